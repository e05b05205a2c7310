"""Other ways to assign, on the same instances: min-cost flows of OR-tools.

``pairs``       papers x judges, a unit arc each; the load of a judge costs its square, and a reading outside the
                judge's tracks one; the first outweighs all of the second: the exact optimum of both in turn
``candidates``  the same with 12 random judges for each paper, for sizes where all pairs are too many
``classes``     kinds of papers x judges: the exact optimum too, but it does not say who reads which paper
``hotcrp``      after HotCRP's autoassigner (src/autoassigner.php, assign_mcmf): one network, the n-th paper of a
                judge costs 100 n, a reading outside the track 20, nobody has more than the rounded-up mean;
                where papers stay short it runs again for the rest

Needs requirements-bench.txt.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from scoring.assignment.problem import AssignmentProblem, IntArray

CANDIDATES = 12
PER_PAPER, OFF_TRACK = 100, 20  # weights of the HotCRP-style network


def loads_and_misses(problem: AssignmentProblem, pairs: IntArray) -> tuple[int, int]:
    """Sum of squared loads, and readings outside the judge's tracks."""
    loads = np.bincount(pairs[:, 1], minlength=len(problem.judges))
    misses = 0
    if problem.preferred:
        suits = _suits(problem)
        misses = int((~suits[np.array(problem.paper_kind)[pairs[:, 0]], pairs[:, 1]]).sum())
    return int((loads**2).sum()), misses


def pairs(problem: AssignmentProblem) -> IntArray:
    """Every pair that may be."""
    kinds = np.array(problem.paper_kind)
    table = _open(problem)
    papers, judges = np.nonzero(table[kinds])
    return _pair_flow(problem, papers, judges, _square_costs(problem), _wish_costs(problem, papers, judges, 1))


def candidates(problem: AssignmentProblem) -> IntArray:
    """A dozen random judges for each paper."""
    papers, judges = _drawn(problem)
    return _pair_flow(problem, papers, judges, _square_costs(problem), _wish_costs(problem, papers, judges, 1))


def hotcrp(problem: AssignmentProblem, *, few: bool = False) -> IntArray:
    """Rounds of one network until no paper is short."""
    if few:
        papers, judges = _drawn(problem)
    else:
        papers, judges = np.nonzero(_open(problem)[np.array(problem.paper_kind)])
    need = problem.wanted()
    found = np.zeros((0, 2), dtype=np.int64)
    while need.any():
        loads = np.bincount(found[:, 1], minlength=len(problem.judges))
        taken = np.isin(papers * len(loads) + judges, found @ np.array([len(loads), 1]))
        papers, judges = papers[~taken], judges[~taken]
        room = int(loads.max()) + -(-int(need.sum()) // len(loads)) - loads
        costs = [(j, 1, PER_PAPER * (int(loads[j]) + n)) for j in range(len(loads)) for n in range(room[j])]
        more = _pair_flow(problem, papers, judges, costs, _wish_costs(problem, papers, judges, OFF_TRACK), need)
        if not len(more):
            break
        found = np.concatenate([found, more])
        need = need - np.bincount(more[:, 0], minlength=len(need))
    return found


def classes(problem: AssignmentProblem) -> tuple[int, int]:
    """The best sum of squares and the fewest readings outside the tracks with it."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    sizes = np.bincount(problem.paper_kind, minlength=len(problem.barred))
    kind, judge = np.nonzero(_open(problem))
    wish = np.zeros(len(kind), dtype=np.int64)
    if problem.preferred:
        wish = (~_suits(problem)[kind, judge]).astype(np.int64)
    flow = SimpleMinCostFlow()
    weight = len(problem.papers) * problem.readings + 1
    first = len(sizes)
    arcs = flow.add_arcs_with_capacity_and_unit_cost(kind, first + judge, sizes[kind], wish)
    sink = first + len(problem.judges)
    for j, capacity, cost in _square_costs(problem):
        flow.add_arc_with_capacity_and_unit_cost(first + j, sink, capacity, cost * weight)
    flow.set_nodes_supplies(np.arange(first), sizes * problem.readings)
    flow.set_node_supply(sink, -int(sizes.sum()) * problem.readings)
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError("no optimum")
    used = flow.flows(arcs)
    loads = np.bincount(judge, weights=used, minlength=len(problem.judges))
    return int((loads**2).sum()), int(used @ wish)


def _pair_flow(
    problem: AssignmentProblem, papers: IntArray, judges: IntArray, load_costs: Iterator[tuple[int, int, int]] | list,
    wish: IntArray, need: IntArray | None = None,
) -> IntArray:  # fmt: skip
    """Pairs (n, 2) of the cheapest flow that places the most readings."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    need = problem.wanted() if need is None else need
    flow = SimpleMinCostFlow()
    first, weight = len(problem.papers), 1 if wish.max(initial=0) > 1 else int(need.sum()) + 1
    arcs = flow.add_arcs_with_capacity_and_unit_cost(papers, first + judges, np.ones(len(papers), np.int64), wish)
    sink = first + len(problem.judges)
    heads, capacities, costs = np.array(list(load_costs), dtype=np.int64).T
    flow.add_arcs_with_capacity_and_unit_cost(first + heads, np.full(len(heads), sink), capacities, costs * weight)
    flow.set_nodes_supplies(np.arange(first), need)
    flow.set_node_supply(sink, -int(need.sum()))
    status = flow.solve_max_flow_with_min_cost()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"OR-tools: {status}")
    used = flow.flows(arcs) > 0
    return np.column_stack([papers[used], judges[used]])


def _square_costs(problem: AssignmentProblem) -> Iterator[tuple[int, int, int]]:
    """(judge, capacity, cost): the load l + 1 instead of l adds 2 l + 1; the first third costs its mean."""
    mean = problem.readings * len(problem.papers) // len(problem.judges)
    base = mean // 3
    for judge, most in enumerate(problem.load_max):
        yield judge, base, base
        for load in range(base, min(most, 3 * mean + 3)):
            yield judge, 1, 2 * load + 1


def _wish_costs(problem: AssignmentProblem, papers: IntArray, judges: IntArray, cost: int) -> IntArray:
    if not problem.preferred:
        return np.zeros(len(papers), dtype=np.int64)
    suits = _suits(problem)[np.array(problem.paper_kind)[papers], judges]
    return np.where(suits, 0, cost)


def _drawn(problem: AssignmentProblem) -> tuple[IntArray, IntArray]:
    rng = np.random.default_rng(0)
    table = _open(problem)
    papers, judges = [], []
    for kind in range(len(table)):
        members = np.flatnonzero(np.array(problem.paper_kind) == kind)
        readers = np.flatnonzero(table[kind])
        picked = np.argsort(rng.random((len(members), len(readers))), axis=1)[:, :CANDIDATES]
        papers.append(np.repeat(members, picked.shape[1]))
        judges.append(readers[picked].ravel())
    return np.concatenate(papers), np.concatenate(judges)


def _open(problem: AssignmentProblem) -> npt.NDArray[np.bool_]:
    return ~_table(problem.barred, len(problem.judges))


def _suits(problem: AssignmentProblem) -> npt.NDArray[np.bool_]:
    return _table(problem.preferred, len(problem.judges))


def _table(kinds: tuple[frozenset[int], ...], judges: int) -> npt.NDArray[np.bool_]:
    table = np.zeros((len(kinds), judges), dtype=bool)
    for row, named in zip(table, kinds, strict=True):
        row[list(named)] = True
    return table
