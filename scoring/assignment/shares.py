"""How many papers of each class every group of judges reads, once the loads are known.

Among the plans with the most even loads: those with the most readings by preferred judges (a linear
programme over the optimal face of the flow, whose corners are whole numbers), or, where there is no
wish, shares in proportion (Deming and Stephan 1940), so that every judge reads an even mix of classes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from scoring.assignment.balance import Flow, Groups, even_flow
from scoring.assignment.problem import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Links:
    """Readings given beforehand to link parts: ``counts`` (C, G), so many for ``each`` judge of a group (G,)."""

    counts: IntArray
    each: IntArray


# Rounds of proportional fitting; the rounding puts right what is left.
FITTING_ROUNDS = 30


def share_out(
    demand: IntArray, cap: IntArray, groups: Groups, wish: BoolArray | None, links: Links
) -> IntArray | None:
    """Readings of each class by each group (C, G), links included; None when there is no such plan.

    demand, cap, wish: ``(C,)`` readings wanted, ``(C, G)`` the most a group can take, and whether it should.
    """
    flow = even_flow(demand - links.counts.sum(axis=1), cap - links.counts, groups, links.each)
    if flow is None:
        return None
    laid = even_shares(flow) if wish is None else preferred_shares(flow, groups, links.each, wish)
    return laid.counts + links.counts


def even_shares(flow: Flow) -> Flow:
    """The same loads, with each group's readings spread over the classes in proportion."""
    shares = flow.cap.astype(np.float64)
    for _ in range(FITTING_ROUNDS):
        shares = np.minimum(shares * _ratio(flow.demand, shares.sum(axis=1))[:, None], flow.cap)
        shares = np.minimum(shares * _ratio(flow.loads, shares.sum(axis=0)), flow.cap)
    shares *= np.minimum(_ratio(flow.demand, shares.sum(axis=1)), 1)[:, None]
    rounded = Flow(flow.demand, flow.cap)
    rounded.counts = np.floor(shares + 1e-9).astype(np.int64)
    over = (rounded.counts.sum(axis=1) > flow.demand).any() or (rounded.loads > flow.loads).any()
    if over:  # only by the tolerance above
        rounded.counts = np.floor(shares * (1 - 1e-6)).astype(np.int64)
    rounded.push(flow.loads)
    return rounded


def _ratio(wanted: IntArray, found: FloatArray) -> FloatArray:
    return np.divide(wanted, found, out=np.zeros(len(found)), where=found > 0)


def preferred_shares(flow: Flow, groups: Groups, taken: IntArray, wish: BoolArray) -> Flow:
    """Loads as even, with the most readings of a class by groups that ``wish`` (C, G) prefers for it.

    ``taken`` (G,): readings that each judge of a group has besides.  A judge's load may move by one where
    that leaves the sum of squares as it is: all most even load vectors lie that close together.
    """
    from scipy.optimize import linprog

    arcs = np.nonzero(flow.cap > 0)
    count, size = len(arcs[0]), len(groups.size)
    below, above, base, cost, now = _steps(flow, groups, groups.bounds.held + taken)
    of_class, of_group = (
        csr_array((np.ones(count), (ends, np.arange(count))), shape=(rows, count))
        for ends, rows in zip(arcs, flow.cap.shape, strict=True)
    )
    none = csr_array((len(flow.demand), 2 * size))
    steps = csr_array(np.hstack([-np.eye(size), -np.eye(size)]))
    greatest = np.concatenate([flow.cap[arcs], below, above])
    solved = linprog(
        np.concatenate([-wish[arcs].astype(np.float64), np.zeros(2 * size)]),
        A_eq=vstack([hstack([of_class, none]), hstack([of_group, steps])], format="csr"),
        b_eq=np.concatenate([flow.demand, base]),
        A_ub=csr_array(np.concatenate([np.zeros(count), cost])[None, :]), b_ub=[now + 0.25],
        bounds=np.column_stack([np.zeros(len(greatest)), greatest]),
        method="highs-ds",
    )  # fmt: skip
    chosen = Flow(flow.demand, flow.cap)
    chosen.counts[arcs] = np.rint(solved.x[:count]).astype(np.int64)
    return chosen


def _steps(
    flow: Flow, groups: Groups, held: IntArray
) -> tuple[IntArray, IntArray, IntArray, IntArray, float]:
    """A group's readings as a base, a step up to the present level and one above it.

    Room of the two steps (G,), the base (G,), what a reading in them adds to the sum of squares (2G,), and
    what the present loads add.
    """
    size, bounds = groups.size, groups.bounds
    each = flow.loads // size
    level = held + each
    below = np.where((each > 0) & (level > bounds.low), size, 0)
    above = np.where(level < bounds.high, size, 0)
    cost = np.concatenate([2 * level - 1, 2 * level + 1])
    used = np.concatenate([below, flow.loads - size * each])
    return below, above, size * each - below, cost, float(cost @ used)
