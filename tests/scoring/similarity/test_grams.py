"""Joined texts, gram hashes and the small array tools against slow obvious versions."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.similarity.grams import distinct, gram_hashes, join, ranges, runs_of, spread, whole_grams

TEXTS = st.lists(st.text(alphabet="山水风云ab1", max_size=14), min_size=1, max_size=5)


@given(TEXTS, st.sampled_from([4, 8]))
@settings(max_examples=60, deadline=None)
def test_gram_hashes_are_equal_exactly_where_the_grams_are(texts: list[str], size: int) -> None:
    whole = "".join(texts)
    hashes = gram_hashes(join(texts).codes, size)
    grams = [whole[at : at + size] for at in range(max(0, len(whole) - size + 1))]
    assert len(hashes) == len(grams)
    assert len(set(hashes.tolist())) == len(set(grams))


@given(TEXTS)
@settings(max_examples=40, deadline=None)
def test_whole_grams_and_owners_follow_the_borders(texts: list[str]) -> None:
    joined = join(texts)
    owner = [number for number, text in enumerate(texts) for _ in text]
    expected = [owner[at] == owner[at + 3] for at in range(max(0, len(owner) - 3))]
    assert whole_grams(joined, 4).tolist() == expected
    assert joined.owners(np.arange(len(owner))).tolist() == owner


@given(st.lists(st.booleans(), max_size=30))
@settings(max_examples=40, deadline=None)
def test_runs_spread_back_to_the_flags(flags: list[bool]) -> None:
    starts, ends = runs_of(np.array(flags, np.bool_))
    assert spread(starts, ends, len(flags)).tolist() == flags


def test_spread_takes_overlapping_spans() -> None:
    assert spread(np.array([1, 2]), np.array([4, 3]), 5).tolist() == [False, True, True, True, False]


def test_ranges_and_distinct() -> None:
    assert ranges(np.array([5, 0, 9]), np.array([2, 0, 3])).tolist() == [5, 6, 9, 10, 11]
    assert distinct(np.array([3, 1, 3, -2])).tolist() == [-2, 1, 3]
    assert distinct(np.zeros(0, np.int64)).tolist() == []
