"""The verbs of judging."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from reviewapp import runs
from reviewapp.access import Actor, authorize
from reviewapp.audit import record
from reviewapp.contests.totals import out_of_range, steps_allowed
from reviewapp.errors import Invalid, Stale
from reviewapp.judging import anchor_queries, queries, rules
from reviewapp.models.contest import Round
from reviewapp.models.judging import (
    Assignment,
    AssignmentKind,
    AssignmentState,
    Mark,
    ScoreSheet,
    SheetState,
    SheetVersion,
)
from reviewapp.models.rubric import Rubric
from reviewapp.words import Sentence, say

FLAGS = ("off_topic", "blank", "identity", "copied", "garbled")
COMMENT_LIMIT = 5000  # characters
REASON_LIMIT = 500  # characters


@dataclass(frozen=True, slots=True)
class SheetDraft:
    """A state of the score sheet as the browser sends it.

    op_id: names this save; the same id again changes nothing
    base_version: the version the judge was looking at
    marks: criterion id → steps; a criterion that is missing is blank
    """

    op_id: str
    base_version: int
    marks: Mapping[int, int]
    comment: str = ""
    private_note: str = ""


@dataclass(frozen=True, slots=True)
class SavedSheet:
    """What one save left on the server; `replayed`: it had been done already."""

    version: int
    saved_at: datetime
    state: SheetState
    marks: Mapping[int, int]
    comment: str
    private_note: str
    replayed: bool = False


def save_marks(
    session: Session, actor: Actor, assignment: Assignment, round_: Round, draft: SheetDraft, *, now: datetime
) -> SavedSheet:
    """The draft is kept as the sheet's newest version.  By the paper's judge; recorded with its marks.

    Raises Stale when another tab or device saved meanwhile, Invalid when a mark is out of range.
    """
    authorize(rules.read(actor, assignment, round_, now=now))
    done = _replayed(session, assignment, draft, SheetState.DRAFT)
    if done is not None:
        return done
    authorize(rules.mark(actor, assignment, round_, now=now))
    authorize(rules.begin(actor, round_, _trial_before(session, assignment), now=now))
    saved = _store(session, actor, assignment, round_, draft, SheetState.DRAFT, now)
    record(session, actor, "judging.saved", now=now, **_place(assignment, round_), **_facts(saved))
    return saved


def submit_sheet(
    session: Session, actor: Actor, assignment: Assignment, round_: Round, draft: SheetDraft, *, now: datetime
) -> SavedSheet:
    """The sheet is complete and submitted.  When it was the paper's last open reading, an adjudication
    run is queued (the caller hands it to the worker).  Raises Invalid when a criterion is blank."""
    authorize(rules.read(actor, assignment, round_, now=now))
    done = _replayed(session, assignment, draft, SheetState.SUBMITTED)
    if done is not None:
        return done
    authorize(rules.mark(actor, assignment, round_, now=now))
    authorize(rules.begin(actor, round_, _trial_before(session, assignment), now=now))
    saved = _submit(session, actor, assignment, round_, draft, now)
    record(session, actor, "judging.submitted", now=now, **_place(assignment, round_), **_facts(saved))
    return saved


def import_sheet(
    session: Session, actor: Actor, assignment: Assignment, round_: Round, draft: SheetDraft, *, now: datetime
) -> SavedSheet:
    """A sheet filled on paper is keyed in and submitted for its judge.  By the organizer; recorded."""
    authorize(rules.import_marks(actor, round_, now=now))
    done = _replayed(session, assignment, draft, SheetState.SUBMITTED)
    if done is not None:
        return done
    if assignment.state != AssignmentState.OPEN:
        raise Stale(say("这份评分表已经提交或已回避，没有改动。"))
    saved = _submit(session, actor, assignment, round_, draft, now)
    record(session, actor, "judging.imported", now=now, **_place(assignment, round_), **_facts(saved))
    return saved


def take_back(
    session: Session, actor: Actor, assignment: Assignment, round_: Round, *, now: datetime
) -> None:
    """Undo one's own submission within the undo window: the sheet is a draft again.  Recorded."""
    authorize(rules.take_back(actor, assignment, round_, now=now))
    _reopen(session, actor, assignment, now)
    record(session, actor, "judging.taken_back", now=now, **_place(assignment, round_))


def reopen_sheet(
    session: Session, actor: Actor, assignment: Assignment, round_: Round, reason: str, *, now: datetime
) -> None:
    """A submitted sheet goes back to its judge.  By organizer or leader, with a reason; recorded."""
    authorize(rules.reopen_sheet(actor, assignment, round_, now=now))
    given = _reason(reason, say("请写明退回的理由。"))
    _reopen(session, actor, assignment, now)
    record(session, actor, "judging.reopened", now=now, **_place(assignment, round_), reason=given)


