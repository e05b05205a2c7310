"""Who may ask for borderline readings."""

from __future__ import annotations

from datetime import datetime

from reviewapp.access import Actor
from reviewapp.contests.rules import run_contest
from reviewapp.contests.stages import closed
from reviewapp.errors import Denial
from reviewapp.models.contest import Round


def see_borderline(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Which works are near the line is known to the organizer alone."""
    return run_contest(actor, round_, now=now)


def read_more(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Readings are added while judging goes on."""
    return see_borderline(actor, round_, now=now) or closed(round_, "adjudicate", now=now)
