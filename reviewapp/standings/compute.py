"""The standings run: all marks of a round → scores, intervals, ranks."""

from __future__ import annotations

import math
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session, joinedload

from reviewapp.access import Actor
from reviewapp.contests.totals import points_of
from reviewapp.errors import Invalid
from reviewapp.models.contest import Round
from reviewapp.models.result import Run
from reviewapp.runs import Json, Progress, Task
from reviewapp.standings import actions, queries
from reviewapp.words import say

DECIMALS = 2  # scores are shown, ranked and tied at two decimals


def load(session: Session, run: Run) -> Json:
    """Papers, judges and exact totals; `verdicts` are what decisions on similarity took away."""
    round_ = session.get_one(Round, run.round_id)
    rubric = queries.rubric(session, round_)
    if rubric is None:
        raise Invalid(say("本轮还没有评分标准。"))
    papers = queries.papers(session, round_.id)
    judges = queries.judges(session, round_.contest_id)
    known = {p.id for p in papers}
    readings = []
    for a in queries.submitted(session, round_.id):
        if a.paper_id in known and a.sheet is not None:
            total = points_of({m.criterion_id: m.steps for m in a.sheet.marks}, rubric)
            readings.append([a.paper_id, a.judge_id, str(total)])
    return {
        "papers": [p.id for p in papers],
        "judges": [j.id for j in judges],
        "excluded": [p.id for p in papers if p.excluded],
        "penalties": {str(p.id): p.penalty_points for p in papers if p.penalty_points},
        "readings": readings,
        "full_marks": rubric.full_marks,
    }


def calculate(inputs: Json, params: Json, seed: int, progress: Progress) -> Json:
    """Rows for every paper, severities of the judges, variance components, warnings."""
    import numpy as np

    from scoring.aggregation import severity
    from scoring.aggregation.ranking import competition_ranks, standings
    from scoring.tables import MarkTable

    if not inputs["readings"]:
        raise Invalid(say("还没有已提交的评分，不能合分。"))
    paper_at = {p: i for i, p in enumerate(inputs["papers"])}
    judge_at = {j: i for i, j in enumerate(inputs["judges"])}
    table = MarkTable(
        papers=tuple(str(p) for p in inputs["papers"]),
        judges=tuple(str(j) for j in inputs["judges"]),
        paper=np.array([paper_at[p] for p, _j, _t in inputs["readings"]]),
        judge=np.array([judge_at[j] for _p, j, _t in inputs["readings"]]),
        total=np.array([float(Fraction(t)) for _p, _j, t in inputs["readings"]]),
        full_marks=float(inputs["full_marks"]),
    )
    fit = severity.fit(table)
    found = standings(table, fit)
    final = [_final(row, params["method"], inputs) for row in found]
    ranks = competition_ranks(np.array([math.nan if f is None else f for f in final]), DECIMALS)
    return {
        "rows": [_row(row, f, int(r), inputs) for row, f, r in zip(found, final, ranks, strict=True)],
        "judges": [
            {"judge": j, "severity": _round(fit.severity[i]), "se": _round(fit.severity_se[i]),
             "readings": int((table.judge == i).sum())}
            for i, j in enumerate(inputs["judges"])
        ],
        "variance": {
            "paper": _round(fit.var_paper), "judge": _round(fit.var_judge), "residual": _round(fit.var_residual),
        },
        "warnings": list(fit.warnings),
    }  # fmt: skip


def _final(row: Any, method: str, inputs: Json) -> float | None:
    """The score that counts: by the declared method, penalties taken off, never below zero; None when the
    paper is excluded or unread.  The trimmed mean needs five readings; below that the plain mean stands in."""
    if int(row.paper) in inputs["excluded"] or row.readings == 0:
        return None
    score = {"mean": row.mean, "trimmed": row.mean if row.trimmed is None else row.trimmed, "adjusted": row.adjusted}
    left = float(score[method]) - float(inputs["penalties"].get(row.paper, 0))
    return round(max(left, 0.0), DECIMALS)


def _row(row: Any, final: float | None, rank: int, inputs: Json) -> Json:
    return {
        "paper_id": int(row.paper),
        "readings": row.readings,
        "mean": _round(row.mean),
        "trimmed": _round(row.trimmed),
        "adjusted": _round(row.adjusted),
        "low": _round(row.low),
        "high": _round(row.high),
        "strictness": _round(row.strictness),
        "final": final,
        "rank": rank or None,
        "facts": {"component": row.component, "penalty": inputs["penalties"].get(row.paper, 0)},
    }


def _round(value: float | None) -> float | None:
    """Six decimals: far below what is shown, and the same bytes on every machine that agrees so far."""
    return None if value is None or math.isnan(value) else round(float(value), 6)


def store(session: Session, run: Run, output: Json, now: datetime) -> None:
    round_ = session.get_one(Round, run.round_id, options=[joinedload(Round.contest)])
    actions.store_standings(session, Actor.system(), round_, run, output, now=now)


STANDINGS = Task("standings", load, calculate, store)
