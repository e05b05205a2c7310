"""How often each candidate is selected when the scores move within their standard errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from scoring.errors import InvalidProblem
from scoring.selection.bounds import bounds, nest
from scoring.selection.choose import NO_CATEGORIES
from scoring.selection.fill import fill
from scoring.selection.problem import Candidate, Quota
from scoring.tables import Floats

DRAWS = 1000


def inclusion(
    candidates: Sequence[Candidate],
    standard_error: ArrayLike,
    quotas: Sequence[Quota],
    category_of: Mapping[str, str] = NO_CATEGORIES,
    *,
    rng: np.random.Generator,
    draws: int = DRAWS,
    progress: Callable[[int, int], None] | None = None,
) -> Floats:
    """Share of draws in which each candidate is selected.

    Each draw adds independent normal errors to the scores and chooses again under the same quotas.  The
    share is the probability of selection given the marks under a flat prior; it ignores that errors of
    papers with common judges are correlated (small once severities are known well).

    Parameters
    ----------
    candidates: n candidates; the scores are the centres.
    standard_error: (n,) float, points, >= 0; ignored for candidates that are not eligible.
    quotas, category_of: as in :func:`scoring.selection.choose.choose`.
    draws: number of draws; the share has standard error at most ``0.5 / sqrt(draws)``.
    progress: called as ``progress(done, draws)`` after every draw, may raise to cancel.

    Returns
    -------
    (n,) float in [0, 1]; 0 for candidates that are not eligible.

    Raises
    ------
    InvalidProblem: a standard error that is negative, NaN or missing; no draws; malformed quotas.
    Infeasible: as :func:`scoring.selection.choose.choose`.
    """
    everybody = tuple(candidates)
    error = np.asarray(standard_error, dtype=float)
    at = np.array([i for i, one in enumerate(everybody) if one.eligible], dtype=np.int64)
    if error.shape != (len(everybody),) or not (error[at] >= 0).all() or np.isinf(error[at]).any():
        raise InvalidProblem("every eligible candidate needs a standard error of 0 or more points")
    if draws < 1:
        raise InvalidProblem("stability needs at least one draw")
    score = np.array([everybody[i].score for i in at], dtype=float)
    if not np.isfinite(score).all():
        raise InvalidProblem("every eligible candidate needs a score")
    tree = nest(everybody, quotas, category_of)
    limits = bounds(tree, everybody)
    times = np.zeros(len(everybody))
    for draw in range(draws):
        moved = score + error[at] * rng.standard_normal(len(at))
        # equal scores are in random order: a lot is part of the chance that is measured here
        sequence = at[np.lexsort((rng.random(len(at)), -moved))].tolist()
        times[list(fill(tree, limits, sequence).chosen)] += 1
        if progress is not None:
            progress(draw + 1, draws)
    return times / draws
