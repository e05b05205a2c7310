"""The expectation of a reading against its definition, reading by reading."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from scoring.errors import InvalidProblem
from scoring.reliability.expectation import PanelFit, expect
from scoring.tables import MarkTable

FitOf = Callable[..., PanelFit]


def some_table(seed: int = 1) -> MarkTable:
    rng = np.random.default_rng(seed)
    paper, judge = np.nonzero(rng.random((12, 5)) < 0.5)
    papers, judges = tuple(f"p{i}" for i in range(12)), tuple(f"j{i}" for i in range(5))
    return MarkTable(papers, judges, paper, judge, rng.integers(50, 95, len(paper)).astype(float), 100.0)


def test_expectation_of_each_reading_is_the_regressed_mean_of_the_other_readings(fit_of: FitOf) -> None:
    table, fit = some_table(), fit_of(5, [1.0, -2.0, 0.5, 0.0, 3.0])
    seen = expect(table, fit)
    for r in range(len(table.total)):
        rest = [s for s in range(len(table.total)) if table.paper[s] == table.paper[r] and s != r]
        assert seen.known[r] == bool(rest)
        assert seen.fair[r] == table.total[r] + fit.severity[table.judge[r]]
        if not rest:
            assert np.isnan([seen.others[r], seen.predicted[r], seen.doubt[r]]).all()
            continue
        others = np.mean([table.total[s] + fit.severity[table.judge[s]] for s in rest])
        error = (30.0 + 0.5**2) / len(rest)
        assert seen.others[r] == pytest.approx(others)
        assert seen.predicted[r] == pytest.approx(70 + 50 / (50 + error) * (others - 70))
        assert seen.doubt[r] == pytest.approx(50 * error / (50 + error))


def test_papers_that_do_not_differ_are_expected_at_the_level(fit_of: FitOf) -> None:
    seen = expect(some_table(), fit_of(5, var_paper=0.0))
    assert set(seen.predicted[seen.known]) == {70.0}


@pytest.mark.parametrize(
    ("judges", "changes"),
    [
        (4, {}),
        (5, {"level": float("nan")}),
        (5, {"var_residual": -1.0}),
        (5, {"var_paper": float("inf")}),
    ],
)
def test_fit_that_does_not_belong_to_the_table_is_refused(
    fit_of: FitOf, judges: int, changes: dict[str, float]
) -> None:
    with pytest.raises(InvalidProblem):
        expect(some_table(), fit_of(judges, **changes))


def test_severity_that_is_not_a_number_is_refused(fit_of: FitOf) -> None:
    with pytest.raises(InvalidProblem):
        expect(some_table(), fit_of(5, [0.0, 0.0, float("nan"), 0.0, 0.0]))
