"""Role × stage × state × verb of the list, as one table."""

from __future__ import annotations

import itertools

import pytest

from reviewapp.access import Actor
from reviewapp.models.contest import Stage
from reviewapp.models.result import ListState, Recommendation
from reviewapp.recommendation import rules
from tests.conftest import NOW
from tests.factories import World

ROLES = ("admin", "organizer", "clerk", "leader", "judge1", "bureau1", "hospital1", "anonymous")
VERBS = ("see_list", "recommend", "edit", "return_list")


def answer(denial: object) -> str:
    if denial is None:
        return "yes"
    return "closed" if denial.closed else "hidden" if denial.hide else "no"  # type: ignore[attr-defined]


def expected(verb: str, role: str, stage: Stage, state: ListState) -> str:
    if role != "organizer":
        return "no" if role in ("clerk", "leader") else "hidden"
    if verb == "see_list":
        return "yes"
    fits = {
        "recommend": True,
        "edit": state != ListState.SUBMITTED,
        "return_list": state == ListState.SUBMITTED,
    }
    return "yes" if stage == Stage.SELECTION and fits[verb] else "closed"


@pytest.mark.parametrize("verb", VERBS)
def test_every_role_in_every_stage_and_state(world: World, verb: str) -> None:
    for stage, state, role in itertools.product(Stage, ListState, ROLES):
        world.round.stage = stage
        subject = (Recommendation(state=state),) if verb in ("edit", "return_list") else ()
        actor = world.actors.get(role, Actor.anonymous())
        found = answer(getattr(rules, verb)(actor, world.round, *subject, now=NOW))
        assert found == expected(verb, role, stage, state), (verb, role, stage, state)
