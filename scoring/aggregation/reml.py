"""Variance components of the crossed model, by restricted maximum likelihood (REML).

Model: ``y_ij = mu + q_i + b_j + e_ij`` with ``q ~ N(0, s2 gq)``, ``b ~ N(0, s2 gb)``, ``e ~ N(0, s2)``,
so that ``Var(y) = s2 V``, ``V = I + gq Zq Zq' + gb Zb Zb'``.  ``mu`` (one for each part of the table where parts
are given) and ``s2`` are profiled out; the two ratios ``gq, gb`` are found by damped Newton steps on their
logarithms with the average information matrix.

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
LOG_SMALL = np.log(1e-2)  # a ratio below this that still falls may be zero
LOG_HIGH = np.log(1e6)  # a ratio above this means that there is no residual
LONGEST_STEP = 2.0  # in log ratio: a factor of seven
AT_REST = 1e-2  # a step in log ratio that no longer decides anything about the other ratio
FLAT = 1e-8  # slope of the criterion in log ratio at which the search ends
ROUNDING = 1e-12  # relative size of differences of the criterion that mean nothing
DAMPINGS = (1e-8, 0.1, 1.0, 10.0, 1e2, 1e3, 1e5)  # of the Newton step, in units of the curvature
LEVEL = 1e-3  # slope that moves the likelihood by nothing worth saying: enough when the steps run out
CRAWL = 0.1  # steps in log ratio so small after all of them: a ridge without a top, any place is as good
MAX_STEPS = 100


@dataclass(frozen=True, slots=True, eq=False)
class Crossed:
    """Readings of P papers by J judges, every paper and judge with at least one.

    ``paper``, ``judge``: (R,) int; ``mark``: (R,) float, centred; ``incidence``: (P, J) sparse 0/1;
    ``readings``: (P,) float, readings of each paper; ``part``: (P,) int, the part whose level it has.
    """

    paper: Ints
    judge: Ints
    mark: Floats
    incidence: sp.csr_array
    readings: Floats
    part: Ints

    @classmethod
    def of(cls, paper: Ints, judge: Ints, mark: Floats, part: Ints | None = None) -> Crossed:
        """The design of the given readings; positions must be dense (0..P-1, 0..J-1).

        part: (P,) from 0, of parts without common judges that have a level each; None: one level.
        """
        shape = (int(paper.max()) + 1, int(judge.max()) + 1)
        incidence = sp.csr_array((np.ones(len(mark)), (paper, judge)), shape=shape)
        levels = np.zeros(shape[0], dtype=np.int64) if part is None else part
        return cls(paper, judge, mark, incidence, np.bincount(paper).astype(float), levels)

    @property
    def part_of_judge(self) -> Ints:
        """(J,) part of each judge."""
        found = np.zeros(self.incidence.shape[1], dtype=np.int64)
        found[self.judge] = self.part[self.paper]
        return found

    def by_part(self, x: Floats) -> Floats:
        """Sum of a per-reading quantity over each part, (G,)."""
        return np.bincount(self.part[self.paper], x).astype(np.float64, copy=False)

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
    ``fixed``: (R,) ``V^-1 1``; ``fixed_size``: (G,) ``1' V^-1 1`` in each part; ``unsure``: (G, G) variance of
    the levels given the marks, ``diag(1 / fixed_size)`` where nothing else is known of them;
    ``residual``: (R,) ``P y``, where ``P = V^-1 - F unsure F'``, F = ``fixed`` in a column per part; ``spread``:
    ``y' P y``;
    ``criterion``: minus twice the restricted log-likelihood, up to a constant.
    """

    design: Crossed
    ratio_paper: float
    ratio_judge: float
    weight: Floats
    inner: Floats
    inner_trace: tuple[float, float]
    fixed: Floats
    fixed_size: Floats
    unsure: Floats
    residual: Floats
    spread: float
    criterion: float

    @property
    def variance(self) -> float:
        """Residual variance ``s2``, points squared."""
        return self.spread / (len(self.design.mark) - len(self.fixed_size))

    @property
    def levels(self) -> Floats:
        """(G,) estimated level of each part."""
        return np.asarray(self.unsure @ self.design.by_part(self.fixed * self.design.mark))

    def projected(self, x: Floats) -> Floats:
        """``P x`` for a per-reading vector ``x``."""
        solved = _solve(self.design, self.ratio_paper * self.weight, self.inner, x)
        shift = self.unsure @ self.design.by_part(self.fixed * x)
        return solved - self.fixed * shift[self.design.part[self.design.paper]]


