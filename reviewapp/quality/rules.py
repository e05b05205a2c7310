"""Who may look at the judges' figures."""

from __future__ import annotations

from datetime import datetime

from reviewapp.access import Actor
from reviewapp.contests.stages import NAMES, has_begun
from reviewapp.errors import Denial
from reviewapp.models.account import Role
from reviewapp.models.contest import Round, Stage
from reviewapp.words import say

NOT_YOURS = Denial(say("没有找到这一项。"), hide=True)


def see_quality(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Figures about judges are the organizer's; neither the leader nor other judges see them."""
    return None if actor.has(Role.ORGANIZER, round_.contest_id) else NOT_YOURS


def measure(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """The organizer has them computed once judging has begun, at any time: nothing depends on them."""
    denial = see_quality(actor, round_, now=now)
    if denial is None and not has_begun(round_, Stage.JUDGING):
        return Denial(say("“%(stage)s”阶段不能进行这项操作。", stage=NAMES[round_.stage]), closed=True)
    return denial


def store(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Results are written by the worker."""
    return None if actor.is_system else NOT_YOURS
