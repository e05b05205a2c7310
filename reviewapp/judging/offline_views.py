"""Judging without the web: a workbook to take away and bring back, and all papers to print."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction

from flask import Response, render_template, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from reviewapp import web
from reviewapp.contests.totals import points_of
from reviewapp.documents.refusal import SENTENCES, Refusal
from reviewapp.errors import DomainError, Invalid, Stale
from reviewapp.judging import actions, offline, own_queries, picture_queries, queries
from reviewapp.judging.actions import SheetDraft
from reviewapp.judging.blueprint import bp, own_paper, own_round, require_trial
from reviewapp.judging.forms import OfflineForm
from reviewapp.judging.picture_views import places_of
from reviewapp.models.judging import Assignment, AssignmentState, ScoreSheet
from reviewapp.models.rubric import Rubric
from reviewapp.spreadsheets.plain import read_lines_isolated
from reviewapp.words import say

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOT_HERE = say("这个编号不在您的评阅之内。")


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one line: submitted, saved, same (nothing new in it), blank or refused, in words."""

    row: int
    code: str
    outcome: str
    words: str
    total: Fraction | None = None


@bp.route("/judging/<int:round_id>/offline", methods=["GET", "POST"])
@login_required
def offline_sheet(round_id: int) -> ResponseReturnValue:
    """Take the score sheet away, bring it back, and read line by line what was stored."""
    round_, judge_id, rubric = own_round(web.read_session(), round_id)
    form = OfflineForm()
    report: list[Told] = []
    if form.validate_on_submit():
        try:
            report = _bring_back(round_id, judge_id, rubric, form)
        except Refusal as refusal:
            form.file.errors = [_(SENTENCES[refusal.code]) % refusal.facts]
        except Invalid as error:
            form.file.errors = [web.speak(error.sentence)]
    page = render_template(
        "judging/offline.html",
        round=round_,
        form=form,
        count=len(queries.queue_of_judge(web.read_session(), round_id, judge_id)),
        report=report,
        counts=Counter(told.outcome for told in report),
        refused=any(told.outcome == "refused" for told in report),
    )
    return page, 422 if form.errors else 200


@bp.route("/judging/<int:round_id>/offline.xlsx")
@login_required
def offline_workbook(round_id: int) -> Response:
    """The judge's own papers with the marks stored so far."""
    session = web.read_session()
    round_, judge_id, rubric = own_round(session, round_id)
    require_trial(session, round_, judge_id)
    data = offline.workbook(_("评分表"), own_queries.own_sheets(session, round_id, judge_id), rubric)
    return send_file(io.BytesIO(data), XLSX, as_attachment=True, download_name=_("评分表") + ".xlsx")


@bp.route("/judging/<int:round_id>/booklet")
@login_required
def booklet(round_id: int) -> str:
    """Every paper with an empty score sheet below, a page each, to print."""
    session = web.read_session()
    round_, judge_id, rubric = own_round(session, round_id)
    require_trial(session, round_, judge_id)
    papers = own_queries.papers_to_read(session, round_id, judge_id)
    allowed = picture_queries.allowed_by_code(session, round_id, judge_id)
    pictures = {paper.code: places_of(allowed.get(paper.code, []), paper, round_) for paper in papers}
    return render_template(
        "judging/booklet.html", round=round_, rubric=rubric, papers=papers, pictures=pictures
    )


def _bring_back(round_id: int, judge_id: int, rubric: Rubric, form: OfflineForm) -> list[Told]:
    """Store what the workbook brings, line by line."""
    upload = form.file.data
    lines = offline.read_workbook(read_lines_isolated(upload.read(), upload.filename or "").lines, rubric)
    mine = {row.code for row in queries.queue_of_judge(web.read_session(), round_id, judge_id)}
    report = []
    for line in lines:
        if line.code not in mine:
            told = Told(line.row, line.code, "refused", web.speak(NOT_HERE))
        elif line.draft is None:
            told = Told(line.row, line.code, "refused", " ".join(map(web.speak, line.refusals)))
        elif line.blank:
            told = Told(line.row, line.code, "blank", _("没有填写，未作改动。"))
        else:
            told = _store(round_id, line, line.draft, submits=form.submits.data)
        report.append(told)
    if any(told.outcome == "submitted" for told in report):
        web.site().jobs.enqueue_queued(round_id)
    return report


def _store(round_id: int, line: offline.OfflineLine, draft: SheetDraft, *, submits: bool) -> Told:
    """One line in a transaction of its own."""
    try:
        with web.transaction() as session:
            round_, assignment, rubric = own_paper(session, round_id, line.code, lock=True)
            complete = submits and len(draft.marks) == len(rubric.criteria)
            total = points_of(draft.marks, rubric) if draft.marks else None
            is_done = assignment.state == AssignmentState.SUBMITTED
            sheet = assignment.sheet
            if sheet is not None and _holds(sheet, draft):
                if is_done or not complete:
                    return Told(line.row, line.code, "same", _("与已保存的相同，未作改动。"), total)
                draft = replace(draft, base_version=sheet.version)  # brought back as a draft before
            verb = actions.submit_sheet if complete else actions.save_marks
            named = replace(draft, op_id=_name_of(assignment, draft, complete))
            saved = verb(session, web.actor(), assignment, round_, named, now=web.now())
    except Stale:
        words = _("网上的评分表在下载之后改动过，这一行没有写入。请在网上核对，或重新下载。")
        return Told(line.row, line.code, "refused", words)
    except DomainError as error:
        return Told(line.row, line.code, "refused", web.speak(error.sentence))
    if saved.replayed:
        return Told(line.row, line.code, "same", _("已经上传过，未作改动。"), total)
    if complete:
        return Told(line.row, line.code, "submitted", _("已提交。"), total)
    missing = len(rubric.criteria) - len(draft.marks)
    words = _("已保存为草稿，还有 %(n)s 项没有打分。", n=missing) if missing else _("已保存为草稿。")
    return Told(line.row, line.code, "saved", words, total)


def _holds(sheet: ScoreSheet, draft: SheetDraft) -> bool:
    stored = ({m.criterion_id: m.steps for m in sheet.marks}, sheet.comment, sheet.private_note)
    return stored == (dict(draft.marks), draft.comment, draft.private_note)


def _name_of(assignment: Assignment, draft: SheetDraft, complete: bool) -> str:
    """The same line brought back twice is one operation."""
    content = (
        assignment.id,
        draft.base_version,
        sorted(draft.marks.items()),
        draft.comment,
        draft.private_note,
    )
    return "offline-" + hashlib.sha256(repr((content, complete)).encode()).hexdigest()[:40]
