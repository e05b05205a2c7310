"""The robust score: besides the strictness of each judge also its use of the scale, its noise and its
favours for one group are estimated, and readings that fit nothing count less.

The model and its fit are in :mod:`scoring.aggregation.chain`.  The score is the posterior mean of what the
panel's average judge would give, on the scale of a judge who follows the others; its interval contains
everything that is not known about the judges.  It is shrunk: a paper about which little is known stays
nearer to what is expected of it.

What is expected of it is the decision ``prior``.  ``"groups"``: the mean of its group (region, unit), which
makes the score as accurate as the marks allow.  ``"panel"``: the same for every paper, so that of two papers
with the same readings neither gains by where it comes from; the groups then serve only to judge the judges.
Inside a group both give nearly the same order.  Measured over 81 simulated contests of 1,000 papers: root
mean square error 3.26 and 3.33, Kendall's tau .704 and .697, right choices per region .626 and .625 (plain
mean: 4.00, .633 and .556).  Use ``"panel"`` where papers of different groups compete for the same place.

The marks of single criteria are not used: with nearly equal weights their differences say nothing about the
total, and what they say about the judges is already in the totals of 15 or more readings.

A mark at an end of the scale counts as "at least" or "at most", one on a coarse scale as within half a step
(:mod:`scoring.aggregation.limits`); a paper to which strict judges gave full marks may have a score above them.
Measured with marks from 1 to 5: see ``benchmarks/standings.py``.

Where the marks cannot tell these things apart (fewer than three judges, hardly any paper read twice) the
fit is that of :mod:`scoring.aggregation.severity`, and says so.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import ndtri
from threadpoolctl import threadpool_limits

from scoring.aggregation import parts, severity
from scoring.aggregation.chain import Evidence, State, sweep
from scoring.aggregation.limits import Limits
from scoring.aggregation.panel import Panel
from scoring.aggregation.tally import Tally
from scoring.errors import InvalidProblem
from scoring.tables import Floats, Ints, MarkTable

Prior = Literal["groups", "panel"]

WARM_UP = 80  # sweeps before anything is kept
STATES = 250  # kept
FEWEST_STATES = 40
LARGE = 12_000_000  # readings times states beyond which fewer states are kept
APART = 4  # sweeps from one kept state to the next
FEWEST_JUDGES = 3
FEWEST_PAPERS = 5  # read twice or more
FEW_JUDGES = 8
AT_LIMIT = 0.02  # share of readings with full marks or the least from which intervals are too narrow near it
SURE = 0.5  # probability from which a favour is reported
HALF_WIDTH = float(ndtri((1 + severity.COVERAGE) / 2))


@dataclass(frozen=True, slots=True)
class Favour:
    """A judge who marks one group differently from all others: ``points`` on average (positive = in its
    favour), with what ``probability`` there is such a difference."""

    judge: str
    group: Hashable
    points: float
    probability: float


@dataclass(frozen=True, slots=True, eq=False)
class RobustFit:
    """Result of :func:`fit`; P papers and J judges in the order of the table, points unless said.

    ``adjusted, se, low, high``: (P,) score, standard deviation, 90 % interval (inside the scale, a score beyond
    it is itself the bound); NaN exactly where ``readings`` is 0.
    ``severity, severity_se``: (J,) positive = strict, relative to the panel's average judge, at an average
    paper.  ``slope``: (J,) use of the scale, 1 = as a judge who follows the others, 0 = marks have nothing to
    do with the paper.  ``noise``: (J,) standard deviation of a reading.  ``weight``: (J,) what a reading tells
    about a paper (slope squared / noise squared), the median judge = 1.  ``flat``: (J,) probability that the
    judge hardly follows the others.  ``favours``: likely favours, surest first.
    ``paper_component, judge_component, readings, level``: as in ``SeverityFit``.
    ``var_paper, var_judge, var_residual``: points squared; ``var_groups``: the part of ``var_paper`` that lies
    between groups, one number per level, coarse to fine.
    ``left_out``: (R,) each reading as predicted from all others; None when nothing was sampled.
    ``shared``: (S, P) float32, scores at S states of the judges; ``own``: (P,) variance of a paper around them.
    ``prior``: see the module; ``states``: S, 0 when the fit is of severity only.
    ``warnings``: sorted codes, those of ``SeverityFit`` about the design and ``few_judges, marks_at_limit,
    severity_only``.
    """

    adjusted: Floats
    se: Floats
    low: Floats
    high: Floats
    severity: Floats
    severity_se: Floats
    slope: Floats
    noise: Floats
    weight: Floats
    flat: Floats
    favours: tuple[Favour, ...]
    paper_component: Ints
    judge_component: Ints
    readings: Ints
    level: float
    var_paper: float
    var_judge: float
    var_residual: float
    var_groups: tuple[float, ...]
    left_out: Floats | None
    shared: np.ndarray[tuple[int, int], np.dtype[np.float32]]
    own: Floats
    prior: Prior
    states: int
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Sampled:
    """A chain's tally, what brings it back to points, and the panel it is about.

    ``papers, judges``: positions in the table of the panel's papers and judges; ``order``: the panel's readings
    in the order of the table.
    """

    panel: Panel
    tally: Tally
    papers: Ints
    judges: Ints
    order: Ints
    centre: float
    unit: float
    groups: tuple[Hashable, ...]


def fit(
    table: MarkTable,
    groups: Sequence[Hashable] | None = None,
    *,
    prior: Prior = "groups",
    seed: int = 0,
    states: int | None = None,
) -> RobustFit:
    """Robust scores of a table of marks.

    Depends on ids, marks, groups and seed only, not on the order of papers, judges or readings.

    Parameters
    ----------
    table: readings of P papers.
    groups: P labels, e.g. the region of each paper; a tuple names nested groups, coarse to fine, e.g.
        ``(region, unit)``, and then all labels must be tuples of one length.  None: no groups.
    prior: what is expected of a paper, see the module.
    seed: of the chain; scores of two seeds differ by about 0.02 of their standard error.
    states: of the judges that are kept; None: 250, fewer for more than 48,000 readings, never under 40.

    Raises
    ------
    InvalidProblem: no reading at all; not one group per paper; labels of different length.
    """
    if not len(table.total):
        raise InvalidProblem("there is no reading to make a score of")
    levels = _levels(table, groups)
    if not _supported(table):
        return _severity_only(table, prior)
    if states is None:
        states = int(np.clip(LARGE // len(table.total), FEWEST_STATES, STATES))
    with threadpool_limits(limits=1, user_api="blas"):  # small matrices: a second thread only waits
        return _result(table, _sample(table, levels, prior, seed, states), prior)


def _supported(table: MarkTable) -> bool:
    """Whether the marks can tell judges' ways of marking from the quality of papers."""
    several = table.readings_per_judge() >= 2
    repeated = table.readings_per_paper() >= 2
    enough = several.sum() >= FEWEST_JUDGES and repeated.sum() >= FEWEST_PAPERS
    return bool(enough and np.ptp(table.total) > 0)


