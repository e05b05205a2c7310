"""``python -m benchmarks.assignment [S] [M] [L]``: the assignment at three sizes, and others on the same instances.

S = 1,000 papers and 40 judges of 20 regions, M = 10,000 and 300 of 100, L = 100,000 and 2,000 of 100; three readings,
nobody reads papers of his own region, 1 % of the papers have a declared conflict besides.  "skewed": 60 % of the
papers and 50 % of the judges are of one region.  "tracks": four tracks as a wish, no declared conflicts.

Every figure comes from a process of its own: CPU seconds with and without the imports, peak memory.  The command is
timed as a whole, and the reading of its files apart.  "pace" is what two million additions take, before and after:
about 0.075 s on an idle core of today; CPU seconds stretch with it when it is not.  Set
OMP_NUM_THREADS=1.  Needs requirements-bench.txt.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

SIZES = {"S": (1_000, 40, 20), "M": (10_000, 300, 100), "L": (100_000, 2_000, 100)}
GROWTH = {"1/8": (12_500, 250, 100), "1/4": (25_000, 500, 100), "1/2": (50_000, 1_000, 100), "1": SIZES["L"]}
TRACKS = 4
# Linking readings tried; None: the default.
LINKS: dict[str, list[int | None]] = {
    "S": [10, 20, 40, 60, None, 120, 180, 240], "M": [75, 150, None, 450, 750, 1_200], "L": [250, None, 1_000, 3_000],
}  # fmt: skip


def make(papers: int, judges: int, regions: int, world: str, seed: int = 0) -> Any:
    """The instance as an AssignmentProblem whose kinds are regions (and tracks)."""
    from scoring.assignment.problem import AssignmentProblem

    rng = np.random.default_rng(seed)
    here, home = _regions(papers, judges, regions, world, rng)
    track = rng.integers(0, TRACKS, papers) if world == "tracks" else np.zeros(papers, dtype=np.int64)
    tracks = TRACKS if world == "tracks" else 1
    barred = tuple(frozenset(np.flatnonzero(home == r).tolist()) for r in range(regions) for _ in range(tracks))
    own = rng.random((TRACKS, judges)) < 1.5 / TRACKS
    preferred = tuple(frozenset(np.flatnonzero(own[t]).tolist()) for _ in range(regions) for t in range(TRACKS))
    declared = papers // 100 if world != "tracks" else 0
    conflicts = zip(rng.integers(0, papers, declared).tolist(), rng.integers(0, judges, declared).tolist(), strict=True)
    most = 3 * papers // judges
    return AssignmentProblem(
        papers=tuple(f"E{i:06}" for i in range(papers)), judges=tuple(f"J{j:04}" for j in range(judges)),
        readings=3, conflicts=frozenset(conflicts), load_min=(0,) * judges,
        load_max=tuple((most + rng.integers(most // 2, most, judges)).tolist()),
        paper_kind=tuple((here * tracks + track).tolist()), barred=barred,
        preferred=preferred if world == "tracks" else (), paper_group=tuple(here.tolist()),
    )  # fmt: skip


def _regions(papers: int, judges: int, regions: int, world: str, rng: np.random.Generator) -> tuple[Any, Any]:
    """Region of every paper and of every judge."""
    if world != "skewed":
        return rng.integers(0, regions, papers), rng.permutation(np.arange(judges) % regions)
    here = np.where(np.arange(papers) < 0.6 * papers, 0, 1 + rng.integers(0, regions - 1, papers))
    home = np.where(np.arange(judges) < 0.5 * judges, 0, 1 + np.arange(judges) % (regions - 1))
    return rng.permutation(here), rng.permutation(home)


def pace() -> str:
    """CPU seconds of two million additions."""
    began, total = time.process_time(), 0
    for number in range(2_000_000):
        total += number
    return f"pace {time.process_time() - began:.3f} s"


def measure(method: str, shape: tuple[int, int, int], world: str) -> dict[str, Any]:
    """One method on one instance, in a process of its own."""
    return _child("--one", json.dumps([method, shape, world]))


def _child(*arguments: str) -> dict[str, Any]:
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.assignment", *arguments], stdout=subprocess.PIPE)
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        return {"failed": True}
    return {"peak": usage.ru_maxrss // 1024, **json.loads(said)}


def one(method: str, shape: tuple[int, int, int], world: str) -> dict[str, Any]:
    """What the child does."""
    from benchmarks import assignment_rivals as rivals

    if method == "links":
        return _linked(shape, world)  # type: ignore[arg-type]
    problem = make(*shape, world)
    if method == "ours":
        return _ours(problem)
    began = time.process_time()
    if method == "classes":
        squares, misses = rivals.classes(problem)
        return {"cpu": time.process_time() - began, "squares": squares, "misses": misses}
    if method == "hotcrp":
        pairs = rivals.hotcrp(problem, few=len(problem.papers) > 20_000)
    else:
        pairs = getattr(rivals, method)(problem)
    cpu = time.process_time() - began
    squares, misses = rivals.loads_and_misses(problem, pairs)
    loads = np.bincount(pairs[:, 1], minlength=len(problem.judges))
    return {"cpu": cpu, "squares": squares, "misses": misses, "spread": int(loads.max() - loads.min()),
            "short": len(problem.papers) * 3 - len(pairs), **_links(problem, pairs)}  # fmt: skip


def _ours(problem: Any) -> dict[str, Any]:
    from benchmarks.assignment_rivals import loads_and_misses

    began = time.process_time()
    from scoring.assignment.check import violations
    from scoring.assignment.flow import solve
    from scoring.assignment.quality import report

    imported = time.process_time()
    plan = solve(problem, np.random.default_rng(0))
    solved = time.process_time()
    broken = violations(problem, plan)
    checked = time.process_time()
    quality = report(problem, plan)
    reported = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024  # before what only the benchmark computes
    pairs = np.array(plan.pairs)
    squares, misses = loads_and_misses(problem, pairs)
    return {
        "import": imported - began, "cpu": solved - imported, "check": checked - solved,
        "report": reported - checked, "broken": len(broken), "squares": squares, "misses": misses,
        "spread": quality.load_spread, "least": quality.least_spread, "parts": len(quality.components),
        "ratio": quality.variance_ratio, "load_ratio": quality.load_ratio, "connectivity": quality.connectivity,
        "rules_ratio": _rules_ratio(problem, pairs), "short": 0, "peak": peak,
    }  # fmt: skip


def _links(problem: Any, pairs: Any) -> dict[str, Any]:
    """Parts and variance of another's plan, by our report."""
    from scoring.assignment.problem import Plan
    from scoring.assignment.quality import report

    quality = report(problem, Plan.of(pairs[:, 0], pairs[:, 1]))
    return {"parts": len(quality.components), "ratio": quality.variance_ratio}


