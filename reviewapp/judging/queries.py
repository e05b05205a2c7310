"""What a judge may see, as row types without identity; and progress for the organizer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, selectinload

from reviewapp.contests.totals import points_of
from reviewapp.models.contest import Round
from reviewapp.models.judging import (
    Assignment,
    AssignmentKind,
    AssignmentState,
    Judge,
    ScoreSheet,
    SheetState,
    SheetVersion,
)
from reviewapp.models.paper import Paper
from reviewapp.models.result import Run, RunState
from reviewapp.models.rubric import Criterion, Rubric


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One line of a judge's list."""

    code: str
    title: str
    genre: str
    characters: int
    kind: AssignmentKind
    state: AssignmentState
    skipped: bool
    flag: str
    started: bool
    total: Fraction | None  # points; only of a submitted sheet
    saved_at: datetime | None


@dataclass(frozen=True, slots=True)
class PaperToMark:
    """Everything the score sheet page shows; no field of it can name an author."""

    code: str
    title: str
    genre: str
    characters: int
    paragraphs: tuple[str, ...]
    kind: AssignmentKind
    state: AssignmentState
    flag: str
    skipped: bool
    version: int
    sheet_state: SheetState | None
    marks: Mapping[int, int]  # criterion id → steps
    comment: str
    private_note: str
    saved_at: datetime | None


@dataclass(frozen=True, slots=True)
class JudgeProgress:
    """One judge's line on the organizer's page."""

    judge_id: int
    alias: str
    name: str
    simulated: bool
    assigned: int
    submitted: int
    recused: int
    last_saved: datetime | None


LIVE = (AssignmentState.OPEN, AssignmentState.SUBMITTED)


def rounds_of_judge(session: Session, judge_ids: Sequence[int]) -> Sequence[Round]:
    """Rounds in which these judges have papers; for the judge himself."""
    mine = select(Assignment.round_id).where(Assignment.judge_id.in_(judge_ids), Assignment.state.in_(LIVE))
    return session.scalars(
        select(Round).options(selectinload(Round.contest)).where(Round.id.in_(mine)).order_by(Round.id)
    ).all()


def papers_for_judge(session: Session, round_: Round, judge_id: int, rubric: Rubric | None) -> list[PaperRow]:
    """The judge's own papers of a round in his own shuffled order."""
    rows = session.execute(
        select(Assignment, Paper.code, Paper.title, Paper.genre, Paper.characters)
        .join(Paper, Paper.id == Assignment.paper_id)
        .where(Assignment.round_id == round_.id, Assignment.judge_id == judge_id, Assignment.state.in_(LIVE))
        .options(selectinload(Assignment.sheet).selectinload(ScoreSheet.marks))
        .order_by(Assignment.position, Paper.code)
    ).all()
    return [
        PaperRow(
            code=code,
            title=title,
            genre=genre,
            characters=characters,
            kind=a.kind,
            state=a.state,
            skipped=a.skipped,
            flag=a.flag,
            started=a.sheet is not None,
            total=_total(a.sheet, rubric) if a.state == AssignmentState.SUBMITTED else None,
            saved_at=a.sheet.saved_at if a.sheet else None,
        )
        for a, code, title, genre, characters in rows
    ]


def own_assignment(session: Session, round_id: int, code: str, judge_id: int) -> Assignment | None:
    """The judge's assignment for a paper code, with its sheet; None for anybody else's."""
    return session.scalar(
        select(Assignment)
        .join(Paper, Paper.id == Assignment.paper_id)
        .where(Assignment.round_id == round_id, Assignment.judge_id == judge_id, Paper.code == code)
        .options(selectinload(Assignment.sheet).selectinload(ScoreSheet.marks))
    )


def assignment_with_sheet(session: Session, round_id: int, assignment_id: int) -> Assignment | None:
    """Any assignment of the round with its sheet; for organizer and leader."""
    return session.scalar(
        select(Assignment)
        .where(Assignment.round_id == round_id, Assignment.id == assignment_id)
        .options(selectinload(Assignment.sheet).selectinload(ScoreSheet.marks))
    )


