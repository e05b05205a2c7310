"""Scores that anybody can recompute by hand: mean, mean without the extremes, median.

Papers for which a score is not defined hold NaN and are flagged in ``available``; nothing else is NaN.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.tables import Bools, Floats, Ints, MarkTable

# Of three readings, dropping the highest and lowest leaves the median, the least precise rule in use;
# with five the loss is about two per cent of the root mean square error.
TRIM_FROM = 5


@dataclass(frozen=True, slots=True, eq=False)
class PlainScore:
    """``score``: (P,) float, points, NaN where not available; ``available``: (P,) bool."""

    score: Floats
    available: Bools


def mean(table: MarkTable) -> PlainScore:
    """Average of the readings of each paper.

    Parameters
    ----------
    table: P papers with any number of readings.

    Returns
    -------
    PlainScore: available for papers with at least one reading.
    """
    return mean_of(table, table.total)


def mean_of(table: MarkTable, values: Floats) -> PlainScore:
    """Average over each paper of (R,) values, one per reading of the table."""
    readings = table.readings_per_paper()
    sums = np.bincount(table.paper, values, len(table.papers)).astype(np.float64, copy=False)
    return _masked(sums, readings, readings >= 1)


def trimmed(table: MarkTable) -> PlainScore:
    """Average after dropping one highest and one lowest reading (去掉一个最高分和一个最低分).

    Ties: of several equal highest (lowest) readings one is dropped.

    Returns
    -------
    PlainScore: available for papers with at least ``TRIM_FROM`` readings.
    """
    readings = table.readings_per_paper()
    highest = np.zeros(len(table.papers))
    lowest = np.full(len(table.papers), table.full_marks)
    np.maximum.at(highest, table.paper, table.total)
    np.minimum.at(lowest, table.paper, table.total)
    available = readings >= TRIM_FROM
    sums = np.bincount(table.paper, table.total, len(table.papers))
    return _masked(sums - highest - lowest, readings - 2, available)


def median(table: MarkTable) -> PlainScore:
    """Middle reading of each paper, the average of the two middle ones for an even number.

    Returns
    -------
    PlainScore: available for papers with at least one reading.  Used as a step of the tie chain.
    """
    readings = table.readings_per_paper()
    available = readings >= 1
    ordered = table.total[np.lexsort((table.total, table.paper))]
    start = np.concatenate(([0], np.cumsum(readings)[:-1]))[available]
    count = readings[available]
    score = np.full(len(table.papers), np.nan)
    score[available] = (ordered[start + (count - 1) // 2] + ordered[start + count // 2]) / 2
    return PlainScore(score, available)


def _masked(sums: Floats, counts: Ints, available: Bools) -> PlainScore:
    score = np.full(len(sums), np.nan)
    score[available] = sums[available] / counts[available]
    return PlainScore(score, available)
