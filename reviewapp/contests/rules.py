"""Who may set up and watch a contest."""

from __future__ import annotations

from datetime import datetime

from reviewapp.access import STAFF, Actor
from reviewapp.contests.stages import closed
from reviewapp.errors import Denial
from reviewapp.models.account import Role
from reviewapp.models.contest import Round
from reviewapp.words import say

NOT_YOURS = Denial(say("没有找到这一项。"), hide=True)
LEADER_RUNS = frozenset({"standings"})
CLERK_RUNS = frozenset({"sealing", "similarity", "rewording"})
ORGANIZER_ONLY = Denial(say("只有主办单位可以进行这项操作。"))


def watch(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """The overview is for the people who run the contest; others learn nothing of it."""
    return None if actor.has_any((Role.ORGANIZER, Role.CLERK, Role.LEADER), round_.contest_id) else NOT_YOURS


def run_contest(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Acts of the organizer that every stage allows."""
    if actor.has(Role.ORGANIZER, round_.contest_id):
        return None
    return ORGANIZER_ONLY if watch(actor, round_, now=now) is None else NOT_YOURS


def configure(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Settings are open to the organizer until judging begins."""
    return run_contest(actor, round_, now=now) or closed(round_, "configure", now=now)


def edit_rubric(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """The rubric cannot change once judges use it."""
    return run_contest(actor, round_, now=now) or closed(round_, "edit_rubric", now=now)


def edit_quotas(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Places may be corrected until the selection is confirmed; every change is in the log."""
    return run_contest(actor, round_, now=now) or closed(round_, "edit_quotas", now=now)


def choose_method(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """The way scores are made is declared before judging; later it changes only with a reason."""
    return run_contest(actor, round_, now=now) or closed(round_, "choose_method", now=now)


def enrol(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Units, recommenders and judges may be added and corrected until the marks are in."""
    return run_contest(actor, round_, now=now) or closed(round_, "enrol", now=now)


def move_stage(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Only the organizer moves a round on, or back with a reason."""
    return run_contest(actor, round_, now=now)


def watch_units(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Who sent how much is for organizer and clerk; the leader, who sees marks, sees no units."""
    return None if actor.has_any(STAFF, round_.contest_id) else NOT_YOURS


def watch_run(actor: Actor, round_: Round, kind: str, *, now: datetime) -> Denial | None:
    """Computations are watched by organizer and clerk; the leader sees those that touch only marks."""
    if kind in LEADER_RUNS and actor.has(Role.LEADER, round_.contest_id):
        return None
    return watch_units(actor, round_, now=now)


def cancel_run(actor: Actor, round_: Round, kind: str, *, now: datetime) -> Denial | None:
    """The organizer stops any computation, the clerk those of sealing and comparison."""
    if kind in CLERK_RUNS and actor.has(Role.CLERK, round_.contest_id):
        return None
    return run_contest(actor, round_, now=now)


def create_contest(actor: Actor, *, now: datetime) -> Denial | None:
    """New contests are opened by the administrator."""
    return None if actor.has(Role.ADMIN) else Denial(say("只有系统管理员可以新建征文活动。"))
