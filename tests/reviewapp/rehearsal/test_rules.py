"""Role × stage × verb of rehearsal: the organizer, at any time."""

from __future__ import annotations

import pytest

from reviewapp.access import Actor
from reviewapp.models.contest import Stage
from reviewapp.rehearsal import rules
from tests.conftest import NOW
from tests.factories import World

ROLES = ("admin", "organizer", "clerk", "leader", "judge1", "bureau1", "hospital1", "anonymous", "system")


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("role", ROLES)
def test_only_the_organizer_rehearses(world: World, role: str, stage: Stage) -> None:
    world.round.stage = stage
    actor = {"anonymous": Actor.anonymous(), "system": Actor.system()}.get(role) or world.actors[role]
    denial = rules.rehearse(actor, world.round, now=NOW)
    if role in ("organizer", "system"):
        assert denial is None
    else:
        assert denial is not None
        assert denial.hide == (role not in ("clerk", "leader"))
