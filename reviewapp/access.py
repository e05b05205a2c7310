"""Who acts: a frozen value that rules can reason about without a database.

Scopes: `admin` stands for the installation; every other role holds for one contest; the `unit` role
also for one unit.  A judge's row is carried along, so that judging needs no second look-up.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewapp.errors import Denial, Forbidden, StageClosed
from reviewapp.models.account import Role, RoleGrant, User
from reviewapp.models.judging import Judge

STAFF = (Role.ORGANIZER, Role.CLERK)


@dataclass(frozen=True, slots=True)
class Grant:
    role: Role
    contest_id: int | None = None
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """The person (or the system) on whose behalf something is done."""

    user_id: int | None = None
    name: str = ""
    grants: frozenset[Grant] = frozenset()
    judge_ids: frozenset[tuple[int, int]] = frozenset()  # (contest id, judge id)
    is_system: bool = False
    locale: str | None = field(default=None, compare=False)

    @classmethod
    def system(cls) -> Actor:
        """The worker: acts under the same rules, with every right of the staff."""
        return cls(name="system", is_system=True)

    @classmethod
    def anonymous(cls) -> Actor:
        return cls()

    @property
    def is_authenticated(self) -> bool:
        return self.user_id is not None

    @property
    def display_name(self) -> str:
        return self.name

    def has(self, role: Role, contest_id: int | None = None) -> bool:
        """True when the actor holds `role` for that contest (admin: for the installation)."""
        if self.is_system:
            return role in (Role.ADMIN, *STAFF)
        return any(g.role == role and g.contest_id == contest_id for g in self.grants)

    def has_any(self, roles: tuple[Role, ...], contest_id: int | None) -> bool:
        return any(self.has(role, contest_id) for role in roles)

    def unit_ids(self, contest_id: int) -> frozenset[int]:
        """Units this actor speaks for in the contest."""
        return frozenset(
            g.unit_id
            for g in self.grants
            if g.role == Role.UNIT and g.contest_id == contest_id and g.unit_id is not None
        )

    def judge_id(self, contest_id: int) -> int | None:
        return next((j for c, j in self.judge_ids if c == contest_id), None)

    def contest_ids(self) -> frozenset[int]:
        return frozenset(g.contest_id for g in self.grants if g.contest_id is not None)


def authorize(denial: Denial | None) -> None:
    """Raise what a rule answered; the first statement of every action."""
    if denial is None:
        return
    if denial.closed:
        raise StageClosed(denial.reason)
    raise Forbidden(denial)


def load_actor(session: Session, user_id: int) -> Actor | None:
    """The actor of an active user, or None."""
    user = session.get(User, user_id)
    if user is None or not user.active:
        return None
    grants = session.scalars(select(RoleGrant).where(RoleGrant.user_id == user_id))
    judges = session.execute(
        select(Judge.contest_id, Judge.id).where(Judge.user_id == user_id, Judge.active.is_(True))
    )
    return Actor(
        user_id=user.id,
        name=user.display_name,
        grants=frozenset(Grant(g.role, g.contest_id, g.unit_id) for g in grants),
        judge_ids=frozenset((c, j) for c, j in judges),
        locale=user.locale,
    )
