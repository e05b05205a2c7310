"""Agreement statistics of a panel, by their published definitions.

Complete tables (every judge read every paper) go into :func:`icc` and :func:`kendall_w`; tables with
gaps into :func:`alpha`, or as variance components of the severity model into :func:`generalizability`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike

from scoring.errors import InvalidProblem
from scoring.tables import Floats, Ints, MarkTable


class Level(StrEnum):
    """What a difference of two marks means."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


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
    x = complete(marks)
    n, k = x.shape
    rows = k * float(x.mean(axis=1).var(ddof=1))
    columns = n * float(x.mean(axis=0).var(ddof=1))
    total = float(((x - x.mean()) ** 2).sum())
    within = (total - rows * (n - 1)) / (n * (k - 1))
    rest = (total - rows * (n - 1) - columns * (k - 1)) / ((n - 1) * (k - 1))
    judges = (columns - rest) / n
    return IntraclassCorrelations(
        one_way=ratio(rows - within, rows + (k - 1) * within),
        agreement=ratio(rows - rest, rows + (k - 1) * rest + k * judges),
        consistency=ratio(rows - rest, rows + (k - 1) * rest),
        one_way_mean=ratio(rows - within, rows),
        agreement_mean=ratio(rows - rest, rows + judges),
        consistency_mean=ratio(rows - rest, rows),
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

    x = complete(marks)
    n, k = x.shape
    ranks = rankdata(x, axis=0)
    spread = float(((ranks.sum(axis=1) - k * (n + 1) / 2) ** 2).sum())
    counts = [np.unique(column, return_counts=True)[1].astype(float) for column in x.T]
    ties = sum(float((count**3 - count).sum()) for count in counts)
    return ratio(12 * spread, k * k * (n**3 - n) - k * ties)


def alpha(table: MarkTable, level: Level = Level.INTERVAL) -> float | None:
    """Krippendorff's alpha; papers with fewer than two readings do not count.

    Parameters
    ----------
    level: what differences of marks mean.  RATIO supposes that 0 is nothing at all.

    Returns
    -------
    At most 1; 0 = as by chance; None without two comparable readings or without variation.

    Cost O(R) for INTERVAL, where the sums of squared differences are taken from sums and sums of squares; else
    O(R V) with V different marks.

    Source: Krippendorff (2004), Content Analysis, 2nd ed., ch. 11.
    """
    readings = table.readings_per_paper()
    pairable = readings[table.paper] >= 2
    if not pairable.any():
        return None
    _, paper, count = np.unique(table.paper[pairable], return_inverse=True, return_counts=True)
    parts = _interval if level is Level.INTERVAL else _by_value(level)
    observed, expected = parts(table.total[pairable], paper, count)
    disagreement = ratio(observed, expected)
    return None if disagreement is None else 1 - disagreement


def _interval(total: Floats, paper: Ints, count: Ints) -> tuple[float, float]:
    """Observed and expected mean squared difference."""
    mark = total - total.mean()
    within = np.bincount(paper, mark**2) - np.bincount(paper, mark) ** 2 / count
    observed = float((2 * count * within / (count - 1)).sum()) / len(mark)
    return observed, 2 * float((mark**2).sum()) / (len(mark) - 1)


def _by_value(level: Level) -> Callable[[Floats, Ints, Ints], tuple[float, float]]:
    """The same for differences that depend on the two values and on how often values occur."""

    def parts(total: Floats, paper: Ints, count: Ints) -> tuple[float, float]:
        values, place = np.unique(total, return_inverse=True)
        used = np.bincount(place).astype(float)
        difference = _differences(level, values, used)
        given = sp.csr_array((np.ones(len(place)), (paper, place)), shape=(len(count), len(values)))
        pairs = (given @ difference)[
            paper, place
        ]  # of each reading with all of its paper, itself for nothing
        observed = float((pairs / (count - 1)[paper]).sum()) / len(total)
        return observed, float(used @ difference @ used) / (len(total) * (len(total) - 1))

    return parts


def _differences(level: Level, values: Floats, used: Floats) -> Floats:
    """(V, V) squared differences of values that occur ``used`` times."""
    if level is Level.NOMINAL:
        return 1.0 - np.eye(len(values))
    if level is Level.ORDINAL:
        rank = np.cumsum(used) - used / 2
        return np.asarray((rank[:, None] - rank) ** 2)
    sums = values[:, None] + values
    return np.asarray(((values[:, None] - values) / np.where(sums > 0, sums, 1.0)) ** 2)


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
    disagreement = ratio(float(((a - b) ** 2).mean()), chance)
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
    return Generalizability(ratio(var_paper, var_paper + relative), ratio(var_paper, var_paper + absolute))


def complete(marks: ArrayLike, dimensions: int = 2) -> Floats:
    """The marks as an array; InvalidProblem unless every mark is there and every dimension has two or more."""
    x = np.asarray(marks, dtype=float)
    if x.ndim != dimensions or min(x.shape) < 2 or not np.isfinite(x).all():
        raise InvalidProblem(f"needs a complete table of {dimensions} dimensions, two or more of each")
    return x


def ratio(part: float, whole: float) -> float | None:
    """part / whole; None where there is no whole."""
    return part / whole if abs(whole) > np.finfo(float).tiny else None
