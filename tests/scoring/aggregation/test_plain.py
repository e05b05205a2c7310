"""Hand-recomputable scores against Python's own statistics module."""

from __future__ import annotations

import statistics

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.aggregation import plain
from scoring.tables import MarkTable

marks_of_papers = st.lists(
    st.lists(st.integers(0, 200).map(lambda n: n / 2), min_size=0, max_size=8), min_size=1, max_size=6
)


def table_of(papers: list[list[float]]) -> MarkTable:
    rows = [(f"p{i}", f"j{j}", mark) for i, marks in enumerate(papers) for j, mark in enumerate(marks)]
    ids = [f"p{i}" for i in range(len(papers))]
    return MarkTable.from_readings(ids, [f"j{j}" for j in range(8)], rows, 100)


def checked(result: plain.PlainScore, expected: list[float | None]) -> None:
    assert result.available.tolist() == [value is not None for value in expected]
    assert np.isnan(result.score).tolist() == [value is None for value in expected]
    assert result.score[result.available].tolist() == pytest.approx([x for x in expected if x is not None])


@settings(max_examples=60)
@given(marks_of_papers)
def test_mean_and_median_equal_the_statistics_module(papers: list[list[float]]) -> None:
    table = table_of(papers)
    checked(plain.mean(table), [statistics.fmean(marks) if marks else None for marks in papers])
    checked(plain.median(table), [statistics.median(marks) if marks else None for marks in papers])


@settings(max_examples=60)
@given(marks_of_papers)
def test_trimmed_drops_one_extreme_each_from_five_readings_on(papers: list[list[float]]) -> None:
    expected = [statistics.fmean(sorted(marks)[1:-1]) if len(marks) >= 5 else None for marks in papers]
    checked(plain.trimmed(table_of(papers)), expected)


def test_trimmed_drops_only_one_of_several_equal_extremes() -> None:
    result = plain.trimmed(table_of([[90, 90, 80, 60, 60]]))
    assert result.score.tolist() == pytest.approx([(90 + 80 + 60) / 3])


def test_four_readings_are_not_trimmed() -> None:
    assert plain.trimmed(table_of([[90, 80, 70, 60]])).available.tolist() == [False]
