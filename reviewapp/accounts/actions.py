"""The verbs of accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from reviewapp.access import Actor, authorize
from reviewapp.accounts import passwords, queries, rules
from reviewapp.audit import record
from reviewapp.errors import Invalid
from reviewapp.models.account import Role, RoleGrant, User
from reviewapp.words import say


@dataclass(frozen=True, slots=True)
class LoginPolicy:
    """How many failures lock an account, and for how long."""

    lock_after: int
    lock_minutes: int
    cost: str


def sign_in(
    session: Session, username: str, password: str, policy: LoginPolicy, *, now: datetime
) -> User | None:
    """The user when name and password are right; None otherwise, whatever the reason.

    Not an act of an actor, so no rule guards it.  Recorded: success, failure, lock.
    """
    user = queries.user_by_name(session, username)
    if user is None:
        passwords.matches(password, passwords.decoy(policy.cost), policy.cost)
        return None
    who = Actor(user_id=user.id, name=user.display_name)
    if user.locked_until is not None and now < user.locked_until:
        record(session, who, "accounts.refused_locked", f"user:{user.id}", now=now)
        return None
    if not passwords.matches(password, user.password_hash, policy.cost) or not user.active:
        _count_failure(session, who, user, policy, now)
        return None
    user.failed_logins, user.locked_until = 0, None
    if passwords.hasher(policy.cost).check_needs_rehash(user.password_hash):
        user.password_hash = passwords.hasher(policy.cost).hash(password)
    record(session, who, "accounts.signed_in", f"user:{user.id}", now=now)
    return user


def _count_failure(session: Session, who: Actor, user: User, policy: LoginPolicy, now: datetime) -> None:
    user.failed_logins += 1
    if user.failed_logins >= policy.lock_after:
        user.failed_logins, user.locked_until = 0, now + timedelta(minutes=policy.lock_minutes)
    record(
        session,
        who,
        "accounts.failed_login",
        f"user:{user.id}",
        now=now,
        locked=user.locked_until is not None,
    )


@dataclass(frozen=True, slots=True)
class NewUser:
    username: str
    display_name: str
    password: str


def create_user(session: Session, actor: Actor, data: NewUser, *, cost: str, now: datetime) -> User:
    """A new account without any role.  By the administrator; recorded."""
    authorize(rules.administer(actor, now=now))
    username = data.username.strip().lower()
    if not username or not data.display_name.strip():
        raise Invalid(say("请填写用户名和姓名。"), {"username": say("必填。")})
    if queries.user_by_name(session, username) is not None:
        raise Invalid(say("这个用户名已经有人使用。"), {"username": say("请换一个用户名。")})
    wrong = passwords.problem(data.password, username)
    if wrong is not None:
        raise Invalid(wrong, {"password": wrong})
    user = User(
        username=username,
        display_name=data.display_name.strip(),
        password_hash=passwords.hasher(cost).hash(data.password),
        created_at=now,
    )
    session.add(user)
    session.flush()
    record(session, actor, "accounts.created", f"user:{user.id}", now=now, username=username)
    return user


def grant_role(
    session: Session,
    actor: Actor,
    user: User,
    role: Role,
    *,
    contest_id: int | None,
    unit_id: int | None = None,
    now: datetime,
) -> RoleGrant:
    """Let `user` act as `role` in the contest (for one unit, where the role is a unit's).  Recorded.

    Granting what is held already changes nothing but the log.  Raises Invalid for a role that goes with none
    the account has in the contest.
    """
    authorize(rules.administer(actor, now=now))
    contest_id = None if role == Role.ADMIN else contest_id
    unit_id = unit_id if role == Role.UNIT else None
    wrong = {}
    if role != Role.ADMIN and contest_id is None:
        wrong["contest_id"] = say("请选择征文活动。")
    if role == Role.UNIT and unit_id is None:
        wrong["unit_id"] = say("请选择单位。")
    if wrong:
        raise Invalid(say("角色不完整。"), wrong)
    held = queries.roles_in(session, user.id, contest_id) if contest_id else set()
    if denial := rules.hold_beside(actor, role, held, now=now):
        raise Invalid(denial.reason, {"role": denial.reason})
    grant = queries.grant(session, user.id, role, contest_id, unit_id)
    if grant is None:
        grant = RoleGrant(user_id=user.id, role=role, contest_id=contest_id, unit_id=unit_id)
        session.add(grant)
        session.flush()
    record(
        session, actor, "accounts.granted", f"user:{user.id}", contest_id=contest_id, now=now,
        role=role.value, unit_id=unit_id,
    )  # fmt: skip
    return grant


def revoke_role(session: Session, actor: Actor, grant: RoleGrant, *, now: datetime) -> None:
    """Take a role away; the user's next page no longer has it.  Recorded.

    The last administrator keeps the role, or nobody could give it back.
    """
    authorize(rules.administer(actor, now=now))
    if grant.role == Role.ADMIN and queries.administrators(session) <= 1:
        raise Invalid(say("至少要保留一名系统管理员。"))
    session.delete(grant)
    record(
        session, actor, "accounts.revoked", f"user:{grant.user_id}", contest_id=grant.contest_id, now=now,
        role=grant.role.value, unit_id=grant.unit_id,
    )  # fmt: skip


def change_password(
    session: Session, actor: Actor, user: User, password: str, *, cost: str, now: datetime
) -> None:
    """Set a new password and end the user's other sessions.  Recorded."""
    authorize(rules.change_password(actor, user, now=now))
    wrong = passwords.problem(password, user.username)
    if wrong is not None:
        raise Invalid(wrong, {"password": wrong})
    user.password_hash = passwords.hasher(cost).hash(password)
    user.session_epoch += 1
    record(session, actor, "accounts.password_changed", f"user:{user.id}", now=now)


def set_active(session: Session, actor: Actor, user: User, active: bool, *, now: datetime) -> None:
    """Close or reopen an account; closing ends its sessions at once.  Recorded."""
    authorize(rules.administer(actor, now=now))
    if user.id == actor.user_id and not active:
        raise Invalid(say("不能停用自己的账号。"))
    user.active = active
    user.session_epoch += 1
    record(session, actor, "accounts.opened" if active else "accounts.closed", f"user:{user.id}", now=now)
