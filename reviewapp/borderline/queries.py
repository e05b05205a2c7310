"""Reading what borderline readings start from, and what became of them; organizer only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from reviewapp.models.entry import Entry
from reviewapp.models.judging import Assignment, AssignmentKind, AssignmentState, Judge
from reviewapp.models.paper import Paper
from reviewapp.models.result import Run, RunState


@dataclass(frozen=True, slots=True)
class FurtherReading:
    """A borderline reading, by code and alias."""

    paper_id: int
    judge_id: int
    code: str
    alias: str
    state: AssignmentState


def newest_standings(session: Session, round_id: int) -> Run | None:
    """The last finished standings with what they started from and found."""
    return session.scalar(
        select(Run)
        .where(Run.round_id == round_id, Run.kind == "standings", Run.state == RunState.DONE)
        .options(undefer(Run.output))
        .order_by(Run.id.desc())
        .limit(1)
    )


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


def rounds_done(session: Session, round_id: int) -> Sequence[Run]:
    """Finished rounds of borderline readings with their outputs, newest first."""
    return session.scalars(
        select(Run)
        .where(Run.round_id == round_id, Run.kind == "borderline", Run.state == RunState.DONE)
        .options(undefer(Run.output))
        .order_by(Run.id.desc())
    ).all()


def newest_run(session: Session, round_id: int) -> Run | None:
    """The last round that was asked for, whatever became of it."""
    return session.scalar(
        select(Run).where(Run.round_id == round_id, Run.kind == "borderline").order_by(Run.id.desc()).limit(1)
    )
