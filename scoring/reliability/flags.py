"""When a figure of a judge is out of the ordinary, at a known rate of false alarms.

Each test asks: how often would an *ordinary* judge show a figure this far out?  Ordinary judges differ too,
so the spread among them belongs to the yardstick beside the error of the estimate: their scale use by
about a fifth, their noise by about a quarter, their level over time by about a point in a hundred (the
constants below, the size found among trained raters).  A flag is raised below ``FALSE_ALARM``, per judge and
test; it is ``firm`` when it survives Holm's correction over all judges of that test at ``FIRM``, so at most
one panel in twenty without anything wrong has a firm flag of a kind.

Measured (benchmarks/judge_quality.py, 30 contests of 40 ordinary judges each, three readings per paper, 25 / 75
/ 150 readings per judge): at most 1.3 % for any one kind; 3.3 / 3.6 / 2.5 % of the judges have a flag of
any kind, 0.3 / 0.3 / 0.6 % a firm one.  Found: random judges 73 / 100 / 100 %, judges who use a third of the
scale 42 / 87 / 98 %; hardly ever found: favour for one region.

Source: Holm (1979), Scand. J. Statistics 6, 65-70; Cook & Weisberg (1982), Residuals and Influence in
Regression, ch. 2 (deleted studentised residual).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtrc, chdtrc, ndtr, stdtr

from scoring.reliability.habits import InStep, Trend
from scoring.tables import Floats

FALSE_ALARM = 0.01
FIRM = 0.05
ENOUGH = 20  # readings below which no judge is flagged
FEWEST_JUDGES = 6  # of a panel whose own spread is the yardstick

ORDINARY_SLOPE = 0.20  # standard deviation of the logarithm of scale use
ORDINARY_NOISE = 0.25  # the same of the noise
ORDINARY_CHANGE = 0.02  # of the scale, from the first reading to the last
TOLERATED_REPEATS = 1.5  # times the others' share of one and the same total

FOLLOWING = "out_of_step"
SAFE = "safe_marks"
WIDE = "wide_scale"
STRICT = "strict"
GENEROUS = "generous"
NOISY = "noisy"
DRIFTS = "drifts"
HALO = "halo"
SAME = "same_total"
HURRIED = "hurried"
INCONSISTENT = "inconsistent"


@dataclass(frozen=True, slots=True)
class Flag:
    """``code``: which habit.  ``value, expected``: the judge's figure and an ordinary judge's, in the units of
    the report.  ``p``: how often an ordinary judge would show this or worse; ``firm``: see the module.
    ``false_alarm``: share of ordinary judges that this flag hits at most.
    """

    code: str
    value: float
    expected: float
    p: float
    firm: bool
    false_alarm: float = FALSE_ALARM


@dataclass(frozen=True, slots=True)
class Probe:
    """One judge tested for one habit: ``judge`` is a position."""

    judge: int
    code: str
    value: float
    expected: float
    p: float


def holm(p: ArrayLike) -> Floats:
    """P-values adjusted so that among all of them the chance of any false alarm is bounded.

    Parameters
    ----------
    p: (T,) in [0, 1].

    >>> [round(float(x), 3) for x in holm([0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]
    """
    given = np.asarray(p, dtype=float)
    order = np.argsort(given, kind="stable")
    steps = np.maximum.accumulate(given[order] * np.arange(len(given), 0, -1)) if len(given) else given
    adjusted = np.empty_like(given)
    adjusted[order] = np.minimum(steps, 1.0)
    return adjusted


def raise_flags(probes: Sequence[Probe], judges: int) -> tuple[tuple[Flag, ...], ...]:
    """The flags of each judge, worst first; Holm over all probes of one code."""
    found: list[list[Flag]] = [[] for _ in range(judges)]
    by_code: dict[str, list[Probe]] = {}
    for probe in probes:
        by_code.setdefault(probe.code, []).append(probe)
    for code, group in by_code.items():
        for probe, firm in zip(group, holm([one.p for one in group]) < FIRM, strict=True):
            if probe.p < FALSE_ALARM:
                found[probe.judge].append(Flag(code, probe.value, probe.expected, probe.p, bool(firm)))
    return tuple(tuple(sorted(flags, key=lambda f: (not f.firm, f.p, f.code))) for flags in found)


@dataclass(frozen=True, slots=True)
class Usual:
    """Where the middle of this panel lies: scale use (1 when nobody marks carelessly, a little more when
    careless judges pull the average down), and following, as a shift of its Fisher transform from the
    model's expectation.
    """

    slope: float = 1.0
    shift: float = 0.0


def usual(steps: Sequence[InStep]) -> Usual:
    """The medians of the judges with ``ENOUGH`` readings; the model's own expectation for small panels."""
    known = [step for step in steps if step.readings >= ENOUGH and step.following is not None]
    if len(known) < FEWEST_JUDGES:
        return Usual()
    shifts = [_fisher(step.following or 0.0) - _fisher(step.following_expected) for step in known]
    return Usual(float(np.median([step.slope for step in known])), float(np.median(shifts)))


def following_of(step: InStep, panel: Usual) -> float:
    """The correlation that a judge in the middle of this panel would show on the same papers."""
    return float(np.tanh(_fisher(step.following_expected) + panel.shift))


def probe_step(judge: int, step: InStep, panel: Usual) -> list[Probe]:
    """Following, scale use and noise of a judge with ``ENOUGH`` compared readings."""
    if step.readings < ENOUGH or panel.slope <= 0:
        return []
    slope, error = step.slope / panel.slope, step.slope_se / panel.slope
    noise = ORDINARY_NOISE * step.noise_share
    low = (slope - 1.0) / np.hypot(error, ORDINARY_SLOPE)
    probes = [Probe(judge, SAFE, step.slope, panel.slope, _below(low, step.readings - 2))]
    if slope > 1:
        # scale use spreads by factors: upwards its logarithm is normal; at half the rate, since the middle of
        # the panel is itself an estimate
        high = np.log(slope) / np.hypot(error / slope, ORDINARY_SLOPE)
        p = min(1.0, 2 * _below(-high, step.readings - 2))
        probes.append(Probe(judge, WIDE, step.slope, panel.slope, p))
    if step.following is not None:
        usual_following = following_of(step, panel)
        error = np.hypot(np.hypot(ORDINARY_SLOPE, noise) * usual_following, 1 / np.sqrt(step.readings - 3))
        p = _below((_fisher(step.following) - _fisher(usual_following)) / error)
        probes.append(Probe(judge, FOLLOWING, step.following, usual_following, p))
    if step.spread_ratio is not None:
        error = np.hypot(2 * noise, np.sqrt(2 / (step.readings - 2)))
        z = np.log(max(step.spread_ratio, 1e-12)) / error
        probes.append(Probe(judge, NOISY, float(np.sqrt(step.spread_ratio)), 1.0, _below(-z)))
    return probes


def _fisher(correlation: float) -> float:
    return float(np.arctanh(np.clip(correlation, -0.999, 0.999)))


def probe_severity(judge: int, severity: float, error: float, var_judge: float) -> list[Probe]:
    """Strictness against the spread of the panel; the predictions of ordinary judges have variance
    ``var_judge - error ** 2``.  Each side is tested at half the rate, so that both together keep it."""
    spread = var_judge - error**2
    if spread <= 1e-9 * var_judge:
        return []
    z = severity / np.sqrt(spread)
    sides = ((STRICT, -z), (GENEROUS, z))
    return [Probe(judge, code, severity, 0.0, min(1.0, 2 * _below(side))) for code, side in sides]


def probe_trend(judge: int, trend: Trend, readings: int, span: float) -> list[Probe]:
    """Change over time, both ways.  span: points of the scale."""
    if readings < ENOUGH:
        return []
    z = abs(trend.change) / np.hypot(trend.change_se, ORDINARY_CHANGE * span)
    return [Probe(judge, DRIFTS, trend.change, 0.0, 2 * _below(-z, readings - 3))]


def probe_among(code: str, values: Mapping[int, float], *, high: bool) -> list[Probe]:
    """Every judge's value against the mean and spread of the other judges' (t test of one against the rest).

    Parameters
    ----------
    values: judge -> value on a scale where ordinary judges are about normally spread.
    high: is a high value the suspicious one?  P counts both tails all the same: judges' habits spread
        unevenly, and one tail alone would be wrong half as often again as it says.
    """
    m = len(values)
    if m < FEWEST_JUDGES:
        return []
    given = np.array(list(values.values()))
    probes = []
    for judge, value in values.items():
        rest = (given.sum() - value) / (m - 1)
        spread = max(float(((given - rest) ** 2).sum()) - (value - rest) ** 2, 0.0) / (m - 2)
        if spread <= 0:
            continue
        t = (value - rest) / np.sqrt(spread * (1 + 1 / (m - 1)))
        probes.append(
            Probe(judge, code, value, float(rest), min(1.0, 2 * float(stdtr(m - 2, -t if high else t))))
        )
    return probes


def probe_same_total(counts: Mapping[int, tuple[int, int]]) -> list[Probe]:
    """judge -> (how often the commonest total occurs, readings): more than half as often again as with the
    other judges?"""
    probes = []
    for judge, (count, readings) in counts.items():
        rest = [c / n for other, (c, n) in counts.items() if other != judge]
        if not rest:
            continue
        usual = float(np.mean(rest))
        tolerated = min(1.0, TOLERATED_REPEATS * usual)
        probes.append(
            Probe(judge, SAME, count / readings, usual, float(bdtrc(count - 1, readings, tolerated)))
        )
    return probes


def probe_repeats(judge: int, squares: float, repeats: int, noise: float, var_residual: float) -> list[Probe]:
    """Differences of hidden repeats: noisier than two different judges of the panel would be?

    ``squares``: sum of squared differences; under no more noise than the panel's it is ``2 var_residual`` times
    chi-squared with as many degrees as there are repeats.
    """
    if not repeats or var_residual <= 0:
        return []
    p = float(chdtrc(repeats, squares / (2 * var_residual)))
    return [Probe(judge, INCONSISTENT, noise, float(np.sqrt(var_residual)), p)]


def _below(z: float, degrees: float = np.inf) -> float:
    """Share of a normal (of a t) distribution below z."""
    return float(ndtr(z) if np.isinf(degrees) else stdtr(degrees, z))
