"""The readings as the sampler sees them, and which of them lie at an end of the scale.

A reading at an end of the scale says "at least so good" or "at most so good": the judge had no mark left to
say how much better or worse.  Taken at its face it would draw the best and the worst papers towards the middle
and make their intervals too narrow.  On simulated contests with marks from 1 to 5, where 7 % of readings have
full marks and 4 % the lowest mark, 90 % intervals cover 85 % if such marks are taken at their face.

Full marks are an end.  So is the highest and the lowest mark given when many readings have just that mark: a
scale from 1 to 5, or judges who give nobody less than 60.  Nothing (0) is taken at its face, because it is what
a paper gets that is no essay at all.

Measured, papers with 3 readings against the mean of their other readings (immer01a, 8 random parts of 3,500 to
4,000 real ratings, 0 to 15): Kendall's tau .790 with ends and without; ends cost nothing where they gain nothing.

Source: Tobin (1958), Econometrica 26, 24-36 (a limit on what is observed); Chib (1992), Journal of Econometrics
51, 79-99 (its sampler: what lies beyond the limit is drawn like a parameter).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from scoring.tables import Floats, Ints, MarkTable

# Below so many readings per judge and group a favour cannot be told from a slip.
FAVOUR_FROM = 3.0
MANY, MANY_SHARE = (
    5,
    0.02,
)  # readings at the highest or lowest mark given, and their share, from which it is an end
# With a larger share of readings at its ends the scale has too few steps for this: marks count as they are.
MOST_SHARE = 0.3
LEAST_CHANCE = 1e-300  # of a mark beyond an end; its logarithm and its quantile stay finite


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """The readings in the order of papers: ``paper, judge`` (R,) int, dense positions; ``mark`` (R,) float,
    mean 0, variance 1.

    ``levels``: for each level of grouping (P,) int, the group of each paper, coarse to fine.
    ``cell``: (R,) int, the pair of judge and coarsest group; None when favour is not modelled.
    ``loads``: (J,) int, readings of each judge.
    ``limited, side``: (L,) readings at an end of the scale, ascending, and 1 for its top, -1 for its bottom.
    """

    paper: Ints
    judge: Ints
    mark: Floats
    levels: tuple[Ints, ...]
    cell: Ints | None
    loads: Ints
    limited: Ints
    side: Floats

    @classmethod
    def of(
        cls, paper: Ints, judge: Ints, mark: Floats, levels: Sequence[Ints], ends: Floats | None = None
    ) -> Panel:
        """``ends``: (R,) of :func:`at_ends`; None: no reading lies at an end.

        Favour is modelled where a judge reads ``FAVOUR_FROM`` papers of a group on average.
        """
        cell = None
        if levels:
            pair = judge * (int(levels[0].max()) + 1) + levels[0][paper]
            pairs, cells = np.unique(pair, return_inverse=True)
            if len(pair) >= FAVOUR_FROM * len(pairs):
                cell = cells.astype(np.int64)
        loads = np.bincount(judge).astype(np.int64)
        ends = np.zeros(len(mark)) if ends is None else ends
        limited = np.flatnonzero(ends)
        return cls(paper, judge, mark, tuple(levels), cell, loads, limited, ends[limited])

    @property
    def papers(self) -> int:
        return int(self.paper[-1]) + 1

    @property
    def judges(self) -> int:
        return len(self.loads)

    def by_paper(self, x: Floats) -> Floats:
        return np.bincount(self.paper, x).astype(np.float64, copy=False)

    def by_judge(self, x: Floats) -> Floats:
        return np.bincount(self.judge, x).astype(np.float64, copy=False)


def at_ends(table: MarkTable) -> Floats:
    """(R,) which readings lie at an end of the scale: 1 at its top, -1 at its bottom, else 0."""
    total = table.total
    highest, lowest = total == total.max(), total == total.min()
    top = highest if _is_end(highest) else total == table.full_marks
    bottom = lowest & (_is_end(lowest) and total.min() > 0)
    found = top.astype(np.float64) - bottom
    return found if np.abs(found).mean() <= MOST_SHARE else np.zeros(len(total))


def _is_end(extreme: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> bool:
    return bool(extreme.sum() >= MANY and extreme.mean() >= MANY_SHARE)


def beyond(panel: Panel, given: Floats, noise: Floats, rng: np.random.Generator) -> Floats:
    """Draw what the marks at an end would be on a scale without ends.

    given, noise: (L,) what the judge would give without error, and the variance of the error.
    """
    spread = np.sqrt(noise)
    to_end = panel.side * (panel.mark[panel.limited] - given) / spread
    chance = np.maximum(rng.random(len(given)) * ndtr(-to_end), LEAST_CHANCE)
    return np.asarray(given - panel.side * spread * ndtri(chance))


def chance_beyond(panel: Panel, readings: slice, away: Floats, spread: float) -> Floats:
    """(l, G) probability of a mark at or beyond its end, for the l limited readings of a run.

    away: (l, G) end of the scale without what the judge would give, in standard deviations of an ordinary
    error; spread: variance of the error in units of an ordinary one's.
    """
    first, last = np.searchsorted(panel.limited, (readings.start, readings.stop))
    chance = ndtr(-panel.side[first:last, None] * away / np.sqrt(spread))
    return np.asarray(np.maximum(chance, LEAST_CHANCE))
