"""The standings run: all marks of a round → scores, intervals, ranks."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session, joinedload

from reviewapp.access import Actor
from reviewapp.errors import Invalid
from reviewapp.models.contest import Round
from reviewapp.models.result import Run
from reviewapp.runs import Json, Progress, Task
from reviewapp.standings import actions, queries
from reviewapp.words import say

if TYPE_CHECKING:
    from scoring.aggregation import ranking, severity
    from scoring.tables import MarkTable

DECIMALS = 2  # scores are shown, ranked and tied at two decimals
STEPS = 3  # fit, standings, rows: what the progress bar counts


def load(session: Session, run: Run) -> Json:
    """Papers, judges, exact totals and verdicts (see queries.inputs)."""
    return queries.inputs(session, session.get_one(Round, run.round_id))


def calculate(inputs: Json, params: Json, seed: int, progress: Progress) -> Json:
    """Rows for every paper, severities of the judges, variance components, warnings."""
    import numpy as np

    from scoring.aggregation import severity
    from scoring.aggregation.ranking import competition_ranks, standings

    if not inputs["readings"]:
        raise Invalid(say("还没有已提交的评分，不能合分。"))
    table = _table(inputs)
    fit = severity.fit(table)
    progress(1, STEPS)
    found = standings(table, fit)
    progress(2, STEPS)
    final = [_final(row, params["method"], inputs) for row in found]
    ranks = competition_ranks(np.array([math.nan if f is None else f for f in final]), DECIMALS)
    criteria = _criterion_means(inputs)
    rows = [
        _row(row, se, score, int(rank), criteria.get(int(row.paper), {}), inputs)
        for row, se, score, rank in zip(found, fit.se, final, ranks, strict=True)
    ]
    progress(STEPS, STEPS)
    return {
        "rows": rows,
        "judges": _judges(inputs, table, fit),
        "variance": {
            "paper": _round(fit.var_paper),
            "judge": _round(fit.var_judge),
            "residual": _round(fit.var_residual),
        },
        "level": _round(fit.level),
        "warnings": list(fit.warnings),
    }


def _table(inputs: Json) -> MarkTable:
    import numpy as np

    from scoring.tables import MarkTable

    paper_at = {p: i for i, p in enumerate(inputs["papers"])}
    judge_at = {j: i for i, j in enumerate(inputs["judges"])}
    readings = inputs["readings"]
    return MarkTable(
        papers=tuple(str(p) for p in inputs["papers"]),
        judges=tuple(str(j) for j in inputs["judges"]),
        paper=np.array([paper_at[r[0]] for r in readings]),
        judge=np.array([judge_at[r[1]] for r in readings]),
        total=np.array([float(Fraction(r[2])) for r in readings]),
        full_marks=float(inputs["full_marks"]),
    )


def _criterion_means(inputs: Json) -> dict[int, dict[str, float]]:
    """Paper → criterion → mean mark in points: what declared ties are broken by."""
    given: dict[tuple[int, int], list[int]] = defaultdict(list)
    for paper, _judge, _total, steps, _kind in inputs["readings"]:
        for criterion, step in zip(inputs["criteria"], steps, strict=True):
            if step is not None:
                given[paper, criterion].append(step)
    means: dict[int, dict[str, float]] = defaultdict(dict)
    for (paper, criterion), steps in given.items():
        mean = Fraction(sum(steps), len(steps) * inputs["steps_per_point"])
        means[paper][str(criterion)] = round(float(mean), 6)
    return means


def _judges(inputs: Json, table: MarkTable, fit: severity.SeverityFit) -> list[Json]:
    """Severity of each judge with its standard error, both in points."""
    counts = table.readings_per_judge()
    return [
        {
            "judge": judge,
            "severity": _round(fit.severity[i]),
            "se": _round(fit.severity_se[i]),
            "readings": int(counts[i]),
        }
        for i, judge in enumerate(inputs["judges"])
    ]


def _final(row: ranking.Standing, method: str, inputs: Json) -> float | None:
    """The score that counts: by the declared method, penalties taken off, never below zero.

    None when the paper is excluded or unread.  The trimmed mean needs five readings; below that the plain
    mean stands in.
    """
    score = {
        "mean": row.mean,
        "trimmed": row.mean if row.trimmed is None else row.trimmed,
        "adjusted": row.adjusted,
    }[method]
    if score is None or int(row.paper) in inputs["excluded"]:
        return None
    # rounded before the penalty: what a verdict takes away is then exactly its points
    left: float = round(round(score, DECIMALS) - inputs["penalties"].get(row.paper, 0), DECIMALS)
    return max(left, 0.0)


def _row(
    row: ranking.Standing, se: float, final: float | None, rank: int, criteria: Json, inputs: Json
) -> Json:
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
        "facts": {
            "component": row.component,
            "penalty": inputs["penalties"].get(row.paper, 0),
            "se": _round(se),
            "criteria": criteria,
        },
    }


def _round(value: float | None) -> float | None:
    """Six decimals: far below what is shown, and the same bytes on every machine that agrees so far."""
    return None if value is None or math.isnan(value) else round(float(value), 6)


def store(session: Session, run: Run, output: Json, now: datetime) -> None:
    round_ = session.get_one(Round, run.round_id, options=[joinedload(Round.contest)])
    actions.store_standings(session, Actor.system(), round_, run, output, now=now)


STANDINGS = Task("standings", load, calculate, store)
