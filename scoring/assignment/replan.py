"""Keep as much of an earlier plan as the hard rules allow (drop-outs, recusals, late papers).

If everything that is still valid can stay, it stays.  If not, the greatest number that can stay is
found exactly, by successive shortest paths: a path hands readings from judge to judge, giving up a kept
reading costs 1, regaining one earns 1 (Ahuja, Magnanti and Orlin, "Network Flows", ch. 9.7).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from scoring.assignment.balance import Bounds, Flow, Groups
from scoring.assignment.classes import forbidden, group_papers
from scoring.assignment.deal import deal
from scoring.assignment.problem import BoolArray, IntArray
from scoring.assignment.rules import Rules, among

# Cost of a hand-over the rules forbid; far above any path of allowed ones.
BARRED = 1_000_000


def keepable(rules: Rules) -> IntArray:
    """The most previous pairs (n, 2) that break no conflict, demand or maximum load, fixed pairs left out.

    Of two previous readers who must be apart one is let go.
    """
    previous, fixed = rules.previous, rules.fixed
    judges = len(rules.low)
    taken = np.sort(fixed[:, 0] * judges + fixed[:, 1])
    previous = previous[~rules.bars(previous[:, 0], previous[:, 1])]
    previous = _parted(rules, previous[~among(previous[:, 0] * judges + previous[:, 1], taken)])
    need = rules.wanted - np.bincount(fixed[:, 0], minlength=len(rules.wanted))
    free = rules.high - np.bincount(fixed[:, 1], minlength=judges)
    return _largest_part(previous, np.maximum(need, 0), free)


def _parted(rules: Rules, previous: IntArray) -> IntArray:
    """The pairs without those beside a reader, fixed or earlier in the list, they must be apart from."""
    if rules.apart is None:
        return previous
    readers: dict[int, list[int]] = {}
    for paper, judge in rules.fixed.tolist():
        readers.setdefault(paper, []).append(judge)
    stays = []
    for paper, judge in previous.tolist():
        beside = readers.setdefault(paper, [])
        stays.append(not rules.apart[judge, beside].any())
        if stays[-1]:
            beside.append(judge)
    return np.asarray(previous[np.array(stays, dtype=bool)])


def _largest_part(pairs: IntArray, need: IntArray, free: IntArray) -> IntArray:
    """The most pairs with at most ``need`` (P,) per paper and ``free`` (J,) per judge: a maximum flow."""
    papers, judges = len(need), len(free)
    sink = papers + judges + 1
    rows = [np.zeros(papers, int), 1 + pairs[:, 0], 1 + papers + np.arange(judges)]
    cols = [1 + np.arange(papers), 1 + papers + pairs[:, 1], np.full(judges, sink)]
    data = np.concatenate([need, np.ones(len(pairs), int), free]).astype(np.int32)
    graph = csr_array((data, (np.concatenate(rows), np.concatenate(cols))), shape=(sink + 1, sink + 1))
    flow = maximum_flow(graph, 0, sink).flow[1 : papers + 1, papers + 1 : sink].tocoo()
    used = flow.data > 0
    row, col = flow.coords
    return np.column_stack([row[used], col[used]]).astype(np.int64)


@dataclass(slots=True)
class Exchange:
    """A partial plan on full papers x judges tables, improved by chains of hand-overs.

    allowed, wish, reads
        ``(P, J)`` bool: no conflict and not fixed; in the earlier plan; in the plan now (fixed left out).
    need
        ``(P,)`` readings wanted besides the fixed ones.
    bounds
        held (fixed) readings and load limits per judge.
    """

    allowed: BoolArray
    wish: BoolArray
    reads: BoolArray
    need: IntArray
    bounds: Bounds

    @property
    def loads(self) -> IntArray:
        return np.asarray(self.bounds.held + self.reads.sum(axis=0))

    def costs(self) -> IntArray:
        """Cheapest hand-over from judge to judge, ``(J, J)``."""
        judges = self.reads.shape[1]
        table = np.full((judges, judges), BARRED, dtype=np.int64)
        for judge in range(judges):
            papers = np.flatnonzero(self.reads[:, judge])
            if len(papers):
                table[judge] = self._hand_over_costs(papers, judge).min(axis=0)
        return table

    def _hand_over_costs(self, papers: IntArray, judge: int) -> IntArray:
        wish = self.wish[papers].astype(np.int64)
        open_to = self.allowed[papers] & ~self.reads[papers]
        return np.asarray(np.where(open_to, wish[:, judge][:, None] - wish, BARRED))

    def place_missing(self) -> None:
        """Give every paper its readings; presumes that a plan exists."""
        while len(short := np.flatnonzero(self.reads.sum(axis=1) < self.need)):
            open_to = self.allowed[short] & ~self.reads[short]
            entry = np.where(open_to, -self.wish[short].astype(np.int64), BARRED)
            path = self._cheapest_path(entry.min(axis=0), self.loads < self.bounds.high)
            paper = short[int(entry[:, path[0]].argmin())]
            self._follow(path)
            self.reads[paper, path[0]] = True

    def fill_minimum(self) -> None:
        """Bring every judge to the minimum load; presumes that a plan exists."""
        while (self.loads < self.bounds.low).any():
            entry = np.where(self.loads > self.bounds.low, 0, BARRED)
            self._follow(self._cheapest_path(entry, self.loads < self.bounds.low))

    def _cheapest_path(self, entry: IntArray, goal: BoolArray) -> list[int]:
        """Judges along the cheapest chain from an entry (J,) to a goal (J,) (Bellman and Ford)."""
        table, cost = self.costs(), entry.copy()
        came_from = np.full(len(cost), -1)
        while True:
            through = cost[:, None] + table
            best = through.argmin(axis=0)
            reached = through[best, np.arange(len(cost))]
            better = reached < np.minimum(cost, BARRED)
            if not better.any():
                break
            came_from[better], cost[better] = best[better], reached[better]
        path = [int(np.where(goal, cost, 2 * BARRED).argmin())]
        while came_from[path[-1]] >= 0:
            path.append(int(came_from[path[-1]]))
        return path[::-1]

    def _follow(self, path: list[int]) -> None:
        chosen = []
        for giver, taker in pairwise(path):
            papers = np.flatnonzero(self.reads[:, giver])
            cost = self._hand_over_costs(papers, giver)[:, taker]
            chosen.append((int(papers[int(cost.argmin())]), giver, taker))
        for paper, giver, taker in chosen:
            self.reads[paper, giver], self.reads[paper, taker] = False, True


def most_kept(rules: Rules, rng: np.random.Generator) -> IntArray:
    """The greatest set of previous pairs (n, 2) that some full plan contains; presumes that one exists.

    Memory and time grow with papers x judges: this runs only when not all that could stay can.
    """
    shape, fixed = (len(rules.wanted), len(rules.low)), rules.fixed
    allowed = ~forbidden(rules, fixed, np.arange(shape[0]))
    wish, reads = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    wish[rules.previous[:, 0], rules.previous[:, 1]] = True
    start = _partial(rules, rng)
    reads[start[:, 0], start[:, 1]] = True
    counts = [np.bincount(fixed[:, at], minlength=shape[at]) for at in (0, 1)]
    exchange = Exchange(
        allowed, wish & allowed, reads, rules.wanted - counts[0], Bounds(counts[1], rules.low, rules.high)
    )
    exchange.place_missing()
    exchange.fill_minimum()
    return np.argwhere(exchange.reads & exchange.wish)


def _partial(rules: Rules, rng: np.random.Generator) -> IntArray:
    """A partial plan (n, 2) that holds all keepable pairs, without the fixed ones."""
    kept, judges = keepable(rules), len(rules.low)
    held = np.concatenate([rules.fixed, kept])
    classes = group_papers(rules, held, fine=True)
    bounds = Bounds(np.bincount(held[:, 1], minlength=judges), rules.low, rules.high)
    flow = Flow(classes.demand, classes.cap)
    flow.push(np.maximum(bounds.low - bounds.held, 0))
    flow.push(bounds.high - bounds.held)
    singles = Groups(np.arange(judges), np.ones(judges, dtype=np.int64), bounds)
    return np.concatenate([kept, np.column_stack(deal(classes, singles, flow.counts, flow.counts < 0, rng))])
