"""Whether there is room for one more: the same questions, asked for many orders, mostly without the solver.

Three kinds of answers, all exact:

* **a witness**: counts known to keep everything; one candidate more, or one in exchange for one of another kind,
  often gives the next (checked in whole numbers);
* **a proof** that there are no such counts: by the lemma of Farkas a sum of the demands, with weights of 0 or more,
  that no counts within the bounds can reach.  A sum that proves one thing proves many others, for this order and
  for the next: which sums of demands hold depends on no order;
* the integer program, where neither is known; each time it finds no counts, the weights of a proof are taken from a
  linear program and kept.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from scipy.optimize import linprog

from scoring.selection.bodies import HARD
from scoring.selection.crossing import Program
from scoring.tables import Bools, Floats, Ints

_SLACK = 1e-6  # a proof must fall short by this part of its largest weight: far above what floats round away


class Room:
    """A program with its soft demands held, and what has been learnt about it.

    ``last``: counts that keep everything, from the last choice; None before the first.
    """

    def __init__(self, held: Program) -> None:
        self.program = held
        self.kinds = held.kinds
        self.last: Ints | None = None
        self._hard = held.wanted.level == HARD
        places = dict(held.places)
        self._most_missing = np.array([places[level] for level in held.level.tolist()], dtype=np.int64)
        self._sums: Floats = np.zeros((0, len(held.kinds.size)))
        self._bounds: Floats = np.zeros(0)

    def counts(self, low: Ints, high: Ints) -> Ints | None:
        """Counts with ``low <= counts <= high`` that keep everything; None = there are none."""
        if not (low <= high).all() or self._proven(low, high):
            return None
        found = self.program.counts(low, high, self._most())
        if found is None:
            self._learn(low, high)
            return None
        return found[: len(low)]

    def blocked(self, low: Ints, high: Ints) -> Bools:
        """(T,) bool: the kinds of which, by what is proven so far, no more than ``low`` has room."""
        falls = np.minimum(self._sums, 0)
        most = np.maximum(self._sums, 0) @ high + falls @ low
        full: Bools = low >= high
        return full | (most[:, None] + falls < self._bounds[:, None]).any(axis=0)

    def one_more(self, witness: Ints, kind: int, leaving: Ints) -> Ints | None:
        """Counts that keep everything with one more of a kind than the witness; None = not by a single exchange.

        ``leaving``: kinds that may lose one, the first that does is taken.
        """
        tried = np.repeat(witness[:, None], 1 + len(leaving), axis=1)
        tried[kind] += 1
        tried[leaving, 1 + np.arange(len(leaving))] -= 1
        kept = np.flatnonzero(self.program.kept_by(tried))
        return None if not len(kept) else tried[:, kept[0]]

    def _most(self) -> Floats:
        cost: Floats = np.r_[-np.ones(len(self.kinds.size)), np.zeros(len(self.program.level))]
        return cost

    def _proven(self, low: Ints, high: Ints) -> bool:
        most = np.maximum(self._sums, 0) @ high + np.minimum(self._sums, 0) @ low
        return bool((most < self._bounds).any())

    def _learn(self, low: Ints, high: Ints) -> None:
        """Keep the sum of demands that these bounds miss by most; nothing where only whole numbers miss them."""
        rows, least = self.program.rows, self.program.least
        length = len(least)
        cost = np.r_[np.zeros(rows.shape[1]), np.ones(length)]
        lows = np.r_[low, np.zeros(rows.shape[1] - len(low) + length)]
        highs = np.r_[high, self._most_missing, np.full(length, np.inf)]
        table = -sp.hstack([rows, sp.eye_array(length)], format="csr")
        found = linprog(cost, A_ub=table, b_ub=-least, bounds=np.c_[lows, highs], method="highs")
        if found.x is None:
            return
        weight = np.maximum(0, -found.ineqlin.marginals)
        sums = weight @ rows
        missing = np.maximum(sums[len(low) :], 0) @ self._most_missing
        bound = weight @ least - missing - _SLACK * max(1.0, float(weight.max(initial=0)))
        self._sums = np.vstack([self._sums, sums[: len(low)]])
        self._bounds = np.r_[self._bounds, bound]
        if not self._proven(low, high):
            self._sums, self._bounds = self._sums[:-1], self._bounds[:-1]


def choose_one(room: Room, order: Ints) -> Bools:
    """The best choice candidate by candidate.

    Walks down the order: the next candidate enters exactly when there are counts that hold it together with all who
    entered before; once one of a kind does not enter, no later one of that kind does.

    Parameters
    ----------
    order: (m,) int, positions of the candidates from best to worst.

    Returns
    -------
    (m,) bool, by position.
    """
    of, size = room.kinds.of[order], room.kinds.size
    places = np.argsort(of, kind="stable")  # those of each kind together, best first
    start = np.cumsum(size) - size
    number = np.empty_like(of)
    number[places] = np.arange(len(of)) - np.repeat(start, size)
    open_, high, low = np.ones(len(size), dtype=np.bool_), size.copy(), np.zeros_like(size)
    witness = room.counts(low, high) if room.last is None else room.last
    assert witness is not None
    while True:
        waiting = np.flatnonzero((number >= witness[of]) & open_[of])
        if not len(waiting):
            break
        first, kind = int(waiting[0]), int(of[waiting[0]])
        low = np.where(open_, np.bincount(of[:first], minlength=len(size)), low)
        open_ &= ~room.blocked(low, high)
        high = np.where(open_, size, low)
        if not open_[kind]:
            continue
        spare = np.flatnonzero(witness > low)
        spare = spare[np.argsort(-places[start[spare] + witness[spare] - 1])]  # the last in the order first
        found = room.one_more(witness, kind, spare)
        if found is None:
            low[kind] += 1
            found = room.counts(low, high)
        if found is None:
            low[kind] -= 1
            open_[kind], high[kind] = False, low[kind]
        else:
            witness = found
    room.last = witness
    chosen = np.zeros(len(order), dtype=np.bool_)
    chosen[order] = number < witness[of]
    return chosen
