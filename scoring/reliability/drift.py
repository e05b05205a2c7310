"""One report per judge: how strict, how far in step with the others, how often on the safe side.

Only what a table of totals can show.  Drift over time, halo and own-region lift need the time and the
criteria of each reading and are not handled here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from scoring.errors import InvalidProblem
from scoring.tables import Bools, Floats, MarkTable

# Fewer common papers say nothing about a correlation.
FEWEST_PAPERS = 3


@dataclass(frozen=True, slots=True)
class JudgeReport:
    """``readings``: count; ``severity, severity_se``: points, positive = strict, as given.

    ``mean, spread``: of the judge's totals, points (spread = standard deviation, None below two readings).
    ``following``: correlation of the judge's totals with what the other judges of the same papers gave
    (their severities taken out), in [-1, 1]; ``slope``: rise of the judge's total per point of theirs (about
    0 = hardly differentiates; the others' noise keeps it below 1).  Both None below ``FEWEST_PAPERS``
    common papers or without variation.
    ``middle_share``: share of totals, severity taken out, between the quartiles of the whole panel (about
    one half for a judge like the others, near 1 for one who gives safe marks).
    ``commonest_share``: share of the judge's most frequent total.
    """

    judge: str
    readings: int
    severity: float
    severity_se: float
    mean: float | None
    spread: float | None
    following: float | None
    slope: float | None
    middle_share: float | None
    commonest_share: float | None


def judge_reports(table: MarkTable, severity: ArrayLike, severity_se: ArrayLike) -> tuple[JudgeReport, ...]:
    """Reports of all judges, in the order of the table.

    Parameters
    ----------
    table: totals of J judges.
    severity, severity_se: (J,) points, positive = strict, from the severity model; zeros to do without.

    Raises
    ------
    InvalidProblem: severities that are not one finite number per judge.
    """
    strict, error = np.asarray(severity, dtype=float), np.asarray(severity_se, dtype=float)
    shape = (len(table.judges),)
    if strict.shape != shape or error.shape != shape or not np.isfinite(np.stack([strict, error])).all():
        raise InvalidProblem("needs a finite severity and standard error for every judge")
    fair = table.total + strict[table.judge]
    others, known = _others(table, fair)
    low, high = np.quantile(fair, [0.25, 0.75]) if len(fair) else (0.0, 0.0)
    reports = []
    for j, judge in enumerate(table.judges):
        mine = table.judge == j
        total = table.total[mine]
        following, slope = _in_step(total[known[mine]], others[mine & known])
        middle = (fair[mine] >= low) & (fair[mine] <= high)
        reports.append(
            JudgeReport(
                judge=judge,
                readings=len(total),
                severity=float(strict[j]),
                severity_se=float(error[j]),
                mean=float(total.mean()) if len(total) else None,
                spread=float(total.std(ddof=1)) if len(total) >= 2 else None,
                following=following,
                slope=slope,
                middle_share=float(middle.mean()) if len(total) else None,
                commonest_share=_commonest(total),
            )
        )
    return tuple(reports)


def _others(table: MarkTable, fair: Floats) -> tuple[Floats, Bools]:
    """(R,) mean of the other readings of the same paper, and whether there are any."""
    count = table.readings_per_paper()[table.paper]
    sums = np.bincount(table.paper, fair, len(table.papers))[table.paper]
    known = count >= 2
    return np.where(known, (sums - fair) / np.maximum(count - 1, 1), 0.0), known


def _in_step(own: Floats, others: Floats) -> tuple[float | None, float | None]:
    """Correlation and slope of a judge's totals on those of the others."""
    if len(own) < FEWEST_PAPERS:
        return None, None
    apart, across = own - own.mean(), others - others.mean()
    shared, here, there = float(apart @ across), float(apart @ apart), float(across @ across)
    # sums of squares of rounding errors are no variation
    floor = len(own) * (1e-9 * max(float(np.abs(own).max()), float(np.abs(others).max()), 1.0)) ** 2
    if there <= floor:
        return None, None
    if here <= floor:
        return None, 0.0
    return float(np.clip(shared / np.sqrt(here * there), -1.0, 1.0)), shared / there


def _commonest(total: Floats) -> float | None:
    if not len(total):
        return None
    return float(np.unique(total, return_counts=True)[1].max()) / len(total)
