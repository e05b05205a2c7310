"""Who may publish, take down and release."""

from __future__ import annotations

from datetime import datetime

from reviewapp.access import Actor
from reviewapp.contests.rules import run_contest
from reviewapp.contests.stages import closed
from reviewapp.errors import Denial
from reviewapp.models.contest import Round
from reviewapp.models.publication import Publication
from reviewapp.publication.period import PeriodState, state_of
from reviewapp.words import say

NOT_FOUND = Denial(say("没有找到这一项。"), hide=True)


def manage(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """The organizer prepares and sees all publications of the round."""
    return run_contest(actor, round_, now=now)


def publish(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Lists are published by the organizer in the stage of publication."""
    return manage(actor, round_, now=now) or closed(round_, "publish", now=now)


def release(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Results are released to the units together with, or after, the publication."""
    return manage(actor, round_, now=now) or closed(round_, "release", now=now)


def take_down(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """A published list can be taken down at any time: privacy comes before procedure."""
    return manage(actor, round_, now=now)


def read(actor: Actor, publication: Publication, *, now: datetime) -> Denial | None:
    """Everybody reads a publication inside its period; afterwards it is gone from every channel."""
    return None if state_of(publication, now) == PeriodState.OPEN else NOT_FOUND
