"""Who may arrange, submit and return a list."""

from __future__ import annotations

from datetime import datetime

from reviewapp.access import Actor
from reviewapp.contests.rules import run_contest
from reviewapp.contests.stages import closed
from reviewapp.errors import Denial
from reviewapp.models.contest import Round
from reviewapp.models.result import ListState, Recommendation
from reviewapp.words import say


def see_list(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """The organizer's, until it is published."""
    return run_contest(actor, round_, now=now)


def recommend(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """A list is drawn up in the stage of selection."""
    return see_list(actor, round_, now=now) or closed(round_, "recommend", now=now)


def edit(actor: Actor, round_: Round, listed: Recommendation, *, now: datetime) -> Denial | None:
    """A submitted list is fixed."""
    denial = recommend(actor, round_, now=now)
    if denial is None and listed.state == ListState.SUBMITTED:
        return Denial(say("推荐名单已经提交，不能再改。"), closed=True)
    return denial


def return_list(actor: Actor, round_: Round, listed: Recommendation, *, now: datetime) -> Denial | None:
    """A submitted list is taken back for correction while the stage is open."""
    denial = recommend(actor, round_, now=now)
    if denial is None and listed.state != ListState.SUBMITTED:
        return Denial(say("推荐名单还没有提交。"), closed=True)
    return denial
