"""Reading what a plan needs; the only place where judges and entries meet, for conflicts."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased, selectinload, undefer

from reviewapp.models.assignment import AssignmentPlan, Conflict, PlanState
from reviewapp.models.contest import Recommender, Round
from reviewapp.models.entry import Entry, EntryState
from reviewapp.models.judging import COUNTED, Assignment, AssignmentKind, Judge, ScoreSheet
from reviewapp.models.paper import Paper
from reviewapp.models.people import Author, Unit
from reviewapp.models.result import Run
from reviewapp.models.rubric import Criterion, Rubric
from reviewapp.runs import Json, newest, unpack


@dataclass(frozen=True, slots=True)
class PaperOwner:
    """Whose a paper is, as far as conflicts need it."""

    paper_id: int
    entry_id: int
    unit_id: int
    recommender_id: int
    recommender_unit_id: int
    region_ids: frozenset[int]
    authors: frozenset[str]  # as `bare` writes names
    genre: str
    common: bool = False  # every judge who may reads it


def bare(name: str) -> str:
    """A person's name without spaces and with compatibility forms folded: 王 小满 is 王小满."""
    return "".join(unicodedata.normalize("NFKC", name).split())


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """A declared conflict as its page shows it: about a unit, one entry by its number, or another judge."""

    conflict: Conflict
    alias: str
    unit_name: str | None
    entry_number: int | None
    other_alias: str | None


def paper_owners(session: Session, round_id: int) -> list[PaperOwner]:
    """Confirmed papers that take part, in the order of their random codes."""
    recommender_unit = Unit.__table__.alias("recommender_unit")
    rows = session.execute(
        select(Paper.id, Entry.id, Entry.unit_id, Entry.recommender_id, Recommender.unit_id, Unit.region_id,
               recommender_unit.c.region_id, Paper.genre, Paper.common)
        .join(Entry, Entry.paper_id == Paper.id)
        .join(Unit, Unit.id == Entry.unit_id)
        .join(Recommender, Recommender.id == Entry.recommender_id)
        .join(recommender_unit, recommender_unit.c.id == Recommender.unit_id)
        .where(
            Paper.round_id == round_id,
            Paper.confirmed_at.is_not(None),
            Paper.excluded.is_(False),
            Entry.state == EntryState.SEALED,
        )
        .order_by(Paper.code)
    ).all()  # fmt: skip
    names: dict[int, set[str]] = {}
    authors = select(Author.entry_id, Author.name).join(Entry, Entry.id == Author.entry_id)
    for entry_id, name in session.execute(authors.where(Entry.round_id == round_id)):
        names.setdefault(entry_id, set()).add(bare(name))
    return [
        PaperOwner(paper, entry, unit, recommender, body, frozenset(r for r in (own, upper) if r is not None),
                   frozenset(names.get(entry, ())), genre, common)
        for paper, entry, unit, recommender, body, own, upper, genre, common in rows
    ]  # fmt: skip


def unconfirmed_papers(session: Session, round_id: int) -> int:
    """How many works wait for the clerk and cannot be assigned yet."""
    states = (EntryState.RECEIVED, EntryState.PROPOSED)
    query = select(func.count(Entry.id)).where(Entry.round_id == round_id, Entry.state.in_(states))
    return session.scalar(query) or 0


def all_judges(session: Session, contest_id: int) -> Sequence[Judge]:
    """Every judge of the contest, also those who take no part any more."""
    return session.scalars(select(Judge).where(Judge.contest_id == contest_id).order_by(Judge.alias)).all()


def judges(session: Session, contest_id: int) -> Sequence[Judge]:
    """Active judges of the contest, leaders included."""
    return session.scalars(
        select(Judge).where(Judge.contest_id == contest_id, Judge.active.is_(True)).order_by(Judge.alias)
    ).all()


def conflicts(session: Session, round_id: int) -> Sequence[Conflict]:
    return session.scalars(select(Conflict).where(Conflict.round_id == round_id).order_by(Conflict.id)).all()


def conflict(session: Session, round_id: int, conflict_id: int) -> Conflict | None:
    return session.scalar(select(Conflict).where(Conflict.round_id == round_id, Conflict.id == conflict_id))


