"""Precision before any mark is given, against least squares on the whole design."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.assignment import precision as module
from scoring.assignment.flow import solve
from scoring.assignment.precision import Precision, common_papers, precision
from scoring.assignment.problem import AssignmentProblem, IntArray, pair_array
from tests.scoring.assignment.builders import problem_of


def figures(problem: AssignmentProblem) -> tuple[Precision, IntArray]:
    plan = solve(problem, np.random.default_rng(0))
    pairs = pair_array(plan.pairs, len(plan.pairs))
    readings = np.bincount(pairs[:, 0], minlength=len(problem.papers))
    loads = np.bincount(pairs[:, 1], minlength=len(problem.judges))
    found = precision(common_papers(pairs, readings, len(loads)), readings, loads)
    assert found is not None
    return found, pairs


def least_squares_errors(pairs: IntArray, papers: int, judges: int) -> tuple[float, float]:
    """Errors of severity differences and of scores with severities that sum to zero, by the normal equations."""
    design = np.zeros((len(pairs), papers + judges - 1))
    design[np.arange(len(pairs)), pairs[:, 0]] = 1
    contrasts = np.vstack([np.eye(judges - 1), -np.ones(judges - 1)])
    design[:, papers:] = contrasts[pairs[:, 1]]
    covariance = np.linalg.inv(design.T @ design)
    severity = contrasts @ covariance[papers:, papers:] @ contrasts.T
    differences = [
        severity[a, a] + severity[b, b] - 2 * severity[a, b] for a in range(judges) for b in range(a)
    ]
    return float(np.sqrt(np.mean(differences))), float(np.sqrt(np.mean(np.diag(covariance)[:papers])))


@pytest.mark.parametrize("problem", [
    problem_of(30, 6, 2), problem_of(25, 5, 3, load_max=(30, 5, 20, 20, 20)),
    problem_of(24, 8, demand=(8, 1, 4) + (2,) * 21),
], ids=["even", "uneven loads", "anchor and single readings"])  # fmt: skip
@pytest.mark.parametrize("many", [1_000, 2])
def test_errors_are_those_of_least_squares(
    problem: AssignmentProblem, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MANY_JUDGES", many)  # also in single precision, as for very many judges
    found, pairs = figures(problem)
    severity, score = least_squares_errors(pairs, len(problem.papers), len(problem.judges))
    assert found.severity_error == pytest.approx(severity, rel=1e-4)
    assert found.score_error == pytest.approx(score, rel=1e-4)


def test_loads_alone_bound_the_variance_and_cost_nothing_when_even() -> None:
    even, _ = figures(problem_of(60, 10, 3))
    assert even.load_ratio == pytest.approx(1.0)
    uneven, _ = figures(problem_of(60, 10, 3, load_max=(60, 6) + (18,) * 6 + (24,) * 2))
    assert 1.003 < uneven.load_ratio < uneven.variance_ratio


def test_connectivity_of_many_judges_is_the_eigenvalue_of_few(monkeypatch: pytest.MonkeyPatch) -> None:
    exact, _ = figures(problem_of(150, 24, 2))
    monkeypatch.setattr(module, "FEW_JUDGES", 2)
    iterated, _ = figures(problem_of(150, 24, 2))
    assert iterated.connectivity == pytest.approx(exact.connectivity, abs=2e-3)
