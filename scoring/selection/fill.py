"""The exact choice for one order of candidates: places kept for minima first, then by order.

From the innermost bodies outwards each body keeps the places that its minimum needs, for the best
candidates it can; where soft minima ask for more places than the body around them has, the better of
those candidates keep theirs, hard minima always.  What is left is filled in order under the maxima.
For nested quotas this gives the set that is best candidate by candidate (and best in the sum of
scores) among all sets that keep the quotas.  Cost: candidates x depth of the nest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scoring.selection.bounds import Bounds, Nest


@dataclass(frozen=True, slots=True)
class Filled:
    """``chosen``: positions of candidates, best first; ``kept``: those with a place kept for a minimum;
    ``counts``: chosen per body."""

    chosen: tuple[int, ...]
    kept: frozenset[int]
    counts: tuple[int, ...]


def fill(tree: Nest, limits: Bounds, sequence: Sequence[int]) -> Filled:
    """Choose from the eligible candidates.

    Parameters
    ----------
    tree, limits: from :func:`scoring.selection.bounds.nest` and ``bounds``, for the same candidates.
    sequence: positions of the eligible candidates, best first.
    """
    kept = _keep(tree, limits, sequence)
    counts = _count(tree, kept)
    chosen = []
    for candidate in sequence:
        if candidate not in kept and not _enter(counts, limits.upper, tree.path[tree.home[candidate]]):
            continue
        chosen.append(candidate)
    return Filled(tuple(chosen), frozenset(kept), tuple(counts))


def _count(tree: Nest, candidates: Iterable[int]) -> list[int]:
    counts = [0] * len(tree.bodies)
    for candidate in candidates:
        for body in tree.path[tree.home[candidate]]:
            counts[body] += 1
    return counts


def _enter(counts: list[int], upper: Sequence[int], path: Iterable[int]) -> bool:
    """Count one more in every body of the path, if all of them have room."""
    bodies = tuple(path)
    if any(counts[body] >= upper[body] for body in bodies):
        return False
    for body in bodies:
        counts[body] += 1
    return True


def _keep(tree: Nest, limits: Bounds, sequence: Sequence[int]) -> set[int]:
    """Candidates whose places are kept for minima, worked out from the innermost bodies to the whole."""
    if not any(limits.want):
        return set()
    members: list[list[int]] = [[] for _ in tree.bodies]
    for candidate in sequence:
        for body in tree.path[tree.home[candidate]]:
            members[body].append(candidate)
    pools: list[set[int]] = [set() for _ in tree.bodies]
    for i in reversed(range(len(tree.bodies))):
        pool = pools[i]
        if len(pool) < limits.want[i]:
            _extend(tree, limits, i, members[i], pool)
        elif len(pool) > limits.upper[i]:
            pool = _shrink(tree, limits, i, [one for one in members[i] if one in pool])
        parent = tree.bodies[i].parent
        if parent is None:
            return pool
        pools[parent] |= pool
    raise AssertionError("the whole has no parent")


def _extend(tree: Nest, limits: Bounds, body: int, members: Sequence[int], pool: set[int]) -> None:
    """Add the best other members until the minimum of the body is reached."""
    counts = _count(tree, pool)
    for candidate in members:
        if len(pool) == limits.want[body]:
            return
        path = tree.path[tree.home[candidate]]
        if candidate not in pool and _enter(counts, limits.upper, path[: path.index(body) + 1]):
            pool.add(candidate)


def _shrink(tree: Nest, limits: Bounds, body: int, pool: Sequence[int]) -> set[int]:
    """The best of a pool that is too large for its body, hard minima inside it kept."""
    counts = [0] * len(tree.bodies)
    needs = list(limits.need)
    kept: set[int] = set()
    for candidate in pool:
        path = tree.path[tree.home[candidate]]
        path = path[: path.index(body) + 1]
        after = _needs_after(tree, needs, counts, path)
        if all(counts[i] + 1 + need <= limits.upper[i] for i, need in zip(path, after, strict=True)):
            kept.add(candidate)
            for i, need in zip(path, after, strict=True):
                counts[i] += 1
                needs[i] = need
    return kept


def _needs_after(tree: Nest, needs: Sequence[int], counts: Sequence[int], path: Sequence[int]) -> list[int]:
    """Open hard minima in every body of the path (innermost first) once one more has entered."""
    after: list[int] = []
    for place, i in enumerate(path):
        parts = sum(needs[part] for part in tree.parts[i])
        if place:
            parts += after[-1] - needs[path[place - 1]]
        after.append(max(parts, tree.bodies[i].hard_minimum - counts[i] - 1))
    return after
