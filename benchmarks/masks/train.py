"""``python -m benchmarks.masks.train [--without NAME …] [--out FILE]``: teach the second reader of the masks.

It learns from every labelled essay of ``dev``, ``blind`` and ``sample`` and, twice each, from the same essays with
other names, areas and numbers.  Some ten minutes of one core and 2 GB; the same essays give the same model.

--without: leave these files out (their names without ending), to see how it reads what it has not learned:
``python -m benchmarks.masks --model FILE`` then measures with the model made.  What the shipped model was
made from stands in ``scoring/text/data/second_reader.json``; a test compares it with the essays that are there.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.masks.labelled import Labelled, from_json_lines, from_pages
from benchmarks.masks.vary import vary
from scoring.text.closed_up import close_up
from scoring.text.known import read
from scoring.text.letter_traits import traits_of
from scoring.text.second_reader import MODEL, NOTHING, SORTS, sequences
from scoring.text.span_types import Kind

HERE = Path(__file__).parent
_VARIED, _SEED = 2, 7
_SETTINGS = {"c1": 0.3, "c2": 0.1, "max_iterations": 60, "feature.possible_transitions": True}


def sources() -> list[Path]:
    """The files of labelled essays, in a fixed order."""
    return sorted([*HERE.glob("dev/*.txt"), *HERE.glob("blind/*.txt"), *HERE.glob("sample/*.jsonl")])


def digest(paths: Sequence[Path]) -> str:
    """One digest of the contents of files."""
    return hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in paths)).hexdigest()


def fingerprint() -> str:
    """What the traits of one essay are; another model is needed where it changes."""
    essay = from_pages(HERE / "blind" / "essays.txt")[0]
    told = json.dumps(traits_of(read(essay.text), essay.identity), ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def main(argv: Sequence[str] | None = None) -> int:
    """Train and write the model; returns 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.masks.train", description=__doc__)
    parser.add_argument("--without", nargs="*", default=[], help="names of files that are left out")
    parser.add_argument("--out", type=Path, default=MODEL)
    given = parser.parse_args(argv)
    unknown = set(given.without) - {path.stem for path in sources()}
    if unknown:
        parser.error(f"no such files: {' '.join(sorted(unknown))}")
    if given.without and given.out == MODEL:
        parser.error("--without needs --out: the shipped model learns from all")
    since = time.process_time()
    paths = [path for path in sources() if path.stem not in given.without]
    essays = [essay for path in paths for essay in _essays(path)]
    train(essays, given.out)
    made = {
        "files": [path.name for path in paths],
        "digest": digest(paths),
        "traits": fingerprint(),
        "settings": _SETTINGS,
    }
    given.out.with_suffix(".json").write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(
        f"{given.out}: {len(essays)} essays, {given.out.stat().st_size:,} bytes, "
        f"{time.process_time() - since:.0f} CPU s\n"
    )
    return 0


def _essays(path: Path) -> list[Labelled]:
    return from_pages(path) if path.suffix == ".txt" else from_json_lines(path)


def train(essays: Sequence[Labelled], model: Path) -> None:
    """Teach a model with ``essays`` and their variations and write it."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(_SETTINGS)
    rng = random.Random(_SEED)
    for essay in essays:
        variations = [vary(essay, rng) for _ in range(_VARIED)] if essay.labels else []
        for one in (essay, *variations):
            for traits, labels in _lines(one):
                trainer.append(traits, labels)
    trainer.train(str(model))


def _closed_up(essay: Labelled) -> Labelled:
    """As the second reader meets it: without the blanks that a scanner put between its letters."""
    closed = close_up(essay.text)
    if closed is None:
        return essay
    where = [
        (bisect_left(closed.positions, start), bisect_left(closed.positions, end), kind)
        for start, end, kind in essay.labels
    ]
    return replace(essay, text=closed.text, labels=tuple(where))


def _lines(essay: Labelled) -> Iterator[tuple[list[list[str]], list[str]]]:
    essay = _closed_up(essay)
    reader = read(essay.text)
    traits = traits_of(reader, essay.identity)
    sorts = [NOTHING] * len(essay.text)
    for start, end, kind in essay.labels:
        sorts[start:end] = [SORTS[Kind(kind)]] * (end - start)
    begins = {start for start, _, _ in essay.labels}
    labels: list[str] = []
    for at in reader.flow.positions:
        inside = labels and labels[-1][1:] == sorts[at] and at not in begins
        labels.append(NOTHING if sorts[at] == NOTHING else f"{'I' if inside else 'B'}{sorts[at]}")
    for start, end in sequences(reader.flow.text):
        yield traits[start:end], labels[start:end]


if __name__ == "__main__":
    raise SystemExit(main())
