"""Actors: what they hold, for which contest, and how a denial becomes a refusal."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from reviewapp.access import Actor, Grant, authorize, load_actor
from reviewapp.errors import Denial, Forbidden, StageClosed
from reviewapp.models.account import Role
from reviewapp.words import say
from tests import factories


def test_role_holds_for_its_contest_only() -> None:
    actor = Actor(user_id=1, grants=frozenset({Grant(Role.ORGANIZER, 7)}))
    assert actor.has(Role.ORGANIZER, 7)
    assert not actor.has(Role.ORGANIZER, 8)
    assert not actor.has(Role.ORGANIZER)
    assert not actor.has(Role.CLERK, 7)


def test_administrator_is_not_staff_of_a_contest() -> None:
    actor = Actor(user_id=1, grants=frozenset({Grant(Role.ADMIN)}))
    assert actor.has(Role.ADMIN)
    assert not actor.has_any((Role.ORGANIZER, Role.CLERK), 7)


def test_system_has_the_rights_of_staff_but_is_no_judge() -> None:
    system = Actor.system()
    assert [system.has(r, 7) for r in (Role.ADMIN, Role.ORGANIZER, Role.CLERK)] == [True] * 3
    assert [system.has(r, 7) for r in (Role.JUDGE, Role.LEADER, Role.UNIT)] == [False] * 3
    assert not system.is_authenticated


def test_units_and_judge_rows_are_those_of_the_contest() -> None:
    grants = frozenset({Grant(Role.UNIT, 7, 3), Grant(Role.UNIT, 7, 4), Grant(Role.UNIT, 8, 5)})
    actor = Actor(user_id=1, grants=grants, judge_ids=frozenset({(7, 11), (8, 12)}))
    assert actor.unit_ids(7) == {3, 4}
    assert (actor.judge_id(8), actor.judge_id(9)) == (12, None)
    assert actor.contest_ids() == {7, 8}


def test_loaded_actor_knows_grants_and_judge_row(session: Session, world: factories.World) -> None:
    actor = load_actor(session, world.users["judge1"].id)
    assert actor is not None
    assert actor.has(Role.JUDGE, world.contest.id)
    assert actor.judge_id(world.contest.id) == world.judges[0].id


def test_retired_judge_and_closed_account_are_nobody(session: Session, world: factories.World) -> None:
    world.judges[0].active = False
    world.users["judge2"].active = False
    session.flush()
    retired = load_actor(session, world.users["judge1"].id)
    assert retired is not None
    assert retired.judge_id(world.contest.id) is None
    assert load_actor(session, world.users["judge2"].id) is None
    assert load_actor(session, 999) is None


def test_denial_becomes_the_refusal_it_means() -> None:
    authorize(None)
    with pytest.raises(StageClosed):
        authorize(Denial(say("已截止。"), closed=True))
    with pytest.raises(Forbidden) as hidden:
        authorize(Denial(say("没有找到这一项。"), hide=True))
    assert hidden.value.hide
