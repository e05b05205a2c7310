"""A re-plan keeps what is started and gives every paper its readings again."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy.orm import Session

from reviewapp.assignment import actions, loads, queries
from reviewapp.assignment.inputs import problem_inputs
from reviewapp.models.judging import Assignment, AssignmentState, Judge
from tests import factories
from tests.factories import World
from tests.reviewapp.assignment import builders

State = tuple[int, int, str, str, int]


def _sheets(session: Session, world: World) -> dict[int, tuple[str, int, list[tuple[int, int]]]]:
    """Every sheet as it stands, by its assignment."""
    builders.forget(session)
    return {
        a.id: (a.sheet.state.value, a.sheet.version, [(m.criterion_id, m.steps) for m in a.sheet.marks])
        for a in queries.assignments(session, world.round.id)
        if a.sheet is not None
    }


def _prepare(session: Session, world: World) -> list[Judge]:
    """12 papers, 6 judges, 24 readings; every judge has submitted one and begun one."""
    builders.ready(session, world)
    builders.assign(session, world)
    members = [j for j in queries.judges(session, world.contest.id) if not j.is_leader]
    for judge in members:
        mine = [a for a in builders.base(session, world) if a.judge_id == judge.id]
        factories.submit_marks(session, world, mine[0], (30, 20, 20))
        builders.begin(session, mine[1])
    builders.forget(session)
    return members


def _untouched(session: Session, world: World, judge: Judge) -> Assignment:
    return next(a for a in builders.base(session, world) if a.judge_id == judge.id and a.sheet is None)


def _recuse(session: Session, world: World, judge: Judge) -> None:
    _untouched(session, world, judge).state = AssignmentState.RECUSED


def _leave(session: Session, world: World, judge: Judge) -> None:
    judge.active = False


def _conflict(session: Session, world: World, judge: Judge) -> None:
    assignment = _untouched(session, world, judge)
    owner = next(
        o for o in queries.paper_owners(session, world.round.id) if o.paper_id == assignment.paper_id
    )
    draft = actions.ConflictDraft(judge.id, None, owner.entry_id, "亲属是作者")
    _held, taken = actions.declare_conflict(
        session, world.actors["organizer"], world.round, draft, now=builders.NOW
    )
    assert taken == 1


@pytest.mark.parametrize("fresh", [False, True])
@pytest.mark.parametrize("event", [_recuse, _leave, _conflict])
def test_replan_leaves_started_sheets_alone_and_fills_the_gap(
    session: Session, world: World, event: object, fresh: bool
) -> None:
    members = _prepare(session, world)
    victim = members[-1]
    before = _sheets(session, world)
    event(session, world, victim)  # type: ignore[operator]
    session.flush()
    builders.assign(session, world, fresh=fresh)
    found = builders.base(session, world)
    assert _sheets(session, world) == before
    submitted = {a.id for a in found if a.state == AssignmentState.SUBMITTED}
    assert len(submitted) == len(members)
    assert set(Counter(a.paper_id for a in found).values()) == {world.round.readings}
    staying = [j for j in members if j.active]
    counts = builders.loads(found, staying)
    if victim.active:  # the recused judge keeps one less, unless loads are evened anew
        assert max(counts) - min(counts) <= (1 if fresh else 2)
    else:
        assert max(counts) - min(counts) <= 1
        assert {a.state for a in found if a.judge_id == victim.id} == {AssignmentState.SUBMITTED}


def test_replan_without_changes_changes_nothing(session: Session, world: World) -> None:
    _prepare(session, world)
    before = {(a.id, a.state, a.position) for a in builders.live(session, world)}
    plan = builders.assign(session, world)
    assert (plan.quality["added"], plan.quality["dropped"]) == (0, 0)
    assert {(a.id, a.state, a.position) for a in builders.live(session, world)} == before


def test_draft_of_a_judge_who_left_comes_back_with_him(session: Session, world: World) -> None:
    members = _prepare(session, world)
    victim = members[-1]
    draft = next(
        a
        for a in builders.base(session, world)
        if a.judge_id == victim.id and a.sheet is not None and a.state == AssignmentState.OPEN
    )
    victim.active = False
    session.flush()
    builders.assign(session, world)
    assert session.get_one(Assignment, draft.id).state == AssignmentState.CANCELLED
    victim.active = True
    others = [a for a in builders.base(session, world) if a.paper_id == draft.paper_id and a.sheet is None]
    others[0].state = AssignmentState.RECUSED
    for other in members[:-1]:
        session.get_one(Judge, other.id).load_max = builders.loads(builders.base(session, world), [other])[0]
    session.flush()
    builders.assign(session, world)
    builders.forget(session)
    assert session.get_one(Assignment, draft.id).state == AssignmentState.OPEN
    assert draft.id in _sheets(session, world)


def test_what_a_judge_who_left_has_done_and_leaves_is_told_before_the_plan_is_applied(
    session: Session, world: World
) -> None:
    victim = _prepare(session, world)[-1]
    mine = builders.loads(builders.base(session, world), [victim])[0]
    victim.active = False
    session.flush()
    inputs = problem_inputs(session, world.round)
    before = queries.assignments(session, world.round.id)
    assert (loads.by_those_gone(inputs), loads.left_open(before, inputs)) == (1, mine - 1)
    assert sum(inputs["demand"]) + 1 == 12 * world.round.readings
    builders.assign(session, world)
    assert loads.left_open(queries.assignments(session, world.round.id), inputs) == 0


def test_late_papers_are_added_to_what_is_there(session: Session, world: World) -> None:
    members = _prepare(session, world)
    before = {(a.paper_id, a.judge_id) for a in builders.base(session, world)}
    builders.add_papers(session, world, 3)
    builders.assign(session, world)
    after = builders.base(session, world)
    assert before <= {(a.paper_id, a.judge_id) for a in after}
    assert len(after) == 15 * world.round.readings
    counts = builders.loads(after, members)
    assert max(counts) - min(counts) <= 1


def test_fresh_plan_gives_a_late_judge_his_share(session: Session, world: World) -> None:
    members = _prepare(session, world)
    late = builders.add_judge(session, world, "评委99")
    builders.assign(session, world)
    assert builders.loads(builders.base(session, world), [late]) == [0]
    builders.assign(session, world, fresh=True)
    counts = builders.loads(builders.base(session, world), [*members, late])
    assert max(counts) - min(counts) <= 1
