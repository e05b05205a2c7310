"""Variance components against printed ones, and against the intraclass correlations they make up."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pytest

from scoring.errors import InvalidProblem
from scoring.reliability import agreement, components
from scoring.tables import MarkTable

# Brennan (2001), Generalizability Theory, table 3.2: ten persons, three tasks, four raters of each task.
BRENNAN = [
    [5, 6, 5, 5, 5, 3, 4, 5, 6, 7, 3, 3], [9, 3, 7, 7, 7, 5, 5, 5, 7, 7, 5, 2],
    [3, 4, 3, 3, 5, 3, 3, 5, 6, 5, 1, 6], [7, 5, 5, 3, 3, 1, 4, 3, 5, 3, 3, 5],
    [9, 2, 9, 7, 7, 7, 3, 7, 2, 7, 5, 3], [3, 4, 3, 5, 3, 3, 6, 3, 4, 5, 1, 2],
    [7, 3, 7, 7, 7, 5, 5, 7, 5, 5, 5, 4], [5, 8, 5, 7, 7, 5, 5, 4, 3, 2, 1, 1],
    [9, 9, 8, 8, 6, 6, 6, 5, 5, 8, 1, 1], [4, 4, 4, 3, 3, 5, 6, 5, 5, 7, 1, 1],
]  # fmt: skip


def test_components_of_brennans_table_as_printed() -> None:
    found = components.nested(np.array(BRENNAN).reshape(10, 3, 4))
    printed = (0.4731, 0.3252, 0.6475, 0.5596, 2.3802)
    assert [round(part, 4) for part in astuple(found)] == list(printed)
    assert found.task == pytest.approx(0.32532, abs=5e-4)  # lme4 1.1-31: 0.32532229


def test_nested_components_of_known_parts_are_recovered() -> None:
    rng = np.random.default_rng(1)
    n, t, r = 150, 200, 5
    marks = (
        rng.normal(0, 3, (n, 1, 1)) + rng.normal(0, 2, (1, t, 1)) + rng.normal(0, 1, (1, t, r))
        + rng.normal(0, 1.5, (n, t, 1)) + rng.normal(0, 2.5, (n, t, r))
    )  # fmt: skip
    assert astuple(components.nested(marks)) == pytest.approx((9, 4, 1, 2.25, 6.25), rel=0.25)


def test_crossed_components_make_up_the_intraclass_correlations() -> None:
    marks = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    found, icc = components.crossed(marks), agreement.icc(marks)
    assert found.paper / (found.paper + found.judge + found.residual) == pytest.approx(icc.agreement)
    assert found.paper / (found.paper + found.residual) == pytest.approx(icc.consistency)


def table_of(rows: list[list[float]]) -> MarkTable:
    """Row p holds the marks of paper p, by as many judges."""
    readings = [(f"p{p}", f"j{j}", mark) for p, row in enumerate(rows) for j, mark in enumerate(row)]
    judges = [f"j{j}" for j in range(max(map(len, rows), default=0))]
    return MarkTable.from_readings([f"p{p}" for p in range(len(rows))], judges, readings, 100)


def test_one_way_of_a_complete_table_equals_its_icc() -> None:
    marks = np.random.default_rng(2).integers(50, 90, (7, 3)).astype(float)
    found, icc = components.one_way(table_of(marks.tolist())), agreement.icc(marks)
    assert found is not None
    assert (found.single, found.mean, found.readings) == (
        pytest.approx(icc.one_way), pytest.approx(icc.one_way_mean), pytest.approx(3)
    )  # fmt: skip


def test_one_way_with_gaps_equals_the_textbook() -> None:
    rows = [[60.0, 64.0, 62.0], [75.0, 71.0], [80.0], [68.0, 70.0, 60.0, 66.0]]
    found = components.one_way(table_of(rows))
    assert found is not None
    flat = [mark for row in rows for mark in row]
    level = sum(flat) / 10
    between = sum(len(row) * (sum(row) / len(row) - level) ** 2 for row in rows) / 3
    within = sum((mark - sum(row) / len(row)) ** 2 for row in rows for mark in row) / 6
    size = (10 - (9 + 4 + 1 + 16) / 10) / 3
    assert (found.within, found.readings) == (pytest.approx(within), pytest.approx(size))
    assert found.paper == pytest.approx((between - within) / size)
    assert found.single == pytest.approx(found.paper / (found.paper + within))


@pytest.mark.parametrize("rows", [[], [[70.0, 75.0]], [[70.0], [80.0]]])
def test_one_way_is_undefined_without_a_comparison(rows: list[list[float]]) -> None:
    assert components.one_way(table_of(rows)) is None


def test_separation_by_hand_and_where_it_is_undefined() -> None:
    found = components.separation([1.0, 3.0, 5.0, np.nan], [1.0, 1.0, 1.0, np.nan])
    assert astuple(found) == pytest.approx((0.75, np.sqrt(3), (4 * np.sqrt(3) + 1) / 3))
    assert astuple(components.separation([1.0], [1.0])) == (None, None, None)
    assert astuple(components.separation([2.0, 2.0], [0.0, 0.0])) == (None, None, None)
    assert astuple(components.separation([1.0, 2.0], [0.0, 0.0])) == (1.0, None, None)
    assert components.separation([1.0, 2.0], [9.0, 9.0]).reliability == 0.0


def test_malformed_tables_are_refused() -> None:
    for call in (
        lambda: components.nested(np.ones((2, 2))), lambda: components.crossed([[1.0, np.nan], [1.0, 2.0]]),
        lambda: components.nested(np.ones((2, 2, 1))), lambda: components.separation([1.0], [1.0, 2.0]),
        lambda: components.separation([1.0, 2.0], [-1.0, 1.0]),
    ):  # fmt: skip
        with pytest.raises(InvalidProblem):
            call()
