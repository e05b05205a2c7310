"""A contest of any size for measurements of speed, made from the project's own sample essays.

A clause is either one of the sample's or invented: letters that follow each other in the sample, so the
text has its letters and its common words but says nothing. Some essays copy a page of an earlier one. What
follows from the seed is the same everywhere; how well copies are found is measured elsewhere (patterns).

``python -m benchmarks.similarity_contest FILE COUNT SEED`` writes one as JSON lines {id, text}.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.patterns.contest import sample_essays

CHARACTERS = (800, 2400)  # of an essay
KNOWN_CLAUSES = 0.1  # share of clauses taken from the sample as they are
COPIES = 0.15  # share of essays with a copied page
PAGE = (150, 600)  # characters of it
RECENT = 5_000  # essays back that a page is copied from
_STOP = re.compile(r"[，。！？；：、\s“”‘’《》（）—…]+")
_CLAUSE_MARKS = "，，，。"
_BATCH = 500

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Chain:
    """Letters and their followers: those of letter l are followers[starts[l]:starts[l] + counts[l]]."""

    letters: str
    followers: Ints
    starts: Ints
    counts: Ints
    openings: Ints
    clauses: tuple[str, ...]


def chain() -> Chain:
    """What follows what in the sample essays."""
    clauses = [part for essay in sample_essays() for part in _STOP.split(essay.text) if len(part) > 1]
    letters = "".join(sorted(set("".join(clauses))))
    number = {letter: place for place, letter in enumerate(letters)}
    ring = [[number[letter] for letter in clause] for clause in clauses]
    # The last letter of a clause is followed by the first of the next, so every letter has a follower.
    openings = [clause[0] for clause in ring]
    nexts = [*openings[1:], openings[0]]
    pairs = sorted(
        pair
        for clause, after in zip(ring, nexts, strict=True)
        for pair in zip(clause, [*clause[1:], after], strict=True)
    )
    before = np.array([pair[0] for pair in pairs])
    starts = np.searchsorted(before, np.arange(len(letters)))
    return Chain(
        letters,
        np.array([pair[1] for pair in pairs]),
        starts,
        np.bincount(before, minlength=len(letters)),
        np.array(openings),
        tuple(clauses),
    )


def essays(count: int, seed: int) -> Iterator[str]:
    """Essays of CHARACTERS each, some with a page of an earlier one."""
    rng = np.random.default_rng(seed)
    source = chain()
    earlier: list[str] = []
    while count > 0:
        size = min(count, _BATCH)
        clauses = iter(_clauses(source, size * 2 * CHARACTERS[1] // 12, rng))
        for length in rng.integers(*CHARACTERS, size).tolist():
            text = _essay(clauses, length)
            if earlier and rng.random() < COPIES:
                text = _with_page(text, earlier[int(rng.integers(len(earlier)))], rng)
            earlier.append(text)
            yield text
        del earlier[:-RECENT]
        count -= size


def _clauses(source: Chain, count: int, rng: np.random.Generator) -> list[str]:
    """Clauses of 4 to 16 letters; all are lengthened by one letter at a time."""
    columns = [source.openings[rng.integers(len(source.openings), size=count)]]
    for _ in range(15):
        last = columns[-1]
        pick = (rng.random(count) * source.counts[last]).astype(np.int64)
        columns.append(source.followers[source.starts[last] + pick])
    letters = np.array(list(source.letters))[np.stack(columns, axis=1)]
    invented = letters.view(f"<U{len(columns)}").ravel().tolist()
    lengths = rng.integers(4, 17, count).tolist()
    known = np.where(rng.random(count) < KNOWN_CLAUSES, rng.integers(len(source.clauses), size=count), -1)
    return [
        source.clauses[place] if place >= 0 else clause[:length]
        for clause, length, place in zip(invented, lengths, known.tolist(), strict=True)
    ]


def _essay(clauses: Iterator[str], length: int) -> str:
    parts, size = list[str](), 0
    while size < length:
        parts += [next(clauses), _CLAUSE_MARKS[len(parts) // 2 % len(_CLAUSE_MARKS)]]
        size += len(parts[-2]) + 1
    return "".join(parts)


def _with_page(text: str, other: str, rng: np.random.Generator) -> str:
    page = int(rng.integers(*PAGE))
    start = int(rng.integers(max(1, len(other) - page)))
    place = int(rng.integers(len(text)))
    return text[:place] + other[start : start + page] + text[place:]


def write_contest(path: Path, count: int, seed: int) -> None:
    """Write the essays as JSON lines {id, text}."""
    with path.open("w", encoding="utf-8") as file:
        for number, text in enumerate(essays(count, seed)):
            file.write(json.dumps({"id": f"E{number:07}", "text": text}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    write_contest(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
