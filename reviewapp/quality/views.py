"""The judges' figures: all judges with the panel, and one judge; for the organizer alone."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import login_required

from reviewapp import runs, web
from reviewapp.errors import Missing
from reviewapp.models.contest import Round
from reviewapp.quality import actions, queries, rules, sentences
from reviewapp.runs import Json

bp = Blueprint("quality", __name__)

SORTS = ("alias", "readings", "severity", "slope", "noise", "following", "change", "pace", "flags")


@bp.route("/rounds/<int:round_id>/quality")
@login_required
def panel(round_id: int) -> str:
    """Every judge in a row that can be sorted, the panel's statistics, differences between regions."""
    round_ = _open(round_id)
    session = web.read_session()
    run = runs.newest(session, round_id, "quality", "output")
    newer = queries.submitted(session, round_id, after=run.started_at if run else None)
    if run is None:
        return render_template("quality/panel.html", round=round_, run=None, newer=newer)
    output = runs.unpack(run.output)
    rows = _rows(round_, output)
    return render_template(
        "quality/panel.html",
        round=round_,
        run=run,
        newer=newer,
        output=output,
        rows=_sorted(rows, request.args.get("sort", "-flags")),
        flagged=sum(bool(row["said"]) for row in rows),
        firm=sum(any(said.firm for said in row["said"]) for row in rows),
        by_chance=output["probes"] * output["false_alarm"],
        shares=sentences.shares(output["panel"]) if output["panel"] else None,
        reliable=sentences.reliability(output["panel"]["mean"]["relative"]) if output["panel"] else None,
        lifts=_lifts(round_, output),
    )


@bp.route("/rounds/<int:round_id>/quality/<int:judge_id>")
@login_required
def judge(round_id: int, judge_id: int) -> str:
    """One judge: each figure beside what an ordinary judge shows, and what may be done."""
    round_ = _open(round_id)
    run = runs.newest(web.read_session(), round_id, "quality", "output")
    rows = _rows(round_, runs.unpack(run.output)) if run else []
    row = next((r for r in rows if r["judge"] == judge_id), None)
    if run is None or row is None:
        raise Missing
    output = runs.unpack(run.output)
    return render_template(
        "quality/judge.html",
        round=round_,
        run=run,
        row=row,
        usual_slope=output["usual_slope"],
        enough=row["readings"] >= sentences.ENOUGH,
        bars=_bars(row, output.get("least", 0), output["full_marks"]),
    )


@bp.route("/rounds/<int:round_id>/quality/compute", methods=["POST"])
@login_required
def compute(round_id: int) -> ResponseReturnValue:
    with web.transaction() as session:
        round_ = web.load_round(round_id, session)
        run = actions.request_quality(session, web.actor(), round_, now=web.now())
    return web.follow(run)


def _open(round_id: int) -> Round:
    round_ = web.load_round(round_id)
    web.require(rules.see_quality(web.actor(), round_, now=web.now()))
    return round_


def _rows(round_: Round, output: Json) -> list[dict[str, Any]]:
    """The judges who read something, with their person and their flags in words."""
    known = queries.judges(web.read_session(), round_.contest_id)
    return [
        {**row, "person": known[row["judge"]], "said": sentences.flags(row["flags"])}
        for row in output["judges"]
        if row["readings"]
    ]


def _sorted(rows: list[dict[str, Any]], sort: str) -> list[dict[str, Any]]:
    """By a column of SORTS, "-" downwards; figures that are not there come last; then by alias."""
    name, down = sort.removeprefix("-"), sort.startswith("-")
    rows = sorted(rows, key=lambda row: row["person"].alias)
    if name not in SORTS or name == "alias":
        return rows[::-1] if down and name == "alias" else rows
    if name == "flags":
        weight = {id(row): sum(10 if said.firm else 1 for said in row["said"]) for row in rows}
        return sorted(rows, key=lambda row: -weight[id(row)] if down else weight[id(row)])
    here = [row for row in rows if row[name] is not None]
    gone = [row for row in rows if row[name] is None]
    return sorted(here, key=lambda row: -row[name] if down else row[name]) + gone


def _lifts(round_: Round, output: Json) -> dict[str, Any]:
    """How many differences were looked at, and those that survive the correction for that many, in words."""
    found = output["lifts"]
    rows = [
        (kind, row)
        for kind, looked in found.items()
        for row in looked["rows"]
        if row["p_holm"] < output["firm"]
    ]
    regions = {row["group"] for kind, row in rows if kind != "own_unit"}
    units = {row["group"] for kind, row in rows if kind == "own_unit"}
    session = web.read_session()
    names = queries.place_names(session, regions, units)
    people = queries.judges(session, round_.contest_id)
    said = {
        (row["judge"], kind == "own_unit", row["group"]): sentences.lift(
            row,
            people[int(row["judge"])].alias,
            names["unit" if kind == "own_unit" else "region", row["group"]],
        )
        for kind, row in rows
    }
    return {"tests": {kind: looked["tests"] for kind, looked in found.items()}, "said": list(said.values())}


def _bars(row: dict[str, Any], least: float, full_marks: float) -> list[dict[str, Any]]:
    """The judge's totals by tenths of the scale, from the lowest that occurs."""
    counts = row["bars"]
    first = next((i for i, n in enumerate(counts) if n), 0)
    width = (full_marks - least) / len(counts)
    return [{"label": f"{least + i * width:g}", "count": counts[i]} for i in range(first, len(counts))]
