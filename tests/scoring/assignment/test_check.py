"""The checker finds nothing wrong with a solver's plan and finds every violation planted in one."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.assignment.check import Violation, violations
from scoring.assignment.flow import solve
from scoring.assignment.problem import AssignmentProblem, Plan
from tests.scoring.assignment.builders import problem_of

# Three papers, three judges, two readings each; judge 2 may not read paper 0.
PROBLEM = problem_of(
    3, 3, conflicts=frozenset({(0, 2)}), load_min=(1, 1, 1), load_max=(2, 2, 2), fixed=((1, 0),)
)
GOOD = ((0, 0), (0, 1), (1, 0), (1, 2), (2, 1), (2, 2))


def test_valid_plan_has_no_violation() -> None:
    assert violations(PROBLEM, Plan(GOOD)) == ()


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        (((0, 0), (0, 2), (1, 0), (1, 1), (2, 1), (2, 2)), [Violation("conflict", 0, 2)]),
        (((0, 0), (0, 1), (1, 1), (1, 2), (2, 0), (2, 2)), [Violation("fixed", 1, 0)]),
        ((*GOOD, (2, 0)), [Violation("readings", 2, None, 3, 2), Violation("load_max", None, 0, 3, 2)]),
        (GOOD[1:], [Violation("readings", 0, None, 1, 2)]),
        ((*GOOD, (3, 0)), [Violation("outside", 3, 0)]),
        ((*GOOD, (0, -1)), [Violation("outside", 0, -1)]),
        (
            (*GOOD[:4], (2, 1), (2, 1)),
            [Violation("repeated", 2, 1, 2, 1), Violation("load_max", None, 1, 3, 2)],
        ),
    ],
)
def test_planted_violation_is_found(pairs: tuple[tuple[int, int], ...], expected: list[Violation]) -> None:
    assert list(violations(PROBLEM, Plan(pairs))) == expected


def test_minimum_load_missed_is_found() -> None:
    problem = problem_of(2, 3, 1, load_min=(0, 0, 1))
    assert violations(problem, Plan(((0, 0), (1, 1)))) == (Violation("load_min", None, 2, 0, 1),)


def test_kind_of_paper_the_judge_does_not_read_is_found() -> None:
    problem = problem_of(2, 2, 1, paper_kind=(0, 1), barred=(frozenset(), frozenset({1})))
    assert violations(problem, Plan(((0, 1), (1, 0)))) == ()
    assert violations(problem, Plan(((0, 0), (1, 1)))) == (Violation("barred", 1, 1),)


@pytest.mark.parametrize("pair", [(0, 2), (2, 0)])
def test_two_judges_on_one_paper_who_must_be_apart_are_found(pair: tuple[int, int]) -> None:
    problem = problem_of(1, 3, apart=frozenset({pair}))
    assert violations(problem, Plan(((0, 0), (0, 1)))) == ()
    assert violations(problem, Plan(((0, 0), (0, 2)))) == (Violation("apart", 0, 0, other=2),)


@pytest.mark.parametrize(
    ("repeats", "expected"),
    [
        (((0, 0), (1, 1)), []),
        (((0, 0),), [Violation("repeats", None, 1, 0, 1)]),
        (((0, 1), (0, 0)), [Violation("repeat", 0, 1, 1, 1)]),
        (
            ((0, 0), (0, 0), (1, 1)),
            [
                Violation("load_max", None, 0, 3, 2),
                Violation("repeat", 0, 0, 2, 1),
                Violation("repeats", None, 0, 2, 1),
            ],
        ),
    ],
)
def test_wrong_repeats_are_found(repeats: tuple[tuple[int, int], ...], expected: list[Violation]) -> None:
    problem = problem_of(2, 2, 1, repeats=1, load_max=(2, 2))
    assert list(violations(problem, Plan(((0, 0), (1, 1)), repeats))) == expected


def test_demand_per_paper_replaces_the_common_number() -> None:
    problem = problem_of(2, 3, demand=(3, 1))
    assert violations(problem, Plan(((0, 0), (0, 1), (0, 2), (1, 0)))) == ()
    assert violations(problem, Plan(((0, 0), (0, 1), (1, 0), (1, 1)))) == (
        Violation("readings", 0, None, 2, 3),
        Violation("readings", 1, None, 2, 1),
    )


@pytest.mark.parametrize("seed", range(5))
def test_solver_result_of_a_crowded_problem_has_no_violation(seed: int) -> None:
    problem = crowded(np.random.default_rng(seed))
    assert violations(problem, solve(problem, np.random.default_rng(seed))) == ()


def crowded(rng: np.random.Generator) -> AssignmentProblem:
    """Sixty papers, ten judges, a quarter of the pairs barred, tight limits and a dozen started readings."""
    barred = {(int(p), int(j)) for p, j in np.argwhere(rng.random((60, 10)) < 0.25) if p % 10 != j}
    fixed = tuple((p, p % 10) for p in range(12))
    return problem_of(
        60,
        10,
        conflicts=frozenset(barred),
        fixed=fixed,
        load_min=(5,) * 10,
        load_max=(15,) * 5 + (20,) * 5,
    )
