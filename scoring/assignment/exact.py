"""Plans by integer programming, where judges who must be apart leave the flow no way out.

Two judges who may not read the same paper are no constraint of a flow.  As a rule there are few of them
and swaps settle the matter without touching the loads; what is left are small, crowded problems, solved
here exactly (HiGHS): the most previous readings, then the most even loads.
"""

from __future__ import annotations

from contextlib import suppress

import numpy as np
from scipy.sparse import csr_array, vstack

from scoring.assignment.classes import forbidden
from scoring.assignment.problem import BoolArray, FloatArray, IntArray
from scoring.assignment.rules import Order, Rules
from scoring.errors import Infeasible

# Larger problems are given up rather than searched; swaps failed there already.
MOST_PAIRS = 20_000
SECONDS = 20.0
_IMPOSSIBLE = 2  # what scipy's milp says of a programme without a solution


def place_by_programme(rules: Rules, order: Order) -> tuple[IntArray, IntArray]:
    """The readings that stay, fixed or previous, and the new ones, as pairs ``(n, 2)``.

    Presumes that a plan exists if nobody must be apart.  Raises Infeasible with one blocker ``apart``
    (see ``blockers.refuse_impossible``): none of its pairs can be left out of what stands in the way.
    """
    pairs = np.argwhere(np.triu(rules.apart)) if rules.apart is not None else np.zeros((0, 2), dtype=int)
    if len(rules.wanted) * len(rules.low) > MOST_PAIRS:
        raise _refusal(pairs, order, proven=False)
    cells = np.argwhere(~forbidden(rules, rules.fixed, np.arange(len(rules.wanted))))
    programme = _Programme(rules, cells)
    try:
        chosen = programme.best(pairs)
    except TimeoutError as error:
        raise _refusal(pairs, order, proven=False) from error
    if chosen is None:
        raise _refusal(programme.needed(pairs), order, proven=True)
    stays = _listed(cells, rules.previous, len(rules.low)) & chosen
    return np.concatenate([rules.fixed, cells[stays]]), cells[chosen & ~stays]


def _refusal(pairs: IntArray, order: Order, *, proven: bool) -> Infeasible:
    given = [tuple(sorted(pair)) for pair in order.judges[pairs].tolist()]
    judges = tuple(sorted({judge for pair in given for judge in pair}))
    facts: dict[str, object] = {"judges": judges, "pairs": tuple(sorted(given)), "proven": proven}
    return Infeasible("no plan exists: apart", (("apart", facts),))


def _listed(cells: IntArray, pairs: IntArray, judges: int) -> BoolArray:
    return np.isin(cells @ np.array([judges, 1]), pairs @ np.array([judges, 1]))


class _Programme:
    """Variables: whether a cell (n, 2) of paper and judge is read, then how far each judge's load rises."""

    def __init__(self, rules: Rules, cells: IntArray) -> None:
        papers, judges = len(rules.wanted), len(rules.low)
        self.rules, self.cells = rules, cells
        held = np.bincount(rules.fixed[:, 1], minlength=judges)
        steps = np.minimum(rules.high - held, np.bincount(cells[:, 1], minlength=judges))
        self.judge_of_step = np.repeat(np.arange(judges), steps)
        first = np.cumsum(steps) - steps
        rise = np.arange(len(self.judge_of_step)) - first[self.judge_of_step]
        # the load l + 1 instead of l adds 2 l + 1 to the sum of squares
        self.cost = np.concatenate([np.zeros(len(cells)), 2 * (held[self.judge_of_step] + rise) + 1.0])
        need = rules.wanted - np.bincount(rules.fixed[:, 0], minlength=papers)
        of_paper = self._sums(cells[:, 0], papers, 1.0, np.zeros(0, dtype=np.int64))
        of_judge = self._sums(cells[:, 1], judges, -1.0, self.judge_of_step)
        loads = self._sums(cells[:, 1], judges, 0.0, self.judge_of_step)
        self.rows = vstack([of_paper, of_judge, loads], format="csr")
        self.least = np.concatenate([need, np.zeros(judges), rules.low - held])
        self.most = np.concatenate([need, np.zeros(judges), rules.high - held])

    def _sums(self, row_of_cell: IntArray, rows: int, sign: float, row_of_step: IntArray) -> csr_array:
        """Rows that add up cells and, with the opposite ``sign``, steps; a sign of 0 leaves out the cells."""
        count = len(self.cells) + len(self.judge_of_step)
        values = [np.full(len(row_of_cell), abs(sign)), np.full(len(row_of_step), sign or 1.0)]
        columns = np.concatenate([np.arange(len(row_of_cell)), len(self.cells) + np.arange(len(row_of_step))])
        places = np.concatenate([row_of_cell, row_of_step])
        return csr_array((np.concatenate(values), (places, columns)), shape=(rows, count))

    def _apart(self, pairs: IntArray) -> tuple[csr_array, FloatArray]:
        """At most one of two judges reads a paper, or none where the other has begun; rows and limits."""
        papers, judges = len(self.rules.wanted), len(self.rules.low)
        place = np.full((papers, judges), -1, dtype=np.int64)
        place[self.cells[:, 0], self.cells[:, 1]] = np.arange(len(self.cells))
        begun = np.zeros((papers, judges), dtype=bool)
        begun[self.rules.fixed[:, 0], self.rules.fixed[:, 1]] = True
        both = place[:, pairs].reshape(-1, 2)
        limits = np.where(begun[:, pairs].any(axis=2), 0.0, 1.0).reshape(-1)
        row, side = np.nonzero(both >= 0)
        shape = (len(both), len(self.cost))
        return csr_array((np.ones(len(row)), (row, both[row, side])), shape=shape), limits

    def _solved(self, cost: FloatArray, pairs: IntArray, kept: int = 0) -> BoolArray | None:
        """Cells read (n,) at the least cost with at least ``kept`` previous readings; None: there is no way.

        Raises TimeoutError where neither a plan nor its absence was found in time.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp

        previous = np.zeros(len(self.cost))
        previous[: len(self.cells)] = _listed(self.cells, self.rules.previous, len(self.rules.low))
        apart, limits = self._apart(pairs)
        rows = [LinearConstraint(self.rows, self.least, self.most), LinearConstraint(previous[None, :], kept)]
        if len(limits):
            rows.append(LinearConstraint(apart, -np.inf, limits))
        whole = np.arange(len(self.cost)) < len(self.cells)
        found = milp(cost, integrality=whole, bounds=Bounds(0, 1), constraints=rows,
                     options={"time_limit": SECONDS, "mip_rel_gap": 0.0})  # fmt: skip
        if found.x is None and found.status != _IMPOSSIBLE:
            raise TimeoutError
        return None if found.x is None else np.asarray(found.x[: len(self.cells)] > 0.5)

    def best(self, pairs: IntArray) -> BoolArray | None:
        """The cells (n,) read in the best plan that keeps the ``pairs`` apart, or None."""
        kept = 0
        if len(self.rules.previous):
            listed = _listed(self.cells, self.rules.previous, len(self.rules.low))
            most = self._solved(np.r_[-listed.astype(np.float64), 0 * self.cost[len(listed) :]], pairs)
            if most is None:
                return None
            kept = int((most & listed).sum())
        return self._solved(self.cost, pairs, kept)

    def needed(self, pairs: IntArray) -> IntArray:
        """Pairs of which none can be left out if there is to be no plan."""
        for pair in pairs.tolist():
            rest = pairs[(pairs != pair).any(axis=1)]
            with suppress(TimeoutError):
                if self._solved(np.zeros(len(self.cost)), rest) is None:
                    pairs = rest
        return pairs
