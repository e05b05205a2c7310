"""Reading marks with their times, where papers and judges come from, and the runs made of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased, selectinload

from reviewapp.contests.totals import points_of
from reviewapp.errors import Invalid
from reviewapp.models.contest import Round
from reviewapp.models.entry import Entry
from reviewapp.models.judging import COUNTED, Assignment, AssignmentKind, AssignmentState, Judge, ScoreSheet
from reviewapp.models.paper import Paper
from reviewapp.models.people import Region, Unit
from reviewapp.models.rubric import Rubric
from reviewapp.runs import Json
from reviewapp.standings import queries as marks
from reviewapp.words import say


def inputs(session: Session, round_: Round) -> Json:
    """All a run depends on, as plain values.

    A reading is [paper, judge, total as a fraction, steps per criterion (None: blank), second of submission].
    A repeat is [judge, total, total again].
    A paper is [id, characters, region, unit] of its work, a judge [id, region, unit] of home; None: unknown.
    Where marks do not begin at 0, `least` is the least total as a fraction.

    Raises Invalid when the round has no rubric.
    """
    scheme = marks.rubric(session, round_)
    if scheme is None:
        raise Invalid(say("本轮还没有评分标准。"))
    criteria = [c.id for c in scheme.criteria]
    readings = []
    for a in marks.submitted(session, round_.id):
        if a.sheet is not None:
            steps = {m.criterion_id: m.steps for m in a.sheet.marks}
            at = int(a.sheet.submitted_at.timestamp()) if a.sheet.submitted_at else None
            given = [steps.get(c) for c in criteria]
            readings.append([a.paper_id, a.judge_id, str(points_of(steps, scheme)), given, at])
    readers = {judge for _paper, judge, *_rest in readings}
    return {
        "papers": _papers(session, round_.id),
        "judges": [
            [j.id, j.home_region_id, j.home_unit_id]
            for j in marks.judges(session, round_.contest_id)
            if j.id in readers
        ],
        "full_marks": scheme.full_marks,
        "readings": readings,
        "repeats": _repeats(session, round_, scheme),
        **({"least": str(least)} if (least := scheme.least_total) else {}),
    }


def _repeats(session: Session, round_: Round, scheme: Rubric) -> list[list[Any]]:
    """[judge, total, total of the same paper again], fractions, the earlier first; where both are submitted."""
    again, pairs = aliased(Assignment), []
    sheets = [selectinload(side.sheet).selectinload(ScoreSheet.marks) for side in (Assignment, again)]
    rows = session.execute(
        select(Assignment, again)
        .join(again, and_(again.paper_id == Assignment.paper_id, again.judge_id == Assignment.judge_id))
        .where(Assignment.round_id == round_.id, COUNTED, again.kind == AssignmentKind.REPEAT)
        .where(Assignment.state == AssignmentState.SUBMITTED, again.state == AssignmentState.SUBMITTED)
        .options(*sheets)
        .order_by(Assignment.judge_id, Assignment.paper_id)
    )
    for sides in rows:
        both = sorted(
            (a.sheet for a in sides if a.sheet), key=lambda s: (s.submitted_at is None, s.submitted_at)
        )
        totals = [str(points_of({m.criterion_id: m.steps for m in s.marks}, scheme)) for s in both]
        pairs.append([sides[0].judge_id, *totals])
    return pairs


def _papers(session: Session, round_id: int) -> list[list[int | None]]:
    rows = session.execute(
        select(Paper.id, Paper.characters, Unit.region_id, Entry.unit_id)
        .join(Entry, Entry.paper_id == Paper.id, isouter=True)
        .join(Unit, Unit.id == Entry.unit_id, isouter=True)
        .where(Paper.round_id == round_id, Paper.confirmed_at.is_not(None))
        .order_by(Paper.id)
    )
    return [list(row) for row in rows]


def submitted(session: Session, round_id: int, after: datetime | None = None) -> int:
    """Submitted sheets of the round; those submitted later than `after`, if given."""
    query = (
        select(func.count(ScoreSheet.id))
        .join(Assignment, Assignment.id == ScoreSheet.assignment_id)
        .where(Assignment.round_id == round_id, Assignment.state == AssignmentState.SUBMITTED)
    )
    if after is not None:
        query = query.where(ScoreSheet.submitted_at > after)
    return session.scalar(query) or 0


def judges(session: Session, contest_id: int) -> dict[int, Judge]:
    """The contest's judges by id."""
    return {j.id: j for j in marks.judges(session, contest_id)}


def place_names(session: Session, regions: set[int], units: set[int]) -> dict[tuple[str, int], str]:
    """('region' or 'unit', id) → name."""
    found = {
        ("region", key): name
        for key, name in session.execute(select(Region.id, Region.name).where(Region.id.in_(regions)))
    }
    rows = session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(units)))
    return found | {("unit", key): name for key, name in rows}
