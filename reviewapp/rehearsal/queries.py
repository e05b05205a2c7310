"""Reading a contest's set-up, and the rehearsals made of it; organizer only."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from reviewapp.models.assignment import Conflict
from reviewapp.models.contest import Round
from reviewapp.models.entry import Entry, EntryState
from reviewapp.models.judging import Judge
from reviewapp.models.result import Quota
from reviewapp.models.rubric import Rubric
from reviewapp.selection.field import author_key, genre_key


def owners(session: Session, round_: Round) -> dict[int, list[dict[str, str]]]:
    """Recommender id → unit, author and genre, as keys that name nobody, of each of its works that was not
    withdrawn."""
    rows = session.scalars(
        select(Entry)
        .options(selectinload(Entry.authors))
        .where(Entry.round_id == round_.id, Entry.state != EntryState.WITHDRAWN)
        .order_by(Entry.number)
    )
    found: dict[int, list[dict[str, str]]] = {}
    for entry in rows:
        key = {
            "unit": str(entry.unit_id),
            "author": author_key(entry),
            "genre": genre_key(entry.genre),
        }
        found.setdefault(entry.recommender_id, []).append(key)
    return found


def judges(session: Session, round_: Round) -> Sequence[Judge]:
    """Judges who will read: active, not the leader."""
    return session.scalars(
        select(Judge)
        .where(Judge.contest_id == round_.contest_id, Judge.active.is_(True), Judge.is_leader.is_(False))
        .order_by(Judge.alias)
    ).all()


def declared(session: Session, round_id: int) -> set[tuple[int, int]]:
    """(judge id, unit id) of the declared conflicts with a unit."""
    rows = session.execute(select(Conflict.judge_id, Conflict.unit_id).where(Conflict.round_id == round_id))
    return {(judge_id, unit_id) for judge_id, unit_id in rows if unit_id is not None}


def quotas(session: Session, round_id: int) -> Sequence[Quota]:
    return session.scalars(select(Quota).where(Quota.round_id == round_id).order_by(Quota.id)).all()


def rubric(session: Session, round_: Round) -> Rubric | None:
    return session.scalar(
        select(Rubric).where(Rubric.id == round_.rubric_id).options(selectinload(Rubric.criteria))
    )
