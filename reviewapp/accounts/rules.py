"""Who may do what with accounts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from reviewapp.access import PANEL, STAFF, Actor
from reviewapp.errors import Denial
from reviewapp.models.account import Role, User
from reviewapp.words import say


def administer(actor: Actor, *, now: datetime) -> Denial | None:
    """Accounts are made, closed and given roles by the administrator only."""
    return None if actor.has(Role.ADMIN) else Denial(say("只有系统管理员可以管理账号。"))


def change_password(actor: Actor, user: User, *, now: datetime) -> Denial | None:
    """One's own; the administrator may set a new one for others."""
    if actor.user_id == user.id or actor.has(Role.ADMIN):
        return None
    return Denial(say("没有找到这一项。"), hide=True)


def hold_beside(actor: Actor, role: Role, held: Collection[Role], *, now: datetime) -> Denial | None:
    """Whoever sees the authors of a contest judges nothing in it; `held`: the account's roles there."""
    for one, other in ((STAFF, PANEL), (PANEL, STAFF)):
        if role in one and not set(other).isdisjoint(held):
            return Denial(say("主办单位和编号员看得到作者，不能在同一次征文里当评委或组长。"))
    return None
