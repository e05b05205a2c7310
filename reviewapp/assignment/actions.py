"""The verbs of assignment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from reviewapp import runs
from reviewapp.access import Actor, authorize
from reviewapp.assignment import queries, rules
from reviewapp.assignment.bars import LIVE, Pair, hits
from reviewapp.assignment.inputs import moved_since, problem_inputs
from reviewapp.assignment.lists import Codes, give, shuffle
from reviewapp.assignment.problem import as_problem
from reviewapp.assignment.queries import is_base
from reviewapp.assignment.sentences import moved_sentence
from reviewapp.audit import record
from reviewapp.errors import Invalid, Missing, Stale
from reviewapp.models.assignment import AssignmentPlan, Conflict, PlanState
from reviewapp.models.contest import Round
from reviewapp.models.judging import Assignment, AssignmentKind, AssignmentState
from reviewapp.models.result import Run
from reviewapp.runs import Json
from reviewapp.words import say


@dataclass(frozen=True, slots=True)
class ConflictDraft:
    judge_id: int
    unit_id: int | None
    entry_id: int | None
    reason: str
    other_judge_id: int | None = None


def declare_conflict(
    session: Session, actor: Actor, round_: Round, data: ConflictDraft, *, now: datetime
) -> tuple[Conflict, int]:
    """From now on this judge gets no works of the unit (or not this entry, or none that the other judge has),
    and those of them he has not submitted are taken off his list.  Answers how many were.  By the organizer;
    recorded.

    What he submitted before stays: it is past preventing, and the log shows both times.
    """
    authorize(rules.declare_conflict(actor, round_, now=now))
    if [data.unit_id, data.entry_id, data.other_judge_id].count(None) != 2:
        raise Invalid(say("请选择回避的单位。"), {"unit_id": say("必选。")})
    if data.other_judge_id == data.judge_id:
        raise Invalid(say("请选择两位不同的评委。"), {"other_judge_id": say("请选择两位不同的评委。")})
    if not data.reason.strip():
        raise Invalid(say("请写明回避的理由。"), {"reason": say("必填。")})
    if not {data.judge_id, data.other_judge_id or data.judge_id} <= {
        j.id for j in queries.judges(session, round_.contest_id)
    }:
        raise Missing
    if any(_same(c, data) for c in queries.conflicts(session, round_.id)):
        raise Invalid(say("这一条回避已经登记过。"), {"unit_id": say("已登记。")})
    conflict = Conflict(
        round_id=round_.id,
        judge_id=data.judge_id,
        unit_id=data.unit_id,
        entry_id=data.entry_id,
        other_judge_id=data.other_judge_id,
        reason=data.reason.strip()[:200],
        declared_by=actor.user_id,
        declared_at=now,
    )
    session.add(conflict)
    taken = _take_away(session, round_, conflict)
    session.flush()
    record(
        session, actor, "assignment.conflict_declared", f"conflict:{conflict.id}",
        contest_id=round_.contest_id, now=now,
        judge=data.judge_id, unit=data.unit_id, entry=data.entry_id, other=data.other_judge_id,
        reason=conflict.reason, cancelled=taken,
    )  # fmt: skip
    return conflict, len(taken)


def _same(conflict: Conflict, data: ConflictDraft) -> bool:
    """The same judge and thing; of two judges kept apart in either order."""
    if conflict.other_judge_id is not None:
        return {conflict.judge_id, conflict.other_judge_id} == {data.judge_id, data.other_judge_id}
    held = (conflict.judge_id, conflict.unit_id, conflict.entry_id)
    return held == (data.judge_id, data.unit_id, data.entry_id)


def _take_away(session: Session, round_: Round, conflict: Conflict) -> list[int]:
    """Cancel the readings that the conflict hits and that are not submitted, with their repeats; ids of the
    readings."""
    present = [a for a in queries.assignments(session, round_.id) if a.state in LIVE]
    hit: set[int] = set()
    if conflict.other_judge_id is not None:
        taken = _read_together(present, conflict)
    else:
        hit = {o.paper_id for o in queries.paper_owners(session, round_.id) if hits(conflict, o)}
        mine = [a for a in present if a.judge_id == conflict.judge_id and a.paper_id in hit]
        taken = [a for a in mine if a.state == AssignmentState.OPEN]
    keys = {(a.paper_id, a.judge_id) for a in taken}
    for assignment in taken:
        assignment.state = AssignmentState.CANCELLED
    for repeat in queries.repeats(session, round_.id):
        hit_again = repeat.judge_id == conflict.judge_id and repeat.paper_id in hit
        if repeat.state == AssignmentState.OPEN and (hit_again or (repeat.paper_id, repeat.judge_id) in keys):
            repeat.state = AssignmentState.CANCELLED
    return [a.id for a in taken]


def _read_together(present: Sequence[Assignment], conflict: Conflict) -> list[Assignment]:
    """Of each paper that both judges have, a reading not begun.  Invalid when both have begun one of them."""
    one, other = (
        {a.paper_id: a for a in present if a.judge_id == judge}
        for judge in (conflict.judge_id, conflict.other_judge_id)
    )
    pairs = [(one[p], other[p]) for p in sorted(one.keys() & other.keys())]
    begun = sum(a.sheet is not None and b.sheet is not None for a, b in pairs)
    if begun:
        raise Invalid(say("两位评委已经评过 %(count)s 篇相同的作品，不能再登记。", count=begun))
    return [a if a.sheet is None else b for a, b in pairs]


def remove_conflict(
    session: Session, actor: Actor, round_: Round, conflict: Conflict, *, now: datetime
) -> None:
    """A conflict entered by mistake no longer counts.  Recorded with what it said."""
    authorize(rules.declare_conflict(actor, round_, now=now))
    session.delete(conflict)
    record(
        session, actor, "assignment.conflict_removed", f"conflict:{conflict.id}",
        contest_id=round_.contest_id, now=now,
        judge=conflict.judge_id, unit=conflict.unit_id, entry=conflict.entry_id, reason=conflict.reason,
    )  # fmt: skip


def request_plan(session: Session, actor: Actor, round_: Round, *, fresh: bool = False, now: datetime) -> Run:
    """Queue the computation of a plan with the round's seed (`fresh`: see `problem_inputs`).  Recorded."""
    authorize(rules.plan(actor, round_, now=now))
    run = runs.create(session, actor, "plan", round_.id, now=now, seed=round_.seed, fresh=fresh)
    record(
        session, actor, "assignment.plan_requested", f"run:{run.id}", contest_id=round_.contest_id, now=now,
        fresh=fresh,
    )  # fmt: skip
    return run


