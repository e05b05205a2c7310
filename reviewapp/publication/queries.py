"""Reading what is to be published, and what was."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from reviewapp.models.contest import Contest, Recommender, Round
from reviewapp.models.entry import Entry
from reviewapp.models.people import Unit
from reviewapp.models.publication import Publication
from reviewapp.models.result import ListState, Recommendation, RecommendationItem, Run, Selection
from reviewapp.publication.snapshot import ListedWork


def submitted_list(session: Session, round_id: int) -> Recommendation | None:
    """The round's submitted recommendation list."""
    return session.scalar(
        select(Recommendation)
        .where(Recommendation.round_id == round_id, Recommendation.state == ListState.SUBMITTED)
        .order_by(Recommendation.id.desc())
        .limit(1)
    )


def listed_works(session: Session, recommendation_id: int) -> list[ListedWork]:
    """The works of a list (reserves left out) with the whitelisted fields, body by body."""
    rows = session.execute(
        select(Entry, Unit.name, Recommender.name)
        .join(RecommendationItem, RecommendationItem.entry_id == Entry.id)
        .join(Unit, Unit.id == Entry.unit_id)
        .join(Recommender, Recommender.id == Entry.recommender_id)
        .where(
            RecommendationItem.recommendation_id == recommendation_id, RecommendationItem.reserve.is_(False)
        )
        .options(selectinload(Entry.authors))
        .order_by(Recommender.position, Entry.title)
    )
    return [
        ListedWork(body, entry.title, "、".join(a.name for a in entry.authors), unit)
        for entry, unit, body in rows
    ]


def publications(session: Session, round_id: int) -> Sequence[Publication]:
    """All of a round, newest first; for the organizer."""
    return session.scalars(
        select(Publication).where(Publication.round_id == round_id).order_by(Publication.id.desc())
    ).all()


def by_slug(session: Session, slug: str) -> Publication | None:
    return session.scalar(select(Publication).where(Publication.slug == slug))


def current(session: Session) -> Sequence[tuple[Publication, Round, Contest]]:
    """Publications not taken down, newest first; the rule decides which are inside their period."""
    rows = session.execute(
        select(Publication, Round, Contest)
        .join(Round, Round.id == Publication.round_id)
        .join(Contest, Contest.id == Round.contest_id)
        .where(Publication.taken_down_at.is_(None))
        .order_by(Publication.published_at.desc())
        .limit(50)
    )
    return [(p, r, c) for p, r, c in rows]


def confirmed_selection(session: Session, round_id: int) -> Run | None:
    """The frozen selection run of the round."""
    return session.scalar(
        select(Run).where(Run.round_id == round_id, Run.kind == "selection", Run.frozen.is_(True))
    )


def selected_count(session: Session, run_id: int) -> int:
    query = select(Selection.id).where(Selection.run_id == run_id, Selection.selected.is_(True))
    return len(session.scalars(query).all())
