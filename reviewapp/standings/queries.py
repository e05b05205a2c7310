"""Reading marks and standings, by paper code only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Select, bindparam, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from reviewapp import audit
from reviewapp.contests.totals import points_of
from reviewapp.db import memory_of
from reviewapp.errors import Invalid
from reviewapp.models.contest import Round
from reviewapp.models.judging import COUNTED, Assignment, AssignmentState, Judge, Mark, ScoreSheet
from reviewapp.models.paper import Paper
from reviewapp.models.result import Run, RunState, Standing
from reviewapp.models.rubric import Criterion, Rubric
from reviewapp.runs import Json, digest, output_of
from reviewapp.words import say

Columns = TypeVarTuple("Columns")


@dataclass(frozen=True, slots=True)
class StandingRow:
    """A paper's line of the standings."""

    standing: Standing
    code: str
    title: str
    excluded: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """What a run amounts to: papers with and without a rank, readings, the ends of all
    intervals, penalties taken off.

    unread: papers that take part but have no reading.
    """

    ranked: int
    unranked: int
    unread: int
    readings: int
    low: float
    high: float

    @property
    def papers(self) -> int:
        return self.ranked + self.unranked


def papers(session: Session, round_id: int) -> Sequence[Paper]:
    """Confirmed papers in the order of their random codes."""
    return session.scalars(
        select(Paper).where(Paper.round_id == round_id, Paper.confirmed_at.is_not(None)).order_by(Paper.code)
    ).all()


def judges(session: Session, contest_id: int) -> Sequence[Judge]:
    return session.scalars(select(Judge).where(Judge.contest_id == contest_id).order_by(Judge.alias)).all()


def submitted(session: Session, round_id: int) -> Sequence[Assignment]:
    """Every submitted reading with its marks; hidden repeats are none."""
    return session.scalars(
        select(Assignment)
        .where(Assignment.round_id == round_id, Assignment.state == AssignmentState.SUBMITTED, COUNTED)
        .options(selectinload(Assignment.sheet).selectinload(ScoreSheet.marks))
        .order_by(Assignment.paper_id, Assignment.judge_id)
    ).all()


def open_readings(session: Session, round_id: int) -> int:
    """Readings still to be submitted."""
    query = select(func.count(Assignment.id)).where(
        Assignment.round_id == round_id, Assignment.state == AssignmentState.OPEN, COUNTED
    )
    return session.scalar(query) or 0


def rubric(session: Session, round_: Round) -> Rubric | None:
    return session.scalar(
        select(Rubric)
        .where(Rubric.id == round_.rubric_id)
        .options(selectinload(Rubric.criteria).selectinload(Criterion.bands))
    )


def inputs(session: Session, round_: Round) -> Json:
    """All a run depends on, as plain values: papers, judges, exact totals, what verdicts took away.

    A reading is [paper, judge, total as a fraction, steps per criterion (None: blank), kind].

    Raises Invalid when the round has no rubric.
    """
    scheme = _rubric_now(session, round_.id)
    if scheme is None:
        raise Invalid(say("本轮还没有评分标准。"))
    found = session.execute(
        select(Paper.id, Paper.excluded, Paper.penalty_points)
        .where(Paper.round_id == round_.id, Paper.confirmed_at.is_not(None))
        .order_by(Paper.code)
    ).all()
    readings = _readings(session, round_.id, scheme)
    readers = {judge_id for _paper, judge_id, *_rest in readings}  # judges enrolled later change nothing
    judge_ids = session.scalars(
        select(Judge.id).where(Judge.contest_id == round_.contest_id).order_by(Judge.alias)
    )
    return {
        "papers": [p.id for p in found],
        "judges": [judge for judge in judge_ids if judge in readers],
        "excluded": [p.id for p in found if p.excluded],
        "penalties": {str(p.id): p.penalty_points for p in found if p.penalty_points},
        "criteria": [c.id for c in scheme.criteria],
        "maxima": {str(c.id): c.maximum for c in scheme.criteria},
        "steps_per_point": scheme.steps_per_point,
        "full_marks": scheme.full_marks,
        "readings": readings,
    }


