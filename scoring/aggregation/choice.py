"""Which model to offer, by the readings themselves: each is predicted from all others by both models.

The robust model is offered when it predicts left-out readings better and the judges have read enough for their
ways of marking to be known; otherwise the severity model, which says less about the judges and needs less.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from threadpoolctl import threadpool_limits

from scoring.aggregation import levels, reml
from scoring.aggregation.parts import components
from scoring.aggregation.robust import RobustFit
from scoring.aggregation.severity import BLOCK, SeverityFit
from scoring.errors import InvalidProblem
from scoring.tables import Floats, MarkTable

# Below about 25 readings per judge the robust model gains about one per cent at most (own simulations), and
# lost slightly on real ratings.
ENOUGH_READINGS = 25


@dataclass(frozen=True, slots=True)
class Choice:
    """``offered``: ``adjusted`` or ``robust``; ``reason``: one code of

    ``predicts_better, predicts_no_better`` (the robust model), ``too_few_readings_per_judge,
    severity_only`` (it could not be fitted), ``nothing_to_predict`` (no paper read twice).

    ``adjusted_error, robust_error``: root mean square error of left-out readings, points, None when not
    defined; ``compared``: readings they are taken over; ``readings_per_judge``: median.
    """

    offered: str
    reason: str
    adjusted_error: float | None
    robust_error: float | None
    compared: int
    readings_per_judge: float


def choose(table: MarkTable, adjusted: SeverityFit, robust: RobustFit) -> Choice:
    """Compare both fits of a table; readings count whose paper and judge have others.

    Raises
    ------
    InvalidProblem: a fit is not of this table.
    """
    papers, judges = table.readings_per_paper(), table.readings_per_judge()
    if not (np.array_equal(adjusted.readings, papers) and np.array_equal(robust.readings, papers)):
        raise InvalidProblem("a fit belongs to another table of marks")
    median = float(np.median(judges[judges > 0]))
    compared = (papers[table.paper] >= 2) & (judges[table.judge] >= 2)
    count = int(compared.sum())
    if not count:
        return Choice("adjusted", "nothing_to_predict", None, None, 0, median)
    simple = _error(table.total - left_out(table, adjusted), compared)
    if robust.left_out is None:
        return Choice("adjusted", "severity_only", simple, None, count, median)
    rich = _error(table.total - robust.left_out, compared)
    if median < ENOUGH_READINGS:
        return Choice("adjusted", "too_few_readings_per_judge", simple, rich, count, median)
    if rich < simple:
        return Choice("robust", "predicts_better", simple, rich, count, median)
    return Choice("adjusted", "predicts_no_better", simple, rich, count, median)


def _error(away: Floats, compared: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> float:
    return round(float(np.sqrt(np.mean(away[compared] ** 2))), 6)


def left_out(table: MarkTable, fit: SeverityFit) -> Floats:
    """(R,) each reading as the severity model predicts it from all others, at the estimated variances.

    Exact without refitting: the error of a left-out reading is ``(P y)_r / P_rr``.

    Source: Christensen, Pearson & Johnson (1992), Technometrics 34, 38-45 (deletion in mixed models).
    """
    if fit.var_residual == 0:  # all marks equal, or one reading: nothing else is known than the level
        return np.full(len(table.total), fit.level)
    _, paper = np.unique(table.paper, return_inverse=True)
    _, judge = np.unique(table.judge, return_inverse=True)
    papers, judges = paper.astype(np.int64), judge.astype(np.int64)
    part = components(papers, judges)[0] if fit.var_parts is not None else None
    design = reml.Crossed.of(papers, judges, table.total - fit.level, part)
    with threadpool_limits(limits=1, user_api="blas"):
        state = reml.evaluate(design, fit.var_paper / fit.var_residual, fit.var_judge / fit.var_residual)
        state = levels.alike(state, (fit.var_parts or 0.0) / fit.var_residual)
        return np.asarray(table.total - state.residual / _own_part(state))


def _own_part(state: reml.State) -> Floats:
    """(R,) diagonal of ``P``."""
    design, shrink = state.design, (state.ratio_paper * state.weight)[state.design.paper]
    beside = np.empty(len(design.mark))  # inner effects of a reading's judge with all judges of its paper
    start = np.searchsorted(design.paper, np.arange(0, len(design.readings) + BLOCK, BLOCK))
    for k, (first, last) in enumerate(pairwise(start.tolist())):
        block = np.asarray(design.incidence[k * BLOCK : (k + 1) * BLOCK] @ state.inner)
        beside[first:last] = block[design.paper[first:last] - k * BLOCK, design.judge[first:last]]
    together = design.by_paper(beside)[design.paper]
    judges = np.diagonal(state.inner)[design.judge] - 2 * shrink * beside + shrink**2 * together
    level = np.diagonal(state.unsure)[state.design.part[state.design.paper]]
    return np.asarray(1 - shrink - judges - state.fixed**2 * level)
