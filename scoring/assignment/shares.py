"""How many papers of each class every group of judges reads, once the loads are known.

Among the plans with the most even loads: those with the most readings by preferred judges, by a flow of
least cost, or, where there is no wish, shares in proportion (Deming and Stephan 1940), so that every judge
reads an even mix of classes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.assignment.balance import Flow, Groups, even_flow
from scoring.assignment.cheapest import Arcs, cheapest_flow
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

    ``taken`` (G,): readings that each judge of a group has besides.  Who has the odd reading may change: all
    most even load vectors have, level by level, as many judges that reach it.
    """
    arcs, nodes = _network(flow, groups, taken, wish)
    found = cheapest_flow(arcs, nodes, nodes - 2, nodes - 1)
    counts = np.zeros(flow.cap.shape, dtype=np.int64)
    of_class = arcs.tail < len(flow.demand)
    counts[arcs.tail[of_class], arcs.head[of_class] - len(flow.demand)] = found[of_class]
    mixed = Flow(flow.demand, flow.cap)
    for part in (wish, ~wish):  # the cheapest flow is lumpy: what is as cheap is spread again
        share = Flow((counts * part).sum(axis=1), flow.cap * part)
        share.counts = counts * part
        mixed.counts += even_shares(share).counts
    return mixed


def _network(flow: Flow, groups: Groups, taken: IntArray, wish: BoolArray) -> tuple[Arcs, int]:
    """Classes, groups, levels, source and sink, in this order; a reading against the wish costs 1."""
    room, base, level, used = _levels(flow, groups, groups.bounds.held + taken)
    reached, at_level = np.unique(level, return_inverse=True)
    class_of, group_of = np.nonzero(flow.cap > 0)
    classes, group_at = np.arange(len(flow.demand)), len(flow.demand) + np.arange(len(groups.size))
    level_at = len(classes) + len(group_at) + np.arange(len(reached))
    source = len(classes) + len(group_at) + len(reached)
    full = np.bincount(at_level, weights=used).astype(np.int64)
    arcs = [
        (np.full(len(classes), source), classes, flow.demand),
        (class_of, len(classes) + group_of, flow.cap[class_of, group_of]),
        (group_at, np.full(len(group_at), source + 1), base),
        (np.tile(group_at, 2), level_at[at_level], room),
        (level_at, np.full(len(reached), source + 1), full),
    ]
    tail, head, capacity = (np.concatenate(ends) for ends in zip(*arcs, strict=True))
    cost = np.zeros(len(tail), dtype=np.int64)
    cost[len(classes) : len(classes) + len(class_of)] = ~wish[class_of, group_of]
    return Arcs(tail, head, capacity, cost), source + 2


def _levels(flow: Flow, groups: Groups, held: IntArray) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """A group's readings as a base (G,) and two steps, up to the level its judges have reached and one above.

    Room of the steps (2G,), the base, the level that the steps reach (2G,), readings in them now (2G,).
    """
    size, bounds = groups.size, groups.bounds
    each = flow.loads // size
    below = np.where((each > 0) & (held + each > bounds.low), size, 0)
    above = np.where(held + each < bounds.high, size, 0)
    used = np.concatenate([below, flow.loads - size * each])
    level = np.concatenate([held + each, held + each + 1])
    return np.concatenate([below, above]), size * each - below, level, used
