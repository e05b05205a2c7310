"""Papers that a judge read twice without being told: does the judge agree with the judge?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from scoring.errors import InvalidProblem
from scoring.reliability import flags
from scoring.reliability.flags import Flag


@dataclass(frozen=True, slots=True)
class RepeatReport:
    """``repeats``: papers read twice.  ``shift``: mean of second minus first total, points.  ``noise``: standard
    deviation of a single reading, from the differences.  ``flags``: noisier with oneself than two different
    judges of the panel are with each other.
    """

    judge: str
    repeats: int
    shift: float
    noise: float
    flags: tuple[Flag, ...]


def repeat_reports(
    judges: Sequence[str], judge: ArrayLike, first: ArrayLike, second: ArrayLike, var_residual: float
) -> tuple[RepeatReport, ...]:
    """Consistency of the judges that have hidden repeats, in the order of ``judges``.

    Parameters
    ----------
    judge: (H,) int, positions in ``judges``; first, second: (H,) float, totals in points; H repeats.
    var_residual: of the panel's severity model, points squared: what two judges of one paper differ by,
        severities apart, is twice this.

    Raises
    ------
    InvalidProblem: rows of different length, unknown judges, marks that are not finite, a negative variance.
    """
    at = np.asarray(judge, dtype=np.int64)
    one, two = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if at.ndim != 1 or not at.shape == one.shape == two.shape or not np.isfinite(np.stack([one, two])).all():
        raise InvalidProblem("needs a judge and two finite totals for every repeat")
    if not (np.isfinite(var_residual) and var_residual >= 0):
        raise InvalidProblem("the residual variance must be 0 or more")
    if at.size and (at.min() < 0 or at.max() >= len(judges)):
        raise InvalidProblem("a repeat by a judge outside the list")
    drafts, probes = {}, []
    for j in map(int, np.unique(at)):
        difference = two[at == j] - one[at == j]
        squares = float(difference @ difference)
        noise = float(np.sqrt(squares / (2 * len(difference))))
        drafts[j] = RepeatReport(judges[j], len(difference), float(difference.mean()), noise, ())
        probes += flags.probe_repeats(j, squares, len(difference), noise, var_residual)
    raised = flags.raise_flags(probes, len(judges))
    return tuple(replace(draft, flags=raised[j]) for j, draft in drafts.items())
