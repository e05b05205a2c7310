"""Who may compare, see and decide."""

from __future__ import annotations

from datetime import datetime

from reviewapp.access import STAFF, Actor
from reviewapp.contests.rules import ORGANIZER_ONLY
from reviewapp.contests.stages import closed
from reviewapp.errors import Denial
from reviewapp.models.account import Role
from reviewapp.models.contest import Round
from reviewapp.words import say

NOT_YOURS = Denial(say("没有找到这一项。"), hide=True)


def see_cases(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Cases name authors and units: staff only."""
    return None if actor.has_any(STAFF, round_.contest_id) else NOT_YOURS


def scan(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Staff start the comparison whenever the round still takes decisions."""
    return see_cases(actor, round_, now=now) or closed(round_, "scan", now=now)


def decide_case(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """A verdict touches results: the organizer's, until the selection is confirmed."""
    denial = see_cases(actor, round_, now=now)
    if denial is None and not actor.has(Role.ORGANIZER, round_.contest_id):
        denial = ORGANIZER_ONLY
    return denial or closed(round_, "decide_case", now=now)
