"""The judge's pages, and the organizer's view of how judging goes."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required
from sqlalchemy.orm import Session

from reviewapp import web
from reviewapp.contests.totals import points_of
from reviewapp.errors import Invalid, Missing, Stale
from reviewapp.judging import actions, queries, rules
from reviewapp.judging.forms import draft_from_form, draft_from_json
from reviewapp.models.contest import Round
from reviewapp.models.judging import Assignment, AssignmentState
from reviewapp.models.rubric import Rubric

bp = Blueprint("judging", __name__)


@bp.route("/judging")
@login_required
def desk() -> str:
    """My papers in every round, with their state; the first one still to do is one click away."""
    session, actor = web.read_session(), web.actor()
    judge_ids = [judge for _contest, judge in sorted(actor.judge_ids)]
    lists = []
    for round_ in queries.rounds_of_judge(session, judge_ids):
        judge_id = actor.judge_id(round_.contest_id)
        if judge_id is None or round_.stage not in rules.READABLE:
            continue
        rubric = queries.rubric_of(session, round_)
        rows = queries.papers_for_judge(session, round_, judge_id, rubric)
        done = sum(r.state == AssignmentState.SUBMITTED for r in rows)
        lists.append({"round": round_, "rows": rows, "done": done, "next": _next_code(rows), "rubric": rubric})
    return render_template("judging/desk.html", lists=lists)


@bp.route("/judging/<int:round_id>/<code>", methods=["GET", "POST"])
@login_required
def sheet(round_id: int, code: str) -> ResponseReturnValue:
    """One paper beside its score sheet.  POST is the plain form, for a browser without script."""
    if request.method == "POST":
        return _plain_form(round_id, code)
    session = web.read_session()
    round_, assignment, rubric = _own(session, round_id, code)
    return _sheet_page(session, round_, assignment, rubric)


def _sheet_page(
    session: Session, round_: Round, assignment: Assignment, rubric: Rubric, errors: dict[str, str] | None = None
) -> str:
    judge_id = assignment.judge_id
    rows = queries.papers_for_judge(session, round_, judge_id, rubric)
    paper = queries.paper_to_mark(session, assignment)
    codes = [r.code for r in rows]
    place = codes.index(paper.code)
    return render_template(
        "judging/sheet.html",
        round=round_,
        paper=paper,
        rubric=rubric,
        total=points_of(paper.marks, rubric),
        rows=rows,
        done=sum(r.state == AssignmentState.SUBMITTED for r in rows),
        previous=codes[place - 1] if place else None,
        following=codes[place + 1] if place + 1 < len(codes) else None,
        next_open=_next_code(rows, after=paper.code),
        open_for_marks=rules.mark(web.actor(), assignment, round_, now=web.now()) is None,
        may_take_back=_may_take_back(assignment),
        flags=actions.FLAGS,
        history=queries.history(session, assignment),
        errors=errors or {},
    )


def _plain_form(round_id: int, code: str) -> ResponseReturnValue:
    run_waits = False
    try:
        with web.transaction() as session:
            round_, assignment, rubric = _own(session, round_id, code)
            draft = draft_from_form(request.form, rubric)
            verb = actions.submit_sheet if request.form.get("submit") else actions.save_marks
            verb(session, web.actor(), assignment, round_, draft, now=web.now())
            run_waits = verb is actions.submit_sheet
    except (Invalid, Stale) as error:
        web.flash(error.sentence, "error")
        fields = {k: web.speak(s) for k, s in getattr(error, "fields", {}).items()}
        session = web.read_session()
        round_, assignment, rubric = _own(session, round_id, code)
        return _sheet_page(session, round_, assignment, rubric, fields), 422
    if run_waits:
        web.site().jobs.enqueue_queued(round_id)
    web.flash(_("评分表已提交。") if request.form.get("submit") else _("已保存。"))
    following = request.form.get("following") if request.form.get("submit") else None
    return redirect(url_for("judging.sheet", round_id=round_id, code=following or code))


@bp.route("/judging/<int:round_id>/<code>/save", methods=["POST"])
@login_required
def save(round_id: int, code: str) -> ResponseReturnValue:
    """Autosave and submit as JSON; the answer is what the server holds, never more."""
    data: Any = request.get_json(silent=True)
    submit = isinstance(data, dict) and data.get("submit") is True
    try:
        with web.transaction() as session:
            round_, assignment, rubric = _own(session, round_id, code)
            draft = draft_from_json(data, rubric)
            verb = actions.submit_sheet if submit else actions.save_marks
            saved = verb(session, web.actor(), assignment, round_, draft, now=web.now())
            answer = _held(session, assignment, rubric) | {"version": saved.version, "op_id": draft.op_id}
    except Invalid as error:
        return {"error": web.speak(error.sentence), "fields": {k: web.speak(s) for k, s in error.fields.items()}}, 422
    except Stale as error:
        session = web.read_session()
        _round, assignment, rubric = _own(session, round_id, code)
        return {"error": web.speak(error.sentence), "held": _held(session, assignment, rubric)}, 409
    if submit:
        web.site().jobs.enqueue_queued(round_id)
    return answer


def _held(session: Session, assignment: Assignment, rubric: Rubric) -> dict[str, Any]:
    """The sheet as stored, in points as text."""
    paper = queries.paper_to_mark(session, assignment)
    return {
        "version": paper.version,
        "state": paper.sheet_state.value if paper.sheet_state else "draft",
        "saved_at": paper.saved_at.astimezone(web.zone()).strftime("%H:%M:%S") if paper.saved_at else "",
        "marks": {str(c): web.points(s / rubric.steps_per_point) for c, s in paper.marks.items()},
        "comment": paper.comment,
        "private_note": paper.private_note,
        "total": web.points(points_of(paper.marks, rubric)),
        "missing": len(rubric.criteria) - len(paper.marks),
    }


@bp.route("/judging/<int:round_id>/<code>/<any(recuse,skip,flag,take_back):verb>", methods=["POST"])
@login_required
def act(round_id: int, code: str, verb: str) -> ResponseReturnValue:
    """The small verbs of the desk; afterwards the judge goes on where it makes sense."""
    form = request.form
    with web.transaction() as session:
        round_, assignment, _rubric = _own(session, round_id, code)
        subject = (session, web.actor(), assignment, round_)
        if verb == "recuse":
            actions.recuse(*subject, form.get("reason", ""), now=web.now())
        elif verb == "skip":
            actions.skip(*subject, form.get("skipped", "1") == "1", now=web.now())
        elif verb == "flag":
            actions.flag(*subject, form.get("flag", ""), now=web.now())
        else:
            actions.take_back(*subject, now=web.now())
    web.flash(
        {
            "recuse": _("已登记回避，这篇不会再分给您。"),
            "skip": _("已放到稍后处理。") if form.get("skipped", "1") == "1" else _("已取消稍后处理。"),
            "flag": _("异常标记已记录。"),
            "take_back": _("已撤回提交，可以继续修改。"),
        }[verb]
    )
    goes_on = verb in ("recuse", "skip") and form.get("following")
    if goes_on:
        return redirect(url_for("judging.sheet", round_id=round_id, code=form["following"]))
    if verb == "recuse":
        return redirect(url_for("judging.desk"))
    return redirect(url_for("judging.sheet", round_id=round_id, code=code))


@bp.route("/rounds/<int:round_id>/judging")
@login_required
def progress(round_id: int) -> str:
    """Per judge: how far; the adjudications; each number opens its list."""
    session = web.read_session()
    round_ = web.load_round(round_id)
    web.require(rules.watch_progress(web.actor(), round_, now=web.now()))
    judges = queries.progress(session, round_)
    return render_template(
        "judging/progress.html",
        round=round_,
        judges=judges,
        assigned=sum(j.assigned for j in judges),
        submitted=sum(j.submitted for j in judges),
        recused=sum(j.recused for j in judges),
        adjudications=queries.adjudications(session, round_),
    )


@bp.route("/rounds/<int:round_id>/judging/<int:judge_id>")
@login_required
def judge(round_id: int, judge_id: int) -> str:
    """One judge's sheets, for organizer and leader."""
    session = web.read_session()
    round_ = web.load_round(round_id)
    web.require(rules.watch_progress(web.actor(), round_, now=web.now()))
    found = next((j for j in queries.progress(session, round_) if j.judge_id == judge_id), None)
    if found is None:
        raise Missing
    return render_template(
        "judging/judge.html",
        round=round_,
        judge=found,
        rubric=queries.rubric_of(session, round_),
        points_of=points_of,
        sheets=queries.sheets_of_judge(session, round_, judge_id),
    )


