"""The choice against all subsets, its monotony, and the stated changes applied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import Infeasible
from scoring.selection.choose import Candidate, Choice, Composition, Quota, choose
from tests.scoring.selection.oracles import (
    CROSSING,
    NESTED,
    SEED,
    Quotas,
    best_set,
    candidate_lists,
    feasible,
    quota_lists,
    raised,
)

shares = st.builds(
    Composition,
    st.just("theme"),
    st.sampled_from("st"),
    at_least=st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(1, 2)]),
    at_most=st.sampled_from([Fraction(1, 2), Fraction(3, 4), Fraction(1)]),
    of=st.sampled_from([("total", ""), ("group", "a")]),
    hard=st.booleans(),
    priority=st.integers(1, 2),
)
nested_cases = st.tuples(candidate_lists(), quota_lists())
crossing_cases = st.tuples(
    candidate_lists(7), quota_lists(CROSSING, most=4), st.lists(shares, max_size=1)
).map(lambda case: (case[0], [*case[1], *case[2]]))
many = settings(max_examples=60, deadline=None)
few = settings(max_examples=20, deadline=None)


def run(candidates: Sequence[Candidate], quotas: Quotas, **more: object) -> Choice:
    return choose(candidates, quotas, seed=SEED, group_scope="group", **more)  # type: ignore[arg-type]


def attempt(candidates: Sequence[Candidate], quotas: Quotas) -> list[str] | None:
    try:
        return list(run(candidates, quotas).selected)
    except Infeasible as error:
        return None if error.blockers else ["infeasible without a reason"]


@many
@given(nested_cases)
def test_nested_quotas_give_the_best_of_all_subsets(case: tuple[list[Candidate], list[Quota]]) -> None:
    assert attempt(*case) == best_set(*case)


@few
@given(crossing_cases)
def test_crossing_quotas_and_shares_give_the_best_of_all_subsets(
    case: tuple[list[Candidate], list[Quota]],
) -> None:
    assert attempt(*case) == best_set(*case)


def tiny_cases() -> Iterator[tuple[list[Candidate], list[Quota]]]:
    """Three candidates in two groups, ranges on the groups and the total, hard and soft."""
    candidates = [
        Candidate("p", 80, {"group": "a"}),
        Candidate("q", 80, {"group": "a"}),
        Candidate("r", 79, {"group": "b"}),
    ]
    ranges = [(low, high) for low in range(3) for high in (*range(low, 3), None)]
    totals = [(0, None), (0, 1), (1, 2), (2, 2), (3, None)]
    for (la, ha), (lb, hb), (lt, ht) in product(ranges, [(0, None), (1, None), (0, 0)], totals):
        for hard in (True, False):
            yield (
                candidates,
                [
                    Quota("group", "a", la, ha, hard, 2),
                    Quota("group", "b", lb, hb, hard, 1),
                    Quota("total", "", lt, ht, True),
                ],
            )


def test_every_tiny_contest_is_chosen_as_by_all_subsets() -> None:
    for candidates, quotas in tiny_cases():
        assert attempt(candidates, quotas) == best_set(candidates, quotas), quotas


@many
@given(st.tuples(candidate_lists(), quota_lists(NESTED, st.just(True))))
def test_sum_of_scores_is_the_largest_among_sets_of_that_size(
    case: tuple[list[Candidate], list[Quota]],
) -> None:
    selected = attempt(*case)
    if selected is not None:
        score = {one.id: one.score for one in case[0]}
        sums = [sum(score[i] for i in s) for s in feasible(*case) if len(s) == len(selected)]
        assert sum(score[i] for i in selected) == pytest.approx(max(sums))
        assert len(selected) == max(len(subset) for subset in feasible(*case))


@few
@given(st.one_of(nested_cases, crossing_cases), st.sampled_from([0.01, 0.25, 1.0, 9.0]))
def test_better_score_never_loses_a_place(case: tuple[list[Candidate], list[Quota]], points: float) -> None:
    candidates, quotas = case
    for one in attempt(candidates, quotas) or ():
        assert one in run(raised(candidates, one, points), quotas).selected


@few
@given(st.one_of(nested_cases, crossing_cases), st.sampled_from(["chain", "all_enter"]))
def test_stated_points_bring_a_candidate_in_and_one_step_less_does_not(
    case: tuple[list[Candidate], list[Quota]], ties: str
) -> None:
    candidates, quotas = case
    if attempt(candidates, quotas) is not None:
        assert_points_flip(candidates, quotas, ties)


@pytest.mark.parametrize("crossing", [False, True])
@pytest.mark.parametrize("ties", ["chain", "all_enter"])
def test_stated_points_hold_where_many_stay_outside(crossing: bool, ties: str) -> None:
    """Drawn contests are mostly small or without a contest for places; these have four or five outside each."""
    rng = np.random.default_rng(7)
    contests = 3 if crossing else 15
    told = sum(assert_points_flip(*tight(rng, crossing), ties) for _ in range(contests))
    assert told >= 3 * contests


def tight(rng: np.random.Generator, crossing: bool) -> tuple[list[Candidate], list[Quota | Composition]]:
    """Eight candidates, close in score, for three or four places, at most two in each group."""
    candidates = [
        Candidate(
            str(i),
            float(rng.integers(70, 75)) + 0.5 * float(rng.integers(0, 2)),
            {"group": "ab"[rng.integers(0, 2)], "theme": "st"[rng.integers(0, 2)]},
            tie_keys=(float(rng.integers(0, 3)),),
        )
        for i in range(8)
    ]
    quotas: list[Quota | Composition] = [
        Quota("total", "", 0, int(rng.integers(3, 5))), Quota("group", "*", int(rng.integers(0, 2)), 2, hard=False)
    ]  # fmt: skip
    if crossing:
        quotas.append(Quota("theme", "s", 0, int(rng.integers(1, 3))))
        quotas.append(Composition("theme", "t", at_least=Fraction(1, 3), hard=False))
    return candidates, quotas


def assert_points_flip(candidates: Sequence[Candidate], quotas: Quotas, ties: str) -> int:
    """Everybody outside enters with the points stated, and not with one step less; how many had points stated."""
    told = 0
    for decision in run(candidates, quotas, ties=ties).decisions:
        if decision.selected or decision.code == "ineligible":
            continue
        needed = decision.facts["points_needed"]
        if needed is None:
            assert decision.id not in run(raised(candidates, decision.id, 1000), quotas, ties=ties).selected
            continue
        assert isinstance(needed, float)
        assert needed > 0 or decision.code.startswith("tie")
        assert decision.id in run(raised(candidates, decision.id, needed), quotas, ties=ties).selected
        less = raised(candidates, decision.id, needed - 0.01)
        assert decision.id not in run(less, quotas, ties=ties).selected
        told += 1
    return told


@few
@given(nested_cases)
def test_one_entry_that_falls_away_changes_at_most_one_other_place(
    case: tuple[list[Candidate], list[Quota]],
) -> None:
    candidates, quotas = case
    before = attempt(candidates, quotas)
    for gone in before or ():
        after = attempt([replace(c, eligible=c.eligible and c.id != gone) for c in candidates], quotas)
        if after is not None and before is not None:
            assert set(before) - set(after) == {gone}
            assert len(set(after) - set(before)) <= 1


@few
@given(st.one_of(nested_cases, crossing_cases))
def test_order_of_entry_changes_nothing(case: tuple[list[Candidate], list[Quota]]) -> None:
    candidates, quotas = case
    assert attempt(list(reversed(candidates)), list(reversed(quotas))) == attempt(candidates, quotas)


@few
@given(st.one_of(nested_cases, crossing_cases), st.integers(0, 5))
def test_choice_made_again_with_another_lot_stays(
    case: tuple[list[Candidate], list[Quota]], seed: int
) -> None:
    candidates, quotas = case
    before = attempt(candidates, quotas)
    if before is not None:
        again = choose(candidates, quotas, seed=seed, previous=before)
        assert set(again.selected) == set(before)


@few
@given(nested_cases)
def test_all_tied_enter_exactly_when_some_lot_would_choose_them(
    case: tuple[list[Candidate], list[Quota]],
) -> None:
    candidates, quotas = case
    if attempt(candidates, quotas) is None:
        return
    together = set(run(candidates, quotas, ties="all_enter").selected)
    possible: set[str] = set()
    for one in candidates:  # the lot that is best for one candidate: before all of its score
        nudged = raised(candidates, one.id, 0.004)
        if one.eligible and one.id in choose(nudged, quotas, seed=SEED, decimals=3).selected:
            possible.add(one.id)
    assert together == possible
