"""Which papers deserve one more reading: those where it most likely corrects the selection.

A paper is ``z`` standard deviations from its line when it is selected with probability ``Phi(z)``, whatever the
quotas are.  One more reading moves its score by a normal amount and takes away the share
``r = se^2 / (se^2 + noise^2)`` of its variance.  That paper and line then stand in their true order has the
probability ``1 - 2 T(z, sqrt(1 - r) / sqrt(r))`` with Owen's function T; without the reading it is ``Phi(|z|)``.
The difference is the gain.  Papers far from the line gain nothing, nor do papers already known well; a
disagreement of two judges is no reason by itself.

Readings are given in a few rounds with a new fit after each (three are nearly as good as one at a time).
Afterwards reliability must be told from the first readings alone: those at the line are not a sample.

Source: Owen (1956), Annals of Mathematical Statistics 27, 1075-1090 (T); Frazier, Powell & Dayanik (2008), SIAM J.
Control and Optimization 47, 2410-2439 (the gain of one more measurement).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri, owens_t

from scoring.errors import InvalidProblem
from scoring.tables import Bools, Floats, Ints

MORE_AT_MOST = 2  # readings beyond the first ones: more for one paper gain little (own simulations)
ROUNDS = 3
_SURE = 1e-4  # shares nearer to 0 and 1 than the draws can tell


@dataclass(frozen=True, slots=True, eq=False)
class NextReadings:
    """``papers``: positions of those to be read once more, the most worthwhile first; ``gain``: (n,) expected number
    of decisions that one more reading of the paper corrects; ``stopped``: ``budget`` (more would be worthwhile),
    ``gain`` (no other paper gains enough) or ``limit`` (those that would gain may not be read again)."""

    papers: tuple[int, ...]
    gain: Floats
    stopped: str


def gain_of_reading(share: ArrayLike, standard_error: ArrayLike, noise: float) -> Floats:
    """Probability that one more reading corrects the decision about each paper.

    Parameters
    ----------
    share: (n,) probability of being selected, from :func:`scoring.selection.stability.inclusion`.
    standard_error: (n,) of the score, points; NaN = not eligible, no gain.
    noise: standard deviation of one reading by an average judge, points, > 0.

    Returns
    -------
    (n,) float in [0, 0.5).

    Raises
    ------
    InvalidProblem: shares outside 0 to 1, negative standard errors, noise that is not positive.

    >>> gain_of_reading([0.5, 0.5, 0.9], [4.0, 1.0, 4.0], 6.0).round(3).tolist()
    [0.187, 0.053, 0.002]
    """
    chance, error = np.asarray(share, dtype=float), np.asarray(standard_error, dtype=float)
    if chance.shape != error.shape or not ((chance >= 0) & (chance <= 1)).all():
        raise InvalidProblem("every paper needs a share from 0 to 1 and a standard error")
    if (error < 0).any() or np.isinf(error).any() or not (np.isfinite(noise) and noise > 0):
        raise InvalidProblem("standard errors must not be negative, and noise must be positive")
    variance = np.nan_to_num(error) ** 2
    distance = ndtri(np.clip(chance, _SURE, 1 - _SURE))
    left = np.full_like(variance, np.inf)
    np.divide(noise, np.sqrt(variance), out=left, where=variance > 0)
    gain: Floats = ndtr(-np.abs(distance)) - 2 * owens_t(distance, left)
    return np.maximum(gain, 0.0)


def next_readings(
    share: ArrayLike,
    standard_error: ArrayLike,
    noise: float,
    budget: int,
    *,
    may_read: Bools | None = None,
    least_gain: float = 0.0,
) -> NextReadings:
    """The papers to be read once more in this round, at most once each.

    Parameters
    ----------
    share, standard_error, noise: as in :func:`gain_of_reading`.
    budget: largest number of readings, >= 0; of several rounds an even part.
    may_read: (n,) bool, papers that may be read again (a judge is free, not above the limit of readings).
    least_gain: stop where a reading gains less, e.g. 0.02: fifty readings correct one decision.
    """
    gain = gain_of_reading(share, standard_error, noise)
    allowed = np.ones(len(gain), dtype=np.bool_) if may_read is None else np.asarray(may_read, dtype=np.bool_)
    if allowed.shape != gain.shape or budget < 0:
        raise InvalidProblem("a budget must not be negative, and every paper is or is not to be read again")
    worth = gain > max(least_gain, 0.0)
    ranked: Ints = np.argsort(-gain, kind="stable")
    open_papers = ranked[(worth & allowed)[ranked]]
    short = "limit" if (worth & ~allowed).any() else "gain"
    stopped = "budget" if len(open_papers) > budget else short
    return NextReadings(tuple(open_papers[:budget].tolist()), gain, stopped)
