"""Who may try, see and confirm a selection."""

from __future__ import annotations

from datetime import datetime

from reviewapp.access import Actor
from reviewapp.contests.rules import run_contest
from reviewapp.contests.stages import closed
from reviewapp.errors import Denial
from reviewapp.models.contest import Round
from reviewapp.words import say


def see_selection(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Scores beside names: the organizer's alone."""
    return run_contest(actor, round_, now=now)


def try_selection(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """A trial may be made while judging goes on, to see what the quotas would do."""
    return see_selection(actor, round_, now=now) or closed(round_, "aggregate", now=now)


def confirm(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """The organizer confirms in the stage of selection."""
    return see_selection(actor, round_, now=now) or closed(round_, "select", now=now)


def store(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Results are written by the worker."""
    return None if actor.is_system else Denial(say("没有找到这一项。"), hide=True)
