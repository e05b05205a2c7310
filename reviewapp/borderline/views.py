"""The page of borderline readings, for the organizer."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from reviewapp import runs, web
from reviewapp.borderline import actions, queries, rules
from reviewapp.borderline.forms import BorderlineForm
from reviewapp.contests.blueprint import show_refusal
from reviewapp.errors import Invalid
from reviewapp.models.contest import Round
from reviewapp.models.judging import AssignmentState
from reviewapp.models.result import Run, RunState
from reviewapp.standings import queries as standings_queries
from reviewapp.words import Sentence, say

bp = Blueprint("borderline", __name__)
SHARE = 10  # percent of the works: the budget suggested for one round

STOPPED: dict[str, Sentence] = {
    "budget": say("次数用完，再加读仍有好处。"),
    "gain": say("其余作品再读一次也纠正不了多少，不必再加。"),
    "limit": say("其余临界作品还有评阅没交，或已经加读过两次。"),
}


@bp.route("/rounds/<int:round_id>/borderline", methods=["GET", "POST"])
@login_required
def page(round_id: int) -> ResponseReturnValue:
    """What was read more and why, and the form for another round."""
    round_ = web.load_round(round_id)
    web.require(rules.see_borderline(web.actor(), round_, now=web.now()))
    form = BorderlineForm()
    if form.validate_on_submit():
        try:
            with web.transaction() as session:
                round_ = web.load_round(round_id, session)
                run = actions.request_borderline(
                    session, web.actor(), round_, form.data_for_action(), now=web.now()
                )
            return web.follow(run)
        except Invalid as error:
            round_ = web.load_round(round_id)
            show_refusal(form, error)
    return _page(round_, form), 422 if request.method == "POST" else 200


def _page(round_: Round, form: BorderlineForm) -> str:
    session = web.read_session()
    standings = runs.newest(session, round_.id, "standings", "output")
    newest = runs.last_asked(session, round_.id, "borderline")
    readings = queries.readings(session, round_.id)
    told: dict[tuple[int, int], tuple[Run, float, float]] = {}
    rounds = []
    for run in runs.finished(session, round_.id, "borderline", "output"):
        output = runs.unpack(run.output)
        rounds.append(output | {"run": run, "stopped": STOPPED[output["stopped"]]})
        for row in output["readings"]:
            told.setdefault((row["paper"], row["judge"]), (run, row["chance"], row["gain"]))
    papers = len(standings_queries.papers(session, round_.id))
    denial = rules.read_more(web.actor(), round_, now=web.now())
    return render_template(
        "borderline/page.html",
        round=round_,
        form=form,
        suggested=max(1, -(-papers * SHARE // 100)),
        share=SHARE,
        standings=standings,
        current=standings is not None and standings_queries.is_current(session, round_, standings),
        waiting=standings_queries.open_readings(session, round_.id),
        readings=[(r, *told.get((r.paper_id, r.judge_id), (None, None, None))) for r in readings],
        open=sum(r.state == AssignmentState.OPEN for r in readings),
        rounds=rounds,
        running=newest if newest and newest.state in (RunState.QUEUED, RunState.RUNNING) else None,
        failed=newest if newest and newest.state == RunState.FAILED else None,
        locked=web.speak(denial.reason) if denial else "",
    )


@bp.route("/rounds/<int:round_id>/borderline/withdraw", methods=["POST"])
@login_required
def withdraw(round_id: int) -> ResponseReturnValue:
    with web.transaction() as session:
        round_ = web.load_round(round_id, session)
        count = actions.withdraw_borderline(session, web.actor(), round_, now=web.now())
    web.flash(_("已撤回未开始的加读 %(count)s 次。", count=count))
    return redirect(url_for("borderline.page", round_id=round_id))
