"""Reading what borderline readings start from, and what became of them; organizer only."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewapp.models.entry import Entry
from reviewapp.models.judging import Assignment, AssignmentKind, AssignmentState, Judge
from reviewapp.models.paper import Paper


@dataclass(frozen=True, slots=True)
class FurtherReading:
    """A borderline reading, by code and alias."""

    paper_id: int
    judge_id: int
    code: str
    alias: str
    state: AssignmentState


def papers_by_number(session: Session, round_id: int) -> dict[int, int]:
    """Receipt number → paper id."""
    rows = session.execute(select(Entry.number, Entry.paper_id).where(Entry.round_id == round_id))
    return {number: paper_id for number, paper_id in rows if paper_id is not None}


def readings(session: Session, round_id: int) -> list[FurtherReading]:
    """All borderline readings of the round that were not taken back."""
    rows = session.execute(
        select(Assignment.paper_id, Judge.id, Paper.code, Judge.alias, Assignment.state)
        .join(Paper, Paper.id == Assignment.paper_id)
        .join(Judge, Judge.id == Assignment.judge_id)
        .where(
            Assignment.round_id == round_id,
            Assignment.kind == AssignmentKind.BORDERLINE,
            Assignment.state != AssignmentState.CANCELLED,
        )
        .order_by(Paper.code, Judge.alias)
    )
    return [FurtherReading(*row) for row in rows]
