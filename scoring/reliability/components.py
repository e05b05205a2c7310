"""Where the variance of marks comes from (G study) and how well scores are told apart.

For complete, balanced tables by analysis of variance; for tables with gaps the components of a severity fit
serve (:func:`scoring.reliability.agreement.generalizability`), one-way designs :func:`one_way`.  Negative
estimates are set to 0, as is usual.

Source: Brennan (2001), Generalizability Theory, ch. 2 and 3; Searle, Casella & McCulloch (1992), Variance
Components, ch. 4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from scoring.errors import InvalidProblem
from scoring.reliability.agreement import complete, ratio
from scoring.tables import MarkTable


@dataclass(frozen=True, slots=True)
class CrossedComponents:
    """Every judge read every paper (p x r): points squared."""

    paper: float
    judge: float
    residual: float


@dataclass(frozen=True, slots=True)
class NestedComponents:
    """Judges within tasks, all crossed with papers or persons (p x (r:t)): points squared."""

    paper: float
    task: float
    judge_in_task: float
    paper_by_task: float
    residual: float


@dataclass(frozen=True, slots=True)
class OneWay:
    """Papers whose judges are not told apart: components, points squared, and the intraclass correlations of a
    single reading and of the mean of ``readings`` (the design's average number) readings, None if undefined.
    """

    paper: float
    within: float
    readings: float
    single: float | None
    mean: float | None


@dataclass(frozen=True, slots=True)
class Separation:
    """``reliability``: share of the variance of estimates that is not error, in [0, 1]; ``index``: true spread
    over error; ``strata``: how many levels the estimates tell apart.  None without variation.
    """

    reliability: float | None
    index: float | None
    strata: float | None


def crossed(marks: ArrayLike) -> CrossedComponents:
    """Components of a complete table, (n, k) float: n >= 2 papers by k >= 2 judges.

    Raises
    ------
    InvalidProblem: too small, or a missing mark.
    """
    x = complete(marks)
    n, k = x.shape
    rows, columns = x.mean(axis=1), x.mean(axis=0)
    rest = x - rows[:, None] - columns + x.mean()
    residual = float((rest**2).sum()) / ((n - 1) * (k - 1))
    return CrossedComponents(
        paper=max((k * float(rows.var(ddof=1)) - residual) / k, 0.0),
        judge=max((n * float(columns.var(ddof=1)) - residual) / n, 0.0),
        residual=residual,
    )


def nested(marks: ArrayLike) -> NestedComponents:
    """Components of a complete design p x (r:t), (n, t, r) float: n papers by t tasks by r judges of the task.

    Raises
    ------
    InvalidProblem: a dimension below 2, or a missing mark.
    """
    x = complete(marks, 3)
    n, t, r = x.shape
    cell, person, task, judge = x.mean(axis=2), x.mean(axis=(1, 2)), x.mean(axis=(0, 2)), x.mean(axis=0)
    square_residual = ((x - cell[:, :, None] - judge + task[:, None]) ** 2).sum()
    residual = float(square_residual) / ((n - 1) * t * (r - 1))
    square_both = r * float(((cell - person[:, None] - task + x.mean()) ** 2).sum())
    both = square_both / ((n - 1) * (t - 1))
    judges = n * float(((judge - task[:, None]) ** 2).sum()) / (t * (r - 1))
    persons = t * r * float(person.var(ddof=1))
    tasks = n * r * float(task.var(ddof=1))
    return NestedComponents(
        paper=max((persons - both) / (t * r), 0.0),
        task=max((tasks - both - judges + residual) / (n * r), 0.0),
        judge_in_task=max((judges - residual) / n, 0.0),
        paper_by_task=max((both - residual) / r, 0.0),
        residual=residual,
    )


def one_way(table: MarkTable) -> OneWay | None:
    """Papers against all else, for any number of readings per paper.

    None without two papers or without a paper read twice.
    """
    _, paper = np.unique(table.paper, return_inverse=True)
    count = np.bincount(paper).astype(float) if len(paper) else np.zeros(0)
    papers, total = len(count), len(paper)
    if papers < 2 or total == papers:
        return None
    mark = table.total - table.total.mean()
    means = np.bincount(paper, mark) / count
    between = float((count * means**2).sum()) / (papers - 1)
    within = float((mark**2).sum() - (count * means**2).sum()) / (total - papers)
    within = max(within, 0.0)
    average = (total - float((count**2).sum()) / total) / (papers - 1)
    single = ratio(between - within, between + (average - 1) * within)
    return OneWay(
        paper=max((between - within) / average, 0.0),
        within=within,
        readings=average,
        single=single,
        mean=ratio(between - within, between),
    )


def separation(estimates: ArrayLike, errors: ArrayLike) -> Separation:
    """How well estimates (scores of papers, severities of judges) are told apart, given their errors.

    Parameters
    ----------
    estimates, errors: (n,) float, points, n >= 2; pairs with a NaN are left out.

    Raises
    ------
    InvalidProblem: different lengths, a negative error.

    Source: Wright & Masters (1982), Rating Scale Analysis, ch. 5 (separation G, strata (4G + 1) / 3).
    """
    value, error = np.asarray(estimates, dtype=float), np.asarray(errors, dtype=float)
    if value.ndim != 1 or value.shape != error.shape or (error < 0).any():
        raise InvalidProblem("needs estimates with an error of 0 or more each")
    known = np.isfinite(value) & np.isfinite(error)
    if known.sum() < 2:
        return Separation(None, None, None)
    spread = float(value[known].var(ddof=1))
    noise = float((error[known] ** 2).mean())
    reliability = ratio(max(spread - noise, 0.0), spread)
    if reliability is None or noise == 0:
        return Separation(reliability, None, None)
    index = float(np.sqrt(max(spread - noise, 0.0) / noise))
    return Separation(reliability, index, (4 * index + 1) / 3)
