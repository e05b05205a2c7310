"""Reading contests, their settings, where their rounds stand, and their log.

Counts reach over all tables, each page with a number of statements that does not depend on that of rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from reviewapp.access import Actor
from reviewapp.models.account import Role
from reviewapp.models.assignment import AssignmentPlan, PlanState
from reviewapp.models.contest import Category, Contest, Division, Level, Obligation, Recommender, Round
from reviewapp.models.entry import Entry, EntryState
from reviewapp.models.judging import COUNTED, Assignment, AssignmentState, Judge, Mark
from reviewapp.models.log import AuditEvent
from reviewapp.models.paper import Paper
from reviewapp.models.people import Region, Unit
from reviewapp.models.publication import Publication
from reviewapp.models.result import (
    ListState,
    Quota,
    Recommendation,
    RecommendationItem,
    Run,
    RunState,
    Selection,
)
from reviewapp.models.rubric import Criterion, Rubric
from reviewapp.models.similarity import CaseHearing, CaseMember, SimilarityCase, Verdict
from reviewapp.runs import settled

# ── contests and rounds


def rounds_of(session: Session, actor: Actor) -> Sequence[Round]:
    """Rounds of the contests the actor has a part in (the administrator: all), newest first, with contest."""
    query = select(Round).options(joinedload(Round.contest)).order_by(Round.id.desc())
    if not actor.has(Role.ADMIN):
        query = query.where(Round.contest_id.in_(actor.contest_ids() | {c for c, _ in actor.judge_ids}))
    return session.scalars(query).all()


def is_fed(session: Session, round_id: int) -> bool:
    """True when its works come from the round below, not from units."""
    return session.scalar(select(Round.id).where(Round.next_round_id == round_id).limit(1)) is not None


def round_ids(session: Session) -> Sequence[int]:
    """All rounds, for the command line's default."""
    return session.scalars(select(Round.id).order_by(Round.id)).all()


def slug_taken(session: Session, slug: str) -> bool:
    return session.scalar(select(Contest.id).where(Contest.slug == slug)) is not None


def free_slug(session: Session, wish: str) -> str:
    """The wish, or with the first number that is free."""
    taken = set(session.scalars(select(Contest.slug).where(Contest.slug.startswith(wish))))
    return next(s for n in range(1, len(taken) + 2) if (s := wish if n == 1 else f"{wish}-{n}") not in taken)


# ── settings


def categories(session: Session, contest_id: int) -> Sequence[Category]:
    return session.scalars(
        select(Category).where(Category.contest_id == contest_id).order_by(Category.position, Category.id)
    ).all()


def named_rows(session: Session, table: type[Any], contest_id: int) -> Sequence[Any]:
    """Categories, divisions or levels of the contest, in order."""
    return session.scalars(
        select(table).where(table.contest_id == contest_id).order_by(table.position, table.id)
    ).all()


def name_in_use(session: Session, table: type[Any], row_id: int) -> bool:
    """True when a recommender, obligation, quota or round refers to the row."""
    holders = {
        Category: (Recommender.category_id, Obligation.category_id, Quota.category_id),
        Division: (Round.division_id,),
        Level: (Round.level_id,),
    }[table]
    return any(session.scalar(select(func.count()).where(column == row_id)) for column in holders)


def obligations(session: Session, contest_id: int) -> Sequence[Obligation]:
    return session.scalars(
        select(Obligation).where(Obligation.contest_id == contest_id).order_by(Obligation.id)
    ).all()


def quotas(session: Session, round_id: int) -> Sequence[Quota]:  # those of genres: selection.genre_quotas
    return session.scalars(select(Quota).filter_by(round_id=round_id, genre="").order_by(Quota.id)).all()


def selection_is_confirmed(session: Session, round_id: int) -> bool:
    return settled(session, round_id, "selection") is not None


def rubric_of(session: Session, round_: Round) -> Rubric | None:
    """The round's rubric with criteria and bands."""
    if round_.rubric_id is None:
        return None
    whole = selectinload(Rubric.criteria).selectinload(Criterion.bands)
    return session.scalar(
        select(Rubric)
        .where(Rubric.id == round_.rubric_id)
        .options(whole)
        .execution_options(populate_existing=True)
    )


def has_sheets(session: Session, rubric_id: int) -> bool:
    """True when a mark was given with this rubric."""
    query = (
        select(Mark.id)
        .join(Criterion, Criterion.id == Mark.criterion_id)
        .where(Criterion.rubric_id == rubric_id)
    )
    return session.scalar(query.limit(1)) is not None


# ── people and units


def region_by_name(session: Session, name: str) -> Region | None:
    return session.scalar(select(Region).where(Region.name == name))


