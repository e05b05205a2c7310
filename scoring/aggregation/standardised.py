"""Judge-standardised scores (z-scores): each judge's marks are given the panel's mean and spread.

Offered for comparison, because it is in use elsewhere; not recommended.  It takes every judge's papers for a
fair sample of all: with few readings per judge, sorted batches or regional panels it *adds* error (own
simulations and skating marks: with 6 readings per judge worse than the plain mean).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.aggregation.plain import PlainScore, mean_of
from scoring.tables import Floats, MarkTable

# Below so many readings a judge's mean and spread are those of the papers at least as much as of the judge.
STEADY_READINGS = 25


@dataclass(frozen=True, slots=True, eq=False)
class Standardised:
    """``marks``: (R,) standardised readings, points, may leave the scale; ``scores``: their mean per paper.

    ``warnings``: sorted codes out of ``few_readings_per_judge`` (a judge with fewer than ``STEADY_READINGS``),
    ``judges_without_spread, judges_with_one_reading``.
    """

    marks: Floats
    scores: PlainScore
    warnings: tuple[str, ...]


def standardise(table: MarkTable) -> Standardised:
    """Subtract each judge's mean, divide by its standard deviation, and bring back to the panel's scale.

    Defined answers: a judge whose marks are all equal says nothing, every mark becomes the panel's mean; the
    only mark of a judge stays as it is.
    """
    loads = table.readings_per_judge()
    middle = np.bincount(table.judge, table.total, len(loads)) / np.maximum(loads, 1)
    away = table.total - middle[table.judge]
    squares = np.bincount(table.judge, away**2, len(loads))
    spread = np.sqrt(squares / np.maximum(loads - 1, 1))
    # what is left by rounding of equal marks is not a spread
    even = spread <= 1e-9 * table.span
    centre = float(table.total.mean()) if len(table.total) else 0.0
    size = float(table.total.std(ddof=1)) if len(table.total) > 1 else 0.0
    marks = centre + size * away / np.where(even, 1.0, spread)[table.judge]
    marks = np.where(even[table.judge], centre, marks)
    marks = np.where(loads[table.judge] == 1, table.total, marks)
    found = {
        "few_readings_per_judge": bool(((loads > 0) & (loads < STEADY_READINGS)).any()),
        "judges_with_one_reading": bool((loads == 1).any()),
        "judges_without_spread": bool((even & (loads > 1)).any()),
    }
    return Standardised(marks, mean_of(table, marks), tuple(code for code, true in found.items() if true))
