"""One contest from truth to selection, as a set-up and a scenario would run it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from scoring.aggregation import methods, posterior, robust, severity
from scoring.assignment.flow import solve
from scoring.assignment.problem import AssignmentProblem, Pair
from scoring.rehearsal.setup import Scenario, Setup
from scoring.selection.borderline import MORE_AT_MOST, ROUNDS, next_readings
from scoring.selection.problem import Candidate
from scoring.selection.stability import cross, inclusion
from scoring.simulate import Panel, draw_marks, draw_panel, draw_quality, least_steps
from scoring.tables import Bools, Floats, Ints, MarkTable

STATES = 60  # of the robust model: its scores are then within 0.1 points of a full chain's
DRAWS = 300  # for the chances that say where another reading belongs
FEW_DRAWS = 40  # the same where quotas cross, e.g. shares of genres, and each choice is dear


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
    """How one contest went: who read what and gave what, and ``chosen`` (P,) bool, what was selected."""

    pairs: tuple[Pair, ...]
    totals: Floats
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
    return _played(setup, plan, truth, plan.pairs, _totals(setup, truth, plan.judges, plan.pairs, rng))


def deepen(
    setup: Setup, plan: Planned, truth: Truth, played: Played, extra: float, rng: np.random.Generator
) -> Played:
    """The contest with ``extra`` more readings per paper near the line of selection, in a few rounds.

    Where they belong is told by the severity model whatever the method of the set-up is, which is cheap.
    Raises Infeasible when no judge may or can read more.
    """
    table, pairs, totals = played.table, played.pairs, played.totals
    first = table.readings_per_paper()
    budget = round(extra * len(first))
    dear = cross(_candidates(setup, truth.group, truth.quality), setup.kept)
    for part in np.diff(np.linspace(0, budget, ROUNDS + 1).round()).astype(int).tolist():
        fit = severity.fit(table)
        drawn = posterior.draws(fit, FEW_DRAWS if dear else DRAWS, int(rng.integers(2**31)))
        share = inclusion(_candidates(setup, truth.group, fit.adjusted), drawn, setup.kept, rng=rng)
        more = table.readings_per_paper() < first + MORE_AT_MOST
        noise = max(float(np.sqrt(fit.var_residual)), 1e-6)
        chosen = next_readings(share, fit.se, noise, part, may_read=more).papers
        new = _readers(plan.problem, pairs, chosen, rng)
        totals = np.concatenate([totals, _totals(setup, truth, plan.judges, new, rng)])
        pairs = (*pairs, *new)
        table = _table(setup, plan.problem, pairs, totals)
    return _played(setup, plan, truth, pairs, totals)


def _played(setup: Setup, plan: Planned, truth: Truth, pairs: tuple[Pair, ...], totals: Floats) -> Played:
    table = _table(setup, plan.problem, pairs, totals)
    return Played(pairs, totals, table, selected(setup, truth.group, scores(setup, table)))


def _readers(
    problem: AssignmentProblem, pairs: tuple[Pair, ...], papers: tuple[int, ...], rng: np.random.Generator
) -> tuple[Pair, ...]:
    """A further judge for each of these papers, by the same solver."""
    demand = np.bincount([paper for paper, _ in pairs], minlength=len(problem.papers))
    demand[list(papers)] += 1
    more = replace(problem, fixed=pairs, demand=tuple(demand.tolist()))
    return tuple(sorted(set(solve(more, rng).pairs) - set(pairs)))


def staff(setup: Setup, scenario: Scenario, leaves: Floats) -> tuple[int, ...]:
    """Judges who are there (positions, the added ones above the set-up's), the first in ``leaves`` left out.

    leaves: ``(J,)`` order in which judges drop out, the smallest first.
    """
    count = setup.judges + scenario.more_judges
    gone = round(setup.drop_outs * count)
    return tuple(sorted(np.argsort(leaves[:count], kind="stable")[gone:].tolist()))


def problem_of(setup: Setup, readings: int, judges: Sequence[int]) -> AssignmentProblem:
    """Who must read how much; an added judge may read everything, as much as the busiest of the others may."""
    known = setup.judges
    group = np.repeat(np.arange(len(setup.groups)), setup.papers).tolist()
    at = {judge: place for place, judge in enumerate(judges)}
    return AssignmentProblem(
        papers=tuple(map(str, range(len(group)))),
        judges=tuple(map(str, judges)),
        readings=readings,
        conflicts=frozenset(),
        load_min=tuple(setup.load_min[j] if j < known else 0 for j in judges),
        load_max=tuple(setup.load_max[j] if j < known else max(setup.load_max) for j in judges),
        paper_kind=tuple(group),
        barred=tuple(
            frozenset(place for judge, place in at.items() if (g, judge) in setup.barred)
            for g in range(len(setup.groups))
        ),
        paper_group=tuple(group),
        apart=frozenset((at[a], at[b]) for a, b in setup.apart if a in at and b in at),
    )


def _totals(
    setup: Setup, truth: Truth, judges: Sequence[int], pairs: Sequence[Pair], rng: np.random.Generator
) -> Floats:
    """``(R,)`` points given to the pairs, which are read in random order of time."""
    order = rng.permutation(len(pairs))
    read = [(pairs[i][0], judges[pairs[i][1]]) for i in order.tolist()]
    groups = truth.group.tolist()
    drawn = draw_marks(
        truth.quality, read, setup.maxima, setup.step, truth.panel, rng, setup.world, groups, setup.minima
    )
    totals = np.empty(len(pairs))
    totals[order] = drawn.totals
    return totals


def _table(setup: Setup, problem: AssignmentProblem, pairs: Sequence[Pair], totals: Floats) -> MarkTable:
    read = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    full_marks, steps = float(sum(setup.maxima)), least_steps(setup.minima, setup.step)
    least = sum(steps) * float(setup.step)  # as a total is made of steps
    return MarkTable(problem.papers, problem.judges, read[:, 0], read[:, 1], totals, full_marks, least)


def scores(setup: Setup, table: MarkTable) -> Floats:
    """``(P,)`` score of each paper by the set-up's method."""
    if setup.method == "adjusted":
        return severity.fit(table).adjusted
    if setup.method == "robust":
        return robust.fit(table, states=STATES).adjusted
    by_hand = {"mean": methods.mean, "trimmed": methods.trimmed, "standardised": methods.standardised}
    return by_hand[setup.method](table).score


def selected(setup: Setup, group: Ints, score: Floats) -> Bools:
    """``(P,)`` bool: what the quotas select by this score; ties are broken by a lot that is always the same."""
    rng = np.random.default_rng(0)
    return inclusion(_candidates(setup, group, score), score[None, :], setup.kept, rng=rng) > 0


def _candidates(setup: Setup, group: Ints, score: Floats) -> list[Candidate]:
    bodies = [{"group": g} for g in setup.groups]
    for body, category in zip(bodies, setup.categories, strict=False):
        body["category"] = category
    own = [{scope: keys[i] for scope, keys in setup.bodies.items()} for i in range(len(group))]
    return [
        Candidate(id=str(i), score=float(value), bodies=bodies[g] | own[i])
        for i, (g, value) in enumerate(zip(group.tolist(), score.tolist(), strict=True))
    ]
