"""What linking readings cost and gain where even loads would split the judges into sides.

Skewed conflicts can make every most even plan fall apart: the judges of a big region read only the papers of
the small ones, the others only those of the big one.  A linking reading joins two sides, and moves the loads
apart: with L of them between n and m judges the spread grows by at least L (1/n + 1/m), because that is how
far the average loads of the sides move.

What no plan can beat.  Let C be the information on the severities (see ``precision``), D_s its diagonal summed
over side s and W_st the common papers of judges of s and t, each over its number of readers, summed.  Average C
over all ways of exchanging the judges of a side among themselves; the trace of the inverse is convex, so it does
not grow (Kiefer's argument for symmetric designs, J. R. Stat. Soc. B 21, 1959).  What comes out has n_s - 1 equal
eigenvalues inside each side and as many others as there are sides, which follow from D and W alone:

    trace >= sum_s (n_s - 1)^2 / (D_s - W_s / n_s) + sum of 1 / eigenvalues of Q above 0,
    Q_ss = W_s / n_s,  Q_st = -W_st / sqrt(n_s n_t),  W_s = sum of W_st over t;

for two sides the last part is n m / ((n + m) W).  A paper of k readers, x of them of the other side, adds
x (k - x) / k <= x (k - 1) / k to W: one linking reading on each paper is best, and with L of them W is at most
L (k - 1) / k.  So the least spread and the least variance are known for every L, and for all L together.
"""

from __future__ import annotations

import numpy as np

from scoring.assignment.problem import FloatArray, IntArray

# So much above the least average variance that any plan can have, it is not worth to make loads less even.
SLACK = 1.05
# Nor is more than this share of the readings of the side that reads less.
MOST_LINKED = 0.1
NOTHING = 1e-200  # information where none is left between judges: its inverse is still a number


def least_trace(judges: IntArray, diagonal: FloatArray, bonds: FloatArray) -> float:
    """The least sum of variances of the severities (sum zero) that any plan can have, in units of a reading's.

    judges, diagonal: ``(S,)`` judges of each side and D_s; bonds: ``(S, S)`` W_st, symmetric, diagonal not read.
    Infinite where the sides do not hang together.
    """
    bonds = bonds - np.diag(bonds.diagonal())
    outward = bonds.sum(axis=1)
    alone = _alone(judges, diagonal, outward)
    between = np.diag(outward / judges) - bonds / np.sqrt(np.outer(judges, judges))
    steps = np.linalg.eigvalsh(between)[1:]
    if (steps <= 1e-12 * max(1.0, float(outward.max(initial=0.0)))).any():
        return float("inf")
    return float(alone.sum() + (1 / steps).sum())


def _alone(judges: IntArray | int, diagonal: FloatArray, outward: FloatArray) -> FloatArray:
    """Variance among the judges of one side; next to infinite where all it reads are links."""
    inside = np.maximum(diagonal - outward / judges, NOTHING)
    return np.asarray((judges - 1) ** 2 / inside)


def fewest_links(judges: tuple[int, int], readings: tuple[int, int], per_paper: float) -> int:
    """The fewest linking readings that bring the average variance near the least of any plan, at least 1.

    judges, readings: of two sides before they are linked; per_paper: readers of a paper, on average.
    """
    most = max(1, int(MOST_LINKED * min(readings)))
    links = np.arange(1, max(2, min(readings) // 2 + 1))
    share = 1 - 1 / max(per_paper, 2.0)
    (light, heavy), (few, many) = zip(*sorted(zip(readings, judges, strict=True)), strict=True)
    bond: FloatArray = share * links.astype(np.float64)
    trace = _alone(few, share * (light - links), bond) + _alone(many, share * (heavy + links), bond)
    trace += few * many / ((few + many) * bond)
    return min(most, int(links[np.argmax(trace <= SLACK * trace.min())]))


def crossings(sides: IntArray, pairs: IntArray, readings: IntArray) -> tuple[FloatArray, FloatArray, int]:
    """Of a plan: D_s (S,), W_st (S, S), and its linking readings: those outside the side that reads the paper most.

    sides: ``(J,)`` side per judge, from 0, -1 = reads nothing; pairs: ``(R, 2)``; readings: ``(P,)`` per paper.
    """
    count = int(sides.max(initial=-1)) + 1
    cells = np.bincount(pairs[:, 0] * count + sides[pairs[:, 1]], minlength=len(readings) * count)
    by_side = cells.reshape(len(readings), count)
    read = np.maximum(readings, 1)[:, None]
    diagonal = (by_side * (1 - 1 / read)).sum(axis=0)
    return diagonal, (by_side / read).T @ by_side, int((by_side.sum(axis=1) - by_side.max(axis=1)).sum())
