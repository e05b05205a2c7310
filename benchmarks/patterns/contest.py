"""From base essays to contests with planted copying and honest likeness; everything follows from the seed."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import sample
from benchmarks.patterns.copying import RECIPES
from benchmarks.patterns.desk import BaseEssay, Case, Desk, Harmless
from benchmarks.patterns.honest import PLANTS
from benchmarks.patterns.wordlists import official_texts, phrases
from scoring.similarity.scan import Document

LEAST_LENGTH = 400
MOST_TAKEN = 16  # no recipe but the group of 50 takes more base essays than this
GROUP_TAKEN = 50
IDLE_SHARE = 0.05  # of the base essays stay as they are in every contest
STRENGTHS = 3
MENTION = re.compile(r"⟦[A-Z]+\|([^⟧]*)⟧")


@dataclass(frozen=True, slots=True)
class Contest:
    """Documents, library and known official texts as the scan gets them, and what was planted."""

    documents: tuple[Document, ...]
    library: tuple[Document, ...]
    official: tuple[str, ...]
    cases: tuple[Case, ...]
    harmless: tuple[Harmless, ...]


def sample_essays() -> list[BaseEssay]:
    """The 72 original essays of the project's sample contest."""
    essays = []
    for name in ("sample_a", "sample_b"):
        for line in (sample.ROOT / "texts" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            essays.append(BaseEssay(row["id"], MENTION.sub(r"\1", row["body"])))
    return [essay for essay in essays if len(essay.text) >= LEAST_LENGTH]


def read_essays(path: Path) -> list[BaseEssay]:
    """Essays of a JSONL file {id, text}, gzipped or not; short ones are left out."""
    data = path.read_bytes()
    lines = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [BaseEssay(str(row["id"]), row["text"]) for row in rows if len(row["text"]) >= LEAST_LENGTH]


def known_official() -> tuple[str, ...]:
    """What the office knows: half of the invented official texts, the slogans, the sample's notice."""
    texts = [each for each in official_texts() if each.known]
    return (
        *("\n".join((each.title, *each.paragraphs)) for each in texts),
        *phrases("slogans"),
        *phrases("dilution"),
        *sample.load().official_phrases,
    )


def wanted(cases: int, patterns: Iterable[str] = (), groups: int = 2) -> list[tuple[str, int]]:
    """(pattern or N, strength) of every planting: ``cases`` of each, the strengths in turn."""
    names = list(patterns) or [*RECIPES, *PLANTS]
    few = {"shared": groups, "anecdote": max(groups, cases // 4)}
    return [(name, n % STRENGTHS + 1) for name in names for n in range(few.get(name, cases))]


def generate(base: Sequence[BaseEssay], seed: int, jobs: Iterable[tuple[str, int]]) -> list[Contest]:
    """As many contests as the jobs need; in each of them every base essay is used at most once.

    Raises ValueError when the base is too small for one planting.
    """
    rng = Random(seed)
    waiting = sorted(jobs)
    rng.shuffle(waiting)
    waiting.sort(key=lambda job: job[0] != "shared")  # the one that needs a contest nearly to itself
    contests = []
    while waiting:
        desk = Desk(rng, rng.sample(base, len(base)))
        cases, harmless, left = list[Case](), list[Harmless](), list[tuple[str, int]]()
        for name, strength in waiting:
            needed = GROUP_TAKEN if name == "shared" else MOST_TAKEN
            if len(desk.unused) < needed + IDLE_SHARE * len(base):
                left.append((name, strength))
            elif name in RECIPES:
                cases.append(RECIPES[name](desk, name, strength))
            else:
                harmless.append(PLANTS[name](desk, strength))
        if len(left) == len(waiting):
            raise ValueError(f"{len(base)} base essays are too few for {waiting[0][0]}")
        waiting = left
        while desk.unused:
            desk.source()
        documents = rng.sample(desk.documents, len(desk.documents))
        contests.append(
            Contest(tuple(documents), tuple(desk.library), known_official(), tuple(cases), tuple(harmless))
        )
    return contests
