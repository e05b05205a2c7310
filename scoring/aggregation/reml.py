"""Variance components of the crossed model, by restricted maximum likelihood (REML).

Model: ``y_ij = mu + q_i + b_j + e_ij`` with ``q ~ N(0, s2 gq)``, ``b ~ N(0, s2 gb)``, ``e ~ N(0, s2)``,
so that ``Var(y) = s2 V``, ``V = I + gq Zq Zq' + gb Zb Zb'``.  ``mu`` and ``s2`` are profiled out; the two
ratios ``gq, gb`` are found by Newton steps on their logarithms with the average information matrix.

Papers are eliminated in closed form (each has only a handful of readings), which leaves one dense
J x J matrix per step: cost O(J^3 + sum of squared readings per paper), memory O(J^2 + R).

Source: Patterson & Thompson (1971), Biometrika 58, 545-554; Gilmour, Thompson & Cullis (1995),
Biometrics 51, 1440-1450 (average information); same estimates as ``lme4::lmer(..., REML = TRUE)``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.linalg import lapack

from scoring.errors import NotConverged
from scoring.tables import Floats, Ints

START = (1.0, 0.3)  # variance ratios paper : residual and judge : residual of ordinary panels
LOG_LOW, LOG_HIGH = np.log(1e-7), np.log(1e6)  # beyond these a ratio is zero, or the residual is
LONGEST_STEP = 2.0  # in log ratio: a factor of seven
TOLERANCE = 1e-10  # of the last step in log ratio
MAX_STEPS = 100
MAX_HALVINGS = 30


@dataclass(frozen=True, slots=True, eq=False)
class Crossed:
    """Readings of P papers by J judges, every paper and judge with at least one.

    ``paper``, ``judge``: (R,) int; ``mark``: (R,) float, centred; ``incidence``: (P, J) sparse 0/1;
    ``readings``: (P,) float, readings of each paper.
    """

    paper: Ints
    judge: Ints
    mark: Floats
    incidence: sp.csr_array
    readings: Floats

    @classmethod
    def of(cls, paper: Ints, judge: Ints, mark: Floats) -> Crossed:
        """The design of the given readings; positions must be dense (0..P-1, 0..J-1)."""
        shape = (int(paper.max()) + 1, int(judge.max()) + 1)
        incidence = sp.csr_array((np.ones(len(mark)), (paper, judge)), shape=shape)
        return cls(paper, judge, mark, incidence, np.bincount(paper).astype(float))

    def by_paper(self, x: Floats) -> Floats:
        """Sum of a per-reading quantity over each paper: ``Zq' x``."""
        return np.bincount(self.paper, x, self.incidence.shape[0]).astype(np.float64, copy=False)

    def by_judge(self, x: Floats) -> Floats:
        """Sum of a per-reading quantity over each judge: ``Zb' x``."""
        return np.bincount(self.judge, x, self.incidence.shape[1]).astype(np.float64, copy=False)


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """The model at given ratios.

    ``weight``: (P,) ``1 / (1 + readings gq)``; ``inner``: (J, J) ``gb (I + gb A)^-1``, where ``A`` is the
    judges' information after papers are eliminated; ``inner_trace``: traces of ``A`` and of ``inner``;
    ``fixed``: (R,) ``V^-1 1``; ``fixed_size``: ``1' V^-1 1``;
    ``residual``: (R,) ``P y``, where ``P = V^-1 - V^-1 1 1' V^-1 / fixed_size``; ``spread``: ``y' P y``;
    ``criterion``: minus twice the restricted log-likelihood, up to a constant.
    """

    design: Crossed
    ratio_paper: float
    ratio_judge: float
    weight: Floats
    inner: Floats
    inner_trace: tuple[float, float]
    fixed: Floats
    fixed_size: float
    residual: Floats
    spread: float
    criterion: float

    @property
    def variance(self) -> float:
        """Residual variance ``s2``, points squared."""
        return self.spread / (len(self.design.mark) - 1)

    def projected(self, x: Floats) -> Floats:
        """``P x`` for a per-reading vector ``x``."""
        solved = _solve(self.design, self.ratio_paper * self.weight, self.inner, x)
        return solved - self.fixed * float(self.fixed.dot(x) / self.fixed_size)