def request_adjudication(session: Session, actor: Actor, round_: Round, *, now: datetime) -> Run:
    """Look for papers that need a further reading now, without waiting for the next submitted sheet: after
    a third reader recused himself, or a conflict was declared or removed.  Recorded."""
    authorize(rules.adjudicate(actor, round_, now=now))
    run = runs.create(session, actor, "adjudication", round_.id, now=now)
    record(
        session,
        actor,
        "assignment.adjudication_requested",
        f"run:{run.id}",
        contest_id=round_.contest_id,
        now=now,
    )
    return run


def store_plan(
    session: Session, actor: Actor, round_: Round, run: Run, output: Json, *, now: datetime
) -> AssignmentPlan:
    """The computed plan is the round's draft; an earlier draft is discarded.  By the worker; recorded."""
    authorize(rules.plan(actor, round_, now=now))
    for old in queries.draft_plans(session, round_.id):
        old.state = PlanState.DISCARDED
    quality = output["quality"] | {"repeats": output["repeats"]}
    plan = AssignmentPlan(round_id=round_.id, run_id=run.id, pairs=output["pairs"], quality=quality)
    session.add(plan)
    session.flush()
    record(
        session, actor, "assignment.planned", f"plan:{plan.id}", contest_id=round_.contest_id, now=now,
        readings=len(plan.pairs),
    )  # fmt: skip
    return plan


def discard_plan(
    session: Session, actor: Actor, round_: Round, plan: AssignmentPlan, *, now: datetime
) -> None:
    """A proposed plan is put aside; assignments stay as they are.  By the organizer; recorded."""
    authorize(rules.plan(actor, round_, now=now))
    _require_draft(plan)
    plan.state = PlanState.DISCARDED
    record(session, actor, "assignment.discarded", f"plan:{plan.id}", contest_id=round_.contest_id, now=now)


def apply_plan(session: Session, actor: Actor, round_: Round, plan: AssignmentPlan, *, now: datetime) -> int:
    """The plan's readings are the judges' lists.  By the organizer; recorded with counts.

    Raises Stale when papers, judges or conflicts changed since it was computed, or a reading was begun that
    it would take away; Invalid when the independent check finds a violation.  The rubric is frozen with the
    first applied plan.
    """
    authorize(rules.plan(actor, round_, now=now))
    _require_draft(plan)
    moved = moved_since(session, round_, plan)
    if moved:
        raise Stale(moved_sentence(moved))
    _verify(problem_inputs(session, round_), plan)
    counts = _write(session, round_, plan)
    plan.state, plan.applied_at = PlanState.APPLIED, now
    rubric = queries.rubric(session, round_)
    if rubric is not None and rubric.frozen_at is None:
        rubric.frozen_at = now
    record(
        session, actor, "assignment.applied", f"plan:{plan.id}", contest_id=round_.contest_id, now=now,
        added=counts[0], cancelled=counts[1], repeats=len(plan.repeats),
    )  # fmt: skip
    return counts[0]


