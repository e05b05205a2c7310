"""The judge's pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required
from sqlalchemy.orm import Session

from reviewapp import web
from reviewapp.contests.totals import points_of, scale_of
from reviewapp.errors import Invalid, StageClosed, Stale
from reviewapp.judging import (
    actions,
    anchor_views,  # noqa: F401  (adds its routes to the blueprint)
    offline_views,  # noqa: F401  (adds its routes to the blueprint)
    overview_views,  # noqa: F401  (adds its routes to the blueprint)
    own_views,  # noqa: F401  (the same)
    picture_queries,
    queries,
    receipts,
    rules,
    trial_views,  # noqa: F401  (adds its routes to the blueprint)
)
from reviewapp.judging.blueprint import bp, json_login_required, own_paper, trials_to_do
from reviewapp.judging.forms import draft_from_form, draft_from_json, parse_body
from reviewapp.judging.lists import LIST, SHOWN, mode_of, next_code, paper_list, walk, way_on
from reviewapp.judging.note_views import annotated
from reviewapp.judging.picture_views import places_of
from reviewapp.judging.reading import CHOICES, ReadingSettings, cookie_name
from reviewapp.models.account import User
from reviewapp.models.contest import Round
from reviewapp.models.judging import Assignment, AssignmentState, SheetState
from reviewapp.models.rubric import Rubric

AHEAD = 3  # papers named to the browser; it fetches two, and has one to spare when another window takes one


@dataclass(frozen=True, slots=True)
class Refused:
    """What a plain form brought that was not stored: shown again in its fields, with what is wrong."""

    typed: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    stale: bool = False


@bp.route("/judging")
@login_required
def desk() -> str:
    """My papers in every round, with their state; the first one still to do is one click away."""
    session, actor = web.read_session(), web.actor()
    shown = request.args.get("show", "all")
    shown = shown if shown in SHOWN else "all"
    lists, receipt = [], None
    own: dict[int, int] = {}
    for round_ in queries.rounds_of_judge(session, [judge for _contest, judge in sorted(actor.judge_ids)]):
        judge_id = actor.judge_id(round_.contest_id)
        rubric = queries.rubric_of(session, round_)
        if judge_id is None or rubric is None or round_.stage not in rules.READABLE:
            continue
        own[round_.id] = judge_id
        web.about(round_)  # times on the page are those of the contest
        rows = queries.papers_for_judge(session, round_, judge_id, rubric)
        lists.append(paper_list(round_, rows, shown, scale_of(rubric), now=web.now(), zone=web.zone()))
        receipt = receipt or _receipt(session, round_, judge_id, rubric)
    page_key = receipts.page_key(web.site().settings.secret_key, actor.user_id)
    return render_template(
        "judging/desk.html",
        lists=lists,
        shown=shown,
        mode=way_on(request.args.get("go"), shown),
        trials=trials_to_do(session, [(one.round, own[one.round.id]) for one in lists]),
        receipt=receipt,
        page_key=page_key,
    )


@bp.route("/judging/<int:round_id>/<code>", methods=["GET", "POST"])
@login_required
def sheet(round_id: int, code: str) -> ResponseReturnValue:
    """One paper beside its score sheet.  POST is the plain form, for a browser without script."""
    if request.method == "POST":
        return _plain_form(round_id, code)
    session = web.read_session()
    round_, assignment, rubric = own_paper(session, round_id, code)
    return _sheet_page(session, round_, assignment, rubric)


def _sheet_page(
    session: Session, round_: Round, assignment: Assignment, rubric: Rubric, refused: Refused | None = None
) -> str:
    paper = queries.paper_to_mark(session, assignment)
    queue = queries.queue_of_judge(session, round_.id, assignment.judge_id)
    mode = mode_of(request.args.get("go"))
    codes = walk(queue, paper.code, mode)
    place = codes.index(paper.code)
    subject = (web.actor(), assignment, round_)
    pictures = picture_queries.allowed(session, assignment.paper_id) if paper.illustrated else ()
    user = session.get_one(User, web.actor().user_id)
    return render_template(
        "judging/sheet.html",
        round=round_,
        paper=paper,
        rubric=rubric,
        assignment=assignment,
        notes=annotated(session, assignment, paper),
        pictures=places_of(pictures, paper, round_) if pictures else {},
        held=_held(assignment, rubric),
        refused=refused,
        number=place + 1,
        count=len(codes),
        total=len(queue),
        mode=mode,
        done=_submitted(queue),
        previous=codes[place - 1] if place else None,
        following=codes[place + 1] if place + 1 < len(codes) else None,
        next_open=next_code(queue, paper.code, mode),
        ahead=_ahead(queue, paper.code, mode),
        page_key=receipts.page_key(web.site().settings.secret_key, user.id),
        denial=rules.mark(*subject, now=web.now()),
        may_take_back=rules.take_back(*subject, now=web.now()) is None,
        receipt=_receipt(session, round_, assignment.judge_id, rubric),
        flags=actions.FLAGS,
        reading=ReadingSettings.from_cookie(request.cookies.get(cookie_name(user.id), "")),
        choices=CHOICES,
        reader=user,
    )


def _receipt(session: Session, round_: Round, judge_id: int, rubric: Rubric) -> dict[str, Any] | None:
    """The paper just submitted (?done=), while it can be taken back from here."""
    code = request.args.get("done", "")
    found = queries.own_assignment(session, round_.id, code, judge_id) if code else None
    if found is None or rules.take_back(web.actor(), found, round_, now=web.now()) is not None:
        return None
    number = receipts.newest_receipt(session, found)
    return {"code": code, "round": round_, "number": number, **_held(found, rubric)}


def _ahead(queue: list[queries.QueueRow], code: str, mode: str) -> list[str]:
    """The codes the judge will come to next, for the browser to fetch while he reads."""
    found: list[str] = []
    while len(found) < AHEAD and (following := next_code(queue, code, mode)):
        queue = [r for r in queue if r.code != following]
        found.append(following)
    return found


def _plain_form(round_id: int, code: str) -> ResponseReturnValue:
    submit = bool(request.form.get("submit"))
    try:
        with web.transaction() as session:
            round_, assignment, rubric = own_paper(session, round_id, code, lock=True)
            draft = draft_from_form(request.form, rubric)
            verb = actions.submit_sheet if submit else actions.save_marks
            verb(session, web.actor(), assignment, round_, draft, now=web.now())
    except (Invalid, Stale) as error:
        web.flash(error.sentence, "error")
        wrong = {k: web.speak(s) for k, s in getattr(error, "fields", {}).items()}
        session = web.read_session()
        refused = Refused(request.form.to_dict(), wrong, isinstance(error, Stale))
        page = _sheet_page(session, *own_paper(session, round_id, code), refused)
        return page, 409 if refused.stale else 422
    if submit:
        web.site().jobs.enqueue_queued(round_id)
        return redirect(_onward(_own_queue(round_id), round_id, code, done=code))
    web.flash(_("已保存。"))
    return redirect(url_for("judging.sheet", round_id=round_id, code=code))


@bp.route("/judging/<int:round_id>/<code>/save", methods=["POST"])
@json_login_required
def save(round_id: int, code: str) -> ResponseReturnValue:
    """Autosave and submit as JSON; the answer is what this save left on the server, never more."""
    try:
        data = parse_body(request.get_data())
    except Invalid as error:
        return {"error": web.speak(error.sentence)}, 400
    submit = data.get("submit") is True
    try:
        with web.transaction() as session:
            round_, assignment, rubric = own_paper(session, round_id, code, lock=True)
            draft = draft_from_json(data, rubric)
            verb = actions.submit_sheet if submit else actions.save_marks
            saved = verb(session, web.actor(), assignment, round_, draft, now=web.now())
            answer = _spoken(saved, rubric) | {"op_id": draft.op_id, "replayed": saved.replayed}
            answer |= _signed(session, assignment, draft.op_id, saved)
    except Invalid as error:
        fields = {k: web.speak(s) for k, s in error.fields.items()}
        return {"error": web.speak(error.sentence), "fields": fields}, 422
    except Stale as error:
        session = web.read_session()
        _round, assignment, rubric = own_paper(session, round_id, code)
        return {"error": web.speak(error.sentence), "held": _held(assignment, rubric)}, 409
    if submit:
        web.site().jobs.enqueue_queued(round_id)
        queue = _own_queue(round_id)
        answer |= {"next": _onward(queue, round_id, code, done=code), "done": _submitted(queue)}
    return answer


def _signed(
    session: Session, assignment: Assignment, op_id: str, saved: actions.SavedSheet
) -> dict[str, str]:
    """The receipt of a save, and the proof by which the judge's page knows that the answer is ours."""
    number = receipts.receipt_number(session, assignment, op_id, saved.version, saved.state, saved.marks)
    key = receipts.page_key(web.site().settings.secret_key, web.actor().user_id)
    return {"receipt": number, "proof": receipts.proof(key, op_id, saved.version, number)}


