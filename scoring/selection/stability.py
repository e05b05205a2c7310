"""How firmly each candidate is in or out: over draws of what the scores may be, and without single judges."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from scoring.errors import InvalidProblem
from scoring.selection.bodies import NONE_KNOWN, frame
from scoring.selection.problem import Candidate, Composition, Quota
from scoring.selection.solution import prepare
from scoring.tables import Floats, Ints

DRAWS = 2000
CROSSING_DRAWS = 200  # where quotas cross each choice takes an integer program
_MOST_DRAWN = 40_000_000  # scores drawn in all
_BLOCK = 2**21  # scores ordered at a time: bounds the memory


def normal_draws(score: ArrayLike, standard_error: ArrayLike, count: int, rng: np.random.Generator) -> Floats:
    """(count, n) scores with independent normal errors, where a fit has no draws of its own.

    ``score``, ``standard_error``: (n,) points; NaN for those that are not eligible.  Errors of papers with common
    judges are correlated; that is ignored here, and small once severities are known well.

    Raises
    ------
    InvalidProblem: a standard error that is negative or infinite, or missing beside a score; no draws.
    """
    centre, error = np.asarray(score, dtype=float), np.asarray(standard_error, dtype=float)
    scored = ~np.isnan(centre)
    if error.shape != centre.shape or not ((error[scored] >= 0) & np.isfinite(error[scored])).all():
        raise InvalidProblem("every score needs a standard error of 0 or more points")
    if count < 1:
        raise InvalidProblem("stability needs at least one draw")
    drawn: Floats = centre + error * rng.standard_normal((count, len(centre)))
    return drawn


def inclusion(
    candidates: Sequence[Candidate],
    scores: ArrayLike,
    quotas: Sequence[Quota | Composition],
    *,
    rng: np.random.Generator,
    known: Mapping[str, Collection[str]] = NONE_KNOWN,
    decimals: int = 2,
    progress: Callable[[int, int], None] | None = None,
) -> Floats:
    """Share of the rows of scores in which each candidate is selected.

    Over draws from the posterior it is the probability of selection given the marks; over rows that each leave
    out one judge it says how much hangs on single judges.  Every row is a choice under the same quotas, exact.

    Parameters
    ----------
    candidates: n candidates; their own scores stand in where a row has NaN (no reading left).
    scores: (rows, n) float, points.
    rng: of the lots; scores equal at ``decimals`` are in random order, a lot being part of the chance measured.
    progress: called as ``progress(done, rows)``, may raise to cancel.

    Returns
    -------
    (n,) float in [0, 1]; 0 for candidates that are not eligible.  From ``rows`` draws the standard error is at
    most ``0.5 / sqrt(rows)``.

    Raises
    ------
    InvalidProblem: no rows, rows of another width, an infinite score, an eligible candidate without a score.
    Infeasible: as :func:`scoring.selection.choose.choose`.
    """
    table = np.asarray(scores)
    if table.ndim != 2 or not len(table) or table.shape[1] != len(candidates):
        raise InvalidProblem(f"stability needs rows of {len(candidates)} scores")
    return _share(
        candidates, lambda start, stop: table[start:stop], len(table), quotas, rng, known, decimals, progress
    )


def inclusion_of_errors(
    candidates: Sequence[Candidate],
    standard_error: ArrayLike,
    quotas: Sequence[Quota | Composition],
    *,
    rng: np.random.Generator,
    draws: int | None = None,
    known: Mapping[str, Collection[str]] = NONE_KNOWN,
    decimals: int = 2,
    progress: Callable[[int, int], None] | None = None,
) -> Floats:
    """:func:`inclusion` over :func:`normal_draws` around the candidates' own scores, a few at a time in memory.

    ``draws``: None = :data:`DRAWS`, fewer for very many candidates (:func:`draws_for`) and where quotas cross
    (:data:`CROSSING_DRAWS`).
    """
    score = np.array([one.score if one.eligible else np.nan for one in candidates], dtype=float)
    few = 1 if draws is None else min(draws, 1)
    normal_draws(score, standard_error, few, np.random.default_rng(0))  # refuses what is malformed
    return _share(
        candidates,
        lambda start, stop: normal_draws(score, standard_error, stop - start, rng),
        draws, quotas, rng, known, decimals, progress,
    )  # fmt: skip


def cross(
    candidates: Sequence[Candidate],
    quotas: Sequence[Quota | Composition],
    known: Mapping[str, Collection[str]] = NONE_KNOWN,
) -> bool:
    """Whether quotas cross, or are shares, so that each choice takes an integer program: draws are dear then.

    Raises Infeasible as :func:`scoring.selection.choose.choose`.
    """
    return prepare(frame(candidates, quotas, known)).tree is None


def draws_for(candidates: int) -> int:
    """Draws for so many candidates: :data:`DRAWS`; at 100,000 it is 400, which tells a share to 0.025 at worst."""
    return int(np.clip(_MOST_DRAWN // max(1, candidates), 1, DRAWS))


def _share(
    candidates: Sequence[Candidate],
    rows: Callable[[int, int], Floats],
    wanted: int | None,
    quotas: Sequence[Quota | Composition],
    rng: np.random.Generator,
    known: Mapping[str, Collection[str]],
    decimals: int,
    progress: Callable[[int, int], None] | None,
) -> Floats:
    """``rows(start, stop)``: scores of some rows; ``wanted``: how many rows, None = as many as are worth the time."""
    field = frame(candidates, quotas, known)
    solver = prepare(field)
    most = draws_for(len(candidates)) if solver.tree is not None else CROSSING_DRAWS
    count = most if wanted is None else wanted
    own = np.array([candidates[i].score for i in field.eligible], dtype=float)
    times = np.zeros(len(own), dtype=np.int64)
    block = max(1, _BLOCK // max(1, len(own)))
    for start in range(0, count, block):
        stop = min(start + block, count)
        part = rows(start, stop)[:, field.eligible]
        order = _orders(np.where(np.isnan(part), own, part), decimals, rng)
        times += np.count_nonzero(solver.choose_rows(order, _shifted(progress, start, count)), axis=0)
        if progress is not None:
            progress(stop, count)
    share = np.zeros(len(candidates))
    share[field.eligible] = times / count
    return share


def _shifted(
    progress: Callable[[int, int], None] | None, start: int, total: int
) -> Callable[[int], None] | None:
    return None if progress is None else lambda done: progress(start + done, total)


def _orders(scores: Floats, decimals: int, rng: np.random.Generator) -> Ints:
    """(rows, m) positions from best to worst, equal ones by lot."""
    if not np.isfinite(scores).all():
        raise InvalidProblem("every eligible candidate needs a finite score")
    lots = rng.random(scores.shape)
    lots *= 0.4 * 10.0**-decimals  # less than half a step: tells apart what is equal, and nothing else
    return np.argsort(-(np.round(scores, decimals) + lots), axis=1).astype(np.int64)
