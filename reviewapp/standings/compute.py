"""The standings run: all marks of a round → scores by every method, intervals, ranks by the one that counts."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session, joinedload

from reviewapp.access import Actor
from reviewapp.contests.methods import FEWEST_TO_TRIM
from reviewapp.errors import Invalid
from reviewapp.models.contest import Round
from reviewapp.models.result import Run
from reviewapp.runs import Json, Progress, Task
from reviewapp.standings import actions, queries
from reviewapp.standings.scores import DECIMALS, less_penalty
from reviewapp.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from scoring.aggregation.methods import Scored
    from scoring.aggregation.robust import RobustFit
    from scoring.aggregation.severity import SeverityFit
    from scoring.tables import Floats, MarkTable

STEPS = 3  # models, scores, rows: what the progress bar counts


def load(session: Session, run: Run) -> Json:
    """Papers, judges, exact totals and verdicts (see queries.inputs)."""
    return queries.inputs(session, session.get_one(Round, run.round_id))


def calculate(inputs: Json, params: Json, seed: int, progress: Progress) -> Json:
    """Rows for every paper, severities of the judges, variance components, parts, warnings."""
    import numpy as np

    from scoring.aggregation import severity
    from scoring.aggregation.ranking import ranks_within

    if not inputs["readings"]:
        raise Invalid(say("还没有已提交的评分，不能合分。"))
    table = _table(inputs)
    fit = severity.fit(table)
    progress(1, STEPS)
    model = _robust(table, params["method"], seed)
    scores = _scores(table, fit, model)
    progress(2, STEPS)
    counts = scores[params["method"]]
    final = _final(counts.score.tolist(), inputs)
    parts = fit.paper_component.tolist()
    ranks = ranks_within(np.array([math.nan if f is None else f for f in final]), parts, DECIMALS)
    criteria = _criterion_means(inputs)
    rows = [
        _row(i, scores, counts, fit, inputs)
        | {"final": final[i], "rank": int(ranks[i]) or None}
        | {"facts": _facts(i, scores, counts, inputs) | {"criteria": criteria.get(paper, {})}}
        for i, paper in enumerate(inputs["papers"])
    ]
    progress(STEPS, STEPS)
    return {
        "rows": rows,
        "judges": _judges(inputs, table, fit, model),
        "parts": _parts(rows),
        "choice": None if model is None else _choice(table, fit, model),
        "methods": _methods(scores),
        "variance": {
            "paper": _round(fit.var_paper),
            "judge": _round(fit.var_judge),
            "residual": _round(fit.var_residual),
        },
        "level": _round(fit.level),
        "warnings": _warnings(fit, model, counts, params["method"]),
    }


def places(inputs: Json, method: str, seed: int) -> dict[int, Json]:
    """Paper → "score", "final" and "facts" by one method only: for a preview, as a run would have them."""
    from scoring.aggregation import methods, severity

    if not inputs["readings"]:
        raise Invalid(say("还没有已提交的评分，不能合分。"))
    table = _table(inputs)
    makers: dict[str, Callable[[], Scored]] = {
        "adjusted": lambda: methods.of_fit(severity.fit(table)),
        "robust": lambda: methods.of_fit(fit_robust(table, seed)),
        "mean": lambda: methods.mean(table),
        "trimmed": lambda: methods.trimmed(table),
        "standardised": lambda: methods.standardised(table),
    }
    counts, criteria = makers[method](), _criterion_means(inputs)
    found = {
        paper: {
            "score": _round(counts.score[i]),
            "facts": {"se": _round(counts.se[i]), "criteria": criteria.get(paper, {})},
        }
        for i, paper in enumerate(inputs["papers"])
    }
    return less_penalties(found, inputs)


def drawn(inputs: Json, method: str, seed: int, count: int) -> Floats | None:
    """(count, papers) scores that the marks allow by the model that counts, penalties taken off: each row one
    possible truth for all papers at once (scoring.aggregation.posterior).  None where the method has no model."""
    import numpy as np

    from scoring.aggregation import posterior, severity

    table = _table(inputs)
    if method == "adjusted":
        model: SeverityFit | RobustFit = severity.fit(table)
    elif method == "robust":
        model = fit_robust(table, seed)
    else:
        return None
    penalties = np.array([inputs["penalties"].get(str(paper), 0) for paper in inputs["papers"]], dtype=float)
    return np.asarray(posterior.draws(model, count, seed) - penalties)


def less_penalties(found: Mapping[int, Json], inputs: Json) -> dict[int, Json]:
    """The places with what verdicts exclude and take away."""
    score = [math.nan if place["score"] is None else place["score"] for place in found.values()]
    final = _final(score, inputs)
    return {
        paper: place
        | {"final": left, "facts": place["facts"] | {"penalty": inputs["penalties"].get(str(paper), 0)}}
        for (paper, place), left in zip(found.items(), final, strict=True)
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
        least=float(Fraction(inputs.get("least", 0))),
    )


def _robust(table: MarkTable, method: str, seed: int) -> RobustFit | None:
    """The robust model, where it counts or the judges have read enough for it to tell them apart."""
    import numpy as np

    from scoring.aggregation import parts

    readings = table.readings_per_judge()
    if method != "robust" and np.median(readings[readings > 0]) < parts.STEADY_READINGS:
        return None
    return fit_robust(table, seed)


def fit_robust(table: MarkTable, seed: int) -> RobustFit:
    """The robust model without groups: this package does not know where papers come from."""
    from scoring.aggregation import robust

    return robust.fit(table, prior="panel", seed=seed)


def _choice(table: MarkTable, fit: SeverityFit, model: RobustFit) -> Json:
    """Which model predicts readings that were left out better, and by how much."""
    from scoring.aggregation import choice

    found = choice.choose(table, fit, model)
    return {
        "offered": found.offered,
        "reason": found.reason,
        "errors": {"adjusted": found.adjusted_error, "robust": found.robust_error},
        "compared": found.compared,
    }


def _scores(table: MarkTable, fit: SeverityFit, model: RobustFit | None) -> dict[str, Scored]:
    """Every method side by side, so that choosing one hides none."""
    from scoring.aggregation import methods

    found = {
        "adjusted": methods.of_fit(fit),
        "mean": methods.mean(table),
        "trimmed": methods.trimmed(table),
        "standardised": methods.standardised(table),
    }
    return found if model is None else found | {"robust": methods.of_fit(model)}


def _final(scores: Sequence[float], inputs: Json) -> list[float | None]:
    """The score that counts, penalties taken off, never below zero; None when excluded or unread."""
    excluded = set(inputs["excluded"])
    final: list[float | None] = []
    for paper, score in zip(inputs["papers"], scores, strict=True):
        if math.isnan(score) or paper in excluded:
            final.append(None)
            continue
        final.append(less_penalty(score, inputs["penalties"].get(str(paper), 0)))
    return final


def _row(i: int, scores: Mapping[str, Scored], counts: Scored, fit: SeverityFit, inputs: Json) -> Json:
    """A paper's scores by every method and its interval by the one that counts."""
    readings = int(fit.readings[i])
    return {
        "paper_id": int(inputs["papers"][i]),
        "readings": readings,
        **{method: _round(found.score[i]) for method, found in scores.items()},
        "trimmed": _round(scores["trimmed"].score[i]) if readings >= FEWEST_TO_TRIM else None,
        "low": _round(counts.low[i]),
        "high": _round(counts.high[i]),
        "strictness": _round(scores["adjusted"].score[i] - scores["mean"].score[i]),
        "part": int(fit.paper_component[i]) + 1 or None,
    }


