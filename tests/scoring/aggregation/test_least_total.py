"""A scale that begins above 0: intervals end there, its marks say "at most so good", and it may be shifted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.aggregation import limits, methods, parts, robust, severity
from scoring.aggregation.methods import Scored
from scoring.tables import Floats, MarkTable

METHODS: dict[str, Callable[[MarkTable], Scored]] = {
    "adjusted": lambda table: methods.of_fit(severity.fit(table)),
    "mean": methods.mean,
    "trimmed": methods.trimmed,
    "standardised": methods.standardised,
    "robust": lambda table: methods.of_fit(robust.fit(table, states=20, seed=1)),
}


def contest(middle: float, least: float, full_marks: float, *, readings: int = 3, seed: int = 2) -> MarkTable:
    """40 papers, 6 judges of different strictness, whole marks inside the scale."""
    rng = np.random.default_rng(seed)
    judge = np.argsort(rng.random((40, 6)), axis=1)[:, :readings].ravel()
    paper = np.repeat(np.arange(40), readings)
    whole = middle + rng.normal(0, 4, 40)[paper] + rng.normal(0, 2, 6)[judge] + rng.normal(0, 2, len(paper))
    return of(paper, judge, np.clip(np.round(whole), least, full_marks), least, full_marks)


def of(paper: object, judge: object, total: Floats, least: float, full_marks: float) -> MarkTable:
    papers, judges = tuple(f"p{i:02d}" for i in range(40)), tuple("abcdef")
    return MarkTable(papers, judges, paper, judge, total, full_marks, least)  # type: ignore[arg-type]


def shifted(table: MarkTable, by: float) -> MarkTable:
    return of(table.paper, table.judge, table.total + by, table.least + by, table.full_marks + by)


@pytest.mark.parametrize("readings", [1, 3, 5])
@pytest.mark.parametrize("method", METHODS)
def test_no_interval_goes_below_the_least_total(method: str, readings: int) -> None:
    """Five criteria from 5 to 10 and a weak field: many readings have 25 or little more."""
    found = METHODS[method](contest(28, 25, 50, readings=readings))
    assert (found.low >= np.minimum(25, found.score)).all()
    assert (found.high <= np.maximum(50, found.score)).all()
    assert found.low.min() <= 25


def test_many_marks_at_the_least_are_told() -> None:
    fit = robust.fit(contest(28, 25, 50), states=20)
    assert "marks_at_limit" in fit.warnings
    assert fit.left_out is not None
    assert fit.left_out.min() >= 25
    beside = contest(28, 25, 50)
    unlimited = of(beside.paper, beside.judge, beside.total, 0, 50)
    assert "marks_at_limit" not in robust.fit(unlimited, states=20).warnings


def test_the_least_total_is_an_end_of_the_scale_as_full_marks_are() -> None:
    table = contest(37, 25, 50)
    total = np.clip(table.total, 26, 49)
    total[:2] = 25, 50
    known = limits.at_ends(of(table.paper, table.judge, total, 25, 50))
    assert known[:2].tolist() == [-1, 1]
    assert not known[2:].any()
    assert limits.at_ends(of(table.paper, table.judge, total, 0, 50))[0] == 0


def test_a_step_of_marks_is_compared_with_the_scale() -> None:
    """Marks of whole points: a twentieth of 0 to 10 is less, of 90 to 110 it is that much."""
    marks: Floats = np.arange(120.0) % 11
    paper, judge = np.repeat(np.arange(40), 3), np.tile(np.arange(3), 40)
    low = parts.least_noise(of(paper, judge, marks, 0, 10))
    assert low == pytest.approx(0.5 / np.sqrt(12))
    assert parts.least_noise(of(paper, judge, marks + 90, 90, 100)) == low


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(["adjusted", "mean", "trimmed", "standardised"]),
    st.integers(0, 9),
    st.sampled_from([1, 2, 5]),
    st.integers(1, 400),
)
def test_marks_and_scale_may_be_shifted(method: str, seed: int, readings: int, by: int) -> None:
    table = contest(20, 0, 50, readings=readings, seed=seed)
    same_after_shift(METHODS[method], table, by)


@pytest.mark.parametrize("middle", [28, 37])
def test_robust_scores_may_be_shifted_where_the_scale_begins_above_nothing(middle: float) -> None:
    """From 0 on they may not: 0 is taken at its face (see limits)."""
    same_after_shift(METHODS["robust"], contest(middle, 25, 50), 50)


def same_after_shift(method: Callable[[MarkTable], Scored], table: MarkTable, by: float) -> None:
    here, there = method(table), method(shifted(table, by))
    assert there.se == pytest.approx(here.se, abs=1e-4)
    for name in ("score", "low", "high"):
        assert getattr(there, name) == pytest.approx(getattr(here, name) + by, abs=1e-4)


def test_single_reading_is_any_mark_of_the_scale() -> None:
    alone = MarkTable.from_readings(["a"], ["j"], [("a", "j", 40)], 50, 25)
    for found in (methods.mean(alone), methods.of_fit(severity.fit(alone))):
        assert found.se[0] == pytest.approx(25 / np.sqrt(12), abs=1e-6)
        assert (found.low[0], found.high[0]) == (25, 50)
