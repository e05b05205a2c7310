"""The table of standings, one paper's readings, and the form that is filed; for organizer and leader."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from typing import NamedTuple

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required
from sqlalchemy.orm import Session

from reviewapp import runs, web
from reviewapp.contests.methods import NAMES
from reviewapp.db import memory_of
from reviewapp.errors import Invalid, Missing, Stale
from reviewapp.markup import links
from reviewapp.models.contest import Round, ScoreMethod
from reviewapp.models.judging import Judge
from reviewapp.models.result import Run
from reviewapp.spreadsheets.export import FormColumn, Value, write_csv, write_form
from reviewapp.standings import actions, figures, queries, rules, sentences, table_queries, tally
from reviewapp.words import Sentence

bp = Blueprint("standings", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_PLOTTED = 200  # papers in the drawing above the table


@bp.route("/rounds/<int:round_id>/standings")
@login_required
def table(round_id: int) -> ResponseReturnValue:
    """One run's standings, by default the frozen one, else the newest."""
    round_ = _open(round_id)
    session = web.read_session()
    history = runs.finished(session, round_id, "standings")
    run = _chosen(round_id, history)
    waiting = queries.open_readings(session, round_id)
    if run is None:
        return render_template("standings/table.html", round=round_, run=None, waiting=waiting, history=[])
    output = queries.summary(session, run)
    overview = queries.overview(session, run.id)
    part = _part(output)
    total = overview.papers if part is None else table_queries.count(session, run.id, part)
    page = web.page_of(total, size=total or 1 if "print" in request.args else web.PAGE_SIZE)
    sort = request.args.get("sort", "rank")
    rows = table_queries.table(session, run.id, sort=sort, part=part, offset=page.offset, limit=page.size)
    found = figures.of_papers(session, run, output, overview, [row.paper_id for row in rows])
    address = links("standings.paper", "code", round_id=round_id, run=run.id)
    addresses = {row.code: address(row.code) for row in rows}
    return render_template(
        "standings/table.html",
        round=round_,
        run=run,
        history=history,
        overview=overview,
        page=page,
        part=part,
        rows=rows,
        addresses=addresses,
        figures_of=found,
        columns=figures.columns(output, overview),
        plotted=figures.points(rows, found, addresses) if len(rows) <= MOST_PLOTTED else [],
        judges=_judge_rows(round_, output),
        warnings=sentences.warnings(output["warnings"], unread=overview.unread, waiting=waiting),
        output=output,
        method=ScoreMethod(run.params["method"]),
        compared=sentences.compared(output, queries.selection_differences(session, run.id)),
        names=NAMES,
        waiting=waiting,
        current=queries.is_current(session, round_, run),
        why_unranked=sentences.why_unranked,
        severity=sentences.severity,
    )


def _part(output: runs.Json) -> int | None:
    """The connected part asked for by ?part=; none unless there are several."""
    known = {part["part"] for part in output["parts"]}
    asked = request.args.get("part", type=int)
    if asked is not None and asked not in known:
        raise Missing
    return asked if len(known) > 1 else None


def _open(round_id: int) -> Round:
    round_ = web.load_round(round_id)
    web.require(rules.see_standings(web.actor(), round_, now=web.now()))
    return round_


def _chosen(round_id: int, history: Sequence[Run], *parts: runs.Part) -> Run | None:
    """The run asked for by ?run=, else the frozen one, else the newest; with these parts."""
    known = {run.id: run for run in history}
    asked = request.args.get("run", type=int)
    if asked is not None and asked not in known:
        raise Missing
    frozen = next((i for i, run in known.items() if run.frozen), None)
    run_id = asked or frozen or next(iter(known), None)
    if run_id is None:
        return None
    if not parts:
        return known[run_id]
    return runs.one_finished(web.read_session(), round_id, run_id, "standings", *parts)


class JudgeRow(NamedTuple):
    """What a run found of a judge; severity and its standard error in points."""

    person: Judge
    readings: int
    severity: float
    se: float


def _judge_rows(round_: Round, output: runs.Json) -> list[JudgeRow]:
    """Judges who read something, the strictest first."""
    known = {j.id: j for j in queries.judges(web.read_session(), round_.contest_id)}
    found = [
        JudgeRow(known[row["judge"]], row["readings"], row["severity"], row["se"])
        for row in output["judges"]
        if row["readings"]
    ]
    return sorted(found, key=lambda row: -row.severity)


