"""The smallest contradiction against all subsets of the bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scoring.errors import Infeasible
from scoring.selection.choose import Candidate, Composition, Quota, choose
from tests.scoring.selection.oracles import CROSSING, NESTED, candidate_lists, feasible, quota_lists

THREE = [
    Candidate(
        f"{group}{i}", 80 - i, {"group": group, "theme": theme, "category": "x" if group != "c" else "y"}
    )
    for i, (group, theme) in enumerate(["as", "as", "at", "bs", "ct"])
]


def blockers_of(candidates: Sequence[Candidate], quotas: Sequence[Quota | Composition]) -> tuple[object, ...]:
    with pytest.raises(Infeasible) as caught:
        choose(candidates, quotas, seed=1)
    return caught.value.blockers


def blockers_or_none(candidates: Sequence[Candidate], quotas: Sequence[Quota]) -> tuple[object, ...] | None:
    try:
        choose(candidates, quotas, seed=1)
    except Infeasible as error:
        return error.blockers
    return None


def single_bounds(quotas: Sequence[Quota]) -> list[Quota]:
    found = []
    for quota in quotas:
        if quota.minimum:
            found.append(replace(quota, maximum=None))
        if quota.maximum is not None:
            found.append(replace(quota, minimum=0))
    return list(dict.fromkeys(found))


def fewest_contradicting(candidates: Sequence[Candidate], bounds: Sequence[Quota]) -> int:
    return next(
        size
        for size in range(1, len(bounds) + 1)
        for some in combinations(bounds, size)
        if next(feasible(candidates, some), None) is None
    )


def size_of(blocker: object) -> int:
    code, facts = blocker  # type: ignore[misc]
    if code == "contradiction":
        return len(facts["bounds"])
    return 1 + len(facts.get("parts", ()))


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from([NESTED, CROSSING]).flatmap(
        lambda bodies: st.tuples(candidate_lists(6), quota_lists(bodies, st.just(True), most=5))
    )
)
def test_first_contradiction_is_the_smallest_and_there_is_one_exactly_when_nothing_can_be_chosen(
    case: tuple[list[Candidate], list[Quota]],
) -> None:
    candidates, quotas = case
    found = blockers_or_none(candidates, quotas)
    assert (found is None) == (next(feasible(candidates, quotas), None) is not None)
    if found is not None:
        assert size_of(found[0]) == fewest_contradicting(candidates, single_bounds(quotas))


@settings(max_examples=30, deadline=None)
@given(candidate_lists(6), quota_lists(CROSSING, st.just(True), most=5))
def test_without_the_contradictions_named_the_rest_can_be_kept(
    candidates: list[Candidate], quotas: list[Quota]
) -> None:
    assume(next(feasible(candidates, quotas), None) is None)
    left = single_bounds(quotas)
    for code, facts in blockers_of(candidates, quotas):  # type: ignore[misc]
        named = set()
        if code == "contradiction":
            named = {(b["scope"], b["key"], b["bound"], b["value"]) for b in facts["bounds"]}
        elif code == "too_few_eligible":
            named = {(facts["scope"], facts["key"], "minimum", facts["minimum"])}
            left = [q for q in left if q.maximum is None or q.key not in facts.get("parts", ())]
        else:
            named = {(facts["scope"], facts["key"], "maximum", facts["maximum"])}
            left = [q for q in left if not q.minimum or q.key not in facts["parts"]]
        left = [
            q
            for q in left
            if (q.scope, q.key, "minimum" if q.minimum else "maximum", q.minimum or q.maximum) not in named
        ]
    assert next(feasible(candidates, left), None) is not None


def test_minimum_above_the_entries_names_the_body() -> None:
    facts = {"scope": "group", "key": "b", "minimum": 2, "reachable": 1, "eligible": 1}
    quotas = [Quota("group", "b", minimum=2), Quota("group", "a", minimum=1)]
    assert blockers_of(THREE, quotas) == (("too_few_eligible", facts),)


def test_minimum_against_maxima_inside_names_them() -> None:
    quotas = [
        Quota("category", "x", minimum=3),
        Quota("group", "a", maximum=1),
        Quota("group", "b", maximum=1),
    ]
    facts = {"scope": "category", "key": "x", "minimum": 3, "reachable": 2, "eligible": 4, "parts": ["a"]}
    assert blockers_of(THREE, quotas) == (("too_few_eligible", facts),)


def test_minima_above_the_maximum_around_them_name_the_fewest() -> None:
    quotas = [
        Quota("total", maximum=3),
        Quota("group", "a", minimum=3),
        Quota("group", "b", minimum=1),
        Quota("group", "c", minimum=1),
    ]
    ((code, facts),) = blockers_of(THREE, quotas)  # type: ignore[misc]
    assert code == "minima_exceed_maximum"
    assert (facts["scope"], facts["maximum"], facts["minima"], len(facts["parts"])) == ("total", 3, 4, 2)


def test_crossing_quotas_that_contradict_each_other_are_named_together() -> None:
    quotas = [Quota("group", "a", minimum=3), Quota("theme", "s", maximum=1), Quota("theme", "t", maximum=1)]
    ((code, facts),) = blockers_of(THREE, quotas)  # type: ignore[misc]
    assert code == "contradiction"
    assert {(b["scope"], b["key"], b["bound"], b["value"]) for b in facts["bounds"]} == {
        ("group", "a", "minimum", 3),
        ("theme", "s", "maximum", 1),
    }


def test_share_that_cannot_be_reached_is_named_with_what_it_meets() -> None:
    quotas = [
        Composition("theme", "t", at_least=Fraction(9, 10)),
        Quota("theme", "s", minimum=1),
        Quota("total", maximum=9),
    ]
    ((code, facts),) = blockers_of(THREE, quotas)  # type: ignore[misc]
    assert code == "contradiction"
    assert {(b["key"], b["bound"]) for b in facts["bounds"]} == {("t", "at_least"), ("s", "minimum")}


def test_several_contradictions_are_all_named() -> None:
    quotas = [Quota("group", "b", minimum=3), Quota("group", "c", minimum=4), Quota("theme", "s", 1, 1)]
    assert [facts["key"] for _, facts in blockers_of(THREE, quotas)] == ["b", "c"]  # type: ignore[misc]


def test_whole_numbers_alone_may_contradict() -> None:
    """Of three papers each in two of three bodies, exactly one of each body: only half papers could do that."""
    pairs = {"p": ("1", "2"), "q": ("2", "3"), "r": ("1", "3")}
    candidates = [Candidate(one, 80, {"author": keys}) for one, keys in pairs.items()]
    quotas = [Quota("author", key, 1, 1) for key in "123"]
    ((code, facts),) = blockers_of(candidates, quotas)  # type: ignore[misc]
    assert code == "contradiction"
    for left_out in range(len(facts["bounds"])):
        rest = [b for i, b in enumerate(facts["bounds"]) if i != left_out]
        kept = [Quota("author", b["key"], **{b["bound"]: b["value"]}) for b in rest]
        choose(candidates, kept, seed=1)
