"""The figures of a plan, against designs whose figures are known."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from scoring.assignment.problem import Plan
from scoring.assignment.quality import report
from tests.scoring.assignment.builders import problem_of

# Fano plane: 7 papers, 7 judges, every two judges share exactly one paper; a balanced design meets the bound.
FANO = Plan(tuple(sorted((p, (p + d) % 7) for p in range(7) for d in (0, 1, 3))))


def test_balanced_block_design_meets_the_bound_exactly() -> None:
    figures = report(problem_of(7, 7, 3), FANO)
    assert figures.overlaps == ((1, 21),)
    assert figures.variance_ratio == pytest.approx(1.0)
    assert figures.connectivity == pytest.approx(1.0)
    assert (figures.load_spread, figures.least_spread) == (0, 0)
    assert figures.components == (tuple(range(7)),)
    assert [code for code, _ in figures.problems] == ["few_readings"]


def test_variance_ratio_equals_least_squares_variances_of_all_differences() -> None:
    plan = Plan(((0, 0), (0, 1), (1, 1), (1, 2), (2, 2), (2, 3), (3, 3), (3, 0), (4, 0), (4, 2)))
    papers, judges = 5, 4
    design = np.zeros((len(plan.pairs), papers + judges))
    for row, (paper, judge) in enumerate(plan.pairs):
        design[row, paper] = design[row, papers + judge] = 1
    inverse = np.linalg.pinv(design.T @ design)[papers:, papers:]
    variances = [inverse[a, a] + inverse[b, b] - 2 * inverse[a, b] for a, b in combinations(range(judges), 2)]
    # Bound: 2 (J - 1) / trace of the information, and the trace is the readings less the papers.
    bound = 2 * (judges - 1) / (len(plan.pairs) - papers)
    assert report(problem_of(5, 4), plan).variance_ratio == pytest.approx(np.mean(variances) / bound)


def test_thin_chain_is_connected_but_reported_as_weak_and_imprecise() -> None:
    pairs = tuple((p, p // 20 + side) for p in range(180) for side in (0, 1))
    figures = report(problem_of(180, 10), Plan(pairs))
    assert len(figures.components) == 1
    assert {"weak_links", "imprecise", "uneven_loads"} <= {code for code, _ in figures.problems}


def test_idle_judges_and_changes_are_counted() -> None:
    problem = problem_of(2, 4, previous=((0, 0), (0, 1), (1, 0)))
    figures = report(problem, Plan(((0, 0), (0, 2), (1, 0), (1, 2))))
    assert (figures.kept, figures.dropped, figures.added) == (2, 1, 2)
    assert dict(figures.problems)["idle_judges"] == {"judges": (1, 3)}
    assert figures.loads == (2, 0, 2, 0)
    assert (figures.load_spread, figures.least_spread) == (2, 0)


def test_empty_plan_has_defined_figures() -> None:
    figures = report(problem_of(0, 2), Plan(()))
    assert (figures.loads, figures.components, figures.variance_ratio) == ((0, 0), (), None)
    assert figures.kept is None
