"""Who may do what with accounts: role × verb (accounts know no stages)."""

from __future__ import annotations

from reviewapp.access import Actor
from reviewapp.accounts import rules
from tests import factories
from tests.conftest import NOW

ROLES = ("admin", "organizer", "clerk", "leader", "judge1", "bureau1", "hospital1", "anonymous")


def test_accounts_are_administered_by_the_administrator_only(world: factories.World) -> None:
    actors = {**world.actors, "anonymous": Actor.anonymous()}
    assert {r for r in ROLES if rules.administer(actors[r], now=NOW) is None} == {"admin"}


def test_password_is_changed_by_its_owner_or_the_administrator(world: factories.World) -> None:
    actors = {**world.actors, "anonymous": Actor.anonymous()}
    judge = world.users["judge1"]
    found = {r: rules.change_password(actors[r], judge, now=NOW) for r in ROLES}
    assert {r for r, denial in found.items() if denial is None} == {"admin", "judge1"}
    assert all(denial.hide for denial in found.values() if denial is not None)