def paper_to_mark(session: Session, assignment: Assignment) -> PaperToMark:
    """The page of one paper; the caller has checked that the assignment is the actor's."""
    paper = session.get_one(Paper, assignment.paper_id)
    sheet = assignment.sheet
    return PaperToMark(
        code=paper.code,
        title=paper.title,
        genre=paper.genre,
        characters=paper.characters,
        paragraphs=tuple(p for p in paper.text.split("\n") if p.strip()),
        kind=assignment.kind,
        state=assignment.state,
        flag=assignment.flag,
        skipped=assignment.skipped,
        version=sheet.version if sheet else 0,
        sheet_state=sheet.state if sheet else None,
        marks={m.criterion_id: m.steps for m in sheet.marks} if sheet else {},
        comment=sheet.comment if sheet else "",
        private_note=sheet.private_note if sheet else "",
        saved_at=sheet.saved_at if sheet else None,
    )


def rubric_of(session: Session, round_: Round) -> Rubric | None:
    """The round's rubric with criteria and bands."""
    return session.scalar(
        select(Rubric)
        .where(Rubric.id == round_.rubric_id)
        .options(selectinload(Rubric.criteria).selectinload(Criterion.bands))
    )


def version_by_operation(session: Session, op_id: str) -> SheetVersion | None:
    return session.scalar(select(SheetVersion).where(SheetVersion.op_id == op_id))


def history(session: Session, assignment: Assignment) -> Sequence[SheetVersion]:
    """All saved states of one sheet, newest first; for its judge."""
    return session.scalars(
        select(SheetVersion)
        .join(ScoreSheet, ScoreSheet.id == SheetVersion.sheet_id)
        .where(ScoreSheet.assignment_id == assignment.id)
        .order_by(SheetVersion.version.desc())
    ).all()


def readings_left(session: Session, paper_id: int) -> int:
    """How many live readings of a paper are not submitted yet."""
    found = session.scalar(
        select(func.count()).where(Assignment.paper_id == paper_id, Assignment.state == AssignmentState.OPEN)
    )
    return found or 0


def adjudication_waits(session: Session, round_id: int) -> bool:
    """Is an adjudication of the round queued already (it will see this sheet too)?"""
    return (
        session.scalar(
            select(Run.id).where(
                Run.round_id == round_id, Run.kind == "adjudication", Run.state == RunState.QUEUED
            )
        )
        is not None
    )


def progress(session: Session, round_: Round) -> list[JudgeProgress]:
    """Per judge: assigned, submitted, recused, last saved; for organizer and leader."""
    last_saved = func.max(ScoreSheet.saved_at)
    rows = session.execute(
        select(
            Judge,
            func.count(case((Assignment.state.in_(LIVE), 1))),
            func.count(case((Assignment.state == AssignmentState.SUBMITTED, 1))),
            func.count(case((Assignment.state == AssignmentState.RECUSED, 1))),
            last_saved,
        )
        .join(Assignment, (Assignment.judge_id == Judge.id) & (Assignment.round_id == round_.id), isouter=True)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id, isouter=True)
        .where(Judge.contest_id == round_.contest_id)
        .group_by(Judge.id)
        .order_by(Judge.alias)
    ).all()
    return [
        JudgeProgress(j.id, j.alias, j.name, j.simulated, assigned, submitted, recused, saved)
        for j, assigned, submitted, recused, saved in rows
    ]


def adjudications(session: Session, round_: Round) -> list[tuple[Assignment, str, str]]:
    """Third readings and leader's decisions with paper code and judge alias; for organizer and leader."""
    rows = session.execute(
        select(Assignment, Paper.code, Judge.alias)
        .join(Paper, Paper.id == Assignment.paper_id)
        .join(Judge, Judge.id == Assignment.judge_id)
        .where(
            Assignment.round_id == round_.id,
            Assignment.kind != AssignmentKind.READING,
            Assignment.state.in_(LIVE),
        )
        .order_by(Assignment.state, Paper.code)
    ).all()
    return [(a, code, alias) for a, code, alias in rows]


def sheets_of_judge(session: Session, round_: Round, judge_id: int) -> list[tuple[Assignment, str, ScoreSheet | None]]:
    """One judge's sheets with paper codes; for organizer and leader."""
    rows = session.execute(
        select(Assignment, Paper.code)
        .join(Paper, Paper.id == Assignment.paper_id)
        .where(Assignment.round_id == round_.id, Assignment.judge_id == judge_id)
        .options(selectinload(Assignment.sheet).selectinload(ScoreSheet.marks))
        .order_by(Paper.code)
    ).all()
    return [(a, code, a.sheet) for a, code in rows]


def _total(sheet: ScoreSheet | None, rubric: Rubric | None) -> Fraction | None:
    if sheet is None or rubric is None:
        return None
    return points_of({m.criterion_id: m.steps for m in sheet.marks}, rubric)
