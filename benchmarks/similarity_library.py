"""``python -m benchmarks.similarity_library [--sizes 10000 100000] [--essays 50] [--json OUT]``.

One new essay against a library: seconds for each, at growing sizes of the library, with what building it costs
in seconds of processor and memory. The texts are those of ``similarity_contest``; the essays that are looked up
hold a page of the library or none. The library is filled in portions of 500, as the application does. The first
look-ups after opening read from the disk; ``cold`` is the first one in a fresh process, files in the page cache.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from benchmarks.similarity_contest import essays
from scoring.similarity.cases import Document
from scoring.similarity.library import Library

SIZES = (10_000, 100_000)
PORTION = 500
PAGE = 400  # characters of the library in every second essay
MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Row:
    """At one size: building so far, then looking up. CPU seconds, MB, milliseconds of processor for an essay."""

    texts: int
    build_cpu: float
    build_memory: float
    disk: float
    cold: float
    median: float
    worst: float
    found: float
    planted: float
    memory: float


def main(argv: Sequence[str] | None = None) -> int:
    """Build in a process of its own, look up in another, print a row for each size."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.similarity_library", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--essays", type=int, default=50, help="new essays to look up")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="where to write the figures")
    parser.add_argument("--part", nargs=2, help=argparse.SUPPRESS)  # for a child: what, where
    given = parser.parse_args(argv)
    if given.part:
        name, folder = given.part
        print(json.dumps(_build(Path(folder), given) if name == "build" else _look_up(Path(folder), given)))
        return 0
    with tempfile.TemporaryDirectory(prefix="library-") as folder:
        rows = list(_measured(Path(folder), given))
    if given.json:
        given.json.write_text(json.dumps([asdict(row) for row in rows], indent=1), encoding="utf-8")
    return 0


def _measured(folder: Path, given: argparse.Namespace) -> Iterator[Row]:
    built = 0.0
    for size in sorted(given.sizes):
        build = _child("build", folder, size, given)
        built += build["cpu"]
        look = _child("look", folder, size, given)
        disk = sum(one.stat().st_size for one in folder.rglob("*") if one.is_file()) / MEGABYTE
        row = Row(size, built, build["memory"], disk, **look)
        print(
            f"{size:>7} texts: built in {row.build_cpu:.0f} CPU s, {row.build_memory:.0f} MB at most, "
            f"{row.disk:.0f} MB on disk; an essay {row.median:.0f} ms (worst {row.worst:.0f}, first "
            f"{row.cold:.0f}), {row.memory:.0f} MB; {row.found:.0f} of {row.planted:.0f} pages found",
            flush=True,
        )
        yield row


def _child(part: str, folder: Path, size: int, given: argparse.Namespace) -> dict[str, float]:
    """What a process of its own answers: its memory is then nobody else's."""
    command = [sys.executable, "-m", "benchmarks.similarity_library", "--part", part, str(folder)]
    command += ["--sizes", str(size), "--essays", str(given.essays), "--seed", str(given.seed)]
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return found


def _build(folder: Path, given: argparse.Namespace) -> dict[str, float]:
    """Fill the library up to the size."""
    library = Library.open(folder)
    there, (size,) = len(library), given.sizes
    texts = islice(essays(size, given.seed), there, None)
    cpu, number = 0.0, there
    while portion := list(islice(texts, PORTION)):
        documents = [Document(f"T{number + at}", text) for at, text in enumerate(portion)]
        since = time.process_time()
        library.add(documents)
        cpu += time.process_time() - since
        number += len(portion)
    return {"cpu": cpu, "memory": _memory()}


def _look_up(folder: Path, given: argparse.Namespace) -> dict[str, float]:
    """Compare new essays, every second one with a page of the library."""
    new = list(islice(essays(given.essays * 2, given.seed + 1), given.essays))
    (size,) = given.sizes
    places = range(0, size, max(1, size // max(1, given.essays // 2)))
    sources = dict(zip(range(0, given.essays, 2), _some(size, given.seed, places), strict=False))
    texts = [
        text if at not in sources else text[:600] + sources[at][200 : 200 + PAGE] + text[600:]
        for at, text in enumerate(new)
    ]
    library, times, found = Library.open(folder), [], 0
    for at, text in enumerate(texts):
        since = time.process_time()
        pairs = library.compare(Document("new", text))
        times.append(1000 * (time.process_time() - since))
        found += at in sources and bool(pairs)
    return {
        "cold": times[0], "median": statistics.median(times[1:]), "worst": max(times[1:]), "found": found,
        "planted": len(sources), "memory": _memory(),
    }  # fmt: skip


def _some(size: int, seed: int, places: Sequence[int]) -> list[str]:
    wanted = set(places)
    return [text for number, text in enumerate(essays(size, seed)) if number in wanted]


def _memory() -> float:
    """Most resident memory of this process so far, MB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / MEGABYTE


if __name__ == "__main__":
    sys.exit(main())
