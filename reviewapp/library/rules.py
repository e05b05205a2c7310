"""Who may see, fill and prune the library."""

from __future__ import annotations

from datetime import datetime

from reviewapp.access import Actor
from reviewapp.contests.rules import run_contest
from reviewapp.errors import Denial
from reviewapp.models.account import Role
from reviewapp.models.contest import Round, Stage
from reviewapp.words import say

NOT_YOURS = Denial(say("没有找到这一项。"), hide=True)
PUBLIC_STAGES = (Stage.PUBLICATION, Stage.CLOSED)  # the result is no secret any more


def see_library(actor: Actor, *, now: datetime) -> Denial | None:
    """The library belongs to the installation: its administrators, and the organizer of any contest."""
    if actor.has(Role.ADMIN) or any(g.role == Role.ORGANIZER for g in actor.grants):
        return None
    return NOT_YOURS


def change_library(actor: Actor, *, now: datetime) -> Denial | None:
    """Whoever sees the library may add to it, correct it and take texts out; the log says who did."""
    return see_library(actor, now=now)


def add_round(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Selected works join the library through their own organizer, once the result is public."""
    denial = see_library(actor, now=now) or run_contest(actor, round_, now=now)
    if denial is None and round_.stage not in PUBLIC_STAGES:
        return Denial(say("结果公示之后，才能把入选作品收入资料库。"), closed=True)
    return denial


def compare(actor: Actor, *, now: datetime) -> Denial | None:
    """Hints are written by the worker."""
    return None if actor.is_system else NOT_YOURS
