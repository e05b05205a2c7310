"""``python -m benchmarks.standings [--sizes 1000x40 10000x300 100000x2000] [--contests 20] [--json OUT]``.

What scores cost and what they are worth, on simulated contests with three readings per paper.

Cost: CPU time of one fit and peak memory of its process (made anew for each, the marks included), for the
severity model and the robust model with intervals, beside the plain mean; growth with the readings.
Worth: root mean square error (after a line), Kendall's tau, right choices among the best five of each region
and cover of 90 % intervals, of every method on the same contests of 1,000 papers and 40 judges.

Where the rest of the error of ``robust`` lies: 60 contests of 1,000 papers, 40 judges and 20 regions, 75 readings a
judge, by a simulator not written for this project; region as group.  Each line tells the model one more thing as it
truly is; differences with their standard error, paired.

=============================================  ==============  ==============  ==============
known                                          right of the 5  tau             rmse
=============================================  ==============  ==============  ==============
nothing (the marks alone)                       .631            .704            3.23
severity of every judge                        +.005 ± .002    +.0021 ± .0002  -.022 ± .002
use of the scale of every judge                +.005 ± .002    +.0033 ± .0003  -.043 ± .003
noise of every judge                           +.008 ± .003    +.0050 ± .0003  -.048 ± .003
favours                                        +.003 ± .001    +.0006 ± .0001  -.006 ± .001
slips                                          +.001 ± .002    +.0025 ± .0002  -.033 ± .003
all of these                                   +.015 ± .003    +.0115 ± .0005  -.134 ± .005
only how judges and papers are distributed     +.002 ± .002    +.0006 ± .0001  -.013 ± .002
the same, 60 other contests (.619, .701, 3.28) +.002 ± .001    +.0003 ± .0001  -.014 ± .002
four times as many states of the chain         +.001 ± .001     .0000          -.000
=============================================  ==============  ==============  ==============

So nearly all of it is what 75 readings do not say about a judge: better priors, longer chains or another way of
choosing cannot win it.  Choosing whoever is most probably among the best five, instead of the best five scores, is
worth +.002 ± .002, and would pass over a better score for a worse one; it is not done.  The unit as a second level
of groups: tau +.001, rmse -.013, right choices +.004 ± .002 and -.001 ± .002 on the two sets.

Marks from 1 to 5, 30 other contests, marks at the ends of the scale taken at their face / as limits: cover .856 / .894,
rmse .390 / .379, tau .687 / .689, 90 % intervals 1.12 / 1.23 wide (told all about the judges: .376, .697).

50 papers, 5 judges, 5 regions, 60 other contests: tau .705, .0204 ± .0028 below what one told all about the judges
reaches; told how judges and papers are distributed, .0168.

Other settings, 10 contests each by the same simulator, 300 papers, 12 judges, 6 regions, three readings unless said;
region and unit as groups.  tau and cover of the mean, ``adjusted``, ``robust``, and of one told all about the judges:

======================================  =======================  =======================
setting                                 tau                      cover
======================================  =======================  =======================
as it is                                .650  .674  .706  .716   .916  .908  .908  .902
two readings                            .582  .615  .641  .658   .908  .898  .880  .900
seven readings, 200 papers, 20 judges   .733  .754  .786  .790   .914  .900  .896  .900
four judges, all read all               .720  .720  .747  .749   .939  .898  .904  .896
12 papers, 3 judges, two readings       .560  .562  .556  .550   .950  .917  .850  .850
loads from 10 to 300                    .670  .694  .723  .728   .916  .901  .901  .899
every fifth reading missing             .606  .638  .668  .680   .910  .901  .890  .889
one mark from 1 to 5                    .592  .537  .573  .569   .903  .900  .889  .722
500 papers of one region, 30 x 5        .619  .659  .689  .697   .911  .903  .905  .901
two panels, one for three regions each  .659  .675  .692  .712   .913  .905  .885  .895
4 judges give 75 to all                 .554  .599  .643  .605   .863  .840  .886  .786
half the judges bad                     .553  .578  .649  .670   .889  .877  .838  .903
mean mark 95 of 100                     .626  .642  .682  .672   .704  .696  .693  .804
======================================  =======================  =======================

The last: intervals end at full marks, the simulator's truth does not.  On 1 to 5 the mean has many ties, for which
tau makes it look better; its error is .239, that of ``robust`` .176.

10 % random, 10 % central, 10 % favouring judges and 1 % slips, 60 contests of 1,000 papers and 40 judges (seeds 0 to
59): right choices .597 (.974 of the .613 of one told all), rmse 3.58, cover .903.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
from scipy.stats import kendalltau

from scoring import simulate
from scoring.aggregation import choice, methods, robust, severity
from scoring.tables import Floats, Ints, MarkTable

ROOT = Path(__file__).resolve().parents[1]
SIZES = ("1000x40", "10000x300", "100000x2000")
READINGS, MAXIMA, QUOTA = 3, (40, 30, 30), 5
# limits of cost at 100,000 papers and 2,000 judges: CPU seconds, MB
LIMITS = {"adjusted": (15.0, 1000.0), "robust": (30.0, 1000.0)}
WORLDS = {"typical": simulate.TYPICAL, "like judges": simulate.CLEAN}


@dataclass(frozen=True, slots=True, eq=False)
class Contest:
    """Marks, the region of each paper and its true total, points."""

    table: MarkTable
    region: Ints
    truth: Floats


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds of a fit, MB of its process at the worst moment."""

    cpu: float
    memory: float


