"""Which pairs of texts are worth aligning: shared fingerprints that stand close together in both texts.

Two texts about one subject share many phrases, here one, there one. A copied passage, however much
reworded, keeps several fingerprints near each other on both sides. Asking for that leaves a few pairs for each
essay instead of dozens.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from scoring.similarity.grams import OCTET, Flags, Ints, heads_of, ranges
from scoring.similarity.index import FULL_LIST, Postings

BLOCK_RECORDS = 3_000_000
_PLACE_BITS = 24


@dataclass(frozen=True, slots=True)
class Nearness:
    """How close shared fingerprints must stand: at most ``gap`` characters from one to the next on both sides.

    Together they must cover ``least_cover`` characters of each text, counting only fingerprints of fewer
    than ``common_from`` independent sources, or ``common_cover`` counting all: what many sources hold is a
    formula unless it is long.
    """

    gap: int = 120
    least_cover: int = 19
    common_from: int = 3
    common_cover: int = 90


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """Shared fingerprints: key of the pair, places in both texts int64 (R,), whether few sources hold it."""

    keys: Ints
    in_a: Ints
    in_b: Ints
    rare: Flags

    def at(self, rows: Ints | Flags) -> Records:
        """Some of the records."""
        return Records(self.keys[rows], self.in_a[rows], self.in_b[rows], self.rare[rows])


_DEFAULT = Nearness()


def near_pairs(
    parts: Sequence[Postings], first: int, last: int, count: int, rules: Nearness = _DEFAULT
) -> Ints:
    """Sorted keys ``a * count + b``, a < b, of the pairs whose first text is among first..last - 1."""
    found = [near_keys(records, rules) for records in _expanded(parts, first, last, count, rules)]
    return np.unique(np.concatenate([np.zeros(0, np.int64), *found]))


def _expanded(
    parts: Sequence[Postings], first: int, last: int, count: int, rules: Nearness
) -> Iterator[Records]:
    """Shared fingerprints in blocks; those of one text a are in one block."""
    weights = np.zeros(last - first, np.int64)
    for part in parts:
        rows, owners = _rows(part, first, last)
        partners = part.stops[rows] - rows - 1
        weights += np.bincount(owners - first, partners, last - first).astype(np.int64)
    start, size = first, 0
    for number, weight in enumerate(weights.tolist(), first):
        if size and size + weight > BLOCK_RECORDS:
            yield _records(parts, start, number, count, rules)
            start, size = number, 0
        size += weight
    yield _records(parts, start, last, count, rules)


def _rows(part: Postings, first: int, last: int) -> tuple[Ints, Ints]:
    """Entries of the texts first..last - 1, and whose they are."""
    counts = np.diff(part.row_starts[first : last + 1])
    rows = part.rows[part.row_starts[first] : part.row_starts[last]].astype(np.int64)
    return rows, np.repeat(np.arange(first, last), counts)


def _records(parts: Sequence[Postings], first: int, last: int, count: int, rules: Nearness) -> Records:
    found: list[Records] = []
    for part in parts:
        rows, owners = _rows(part, first, last)
        counts = part.stops[rows] - rows - 1
        partners = ranges(rows + 1, counts)
        a, b = np.repeat(owners, counts), part.texts[partners]
        in_a, in_b = np.repeat(part.places[rows], counts), part.places[partners]
        rare = np.repeat(part.sources[rows] < rules.common_from, counts)
        other = np.flatnonzero(a != b)  # partners never come before a: texts ascend in a list
        keys = a[other] * count + b[other]
        found.append(Records(keys, in_a[other].astype(np.int64), in_b[other].astype(np.int64), rare[other]))
    return Records(
        np.concatenate([one.keys for one in found]),
        np.concatenate([one.in_a for one in found]),
        np.concatenate([one.in_b for one in found]),
        np.concatenate([one.rare for one in found]),
    )


def near_keys(records: Records, rules: Nearness) -> Ints:
    """Keys, ascending, of the pairs whose shared fingerprints stand close enough together."""
    records = records.at(_spread_out(records, rules))
    label = records.keys
    for side in ("in_a", "in_b", "in_a"):
        split, order = _split(label, getattr(records, side), rules)
        label, records = split[order], records.at(order)
    wanted = _cover(label, records) >= rules.common_cover
    rare = records.rare
    wanted[: label[rare].max(initial=-1) + 1] |= _cover(label[rare], records.at(rare)) >= rules.least_cover
    return np.unique(records.keys[wanted[label]])


def _spread_out(records: Records, rules: Nearness) -> Ints:
    """Records of pairs whose fingerprints, taken together, could cover enough at all."""
    order = np.argsort(records.keys)
    keys, places = records.keys[order], records.in_a[order]
    heads = heads_of(keys)
    if not len(heads):
        return heads
    sizes = np.diff(np.r_[heads, len(keys)])
    extent = np.maximum.reduceat(places, heads) - np.minimum.reduceat(places, heads) + OCTET
    return order[np.repeat(extent >= rules.least_cover, sizes)]


def _split(label: Ints, places: Ints, rules: Nearness) -> tuple[Ints, Ints]:
    """New labels, split where neighbours stand too far apart, and the order in which labels ascend."""
    _, label = np.unique(label, return_inverse=True)
    order = np.argsort(label << _PLACE_BITS | places)
    ordered, along = label[order], places[order]
    new = np.diff(along, prepend=0) > rules.gap
    new[heads_of(ordered)] = True
    split = np.empty_like(label)
    split[order] = np.cumsum(new) - 1
    return split, order


def _cover(label: Ints, records: Records) -> Ints:
    """Characters covered by the fingerprints of each label, on the side where they are fewer."""
    sides = []
    for places in (records.in_a, records.in_b):
        order = np.argsort(label << _PLACE_BITS | places)
        step = np.minimum(np.diff(places[order], prepend=0), OCTET)
        step[heads_of(label[order])] = OCTET
        sides.append(np.bincount(label[order], weights=step).astype(np.int64))
    return np.minimum(*sides)


def inside_groups(groups: Ints, tree: Ints) -> Ints:
    """Keys of pairs in near-duplicate groups: all of a small group; of a large one those of the ``tree`` that
    hold it together, since thousands of equal essays are one finding, not millions."""
    count = len(groups)
    order = np.argsort(groups, kind="stable")
    heads = heads_of(groups[order])
    sizes = np.diff(np.concatenate([heads, [count]]))
    keys = [np.zeros(0, np.int64)]
    for size in np.unique(sizes[(sizes > 1) & (sizes <= FULL_LIST)]).tolist():
        members = order[heads[sizes == size][:, None] + np.arange(size)]
        left, right = np.triu_indices(size, 1)
        keys.append((members[:, left] * count + members[:, right]).ravel())
    large = np.bincount(groups, minlength=count)[groups] > FULL_LIST
    links = np.sort(tree[large[tree[:, 0]]], axis=1)
    return np.unique(np.concatenate([*keys, links[:, 0] * count + links[:, 1]]))
