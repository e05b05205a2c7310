"""Competition ranks at a stated rounding, and the rows of a standing.

Scores are compared as they are shown: two papers whose scores agree at the stated decimals share a rank
and the ranks after them are left out (1, 2, 2, 4).  Breaking such ties is the business of selection,
not of the standing.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from scoring.aggregation import plain
from scoring.aggregation.severity import SeverityFit
from scoring.errors import InvalidProblem
from scoring.tables import Floats, Ints, MarkTable

SHOWN_DECIMALS = 2
UNRANKED = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """A paper's place; points unless said.

    ``readings``: count.  ``mean, adjusted, low, high``: None without readings; ``trimmed``: None below
    five readings.  ``rank``: 1 = best among the papers of the same ``component``, None without readings.
    ``strictness``: average severity of the paper's judges, positive = strict, ``adjusted - mean``.
    ``component``: connected part, -1 without readings; papers of different parts are not compared.
    """

    paper: str
    readings: int
    mean: float | None
    trimmed: float | None
    adjusted: float | None
    low: float | None
    high: float | None
    rank: int | None
    strictness: float | None
    component: int


def competition_ranks(score: Floats, decimals: int = SHOWN_DECIMALS) -> Ints:
    """Ranks with ties, best score first.

    Parameters
    ----------
    score: (P,) float, points; NaN = no score.
    decimals: scores are rounded to so many decimals before they are compared.

    Returns
    -------
    (P,) int: 1 + the number of strictly better papers; ``UNRANKED`` where the score is NaN.

    >>> competition_ranks(np.array([80.0, 91.004, 91.001, np.nan, 70.0])).tolist()
    [3, 1, 1, 0, 4]
    """
    ranks = np.full(len(score), UNRANKED, dtype=np.int64)
    scored = np.flatnonzero(~np.isnan(score))
    shown = np.round(score[scored], decimals)
    ascending = np.sort(-shown)
    ranks[scored] = np.searchsorted(ascending, -shown, side="left") + 1
    return ranks


def ranks_within(score: Floats, group: Sequence[Hashable], decimals: int = SHOWN_DECIMALS) -> Ints:
    """Competition ranks inside each group.

    Parameters
    ----------
    score: (P,) float, points; NaN = no score.
    group: P labels, e.g. the recommending body of each paper.
    decimals: as in :func:`competition_ranks`.

    Returns
    -------
    (P,) int, ``UNRANKED`` where the score is NaN.

    Raises
    ------
    InvalidProblem: not one group per score.
    """
    if len(group) != len(score):
        raise InvalidProblem(f"{len(score)} scores but {len(group)} groups")
    members: dict[Hashable, list[int]] = {}
    for i, label in enumerate(group):
        members.setdefault(label, []).append(i)
    ranks = np.full(len(score), UNRANKED, dtype=np.int64)
    for positions in members.values():
        ranks[positions] = competition_ranks(score[positions], decimals)
    return ranks


def standings(table: MarkTable, fit: SeverityFit, decimals: int = SHOWN_DECIMALS) -> tuple[Standing, ...]:
    """One row per paper, in the order of the table, ranked by the adjusted score.

    Raises
    ------
    InvalidProblem: the fit is not of this table (another number of papers or of readings).
    """
    if not np.array_equal(fit.readings, table.readings_per_paper()):
        raise InvalidProblem("the fit belongs to another table of marks")
    mean, trim = plain.mean(table), plain.trimmed(table)
    ranks = ranks_within(fit.adjusted, fit.paper_component.tolist(), decimals)
    rows = []
    for i, paper in enumerate(table.papers):
        read = bool(mean.available[i])
        rows.append(
            Standing(
                paper=paper,
                readings=int(fit.readings[i]),
                mean=float(mean.score[i]) if read else None,
                trimmed=float(trim.score[i]) if trim.available[i] else None,
                adjusted=float(fit.adjusted[i]) if read else None,
                low=float(fit.low[i]) if read else None,
                high=float(fit.high[i]) if read else None,
                rank=int(ranks[i]) if read else None,
                strictness=float(fit.adjusted[i] - mean.score[i]) if read else None,
                component=int(fit.paper_component[i]),
            )
        )
    return tuple(rows)
