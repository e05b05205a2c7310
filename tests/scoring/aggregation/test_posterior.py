"""Draws against the posterior worked out with dense matrices, and against what the fit states."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.aggregation import posterior, robust, severity
from scoring.errors import InvalidProblem
from scoring.tables import MarkTable

COUNT = 6000


def table_of(seed: int, papers: int = 40, judges: int = 5) -> MarkTable:
    rng = np.random.default_rng(seed)
    judge = np.argsort(rng.random((papers, judges)), axis=1)[:, :3].ravel()
    paper = np.repeat(np.arange(papers), 3)
    quality, lean = rng.normal(70, 6, papers), rng.normal(0, 4, judges)
    mark = np.round(quality[paper] + lean[judge] + rng.normal(0, 5, len(paper)))
    names = tuple(f"p{i:02d}" for i in range(papers + 1))  # the last is not read
    return MarkTable(names, tuple(f"j{k}" for k in range(judges)), paper, judge, mark, 100)


def test_robust_draws_have_the_stated_mean_and_spread() -> None:
    fit = robust.fit(table_of(1), states=50)
    drawn = posterior.draws(fit, COUNT, seed=3)
    assert np.isnan(drawn[:, -1]).all()
    assert drawn[:, :-1].mean(axis=0).tolist() == pytest.approx(fit.adjusted[:-1].tolist(), abs=0.3)
    assert drawn[:, :-1].std(axis=0).tolist() == pytest.approx(fit.se[:-1].tolist(), rel=0.06)


def test_judges_move_their_papers_together() -> None:
    """Papers 0, 1 by the same two judges, paper 2 by others: the difference 0 - 1 is surer than 0 - 2."""
    rng = np.random.default_rng(2)
    pairs = [(0, 1), (0, 1), (2, 3)] + [(i % 4, (i + 1) % 4) for i in range(9)]
    paper = np.repeat(np.arange(12), 2)
    judge = np.array(pairs).ravel()
    mark = np.round(rng.normal(70, 5, 12)[paper] + np.array([6, -6, 3, -3])[judge] + rng.normal(0, 2, 24))
    table = MarkTable(tuple(f"p{i:02d}" for i in range(12)), tuple("abcd"), paper, judge, mark, 100)
    for fit in (severity.fit(table), robust.fit(table, states=50)):
        drawn = posterior.draws(fit, COUNT, seed=4)
        near, far = (drawn[:, 0] - drawn[:, 1]).std(), (drawn[:, 0] - drawn[:, 2]).std()
        assert near < 0.97 * far


def test_severity_draws_are_those_of_the_dense_posterior() -> None:
    """Oracle: papers and severities given the marks and the variances, level known."""
    table = table_of(5)
    fit = severity.fit(table)
    papers, judges = 40, 5
    design = np.hstack([np.eye(papers)[table.paper], -np.eye(judges)[table.judge]])
    before = np.diag([1 / fit.var_paper] * papers + [1 / fit.var_judge] * judges)
    covariance = np.linalg.inv(design.T @ design / fit.var_residual + before)
    mean = covariance @ design.T @ (table.total - fit.level) / fit.var_residual
    drawn = posterior.draws(fit, COUNT, seed=6)[:, :papers]
    # the dense level is absolute, the fit's relative to the judges there: a common shift is not compared
    shift = np.mean(drawn.mean(axis=0) - fit.level - mean[:papers])
    assert drawn.mean(axis=0).tolist() == pytest.approx((fit.level + shift + mean[:papers]).tolist(), abs=0.6)
    centred = np.eye(papers) - 1 / papers
    exact = np.sqrt(np.diag(centred @ covariance[:papers, :papers] @ centred))
    assert (drawn - drawn.mean(axis=1, keepdims=True)).std(axis=0).tolist() == pytest.approx(
        exact.tolist(), rel=0.1
    )


def test_without_difference_between_papers_the_marks_stand_alone() -> None:
    table = MarkTable.from_readings(["a", "b"], ["j"], [("a", "j", 60), ("b", "j", 70)], 100)
    fit = severity.fit(table)
    assert fit.var_paper == 0
    drawn = posterior.draws(fit, COUNT, seed=7)
    assert drawn.mean(axis=0).tolist() == pytest.approx(fit.adjusted.tolist(), abs=0.5)


def test_draws_are_repeatable_and_at_least_one() -> None:
    fit = robust.fit(table_of(8, papers=12), states=20)
    assert np.array_equal(posterior.draws(fit, 30, 1), posterior.draws(fit, 30, 1), equal_nan=True)
    assert not np.array_equal(posterior.draws(fit, 30, 1), posterior.draws(fit, 30, 2), equal_nan=True)
    with pytest.raises(InvalidProblem):
        posterior.draws(fit, 0, 1)
