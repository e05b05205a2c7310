"""``python -m benchmarks.judge_quality [--contests 30] [--data FOLDER]``.

How well careless judges are found, and how often ordinary ones are accused: 40 judges, three readings per
paper, 25, 75 and 150 readings per judge.  Area under the curve (careless judge against ordinary ones) for
random judges by following, central ones by scale use, harsh ones by severity, favouring ones by the largest
t of a region; share of judges of each kind with a flag, and with a firm one.

``--data``: instead, print the agreement statistics of published ratings, to be compared with R's on the same files.
They are not part of this project; the folder needs ``irr_anxiety.csv`` (data ``anxiety`` of the R package irr),
``immer_data.ptam4wide.csv`` (``data.ptam4wide`` of immer) and ``gtheory_Brennan32.csv`` (``Brennan.3.2`` of gtheory),
each written with ``write.csv(data, file, row.names = FALSE)``.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from scoring import simulate
from scoring.aggregation import severity
from scoring.reliability import agreement, components
from scoring.reliability.agreement import Level
from scoring.reliability.favour import group_lifts
from scoring.reliability.monitor import JudgeReport, Notes, judge_reports
from scoring.tables import Floats, Ints, MarkTable

JUDGES, READINGS, REGIONS = 40, 3, 20
PAPERS = {25: 333, 75: 1000, 150: 2000}  # readings per judge -> papers
MAXIMA = (40, 30, 30)
PUBLISHED = ("irr_anxiety.csv", "immer_data.ptam4wide.csv", "gtheory_Brennan32.csv")
KINDS = ("normal", "random", "central", "harsh", "favouring")
FOUND_BY: dict[str, Callable[[JudgeReport], float]] = {
    "random": lambda one: -(one.step.following or 0.0) if one.step else 0.0,
    "central": lambda one: -one.step.slope if one.step else 0.0,
    "harsh": lambda one: one.severity,
}


@dataclass(frozen=True, slots=True)
class Contest:
    """Readings in any order: paper, judge (R,), criteria (R, C), time (R,); region of each paper, kind of each
    judge."""

    papers: int
    paper: Ints
    judge: Ints
    criteria: Floats
    time: Floats
    region: Ints
    kinds: list[str]


def contest_of(papers: int, seed: int, careless: bool) -> Contest:
    """A simulated contest on a balanced random plan."""
    rng = np.random.default_rng(seed)
    world = (
        simulate.TYPICAL
        if careless
        else replace(simulate.TYPICAL, random=0.0, central=0.0, harsh=0.0, favouring=0.0)
    )
    groups = (np.arange(papers) * REGIONS // papers).tolist()
    pairs = _plan(papers, rng)
    truth = simulate.draw_quality(groups, rng, world)
    found = simulate.simulate_panel(truth, pairs, MAXIMA, Fraction(1), rng, world, JUDGES, groups)
    paper, judge = np.array(pairs).T
    kinds = [KINDS[k] for k in found.panel.kind]
    return Contest(
        papers,
        paper,
        judge,
        found.marks.astype(float),
        np.arange(len(paper), dtype=float),
        np.array(groups),
        kinds,
    )


def _plan(papers: int, rng: np.random.Generator) -> list[tuple[int, int]]:
    """Every paper three different judges, loads even to one or two; in random order of time."""
    slots = np.resize(rng.permutation(JUDGES), papers * READINGS)
    while True:
        rng.shuffle(slots)
        table = slots.reshape(papers, READINGS)
        for _ in range(200):
            ordered = np.sort(table, axis=1)
            twice = np.flatnonzero((ordered[:, 1:] == ordered[:, :-1]).any(axis=1))
            if not len(twice):
                pairs = [(p, int(j)) for p, row in enumerate(table) for j in row]
                return [pairs[i] for i in rng.permutation(len(pairs))]
            for p in twice:
                q, a, b = rng.integers(papers), rng.integers(READINGS), rng.integers(READINGS)
                table[p, a], table[q, b] = table[q, b], table[p, a]


def reports_of(contest: Contest) -> tuple[tuple[JudgeReport, ...], list[float]]:
    """The reports of all judges, with criteria and order of reading; largest t of a region for each."""
    order = np.lexsort((contest.judge, contest.paper))
    papers, judges = tuple(map(str, range(contest.papers))), tuple(map(str, range(JUDGES)))
    totals = contest.criteria.sum(axis=1)
    table = MarkTable(papers, judges, contest.paper, contest.judge, totals, float(sum(MAXIMA)))
    notes = Notes(criteria=contest.criteria[order], order=contest.time[order])
    fit = severity.fit(table)
    most = dict.fromkeys(judges, 0.0)
    for lift in group_lifts(table, fit, contest.region):
        most[lift.judge] = max(most[lift.judge], lift.lift / lift.se if lift.se else 0.0)
    return judge_reports(table, fit, notes).reports, list(most.values())


def area(bad: Sequence[float], good: Sequence[float]) -> float:
    """Chance that a bad one scores above a good one, ties half."""
    one, other = np.array(bad)[:, None], np.array(good)
    return float((one > other).mean() + 0.5 * (one == other).mean())


def measure(contests: int) -> None:
    """Print the figures for each number of readings."""
    for reads, papers in PAPERS.items():
        for careless in (False, True):
            values: dict[tuple[str, str], list[float]] = defaultdict(list)
            hits: Counter[tuple[str, str]] = Counter()
            judges: Counter[str] = Counter()
            for seed in range(contests):
                contest = contest_of(papers, seed, careless)
                for kind, one, favour in zip(contest.kinds, *reports_of(contest), strict=True):
                    judges[kind] += 1
                    values["favouring", kind].append(favour)
                    for name, figure in FOUND_BY.items():
                        values[name, kind].append(figure(one))
                    hits.update((kind, code) for code in {flag.code for flag in one.flags})
                    hits[kind, "any"] += bool(one.flags)
                    hits[kind, "any firm"] += any(flag.firm for flag in one.flags)
            print(
                f"{reads} readings per judge, {'careless kinds' if careless else 'all ordinary'}: {dict(judges)}"
            )
            if careless:
                _print_areas(values)
            for (kind, code), count in sorted(hits.items()):
                print(f"    {kind:10} {code:14} {count / judges[kind]:.4f}")


def _print_areas(values: dict[tuple[str, str], list[float]]) -> None:
    for name in (*FOUND_BY, "favouring"):
        print(f"  area {name:9} {area(values[name, name], values[name, 'normal']):.3f}")


def references(folder: Path) -> None:
    """Print the statistics of published ratings, to be compared with those of R on the same files."""
    anxiety = _columns(folder / PUBLISHED[0])
    print("anxiety icc", agreement.icc(anxiety), "W", agreement.kendall_w(anxiety))
    print("anxiety kappa of raters 1, 2", agreement.quadratic_kappa(anxiety[:, 0], anxiety[:, 1]))
    wide = _columns(folder / PUBLISHED[1])[:, 1:]
    for name, marks in (("anxiety", anxiety), ("ptam4wide", wide)):
        table = _table(marks)
        print(name, "alpha", {level.value: agreement.alpha(table, level) for level in Level})
    whole = wide[np.isfinite(wide).all(axis=1)]
    print("ptam4wide", len(whole), "rows: icc", agreement.icc(whole), "W", agreement.kendall_w(whole))
    print("ptam4wide kappa of raters 1, 2", agreement.quadratic_kappa(whole[:, 0], whole[:, 1]))
    tasks = np.empty((10, 3, 4))
    for row in _rows(folder / PUBLISHED[2]):
        tasks[int(row["Person"]) - 1, int(row["Task"]) - 1, (int(row["Rater"]) - 1) % 4] = float(row["Score"])
    print("Brennan 3.2", components.nested(tasks))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _columns(path: Path) -> Floats:
    cells = [[float("nan") if v in ("", "NA") else float(v) for v in row.values()] for row in _rows(path)]
    return np.array(cells)


def _table(marks: Floats) -> MarkTable:
    paper, judge = np.nonzero(np.isfinite(marks))
    papers, judges = (tuple(map(str, range(size))) for size in marks.shape)
    return MarkTable(papers, judges, paper, judge, marks[paper, judge], float(np.nanmax(marks)))


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.judge_quality",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--contests", type=int, default=30, help="simulated contests of each size (default 30)"
    )
    parser.add_argument(
        "--data", type=Path, metavar="FOLDER", help="published ratings: " + ", ".join(PUBLISHED)
    )
    given = parser.parse_args(argv)
    if given.data:
        absent = [name for name in PUBLISHED if not (given.data / name).is_file()]
        if absent:
            parser.error(f"{given.data} has no {', '.join(absent)}")
        references(given.data)
        return 0
    measure(given.contests)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
