"""Statements that must hold in every database, as queries: ``flask check``, and tests after each journey.

They share no code with the actions that keep them, so that a mistake there is found here.  Facts name rows by
id: the reader is an administrator with the database at hand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, selectinload, undefer

from reviewapp import audit, runs
from reviewapp.contests import rubrics
from reviewapp.models.assignment import Conflict
from reviewapp.models.contest import Recommender, Round
from reviewapp.models.entry import Entry, EntryState
from reviewapp.models.judging import (
    Assignment,
    AssignmentKind,
    AssignmentState,
    Judge,
    Mark,
    ScoreSheet,
    SheetState,
    SheetVersion,
)
from reviewapp.models.log import AuditEvent
from reviewapp.models.paper import Paper
from reviewapp.models.people import Unit
from reviewapp.models.publication import Publication
from reviewapp.models.result import Run, RunState, Selection
from reviewapp.models.rubric import Criterion, Rubric
from reviewapp.words import Sentence, say

BREAKS = {
    "gap": say("日志 %(chain)s 在第 %(seq)s 条之前有缺失。"),
    "altered": say("日志 %(chain)s 的第 %(seq)s 条被改动过。"),
    "unlinked": say("日志 %(chain)s 的第 %(seq)s 条与前一条不相连。"),
    "cut": say("日志 %(chain)s 的末尾（第 %(seq)s 条处）被截断过。"),
}


@dataclass(frozen=True, slots=True)
class Violation:
    """A statement that does not hold, and where."""

    code: str
    sentence: Sentence


Check = Callable[[Session], Iterator[Violation]]


def check_all(session: Session) -> list[Violation]:
    """Every violation of every statement; empty when the data is sound."""
    return [violation for check in CHECKS for violation in check(session)]


def break_sentence(found: audit.Break) -> Sentence:
    """A break of an audit chain in words."""
    return say(BREAKS[found.what].msgid, chain=found.chain, seq=found.seq)


def no_judge_marks_own(session: Session) -> Iterator[Violation]:
    """No submitted sheet for a work of the judge's own unit, or region where the round says so."""
    above = aliased(Unit)
    own_unit = or_(Judge.home_unit_id == Entry.unit_id, Judge.home_unit_id == Recommender.unit_id)
    region = or_(Judge.home_region_id == Unit.region_id, Judge.home_region_id == above.region_id)
    query = (
        select(Assignment.id, own_unit)
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(Entry, Entry.paper_id == Assignment.paper_id)
        .join(Unit, Unit.id == Entry.unit_id)
        .join(Recommender, Recommender.id == Entry.recommender_id)
        .join(above, above.id == Recommender.unit_id)
        .join(Round, Round.id == Assignment.round_id)
        .where(
            Assignment.state == AssignmentState.SUBMITTED, or_(own_unit, and_(Round.region_conflict, region))
        )
    )
    for assignment_id, same_unit in session.execute(query):
        text = say("评阅 %(id)s：评委评了本单位的作品。", id=assignment_id)
        if not same_unit:
            text = say("评阅 %(id)s：评委评了本地区的作品。", id=assignment_id)
        yield Violation("own_unit" if same_unit else "own_region", text)


def no_judge_marks_against_conflict(session: Session) -> Iterator[Violation]:
    """No sheet submitted after a conflict with the work or its unit was declared."""
    against = or_(
        Conflict.entry_id == Entry.id,
        Conflict.unit_id == Entry.unit_id,
        Conflict.unit_id == Recommender.unit_id,
    )
    query = (
        select(Assignment.id)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .join(Entry, Entry.paper_id == Assignment.paper_id)
        .join(Recommender, Recommender.id == Entry.recommender_id)
        .join(
            Conflict, and_(Conflict.judge_id == Assignment.judge_id, Conflict.round_id == Assignment.round_id)
        )
        .where(
            against, ScoreSheet.state == SheetState.SUBMITTED, ScoreSheet.submitted_at > Conflict.declared_at
        )
    )
    for assignment_id in session.scalars(query.distinct()):
        yield Violation("conflict", say("评阅 %(id)s：评委在声明回避之后仍提交了评分。", id=assignment_id))


