"""When no plan exists, the true blockers are named, no more and no less."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from scoring.assignment.flow import solve
from scoring.assignment.problem import AssignmentProblem
from scoring.errors import Infeasible
from tests.scoring.assignment.builders import problem_of
from tests.scoring.assignment.oracles import tiny_problems


def blockers_of(problem: AssignmentProblem) -> tuple[tuple[str, dict[str, object]], ...]:
    with pytest.raises(Infeasible) as refused:
        solve(problem, np.random.default_rng(0))
    return refused.value.blockers


def test_papers_with_too_few_possible_readers_are_named_together() -> None:
    conflicts = frozenset({(1, 0), (1, 1), (3, 0), (3, 1)})
    assert blockers_of(problem_of(5, 3, conflicts=conflicts)) == (
        ("few_judges", {"papers": (1, 3), "judges": (2,), "barred": (0, 1), "needed": 2, "available": 1}),
    )


def test_capacity_names_only_the_region_that_is_short() -> None:
    # Papers 0-3 have readers 0 and 1 only, with two readings each; papers 4-7 have all they need.
    conflicts = frozenset((p, j) for p in range(4) for j in (2, 3, 4))
    problem = problem_of(8, 5, conflicts=conflicts, load_max=(2, 2, 8, 8, 8))
    assert blockers_of(problem) == (
        (
            "capacity",
            {
                "papers": (0, 1, 2, 3),
                "judges": (0, 1),
                "needed": 8,
                "available": 4,
                "missing": 4,
                "unplaced": 4,
                "new_judges": 1,
            },
        ),
    )


def test_total_capacity_names_every_paper_and_what_is_missing() -> None:
    ((kind, facts),) = blockers_of(problem_of(10, 3, load_max=(6, 6, 6)))
    assert kind == "capacity"
    assert (facts["needed"], facts["available"], facts["missing"]) == (20, 18, 2)
    assert facts["papers"] == tuple(range(10))


def test_blocking_group_is_thinned_to_what_cannot_be_left_out() -> None:
    # Paper 0 has readers 1 and 2, papers 1 and 2 have readers 0 and 1: four readings wanted, three possible.
    # Paper 0 competes for judge 1, but without it the two papers are still stuck.
    conflicts = frozenset({(0, 0), (1, 2), (2, 2)})
    assert blockers_of(problem_of(3, 3, conflicts=conflicts, load_max=(1, 2, 1))) == (
        (
            "capacity",
            {
                "papers": (1, 2),
                "judges": (0, 1),
                "needed": 4,
                "available": 3,
                "missing": 1,
                "unplaced": 2,
                "new_judges": 1,
            },
        ),
    )


def test_minimum_load_names_the_judge_who_cannot_reach_it() -> None:
    conflicts = frozenset((p, 2) for p in range(2, 10))
    assert blockers_of(problem_of(10, 4, conflicts=conflicts, load_min=(0, 0, 4, 0))) == (
        (
            "minimum_load",
            {
                "papers": (0, 1),
                "judges": (2,),
                "needed": 4,
                "available": 2,
                "missing": 2,
                "unplaced": 2,
            },
        ),
    )


def test_started_readings_beyond_the_limits_are_named() -> None:
    fixed = ((0, 0), (0, 1), (0, 2), (1, 0))
    assert blockers_of(problem_of(3, 4, fixed=fixed, load_max=(1, 3, 3, 3))) == (
        ("fixed_readings", {"paper": 0, "surplus": 1}),
        ("fixed_load", {"judge": 0, "held": 2, "load_max": 1}),
    )


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(tiny_problems())
def test_counts_of_a_capacity_blocker_prove_that_no_plan_exists(problem: AssignmentProblem) -> None:
    try:
        solve(problem, np.random.default_rng(0))
    except Infeasible as refused:
        for kind, facts in refused.blockers:
            if kind == "capacity":
                assert (facts["needed"], facts["available"]) == counted(problem, facts["papers"])
                assert facts["needed"] > facts["available"]  # type: ignore[operator]


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(tiny_problems())
def test_new_judges_named_by_a_capacity_blocker_free_it(problem: AssignmentProblem) -> None:
    try:
        solve(problem, np.random.default_rng(0))
    except Infeasible as refused:
        for kind, facts in refused.blockers:
            if kind == "capacity" and facts["missing"] == facts["unplaced"]:
                extra = facts["new_judges"]
                assert isinstance(extra, int)
                papers = len(problem.papers)
                more = replace(
                    problem, judges=problem.judges + tuple(f"new{i}" for i in range(extra)),
                    load_min=problem.load_min + (0,) * extra, load_max=problem.load_max + (papers,) * extra,
                )  # fmt: skip
                assert not any(kind == "capacity" for kind, _ in blockers_or_none(more))


def blockers_or_none(problem: AssignmentProblem) -> tuple[tuple[str, dict[str, object]], ...]:
    try:
        solve(problem, np.random.default_rng(0))
    except Infeasible as refused:
        return refused.blockers
    return ()


def test_judges_who_must_be_apart_are_named_with_the_pairs_that_matter() -> None:
    # Paper 0 wants three of four judges; 0 and 1 must be apart, and 2 and 3: two can come at most.
    problem = problem_of(1, 4, 3, apart=frozenset({(0, 1), (2, 3)}))
    ((kind, facts),) = blockers_of(problem)
    assert (kind, facts) == ("apart", {"judges": (0, 1, 2, 3), "pairs": ((0, 1), (2, 3)), "proven": True})


def test_pair_kept_apart_that_stands_in_nobodys_way_is_not_named() -> None:
    problem = problem_of(2, 4, 2, conflicts=frozenset({(0, 2), (0, 3)}), apart=frozenset({(0, 1), (2, 3)}))
    ((_, facts),) = blockers_of(problem)
    assert facts["pairs"] == ((0, 1),)


def test_pair_kept_apart_in_a_large_crowded_problem_is_refused_without_proof() -> None:
    # Every paper wants both judges who may read it, but they must be apart: swaps cannot help.
    barred = frozenset(range(2, 40))
    problem = problem_of(
        600, 40, 2, paper_kind=(0,) * 10 + (1,) * 590, barred=(barred, frozenset()), apart=frozenset({(0, 1)})
    )
    ((kind, facts),) = blockers_of(problem)
    assert (kind, facts["pairs"], facts["proven"]) == ("apart", ((0, 1),), False)


def counted(problem: AssignmentProblem, papers: object) -> tuple[int, int]:
    """Readings the papers want besides the fixed ones, and what all judges together can give them."""
    assert isinstance(papers, tuple)
    fixed = set(problem.fixed)
    wanted = [problem.demand[p] if problem.demand else problem.readings for p in papers]
    needed = sum(wanted) - sum(p in papers for p, _ in fixed)
    available = 0
    for judge, limit in enumerate(problem.load_max):
        free = limit - sum(j == judge for _, j in fixed)
        barred = {p for p in papers if problem.paper_kind and judge in problem.barred[problem.paper_kind[p]]}
        open_to = sum((p, judge) not in problem.conflicts | fixed and p not in barred for p in papers)
        available += min(free, open_to)
    return needed, available
