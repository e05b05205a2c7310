"""Every way to make one score of a paper's readings, side by side, each with standard error and 90 % interval.

``adjusted`` and ``robust`` come from their models.  For the scores that anybody can recompute (``mean``,
``trimmed``, ``standardised``) the standard error comes from how far readings of one paper lie apart, pooled
over all papers: differences between judges then count as noise, as they do in these scores.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from scoring.aggregation import plain
from scoring.aggregation.parts import interval, least_noise, stored
from scoring.aggregation.robust import RobustFit
from scoring.aggregation.severity import COVERAGE, SeverityFit
from scoring.aggregation.standardised import standardise
from scoring.tables import Bools, Floats, MarkTable

OF_MODELS = frozenset({"adjusted", "robust"})  # the other methods know nothing of judges and can be recomputed by hand


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """``score, se, low, high``: (P,) float, points; standard error and 90 % interval; NaN without a reading.

    ``complete``: False where another score stands in for some papers (the mean, for the trimmed mean of
    papers with fewer than five readings).
    """

    score: Floats
    se: Floats
    low: Floats
    high: Floats
    complete: bool = True


def of_fit(fit: SeverityFit | RobustFit) -> Scored:
    """The scores of a fitted model."""
    return Scored(fit.adjusted, fit.se, fit.low, fit.high)


def mean(table: MarkTable) -> Scored:
    """Plain mean, with the interval of a mean of independent readings."""
    return _mean_of(table, table.total)


def _mean_of(table: MarkTable, value: Floats) -> Scored:
    """Mean of a value per reading over the readings of each paper."""
    spread, degrees = _within(table, value)
    readings = table.readings_per_paper()
    sums = np.bincount(table.paper, value, len(readings))
    score = np.divide(sums, readings, out=np.full(len(readings), np.nan), where=readings > 0)
    return _scored(table, score, spread / np.sqrt(np.maximum(readings, 1)), degrees)


def trimmed(table: MarkTable) -> Scored:
    """Mean without the highest and lowest reading; the plain mean stands in below five readings.

    Standard error by the winsorized readings (Tukey & McLaughlin 1963, Sankhya A 25), pooled over papers.
    """
    trim, usual = plain.trimmed(table), _mean_of(table, table.total)
    if not trim.available.any():
        return Scored(usual.score, usual.se, usual.low, usual.high, complete=False)
    readings = table.readings_per_paper()
    kept = np.where(trim.available, readings - 2, 1)
    squares, degrees = _winsorized(table, trim.available)
    spread = np.sqrt(squares / max(int((readings - 1)[trim.available].sum()), 1))
    se = spread * np.sqrt(np.maximum(readings - 1, 1) / (kept * np.maximum(kept - 1, 1)))
    own, has = _scored(table, trim.score, se, degrees), trim.available
    return Scored(
        np.where(has, own.score, usual.score),
        np.where(has, own.se, usual.se),
        np.where(has, own.low, usual.low),
        np.where(has, own.high, usual.high),
        complete=not (~has & (readings > 0)).any(),
    )


def standardised(table: MarkTable) -> Scored:
    """Mean of judge-standardised readings; its interval takes these for independent, which is optimistic."""
    found = standardise(table)
    spread, degrees = _within(table, found.marks)
    readings = table.readings_per_paper()
    return _scored(table, found.scores.score, spread / np.sqrt(np.maximum(readings, 1)), degrees)


def _within(table: MarkTable, value: Floats) -> tuple[float, float]:
    """Standard deviation of readings of one paper, pooled, and its degrees of freedom.

    Without a paper read twice the whole spread counts as noise; a single reading has that of a uniform mark.
    """
    readings = table.readings_per_paper()
    read = int((readings > 0).sum())
    degrees = len(value) - read
    if degrees:
        centre = np.bincount(table.paper, value, len(readings)) / np.maximum(readings, 1)
        return float(np.sqrt(((value - centre[table.paper]) ** 2).sum() / degrees)), float(degrees)
    if read > 1:
        return float(value.std(ddof=1)), float(read - 1)
    return table.span / np.sqrt(12), 1.0


def _winsorized(table: MarkTable, available: Bools) -> tuple[float, float]:
    """Sum of squares of winsorized readings about their paper's mean, and degrees of freedom (kept - 1)."""
    papers = len(table.papers)
    order = np.lexsort((table.total, table.paper))
    paper, value = table.paper[order], table.total[order].copy()
    count = np.bincount(paper, minlength=papers)
    start = np.concatenate(([0], np.cumsum(count)[:-1]))[available]
    last = start + count[available] - 1
    value[start], value[last] = value[start + 1], value[last - 1]
    centre = np.bincount(paper, value, papers) / np.maximum(count, 1)
    squares = (value - centre[paper]) ** 2
    return float(squares[available[paper]].sum()), float((count[available] - 3).sum())


def _scored(table: MarkTable, score: Floats, se: Floats, degrees: float) -> Scored:
    se = np.maximum(se, least_noise(table) / np.sqrt(np.maximum(table.readings_per_paper(), 1)))
    low, high = interval(table, score, se * float(stdtrit(degrees, (1 + COVERAGE) / 2)))
    blank = np.where(np.isnan(score), np.nan, 0.0)
    return Scored(stored(score), stored(se + blank), stored(low), stored(high))