def evaluate(design: Crossed, ratio_paper: float, ratio_judge: float) -> State:
    """The model at the given variance ratios (both >= 0)."""
    weight = 1 / (1 + design.readings * ratio_paper)
    shrink = ratio_paper * weight
    inner, log_determinant, trace = _inner(design, shrink, ratio_judge)
    fixed = _solve(design, shrink, inner, np.ones(len(design.mark)))
    fixed_size = design.by_part(fixed)
    solved = _solve(design, shrink, inner, design.mark)
    shift = design.by_part(fixed * design.mark) / fixed_size
    residual = solved - fixed * shift[design.part[design.paper]]
    spread = max(float(design.mark.dot(residual)), np.finfo(float).tiny)
    criterion = (len(design.mark) - len(fixed_size)) * np.log(spread) - float(np.log(weight).sum())
    criterion += log_determinant + float(np.log(fixed_size).sum())
    return State(
        design,
        ratio_paper,
        ratio_judge,
        weight,
        inner,
        trace,
        fixed,
        fixed_size,
        np.diag(1 / fixed_size),
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
    paper_trace -= float((design.by_paper(state.fixed) ** 2 / state.fixed_size[design.part]).sum())
    paper = paper_trace - scale * float((design.by_paper(state.residual) ** 2).sum())
    full, inner = state.inner_trace
    ratio = state.ratio_judge
    judge_trace = (design.incidence.shape[1] - inner / ratio) / ratio if ratio else full
    judge_trace -= float((design.by_judge(state.fixed) ** 2 / state.fixed_size[design.part_of_judge]).sum())
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


@dataclass(frozen=True, slots=True, eq=False)
class _Point:
    """A place of the search: (2,) log ratios (-inf = not free), the model there, (2,) slope in them."""

    logs: Floats
    state: State
    slant: Floats

    @classmethod
    def at(cls, design: Crossed, logs: Floats) -> _Point:
        ratio = np.exp(logs)
        state = evaluate(design, *ratio)
        return cls(logs, state, np.where(ratio > 0, slope(state) * ratio, 0.0))

    def moving(self) -> Ints:
        """Positions of the ratios that are free and not pressed against the upper edge."""
        return np.flatnonzero(np.isfinite(self.logs) & ~((self.logs >= LOG_HIGH) & (self.slant < 0)))

    def steepness(self) -> float:
        return float(np.abs(self.slant[self.moving()]).max(initial=0.0))

    def betters(self, other: _Point) -> bool:
        """A lower criterion or, where rounding hides the difference, half the slope."""
        fall = other.state.criterion - self.state.criterion
        if abs(fall) > ROUNDING * abs(other.state.criterion):
            return fall > 0
        return self.steepness() < 0.5 * other.steepness()


def estimate(design: Crossed, free: tuple[bool, bool]) -> State:
    """The model at the REML ratios; a ratio that is not free, or best at its edge, is exactly zero.

    Damped Newton steps (Marquardt 1963) that never raise the criterion.

    Parameters
    ----------
    design: R >= 2 readings, marks not all equal.
    free: whether the paper ratio and the judge ratio are to be estimated (the caller knows whether the
        readings can tell them from noise).

    Raises
    ------
    NotConverged: after ``MAX_STEPS`` steps (not met on any real, simulated or random table).
    """
    point = _Point.at(design, np.where(free, np.log(START), -np.inf))
    taken = np.full(2, np.inf)
    for _ in range(MAX_STEPS):
        empty = _vanishing(point, taken)
        if empty is not None:
            return estimate(design, (free[0] and empty != 0, free[1] and empty != 1))
        if point.steepness() < FLAT:
            return point.state
        better = _better(point)
        if better is None:
            return point.state
        taken = np.subtract(better.logs, point.logs, out=np.zeros(2), where=np.isfinite(point.logs))
        point = better
    if point.steepness() < LEVEL or float(np.abs(taken).max()) < CRAWL:
        return point.state
    raise NotConverged("the variance components did not settle", float(np.abs(taken).max()))


def _vanishing(point: _Point, taken: Floats) -> int | None:
    """A small ratio that the likelihood pushes to zero, once the other one has come to rest.

    Steps in the logarithm would never arrive there.
    """
    small = ~(point.logs >= LOG_SMALL)
    for k in np.flatnonzero(small & np.isfinite(point.logs) & (point.slant > 0)).tolist():
        if small[1 - k] or abs(taken[1 - k]) < AT_REST:
            ratios = np.exp(point.logs)
            ratios[k] = 0.0
            at_zero = evaluate(point.state.design, *ratios)
            if at_zero.criterion <= point.state.criterion and slope(at_zero)[k] >= 0:
                return int(k)
    return None


def _better(point: _Point) -> _Point | None:
    """The next point: a Newton step, damped towards the slope until it helps; None when nothing does."""
    moving = point.moving()
    ratio, slant = np.exp(point.logs[moving]), point.slant[moving]
    curve = information(point.state)[np.ix_(moving, moving)] * np.outer(ratio, ratio)
    size = np.diag(np.diagonal(curve) + 1e-9 * float(np.trace(curve)) + np.finfo(float).tiny)
    for damping in DAMPINGS:
        step = -np.linalg.solve(curve + damping * size, slant)
        logs = point.logs.copy()
        logs[moving] = np.minimum(logs[moving] + np.clip(step, -LONGEST_STEP, LONGEST_STEP), LOG_HIGH)
        tried = _Point.at(point.state.design, logs)
        if tried.betters(point):
            return tried
    return None


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
