"""What the other judges of a paper let one expect of a reading: the yardstick of every judge's figures.

A judge is never compared with an average that contains the judge: the other readings of the same paper,
their severities taken out, predict its quality, and the prediction is drawn towards the panel's level as
far as those readings are noisy (regression calibration).  Regressed on this prediction, an ordinary judge
has slope 1, however few the others are; regressed on the others' plain mean the slope would be diluted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from scoring.errors import InvalidProblem
from scoring.tables import Bools, Floats, Ints, MarkTable


class PanelFit(Protocol):
    """What a model of the panel says; a severity fit is one.

    ``severity, severity_se``: (J,) points, positive = strict.  ``level``: mean mark of the average judge.
    ``var_paper, var_judge, var_residual``: variance components, points squared, >= 0.
    """

    @property
    def severity(self) -> Floats: ...
    @property
    def severity_se(self) -> Floats: ...
    @property
    def level(self) -> float: ...
    @property
    def var_paper(self) -> float: ...
    @property
    def var_judge(self) -> float: ...
    @property
    def var_residual(self) -> float: ...


@dataclass(frozen=True, slots=True, eq=False)
class Expectation:
    """Per reading of a table, (R,) each, in the table's order.

    ``fair``: the total with the judge's severity taken out, points.  ``known``: is there another reading of
    the paper?  Where not, the rest is NaN.  ``others``: mean fair total of the other judges.  ``predicted``:
    expected quality given the others, points.  ``doubt``: variance of the quality around it, points squared.
    """

    fair: Floats
    known: Bools
    others: Floats
    predicted: Floats
    doubt: Floats


def check_fit(table: MarkTable, fit: PanelFit) -> None:
    """Raise InvalidProblem unless the fit has finite values, one per judge of the table, and no negative
    variance."""
    severity, error = np.asarray(fit.severity, dtype=float), np.asarray(fit.severity_se, dtype=float)
    shape = (len(table.judges),)
    if severity.shape != shape or error.shape != shape or not np.isfinite(np.stack([severity, error])).all():
        raise InvalidProblem("needs a finite severity and standard error for every judge")
    variances = (fit.var_paper, fit.var_judge, fit.var_residual)
    if not np.isfinite(fit.level) or not all(np.isfinite(v) and v >= 0 for v in variances):
        raise InvalidProblem("level must be finite, variance components 0 or more")


def expect(table: MarkTable, fit: PanelFit) -> Expectation:
    """The expectation of every reading from the other readings of its paper.

    With m other readings of error variance ``v`` (residual, plus what is unknown of their severities) the
    quality is predicted as ``level + w (others - level)``, ``w = var_paper / (var_paper + v / m)``.

    Raises
    ------
    InvalidProblem: a fit that does not belong to the table (see :func:`check_fit`).

    Source: Kelley (1947), Fundamentals of Statistics (regressed score); Carroll et al. (2006), Measurement
    Error in Nonlinear Models, ch. 4 (regression calibration).
    """
    check_fit(table, fit)
    fair = table.total + np.asarray(fit.severity, dtype=float)[table.judge]
    error = np.asarray(fit.severity_se, dtype=float)[table.judge] ** 2
    count = table.readings_per_paper()[table.paper] - 1
    known = count > 0
    m = np.maximum(count, 1)
    others = _without_own(table.paper, fair, len(table.papers)) / m
    noise = fit.var_residual + _without_own(table.paper, error, len(table.papers)) / m
    trust = fit.var_paper / np.maximum(fit.var_paper + noise / m, np.finfo(float).tiny)
    blank = np.where(known, 0.0, np.nan)
    return Expectation(
        fair=fair,
        known=known,
        others=others + blank,
        predicted=fit.level + trust * (others - fit.level) + blank,
        doubt=fit.var_paper * (1 - trust) + blank,
    )


def _without_own(paper: Ints, values: Floats, papers: int) -> Floats:
    """(R,) sum of the values of the other readings of the same paper."""
    sums: Floats = np.bincount(paper, values, papers)[paper] - values
    return sums
