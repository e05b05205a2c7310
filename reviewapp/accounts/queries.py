"""Reading accounts.  Only administrators and the account's owner see these rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from reviewapp.models.account import Role, RoleGrant, User
from reviewapp.models.contest import Contest
from reviewapp.models.judging import Judge
from reviewapp.models.people import Unit


def user_by_name(session: Session, username: str) -> User | None:
    """For the log-in; names are compared without case and surrounding spaces."""
    return session.scalar(select(User).where(User.username == username.strip().lower()))


def users(session: Session) -> Sequence[User]:
    """All accounts with their grants, by name; for administrators."""
    return session.scalars(select(User).options(selectinload(User.grants)).order_by(User.username)).all()


def grants_of(session: Session, user_id: int, contest_id: int) -> Sequence[RoleGrant]:
    query = select(RoleGrant).where(RoleGrant.user_id == user_id, RoleGrant.contest_id == contest_id)
    return session.scalars(query).all()


def roles_in(session: Session, user_id: int, contest_id: int) -> set[Role]:
    """What the account is in a contest.  A judge is whom a judge's row names, also after the role was revoked."""
    held = {g.role for g in grants_of(session, user_id, contest_id)}
    judges = select(Judge.id).where(Judge.user_id == user_id, Judge.contest_id == contest_id)
    return held if session.scalar(judges) is None else held | {Role.JUDGE}


def active_users(session: Session) -> Sequence[User]:
    """Accounts to choose from when a judge or an organizer is named."""
    return session.scalars(select(User).where(User.active.is_(True)).order_by(User.display_name)).all()


def organizers(session: Session, contest_ids: Sequence[int]) -> Sequence[tuple[int, str]]:
    """(contest, name) of the people who run them; for the administrator's list."""
    query = select(RoleGrant.contest_id, User.display_name).join(User, User.id == RoleGrant.user_id)
    query = query.where(RoleGrant.role == Role.ORGANIZER, RoleGrant.contest_id.in_(contest_ids))
    return [(c, n) for c, n in session.execute(query.order_by(User.id)) if c is not None]


def user_with_grants(session: Session, user_id: int) -> User | None:
    """One account with its grants; for administrators."""
    return session.scalar(select(User).where(User.id == user_id).options(selectinload(User.grants)))


def grant(
    session: Session, user_id: int, role: Role, contest_id: int | None, unit_id: int | None
) -> RoleGrant | None:
    """The very grant, or None."""
    query = select(RoleGrant).where(RoleGrant.user_id == user_id, RoleGrant.role == role)
    query = query.where(RoleGrant.contest_id.is_not_distinct_from(contest_id))
    return session.scalar(query.where(RoleGrant.unit_id.is_not_distinct_from(unit_id)))


def administrators(session: Session) -> int:
    """How many active accounts may administer the installation."""
    query = select(func.count(RoleGrant.id)).join(User, User.id == RoleGrant.user_id)
    return session.scalar(query.where(RoleGrant.role == Role.ADMIN, User.active.is_(True))) or 0


@dataclass(frozen=True, slots=True)
class Places:
    """What a role can be granted for: contests and units by id."""

    contests: dict[int, str]
    units: dict[int, str]


def places(session: Session) -> Places:
    """All contests and units by name; for administrators."""
    contests = session.execute(select(Contest.id, Contest.title).order_by(Contest.id.desc()))
    units = session.execute(select(Unit.id, Unit.name).order_by(Unit.name))
    return Places({i: t for i, t in contests}, {i: n for i, n in units})
