"""The exact choice where quotas cross or shares must be kept, by integer programming over kinds of candidates.

The counts that keep the hard demands, and the soft ones level by level as far as they can be kept, are a small
integer program (HiGHS).  Its answers are checked in whole numbers.  Who is chosen is then found by asking it, or what
is known of it, again and again (:mod:`scoring.selection.room`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from scipy.optimize import Bounds, LinearConstraint, milp

from scoring.errors import NotConverged
from scoring.selection.bodies import HARD
from scoring.selection.demands import Demand, Kinds
from scoring.tables import Bools, Floats, Ints

_INFEASIBLE = 2  # status of scipy.optimize.milp
_BEST = {"mip_rel_gap": 0.0}


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """``rows @ (counts, missing) >= least``; ``level``: (S,) level of each number of missing places.

    ``wanted``: the demands behind the rows; ``places``: missing places held so far, by level.
    """

    kinds: Kinds
    rows: sp.csr_array
    least: Ints
    level: Ints
    wanted: Wanted
    places: tuple[tuple[int, int], ...] = ()

    def counts(self, low: Ints, high: Ints, cost: Floats | None = None) -> Ints | None:
        """Counts and missing places with ``low <= counts <= high``, at least cost; None = there are none."""
        free = len(self.level)
        bounds = Bounds(np.r_[low, np.zeros(free)], np.r_[high, np.full(free, np.inf)])
        weights = np.zeros(len(low) + free) if cost is None else cost
        if not len(weights):  # nobody to choose from
            return None if (self.least > 0).any() else weights.astype(np.int64)
        if self.wanted.too_many(low):
            return None
        rows = LinearConstraint(self.rows, self.least, np.full(len(self.least), np.inf))
        found = milp(weights, integrality=1, bounds=bounds, constraints=rows, options=_BEST)
        if found.status == _INFEASIBLE:
            return None
        if found.x is None:
            raise NotConverged(f"the solver gave up on a choice: {found.message}", np.inf)
        whole: Ints = np.rint(found.x).astype(np.int64)
        broken = (self.least - self.rows @ whole).max(initial=0)
        if broken > 0:
            raise NotConverged("the solver's counts break a quota", float(broken))
        return whole

    def any_counts(self) -> Ints | None:
        return self.counts(np.zeros_like(self.kinds.size), self.kinds.size)

    def kept_by(self, counts: Ints) -> Bools:
        """(N,) bool: which of (T, N) counts keep the hard demands, and miss no more places than held."""
        missing = self.wanted.missing(counts)
        kept: Bools = ~missing[self.wanted.level == HARD].any(axis=0)
        for level, places in self.places:
            kept &= missing[self.wanted.level == level].sum(axis=0) <= places
        return kept


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """Demands as arrays: ``factors`` (L, T), ``least``, ``unit``, ``level`` (L,)."""

    factors: Ints
    least: Ints
    unit: Ints
    level: Ints

    def missing(self, counts: Ints) -> Ints:
        """(L, N) places by which (T, N) counts miss the demands."""
        gap = self.least[:, None] - self.factors @ counts
        return np.maximum(0, -(-gap // self.unit[:, None]))

    def too_many(self, low: Ints) -> bool:
        """Whether a hard maximum is exceeded by the least counts already: spares the solver the question."""
        maxima = (self.level == HARD) & (self.factors <= 0).all(axis=1)
        return bool((self.factors[maxima] @ low < self.least[maxima]).any())


def program(alike: Kinds, wanted: Sequence[Demand]) -> Program:
    """Demands as rows; hard ones have no missing places."""
    soft = [i for i, demand in enumerate(wanted) if demand.level != HARD]
    arrays = Wanted(
        factors=np.array([d.factors for d in wanted], dtype=np.int64).reshape(len(wanted), len(alike.size)),
        least=np.array([d.least for d in wanted], dtype=np.int64),
        unit=np.array([d.unit for d in wanted], dtype=np.int64),
        level=np.array([d.level for d in wanted], dtype=np.int64),
    )
    missing = sp.csr_array((arrays.unit[soft], (soft, np.arange(len(soft)))), shape=(len(wanted), len(soft)))
    rows = sp.hstack([sp.csr_array(arrays.factors), missing], format="csr")
    return Program(alike, rows, arrays.least, arrays.level[soft], arrays)


def hold_soft(start: Program) -> Program | None:
    """The same with the fewest missing places on every level, earlier levels first, held; None = infeasible."""
    held = start
    for level in np.unique(start.level).tolist():
        cost = np.r_[np.zeros(len(held.kinds.size)), held.level == level]
        found = held.counts(np.zeros_like(held.kinds.size), held.kinds.size, cost)
        if found is None:
            return None
        places = int(cost @ found)
        rows = sp.vstack([held.rows, sp.csr_array(-cost[None, :].astype(np.int64))], format="csr")
        kept = (*held.places, (level, places))
        held = replace(held, rows=rows, least=np.r_[held.least, -places], places=kept)
    return held
