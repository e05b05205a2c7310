"""Errors of the scoring core.

A caller meets only these four: each carries a sentence for people (English, for logs) and, where a
screen has to explain it, the facts as data, so that the words can be said in the reader's language.
"""

from __future__ import annotations


class ScoringError(ValueError):
    """Base of every error the scoring core raises on purpose."""


class InvalidProblem(ScoringError):
    """The given problem is malformed: NaN, unknown ids, duplicate marks, contradictory settings."""


class Infeasible(ScoringError):
    """The problem is well formed but has no solution.

    ``blockers`` names the smallest set of constraints found that stands in the way, as
    ``(kind, facts)`` pairs, e.g. ``("readings", {"papers": 14, "eligible_judges": 2})``.
    """

    def __init__(self, message: str, blockers: tuple[tuple[str, dict[str, object]], ...] = ()) -> None:
        super().__init__(message)
        self.blockers = blockers


class NotConverged(ScoringError):
    """An iteration reached its limit; ``last_change`` is the size of the last step."""

    def __init__(self, message: str, last_change: float) -> None:
        super().__init__(message)
        self.last_change = last_change