@bp.route("/judging/<int:round_id>/<code>/history")
@login_required
def history(round_id: int, code: str) -> str:
    """All saved states of one's own sheet."""
    session = web.read_session()
    round_, assignment, rubric = own_paper(session, round_id, code)
    stored = queries.history(session, assignment)
    versions = [(v, {int(c): s for c, s in v.marks.items()}) for v in stored]
    return render_template(
        "judging/history.html",
        round=round_,
        code=code,
        rubric=rubric,
        versions=[(v, marks, points_of(marks, rubric) if marks else None) for v, marks in versions],
        receipts=[receipts.receipt_of_version(session, assignment, v) for v in stored],
    )


@bp.route("/judging/<int:round_id>/<code>/<any(recuse,skip,revisit,flag,take_back):verb>", methods=["POST"])
@login_required
def act(round_id: int, code: str, verb: str) -> ResponseReturnValue:
    """The small verbs of the desk; afterwards the judge goes on where it makes sense."""
    form = request.form
    put_aside, again = form.get("skipped", "1") == "1", form.get("revisit", "1") == "1"
    if verb == "take_back":
        return _take_back(round_id, code)
    with web.transaction() as session:
        round_, assignment, _rubric = own_paper(session, round_id, code, lock=True)
        subject = (session, web.actor(), assignment, round_)
        if verb == "recuse":
            actions.recuse(*subject, form.get("reason", ""), now=web.now())
        elif verb == "skip":
            actions.skip(*subject, put_aside, now=web.now())
        elif verb == "revisit":
            actions.revisit(*subject, again, now=web.now())
        else:
            actions.flag(*subject, form.get("flag", ""), now=web.now())
    web.flash(
        {
            "recuse": _("已登记回避，这篇不会再分给您。"),
            "skip": _("已放到稍后处理。") if put_aside else _("已取消稍后处理。"),
            "revisit": _("已标记要回看。") if again else _("已取消回看标记。"),
            "flag": _("异常标记已记录。") if form.get("flag") else _("异常标记已取消。"),
        }[verb]
    )
    if verb == "recuse":
        web.site().jobs.enqueue_queued(round_id)
    if verb == "recuse" or (verb == "skip" and put_aside):
        return redirect(_onward(_own_queue(round_id), round_id, code))
    return redirect(url_for("judging.sheet", round_id=round_id, code=code))


