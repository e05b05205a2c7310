"""Agreement statistics against published tables and independent implementations."""

from __future__ import annotations

import doctest
from dataclasses import astuple

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import friedmanchisquare
from sklearn.metrics import cohen_kappa_score

from scoring.errors import InvalidProblem
from scoring.reliability import agreement
from scoring.reliability.agreement import Level
from scoring.tables import Floats, MarkTable

# Shrout & Fleiss (1979), table 2: six targets by four judges.
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
_ = np.nan
# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability: twelve units by four observers.
KRIPPENDORFF = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
        [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
    ]
).T


def table_of(marks: Floats) -> MarkTable:
    paper, judge = np.nonzero(~np.isnan(marks))
    papers, judges = (tuple(map(str, range(size))) for size in marks.shape)
    return MarkTable(papers, judges, paper, judge, marks[paper, judge], 10.0)


def test_icc_of_shrout_and_fleiss_as_published() -> None:
    found = astuple(agreement.icc(SHROUT_FLEISS))
    assert [round(x, 2) for x in found] == [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]
    # R psych 2.2.9
    expected = [0.1657418, 0.2897638, 0.7148407, 0.4427971, 0.6200505, 0.9093155]
    assert found == pytest.approx(expected, abs=1e-7)


@pytest.mark.parametrize(
    ("level", "published"),
    [
        (Level.NOMINAL, 0.743),
        (Level.ORDINAL, 0.815),
        (Level.INTERVAL, 0.849),
        (Level.RATIO, 0.797),
    ],
)
def test_alpha_of_krippendorffs_example_as_published(level: Level, published: float) -> None:
    value = agreement.alpha(table_of(KRIPPENDORFF), level)
    assert value is not None
    assert round(value, 3) == published


marks = st.lists(st.sampled_from([0.0, 1.0, 2.0, 3.0, 4.5, 7.0, np.nan]), min_size=12, max_size=12)


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(marks, st.sampled_from(Level))
def test_alpha_equals_the_krippendorff_package(values: list[float], level: Level) -> None:
    rows = np.array(values).reshape(4, 3)
    value = agreement.alpha(table_of(rows), level)
    pairable = rows[(~np.isnan(rows)).sum(axis=1) >= 2]
    distinct = np.unique(pairable[~np.isnan(pairable)])
    if len(distinct) < 2:
        assert value is None
    else:
        assert value == pytest.approx(krippendorff.alpha(rows.T, level_of_measurement=level.value))


def test_concordance_equals_friedmans_statistic() -> None:
    rng = np.random.default_rng(3)
    for _round in range(5):
        rows = rng.integers(1, 6, (9, 4)).astype(float)
        chi_square = friedmanchisquare(*rows).statistic  # treatments = rows, blocks = judges
        assert agreement.kendall_w(rows) == pytest.approx(chi_square / (4 * 8))


def test_concordance_is_one_for_equal_orders_and_none_without_orders() -> None:
    assert agreement.kendall_w([[1, 10], [2, 20], [3, 90]]) == pytest.approx(1.0)
    assert agreement.kendall_w([[1, 5], [1, 5], [1, 5]]) is None


def test_kappa_equals_scikit_learn() -> None:
    rng = np.random.default_rng(4)
    first = rng.integers(0, 6, 80)
    second = np.clip(first + rng.integers(-2, 3, 80), 0, 5)
    expected = cohen_kappa_score(first, second, weights="quadratic")
    assert agreement.quadratic_kappa(first, second) == pytest.approx(expected)
    assert agreement.quadratic_kappa([3, 3], [3, 3]) is None
    assert agreement.quadratic_kappa([3, 3], [4, 4]) == pytest.approx(0.0)


def test_generalizability_of_a_balanced_table_equals_its_icc() -> None:
    x = np.array(SHROUT_FLEISS, dtype=float)
    n, k = x.shape
    rest = x - x.mean(1, keepdims=True) - x.mean(0) + x.mean()
    residual = float((rest**2).sum()) / ((n - 1) * (k - 1))
    paper = (k * x.mean(1).var(ddof=1) - residual) / k
    judge = (n * x.mean(0).var(ddof=1) - residual) / n
    found, single = agreement.icc(x), agreement.generalizability(paper, judge, residual, 1)
    mean = agreement.generalizability(paper, judge, residual, k)
    assert (single.relative, single.absolute) == pytest.approx((found.consistency, found.agreement))
    assert (mean.relative, mean.absolute) == pytest.approx((found.consistency_mean, found.agreement_mean))


def test_no_variation_is_none_not_nan() -> None:
    assert set(astuple(agreement.icc(np.full((3, 2), 7.0)))) == {None}
    assert agreement.alpha(table_of(np.full((3, 2), 7.0))) is None
    assert astuple(agreement.generalizability(0, 0, 0, 3)) == (None, None)


def test_example_of_the_docstring() -> None:
    assert doctest.testmod(agreement).failed == 0


@pytest.mark.parametrize("bad", [[[1, 2]], [[1], [2]], [1, 2], [[1, np.nan], [2, 3]], [[1, np.inf], [2, 3]]])
def test_incomplete_tables_are_refused(bad: object) -> None:
    for statistic in (agreement.icc, agreement.kendall_w):
        with pytest.raises(InvalidProblem):
            statistic(bad)  # type: ignore[operator]


def test_kappa_and_components_refuse_malformed_input() -> None:
    for first, second in (([], []), ([1], [1, 2]), ([1, np.nan], [1, 2])):
        with pytest.raises(InvalidProblem):
            agreement.quadratic_kappa(first, second)
    for components in ((-1, 0, 1, 3), (1, 0, 1, 0), (np.nan, 0, 1, 3), (1, np.inf, 1, 3)):
        with pytest.raises(InvalidProblem):
            agreement.generalizability(*components)
