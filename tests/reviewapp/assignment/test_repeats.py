"""Codes per judge and hidden repeats: given with a plan, late in the queue, kept on a re-plan, counted in nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

import pytest
from sqlalchemy.orm import Session

from reviewapp.assignment import actions, compute, loads, queries
from reviewapp.assignment.inputs import problem_inputs
from reviewapp.contests import queries as contest_queries
from reviewapp.contests.codes import CODE_ALPHABET, CODE_LENGTH
from reviewapp.demo import queries as demo_queries
from reviewapp.judging import actions as judging_actions
from reviewapp.judging import overview_queries
from reviewapp.judging import queries as judging_queries
from reviewapp.models.judging import Assignment, AssignmentKind, AssignmentState
from reviewapp.models.result import Run
from reviewapp.quality import queries as quality_queries
from reviewapp.standings import queries as standings_queries
from tests import factories
from tests.factories import World
from tests.reviewapp.assignment import builders
from tests.reviewapp.assignment.builders import NOW

REPEAT = AssignmentKind.REPEAT


def again(session: Session, world: World) -> list[Assignment]:
    builders.forget(session)
    return [a for a in queries.repeats(session, world.round.id) if a.state in builders.LIVE]


def keys(found: list[Assignment]) -> set[tuple[int, int]]:
    return {(a.paper_id, a.judge_id) for a in found}


def queue(session: Session, world: World, judge_id: int) -> list[str]:
    return [row.code for row in judging_queries.queue_of_judge(session, world.round.id, judge_id)]


@pytest.mark.parametrize("per_judge", [False, True])
def test_plan_gives_repeats_late_under_codes_of_their_own(
    session: Session, world: World, per_judge: bool
) -> None:
    world.round.codes_per_judge, world.round.hidden_repeats = per_judge, 2
    papers = builders.ready(session, world, papers=60)
    plan = builders.assign(session, world)
    readings, repeats = builders.base(session, world), again(session, world)
    assert len(readings) == 120 == len(plan.pairs)
    assert Counter(a.judge_id for a in repeats) == dict.fromkeys({a.judge_id for a in readings}, 2)
    assert keys(repeats) <= keys(readings)
    paper_codes = {p.code for p in papers}
    own = [a.code for a in (*readings, *repeats) if per_judge or a.kind == REPEAT]
    assert len(set(own)) == len(own)
    assert not set(own) & paper_codes
    assert all(len(code) == CODE_LENGTH and set(code) <= set(CODE_ALPHABET) for code in own)
    if not per_judge:
        assert {a.code for a in readings} == paper_codes
    of_key = {(a.paper_id, a.judge_id): a.code for a in readings}
    for repeat in repeats:
        order = queue(session, world, repeat.judge_id)
        first = order.index(of_key[repeat.paper_id, repeat.judge_id])
        assert order.index(repeat.code) >= first + 10
        assert order.index(repeat.code) >= len(order) // 2


def test_replan_keeps_repeats_their_codes_and_what_is_begun(session: Session, world: World) -> None:
    world.round.codes_per_judge, world.round.hidden_repeats = True, 2
    builders.ready(session, world, papers=30)
    builders.assign(session, world)
    held = {
        (a.paper_id, a.judge_id, a.kind): a.code
        for a in (*builders.base(session, world), *again(session, world))
    }
    begun = again(session, world)[0]
    builders.begin(session, begun)
    world.round.hidden_repeats = 3
    builders.assign(session, world)
    now = {
        (a.paper_id, a.judge_id, a.kind): a.code
        for a in (*builders.base(session, world), *again(session, world))
    }
    assert held.items() <= now.items()
    assert Counter(a.judge_id for a in again(session, world)) == dict.fromkeys({j for _p, j, _k in held}, 3)
    world.round.hidden_repeats = 0
    builders.assign(session, world)
    assert keys(again(session, world)) == {(begun.paper_id, begun.judge_id)}
    conflict = actions.ConflictDraft(begun.judge_id, unit_of(session, begun.paper_id), None, "亲属")
    _conflict, taken = actions.declare_conflict(
        session, world.actors["organizer"], world.round, conflict, now=NOW
    )
    assert taken > 0
    assert again(session, world) == []


def unit_of(session: Session, paper_id: int) -> int:
    owners = queries.paper_owners(session, 1)
    return next(o.unit_id for o in owners if o.paper_id == paper_id)


def test_codes_follow_the_setting_while_nothing_is_begun(session: Session, world: World) -> None:
    papers = {p.id: p.code for p in builders.ready(session, world, papers=6)}
    builders.assign(session, world)
    begun = builders.base(session, world)[0]
    builders.begin(session, begun)
    world.round.codes_per_judge = True
    builders.assign(session, world)
    same = [a for a in builders.base(session, world) if a.code == papers[a.paper_id]]
    assert [a.id for a in same] == [begun.id]
    world.round.codes_per_judge = False
    builders.assign(session, world)
    assert all(a.code == papers[a.paper_id] for a in builders.base(session, world))


def test_recused_repeat_takes_the_reading_away_with_the_next_plan_and_either_code_finds_the_sheet(
    session: Session, world: World
) -> None:
    world.round.codes_per_judge, world.round.hidden_repeats = True, 1
    papers = {p.id: p.code for p in builders.ready(session, world, papers=6, judges=1)}
    builders.assign(session, world)
    judge = world.judges[2]
    repeat = next(a for a in again(session, world) if a.judge_id == judge.id)
    key = (repeat.paper_id, repeat.judge_id)
    first = next(a for a in builders.base(session, world) if (a.paper_id, a.judge_id) == key)
    places = overview_queries.assignments_by_place(session, world.round)
    assert places[judge.alias, first.code] == places[judge.alias, papers[first.paper_id]] == first.id
    assert places[judge.alias, repeat.code] == repeat.id
    before, listed = (
        session.query(Run).filter_by(kind="adjudication").count(),
        queue(session, world, judge.id),
    )
    judging_actions.recuse(session, world.actors["judge3"], repeat, world.round, "认识作者", now=NOW)
    session.flush()
    assert queue(session, world, judge.id) == [code for code in listed if code != repeat.code]
    assert session.query(Run).filter_by(kind="adjudication").count() == before
    waiting = overview_queries.waiting(session, world.round).recusals
    assert [(r.assignment_id, r.code, r.own_code) for r in waiting] == [
        (repeat.id, papers[repeat.paper_id], repeat.code)
    ]
    builders.assign(session, world)
    assert key not in keys(builders.base(session, world))
    assert overview_queries.waiting(session, world.round).recusals == []


def everything_that_counts(session: Session, world: World) -> dict[str, Any]:
    """What standings, discrepancies, plans, loads, counts and figures are made of."""
    builders.forget(session)
    round_, judges = world.round, queries.all_judges(session, world.contest.id)
    quality = quality_queries.inputs(session, round_)
    run = Run(round_id=round_.id, kind="adjudication", created_at=NOW, params={})
    progress = [asdict(row) for row in overview_queries.progress(session, round_)]
    for row in progress:
        del row["repeats"], row["repeats_done"], row["last_saved"]
    present = queries.assignments(session, round_.id)
    return {
        "standings": standings_queries.inputs(session, round_),
        "open": standings_queries.open_readings(session, round_.id),
        "quality": {name: value for name, value in quality.items() if name != "repeats"},
        "discrepancies": compute.load_adjudication(session, run),
        "left": [judging_queries.readings_left(session, p.id) for p in world.papers],
        "plan": problem_inputs(session, round_) | {"repeated": []},
        "missing": loads.missing_readings(queries.paper_owners(session, round_.id), judges, present, 2, {}),
        "loads": loads.present_loads(judges, present),
        "progress": progress,
        "further": overview_queries.waiting(session, round_).adjudications,
        "recused": overview_queries.waiting(session, round_).recusals,
        "rail": contest_queries.counts(session, [round_.id]),
        "demo": demo_queries.count_readings(session, round_.id),
    }


def test_repeats_count_in_nothing(session: Session, world: World) -> None:
    world.papers = builders.ready(session, world, papers=4, judges=0)
    readings = []
    for i, paper in enumerate(world.papers):
        for judge in (world.judges[0], world.judges[2]):
            readings.append(factories.make_assignment(session, world, paper, judge))
            if i < 3:
                factories.submit_marks(session, world, readings[-1], (30 + i, 20, 20))
    before = everything_that_counts(session, world)
    repeats = [
        Assignment(round_id=1, paper_id=a.paper_id, judge_id=a.judge_id, kind=REPEAT, code=f"RR{a.id:03}")
        for a in readings
    ]
    session.add_all(repeats)
    session.flush()
    for repeat in repeats[1:5]:
        factories.submit_marks(session, world, repeat, (0, 0, 1))
    repeats[0].state = AssignmentState.RECUSED
    builders.begin(session, repeats[5])
    assert everything_that_counts(session, world) == before
    rows = overview_queries.progress(session, world.round)
    assert sum(row.repeats for row in rows) == 7
    assert sum(row.repeats_done for row in rows) == 4
    pairs = quality_queries.inputs(session, world.round)["repeats"]
    assert [row[1:] for row in sorted(pairs)] == [[n, "1"] for n in ("71", "72", "70", "71")]
    judge = world.judges[0].id
    assert len(queue(session, world, judge)) == 7  # but the judge sees a paper like any other
