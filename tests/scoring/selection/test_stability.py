"""Shares of selection against probabilities known in closed form, and against choosing row by row."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import Infeasible, InvalidProblem
from scoring.selection.problem import Candidate, Quota
from scoring.selection.stability import (
    DRAWS,
    draws_for,
    inclusion,
    inclusion_of_errors,
    normal_draws,
)
from tests.scoring.selection.oracles import CROSSING, best_set, candidate_lists, quota_lists, raised

PAIR = [Candidate("p", 80, {"group": "a"}), Candidate("q", 78, {"group": "a"})]
ONE = [Quota("total", maximum=1)]


def rng() -> np.random.Generator:
    return np.random.default_rng(20260630)


def test_share_of_two_candidates_is_the_normal_probability() -> None:
    shares = inclusion_of_errors(PAIR, [1.5, 2.0], ONE, rng=rng(), draws=4000)
    expected = 0.5 * (1 + math.erf(2 / 2.5 / math.sqrt(2)))
    assert shares[0] == pytest.approx(expected, abs=0.025)
    assert shares.sum() == pytest.approx(1.0)


def test_equal_candidates_share_the_lot() -> None:
    twins = [Candidate("p", 80), Candidate("q", 80)]
    assert inclusion_of_errors(twins, [0, 0], ONE, rng=rng(), draws=2000)[0] == pytest.approx(0.5, abs=0.04)


def test_kept_and_impossible_places_are_certain() -> None:
    candidates = [
        *PAIR,
        Candidate("r", 40, {"group": "b"}),
        Candidate("s", 99, {"group": "a"}, eligible=False),
    ]
    quotas = [Quota("total", maximum=2), Quota("group", "b", minimum=1)]
    shares = inclusion_of_errors(candidates, [3, 3, 3, np.nan], quotas, rng=rng(), draws=100)
    assert shares[2:].tolist() == [1.0, 0.0]
    assert 0 < shares[1] < shares[0] < 1


@settings(max_examples=20, deadline=None)
@given(candidate_lists(6), quota_lists(CROSSING, st.just(False), most=3), st.integers(0, 99))
def test_shares_are_those_of_choosing_row_by_row(
    candidates: list[Candidate], quotas: list[Quota], seed: int
) -> None:
    steps = np.random.default_rng(seed).permuted(np.tile(np.arange(len(candidates)) / 100, (4, 1)), axis=1)
    rows = np.array([one.score for one in candidates]) + steps + np.arange(len(candidates)) / 1000
    shares = inclusion(candidates, rows, quotas, rng=rng(), decimals=6)
    expected = np.zeros(len(candidates))
    for row in rows:
        moved = candidates
        for one, points in zip(candidates, (row - [c.score for c in candidates]).tolist(), strict=True):
            moved = raised(moved, one.id, points)
        chosen = best_set(moved, quotas) or []
        expected += [one.id in chosen for one in candidates]
    assert shares.tolist() == (expected / len(rows)).tolist()


def test_without_one_judge_the_own_score_stands_in_for_a_paper_left_unread() -> None:
    rows = [[81.0, 82.0], [np.nan, 79.0], [77.0, np.nan]]
    assert inclusion(PAIR, rows, ONE, rng=rng()).tolist() == [pytest.approx(1 / 3), pytest.approx(2 / 3)]


def test_same_generator_gives_the_same_shares() -> None:
    shares = [inclusion_of_errors(PAIR, [2, 2], ONE, rng=rng(), draws=50).tolist() for _ in range(2)]
    assert shares[0] == shares[1]


def test_very_many_candidates_get_fewer_draws() -> None:
    assert (draws_for(1000), draws_for(100_000)) == (DRAWS, 400)


def test_progress_is_told_and_may_cancel() -> None:
    class Cancelled(Exception):
        pass

    seen = []

    def progress(done: int, total: int) -> None:
        seen.append((done, total))
        raise Cancelled

    with pytest.raises(Cancelled):
        inclusion_of_errors(PAIR, [2, 2], ONE, rng=rng(), draws=10, progress=progress)
    assert seen == [(10, 10)]


@pytest.mark.parametrize("error", [[1.0], [1.0, -1.0], [1.0, np.nan], [1.0, np.inf]])
def test_missing_or_impossible_standard_error_is_refused(error: list[float]) -> None:
    with pytest.raises(InvalidProblem):
        inclusion_of_errors(PAIR, error, ONE, rng=rng(), draws=10)


@pytest.mark.parametrize("rows", [[], [[1.0]], [1.0, 2.0], [[1.0, np.inf]]])
def test_malformed_rows_are_refused(rows: list[object]) -> None:
    with pytest.raises(InvalidProblem):
        inclusion(PAIR, rows, ONE, rng=rng())  # type: ignore[arg-type]


def test_no_draws_are_refused_and_infeasible_quotas_told() -> None:
    with pytest.raises(InvalidProblem):
        inclusion_of_errors(PAIR, [1, 1], ONE, rng=rng(), draws=0)
    with pytest.raises(InvalidProblem):
        normal_draws([1.0], [1.0], 0, rng())
    with pytest.raises(Infeasible):
        inclusion_of_errors(PAIR, [1, 1], [Quota("group", "b", minimum=1)], rng=rng(), draws=5)
