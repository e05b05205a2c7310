"""The nest of quotas: which bodies lie in which, how many places each must, may and should have.

Quotas must be nested (laminar): two bodies with quotas are either one inside the other or have no
candidate in common.  Then the choice by greedy steps is exact (the feasible sets are the bases of a
matroid; Frank 2011, Connections in Combinatorial Optimization, sec. 5.5).  Crossing quotas are refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from scoring.errors import Infeasible, InvalidProblem
from scoring.selection.problem import EACH, SCOPES, Candidate, Quota, Scope

Name = tuple[Scope, str]
ROOT: Name = ("total", "")


@dataclass(frozen=True, slots=True)
class Body:
    """One body with a quota, or the whole.

    ``hard_*`` and ``soft_*``: strictest of its quotas; a maximum of None is no limit.
    """

    name: Name
    parent: int | None
    hard_minimum: int
    soft_minimum: int
    hard_maximum: int | None
    soft_maximum: int | None


@dataclass(frozen=True, slots=True)
class Nest:
    """Bodies, the whole first and parents before their parts.

    ``home``: for every candidate the innermost body it lies in; ``path``: for every body the bodies from
    itself out to the whole; ``parts``: for every body the bodies directly inside it.
    """

    bodies: tuple[Body, ...]
    home: tuple[int, ...]
    path: tuple[tuple[int, ...], ...]
    parts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Bounds:
    """Numbers of places per body: ``eligible`` entries; ``need``, forced by hard minima in and under it;
    ``upper``, at most; ``want``, the minimum as far as it can be reached alone."""

    eligible: tuple[int, ...]
    need: tuple[int, ...]
    upper: tuple[int, ...]
    want: tuple[int, ...]


def nest(candidates: Sequence[Candidate], quotas: Sequence[Quota], category_of: Mapping[str, str]) -> Nest:
    """Arrange the quotas into a nest.

    Parameters
    ----------
    category_of: group id -> category id; every group of a candidate must be there if a category has a quota.

    Raises
    ------
    InvalidProblem: a group without a category, a candidate in two capped bodies of one scope (two authors),
        bodies that cross.
    """
    merged = _merged(candidates, quotas, category_of)
    scopes = {scope for scope, _ in merged}
    chains = []
    for candidate in candidates:
        names = (
            name for scope in SCOPES if scope in scopes for name in _names(candidate, scope, category_of)
        )
        chains.append(_chain(candidate.id, [name for name in names if name in merged]))
    parents = _parents(chains, merged, category_of)
    order = sorted(merged, key=lambda name: (SCOPES.index(name[0]), name[1]))
    at = {name: i for i, name in enumerate(order)}
    bodies: list[Body] = []
    path: list[tuple[int, ...]] = []
    parts: list[list[int]] = [[] for _ in order]
    for i, name in enumerate(order):
        parent = None if name == ROOT else at[parents[name]]
        bodies.append(Body(name, parent, *merged[name]))
        path.append((i,) if parent is None else (i, *path[parent]))
        if parent is not None:
            parts[parent].append(i)
    home = tuple(at[chain[-1]] for chain in chains)
    return Nest(tuple(bodies), home, tuple(path), tuple(map(tuple, parts)))


def _names(candidate: Candidate, scope: Scope, category_of: Mapping[str, str]) -> list[Name]:
    """The bodies of one scope that a candidate lies in."""
    if scope == "total":
        return [ROOT]
    if scope == "category":
        if candidate.group not in category_of:
            raise InvalidProblem(f"group {candidate.group!r} of candidate {candidate.id!r} has no category")
        return [(scope, category_of[candidate.group])]
    if scope == "group":
        return [(scope, candidate.group)]
    if scope == "unit":
        return [(scope, candidate.unit)] if candidate.unit else []
    return [(scope, author) for author in candidate.authors]


_Limits = tuple[int, int, int | None, int | None]


def _merged(
    candidates: Sequence[Candidate], quotas: Sequence[Quota], category_of: Mapping[str, str]
) -> dict[Name, _Limits]:
    """Strictest limits per body: hard minimum, soft minimum, hard maximum, soft maximum."""
    own = {_name(quota) for quota in quotas if quota.key != EACH}
    limits: dict[Name, _Limits] = {ROOT: (0, 0, None, None)}
    for quota in quotas:
        if quota.key != EACH or quota.scope == "total":
            names = [_name(quota)]
        else:
            found = {name for one in candidates for name in _names(one, quota.scope, category_of)}
            found |= {(quota.scope, key) for key in _listed(quota.scope, category_of)}
            names = sorted(found - own)
        for name in names:
            limits[name] = _stricter(limits.get(name, (0, 0, None, None)), quota)
    return limits


def _name(quota: Quota) -> Name:
    return ROOT if quota.scope == "total" else (quota.scope, quota.key)


def _listed(scope: Scope, category_of: Mapping[str, str]) -> set[str]:
    """Bodies that exist whether or not they have sent anything."""
    return {"category": set(category_of.values()), "group": set(category_of)}.get(scope, set())


def _stricter(limits: _Limits, quota: Quota) -> _Limits:
    hard_min, soft_min, hard_max, soft_max = limits
    lowest = [bound for bound in (quota.maximum, hard_max if quota.hard else soft_max) if bound is not None]
    maximum = min(lowest, default=None)
    if quota.hard:
        return max(hard_min, quota.minimum), soft_min, maximum, soft_max
    return hard_min, max(soft_min, quota.minimum), hard_max, maximum


def _chain(candidate: str, names: list[Name]) -> list[Name]:
    scopes = [scope for scope, _ in names]
    if len(set(scopes)) < len(scopes):
        raise InvalidProblem(f"candidate {candidate!r} lies in two bodies with quotas of one scope: {names}")
    return names


def _parents(
    chains: list[list[Name]], merged: Mapping[Name, _Limits], category_of: Mapping[str, str]
) -> dict[Name, Name]:
    """The body around each body; those without candidates go to their category or to the whole."""
    parents: dict[Name, Name] = {}
    for chain in chains:
        for outer, inner in pairwise(chain):
            if parents.setdefault(inner, outer) != outer:
                raise InvalidProblem(f"quotas cross: {inner} lies in {parents[inner]} and in {outer}")
    for scope, key in merged:
        category: Name = ("category", category_of.get(key, ""))
        inside = scope == "group" and category in merged
        parents.setdefault((scope, key), category if inside else ROOT)
    return parents


def bounds(tree: Nest, candidates: Sequence[Candidate]) -> Bounds:
    """What the quotas allow for the eligible candidates.

    Raises
    ------
    Infeasible: hard minima that cannot be met; one blocker for each innermost body where this shows:
        ``too_few_eligible`` (scope, key, minimum, reachable, eligible) or ``minima_exceed_maximum``
        (scope, key, minima, maximum, parts).
    """
    count = len(tree.bodies)
    eligible, capacity, need, upper, want = ([0] * count for _ in range(5))
    for candidate, home in zip(candidates, tree.home, strict=True):
        if candidate.eligible:
            capacity[home] += 1
            for body in tree.path[home]:
                eligible[body] += 1
    blockers: list[tuple[str, dict[str, object]]] = []
    for i in reversed(range(count)):  # parts before the whole: need and capacity hold the sums of the parts
        limit = tree.bodies[i]
        need[i] = max(need[i], limit.hard_minimum)
        upper[i] = _upper(limit, need[i], eligible[i])
        reachable, capacity[i] = capacity[i], min(capacity[i], upper[i])
        if need[i] > capacity[i]:
            blockers.append(_blocker(tree, i, need[i], reachable, eligible[i]))
            need[i] = capacity[i]
        want[i] = min(max(limit.hard_minimum, limit.soft_minimum), capacity[i])
        if limit.parent is not None:
            need[limit.parent] += need[i]
            capacity[limit.parent] += capacity[i]
    if blockers:
        raise Infeasible("the hard minima cannot be met", tuple(blockers))
    return Bounds(tuple(eligible), tuple(need), tuple(upper), tuple(want))


def _upper(body: Body, need: int, eligible: int) -> int:
    soft = eligible if body.soft_maximum is None else max(body.soft_maximum, need)
    return min(soft, eligible if body.hard_maximum is None else body.hard_maximum)


def _blocker(tree: Nest, i: int, need: int, reachable: int, eligible: int) -> tuple[str, dict[str, object]]:
    scope, key = tree.bodies[i].name
    facts: dict[str, object] = {"scope": scope, "key": key}
    if reachable < need:
        return "too_few_eligible", facts | {"minimum": need, "reachable": reachable, "eligible": eligible}
    parts = [tree.bodies[part].name[1] for part in tree.parts[i]]
    return "minima_exceed_maximum", facts | {
        "minima": need,
        "maximum": tree.bodies[i].hard_maximum,
        "parts": parts,
    }
