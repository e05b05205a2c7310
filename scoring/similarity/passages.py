"""Shared passages of a pair of texts, in any order: seeds of four characters, gathered by nearness.

Seeds are equal grams of four characters. They are split wherever two neighbours stand more than
``gap`` characters apart in one of the texts, first in one text, then in the other, until nothing
changes (Sanchez-Perez, Sidorov, Gelbukh, PAN 2014). Blocks that changed places but still touch are
then told apart by their diagonal. All pairs of a block are handled in the same numpy calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.similarity.grams import Flags, Ints, JoinedTexts, gram_hashes, ranges, whole_grams

GRAM = 4
MOST_BITS = 24  # grams are sorted into 2**bits buckets; two in one bucket are taken for equal
SPARE_BITS = 6  # at most one gram in 2**SPARE_BITS shares its bucket, while MOST_BITS allow
MOST_PLACES = 4  # a gram that stands more often in one text is refrain or filler and seeds nothing
BLOCK_SEEDS = 400_000
BROKEN_SHARE = 0.85  # a passage is shown as moved blocks when these hold so much of what it matched
RUN_SEEDS = 3
_ROUNDS = 8
_APART = 1 << 40


@dataclass(frozen=True, slots=True)
class Alignment:
    """What counts as a passage. Lengths in folded characters."""

    gap: int = 26
    least_length: int = 30  # on both sides
    least_rare: int = 14  # characters covered by seeds that few texts hold
    least_density: float = 0.25  # covered characters of the longer side
    merge_gap: int = 60


# A moved block inside an accepted passage may be shorter, but must hang together.
_BLOCK = Alignment(least_length=24, least_rare=14, least_density=0.5)


@dataclass(frozen=True, slots=True, eq=False)
class Aligned:
    """R passages of many pairs, sorted by pair and place.

    ``pair`` int64 (R,) number of the pair; ``spans`` int64 (R, 4): a0, a1, b0, b1 in folded characters
    of each text; ``matched`` and ``rare`` int64 (R,): characters covered by seeds, by rare seeds.
    """

    pair: Ints
    spans: Ints
    matched: Ints
    rare: Ints


@dataclass(frozen=True, slots=True, eq=False)
class SeedIndex:
    """Grams of all texts that can be seeds at all, twice: in order of place, and by (text, bucket).

    ``buckets``, ``places`` (G,) with ``starts`` (N + 1,): by place. ``runs_*``: one entry for each
    (text, bucket): its bucket, its first row in ``run_places`` and its size; ``run_starts`` (N + 1,).
    ``common`` bool (2**bits,): buckets that too many texts hold to be evidence.
    """

    buckets: NDArray[np.uint32]
    places: NDArray[np.int32]
    starts: Ints
    run_places: NDArray[np.int32]
    run_buckets: NDArray[np.uint32]
    run_rows: Ints
    run_sizes: Ints
    run_starts: Ints
    common: Flags


def index_seeds(texts: JoinedTexts, masked: Flags, groups: Ints, common_from: int) -> SeedIndex:
    """Index the grams of all texts; masked (official) grams and grams of one text only are left out.

    A gram held by more than ``common_from`` near-duplicate groups is common: it may join a passage
    together but is no evidence.
    """
    hashes = gram_hashes(texts.codes, GRAM)
    usable = whole_grams(texts, GRAM) & ~(masked[: len(hashes)] & masked[GRAM - 1 : len(masked)])
    place = np.flatnonzero(usable)
    bits = min(MOST_BITS, len(texts.codes).bit_length() + SPARE_BITS)
    bucket = (hashes[place] >> np.uint64(64 - bits)).astype(np.int64)
    owner = texts.owners(place)
    order = np.argsort(owner << bits | bucket)
    owner, bucket, place = owner[order], bucket[order], place[order]
    heads = np.flatnonzero((np.diff(owner, prepend=-1) != 0) | (np.diff(bucket, prepend=-1) != 0))
    sizes = np.diff(np.r_[heads, len(order)])
    holders = np.bincount(bucket[heads], minlength=1 << bits)
    leads = groups[owner[heads]] == owner[heads]
    common = np.bincount(bucket[heads[leads]], minlength=1 << bits) > common_from
    useful = (holders[bucket[heads]] > 1) & (sizes <= MOST_PLACES)
    kept = np.repeat(useful, sizes)
    heads, sizes = heads[useful], sizes[useful]
    run_owner, run_bucket = owner[heads], bucket[heads]
    owner, bucket, place = owner[kept], bucket[kept], place[kept]
    local = (place - texts.offsets[owner]).astype(np.int32)
    by_place = np.argsort(place)
    edges = np.arange(len(texts) + 1)
    return SeedIndex(
        bucket[by_place].astype(np.uint32),
        local[by_place],
        np.searchsorted(owner, edges),
        local,
        run_bucket.astype(np.uint32),
        np.cumsum(sizes) - sizes,
        sizes,
        np.searchsorted(run_owner, edges),
        common,
    )


def align(
    index: SeedIndex,
    first: Ints,
    second: Ints,
    rules: Alignment,
    progress: Callable[[int, int], None] | None = None,
) -> Aligned:
    """Passages of the pairs (first[p], second[p]); ``first`` is sorted. ``progress`` counts pairs."""
    parts: list[Aligned] = []
    for done, pair, seeds in _blocks(index, first, second):
        parts.append(_passages(pair, seeds, rules))
        if progress:
            progress(done, len(first))
    if not parts:
        return Aligned(*(np.zeros(shape, np.int64) for shape in ((0,), (0, 4), (0,), (0,))))
    return Aligned(
        np.concatenate([part.pair for part in parts]),
        np.concatenate([part.spans for part in parts]),
        np.concatenate([part.matched for part in parts]),
        np.concatenate([part.rare for part in parts]),
    )


def _blocks(index: SeedIndex, first: Ints, second: Ints) -> Iterator[tuple[int, Ints, Ints]]:
    """(pairs done, pair of each seed (S,), seeds (S, 3): place in a, place in b, rare), block by block."""
    lookup = np.zeros(len(index.common), np.int32)
    heads = np.flatnonzero(np.diff(first, prepend=-1))
    stops = np.r_[heads, len(first)][1:]
    pairs: list[Ints] = []
    seeds: list[Ints] = []
    size = 0
    for head, stop in zip(heads.tolist(), stops.tolist(), strict=True):
        pair, found = _seeds(index, lookup, int(first[head]), second[head:stop])
        pairs.append(pair + head)
        seeds.append(found)
        size += len(pair)
        if size >= BLOCK_SEEDS:
            yield stop, np.concatenate(pairs), np.concatenate(seeds)
            pairs, seeds, size = [], [], 0
    if pairs:
        yield len(first), np.concatenate(pairs), np.concatenate(seeds)


def _seeds(index: SeedIndex, lookup: NDArray[np.int32], a: int, others: Ints) -> tuple[Ints, Ints]:
    """Seeds of text ``a`` with each of ``others``; ``lookup`` is all zero before and after."""
    runs = slice(index.run_starts[a], index.run_starts[a + 1])
    buckets = index.run_buckets[runs]
    lookup[buckets] = np.arange(1, len(buckets) + 1, dtype=np.int32)
    counts = index.starts[others + 1] - index.starts[others]
    rows = ranges(index.starts[others], counts)
    run = lookup[index.buckets[rows]]
    lookup[buckets] = 0
    hit = np.flatnonzero(run)
    run = run[hit] - 1
    sizes = index.run_sizes[runs][run]
    pair = np.repeat(np.repeat(np.arange(len(others)), counts)[hit], sizes)
    in_b = np.repeat(index.places[rows[hit]], sizes)
    in_a = index.run_places[ranges(index.run_rows[runs][run], sizes)]
    rare = np.repeat(~index.common[buckets[run]], sizes)
    return pair, np.stack([in_a, in_b, rare], axis=1).astype(np.int64)


def _passages(pair: Ints, seeds: Ints, rules: Alignment) -> Aligned:
    label, seeds, pair = _split(pair, seeds, rules)
    order = np.argsort(label, kind="stable")
    label, seeds, pair = label[order], seeds[order], pair[order]
    label = np.cumsum(np.diff(label, prepend=-1) != 0) - 1
    whole = _measured(label, pair, seeds)
    good = _qualified(whole, rules)
    bands, label, pair, seeds = _bands(label, pair, seeds, rules.gap)
    parts = _measured(bands, pair, seeds)
    parent = label[np.flatnonzero(np.diff(bands, prepend=-1))]
    part_good = _qualified(parts, _BLOCK) & good[parent]
    explained = np.bincount(parent, weights=parts.matched * part_good, minlength=len(good))
    broken = explained >= BROKEN_SHARE * whole.matched
    good &= ~broken
    part_good &= broken[parent]
    spans = np.concatenate([whole.spans[good], parts.spans[part_good]])
    owner = np.concatenate([whole.pair[good], parts.pair[part_good]])
    order = np.lexsort((spans[:, 2], spans[:, 0], owner))
    matched = np.concatenate([whole.matched[good], parts.matched[part_good]])
    rare = np.concatenate([whole.rare[good], parts.rare[part_good]])
    return Aligned(owner[order], spans[order], matched[order], rare[order])


def _bands(label: Ints, pair: Ints, seeds: Ints, gap: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Split gathered seeds by their diagonal, which tells apart blocks that changed places.

    Neighbours in the same order in both texts are at most ``gap`` apart on both sides, so their
    diagonals differ by no more: the split touches nothing that goes on in order. Chance seeds between
    the blocks would bridge them, so a diagonal takes part from RUN_SEEDS seeds on.
    """
    diagonal = seeds[:, 1] - seeds[:, 0]
    order = np.lexsort((diagonal, label))
    ordered, along = label[order], diagonal[order]
    run = np.cumsum((np.diff(ordered, prepend=-1) != 0) | (np.diff(along, prepend=0) != 0))
    order = order[np.bincount(run, minlength=1)[run] >= RUN_SEEDS]
    label, pair, seeds, diagonal = label[order], pair[order], seeds[order], diagonal[order]
    band = np.cumsum((np.diff(diagonal, prepend=0) > gap) | (np.diff(label, prepend=-1) != 0))
    order = np.lexsort((seeds[:, 0], band))
    band, label, pair, seeds = band[order], label[order], pair[order], seeds[order]
    far = (np.diff(seeds[:, 0], prepend=0) > gap) | (np.diff(band, prepend=-1) != 0)
    return np.cumsum(far) - 1, label, pair, seeds