def evaluate(design: Crossed, ratio_paper: float, ratio_judge: float) -> State:
    """The model at the given variance ratios (both >= 0)."""
    weight = 1 / (1 + design.readings * ratio_paper)
    shrink = ratio_paper * weight
    inner, log_determinant, trace = _inner(design, shrink, ratio_judge)
    fixed = _solve(design, shrink, inner, np.ones(len(design.mark)))
    fixed_size = float(fixed.sum())
    solved = _solve(design, shrink, inner, design.mark)
    residual = solved - fixed * (fixed.dot(design.mark) / fixed_size)
    spread = max(float(design.mark.dot(residual)), np.finfo(float).tiny)
    criterion = (len(design.mark) - 1) * np.log(spread) - float(np.log(weight).sum())
    criterion += log_determinant + np.log(fixed_size)
    return State(
        design,
        ratio_paper,
        ratio_judge,
        weight,
        inner,
        trace,
        fixed,
        fixed_size,
        residual,
        spread,
        float(criterion),
    )


def _inner(design: Crossed, shrink: Floats, ratio: float) -> tuple[Floats, float, tuple[float, float]]:
    """``gb (I + gb A)^-1``, ``log |I + gb A|`` and the traces of ``A`` and of the first."""
    judges = design.incidence.shape[1]
    information = -(design.incidence.T @ design.incidence.multiply(shrink[:, None]).tocsr()).toarray()
    information.flat[:: judges + 1] += design.by_judge(np.ones(len(design.mark)))
    trace = float(np.trace(information))
    if ratio == 0:
        return np.zeros((judges, judges)), 0.0, (trace, 0.0)
    system = ratio * information
    system.flat[:: judges + 1] += 1.0
    factor, _ = lapack.dpotrf(system, lower=1)
    log_determinant = 2 * float(np.log(np.diagonal(factor)).sum())
    half, _ = lapack.dpotri(factor, lower=1)
    inner = np.tril(half) + np.tril(half, -1).T
    inner *= ratio
    return inner, log_determinant, (trace, float(np.trace(inner)))


def _solve(design: Crossed, shrink: Floats, inner: Floats, x: Floats) -> Floats:
    """``V^-1 x``: papers removed first, then judges by the Woodbury identity."""
    free = x - (shrink * design.by_paper(x))[design.paper]
    lean = (inner @ design.by_judge(free))[design.judge]
    return free - lean + (shrink * design.by_paper(lean))[design.paper]


def slope(state: State) -> Floats:
    """(2,) derivative of the criterion by the ratios (paper, judge)."""
    design = state.design
    scale = 1 / state.variance
    paper_trace = float((design.readings * state.weight).sum())
    overlap = (design.incidence.T @ design.incidence.multiply((state.weight**2)[:, None]).tocsr()).tocoo()
    paper_trace -= float(overlap.data.dot(state.inner[overlap.coords]))
    paper_trace -= float((design.by_paper(state.fixed) ** 2).sum()) / state.fixed_size
    paper = paper_trace - scale * float((design.by_paper(state.residual) ** 2).sum())
    full, inner = state.inner_trace
    ratio = state.ratio_judge
    judge_trace = (design.incidence.shape[1] - inner / ratio) / ratio if ratio else full
    judge_trace -= float((design.by_judge(state.fixed) ** 2).sum()) / state.fixed_size
    judge = judge_trace - scale * float((design.by_judge(state.residual) ** 2).sum())
    return np.array([paper, judge])


def _working(state: State) -> Floats:
    """(3, R) derivatives of V by (residual, paper, judge) variance, each applied to ``P y``."""
    design, residual = state.design, state.residual
    return np.stack(
        [residual, design.by_paper(residual)[design.paper], design.by_judge(residual)[design.judge]]
    )


def information(state: State) -> Floats:
    """(2, 2) average information of the profiled criterion in the ratios: a positive semidefinite Hessian."""
    moved = _working(state)[1:]
    cross = moved @ np.stack([state.projected(row) for row in moved]).T
    first = moved @ state.residual
    scale = 1 / state.variance
    return cross * scale - np.outer(first, first) * scale / state.spread


