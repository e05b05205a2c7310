"""A judge's own marks in one table; for the judge himself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewapp.contests.totals import points_of
from reviewapp.judging.queries import LIVE
from reviewapp.models.judging import Assignment, AssignmentState, Mark, ScoreSheet
from reviewapp.models.paper import Paper
from reviewapp.models.rubric import Rubric


@dataclass(frozen=True, slots=True)
class GivenRow:
    """One paper the judge has begun.  place: its number in his order, from 1; marks: criterion id → points."""

    place: int
    code: str
    title: str
    state: AssignmentState
    revisit: bool
    saved_at: datetime
    submitted_at: datetime | None
    marks: Mapping[int, Fraction]
    total: Fraction | None  # None: no mark yet


def given_rows(session: Session, round_id: int, judge_id: int, rubric: Rubric) -> list[GivenRow]:
    """Every paper of the round with a sheet of this judge, in his own order."""
    rows = session.execute(
        select(
            Assignment.code, Paper.title, Assignment.state, Assignment.revisit,
            ScoreSheet.id, ScoreSheet.saved_at, ScoreSheet.submitted_at,
        )
        .select_from(Assignment)
        .join(Paper, Paper.id == Assignment.paper_id)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id, isouter=True)
        .where(Assignment.round_id == round_id, Assignment.judge_id == judge_id, Assignment.state.in_(LIVE))
        .order_by(Assignment.position, Assignment.code)
    ).all()  # fmt: skip
    given: dict[int, dict[int, int]] = {}
    for sheet, criterion, steps in session.execute(
        select(Mark.sheet_id, Mark.criterion_id, Mark.steps)
        .join(ScoreSheet, ScoreSheet.id == Mark.sheet_id)
        .join(Assignment, Assignment.id == ScoreSheet.assignment_id)
        .where(Assignment.round_id == round_id, Assignment.judge_id == judge_id)
    ):
        given.setdefault(sheet, {})[criterion] = steps
    return [
        GivenRow(
            place, code, title, state, revisit, saved, submitted,
            {c: Fraction(s, rubric.steps_per_point) for c, s in given.get(sheet, {}).items()},
            points_of(given[sheet], rubric) if sheet in given else None,
        )
        for place, (code, title, state, revisit, sheet, saved, submitted) in enumerate(rows, 1)
        if sheet is not None
    ]  # fmt: skip