def table_of_links(sizes: list[str]) -> None:
    """What linking readings cost and gain where skewed conflicts would split the judges (scoring.assignment.split)."""
    print("\ninstance        links spread, least of any plan with these links | variance over the bound of even loads,"
          " least of any plan with these links, ours over that")  # fmt: skip
    for size in sizes:
        for links in LINKS[size]:
            r = _child("--one", json.dumps(["links", SIZES[size], links]))
            name = f"{size} skewed {'default' if links is None else '':8}"
            least = r["ratio"] / r["link_ratio"]
            print(f"{name} {r['links']:6} {r['spread']:6} {r['least']:12}"
                  f" | {r['ratio']:12.4f} {least:12.4f} {r['link_ratio']:8.4f}", flush=True)  # fmt: skip


def _linked(shape: tuple[int, int, int], links: int | None) -> dict[str, Any]:
    from scoring.assignment.flow import evenest, solve
    from scoring.assignment.quality import report

    problem = replace(make(*shape, "skewed"), links=links)
    quality = report(problem, solve(problem, np.random.default_rng(0)))
    even = evenest(problem)
    judges = np.bincount(even.sides)
    mean = np.bincount(even.sides, weights=even.loads) / judges
    least = mean.max() - mean.min() + quality.links * (1 / judges).sum()
    return {"links": quality.links, "spread": quality.load_spread, "least": int(np.ceil(least - 1e-9)),
            "ratio": quality.variance_ratio, "link_ratio": quality.link_ratio}  # fmt: skip


def _rules_ratio(problem: Any, pairs: Any) -> float:
    """Variance of severity differences over that of the same plan with all judges of a region made alike.

    The inverse is convex, so making judges under the same rules alike can only lower it: it is the least that
    any plan with as many common papers between the regions' judges can have.
    """
    from scoring.assignment.precision import common_papers

    readings = np.bincount(pairs[:, 0], minlength=len(problem.papers))
    table = np.zeros((len(problem.judges), len(problem.judges)))
    for readers, (row, column, times) in common_papers(pairs, readings, len(table)).items():
        table[row, column] -= times / readers
    table[np.diag_indices(len(table))] += np.bincount(pairs[:, 1], minlength=len(table))
    homes = {judge: kind for kind, barred in enumerate(problem.barred) for judge in barred}
    region = np.array([homes.get(judge, -1) for judge in range(len(table))])
    member = (region[:, None] == np.unique(region)).astype(float)
    sizes = member.sum(axis=0)
    own = member.T @ table.diagonal() / sizes
    apart = np.maximum(np.outer(sizes, sizes) - np.diag(sizes), 1)
    between = (member.T @ table @ member - np.diag(sizes * own)) / apart
    alike = member @ between @ member.T
    alike[np.diag_indices(len(alike))] = member @ own
    ones = np.full(table.shape, 1 / len(table))
    return float((np.trace(np.linalg.inv(table + ones)) - 1) / (np.trace(np.linalg.inv(alike + ones)) - 1))


