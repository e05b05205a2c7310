"""Role × stage × verb of standings, as one table."""

from __future__ import annotations

import pytest

from reviewapp.access import Actor
from reviewapp.models.contest import Stage
from reviewapp.standings import rules
from tests.conftest import NOW
from tests.factories import World

ROLES = ("admin", "organizer", "clerk", "leader", "judge1", "bureau1", "hospital1", "anonymous")
OPEN = {Stage.JUDGING, Stage.SELECTION}


def answer(denial: object) -> str:
    if denial is None:
        return "yes"
    return "closed" if denial.closed else "hidden" if denial.hide else "no"  # type: ignore[attr-defined]


def expected(verb: str, role: str, stage: Stage) -> str:
    if verb == "store":
        return "hidden"
    if verb == "see_standings":
        return "yes" if role in ("organizer", "leader") else "hidden"
    if role == "organizer":
        return "yes" if stage in OPEN else "closed"
    return "no" if role in ("clerk", "leader") else "hidden"


@pytest.mark.parametrize("verb", ["see_standings", "aggregate", "freeze", "store"])
def test_every_role_in_every_stage(world: World, verb: str) -> None:
    for stage in Stage:
        world.round.stage = stage
        for role in ROLES:
            actor = world.actors.get(role, Actor.anonymous())
            found = answer(getattr(rules, verb)(actor, world.round, now=NOW))
            assert found == expected(verb, role, stage), (verb, role, stage)


def test_the_worker_stores(world: World) -> None:
    assert rules.store(Actor.system(), world.round, now=NOW) is None