def regions(session: Session) -> Sequence[Region]:
    return session.scalars(select(Region).order_by(Region.id)).all()


def unit_by_name(session: Session, name: str) -> Unit | None:
    return session.scalar(select(Unit).where(Unit.name == name))


def units(session: Session) -> Sequence[Unit]:
    """All registered units with nothing loaded beside them, by name of the upper unit."""
    return session.scalars(select(Unit).order_by(func.coalesce(Unit.parent_id, Unit.id), Unit.id)).all()


def unit_and_above(session: Session, unit_id: int | None) -> set[int]:
    """The unit and everything above it."""
    found: set[int] = set()
    while unit_id is not None and unit_id not in found:
        found.add(unit_id)
        unit_id = session.scalar(select(Unit.parent_id).where(Unit.id == unit_id))
    return found


@dataclass(frozen=True, slots=True)
class RecommenderRow:
    """A recommending unit with its unit and how much came in (withdrawn works left out)."""

    recommender: Recommender
    unit: Unit
    received: int


def recommender_rows(session: Session, round_: Round) -> list[RecommenderRow]:
    """The contest's recommending units in their order, with the works received in this round."""
    received = (
        select(func.count(Entry.id))
        .where(
            Entry.recommender_id == Recommender.id,
            Entry.round_id == round_.id,
            Entry.state != EntryState.WITHDRAWN,
        )
        .scalar_subquery()
    )
    query = select(Recommender, Unit, received).join(Unit, Unit.id == Recommender.unit_id)
    query = query.where(Recommender.contest_id == round_.contest_id).order_by(
        Recommender.position, Recommender.id
    )
    return [RecommenderRow(r, u, n) for r, u, n in session.execute(query)]


def recommender_of_unit(session: Session, contest_id: int, unit_id: int) -> Recommender | None:
    query = select(Recommender).where(Recommender.contest_id == contest_id, Recommender.unit_id == unit_id)
    return session.scalar(query)


def recommender_in_use(session: Session, recommender_id: int) -> bool:
    return session.scalar(select(Entry.id).where(Entry.recommender_id == recommender_id).limit(1)) is not None


def judges(session: Session, contest_id: int) -> Sequence[Judge]:
    return session.scalars(select(Judge).where(Judge.contest_id == contest_id).order_by(Judge.alias)).all()


# ── where the rounds stand


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of one round's overview; the field names are the statement's columns."""

    recommenders: int = 0
    judges: int = 0  # active
    entries: int = 0  # not withdrawn
    unsealed: int = 0  # received or proposed: no confirmed paper yet
    papers: int = 0  # confirmed and not excluded
    cases: int = 0  # of the newest scan
    open_cases: int = 0
    open_appeals: int = 0
    scans: int = 0  # finished
    plans: int = 0  # applied
    readings: int = 0  # assignments that count
    marked: int = 0  # of them submitted
    third: int = 0  # adjudications still open
    standings: int = 0  # finished standings runs
    frozen_standings: int = 0
    selections: int = 0  # finished selection runs
    confirmed_selections: int = 0
    selected: int = 0  # works of the confirmed selection
    recommended: int = 0  # works on submitted lists
    notices: int = 0  # published and not taken down
    active_runs: int = 0  # computations queued or running


def counts(session: Session, ids: Sequence[int]) -> dict[int, Counts]:
    """The numbers of these rounds, one statement for all of them."""
    columns = _count_columns()
    names = list(columns)
    query = select(Round.id, *(columns[n].label(n) for n in names)).where(Round.id.in_(ids))
    return {row[0]: Counts(**dict(zip(names, row[1:], strict=True))) for row in session.execute(query)}


def _count_columns() -> dict[str, ScalarSelect[int]]:
    live = Entry.state != EntryState.WITHDRAWN
    unsealed = Entry.state.in_((EntryState.RECEIVED, EntryState.PROPOSED))
    active = Assignment.state.in_((AssignmentState.OPEN, AssignmentState.SUBMITTED))
    present = SimilarityCase.superseded.is_(False)
    waits = CaseHearing.appealed_at.is_not(None) & CaseHearing.outcome.is_(None)
    return {
        "recommenders": _of_contest(Recommender),
        "judges": _of_contest(Judge, Judge.active.is_(True)),
        "entries": _count(Entry, live),
        "unsealed": _count(Entry, unsealed),
        "papers": _count(Paper, Paper.confirmed_at.is_not(None), Paper.excluded.is_(False)),
        "cases": _count(SimilarityCase, present),
        "open_cases": _count(SimilarityCase, present, SimilarityCase.verdict == Verdict.OPEN),
        "open_appeals": _count(SimilarityCase, SimilarityCase.members.any(CaseMember.hearing.has(waits))),
        "scans": _runs("similarity"),
        "plans": _count(AssignmentPlan, AssignmentPlan.state == PlanState.APPLIED),
        "readings": _count(Assignment, active, COUNTED),
        "marked": _count(Assignment, Assignment.state == AssignmentState.SUBMITTED, COUNTED),
        "third": _count(Assignment, Assignment.state == "open", Assignment.kind != "reading", COUNTED),
        "standings": _runs("standings"),
        "frozen_standings": _runs("standings", Run.frozen.is_(True)),
        "selections": _runs("selection"),
        "confirmed_selections": _runs("selection", Run.frozen.is_(True)),
        "selected": select(func.count(Selection.id))
        .join(Run, Run.id == Selection.run_id)
        .where(Run.round_id == Round.id, Run.frozen.is_(True), Selection.selected.is_(True))
        .correlate(Round)
        .scalar_subquery(),
        "recommended": select(func.count(RecommendationItem.id))
        .join(Recommendation, Recommendation.id == RecommendationItem.recommendation_id)
        .where(
            Recommendation.round_id == Round.id,
            Recommendation.state == ListState.SUBMITTED,
            RecommendationItem.reserve.is_(False),
        )
        .correlate(Round)
        .scalar_subquery(),
        "notices": _count(Publication, Publication.taken_down_at.is_(None)),
        "active_runs": _count(Run, Run.state.in_((RunState.QUEUED, RunState.RUNNING))),
    }


def _count(table: Any, *conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count(table.id)).where(and_(table.round_id == Round.id, *conditions)).scalar_subquery()


def _of_contest(table: Any, *conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return (
        select(func.count(table.id))
        .where(table.contest_id == Round.contest_id, *conditions)
        .scalar_subquery()
    )


def _runs(kind: str, *conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return _count(Run, Run.kind == kind, Run.state == RunState.DONE, *conditions)


def own_readings(session: Session, judge_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Round → (open, done) readings of these judges; for the judge's own front page."""
    done = func.count(Assignment.id).filter(Assignment.state == AssignmentState.SUBMITTED)
    waiting = func.count(Assignment.id).filter(Assignment.state == AssignmentState.OPEN)
    query = select(Assignment.round_id, waiting, done).where(Assignment.judge_id.in_(judge_ids))
    return {r: (w, d) for r, w, d in session.execute(query.group_by(Assignment.round_id))}


