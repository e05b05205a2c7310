"""A contest ready for assignment, and its computations done step by step in the open session."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from reviewapp import runs
from reviewapp.assignment import actions, compute, queries
from reviewapp.models.assignment import AssignmentPlan
from reviewapp.models.contest import Stage
from reviewapp.models.judging import Assignment, AssignmentKind, AssignmentState, Judge, ScoreSheet
from reviewapp.models.paper import Paper
from reviewapp.models.result import Run, RunState
from reviewapp.runs import Json
from tests import factories

NOW = datetime(2026, 7, 10, 4, 0, tzinfo=UTC)
LIVE = (AssignmentState.OPEN, AssignmentState.SUBMITTED)


def add_judge(session: Session, world: factories.World, alias: str, *, leader: bool = False) -> Judge:
    """A judge from nowhere: no home, no account."""
    judge = Judge(contest_id=world.contest.id, name=f"某{alias}", alias=alias, is_leader=leader)
    session.add(judge)
    session.flush()
    return judge


def add_papers(session: Session, world: factories.World, count: int, recommender: int = 1) -> list[Paper]:
    return [
        factories.make_paper(
            session, world, factories.make_entry(session, world, recommender, title=f"题{i}")
        )
        for i in range(count)
    ]


def ready(session: Session, world: factories.World, *, papers: int = 12, judges: int = 3) -> list[Paper]:
    """The round in judging; `judges` more judges, papers of 通辽 that everybody may read."""
    world.round.stage = Stage.JUDGING
    for i in range(judges):
        add_judge(session, world, f"评委{i + 11}")
    return add_papers(session, world, papers)


def perform(session: Session, task: runs.Task, run: Run, *, now: datetime = NOW) -> Json:
    """What runs.perform does, in this session; values go through JSON as they do there."""
    inputs = json.loads(json.dumps(task.load(session, run)))
    output: Json = json.loads(
        json.dumps(task.calculate(inputs, run.params, run.seed, lambda done, total: None))
    )
    run.inputs, run.input_digest = runs.pack(inputs), runs.digest(inputs)
    run.output, run.output_digest = runs.pack(output), runs.digest(output)
    run.state, run.finished_at = RunState.DONE, now
    task.store(session, run, output, now)
    session.flush()
    return output


def make_plan(session: Session, world: factories.World, *, fresh: bool = False) -> AssignmentPlan:
    run = actions.request_plan(session, world.actors["organizer"], world.round, fresh=fresh, now=NOW)
    perform(session, compute.PLAN, run)
    return queries.draft_plans(session, world.round.id)[-1]


def assign(session: Session, world: factories.World, *, fresh: bool = False) -> AssignmentPlan:
    plan = make_plan(session, world, fresh=fresh)
    actions.apply_plan(session, world.actors["organizer"], world.round, plan, now=NOW)
    return plan


def adjudicate(session: Session, world: factories.World) -> Json:
    run = actions.request_adjudication(session, world.actors["organizer"], world.round, now=NOW)
    return perform(session, compute.ADJUDICATION, run)


def forget(session: Session) -> None:
    """Assignments and sheets are read anew; everything else the test holds stays loaded."""
    session.flush()
    for held in session.identity_map.values():
        if isinstance(held, Assignment | ScoreSheet):
            session.expire(held)


def live(session: Session, world: factories.World) -> list[Assignment]:
    forget(session)
    return [a for a in queries.assignments(session, world.round.id) if a.state in LIVE]


def base(session: Session, world: factories.World) -> list[Assignment]:
    return [a for a in live(session, world) if a.kind == AssignmentKind.READING]


def loads(found: list[Assignment], judges: list[Judge]) -> list[int]:
    counted = Counter(a.judge_id for a in found)
    return [counted[j.id] for j in judges]


def begin(session: Session, assignment: Assignment) -> None:
    """A draft sheet, nothing submitted."""
    session.add(ScoreSheet(assignment_id=assignment.id, version=1, saved_at=NOW))
    session.flush()
    session.expire(assignment)
