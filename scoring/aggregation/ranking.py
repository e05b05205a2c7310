"""Competition ranks at a stated rounding.

Scores are compared as they are shown: two papers whose scores agree at the stated decimals share a rank
and the ranks after them are left out (1, 2, 2, 4).  Breaking such ties is the business of selection,
not of the standing.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np

from scoring.errors import InvalidProblem
from scoring.tables import Floats, Ints

SHOWN_DECIMALS = 2
UNRANKED = 0


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
