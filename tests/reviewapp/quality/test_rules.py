"""Role × stage × verb of judge quality, as one table."""

from __future__ import annotations

import pytest

from reviewapp.access import Actor
from reviewapp.models.contest import Stage
from reviewapp.quality import rules
from tests.conftest import NOW
from tests.factories import World

ROLES = ("admin", "organizer", "clerk", "leader", "judge1", "bureau1", "hospital1", "anonymous")
BEFORE = {Stage.SETUP, Stage.SUBMISSION, Stage.SEALING}


def expected(verb: str, role: str, stage: Stage) -> str:
    if verb == "store" or role != "organizer":
        return "hidden"
    return "closed" if verb == "measure" and stage in BEFORE else "yes"


@pytest.mark.parametrize("verb", ["see_quality", "measure", "store"])
def test_every_role_in_every_stage(world: World, verb: str) -> None:
    for stage in Stage:
        world.round.stage = stage
        for role in ROLES:
            actor = world.actors.get(role, Actor.anonymous())
            denial = getattr(rules, verb)(actor, world.round, now=NOW)
            found = (
                "yes" if denial is None else "closed" if denial.closed else "hidden" if denial.hide else "no"
            )
            assert found == expected(verb, role, stage), (verb, role, stage)


def test_the_worker_stores(world: World) -> None:
    assert rules.store(Actor.system(), world.round, now=NOW) is None
