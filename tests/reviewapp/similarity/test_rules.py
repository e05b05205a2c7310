"""One table: who may compare, see and decide in which stage."""

from __future__ import annotations

from sqlalchemy.orm import Session

from reviewapp.access import Actor
from reviewapp.models.contest import Stage
from reviewapp.similarity import rules
from tests.conftest import NOW
from tests.factories import World

STAFF = {"organizer", "clerk"}
EVERY = frozenset(Stage)
WORKING = frozenset({Stage.SUBMISSION, Stage.SEALING, Stage.JUDGING, Stage.SELECTION})
TABLE = {
    "see_cases": (STAFF, EVERY),
    "scan": (STAFF, WORKING),
    "decide_case": ({"organizer"}, WORKING - {Stage.SUBMISSION}),
    "rank_cases": ({"organizer"}, EVERY),
}


def test_table_of_roles_stages_and_verbs(session: Session, world: World) -> None:
    actors = world.actors | {"anonymous": Actor.anonymous()}
    wrong = []
    for stage in Stage:
        world.round.stage = stage
        for verb, (who, stages) in TABLE.items():
            for role, actor in actors.items():
                answer = getattr(rules, verb)(actor, world.round, now=NOW)
                if (answer is None) != (role in who and stage in stages):
                    wrong.append((stage.value, verb, role))
    assert wrong == []


def test_all_but_staff_do_not_learn_that_cases_exist(session: Session, world: World) -> None:
    world.round.stage = Stage.SEALING
    actors = world.actors | {"anonymous": Actor.anonymous()}
    for role, actor in actors.items():
        for verb in TABLE:
            answer = getattr(rules, verb)(actor, world.round, now=NOW)
            if role not in STAFF:
                assert answer is not None, (role, verb)
                assert answer.hide, (role, verb)


def test_clerk_is_told_that_verdicts_are_the_organizers(session: Session, world: World) -> None:
    world.round.stage = Stage.SEALING
    answer = rules.decide_case(world.actors["clerk"], world.round, now=NOW)
    assert answer is not None
    assert not answer.hide
    assert "主办单位" in str(answer.reason)
