"""Reading marks and standings, by paper code only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from reviewapp.models.contest import Round
from reviewapp.models.judging import Assignment, AssignmentState, Judge, ScoreSheet
from reviewapp.models.paper import Paper
from reviewapp.models.result import Run, RunState, Standing
from reviewapp.models.rubric import Criterion, Rubric


@dataclass(frozen=True, slots=True)
class StandingRow:
    """A paper's line of the standings."""

    standing: Standing
    code: str
    title: str
    excluded: bool


def papers(session: Session, round_id: int) -> Sequence[Paper]:
    """Confirmed papers in the order of their random codes."""
    return session.scalars(
        select(Paper).where(Paper.round_id == round_id, Paper.confirmed_at.is_not(None)).order_by(Paper.code)
    ).all()


def judges(session: Session, contest_id: int) -> Sequence[Judge]:
    return session.scalars(select(Judge).where(Judge.contest_id == contest_id).order_by(Judge.alias)).all()


def submitted(session: Session, round_id: int) -> Sequence[Assignment]:
    """Every submitted reading with its marks."""
    return session.scalars(
        select(Assignment)
        .where(Assignment.round_id == round_id, Assignment.state == AssignmentState.SUBMITTED)
        .options(selectinload(Assignment.sheet).selectinload(ScoreSheet.marks))
        .order_by(Assignment.paper_id, Assignment.judge_id)
    ).all()


def open_readings(session: Session, round_id: int) -> int:
    """Readings still to be submitted."""
    query = select(Assignment.id).where(
        Assignment.round_id == round_id, Assignment.state == AssignmentState.OPEN
    )
    return len(session.scalars(query).all())


def rubric(session: Session, round_: Round) -> Rubric | None:
    return session.scalar(
        select(Rubric)
        .where(Rubric.id == round_.rubric_id)
        .options(selectinload(Rubric.criteria).selectinload(Criterion.bands))
    )


def standings_runs(session: Session, round_id: int) -> Sequence[Run]:
    """Finished runs, newest first."""
    return session.scalars(
        select(Run)
        .where(Run.round_id == round_id, Run.kind == "standings", Run.state == RunState.DONE)
        .order_by(Run.id.desc())
    ).all()


def frozen_run(session: Session, round_id: int) -> Run | None:
    """The run selection builds on."""
    return session.scalar(
        select(Run).where(Run.round_id == round_id, Run.kind == "standings", Run.frozen.is_(True))
    )


SORTS = {
    "rank": Standing.rank,
    "mean": Standing.mean.desc(),
    "trimmed": Standing.trimmed.desc(),
    "adjusted": Standing.adjusted.desc(),
    "readings": Standing.readings,
    "code": Paper.code,
}


def rows(
    session: Session, run_id: int, *, sort: str = "rank", offset: int = 0, limit: int | None = None
) -> list[StandingRow]:
    """The lines of one run; papers without a rank come last."""
    query = (
        select(Standing, Paper.code, Paper.title, Paper.excluded)
        .join(Paper, Paper.id == Standing.paper_id)
        .where(Standing.run_id == run_id)
        .order_by(Standing.rank.is_(None), SORTS.get(sort, Standing.rank), Paper.code)
        .offset(offset)
        .limit(limit)
    )
    return [StandingRow(*row) for row in session.execute(query)]


def readings_of_paper(session: Session, round_id: int, code: str) -> list[tuple[Assignment, Judge]]:
    """One paper's submitted readings with their judges; for organizer and leader."""
    found = session.execute(
        select(Assignment, Judge)
        .join(Paper, Paper.id == Assignment.paper_id)
        .join(Judge, Judge.id == Assignment.judge_id)
        .where(
            Assignment.round_id == round_id,
            Paper.code == code,
            Assignment.state == AssignmentState.SUBMITTED,
        )
        .options(selectinload(Assignment.sheet).selectinload(ScoreSheet.marks))
        .order_by(Judge.alias)
    ).all()
    return [(a, j) for a, j in found]
