"""Who may rehearse a contest."""

from __future__ import annotations

from datetime import datetime

from reviewapp.access import Actor
from reviewapp.contests.rules import run_contest
from reviewapp.errors import Denial
from reviewapp.models.contest import Round


def rehearse(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """The organizer may try out the set-up at any time: a rehearsal changes nothing."""
    return run_contest(actor, round_, now=now)
