"""Reading what a plan needs; the only place where judges and entries meet, for conflicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from reviewapp.models.assignment import AssignmentPlan, Conflict, PlanState
from reviewapp.models.contest import Recommender, Round
from reviewapp.models.entry import Entry, EntryState
from reviewapp.models.judging import Assignment, AssignmentKind, AssignmentState, Judge, ScoreSheet
from reviewapp.models.paper import Paper
from reviewapp.models.people import Author, Unit
from reviewapp.models.rubric import Criterion, Rubric


@dataclass(frozen=True, slots=True)
class PaperOwner:
    """Whose a paper is, as far as conflicts need it."""

    paper_id: int
    entry_id: int
    unit_id: int
    recommender_id: int
    recommender_unit_id: int
    region_ids: frozenset[int]
    authors: frozenset[str]


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One judge's line of a plan."""

    judge: Judge
    papers: int


def paper_owners(session: Session, round_id: int) -> list[PaperOwner]:
    """Confirmed papers that take part, in the order of their random codes."""
    recommender_unit = Unit.__table__.alias("recommender_unit")
    rows = session.execute(
        select(Paper.id, Entry.id, Entry.unit_id, Entry.recommender_id, Recommender.unit_id, Unit.region_id,
               recommender_unit.c.region_id)
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
        names.setdefault(entry_id, set()).add(name)
    return [
        PaperOwner(paper, entry, unit, recommender, body, frozenset(r for r in (own, upper) if r is not None),
                   frozenset(names.get(entry, ())))
        for paper, entry, unit, recommender, body, own, upper in rows
    ]  # fmt: skip


def unconfirmed_papers(session: Session, round_id: int) -> int:
    """How many works wait for the clerk and cannot be assigned yet."""
    states = (EntryState.RECEIVED, EntryState.PROPOSED)
    return len(
        session.scalars(select(Entry.id).where(Entry.round_id == round_id, Entry.state.in_(states))).all()
    )


def judges(session: Session, contest_id: int) -> Sequence[Judge]:
    """Active judges of the contest, leaders included."""
    return session.scalars(
        select(Judge).where(Judge.contest_id == contest_id, Judge.active.is_(True)).order_by(Judge.alias)
    ).all()


def conflicts(session: Session, round_id: int) -> Sequence[Conflict]:
    return session.scalars(select(Conflict).where(Conflict.round_id == round_id).order_by(Conflict.id)).all()


def conflict(session: Session, round_id: int, conflict_id: int) -> Conflict | None:
    return session.scalar(select(Conflict).where(Conflict.round_id == round_id, Conflict.id == conflict_id))


def assignments(session: Session, round_id: int) -> Sequence[Assignment]:
    """All assignments of the round with their sheets and marks."""
    return session.scalars(
        select(Assignment)
        .where(Assignment.round_id == round_id)
        .options(selectinload(Assignment.sheet).selectinload(ScoreSheet.marks))
        .order_by(Assignment.id)
    ).all()


def started(assignment: Assignment) -> bool:
    """A reading that a re-plan must leave alone."""
    return assignment.state == AssignmentState.SUBMITTED or (
        assignment.state == AssignmentState.OPEN and assignment.sheet is not None
    )


def is_base(assignment: Assignment) -> bool:
    return assignment.kind == AssignmentKind.READING


def plans(session: Session, round_id: int) -> Sequence[AssignmentPlan]:
    """Newest first."""
    return session.scalars(
        select(AssignmentPlan).where(AssignmentPlan.round_id == round_id).order_by(AssignmentPlan.id.desc())
    ).all()


def plan(session: Session, round_id: int, plan_id: int) -> AssignmentPlan | None:
    return session.scalar(
        select(AssignmentPlan).where(AssignmentPlan.round_id == round_id, AssignmentPlan.id == plan_id)
    )


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


def units(session: Session) -> Sequence[Unit]:
    return session.scalars(select(Unit).order_by(Unit.name)).all()


def paper_codes(session: Session, round_id: int) -> dict[int, str]:
    """Paper id → code."""
    rows = session.execute(select(Paper.id, Paper.code).where(Paper.round_id == round_id))
    return {paper_id: code for paper_id, code in rows}
