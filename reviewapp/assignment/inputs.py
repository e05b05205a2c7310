"""What a plan starts from, read from the rows of now; for the computation, the check, and the page."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from reviewapp.assignment import queries
from reviewapp.assignment.bars import LIVE, Bars
from reviewapp.assignment.problem import as_inputs, moved_on
from reviewapp.models.assignment import AssignmentPlan
from reviewapp.models.contest import Round
from reviewapp.models.judging import Assignment
from reviewapp.runs import Json


def problem_inputs(session: Session, round_: Round, *, fresh: bool = False) -> Json:
    """What a plan of this round starts from; the plan run, and the check before it is applied.

    fresh: readings nobody has begun may go to other judges for the sake of even loads; otherwise as many of
    them stay as can be.
    """
    members = [j for j in queries.judges(session, round_.contest_id) if not j.is_leader]
    present = queries.assignments(session, round_.id)
    again = queries.repeats(session, round_.id)
    bars = Bars.of(queries.conflicts(session, round_.id), [*present, *again], round_.region_conflict)
    inputs = as_inputs(queries.paper_owners(session, round_.id), members, bars, present, round_.readings)
    repeated = _repeated(again, inputs, fresh=fresh)
    return {**inputs, "fresh": fresh, "repeats": round_.hidden_repeats, "repeated": repeated}


def _repeated(again: Sequence[Assignment], inputs: Json, *, fresh: bool) -> list[list[int]]:
    """Hidden repeats on the lists as [paper, judge] positions, those begun first: they are the first to stay."""
    paper_at = {p: i for i, p in enumerate(inputs["papers"])}
    judge_at = {j: i for i, j in enumerate(inputs["judges"])}
    held = [
        a
        for a in again
        if a.state in LIVE and a.paper_id in paper_at and a.judge_id in judge_at and (a.sheet or not fresh)
    ]
    held.sort(key=lambda a: (a.sheet is None, a.position, a.id))
    return [[paper_at[a.paper_id], judge_at[a.judge_id]] for a in held]


def moved_since(session: Session, round_: Round, plan: AssignmentPlan) -> list[str]:
    """Codes of what changed since the plan was computed (see problem.moved_on); empty: it still fits."""
    return moved_on(queries.inputs_of(session, plan.run_id), problem_inputs(session, round_), plan.pairs)
