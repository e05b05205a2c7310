"""Who reads once more after a discrepancy, and when nobody can."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy.orm import Session

from reviewapp.errors import StageClosed
from reviewapp.models.contest import Arbitration, Stage
from reviewapp.models.judging import Assignment, AssignmentKind, AssignmentState, Judge
from reviewapp.models.paper import Paper
from tests import factories
from tests.factories import World
from tests.reviewapp.assignment import builders

FAR, LOW = (40, 30, 30), (20, 15, 15)  # 100 and 50 points; the tolerance is 10


def _pair(session: Session, world: World, high: tuple[int, ...], low: tuple[int, ...]) -> Paper:
    """A paper of 通辽 read by judge2 and judge3."""
    world.round.stage = Stage.JUDGING
    paper = builders.add_papers(session, world, 1)[0]
    for judge, marks in zip(world.judges[1:3], (high, low), strict=True):
        factories.submit_marks(session, world, factories.make_assignment(session, world, paper, judge), marks)
    builders.forget(session)
    return paper


def _further(session: Session, world: World) -> list[tuple[int, int, AssignmentKind]]:
    found = [a for a in builders.live(session, world) if a.kind != AssignmentKind.READING]
    return [(a.paper_id, a.judge_id, a.kind) for a in found]


def _submit(session: Session, world: World, paper: Paper, judge: Judge, marks: tuple[int, ...]) -> None:
    found = next(a for a in builders.live(session, world) if (a.paper_id, a.judge_id) == (paper.id, judge.id))
    factories.submit_marks(session, world, found, marks)
    builders.forget(session)


@pytest.mark.parametrize(
    ("inclusive", "low", "called"),
    [
        (False, (30, 25, 25), False),  # 90 - 80: exactly the tolerance is still allowed
        (True, (30, 25, 25), True),  # … unless the round says that it is too large
        (False, (30, 25, 24), True),
        (True, (30, 25, 26), False),
    ],
)
def test_gap_at_the_tolerance_follows_the_rounds_setting(
    session: Session, world: World, inclusive: bool, low: tuple[int, ...], called: bool
) -> None:
    world.round.tolerance_inclusive = inclusive
    paper = _pair(session, world, (30, 30, 30), low)
    builders.adjudicate(session, world)
    assert _further(session, world) == (
        [(paper.id, world.judges[0].id, AssignmentKind.THIRD)] if called else []
    )


def test_third_close_to_one_settles_and_third_apart_calls_the_leader(session: Session, world: World) -> None:
    paper = _pair(session, world, FAR, LOW)
    builders.adjudicate(session, world)
    _submit(session, world, paper, world.judges[0], (38, 28, 28))  # 94: within ten of 100
    assert builders.adjudicate(session, world)["due"] == []
    other = _pair(session, world, FAR, LOW)
    builders.adjudicate(session, world)
    _submit(session, world, other, world.judges[0], (30, 23, 22))  # 75: far from both
    builders.adjudicate(session, world)
    leader = world.judges[3]
    assert _further(session, world)[-1] == (other.id, leader.id, AssignmentKind.LEADER)
    _submit(session, world, other, leader, (30, 20, 20))
    assert builders.adjudicate(session, world) == {"due": [], "stuck": []}


def test_nobody_left_but_the_leader_calls_him_and_his_mark_is_the_end(session: Session, world: World) -> None:
    world.judges[0].active = False
    paper = _pair(session, world, FAR, LOW)
    builders.adjudicate(session, world)
    assert _further(session, world) == [(paper.id, world.judges[3].id, AssignmentKind.LEADER)]
    _submit(session, world, paper, world.judges[3], (30, 20, 20))
    assert builders.adjudicate(session, world) == {"due": [], "stuck": []}


def test_leader_with_a_conflict_leaves_the_paper_stuck_until_somebody_is_found(
    session: Session, world: World
) -> None:
    world.judges[0].active = False
    world.judges[3].home_unit_id = world.recommenders[1].unit_id
    paper = _pair(session, world, FAR, LOW)
    assert builders.adjudicate(session, world) == {"due": [], "stuck": [paper.id]}
    late = builders.add_judge(session, world, "评委20")
    builders.adjudicate(session, world)
    assert _further(session, world) == [(paper.id, late.id, AssignmentKind.THIRD)]


def test_conflicts_keep_a_third_reader_away(session: Session, world: World) -> None:
    world.round.stage = Stage.JUDGING
    paper = builders.add_papers(session, world, 1, 0)[0]  # 赤峰: judge1's own region
    for judge, marks in zip(world.judges[1:3], (FAR, LOW), strict=True):
        factories.submit_marks(session, world, factories.make_assignment(session, world, paper, judge), marks)
    free = builders.add_judge(session, world, "评委20")
    builders.forget(session)
    builders.adjudicate(session, world)
    assert _further(session, world) == [(paper.id, free.id, AssignmentKind.THIRD)]


def test_recused_third_reader_is_replaced(session: Session, world: World) -> None:
    paper = _pair(session, world, FAR, LOW)
    builders.adjudicate(session, world)
    third = next(a for a in builders.live(session, world) if a.kind == AssignmentKind.THIRD)
    third.state = AssignmentState.RECUSED
    free = builders.add_judge(session, world, "评委20")
    builders.adjudicate(session, world)
    assert _further(session, world) == [(paper.id, free.id, AssignmentKind.THIRD)]


def test_cancelled_third_reading_is_taken_up_again(session: Session, world: World) -> None:
    paper = _pair(session, world, FAR, LOW)
    builders.adjudicate(session, world)
    third = next(a for a in builders.live(session, world) if a.kind == AssignmentKind.THIRD)
    third.state = AssignmentState.CANCELLED
    session.flush()
    builders.adjudicate(session, world)
    assert _further(session, world) == [(paper.id, third.judge_id, AssignmentKind.THIRD)]


def test_excluded_paper_and_unfinished_paper_call_nobody(session: Session, world: World) -> None:
    _pair(session, world, FAR, LOW).excluded = True
    session.flush()
    unfinished = _pair(session, world, FAR, LOW)
    open_ = next(a for a in builders.live(session, world) if a.paper_id == unfinished.id)
    open_.state = AssignmentState.OPEN
    session.flush()
    assert builders.adjudicate(session, world) == {"due": [], "stuck": []}
    assert _further(session, world) == []


def test_replan_does_not_make_a_third_reader_a_planned_one(session: Session, world: World) -> None:
    paper = _pair(session, world, FAR, LOW)
    builders.adjudicate(session, world)
    recused = next(a for a in builders.live(session, world) if a.judge_id == world.judges[2].id)
    recused.state = AssignmentState.RECUSED
    free = builders.add_judge(session, world, "评委20")
    builders.assign(session, world)
    readers = {a.judge_id for a in builders.base(session, world) if a.paper_id == paper.id}
    assert readers == {world.judges[1].id, free.id}
    assert _further(session, world) == [(paper.id, world.judges[0].id, AssignmentKind.THIRD)]


def _outcome(session: Session, world: World, order: tuple[int, ...]) -> set[tuple[int, str]]:
    """Submit prepared sheets in this order, with a run after every one; (paper, kind) of what was added."""
    marks = {0: FAR, 1: LOW, 2: (30, 25, 25), 3: (32, 25, 25)}
    found = sorted(builders.base(session, world), key=lambda a: (a.paper_id, a.judge_id))
    for i in order:
        factories.submit_marks(session, world, found[i], marks[i])
        builders.forget(session)
        builders.adjudicate(session, world)
    return {(p, kind.value) for p, _j, kind in _further(session, world)}


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::5])
def test_order_of_arrival_changes_nothing(session: Session, world: World, order: tuple[int, ...]) -> None:
    world.round.stage = Stage.JUDGING
    papers = builders.add_papers(session, world, 2)
    for paper in papers:
        for judge in world.judges[1:3]:
            factories.make_assignment(session, world, paper, judge)
    assert _outcome(session, world, order) == {(papers[0].id, "third")}


def test_adjudication_is_closed_outside_judging(session: Session, world: World) -> None:
    _pair(session, world, FAR, LOW)
    world.round.stage = Stage.SELECTION
    with pytest.raises(StageClosed):
        builders.adjudicate(session, world)
    assert session.query(Assignment).count() == 2


@pytest.mark.parametrize(
    ("arbitration", "first", "then"),
    [
        (Arbitration.THIRD, [AssignmentKind.THIRD], []),
        (Arbitration.THIRD_LEADER, [AssignmentKind.THIRD], [AssignmentKind.LEADER]),
        (Arbitration.LEADER, [AssignmentKind.LEADER], []),
    ],
)
def test_who_is_asked_after_a_discrepancy_follows_the_rounds_setting(
    session: Session,
    world: World,
    arbitration: Arbitration,
    first: list[AssignmentKind],
    then: list[AssignmentKind],
) -> None:
    world.round.arbitration = arbitration
    paper = _pair(session, world, FAR, LOW)
    builders.adjudicate(session, world)
    found = _further(session, world)
    assert [kind for _paper, _judge, kind in found] == first
    reader = world.judges[0] if first == [AssignmentKind.THIRD] else world.judges[3]
    _submit(session, world, paper, reader, (30, 23, 22))  # 75: far from both
    builders.adjudicate(session, world)
    assert [kind for _paper, _judge, kind in _further(session, world)] == first + then


@pytest.mark.parametrize(("percent", "called"), [(0, False), (20, True), (25, False)])
def test_a_single_criterion_far_apart_calls_a_further_reading_where_the_round_wants_it(
    session: Session, world: World, percent: int, called: bool
) -> None:
    world.round.criterion_tolerance_percent = percent
    _pair(session, world, (40, 20, 20), (30, 25, 25))  # equal totals; the theme differs by 10 of 40
    builders.adjudicate(session, world)
    assert bool(_further(session, world)) == called
