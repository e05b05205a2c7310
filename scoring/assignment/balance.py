"""Even loads, exactly: maximum flows from paper classes to judges under a rising water level.

The load vectors that serve all papers are the integer points of a base polyhedron, so one of them is
the most even in every sense at once: smallest maximum, greatest minimum, smallest sum of squares
(Frank and Murota, "Decreasing minimization on M-convex sets", 2022).  Greedy filling finds it: raise a
common ceiling, let the flow grow along augmenting paths (which never lowers a load already reached),
and freeze the judges that no unserved paper can reach any more.
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


class ClassFlow:
    """A growing flow from C classes to J judges; ``counts`` (C, J) are readings of a class by a judge."""

    def __init__(self, classes: Classes) -> None:
        self.classes = classes
        self.counts: IntArray = np.zeros(classes.eligible.shape, dtype=np.int64)
        self._arcs = np.nonzero(classes.eligible)

    @property
    def loads(self) -> IntArray:
        """New readings per judge, ``(J,)``."""
        return np.asarray(self.counts.sum(axis=0))

    @property
    def missing(self) -> IntArray:
        """Readings not yet placed per class, ``(C,)``."""
        return np.asarray(self.classes.demand - self.counts.sum(axis=1))

    def room(self) -> BoolArray:
        """``(C, J)``: the judge may take one more paper of the class (a judge reads each paper once)."""
        return self.classes.eligible & (self.counts < self.classes.size[:, None])

    def push(self, caps: IntArray) -> int:
        """Grow the flow as far as ``caps`` (J,) on new readings allow; returns the readings gained."""
        class_of, judge_of = self._arcs
        n_classes, n_judges = self.counts.shape
        flow_now = self.counts[class_of, judge_of]
        spare = self.classes.size[class_of] - flow_now
        source, sink = 0, n_classes + n_judges + 1
        first_judge = 1 + n_classes
        at_class, at_judge = 1 + class_of, first_judge + judge_of
        rows = [np.zeros(n_classes, int), at_class, at_judge, first_judge + np.arange(n_judges)]
        cols = [1 + np.arange(n_classes), at_judge, at_class, np.full(n_judges, sink)]
        data = [self.missing, spare, flow_now, caps - self.loads]
        graph = csr_array(
            (np.concatenate(data).astype(np.int32), (np.concatenate(rows), np.concatenate(cols))),
            shape=(sink + 1, sink + 1),
        )
        result = maximum_flow(graph, source, sink)
        gained = result.flow[1:first_judge, first_judge:sink]
        self.counts = self.counts + gained.toarray()
        return int(result.flow_value)

    def reachable(self) -> tuple[BoolArray, BoolArray]:
        """Classes (C,) and judges (J,) that an unserved class can reach by moving readings around."""
        return self.reachable_from(self.missing > 0)

    def reachable_from(self, classes: BoolArray) -> tuple[BoolArray, BoolArray]:
        """As ``reachable``, from the given classes (C,) only."""
        room, used = self.room(), self.counts > 0
        seen_classes, seen_judges = classes.copy(), np.zeros(self.counts.shape[1], dtype=bool)
        while True:
            judges = seen_judges | room[seen_classes].any(axis=0)
            grown = seen_classes | used[:, judges].any(axis=1)
            if (grown == seen_classes).all() and (judges == seen_judges).all():
                return seen_classes, seen_judges
            seen_classes, seen_judges = grown, judges


def even_flow(classes: Classes, bounds: Bounds, order: IntArray) -> ClassFlow:
    """The flow that serves every class with the most even total loads; presumes that one exists.

    Evenness counts the held readings; a judge whose held readings stand above the level takes nothing.
    ``order`` (J,) is a permutation of the judges: who gets the odd reading depends on it and not on the
    order in which the judges were entered.
    """
    shuffled = Bounds(bounds.held[order], bounds.low[order], bounds.high[order])
    flow = _filled(ClassFlow(replace(classes, eligible=classes.eligible[:, order])), shuffled)
    answer = ClassFlow(classes)
    answer.counts[:, order] = flow.counts
    return answer


def _filled(flow: ClassFlow, bounds: Bounds) -> ClassFlow:
    """Raise the water level until every class is served."""
    flow.push(np.maximum(bounds.low - bounds.held, 0))
    active = np.ones(len(bounds.held), dtype=bool)
    while flow.missing.any():
        level = _fill_level(flow, bounds, active)
        flow.push(_caps(flow, bounds, active, level + 1))
        active = flow.reachable()[1] & (bounds.held + flow.loads < bounds.high)
    return flow


def _caps(flow: ClassFlow, bounds: Bounds, active: BoolArray, level: int) -> IntArray:
    """New readings allowed per judge when the active ones may rise to ``level`` in total."""
    ceiling = np.minimum(bounds.high, level) - bounds.held
    return np.asarray(np.where(active, np.maximum(flow.loads, ceiling), flow.loads))


def _fill_level(flow: ClassFlow, bounds: Bounds, active: BoolArray) -> int:
    """Raise the flow to the highest level that every active judge can reach, and return that level."""
    floor = int((bounds.held + flow.loads)[active].min())
    left = int(flow.missing.sum())
    low, high = floor, _level_holding(flow, bounds, active, left, floor)
    tried = high
    while low < high:
        before = flow.counts
        caps = _caps(flow, bounds, active, tried)
        flow.push(caps)
        if (flow.loads == caps).all():
            low = tried
        else:
            flow.counts, high = before, tried - 1
        tried = (low + high + 1) // 2
    return low


def _level_holding(flow: ClassFlow, bounds: Bounds, active: BoolArray, left: int, floor: int) -> int:
    """The highest level whose caps together do not exceed the readings left."""
    low, high = floor, floor + left
    while low < high:
        middle = (low + high + 1) // 2
        if int((_caps(flow, bounds, active, middle) - flow.loads).sum()) <= left:
            low = middle
        else:
            high = middle - 1
    return low