def conflict_lines(session: Session, round_id: int) -> list[ConflictLine]:
    """Declared conflicts with the judge's alias and what they are about; for the organizer."""
    other = aliased(Judge)
    rows = session.execute(
        select(Conflict, Judge.alias, Unit.name, Entry.number, other.alias)
        .join(Judge, Judge.id == Conflict.judge_id)
        .join(other, other.id == Conflict.other_judge_id, isouter=True)
        .join(Unit, Unit.id == Conflict.unit_id, isouter=True)
        .join(Entry, Entry.id == Conflict.entry_id, isouter=True)
        .where(Conflict.round_id == round_id)
        .order_by(Judge.alias, Conflict.id)
    )
    return [ConflictLine(*row) for row in rows]


def assignments(session: Session, round_id: int) -> Sequence[Assignment]:
    """All assignments of the round with their sheets and marks, hidden repeats left out."""
    return _assignments(session, round_id, COUNTED)


def repeats(session: Session, round_id: int) -> Sequence[Assignment]:
    """The round's hidden repeats, with their sheets."""
    return _assignments(session, round_id, ~COUNTED)


def _assignments(session: Session, round_id: int, which: ColumnElement[bool]) -> Sequence[Assignment]:
    return session.scalars(
        select(Assignment)
        .where(Assignment.round_id == round_id, which)
        .options(selectinload(Assignment.sheet).selectinload(ScoreSheet.marks))
        .order_by(Assignment.id)
    ).all()


def is_base(assignment: Assignment) -> bool:
    return assignment.kind == AssignmentKind.READING


def plans(session: Session, round_id: int) -> Sequence[tuple[AssignmentPlan, Run]]:
    """Plans with the computation each came from, newest first."""
    rows = session.execute(
        select(AssignmentPlan, Run)
        .join(Run, Run.id == AssignmentPlan.run_id)
        .where(AssignmentPlan.round_id == round_id)
        .order_by(AssignmentPlan.id.desc())
    )
    return [(plan, run) for plan, run in rows]


def plan(session: Session, round_id: int, plan_id: int) -> AssignmentPlan | None:
    return session.scalar(
        select(AssignmentPlan).where(AssignmentPlan.round_id == round_id, AssignmentPlan.id == plan_id)
    )


def inputs_of(session: Session, run_id: int) -> Json:
    """What a finished run started from."""
    run = session.get_one(Run, run_id, options=[undefer(Run.inputs)])
    return unpack(run.inputs)


def draft_plans(session: Session, round_id: int) -> Sequence[AssignmentPlan]:
    return session.scalars(
        select(AssignmentPlan).where(
            AssignmentPlan.round_id == round_id, AssignmentPlan.state == PlanState.DRAFT
        )
    ).all()


def rubric(session: Session, round_: Round) -> Rubric | None:
    return session.scalar(
        select(Rubric)
        .where(Rubric.id == round_.rubric_id)
        .options(selectinload(Rubric.criteria).selectinload(Criterion.bands))
    )


def units_with_entries(session: Session, round_: Round) -> Sequence[Unit]:
    """Units that a conflict can be about: those with works in the round, and the recommending bodies."""
    own = select(Entry.unit_id).where(Entry.round_id == round_.id)
    bodies = select(Recommender.unit_id).where(Recommender.contest_id == round_.contest_id)
    query = select(Unit).where(Unit.id.in_(own) | Unit.id.in_(bodies)).order_by(Unit.name)
    return session.scalars(query).all()


def unit_by_name(session: Session, name: str) -> Unit | None:
    return session.scalar(select(Unit).where(Unit.name == name))


def paper_codes(session: Session, round_id: int) -> dict[int, str]:
    """Paper id → code."""
    rows = session.execute(select(Paper.id, Paper.code).where(Paper.round_id == round_id))
    return {paper_id: code for paper_id, code in rows}


def measured_noise(session: Session, round_id: int) -> float | None:
    """Standard deviation of a single reading in points, as the newest standings found it; None before any."""
    run = newest(session, round_id, "standings", "output")
    return math.sqrt(max(unpack(run.output)["variance"]["residual"], 0.0)) if run else None


def own_codes(session: Session, round_id: int) -> set[str]:
    """Every code that a judge of the round knows a paper by."""
    return set(session.scalars(select(Assignment.code).where(Assignment.round_id == round_id)))


def papers(session: Session, ids: Collection[int]) -> dict[int, Paper]:
    return {p.id: p for p in session.scalars(select(Paper).where(Paper.id.in_(ids)))}


def common_papers(session: Session, round_id: int) -> Sequence[Paper]:
    """Papers that every judge reads, in the order of their codes; also those that take no part any more."""
    query = select(Paper).where(Paper.round_id == round_id, Paper.common.is_(True)).order_by(Paper.code)
    return session.scalars(query).all()
