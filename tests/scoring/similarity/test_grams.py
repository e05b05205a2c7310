"""Joined texts, grams of four and eight characters and the small array tools against slow obvious versions."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.similarity.grams import (
    OCTET,
    PRIVATE,
    PRIVATE_FROM,
    QUAD,
    Codes,
    Ints,
    buckets,
    contained,
    counted,
    heads_of,
    join,
    narrow,
    octets,
    quads,
    ranges,
    runs_of,
    spread,
    whole_grams,
)

TEXTS = st.lists(st.text(alphabet="山水风云ab1", max_size=14), min_size=1, max_size=5)
SMALL = st.lists(st.integers(0, 3), max_size=30)


def codes(text: str) -> Codes:
    return narrow(np.array([ord(character) for character in text], np.uint32))


def ints(values: list[int]) -> Ints:
    return np.array(values, np.int64)


def grams(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(max(0, len(text) - size + 1))]


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_grams_are_equal_exactly_where_the_characters_are(texts: list[str]) -> None:
    whole = "".join(texts)
    fours = quads(codes(whole))
    for numbers, size in ((fours, QUAD), (octets(fours), OCTET)):
        assert len(numbers) == len(grams(whole, size))
        assert len(set(numbers.tolist())) == len(set(grams(whole, size)))


@given(st.text(alphabet="山水风云ab1", min_size=OCTET, max_size=30))
@settings(max_examples=40, deadline=None)
def test_an_octet_depends_on_its_own_characters_only(text: str) -> None:
    alone = [int(octets(quads(codes(gram)))[0]) for gram in grams(text, OCTET)]
    assert octets(quads(codes(text))).tolist() == alone


def test_octets_of_much_text_do_not_collide_and_fill_all_their_bits() -> None:
    drawn = np.random.default_rng(5).integers(0x4E00, 0x5200, 100_000).astype(np.uint16)
    hashes = octets(quads(drawn))
    assert len(np.unique(hashes)) == len(hashes)
    assert len(np.unique(hashes >> np.uint64(24))) >= len(hashes) - 1  # what inverted lists keep of them
    for bit in range(64):
        share = float(((hashes >> np.uint64(bit)) & np.uint64(1)).mean())
        assert abs(share - 0.5) < 0.02


def test_rare_ideographs_share_the_private_area_and_the_others_keep_their_code() -> None:
    drawn = np.array([0x41, 0x9FFF, 0x20000, 0x2A6DF], np.uint32)
    kept = narrow(drawn)
    assert kept[:2].tolist() == [0x41, 0x9FFF]
    assert ((kept[2:] >= PRIVATE_FROM) & (kept[2:] < PRIVATE_FROM + PRIVATE)).all()


@given(TEXTS)
@settings(max_examples=40, deadline=None)
def test_whole_grams_and_owners_follow_the_borders(texts: list[str]) -> None:
    joined = join([codes(text) for text in texts])
    owner = [number for number, text in enumerate(texts) for _ in text]
    for size in (QUAD, OCTET):
        expected = [owner[at] == owner[at + size - 1] for at in range(max(0, len(owner) - size + 1))]
        assert whole_grams(joined, size).tolist() == expected
    assert joined.owners(np.arange(len(owner))).tolist() == owner
    assert len(joined) == len(texts)


@given(SMALL, SMALL, st.booleans())
@settings(max_examples=60, deadline=None)
def test_contained_is_membership(values: list[int], known: list[int], many: bool) -> None:
    repeated = values * (60_000 // max(1, len(values)) if many else 1)  # many take the way over the bitmap
    found = contained(np.array(repeated, np.uint64), np.unique(np.array(known, np.uint64)))
    assert found[: len(values)].tolist() == [value in known for value in values]
    assert len(found) == len(repeated)


@given(SMALL, st.integers(1, 22))
@settings(max_examples=40, deadline=None)
def test_buckets_stay_in_their_bits(values: list[int], bits: int) -> None:
    found = buckets(np.array(values, np.uint64), bits)
    assert ((found >= 0) & (found < 1 << bits)).all()
    assert len(set(zip(values, found.tolist(), strict=True))) == len(set(values))


@given(st.lists(st.booleans(), max_size=30))
@settings(max_examples=40, deadline=None)
def test_runs_spread_back_to_the_flags(flags: list[bool]) -> None:
    starts, ends = runs_of(np.array(flags, np.bool_))
    assert spread(starts, ends, len(flags)).tolist() == flags


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)).map(sorted), max_size=6))
@settings(max_examples=40, deadline=None)
def test_spread_takes_overlapping_and_empty_spans(spans: list[list[int]]) -> None:
    starts, ends = ints([one for one, _ in spans]), ints([end for _, end in spans])
    expected = [any(one <= at < end for one, end in spans) for at in range(20)]
    assert spread(starts, ends, 20).tolist() == expected


@given(SMALL, SMALL)
@settings(max_examples=40, deadline=None)
def test_tools_of_keys(left: list[int], right: list[int]) -> None:
    rows = list(zip(left, right, strict=False))
    columns = ints([one for one, _ in rows]), ints([other for _, other in rows])
    assert heads_of(*columns).tolist() == [
        at for at in range(len(rows)) if not at or rows[at] != rows[at - 1]
    ]
    keys, times = counted(ints(left))
    assert dict(zip(keys.tolist(), times.tolist(), strict=True)) == Counter(left)
    assert keys.tolist() == sorted(set(left))
    expected = [start + step for start, count in rows for step in range(count)]
    assert ranges(*columns).tolist() == expected
