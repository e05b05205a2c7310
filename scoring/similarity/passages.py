"""Shared passages of a pair of texts, in any order: seeds of four characters, gathered by nearness.

Seeds are equal grams of four characters. They are split wherever two neighbours stand more than
``gap`` characters apart in one of the texts, first in one text, then in the other, until nothing
changes (Sanchez-Perez, Sidorov, Gelbukh, PAN 2014). Blocks that changed places but still touch are
then told apart by their diagonal. All pairs of a block are handled in the same numpy calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.similarity.grams import (
    QUAD,
    Codes,
    Flags,
    Hashes,
    Ints,
    buckets,
    heads_of,
    octets,
    quads,
    ranges,
)
from scoring.similarity.tiles import tile

MOST_PLACES = (
    4  # a gram that stands more often in one text is refrain or filler and seeds at its first place only
)
BLOCK_SEEDS = 400_000
BROKEN_SHARE = 0.85  # a passage is shown as moved blocks when these hold so much of what it matched
TURNED_SHARE = 0.1  # ... and when so much of it stands in another order
SURE_LENGTH, SURE_DENSITY = 130, 0.5  # no chance brings so much together, however common each gram of it is
FAR = 120  # characters that a block must have gone to count as moved
RUN_SEEDS = 3
_ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Alignment:
    """What counts as a passage. Lengths in folded characters.

    ``least_density``: share of the longer side that equal grams must cover, in a long passage; one shorter
    than ``long_from`` needs the more the shorter it is, up to ``short_density`` more.
    """

    gap: int = 26
    least_length: int = 30  # on both sides
    least_rare: int = 14  # characters covered by seeds that few texts hold
    least_density: float = 0.25
    short_density: float = 0.5
    long_from: int = 150
    merge_gap: int = 60


# A moved block inside an accepted passage may be shorter, but must hang together.
_BLOCK = Alignment(least_length=18, least_rare=8, least_density=0.7, short_density=0)
# Where two texts are known to share much, a short piece that hangs together belongs to it.
_FRAGMENT = Alignment(least_length=16, least_rare=10, least_density=0.8, short_density=0)
CONFIRMED = 100.0  # rare matched characters, weighed by density, from which on two texts share much


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
    """Grams of one text: ``values`` sorted, ``places`` int64 beside them."""

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
    if kept.sum() < len(kept) / 2:
        kept[heads] = True  # of a text that repeats itself the first places are left
    return Grams(values[kept], places[kept])


def octets_of(codes: Codes) -> Grams:
    """All grams of eight characters of a text."""
    values = octets(quads(codes))
    order = np.argsort(values)
    return Grams(values[order], order)


def align(
    grams: Callable[[int], Grams], first: Ints, second: Ints, common: Flags, rules: Alignment
) -> Aligned:
    """Passages of the pairs (first[p], second[p]); ``grams`` gives those of a text by number.

    ``common`` bool (2**bits,): buckets of grams that too many texts hold to be evidence; they may join a
    passage together.
    """
    parts = [_passages(pair, seeds, rules) for pair, seeds in _blocks(grams, first, second, common)]
    return _concatenated(parts)


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
    weight = np.bincount(
        whole.pair, good * whole.rare * np.minimum(1, _density(whole)), pair.max(initial=0) + 1
    )
    good |= _qualified(whole, _FRAGMENT) & (weight[whole.pair] >= CONFIRMED)
    moved = np.flatnonzero(good & (_diagonals(label, seeds, len(good), rules.gap) > 1))
    starts = np.searchsorted(label, [moved, moved + 1])
    blocks = [
        _moved(whole, one, seeds[low:high], rules) for one, low, high in zip(moved, *starts, strict=True)
    ]
    good[[one for one, found in zip(moved.tolist(), blocks, strict=True) if len(found.pair)]] = False
    parts = [Aligned(whole.pair[good], whole.spans[good], whole.matched[good], whole.rare[good]), *blocks]
    found = _concatenated(parts)
    order = np.lexsort((found.spans[:, 2], found.spans[:, 0], found.pair))
    return Aligned(found.pair[order], found.spans[order], found.matched[order], found.rare[order])


def _concatenated(parts: Sequence[Aligned]) -> Aligned:
    return Aligned(
        np.concatenate([np.zeros(0, np.int64), *(part.pair for part in parts)]),
        np.concatenate([np.zeros((0, 4), np.int64), *(part.spans for part in parts)]),
        np.concatenate([np.zeros(0, np.int64), *(part.matched for part in parts)]),
        np.concatenate([np.zeros(0, np.int64), *(part.rare for part in parts)]),
    )


def _diagonals(label: Ints, seeds: Ints, count: int, gap: int) -> Ints:
    """Number of separate bundles of diagonals in each label.

    Neighbours in the same order in both texts are at most ``gap`` apart on both sides, so their
    diagonals differ by no more: several bundles mean that blocks changed places. Chance seeds between the
    blocks would bridge them, so a diagonal takes part from RUN_SEEDS seeds on.
    """
    diagonal = seeds[:, 1] - seeds[:, 0]
    order = np.lexsort((diagonal, label))
    ordered, along = label[order], diagonal[order]
    run = np.cumsum((np.diff(ordered, prepend=-1) != 0) | (np.diff(along, prepend=0) != 0)) - 1
    thick = np.bincount(run, minlength=1)[run] >= RUN_SEEDS
    ordered, along = ordered[thick], along[thick]
    new = (np.diff(along, prepend=0) > gap) | (np.diff(ordered, prepend=-1) != 0)
    return np.bincount(ordered[new], minlength=count)


def _moved(whole: Aligned, label: int, seeds: Ints, rules: Alignment) -> Aligned:
    """The blocks of a passage in which they changed places; none where it goes on in order after all."""
    blocks = tile(seeds, rules.gap)
    found = Aligned(
        np.full(len(blocks), whole.pair[label]),
        np.array([(*block.a, *block.b) for block in blocks], np.int64).reshape(-1, 4),
        np.array([block.matched for block in blocks], np.int64),
        np.array([block.rare for block in blocks], np.int64),
    )
    kept = _qualified(found, _BLOCK)
    found = Aligned(found.pair[kept], found.spans[kept], found.matched[kept], found.rare[kept])
    # Clauses that changed places with their neighbours are the reworded passage; what went far is another.
    far = np.abs(np.diff(found.spans[:, 2] - found.spans[:, 0])) > FAR
    back = (np.diff(found.spans[:, 2]) < 0) & far
    turned = np.minimum(found.matched[1:], found.matched[:-1])[back].sum()
    enough = found.matched.sum() >= BROKEN_SHARE * whole.matched[label]
    return found if enough and turned >= TURNED_SHARE * whole.matched[label] else _concatenated([])


def _measured(label: Ints, pair: Ints, seeds: Ints) -> Aligned:
    """Extent and coverage of each label; labels are 0, 1, 2 ... in order."""
    heads = np.flatnonzero(np.diff(label, prepend=-1))
    if not len(heads):
        return Aligned(pair, np.zeros((0, 4), np.int64), pair, pair)
    low = np.minimum.reduceat(seeds[:, :2], heads)
    high = np.maximum.reduceat(seeds[:, :2], heads) + QUAD
    rare = seeds[:, 2] > 0
    spans = np.stack([low[:, 0], high[:, 0], low[:, 1], high[:, 1]], axis=1)
    matched = _covered_both(label, seeds, len(heads))
    found = Aligned(pair[heads], spans, matched, _covered_both(label[rare], seeds[rare], len(heads)))
    length = (spans[:, 1::2] - spans[:, ::2]).min(axis=1)
    sure = (length >= SURE_LENGTH) & (_density(found) >= SURE_DENSITY)
    return Aligned(found.pair, spans, matched, np.where(sure, matched, found.rare))


def _qualified(found: Aligned, rules: Alignment) -> Flags:
    length = (found.spans[:, 1::2] - found.spans[:, ::2]).min(axis=1, initial=1 << 40)
    shortness = np.maximum(0, 1 - length / rules.long_from)
    return np.asarray(
        (length >= rules.least_length)
        & (found.rare >= rules.least_rare)
        & (_density(found) >= rules.least_density + rules.short_density * shortness)
    )


def _density(found: Aligned) -> NDArray[np.float64]:
    """Matched share of the longer side."""
    length = (found.spans[:, 1::2] - found.spans[:, ::2]).max(axis=1, initial=1)
    return np.asarray(found.matched / length)


def _split(pair: Ints, seeds: Ints, rules: Alignment) -> tuple[Ints, Ints, Ints]:
    """Labels of the seeds that stand near each other on both sides; the other seeds are gone."""
    least = -(-_FRAGMENT.least_rare // QUAD)
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
