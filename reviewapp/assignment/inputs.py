"""What a plan starts from, read from the rows of now; for the computation, the check, and the page."""

from __future__ import annotations

from sqlalchemy.orm import Session

from reviewapp.assignment import queries
from reviewapp.assignment.bars import Bars
from reviewapp.assignment.problem import as_inputs, moved_on
from reviewapp.models.assignment import AssignmentPlan
from reviewapp.models.contest import Round
from reviewapp.runs import Json


def problem_inputs(session: Session, round_: Round, *, fresh: bool = False) -> Json:
    """What a plan of this round starts from; the plan run, and the check before it is applied.

    fresh: readings nobody has begun may go to other judges for the sake of even loads; otherwise as many of
    them stay as can be.
    """
    members = [j for j in queries.judges(session, round_.contest_id) if not j.is_leader]
    present = queries.assignments(session, round_.id)
    bars = Bars.of(queries.conflicts(session, round_.id), present, round_.region_conflict)
    inputs = as_inputs(queries.paper_owners(session, round_.id), members, bars, present, round_.readings)
    return {**inputs, "fresh": fresh}


def moved_since(session: Session, round_: Round, plan: AssignmentPlan) -> list[str]:
    """Codes of what changed since the plan was computed (see problem.moved_on); empty: it still fits."""
    return moved_on(queries.inputs_of(session, plan.run_id), problem_inputs(session, round_), plan.pairs)
