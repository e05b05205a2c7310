"""The verbs of assignment."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from reviewapp import runs
from reviewapp.access import Actor, authorize
from reviewapp.assignment import queries, rules
from reviewapp.assignment.problem import as_inputs, as_problem
from reviewapp.audit import record
from reviewapp.errors import Invalid, Missing, Stale
from reviewapp.models.assignment import AssignmentPlan, Conflict, PlanState
from reviewapp.models.contest import Round
from reviewapp.models.judging import Assignment, AssignmentKind, AssignmentState
from reviewapp.models.result import Run
from reviewapp.runs import Json
from reviewapp.words import say


def problem_inputs(session: Session, round_: Round) -> Json:
    """What a plan of this round starts from; the plan run, and the check before it is applied."""
    members = [j for j in queries.judges(session, round_.contest_id) if not j.is_leader]
    return as_inputs(
        queries.paper_owners(session, round_.id),
        members,
        queries.conflicts(session, round_.id),
        queries.assignments(session, round_.id),
        round_.readings,
        round_.region_conflict,
    )


@dataclass(frozen=True, slots=True)
class ConflictDraft:
    judge_id: int
    unit_id: int | None
    entry_id: int | None
    reason: str


def declare_conflict(
    session: Session, actor: Actor, round_: Round, data: ConflictDraft, *, now: datetime
) -> Conflict:
    """From now on this judge gets no works of the unit (or not this entry).  Recorded."""
    authorize(rules.declare_conflict(actor, round_, now=now))
    if (data.unit_id is None) == (data.entry_id is None):
        raise Invalid(say("请选择回避的单位。"), {"unit_id": say("必选。")})
    if not data.reason.strip():
        raise Invalid(say("请写明回避的理由。"), {"reason": say("必填。")})
    if data.judge_id not in {j.id for j in queries.judges(session, round_.contest_id)}:
        raise Missing
    conflict = Conflict(
        round_id=round_.id,
        judge_id=data.judge_id,
        unit_id=data.unit_id,
        entry_id=data.entry_id,
        reason=data.reason.strip()[:200],
        declared_by=actor.user_id,
        declared_at=now,
    )
    session.add(conflict)
    session.flush()
    record(
        session, actor, "assignment.conflict_declared", f"conflict:{conflict.id}", contest_id=round_.contest_id, now=now,
        judge=data.judge_id, unit=data.unit_id, entry=data.entry_id, reason=conflict.reason,
    )  # fmt: skip
    return conflict


def remove_conflict(
    session: Session, actor: Actor, round_: Round, conflict: Conflict, *, now: datetime
) -> None:
    """A conflict entered by mistake no longer counts.  Recorded with what it said."""
    authorize(rules.declare_conflict(actor, round_, now=now))
    session.delete(conflict)
    record(
        session, actor, "assignment.conflict_removed", f"conflict:{conflict.id}", contest_id=round_.contest_id, now=now,
        judge=conflict.judge_id, unit=conflict.unit_id, entry=conflict.entry_id, reason=conflict.reason,
    )  # fmt: skip


def request_plan(session: Session, actor: Actor, round_: Round, *, now: datetime) -> Run:
    """Queue the computation of a plan with the round's seed.  Recorded."""
    authorize(rules.plan(actor, round_, now=now))
    run = runs.create(session, actor, "plan", round_.id, now=now, seed=round_.seed)
    record(
        session, actor, "assignment.plan_requested", f"run:{run.id}", contest_id=round_.contest_id, now=now
    )
    return run


def store_plan(
    session: Session, actor: Actor, round_: Round, run: Run, output: Json, *, now: datetime
) -> AssignmentPlan:
    """The computed plan is the round's draft; an earlier draft is discarded.  By the worker; recorded."""
    authorize(rules.plan(actor, round_, now=now) if not actor.is_system else None)
    for old in queries.draft_plans(session, round_.id):
        old.state = PlanState.DISCARDED
    plan = AssignmentPlan(round_id=round_.id, run_id=run.id, pairs=output["pairs"], quality=output["quality"])
    session.add(plan)
    session.flush()
    record(
        session, actor, "assignment.planned", f"plan:{plan.id}", contest_id=round_.contest_id, now=now,
        readings=len(plan.pairs),
    )  # fmt: skip
    return plan


