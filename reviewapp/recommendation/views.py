"""The recommendation list: order, reserves, sending up, taking back, the official form; organizer only."""

from __future__ import annotations

import io
from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required
from sqlalchemy.orm import Session

from reviewapp import web
from reviewapp.errors import Invalid, Missing, StageClosed, Stale
from reviewapp.models.contest import Round
from reviewapp.models.entry import EntryState
from reviewapp.models.result import ListState, Recommendation
from reviewapp.recommendation import actions, queries, rules, summary
from reviewapp.recommendation.forms import arrangement_from
from reviewapp.selection import queries as selection_queries
from reviewapp.words import Sentence, say

bp = Blueprint("recommendation", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

STATES = {
    ListState.DRAFT: (say("未提交"), "wait"),
    ListState.SUBMITTED: (say("已提交"), "done"),
    ListState.RETURNED: (say("已退回"), "warn"),
}
ABOVE = {
    EntryState.RECEIVED: say("已收件"),
    EntryState.PROPOSED: say("正在匿名"),
    EntryState.SEALED: say("已匿名"),
    EntryState.WITHDRAWN: say("已撤回"),
}


@bp.route("/rounds/<int:round_id>/recommendation")
@login_required
def ranked(round_id: int) -> ResponseReturnValue:
    return _page(round_id, {}, {})


def _page(round_id: int, typed: Mapping[str, str], errors: Mapping[str, Sentence]) -> str:
    """The list; `typed` and `errors` when an order was refused."""
    round_ = _open(round_id)
    session = web.read_session()
    listed = queries.current_list(session, round_id)
    confirmed = selection_queries.confirmed_run(session, round_id)
    rows = queries.rows(session, listed) if listed else []
    return render_template(
        "recommendation/ranked.html",
        round=round_,
        listed=listed,
        confirmed=confirmed,
        outdated=listed is not None and (confirmed is None or confirmed.id != listed.run_id),
        rows=rows,
        above=queries.works_above(session, [r.entry.id for r in rows]),
        above_words=ABOVE,
        state=STATES[listed.state] if listed else None,
        may_edit=listed is not None and web.may("recommendation.edit", round_, listed),
        may_return=listed is not None and web.may("recommendation.return_list", round_, listed),
        may_draft=_may_draft(round_, listed),
        typed=typed,
        errors={name: web.speak(sentence) for name, sentence in errors.items()},
    )


def _open(round_id: int) -> Round:
    round_ = web.load_round(round_id)
    web.require(rules.see_list(web.actor(), round_, now=web.now()))
    return round_


def _may_draft(round_: Round, listed: Recommendation | None) -> bool:
    if listed is None:
        return web.may("recommendation.recommend", round_)
    return web.may("recommendation.edit", round_, listed)


@bp.route("/rounds/<int:round_id>/recommendation/export.xlsx")
@login_required
def export(round_id: int) -> ResponseReturnValue:
    """The 汇总表 of the list as it stands."""
    round_ = _open(round_id)
    session = web.read_session()
    listed = queries.current_list(session, round_id)
    if listed is None:
        raise Missing
    title = f"{round_.contest.title}推荐作品汇总表"
    data = summary.workbook(title, queries.rows(session, listed), queries.division_name(session, round_))
    return send_file(io.BytesIO(data), XLSX, as_attachment=True, download_name=f"汇总表-{listed.id}.xlsx")


@bp.route("/rounds/<int:round_id>/recommendation/draft", methods=["POST"])
@login_required
def draft(round_id: int) -> ResponseReturnValue:
    try:
        with web.transaction() as session:
            round_ = web.load_round(round_id, session)
            actions.draft_list(session, web.actor(), round_, now=web.now())
        web.flash(_("已按入选名次生成推荐名单。"))
    except Invalid as error:
        web.flash(error.sentence, "error")
    return redirect(url_for("recommendation.ranked", round_id=round_id))


@bp.route("/rounds/<int:round_id>/recommendation/arrange", methods=["POST"])
@login_required
def arrange(round_id: int) -> ResponseReturnValue:
    try:
        with web.transaction() as session:
            round_, listed = _current(session, round_id)
            wanted = arrangement_from(request.form, [i.entry_id for i in listed.items])
            actions.reorder_list(
                session, web.actor(), round_, listed, wanted.order, wanted.reason,
                reserves=wanted.reserves, now=web.now(),
            )  # fmt: skip
    except Invalid as error:
        web.flash(error.sentence, "error")
        return _page(round_id, request.form.to_dict(), error.fields), 422
    web.flash(_("已保存顺序和备选。"))
    return redirect(url_for("recommendation.ranked", round_id=round_id))


@bp.route("/rounds/<int:round_id>/recommendation/<any(submit,return):verb>", methods=["POST"])
@login_required
def hand(round_id: int, verb: str) -> ResponseReturnValue:
    """Send the list up, or take it back with a reason."""
    try:
        with web.transaction() as session:
            round_, listed = _current(session, round_id)
            if verb == "submit":
                sent = actions.submit_list(session, web.actor(), round_, listed, now=web.now())
                above = round_.next_round_id
            else:
                reason = request.form.get("reason", "")
                actions.return_list(session, web.actor(), round_, listed, reason, now=web.now())
    except (Invalid, Stale, StageClosed) as error:
        web.flash(error.sentence, "error")
        return redirect(url_for("recommendation.ranked", round_id=round_id))
    if verb == "return":
        web.flash(_("名单已退回，可以修改。"))
    elif above:
        web.flash(_("名单已提交，上一级新收 %(n)s 篇。", n=sent))
    else:
        web.flash(_("名单已提交。"))
    return redirect(url_for("recommendation.ranked", round_id=round_id))


def _current(session: Session, round_id: int) -> tuple[Round, Recommendation]:
    """The round and its newest list; whoever may not see them learns nothing of either."""
    round_ = web.load_round(round_id, session)
    web.require(rules.see_list(web.actor(), round_, now=web.now()))
    listed = queries.current_list(session, round_id)
    if listed is None:
        raise Missing
    return round_, listed
