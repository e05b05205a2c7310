"""Reading what is to be published, and what was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from reviewapp.models.contest import Recommender, Round, Stage
from reviewapp.models.entry import Entry, EntryState
from reviewapp.models.paper import Paper
from reviewapp.models.people import Unit
from reviewapp.models.publication import Publication
from reviewapp.models.result import ListState, Recommendation, RecommendationItem, Selection
from reviewapp.publication.snapshot import ListedWork
from reviewapp.submissions.rows import author_names

# stages in which judges of a round may still learn who wrote what they read
BEFORE_DECISION = (Stage.SETUP, Stage.SUBMISSION, Stage.SEALING, Stage.JUDGING)

SHOWN = 50  # on the public page of current notices


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
        .join(Paper, Paper.id == Entry.paper_id, isouter=True)
        .where(
            RecommendationItem.recommendation_id == recommendation_id,
            RecommendationItem.reserve.is_(False),
            Entry.state != EntryState.WITHDRAWN,
            or_(Paper.id.is_(None), Paper.excluded.is_(False)),  # disqualified after the list was sent up
        )
        .options(selectinload(Entry.authors))
        .order_by(Recommender.position, Entry.title)
    )
    return [ListedWork(body, entry.title, author_names(entry), unit) for entry, unit, body in rows]


def listed_count(session: Session, round_id: int) -> int:
    """Works of the submitted list that would be published; 0 without one."""
    submitted = submitted_list(session, round_id)
    if submitted is None:
        return 0
    query = select(func.count(RecommendationItem.id)).where(
        RecommendationItem.recommendation_id == submitted.id, RecommendationItem.reserve.is_(False)
    )
    return session.scalar(query) or 0


def publications(session: Session, round_id: int) -> Sequence[Publication]:
    """All of a round, newest first; for the organizer."""
    return session.scalars(
        select(Publication).where(Publication.round_id == round_id).order_by(Publication.id.desc())
    ).all()


def of_round(session: Session, round_id: int, publication_id: int) -> Publication | None:
    return session.scalar(
        select(Publication).where(Publication.round_id == round_id, Publication.id == publication_id)
    )


def by_slug(session: Session, slug: str) -> Publication | None:
    """A publication by its address; whether it may be read, the rule says."""
    return session.scalar(select(Publication).where(Publication.slug == slug))


def current(session: Session, now: datetime) -> list[Publication]:
    """What anybody may read at this moment, newest first; at most the newest SHOWN."""
    return list(
        session.scalars(
            select(Publication)
            .where(
                Publication.taken_down_at.is_(None),
                Publication.published_at <= now,
                Publication.until.is_(None) | (Publication.until >= now),
            )
            .order_by(Publication.published_at.desc(), Publication.id.desc())
            .limit(SHOWN)
        )
    )


def decided_works(session: Session, run_id: int) -> dict[bool, int]:
    """Works of a selection by selected or not: what the units would be told."""
    rows = session.execute(
        select(Selection.selected, func.count())
        .where(Selection.run_id == run_id)
        .group_by(Selection.selected)
    )
    return {selected: count for selected, count in rows}


def judged_above(session: Session, round_: Round) -> bool:
    """Will judges of a following round still read the works this round would publish?"""
    above = session.get(Round, round_.next_round_id) if round_.next_round_id else None
    return above is not None and above.stage in BEFORE_DECISION
