"""The library: what it holds and finds does not depend on how the texts came to it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from scoring.errors import InvalidProblem
from scoring.similarity import library as module
from scoring.similarity.cases import Document
from scoring.similarity.library import Library

CHARACTERS = [chr(code) for code in range(0x4E00, 0x4E00 + 1500)]


def essay(seed: int, clauses: int = 40) -> str:
    rng = random.Random(seed)
    return "，".join("".join(rng.choices(CHARACTERS, k=rng.randint(5, 11))) for _ in range(clauses)) + "。"


FORMULA = essay(1000, 8)
TEXTS = [Document(f"T{seed}", essay(seed) + FORMULA * (seed % 3 == 0)) for seed in range(12)]
NEW = Document("new", essay(500, 10) + essay(4)[50:250] + FORMULA + essay(9)[:150])


@pytest.fixture
def whole(tmp_path: Path) -> Library:
    library = Library.open(tmp_path / "whole")
    library.add(TEXTS)
    return library


def segments(folder: Path) -> list[int]:
    """Texts of each segment on disk."""
    return [len(module._Segment(one).documents) for one in folder.iterdir() if one.is_dir()]


def test_copied_passages_are_found_and_shared_ones_are_not(whole: Library) -> None:
    pairs = whole.compare(NEW)
    assert [pair.b for pair in pairs] == ["T4", "T9"]
    copied = pairs[0].copied[0]
    assert (
        NEW.text[copied.a0 : copied.a1]
        == TEXTS[4].text[copied.b0 : copied.b1]
        == essay(4)[50:250].strip("，")
    )
    assert whole.compare(Document("other", essay(77) + FORMULA)) == ()


@pytest.mark.parametrize("size", [1, 900, 2_000, 100_000])
def test_how_the_texts_were_divided_changes_nothing(
    whole: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(module, "SEGMENT_CHARACTERS", size)
    library = Library.open(tmp_path / "parts")
    library.add(TEXTS[:7])
    for document in TEXTS[7:]:
        library.add([document])
    assert library.ids() == whole.ids()
    assert library.compare(NEW) == whole.compare(NEW)
    assert Library.open(tmp_path / "parts").compare(NEW) == whole.compare(NEW)


def test_segments_grow_to_their_limit_and_few_are_small(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SEGMENT_CHARACTERS", 2_000)
    library = Library.open(tmp_path)
    for seed in range(30):
        library.add([Document(f"S{seed}", essay(seed, 10))])
    sizes = segments(tmp_path)
    assert sum(sizes) == len(library) == 30
    assert max(sizes) * len(essay(0, 10)) <= 2_200
    assert sizes.count(1) <= 2


def test_long_text_has_a_segment_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SEGMENT_CHARACTERS", 100)
    library = Library.open(tmp_path)
    library.add(TEXTS[:3])
    assert segments(tmp_path) == [1, 1, 1]
    assert library.compare(Document("new", TEXTS[1].text))[0].net == 1


def test_forgotten_text_is_neither_found_nor_a_source_of_a_formula(whole: Library) -> None:
    whole.remove(["T4", "T0", "T6", "unknown"])
    assert [pair.b for pair in whole.compare(NEW)] == ["T9"]
    assert len(whole) == 9
    whole.remove(["T3"])
    assert [pair.b for pair in whole.compare(Document("other", essay(77) + FORMULA))] == ["T9"], (
        "held once only"
    )


def test_forgotten_text_may_come_again(whole: Library) -> None:
    whole.remove(["T4"])
    whole.add([Document("T4", essay(600))])
    assert len(whole) == 12
    assert [pair.b for pair in whole.compare(NEW)] == ["T9"]
    assert [pair.b for pair in whole.compare(Document("new", essay(600)))] == ["T4"]


def test_id_given_twice_or_held_already_is_refused(whole: Library) -> None:
    for documents in ([TEXTS[0]], [Document("x", "一"), Document("x", "二")]):
        with pytest.raises(InvalidProblem, match="holds already"):
            whole.add(documents)
    assert len(whole) == 12
    whole.add([])
    assert len(whole) == 12


def test_text_does_not_meet_itself(whole: Library) -> None:
    assert whole.compare(TEXTS[4]) == ()
    assert [pair.b for pair in whole.compare(Document("again", TEXTS[4].text))] == ["T4"]
