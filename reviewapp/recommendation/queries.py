"""Reading the list; organizer only."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from reviewapp.models.contest import Category, Recommender
from reviewapp.models.entry import Entry
from reviewapp.models.people import Unit
from reviewapp.models.result import Recommendation, RecommendationItem, Run, Selection


@dataclass(frozen=True, slots=True)
class ListRow:
    """One work of the list with what the official form asks for."""

    item: RecommendationItem
    entry: Entry
    recommender: Recommender
    category_name: str
    unit_name: str

    @property
    def authors(self) -> str:
        return "、".join(a.name for a in self.entry.authors)


def confirmed_run(session: Session, round_id: int) -> Run | None:
    return session.scalar(
        select(Run).where(Run.round_id == round_id, Run.kind == "selection", Run.frozen.is_(True))
    )


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
    found = session.execute(
        select(RecommendationItem, Entry, Recommender, Category.name, Unit.name)
        .join(Entry, Entry.id == RecommendationItem.entry_id)
        .join(Recommender, Recommender.id == Entry.recommender_id)
        .join(Category, Category.id == Recommender.category_id)
        .join(Unit, Unit.id == Entry.unit_id)
        .where(RecommendationItem.recommendation_id == listed.id)
        .options(selectinload(Entry.authors))
        .order_by(RecommendationItem.position)
    )
    return [ListRow(*row) for row in found]


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


def already_above(session: Session, round_id: int) -> dict[int, Entry]:
    """Entries of the next round by the entry they came from."""
    found = session.scalars(select(Entry).where(Entry.round_id == round_id, Entry.origin_id.is_not(None)))
    return {e.origin_id: e for e in found if e.origin_id is not None}
