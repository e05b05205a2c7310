"""What differs inside a passage, to the character, for two texts side by side.

The texts are first tied together at runs both hold only once, at the heaviest chain of such runs in the
same order (as patience diff does with lines), and compared exactly, with the least edits, between them.
The cost of an exact comparison is the product of the lengths, so long pieces are tied at shorter runs, at
last cut. Nothing is left out: every character that is not told different is equal.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scoring.text.normalize import Folded, fold

EXACT_CELLS = 16_000_000  # product of the lengths up to which two pieces are compared exactly, about 3 ms
STEP = 4000  # characters; longer pieces without any common run are compared step by step
_GRAMS = (24, 12, 8)  # characters of the runs looked for, the long ones first
_LAST = len(_GRAMS) - 1
_FACTOR = np.uint64(0x9E3779B97F4A7C15)

Edit = tuple[str, int, int, int, int]
Block = tuple[int, int, int]  # place in a, place in b, length
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Difference:
    """Spans, half open, in code points of the two given strings; ``kind``: replace, delete or insert.

    "delete" stands in the first only (empty span in the second), "insert" in the second only.
    """

    kind: str
    a0: int
    a1: int
    b0: int
    b1: int


def differences(a: str, b: str) -> tuple[Difference, ...]:
    """Edits that make passage ``b`` of passage ``a`` after folding, so that mere punctuation is none.

    Sorted and without overlaps on both sides, for strings of any length. Between the runs that both hold
    once the edits are the least; a clause that moved is deleted at one place and inserted at the other.
    """
    left, right = fold(a), fold(b)
    blocks = _equal_blocks(edits(left.text, right.text), len(left.text), len(right.text))
    found = _between(_of_whole_characters(blocks, _cuts(left), _cuts(right)))
    return tuple(
        Difference(kind, *left.original_span(a0, a1), *right.original_span(b0, b1))
        for kind, a0, a1, b0, b1 in found
    )


def _cuts(folded: Folded) -> frozenset[int]:
    """Places of the folded text that lie inside one submitted character, as in ㎏, folded to kg."""
    return frozenset((np.flatnonzero(np.diff(folded.positions) == 0) + 1).tolist())


def _equal_blocks(found: Iterable[Edit], size_a: int, size_b: int) -> Iterator[Block]:
    """What stands between the edits; the last block, maybe empty, ends both texts."""
    at_a = at_b = 0
    for _, a0, a1, _, b1 in found:
        yield at_a, at_b, a0 - at_a
        at_a, at_b = a1, b1
    yield at_a, at_b, size_a - at_a
    yield size_a, size_b, 0


def _of_whole_characters(
    blocks: Iterable[Block], in_a: frozenset[int], in_b: frozenset[int]
) -> Iterator[Block]:
    """The blocks without what belongs to a submitted character that is not equal as a whole."""
    for at_a, at_b, size in blocks:
        end_a, end_b = at_a + size, at_b + size
        while at_a < end_a and (at_a in in_a or at_b in in_b):
            at_a, at_b = at_a + 1, at_b + 1
        while at_a < end_a and (end_a in in_a or end_b in in_b):
            end_a, end_b = end_a - 1, end_b - 1
        yield at_a, at_b, end_a - at_a


def _between(blocks: Iterable[Block]) -> Iterator[Edit]:
    """The edits that the equal blocks leave; blocks of no length part nothing but the end."""
    at_a = at_b = 0
    last: Block = (0, 0, 0)
    for last in blocks:
        if last[2]:
            yield from _edit(at_a, last[0], at_b, last[1])
            at_a, at_b = last[0] + last[2], last[1] + last[2]
    yield from _edit(at_a, last[0], at_b, last[1])


def _edit(a0: int, a1: int, b0: int, b1: int) -> Iterator[Edit]:
    if a0 < a1 or b0 < b1:
        yield ("replace" if a0 < a1 and b0 < b1 else "delete" if a0 < a1 else "insert"), a0, a1, b0, b1


def edits(a: str, b: str) -> Iterator[Edit]:
    """Edits between two strings as they are: kind, span in ``a``, span in ``b``, in order."""
    for a0, a1, b0, b1 in _pieces(a, b, 0, len(a), 0, len(b), 0):
        yield from _exact(a, b, a0, a1, b0, b1)


def _exact(a: str, b: str, a0: int, a1: int, b0: int, b1: int) -> Iterator[Edit]:
    from rapidfuzz.distance import Levenshtein  # deferred: only the evidence page needs it

    for edit in Levenshtein.opcodes(a[a0:a1], b[b0:b1]):
        if edit.tag != "equal":
            source, target = (edit.src_start, edit.src_end), (edit.dest_start, edit.dest_end)
            yield edit.tag, a0 + source[0], a0 + source[1], b0 + target[0], b0 + target[1]


def _pieces(
    a: str, b: str, a0: int, a1: int, b0: int, b1: int, level: int
) -> Iterator[tuple[int, int, int, int]]:
    """The unequal pieces of two spans, each small enough to be compared exactly."""
    lead = _common_lead(a[a0:a1], b[b0:b1])
    a0, b0 = a0 + lead, b0 + lead
    tail = _common_lead(a[a0:a1][::-1], b[b0:b1][::-1])
    a1, b1 = a1 - tail, b1 - tail
    if a0 == a1 and b0 == b1:
        return
    # Even in short pieces a shared run is kept: the least edits of two clauses that changed places
    # would replace every character of both.
    small = (a1 - a0) * (b1 - b0) <= EXACT_CELLS
    level = max(level, _LAST) if small else level
    if level > _LAST or min(a1 - a0, b1 - b0) < 2 * _GRAMS[level]:
        yield from [(a0, a1, b0, b1)] if small else _steps(a0, a1, b0, b1)
    else:
        at_a, at_b = a0, b0
        for in_a, in_b, size in _anchors(a[a0:a1], b[b0:b1], _GRAMS[level]):
            over = max(0, at_a - a0 - in_a, at_b - b0 - in_b)  # runs may overlap by a repeated border
            if over >= size:
                continue
            yield from _pieces(a, b, at_a, a0 + in_a + over, at_b, b0 + in_b + over, level + 1)
            at_a, at_b = a0 + in_a + size, b0 + in_b + size
        yield from _pieces(a, b, at_a, a1, at_b, b1, level + 1)


def _common_lead(a: str, b: str) -> int:
    """Number of equal characters at the beginning."""
    least = min(len(a), len(b))
    unequal = np.flatnonzero(_codes(a[:least]) != _codes(b[:least]))
    return int(unequal[0]) if len(unequal) else least


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _steps(a0: int, a1: int, b0: int, b1: int) -> Iterator[tuple[int, int, int, int]]:
    """Even cuts of both spans, for texts that hold no common run to tie them together."""
    count = -(-max(a1 - a0, b1 - b0) // STEP)
    cuts = [(a0 + (a1 - a0) * step // count, b0 + (b1 - b0) * step // count) for step in range(count + 1)]
    for (first_a, first_b), (last_a, last_b) in pairwise(cuts):
        yield first_a, last_a, first_b, last_b


def _anchors(a: str, b: str, gram: int) -> list[tuple[int, int, int]]:
    """Runs (place in a, place in b, length) of grams that stand once in each text, in one order."""
    in_a, in_b = _once(a, gram), _once(b, gram)
    _, first, second = np.intersect1d(in_a[0], in_b[0], assume_unique=True, return_indices=True)
    places = np.stack([in_a[1][first], in_b[1][second]], axis=1)
    places = places[np.argsort(places[:, 0])]
    if not len(places):
        return []
    new = np.any(np.diff(places, axis=0, prepend=-2) != 1, axis=1)
    heads = np.flatnonzero(new)
    sizes = np.diff(np.r_[heads, len(places)]) + gram - 1
    runs = zip(places[heads, 0].tolist(), places[heads, 1].tolist(), sizes.tolist(), strict=True)
    # Equal hashes are nearly always equal grams; a run that is not would hide a difference.
    return _heaviest_chain([run for run in runs if _is_run(a, b, run)])


def _is_run(a: str, b: str, run: tuple[int, int, int]) -> bool:
    in_a, in_b, size = run
    return a[in_a : in_a + size] == b[in_b : in_b + size]


def _once(text: str, gram: int) -> tuple[NDArray[np.uint64], Ints]:
    """Hashes of the grams that stand in ``text`` exactly once, sorted, and their places."""
    codes = _codes(text).astype(np.uint64)
    count = len(codes) - gram + 1
    if count <= 0:
        return np.zeros(0, np.uint64), np.zeros(0, np.int64)
    hashes = np.zeros(count, np.uint64)
    for at in range(gram):
        hashes = hashes * _FACTOR + codes[at : at + count]
        hashes ^= hashes >> np.uint64(29)
    values, places, counts = np.unique(hashes, return_index=True, return_counts=True)
    return values[counts == 1], places[counts == 1].astype(np.int64)


def _heaviest_chain(runs: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Runs in rising order of both places with the greatest total length; ``runs`` rise in the first."""
    order = sorted(place for _, place, _ in runs)
    best: list[tuple[int, int]] = [(0, -1)] * (len(runs) + 1)  # prefix maxima of a Fenwick tree
    before: list[int] = []
    last = (0, -1)
    for number, (_, place, size) in enumerate(runs):
        rank = bisect_left(order, place)
        weight, previous = _prefix_best(best, rank)
        before.append(previous)
        reached = (weight + size, number)
        last = max(last, reached)
        slot = rank + 1
        while slot < len(best):
            best[slot] = max(best[slot], reached)
            slot += slot & -slot
    chain = []
    number = last[1]
    while number >= 0:
        chain.append(runs[number])
        number = before[number]
    return chain[::-1]


def _prefix_best(best: list[tuple[int, int]], rank: int) -> tuple[int, int]:
    found = (0, -1)
    while rank:
        found = max(found, best[rank])
        rank -= rank & -rank
    return found
