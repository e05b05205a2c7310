"""What a judge may see, as row types without identity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple, TypeVarTuple

from sqlalchemy import Select, bindparam, exists, func, select
from sqlalchemy.orm import Session, joinedload

from reviewapp.contests.totals import points_of
from reviewapp.db import lasting_memory, only_reads
from reviewapp.judging.places import shown_lines
from reviewapp.models.contest import Round
from reviewapp.models.judging import (
    COUNTED,
    Annotation,
    Assignment,
    AssignmentKind,
    AssignmentState,
    Mark,
    ScoreSheet,
    SheetVersion,
)
from reviewapp.models.paper import Paper, Picture
from reviewapp.models.result import Run, RunState
from reviewapp.models.rubric import Criterion, Rubric, RubricMode

Columns = TypeVarTuple("Columns")

LIVE = (AssignmentState.OPEN, AssignmentState.SUBMITTED)


class QueueRow(NamedTuple):
    """One paper of a judge's queue, as far as going from paper to paper needs it."""

    code: str
    state: AssignmentState
    skipped: bool
    started: bool
    revisit: bool


class PaperRow(NamedTuple):
    """One line of a judge's list.  Whether a reading is a third one is not said: it would tell of a gap."""

    code: str
    title: str
    genre: str
    characters: int
    leads: bool  # the leader's decision
    state: AssignmentState
    skipped: bool
    flag: str
    started: bool
    total: Fraction | None  # points so far; None before the first mark
    saved_at: datetime | None
    revisit: bool


@dataclass(frozen=True, slots=True)
class PaperToMark:
    """The essay as a judge reads it; no field of it can name an author."""

    code: str
    title: str
    genre: str
    characters: int
    text: str  # whole, as annotations count it

    @property
    def lines(self) -> tuple[tuple[int, str], ...]:
        """(start, line) of what the page shows (places.shown_lines)."""
        return shown_lines(self.text, self.title)


@dataclass(frozen=True, slots=True)
class PaperOpened(PaperToMark):
    """The same on its judge's desk, and whether there is more to be asked for."""

    illustrated: bool  # with pictures that a judge may see
    annotated: bool  # by this judge


def of_judge(query: Select[*Columns]) -> Select[*Columns]:
    """A query of assignments and sheets kept to a judge's own papers of a round, in his own shuffled order;
    to be asked with `own(round_id, judge_id)`."""
    return (
        query.select_from(Assignment)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id, isouter=True)
        .where(
            Assignment.round_id == bindparam("round_id"),
            Assignment.judge_id == bindparam("judge_id"),
            Assignment.state.in_(LIVE),
        )
        .order_by(Assignment.position, Assignment.code)
    )


def own(round_id: int, judge_id: int) -> dict[str, int]:
    """Whose papers a query of `of_judge` asks for."""
    return {"round_id": round_id, "judge_id": judge_id}


