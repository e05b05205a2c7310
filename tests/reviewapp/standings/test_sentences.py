"""Words and numbers of one standing."""

from __future__ import annotations

import pytest

from reviewapp.models.result import Standing
from reviewapp.standings import sentences


@pytest.mark.parametrize(
    ("low", "high", "penalty", "ends"),
    [
        (70.0, 80.0, 0, (70.0, 80.0)),
        (70.0, 80.0, 10, (60.0, 70.0)),
        (5.0, 12.0, 10, (0.0, 2.0)),  # as the score, never below zero
        (None, None, 10, None),
    ],
)
def test_interval_moves_with_the_deduction(
    low: float | None, high: float | None, penalty: int, ends: tuple[float, float] | None
) -> None:
    standing = Standing(low=low, high=high, facts={"penalty": penalty})
    assert sentences.interval(standing) == ends
