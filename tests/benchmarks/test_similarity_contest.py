"""The invented contest of the speed measurements: the same for a seed, of the promised size, with copies to find."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.similarity_contest import CHARACTERS, PAGE, essays, write_contest
from benchmarks.similarity_rival import shingles
from scoring.similarity.scan import Document, scan


def test_a_seed_gives_the_same_essays() -> None:
    assert list(essays(5, seed=3)) == list(essays(5, seed=3))
    assert list(essays(5, seed=3)) != list(essays(5, seed=4))


def test_essays_have_the_length_of_essays() -> None:
    lengths = [len(text) for text in essays(60, seed=1)]
    assert min(lengths) >= CHARACTERS[0]
    assert max(lengths) <= CHARACTERS[1] + PAGE[1] + 40
    assert len(set(lengths)) > 40


def test_the_copied_pages_are_found_and_little_else() -> None:
    texts = list(essays(200, seed=2))
    found = scan([Document(str(number), text) for number, text in enumerate(texts)])
    assert 15 <= len(found.pairs) <= 45  # 15 % of 200 copy a page
    for pair in found.pairs:
        assert pair.largest >= PAGE[0] * 0.8 or pair.score >= PAGE[0] * 0.5


def test_a_contest_is_written_as_the_command_reads_it(tmp_path: Path) -> None:
    write_contest(tmp_path / "docs.jsonl", 3, seed=1)
    rows = [json.loads(line) for line in (tmp_path / "docs.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["E0000000", "E0000001", "E0000002"]
    assert [row["text"] for row in rows] == list(essays(3, seed=1))


def test_shingles_are_all_runs_of_four() -> None:
    assert shingles("一二三四五一二三四") == {"一二三四", "二三四五", "三四五一", "四五一二", "五一二三"}
    assert shingles("一二三") == set()
