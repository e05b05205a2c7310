"""``python -m benchmarks.masks.growth [--letters 5000]``: what finding mentions costs, and how it grows with the text.

Processor time a letter of rows made to be slow, as a ratio to ordinary essays of the same length in the same run, at a
length, twice and four times that; `growth` is the last ratio by the first, 1 where the cost is linear.  Peak memory of
the process at the end.  Returns 1 when something grows by more than half over what ordinary essays do.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Sequence
from itertools import islice, product
from pathlib import Path

from benchmarks.masks.labelled import from_pages
from scoring.text.mentions import Identity, find_mentions

_LETTERS = "山水风雪云雨花草树石桥路灯火船马牛羊"
_MOST = 1.5  # of growth
_TIMES = (1, 2, 4)


def rows() -> dict[str, str]:
    """Hostile text by its name, to be repeated or cut to a length."""
    speakers = islice(product(_LETTERS, repeat=4), 6_000)
    return {
        "one letter": "一",
        "digits": "3 ",
        "quotation marks": "“”",
        "a pasted picture": "iVBORw0KGgoAAAANSUhEUgAA",
        "told contacts": "a、下划线",
        "an account in groups": "扣扣1 2 3 4 5 6",
        "names told": "人叫我网名“一二三四五六",
        "the same name": "寨上喊我针线筐。",
        "two roles": "甲：好。\n乙：好。\n",
        "speakers of a chat": "".join(f"10:01 {''.join(name)}：我说了\n" for name in speakers),
    }


def cost(text: str) -> float:
    """CPU seconds a letter."""
    began = time.process_time()
    find_mentions(text, Identity(authors=("张磊",), units=("某旗医院",)))
    return (time.process_time() - began) / len(text)


def filled(row: str, letters: int) -> str:
    return (row * (letters // len(row) + 1))[:letters]


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.masks.growth", description=__doc__)
    parser.add_argument("--letters", type=int, default=5_000)
    least = parser.parse_args(argv).letters
    essays = from_pages(*sorted((Path(__file__).parent / "dev").glob("essays_*.txt")))
    ordinary = "\n".join(essay.text for essay in essays)
    cost(ordinary[:1000])  # lists and model are loaded
    sizes = [least * times for times in _TIMES]
    base = [cost(filled(ordinary, size)) for size in sizes]
    said = ", ".join(f"{1e6 * one:.0f}" for one in base)
    sys.stdout.write(f"ordinary essays of {sizes} letters: {said} microseconds a letter\n")
    worst = 0.0
    for name, row in rows().items():
        ratios = [cost(filled(row, size)) / one for size, one in zip(sizes, base, strict=True)]
        worst = max(worst, ratios[-1] / ratios[0])
        shown = "  ".join(f"{ratio:6.2f}" for ratio in ratios)
        sys.stdout.write(f"  {name:22} {shown}   growth {ratios[-1] / ratios[0]:.2f}\n")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(f"peak memory {peak} MB\n")
    return int(worst > _MOST)


if __name__ == "__main__":
    raise SystemExit(main())
