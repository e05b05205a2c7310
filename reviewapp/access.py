"""Who acts, a frozen value that rules can reason about without a database; and the round that is acted on.

Scopes: `admin` stands for the installation; every other role holds for one contest; the `unit` role
also for one unit.  A judge's row is carried along, so that judging needs no second look-up.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from reviewapp.errors import Denial, Forbidden, StageClosed
from reviewapp.models.account import Role, RoleGrant, User
from reviewapp.models.contest import Round
from reviewapp.models.judging import Judge

STAFF = (Role.ORGANIZER, Role.CLERK)  # see the authors
PANEL = (Role.LEADER, Role.JUDGE)  # give marks


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
        return role in self.roles(contest_id)

    def has_any(self, roles: tuple[Role, ...], contest_id: int | None) -> bool:
        return not self.roles(contest_id).isdisjoint(roles)

    def roles(self, contest_id: int | None = None) -> frozenset[Role]:
        """All that the actor holds for that contest (None: for the installation)."""
        if self.is_system:
            return frozenset((Role.ADMIN, *STAFF))
        return frozenset(g.role for g in self.grants if g.contest_id == contest_id)

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


# every request begins with it: built once, and the account comes along for the pages that show it (the session
# keeps no row that nobody holds)
_ACTOR = (
    select(User, RoleGrant.role, RoleGrant.contest_id, RoleGrant.unit_id, Judge.contest_id, Judge.id)
    .join(RoleGrant, RoleGrant.user_id == User.id, isouter=True)
    .join(Judge, (Judge.user_id == User.id) & Judge.active.is_(True), isouter=True)
    .where(User.id == bindparam("user_id"))
)


def load_actor(session: Session, user_id: int, epoch: int | None = None) -> Actor | None:
    """The actor of an active user, or None; also None when the sessions of `epoch` were ended."""
    rows = session.execute(_ACTOR, {"user_id": user_id}).all()
    user = rows[0][0] if rows else None
    if user is None or not user.active or (epoch is not None and user.session_epoch != epoch):
        return None
    session.info["account"] = user
    return Actor(
        user_id=user.id,
        name=user.display_name,
        grants=frozenset(Grant(role, contest, unit) for _u, role, contest, unit, *_judge in rows if role),
        judge_ids=frozenset((contest, judge) for *_grant, contest, judge in rows if judge is not None),
        locale=user.locale,
    )


_ROUND = select(Round).options(joinedload(Round.contest)).where(Round.id == bindparam("round_id"))
_ROUND_HELD = _ROUND.with_for_update(of=Round, key_share=True).execution_options(populate_existing=True)


def find_round(session: Session, round_id: int) -> Round | None:
    """The round with its contest.  A session that writes holds its row until the end: acts on one round come one
    after the other."""
    return session.scalar(_ROUND_HELD if session.info.get("writes") else _ROUND, {"round_id": round_id})