@bp.route("/rounds/<int:round_id>/standings/<code>")
@login_required
def paper(round_id: int, code: str) -> ResponseReturnValue:
    """One paper: who gave what, as this run saw it, and what came of it."""
    round_ = _open(round_id)
    session = web.read_session()
    run = _chosen(round_id, runs.finished(session, round_id, "standings"), "inputs", "output")
    row = table_queries.row_of_paper(session, run.id, code) if run else None
    if run is None or row is None:
        raise Missing
    inputs, output = runs.unpack(run.inputs), runs.unpack(run.output)
    method = ScoreMethod(run.params["method"])
    scheme = queries.rubric(session, round_)
    names = {c.id: c for c in scheme.criteria} if scheme else {}
    return render_template(
        "standings/paper.html",
        round=round_,
        run=run,
        row=row,
        method=method,
        names=NAMES,
        names_of=ScoreMethod,
        scores=sentences.scores(row.standing, output),
        sentence=sentences.line(row.standing, method, _place(row, output)),
        readings=tally.readings_by_paper(inputs).get(row.standing.paper_id, []),
        judges={j.id: j for j in queries.judges(session, round_.contest_id)},
        criteria=[names.get(c) for c in inputs["criteria"]],
        strictness={j["judge"]: j["severity"] for j in output["judges"]},
        kinds=sentences.KINDS,
    )


def _place(row: table_queries.StandingRow, output: runs.Json) -> Sentence:
    ranked = {part["part"]: part["ranked"] for part in output["parts"]}
    of = ranked.get(row.standing.part, 0)
    return sentences.place_in_round(row.standing, of, len(ranked), row.excluded)


@bp.route("/rounds/<int:round_id>/standings/export/<int:run_id>.<any(xlsx,csv):kind>")
@login_required
def export(round_id: int, run_id: int, kind: str) -> ResponseReturnValue:
    """The 统分表 of one run: to print and sign, or as plain rows for other programs."""
    round_ = _open(round_id)
    session = web.read_session()
    run = runs.one_finished(session, round_id, run_id, "standings", "inputs", "output")
    if run is None:
        raise Missing
    judges, rows = queries.judges(session, round_.contest_id), table_queries.form_rows(session, run.id)
    columns, lines = tally.form(rows, judges, runs.unpack(run.inputs))
    if kind == "xlsx":
        title = f"{round_.contest.title}（{round_.title}）统分表"
        data, media_type = _workbook(session, title, columns, lines), XLSX
    else:
        data, media_type = write_csv(columns, lines), "text/csv"
    return send_file(
        io.BytesIO(data), media_type, as_attachment=True, download_name=f"统分表-{run.id}.{kind}"
    )


def _workbook(
    session: Session, title: str, columns: Sequence[FormColumn], lines: Sequence[Sequence[Value]]
) -> bytes:
    """The form as .xlsx, remembered under all that is written in it: writing takes five times as long as that."""
    said = repr((title, columns, lines)).encode()
    memory, key = memory_of(session), ("standings form", hashlib.sha256(said).digest())
    known: bytes | None = memory.get(key)
    if known is None:
        known = write_form(title, columns, lines, tally.FOOTER)
        memory.put(key, known)
    return known


@bp.route("/rounds/<int:round_id>/standings/compute", methods=["POST"])
@login_required
def compute(round_id: int) -> ResponseReturnValue:
    with web.transaction() as session:
        round_ = web.load_round(round_id, session)
        run = actions.request_standings(session, web.actor(), round_, now=web.now())
    return web.follow(run)


@bp.route("/rounds/<int:round_id>/standings/freeze", methods=["POST"])
@login_required
def freeze(round_id: int) -> ResponseReturnValue:
    run_id = request.form.get("run", 0, type=int)
    try:
        with web.transaction() as session:
            round_ = web.load_round(round_id, session)
            run = session.get(Run, run_id)
            if run is None:
                raise Missing
            actions.freeze_standings(session, web.actor(), round_, run, now=web.now())
        web.flash(_("已冻结这次合分结果，遴选以它为准。"))
    except (Invalid, Stale) as error:
        web.flash(error.sentence, "error")
    return redirect(url_for("standings.table", round_id=round_id, run=run_id))
