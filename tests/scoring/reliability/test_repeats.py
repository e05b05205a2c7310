"""Hidden repeats: figures by hand, and an ordinary judge is rarely called inconsistent."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.errors import InvalidProblem
from scoring.reliability.repeats import repeat_reports


def test_figures_are_those_computed_by_hand() -> None:
    steady, wild = repeat_reports(
        ["a", "b", "c"], [0, 2, 0, 2], [70, 60, 80, 90], [72, 85, 80, 62], var_residual=30.0
    )
    assert (steady.judge, steady.repeats, steady.shift, steady.noise) == ("a", 2, 1.0, 1.0)
    assert (wild.judge, wild.shift) == ("c", -1.5)
    assert wild.noise == pytest.approx(np.sqrt((25**2 + 28**2) / 4))
    assert not steady.flags
    assert [flag.code for flag in wild.flags] == ["inconsistent"]


def test_judges_as_noisy_as_the_panel_are_flagged_at_the_stated_rate() -> None:
    rng = np.random.default_rng(8)
    names = [f"j{i}" for i in range(1000)]
    judge = np.repeat(np.arange(1000), 6)
    first, second = rng.normal(70, 5, (2, 6000))
    found = repeat_reports(names, judge, first, second, var_residual=25.0)
    assert 2 <= sum(bool(one.flags) for one in found) <= 20  # 1 % of 1,000


def test_without_repeats_or_without_a_yardstick_there_is_no_flag() -> None:
    assert repeat_reports(["a"], [], [], [], 30.0) == ()
    assert not repeat_reports(["a"], [0], [10.0], [90.0], 0.0)[0].flags


@pytest.mark.parametrize(
    ("judge", "first", "second", "variance"),
    [
        ([0], [1.0], [1.0, 2.0], 1.0),
        ([1], [1.0], [1.0], 1.0),
        ([-1], [1.0], [1.0], 1.0),
        ([0], [np.nan], [1.0], 1.0),
        ([0], [1.0], [1.0], -1.0),
    ],
)
def test_malformed_repeats_are_refused(
    judge: list[int], first: list[float], second: list[float], variance: float
) -> None:
    with pytest.raises(InvalidProblem):
        repeat_reports(["a"], judge, first, second, variance)
