"""Reading marks and standings, by paper code only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, case, func, select
from sqlalchemy.orm import Session, selectinload

from reviewapp import audit
from reviewapp.contests.totals import points_of
from reviewapp.db import memory_of, only_reads
from reviewapp.errors import Invalid
from reviewapp.models.contest import Round
from reviewapp.models.judging import (
    COUNTED,
    Assignment,
    AssignmentKind,
    AssignmentState,
    Judge,
    Mark,
    ScoreSheet,
)
from reviewapp.models.paper import Paper
from reviewapp.models.result import Run, RunState, Standing
from reviewapp.models.rubric import Criterion, Rubric
from reviewapp.runs import Json, digest, output_of, packed_output, settled, unpack
from reviewapp.words import say


@dataclass(frozen=True, slots=True)
class Overview:
    """What a run amounts to: papers with and without a rank, readings, the ends of all
    intervals, penalties taken off.

    unread: papers that take part but have no reading; trims: whether any paper has a trimmed mean.
    """

    ranked: int
    unranked: int
    unread: int
    readings: int
    low: float
    high: float
    trims: bool

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


_OPEN = select(func.count(Assignment.id)).where(
    Assignment.round_id == bindparam("round_id"), Assignment.state == AssignmentState.OPEN, COUNTED
)


def open_readings(session: Session, round_id: int) -> int:
    """Readings still to be submitted."""
    return session.scalar(_OPEN, {"round_id": round_id}) or 0


def rubric(session: Session, round_: Round) -> Rubric | None:
    return session.scalar(
        select(Rubric)
        .where(Rubric.id == round_.rubric_id)
        .options(selectinload(Rubric.criteria).selectinload(Criterion.bands))
    )


def inputs(session: Session, round_: Round) -> Json:
    """All a run depends on, as plain values: papers, judges, exact totals, what verdicts took away.

    A reading is [paper, judge, total as a fraction, steps per criterion (None: blank), kind].  Where marks do not
    begin at 0, `minima` are the least marks in points, `least` is their total as a fraction.

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
        **_least_marks(scheme),
    }


def _least_marks(scheme: Rubric) -> Json:
    """What `inputs` say of a scale that begins above 0; nothing of others, whose runs were recorded before."""
    least = scheme.least_total
    return {"least": str(least), "minima": {str(c.id): c.minimum for c in scheme.criteria}} if least else {}


def _rubric_now(session: Session, round_id: int) -> Rubric | None:
    """The round's rubric as it is now, whatever the session read before."""
    return session.scalar(
        select(Rubric)
        .join(Round, Round.rubric_id == Rubric.id)
        .where(Round.id == round_id)
        .options(selectinload(Rubric.criteria))
        .execution_options(populate_existing=True)
    )


def _given(round_id: int) -> Select[int, int, int, AssignmentKind]:
    """Submitted readings of confirmed papers: sheet, paper, judge, kind; hidden repeats are none."""
    return (
        select(ScoreSheet.id, Assignment.paper_id, Assignment.judge_id, Assignment.kind)
        .join(Assignment, Assignment.id == ScoreSheet.assignment_id)
        .join(Paper, Paper.id == Assignment.paper_id)
        .where(Assignment.round_id == round_id, Assignment.state == AssignmentState.SUBMITTED, COUNTED)
        .where(Paper.confirmed_at.is_not(None))
    )


def _readings(session: Session, round_id: int, scheme: Rubric) -> list[list[Any]]:
    """Readings as `inputs` gives them."""
    given = _given(round_id).order_by(Assignment.paper_id, Assignment.judge_id)
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
    *("quality.requested", "quality.computed", "borderline.requested"),
    *("selection.seal_opened", "selection.previewed", "selection.computed", "selection.confirmed"),
    *("recommendation.drafted", "recommendation.reordered"),
    *("publication.published", "publication.taken_down", "publication.released"),
)


def is_current(session: Session, round_: Round, run: Run) -> bool:
    """Whether the run says what a new one would: same marks, verdicts and method.

    Who decides by it has all inputs read.  A page that only reads looks into the log first: every change of an
    input is recorded in the transaction that makes it, and a run reads them after it was asked for.
    """
    if run.params.get("method") != round_.score_method.value:
        return False
    if only_reads(session):
        if audit.followed_only_by(
            session, round_.contest_id, "standings.requested", f"run:{run.id}", HARMLESS
        ):
            return True
        if overview(session, run.id).readings != _number_of_readings(session, round_.id):
            return False
    return run.input_digest == _digest_now(session, round_)


def _number_of_readings(session: Session, round_id: int) -> int:
    return session.scalar(select(func.count()).select_from(_given(round_id).subquery())) or 0


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
    """The frozen run: selection builds on it."""
    return settled(session, round_id, "standings")


# the papers' rows in the canonical form of an output: nearly all of it, and in the table, too
_ROWS = re.compile(rb'"rows":\[.*\],(?="variance":)', re.DOTALL)


def summary(session: Session, run: Run) -> Json:
    """The output of a finished run without the papers' rows: judges, parts, methods, warnings, choice."""
    memory, key = memory_of(session), ("standings output", run.output_digest)
    known = memory.get(key)
    if known is None:
        known = unpack(packed_output(session, run.id), leave_out=_ROWS)
        memory.put(key, known)
    found: Json = known
    return found


_NEWEST_SELECTION = (
    select(Run.id, Run.output_digest)
    .where(Run.kind == "selection", Run.state == RunState.DONE)
    .where(Run.params["standings_run"].as_integer() == bindparam("run_id"))
    .order_by(Run.id.desc())
    .limit(1)
)


def selection_differences(session: Session, run_id: int) -> dict[str, int]:
    """Method → works that would change places with others if it counted, as the newest selection from this run
    found; empty before there is one.  Only numbers: whose works they are is not read here."""
    newest = session.execute(_NEWEST_SELECTION, {"run_id": run_id}).one_or_none()
    if newest is None:
        return {}
    memory, key = memory_of(session), ("selection methods", newest.output_digest)
    known = memory.get(key)
    if known is None:
        known = output_of(session, newest.id).get("methods", {})
        memory.put(key, known)
    found: dict[str, int] = known
    return found


_OVERVIEW = select(
    func.count(Standing.id).label("papers"),
    func.count(Standing.rank).label("ranked"),
    func.count(case((Standing.readings == 0, 1))).label("without_readings"),
    func.sum(Standing.readings).label("readings"),
    func.min(Standing.low - func.coalesce(Standing.facts["penalty"].as_integer(), 0)).label("low"),
    func.max(Standing.high).label("high"),
    func.count(Standing.trimmed).label("trimmed"),
).where(Standing.run_id == bindparam("run_id"))
_UNREAD = (
    select(func.count(Standing.id))
    .join(Paper, Paper.id == Standing.paper_id)
    .where(Standing.run_id == bindparam("run_id"), Standing.readings == 0, Paper.excluded.is_(False))
)


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
        trims=known["trimmed"] > 0,
    )
