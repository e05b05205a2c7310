"""Who shares fingerprints: inverted lists in parts, near-duplicate groups, independent sources.

A part holds the fingerprints whose hash ends with its number; parts know nothing of each other. Only
fingerprints that two texts hold are kept. Texts that share much are put into near-duplicate groups, because every
frequency has to count independent sources, not copies: a much-copied essay must not look "common".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.similarity.grams import Flags, Hashes, Ints, buckets, counted, heads_of, ranges

FULL_LIST = 40  # a fingerprint held by more texts than this is expanded through groups, not in full
GROUP_SHARE = 0.2  # two texts are near duplicates from this containment of fingerprints on ...
GROUP_FINGERPRINTS = 16  # ... and this number of shared ones
PART_FINGERPRINTS = 4_000_000
MOST_PARTS = 64
TEXT_BITS = 24
MOST_TEXTS = 1 << TEXT_BITS

Small = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Lists:
    """Fingerprints held by two texts or more: list l is the entries starts[l]:starts[l + 1].

    ``texts`` and ``places`` int32 (E,): who holds it, and where; texts ascend inside a list.
    """

    starts: Ints
    texts: Small
    places: Small


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """The same entries, ready to be expanded into pairs.

    Entry e is paired with the entries e + 1 to ``stops[e]``. ``sources`` uint16 (E,): independent sources
    (groups, or units if those are fewer) that hold the fingerprint. ``rows`` int32 (E,): entries in order
    of text and place, those of text n from ``row_starts[n]`` to ``row_starts[n + 1]``.
    """

    texts: Small
    places: Small
    stops: Small
    sources: NDArray[np.uint16]
    rows: Small
    row_starts: Ints


def part_count(fingerprints: int) -> int:
    """Number of parts, a power of two up to MOST_PARTS."""
    wanted = 1 << max(0, (fingerprints - 1) // PART_FINGERPRINTS).bit_length()
    return min(MOST_PARTS, wanted)


def part_of(hashes: Hashes) -> NDArray[np.uint8]:
    """The smallest part that each fingerprint belongs to, 0 .. MOST_PARTS - 1.

    By the last bits that count: fingerprints are least hashes, so their first bits are mostly noughts.
    """
    return (hashes >> np.uint64(TEXT_BITS) & np.uint64(MOST_PARTS - 1)).astype(np.uint8)


def collect(hashes: Hashes, texts: Small, places: Small) -> Lists:
    """Inverted lists of the fingerprints that two texts hold. Texts may come in any order."""
    repeated = np.sort(hashes)
    repeated = np.unique(repeated[1:][repeated[1:] == repeated[:-1]])
    kept = np.flatnonzero(_probably(hashes, repeated))
    keys = hashes[kept] >> np.uint64(TEXT_BITS) << np.uint64(TEXT_BITS) | texts[kept].astype(np.uint64)
    order = np.argsort(keys)
    keys, kept = keys[order] >> np.uint64(TEXT_BITS), kept[order]
    heads = heads_of(keys)
    sizes = np.diff(np.r_[heads, len(keys)])
    holders = texts[kept]
    several = holders[heads] != holders[heads + sizes - 1]
    rows = kept[ranges(heads[several], sizes[several])]
    return Lists(np.r_[0, np.cumsum(sizes[several])], texts[rows], places[rows])


def _probably(hashes: Hashes, known: Hashes) -> Flags:
    """Which hashes may be among the known ones; a few are let through that are not."""
    bits = max(16, len(known).bit_length() + 4)
    bitmap = np.zeros(1 << bits, np.bool_)
    bitmap[buckets(known, bits)] = True
    return np.asarray(bitmap[buckets(hashes, bits)])


def neighbours(lists: Lists, count: int) -> tuple[Ints, Ints]:
    """Keys of texts that stand next to each other in a list, with the number of such lists.

    That joins all holders of a list at the price of one pair for each.
    """
    same = np.ones(max(0, len(lists.texts) - 1), np.bool_)
    borders = lists.starts[1:-1] - 1
    same[borders] = False
    left, right = lists.texts[:-1][same], lists.texts[1:][same]
    apart = left != right
    return counted(left[apart].astype(np.int64) * count + right[apart])


def group(links: Sequence[tuple[Ints, Ints]], prints: Ints, twins: Ints) -> tuple[Ints, Ints]:
    """Least number of the near-duplicate group of each text, int64 (N,), and pairs (G, 2) that hold them together.

    ``links`` are the neighbours of all parts, ``prints`` the number of fingerprints of each text, ``twins``
    the least number of a text that is equal after folding: twins are one group even where all of them
    is official language.
    """
    count = len(twins)
    keys = np.concatenate([part[0] for part in links])
    shared = np.concatenate([part[1] for part in links])
    order = np.argsort(keys)
    keys, shared = keys[order], shared[order]
    heads = heads_of(keys)
    shared = np.add.reduceat(shared, heads) if len(heads) else shared
    first, second = np.divmod(keys[heads], count)
    near = shared >= np.maximum(GROUP_FINGERPRINTS, GROUP_SHARE * np.minimum(prints[first], prints[second]))
    pairs = [
        *zip(twins.tolist(), range(count), strict=True),
        *zip(first[near].tolist(), second[near].tolist(), strict=True),
    ]
    leader, tree = list(range(count)), []
    for one, other in pairs:
        left, right = sorted((_leader(leader, one), _leader(leader, other)))
        if left != right:
            leader[right] = left
            tree.append((one, other))
    leaders = np.array([_leader(leader, number) for number in range(count)], np.int64)
    return leaders, np.array(tree, np.int64).reshape(-1, 2)


def _leader(leader: list[int], number: int) -> int:
    while leader[number] != number:
        leader[number] = leader[leader[number]]
        number = leader[number]
    return number


def post(lists: Lists, groups: Ints, units: Ints) -> Postings:
    """Count the sources of each list and say who is paired with whom in it.

    ``units`` int64 (N,): number of the unit of each text, one of its own where unknown. A list of up to
    FULL_LIST texts is paired in full; a longer one through the first of each group in it; where even those
    are too many, each of them with the next only.
    """
    sizes = np.diff(lists.starts)
    list_of = np.repeat(np.arange(len(sizes)), sizes)
    leading = _first_of_label(lists, list_of, groups)
    by_group = np.bincount(list_of[leading], minlength=len(sizes))
    by_unit = np.bincount(list_of[_first_of_label(lists, list_of, units)], minlength=len(sizes))
    sources = np.minimum(np.minimum(by_group, by_unit), 0xFFFF).astype(np.uint16)
    big = sizes > FULL_LIST
    paired = ~big[list_of] | leading
    order = np.lexsort((~paired, list_of)) if big.any() else np.arange(len(list_of))
    paired = paired[order]
    entries = np.arange(len(order))
    ends = lists.starts[:-1] + np.where(big, by_group, sizes)
    stops = np.where(paired, ends[list_of], entries + 1)
    chained = (big & (by_group > FULL_LIST))[list_of]
    stops[chained] = np.minimum(stops[chained], entries[chained] + 2)
    texts, places = lists.texts[order], lists.places[order]
    rows = np.argsort(texts.astype(np.int64) << 32 | places)
    edges = np.searchsorted(texts[rows], np.arange(len(groups) + 1))
    narrow = [values.astype(np.int32) for values in (stops, rows)]
    return Postings(texts, places, narrow[0], sources[list_of], narrow[1], edges)


def _first_of_label(lists: Lists, list_of: Ints, labels: Ints) -> Flags:
    """Entries that are the first of their label in their list."""
    label = labels[lists.texts]
    order = np.argsort((list_of << TEXT_BITS) | label, kind="stable")
    first = np.zeros(len(order), np.bool_)
    first[order[heads_of(list_of[order], label[order])]] = True
    return first
