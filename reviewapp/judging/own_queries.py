"""A judge's own papers all at once: the marks given, the sheets to take away, the texts to print; for himself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from reviewapp.contests.totals import points_of
from reviewapp.judging.queries import PaperToMark, marks_of_judge, of_judge, own
from reviewapp.models.judging import Assignment, AssignmentState, ScoreSheet
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


@dataclass(frozen=True, slots=True)
class OwnSheetRow:
    """One paper with the sheet as stored; `version` 0: nothing is stored yet."""

    code: str
    title: str
    submitted: bool
    version: int
    marks: Mapping[int, int]  # criterion id → steps
    comment: str
    private_note: str


def given_rows(session: Session, round_id: int, judge_id: int, rubric: Rubric) -> list[GivenRow]:
    """Every paper of the round with a sheet of this judge, in his own order."""
    query = select(
        Assignment.code, Paper.title, Assignment.state, Assignment.revisit,
        ScoreSheet.id, ScoreSheet.saved_at, ScoreSheet.submitted_at,
    )  # fmt: skip
    rows = _with_papers(session, query, round_id, judge_id)
    given = marks_of_judge(session, round_id, judge_id)
    return [
        GivenRow(
            place, code, title, state, revisit, saved, submitted,
            {c: Fraction(s, rubric.steps_per_point) for c, s in given.get(sheet, {}).items()},
            points_of(given[sheet], rubric) if sheet in given else None,
        )
        for place, (code, title, state, revisit, sheet, saved, submitted) in enumerate(rows, 1)
        if sheet is not None
    ]  # fmt: skip


def own_sheets(session: Session, round_id: int, judge_id: int) -> list[OwnSheetRow]:
    """All papers in the judge's own order with what is stored."""
    query = select(
        Assignment.code, Paper.title, Assignment.state,
        ScoreSheet.id, ScoreSheet.version, ScoreSheet.comment, ScoreSheet.private_note,
    )  # fmt: skip
    rows = _with_papers(session, query, round_id, judge_id)
    marks = marks_of_judge(session, round_id, judge_id)
    return [
        OwnSheetRow(
            code, title, state == AssignmentState.SUBMITTED,
            version or 0, marks.get(sheet, {}), comment or "", note or "",
        )
        for code, title, state, sheet, version, comment, note in rows
    ]  # fmt: skip


def papers_to_read(session: Session, round_id: int, judge_id: int) -> list[PaperToMark]:
    """All papers in the judge's own order with their texts."""
    query = select(Assignment.code, Paper.title, Paper.genre, Paper.characters, Paper.text)
    return [PaperToMark(*row) for row in _with_papers(session, query, round_id, judge_id)]


def _with_papers(
    session: Session, query: Select[*tuple[Any, ...]], round_id: int, judge_id: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The rows of a query of assignments, sheets and papers: the judge's own, in his own order."""
    return session.execute(
        of_judge(query).join(Paper, Paper.id == Assignment.paper_id), own(round_id, judge_id)
    ).all()
