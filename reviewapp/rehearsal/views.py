"""The rehearsal page: assumptions, what they would give, and what would change it; for the organizer."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import login_required

from reviewapp import runs, web
from reviewapp.contests import queries as contest_queries
from reviewapp.contests.blueprint import show_refusal
from reviewapp.errors import Invalid, Missing
from reviewapp.models.contest import Round
from reviewapp.models.result import Run, RunState
from reviewapp.rehearsal import actions, queries, rules, sentences
from reviewapp.rehearsal.forms import RehearsalForm

bp = Blueprint("rehearsal", __name__)
JUDGES_IF_NONE = 20  # a first guess before anybody is enrolled


@bp.route("/rounds/<int:round_id>/rehearsal", methods=["GET", "POST"])
@login_required
def page(round_id: int) -> ResponseReturnValue:
    """The newest rehearsal (or the one ?run= names) and the form for another."""
    round_ = _open(round_id)
    form = RehearsalForm(data=_assumed(round_))
    if form.validate_on_submit():
        try:
            with web.transaction() as session:
                round_ = web.load_round(round_id, session)
                run = actions.request_rehearsal(
                    session, web.actor(), round_, form.data_for_action(), now=web.now()
                )
            return web.follow(run)
        except Invalid as error:
            round_ = web.load_round(round_id)
            show_refusal(form, error)
    return _page(round_, form), 422 if request.method == "POST" else 200


def _open(round_id: int) -> Round:
    round_ = web.load_round(round_id)
    web.require(rules.rehearse(web.actor(), round_, now=web.now()))
    return round_


def _assumed(round_: Round) -> dict[str, object]:
    """What the round says; the other fields have their own defaults."""
    enrolled = len(queries.judges(web.read_session(), round_))
    return {"judges": enrolled or JUDGES_IF_NONE, "readings": round_.readings}


def _page(round_: Round, form: RehearsalForm) -> str:
    session = web.read_session()
    history = runs.finished(session, round_.id, "rehearsal")
    run = _chosen(round_, history)
    newest = runs.last_asked(session, round_.id, "rehearsal")
    bodies = contest_queries.recommender_rows(session, round_)
    return render_template(
        "rehearsal/page.html",
        round=round_,
        form=form,
        bodies=len(bodies),
        received=sum(b.received for b in bodies),
        enrolled=len(queries.judges(session, round_)),
        history=history,
        run=run,
        running=newest if newest and newest.state in (RunState.QUEUED, RunState.RUNNING) else None,
        failed=newest if newest and newest.state == RunState.FAILED else None,
        **(_shown(round_, run) if run else {}),
    )


def _chosen(round_: Round, history: object) -> Run | None:
    """The rehearsal asked for by ?run=, else the newest; with inputs and output."""
    known = [run.id for run in history]  # type: ignore[attr-defined]
    asked = request.args.get("run", type=int)
    if asked is not None and asked not in known:
        raise Missing
    run_id = asked or next(iter(known), None)
    if run_id is None:
        return None
    return runs.one_finished(web.read_session(), round_.id, run_id, "rehearsal", "inputs", "output")


def _shown(round_: Round, run: Run) -> dict[str, object]:
    """One rehearsal as the page shows it."""
    output, inputs = runs.unpack(run.output), runs.unpack(run.inputs)
    outcomes = output["outcomes"]
    lines = [
        {
            **o,
            "name": sentences.scenario(o),
            "effect": sentences.effect(o),
            "cost": sentences.cost(o, outcomes[0]),
        }
        for o in outcomes
    ]
    return {
        "output": output,
        "inputs": inputs,
        "base": outcomes[0],
        "lines": sorted(
            lines, key=lambda o: (o["more_judges"], o["borderline"] > 0, o["readings"], o["borderline"])
        ),
        "points": _points(outcomes),
        "findings": sentences.findings(output, inputs, round_.judging_until, round_.submissions_until),
        "panel": sentences.PANELS[inputs["panel"]],
    }


def _points(outcomes: list[runs.Json]) -> list[runs.Json]:
    """What the drawing shows: readings per paper against the share of right choices."""
    return [
        {
            "x": o["readings"] + o["borderline"],
            "y": o["right"]["mean"],
            "error": o["right"]["error"] or 0.0,
            "border": bool(o["borderline"]),
            "base": o is outcomes[0],
        }
        for o in sorted(outcomes, key=lambda o: o["readings"] + o["borderline"])
        if o["right"] and not o["more_judges"]
    ]
