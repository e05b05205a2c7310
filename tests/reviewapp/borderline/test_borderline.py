"""Works near the line: which are found, who reads them, what is recorded, who may ask, what no judge learns."""

from __future__ import annotations

import json
from collections import Counter
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewapp.access import Actor
from reviewapp.borderline import actions, compute, rules
from reviewapp.borderline.actions import BorderlineDraft
from reviewapp.errors import Invalid, Stale
from reviewapp.models.contest import Stage
from reviewapp.models.judging import Assignment, AssignmentKind, AssignmentState, Judge
from reviewapp.models.log import AuditEvent
from reviewapp.models.paper import Paper
from reviewapp.models.result import Quota, Run
from reviewapp.runs import Json
from reviewapp.standings import actions as standings
from reviewapp.standings import compute as standings_compute
from reviewapp.standings import queries as standings_queries
from tests import factories
from tests.factories import World
from tests.reviewapp.assignment import builders
from tests.reviewapp.assignment.builders import NOW

ROLES = ("admin", "organizer", "clerk", "leader", "judge1", "bureau1", "hospital1", "anonymous", "system")
# points of the works by two judges each; four of eight are selected, the middle ones are close
POINTS = (
    (38, 28, 28),
    (36, 27, 27),
    (33, 24, 25),
    (30, 23, 23),
    (30, 22, 23),
    (29, 22, 22),
    (20, 15, 15),
    (15, 9, 9),
)


@pytest.fixture
def judged(session: Session, world: World) -> World:
    """Eight works of 通辽, each read by two of five judges, and standings from these marks."""
    papers = builders.ready(session, world, papers=len(POINTS), judges=3)
    for quota in session.scalars(sa.select(Quota)):
        session.delete(quota)
    session.add(Quota(round_id=world.round.id, scope="total", maximum=4))
    builders.assign(session, world)
    for assignment in builders.base(session, world):
        place = papers.index(session.get_one(Paper, assignment.paper_id))
        given = POINTS[place]
        noise = (-3, 2, -1, 3, 0, 1, -2)[assignment.id % 7]
        factories.submit_marks(session, world, assignment, (given[0] + noise, given[1], given[2]))
    builders.forget(session)
    score(session, world)
    return world


def score(session: Session, world: World) -> Run:
    run = standings.request_standings(session, world.actors["organizer"], world.round, now=NOW)
    builders.perform(session, standings_compute.STANDINGS, run)
    return run


def deepen(session: Session, world: World, budget: int = 3, **given: Any) -> Json:
    draft = BorderlineDraft(budget, **{"corrects": None, **given})
    run = actions.request_borderline(session, world.actors["organizer"], world.round, draft, now=NOW)
    output = builders.perform(session, compute.BORDERLINE, run)
    builders.forget(session)
    return output


def further(session: Session, world: World) -> list[Assignment]:
    return [a for a in builders.live(session, world) if a.kind == AssignmentKind.BORDERLINE]


def test_works_near_the_line_get_another_judge(session: Session, judged: World) -> None:
    output = deepen(session, judged)
    assert (len(output["readings"]), output["stopped"]) == (3, "budget")
    papers = list(session.scalars(sa.select(Paper).order_by(Paper.id)))
    near = {p.id for p in papers[2:6]}
    assert {row["paper"] for row in output["readings"]} <= near
    assert all(0.02 < row["chance"] < 0.98 and row["gain"] > 0 for row in output["readings"])
    assert output["corrected"] == pytest.approx(sum(r["gain"] for r in output["readings"]), abs=1e-3)
    added = further(session, judged)
    assert {(a.paper_id, a.judge_id) for a in added} == {(r["paper"], r["judge"]) for r in output["readings"]}
    readers = Counter((a.paper_id, a.judge_id) for a in builders.live(session, judged))
    assert max(readers.values()) == 1
    assert all(a.position > 0 for a in added)
    leaders = {j.id for j in judged.judges if j.is_leader}
    assert not leaders & {a.judge_id for a in added}


def test_judge_who_may_take_no_more_gets_nothing(session: Session, judged: World) -> None:
    """Only one judge has room: he gets what he has not read yet, or the refusal says what is missing."""
    loads = Counter(a.judge_id for a in builders.live(session, judged))
    free = max(loads)
    for judge in session.scalars(sa.select(Judge).where(Judge.id != free)):
        judge.load_max = loads[judge.id]
    session.flush()
    mine = {a.paper_id for a in builders.live(session, judged) if a.judge_id == free}
    output = deepen(session, judged, budget=1)
    assert [row["judge"] for row in output["readings"]] == [free]
    assert output["readings"][0]["paper"] not in mine
    session.get_one(Judge, free).load_max = loads[free] + 1
    session.flush()
    with pytest.raises(Invalid, match="评阅上限"):
        deepen(session, judged, budget=2)


def test_work_with_a_reading_still_out_waits(session: Session, judged: World) -> None:
    first = deepen(session, judged)
    again = deepen(session, judged, budget=50)
    assert not {r["paper"] for r in first["readings"]} & {r["paper"] for r in again["readings"]}


