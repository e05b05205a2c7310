"""Reading the list; organizer only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, selectinload

from reviewapp.models.contest import Category, Division, Recommender, Round
from reviewapp.models.entry import Entry, EntryState
from reviewapp.models.paper import Paper
from reviewapp.models.people import Unit
from reviewapp.models.result import (
    Recommendation,
    RecommendationItem,
    Run,
    RunState,
    Selection,
    Standing,
)
from reviewapp.models.similarity import CaseMember, SimilarityCase, Verdict
from reviewapp.submissions.rows import author_names


@dataclass(frozen=True, slots=True)
class ListRow:
    """One work of the list with what the official form asks for; `copied`: share of its text, None when the
    texts were never compared."""

    item: RecommendationItem
    entry: Entry
    recommender: Recommender
    category_name: str
    unit_name: str
    paper: Paper | None
    score: float | None
    decided: Selection | None
    copied: float | None

    @property
    def authors(self) -> str:
        return author_names(self.entry)


@dataclass(frozen=True, slots=True)
class AboveRow:
    """What became of a work one level up."""

    entry: Entry
    selected: bool | None


def selected_in_order(session: Session, run_id: int) -> list[int]:
    """Entry ids of a selection, best first."""
    return list(
        session.scalars(
            select(Selection.entry_id)
            .where(Selection.run_id == run_id, Selection.selected.is_(True))
            .order_by(Selection.position, Selection.entry_id)
        )
    )


def current_list(session: Session, round_id: int) -> Recommendation | None:
    """The newest list of the round with its items."""
    return session.scalar(
        select(Recommendation)
        .where(Recommendation.round_id == round_id)
        .options(selectinload(Recommendation.items))
        .order_by(Recommendation.id.desc())
        .limit(1)
    )


def rows(session: Session, listed: Recommendation) -> list[ListRow]:
    """The works of a list in its order."""
    run = session.get_one(Run, listed.run_id)
    copied = copied_shares(session, listed.round_id)
    decided = (Selection.entry_id == Entry.id) & (Selection.run_id == run.id)
    scored = (Standing.paper_id == Entry.paper_id) & (Standing.run_id == run.params.get("standings_run"))
    found = session.execute(
        select(
            RecommendationItem,
            Entry,
            Recommender,
            Category.name,
            Unit.name,
            Paper,
            Standing.final,
            Selection,
        )
        .join(Entry, Entry.id == RecommendationItem.entry_id)
        .join(Recommender, Recommender.id == Entry.recommender_id)
        .join(Category, Category.id == Recommender.category_id)
        .join(Unit, Unit.id == Entry.unit_id)
        .outerjoin(Paper, Paper.id == Entry.paper_id)
        .outerjoin(Standing, scored)
        .outerjoin(Selection, decided)
        .where(RecommendationItem.recommendation_id == listed.id)
        .options(selectinload(Entry.authors))
        .order_by(RecommendationItem.position)
    ).all()
    return [ListRow(*row, None if copied is None else copied.get(row[1].id, 0.0)) for row in found]


def copied_shares(session: Session, round_id: int) -> dict[int, float] | None:
    """Entry id → largest share of its text found elsewhere, official language left out, over the cases that
    stand (not those judged to be nothing).  None when no comparison was ever made."""
    compared = select(Run.id).where(
        Run.round_id == round_id, Run.kind == "similarity", Run.state == RunState.DONE
    )
    if session.scalar(compared.limit(1)) is None:
        return None
    found = session.execute(
        select(CaseMember.entry_id, func.max(CaseMember.net))
        .join(SimilarityCase, SimilarityCase.id == CaseMember.case_id)
        .where(
            SimilarityCase.round_id == round_id,
            SimilarityCase.superseded.is_(False),
            SimilarityCase.verdict != Verdict.NOTHING,
        )
        .group_by(CaseMember.entry_id)
    )
    return {entry_id: share for entry_id, share in found}


def division_name(session: Session, round_: Round) -> str:
    found = session.get(Division, round_.division_id) if round_.division_id is not None else None
    return found.name if found else ""


def no_longer_taking_part(session: Session, entry_ids: Collection[int]) -> list[int]:
    """Receipt numbers of works withdrawn or disqualified."""
    query = (
        select(Entry.number)
        .outerjoin(Paper, Paper.id == Entry.paper_id)
        .where(Entry.id.in_(entry_ids), (Entry.state == EntryState.WITHDRAWN) | Paper.excluded.is_(True))
        .order_by(Entry.number)
    )
    return list(session.scalars(query))


def works_above(session: Session, entry_ids: Collection[int]) -> dict[int, AboveRow]:
    """By the entry sent up: its copy one level above, and whether a confirmed selection took it there."""
    query = (
        select(Entry, Selection.selected)
        .outerjoin(Run, (Run.round_id == Entry.round_id) & (Run.kind == "selection") & Run.frozen.is_(True))
        .outerjoin(Selection, (Selection.run_id == Run.id) & (Selection.entry_id == Entry.id))
        .where(Entry.origin_id.in_(entry_ids))
    )
    return {e.origin_id: AboveRow(e, chosen) for e, chosen in session.execute(query) if e.origin_id}


def entries_with_all(session: Session, entry_ids: list[int]) -> dict[int, Entry]:
    """Entries with authors and files, for copying one level up."""
    found = session.scalars(
        select(Entry)
        .where(Entry.id.in_(entry_ids))
        .options(selectinload(Entry.authors), selectinload(Entry.files))
    )
    return {e.id: e for e in found}


def numbers_used(session: Session, round_id: int) -> int:
    return session.scalar(select(func.max(Entry.number)).where(Entry.round_id == round_id)) or 0


def already_above(session: Session, above_id: int, round_id: int) -> dict[int, Entry]:
    """Entries this round sent to the one above, by the entry they came from; other rounds send there too."""
    source = aliased(Entry)
    found = session.scalars(
        select(Entry)
        .join(source, source.id == Entry.origin_id)
        .where(Entry.round_id == above_id, source.round_id == round_id)
    )
    return {e.origin_id: e for e in found if e.origin_id is not None}
