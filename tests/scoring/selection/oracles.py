"""Slow, obvious versions: all subsets, and quotas read straight from their definitions."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from hypothesis import strategies as st

from scoring.selection.problem import EACH, Candidate, Composition, Quota
from scoring.selection.tiebreak import lot_number

Quotas = Sequence[Quota | Composition]
SEED = 20260630
CATEGORY_OF = {"a": "x", "b": "x", "c": "y"}
NESTED = [("total", ""), ("category", "x"), ("category", "y"), ("group", "a"), ("group", "b"), ("group", "c")]
CROSSING = [*NESTED, ("theme", "s"), ("theme", "t"), ("group+theme", "a+s")]


@st.composite
def candidate_lists(draw: st.DrawFn, most: int = 8) -> list[Candidate]:
    """Candidates in three groups and two themes, few distinct scores so that ties are common."""
    row = st.tuples(st.sampled_from("abc"), st.sampled_from("st"), st.integers(0, 5), st.booleans())
    return [
        Candidate(
            f"e{i}",
            70 + score / 4,
            {"group": group, "category": CATEGORY_OF[group], "theme": theme},
            eligible=score != 0 or flag,
        )
        for i, (group, theme, score, flag) in enumerate(draw(st.lists(row, max_size=most)))
    ]


@st.composite
def quota_lists(
    draw: st.DrawFn,
    bodies: Sequence[tuple[str, str]] = NESTED,
    hard: st.SearchStrategy[bool] | None = None,
    most: int = 5,
) -> list[Quota]:
    """Bounds on some bodies, hard or soft with a priority from 1 to 3."""
    quotas = []
    flags = st.booleans() if hard is None else hard
    for scope, key in draw(st.lists(st.sampled_from(bodies), max_size=most)):
        low = draw(st.integers(0, 3))
        high = draw(st.one_of(st.none(), st.integers(low, 4)))
        quotas.append(Quota(scope, key, low, high, draw(flags), draw(st.integers(1, 3))))
    return quotas


def members(candidates: Sequence[Candidate], scope: str, key: str) -> set[str]:
    """Ids in a body."""
    if scope == "total":
        return {one.id for one in candidates}
    pairs = list(zip(scope.split("+"), key.split("+"), strict=True))
    return {one.id for one in candidates if all(_lies_in(one, s, k) for s, k in pairs)}


def _lies_in(candidate: Candidate, scope: str, key: str) -> bool:
    keys = candidate.bodies.get(scope, "")
    return key in ((keys,) if isinstance(keys, str) else keys)


def broken_places(chosen: set[str], quota: Quota | Composition, candidates: Sequence[Candidate]) -> int:
    """By how many places a set breaks a quota."""
    assert quota.key != EACH
    inside = chosen & members(candidates, quota.scope, quota.key)
    if isinstance(quota, Quota):
        over = 0 if quota.maximum is None else max(0, len(inside) - quota.maximum)
        return max(0, quota.minimum - len(inside)) + over
    around = chosen & members(candidates, *quota.of)
    got = len(inside & around)
    least, most = math.ceil(quota.at_least * len(around)), math.floor(quota.at_most * len(around))
    return max(0, least - got) + max(0, got - most)


def ordered(candidates: Sequence[Candidate]) -> list[str]:
    eligible = [one for one in candidates if one.eligible]
    return [one.id for one in sorted(eligible, key=lambda one: (-one.score, lot_number(SEED, one.id)))]


def feasible(candidates: Sequence[Candidate], quotas: Quotas) -> Iterator[set[str]]:
    """Every set of eligible candidates that keeps the hard quotas."""
    ids = sorted(one.id for one in candidates if one.eligible)
    hard = [quota for quota in quotas if quota.hard]
    for size in range(len(ids) + 1):
        for subset in map(set, combinations(ids, size)):
            if not any(broken_places(subset, quota, candidates) for quota in hard):
                yield subset


def soft_broken(subset: set[str], quotas: Quotas, candidates: Sequence[Candidate]) -> tuple[int, ...]:
    """Places by which soft quotas are broken, priority by priority; the same quota twice counts once."""
    soft = [quota for quota in dict.fromkeys(quotas) if not quota.hard]
    priorities = sorted({quota.priority for quota in soft})
    return tuple(
        sum(broken_places(subset, quota, candidates) for quota in soft if quota.priority == p)
        for p in priorities
    )


def best_set(candidates: Sequence[Candidate], quotas: Quotas) -> list[str] | None:
    """The definition: hard quotas, soft ones by priority, then candidate by candidate; None = infeasible."""
    order = ordered(candidates)
    ranked = [
        (soft_broken(subset, quotas, candidates), [one not in subset for one in order])
        for subset in feasible(candidates, quotas)
    ]
    if not ranked:
        return None
    return [one for one, out in zip(order, min(ranked)[1], strict=True) if not out]


def raised(candidates: Sequence[Candidate], one: str, points: float) -> list[Candidate]:
    return [replace(c, score=c.score + points) if c.id == one else c for c in candidates]
