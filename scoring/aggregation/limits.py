"""How exactly a mark says what the judge thinks: to the point, within half a step, or only from which point on.

*Ends.*  A reading at an end of the scale says "at least so good" or "at most so good": the judge had no mark left
to say how much better or worse.  Taken at its face it would draw the best and the worst papers towards the middle
and make their intervals too narrow.  On simulated contests with marks from 1 to 5, where 7 % of readings have full
marks and 4 % the lowest mark, 90 % intervals cover 85 % if such marks are taken at their face.

Full marks are an end, and so is the least total that can be given where it is above 0.  So is the highest and
the lowest mark given when many readings have just that mark: judges who give nobody less than 60.  Nothing (0) is
taken at its face, because it is what a paper gets that is no essay at all.

*Steps.*  Where the step of marks is wider than their standard deviation (a single mark from 1 to 5, nearly all 3
and 4) a judge who thinks two papers different gives both the same mark.  Taken at their face such marks look
like judges without any error (300 papers, 12 judges, 4 contests: error of scores .228 instead of .178, cover .69
instead of .88).  Finer steps are part of the noise, which is never below that of a step.

*One mark for most papers.*  A judge more than half of whose marks are one and the same hardly follows the others,
and how close such marks lie together says nothing of the noise of other judges.  Four of twelve judges who give
75 to everyone would otherwise carry the sampler away, one costs the intervals of all papers .2 of their cover.

Measured, papers with 3 readings against the mean of their other readings (immer01a, 8 random parts of 3,500 to
4,000 real ratings, 0 to 15): Kendall's tau .790 with ends and without; ends cost nothing where they gain nothing.

Source: Tobin (1958), Econometrica 26, 24-36 (a limit on what is observed); Chib (1992), Journal of Econometrics
51, 79-99 (its sampler: what lies beyond the limit is drawn like a parameter); Plummer (2015), Statistics and
Computing 25, 37-43 (what is kept from telling on the rest of a model).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from scoring.aggregation import parts
from scoring.tables import Bools, Floats, Ints, MarkTable

# Readings at the highest or lowest mark given, and their share, from which it is an end.
MANY, MANY_SHARE = 5, 0.02
# With a larger share of readings at its ends the scale has too few steps for this: its ends are no ends.
MOST_SHARE = 0.3
COARSE = 1.0  # step from which marks count as within half a step, in standard deviations of all marks
FEWEST_READINGS = 30  # that are multiples of one step apart and not by chance
LEAST_CHANCE = 1e-300  # of what a mark allows; its logarithm and its quantile stay finite


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """For R readings by J judges, in the units of the marks.

    ``reading``: (L,) int, ascending, those of which only bounds are known; ``below, above``: (L,) how far below
    and above the mark what the judge thinks may lie.  ``rounding``: variance of what the steps hide, 0 where they
    are fine.  ``least``: variance of a reading below which none is believed.  ``uniform``: (J,) judges who give
    most papers one mark.
    """

    reading: Ints
    below: Floats
    above: Floats
    rounding: float
    least: float
    uniform: Bools

    @classmethod
    def of(cls, below: Floats, above: Floats, least: float, uniform: Bools) -> Limits:
        """``below, above``: (R,)."""
        reading = np.flatnonzero(below + above)
        rounding = float(np.minimum(below, above).max(initial=0.0)) ** 2 / 3
        return cls(reading, below[reading], above[reading], rounding, least, uniform)

    @classmethod
    def none(cls, readings: int, judges: int) -> Limits:
        """Every mark is exact, every noise may be."""
        return cls.of(np.zeros(readings), np.zeros(readings), 0.0, np.zeros(judges, dtype=bool))

    @classmethod
    def told(cls, table: MarkTable, unit: float, order: Ints, judges: Ints) -> Limits:
        """Those of a table, its readings and judges in the order given, marks divided by ``unit``."""
        half = step(table) / 2
        coarse = 2 * half > COARSE * float(table.total.std())
        below, above = np.full((2, len(table.total)), half if coarse else 0.0)
        side = at_ends(table)
        below[side < 0], above[side > 0] = np.inf, np.inf
        # on a coarse scale the steps themselves say why marks are alike
        alike = np.zeros(len(table.judges), dtype=bool) if coarse else uniform(table)
        least = (parts.least_noise(table) / unit) ** 2
        return cls.of(below[order] / unit, above[order] / unit, least, alike[judges])

    def within(self, readings: slice) -> slice:
        """Which of the L lie in a run of readings."""
        first, last = np.searchsorted(self.reading, (readings.start, readings.stop)).tolist()
        return slice(first, last)

    def draw(self, away: Floats, deviation: Floats, rng: np.random.Generator) -> Floats:
        """(L,) errors of what the judges think, normal as far as the marks allow them.

        away: (L,) marks without what each judge would give without error; deviation: (L,) of the error.
        """
        low, high = (away - self.below) / deviation, (away + self.above) / deviation
        near, far, sign = _tail(low, high)
        least = ndtr(far)
        chance = np.maximum(least + rng.random(len(away)) * (ndtr(near) - least), LEAST_CHANCE)
        return np.asarray(deviation * np.clip(sign * ndtri(chance), low, high))

    def chance(self, run: slice, away: Floats, deviation: Floats) -> Floats:
        """(l, G) probability of the marks of a run of the L.

        away: (l, G) marks without what each judge would give without error; deviation: (l,) of the error.
        """
        below, above = self.below[run, None], self.above[run, None]
        near, far, _ = _tail((away - below) / deviation[:, None], (away + above) / deviation[:, None])
        return np.asarray(np.maximum(ndtr(near) - ndtr(far), LEAST_CHANCE))


def _tail(low: Floats, high: Floats) -> tuple[Floats, Floats, Floats]:
    """Upper and lower bound in the lower tail, where probabilities keep their digits; -1 where turned over."""
    turned = low + high > 0
    near, far = np.where(turned, -low, high), np.where(turned, -high, low)
    return near, far, np.where(turned, -1.0, 1.0)


def step(table: MarkTable) -> float:
    """Of the marks, points; 0 where there are too few readings to tell."""
    return parts.common_step(table) if len(table.total) >= FEWEST_READINGS else 0.0


def at_ends(table: MarkTable) -> Floats:
    """(R,) which readings lie at an end of the scale: 1 at its top, -1 at its bottom, else 0."""
    total = table.total
    highest, lowest = total == total.max(), total == total.min()
    top = highest if _is_end(highest) else total == table.full_marks
    bottom = (lowest if _is_end(lowest) else total == table.least) & (total > 0)
    found = top.astype(np.float64) - bottom
    return found if np.abs(found).mean() <= MOST_SHARE else np.zeros(len(total))


def _is_end(extreme: Bools) -> bool:
    return bool(extreme.sum() >= MANY and extreme.mean() >= MANY_SHARE)


def uniform(table: MarkTable) -> Bools:
    """(J,) judges more than half of whose marks are one and the same, ``MANY`` at least."""
    values, value = np.unique(table.total, return_inverse=True)
    pairs, count = np.unique(table.judge * len(values) + value, return_counts=True)
    most = np.zeros(len(table.judges), dtype=np.int64)
    np.maximum.at(most, pairs // len(values), count)
    return np.asarray((most >= MANY) & (2 * most > table.readings_per_judge()))