def seals_are_one_to_one(session: Session) -> Iterator[Violation]:
    """A sealed entry has a paper of its own round; every paper belongs to exactly one entry."""
    wrong = (
        select(Entry.id)
        .join(Paper, Paper.id == Entry.paper_id, isouter=True)
        .where(
            or_(
                and_(Entry.state == EntryState.SEALED, Paper.confirmed_at.is_(None)),
                Paper.round_id != Entry.round_id,
            )
        )
    )
    for entry_id in session.scalars(wrong):
        yield Violation("seal", say("作品记录 %(id)s：已匿名，但没有对应的匿名稿。", id=entry_id))
    orphan = select(Paper.id).where(~exists().where(Entry.paper_id == Paper.id))
    for paper_id in session.scalars(orphan):
        yield Violation("orphan_paper", say("匿名稿 %(id)s：没有对应的作品。", id=paper_id))


def codes_are_apart(session: Session) -> Iterator[Violation]:
    """A judge's own code is no paper's and no other reading's; a hidden repeat has one, and a reading beside it."""
    papers = {
        (round_id, code): paper_id
        for round_id, code, paper_id in session.execute(select(Paper.round_id, Paper.code, Paper.id))
    }
    columns = (
        Assignment.round_id,
        Assignment.code,
        Assignment.paper_id,
        Assignment.judge_id,
        Assignment.kind,
    )
    seen: dict[tuple[int, str], tuple[int, set[int]]] = {}
    for number, round_id, code, paper_id, judge_id, kind in session.execute(
        select(Assignment.id, *columns).order_by(Assignment.id)
    ):
        first, judges = seen.setdefault((round_id, code), (paper_id, set()))
        owner = papers.get((round_id, code))
        foreign = owner is not None and (owner != paper_id or kind == AssignmentKind.REPEAT)
        if foreign or first != paper_id or judge_id in judges:
            yield Violation("code", say("评阅 %(id)s：编号与另一篇作品或另一次评阅相同。", id=number))
        judges.add(judge_id)
    twin = aliased(Assignment)
    beside = exists().where(
        twin.paper_id == Assignment.paper_id, twin.judge_id == Assignment.judge_id,
        twin.kind != AssignmentKind.REPEAT, twin.state != AssignmentState.CANCELLED,
    )  # fmt: skip
    waiting = (Assignment.kind == AssignmentKind.REPEAT, Assignment.state == AssignmentState.OPEN)
    for assignment_id in session.scalars(select(Assignment.id).where(*waiting, ~beside)):
        yield Violation("repeat", say("评阅 %(id)s：隐性重评没有对应的评阅。", id=assignment_id))


def marks_are_in_bounds(session: Session) -> Iterator[Violation]:
    """Every mark lies within its criterion's range, and the criterion is of the round's rubric."""
    query = (
        select(Mark.id)
        .join(ScoreSheet, ScoreSheet.id == Mark.sheet_id)
        .join(Assignment, Assignment.id == ScoreSheet.assignment_id)
        .join(Round, Round.id == Assignment.round_id)
        .join(Criterion, Criterion.id == Mark.criterion_id)
        .join(Rubric, Rubric.id == Criterion.rubric_id)
        .where(
            or_(
                Mark.steps < Criterion.minimum * Rubric.steps_per_point,
                Mark.steps > Criterion.maximum * Rubric.steps_per_point,
                Criterion.rubric_id != Round.rubric_id,
            )
        )
    )
    for mark_id in session.scalars(query):
        yield Violation("mark_bounds", say("分数记录 %(id)s：超出评分标准的范围。", id=mark_id))


def submitted_sheets_are_complete(session: Session) -> Iterator[Violation]:
    """A submitted sheet has a mark for every criterion, and its assignment is submitted; the reverse too."""
    wanted = select(func.count(Criterion.id)).where(Criterion.rubric_id == Round.rubric_id).scalar_subquery()
    given = select(func.count(Mark.id)).where(Mark.sheet_id == ScoreSheet.id).scalar_subquery()
    done, counted = ScoreSheet.state == SheetState.SUBMITTED, Assignment.state == AssignmentState.SUBMITTED
    query = (
        select(Assignment.id)
        .join(Round, Round.id == Assignment.round_id)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id, isouter=True)
        .where(
            or_(
                and_(done, wanted != given),
                and_(counted, or_(ScoreSheet.id.is_(None), ScoreSheet.state != SheetState.SUBMITTED)),
                and_(done, Assignment.state == AssignmentState.OPEN),
            )
        )
    )
    for assignment_id in session.scalars(query):
        yield Violation("sheet_incomplete", say("评阅 %(id)s：评分表不完整或状态不一致。", id=assignment_id))


