"""Alignment: seeds by their definition, places of copied passages, moved blocks, symmetry, and merging."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.similarity import passages
from scoring.similarity.grams import QUAD, Codes, Flags, quads
from scoring.similarity.passages import MOST_PLACES, Aligned, Alignment, Grams, align, grams_of
from scoring.similarity.preparation import masked_flags, official_quads, prepare
from scoring.text.normalize import fold

Write = Callable[..., str]
RULES = Alignment()
NOTHING_COMMON = np.zeros(1 << 20, np.bool_)


def grams(texts: Sequence[str], official: Sequence[str] = ()) -> list[Grams]:
    prepared = prepare(texts, official_quads(official))
    found = []
    for number in range(len(texts)):
        codes = prepared.codes[prepared.offsets[number] : prepared.offsets[number + 1]]
        found.append(grams_of(codes, masked_flags(prepared.official[prepared.holders == number], len(codes))))
    return found


def aligned(a: str, b: str, official: Sequence[str] = (), common: Flags = NOTHING_COMMON) -> Aligned:
    held = grams([a, b], official)
    return align(held.__getitem__, np.array([0]), np.array([1]), common, RULES)


def near(span: np.ndarray, expected: list[int], slack: int = 6) -> bool:
    return bool((np.abs(span - np.array(expected)) <= slack).all())


def codes_of(text: str) -> Codes:
    return np.array([ord(character) for character in text], np.uint16)


@given(st.text(alphabet="山水风", max_size=60), st.lists(st.booleans(), min_size=60, max_size=60))
@settings(max_examples=60, deadline=None)
def test_seeds_are_grams_outside_official_language_that_do_not_stand_too_often(
    text: str, flags: list[bool]
) -> None:
    places: dict[str, list[int]] = {}
    for at in range(len(text) - QUAD + 1):
        if not (flags[at] and flags[at + QUAD - 1]):
            places.setdefault(text[at : at + QUAD], []).append(at)
    expected = {gram: held if len(held) <= MOST_PLACES else held[:1] for gram, held in places.items()}
    found = grams_of(codes_of(text), np.array(flags[: len(text)], np.bool_))
    assert found.values.tolist() == sorted(found.values.tolist())
    by_value = {int(quads(codes_of(gram))[0]): held for gram, held in expected.items()}
    rows = list(zip(found.values.tolist(), found.places.tolist(), strict=True))
    assert sorted(rows) == sorted((value, at) for value, held in by_value.items() for at in held)


def covered(text: str, other: str) -> int:
    """Characters of ``text`` in grams that ``other`` holds too."""
    known = {other[at : at + QUAD] for at in range(len(other) - QUAD + 1)}
    inside = {
        at + step
        for at in range(len(text) - QUAD + 1)
        if text[at : at + QUAD] in known
        for step in range(QUAD)
    }
    return len(inside)


@given(
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 90), st.integers(20, 100)), min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 90), st.integers(20, 100)), min_size=1, max_size=5),
)
@settings(max_examples=60, deadline=None)
def test_matched_characters_of_a_passage_are_really_shared(
    left: list[tuple[int, int, int]], right: list[tuple[int, int, int]]
) -> None:
    rng = np.random.default_rng(1)
    stock = ["".join(map(chr, rng.integers(0x4E00, 0x4E60, 120))) for _ in range(8)]
    a, b = ("".join(stock[n][at : at + size] for n, at, size in parts) for parts in (left, right))
    a, b = fold(a).text, fold(b).text
    found = aligned(a, b)
    for (a0, a1, b0, b1), matched, rare in zip(
        found.spans.tolist(), found.matched.tolist(), found.rare.tolist(), strict=True
    ):
        one, other = a[a0:a1], b[b0:b1]
        assert 0 <= a0 < a1 <= len(a)
        assert 0 <= b0 < b1 <= len(b)
        assert 0 <= rare <= matched <= min(covered(one, other), covered(other, one))
        assert one[:QUAD] in other
        assert one[-QUAD:] in other
    starts = found.spans[:, [0, 2]].tolist()
    assert starts == sorted(starts)


def test_copied_passage_is_found_at_its_place(write: Write) -> None:
    passage = write(50, 1)
    size, before, after = len(fold(passage).text), len(fold(write(1, 2)).text), len(fold(write(2, 3)).text)
    found = aligned(write(1, 2) + passage, write(2, 3) + passage + write(3, 1))
    assert len(found.spans) == 1
    assert near(found.spans[0], [before, before + size, after, after + size])
    assert abs(int(found.matched[0]) - size) <= 6


def test_moved_paragraphs_become_passages_of_their_own(write: Write) -> None:
    one, two, three = (write(seed, 2) for seed in (51, 52, 53))
    found = aligned(one + two + three, three + one + two)
    sizes = [len(fold(part).text) for part in (one, two, three)]
    spans = found.spans.tolist()
    assert len(spans) == 2
    assert near(np.array(spans[0]), [0, sizes[0] + sizes[1], sizes[2], sum(sizes)])
    assert near(np.array(spans[1]), [sizes[0] + sizes[1], sum(sizes), 0, sizes[2]])


@pytest.mark.parametrize("every", [10, 14])
def test_one_change_every_few_characters_does_not_hide_a_passage(write: Write, every: int) -> None:
    passage = fold(write(50, 2)).text
    changed = "".join("某" if at % every == 5 else char for at, char in enumerate(passage))
    found = aligned(write(1) + passage, changed + write(2))
    assert len(found.spans) == 1
    assert found.spans[0, 3] - found.spans[0, 2] >= len(passage) - 2 * every


def test_alignment_is_the_same_from_the_other_side(write: Write) -> None:
    a = write(1, 2) + write(50, 1) + write(51, 1)
    b = write(51, 1) + write(2, 2) + write(50, 1)
    there, back = aligned(a, b), aligned(b, a)
    assert sorted(there.spans.tolist()) == sorted(back.spans[:, [2, 3, 0, 1]].tolist())
    assert sorted(there.matched.tolist()) == sorted(back.matched.tolist())


def test_pairs_do_not_depend_on_each_other_nor_on_the_blocks_of_seeds(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [write(number, 2) + write(60 + number % 3, 1) for number in range(7)] + ["", "山"]
    held = grams(texts)
    first, second = np.triu_indices(len(texts), 1)
    together = align(held.__getitem__, first, second, NOTHING_COMMON, RULES)
    assert len(np.unique(together.pair)) >= 5
    monkeypatch.setattr(passages, "BLOCK_SEEDS", 200)
    apart = align(held.__getitem__, first, second, NOTHING_COMMON, RULES)
    for name in Aligned.__slots__:
        assert np.array_equal(getattr(together, name), getattr(apart, name)), name
    for number, (a, b) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
        alone = align(held.__getitem__, np.array([a]), np.array([b]), NOTHING_COMMON, RULES)
        assert np.array_equal(alone.spans, together.spans[together.pair == number])


def test_no_pairs_and_pairs_without_seeds_have_no_passages() -> None:
    held = grams(["", "山水", "风"])
    for first, second in (([], []), ([0, 0, 1], [1, 2, 2])):
        found = align(
            held.__getitem__, np.array(first, np.int64), np.array(second, np.int64), NOTHING_COMMON, RULES
        )
        assert (found.pair.shape, found.spans.shape, found.matched.shape) == ((0,), (0, 4), (0,))


def test_a_short_passage_of_grams_that_many_texts_hold_is_none(write: Write) -> None:
    line = fold(write(50, 1)).text[:60]
    a, b = write(1, 2) + line, line + write(2, 2)
    assert len(aligned(a, b).spans) == 1
    assert len(aligned(a, b, common=np.ones(1 << 20, np.bool_)).spans) == 0
    assert len(aligned(a, b, official=[line]).spans) == 0


def test_unrelated_texts_and_one_repeated_character_have_no_passage(write: Write) -> None:
    assert len(aligned(write(1), write(2)).spans) == 0
    assert len(aligned("山" * 5000, "山" * 4000).spans) == 0


def test_a_text_pasted_many_times_is_aligned_once(write: Write) -> None:
    size = len(fold(write(1)).text)
    found = aligned(write(1), write(1) * 6)
    assert near(np.array([found.spans[:, 0].min(), found.spans[:, 1].max()]), [0, size])


def test_a_term_repeated_in_one_text_is_no_passage(write: Write) -> None:
    term = "医疗卫生职业精神"
    repeated = "".join(term + "山" * at for at in range(1, 5))
    assert len(aligned(write(1) + repeated, write(2) + term).spans) == 0