def recuse(
    session: Session, actor: Actor, assignment: Assignment, round_: Round, reason: str, *, now: datetime
) -> None:
    """The judge recognises the work and leaves it for good; it waits for reassignment.  Recorded.

    Where he was given it twice, the other stays until the next plan: a second work gone would tell.
    An adjudication that was recused calls for another at once (the caller hands the run to the worker).
    """
    authorize(rules.recuse(actor, assignment, round_, now=now))
    given = _reason(reason, say("请写明回避的理由。"))
    assignment.state, assignment.recusal_reason, assignment.skipped = AssignmentState.RECUSED, given, False
    record(session, actor, "judging.recused", now=now, **_place(assignment, round_), reason=given)
    if assignment.kind != AssignmentKind.READING:
        _call_adjudication(session, assignment, round_, now)


def skip(
    session: Session, actor: Actor, assignment: Assignment, round_: Round, skipped: bool, *, now: datetime
) -> None:
    """Put a paper aside for later, or take it up again.  Recorded."""
    authorize(rules.mark(actor, assignment, round_, now=now))
    assignment.skipped = skipped
    record(session, actor, "judging.skipped", now=now, **_place(assignment, round_), skipped=skipped)


def revisit(
    session: Session, actor: Actor, assignment: Assignment, round_: Round, revisit: bool, *, now: datetime
) -> None:
    """Note that a paper is to be looked at again, submitted or not, or that it has been.  Recorded."""
    authorize(rules.revisit(actor, assignment, round_, now=now))
    assignment.revisit = revisit
    record(session, actor, "judging.revisit", now=now, **_place(assignment, round_), revisit=revisit)


def flag(
    session: Session, actor: Actor, assignment: Assignment, round_: Round, flag: str, *, now: datetime
) -> None:
    """Tell the organizer that something is wrong with a paper ('' takes it back).  Recorded."""
    authorize(rules.mark(actor, assignment, round_, now=now))
    if flag and flag not in FLAGS:
        raise Invalid(say("没有这种异常标记。"))
    assignment.flag = flag
    record(session, actor, "judging.flagged", now=now, **_place(assignment, round_), flag=flag)


def _trial_before(session: Session, assignment: Assignment) -> bool:
    """Does the trial come before this paper?  Never once its sheet is begun."""
    return assignment.sheet is None and anchor_queries.trial_due(
        session, assignment.round_id, assignment.judge_id
    )


def _place(assignment: Assignment, round_: Round) -> dict[str, Any]:
    return {"subject": f"assignment:{assignment.id}", "contest_id": round_.contest_id}


def _facts(saved: SavedSheet) -> dict[str, Any]:
    """Marks are in the log too, so that `flask check` can replay it against the score table."""
    return {"version": saved.version, "marks": {str(c): s for c, s in saved.marks.items()}}


def _reason(text: str, refusal: Sentence) -> str:
    if not text.strip():
        raise Invalid(refusal, {"reason": say("必填。")})
    return text.strip()[:REASON_LIMIT]


def _rubric(session: Session, round_: Round) -> Rubric:
    rubric = queries.rubric_of(session, round_)
    if rubric is None:
        raise Invalid(say("本轮还没有评分标准。"))
    return rubric


def _replayed(
    session: Session, assignment: Assignment, draft: SheetDraft, state: SheetState
) -> SavedSheet | None:
    """What an operation answered the first time, if it was done already.

    Raises Stale when the id was used for another sheet or for other content.
    """
    held = queries.version_by_operation(session, draft.op_id)
    if held is None:
        return None
    if assignment.sheet is None or held.sheet_id != assignment.sheet.id:
        raise Stale(say("这次操作属于另一份评分表，请刷新页面后重试。"))
    marks = {int(c): int(s) for c, s in held.marks.items()}
    same = (dict(draft.marks), draft.comment, draft.private_note, state)
    if same != (marks, held.comment, held.private_note, held.state):
        raise Stale(say("同一次操作带来了不同的内容，没有保存。请核对两边的分数，再选择保留哪一份。"))
    return SavedSheet(
        held.version, held.saved_at, held.state, marks, held.comment, held.private_note, replayed=True
    )


