"""Ranks by their definition, and the rows of a standing."""

from __future__ import annotations

import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.aggregation import ranking, severity
from scoring.errors import InvalidProblem
from scoring.tables import MarkTable

scores = st.lists(st.one_of(st.integers(0, 300).map(lambda n: n / 100), st.just(float("nan"))), max_size=12)


@settings(max_examples=80)
@given(scores)
def test_rank_is_one_plus_the_number_of_better_papers(values: list[float]) -> None:
    ranks = ranking.competition_ranks(np.array(values, dtype=float), decimals=1)
    shown = [round(float(np.round(value, 1)), 1) for value in values]
    for value, rank in zip(shown, ranks.tolist(), strict=True):
        expected = 0 if value != value else 1 + sum(other > value for other in shown)
        assert rank == expected


@settings(max_examples=40)
@given(scores, st.integers(1, 3))
def test_rank_within_a_group_is_the_rank_among_its_members(values: list[float], groups: int) -> None:
    score = np.array(values, dtype=float)
    group = [i % groups for i in range(len(values))]
    ranks = ranking.ranks_within(score, group)
    for label in range(groups):
        mine = [i for i, of in enumerate(group) if of == label]
        assert ranks[mine].tolist() == ranking.competition_ranks(score[mine]).tolist()


def test_published_example_of_the_docstring() -> None:
    assert doctest.testmod(ranking, extraglobs={"np": np}).failed == 0


def test_group_of_wrong_length_is_refused() -> None:
    with pytest.raises(InvalidProblem):
        ranking.ranks_within(np.array([1.0, 2.0]), ["a"])


def two_parts() -> MarkTable:
    rows = [("a", "j1", 80), ("a", "j2", 84), ("b", "j1", 70), ("b", "j2", 74)]
    rows += [("c", "j3", 60), ("c", "j4", 64), ("d", "j3", 50), ("d", "j4", 53)]
    return MarkTable.from_readings(["a", "b", "c", "d", "e"], ["j1", "j2", "j3", "j4"], rows, 100)


def test_parts_without_common_judges_are_ranked_apart() -> None:
    table = two_parts()
    rows = ranking.standings(table, severity.fit(table))
    assert [(row.paper, row.component, row.rank) for row in rows] == [
        ("a", 0, 1),
        ("b", 0, 2),
        ("c", 1, 1),
        ("d", 1, 2),
        ("e", -1, None),
    ]


def test_paper_without_readings_has_an_empty_row() -> None:
    table = two_parts()
    row = ranking.standings(table, severity.fit(table))[4]
    assert row == ranking.Standing("e", 0, None, None, None, None, None, None, None, -1)


def test_adjusted_is_mean_plus_strictness_of_the_papers_judges() -> None:
    table = two_parts()
    fit = severity.fit(table)
    for row in ranking.standings(table, fit)[:4]:
        assert row.mean is not None
        assert row.strictness is not None
        assert row.adjusted == pytest.approx(row.mean + row.strictness)
        judges = table.judge[[table.papers[p] == row.paper for p in table.paper]]
        assert row.strictness == pytest.approx(fit.severity[judges].mean(), abs=2e-6)


def test_fit_of_another_table_is_refused() -> None:
    other = MarkTable.from_readings(["a"], ["j"], [("a", "j", 50)], 100)
    with pytest.raises(InvalidProblem):
        ranking.standings(two_parts(), severity.fit(other))
