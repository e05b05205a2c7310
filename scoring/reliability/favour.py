"""Does a judge mark the papers of one group (region, unit) higher than the other judges do?

Information only: in simulation a bonus of 8 points for one region among twenty is told from chance little
better than by a coin (area under the curve 0.5 to 0.75).  Conflict rules prevent favour; this cannot prove it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr

from scoring.errors import InvalidProblem
from scoring.reliability.expectation import PanelFit, expect
from scoring.reliability.flags import holm
from scoring.tables import Floats, Ints, MarkTable

# Fewer readings on either side say nothing about a difference.
FEWEST = 3


@dataclass(frozen=True, slots=True)
class GroupLift:
    """``lift``: points by which the judge's marks of the group lie above those of the other judges of the same
    papers, compared with the judge's other readings; ``se``: its standard error.  ``p``: two-sided;
    ``p_holm``: corrected for all differences looked at together.  ``own``: the judge's own group.
    """

    judge: str
    group: int
    readings: int
    lift: float
    se: float
    p: float
    p_holm: float
    own: bool


def group_lifts(
    table: MarkTable, fit: PanelFit, paper_group: ArrayLike, judge_group: ArrayLike | None = None
) -> tuple[GroupLift, ...]:
    """Lifts of every judge for the own group, or, without ``judge_group``, for every group; sorted by p.

    Parameters
    ----------
    paper_group: (P,) int, -1 = no group.  judge_group: (J,) int, -1 = none.

    A reading's departure is the fair total minus what the others let expect.  What the whole rest of the panel
    departs on a group is taken out first: a good region is drawn towards the middle by every prediction.

    Raises
    ------
    InvalidProblem: groups that are not one whole number per paper and per judge.
    """
    papers = _groups("paper", paper_group, len(table.papers))
    own = None if judge_group is None else _groups("judge", judge_group, len(table.judges))
    seen = expect(table, fit)
    rows = np.flatnonzero(seen.known)
    departure = seen.fair[rows] - seen.predicted[rows]
    judge, group = table.judge[rows], papers[table.paper[rows]]
    found = list(_lifts(table.judges, departure, judge, group, own))
    adjusted = holm([lift.p for lift in found])
    found = [replace(lift, p_holm=float(p)) for lift, p in zip(found, adjusted, strict=True)]
    return tuple(sorted(found, key=lambda one: (one.p, one.judge, one.group)))


def _lifts(
    judges: tuple[str, ...], departure: Floats, judge: Ints, group: Ints, own: Ints | None
) -> Iterator[GroupLift]:
    sums = np.bincount(group + 1, departure)
    counts = np.bincount(group + 1)
    order = np.argsort(judge, kind="stable")
    ends = np.cumsum(np.bincount(judge, minlength=len(judges)))
    for j, (name, mine) in enumerate(zip(judges, np.split(order, ends[:-1]), strict=True)):
        for g in np.unique(group[mine]).tolist() if own is None else (int(own[j]),):
            inside = group[mine] == g
            here, elsewhere = mine[inside], mine[~inside]
            if g < 0 or min(len(here), len(elsewhere)) < FEWEST:
                continue
            others = int(counts[g + 1]) - len(here)
            level = float(sums[g + 1] - departure[here].sum()) / others if others else 0.0
            lift, error, p = _contrast(departure[here] - level, departure[elsewhere], others)
            yield GroupLift(name, g, len(here), lift, error, p, 1.0, own is not None)


def _contrast(here: Floats, elsewhere: Floats, others: int) -> tuple[float, float, float]:
    """Difference of means, its standard error (the group's level comes from ``others`` readings), p."""
    lift = float(here.mean() - elsewhere.mean())
    degrees = len(here) + len(elsewhere) - 2
    squares = float(((here - here.mean()) ** 2).sum() + ((elsewhere - elsewhere.mean()) ** 2).sum())
    parts = 1 / len(here) + 1 / len(elsewhere) + (1 / others if others else 0.0)
    error = float(np.sqrt(squares / degrees * parts))
    if error <= 1e-9 * max(1.0, abs(lift)):
        return lift, 0.0, 1.0  # no noise at all to measure a difference by
    return lift, error, 2 * float(stdtr(degrees, -abs(lift) / error))


def _groups(what: str, values: ArrayLike, size: int) -> Ints:
    given = np.asarray(values)
    if given.shape != (size,) or not np.issubdtype(given.dtype, np.integer) or (given < -1).any():
        raise InvalidProblem(f"needs one group (a whole number, -1 = none) per {what}")
    return given.astype(np.int64)
