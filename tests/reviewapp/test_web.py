"""Axes of the charts: round numbers that hold all there is."""

from __future__ import annotations

import pytest

from reviewapp.web import round_ticks


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (66.4, 99.2, [60, 70, 80, 90, 100]),
        (0, 100, [0, 20, 40, 60, 80, 100]),
        (-5.46, 5.46, [-10, -5, 0, 5, 10]),
        (3.2, 4.7, [3, 3.5, 4, 4.5, 5]),
        (80, 80, [80, 80.2, 80.4, 80.6, 80.8, 81]),
    ],
)
def test_round_ticks(low: float, high: float, ticks: list[float]) -> None:
    assert round_ticks(low, high) == pytest.approx(ticks)