def _measured(label: Ints, pair: Ints, seeds: Ints) -> Aligned:
    """Extent and coverage of each label; labels are 0, 1, 2 ... in order."""
    heads = np.flatnonzero(np.diff(label, prepend=-1))
    if not len(heads):
        return Aligned(pair, np.zeros((0, 4), np.int64), pair, pair)
    low = np.minimum.reduceat(seeds[:, :2], heads)
    high = np.maximum.reduceat(seeds[:, :2], heads) + GRAM
    rare = seeds[:, 2] > 0
    return Aligned(
        pair[heads],
        np.stack([low[:, 0], high[:, 0], low[:, 1], high[:, 1]], axis=1),
        _covered_both(label, seeds, len(heads)),
        _covered_both(label[rare], seeds[rare], len(heads)),
    )


def _qualified(found: Aligned, rules: Alignment) -> Flags:
    length = found.spans[:, 1::2] - found.spans[:, ::2]
    return np.asarray(
        (length.min(axis=1, initial=1 << 40) >= rules.least_length)
        & (found.rare >= rules.least_rare)
        & (found.matched >= rules.least_density * length.max(axis=1, initial=0))
    )


def _split(pair: Ints, seeds: Ints, rules: Alignment) -> tuple[Ints, Ints, Ints]:
    """Labels of the seeds that stand near each other on both sides; the other seeds are gone."""
    least = -(-rules.least_rare // GRAM)
    label = pair
    for _ in range(_ROUNDS):
        before = len(label), _count_labels(label)
        for side in (0, 1):
            order = np.argsort(label << 32 | seeds[:, side])
            label, seeds, pair = label[order], seeds[order], pair[order]
            far = np.diff(seeds[:, side], prepend=0) > rules.gap
            label = np.cumsum(far | (np.diff(label, prepend=-1) != 0))
            crowd = np.bincount(label, minlength=1)[label] >= least
            label, seeds, pair = label[crowd], seeds[crowd], pair[crowd]
        if before == (len(label), _count_labels(label)):
            break
    return label, seeds, pair


def _count_labels(label: Ints) -> int:
    """Number of different labels; equal ones stand together."""
    return int(np.count_nonzero(np.diff(label, prepend=-1)))


def _covered_both(label: Ints, seeds: Ints, count: int) -> Ints:
    """Characters covered by the seeds of each label, on the side where they are fewer, int64 (count,).

    Both sides, or a word repeated in one text would count many times against one place of the other.
    """
    sides = []
    for side in (0, 1):
        order = np.argsort(label << 32 | seeds[:, side])
        ordered, place = label[order], seeds[order, side]
        step = np.minimum(np.diff(place, prepend=0), GRAM)
        step[np.diff(ordered, prepend=-1) != 0] = GRAM
        sides.append(np.bincount(ordered, weights=step, minlength=count).astype(np.int64))
    return np.minimum(*sides)


def merge(rows: Ints, rules: Alignment) -> Ints:
    """Join passages of one pair that stand near each other on both sides.

    ``rows`` int64 (R, 6): a0, a1, b0, b1, matched, rare, sorted by a0; the result has the same form.
    """
    merged: list[list[int]] = []
    for row in rows.tolist():
        for other in merged:
            if _adjoin(other, row, rules.merge_gap):
                other[0], other[1] = min(other[0], row[0]), max(other[1], row[1])
                other[2], other[3] = min(other[2], row[2]), max(other[3], row[3])
                other[4] += row[4]
                other[5] += row[5]
                break
        else:
            merged.append(row)
    return np.array(merged, np.int64).reshape(-1, 6)


def _adjoin(left: list[int], right: list[int], gap: int) -> bool:
    """Whether ``right`` goes on where ``left`` ends, in both texts, or the two overlap in both."""
    in_a = right[0] - left[1]
    in_b = right[2] - left[3] if right[2] >= left[2] else _APART
    overlap = in_a < 0 and left[2] < right[3] and right[2] < left[3]
    return overlap or (in_a <= gap and in_b <= gap)
