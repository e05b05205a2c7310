"""Fingerprints and candidate pairs: the winnowing guarantee, groups, frequencies, bounded pairs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from scoring.similarity import candidates
from scoring.similarity.candidates import GRAM, WINDOW, find, fingerprint, least_shared
from scoring.similarity.grams import JoinedTexts, gram_hashes, join
from scoring.text.normalize import fold


def joined(*texts: str) -> JoinedTexts:
    return join([fold(text).text for text in texts])


def unmasked(texts: JoinedTexts) -> np.ndarray:
    return np.zeros(len(texts.codes), np.bool_)


def slow_winnow(text: str) -> set[int]:
    """Places of the leftmost least hash of every window, windows cut off at both ends included."""
    hashes = gram_hashes(join([text]).codes, GRAM).tolist()
    places = set()
    for end in range(1, len(hashes) + WINDOW):
        window = range(max(0, end - WINDOW), min(end, len(hashes)))
        places.add(min(window, key=lambda at: (hashes[at], at)))
    return places


def test_fingerprints_equal_slow_winnowing_of_each_text_alone(write: Callable[..., str]) -> None:
    texts = [fold(write(seed, 2)).text for seed in range(3)]
    prints = fingerprint(join(texts), np.zeros(sum(map(len, texts)), np.bool_))
    offsets = np.cumsum([0, *map(len, texts)])
    for number, text in enumerate(texts):
        mine = prints.places[prints.owners == number] - offsets[number]
        assert set(mine.tolist()) == slow_winnow(text)


def test_every_shared_run_of_thirteen_shares_a_fingerprint(write: Callable[..., str]) -> None:
    shared = fold(write(9, 1)).text
    for start in range(0, 60, 7):
        run = shared[start : start + GRAM + WINDOW - 1]
        texts = joined(write(1, 1) + run + write(2, 1), write(3, 1) + run + write(4, 1))
        prints = fingerprint(texts, unmasked(texts))
        first = set(prints.hashes[prints.owners == 0].tolist())
        assert first & set(prints.hashes[prints.owners == 1].tolist())


def found_pairs(texts: JoinedTexts, units: list[int] | None = None, library_from: int | None = None):  # type: ignore[no-untyped-def]
    count = len(texts)
    numbers = np.arange(count)
    prints = fingerprint(texts, unmasked(texts))
    units_array = numbers if units is None else np.array(units)
    return prints, find(prints, numbers, units_array, count if library_from is None else library_from)


def test_find_pairs_a_copied_paragraph_and_nothing_else(write: Callable[..., str]) -> None:
    passage = write(50, 1)
    texts = joined(write(1) + passage, write(2), passage + write(3), write(4))
    _, found = found_pairs(texts)
    assert (found.first.tolist(), found.second.tolist()) == ([0], [2])
    assert found.groups.tolist() == [0, 1, 2, 3]


def test_library_texts_are_not_compared_with_each_other(write: Callable[..., str]) -> None:
    passage = write(50, 2)
    texts = joined(write(1) + passage, write(2) + passage, write(3) + passage)
    _, found = found_pairs(texts, library_from=1)
    assert list(zip(found.first.tolist(), found.second.tolist(), strict=True)) == [(0, 1), (0, 2)]


@pytest.mark.parametrize(("units", "sources"), [([0, 1, 2, 3], 4), ([0, 0, 0, 0], 1), ([0, 0, 1, 1], 2)])
def test_sources_count_units_where_these_are_fewer(
    write: Callable[..., str], units: list[int], sources: int
) -> None:
    passage = write(50, 1)
    texts = joined(*(write(seed) + passage for seed in range(4)))
    prints, found = found_pairs(texts, units)
    inside = (prints.owners == 0) & (prints.places >= len(fold(write(0)).text))
    assert set(found.sources[inside].tolist()) == {sources}
    assert set(found.sources[~inside & (prints.owners == 0)].tolist()) <= {1, sources}


def test_near_duplicates_are_one_group_and_one_source(write: Callable[..., str]) -> None:
    texts = joined(write(1), write(1) + write(2, 1), write(3))
    _, found = found_pairs(texts)
    assert found.groups.tolist() == [0, 0, 2]
    assert found.sources.max() == 1


def test_large_group_is_a_star_and_a_chain(
    write: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "FULL_LIST", 5)
    texts = joined(*[write(1)] * 30)
    _, found = found_pairs(texts)
    assert found.groups.tolist() == [0] * 30
    pairs = set(zip(found.first.tolist(), found.second.tolist(), strict=True))
    assert {(0, other) for other in range(1, 30)} <= pairs
    assert len(pairs) <= 2 * 30


def test_least_shared_grows_with_the_contest() -> None:
    assert [least_shared(count) for count in (10, 20_000, 20_001, 60_000)] == [2, 2, 3, 4]
