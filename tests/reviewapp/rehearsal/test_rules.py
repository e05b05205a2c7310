"""Role × stage × verb of rehearsal: the organizer, at any time."""

from __future__ import annotations

from itertools import product

from reviewapp.access import Actor
from reviewapp.models.contest import Stage
from reviewapp.rehearsal import rules
from tests.conftest import NOW
from tests.factories import World

ROLES = ("admin", "organizer", "clerk", "leader", "judge1", "bureau1", "hospital1", "anonymous", "system")


def test_only_the_organizer_rehearses_and_at_any_time(world: World) -> None:
    for role, stage in product(ROLES, Stage):
        world.round.stage = stage
        actor = {"anonymous": Actor.anonymous(), "system": Actor.system()}.get(role) or world.actors[role]
        denial = rules.rehearse(actor, world.round, now=NOW)
        if role in ("organizer", "system"):
            assert denial is None
        else:
            assert denial is not None
            assert denial.hide == (role not in ("clerk", "leader")), role
