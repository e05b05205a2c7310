"""Left-out readings of the severity model against dense algebra; which model is offered and why."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scoring.aggregation import choice, robust, severity
from scoring.errors import InvalidProblem
from scoring.tables import MarkTable


def table_of(seed: int, papers: int, judges: int = 6) -> MarkTable:
    rng = np.random.default_rng(seed)
    judge = np.argsort(rng.random((papers, judges)), axis=1)[:, :3].ravel()
    paper = np.repeat(np.arange(papers), 3)
    slope = np.linspace(0.2, 1.4, judges)
    lean, quality = rng.normal(0, 4, judges), rng.normal(0, 7, papers)
    mark = np.round(65 + slope[judge] * quality[paper] + lean[judge] + rng.normal(0, 4, len(paper)))
    return MarkTable(
        tuple(f"p{i:03d}" for i in range(papers)), tuple("abcdefgh"[:judges]), paper, judge, mark, 100
    )


def test_left_out_readings_are_those_of_the_dense_model_without_them() -> None:
    table = table_of(1, 9, 4)
    fit = severity.fit(table)
    found = choice.left_out(table, fit)
    papers, judges = np.eye(9)[table.paper], np.eye(4)[table.judge]
    covariance = fit.var_paper * papers @ papers.T + fit.var_judge * judges @ judges.T
    noisy = covariance + fit.var_residual * np.eye(len(table.total))
    for r in range(len(table.total)):
        rest = np.arange(len(table.total)) != r
        inverse = np.linalg.inv(noisy[np.ix_(rest, rest)])
        level = inverse.sum(axis=0) @ table.total[rest] / inverse.sum()
        expected = level + covariance[r, rest] @ inverse @ (table.total[rest] - level)
        assert found[r] == pytest.approx(expected, abs=1e-3)


def test_left_out_readings_do_not_depend_on_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    table = table_of(2, 20)
    fit = severity.fit(table)
    whole = choice.left_out(table, fit)
    monkeypatch.setattr(choice, "BLOCK", 3)
    assert choice.left_out(table, fit).tolist() == pytest.approx(whole.tolist())


def test_robust_is_offered_when_it_predicts_better_and_judges_have_read_enough() -> None:
    table = table_of(3, 60)
    simple, rich = severity.fit(table), robust.fit(table, states=30)
    made = choice.choose(table, simple, rich)
    assert (made.offered, made.reason) == ("robust", "predicts_better")
    assert made.adjusted_error is not None
    assert made.robust_error is not None
    assert made.robust_error < made.adjusted_error
    assert made.compared == 180
    assert made.readings_per_judge == np.median(np.bincount(table.judge))
    assert rich.left_out is not None
    worse = replace(rich, left_out=rich.left_out + 30)
    made = choice.choose(table, simple, worse)
    assert (made.offered, made.reason) == ("adjusted", "predicts_no_better")


def test_with_few_readings_per_judge_the_simple_model_is_offered_whatever_it_predicts() -> None:
    table = table_of(4, 30)
    made = choice.choose(table, severity.fit(table), robust.fit(table, states=10))
    assert (made.offered, made.reason) == ("adjusted", "too_few_readings_per_judge")
    assert made.robust_error is not None


def test_without_a_robust_fit_or_anything_to_predict_the_simple_model_is_offered() -> None:
    rows = [(f"p{i}", j, 60 + 3 * i + (j == "k")) for i in range(9) for j in "jk"]
    two = MarkTable.from_readings([f"p{i}" for i in range(9)], "jk", rows, 100)
    made = choice.choose(two, severity.fit(two), robust.fit(two))
    assert (made.offered, made.reason, made.robust_error) == ("adjusted", "severity_only", None)
    once = MarkTable.from_readings(["a", "b"], ["j"], [("a", "j", 50), ("b", "j", 60)], 100)
    made = choice.choose(once, severity.fit(once), robust.fit(once))
    assert (made.offered, made.reason, made.compared) == ("adjusted", "nothing_to_predict", 0)


def test_all_marks_equal_are_predicted_exactly() -> None:
    rows = [(f"p{i}", j, 80.0) for i in range(6) for j in "jkl"]
    table = MarkTable.from_readings([f"p{i}" for i in range(6)], "jkl", rows, 100)
    assert choice.left_out(table, severity.fit(table)).tolist() == [80.0] * 18


def test_fit_of_another_table_is_refused() -> None:
    table, other = table_of(5, 30), table_of(6, 31)
    with pytest.raises(InvalidProblem):
        choice.choose(table, severity.fit(other), robust.fit(table, states=2))