def _levels(table: MarkTable, groups: Sequence[Hashable] | None) -> list[list[Hashable]]:
    """For each level the label of every paper, finer ones with all coarser ones in front."""
    if groups is None:
        return []
    if len(groups) != len(table.papers):
        raise InvalidProblem(f"{len(table.papers)} papers but {len(groups)} groups")
    depths = {len(label) if isinstance(label, tuple) else 0 for label in groups}
    if len(depths) > 1:
        raise InvalidProblem("groups must be nested equally deep for all papers")
    if depths == {0}:
        return [list(groups)]
    nested = [label for label in groups if isinstance(label, tuple)]
    return [[label[: depth + 1] for label in nested] for depth in range(max(depths, default=0))]


def _sample(table: MarkTable, levels: list[list[Hashable]], prior: Prior, seed: int, states: int) -> _Sampled:
    papers, paper = _by_name(table.papers, table.paper)
    judges, judge = _by_name(table.judges, table.judge)
    order = np.lexsort((judge, paper))
    centre, unit = float(table.total.mean()), float(table.total.std())
    grouped = [_numbered([labels[i] for i in papers.tolist()]) for labels in levels]
    useful = [pair for pair in grouped if 2 <= len(pair[1]) <= len(papers) / 2]
    mark = (table.total[order] - centre) / unit
    limits = Limits.told(table, unit, order, judges)
    panel = Panel.of(paper[order], judge[order], mark, [level for level, _ in useful], limits)
    tally = _run(panel, prior, seed, states)
    back = np.argsort(order)
    names = useful[0][1] if useful else ()
    return _Sampled(panel, tally, papers, judges, back, centre, unit, names)


