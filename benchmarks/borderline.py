"""``python -m benchmarks.borderline [--contests 15] [--method adjusted|robust] [--readings 2] [--budgets .1 .2]``.

What one more reading here and there is worth: 1,000 papers of 20 regions, 40 judges, the best five of each region
chosen.  Readings beyond the first ones are given

rule    where one more reading corrects the selection most (``scoring.selection.borderline``), in three rounds
even    to papers drawn evenly from all regions
random  to any papers
range   to the papers whose readings lie furthest apart

and the share of right choices is printed against the true quality, with the gain over no further reading and its
standard error over contests.  Every judge's reading of every paper is drawn beforehand, so that all ways of
spending the budget meet the same marks; plans are made by the product's solver.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from scoring import simulate
from scoring.aggregation import posterior, robust, severity
from scoring.assignment.flow import solve
from scoring.assignment.problem import AssignmentProblem
from scoring.selection.borderline import MORE_AT_MOST, ROUNDS, next_readings
from scoring.selection.choose import choose
from scoring.selection.problem import EACH, Candidate, Quota
from scoring.selection.stability import inclusion
from scoring.tables import Bools, Floats, Ints, MarkTable

PAPERS, JUDGES, REGIONS, CHOSEN = 1000, 40, 20, 5
MAXIMA = (40, 30, 30)
DRAWS = 1000
QUOTAS = [Quota("region", EACH, maximum=CHOSEN)]
REGION = np.arange(PAPERS) * REGIONS // PAPERS


@dataclass(frozen=True, slots=True)
class Contest:
    """``total``: (P, J) what each judge would give to each paper; ``home``: (J,) region a judge may not read."""

    quality: Floats
    total: Floats
    home: Ints
    best: Bools
    seed: int


@dataclass(frozen=True, slots=True)
class Fit:
    """Scores of a table of marks, their standard errors, draws of what they may be, noise of one reading."""

    score: Floats
    se: Floats
    draws: Floats
    noise: float


Read = Bools  # (P, J), who has read what


def contest(seed: int) -> Contest:
    """One contest of the product's simulator."""
    rng = np.random.default_rng(seed)
    quality = simulate.draw_quality(REGION.tolist(), rng)
    full = np.array(MAXIMA, dtype=float)
    panel = simulate.draw_panel(JUDGES, full / full.sum(), rng, groups=REGIONS)
    pairs = [(paper, judge) for paper in range(PAPERS) for judge in range(JUDGES)]
    order = rng.permutation(len(pairs))  # of time: judges drift
    drawn = simulate.draw_marks(
        quality, [pairs[i] for i in order.tolist()], MAXIMA, Fraction(1), panel, rng, groups=REGION.tolist()
    )
    total = np.empty(len(pairs))
    total[order] = drawn.totals
    home = rng.permutation(np.arange(JUDGES) % REGIONS)
    return Contest(quality, total.reshape(PAPERS, JUDGES), home, right(quality), seed)


def right(score: Floats) -> Bools:
    """(P,) who is chosen by this score."""
    chosen = set(choose(candidates(score), QUOTAS, seed=1).selected)
    return np.array([str(i) in chosen for i in range(PAPERS)])


def candidates(score: Floats) -> list[Candidate]:
    return [
        Candidate(str(i), float(value), {"region": str(region)})
        for i, (value, region) in enumerate(zip(score.tolist(), REGION.tolist(), strict=True))
    ]


def planned(given: Contest, demand: Ints, read: Read) -> Read:
    """Readings up to the demand, those already done among them."""
    problem = AssignmentProblem(
        papers=tuple(map(str, range(PAPERS))),
        judges=tuple(map(str, range(JUDGES))),
        readings=1,
        conflicts=frozenset(),
        load_min=(0,) * JUDGES,
        load_max=(PAPERS,) * JUDGES,
        fixed=tuple((int(p), int(j)) for p, j in np.argwhere(read)),
        paper_kind=tuple(REGION.tolist()),
        barred=tuple(frozenset(np.flatnonzero(given.home == region).tolist()) for region in range(REGIONS)),
        demand=tuple(demand.tolist()),
    )
    pairs = np.array(solve(problem, np.random.default_rng(given.seed)).pairs)
    found = np.zeros_like(read)
    found[pairs[:, 0], pairs[:, 1]] = True
    return found