def apply_plan(session: Session, actor: Actor, round_: Round, plan: AssignmentPlan, *, now: datetime) -> int:
    """The plan's readings are the judges' lists.  By the organizer; recorded with counts.

    Raises Stale when papers, judges, conflicts or started readings changed since it was computed, Invalid
    when the independent check finds a violation.  The rubric is frozen with the first applied plan.
    """
    from scoring.assignment.check import violations
    from scoring.assignment.problem import Plan

    authorize(rules.plan(actor, round_, now=now))
    if plan.state != PlanState.DRAFT:
        raise Stale(say("这个方案已经处理过。"))
    inputs = problem_inputs(session, round_)
    run = session.get_one(Run, plan.run_id)
    if runs.digest(inputs) != run.input_digest:
        raise Stale(say("生成方案之后，作品、评委或回避情况有变动。请重新生成方案。"))
    paper_at = {p: i for i, p in enumerate(inputs["papers"])}
    judge_at = {j: i for i, j in enumerate(inputs["judges"])}
    wrong = violations(as_problem(inputs), Plan(tuple((paper_at[p], judge_at[j]) for p, j in plan.pairs)))
    if wrong:
        raise Invalid(
            say("方案没有通过核验（%(count)s 处不符合要求），未应用。请重新生成。", count=len(wrong))
        )
    counts = _write(session, round_, {(p, j) for p, j in plan.pairs})
    plan.state, plan.applied_at = PlanState.APPLIED, now
    rubric = queries.rubric(session, round_)
    if rubric is not None and rubric.frozen_at is None:
        rubric.frozen_at = now
    record(
        session, actor, "assignment.applied", f"plan:{plan.id}", contest_id=round_.contest_id, now=now,
        added=counts[0], cancelled=counts[1],
    )  # fmt: skip
    return counts[0]


def _write(session: Session, round_: Round, wanted: set[tuple[int, int]]) -> tuple[int, int]:
    """Make the base readings exactly `wanted`; what is started is part of it by construction."""
    present = {(a.paper_id, a.judge_id): a for a in queries.assignments(session, round_.id)}
    added = cancelled = 0
    for key, assignment in present.items():
        loose = assignment.kind == AssignmentKind.READING and assignment.state == AssignmentState.OPEN
        if loose and key not in wanted:
            assignment.state, cancelled = AssignmentState.CANCELLED, cancelled + 1
    for key in sorted(wanted):
        held = present.get(key)
        if held is None:
            session.add(Assignment(round_id=round_.id, paper_id=key[0], judge_id=key[1]))
            added += 1
        elif held.state == AssignmentState.CANCELLED:
            held.state, added = AssignmentState.OPEN, added + 1
    session.flush()
    _shuffle(session, round_)
    return added, cancelled


def _shuffle(session: Session, round_: Round) -> None:
    """Each judge has an order of his own, fixed by the round's seed; started papers keep their place."""
    lists: dict[int, list[Assignment]] = {}
    for assignment in queries.assignments(session, round_.id):
        lists.setdefault(assignment.judge_id, []).append(assignment)
    for judge_id, mine in lists.items():
        mine.sort(key=lambda a: a.paper_id)
        order = list(range(1, len(mine) + 1))
        random.Random(f"{round_.seed}/{judge_id}").shuffle(order)
        for assignment, place in zip(mine, order, strict=True):
            assignment.position = assignment.position or place


def add_adjudications(
    session: Session, actor: Actor, round_: Round, run: Run, output: Json, *, now: datetime
) -> int:
    """Third readings and calls of the leader, as the adjudication run found them due.  Recorded."""
    authorize(rules.adjudicate(actor, round_, now=now))
    present = {(a.paper_id, a.judge_id) for a in queries.assignments(session, round_.id)}
    added = []
    for row in output["due"]:
        if (row["paper"], row["judge"]) in present:
            continue
        kind = AssignmentKind(row["kind"])
        session.add(Assignment(round_id=round_.id, paper_id=row["paper"], judge_id=row["judge"], kind=kind))
        added.append([row["paper"], row["judge"], row["kind"]])
    session.flush()
    record(
        session, actor, "assignment.adjudicated", f"run:{run.id}", contest_id=round_.contest_id, now=now,
        added=added, stuck=output["stuck"],
    )  # fmt: skip
    return len(added)