def _rubric_now(session: Session, round_id: int) -> Rubric | None:
    """The round's rubric as it is now, whatever the session read before."""
    return session.scalar(
        select(Rubric)
        .join(Round, Round.rubric_id == Rubric.id)
        .where(Round.id == round_id)
        .options(selectinload(Rubric.criteria))
        .execution_options(populate_existing=True)
    )


def _readings(session: Session, round_id: int, scheme: Rubric) -> list[list[Any]]:
    """Submitted readings of confirmed papers, as `inputs` gives them; hidden repeats are none."""
    given = (
        select(ScoreSheet.id, Assignment.paper_id, Assignment.judge_id, Assignment.kind)
        .join(Assignment, Assignment.id == ScoreSheet.assignment_id)
        .join(Paper, Paper.id == Assignment.paper_id)
        .where(Assignment.round_id == round_id, Assignment.state == AssignmentState.SUBMITTED, COUNTED)
        .where(Paper.confirmed_at.is_not(None))
        .order_by(Assignment.paper_id, Assignment.judge_id)
    )
    marks: dict[int, dict[int, int]] = {}
    for sheet, criterion, steps in session.execute(
        select(Mark.sheet_id, Mark.criterion_id, Mark.steps)
        .join(ScoreSheet, ScoreSheet.id == Mark.sheet_id)
        .join(Assignment, Assignment.id == ScoreSheet.assignment_id)
        .where(Assignment.round_id == round_id, Assignment.state == AssignmentState.SUBMITTED)
    ):
        marks.setdefault(sheet, {})[criterion] = steps
    criteria = [c.id for c in scheme.criteria]
    readings = []
    for sheet, paper, judge, kind in session.execute(given):
        held = marks.get(sheet, {})
        total = str(points_of(held, scheme))
        readings.append([paper, judge, total, [held.get(c) for c in criteria], kind.value])
    return readings


# acts after which `inputs` are what they were; any other is looked at
HARMLESS = (
    *("judging.saved", "judging.skipped", "judging.flagged", "judging.revisit"),
    *("standings.requested", "standings.computed", "standings.frozen"),
)


def is_current(session: Session, round_: Round, run: Run) -> bool:
    """Whether the run says what a new one would: same marks, verdicts and method."""
    same_method = run.params.get("method") == round_.score_method.value
    return same_method and run.input_digest == _digest_now(session, round_)


def _digest_now(session: Session, round_: Round) -> str:
    """The digest of `inputs`.  A page that only reads remembers it with the place in the log at which it was
    true: every change of an input is recorded in the transaction that makes it, so it holds until an act
    that is not HARMLESS is recorded.  The place is read first: what happens meanwhile is seen as later."""
    memory, key = memory_of(session), ("standings inputs", round_.id)
    place = audit.place(session, round_.contest_id)
    known = memory.get(key)
    if place is not None and known is not None:
        then, found = known
        if then == place or audit.only_since(session, round_.contest_id, then, HARMLESS):
            memory.put(key, (place, found))
            return str(found)
    found = digest(inputs(session, round_))
    if place is not None:
        memory.put(key, (place, found))
    return found


def frozen_run(session: Session, round_id: int) -> Run | None:
    """The run selection builds on."""
    return session.scalar(
        select(Run).where(Run.round_id == round_id, Run.kind == "standings", Run.frozen.is_(True))
    )


def summary(session: Session, run: Run) -> Json:
    """The output of a finished run without the papers' rows: judges, parts, methods, warnings, choice; and
    "trims", whether any paper has a trimmed mean."""
    memory, key = memory_of(session), ("standings output", run.output_digest)
    known = memory.get(key)
    if known is None:
        output = output_of(session, run.id)
        known = {name: value for name, value in output.items() if name != "rows"}
        known["trims"] = any(row["trimmed"] is not None for row in output["rows"])
        memory.put(key, known)
    found: Json = known
    return found


def selection_differences(session: Session, run_id: int) -> dict[str, int]:
    """Method → works that would change places with others if it counted, as the newest selection from this run
    found; empty before there is one.  Only numbers: whose works they are is not read here."""
    newest = session.execute(
        select(Run.id, Run.output_digest)
        .where(Run.kind == "selection", Run.state == RunState.DONE)
        .where(Run.params["standings_run"].as_integer() == run_id)
        .order_by(Run.id.desc())
        .limit(1)
    ).one_or_none()
    if newest is None:
        return {}
    memory, key = memory_of(session), ("selection methods", newest.output_digest)
    known = memory.get(key)
    if known is None:
        known = output_of(session, newest.id).get("methods", {})
        memory.put(key, known)
    found: dict[str, int] = known
    return found


