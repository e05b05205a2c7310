"""Small problems for the tests of assignment."""

from __future__ import annotations

from typing import Any

from scoring.assignment.problem import AssignmentProblem


def problem_of(papers: int, judges: int, readings: int = 2, /, **changes: Any) -> AssignmentProblem:
    """A problem without conflicts and with loads up to everything, changed as told."""
    values: dict[str, Any] = {
        "papers": tuple(f"p{i}" for i in range(papers)),
        "judges": tuple(f"j{i}" for i in range(judges)),
        "readings": readings,
        "conflicts": frozenset(),
        "load_min": (0,) * judges,
        "load_max": (papers,) * judges,
    }
    return AssignmentProblem(**{**values, **changes})


def regional(
    paper_region: list[int], judge_region: list[int], readings: int = 3, **changes: Any
) -> AssignmentProblem:
    """Nobody reads papers of the own region."""
    conflicts = frozenset(
        (p, j) for p, here in enumerate(paper_region) for j, home in enumerate(judge_region) if here == home
    )
    return problem_of(
        len(paper_region),
        len(judge_region),
        readings,
        **{"conflicts": conflicts, "paper_group": tuple(paper_region), **changes},
    )
