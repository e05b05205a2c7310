"""Small set-ups for rehearsals."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from scoring.rehearsal.setup import Setup
from scoring.selection.problem import EACH, Quota
from scoring.simulate import CLEAN

# judges without any noise, on a scale fine enough: marks are the truth
EXACT = replace(CLEAN, sd_noise=0, sd_residual=0, halo=1)


def setup(groups: int = 4, papers: int | tuple[int, ...] = 12, judges: int = 8, **given: Any) -> Setup:
    """Every judge is barred from one group; two works of each group are selected."""
    usual: dict[str, Any] = {
        "groups": tuple(f"g{g}" for g in range(groups)),
        "papers": (papers,) * groups if isinstance(papers, int) else papers,
        "barred": frozenset((j % groups, j) for j in range(judges)),
        "load_min": (0,) * judges,
        "load_max": (1000,) * judges,
        "readings": 2,
        "maxima": (40, 30, 30),
        "quotas": (Quota("group", EACH, 0, 2),),
    }
    return Setup(**usual | given)
