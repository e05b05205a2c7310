"""How far the judges are and what waits, for organizer and leader; nothing here is shown to a judge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, exists, func, select
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

PLANNED = (AssignmentKind.READING, AssignmentKind.REPEAT)  # all others were added because of marks


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


@dataclass(frozen=True, slots=True)
class Waiting:
    """Readings that concern the organizer: third readings and leader's decisions, papers a judge found something
    wrong with, and recused readings whose paper has fewer live readings than the round wants."""

    adjudications: list[ReadingRow]
    flagged: list[ReadingRow]
    recusals: list[ReadingRow]


def assignment_with_sheet(session: Session, round_id: int, assignment_id: int) -> Assignment | None:
    """Any assignment of the round with its sheet; for organizer, leader and the demo's panel."""
    return session.scalar(
        select(Assignment)
        .where(Assignment.round_id == round_id, Assignment.id == assignment_id)
        .options(selectinload(Assignment.sheet).selectinload(ScoreSheet.marks))
    )


# built once: building a statement takes as long as running it
_PROGRESS = (
    select(
        Assignment.judge_id,
        Assignment.state,
        Assignment.kind,
        func.count().label("readings"),
        func.count(ScoreSheet.id).label("begun"),
        func.count(case((Assignment.flag != "", 1))).label("flags"),
        func.max(ScoreSheet.saved_at).label("saved"),
    )
    .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id, isouter=True)
    .where(Assignment.round_id == bindparam("round_id"))
    .group_by(Assignment.judge_id, Assignment.state, Assignment.kind)
)
_JUDGES = (
    select(Judge.id, Judge.alias, Judge.name, Judge.simulated, Judge.is_leader)
    .where(Judge.contest_id == bindparam("contest_id"))
    .order_by(Judge.alias)
)


def progress(session: Session, round_: Round) -> list[JudgeProgress]:
    """Per judge of the contest: how far; for organizer and leader."""
    groups: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(_PROGRESS, {"round_id": round_.id}):
        groups[row.judge_id].append(row)
    judges = session.execute(_JUDGES, {"contest_id": round_.contest_id})
    return [_of_judge(judge, groups[judge.id]) for judge in judges]


def _of_judge(judge: Any, groups: Sequence[Any]) -> JudgeProgress:
    """groups: the judge's readings, counted by state and kind."""
    counted = [g for g in groups if g.kind != AssignmentKind.REPEAT]
    repeats = [g for g in groups if g.kind == AssignmentKind.REPEAT and g.state in LIVE]
    return JudgeProgress(
        judge.id, judge.alias, judge.name, judge.simulated, judge.is_leader,
        assigned=sum(g.readings for g in counted if g.state in LIVE),
        submitted=sum(g.readings for g in counted if g.state == AssignmentState.SUBMITTED),
        started=sum(g.begun for g in counted if g.state == AssignmentState.OPEN),
        recused=sum(g.readings for g in counted if g.state == AssignmentState.RECUSED),
        flagged=sum(g.flags for g in groups if g.state in LIVE),
        last_saved=max((g.saved for g in groups if g.saved), default=None),
        repeats=sum(g.readings for g in repeats),
        repeats_done=sum(g.readings for g in repeats if g.state == AssignmentState.SUBMITTED),
    )  # fmt: skip


def _recused_and_unfilled() -> ColumnElement[bool]:
    """Recused readings whose paper has fewer live readings than the round wants.

    A repeat that was recused while its reading is still open stands here too: the reading should go elsewhere.
    """
    filled = (
        select(Assignment.paper_id)
        .where(
            Assignment.round_id == bindparam("round_id"),
            Assignment.kind == AssignmentKind.READING,
            Assignment.state.in_(LIVE),
        )
        .group_by(Assignment.paper_id)
        .having(func.count() >= bindparam("wanted"))
    )
    first = aliased(Assignment)
    same = (first.paper_id == Assignment.paper_id) & (first.judge_id == Assignment.judge_id)
    still_open = exists().where(same, first.state == AssignmentState.OPEN)
    short = case((COUNTED, Assignment.paper_id.not_in(filled)), else_=still_open)
    return (Assignment.state == AssignmentState.RECUSED) & short


_WAITING: Select[*tuple[Any, ...]] = (
    select(
        Assignment.id, Paper.code, Assignment.code, Judge.id, Judge.alias, Judge.simulated,
        Assignment.kind, Assignment.state, Assignment.flag, Assignment.recusal_reason,
    )
    .join(Paper, Paper.id == Assignment.paper_id)
    .join(Judge, Judge.id == Assignment.judge_id)
    .where(
        Assignment.round_id == bindparam("round_id"),
        (Assignment.state.in_(LIVE) & (Assignment.kind.not_in(PLANNED) | (Assignment.flag != "")))
        | _recused_and_unfilled(),
    )
    .order_by(Assignment.state, Paper.code, Judge.alias)
)  # fmt: skip


def waiting(session: Session, round_: Round) -> Waiting:
    """What somebody must look at, open readings first; for organizer and leader."""
    asked = {"round_id": round_.id, "wanted": round_.readings}
    rows = [ReadingRow(*row) for row in session.execute(_WAITING, asked)]
    live = [r for r in rows if r.state in LIVE]
    return Waiting(
        adjudications=[r for r in live if r.kind not in PLANNED],
        flagged=[r for r in live if r.flag],
        recusals=[r for r in rows if r.state == AssignmentState.RECUSED],
    )


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