def command(shape: tuple[int, int, int], world: str) -> dict[str, Any]:
    """The command on files: CPU seconds in all, of them reading the files, peak memory."""
    with tempfile.TemporaryDirectory() as folder:
        papers, judges, conflicts = _write(make(*shape, world), Path(folder))
        began = os.times()
        files = ["--papers", papers, "--judges", judges, "--conflicts", conflicts, "--out", f"{folder}/A.csv"]
        process = subprocess.Popen([sys.executable, "-m", "scoring", "assign", *files, "--reads", "3"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        _, status, usage = os.wait4(process.pid, 0)
        ended = os.times()
        cpu = ended.children_user + ended.children_system - began.children_user - began.children_system
        return {"cpu": cpu, "peak": usage.ru_maxrss // 1024, "failed": bool(status),
                "reading": _child("--read", papers, judges, conflicts)["cpu"]}  # fmt: skip


def _write(problem: Any, folder: Path) -> tuple[str, str, str]:
    home = {judge: kind for kind, barred in enumerate(problem.barred) for judge in barred}
    rows = {
        "papers": ["id,unit,region", *(f"{p},U{i % 977},R{k}" for i, (p, k) in enumerate(
            zip(problem.papers, problem.paper_kind, strict=True)))],
        "judges": ["id,unit,region,max", *(f"{j},V{i},R{home[i]},{problem.load_max[i]}"
                                           for i, j in enumerate(problem.judges))],
        "conflicts": ["paper,judge", *(f"{problem.papers[p]},{problem.judges[j]}" for p, j in problem.conflicts)],
    }  # fmt: skip
    for name, lines in rows.items():
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tuple(str(folder / name) for name in rows)  # type: ignore[return-value]


def read(paths: list[str]) -> dict[str, float]:
    """Reading the tables alone."""
    from scoring.cli.rows import read_rows

    began = time.process_time()
    for path in paths:
        read_rows(Path(path), [])
    return {"cpu": time.process_time() - began}


def table_of_bars(sizes: list[str]) -> None:
    print("instance  valid spread least parts | variance over the bound, of the loads, of the rules"
          " | CPU s: import solve check report all   MB | command: CPU s reading   MB")  # fmt: skip
    for size in sizes:
        for world in ("even", "skewed"):
            r, c = measure("ours", SIZES[size], world), command(SIZES[size], world)
            steps = [r[step] for step in ("import", "cpu", "check", "report")]
            seconds = " ".join(f"{value:6.2f}" for value in [*steps, sum(steps)])
            ratios = f"{r['ratio']:17.4f} {r['ratio'] / r['load_ratio']:13.4f} {r['rules_ratio']:13.4f}"
            valid = "NO" if r["broken"] else "yes"
            print(f"{size} {world:8} {valid:>4} {r['spread']:6} {r['least']:5} {r['parts']:5} |"
                  f" {ratios}      | {seconds} {r['peak']:4} | {c['cpu']:10.2f} {c['reading']:7.2f} {c['peak']:4}",
                  flush=True)  # fmt: skip


def table_of_rivals(sizes: list[str]) -> None:
    print("\ninstance   method      squared loads  outside tracks spread short parts variance  CPU s x ours   MB")
    for size in sizes:
        for world in ("even", "skewed", "tracks"):
            ours = measure("ours", SIZES[size], world)
            for method in ("ours", "classes", "candidates" if size == "L" else "pairs", "hotcrp"):
                r = ours if method == "ours" else measure(method, SIZES[size], world)
                _print_rival(f"{size} {world:8}", method, r, ours["cpu"])


def _print_rival(name: str, method: str, r: dict[str, Any], cpu: float) -> None:
    if r.get("failed"):
        print(f"{name} {method:10} failed", flush=True)
        return
    variance = "-" if r.get("ratio") is None else f"{r['ratio']:.4f}"
    plan = " ".join(f"{r.get(figure, '-'):>5}" for figure in ("spread", "short", "parts"))
    print(f"{name} {method:11} {r['squares']:13} {r['misses']:15}  {plan} {variance:>8}"
          f" {r['cpu']:6.2f} {r['cpu'] / cpu:6.1f} {r['peak']:4}", flush=True)  # fmt: skip


def table_of_growth() -> None:
    print("\nsize   papers  judges  solve CPU s  x  all CPU s    MB")
    before = None
    for name, shape in GROWTH.items():
        r = measure("ours", shape, "even")
        growth = f"{r['cpu'] / before:.1f}" if before else "-"
        whole = r["import"] + r["cpu"] + r["check"] + r["report"]
        print(f"{name:4} {shape[0]:8} {shape[1]:7} {r['cpu']:12.2f} {growth:>4} {whole:9.2f} {r['peak']:5}", flush=True)
        before = r["cpu"]


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--one"]:
        method, shape, world = json.loads(arguments[1])
        print(json.dumps(one(method, tuple(shape), world)))
    elif arguments[:1] == ["--read"]:
        print(json.dumps(read(arguments[1:])))
    else:
        sizes = arguments or list(SIZES)
        print(pace())
        table_of_bars(sizes)
        table_of_links(sizes)
        table_of_rivals(sizes)
        if "L" in sizes:
            table_of_growth()
        print(pace())


if __name__ == "__main__":
    main(sys.argv[1:])