def estimate(design: Crossed, free: tuple[bool, bool]) -> State:
    """The model at the REML ratios; a ratio that is not free, or best at its edge, is exactly zero.

    Parameters
    ----------
    design: R >= 2 readings, marks not all equal.
    free: whether the paper ratio and the judge ratio are to be estimated (the caller knows whether the
        readings can tell them from noise).

    Raises
    ------
    NotConverged: after ``MAX_STEPS`` Newton steps (not met on real or simulated panels).
    """
    at = np.flatnonzero(free)
    logs = np.where(free, np.log(START), -np.inf)
    state = evaluate(design, *np.exp(logs))
    last = 0.0
    for _ in range(MAX_STEPS):
        if not len(at):
            return state
        step = _step(state, logs, at)
        state, logs, last = _descend(state, logs, step)
        if last < TOLERANCE:
            return _drop_empty(state, free)
    raise NotConverged("the variance components did not settle", last)


def _step(state: State, logs: Floats, at: Ints) -> Floats:
    """(2,) bounded Newton step in the log ratios; zero for ratios held at an edge or not free."""
    ratio = np.exp(logs)
    slant = slope(state) * ratio
    edge = (logs <= LOG_LOW) & (slant > 0) | (logs >= LOG_HIGH) & (slant < 0)
    moving = at[~edge[at]]
    step = np.zeros(2)
    if len(moving):
        curve = (information(state) * np.outer(ratio, ratio))[np.ix_(moving, moving)]
        # a hundred-millionth of curvature keeps the solve defined where the likelihood is flat
        curve += np.eye(len(moving)) * (1e-8 * np.trace(curve) + 1e-300)
        step[moving] = np.clip(-np.linalg.solve(curve, slant[moving]), -LONGEST_STEP, LONGEST_STEP)
    return step


def _descend(state: State, logs: Floats, step: Floats) -> tuple[State, Floats, float]:
    """Take the step, halved until the criterion does not rise; the size of the step taken comes with it."""
    for _ in range(MAX_HALVINGS):
        target = np.where(np.isfinite(logs), np.clip(logs + step, LOG_LOW, LOG_HIGH), logs)
        moved = float(np.max(np.abs(np.where(np.isfinite(logs), target - logs, 0.0)), initial=0.0))
        if moved < TOLERANCE:
            return state, logs, moved
        tried = evaluate(state.design, *np.exp(target))
        if tried.criterion <= state.criterion + 1e-12 * abs(state.criterion):
            return tried, target, moved
        step = step / 2
    return state, logs, 0.0


def _drop_empty(state: State, free: tuple[bool, bool]) -> State:
    """Set a vanishing ratio to zero where the likelihood is no worse there, and fit the other one again."""
    for k, ratio in enumerate((state.ratio_paper, state.ratio_judge)):
        if not free[k] or ratio > 1e-3:
            continue
        ratios = [state.ratio_paper, state.ratio_judge]
        ratios[k] = 0.0
        if evaluate(state.design, *ratios).criterion <= state.criterion + 1e-9:
            return estimate(state.design, (free[0] and k != 0, free[1] and k != 1))
    return state


def degrees_of_freedom(state: State) -> float:
    """Satterthwaite degrees of freedom of the residual variance, from the average information.

    A balanced table of P papers by J judges gives about (P-1)(J-1); at least 1 and at most R - 1.
    """
    keep = [0] + [k for k, ratio in ((1, state.ratio_paper), (2, state.ratio_judge)) if ratio > 0]
    moved = _working(state)[keep]
    cross = moved @ np.stack([state.projected(row) for row in moved]).T
    details = cross / (2 * state.variance**3)
    try:
        spread = float(np.linalg.inv(details)[0, 0])
    except np.linalg.LinAlgError:
        return 1.0
    if not spread > 0:
        return 1.0
    return float(np.clip(2 * state.variance**2 / spread, 1.0, len(state.design.mark) - 1))