def _require_draft(plan: AssignmentPlan) -> None:
    if plan.state != PlanState.DRAFT:
        raise Stale(say("这个方案已经处理过。"))


def _verify(inputs: Json, plan: AssignmentPlan) -> None:
    """Every hard rule once more, by the checker that shares no code with the solver."""
    from scoring.assignment.check import violations
    from scoring.assignment.problem import Plan

    paper_at = {p: i for i, p in enumerate(inputs["papers"])}
    judge_at = {j: i for i, j in enumerate(inputs["judges"])}
    pairs, repeats = (
        tuple((paper_at.get(p, -1), judge_at.get(j, -1)) for p, j in found)
        for found in (plan.pairs, plan.repeats)
    )
    wrong = violations(as_problem(inputs), Plan(pairs, repeats))
    if wrong:
        raise Invalid(
            say("方案没有通过核验（%(count)s 处不符合要求），未应用。请重新拟定。", count=len(wrong))
        )


def _write(session: Session, round_: Round, plan: AssignmentPlan) -> tuple[int, int]:
    """Make the base readings exactly the plan's, leaving submitted ones alone; (added, cancelled).

    Sheets of cancelled readings are kept: when the reading comes back, so does what was written.
    """
    wanted = {(p, j) for p, j in plan.pairs}
    codes = Codes.of(session, round_)
    present = {(a.paper_id, a.judge_id): a for a in queries.assignments(session, round_.id)}
    added = cancelled = 0
    for key, assignment in present.items():
        loose = is_base(assignment) and assignment.state == AssignmentState.OPEN
        if loose and key not in wanted:
            assignment.state, cancelled = AssignmentState.CANCELLED, cancelled + 1
    for key in sorted(wanted):
        held = present.get(key)
        if held is None or held.state == AssignmentState.CANCELLED:
            give(session, round_, held, key, AssignmentKind.READING, codes)
            added += 1
    _write_repeats(session, round_, wanted, {(p, j) for p, j in plan.repeats}, codes)
    for assignment in present.values():
        if assignment.sheet is None and not codes.fit(
            assignment
        ):  # the setting was changed before judging began
            assignment.code = codes.new(assignment.paper_id, assignment.kind)
    session.flush()
    shuffle(session, round_)
    return added, cancelled


def _write_repeats(session: Session, round_: Round, read: set[Pair], wanted: set[Pair], codes: Codes) -> None:
    """Make the hidden repeats those `wanted`; one that is begun stays as long as its judge reads the paper."""
    present = {(a.paper_id, a.judge_id): a for a in queries.repeats(session, round_.id)}
    for key, repeat in present.items():
        stays = key in wanted or (key in read and repeat.sheet is not None)
        if repeat.state == AssignmentState.OPEN and not stays:
            repeat.state = AssignmentState.CANCELLED
    for key in sorted(wanted):
        held = present.get(key)
        if held is None or held.state == AssignmentState.CANCELLED:
            give(session, round_, held, key, AssignmentKind.REPEAT, codes)


def add_adjudications(
    session: Session, actor: Actor, round_: Round, run: Run, output: Json, *, now: datetime
) -> int:
    """Third readings and calls of the leader, as the adjudication run found them due.  Recorded.

    A paper with a reading that is open (again) by now waits: its next submission asks anew.
    """
    authorize(rules.adjudicate(actor, round_, now=now))
    everything = queries.assignments(session, round_.id)
    present = {(a.paper_id, a.judge_id): a for a in everything}
    waiting = {
        a.paper_id
        for a in everything
        if a.state == AssignmentState.OPEN and a.kind != AssignmentKind.BORDERLINE
    }
    added, codes = [], Codes.of(session, round_)
    for row in output["due"]:
        key = (row["paper"], row["judge"])
        held = present.get(key)
        if row["paper"] in waiting or (held is not None and held.state != AssignmentState.CANCELLED):
            continue
        give(session, round_, held, key, AssignmentKind(row["kind"]), codes)
        added.append([*key, row["kind"]])
    session.flush()
    record(
        session, actor, "assignment.adjudicated", f"run:{run.id}", contest_id=round_.contest_id, now=now,
        added=added, stuck=output["stuck"],
    )  # fmt: skip
    return len(added)
