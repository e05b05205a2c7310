"""The exact choice under nested quotas, for many orders of the candidates at once.

Quotas are nested (laminar) when any two bodies are one inside the other or apart.  The number of places by
which a set of candidates breaks the rules of one body is a convex function of how many it holds of that body;
the sum over nested bodies is therefore M-natural-convex, and so it stays when the levels and then the
candidates are given weights that dwarf one another (Murota 2003, Discrete Convex Analysis, sec. 6.3).  For
such functions the greedy order is exact, and it can be computed from the inside out: within a body the
candidates are sorted by what the bodies inside say, then by rank; the first ``low`` of them earn a bonus, all
after the first ``high`` a penalty.  Chosen are those whose sum is not negative.  One sort per level of the nest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.errors import InvalidProblem
from scoring.selection.bodies import Frame, Rule
from scoring.tables import Bools, Ints

_MOST = 2**62


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """Bodies of one depth: ``columns``, the candidates in them; ``block``, (c,) body of each column;
    ``sorted_delta``, (c,) bonus or penalty by place, in the order of the bodies."""

    columns: Ints
    block: Ints
    sorted_delta: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Nest:
    """``order``: bodies with rules that bind, outer ones first; ``parent``: of every body of the frame, -1 = none;
    ``home``: (m,) innermost body of each candidate, -1 = none; ``rules``: of every body; ``weights``: of one place
    missing or too many, by level; ``layers``: innermost first; ``top``: largest sum of weights of a candidate.
    """

    order: tuple[int, ...]
    parent: Ints
    home: Ints
    rules: tuple[tuple[Rule, ...], ...]
    weights: tuple[int, ...]
    layers: tuple[Layer, ...]
    top: int

    def path(self, body: int) -> list[int]:
        """The body and those around it, innermost first."""
        found = []
        while body >= 0:
            found.append(body)
            body = int(self.parent[body])
        return found


def nest(frame: Frame) -> Nest | None:
    """The nest of the bodies whose rules bind; None where bodies cross or a composition must be kept.

    Raises InvalidProblem where there are more candidates, bodies and priorities than numbers can hold.
    """
    if frame.shares:
        return None
    rules: list[list[Rule]] = [[] for _ in frame.names]
    for rule in frame.binding():
        rules[rule.body].append(rule)
    used = [b for b, members in enumerate(frame.members) if rules[b] and len(members)]
    order = sorted(used, key=lambda b: (-len(frame.members[b]), b))
    parent, depth = np.full(len(rules), -1, dtype=np.int64), np.zeros(len(rules), dtype=np.int64)
    home = np.full(len(frame.eligible), -1, dtype=np.int64)
    for body in order:
        around = home[frame.members[body]]
        if (around != around[0]).any():
            return None
        if around[0] >= 0:
            parent[body], depth[body] = around[0], depth[around[0]] + 1
        home[frame.members[body]] = body
    weights, top = _weights(order, parent, rules, frame.levels)
    if len(order) * (2 * top + 1) * max(1, len(home)) >= _MOST:
        raise InvalidProblem("too many priorities for so many candidates and bodies; join some priorities")
    layers = tuple(
        _layer([b for b in order if depth[b] == d], frame, rules, weights)
        for d in range(int(depth[order].max(initial=-1)), -1, -1)
    )
    return Nest(tuple(order), parent, home, tuple(map(tuple, rules)), weights, layers, top)


def _weights(
    order: Sequence[int], parent: Ints, rules: Sequence[Sequence[Rule]], levels: int
) -> tuple[tuple[int, ...], int]:
    """A place of one level weighs more than all places that one candidate can decide on later levels."""
    held = np.zeros((len(rules), levels), dtype=np.int64)  # rules on the path to the whole, by level
    for body in order:
        if parent[body] >= 0:
            held[body] = held[parent[body]]
        for rule in rules[body]:
            held[body, rule.level] += 1
    most = held.max(axis=0, initial=0).tolist()
    weights, weight = [0] * levels, 1
    for level in reversed(range(levels)):
        weights[level] = weight
        weight *= 2 * most[level] + 1
    return tuple(weights), sum(m * w for m, w in zip(most, weights, strict=True))


def _layer(
    bodies: Sequence[int], frame: Frame, rules: Sequence[Sequence[Rule]], weights: Sequence[int]
) -> Layer:
    members = [frame.members[body] for body in bodies]
    sizes = [len(inside) for inside in members]
    deltas = [_delta(len(inside), rules[b], weights) for b, inside in zip(bodies, members, strict=True)]
    return Layer(np.concatenate(members), np.repeat(np.arange(len(bodies)), sizes), np.concatenate(deltas))


def _delta(size: int, rules: Sequence[Rule], weights: Sequence[int]) -> Ints:
    """What the next candidate of a body adds, by the number chosen before it."""
    place = np.arange(size)
    delta = np.zeros(size, dtype=np.int64)
    for rule in rules:
        delta += weights[rule.level] * (place < rule.low)
        if rule.high is not None:
            delta -= weights[rule.level] * (place >= rule.high)
    return delta


def choose_rows(tree: Nest, order: Ints) -> Bools:
    """The choices for several orders.

    Parameters
    ----------
    order: (B, m) int, every row the positions of the candidates from best to worst.

    Returns
    -------
    (B, m) bool, by position of the candidate.
    """
    count = max(1, order.shape[1])
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.broadcast_to(np.arange(order.shape[1]), order.shape), axis=1)
    gain = np.zeros_like(order)
    for layer in tree.layers:
        key = layer.block * (2 * tree.top + 1) + (tree.top - gain[:, layer.columns])
        key *= count
        key += rank[:, layer.columns]
        key.sort(axis=1)
        who = np.take_along_axis(order, key % count, axis=1)
        sums = np.take_along_axis(gain, who, axis=1) + layer.sorted_delta
        np.put_along_axis(gain, who, sums, axis=1)
    return gain >= 0
