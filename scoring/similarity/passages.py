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

from scoring.similarity.grams import QUAD, Codes, Flags, Hashes, Ints, buckets, heads_of, quads, ranges

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
class Grams:
    """The grams of one text that can be seeds: ``values`` sorted, ``places`` int64 beside them."""

    values: Hashes
    places: Ints


def grams_of(codes: Codes, masked: Flags) -> Grams:
    """Grams of a text but those that begin and end in masked (official) characters or stand too often."""
    values = quads(codes)
    places = np.flatnonzero(~(masked[: len(values)] & masked[QUAD - 1 :]))
    order = np.argsort(values[places], kind="stable")
    values, places = values[places][order], places[order]
    heads = heads_of(values)
    sizes = np.diff(np.r_[heads, len(values)])
    kept = np.repeat(sizes <= MOST_PLACES, sizes)
    return Grams(values[kept], places[kept])


def align(
    grams: Callable[[int], Grams], first: Ints, second: Ints, common: Flags, rules: Alignment
) -> Aligned:
    """Passages of the pairs (first[p], second[p]); ``grams`` gives those of a text by number.

    ``common`` bool (2**bits,): buckets of grams that too many texts hold to be evidence; they may join a
    passage together.
    """
    parts = [_passages(pair, seeds, rules) for pair, seeds in _blocks(grams, first, second, common)]
    if not parts:
        return Aligned(*(np.zeros(shape, np.int64) for shape in ((0,), (0, 4), (0,), (0,))))
    return Aligned(
        np.concatenate([part.pair for part in parts]),
        np.concatenate([part.spans for part in parts]),
        np.concatenate([part.matched for part in parts]),
        np.concatenate([part.rare for part in parts]),
    )


def _blocks(
    grams: Callable[[int], Grams], first: Ints, second: Ints, common: Flags
) -> Iterator[tuple[Ints, Ints]]:
    """(pair of each seed (S,), seeds (S, 3): place in a, place in b, rare), block by block."""
    pairs: list[Ints] = []
    seeds: list[Ints] = []
    size = 0
    for number, (a, b) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
        found = _seeds(grams(a), grams(b), common)
        pairs.append(np.full(len(found), number))
        seeds.append(found)
        size += len(found)
        if size >= BLOCK_SEEDS:
            yield np.concatenate(pairs), np.concatenate(seeds)
            pairs, seeds, size = [], [], 0
    if size:
        yield np.concatenate(pairs), np.concatenate(seeds)


def _seeds(a: Grams, b: Grams, common: Flags) -> Ints:
    """Equal grams of two texts: place in a, place in b, whether the gram is rare; int64 (S, 3)."""
    if not len(a.values) or not len(b.values):
        return np.zeros((0, 3), np.int64)
    low = np.searchsorted(a.values, b.values)
    hit = np.flatnonzero(a.values[np.minimum(low, len(a.values) - 1)] == b.values)
    low = low[hit]
    counts = np.searchsorted(a.values, b.values[hit], side="right") - low
    rare = ~common[buckets(b.values[hit], len(common).bit_length() - 1)]
    return np.stack(
        [a.places[ranges(low, counts)], np.repeat(b.places[hit], counts), np.repeat(rare, counts)], axis=1
    )


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
    high = np.maximum.reduceat(seeds[:, :2], heads) + QUAD
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
    least = -(-rules.least_rare // QUAD)
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
        step = np.minimum(np.diff(place, prepend=0), QUAD)
        step[np.diff(ordered, prepend=-1) != 0] = QUAD
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