@bp.route("/rounds/<int:round_id>/judging/sheets/<int:assignment_id>/reopen", methods=["POST"])
@login_required
def reopen(round_id: int, assignment_id: int) -> ResponseReturnValue:
    with web.transaction() as session:
        round_ = web.load_round(round_id, session)
        assignment = queries.assignment_with_sheet(session, round_.id, assignment_id)
        if assignment is None:
            raise Missing
        reason = request.form.get("reason", "")
        actions.reopen_sheet(session, web.actor(), assignment, round_, reason, now=web.now())
        judge_id = assignment.judge_id
    web.flash(_("评分表已退回给评委。"))
    return redirect(url_for("judging.judge", round_id=round_id, judge_id=judge_id))


def _own(session: Session, round_id: int, code: str) -> tuple[Round, Assignment, Rubric]:
    """The actor's own assignment of a paper, or the answer that it does not exist."""
    round_ = session.get(Round, round_id)
    judge_id = web.actor().judge_id(round_.contest_id) if round_ else None
    if round_ is None or judge_id is None:
        abort(404)
    round_ = web.load_round(round_id, session)
    assignment = queries.own_assignment(session, round_id, code, judge_id)
    rubric = queries.rubric_of(session, round_)
    if assignment is None or rubric is None:
        abort(404)
    web.require(rules.read(web.actor(), assignment, round_, now=web.now()))
    return round_, assignment, rubric


def _next_code(rows: list[queries.PaperRow], after: str | None = None) -> str | None:
    """The next paper to do: unscored first, then those put aside; beginning behind `after`."""
    codes = [r.code for r in rows]
    start = codes.index(after) + 1 if after in codes else 0
    turned = rows[start:] + rows[:start]
    waiting = [r for r in turned if r.state == AssignmentState.OPEN and r.code != after]
    return next((r.code for r in sorted(waiting, key=lambda r: r.skipped)), None)


def _may_take_back(assignment: Assignment) -> bool:
    submitted_at = assignment.sheet.submitted_at if assignment.sheet else None
    return submitted_at is not None and web.now() - submitted_at <= actions.UNDO_WINDOW
