"""Who may read, mark, recuse, watch and reopen."""

from __future__ import annotations

from datetime import datetime

from reviewapp.access import Actor
from reviewapp.contests.stages import closed
from reviewapp.errors import Denial
from reviewapp.models.account import Role
from reviewapp.models.contest import Round, Stage
from reviewapp.models.judging import Assignment, AssignmentState
from reviewapp.words import say

# a paper that is not yours must look exactly like one that does not exist
NOT_YOURS = Denial(say("没有找到这一项。"), hide=True)
READABLE = (Stage.JUDGING, Stage.SELECTION)


def read(actor: Actor, assignment: Assignment, round_: Round, *, now: datetime) -> Denial | None:
    """A judge reads the papers assigned to him while the round is judged or selected, no others, not later."""
    mine = actor.judge_id(round_.contest_id)
    if mine is None or assignment.judge_id != mine or assignment.round_id != round_.id:
        return NOT_YOURS
    if assignment.state in (AssignmentState.RECUSED, AssignmentState.CANCELLED) or round_.stage not in READABLE:
        return NOT_YOURS
    return None


def mark(actor: Actor, assignment: Assignment, round_: Round, *, now: datetime) -> Denial | None:
    """Marks are open to the paper's judge during judging, until the sheet is submitted or time is up."""
    denial = read(actor, assignment, round_, now=now) or closed(round_, "mark", now=now)
    if denial is None and assignment.state == AssignmentState.SUBMITTED:
        return Denial(say("这份评分表已经提交。如需修改，请联系主办单位退回。"), closed=True)
    return denial


def recuse(actor: Actor, assignment: Assignment, round_: Round, *, now: datetime) -> Denial | None:
    """A judge who recognises a work leaves it before submitting, for good."""
    return mark(actor, assignment, round_, now=now)


def reopen_sheet(actor: Actor, assignment: Assignment, round_: Round, *, now: datetime) -> Denial | None:
    """The organizer or the leader gives a submitted sheet back, with a reason."""
    if not actor.has_any((Role.ORGANIZER, Role.LEADER), round_.contest_id):
        return NOT_YOURS
    denial = closed(round_, "reopen_sheet", now=now)
    if denial is None and assignment.state != AssignmentState.SUBMITTED:
        return Denial(say("这份评分表还没有提交。"), closed=True)
    return denial


def watch_progress(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Progress by judge is for the organizer and the leader."""
    return None if actor.has_any((Role.ORGANIZER, Role.LEADER), round_.contest_id) else NOT_YOURS
