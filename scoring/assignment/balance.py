"""Even loads, exactly: maximum flows from paper classes to judges under a rising water level.

The load vectors that serve all papers are the integer points of a base polyhedron, so one of them is
the most even in every sense at once: smallest maximum, greatest minimum, smallest sum of squares
(Frank and Murota, "Decreasing minimization on M-convex sets", 2022).  Greedy filling finds it: raise a
common ceiling, let the flow grow along augmenting paths (which never lowers a load already reached),
and freeze the judges that no unserved paper can reach any more.

Judges under the same rules are one group with so many times the room; within a group readings are dealt
in turn, which is as even as can be.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from scoring.assignment.classes import Classes
from scoring.assignment.problem import BoolArray, IntArray


@dataclass(frozen=True, slots=True)
class Bounds:
    """Load limits per judge, all ``(J,)``: readings ``held`` already, smallest and greatest total load."""

    held: IntArray
    low: IntArray
    high: IntArray


@dataclass(frozen=True, slots=True)
class Groups:
    """G groups of judges whom the rules, the wishes and the limits cannot tell apart.

    of_judge
        ``(J,)`` group per judge; ``size`` (G,) judges in it.
    bounds
        the limits of each judge of the group, ``(G,)``.
    """

    of_judge: IntArray
    size: IntArray
    bounds: Bounds

    def sums(self, table: IntArray) -> IntArray:
        """A table (C, J) added up over the judges of each group, ``(C, G)``."""
        found = np.zeros((len(table), len(self.size)), dtype=np.int64)
        np.add.at(found.T, self.of_judge, table.T)
        return found


def group_judges(
    classes: Classes, bounds: Bounds, marks: BoolArray, rng: np.random.Generator | None = None
) -> Groups:
    """The groups, in random order, so that it does not depend on the names who gets the odd reading.

    ``marks`` (n, J): anything else that tells judges apart.
    """
    limits = np.column_stack([bounds.held, bounds.low, bounds.high])
    seen = np.packbits(np.vstack([classes.eligible, marks]).T, axis=1)
    rows = np.hstack([seen, np.ascontiguousarray(limits).view(np.uint8)])
    _, first, number = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    shuffled = np.arange(len(first)) if rng is None else rng.permutation(len(first))
    of_judge = np.argsort(shuffled)[number.reshape(-1)]
    first = first[shuffled]
    alike = Bounds(bounds.held[first], bounds.low[first], bounds.high[first])
    return Groups(of_judge, np.bincount(of_judge, minlength=len(first)), alike)


class Flow:
    """A growing flow from C classes to G groups of judges; ``counts`` (C, G) are readings.

    demand, cap: ``(C,)`` readings wanted of a class; ``(C, G)`` the most of them that a group can take.
    """

    def __init__(self, demand: IntArray, cap: IntArray) -> None:
        self.demand = demand
        self.cap = cap
        self.counts: IntArray = np.zeros(cap.shape, dtype=np.int64)
        self._arcs = np.nonzero(cap > 0)

    @property
    def loads(self) -> IntArray:
        """Readings per group, ``(G,)``."""
        return np.asarray(self.counts.sum(axis=0))

    @property
    def missing(self) -> IntArray:
        """Readings not yet placed per class, ``(C,)``."""
        return np.asarray(self.demand - self.counts.sum(axis=1))

    def room(self) -> BoolArray:
        """``(C, G)``: the group may take one more reading of the class."""
        return np.asarray(self.counts < self.cap)

    def push(self, caps: IntArray) -> int:
        """Grow the flow as far as ``caps`` (G,) on the readings per group allow; returns the gain."""
        class_of, group_of = self._arcs
        n_classes, n_groups = self.counts.shape
        flow_now = self.counts[class_of, group_of]
        spare = self.cap[class_of, group_of] - flow_now
        source, sink = 0, n_classes + n_groups + 1
        first_group = 1 + n_classes
        at_class, at_group = 1 + class_of, first_group + group_of
        rows = [np.zeros(n_classes, int), at_class, at_group, first_group + np.arange(n_groups)]
        cols = [1 + np.arange(n_classes), at_group, at_class, np.full(n_groups, sink)]
        data = [self.missing, spare, flow_now, caps - self.loads]
        graph = csr_array(
            (np.concatenate(data).astype(np.int32), (np.concatenate(rows), np.concatenate(cols))),
            shape=(sink + 1, sink + 1),
        )
        result = maximum_flow(graph, source, sink)
        gained = result.flow[1:first_group, first_group:sink]
        self.counts = self.counts + gained.toarray()
        return int(result.flow_value)

    def reachable(self) -> tuple[BoolArray, BoolArray]:
        """Classes (C,) and groups (G,) that an unserved class can reach by moving readings around."""
        return self.reachable_from(self.missing > 0)

    def reachable_from(self, classes: BoolArray) -> tuple[BoolArray, BoolArray]:
        """As ``reachable``, from the given classes (C,) only."""
        room, used = self.room(), self.counts > 0
        seen_classes, seen_groups = classes.copy(), np.zeros(self.counts.shape[1], dtype=bool)
        while True:
            groups = seen_groups | room[seen_classes].any(axis=0)
            grown = seen_classes | used[:, groups].any(axis=1)
            if (grown == seen_classes).all() and (groups == seen_groups).all():
                return seen_classes, seen_groups
            seen_classes, seen_groups = grown, groups


def even_flow(demand: IntArray, cap: IntArray, groups: Groups, taken: IntArray | None = None) -> Flow | None:
    """The flow that serves every class with the most even total loads; None when there is none.

    ``taken`` (G,): readings that each judge of a group takes besides.  Evenness counts what is held or
    taken; a judge whose held readings stand above the level takes nothing.
    """
    flow, bounds = Flow(demand, cap), groups.bounds
    if taken is not None:
        bounds = replace(bounds, held=bounds.held + taken)
    least = groups.size * np.maximum(bounds.low - bounds.held, 0)
    if flow.push(least) < least.sum():
        return None
    active = (bounds.held * groups.size + flow.loads) < bounds.high * groups.size
    while flow.missing.any():
        if not active.any():
            return None
        level = _fill_level(flow, groups.size, bounds, active)
        flow.push(_caps(flow, groups.size, bounds, active, level + 1))
        active = flow.reachable()[1] & (groups.size * bounds.held + flow.loads < groups.size * bounds.high)
    return flow


def _caps(flow: Flow, size: IntArray, bounds: Bounds, active: BoolArray, level: int) -> IntArray:
    """Readings allowed per group when the judges of the active ones may rise to ``level`` in total."""
    ceiling = size * (np.minimum(bounds.high, level) - bounds.held)
    return np.asarray(np.where(active, np.maximum(flow.loads, ceiling), flow.loads))


def _fill_level(flow: Flow, size: IntArray, bounds: Bounds, active: BoolArray) -> int:
    """Raise the flow to the highest level that every active judge can reach, and return that level."""
    floor = int((bounds.held + flow.loads // size)[active].min())
    left = int(flow.missing.sum())
    low, high = floor, _level_holding(flow, size, bounds, active, left, floor)
    tried = high
    while low < high:
        before = flow.counts
        caps = _caps(flow, size, bounds, active, tried)
        flow.push(caps)
        if (flow.loads == caps).all():
            low = tried
        else:
            flow.counts, high = before, tried - 1
        tried = (low + high + 1) // 2
    return low


def _level_holding(
    flow: Flow, size: IntArray, bounds: Bounds, active: BoolArray, left: int, floor: int
) -> int:
    """The highest level whose caps together do not exceed the readings left."""
    low, high = floor, floor + left
    while low < high:
        middle = (low + high + 1) // 2
        if int((_caps(flow, size, bounds, active, middle) - flow.loads).sum()) <= left:
            low = middle
        else:
            high = middle - 1
    return low
