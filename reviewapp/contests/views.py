"""Pages of a contest: the list, the overview, a running computation, the log."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import login_required

from reviewapp import web
from reviewapp.contests import queries, rules
from reviewapp.errors import Missing
from reviewapp.models.contest import Round
from reviewapp.models.result import Run

bp = Blueprint("contests", __name__)


@bp.route("/")
@login_required
def home() -> ResponseReturnValue:
    return render_template("contests/home.html", rounds=queries.rounds_of(web.read_session(), web.actor()))


@bp.route("/rounds/<int:round_id>/")
@login_required
def rail(round_id: int) -> ResponseReturnValue:
    round_ = web.load_round(round_id)
    web.require(rules.watch(web.actor(), round_, now=web.now()))
    return render_template("contests/rail.html", round=round_)


@bp.route("/runs/<int:run_id>")
@login_required
def run(run_id: int) -> ResponseReturnValue:
    found = web.read_session().get(Run, run_id)
    if found is None:
        raise Missing
    round_ = web.load_round(found.round_id)
    web.require(rules.watch(web.actor(), round_, now=web.now()))
    return render_template("contests/run.html", run=found, round=round_)


@bp.route("/rounds/<int:round_id>/log")
@login_required
def log(round_id: int) -> ResponseReturnValue:
    round_: Round = web.load_round(round_id)
    web.require(rules.run_contest(web.actor(), round_, now=web.now()))
    return render_template("contests/log.html", round=round_)


@bp.route("/rounds/<int:round_id>/settings")
@login_required
def settings(round_id: int) -> ResponseReturnValue:
    round_: Round = web.load_round(round_id)
    web.require(rules.run_contest(web.actor(), round_, now=web.now()))
    return render_template("contests/settings.html", round=round_)
