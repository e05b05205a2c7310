"""The selection page: quotas, decisions with reasons, what another run would change; organizer only."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from itertools import groupby

from flask import redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required
from sqlalchemy.orm import Session

from reviewapp import runs, web
from reviewapp.contests.marking import cannot_trim
from reviewapp.contests.methods import NAMES
from reviewapp.errors import Invalid, Missing, Stale
from reviewapp.models.contest import Round, ScoreMethod
from reviewapp.models.result import Run
from reviewapp.selection import (
    actions,
    changes,
    genre_views,  # noqa: F401  (adds its routes to the blueprint)
    places,
    preview_views,  # noqa: F401  (adds its routes to the blueprint)
    queries,
    register,
)
from reviewapp.selection.blueprint import bp, open_round
from reviewapp.selection.work_views import chosen_run
from reviewapp.standings import queries as standings_queries
from reviewapp.standings.sentences import interval
from reviewapp.words import Sentence

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BODIES = 20  # recommenders on one page
BELOW = (
    5  # entries shown below the last that is selected or borderline; the others stand on a page of their own
)


@bp.route("/rounds/<int:round_id>/selection")
@login_required
def result(round_id: int) -> ResponseReturnValue:
    """One run's decisions, by default the confirmed one, else the newest."""
    round_ = open_round(round_id)
    session = web.read_session()
    history = runs.finished(session, round_id, "selection")
    run = chosen_run(session, round_id)
    standings = standings_queries.frozen_run(session, round_id)
    context = {
        "round": round_,
        "run": run,
        "history": history,
        "standings": standings,
        "open_cases": queries.open_cases(session, round_id),
        "selected_counts": queries.selected_counts(session, round_id),
    }
    if run is None:
        return render_template("selection/result.html", **context)
    output = runs.unpack(run.output)
    page = web.page_of(len(output["groups"]), size=BODIES)
    shown = output["groups"][page.offset : page.offset + page.size]
    firm = queries.firmness(session, run.id)
    blocks = _blocks(session, run, shown, firm)
    return render_template(
        "selection/result.html",
        **context,
        output=output,
        page=page,
        shown=[g["recommender"] for g in shown],
        blocks=blocks,
        firm=firm,
        band=places.band,
        names=NAMES,
        methods=_methods(round_, output),
        ends_of=interval,
        scale=_scale([row for _group, rows in blocks for row in rows]),
        differs=changes.since(session, round_, run),
        change=_change(session, run, history),
    )


def _methods(round_: Round, output: runs.Json) -> list[tuple[ScoreMethod, int, Sentence | None]]:
    """How many selected works each other method would exchange, or why it cannot be used."""
    found = output.get("methods", {})  # runs of the first version have none
    others = (m for m in NAMES if m.value in found and m != round_.score_method)
    return [(m, found[m.value], cannot_trim(round_, m)) for m in others]


def _blocks(
    session: Session, run: Run, groups: Sequence[runs.Json], firm: Mapping[int, queries.Firmness]
) -> list[tuple[runs.Json, list[queries.DecisionRow]]]:
    """Each recommender's summary with its entries down to a little below the line, best first."""
    last = {g["recommender"]: g["selected"] + BELOW for g in groups}
    for body, found in firm.items():
        if body in last and found.last is not None:
            last[body] = max(last[body], found.last + BELOW)
    rows = queries.decisions_near_line(session, run, last)
    by_body = {key: list(found) for key, found in groupby(rows, key=lambda r: r.recommender.id)}
    return [(g, by_body.get(g["recommender"], [])) for g in groups]


def _scale(rows: Sequence[queries.DecisionRow]) -> tuple[float, float]:
    """Ends of the drawn scale: the intervals around all scores on the page."""
    found = [
        interval(row.standing) for row in rows if row.standing and row.selection.facts["score"] is not None
    ]
    ends = [one for one in found if one is not None]
    return min((low for low, _ in ends), default=0.0), max((high for _, high in ends), default=1.0)


def _change(session: Session, run: Run, history: Sequence[Run]) -> dict[str, object] | None:
    """Who enters and who leaves, compared with ?against= or the run before this one."""
    others = [other for other in history if other.id != run.id]
    asked = request.args.get("against", type=int)
    before = next((o for o in others if o.id == asked), None) if asked else None
    before = before or next((o for o in others if o.id < run.id), None)
    if before is None:
        return None
    now, then = queries.selected_entries(session, run.id), queries.selected_entries(session, before.id)
    rows = {r.entry.id: r for r in queries.decisions_of_entries(session, run, now ^ then)}
    return {
        "against": before,
        "others": others,
        "enters": [r for i, r in rows.items() if i in now],
        "leaves": [r for i, r in rows.items() if i in then],
        "stays": len(now & then),
    }


@bp.route("/rounds/<int:round_id>/selection/export/<int:run_id>.xlsx")
@login_required
def export(round_id: int, run_id: int) -> ResponseReturnValue:
    """Every decision of one run with its reason."""
    round_ = open_round(round_id)
    session = web.read_session()
    run = runs.one_finished(session, round_id, run_id, "selection", "output")
    if run is None:
        raise Missing
    title = f"{round_.contest.title}（{round_.title}）遴选结果"
    data = register.workbook(title, queries.decisions(session, run), web.speak)
    return send_file(io.BytesIO(data), XLSX, as_attachment=True, download_name=f"遴选结果-{run.id}.xlsx")


@bp.route("/rounds/<int:round_id>/selection/run", methods=["POST"])
@login_required
def trial(round_id: int) -> ResponseReturnValue:
    try:
        with web.transaction() as session:
            round_ = web.load_round(round_id, session)
            run = actions.request_selection(session, web.actor(), round_, now=web.now())
    except Invalid as error:
        web.flash(error.sentence, "error")
        return redirect(url_for("selection.result", round_id=round_id))
    return web.follow(run)


@bp.route("/rounds/<int:round_id>/selection/confirm", methods=["POST"])
@login_required
def confirm(round_id: int) -> ResponseReturnValue:
    run_id = request.form.get("run", 0, type=int)
    try:
        with web.transaction() as session:
            round_ = web.load_round(round_id, session)
            run = session.get(Run, run_id)
            if run is None:
                raise Missing
            actions.confirm_selection(session, web.actor(), round_, run, now=web.now())
        web.flash(_("已确认这次遴选结果。可以生成推荐名单了。"))
    except (Invalid, Stale) as error:
        web.flash(error.sentence, "error")
    return redirect(url_for("selection.result", round_id=round_id, run=run_id))