def fitted(given: Contest, read: Read, method: str) -> Fit:
    """Scores from the readings done."""
    paper, judge = np.nonzero(read)
    names = tuple(map(str, range(PAPERS))), tuple(map(str, range(JUDGES)))
    table = MarkTable(*names, paper, judge, given.total[paper, judge], float(sum(MAXIMA)))
    fit: robust.RobustFit | severity.SeverityFit
    fit = robust.fit(table, REGION.tolist(), seed=given.seed) if method == "robust" else severity.fit(table)
    return Fit(fit.adjusted, fit.se, posterior.draws(fit, DRAWS, given.seed), fit.var_residual**0.5)


def by_rule(given: Contest, read: Read, budget: int, method: str) -> Iterator[Sequence[int]]:
    """Papers of one round after the other; between rounds the caller adds what was read to ``read``."""
    first = int(read.sum(axis=1).max())
    spent = 0
    for turn in range(1, ROUNDS + 1):
        fit = fitted(given, read, method)
        share = inclusion(candidates(fit.score), fit.draws, QUOTAS, rng=np.random.default_rng(given.seed))
        may = read.sum(axis=1) < first + MORE_AT_MOST
        plan = next_readings(share, fit.se, fit.noise, budget * turn // ROUNDS - spent, may_read=may)
        spent += len(plan.papers)
        yield plan.papers


def evenly(given: Contest, read: Read, budget: int, method: str) -> Iterator[Sequence[int]]:
    rng = np.random.default_rng(given.seed)
    rank = np.argsort(np.argsort(rng.random((REGIONS, PAPERS // REGIONS)), axis=1), axis=1).reshape(-1)
    yield np.argsort(rank, kind="stable")[:budget].tolist()


def anywhere(given: Contest, read: Read, budget: int, method: str) -> Iterator[Sequence[int]]:
    yield np.random.default_rng(given.seed).choice(PAPERS, budget, replace=False).tolist()


def by_range(given: Contest, read: Read, budget: int, method: str) -> Iterator[Sequence[int]]:
    highest = np.where(read, given.total, -np.inf).max(axis=1)
    lowest = np.where(read, given.total, np.inf).min(axis=1)
    yield np.argsort(lowest - highest, kind="stable")[:budget].tolist()


WAYS: dict[str, Callable[[Contest, Read, int, str], Iterator[Sequence[int]]]] = {
    "rule": by_rule,
    "even": evenly,
    "random": anywhere,
    "range": by_range,
}


def share_right(given: Contest, read: Read, way: str, budget: int, method: str) -> float:
    """Share of right choices after the budget was spent in one way."""
    read = read.copy()
    if budget:
        for papers in WAYS[way](given, read, budget, method):
            demand = read.sum(axis=1)
            demand[list(papers)] += 1
            read |= planned(given, demand, read)
    chosen = right(fitted(given, read, method).score)
    return float((chosen & given.best).sum() / given.best.sum())


def main() -> None:
    """Measure and print the curve."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--contests", type=int, default=15)
    parser.add_argument("--method", choices=("adjusted", "robust"), default="adjusted")
    parser.add_argument("--readings", type=int, default=2)
    parser.add_argument("--budgets", type=float, nargs="+", default=[0.05, 0.1, 0.2, 0.4])
    given = parser.parse_args()
    base: list[float] = []
    found: dict[tuple[str, float], list[float]] = {(w, b): [] for w in WAYS for b in given.budgets}
    for seed in range(given.contests):
        one = contest(seed)
        first = np.full(PAPERS, given.readings)
        read = planned(one, first, np.zeros((PAPERS, JUDGES), dtype=np.bool_))
        base.append(share_right(one, read, "rule", 0, given.method))
        for (way, budget), values in found.items():
            values.append(share_right(one, read, way, round(budget * PAPERS), given.method))
    print(f"{given.contests} contests, {given.readings} readings, {given.method}: right {np.mean(base):.3f}")
    print("way     budget  right   gain  ± se")
    for (way, budget), values in found.items():
        gain = np.array(values) - base
        error = gain.std(ddof=1) / len(gain) ** 0.5 if len(gain) > 1 else float("nan")
        print(f"{way:7} {budget:6.2f}  {np.mean(values):.3f} {gain.mean():+.3f}  {error:.3f}")


if __name__ == "__main__":
    main()
