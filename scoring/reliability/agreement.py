"""Agreement statistics of a panel, by their published definitions.

Complete tables (every judge read every paper) go into :func:`icc` and :func:`kendall_w`; tables with
gaps into :func:`alpha`, or as variance components of the severity model into :func:`generalizability`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from scoring.errors import InvalidProblem
from scoring.tables import Floats, MarkTable


@dataclass(frozen=True, slots=True)
class IntraclassCorrelations:
    """Single reading: ``one_way`` ICC(1,1), ``agreement`` ICC(2,1) = (A,1), ``consistency`` ICC(3,1) = (C,1);
    the same for the mean of k judges: ``*_mean``.  None where undefined.
    """

    one_way: float | None
    agreement: float | None
    consistency: float | None
    one_way_mean: float | None
    agreement_mean: float | None
    consistency_mean: float | None


@dataclass(frozen=True, slots=True)
class Generalizability:
    """``relative`` (ranking papers) and ``absolute`` (the mark itself) coefficient of the mean of k readings
    by k of the judges, in [0, 1]; None without any variance.
    """

    relative: float | None
    absolute: float | None


def icc(marks: ArrayLike) -> IntraclassCorrelations:
    """Intraclass correlations of a complete table.

    Parameters
    ----------
    marks: (n, k) float, points; n >= 2 papers by k >= 2 judges.

    Raises
    ------
    InvalidProblem: fewer than two rows or columns, a missing or infinite mark.

    Source: Shrout & Fleiss (1979), Psychological Bulletin 86, 420-428, table 4; McGraw & Wong (1996).

    >>> table = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> found = icc(table)
    >>> [round(x, 2) for x in (found.one_way, found.agreement, found.consistency)]
    [0.17, 0.29, 0.71]
    """
    x = _complete(marks)
    n, k = x.shape
    rows = k * float(x.mean(axis=1).var(ddof=1))
    columns = n * float(x.mean(axis=0).var(ddof=1))
    total = float(((x - x.mean()) ** 2).sum())
    within = (total - rows * (n - 1)) / (n * (k - 1))
    rest = (total - rows * (n - 1) - columns * (k - 1)) / ((n - 1) * (k - 1))
    judges = (columns - rest) / n
    return IntraclassCorrelations(
        one_way=_ratio(rows - within, rows + (k - 1) * within),
        agreement=_ratio(rows - rest, rows + (k - 1) * rest + k * judges),
        consistency=_ratio(rows - rest, rows + (k - 1) * rest),
        one_way_mean=_ratio(rows - within, rows),
        agreement_mean=_ratio(rows - rest, rows + judges),
        consistency_mean=_ratio(rows - rest, rows),
    )


def kendall_w(marks: ArrayLike) -> float | None:
    """Kendall's coefficient of concordance W in [0, 1], corrected for ties.

    Parameters
    ----------
    marks: (n, k) float; n >= 2 papers by k >= 2 judges; only the order inside each judge counts.

    Returns
    -------
    None when every judge gave one mark only.

    Raises
    ------
    InvalidProblem: as :func:`icc`.

    Source: Kendall & Gibbons (1990), Rank Correlation Methods, ch. 6.
    """
    from scipy.stats import rankdata  # half a second to import, only needed here

    x = _complete(marks)
    n, k = x.shape
    ranks = rankdata(x, axis=0)
    spread = float(((ranks.sum(axis=1) - k * (n + 1) / 2) ** 2).sum())
    counts = [np.unique(column, return_counts=True)[1].astype(float) for column in x.T]
    ties = sum(float((count**3 - count).sum()) for count in counts)
    return _ratio(12 * spread, k * k * (n**3 - n) - k * ties)


def alpha(table: MarkTable) -> float | None:
    """Krippendorff's alpha for interval data; papers with fewer than two readings do not count.

    Returns
    -------
    At most 1; 0 = as by chance; None without two comparable readings or without variation.

    Cost O(R): the sums of squared differences are taken from sums and sums of squares.

    Source: Krippendorff (2004), Content Analysis, 2nd ed., ch. 11.
    """
    readings = table.readings_per_paper()
    pairable = readings[table.paper] >= 2
    if not pairable.any():
        return None
    _, paper, count = np.unique(table.paper[pairable], return_inverse=True, return_counts=True)
    mark = table.total[pairable] - table.total[pairable].mean()
    within = np.bincount(paper, mark**2) - np.bincount(paper, mark) ** 2 / count
    observed = float((2 * count * within / (count - 1)).sum()) / len(mark)
    expected = 2 * float((mark**2).sum()) / (len(mark) - 1)
    disagreement = _ratio(observed, expected)
    return None if disagreement is None else 1 - disagreement


def quadratic_kappa(first: ArrayLike, second: ArrayLike) -> float | None:
    """Cohen's kappa with quadratic weights of two readings of the same papers.

    Parameters
    ----------
    first, second: (n,) float, points on one scale, n >= 1.

    Returns
    -------
    At most 1; None when both gave one and the same mark throughout.

    Raises
    ------
    InvalidProblem: different lengths, none at all, a missing or infinite mark.

    Source: Cohen (1968), Psychological Bulletin 70, 213-220.
    """
    a, b = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if a.ndim != 1 or a.shape != b.shape or not a.size or not np.isfinite(np.stack([a, b])).all():
        raise InvalidProblem("kappa needs two rows of finite marks of equal length")
    chance = float(a.var() + b.var() + (a.mean() - b.mean()) ** 2)
    disagreement = _ratio(float(((a - b) ** 2).mean()), chance)
    return None if disagreement is None else 1 - disagreement


def generalizability(
    var_paper: float, var_judge: float, var_residual: float, readings: float
) -> Generalizability:
    """Coefficients of the mean of some readings, from variance components.

    Parameters
    ----------
    var_paper, var_judge, var_residual: points squared, >= 0, e.g. of a severity fit.
    readings: readings behind each score, > 0 (a harmonic mean where papers differ).

    Raises
    ------
    InvalidProblem: a negative or infinite variance, no readings.

    Source: Brennan (2001), Generalizability Theory, ch. 2 (E rho^2 and Phi).
    """
    parts = (var_paper, var_judge, var_residual)
    if not all(np.isfinite(part) and part >= 0 for part in parts) or not readings > 0:
        raise InvalidProblem("variance components must be 0 or more, readings more than 0")
    relative = var_residual / readings
    absolute = (var_judge + var_residual) / readings
    return Generalizability(_ratio(var_paper, var_paper + relative), _ratio(var_paper, var_paper + absolute))


def _complete(marks: ArrayLike) -> Floats:
    x = np.asarray(marks, dtype=float)
    if x.ndim != 2 or min(x.shape) < 2 or not np.isfinite(x).all():
        raise InvalidProblem("needs a complete table of at least two papers by two judges")
    return x


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if abs(whole) > np.finfo(float).tiny else None
