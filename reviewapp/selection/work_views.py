"""All works with scores and chances, and one work with its marks; where codes and names meet, organizer only."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import login_required
from sqlalchemy.orm import Session

from reviewapp import runs, web
from reviewapp.contests.methods import NAMES
from reviewapp.errors import Missing
from reviewapp.models.contest import ScoreMethod
from reviewapp.models.result import Run
from reviewapp.selection import places, queries
from reviewapp.selection.blueprint import bp, open_round
from reviewapp.standings import queries as standings_queries
from reviewapp.standings import sentences, tally

BASE = "/rounds/<int:round_id>/selection/works"


def chosen_run(session: Session, round_id: int) -> Run | None:
    """The selection asked for by ?run=, else the confirmed one, else the newest; with its output."""
    known = {run.id: run for run in runs.finished(session, round_id, "selection")}
    asked = request.args.get("run", type=int)
    if asked is not None and asked not in known:
        raise Missing
    confirmed = next((i for i, run in known.items() if run.frozen), None)
    run_id = asked or confirmed or next(iter(known), None)
    return None if run_id is None else runs.one_finished(session, round_id, run_id, "selection", "output")


@bp.route(BASE)
@login_required
def works(round_id: int) -> ResponseReturnValue:
    """Every work of a selection, of all regions or one, in any order."""
    round_ = open_round(round_id)
    session = web.read_session()
    run = chosen_run(session, round_id)
    if run is None:
        raise Missing
    output = runs.unpack(run.output)
    bodies = [(g["recommender"], g["name"]) for g in output["groups"]]
    body = request.args.get("recommender", type=int)
    if body is not None and body not in dict(bodies):
        raise Missing
    total = queries.decision_count(session, run.id, body)
    page = web.page_of(total, size=total or 1 if "print" in request.args else web.PAGE_SIZE)
    sort = request.args.get("sort", "position")
    standings = standings_queries.overview(session, run.params["standings_run"])
    return render_template(
        "selection/works.html",
        round=round_,
        run=run,
        page=page,
        body=body,
        bodies=bodies,
        rows=queries.decisions_page(session, run, body, sort=sort, offset=page.offset, limit=page.size),
        firm=queries.firmness(session, run.id),
        band=places.band,
        groups={g["recommender"]: g for g in output["groups"]},
        scale=(standings.low, standings.high),
        half_width=sentences.half_width,
        ends_of=sentences.interval,
    )


@bp.route(BASE + "/<int:number>")
@login_required
def work(round_id: int, number: int) -> ResponseReturnValue:
    """One work: its sentence, scores by every method, chance and reason, and who gave what."""
    round_ = open_round(round_id)
    session = web.read_session()
    run = chosen_run(session, round_id)
    row = queries.decision_of_number(session, run, number) if run else None
    if run is None or row is None:
        raise Missing
    of = run.params["standings_run"]
    standings = runs.one_finished(session, round_id, of, "standings", "inputs", "output")
    if standings is None:
        raise Missing
    groups = {g["recommender"]: g for g in runs.unpack(run.output)["groups"]}
    marks, found = runs.unpack(standings.inputs), runs.unpack(standings.output)
    method = ScoreMethod(standings.params["method"])
    place = places.place(row, groups[row.recommender.id]["eligible"])
    scheme = standings_queries.rubric(session, round_)
    names = {c.id: c for c in scheme.criteria} if scheme else {}
    readings = tally.readings_by_paper(marks)
    return render_template(
        "selection/work.html",
        round=round_,
        run=run,
        row=row,
        method=method,
        names=NAMES,
        scores=sentences.scores(row.standing, found) if row.standing else [],
        sentence=sentences.line(row.standing, method, place) if row.standing else place,
        readings=readings.get(row.standing.paper_id, []) if row.standing else [],
        judges={j.id: j for j in standings_queries.judges(session, round_.contest_id)},
        criteria=[names.get(c) for c in marks["criteria"]],
        strictness={j["judge"]: j["severity"] for j in found["judges"]},
        kinds=sentences.KINDS,
    )