def _take_back(round_id: int, code: str) -> ResponseReturnValue:
    """The sheet is open again; a minute after its submission it is not, and the judge stays at the desk."""
    try:
        with web.transaction() as session:
            round_, assignment, _rubric = own_paper(session, round_id, code, lock=True)
            actions.take_back(session, web.actor(), assignment, round_, now=web.now())
    except StageClosed as refused:
        web.flash(refused.sentence, "error")
    else:
        web.flash(_("已撤回提交，可以继续修改。"))
    return redirect(url_for("judging.sheet", round_id=round_id, code=code))


def _own_queue(round_id: int) -> list[queries.QueueRow]:
    session = web.read_session()
    judge_id = web.actor().judge_id(web.load_round(round_id).contest_id)
    return queries.queue_of_judge(session, round_id, judge_id) if judge_id is not None else []


def _submitted(queue: list[queries.QueueRow]) -> int:
    return sum(row.state == AssignmentState.SUBMITTED for row in queue)


def _onward(queue: list[queries.QueueRow], round_id: int, code: str, done: str | None = None) -> str:
    """Where the judge's way of going on leads (?go=), or the list; `done` was just submitted."""
    mode = mode_of(request.args.get("go"))
    following = next_code(queue, code, mode)
    if following is None:
        shown = mode if mode in SHOWN else None
        return url_for("judging.desk", show=shown, go=LIST if mode == LIST else None, done=done)
    return url_for("judging.sheet", round_id=round_id, code=following, done=done)


def _held(assignment: Assignment, rubric: Rubric) -> dict[str, Any]:
    """The sheet as it stands on the server."""
    sheet = assignment.sheet
    if sheet is None:
        nothing = actions.SavedSheet(0, web.now(), SheetState.DRAFT, {}, "", "")
        return _spoken(nothing, rubric) | {"saved_at": ""}
    marks = {m.criterion_id: m.steps for m in sheet.marks}
    return _spoken(
        actions.SavedSheet(
            sheet.version, sheet.saved_at, sheet.state, marks, sheet.comment, sheet.private_note
        ),
        rubric,
    )


def _spoken(saved: actions.SavedSheet, rubric: Rubric) -> dict[str, Any]:
    """A stored sheet in points, as text; the time is the server's, in the contest's zone."""
    return {
        "version": saved.version,
        "state": saved.state.value,
        "saved_at": saved.saved_at.astimezone(web.zone()).strftime("%H:%M:%S"),
        "marks": {str(c): web.points(s / rubric.steps_per_point) for c, s in saved.marks.items()},
        "comment": saved.comment,
        "private_note": saved.private_note,
        "total": web.points(points_of(saved.marks, rubric)),
        "missing": len(rubric.criteria) - len(saved.marks),
    }
