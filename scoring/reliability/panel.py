"""The panel as a whole in one report: how far its marks say something about the papers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from scoring.reliability import agreement, components
from scoring.reliability.agreement import Generalizability, IntraclassCorrelations
from scoring.reliability.components import Separation
from scoring.reliability.expectation import PanelFit, check_fit
from scoring.tables import Floats, Ints, MarkTable

# A kappa from fewer common papers says nothing.
FEWEST_COMMON = 10
# Above this no table is spread out to see whether every judge read every paper.
LARGEST_COMPLETE = 4_000_000


@dataclass(frozen=True, slots=True)
class PanelReport:
    """``papers, judges, readings``: with at least one reading.  ``depth``: harmonic mean of readings per paper.
    ``share_paper, share_judge, share_residual``: of the variance of a mark, adding up to 1 (None without any).
    ``single, mean``: coefficients of one reading and of ``depth`` readings: relative = for ranking,
    absolute = for the mark itself.  ``alpha``: Krippendorff's, interval.  ``kappa``: mean quadratic kappa of
    the pairs of judges with ``FEWEST_COMMON`` papers in common, weighted by these; ``kappa_pairs`` of them.
    ``icc, concordance``: when every judge read every paper, else None.
    ``papers_apart, judges_apart``: separation of the scores, and of the severities.
    """

    papers: int
    judges: int
    readings: int
    depth: float
    share_paper: float | None
    share_judge: float | None
    share_residual: float | None
    single: Generalizability
    mean: Generalizability
    alpha: float | None
    kappa: float | None
    kappa_pairs: int
    icc: IntraclassCorrelations | None
    concordance: float | None
    papers_apart: Separation
    judges_apart: Separation


def panel_report(table: MarkTable, fit: PanelFit, adjusted: ArrayLike, se: ArrayLike) -> PanelReport | None:
    """The report of a panel; None without readings.

    Parameters
    ----------
    fit: variance components and severities.  adjusted, se: (P,) scores and standard errors, NaN = unread.

    Raises
    ------
    InvalidProblem: a fit or scores that do not belong to the table.
    """
    check_fit(table, fit)
    if not len(table.total):
        return None
    count = table.readings_per_paper()
    read = count[count > 0]
    depth = len(read) / float((1 / read).sum())
    parts = (fit.var_paper, fit.var_judge, fit.var_residual)
    shares = [agreement.ratio(part, sum(parts)) for part in parts]
    kappa, pairs = mean_kappa(table)
    whole = _whole(table)
    active = table.readings_per_judge() > 0
    return PanelReport(
        papers=len(read),
        judges=int(active.sum()),
        readings=len(table.total),
        depth=depth,
        share_paper=shares[0],
        share_judge=shares[1],
        share_residual=shares[2],
        single=agreement.generalizability(*parts, 1),
        mean=agreement.generalizability(*parts, depth),
        alpha=agreement.alpha(table),
        kappa=kappa,
        kappa_pairs=pairs,
        icc=None if whole is None else agreement.icc(whole),
        concordance=None if whole is None else agreement.kendall_w(whole),
        papers_apart=components.separation(adjusted, se),
        judges_apart=components.separation(fit.severity[active], fit.severity_se[active]),
    )


def mean_kappa(table: MarkTable, fewest: int = FEWEST_COMMON) -> tuple[float | None, int]:
    """Mean quadratic kappa over pairs of judges with at least ``fewest`` common papers, weighted by their
    number, and how many pairs these are; None where there are none.

    Cost O(sum of squared readings per paper).
    """
    one, two = _pairs(table)
    if not len(one):
        return None, 0
    key = table.judge[one] * len(table.judges) + table.judge[two]
    _, pair, common = np.unique(key, return_inverse=True, return_counts=True)
    level = float(table.total.mean())  # sums of squares about the middle keep their digits
    a, b = table.total[one] - level, table.total[two] - level
    mean_a, mean_b = np.bincount(pair, a) / common, np.bincount(pair, b) / common
    apart = np.bincount(pair, (a - b) ** 2) / common
    spread = np.bincount(pair, a**2 + b**2) / common - 2 * mean_a * mean_b
    usable = (common >= fewest) & (spread > 0)
    if not usable.any():
        return None, 0
    kappa = 1 - apart[usable] / spread[usable]
    return float(np.average(kappa, weights=common[usable])), int(usable.sum())


def _pairs(table: MarkTable) -> tuple[Ints, Ints]:
    """Rows (a, b) of every two readings of one paper, a before b: the table is sorted by paper and judge."""
    ones, twos = [], []
    count = table.readings_per_paper()
    for step in range(1, int(count.max(initial=0))):
        same = np.flatnonzero(table.paper[step:] == table.paper[:-step])
        ones.append(same)
        twos.append(same + step)
    if not ones:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    return np.concatenate(ones), np.concatenate(twos)


def _whole(table: MarkTable) -> Floats | None:
    """(papers, judges) when each of the judges that read at all read each of the papers read at all."""
    papers, paper = np.unique(table.paper, return_inverse=True)
    judges, judge = np.unique(table.judge, return_inverse=True)
    size = len(papers) * len(judges)
    if size != len(table.total) or min(len(papers), len(judges)) < 2 or size > LARGEST_COMPLETE:
        return None
    marks = np.empty((len(papers), len(judges)))
    marks[paper, judge] = table.total
    return marks
