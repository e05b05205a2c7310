"""The indexes follow the database, whatever happened to them meanwhile."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path

import pytest

from reviewapp.library import index
from reviewapp.library.queries import Named
from scoring.similarity.cases import Document
from tests.reviewapp.library.conftest import ESSAY

TEXTS = {n: f"{ESSAY}这是第{n}篇，{'春夏秋冬'[n % 4]}天写的。" * 2 for n in range(1, 6)}


def named(n: int, text: str | None = None) -> Named:
    return Named(n, hashlib.sha256((text or TEXTS[n]).encode()).hexdigest(), f"第{n}篇")


class Bodies:
    """Reads texts and remembers which."""

    def __init__(self, texts: Mapping[int, str] = TEXTS) -> None:
        self.texts, self.asked = texts, list[int]()

    def __call__(self, ids: Collection[int]) -> dict[int, str]:
        self.asked += ids
        return {i: self.texts[i] for i in ids}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index" / "library"


def keys(*texts: Named) -> set[str]:
    return {index.key(text) for text in texts}


def test_index_takes_what_is_new_and_drops_what_is_gone(folder: Path) -> None:
    one, two, three = named(1), named(2), named(3)
    assert index.current(folder, [one, two], Bodies()).ids() == keys(one, two)
    bodies = Bodies()
    assert index.current(folder, [two, three], bodies).ids() == keys(two, three)
    assert bodies.asked == [3]


def test_reused_id_is_another_text(folder: Path) -> None:
    """A database restored from yesterday may give today's id to another text."""
    index.current(folder, [named(1)], Bodies())
    other = named(1, "完全不同的另一篇")
    library = index.current(folder, [other], Bodies({1: "完全不同的另一篇"}))
    assert library.ids() == keys(other)
    assert library.compare(Document("new", TEXTS[1])) == ()


def damage_manifest(folder: Path) -> None:
    (folder / "library.json").write_text("{", encoding="utf-8")


def damage_segment(folder: Path) -> None:
    next(folder.rglob("*.pickle")).write_bytes(b"damaged")


def remove_all(folder: Path) -> None:
    shutil.rmtree(folder)


def other_version(folder: Path) -> None:
    (folder / "library.json").write_text('{"version": 0, "segments": [], "removed": []}', encoding="utf-8")


@pytest.mark.parametrize("harm", [damage_manifest, damage_segment, remove_all, other_version])
def test_index_is_made_anew_from_the_database(
    harm: object, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [named(1), named(2)]
    index.current(folder, texts, Bodies())
    harm(folder)  # type: ignore[operator]
    monkeypatch.setattr(index, "_open", {})  # another worker, which has not opened it before
    library = index.current(folder, texts, Bodies())
    assert library.ids() == keys(*texts)
    assert {pair.b for pair in library.compare(Document("new", TEXTS[1]))} >= {index.key(named(1))}


def test_index_stays_open_until_another_process_changes_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = index.current(folder, [named(1)], Bodies())
    assert index.current(folder, [named(1)], Bodies()) is first
    monkeypatch.setattr(index, "_open", {})
    index.current(folder, [named(1), named(2)], Bodies())
    monkeypatch.setattr(index, "_open", {folder: (((0, 0),), first)})
    assert index.current(folder, [named(1), named(2)], Bodies()).ids() == keys(named(1), named(2))


def test_worker_keeps_few_indexes_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "_open", {})
    monkeypatch.setattr(index, "MOST_OPEN", 2)
    for name in "abc":
        index.current(tmp_path / name, [named(1)], Bodies())
    assert [folder.name for folder in index._open] == ["b", "c"]


def test_one_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "PATIENCE_SECONDS", 0.0)
    with index.alone(tmp_path), pytest.raises(index.Busy), index.alone(tmp_path):
        pass
    with index.alone(tmp_path):
        pass
