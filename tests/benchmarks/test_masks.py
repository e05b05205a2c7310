"""The labelled essays, their variations, and that the second reader learned from them as they are now."""

from __future__ import annotations

import json
import random

import pytest

from benchmarks.masks.labelled import Labelled, from_json_lines, from_pages
from benchmarks.masks.train import digest, fingerprint, sources
from benchmarks.masks.vary import vary
from scoring.text.second_reader import MODEL

AGAIN = "run python -m benchmarks.masks.train"


def essays() -> list[Labelled]:
    paths = sources()
    return [
        *from_json_lines(*[path for path in paths if path.suffix == ".jsonl"]),
        *from_pages(*[path for path in paths if path.stem in ("essays_18", "clean_12")]),
    ]


def unlabelled(essay: Labelled) -> list[str]:
    borders = [0, *(at for start, end, _ in sorted(essay.labels) for at in (start, end)), len(essay.text)]
    return [essay.text[start:end] for start, end in zip(borders[::2], borders[1::2], strict=True)]


def test_shipped_model_is_made_from_the_essays_as_they_are() -> None:
    made = json.loads(MODEL.with_suffix(".json").read_text(encoding="utf-8"))
    assert made["files"] == [path.name for path in sources()], AGAIN
    assert made["digest"] == digest(sources()), AGAIN
    assert made["traits"] == fingerprint(), AGAIN


@pytest.mark.parametrize("seed", [1, 2])
def test_variation_changes_labelled_spans_only(seed: int) -> None:
    rng = random.Random(seed)
    changed = 0
    for essay in essays():
        varied = vary(essay, rng)
        assert unlabelled(varied) == unlabelled(essay)
        assert [kind for _, _, kind in varied.labels] == [kind for _, _, kind in sorted(essay.labels)]
        changed += varied.text != essay.text
    assert changed > 50


def test_variation_names_the_author_alike_in_form_and_text() -> None:
    text = "我叫于海波，海波是父亲取的"
    labels = ((2, 5, "author"), (6, 8, "author"))
    essay = Labelled("one", text, labels, essays()[0].identity.__class__(authors=("于海波",)))
    varied = vary(essay, random.Random(3))
    (name,) = varied.identity.authors
    assert name != "于海波"
    assert [varied.text[start:end] for start, end, _ in varied.labels] == [name, name[1:]]
