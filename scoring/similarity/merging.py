"""Passages of one pair that belong together become one; what they matched is counted once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from scoring.similarity.grams import QUAD, Codes, Ints, quads
from scoring.similarity.passages import Alignment

_APART = 1 << 40


def merge(rows: Ints, rules: Alignment, matched: Callable[[Sequence[int]], int]) -> Ints:
    """Join passages of one pair that stand near each other on both sides with nothing between them.

    ``rows`` int64 (R, 6): a0, a1, b0, b1, matched, rare, sorted by a0; the result has the same form.
    ``matched`` counts the characters that a span a0, a1, b0, b1 matches; it is asked where joined passages
    overlap, since both have counted what they share: a text that repeats itself matches no more for that.
    """
    given = rows.tolist()
    merged: list[list[int]] = []
    twice: set[int] = set()
    for row in given:
        for place in reversed(range(len(merged))):
            other = merged[place]
            if _adjoin(other, row, rules.merge_gap) and not _between(other, row, given):
                if _overlap(other, row):
                    twice.add(place)
                merged[place] = _together(other, row)
                break
        else:
            merged.append(row)
    for place in twice:
        row = merged[place]
        row[4] = min(row[4], matched(row[:4]))
        row[5] = min(row[5], row[4])
    return np.array(merged, np.int64).reshape(-1, 6)


def _together(one: list[int], other: list[int]) -> list[int]:
    starts = [min(one[side], other[side]) for side in (0, 2)]
    ends = [max(one[side], other[side]) for side in (1, 3)]
    return [starts[0], ends[0], starts[1], ends[1], one[4] + other[4], one[5] + other[5]]


def _overlap(one: list[int], other: list[int]) -> bool:
    """Whether they overlap in one of the texts."""
    return any(one[at] < other[at + 1] and other[at] < one[at + 1] for at in (0, 2))


def _adjoin(left: list[int], right: list[int], gap: int) -> bool:
    """Whether ``right`` goes on where ``left`` ends, in both texts, or the two overlap in both."""
    in_a = right[0] - left[1]
    in_b = right[2] - left[3] if right[2] >= left[2] else _APART
    overlap = in_a < 0 and left[2] < right[3] and right[2] < left[3]
    return overlap or (in_a <= gap and in_b <= gap)


def _between(left: list[int], right: list[int], rows: list[list[int]]) -> bool:
    """Whether another passage stands between the two in one of the texts: blocks that changed places."""
    return any(
        left[end] <= row[start] and row[end] <= right[start]
        for row in rows
        for start, end in ((0, 1), (2, 3))
    )


def shared_characters(a: Codes, b: Codes) -> int:
    """Characters in runs of four that both hold, in the text where they are fewer."""
    in_a, in_b = quads(a), quads(b)
    return min(_covered(np.isin(in_a, in_b)), _covered(np.isin(in_b, in_a)))


def _covered(held: np.ndarray) -> int:
    places = np.flatnonzero(held)
    return int(np.minimum(np.diff(places), QUAD).sum()) + QUAD * bool(len(places))
