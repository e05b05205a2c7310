"""Sets of characters as runs, int64 (R, 2), ascending and apart; the work grows with the runs, not the text."""

from __future__ import annotations

import numpy as np

from scoring.similarity.grams import Ints


def union(spans: Ints) -> Ints:
    """Runs of the characters inside any of the half-open spans, given in any order."""
    spans = spans[spans[:, 0] < spans[:, 1]]
    if not len(spans):
        return np.zeros((0, 2), np.int64)
    spans = spans[np.argsort(spans[:, 0], kind="stable")]
    ends = np.maximum.accumulate(spans[:, 1])
    heads = np.flatnonzero(np.concatenate([[True], spans[1:, 0] > ends[:-1]]))
    tails = np.concatenate([heads[1:], [len(spans)]]) - 1
    return np.stack([spans[heads, 0], ends[tails]], axis=1)


def without(runs: Ints, holes: Ints) -> Ints:
    """The runs without the characters of other runs."""
    if not len(runs) or not len(holes):
        return runs
    size = int(max(runs[-1, 1], holes[-1, 1]))
    edges = np.concatenate([[0], holes.ravel(), [size]]).reshape(-1, 2)  # what lies between the holes
    return both(runs, edges)


def both(runs: Ints, others: Ints) -> Ints:
    """Runs of the characters in both sets."""
    first = np.searchsorted(others[:, 1], runs[:, 0], side="right")
    last = np.searchsorted(others[:, 0], runs[:, 1])
    counts = np.maximum(0, last - first)
    before = np.cumsum(counts) - counts
    row = np.repeat(np.arange(len(runs)), counts)
    other = np.arange(len(row)) - np.repeat(before - first, counts)
    found = np.stack(
        [np.maximum(runs[row, 0], others[other, 0]), np.minimum(runs[row, 1], others[other, 1])], axis=1
    )
    return found[found[:, 0] < found[:, 1]]


def length(runs: Ints) -> int:
    """Number of characters."""
    return int((runs[:, 1] - runs[:, 0]).sum())