SORTS: dict[str, InstrumentedAttribute[Any]] = {
    "rank": Standing.rank,
    "code": Paper.code,
    "mean": Standing.mean,
    "trimmed": Standing.trimmed,
    "standardised": Standing.standardised,
    "adjusted": Standing.adjusted,
    "robust": Standing.robust,
    "final": Standing.final,
    "readings": Standing.readings,
    "strictness": Standing.strictness,
}


# the columns of Standing, then those of its paper; as columns, since a thousand objects cost ten times that
LINES: Select[*tuple[Any, ...]] = select(*Standing.__table__.c, Paper.code, Paper.title, Paper.excluded).join(
    Paper, Paper.id == Standing.paper_id
)


def rows(session: Session, run_id: int) -> list[StandingRow]:
    """All lines of one run with everything a standing says, by rank."""
    return [_row(row) for row in session.execute(in_order(LINES, run_id, "rank", None))]


def in_order(query: Select[*Columns], run_id: int, sort: str, part: int | None) -> Select[*Columns]:
    """The lines of one run; `sort` names a column, with "-" downwards; papers without a rank come last.

    part: only papers of this connected part; by rank, parts follow each other.
    """
    column = SORTS.get(sort.removeprefix("-"), Standing.rank)
    way = column.desc() if sort.startswith("-") else column.asc()
    together = [Standing.part] if column is Standing.rank else []
    return query.where(*of_part(run_id, part)).order_by(
        Standing.rank.is_(None), *together, column.is_(None), way, Paper.code
    )


def _row(row: Any) -> StandingRow:
    """A line of `LINES`; it has what a Standing has and is only read."""
    return StandingRow(row, row.code, row.title, row.excluded)


def count(session: Session, run_id: int, part: int | None = None) -> int:
    """Lines of a run, or of one connected part of it."""
    return session.scalar(select(func.count(Standing.id)).where(*of_part(run_id, part))) or 0


def of_part(run_id: int, part: int | None) -> list[ColumnElement[bool]]:
    return [Standing.run_id == run_id, *([] if part is None else [Standing.part == part])]


_OVERVIEW = select(
    func.count(Standing.id).label("papers"),
    func.count(Standing.rank).label("ranked"),
    func.count(case((Standing.readings == 0, 1))).label("without_readings"),
    func.sum(Standing.readings).label("readings"),
    func.min(Standing.low - func.coalesce(Standing.facts["penalty"].as_integer(), 0)).label("low"),
    func.max(Standing.high).label("high"),
).where(Standing.run_id == bindparam("run_id"))
_UNREAD = (
    select(func.count(Standing.id))
    .join(Paper, Paper.id == Standing.paper_id)
    .where(Standing.run_id == bindparam("run_id"), Standing.readings == 0, Paper.excluded.is_(False))
)


def row_of_paper(session: Session, run_id: int, code: str) -> StandingRow | None:
    """One paper's line of a run."""
    found = session.execute(LINES.where(Standing.run_id == run_id, Paper.code == code)).one_or_none()
    return _row(found) if found else None


def overview(session: Session, run_id: int) -> Overview:
    """Counts and ends of scale of one run.  Who is excluded may change, the rest is remembered."""
    memory, key = memory_of(session), ("standings overview", run_id)
    known: dict[str, Any] | None = memory.get(key)
    if known is None:
        known = session.execute(_OVERVIEW, {"run_id": run_id}).one()._asdict()
        memory.put(key, known)
    unread = session.scalar(_UNREAD, {"run_id": run_id}) if known["without_readings"] else 0
    return Overview(
        ranked=int(known["ranked"] or 0),
        unranked=int(known["papers"] - (known["ranked"] or 0)),
        unread=unread or 0,
        readings=int(known["readings"] or 0),
        low=max(float(known["low"] or 0), 0.0),
        high=float(known["high"] or 0),
    )
