"""Shares of selection against probabilities known in closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest

from scoring.errors import Infeasible, InvalidProblem
from scoring.selection.problem import Candidate, Quota
from scoring.selection.stability import inclusion

PAIR = [Candidate("p", 80, "a"), Candidate("q", 78, "a")]
ONE = [Quota("total", maximum=1)]


def rng() -> np.random.Generator:
    return np.random.default_rng(20260630)


def test_share_of_two_candidates_is_the_normal_probability() -> None:
    shares = inclusion(PAIR, [1.5, 2.0], ONE, rng=rng(), draws=4000)
    expected = 0.5 * (1 + math.erf(2 / 2.5 / math.sqrt(2)))
    assert shares[0] == pytest.approx(expected, abs=0.025)
    assert shares.sum() == pytest.approx(1.0)


def test_equal_candidates_without_error_share_the_lot() -> None:
    twins = [Candidate("p", 80, "a"), Candidate("q", 80, "a")]
    assert inclusion(twins, [0, 0], ONE, rng=rng(), draws=2000)[0] == pytest.approx(0.5, abs=0.04)


def test_kept_and_impossible_places_are_certain() -> None:
    candidates = [*PAIR, Candidate("r", 40, "b"), Candidate("s", 99, "a", eligible=False)]
    quotas = [Quota("total", maximum=2), Quota("group", "b", minimum=1)]
    shares = inclusion(candidates, [3, 3, 3, np.nan], quotas, rng=rng(), draws=100)
    assert shares[2:].tolist() == [1.0, 0.0]
    assert 0 < shares[1] < shares[0] < 1


def test_same_generator_gives_the_same_shares() -> None:
    shares = [inclusion(PAIR, [2, 2], ONE, rng=rng(), draws=50).tolist() for _ in range(2)]
    assert shares[0] == shares[1]


def test_progress_is_told_and_may_cancel() -> None:
    class Cancelled(Exception):
        pass

    seen = []

    def progress(done: int, total: int) -> None:
        seen.append((done, total))
        if done == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        inclusion(PAIR, [2, 2], ONE, rng=rng(), draws=10, progress=progress)
    assert seen == [(1, 10), (2, 10), (3, 10)]


@pytest.mark.parametrize("error", [[1.0], [1.0, -1.0], [1.0, np.nan], [1.0, np.inf]])
def test_missing_or_impossible_standard_error_is_refused(error: list[float]) -> None:
    with pytest.raises(InvalidProblem):
        inclusion(PAIR, error, ONE, rng=rng(), draws=10)


def test_no_draws_are_refused_and_infeasible_quotas_told() -> None:
    with pytest.raises(InvalidProblem):
        inclusion(PAIR, [1, 1], ONE, rng=rng(), draws=0)
    with pytest.raises(Infeasible):
        inclusion(PAIR, [1, 1], [Quota("group", "b", minimum=1)], rng=rng(), draws=5)
