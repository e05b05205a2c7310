"""One contest from truth to selection, as a set-up and a scenario would run it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from scoring.aggregation import plain, severity
from scoring.assignment.flow import solve
from scoring.assignment.problem import AssignmentProblem, Pair, Plan
from scoring.rehearsal.setup import SCOPES, Scenario, Setup
from scoring.selection.choose import choose
from scoring.selection.problem import Candidate
from scoring.simulate import Panel, draw_marks, draw_panel, draw_quality
from scoring.tables import Bools, Floats, Ints, MarkTable


@dataclass(frozen=True, slots=True)
class Truth:
    """What one run takes place in; P papers, J judges with those that a scenario may add.

    group
        ``(P,)`` group of each paper.
    quality
        ``(P,)`` points of 100.
    best
        ``(P,)`` bool: what the quotas would select if the quality were known.
    panel, leaves
        the judges; ``(J,)`` order in which they drop out, the smallest first.
    """

    group: Ints
    quality: Floats
    best: Bools
    panel: Panel
    leaves: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """How one contest went: who read what, the marks, and ``chosen`` (P,) bool, what was selected."""

    problem: AssignmentProblem
    pairs: tuple[Pair, ...]
    judges: tuple[int, ...]
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
    return Truth(group, quality, selected(setup, group, quality), panel, rng.random(judges))


def play(setup: Setup, scenario: Scenario, truth: Truth, rng: np.random.Generator, everybody: Plan) -> Played:
    """Assign, mark, score and select; ``everybody``: the plan when nobody drops out.

    Raises Infeasible when the judges who are left do not suffice.
    """
    judges = staff(setup, scenario, truth.leaves)
    problem = problem_of(setup, scenario.readings, judges)
    complete = len(judges) == setup.judges + scenario.more_judges
    pairs = (everybody if complete else solve(problem, rng)).pairs
    table = _table(setup, problem, pairs, _totals(setup, truth, judges, pairs, rng))
    return Played(problem, pairs, tuple(judges), table, selected(setup, truth.group, scores(setup, table)))


def staff(setup: Setup, scenario: Scenario, leaves: Floats) -> list[int]:
    """Judges who are there (positions; those above the set-up's are the added ones), drop-outs left out."""
    count = setup.judges + scenario.more_judges
    gone = round(setup.drop_outs * count)
    return sorted(np.argsort(leaves[:count], kind="stable")[gone:].tolist())


def problem_of(setup: Setup, readings: int, judges: list[int]) -> AssignmentProblem:
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
