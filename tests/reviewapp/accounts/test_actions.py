"""Signing in, locking, passwords, roles."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewapp.access import load_actor
from reviewapp.accounts import actions, passwords, queries
from reviewapp.accounts.actions import LoginPolicy, NewUser
from reviewapp.errors import Forbidden, Invalid
from reviewapp.models.account import Role, RoleGrant, User
from reviewapp.models.contest import Contest
from reviewapp.models.judging import Judge
from reviewapp.models.log import AuditEvent
from tests import factories
from tests.conftest import NOW

POLICY = LoginPolicy(lock_after=3, lock_minutes=15, cost="low")
GOOD = "horse staple battery"


def verbs(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)))


def sign_in(session: Session, password: str, minutes: int = 0, name: str = "judge1") -> User | None:
    return actions.sign_in(session, name, password, POLICY, now=NOW + timedelta(minutes=minutes))


def test_right_password_signs_in_whatever_the_case_of_the_name(
    session: Session, world: factories.World
) -> None:
    assert sign_in(session, factories.PASSWORD, name=" Judge1 ") is world.users["judge1"]
    assert verbs(session) == ["accounts.signed_in"]


def test_wrong_password_and_unknown_name_look_the_same(session: Session, world: factories.World) -> None:
    assert sign_in(session, "wrong") is None
    assert sign_in(session, "wrong", name="nobody") is None
    assert verbs(session) == ["accounts.failed_login"]


def test_account_locks_after_failures_and_opens_again(session: Session, world: factories.World) -> None:
    for _ in range(3):
        assert sign_in(session, "wrong") is None
    assert sign_in(session, factories.PASSWORD, minutes=14) is None
    assert sign_in(session, factories.PASSWORD, minutes=15) is world.users["judge1"]
    assert verbs(session)[-2:] == ["accounts.refused_locked", "accounts.signed_in"]


def test_success_forgets_earlier_failures(session: Session, world: factories.World) -> None:
    for _ in range(2):
        for attempt in ("wrong", "wrong", factories.PASSWORD):
            last = sign_in(session, attempt)
        assert last is not None


def test_closed_account_does_not_sign_in(session: Session, world: factories.World) -> None:
    actions.set_active(session, world.actors["admin"], world.users["judge1"], False, now=NOW)
    assert sign_in(session, factories.PASSWORD) is None
    assert load_actor(session, world.users["judge1"].id) is None


def test_nobody_closes_his_own_account(session: Session, world: factories.World) -> None:
    with pytest.raises(Invalid):
        actions.set_active(session, world.actors["admin"], world.users["admin"], False, now=NOW)


def test_hash_is_renewed_when_the_cost_rises(session: Session, world: factories.World) -> None:
    user = world.users["judge1"]
    old = passwords.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(factories.PASSWORD)
    user.password_hash = old
    assert sign_in(session, factories.PASSWORD) is user
    assert user.password_hash != old
    assert passwords.matches(factories.PASSWORD, user.password_hash, "low")


@pytest.mark.parametrize("password", ["short", "1234567890", "judge1-judge1", "x" * 201])
def test_weak_password_is_refused(password: str, session: Session, world: factories.World) -> None:
    with pytest.raises(Invalid):
        actions.change_password(
            session, world.actors["judge1"], world.users["judge1"], password, cost="low", now=NOW
        )


def test_new_password_ends_other_sessions(session: Session, world: factories.World) -> None:
    user = world.users["judge1"]
    before = user.session_epoch
    actions.change_password(session, world.actors["judge1"], user, GOOD, cost="low", now=NOW)
    assert user.session_epoch == before + 1
    assert sign_in(session, GOOD) is user


def test_user_is_made_once_per_name(session: Session, world: factories.World) -> None:
    admin = world.actors["admin"]
    made = actions.create_user(session, admin, NewUser(" NewName ", "新人", GOOD), cost="low", now=NOW)
    assert made.username == "newname"
    with pytest.raises(Invalid) as refused:
        actions.create_user(session, admin, NewUser("NEWNAME", "又一个", GOOD), cost="low", now=NOW)
    assert set(refused.value.fields) == {"username"}
    with pytest.raises(Forbidden):
        actions.create_user(session, world.actors["organizer"], NewUser("x", "x", GOOD), cost="low", now=NOW)


def test_role_is_granted_once_and_revoked(session: Session, world: factories.World) -> None:
    admin, user, contest = world.actors["admin"], world.users["bureau2"], world.contest
    for _ in range(2):
        grant = actions.grant_role(session, admin, user, Role.CLERK, contest_id=contest.id, now=NOW)
    held = session.scalars(
        select(RoleGrant).where(RoleGrant.user_id == user.id, RoleGrant.role == Role.CLERK)
    )
    assert held.all() == [grant]
    actor = load_actor(session, user.id)
    assert actor is not None
    assert actor.has(Role.CLERK, contest.id)
    actions.revoke_role(session, admin, grant, now=NOW)
    session.flush()
    actor = load_actor(session, user.id)
    assert actor is not None
    assert not actor.has(Role.CLERK, contest.id)


@pytest.mark.parametrize(("name", "role"), [
    ("judge2", Role.CLERK), ("judge2", Role.ORGANIZER), ("leader", Role.CLERK),
    ("clerk", Role.JUDGE), ("organizer", Role.LEADER),
])  # fmt: skip
def test_who_sees_the_authors_judges_nothing_in_the_same_contest(
    name: str, role: Role, session: Session, world: factories.World
) -> None:
    admin, user = world.actors["admin"], world.users[name]
    with pytest.raises(Invalid) as refused:
        actions.grant_role(session, admin, user, role, contest_id=world.contest.id, now=NOW)
    assert set(refused.value.fields) == {"role"}
    elsewhere = Contest(slug="other", title="另一次征文", created_at=NOW)
    session.add(elsewhere)
    session.flush()
    assert actions.grant_role(session, admin, user, role, contest_id=elsewhere.id, now=NOW).role == role


def test_judge_whose_role_was_revoked_is_still_a_judge(session: Session, world: factories.World) -> None:
    admin, user = world.actors["admin"], world.users["judge2"]
    for grant in queries.grants_of(session, user.id, world.contest.id):
        actions.revoke_role(session, admin, grant, now=NOW)
    with pytest.raises(Invalid):
        actions.grant_role(session, admin, user, Role.CLERK, contest_id=world.contest.id, now=NOW)
    judge = session.scalars(select(Judge).where(Judge.user_id == user.id)).one()
    judge.user_id = None
    assert actions.grant_role(session, admin, user, Role.CLERK, contest_id=world.contest.id, now=NOW)


@pytest.mark.parametrize(("role", "contest", "field"), [
    (Role.ORGANIZER, False, "contest_id"), (Role.UNIT, True, "unit_id"),
])  # fmt: skip
def test_role_without_its_scope_is_refused(
    role: Role, contest: bool, field: str, session: Session, world: factories.World
) -> None:
    contest_id = world.contest.id if contest else None
    with pytest.raises(Invalid) as refused:
        actions.grant_role(
            session, world.actors["admin"], world.users["judge2"], role, contest_id=contest_id, now=NOW
        )
    assert set(refused.value.fields) == {field}


def test_administrator_is_never_of_one_contest(session: Session, world: factories.World) -> None:
    grant = actions.grant_role(
        session,
        world.actors["admin"],
        world.users["judge2"],
        Role.ADMIN,
        contest_id=world.contest.id,
        now=NOW,
    )
    assert (grant.contest_id, grant.unit_id) == (None, None)


def test_last_administrator_stays(session: Session, world: factories.World) -> None:
    grant = session.scalar(select(RoleGrant).where(RoleGrant.role == Role.ADMIN))
    assert grant is not None
    with pytest.raises(Invalid):
        actions.revoke_role(session, world.actors["admin"], grant, now=NOW)
