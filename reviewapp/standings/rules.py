"""Who may compute, see and freeze standings."""

from __future__ import annotations

from datetime import datetime

from reviewapp.access import Actor
from reviewapp.contests.rules import run_contest
from reviewapp.contests.stages import closed
from reviewapp.errors import Denial
from reviewapp.models.account import Role
from reviewapp.models.contest import Round
from reviewapp.words import say

NOT_YOURS = Denial(say("没有找到这一项。"), hide=True)


def see_standings(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Standings are for the organizer and the leader until they are published."""
    return None if actor.has_any((Role.ORGANIZER, Role.LEADER), round_.contest_id) else NOT_YOURS


def aggregate(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """The organizer computes standings while or after judging."""
    return run_contest(actor, round_, now=now) or closed(round_, "aggregate", now=now)


def store(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Results are written by the worker."""
    return None if actor.is_system else NOT_YOURS


def freeze(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """The organizer declares the run that selection builds on."""
    return aggregate(actor, round_, now=now)
