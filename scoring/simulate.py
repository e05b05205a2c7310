"""Synthetic contests with known truth: for tests, rehearsal and the demo's panel, which is labelled as such.

Model, in points of a 100-point scale (deviations from ``World.mean``)::

    x_pjc = b_j + b_jc + d_j t + a_j (h_j q_p + (1 - h_j) q_pc) + favour + s_j z_pj + e_pjc

with q the truth of paper p (total, and per criterion c), b severity of judge j (positive = generous), a its
use of the scale, h its halo, d its drift over time t in [-1, 1], s its noise.  The mark of a criterion is
the mean plus x, cut to the criterion's range and rounded to the step.  Some judges are of a careless or
partial kind; any reading may be a slip of the pen.  The default world is a fit to published shares of
variance for essay rating (severity 16 %, the upper end of what trained raters show).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from scoring.errors import InvalidProblem

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


class JudgeKind(IntEnum):
    """How a simulated judge marks."""

    NORMAL = 0
    RANDOM = 1  # marks have nothing to do with the paper
    CENTRAL = 2  # safe marks around the middle
    HARSH = 3
    FAVOURING = 4  # a bonus for the papers of one group


@dataclass(frozen=True, slots=True)
class World:
    """Settings; sd = standard deviation, in points of 100 unless noted.

    Papers: ``mean``, ``sd_quality``, ``sd_group`` (region), ``common`` (share of criterion truth that all
    criteria have in common).  Judges: ``sd_severity``, ``sd_severity_criterion``, ``sd_log_slope``,
    ``sd_noise`` and its log spread ``sd_log_noise``, ``sd_residual`` per criterion, ``halo``, ``sd_drift``.
    Kinds: shares ``random``, ``central``, ``harsh``, ``favouring`` of the judges; ``favour`` points of bonus.
    Slips: share ``slips`` of the readings is off by ``slip`` points, seven in ten downwards.
    """

    mean: float = 70.0
    sd_quality: float = 7.0
    sd_group: float = 3.0
    common: float = 0.7
    sd_severity: float = 4.0
    sd_severity_criterion: float = 1.5
    sd_log_slope: float = 0.20
    sd_noise: float = 5.5
    sd_log_noise: float = 0.25
    sd_residual: float = 4.0
    halo: float = 0.5
    sd_drift: float = 1.0
    random: float = 0.03
    central: float = 0.05
    harsh: float = 0.02
    favouring: float = 0.05
    favour: float = 8.0
    slips: float = 0.003
    slip: float = 25.0


TYPICAL = World()
# Judges who differ in nothing and make no slips: what is left is noise.
CLEAN = World(
    sd_severity=0,
    sd_severity_criterion=0,
    sd_log_slope=0,
    sd_log_noise=0,
    sd_drift=0,
    random=0,
    central=0,
    harsh=0,
    favouring=0,
    slips=0,
)
CENTRAL_SLOPE = 0.3
HARSH_SDS = -2.5
SD_HALO = 0.2


@dataclass(frozen=True, slots=True)
class Panel:
    """The judges as they truly are; J judges, C criteria, points of 100.

    severity, slope, noise, halo, drift, kind
        ``(J,)``; severity positive = generous.
    severity_criterion
        ``(J, C)``, weighted mean 0 per judge.
    favours
        ``(J,)`` group whose papers get the bonus, -1 = none.
    """

    severity: FloatArray
    severity_criterion: FloatArray
    slope: FloatArray
    noise: FloatArray
    halo: FloatArray
    drift: FloatArray
    kind: IntArray
    favours: IntArray


@dataclass(frozen=True, slots=True)
class Simulated:
    """Marks and the truth behind them.

    marks
        ``(R, C)`` int, in steps of the rubric; row r belongs to the r-th pair.
    totals
        ``(R,)`` points, sum over criteria.
    slipped
        ``(R,)`` bool.
    panel
        the judges; ``quality`` (P,) the true totals in points of 100 that were marked.
    """

    marks: IntArray
    totals: FloatArray
    slipped: npt.NDArray[np.bool_]
    panel: Panel
    quality: FloatArray


def draw_quality(groups: Sequence[int], rng: np.random.Generator, world: World = TYPICAL) -> FloatArray:
    """True totals ``(P,)`` in points of 100 for papers of the given groups (numbered from 0)."""
    group = np.asarray(groups, dtype=np.int64)
    levels = rng.normal(0.0, world.sd_group, int(group.max(initial=-1)) + 1)
    return np.asarray(world.mean + levels[group] + rng.normal(0.0, world.sd_quality, len(group)))


def draw_panel(
    judges: int, shares: FloatArray, rng: np.random.Generator, world: World = TYPICAL, groups: int = 1
) -> Panel:
    """A panel for criteria with the given ``shares`` (C,) of full marks and ``groups`` of papers."""
    severity = rng.normal(0.0, world.sd_severity, judges)
    by_criterion = rng.normal(0.0, world.sd_severity_criterion, (judges, len(shares)))
    by_criterion -= (by_criterion @ shares)[:, None]
    slope = np.exp(rng.normal(0.0, world.sd_log_slope, judges))
    noise = world.sd_noise * np.exp(rng.normal(0.0, world.sd_log_noise, judges))
    kind = _draw_kinds(judges, rng, world)
    slope[kind == JudgeKind.CENTRAL] = CENTRAL_SLOPE
    severity[kind == JudgeKind.HARSH] = HARSH_SDS * world.sd_severity
    favours = np.where(kind == JudgeKind.FAVOURING, rng.integers(0, groups, judges), -1)
    return Panel(
        severity=severity,
        severity_criterion=by_criterion,
        slope=slope,
        noise=noise,
        halo=np.clip(rng.normal(world.halo, SD_HALO, judges), 0.0, 1.0),
        drift=rng.normal(0.0, world.sd_drift, judges),
        kind=kind,
        favours=favours,
    )


def _draw_kinds(judges: int, rng: np.random.Generator, world: World) -> IntArray:
    kind = np.full(judges, int(JudgeKind.NORMAL), dtype=np.int64)
    order, start = rng.permutation(judges), 0
    for name, share in (
        (JudgeKind.RANDOM, world.random),
        (JudgeKind.CENTRAL, world.central),
        (JudgeKind.HARSH, world.harsh),
        (JudgeKind.FAVOURING, world.favouring),
    ):
        count = round(share * judges)
        kind[order[start : start + count]] = int(name)
        start += count
    return kind


def draw_marks(
    quality: FloatArray,
    pairs: Sequence[tuple[int, int]],
    maxima: Sequence[Fraction | int],
    step: Fraction,
    panel: Panel,
    rng: np.random.Generator,
    world: World = TYPICAL,
    groups: Sequence[int] = (),
    minima: Sequence[Fraction | int] = (),
) -> Simulated:
    """Let the panel read the (paper, judge) pairs, R of them, in this order of time.

    quality
        ``(P,)`` true totals, points of 100.
    maxima
        ``(C,)`` full marks of the criteria; a criterion counts in proportion to its full marks.
    step
        smallest step of a mark, in points; every maximum is a whole number of steps.
    groups
        ``(P,)`` group of each paper, for judges who favour one; empty: nobody is favoured.
    minima
        ``(C,)`` least marks of the criteria; empty: 0 (see least_steps).

    Raises InvalidProblem for a step that does not divide a maximum and for positions outside the lists.
    """
    full = np.array([_whole_steps(maximum, step) for maximum in maxima], dtype=np.int64)
    paper, judge = _positions(pairs, len(quality), len(panel.severity))
    shares = full / full.sum()
    by_criterion = _criterion_truth(quality - world.mean, shares, rng, world)
    lean = _readings(quality - world.mean, by_criterion, paper, judge, panel, rng, world)
    if len(groups):
        favoured = panel.favours[judge] == np.asarray(groups, dtype=np.int64)[paper]
        lean[favoured] += world.favour
    slipped = rng.random(len(paper)) < world.slips
    lean[slipped] += np.where(rng.random(int(slipped.sum())) < 0.7, -world.slip, world.slip)[:, None]
    least = np.array(least_steps(minima, step) or [0] * len(full))
    marks = np.clip(np.rint(full * (world.mean + lean) / 100.0), least, full).astype(np.int64)
    return Simulated(marks, marks.sum(axis=1) * float(step), slipped, panel, quality)


def least_steps(minima: Sequence[Fraction | int], step: Fraction) -> list[int]:
    """Least marks in whole steps: between two of them the upper one."""
    return [math.ceil(Fraction(minimum) / step) for minimum in minima]


def _whole_steps(maximum: Fraction | int, step: Fraction) -> int:
    steps = Fraction(maximum) / step
    if steps.denominator != 1 or steps <= 0:
        raise InvalidProblem(f"full marks {maximum} are not a whole number of steps of {step}")
    return steps.numerator


def _positions(pairs: Sequence[tuple[int, int]], papers: int, judges: int) -> tuple[IntArray, IntArray]:
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    if len(table) and (table.min() < 0 or (table >= (papers, judges)).any()):
        raise InvalidProblem("a reading outside the lists of papers and judges")
    return table[:, 0], table[:, 1]


def _criterion_truth(
    truth: FloatArray, shares: FloatArray, rng: np.random.Generator, world: World
) -> FloatArray:
    """Truth per criterion ``(P, C)`` whose weighted mean is the truth of the total."""
    specific = rng.normal(0.0, world.sd_quality * np.sqrt(1 - world.common), (len(truth), len(shares)))
    return np.asarray(truth[:, None] + specific - (specific @ shares)[:, None])


def _readings(
    truth: FloatArray,
    by_criterion: FloatArray,
    paper: IntArray,
    judge: IntArray,
    panel: Panel,
    rng: np.random.Generator,
    world: World,
) -> FloatArray:
    """What each judge feels about each criterion, ``(R, C)`` deviations, before favour and slips."""
    count, criteria = len(paper), by_criterion.shape[1]
    halo, slope = panel.halo[judge][:, None], panel.slope[judge][:, None]
    seen = halo * truth[paper][:, None] + (1 - halo) * by_criterion[paper]
    time = np.linspace(-1.0, 1.0, count)
    blind = panel.kind[judge] == JudgeKind.RANDOM
    about = np.where(blind[:, None], rng.normal(0.0, world.sd_quality, (count, 1)), slope * seen)
    lean = panel.severity[judge] + panel.drift[judge] * time + panel.noise[judge] * rng.standard_normal(count)
    residual = world.sd_residual * rng.standard_normal((count, criteria))
    return np.asarray(about + lean[:, None] + panel.severity_criterion[judge] + residual)


def simulate_panel(
    paper_quality: FloatArray,
    pairs: Sequence[tuple[int, int]],
    maxima: Sequence[Fraction | int],
    step: Fraction,
    rng: np.random.Generator,
    world: World = TYPICAL,
    judges: int | None = None,
    groups: Sequence[int] = (),
    minima: Sequence[Fraction | int] = (),
) -> Simulated:
    """Draw a panel and let it read a plan: the demo's panel, and the quickest way to marks with known truth.

    ``judges`` defaults to the highest judge in ``pairs`` plus one; the rest as in ``draw_marks``.
    """
    count = judges if judges is not None else max((judge for _, judge in pairs), default=-1) + 1
    full = np.array([float(maximum) for maximum in maxima])
    panel = draw_panel(count, full / full.sum(), rng, world, max(groups, default=0) + 1)
    return draw_marks(paper_quality, pairs, maxima, step, panel, rng, world, groups, minima)
