"""``python -m benchmarks.masks [--show] [--set NAME …] [--model FILE] [LABELLED.jsonl …]``: recall and precision.

Which set tells what, and what the sets gave when first read, stands in the package.  ``--model``: read with another
second reader, made by :mod:`benchmarks.masks.train` without some of the sets.  Further labelled files may be named.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.masks.compose import compose
from benchmarks.masks.labelled import Labelled, from_json_lines, from_pages
from benchmarks.masks.measure import STRICT, Figures, measure
from scoring.text.second_reader import SecondReader

HERE = Path(__file__).parent
_KINDS = ("author", "unit", "contact", "person", "place", "otherunit", "honour", "post")
SETS: dict[str, Callable[[], list[Labelled]]] = {
    "blind": lambda: from_pages(*sorted((HERE / "blind").glob("*.txt"))),
    "test": lambda: compose("test", 150, seed=11),
    "dev": lambda: compose("dev", 100, seed=5),
    "sample": lambda: from_json_lines(*sorted((HERE / "sample").glob("*.jsonl"))),
    "unlearned": lambda: from_pages(*sorted((HERE / "unlearned").glob("*.txt"))),
    "dev-hand": lambda: from_pages(*sorted((HERE / "dev").glob("*.txt"))),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; always returns 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.masks", description=__doc__)
    parser.add_argument("--show", action="store_true", help="also print what was missed and what was wrong")
    parser.add_argument("--set", action="append", choices=sorted(SETS), dest="sets", help="only these sets")
    parser.add_argument("--model", type=Path, help="another second reader, see benchmarks.masks.train")
    parser.add_argument("files", nargs="*", type=Path, help="further labelled files, JSON lines")
    given = parser.parse_args(argv)
    second = SecondReader(given.model) if given.model else None
    chosen = {name: SETS[name]() for name in given.sets or (() if given.files else SETS)}
    if given.files:
        chosen["files"] = from_json_lines(*given.files)
    for name, essays in chosen.items():
        for with_form in (True, False):
            since = time.process_time()
            figures = measure(essays, with_form, second)
            _print(f"{name}, {'with' if with_form else 'without'} form data", essays, figures, since)
            if given.show:
                _show(figures)
    return 0


def _print(name: str, essays: list[Labelled], figures: Figures, since: float) -> None:
    characters = sum(len(essay.text) for essay in essays)
    sys.stdout.write(
        f"{name}: {len(essays)} essays, {characters} characters, {time.process_time() - since:.1f} CPU s\n"
        f"  recall {figures.recall():.3f}  author+contact+unit {figures.recall(*STRICT):.3f}  "
        f"precision {figures.precision():.3f}  "
        f"false masks per 3,000 clean characters {figures.false_masks():.2f} ({figures.clean_characters})\n  "
        + "  ".join(f"{kind} {figures.recall(kind):.3f}" for kind in _KINDS if figures.labelled[kind])
        + "\n"
    )


def _show(figures: Figures) -> None:
    for title, rows in (("missed", figures.missed), ("wrong", figures.wrong)):
        sys.stdout.write(f"  {title}:\n" + "".join(f"    {' '.join(row)}\n" for row in rows))


if __name__ == "__main__":
    raise SystemExit(main())
