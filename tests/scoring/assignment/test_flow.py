"""The solver against every plan of tiny problems, and what it promises on larger ones."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.assignment import classes, quality
from scoring.assignment.check import violations
from scoring.assignment.flow import evenest, solve
from scoring.assignment.problem import AssignmentProblem
from scoring.errors import Infeasible, InvalidProblem
from tests.scoring.assignment.builders import problem_of, regional
from tests.scoring.assignment.oracles import every_plan, loads_of_pairs, tiny_problems


def squares(loads: list[int]) -> int:
    return sum(load * load for load in loads)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(tiny_problems())
def test_plan_exists_exactly_when_listing_every_plan_finds_one(problem: AssignmentProblem) -> None:
    plans = list(every_plan(problem))
    if not plans:
        with pytest.raises(Infeasible) as refused:
            solve(problem, np.random.default_rng(0))
        assert refused.value.blockers
        return
    plan = solve(problem, np.random.default_rng(0))
    assert plan.pairs in set(plans)
    assert violations(problem, plan) == ()
    judges = len(problem.judges)
    best = min(plans, key=lambda pairs: squares(loads_of_pairs(pairs, judges)))
    found = evenest(problem).loads.tolist()
    assert squares(found) == squares(loads_of_pairs(best, judges))
    assert max(found) == min(max(loads_of_pairs(pairs, judges)) for pairs in plans)
    assert min(found) == max(min(loads_of_pairs(pairs, judges)) for pairs in plans)


@pytest.mark.parametrize("most_kinds", [1, 300])
@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(problem=tiny_problems(with_apart=True, with_repeats=True))
def test_all_hard_rules_together_against_listing_every_plan(
    problem: AssignmentProblem, most_kinds: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            classes, "MOST_KINDS", most_kinds
        )  # 1: papers that differ share a class wherever possible
        if any(True for _ in every_plan(problem)):
            assert violations(problem, solve(problem, np.random.default_rng(0))) == ()
        else:
            with pytest.raises(Infeasible) as refused:
                solve(problem, np.random.default_rng(0))
            assert refused.value.blockers


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(tiny_problems(), st.lists(st.frozensets(st.integers(0, 3)), min_size=2, max_size=2))
def test_as_many_readings_fall_to_preferred_judges_as_the_most_even_loads_allow(
    problem: AssignmentProblem, wish: list[frozenset[int]]
) -> None:
    judges = len(problem.judges)
    problem = replace(
        problem, readings=1, demand=(), paper_kind=tuple(p % 2 for p in range(len(problem.papers))),
        fixed=(), barred=(frozenset(), frozenset()), preferred=tuple(w & set(range(judges)) for w in wish),
    )  # fmt: skip
    plans = list(every_plan(problem))
    if plans:
        least = min(squares(loads_of_pairs(plan, judges)) for plan in plans)
        even = [plan for plan in plans if squares(loads_of_pairs(plan, judges)) == least]
        found = solve(problem, np.random.default_rng(0)).pairs
        assert squares(loads_of_pairs(found, judges)) == least
        assert own_track(problem, found) == max(own_track(problem, plan) for plan in even)


def own_track(problem: AssignmentProblem, pairs: tuple[tuple[int, int], ...]) -> int:
    return sum(judge in problem.preferred[problem.paper_kind[paper]] for paper, judge in pairs)


@settings(max_examples=120, deadline=None, derandomize=True, database=None)
@given(tiny_problems(with_previous=True))
def test_as_many_previous_readings_stay_as_any_plan_can_keep(problem: AssignmentProblem) -> None:
    plans = list(every_plan(problem))
    if not plans:
        return
    plan = solve(problem, np.random.default_rng(0))
    before = set(problem.previous)
    assert violations(problem, plan) == ()
    assert len(before & set(plan.pairs)) == max(len(before & set(pairs)) for pairs in plans)


def test_loads_differ_by_one_at_most_when_nothing_stands_against_it() -> None:
    regions = [i * 12 // 100 for i in range(100)]
    problem = regional(regions, [j % 12 for j in range(12)], 3)
    loads = loads_of_pairs(solve(problem, np.random.default_rng(1)).pairs, 12)
    assert Counter(loads) == {25: 12}


def test_same_seed_gives_the_same_plan_and_another_seed_another() -> None:
    problem = problem_of(30, 6)
    first = solve(problem, np.random.default_rng(7))
    assert first == solve(problem, np.random.default_rng(7))
    assert first != solve(problem, np.random.default_rng(8))


def test_odd_readings_do_not_always_fall_to_the_judges_entered_first() -> None:
    problem = problem_of(7, 4, 1)
    most_loaded = Counter()
    for seed in range(60):
        loads = loads_of_pairs(solve(problem, np.random.default_rng(seed)).pairs, 4)
        assert sorted(loads) == [1, 2, 2, 2]
        most_loaded[loads.index(1)] += 1
    assert set(most_loaded) == {0, 1, 2, 3}


def test_each_judge_reads_an_even_mix_of_regions() -> None:
    problem = problem_of(200, 10, 3, paper_group=tuple(i // 40 for i in range(200)))
    plan = solve(problem, np.random.default_rng(3))
    mix = Counter((judge, paper // 40) for paper, judge in plan.pairs)
    # 60 readings over 5 regions: 12 each would be perfect; chance alone leaves a spread of about +-7.
    assert all(abs(mix[judge, region] - 12) <= 2 for judge in range(10) for region in range(5))


def test_small_contest_spreads_pair_overlaps_to_near_the_bound() -> None:
    problem = problem_of(85, 12, 3)
    report = quality.report(problem, solve(problem, np.random.default_rng(0)))
    assert report.variance_ratio is not None
    assert report.variance_ratio <= 1.01
    assert report.load_spread == 1


def test_started_readings_stay_and_count_towards_the_loads() -> None:
    fixed = tuple((paper, 0) for paper in range(10))
    problem = problem_of(20, 4, fixed=fixed)
    plan = solve(problem, np.random.default_rng(0))
    assert set(fixed) <= set(plan.pairs)
    assert loads_of_pairs(plan.pairs, 4) == [10, 10, 10, 10]


def test_third_readings_are_placed_beside_the_two_done_with_even_totals() -> None:
    base = solve(problem_of(30, 6), np.random.default_rng(0))
    disputed = {2, 5, 11, 17, 23, 29}
    problem = problem_of(30, 6, fixed=base.pairs, demand=tuple(3 if p in disputed else 2 for p in range(30)))
    plan = solve(problem, np.random.default_rng(0))
    added = set(plan.pairs) - set(base.pairs)
    assert {paper for paper, _ in added} == disputed
    assert loads_of_pairs(plan.pairs, 6) == [11] * 6


def test_drop_out_changes_only_the_readings_of_the_judge_who_left() -> None:
    first = solve(problem_of(60, 6), np.random.default_rng(0))
    left = problem_of(60, 6, previous=first.pairs, load_max=(60, 60, 60, 0, 60, 60))
    second = solve(left, np.random.default_rng(0))
    assert set(first.pairs) - set(second.pairs) == {(p, j) for p, j in first.pairs if j == 3}
    assert sorted(loads_of_pairs(second.pairs, 6)) == [0, 24, 24, 24, 24, 24]


def test_previous_reading_gives_way_when_a_chain_of_hand_overs_needs_it() -> None:
    # The new conflict leaves paper 1 only judge 0, who is full with paper 0; paper 0 must move to judge 1.
    problem = problem_of(
        2,
        2,
        1,
        conflicts=frozenset({(1, 1)}),
        load_max=(1, 1),
        previous=((0, 0),),
    )
    assert solve(problem, np.random.default_rng(0)).pairs == ((0, 1), (1, 0))


def test_no_papers_is_an_empty_plan_and_no_judges_is_refused() -> None:
    assert solve(problem_of(0, 3), np.random.default_rng(0)).pairs == ()
    assert solve(problem_of(0, 0), np.random.default_rng(0)).pairs == ()
    with pytest.raises(Infeasible) as refused:
        solve(problem_of(2, 0), np.random.default_rng(0))
    assert refused.value.blockers == (
        ("few_judges", {"papers": (0, 1), "judges": (), "barred": (), "needed": 2, "available": 0}),
    )


def test_order_of_rows_changes_nothing() -> None:
    regions = [p % 5 for p in range(60)]
    problem = regional(regions, [j % 5 for j in range(10)], 3, apart=frozenset({(0, 7)}))
    papers, judges = np.random.default_rng(5).permutation(60), np.random.default_rng(6).permutation(10)
    at_paper, at_judge = np.argsort(papers), np.argsort(judges)
    turned = replace(
        problem, papers=tuple(problem.papers[p] for p in papers), judges=tuple(problem.judges[j] for j in judges),
        conflicts=frozenset((int(at_paper[p]), int(at_judge[j])) for p, j in problem.conflicts),
        apart=frozenset({(int(at_judge[7]), int(at_judge[0]))}),
        paper_group=tuple(9 - regions[p] for p in papers),
    )  # fmt: skip
    assert named(problem) == named(turned)


def named(problem: AssignmentProblem) -> list[tuple[str, str]]:
    pairs = solve(problem, np.random.default_rng(3)).pairs
    return sorted((problem.papers[p], problem.judges[j]) for p, j in pairs)


def test_kinds_with_bars_are_the_same_as_all_their_pairs() -> None:
    regions, homes = [p % 4 for p in range(40)], [j % 4 for j in range(8)]
    pairs = regional(regions, homes, 3)
    kinds = replace(
        pairs, conflicts=frozenset(), paper_kind=tuple(regions),
        barred=tuple(frozenset(j for j, home in enumerate(homes) if home == region) for region in range(4)),
    )  # fmt: skip
    plan = solve(kinds, np.random.default_rng(0))
    assert violations(pairs, plan) == violations(kinds, plan) == ()


def test_many_units_with_a_judge_of_their_own_are_one_class_and_still_kept_apart() -> None:
    # 400 units of two papers; each of the 40 judges is from one of them; 30 declared conflicts besides.
    kinds = [frozenset({unit}) if unit < 40 else frozenset() for unit in range(400)]
    declared = frozenset((p, p % 40) for p in range(100, 130))
    problem = problem_of(
        800,
        40,
        3,
        paper_kind=tuple(p // 2 for p in range(800)),
        barred=tuple(kinds),
        conflicts=declared,
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(classes, "MOST_KINDS", 5)
        plan = solve(problem, np.random.default_rng(0))
    assert violations(problem, plan) == ()
    assert loads_of_pairs(plan.pairs, 40) == [60] * 40


def test_judges_kept_apart_never_meet_and_loads_stay_even() -> None:
    apart = frozenset((j, j + 1) for j in range(0, 12, 2))
    problem = problem_of(100, 12, 3, apart=apart)
    plan = solve(problem, np.random.default_rng(0))
    assert violations(problem, plan) == ()
    assert loads_of_pairs(plan.pairs, 12) == [25] * 12


def test_third_readings_by_region_are_even_and_new() -> None:
    regions, homes = [p % 6 for p in range(900)], [j % 6 for j in range(30)]
    barred = tuple(frozenset(j for j in range(30) if homes[j] == region) for region in range(6))
    base = problem_of(900, 30, 2, paper_kind=tuple(regions), barred=barred)
    first = solve(base, np.random.default_rng(0))
    disputed = set(range(0, 900, 3))
    problem = replace(base, fixed=first.pairs, demand=tuple(3 if p in disputed else 2 for p in range(900)))
    plan = solve(problem, np.random.default_rng(1))
    assert violations(problem, plan) == ()
    assert Counter(loads_of_pairs(plan.pairs, 30)) == {70: 30}


def test_every_judge_reads_an_even_mix_of_expected_quality() -> None:
    level = np.random.default_rng(0).permutation(400) % 4
    problem = problem_of(400, 10, 3, paper_level=tuple(level.tolist()))
    plan = solve(problem, np.random.default_rng(0))
    mix = Counter((judge, int(level[paper])) for paper, judge in plan.pairs)
    assert all(abs(mix[judge, step] - 30) <= 2 for judge in range(10) for step in range(4))


def test_hidden_repeats_are_readings_of_the_same_judge_and_count_as_load() -> None:
    problem = problem_of(40, 4, 2, repeats=3, load_max=(23, 23, 23, 23))
    plan = solve(problem, np.random.default_rng(0))
    assert violations(problem, plan) == ()
    assert Counter(judge for _, judge in plan.repeats) == {0: 3, 1: 3, 2: 3, 3: 3}
    assert set(plan.repeats) <= set(plan.pairs)
    with pytest.raises(Infeasible):
        solve(replace(problem, load_max=(22, 23, 23, 23)), np.random.default_rng(0))


def test_repeats_of_an_earlier_plan_are_not_drawn_anew() -> None:
    first = solve(problem_of(40, 4, 2, repeats=3), np.random.default_rng(0))
    again = problem_of(40, 4, 2, previous=first.pairs, repeats=4, repeated=first.repeats)
    plan = solve(again, np.random.default_rng(7))
    assert set(first.repeats) < set(plan.repeats)
    assert Counter(judge for _, judge in plan.repeats) == dict.fromkeys(range(4), 4)
    fewer = replace(again, repeats=1)
    assert set(solve(fewer, np.random.default_rng(7)).repeats) < set(first.repeats)
    lost = replace(again, conflicts=frozenset(first.repeats[:1]), previous=first.pairs[1:])
    moved = solve(lost, np.random.default_rng(7))
    assert violations(lost, moved) == ()
    assert set(moved.repeats) >= {r for r in first.repeats if r in moved.pairs}
    with pytest.raises(InvalidProblem):
        replace(again, repeated=((99, 0),))


def test_anchor_is_read_by_everybody() -> None:
    problem = problem_of(20, 8, 2, demand=(8,) + (2,) * 19)
    plan = solve(problem, np.random.default_rng(0))
    assert {judge for paper, judge in plan.pairs if paper == 0} == set(range(8))
    assert sorted(loads_of_pairs(plan.pairs, 8)) == [5, 5, 6, 6, 6, 6, 6, 6]