# The statements of the pages judges open all day: building one takes as long as running it, so they are built
# once and asked with their parameters.
_ROUNDS = (
    select(Round)
    .options(joinedload(Round.contest))
    .where(
        Round.id.in_(
            select(Assignment.round_id).where(
                Assignment.judge_id.in_(bindparam("judge_ids", expanding=True)), Assignment.state.in_(LIVE)
            )
        )
    )
    .order_by(Round.id)
)
_QUEUE = of_judge(
    select(
        Assignment.code,
        Assignment.state,
        Assignment.skipped,
        ScoreSheet.id.is_not(None).label("started"),
        Assignment.revisit,
    )
)
_PAPERS = of_judge(
    select(
        Assignment.code, Paper.title, Paper.genre, Paper.characters, Assignment.kind, Assignment.state,
        Assignment.skipped, Assignment.flag, ScoreSheet.id, ScoreSheet.saved_at, Assignment.revisit,
    )
).join(Paper, Paper.id == Assignment.paper_id)  # fmt: skip
_MARKS = (
    select(Mark.sheet_id, Mark.criterion_id, Mark.steps)
    .join(ScoreSheet, ScoreSheet.id == Mark.sheet_id)
    .join(Assignment, Assignment.id == ScoreSheet.assignment_id)
    .where(Assignment.round_id == bindparam("round_id"), Assignment.judge_id == bindparam("judge_id"))
)
_STEPS = _MARKS.with_only_columns(Mark.sheet_id, func.sum(Mark.steps)).group_by(Mark.sheet_id)
_ASSIGNMENT = (
    select(Assignment, Rubric.id, Rubric.version, Rubric.frozen_at)
    .join(Round, Round.id == Assignment.round_id)
    .join(Rubric, Rubric.id == Round.rubric_id, isouter=True)
    .where(
        Assignment.round_id == bindparam("round_id"),
        Assignment.judge_id == bindparam("judge_id"),
        Assignment.code == bindparam("code"),
    )
    .options(joinedload(Assignment.sheet).joinedload(ScoreSheet.marks))
)
_ASSIGNMENT_HELD = _ASSIGNMENT.with_for_update(of=Assignment)
_RUBRIC_STATE = select(Rubric.version, Rubric.frozen_at).where(Rubric.id == bindparam("id"))
_RUBRIC = (
    select(Rubric)
    .where(Rubric.id == bindparam("id"))
    .options(joinedload(Rubric.criteria).joinedload(Criterion.bands))
)
_TEXT = select(  # most papers have neither pictures nor annotations, which are asked for in statements of their own
    Paper.title,
    Paper.genre,
    Paper.characters,
    Paper.text,
    exists().where(Picture.paper_id == Paper.id, Picture.allowed.is_(True)),
    exists().where(Annotation.assignment_id == bindparam("assignment_id")),
).where(Paper.id == bindparam("paper_id"))
_BY_OPERATION = select(SheetVersion).where(SheetVersion.op_id == bindparam("op_id"))


def rounds_of_judge(session: Session, judge_ids: Sequence[int]) -> Sequence[Round]:
    """Rounds in which these judges have papers; for the judge himself."""
    return session.scalars(_ROUNDS, {"judge_ids": judge_ids}).all()


def queue_of_judge(session: Session, round_id: int, judge_id: int) -> list[QueueRow]:
    """The judge's own papers of a round in his own shuffled order, without their marks."""
    return list(map(QueueRow._make, session.execute(_QUEUE, own(round_id, judge_id))))


def papers_for_judge(session: Session, round_: Round, judge_id: int, rubric: Rubric | None) -> list[PaperRow]:
    """The judge's own papers of a round in his own shuffled order, with his own totals."""
    rows = session.execute(_PAPERS, own(round_.id, judge_id)).all()
    totals = _totals(session, round_.id, judge_id, rubric) if rubric else {}
    return [
        PaperRow(
            code, title, genre, characters, kind == AssignmentKind.LEADER, state, skipped, flag,
            sheet is not None, totals.get(sheet), saved_at, revisit,
        )
        for code, title, genre, characters, kind, state, skipped, flag, sheet, saved_at, revisit in rows
    ]  # fmt: skip


def _totals(session: Session, round_id: int, judge_id: int, rubric: Rubric) -> dict[int, Fraction]:
    """Sheet id → points so far, of the sheets with marks."""
    if rubric.mode == RubricMode.POINTS:  # the database adds up: a judge may have thousands of marks
        steps = session.execute(_STEPS, own(round_id, judge_id))
        return {sheet: Fraction(total, rubric.steps_per_point) for sheet, total in steps}
    return {sheet: points_of(m, rubric) for sheet, m in marks_of_judge(session, round_id, judge_id).items()}


