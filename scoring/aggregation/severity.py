"""The severity-adjusted score: each judge's average strictness, estimated from papers read together
with other judges, is taken out; then the paper's readings are averaged.

Model: ``y_ij = mu + q_i - s_j + e_ij``, papers ``q_i`` and severities ``s_j`` random, variances by REML
(:mod:`scoring.aggregation.reml`).  The severities are the model's predictions, so a judge with few
readings is corrected cautiously; the paper's score is *not* shrunk.

The scale is that of the panel's average judge: severities sum to zero, and the standard errors are
those of "the mean the whole panel would have given", not of an absolute truth.  A paper read by every
judge therefore keeps its plain mean.

Source: Longford (1994), J. Educational and Behavioral Statistics 19, 171-200 (score adjustment); the standard
errors are the exact prediction variances of this linear estimator at the estimated variances.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from scipy.special import stdtrit
from threadpoolctl import threadpool_limits

from scoring.aggregation import levels, parts, reml
from scoring.errors import InvalidProblem
from scoring.tables import Floats, Ints, MarkTable

COVERAGE = 0.90
BLOCK = 2048  # papers per block of the quadratic forms: bounds the memory at BLOCK x J


@dataclass(frozen=True, slots=True, eq=False)
class SeverityFit:
    """Result of :func:`fit`; P papers and J judges in the order of the table, points unless said.

    ``adjusted, se, low, high``: (P,) score, standard error, 90 % interval (inside the scale); NaN exactly
    where ``readings`` is 0.
    ``severity, severity_se``: (J,) positive = strict, relative to the panel's average judge; a judge
    without readings has severity 0 with the panel's standard deviation.
    ``paper_component, judge_component``: (P,), (J,) int; -1 = no reading.  Papers of different
    components share no chain of judges and must not be compared.
    ``readings``: (P,) int.  ``level``: mean mark of the average judge.
    ``var_paper, var_judge, var_residual``: variance components, points squared; ``var_parts``: that of the
    levels of parts without a common judge, None where all papers count as dealt at random.
    ``degrees``: degrees of freedom behind the intervals.
    ``warnings``: sorted codes out of ``few_readings_per_judge, disconnected, judges_without_readings,
    no_severity, no_variation, one_judge, one_paper, one_reading, papers_without_readings, parts_differ,
    severity_not_estimable, single_readings, weakly_linked``.
    ``share``: (P, J) sparse, the part of each judge in a paper's mean (rows sum to 1).
    """

    adjusted: Floats
    se: Floats
    low: Floats
    high: Floats
    severity: Floats
    severity_se: Floats
    paper_component: Ints
    judge_component: Ints
    readings: Ints
    level: float
    var_paper: float
    var_judge: float
    var_residual: float
    var_parts: float | None
    degrees: float
    warnings: tuple[str, ...]
    share: sp.csr_array


@dataclass(frozen=True, slots=True, eq=False)
class _Solution:
    """Estimates for the papers and judges that have readings."""

    strict: Floats
    strict_se: Floats
    se: Floats
    level: float
    variances: tuple[float, float, float]
    degrees: float
    codes: frozenset[str]
    var_parts: float | None = None


def fit(table: MarkTable) -> SeverityFit:
    """Severity-adjusted scores of a table of marks.

    Deterministic: linear algebra runs on one thread, results are rounded to ``parts.STORED_DECIMALS``.

    Edge cases, all answered and told in ``warnings``:
    no paper read twice (noise cannot be told from quality: the whole spread counts as noise, intervals
    are wide on purpose); one judge, one paper, or judges with one reading each (no severities); one
    reading in all (standard error of a uniform mark, the scale / sqrt 12); marks that fit together
    exactly (their errors are still those of the step of marks, see ``parts.least_noise``); parts without
    common judges (severities rest on the papers having been dealt at random).

    Parts that differ more than their judges' strictness explains (the papers of a region with one panel): the
    step between them is taken for quality as far as it is likely to be, and ``parts_differ`` says so.

    Not handled: judges who use the scale differently, unequal noise, outlying marks.

    Raises
    ------
    InvalidProblem: the table has no reading at all.
    """
    if not len(table.total):
        raise InvalidProblem("there is no reading to make a score of")
    papers, paper = np.unique(table.paper, return_inverse=True)
    judges, judge = np.unique(table.judge, return_inverse=True)
    paper, judge = paper.astype(np.int64), judge.astype(np.int64)
    with threadpool_limits(limits=1, user_api="blas"):
        solution = _solve(paper, judge, table)
    readings = np.bincount(paper)
    score = (np.bincount(paper, table.total) + np.bincount(paper, solution.strict[judge])) / readings
    half = solution.se * float(stdtrit(solution.degrees, (1 + COVERAGE) / 2))
    low, high = parts.interval(table, score, half)
    part = parts.components(paper, judge)
    at_paper, at_judge = (papers, len(table.papers)), (judges, len(table.judges))
    var_paper, var_judge, var_residual = (parts.stored(np.array(solution.variances))).tolist()
    return SeverityFit(
        adjusted=parts.placed(score, at_paper, np.nan),
        se=parts.placed(solution.se, at_paper, np.nan),
        low=parts.placed(low, at_paper, np.nan),
        high=parts.placed(high, at_paper, np.nan),
        severity=parts.placed(solution.strict, at_judge, 0.0),
        severity_se=parts.placed(solution.strict_se, at_judge, np.sqrt(var_judge)),
        paper_component=parts.labels(part[0], at_paper),
        judge_component=parts.labels(part[1], at_judge),
        readings=table.readings_per_paper(),
        level=round(solution.level, parts.STORED_DECIMALS),
        var_paper=var_paper,
        var_judge=var_judge,
        var_residual=var_residual,
        var_parts=solution.var_parts if solution.var_parts is None else round(solution.var_parts, 6),
        degrees=round(solution.degrees, 3),
        warnings=tuple(sorted(solution.codes | parts.design_warnings(table, part))),
        share=_shares(table),
    )


def _solve(paper: Ints, judge: Ints, table: MarkTable) -> _Solution:
    """Answer the cases without anything to estimate, hand the others to REML."""
    total = table.total
    level = float(total.mean())
    if len(total) == 1:
        blank = np.full(1, table.span / np.sqrt(12))
        return _Solution(
            np.zeros(1), np.zeros(1), blank, level, (0.0, 0.0, 0.0), 1.0, frozenset({"one_reading"})
        )
    if np.ptp(total) == 0:
        none = np.zeros(judge.max() + 1)
        exact = parts.least_noise(table) / np.sqrt(np.bincount(paper))
        degrees = float(len(total) - 1)
        return _Solution(none, none, exact, level, (0.0, 0.0, 0.0), degrees, frozenset({"no_variation"}))
    design = reml.Crossed.of(paper, judge, total - level)
    codes, free = _estimable(design)
    part = parts.components(paper, judge)[0]
    if levels.told_inside(design, int(part.max()) + 1):
        design = reml.Crossed.of(paper, judge, total - level, part)
    state = reml.estimate(design, free)
    apart = levels.spread(state) if len(state.fixed_size) > 1 else 0.0
    state = levels.alike(state, apart)
    if levels.worth_telling(state, apart):
        codes |= {"parts_differ"}
    if free[1] and state.ratio_judge == 0:
        codes |= {"no_severity"}
    found = _from_state(state, level, codes, parts.least_noise(table))
    return found if len(state.fixed_size) == 1 else replace(found, var_parts=state.variance * apart)


def _estimable(design: reml.Crossed) -> tuple[frozenset[str], tuple[bool, bool]]:
    """What the design can tell apart: (paper variance, judge variance) from noise."""
    papers, judges = design.incidence.shape
    codes: set[str] = set()
    repeated = bool(design.readings.max() >= 2)
    if not repeated:
        codes.add("single_readings")
    if papers == 1:
        codes.add("one_paper")
    if judges == 1:
        codes.add("one_judge")
    several = judges >= 2 and bool(design.by_judge(np.ones(len(design.mark))).max() >= 2)
    if judges >= 2 and not several:
        codes.add("severity_not_estimable")
    return frozenset(codes), (repeated and papers >= 2, several)


def _from_state(state: reml.State, level: float, codes: frozenset[str], least: float) -> _Solution:
    design, variance = state.design, state.variance
    noise = max(variance, least**2)
    lean = state.ratio_judge * design.by_judge(state.residual)
    mu = level + float(state.levels.mean())
    strict_variance, score_variance = _prediction_variances(state)
    return _Solution(
        strict=-lean,
        strict_se=np.sqrt(noise * strict_variance),
        se=np.sqrt(noise * score_variance),
        level=mu,
        variances=(variance * state.ratio_paper, variance * state.ratio_judge, variance),
        degrees=reml.degrees_of_freedom(state),
        codes=codes,
    )


def _prediction_variances(state: reml.State) -> tuple[Floats, Floats]:
    """(J,) and (P,) prediction variances of centred severities and adjusted scores, in units of s2.

    With ``u`` a paper's reading weights over judges, ``m = 1/J``, ``d = u - m``, ``G`` the prediction
    variance of the judge effects: ``1/k + d'Gd - 2 cov``, where ``cov`` is the covariance of the paper's
    own noise with the correction that this noise helped to estimate.
    """
    design, inner = state.design, state.inner
    share = sp.csr_array(design.incidence.multiply((1 / design.readings)[:, None]))
    pull = inner @ (design.incidence.T @ state.weight)  # response of the judge effects to their part's level
    part, here, level = design.part, design.part_of_judge, np.diagonal(state.unsure)
    mean_pull = state.unsure @ (np.bincount(here, pull) / len(pull))
    centre = inner.mean(axis=1) + pull * mean_pull[here]  # G m
    middle = float(centre.mean())  # m' G m
    strict = np.diagonal(inner) + pull**2 * level[here] - 2 * centre + middle
    own = _quadratic(share, inner)  # u' inner u
    pulled = share @ pull
    spread = own + pulled**2 * level[part] - 2 * (share @ centre) + middle
    offset = pulled * level[part] - mean_pull[part]
    shared = own - share @ inner.mean(axis=1) - offset * (1 - pulled)
    score = 1 / design.readings + spread - 2 * shared * state.weight
    return np.maximum(strict, 0.0), np.maximum(score, 0.0)


def _shares(table: MarkTable) -> sp.csr_array:
    part = 1 / table.readings_per_paper()[table.paper]
    return sp.csr_array((part, (table.paper, table.judge)), shape=(len(table.papers), len(table.judges)))


def _quadratic(rows: sp.csr_array, square: Floats) -> Floats:
    """(P,) ``u' S u`` for every row ``u``, in blocks."""
    sums = []
    for start in range(0, rows.shape[0], BLOCK):
        block = rows[start : start + BLOCK]
        sums.append(np.asarray(block.multiply(block @ square).sum(axis=1)).ravel())
    return np.concatenate(sums)
