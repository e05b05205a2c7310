"""Which candidates lie in which body, and the rules on them: quotas resolved to sets of positions.

Positions count eligible candidates only, in the order given.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from types import MappingProxyType

import numpy as np

from scoring.errors import InvalidProblem
from scoring.selection.problem import BOTH, EACH, ROOT, TOTAL, Candidate, Composition, Name, Quota
from scoring.tables import Ints

HARD = 0
NONE_KNOWN: Mapping[str, Collection[str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Rule:
    """At least ``low``, at most ``high`` of a body (its position among the bodies); ``level``: :data:`HARD`,
    then 1, 2, … in the order of the priorities in use."""

    body: int
    low: int
    high: int | None
    level: int


@dataclass(frozen=True, slots=True)
class ShareRule:
    """``least`` to ``most`` of those chosen in body ``of`` lie in ``body`` as well."""

    body: int
    of: int
    least: Fraction
    most: Fraction
    level: int


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Everything a choice depends on but the order of the candidates.

    ``eligible``: positions of the eligible among all candidates, (m,).  ``names``, ``members``: of every body
    with a quota, the total first; members are positions from 0 to m - 1, ascending.  ``levels``: number of levels.
    ``reserves``: number of substitutes to name, by body.
    """

    eligible: Ints
    names: tuple[Name, ...]
    members: tuple[Ints, ...]
    rules: tuple[Rule, ...]
    shares: tuple[ShareRule, ...]
    levels: int
    reserves: Mapping[int, int]

    def binding(self) -> list[Rule]:
        """The rules that some choice would break."""
        sizes = [len(members) for members in self.members]
        return [r for r in self.rules if r.low or (r.high is not None and r.high < sizes[r.body])]


def frame(
    candidates: Sequence[Candidate],
    quotas: Iterable[Quota | Composition],
    known: Mapping[str, Collection[str]] = NONE_KNOWN,
) -> Frame:
    """Resolve quotas.

    ``known``: keys of bodies that exist whether or not they have sent anything, by scope; a quota for
    :data:`EACH` is for them too.
    """
    given = sorted(set(quotas), key=repr)  # the order of quotas changes nothing
    everywhere = _members(candidates, {name for quota in given for name in _bodies_named(quota)}, known)
    own = {(type(quota), quota.scope, quota.key) for quota in given}
    index: dict[Name, int] = {ROOT: 0}
    rules: list[Rule] = []
    shares: list[ShareRule] = []
    reserves: dict[int, int] = {}
    levels = {p: i for i, p in enumerate(sorted({q.priority for q in given if not q.hard}), 1)}
    for quota in given:
        level = HARD if quota.hard else levels[quota.priority]
        for name in _matching(quota, everywhere, own):
            body = index.setdefault(name, len(index))
            if isinstance(quota, Quota):
                rules.append(Rule(body, quota.minimum, quota.maximum, level))
                if quota.reserves:
                    reserves[body] = max(quota.reserves, reserves.get(body, 0))
            elif quota.at_least > 0 or quota.at_most < 1:
                of = index.setdefault(quota.of, len(index))
                shares.append(ShareRule(body, of, quota.at_least, quota.at_most, level))
    eligible = np.array([i for i, one in enumerate(candidates) if one.eligible], dtype=np.int64)
    compact = np.full(len(candidates), -1, dtype=np.int64)
    compact[eligible] = np.arange(len(eligible))
    members = []
    for name in index:
        inside = compact[np.array(everywhere.get(name, []), dtype=np.int64)] if name != ROOT else compact
        members.append(inside[inside >= 0])
    return Frame(
        eligible, tuple(index), tuple(members), tuple(rules), tuple(shares), 1 + len(levels), reserves
    )


def keys_of(candidate: Candidate, scope: str) -> tuple[str, ...]:
    """The bodies of one scope that a candidate lies in; of joined scopes, those it lies in with all."""
    if scope == TOTAL:
        return ("",)
    if BOTH in scope:
        parts = (keys_of(candidate, part) for part in scope.split(BOTH))
        return tuple(BOTH.join(keys) for keys in product(*parts))
    keys = candidate.bodies.get(scope, "")
    if isinstance(keys, str):
        return (keys,) if keys else ()
    return tuple(dict.fromkeys(key for key in keys if key))


def _bodies_named(quota: Quota | Composition) -> Iterator[Name]:
    yield quota.scope, quota.key
    if isinstance(quota, Composition):
        if EACH in quota.of[1].split(BOTH):
            raise InvalidProblem("a composition is a share of one body, not of each")
        yield quota.of


def _members(
    candidates: Sequence[Candidate], wanted: set[Name], known: Mapping[str, Collection[str]]
) -> dict[Name, list[int]]:
    """Positions among all candidates for every body of the scopes in use, and the empty ones named."""
    found: dict[Name, list[int]] = {}
    for scope in sorted({scope for scope, _ in wanted} - {TOTAL}):
        for i, candidate in enumerate(candidates):
            for key in keys_of(candidate, scope):
                found.setdefault((scope, key), []).append(i)
        for key in known.get(scope, ()):
            found.setdefault((scope, key), [])
    for scope, key in wanted:
        if EACH not in key.split(BOTH):
            found.setdefault((scope, key), [])
    return found


def _matching(
    quota: Quota | Composition, everywhere: Mapping[Name, list[int]], own: Collection[tuple[type, str, str]]
) -> list[Name]:
    """The bodies a quota is for; one for each leaves out those with a quota of their own."""
    pattern = quota.key.split(BOTH)
    if EACH not in pattern:
        return [(quota.scope, quota.key)]
    return sorted(
        (scope, key)
        for scope, key in everywhere
        if scope == quota.scope and (type(quota), scope, key) not in own and _fits(key.split(BOTH), pattern)
    )


def _fits(parts: list[str], pattern: list[str]) -> bool:
    return len(parts) == len(pattern) and all(
        p in (EACH, part) for part, p in zip(parts, pattern, strict=True)
    )
