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


def test_parts_without_common_judges_are_ranked_apart() -> None:
    rows = [("a", "j1", 80), ("a", "j2", 84), ("b", "j1", 70), ("b", "j2", 74)]
    rows += [("c", "j3", 60), ("c", "j4", 64), ("d", "j3", 50), ("d", "j4", 53)]
    table = MarkTable.from_readings(["a", "b", "c", "d", "e"], ["j1", "j2", "j3", "j4"], rows, 100)
    fit = severity.fit(table)
    ranks = ranking.ranks_within(fit.adjusted, fit.paper_component.tolist())
    assert fit.paper_component.tolist() == [0, 0, 1, 1, -1]
    assert ranks.tolist() == [1, 2, 1, 2, 0]
