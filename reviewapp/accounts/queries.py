"""Reading accounts.  Only administrators and the account's owner see these rows."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from reviewapp.models.account import User


def user_by_name(session: Session, username: str) -> User | None:
    """For the log-in; names are compared without case and surrounding spaces."""
    return session.scalar(select(User).where(User.username == username.strip().lower()))


def users(session: Session) -> Sequence[User]:
    """All accounts with their grants, by name; for administrators."""
    return session.scalars(select(User).options(selectinload(User.grants)).order_by(User.username)).all()
