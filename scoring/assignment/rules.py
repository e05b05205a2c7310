"""The rules of a problem in the form the solver asks them: tables and sorted keys instead of sets.

Papers and judges stand in the order of their ids, so that the order in which they were entered cannot
change a plan; ``Order`` leads back.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.assignment.problem import AssignmentProblem, BoolArray, IntArray, Pair, pair_array


@dataclass(frozen=True, slots=True)
class Order:
    """Positions as given of the papers (P,) and judges (J,) in the order of their ids."""

    papers: IntArray
    judges: IntArray


@dataclass(frozen=True, slots=True)
class Rules:
    """What may and must be.  P papers, J judges, K kinds.

    kind, barred
        ``(P,)`` kind per paper; ``(K, J)`` judges barred from a kind.
    single
        sorted keys ``paper * J + judge`` of the other pairs that may not be.
    apart
        ``(J, J)`` bool: may not read the same paper; None: there are no such two.
    preferred
        ``(K, J)`` bool: readings of the kind should fall to this judge; None: no wish.
    wanted
        ``(P,)`` readings.
    low, high
        ``(J,)`` load limits, without the repeats.
    fixed, previous
        ``(n, 2)`` pairs.
    mixes
        arrays (P,) of numbers from 0: properties of which every judge should get an even mix.
    links
        readings that join two sides, None: as few as are worth it.
    """

    kind: IntArray
    barred: BoolArray
    single: IntArray
    apart: BoolArray | None
    preferred: BoolArray | None
    wanted: IntArray
    low: IntArray
    high: IntArray
    fixed: IntArray
    previous: IntArray
    mixes: tuple[IntArray, ...]
    links: int | None

    def bars(self, paper: IntArray, judge: IntArray) -> BoolArray:
        """Whether a rule stands between each paper and judge, ``(S,)``."""
        found = self.barred[self.kind[paper], judge]
        return np.asarray(found | among(paper * len(self.low) + judge, self.single))


def among(keys: IntArray, known: IntArray) -> BoolArray:
    """Which keys stand in the sorted array ``known``."""
    if not len(known):
        return np.zeros(len(keys), dtype=bool)
    place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.asarray(known[place] == keys)


def compile_rules(problem: AssignmentProblem) -> tuple[Rules, Order]:
    """The rules, with papers and judges in the order of their ids.

    Hidden repeats are readings too: they are taken off the load limits beforehand.
    """
    order = Order(_by_id(problem.papers), _by_id(problem.judges))
    place_of_paper, place_of_judge = np.argsort(order.papers), np.argsort(order.judges)

    def placed(pairs: frozenset[Pair] | tuple[Pair, ...]) -> IntArray:
        table = pair_array(pairs, len(pairs))
        moved = np.column_stack([place_of_paper[table[:, 0]], place_of_judge[table[:, 1]]])
        return moved[np.lexsort((moved[:, 1], moved[:, 0]))]

    judges = len(problem.judges)
    conflicts = placed(problem.conflicts)
    kind, barred, preferred = _kinds(problem, order, place_of_judge)
    rules = Rules(
        kind=kind, barred=barred, single=conflicts[:, 0] * judges + conflicts[:, 1],
        apart=_apart(problem, place_of_judge), preferred=preferred,
        wanted=problem.wanted()[order.papers],
        low=_least_with_repeats(problem.load_min, problem.repeats)[order.judges],
        high=_most_with_repeats(problem.load_max, problem.repeats)[order.judges],
        fixed=placed(problem.fixed), previous=placed(problem.previous),
        mixes=tuple(
            _numbered(np.array(mix, dtype=np.int64)[order.papers])
            for mix in (problem.paper_group, problem.paper_level) if mix
        ),
        links=problem.links,
    )  # fmt: skip
    return rules, order


def _by_id(ids: tuple[str, ...]) -> IntArray:
    return np.array(sorted(range(len(ids)), key=ids.__getitem__), dtype=np.int64)


def _numbered(labels: IntArray) -> IntArray:
    """Numbers from 0 in the order in which the labels first appear."""
    _, first, number = np.unique(labels, return_index=True, return_inverse=True)
    return np.asarray(np.argsort(np.argsort(first))[number])


def _kinds(
    problem: AssignmentProblem, order: Order, place: IntArray
) -> tuple[IntArray, BoolArray, BoolArray | None]:
    """Kind per paper (P,) and its tables (K, J); kinds under the same rules are one."""
    given = np.array(problem.paper_kind or [0] * len(problem.papers), dtype=np.int64)[order.papers]
    barred, preferred = _table(problem.barred, place), _table(problem.preferred, place)
    rows = np.zeros((len(barred), 1), dtype=bool) if not problem.preferred else preferred
    same = np.unique(np.packbits(np.hstack([barred, rows]), axis=1), axis=0, return_inverse=True)[1]
    kind = _numbered(same.reshape(-1)[given])
    example = given[np.unique(kind, return_index=True)[1]]
    return kind, barred[example], preferred[example] if problem.preferred else None


def _table(kinds: tuple[frozenset[int], ...], place: IntArray) -> BoolArray:
    """One row per kind, at least one."""
    table = np.zeros((max(len(kinds), 1), len(place)), dtype=bool)
    for row, judges in zip(table, kinds, strict=False):
        row[place[list(judges)]] = True
    return table


def _apart(problem: AssignmentProblem, place: IntArray) -> BoolArray | None:
    if not problem.apart:
        return None
    table = np.zeros((len(place), len(place)), dtype=bool)
    one, other = place[pair_array(problem.apart, len(problem.apart))].T
    table[one, other] = table[other, one] = True
    return table


def _most_with_repeats(loads: tuple[int, ...], repeats: int) -> IntArray:
    """The most readings x that make, with min(x, repeats) repeats, no more than ``loads``."""
    total = np.array(loads, dtype=np.int64)
    return np.asarray(np.maximum(total - repeats, total // 2))


def _least_with_repeats(loads: tuple[int, ...], repeats: int) -> IntArray:
    total = np.array(loads, dtype=np.int64)
    return np.asarray(np.maximum(total - repeats, -(-total // 2)))