def _by_name(ids: tuple[str, ...], position: Ints) -> tuple[Ints, Ints]:
    """Positions that occur, in the order of their ids, and every reading's place among them."""
    used = sorted(np.unique(position).tolist(), key=lambda i: ids[i])
    place = np.zeros(len(ids), dtype=np.int64)
    place[used] = np.arange(len(used))
    return np.array(used, dtype=np.int64), place[position]


def _numbered(labels: list[Hashable]) -> tuple[Ints, tuple[Hashable, ...]]:
    """Groups numbered as they appear, and their labels."""
    number: dict[Hashable, int] = {}
    dense = [number.setdefault(label, len(number)) for label in labels]
    return np.array(dense, dtype=np.int64), tuple(number)


def _run(panel: Panel, prior: Prior, seed: int, states: int) -> Tally:
    rng = np.random.default_rng(seed)
    state = State.start(panel)
    evidence = Evidence.start(panel, state)
    for _ in range(WARM_UP):
        evidence = sweep(panel, state, evidence, rng)
    tally = Tally(panel, prior == "groups", states)
    for _ in range(states):
        for _ in range(APART):
            evidence = sweep(panel, state, evidence, rng)
        tally.add(state)
    return tally


def _result(table: MarkTable, sampled: _Sampled, prior: Prior) -> RobustFit:
    tally, unit = sampled.tally, sampled.unit
    at_paper, at_judge = (sampled.papers, len(table.papers)), (sampled.judges, len(table.judges))
    own = unit**2 * tally.own / tally.states
    score = sampled.centre + unit * tally.score.mean
    se = np.sqrt(own + unit**2 * tally.score.variance)
    low, high = _inside(table, score, HALF_WIDTH * se)
    level, var_quality, var_judge, var_residual, *var_groups = tally.variances.mean.tolist()
    part = parts.components(sampled.panel.paper, sampled.panel.judge)
    weight = tally.weight / np.median(tally.weight)
    between = tuple(round(unit**2 * v, parts.STORED_DECIMALS) for v in var_groups)
    left_out = sampled.centre + unit * tally.left_out
    shared = np.full((len(tally.scores), len(table.papers)), np.nan, dtype=np.float32)
    shared[:, sampled.papers] = sampled.centre + unit * tally.scores
    shared.setflags(write=False)
    return RobustFit(
        adjusted=parts.placed(score, at_paper, np.nan),
        se=parts.placed(se, at_paper, np.nan),
        low=parts.placed(low, at_paper, np.nan),
        high=parts.placed(high, at_paper, np.nan),
        severity=parts.placed(-unit * tally.lean.mean, at_judge, 0.0),
        severity_se=parts.placed(unit * np.sqrt(tally.lean.variance), at_judge, unit * np.sqrt(var_judge)),
        slope=parts.placed(tally.slope.mean, at_judge, 1.0),
        noise=parts.placed(
            unit * np.sqrt(tally.noise / tally.states), at_judge, unit * np.sqrt(var_residual)
        ),
        weight=parts.placed(weight, at_judge, 1.0),
        flat=parts.placed(tally.flat / tally.states, at_judge, 0.0),
        favours=_favours(table, sampled),
        paper_component=parts.labels(part[0], at_paper),
        judge_component=parts.labels(part[1], at_judge),
        readings=table.readings_per_paper(),
        level=round(sampled.centre + unit * level, parts.STORED_DECIMALS),
        var_paper=round(unit**2 * (var_quality + sum(var_groups)), parts.STORED_DECIMALS),
        var_judge=round(unit**2 * var_judge, parts.STORED_DECIMALS),
        var_residual=round(unit**2 * var_residual, parts.STORED_DECIMALS),
        var_groups=between,
        left_out=parts.stored(np.clip(left_out, table.least, table.full_marks)[sampled.order]),
        shared=shared,
        own=parts.placed(own, at_paper, np.nan),
        prior=prior,
        states=tally.states,
        warnings=_warnings(table, part, bool(sampled.groups)),
    )


