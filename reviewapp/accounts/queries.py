"""Reading accounts.  Only administrators and the account's owner see these rows."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from reviewapp.models.account import Role, RoleGrant, User


def user_by_name(session: Session, username: str) -> User | None:
    """For the log-in; names are compared without case and surrounding spaces."""
    return session.scalar(select(User).where(User.username == username.strip().lower()))


def users(session: Session) -> Sequence[User]:
    """All accounts with their grants, by name; for administrators."""
    return session.scalars(select(User).options(selectinload(User.grants)).order_by(User.username)).all()


def grants_of(session: Session, user_id: int, contest_id: int) -> Sequence[RoleGrant]:
    query = select(RoleGrant).where(RoleGrant.user_id == user_id, RoleGrant.contest_id == contest_id)
    return session.scalars(query).all()


def active_users(session: Session) -> Sequence[User]:
    """Accounts to choose from when a judge or an organizer is named."""
    return session.scalars(select(User).where(User.active.is_(True)).order_by(User.display_name)).all()


def organizers(session: Session, contest_ids: Sequence[int]) -> Sequence[tuple[int, str]]:
    """(contest, name) of the people who run them; for the administrator's list."""
    query = select(RoleGrant.contest_id, User.display_name).join(User, User.id == RoleGrant.user_id)
    query = query.where(RoleGrant.role == Role.ORGANIZER, RoleGrant.contest_id.in_(contest_ids))
    return [(c, n) for c, n in session.execute(query.order_by(User.id)) if c is not None]
