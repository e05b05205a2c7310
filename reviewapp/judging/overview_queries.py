"""How far the judges are and what waits, for organizer and leader; nothing here is shown to a judge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, exists, func, select
from sqlalchemy.orm import Session, aliased, selectinload

from reviewapp.judging.queries import LIVE
from reviewapp.models.contest import Round
from reviewapp.models.judging import (
    COUNTED,
    Assignment,
    AssignmentKind,
    AssignmentState,
    Judge,
    ScoreSheet,
)
from reviewapp.models.paper import Paper


@dataclass(frozen=True, slots=True)
class JudgeProgress:
    """One judge's line on the organizer's page."""

    judge_id: int
    alias: str
    name: str
    simulated: bool
    is_leader: bool
    assigned: int
    submitted: int
    started: int  # open, with a draft
    recused: int
    flagged: int
    last_saved: datetime | None
    repeats: int  # hidden repeats on the list, in no other count but the flags
    repeats_done: int


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """One reading on the organizer's lists."""

    assignment_id: int
    code: str
    own_code: str  # what the judge knows the paper by; `code` itself unless he has one of his own
    judge_id: int
    alias: str
    simulated: bool
    kind: AssignmentKind
    state: AssignmentState
    flag: str
    reason: str


def assignment_with_sheet(session: Session, round_id: int, assignment_id: int) -> Assignment | None:
    """Any assignment of the round with its sheet; for organizer, leader and the demo's panel."""
    return session.scalar(
        select(Assignment)
        .where(Assignment.round_id == round_id, Assignment.id == assignment_id)
        .options(selectinload(Assignment.sheet).selectinload(ScoreSheet.marks))
    )


def progress(session: Session, round_: Round) -> list[JudgeProgress]:
    """Per judge of the contest: how far; for organizer and leader."""
    is_open, done = Assignment.state == AssignmentState.OPEN, Assignment.state == AssignmentState.SUBMITTED
    rows = session.execute(
        select(
            Judge,
            func.count(case((Assignment.state.in_(LIVE) & COUNTED, 1))),
            func.count(case((done & COUNTED, 1))),
            func.count(case((is_open & ScoreSheet.id.is_not(None) & COUNTED, 1))),
            func.count(case(((Assignment.state == AssignmentState.RECUSED) & COUNTED, 1))),
            func.count(case((Assignment.state.in_(LIVE) & (Assignment.flag != ""), 1))),
            func.max(ScoreSheet.saved_at),
            func.count(case((Assignment.state.in_(LIVE) & ~COUNTED, 1))),
            func.count(case((done & ~COUNTED, 1))),
        )
        .join(
            Assignment,
            (Assignment.judge_id == Judge.id) & (Assignment.round_id == round_.id),
            isouter=True,
        )
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id, isouter=True)
        .where(Judge.contest_id == round_.contest_id)
        .group_by(Judge.id)
        .order_by(Judge.alias)
    )
    return [
        JudgeProgress(
            j.id, j.alias, j.name, j.simulated, j.is_leader,
            assigned, submitted, started, recused, flags, saved, repeats, repeats_done,
        )
        for j, assigned, submitted, started, recused, flags, saved, repeats, repeats_done in rows
    ]  # fmt: skip


def adjudications(session: Session, round_: Round) -> list[ReadingRow]:
    """Third readings and leader's decisions, open ones first; for organizer and leader."""
    further = Assignment.kind != AssignmentKind.READING
    return _readings(session, round_, further, COUNTED, Assignment.state.in_(LIVE))


def flagged(session: Session, round_: Round) -> list[ReadingRow]:
    """Papers a judge found something wrong with; for organizer and leader."""
    return _readings(session, round_, Assignment.flag != "", Assignment.state.in_(LIVE))


def recusals_unfilled(session: Session, round_: Round) -> list[ReadingRow]:
    """Recused readings whose paper has fewer live readings than the round wants; for the organizer.

    A repeat that was recused while its reading is still open stands here too: the reading should go elsewhere.
    """
    live = (
        select(Assignment.paper_id, func.count().label("live"))
        .where(
            Assignment.round_id == round_.id,
            Assignment.kind == AssignmentKind.READING,
            Assignment.state.in_(LIVE),
        )
        .group_by(Assignment.paper_id)
        .having(func.count() >= round_.readings)
    ).subquery()
    filled = select(live.c.paper_id)
    first = aliased(Assignment)
    same = (first.paper_id == Assignment.paper_id) & (first.judge_id == Assignment.judge_id)
    still_open = exists().where(same, first.state == AssignmentState.OPEN)
    short = case((COUNTED, Assignment.paper_id.not_in(filled)), else_=still_open)
    return _readings(session, round_, Assignment.state == AssignmentState.RECUSED, short)


def _readings(session: Session, round_: Round, *where: ColumnElement[bool]) -> list[ReadingRow]:
    rows: Iterable[Sequence[Any]] = session.execute(
        select(
            Assignment.id, Paper.code, Assignment.code, Judge.id, Judge.alias, Judge.simulated,
            Assignment.kind, Assignment.state, Assignment.flag, Assignment.recusal_reason,
        )
        .join(Paper, Paper.id == Assignment.paper_id)
        .join(Judge, Judge.id == Assignment.judge_id)
        .where(Assignment.round_id == round_.id, *where)
        .order_by(Assignment.state, Paper.code, Judge.alias)
    )  # fmt: skip
    return [ReadingRow(*row) for row in rows]


def sheets_of_judge(session: Session, round_: Round, judge_id: int) -> list[tuple[Assignment, str]]:
    """One judge's readings with their sheets, and the paper codes; for organizer and leader."""
    rows = session.execute(
        select(Assignment, Paper.code)
        .join(Paper, Paper.id == Assignment.paper_id)
        .where(Assignment.round_id == round_.id, Assignment.judge_id == judge_id)
        .options(selectinload(Assignment.sheet).selectinload(ScoreSheet.marks))
        .order_by(Paper.code)
    )
    return [(a, code) for a, code in rows]


def assignments_by_place(session: Session, round_: Round) -> Mapping[tuple[str, str], int]:
    """(judge alias, code) → assignment id, without the cancelled; for the import of sheets.

    The code is the judge's own, or the paper's: an organizer may have either; a repeat has its own alone.
    """
    rows = session.execute(
        select(Judge.alias, Paper.code, Assignment.code, Assignment.id, Assignment.kind)
        .join(Assignment, Assignment.judge_id == Judge.id)
        .join(Paper, Paper.id == Assignment.paper_id)
        .where(Assignment.round_id == round_.id, Assignment.state != AssignmentState.CANCELLED)
    )
    found: dict[tuple[str, str], int] = {}
    for alias, code, own, number, kind in rows:
        found[alias, own] = number
        if kind != AssignmentKind.REPEAT:
            found[alias, code] = number
    return found
