"""The set-up of a contest, what is tried on it, and the sample that stands for a large one."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import accumulate, chain

import numpy as np

from scoring.errors import InvalidProblem
from scoring.selection.problem import BOTH, Composition, Quota
from scoring.simulate import TYPICAL, World

METHODS = ("adjusted", "robust", "mean", "trimmed", "standardised")
# quotas that can be kept without knowing more of a work than its group
SCOPES = ("group", "category", "total")
# A share of right choices over so many simulated papers and 20 runs is known to about one per cent.
PAPERS = 3000


@dataclass(frozen=True, slots=True)
class Setup:
    """A contest as it is set up; G groups (recommending bodies), J judges, C criteria.

    groups, papers
        ids and numbers of works, ``(G,)``.
    barred
        ``(group, judge)`` positions: the judge may not read works of the group.
    load_min, load_max
        ``(J,)`` readings per judge, hard.
    readings, method
        per paper; how they become a score, one of ``METHODS``.
    maxima, minima, step
        full and least marks of the criteria ``(C,)`` (no least ones: 0) and the smallest step of a mark, points.
    categories
        ``(G,)`` category of each group; empty: no quotas on categories.
    quotas
        on ``group``, ``category``, ``total`` and the scopes of ``bodies``, also joined; others are left out.
    bodies
        scope -> ``(P,)`` key of each paper, the papers of the first group first: units, authors, genres; blank: in
        none.
    drop_outs
        share of the judges who never begin, in [0, 1).
    pace
        readings per judge and day, > 0.
    apart
        ``(judge, judge)`` positions: two who may not read the same paper.

    Raises InvalidProblem for wrong lengths, an unknown method, a share or a pace out of range, no papers.
    """

    groups: tuple[str, ...]
    papers: tuple[int, ...]
    barred: frozenset[tuple[int, int]]
    load_min: tuple[int, ...]
    load_max: tuple[int, ...]
    readings: int
    maxima: tuple[Fraction | int, ...]
    step: Fraction = Fraction(1)
    quotas: tuple[Quota | Composition, ...] = ()
    categories: tuple[str, ...] = ()
    method: str = "adjusted"
    drop_outs: float = 0.0
    pace: float = 20.0
    apart: frozenset[tuple[int, int]] = frozenset()
    bodies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    world: World = TYPICAL
    minima: tuple[Fraction | int, ...] = ()

    def __post_init__(self) -> None:
        groups = len(self.groups)
        if len(self.papers) != groups or len(self.categories or self.groups) != groups:
            raise InvalidProblem("one number of papers, and one category, per group")
        if len(self.load_min) != len(self.load_max):
            raise InvalidProblem("one minimum and maximum load per judge")
        if self.method not in METHODS:
            raise InvalidProblem(f"unknown method {self.method!r}")
        if self.readings < 1 or not self.load_max:
            raise InvalidProblem("a rehearsal needs judges, and readings")
        if min(self.maxima, default=0) <= 0 or self.step <= 0:
            raise InvalidProblem("every criterion needs a maximum above 0, and marks a step above 0")
        least = self.minima or (0,) * len(self.maxima)
        inside = [0 <= low < high for low, high in zip(least, self.maxima, strict=False)]
        if len(least) != len(self.maxima) or not all(inside):
            raise InvalidProblem("a least mark lies between 0 and the maximum of its criterion")
        if not 0 <= self.drop_outs < 1 or not 0 < self.pace < math.inf:
            raise InvalidProblem("drop-outs are a share below 1, the pace is above 0")
        if any(not 0 <= judge < self.judges for pair in self.apart for judge in pair):
            raise InvalidProblem("judges to be kept apart must be among the judges")
        if any(len(keys) != sum(self.papers) for keys in self.bodies.values()):
            raise InvalidProblem("one body of each scope per paper")
        if min(self.papers, default=0) < 0 or sum(self.papers) == 0:
            raise InvalidProblem("a rehearsal needs papers, and no group has fewer than 0")

    @property
    def judges(self) -> int:
        return len(self.load_max)

    @property
    def kept(self) -> tuple[Quota | Composition, ...]:
        """The quotas that are about what is known of the works."""
        known = {*SCOPES, *self.bodies}
        return tuple(quota for quota in self.quotas if known.issuperset(_scopes(quota)))


def _scopes(quota: Quota | Composition) -> list[str]:
    around = [quota.of[0]] if isinstance(quota, Composition) else []
    return [part for scope in (quota.scope, *around) for part in scope.split(BOTH)]


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is tried: readings per paper, more judges than set up, extra readings per paper at the line."""

    readings: int
    more_judges: int = 0
    borderline: float = 0.0