def _inside(table: MarkTable, score: Floats, half: Floats) -> tuple[Floats, Floats]:
    """Ends of the intervals, cut at the ends of the scale but never short of the score."""
    low = np.minimum(np.maximum(score - half, table.least), score)
    return low, np.maximum(np.minimum(score + half, table.full_marks), score)


def _favours(table: MarkTable, sampled: _Sampled) -> tuple[Favour, ...]:
    panel, tally = sampled.panel, sampled.tally
    if panel.cell is None:
        return ()
    found = []
    chance = tally.favoured / tally.states
    for cell in np.flatnonzero(chance >= SURE).tolist():
        reading = int(np.argmax(panel.cell == cell))
        judge = table.judges[sampled.judges[panel.judge[reading]]]
        group = sampled.groups[panel.levels[0][panel.paper[reading]]]
        points = sampled.unit * float(tally.favour[cell] / tally.favoured[cell])
        found.append(Favour(judge, group, round(points, 3), round(float(chance[cell]), 4)))
    return tuple(sorted(found, key=lambda one: (-one.probability, one.judge, str(one.group))))


def _warnings(table: MarkTable, part: tuple[Ints, Ints], groups_told: bool) -> tuple[str, ...]:
    found = parts.design_warnings(table, part, groups_told=groups_told)
    if (table.readings_per_judge() > 0).sum() < FEW_JUDGES:
        found.add("few_judges")
    if np.mean((table.total == table.least) | (table.total == table.full_marks)) > AT_LIMIT:
        found.add("marks_at_limit")
    return tuple(sorted(found))


def _severity_only(table: MarkTable, prior: Prior) -> RobustFit:
    """The severity model in the form of a robust fit: all slopes 1, all noises alike."""
    simple = severity.fit(table)
    judges = np.ones(len(table.judges))
    one_state = simple.adjusted[None, :].astype(np.float32)
    one_state.setflags(write=False)
    return RobustFit(
        adjusted=simple.adjusted,
        se=simple.se,
        low=simple.low,
        high=simple.high,
        severity=simple.severity,
        severity_se=simple.severity_se,
        slope=parts.stored(judges),
        noise=parts.stored(judges * np.sqrt(simple.var_residual)),
        weight=parts.stored(judges),
        flat=parts.stored(0 * judges),
        favours=(),
        paper_component=simple.paper_component,
        judge_component=simple.judge_component,
        readings=simple.readings,
        level=simple.level,
        var_paper=simple.var_paper,
        var_judge=simple.var_judge,
        var_residual=simple.var_residual,
        var_groups=(),
        left_out=None,
        shared=one_state,
        own=parts.stored(simple.se**2),
        prior=prior,
        states=0,
        warnings=tuple(sorted({*simple.warnings, "severity_only"})),
    )
