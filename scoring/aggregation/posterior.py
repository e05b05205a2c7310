"""Scores that the marks allow, drawn at random: what every statement about chances is made of.

A draw is one possible truth for all papers at once.  What is not known about a judge moves all papers of that
judge together in a draw, so differences between papers are as sure as they should be.
"""

from __future__ import annotations

import numpy as np

from scoring.aggregation.robust import RobustFit
from scoring.aggregation.severity import SeverityFit
from scoring.errors import InvalidProblem
from scoring.tables import Floats


def draws(fit: SeverityFit | RobustFit, count: int, seed: int) -> Floats:
    """Possible scores of all papers.

    Robust fit: states of the chain, each as often as the others, and around it what stays open when the judges
    are known.  Severity fit: scores drawn back towards the level in proportion to what is known of them (the
    score shown is not), errors of the severities taken for independent of each other.

    Parameters
    ----------
    fit: of P papers.
    count: rows wanted, >= 1.
    seed: of the random numbers.

    Returns
    -------
    (count, P) float, points, may leave the scale; NaN for papers without a reading.

    Raises
    ------
    InvalidProblem: count < 1.
    """
    if count < 1:
        raise InvalidProblem(f"at least one draw is needed, not {count}")
    rng = np.random.default_rng(seed)
    if isinstance(fit, RobustFit):
        return _from_chain(fit, count, rng)
    return _from_severity(fit, count, rng)


def _from_chain(fit: RobustFit, count: int, rng: np.random.Generator) -> Floats:
    states = len(fit.shared)
    rounds = [rng.permutation(states) for _ in range(-(-count // states))]
    chosen = np.concatenate(rounds)[:count]
    drawn = rng.standard_normal((count, len(fit.own)))
    drawn *= np.sqrt(fit.own)
    drawn += fit.shared[chosen]
    return drawn


def _from_severity(fit: SeverityFit, count: int, rng: np.random.Generator) -> Floats:
    variance = fit.se**2
    # without any difference found between papers the marks stand alone
    keep = fit.var_paper / (fit.var_paper + variance) if fit.var_paper > 0 else np.ones(len(variance))
    own = np.maximum(variance - fit.share.power(2) @ fit.severity_se**2, 0.0)
    severity = rng.standard_normal((len(fit.severity), count)) * fit.severity_se[:, None]
    error = np.asarray(fit.share @ severity).T
    error += rng.standard_normal(error.shape) * np.sqrt(own)
    # the parts are not exactly additive: the whole keeps the stated standard error
    apart = own + fit.share.power(2) @ fit.severity_se**2
    error *= np.sqrt(np.divide(variance, apart, out=np.zeros(len(own)), where=apart > 0) * keep)
    return np.asarray(fit.level + keep * (fit.adjusted - fit.level) + error)
