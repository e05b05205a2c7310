"""Alignment: places of copied passages, moved blocks, symmetry, and merging."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from scoring.similarity.grams import join
from scoring.similarity.passages import Aligned, Alignment, align, index_seeds, merge
from scoring.text.normalize import fold

RULES = Alignment()


def aligned(a: str, b: str) -> Aligned:
    texts = join([fold(a).text, fold(b).text])
    masked = np.zeros(len(texts.codes), np.bool_)
    index = index_seeds(texts, masked, np.arange(2), 20)
    return align(index, np.array([0]), np.array([1]), RULES)


def near(span: np.ndarray, expected: list[int], slack: int = 6) -> bool:
    return bool((np.abs(span - np.array(expected)) <= slack).all())


def test_copied_passage_is_found_at_its_place(write: Callable[..., str]) -> None:
    passage = write(50, 1)
    size, before, after = len(fold(passage).text), len(fold(write(1, 2)).text), len(fold(write(2, 3)).text)
    found = aligned(write(1, 2) + passage, write(2, 3) + passage + write(3, 1))
    assert len(found.spans) == 1
    assert near(found.spans[0], [before, before + size, after, after + size])
    assert abs(int(found.matched[0]) - size) <= 6


def test_moved_paragraphs_become_passages_of_their_own(write: Callable[..., str]) -> None:
    one, two, three = (write(seed, 1) for seed in (51, 52, 53))
    found = aligned(one + two + three, three + one + two)
    sizes = [len(fold(part).text) for part in (one, two, three)]
    spans = found.spans.tolist()
    assert len(spans) == 2
    assert near(np.array(spans[0]), [0, sizes[0] + sizes[1], sizes[2], sum(sizes)])
    assert near(np.array(spans[1]), [sizes[0] + sizes[1], sum(sizes), 0, sizes[2]])


@pytest.mark.parametrize("every", [10, 14])
def test_one_change_every_few_characters_does_not_hide_a_passage(
    write: Callable[..., str], every: int
) -> None:
    passage = fold(write(50, 2)).text
    changed = "".join("某" if at % every == 5 else char for at, char in enumerate(passage))
    found = aligned(write(1) + passage, changed + write(2))
    assert len(found.spans) == 1
    assert found.spans[0, 3] - found.spans[0, 2] >= len(passage) - 2 * every


def test_alignment_is_the_same_from_the_other_side(write: Callable[..., str]) -> None:
    a = write(1, 2) + write(50, 1) + write(51, 1)
    b = write(51, 1) + write(2, 2) + write(50, 1)
    there, back = aligned(a, b), aligned(b, a)
    assert sorted(there.spans.tolist()) == sorted(back.spans[:, [2, 3, 0, 1]].tolist())
    assert sorted(there.matched.tolist()) == sorted(back.matched.tolist())


def test_unrelated_texts_and_one_repeated_character_have_no_passage(write: Callable[..., str]) -> None:
    assert len(aligned(write(1), write(2)).spans) == 0
    assert len(aligned("山" * 5000, "山" * 4000).spans) == 0


def test_a_term_repeated_in_one_text_is_no_passage(write: Callable[..., str]) -> None:
    term = "医疗卫生职业精神"
    repeated = "".join(term + "山" * at for at in range(1, 5))
    assert len(aligned(write(1) + repeated, write(2) + term).spans) == 0


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([[0, 50, 0, 50, 50, 40], [90, 140, 95, 150, 45, 30]], [[0, 140, 0, 150, 95, 70]]),
        ([[0, 50, 100, 150, 50, 40], [60, 110, 30, 80, 50, 40]], None),
        ([[0, 50, 0, 50, 50, 40], [200, 250, 60, 110, 50, 40]], None),
        ([[0, 50, 0, 50, 50, 40], [30, 80, 30, 80, 50, 40]], [[0, 80, 0, 80, 100, 80]]),
    ],
)
def test_merge_joins_what_goes_on_in_order(rows: list[list[int]], expected: list[list[int]] | None) -> None:
    assert merge(np.array(rows), RULES).tolist() == (expected or rows)
