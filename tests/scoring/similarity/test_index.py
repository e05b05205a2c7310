"""Inverted lists, near-duplicate groups and who is paired with whom, against dictionaries."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.similarity import index
from scoring.similarity.grams import Ints
from scoring.similarity.index import Lists, Postings

COUNT = 9
STEP = 1 << 24  # lists keep the leading 40 bits of a hash
Print = tuple[int, int, int]  # hash, text, place
PRINTS = st.sets(
    st.tuples(
        st.integers(0, 7).map(lambda key: key * 37 * STEP), st.integers(0, COUNT - 1), st.integers(0, 30)
    ),
    max_size=60,
)
LABELS = st.lists(st.integers(0, COUNT - 1), min_size=COUNT, max_size=COUNT)


def collect(prints: list[Print]) -> Lists:
    hashes, texts, places = ([row[column] for row in prints] for column in range(3))
    return index.collect(np.array(hashes, np.uint64), np.array(texts, np.int32), np.array(places, np.int32))


def held(prints: list[Print]) -> list[list[tuple[int, int]]]:
    """(text, place) of each fingerprint that two texts hold, by hash."""
    lists: dict[int, list[tuple[int, int]]] = {}
    for value, text, place in sorted(prints):
        lists.setdefault(value, []).append((text, place))
    return [rows for _, rows in sorted(lists.items()) if len({text for text, _ in rows}) > 1]


def entries(lists: Lists) -> list[list[tuple[int, int]]]:
    rows = list(zip(lists.texts.tolist(), lists.places.tolist(), strict=True))
    return [rows[start:stop] for start, stop in pairwise(lists.starts.tolist())]


def labelled(labels: list[int]) -> Ints:
    """The least number of a text with the same label."""
    return np.array([labels.index(label) for label in labels], np.int64)


@given(PRINTS, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_lists_hold_what_two_texts_hold(prints: set[Print], rng: object) -> None:
    ordered = sorted(prints)
    rng.shuffle(ordered)  # type: ignore[attr-defined]
    found = collect(ordered)
    assert [sorted(rows) for rows in entries(found)] == held(ordered)
    assert all(rows == sorted(rows, key=lambda row: row[0]) for rows in entries(found))
    links = Counter(
        (one[0], other[0]) for rows in held(ordered) for one, other in pairwise(rows) if one[0] != other[0]
    )
    keys, times = index.neighbours(found, COUNT)
    assert {
        divmod(key, COUNT): count for key, count in zip(keys.tolist(), times.tolist(), strict=True)
    } == links


@given(PRINTS, st.sampled_from([1, 2, 8, 64]))
@settings(max_examples=40, deadline=None)
def test_parts_together_hold_the_same_lists(prints: set[Print], parts: int) -> None:
    spread = [
        (value * 0x9E3779B97F4A7C15 % (1 << 64) // STEP * STEP, *rest) for value, *rest in sorted(prints)
    ]
    hashes = np.array([row[0] for row in spread], np.uint64)
    width = index.MOST_PARTS // parts
    taken = [np.flatnonzero(index.part_of(hashes) // width == part).tolist() for part in range(parts)]
    assert sorted(row for rows in taken for row in rows) == list(range(len(spread)))
    apart = [sorted(rows) for part in taken for rows in entries(collect([spread[row] for row in part]))]
    assert sorted(apart) == sorted(held(spread))


@pytest.mark.parametrize(
    ("fingerprints", "parts"),
    [(0, 1), (1, 1), (4_000_000, 1), (4_000_001, 2), (8_000_001, 4), (47_000_000, 16), (10**12, 64)],
)
def test_number_of_parts_is_a_power_of_two_that_keeps_them_small(fingerprints: int, parts: int) -> None:
    assert index.part_count(fingerprints) == parts


@given(
    st.lists(
        st.tuples(st.integers(0, COUNT - 1), st.integers(0, COUNT - 1), st.integers(1, 40)).filter(
            lambda link: link[0] < link[1]
        ),
        max_size=14,
    ),
    st.lists(st.integers(1, 200), min_size=COUNT, max_size=COUNT),
    LABELS,
)
@settings(max_examples=80, deadline=None)
def test_groups_are_what_hangs_together_by_shared_fingerprints_or_equality(
    links: list[tuple[int, int, int]], prints: list[int], labels: list[int]
) -> None:
    halves = [Counter[int](), Counter[int]()]
    for number, (one, other, shared) in enumerate(links):
        halves[number % 2][one * COUNT + other] += shared
    parts = [
        (np.array(sorted(half), np.int64), np.array([half[key] for key in sorted(half)], np.int64))
        for half in halves
    ]
    twins = labelled(labels)
    leader = list(range(COUNT))
    for key, shared in (halves[0] + halves[1]).items():
        one, other = divmod(key, COUNT)
        if shared >= max(index.GROUP_FINGERPRINTS, index.GROUP_SHARE * min(prints[one], prints[other])):
            leader = [leader[one] if mine == leader[other] else mine for mine in leader]
    for number, twin in enumerate(twins.tolist()):
        leader = [leader[twin] if mine == leader[number] else mine for mine in leader]
    expected = [leader.index(label) for label in leader]
    leaders, tree = index.group(parts, np.array(prints, np.int64), twins)
    assert leaders.tolist() == expected
    assert len(tree) == COUNT - len(set(expected))
    for one, other in tree.tolist():
        expected = [expected[one] if mine == expected[other] else mine for mine in expected]
        assert leaders[one] == leaders[other]


def paired(postings: Postings) -> Counter[tuple[tuple[int, int], tuple[int, int]]]:
    rows = list(zip(postings.texts.tolist(), postings.places.tolist(), strict=True))
    return Counter(
        (rows[entry], rows[partner])
        for entry, stop in enumerate(postings.stops.tolist())
        for partner in range(entry + 1, stop)
    )


def expected_pairs(
    lists: Lists, groups: list[int], full: int
) -> Counter[tuple[tuple[int, int], tuple[int, int]]]:
    pairs: Counter[tuple[tuple[int, int], tuple[int, int]]] = Counter()
    for rows in entries(lists):
        if len(rows) <= full:
            pairs.update(combinations(rows, 2))
            continue
        first: dict[int, tuple[int, int]] = {}
        for row in rows:
            first.setdefault(groups[row[0]], row)
        leading = list(first.values())
        pairs.update(combinations(leading, 2) if len(leading) <= full else pairwise(leading))
    return pairs


@given(PRINTS, LABELS, LABELS, st.sampled_from([2, 4, 40]))
@settings(max_examples=120, deadline=None)
def test_lists_are_paired_in_full_or_through_groups_or_in_a_chain(
    prints: set[Print], group_labels: list[int], unit_labels: list[int], full: int
) -> None:
    lists = collect(sorted(prints))
    groups, units = labelled(group_labels), labelled(unit_labels)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "FULL_LIST", full)
        postings = index.post(lists, groups, units)
    assert paired(postings) == expected_pairs(lists, groups.tolist(), full)
    assert [sorted(rows) for rows in entries(lists)] == [
        sorted(rows) for rows in entries(Lists(lists.starts, postings.texts, postings.places))
    ]
    sources = [
        min(len({labels[text] for text, _ in rows}) for labels in (groups.tolist(), units.tolist()))
        for rows in entries(lists)
        for _ in rows
    ]
    assert postings.sources.tolist() == sources
    assert (
        postings.texts.take(np.minimum(postings.stops - 1, len(postings.texts) - 1)) >= postings.texts
    ).all()


@given(PRINTS, LABELS)
@settings(max_examples=40, deadline=None)
def test_rows_lead_from_a_text_to_its_entries_by_place(prints: set[Print], labels: list[int]) -> None:
    lists = collect(sorted(prints))
    postings = index.post(lists, labelled(labels), labelled(labels))
    every = sorted((text, place) for rows in held(sorted(prints)) for text, place in rows)
    for text in range(COUNT):
        rows = postings.rows[postings.row_starts[text] : postings.row_starts[text + 1]]
        assert postings.texts[rows].tolist() == [text] * len(rows)
        assert postings.places[rows].tolist() == [place for owner, place in every if owner == text]


def test_a_phrase_of_thousands_costs_one_pair_for_each() -> None:
    size = 5000
    lists = collect([(STEP, text, 0) for text in range(size)])
    alone = np.arange(size)
    assert int((index.post(lists, alone, alone).stops - alone - 1).sum()) == size - 1
    together = np.zeros(size, np.int64)
    postings = index.post(lists, together, alone)
    assert int((postings.stops - alone - 1).sum()) == 0
    assert (postings.sources == 1).all()
