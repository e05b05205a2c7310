"""Reading contests and rounds."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from reviewapp.access import Actor
from reviewapp.models.account import Role
from reviewapp.models.contest import Round


def rounds_of(session: Session, actor: Actor) -> Sequence[Round]:
    """Rounds of the contests the actor has a part in (the administrator: all), newest first, with contest."""
    query = select(Round).options(joinedload(Round.contest)).order_by(Round.id.desc())
    if not actor.has(Role.ADMIN):
        query = query.where(Round.contest_id.in_(actor.contest_ids()))
    return session.scalars(query).all()