def _submit(
    session: Session, actor: Actor, assignment: Assignment, round_: Round, draft: SheetDraft, now: datetime
) -> SavedSheet:
    """Store as submitted; the paper's last reading calls for a look at its discrepancy."""
    _refuse_blanks(_rubric(session, round_), draft)
    saved = _store(session, actor, assignment, round_, draft, SheetState.SUBMITTED, now)
    assignment.state, assignment.skipped = AssignmentState.SUBMITTED, False
    _call_adjudication(session, assignment, round_, now)
    return saved


def _call_adjudication(session: Session, assignment: Assignment, round_: Round, now: datetime) -> None:
    """Queue a look at the discrepancies when the paper waits for nobody any more."""
    if assignment.kind == AssignmentKind.REPEAT:
        return  # it is no side in any
    session.flush()
    waits = queries.adjudication_waits(session, round_.id)
    if queries.readings_left(session, assignment.paper_id) == 0 and not waits:
        runs.create(session, Actor.system(), "adjudication", round_.id, now=now)


def _refuse_blanks(rubric: Rubric, draft: SheetDraft) -> None:
    blank = {
        str(c.id): say("“%(name)s”还没有打分。", name=c.name)
        for c in rubric.criteria
        if c.id not in draft.marks
    }
    if blank:
        raise Invalid(say("还有 %(count)s 项没有打分，评分表未提交。", count=len(blank)), blank)


def _store(
    session: Session,
    actor: Actor,
    assignment: Assignment,
    round_: Round,
    draft: SheetDraft,
    state: SheetState,
    now: datetime,
) -> SavedSheet:
    _check_marks(_rubric(session, round_), draft)
    sheet = assignment.sheet
    if (sheet.version if sheet else 0) != draft.base_version:
        raise Stale(say("这份评分表已在别处改动过。请核对两边的分数，再选择保留哪一份。"))
    if sheet is None:
        sheet = ScoreSheet(assignment_id=assignment.id, version=0, saved_at=now, marks=[])
        assignment.sheet = sheet
        session.add(sheet)
    _put_marks(sheet, draft.marks)
    sheet.comment, sheet.private_note = draft.comment, draft.private_note
    sheet.state, sheet.saved_at = state, now
    sheet.submitted_at = now if state == SheetState.SUBMITTED else None
    _append_version(session, actor, sheet, draft.op_id, now)
    return SavedSheet(sheet.version, now, state, dict(draft.marks), sheet.comment, sheet.private_note)


def _put_marks(sheet: ScoreSheet, marks: Mapping[int, int]) -> None:
    held = {m.criterion_id: m for m in sheet.marks}
    for criterion_id, mark in held.items():
        if criterion_id not in marks:
            sheet.marks.remove(mark)
    for criterion_id, steps in marks.items():
        if criterion_id in held:
            held[criterion_id].steps = steps
        else:
            sheet.marks.append(Mark(criterion_id=criterion_id, steps=steps))


def _append_version(session: Session, actor: Actor, sheet: ScoreSheet, op_id: str, now: datetime) -> None:
    """Number the sheet's present state and keep it for good; written with the event that records it."""
    sheet.version += 1
    if sheet.id is None:
        session.flush()
    session.add(
        SheetVersion(
            sheet_id=sheet.id,
            version=sheet.version,
            op_id=op_id,
            state=sheet.state,
            marks={str(m.criterion_id): m.steps for m in sheet.marks},
            comment=sheet.comment,
            private_note=sheet.private_note,
            saved_at=now,
            saved_by=actor.user_id,
        )
    )


def _check_marks(rubric: Rubric, draft: SheetDraft) -> None:
    limits = {c.id: c for c in rubric.criteria}
    wrong = {}
    for criterion_id, steps in draft.marks.items():
        criterion = limits.get(criterion_id)
        if criterion is None:
            raise Invalid(say("评分标准里没有这一项，请刷新页面。"))
        if steps not in steps_allowed(criterion, rubric):
            wrong[str(criterion_id)] = out_of_range(criterion)
    if max(len(draft.comment), len(draft.private_note)) > COMMENT_LIMIT:
        wrong["comment"] = say("评语最多 %(count)s 个字。", count=COMMENT_LIMIT)
    if wrong:
        raise Invalid(next(iter(wrong.values())), wrong)


def _reopen(session: Session, actor: Actor, assignment: Assignment, now: datetime) -> None:
    sheet = assignment.sheet
    assert sheet is not None  # a submitted assignment has one
    assignment.state = AssignmentState.OPEN
    sheet.state, sheet.submitted_at, sheet.saved_at = SheetState.DRAFT, None, now
    _append_version(session, actor, sheet, f"reopen-{sheet.id}-{sheet.version + 1}", now)