def contest(papers: int, judges: int, seed: int, world: simulate.World = simulate.TYPICAL) -> Contest:
    """Regions of about 50 papers; every judge reads equally much, papers dealt at random."""
    rng = np.random.default_rng(seed)
    region = np.arange(papers) * max(2, papers // 50) // papers
    truth = simulate.draw_quality(region.tolist(), rng, world)
    pairs = np.stack([np.repeat(np.arange(papers), READINGS), _dealt(papers, judges, rng)], axis=1)
    marked = simulate.simulate_panel(
        truth, [(p, j) for p, j in pairs.tolist()], MAXIMA, Fraction(1), rng, world, judges, region.tolist()
    )
    names = tuple(f"p{i:06d}" for i in range(papers)), tuple(f"j{i:04d}" for i in range(judges))
    return Contest(MarkTable(*names, pairs[:, 0], pairs[:, 1], marked.totals, 100.0), region, truth)


def _dealt(papers: int, judges: int, rng: np.random.Generator) -> Ints:
    """A judge for every reading: each reads equally much, the three of a paper differ."""
    start = rng.permutation(papers)[:, None] * READINGS + np.arange(READINGS)
    turns = np.concatenate([rng.permutation(judges) for _ in range(papers * READINGS // judges + 1)])
    given = turns[start]
    while (twice := np.flatnonzero(np.diff(np.sort(given, axis=1), axis=1).min(axis=1) == 0)).size:
        other = rng.integers(0, papers, len(twice))
        for a, b in zip(twice.tolist(), other.tolist(), strict=True):
            given[[a, b], 0] = given[[b, a], 0]
    return np.asarray(given.ravel())


FITS: dict[str, Callable[[Contest], object]] = {
    "mean": lambda one: methods.mean(one.table),
    "adjusted": lambda one: severity.fit(one.table),
    "robust": lambda one: robust.fit(one.table, one.region.tolist()),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; 1 when a limit of cost is passed."""
    given = _arguments(argv)
    if given.fit:
        print(json.dumps(_fit_here(given.fit, given.sizes[0])))
        return 0
    costs = {size: {name: _cost(name, size) for name in FITS} for size in given.sizes}
    passed = _print_costs(costs)
    worth = {name: _worth(world, given.contests, given.seed) for name, world in WORLDS.items()}
    for name, rows in worth.items():
        print(f"\n{name}: {given.contests} contests     rmse    tau   right  cover")
        for method, figures in rows.items():
            print(f"{method:<28}" + "  ".join(f"{x:6.3f}" for x in figures))
    if given.json:
        plain = {size: {k: [c.cpu, c.memory] for k, c in row.items()} for size, row in costs.items()}
        given.json.write_text(json.dumps({"cost": plain, "worth": worth}, indent=1), encoding="utf-8")
    return int(passed)


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    about = (__doc__ or "").partition("Where the rest")[0]
    parser = argparse.ArgumentParser(prog="python -m benchmarks.standings", description=about)
    parser.add_argument("--sizes", nargs="+", default=SIZES, help="papers x judges")
    parser.add_argument("--contests", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="where to write the figures")
    parser.add_argument("--fit", choices=FITS, help=argparse.SUPPRESS)  # one fit, in a process of its own
    return parser.parse_args(argv)


def _fit_here(name: str, size: str) -> list[float]:
    papers, judges = map(int, size.split("x"))
    one = contest(papers, judges, seed=1)
    since = time.process_time()
    FITS[name](one)
    spent = time.process_time() - since
    unit = 1 if sys.platform == "darwin" else 1024
    return [spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / (1 << 20)]


def _cost(name: str, size: str) -> Cost:
    command = [sys.executable, "-m", "benchmarks.standings", "--fit", name, "--sizes", size]
    answer = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return Cost(*json.loads(answer.stdout))


def _print_costs(costs: dict[str, dict[str, Cost]]) -> bool:
    """The table of costs and of their growth; whether a limit is passed at the national size."""
    passed = False
    for size, row in costs.items():
        print(f"{size:>12}  " + "   ".join(f"{k} {c.cpu:.2f} s {c.memory:.0f} MB" for k, c in row.items()))
        print(f"{'':>12}  robust : adjusted = {row['robust'].cpu / max(row['adjusted'].cpu, 1e-3):.1f}")
    for small, large in pairwise(costs):
        times = int(large.split("x")[0]) / int(small.split("x")[0])
        growth = {k: costs[large][k].cpu / max(costs[small][k].cpu, 1e-3) / times for k in LIMITS}
        print(f"{small} -> {large}: per reading " + ", ".join(f"{k} x {x:.2f}" for k, x in growth.items()))
    for name, (cpu, memory) in LIMITS.items():
        found = costs.get(SIZES[-1], {}).get(name)
        passed |= found is not None and (found.cpu > cpu or found.memory > memory)
    return passed


def _worth(world: simulate.World, contests: int, seed: int) -> dict[str, list[float]]:
    """Mean figures of every method over the contests, and how often robust would be offered."""
    rows: dict[str, list[list[float]]] = {}
    for k in range(contests):
        one = contest(1000, 40, seed + k, world)
        simple, rich = severity.fit(one.table), robust.fit(one.table, one.region.tolist())
        alike = robust.fit(one.table, one.region.tolist(), prior="panel")
        scored = {
            "mean": methods.mean(one.table),
            "standardised": methods.standardised(one.table),
            "adjusted": methods.of_fit(simple),
            "robust, expected as panel": methods.of_fit(alike),
            "robust, expected as group": methods.of_fit(rich),
        }
        for name, found in scored.items():
            rows.setdefault(name, []).append(_figures(one, found))
        offered = choice.choose(one.table, simple, rich).offered == "robust"
        rows.setdefault("robust offered (share)", []).append([float(offered)])
    return {name: np.mean(figures, axis=0).tolist() for name, figures in rows.items()}


def _figures(one: Contest, found: methods.Scored) -> list[float]:
    """Error after a line, tau, share of right choices, cover (a common shift is not counted)."""
    line = np.polyval(np.polyfit(found.score, one.truth, 1), found.score)
    shift = float(np.mean(found.score - one.truth))
    inside = (found.low - shift <= one.truth) & (one.truth <= found.high - shift)
    right = [
        len({*np.argsort(-one.truth[own])[:QUOTA]} & {*np.argsort(-found.score[own])[:QUOTA]}) / QUOTA
        for own in (np.flatnonzero(one.region == r) for r in np.unique(one.region))
    ]
    tau = float(kendalltau(one.truth, found.score).statistic)
    return [
        float(np.sqrt(np.mean((line - one.truth) ** 2))),
        tau,
        float(np.mean(right)),
        float(inside.mean()),
    ]


if __name__ == "__main__":
    sys.exit(main())