def sheets_equal_their_history(session: Session) -> Iterator[Violation]:
    """A sheet's marks are those of its newest version, and those the audit log recorded for it.

    The log is keyed and chained: a mark changed in the tables alone is found here.
    """
    newest = {
        v.sheet_id: v
        for v in session.scalars(
            select(SheetVersion).join(
                ScoreSheet,
                and_(ScoreSheet.id == SheetVersion.sheet_id, ScoreSheet.version == SheetVersion.version),
            )
        )
    }
    logged = _logged_marks(session)
    sheets = session.scalars(
        select(ScoreSheet).options(selectinload(ScoreSheet.marks)).order_by(ScoreSheet.id)
    )
    for sheet in sheets:
        marks = {str(m.criterion_id): m.steps for m in sheet.marks}
        version = newest.get(sheet.id)
        if sheet.version and (version is None or version.marks != marks or version.state != sheet.state):
            yield Violation("sheet_version", say("评分表 %(id)s：与最后一稿不一致。", id=sheet.id))
        recorded = logged.get(f"assignment:{sheet.assignment_id}")
        if recorded is not None and recorded != marks:
            yield Violation("sheet_log", say("评分表 %(id)s：与日志记录的分数不一致。", id=sheet.id))


def _logged_marks(session: Session) -> dict[str, dict[str, int]]:
    """Assignment → marks of the newest saving in the log."""
    events = session.execute(
        select(AuditEvent.subject, AuditEvent.facts)
        .where(AuditEvent.verb.startswith("judging."))
        .order_by(AuditEvent.chain, AuditEvent.seq)
    )
    return {subject: facts["marks"] for subject, facts in events if "marks" in facts}


def frozen_rubrics_add_up(session: Session) -> Iterator[Violation]:
    """A rubric that judges use has no problem."""
    whole = selectinload(Rubric.criteria).selectinload(Criterion.bands)
    query = select(Rubric).where(Rubric.frozen_at.is_not(None)).options(whole)
    for rubric in session.scalars(query.execution_options(populate_existing=True)):
        for problem in rubrics.problems(rubrics.draft_of(rubric)):
            text = say("评分标准 %(id)s：%(problem)s", id=rubric.id, problem=problem.sentence)
            yield Violation("rubric", text)


def runs_keep_their_record(session: Session) -> Iterator[Violation]:
    """Inputs and output of a finished run are those whose digests were recorded."""
    query = select(Run).where(Run.state == RunState.DONE).options(undefer(Run.inputs), undefer(Run.output))
    for run in session.scalars(query.execution_options(yield_per=20)):
        for data, recorded in ((run.inputs, run.input_digest), (run.output, run.output_digest)):
            if data is None or runs.digest(runs.unpack(data)) != recorded:
                yield Violation("run_digest", say("运算 %(id)s：保存的数据与校验值不符。", id=run.id))
                break


def confirmed_selections_decide_all(session: Session) -> Iterator[Violation]:
    """A confirmed selection has a decision for every entry that was there when it was computed."""
    query = (
        select(Run.id, Entry.id)
        .join(Entry, Entry.round_id == Run.round_id)
        .join(Selection, and_(Selection.run_id == Run.id, Selection.entry_id == Entry.id), isouter=True)
        .where(Run.kind == "selection", Run.frozen.is_(True), Selection.id.is_(None))
        .where(or_(Run.finished_at.is_(None), Entry.submitted_at <= Run.finished_at))
        .order_by(Run.id, Entry.id)
    )
    for run_id, rows in groupby(session.execute(query), itemgetter(0)):
        count = sum(1 for _ in rows)
        yield Violation("undecided", say("遴选 %(id)s：%(count)s 篇作品没有结论。", id=run_id, count=count))


def publications_are_unchanged(session: Session) -> Iterator[Violation]:
    """A published snapshot is the one whose digest was published."""
    for publication in session.scalars(select(Publication)):
        if hashlib.sha256(audit.canonical(publication.snapshot)).hexdigest() != publication.digest:
            yield Violation("publication", say("公示 %(id)s：内容与校验值不符。", id=publication.id))


CHECKS: tuple[Check, ...] = (
    no_judge_marks_own,
    no_judge_marks_against_conflict,
    seals_are_one_to_one,
    codes_are_apart,
    marks_are_in_bounds,
    submitted_sheets_are_complete,
    sheets_equal_their_history,
    frozen_rubrics_add_up,
    runs_keep_their_record,
    confirmed_selections_decide_all,
    publications_are_unchanged,
)
