"""What a judge can learn of the own way of marking, from the own sheets alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask import abort, render_template, request
from flask_login import login_required

from reviewapp import web
from reviewapp.contests.stages import closed
from reviewapp.contests.totals import points_of, scale_of
from reviewapp.judging import looking_back, overview_queries, own_queries, queries, rules
from reviewapp.judging.blueprint import bp, own_round
from reviewapp.judging.lists import bars_of
from reviewapp.judging.mirror import OwnSheet, mirror
from reviewapp.models.judging import AssignmentState
from reviewapp.models.rubric import Rubric


@bp.route("/judging/<int:round_id>/mine")
@login_required
def mine(round_id: int) -> str:
    """The judge's own submitted marks: distribution, steadiness, criteria, pace.  Nobody else's."""
    session = web.read_session()
    round_ = web.load_round(round_id)
    judge_id = web.actor().judge_id(round_.contest_id)
    rubric = queries.rubric_of(session, round_)
    if judge_id is None or rubric is None or round_.stage not in rules.READABLE:
        abort(404)
    given = overview_queries.sheets_of_judge(session, round_, judge_id)
    sheets = [
        _own({m.criterion_id: m.steps for m in a.sheet.marks}, a.sheet.submitted_at, rubric)
        for a, _code in given
        if a.state == AssignmentState.SUBMITTED and a.sheet is not None and a.sheet.submitted_at is not None
    ]
    return render_template(
        "judging/mine.html",
        round=round_,
        rubric=rubric,
        count=len(sheets),
        own=mirror(sheets),
        bars=bars_of([sheet.total for sheet in sheets], scale_of(rubric)),
    )


@bp.route("/judging/<int:round_id>/review")
@login_required
def look_back(round_id: int) -> str:
    """All own marks in a table: the last ten, all, those to be looked at again, drafts."""
    session = web.read_session()
    round_, judge_id, rubric = own_round(session, round_id)
    rows = own_queries.given_rows(session, round_.id, judge_id, rubric)
    shown = request.args.get("show", "")
    shown = shown if shown in looking_back.SHOWN else looking_back.SHOWN[0]
    listed = looking_back.matching(looking_back.under(rows, shown), request.args.get("q", ""))
    open_until = web.now() - rules.UNDO_WINDOW if closed(round_, "mark", now=web.now()) is None else None
    return render_template(
        "judging/look_back.html",
        round=round_,
        rubric=rubric,
        rows=looking_back.in_order(listed, request.args.get("sort", ""), [c.id for c in rubric.criteria]),
        counts=looking_back.counts(rows),
        shown=shown,
        since=open_until,
    )


def _own(steps: Mapping[int, int], submitted_at: datetime, rubric: Rubric) -> OwnSheet:
    most = {c.id: c.maximum * rubric.steps_per_point for c in rubric.criteria}
    shares = tuple(steps.get(criterion, 0) / whole for criterion, whole in most.items())
    return OwnSheet(float(points_of(steps, rubric)), shares, submitted_at)
