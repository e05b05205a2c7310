"""One contest from truth to selection, as a set-up and a scenario would run it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from scoring.aggregation import plain, severity
from scoring.assignment.flow import solve
from scoring.assignment.problem import AssignmentProblem, Pair
from scoring.rehearsal.setup import SCOPES, Scenario, Setup
from scoring.selection.choose import choose
from scoring.selection.problem import Candidate
from scoring.simulate import Panel, draw_marks, draw_panel, draw_quality
from scoring.tables import Bools, Floats, Ints, MarkTable


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """What one run takes place in; P papers, J judges with those that a scenario may add.

    group
        ``(P,)`` group of each paper.
    quality
        ``(P,)`` points of 100.
    best
        ``(P,)`` bool: what the quotas would select if the quality were known.
    panel
        the judges.
    """

    group: Ints
    quality: Floats
    best: Bools
    panel: Panel


@dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """Who is there and who reads what: positions of the ``judges`` who did not drop out, their problem, a plan."""

    judges: tuple[int, ...]
    problem: AssignmentProblem
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """How one contest went: the marks, and ``chosen`` (P,) bool, what was selected."""

    table: MarkTable
    chosen: Bools

    @property
    def busiest(self) -> int:
        """Readings of the judge who has most."""
        return int(self.table.readings_per_judge().max())


def draw_truth(setup: Setup, judges: int, rng: np.random.Generator) -> Truth:
    """Works and ``judges`` judges for one run."""
    group = np.repeat(np.arange(len(setup.groups)), setup.papers)
    quality = draw_quality(group.tolist(), rng, setup.world)
    full = np.array([float(m) for m in setup.maxima])
    panel = draw_panel(judges, full / full.sum(), rng, setup.world, len(setup.groups))
    return Truth(group, quality, selected(setup, group, quality), panel)


def planned(setup: Setup, readings: int, judges: tuple[int, ...], rng: np.random.Generator) -> Planned:
    """The plan for these judges.  Raises Infeasible when they do not suffice."""
    problem = problem_of(setup, readings, judges)
    return Planned(judges, problem, solve(problem, rng).pairs)


def play(setup: Setup, plan: Planned, truth: Truth, rng: np.random.Generator) -> Played:
    """Mark, score and select."""
    table = _table(setup, plan.problem, plan.pairs, _totals(setup, truth, plan.judges, plan.pairs, rng))
    return Played(table, selected(setup, truth.group, scores(setup, table)))


def staff(setup: Setup, scenario: Scenario, leaves: Floats) -> tuple[int, ...]:
    """Judges who are there (positions, the added ones above the set-up's), the first in ``leaves`` left out.

    leaves: ``(J,)`` order in which judges drop out, the smallest first.
    """
    count = setup.judges + scenario.more_judges
    gone = round(setup.drop_outs * count)
    return tuple(sorted(np.argsort(leaves[:count], kind="stable")[gone:].tolist()))


def problem_of(setup: Setup, readings: int, judges: Sequence[int]) -> AssignmentProblem:
    """Who must read how much; an added judge may read everything, as much as the busiest of the others may."""
    bounds = list(accumulate(setup.papers, initial=0))
    barred = {
        (paper, at)
        for at, judge in enumerate(judges)
        for group in range(len(setup.groups))
        if (group, judge) in setup.barred
        for paper in range(bounds[group], bounds[group + 1])
    }
    known = setup.judges
    return AssignmentProblem(
        papers=tuple(map(str, range(bounds[-1]))),
        judges=tuple(map(str, judges)),
        readings=readings,
        conflicts=frozenset(barred),
        load_min=tuple(setup.load_min[j] if j < known else 0 for j in judges),
        load_max=tuple(setup.load_max[j] if j < known else max(setup.load_max) for j in judges),
        paper_group=tuple(np.repeat(np.arange(len(setup.groups)), setup.papers).tolist()),
    )


def _totals(
    setup: Setup, truth: Truth, judges: Sequence[int], pairs: Sequence[Pair], rng: np.random.Generator
) -> Floats:
    """``(R,)`` points given to the pairs, which are read in random order of time."""
    order = rng.permutation(len(pairs))
    read = [(pairs[i][0], judges[pairs[i][1]]) for i in order.tolist()]
    groups = truth.group.tolist()
    drawn = draw_marks(truth.quality, read, setup.maxima, setup.step, truth.panel, rng, setup.world, groups)
    totals = np.empty(len(pairs))
    totals[order] = drawn.totals
    return totals


def _table(setup: Setup, problem: AssignmentProblem, pairs: Sequence[Pair], totals: Floats) -> MarkTable:
    read = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    full_marks = float(sum(setup.maxima))
    return MarkTable(problem.papers, problem.judges, read[:, 0], read[:, 1], totals, full_marks)


def scores(setup: Setup, table: MarkTable) -> Floats:
    """``(P,)`` score of each paper by the set-up's method; the trimmed mean is the mean below five readings."""
    if setup.method == "mean":
        return plain.mean(table).score
    if setup.method == "trimmed":
        trimmed = plain.trimmed(table)
        return np.where(trimmed.available, trimmed.score, plain.mean(table).score)
    return severity.fit(table).adjusted


def selected(setup: Setup, group: Ints, score: Floats) -> Bools:
    """``(P,)`` bool: what the quotas select by this score."""
    bodies = [{"group": g} for g in setup.groups]
    for body, category in zip(bodies, setup.categories, strict=False):
        body["category"] = category
    candidates = [
        Candidate(id=str(i), score=float(value), bodies=bodies[g])
        for i, (g, value) in enumerate(zip(group.tolist(), score.tolist(), strict=True))
    ]
    quotas = [quota for quota in setup.quotas if quota.scope in SCOPES]
    chosen = np.zeros(len(score), dtype=bool)
    chosen[[int(i) for i in choose(candidates, quotas, seed=0).selected]] = True
    return chosen
