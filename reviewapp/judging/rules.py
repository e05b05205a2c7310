"""Who may read, mark, recuse, watch, reopen and key in."""

from __future__ import annotations

from datetime import datetime, timedelta

from reviewapp.access import Actor
from reviewapp.contests.stages import NAMES, closed
from reviewapp.errors import Denial
from reviewapp.models.account import Role
from reviewapp.models.contest import Round, Stage
from reviewapp.models.judging import Anchor, Assignment, AssignmentKind, AssignmentState
from reviewapp.words import say

# a paper that is not yours must look exactly like one that does not exist
NOT_YOURS = Denial(say("没有找到这一项。"), hide=True)
READABLE = (Stage.JUDGING, Stage.SELECTION)
UNDO_WINDOW = timedelta(seconds=60)  # a judge may take a submission back by himself for so long


def read(actor: Actor, assignment: Assignment, round_: Round, *, now: datetime) -> Denial | None:
    """A judge reads the papers assigned to him, no others, while the round is judged or selected."""
    mine = actor.judge_id(round_.contest_id)
    if mine is None or assignment.judge_id != mine or assignment.round_id != round_.id:
        return NOT_YOURS
    if assignment.state == AssignmentState.CANCELLED:
        return NOT_YOURS
    if assignment.state == AssignmentState.RECUSED:
        return Denial(say("您已对这篇作品登记回避，不能再评阅。"), closed=True)
    if round_.stage not in READABLE:
        return Denial(say("“%(stage)s”阶段不能进行这项操作。", stage=NAMES[round_.stage]), closed=True)
    return None


def mark(actor: Actor, assignment: Assignment, round_: Round, *, now: datetime) -> Denial | None:
    """Marks are open to the paper's judge during judging, until the sheet is submitted or time is up."""
    denial = read(actor, assignment, round_, now=now) or closed(round_, "mark", now=now)
    if denial is None and assignment.state == AssignmentState.SUBMITTED:
        return Denial(say("这份评分表已经提交。如需修改，请联系主办单位退回。"), closed=True)
    return denial


def take_back(actor: Actor, assignment: Assignment, round_: Round, *, now: datetime) -> Denial | None:
    """A judge undoes his own submission within a minute, while marks are still open."""
    denial = read(actor, assignment, round_, now=now) or closed(round_, "mark", now=now)
    if denial is not None:
        return denial
    submitted_at = assignment.sheet.submitted_at if assignment.sheet else None
    if assignment.state != AssignmentState.SUBMITTED or submitted_at is None:
        return Denial(say("这份评分表还没有提交。"), closed=True)
    if now - submitted_at > UNDO_WINDOW:
        return Denial(say("撤回时间已过。如需修改，请联系主办单位退回。"), closed=True)
    return None


def revisit(actor: Actor, assignment: Assignment, round_: Round, *, now: datetime) -> Denial | None:
    """A judge notes to look at a paper again, submitted or not, while marks are open."""
    return read(actor, assignment, round_, now=now) or closed(round_, "mark", now=now)


def begin(actor: Actor, round_: Round, trial_due: bool, *, now: datetime) -> Denial | None:
    """The trial comes before a judge's first paper."""
    if not trial_due:
        return None
    return Denial(say("请先完成试评，再开始评阅作品。"), closed=True)


def read_anchors(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """A judge reads the anchor essays of his round for as long as he can read papers."""
    return keep_phrases(actor, round_, now=now)


def try_anchor(actor: Actor, round_: Round, anchor: Anchor, *, now: datetime) -> Denial | None:
    """A judge of the contest scores the trial's essays while marks are open."""
    if actor.judge_id(round_.contest_id) is None or anchor.round_id != round_.id or not anchor.trial:
        return NOT_YOURS
    return closed(round_, "mark", now=now)


def edit_anchors(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """The organizer gives the anchor essays, until judging ends."""
    if not actor.has(Role.ORGANIZER, round_.contest_id):
        return NOT_YOURS
    return closed(round_, "edit_anchors", now=now)


def excuse_from_trial(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """The organizer lets a judge begin without the trial."""
    return edit_anchors(actor, round_, now=now)


def recuse(actor: Actor, assignment: Assignment, round_: Round, *, now: datetime) -> Denial | None:
    """A judge who recognises a work leaves it before submitting, for good."""
    return mark(actor, assignment, round_, now=now)


def keep_phrases(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """A judge keeps remarks of his own to use again, while his desk can be read."""
    if actor.judge_id(round_.contest_id) is None:
        return NOT_YOURS
    if round_.stage not in READABLE:
        return Denial(say("“%(stage)s”阶段不能进行这项操作。", stage=NAMES[round_.stage]), closed=True)
    return None


def watch_progress(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Progress by judge is for the organizer and the leader."""
    return None if actor.has_any((Role.ORGANIZER, Role.LEADER), round_.contest_id) else NOT_YOURS


def see_private_notes(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """What a judge notes for himself on a sheet is read by the leader and by nobody else."""
    return None if actor.has(Role.LEADER, round_.contest_id) else NOT_YOURS


def see_remarks(actor: Actor, assignment: Assignment, round_: Round, *, now: datetime) -> Denial | None:
    """The leader reads on the paper he decides what its judges say to the author."""
    denial = read(actor, assignment, round_, now=now)
    if denial is None and not (
        actor.has(Role.LEADER, round_.contest_id) and assignment.kind == AssignmentKind.LEADER
    ):
        return NOT_YOURS
    return denial


def reopen_sheet(actor: Actor, assignment: Assignment, round_: Round, *, now: datetime) -> Denial | None:
    """The organizer or the leader gives a submitted sheet back, with a reason."""
    if not actor.has_any((Role.ORGANIZER, Role.LEADER), round_.contest_id):
        return NOT_YOURS
    denial = closed(round_, "reopen_sheet", now=now)
    if denial is None and assignment.state != AssignmentState.SUBMITTED:
        return Denial(say("这份评分表还没有提交。"), closed=True)
    return denial


def import_marks(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """The organizer keys in the sheets that judges filled on paper or offline, while marks are open."""
    if not actor.has(Role.ORGANIZER, round_.contest_id):
        return NOT_YOURS
    return closed(round_, "mark", now=now)
