"""How a score is shown, and what a verdict takes away from it.  Pure."""

from __future__ import annotations

DECIMALS = 2  # scores are shown, ranked and tied at two decimals


def less_penalty(score: float, penalty: int) -> float:
    """The score as shown with the points of a verdict taken off, never below zero.

    Rounded before the penalty: what a verdict takes away is then exactly its points.
    """
    return max(round(round(score, DECIMALS) - penalty, DECIMALS), 0.0)
