"""``python -m benchmarks.similarity_speed [--sizes 1000 10000 100000] [--docs FILE] [--json OUT]``.

CPU time and peak memory of a whole scan, from raw text in a file to cases in a file, against MinHash-LSH of
datasketch on the same texts folded beforehand; growth with the size; two processes against one. Each
runs in a process of its own, start and reading included. Wall time means something on an idle machine only.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import islice, pairwise
from pathlib import Path

from scoring.text.normalize import fold_many

ROOT = Path(__file__).resolve().parents[1]
SIZES = (1_000, 10_000, 100_000)
RIVAL_MOST = 10_000  # texts up to which the rival is measured by default; beyond, it takes minutes
SAMPLING = 0.2  # seconds between two looks at the memory
MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of processor (all processes of the command) and of the clock; MB at the worst moment.

    ``largest`` is the resident memory of the largest single process, mapped files included; ``together`` that
    of all processes, what they share counted once (Linux only, else 0).
    """

    cpu: float
    wall: float
    largest: float
    together: float


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; 1 when two processes write something else than one."""
    given = _arguments(argv)
    figures: dict[str, dict[str, Cost]] = {}
    with tempfile.TemporaryDirectory(prefix="speed-") as name:
        folder = Path(name)
        same = True
        for size in given.sizes:
            docs = folder / f"docs{size}.jsonl"
            _take(given.docs, docs, size) if given.docs else _invent(docs, size, given.seed)
            figures[str(size)] = row = {"one": scan(docs, folder / "one", 1, given.official)}
            _print(f"{size:>7} scan, one process", row["one"])
            if size <= given.rival_most:
                row["rival"] = rival(docs, folder / "folded.jsonl")
                _print(f"{size:>7} datasketch", row["rival"])
            if size == max(given.sizes):
                row["two"] = scan(docs, folder / "two", 2, given.official)
                _print(f"{size:>7} scan, two processes", row["two"])
                same = _same(folder)
        print("\n".join(_ratios(figures)))
        print(f"two processes write {'the same bytes' if same else 'SOMETHING ELSE'}")
    if given.json:
        plain = {size: {what: asdict(cost) for what, cost in row.items()} for size, row in figures.items()}
        given.json.write_text(json.dumps(plain, indent=1), encoding="utf-8")
    return 0 if same else 1


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.similarity_speed", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument(
        "--docs", type=Path, help="JSONL {id, text} to take the first texts of, instead of invented ones"
    )
    parser.add_argument("--official", type=Path, nargs="*", default=[], help="official texts for the scan")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rival-most", type=int, default=RIVAL_MOST, help="largest size for datasketch")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    return parser.parse_args(argv)


def scan(docs: Path, out: Path, workers: int, official: Sequence[Path]) -> Cost:
    """The whole scan, as a user starts it; leaves pairs and cases beside ``out``."""
    command = ["scoring", "similarity", "--docs", str(docs), "--workers", str(workers)]
    command += ["--out", f"{out}.pairs", "--cases", f"{out}.cases"]
    return measure([*command, *(["--official", *map(str, official)] if official else [])])


def rival(docs: Path, folded: Path) -> Cost:
    """datasketch on the folded texts; folding is not counted."""
    with docs.open(encoding="utf-8") as lines, folded.open("w", encoding="utf-8") as out:
        while batch := [json.loads(line)["text"] for line in islice(lines, 500)]:
            out.writelines(
                json.dumps({"text": one.text}, ensure_ascii=False) + "\n" for one in fold_many(batch)
            )
    return measure(["benchmarks.similarity_rival", str(folded)])


def measure(module: Sequence[str]) -> Cost:
    """Run ``python -m …`` and say what it cost. Raises CalledProcessError when it fails."""
    since = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", *module], cwd=ROOT, stdout=subprocess.DEVNULL)
    together = [0]
    watch = threading.Thread(target=_watch, args=(process.pid, together), daemon=True)
    watch.start()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - since
    watch.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, module)
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss * unit / MEGABYTE, together[0] / MEGABYTE)


def _watch(pid: int, worst: list[int]) -> None:
    """Note the most memory of the process and its children until it has ended."""
    while Path(f"/proc/{pid}/smaps_rollup").exists():
        worst[0] = max(worst[0], sum(map(_memory, _family(pid))))
        time.sleep(SAMPLING)


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return []
    return [pid, *(one for child in children for one in _family(int(child)))]


def _memory(pid: int) -> int:
    """Bytes of a process; what n processes share counts 1/n in each."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:  # it has just ended
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def _invent(target: Path, size: int, seed: int) -> None:
    """In a process of its own: what this one holds would count as memory of all it starts."""
    subprocess.run(
        [sys.executable, "-m", "benchmarks.similarity_contest", str(target), str(size), str(seed)],
        cwd=ROOT,
        check=True,
    )


def _take(source: Path, target: Path, size: int) -> None:
    with source.open("rb") as lines, target.open("wb") as out:
        out.writelines(islice(lines, size))


def _same(folder: Path) -> bool:
    return all(
        (folder / f"one.{what}").read_bytes() == (folder / f"two.{what}").read_bytes()
        for what in ("pairs", "cases")
    )


def _print(name: str, cost: Cost) -> None:
    together = f", {cost.together:6.0f} MB together" if cost.together else ""
    print(
        f"{name:<28} {cost.cpu:8.1f} CPU s {cost.wall:8.1f} s on the clock {cost.largest:6.0f} MB largest{together}",
        flush=True,
    )


def _ratios(figures: dict[str, dict[str, Cost]]) -> list[str]:
    lines = []
    for size, row in figures.items():
        if "rival" in row:
            lines.append(f"{size}: {row['one'].cpu / row['rival'].cpu:.2f} of the CPU time of datasketch")
        if "two" in row:
            lines.append(
                f"{size}: two processes {row['one'].wall / row['two'].wall:.2f} times as fast as one"
            )
    sizes = list(figures)
    for small, large in pairwise(sizes):
        growth = figures[large]["one"].cpu / figures[small]["one"].cpu
        lines.append(
            f"{small} to {large}: {growth:.1f} times the CPU time, {int(large) / int(small):.0f} times the texts"
        )
    return lines


if __name__ == "__main__":
    sys.exit(main())