def _facts(i: int, scores: Mapping[str, Scored], counts: Scored, inputs: Json) -> Json:
    ends = {method: [_round(found.low[i]), _round(found.high[i])] for method, found in scores.items()}
    penalty = inputs["penalties"].get(str(inputs["papers"][i]), 0)
    return {"se": _round(counts.se[i]), "penalty": penalty, "intervals": ends}


def _parts(rows: list[Json]) -> list[Json]:
    """The parts of the contest that no judge links, with papers that have a rank in each."""
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        if row["part"] is not None:
            found[row["part"]][0] += 1
            found[row["part"]][1] += row["rank"] is not None
    return [{"part": part, "papers": n, "ranked": ranked} for part, (n, ranked) in sorted(found.items())]


def _warnings(fit: SeverityFit, model: RobustFit | None, counts: Scored, method: str) -> list[str]:
    """Codes of what to mind: of the design, of the score that counts."""
    from scoring.aggregation import methods

    codes = {*fit.warnings, *(model.warnings if model and method == "robust" else ())}
    if method not in methods.OF_MODELS:
        codes.discard("weakly_linked")
    return sorted(codes if counts.complete else codes | {"mean_stands_in"})


def _methods(scores: Mapping[str, Scored]) -> list[Json]:
    """Every method that could be computed: the half width of its typical interval, whether it is its own."""
    import numpy as np

    return [
        {
            "method": method,
            "half": _round(float(np.nanmedian(found.high - found.low)) / 2),
            "complete": found.complete,
        }
        for method, found in scores.items()
    ]


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


def _judges(inputs: Json, table: MarkTable, fit: SeverityFit, model: RobustFit | None) -> list[Json]:
    """Severity of each judge with its standard error, both in points; its weight in the robust model."""
    counts = table.readings_per_judge()
    return [
        {
            "judge": judge,
            "severity": _round(fit.severity[i]),
            "se": _round(fit.severity_se[i]),
            "weight": None if model is None else _round(model.weight[i]),
            "readings": int(counts[i]),
        }
        for i, judge in enumerate(inputs["judges"])
    ]


def _round(value: float | None) -> float | None:
    """Six decimals: far below what is shown, and the same bytes on every machine that agrees so far."""
    return None if value is None or math.isnan(value) else round(float(value), 6)


def store(session: Session, run: Run, output: Json, now: datetime) -> None:
    round_ = session.get_one(Round, run.round_id, options=[joinedload(Round.contest)])
    actions.store_standings(session, Actor.system(), round_, run, output, now=now)


STANDINGS = Task("standings", load, calculate, store)
