"""What a judge's own marks say about the judge, for the judge.  Pure.

Nothing here knows another judge's mark, or that there is one: the figures are those of the judge's own
submitted sheets in the order of submission, so they cannot tell what others gave.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean, median, stdev

from reviewapp.judging.pace import readings

FEWEST = 6  # submitted sheets below which nothing is said
CLEAR = 2.0  # standard errors within which a change over time is no more than chance


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """One submitted sheet: total in points, shares of the maximum per criterion, when it was submitted."""

    total: float
    shares: tuple[float, ...]
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class Mirror:
    """A judge's own marks in figures, points unless said.

    `spread`: standard deviation.  `commonest`: the most frequent total, `commonest_count` how often it occurs.
    `thirds`: mean total of the first, middle and last third of the sheets; `steady`: no more change over time
    than chance (papers come in shuffled order, so none is expected).  `criteria`: mean share of the maximum,
    per criterion.  `minutes`: median minutes of a reading, None when submissions do not tell.
    """

    count: int
    mean: float
    spread: float
    low: float
    high: float
    commonest: float
    commonest_count: int
    thirds: tuple[float, float, float]
    steady: bool
    criteria: tuple[float, ...]
    minutes: float | None


def mirror(sheets: Sequence[OwnSheet]) -> Mirror | None:
    """The judge's figures from the judge's own sheets; None below ``FEWEST``."""
    import numpy as np  # a page that nobody waits for; the desk itself does without

    from scoring.reliability.habits import trend

    if len(sheets) < FEWEST:
        return None
    ordered = sorted(sheets, key=lambda sheet: sheet.submitted_at)
    totals = [sheet.total for sheet in ordered]
    commonest = max(sorted(set(totals)), key=totals.count)
    n = len(totals)
    change = trend(np.array(totals), np.zeros(n), np.arange(n, dtype=float))
    thirds = tuple(fmean(totals[n * part // 3 : n * (part + 1) // 3]) for part in range(3))
    return Mirror(
        count=n,
        mean=fmean(totals),
        spread=stdev(totals),
        low=min(totals),
        high=max(totals),
        commonest=commonest,
        commonest_count=totals.count(commonest),
        thirds=(thirds[0], thirds[1], thirds[2]),
        steady=change is None or abs(change.change) <= CLEAR * change.change_se,
        criteria=tuple(fmean(column) for column in zip(*(sheet.shares for sheet in ordered), strict=True)),
        minutes=_minutes([sheet.submitted_at for sheet in ordered]),
    )


def _minutes(times: Sequence[datetime]) -> float | None:
    worked = readings(times)
    return median(worked) / 60 if len(worked) >= FEWEST - 1 else None