def usual_scenarios(setup: Setup, more_judges: int = 10) -> tuple[Scenario, ...]:
    """The set-up as it is; one reading less, one and two more; more judges; 10 % and 20 % at the line."""
    k = setup.readings
    others = [Scenario(n) for n in (k - 1, k + 1, k + 2) if n >= 1]
    border = [Scenario(k, borderline=0.1), Scenario(k, borderline=0.2)]
    return (Scenario(k), *others, Scenario(k, more_judges=more_judges), *border)


def sampled(setup: Setup, rng: np.random.Generator, papers: int = PAPERS) -> Setup:
    """The set-up itself when it has at most ``papers`` papers, else a random part that stands for it.

    Whole groups are drawn until they hold ``papers`` works; the last one drawn is cut to fit.  As many judges
    are drawn as keep the load of a judge; the quotas of what was cut (a group, a category, the whole) shrink
    in the same proportion, rounded.  Shares of right choices and loads stand for the whole contest;
    shortages that only the whole has (a judge missing in one region) may not show.
    """
    total = sum(setup.papers)
    if total <= papers:
        return setup
    left: dict[int, int] = {}
    for group in rng.permutation(len(setup.groups)).tolist():
        left[group] = min(setup.papers[group], papers - sum(left.values()))
    groups = sorted(group for group, count in left.items() if count)
    wanted = max(2, round(setup.judges * papers / total))
    judges = sorted(rng.permutation(setup.judges)[:wanted].tolist())
    at_group = {group: i for i, group in enumerate(groups)}
    at_judge = {judge: i for i, judge in enumerate(judges)}
    kept = {(at_group[g], at_judge[j]) for g, j in setup.barred if g in at_group and j in at_judge}
    return replace(
        setup,
        groups=tuple(setup.groups[g] for g in groups),
        papers=tuple(left[g] for g in groups),
        barred=frozenset(kept),
        apart=frozenset(
            (at_judge[a], at_judge[b]) for a, b in setup.apart if a in at_judge and b in at_judge
        ),
        load_min=tuple(setup.load_min[j] for j in judges),
        load_max=tuple(setup.load_max[j] for j in judges),
        categories=tuple(setup.categories[g] for g in groups) if setup.categories else (),
        quotas=_shrunk(setup, left),
        bodies={scope: _kept(setup, left, keys) for scope, keys in setup.bodies.items()},
    )


def _kept(setup: Setup, left: Mapping[int, int], keys: tuple[str, ...]) -> tuple[str, ...]:
    """The keys of the first papers of each group, as many as are left of it."""
    ends = list(accumulate(setup.papers))
    parts = (
        keys[end - count : end - count + left.get(g, 0)]
        for g, (count, end) in enumerate(zip(setup.papers, ends, strict=True))
    )
    return tuple(chain.from_iterable(parts))


def _shrunk(setup: Setup, left: Mapping[int, int]) -> tuple[Quota | Composition, ...]:
    """The quotas of what is left, in proportion to the works left of each body; shares stay."""
    before, after = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for scope, keys in setup.bodies.items():
        before.update((scope, key) for key in keys)
        after.update((scope, key) for key in _kept(setup, left, keys))
    for at, (group, count) in enumerate(zip(setup.groups, setup.papers, strict=True)):
        category = setup.categories[at] if setup.categories else ""
        for name in (("total", ""), ("group", group), ("category", category)):
            before[name] += count
            after[name] += left[at]
    found: list[Quota | Composition] = []
    for quota in setup.quotas:
        name = (quota.scope, quota.key)
        if name not in before or isinstance(quota, Composition):
            found.append(quota)  # each body of a scope keeps its own
        elif after[name]:
            share = Fraction(after[name], max(before[name], 1))
            low = round(quota.minimum * share)
            high = None if quota.maximum is None else max(low, round(quota.maximum * share))
            found.append(replace(quota, minimum=low, maximum=high))
    return tuple(found)