def marks_of_judge(session: Session, round_id: int, judge_id: int) -> dict[int, dict[int, int]]:
    """Sheet id → criterion id → steps."""
    found: dict[int, dict[int, int]] = {}
    for sheet, criterion, steps in session.execute(_MARKS, own(round_id, judge_id)):
        found.setdefault(sheet, {})[criterion] = steps
    return found


def own_assignment(
    session: Session, round_id: int, code: str, judge_id: int, *, lock: bool = False
) -> Assignment | None:
    """The judge's assignment for a paper code, with its sheet; None for anybody else's.  How the rubric stands
    comes along, because who asks for a sheet asks for its rubric next (`rubric_of`).

    lock: hold the row until the transaction ends, so that two saves of one sheet come one after the other.
    """
    asked = own(round_id, judge_id) | {"code": code}
    found = session.execute(_ASSIGNMENT_HELD if lock else _ASSIGNMENT, asked).unique().one_or_none()
    if found is None:
        return None
    assignment, rubric_id, *state = found
    session.info["rubric_state"] = rubric_id, tuple(state)
    return assignment


def paper_to_mark(session: Session, assignment: Assignment) -> PaperOpened:
    """The text of one paper; the caller has checked that the assignment is the actor's."""
    asked = {"paper_id": assignment.paper_id, "assignment_id": assignment.id}
    return PaperOpened(assignment.code, *session.execute(_TEXT, asked).one())


def rubric_of(session: Session, round_: Round) -> Rubric | None:
    """The round's rubric with criteria and bands; a session looks it up once.

    A frozen one is remembered, apart from any session: nobody can change it until it is thawed, and then it is
    frozen at another instant.
    """
    found: Rubric | None = session.info.get("rubric")
    if found is None or found.id != round_.rubric_id:
        found = session.info["rubric"] = _rubric(session, round_.rubric_id)
    return found


def _rubric(session: Session, rubric_id: int | None) -> Rubric | None:
    asked, memory, key = {"id": rubric_id}, lasting_memory(session), ("rubric", rubric_id)
    known: Rubric | None = memory.get(key)
    if known is not None:
        of, state = session.info.get("rubric_state", (None, None))
        if of != rubric_id:
            state = session.execute(_RUBRIC_STATE, asked).one_or_none()
        if state == (known.version, known.frozen_at):
            return known
    found = session.scalars(_RUBRIC, asked).unique().one_or_none()
    if found is not None and found.frozen_at is not None and only_reads(session):
        session.expunge(found)
        memory.put(key, found)
    return found


def version_by_operation(session: Session, op_id: str) -> SheetVersion | None:
    return session.scalar(_BY_OPERATION, {"op_id": op_id})


def history(session: Session, assignment: Assignment) -> Sequence[SheetVersion]:
    """All saved states of one sheet, newest first; for its judge."""
    return session.scalars(_versions(assignment)).all()


def newest_version(session: Session, assignment: Assignment) -> SheetVersion | None:
    """The sheet as it stands; None before the first save."""
    return session.scalar(_versions(assignment).limit(1))


def _versions(assignment: Assignment) -> Select[SheetVersion]:
    return (
        select(SheetVersion)
        .join(ScoreSheet, ScoreSheet.id == SheetVersion.sheet_id)
        .where(ScoreSheet.assignment_id == assignment.id)
        .order_by(SheetVersion.version.desc())
    )


def readings_left(session: Session, paper_id: int) -> int:
    """How many live readings of a paper are not submitted yet; hidden repeats are waited for by nobody."""
    found = session.scalar(
        select(func.count()).where(
            Assignment.paper_id == paper_id, Assignment.state == AssignmentState.OPEN, COUNTED
        )
    )
    return found or 0


def adjudication_waits(session: Session, round_id: int) -> bool:
    """Is an adjudication of the round queued already (it will see this sheet too)?"""
    waiting = select(Run.id).where(
        Run.round_id == round_id, Run.kind == "adjudication", Run.state == RunState.QUEUED
    )
    return session.scalar(waiting) is not None
