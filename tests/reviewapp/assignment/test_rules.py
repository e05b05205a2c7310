"""Role × stage × verb of assignment: one table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from reviewapp.access import Actor
from reviewapp.assignment import rules
from reviewapp.contests.stages import OPEN_VERBS
from reviewapp.errors import Denial
from reviewapp.models.contest import Stage
from tests.factories import World
from tests.reviewapp.assignment.builders import NOW

Rule = Callable[..., Denial | None]
ROLES = ("admin", "organizer", "clerk", "leader", "judge1", "bureau1", "hospital1", "anonymous", "system")
SEALED, JUDGED = {Stage.SEALING, Stage.JUDGING}, {Stage.JUDGING}
ENROL = {Stage.SETUP, Stage.SUBMISSION, Stage.SEALING, Stage.JUDGING}
# verb: stages in which the organizer may; nobody else ever may
TABLE: dict[Rule, set[Stage]] = {
    rules.see_plans: set(Stage),
    rules.plan: SEALED,
    rules.declare_conflict: ENROL,
    rules.adjudicate: JUDGED,
}


def _actor(world: World, role: str) -> Actor:
    return {"anonymous": Actor.anonymous(), "system": Actor.system()}.get(role) or world.actors[role]


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("role", ROLES)
def test_only_the_organizer_plans_and_only_in_the_stages_of_the_table(
    world: World, role: str, stage: Stage
) -> None:
    world.round.stage = stage
    for rule, stages in TABLE.items():
        denial: Any = rule(_actor(world, role), world.round, now=NOW)
        if role in ("organizer", "system"):
            assert (denial is None) == (stage in stages), rule.__name__
            assert denial is None or (denial.closed and not denial.hide)
        elif role in ("clerk", "leader"):
            assert denial is not None
            assert not denial.hide
        else:
            assert denial is not None
            assert denial.hide, f"{role} learns that {rule.__name__} exists"


def test_table_agrees_with_the_workflow() -> None:
    for rule, verb in (
        (rules.plan, "plan"),
        (rules.declare_conflict, "enrol"),
        (rules.adjudicate, "adjudicate"),
    ):
        assert TABLE[rule] == {stage for stage in Stage if verb in OPEN_VERBS[stage]}