def own_entries(session: Session, unit_ids: Sequence[int]) -> dict[int, int]:
    """Round → works that came in through these units' recommenders; for the unit's own front page."""
    query = select(Entry.round_id, func.count(Entry.id)).join(
        Recommender, Recommender.id == Entry.recommender_id
    )
    query = query.where(Recommender.unit_id.in_(unit_ids) | Entry.unit_id.in_(unit_ids))
    query = query.where(Entry.state != EntryState.WITHDRAWN).group_by(Entry.round_id)
    return {r: n for r, n in session.execute(query)}


def active_runs(session: Session, round_id: int) -> Sequence[Run]:
    waiting = Run.state.in_((RunState.QUEUED, RunState.RUNNING))
    return session.scalars(select(Run).where(Run.round_id == round_id, waiting).order_by(Run.id.desc())).all()


# ── the log


def log_count(session: Session, contest_id: int, area: str = "") -> int:
    """Events of a contest; `area` keeps those of one stage."""
    return session.scalar(select(func.count(AuditEvent.id)).where(*_log_filter(contest_id, area))) or 0


def log_page(session: Session, contest_id: int, area: str, offset: int, limit: int) -> Sequence[AuditEvent]:
    """Events of a contest, newest first; for the organizer."""
    query = select(AuditEvent).where(*_log_filter(contest_id, area)).order_by(AuditEvent.seq.desc())
    return session.scalars(query.offset(offset).limit(limit)).all()


def _log_filter(contest_id: int, area: str) -> list[ColumnElement[bool]]:
    chain = AuditEvent.chain == contest_id
    return [chain, AuditEvent.verb.startswith(f"{area}.", autoescape=True)] if area else [chain]


def reading_names(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Assignment id → (judge's alias, paper's code), to name readings in the log."""
    query = select(Assignment.id, Judge.alias, Paper.code).join(Judge, Judge.id == Assignment.judge_id)
    query = query.join(Paper, Paper.id == Assignment.paper_id).where(Assignment.id.in_(ids))
    return {i: (alias, code) for i, alias, code in session.execute(query)}


def entry_numbers(session: Session, ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Entry id → (round, receipt number), to name entries in the log."""
    query = select(Entry.id, Entry.round_id, Entry.number).where(Entry.id.in_(ids))
    return {i: (r, n) for i, r, n in session.execute(query)}
