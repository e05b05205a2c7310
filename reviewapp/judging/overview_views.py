"""How judging goes, for organizer and leader: progress, one judge's sheets, giving a sheet back."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from reviewapp import web
from reviewapp.contests.totals import points_of
from reviewapp.errors import Invalid, Missing
from reviewapp.judging import actions, anchor_queries, overview_queries, queries, rules
from reviewapp.judging.blueprint import bp
from reviewapp.models.contest import Round
from reviewapp.models.judging import AssignmentKind, AssignmentState


def _watched(round_id: int) -> Round:
    round_ = web.load_round(round_id)
    web.require(rules.watch_progress(web.actor(), round_, now=web.now()))
    return round_


@bp.route("/rounds/<int:round_id>/judging")
@login_required
def progress(round_id: int) -> str:
    """Per judge: how far; adjudications, recusals and flags; each number opens its list."""
    round_, session = _watched(round_id), web.read_session()
    return render_template(
        "judging/progress.html",
        round=round_,
        has_trial=anchor_queries.has_trial(session, round_.id),
        judges=overview_queries.progress(session, round_),
        waiting=overview_queries.waiting(session, round_),
    )


@bp.route("/rounds/<int:round_id>/judging/<int:judge_id>")
@login_required
def judge(round_id: int, judge_id: int) -> ResponseReturnValue:
    """One judge's sheets."""
    return _judge_page(_watched(round_id), judge_id)


def _judge_page(round_: Round, judge_id: int, refused: tuple[int, str] | None = None) -> ResponseReturnValue:
    """refused: the assignment whose reason was refused, and why."""
    session = web.read_session()
    found = next((j for j in overview_queries.progress(session, round_) if j.judge_id == judge_id), None)
    rubric = queries.rubric_of(session, round_)
    if found is None or rubric is None:
        raise Missing
    shown = request.args.get("show", "")
    rows = []
    for assignment, code in overview_queries.sheets_of_judge(session, round_, judge_id):
        marks = {m.criterion_id: m.steps for m in assignment.sheet.marks} if assignment.sheet else {}
        state = assignment.state.value
        if assignment.state == AssignmentState.OPEN:
            state = "draft" if assignment.sheet else "unscored"
        again = assignment.kind == AssignmentKind.REPEAT  # listed apart, as it counts for no standing
        listed = (shown == "repeat") == again and shown in ("", "repeat", state)
        if listed or (shown == "flagged" and assignment.flag):
            rows.append((assignment, code, state, marks, points_of(marks, rubric) if marks else None))
    page = render_template(
        "judging/judge.html",
        round=round_,
        judge=found,
        rubric=rubric,
        rows=rows,
        shown=shown,
        refused=refused,
    )
    return page, 422 if refused else 200


@bp.route("/rounds/<int:round_id>/judging/sheets/<int:assignment_id>/reopen", methods=["POST"])
@login_required
def reopen(round_id: int, assignment_id: int) -> ResponseReturnValue:
    """Give a submitted sheet back to its judge, with a reason."""
    judge_id = None
    try:
        with web.transaction() as session:
            round_ = web.load_round(round_id, session)
            web.require(rules.watch_progress(web.actor(), round_, now=web.now()))
            assignment = overview_queries.assignment_with_sheet(session, round_.id, assignment_id)
            if assignment is None:
                raise Missing
            judge_id = assignment.judge_id
            reason = request.form.get("reason", "")
            actions.reopen_sheet(session, web.actor(), assignment, round_, reason, now=web.now())
    except Invalid as error:
        return _judge_page(_watched(round_id), judge_id or 0, (assignment_id, web.speak(error.sentence)))
    web.flash(_("评分表已退回给评委。"))
    return redirect(url_for("judging.judge", round_id=round_id, judge_id=judge_id))