def test_hidden_repeats_count_for_nothing(session: Session, judged: World) -> None:
    """Given, under way and refused: the run starts from the same inputs, selection and readers alike."""
    draft = BorderlineDraft(3)
    run = actions.request_borderline(session, judged.actors["organizer"], judged.round, draft, now=NOW)
    before = json.dumps(compute.load(session, run))
    readings = builders.live(session, judged)[:3]
    for r in readings:
        twice = {"paper_id": r.paper_id, "judge_id": r.judge_id, "code": f"AGAIN{r.id}"}
        session.add(Assignment(round_id=judged.round.id, kind=AssignmentKind.REPEAT, **twice))
    session.flush()
    again = list(session.scalars(sa.select(Assignment).where(Assignment.kind == AssignmentKind.REPEAT)))
    factories.submit_marks(session, judged, again[0], (0, 0, 1))
    again[1].state = AssignmentState.RECUSED
    assert json.dumps(compute.load(session, run)) == before
    assert standings_queries.is_current(session, judged.round, run_of(session, run))
    read_by = {a.judge_id for a in builders.live(session, judged) if a.paper_id == again[0].paper_id}
    again[0].judge_id = next(j.id for j in judged.judges if j.id not in read_by)
    again[0].kind = AssignmentKind.BORDERLINE  # the same marks as a reading would count
    session.flush()
    assert json.dumps(compute.load(session, run)) != before
    assert not standings_queries.is_current(session, judged.round, run_of(session, run))


def run_of(session: Session, run: Run) -> Run:
    """The standings a borderline run starts from."""
    return session.get_one(Run, run.params["standings_run"])


def test_search_stops_where_a_reading_corrects_too_little(session: Session, judged: World) -> None:
    output = deepen(session, judged, budget=50, corrects=2)  # no reading corrects half a place
    assert (output["readings"], output["stopped"]) == ([], "gain")


def test_asking_and_adding_are_recorded(session: Session, judged: World) -> None:
    deepen(session, judged)
    events = session.scalars(
        sa.select(AuditEvent).where(AuditEvent.verb.startswith("borderline.")).order_by(AuditEvent.seq)
    ).all()
    assert [e.verb for e in events] == ["borderline.requested", "borderline.added"]
    assert events[0].facts["budget"] == 3
    assert len(events[1].facts["pairs"]) == events[1].facts["readings"] == 3


def test_same_standings_find_the_same_works(session: Session, judged: World) -> None:
    draft = BorderlineDraft(3)
    run = actions.request_borderline(session, judged.actors["organizer"], judged.round, draft, now=NOW)
    inputs = json.loads(json.dumps(compute.load(session, run)))
    one, two = (compute.calculate(inputs, run.params, run.seed, lambda d, t: None) for _ in range(2))
    assert one == two


def test_readings_nobody_has_begun_can_be_taken_back(session: Session, judged: World) -> None:
    deepen(session, judged)
    begun, *rest = further(session, judged)
    builders.begin(session, begun)
    builders.forget(session)
    count = actions.withdraw_borderline(session, judged.actors["organizer"], judged.round, now=NOW)
    assert count == len(rest) == 2
    assert [a.id for a in further(session, judged)] == [begun.id]


def test_plans_and_adjudication_leave_them_alone(session: Session, judged: World) -> None:
    deepen(session, judged)
    before = {(a.paper_id, a.judge_id) for a in further(session, judged)}
    plan = builders.make_plan(session, judged)
    assert plan.quality["dropped"] == plan.quality["added"] == 0
    for assignment in further(session, judged):  # far from what the others gave
        factories.submit_marks(session, judged, assignment, (1, 1, 1))
    builders.forget(session)
    assert builders.adjudicate(session, judged)["due"] == []
    assert {(a.paper_id, a.judge_id) for a in further(session, judged)} == before


def test_stale_or_missing_standings_are_refused(session: Session, world: World) -> None:
    builders.ready(session, world, papers=2)
    builders.assign(session, world)
    with pytest.raises(Invalid, match="还没有合过分"):
        deepen(session, world)
    first, *_rest = builders.base(session, world)
    factories.submit_marks(session, world, first, (30, 20, 20))
    builders.forget(session)
    score(session, world)
    with pytest.raises(Invalid, match="应在 1 到"):
        deepen(session, world, budget=0)
    second = next(a for a in builders.base(session, world) if a.state == AssignmentState.OPEN)
    factories.submit_marks(session, world, second, (30, 20, 20))
    builders.forget(session)
    with pytest.raises(Stale, match="重新合分"):
        deepen(session, world)


def test_only_the_organizer_asks_and_only_while_judging(world: World) -> None:
    for role, stage in product(ROLES, Stage):
        world.round.stage = stage
        actor = {"anonymous": Actor.anonymous(), "system": Actor.system()}.get(role) or world.actors[role]
        see, more = (rule(actor, world.round, now=NOW) for rule in (rules.see_borderline, rules.read_more))
        if role in ("organizer", "system"):
            assert see is None
            assert (more is None) == (stage == Stage.JUDGING)
        else:
            assert see is not None
            assert more is not None
            assert see.hide == more.hide == (role not in ("clerk", "leader")), role
