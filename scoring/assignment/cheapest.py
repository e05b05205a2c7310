"""The cheapest of the greatest flows, for costs that are small whole numbers.

Primal-dual method (Ford and Fulkerson 1962): a maximum flow along the arcs that lie on shortest paths, then
new potentials, and again; there are as many rounds as different lengths of shortest paths, which for costs
of 0 and 1 are few.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra, maximum_flow

from scoring.assignment.problem import BoolArray, FloatArray, IntArray


class Arcs(NamedTuple):
    """Arcs of a network, all ``(A,)``; between two nodes there is one at most, in one direction.  Costs >= 0."""

    tail: IntArray
    head: IntArray
    capacity: IntArray
    cost: IntArray


def cheapest_flow(arcs: Arcs, nodes: int, source: int, sink: int) -> IntArray:
    """The flow on each arc ``(A,)``."""
    flow, potential = np.zeros(len(arcs.tail), dtype=np.int64), np.zeros(nodes, dtype=np.int64)
    while True:
        reduced = arcs.cost + potential[arcs.tail] - potential[arcs.head]
        flow += _along(arcs, flow, reduced == 0, (nodes, source, sink))
        length = _lengths(arcs, flow, reduced, nodes, source)
        if not np.isfinite(length[sink]):
            return flow
        potential += np.minimum(length, length[sink]).astype(np.int64)


def _along(arcs: Arcs, flow: IntArray, usable: BoolArray, ends: tuple[int, int, int]) -> IntArray:
    """The greatest flow that can be added on the usable arcs, ``(A,)``."""
    nodes, source, sink = ends
    tail, head = arcs.tail[usable], arcs.head[usable]
    room = np.concatenate([(arcs.capacity - flow)[usable], flow[usable]]).astype(np.int32)
    places = np.concatenate([tail, head]), np.concatenate([head, tail])
    added = maximum_flow(csr_array((room, places), shape=(nodes, nodes)), source, sink).flow
    gained = np.zeros(len(flow), dtype=np.int64)
    gained[usable] = csr_array(added)[tail, head]
    return gained


def _lengths(arcs: Arcs, flow: IntArray, reduced: IntArray, nodes: int, source: int) -> FloatArray:
    """Length of the shortest path from the source to every node, ``(nodes,)``; infinite where there is none."""
    ahead, back = flow < arcs.capacity, flow > 0
    rows = np.concatenate([arcs.tail[ahead], arcs.head[back]])
    columns = np.concatenate([arcs.head[ahead], arcs.tail[back]])
    # a small step for every arc keeps arcs of length 0 apart from no arc; together they stay below 1
    steps = np.concatenate([reduced[ahead], -reduced[back]]) + 0.5 / nodes
    graph = csr_array((steps, (rows, columns)), shape=(nodes, nodes))
    return np.asarray(np.floor(dijkstra(graph, indices=source)))
