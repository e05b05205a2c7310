"""Who may plan and declare conflicts."""

from __future__ import annotations

from datetime import datetime

from reviewapp.access import Actor
from reviewapp.contests.rules import run_contest
from reviewapp.contests.stages import closed
from reviewapp.errors import Denial
from reviewapp.models.contest import Round


def see_plans(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Plans join judges and papers: the organizer's alone."""
    return run_contest(actor, round_, now=now)


def plan(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Plans are made from the sealing of papers until judging ends."""
    return see_plans(actor, round_, now=now) or closed(round_, "plan", now=now)


def declare_conflict(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Conflicts are entered by the organizer while judges can still be enrolled."""
    return see_plans(actor, round_, now=now) or closed(round_, "enrol", now=now)


def adjudicate(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Further readings are added while judging goes on: by the system, or when the organizer asks."""
    return see_plans(actor, round_, now=now) or closed(round_, "adjudicate", now=now)
