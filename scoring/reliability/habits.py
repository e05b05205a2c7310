"""How one judge marks: in step with the others, over time, across criteria, on the safe side, in haste.

Every function takes the readings of one judge and answers None where they say nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.tables import Floats

# Fewer readings say nothing about a correlation, a line or a trend.
FEWEST = 4


@dataclass(frozen=True, slots=True)
class InStep:
    """A judge's totals against what the others let expect of the same papers.

    ``readings``: compared readings n.  ``following``: correlation in [-1, 1]; ``following_expected``: that
    of an average judge on these papers.  ``slope, slope_se``: points given per point of quality, 1 = as the
    panel, near 0 = hardly differentiates.  ``spread_ratio``: variance of what neither quality nor the slope
    explains over that of an average judge, doubt about the papers included in both; ``noise_share``: how much
    of the latter is noise, in (0, 1].  ``noise``: the same as a standard deviation in points, the panel's
    times the root of the ratio.
    """

    readings: int
    following: float | None
    following_expected: float
    slope: float
    slope_se: float
    noise: float
    spread_ratio: float | None
    noise_share: float


@dataclass(frozen=True, slots=True)
class Trend:
    """``change, change_se``: points by which the judge became milder from the first reading to the last.
    ``thirds``: mean departure from the expected mark in the first, middle and last third, points.
    """

    change: float
    change_se: float
    thirds: tuple[float, float, float]


def in_step(total: Floats, predicted: Floats, doubt: Floats, var_residual: float) -> InStep | None:
    """Line of the totals on the predictions, (n,) each, points; ``doubt`` (n,) their variances.

    None with fewer than ``FEWEST`` readings or when the predictions do not differ.
    """
    if len(total) < FEWEST or _flat(predicted):
        return None
    n = len(total)
    own, there = total - total.mean(), predicted - predicted.mean()
    across, here, shared = float(there @ there), float(own @ own), float(own @ there)
    slope = shared / across
    rest = max(here - slope * shared, 0.0) / (n - 2)
    unsure = float(doubt.mean())
    usual = unsure + var_residual
    known = across / n
    expected_spread = slope**2 * unsure + var_residual
    spread_ratio = rest / expected_spread if expected_spread > 0 else 0.0
    return InStep(
        readings=n,
        following=None if _flat(total) else float(np.clip(shared / np.sqrt(here * across), -1.0, 1.0)),
        following_expected=float(np.sqrt(known / (known + usual))),
        slope=slope,
        slope_se=float(np.sqrt(rest / across)),
        noise=float(np.sqrt(var_residual * spread_ratio)),
        spread_ratio=spread_ratio if expected_spread > 0 else None,
        noise_share=var_residual / usual if usual > 0 else 1.0,
    )


def trend(total: Floats, predicted: Floats, order: Floats) -> Trend | None:
    """Change over the judge's own order of reading, the papers' quality held constant.

    Parameters
    ----------
    total, predicted: (n,) points.  order: (n,) place or time of each reading; only its order counts.

    None with fewer than two readings a third, or when the order does not differ.
    """
    n = len(total)
    if n < 6 or _flat(order):
        return None
    if _flat(total):
        return Trend(0.0, 0.0, (0.0, 0.0, 0.0))
    place = np.argsort(np.argsort(order, kind="stable"), kind="stable")
    time = 2 * place / (n - 1) - 1
    columns = [np.ones(n), time] if _flat(predicted) else [np.ones(n), time, predicted - predicted.mean()]
    design = np.stack(columns, axis=1)
    inverse = np.linalg.pinv(design.T @ design)
    found = inverse @ (design.T @ total)
    rest = total - design @ found
    variance = float(rest @ rest) / (n - design.shape[1])
    departure = rest + time * found[1]
    thirds = np.array_split(departure[np.argsort(place)], 3)
    return Trend(
        change=float(2 * found[1]),
        change_se=2 * float(np.sqrt(variance * inverse[1, 1])),
        thirds=(float(thirds[0].mean()), float(thirds[1].mean()), float(thirds[2].mean())),
    )


def halo(criteria: Floats) -> float | None:
    """Mean correlation between the judge's marks of different criteria over the papers, in [-1, 1].

    Parameters
    ----------
    criteria: (n, C) marks; criteria the judge never varied are left out, rows with a NaN too.

    None with fewer than ``FEWEST`` complete rows or two criteria that vary.
    Source: Saal, Downey & Lahey (1980), Psychological Bulletin 88, 413-428 (halo as intercorrelation).
    """
    rows = criteria[np.isfinite(criteria).all(axis=1)]
    if len(rows) < FEWEST:
        return None
    rows = rows[:, [not _flat(column) for column in rows.T]]
    if rows.shape[1] < 2:
        return None
    matrix: Floats = np.atleast_2d(np.corrcoef(rows.T))
    return float(matrix[np.triu_indices(len(matrix), 1)].mean())


def middle_share(fair: Floats, low: float, high: float) -> float | None:
    """Share of totals (severity taken out) in [low, high], the panel's quartiles: about one half for a judge
    like the others, near 1 for one who gives safe marks."""
    return float(((fair >= low) & (fair <= high)).mean()) if len(fair) else None


def commonest(total: Floats) -> int:
    """How often the judge's most frequent total occurs; 0 without readings."""
    return int(np.unique(total, return_counts=True)[1].max()) if len(total) else 0


def pace(seconds: Floats, characters: Floats | None = None) -> float | None:
    """Median seconds of a reading, per 1,000 characters where lengths are given; NaN = not timed.

    None with fewer than ``FEWEST`` timed readings.
    """
    rate = seconds if characters is None else seconds * 1000 / np.maximum(characters, 1)
    timed = rate[np.isfinite(rate)]
    return float(np.median(timed)) if len(timed) >= FEWEST else None


def _flat(values: Floats) -> bool:
    """No variation beyond rounding errors."""
    return bool(np.ptp(values) <= 1e-9 * max(1.0, float(np.abs(values).max())))
