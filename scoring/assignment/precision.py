"""How exactly a plan lets severities and scores be known, before a single mark is given.

Model: mark = paper + severity of the judge + noise of equal variance.  After the papers are eliminated, the
information on the severities is ``C = diag(loads) - sum_p n_p n_p' / k_p`` (n_p: 0/1 readers of paper p, k_p of
them), the Laplacian of the graph of judges with common papers (John and Williams, "Cyclic and Computer
Generated Designs", 1995, ch. 2).  Everything here is in units of the noise of a single reading.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.linalg import get_lapack_funcs
from scipy.sparse import csr_array
from scipy.sparse.linalg import LinearOperator, eigsh
from threadpoolctl import threadpool_limits

from scoring.assignment.problem import FloatArray, IntArray

# Up to so many judges all eigenvalues are taken, above it only the one that is wanted.
FEW_JUDGES = 200
# Above so many the tables are kept in single precision, which still gives four digits.
MANY_JUDGES = 1_000


class Common(NamedTuple):
    """Papers in common of pairs of judges: ``times`` (n,) for each ``row`` and ``column`` (n,)."""

    row: IntArray
    column: IntArray
    times: IntArray


@dataclass(frozen=True, slots=True)
class Precision:
    """What a connected plan promises.

    connectivity
        second smallest eigenvalue of C scaled by the loads; 1 = complete balanced design, 0 = disconnected.
    variance_ratio
        mean variance of a difference of two severities over the least that so many readings allow.
    load_ratio
        the least that the plan's own loads allow, over the same: what uneven loads alone cost.
    severity_error, score_error
        standard error of a difference of two severities; of an adjusted score, root mean square over the
        papers.  Both as multiples of the standard deviation of a single reading.
    """

    connectivity: float
    variance_ratio: float
    load_ratio: float
    severity_error: float
    score_error: float


def precision(common: dict[int, Common], readings: IntArray, loads: IntArray) -> Precision | None:
    """The precision of a plan in one part; None where fewer than two judges read.

    common: see ``common_papers``; readings, loads: ``(P,)`` readers per paper, ``(J,)`` papers per judge.
    """
    busy = np.flatnonzero(loads)
    if len(busy) < 2:
        return None
    place, own_papers = np.cumsum(loads > 0) - 1, loads[busy].astype(np.float64)
    kind = np.float64 if len(busy) <= MANY_JUDGES else np.float32
    information = np.zeros((len(busy), len(busy)), dtype=kind, order="F")
    for readers, (row, column, times) in common.items():
        information[place[row], place[column]] -= times / readers
    information[np.diag_indices(len(busy))] += own_papers
    diagonal = information.diagonal().astype(np.float64)
    with threadpool_limits(limits=1, user_api="blas"):  # a second thread mostly waits
        connectivity = _connectivity(information, own_papers)
        covariances, trace = _inverted(information)
    own = 1 / readings[readings > 0]
    shared = sum(
        float(times @ covariances[place[np.maximum(row, column)], place[np.minimum(row, column)]])
        / readers**2
        for readers, (row, column, times) in common.items()
    )
    least = (len(busy) - 1) ** 2 / diagonal.sum()
    return Precision(
        connectivity=connectivity,
        variance_ratio=float(trace / least),
        load_ratio=float(_least_trace(diagonal) / least),
        severity_error=float(np.sqrt(2 * trace / (len(busy) - 1))),
        score_error=float(np.sqrt((own.sum() + shared) / len(own))),
    )


def common_papers(pairs: IntArray, readings: IntArray, judges: int) -> dict[int, Common]:
    """Papers that each two judges have in common, by the number of readers of the paper.

    ``readings`` (P,): readers per paper.  A judge's papers in common with himself are all his papers.
    """
    found = {}
    for readers in np.unique(readings[readings > 0]).tolist():
        these = pairs[readings[pairs[:, 0]] == readers]
        ones = np.ones(len(these), dtype=np.int32)
        reads = csr_array((ones, (these[:, 0], these[:, 1])), shape=(len(readings), judges))
        table = (reads.T @ reads).tocoo()
        row, column = table.coords
        found[readers] = Common(row, column, table.data)
    return found


def _inverted(information: FloatArray) -> tuple[FloatArray, float]:
    """Covariances of the severities (lower triangle; sum zero) in place of C, and their trace."""
    size = len(information)
    information += 1.0 / size
    factorize, invert = get_lapack_funcs(("potrf", "potri"), (information,))
    factor, failed = factorize(information, lower=1, overwrite_a=1)
    inverse, failed_too = invert(factor, lower=1, overwrite_c=1)
    if failed or failed_too:
        raise np.linalg.LinAlgError("the information on the severities is singular")
    inverse -= 1.0 / size
    return inverse, float(inverse.trace(dtype=np.float64))


def _connectivity(information: FloatArray, loads: FloatArray) -> float:
    """Second smallest eigenvalue of D^-1/2 C D^-1/2 over the mean of those above the smallest."""
    size, scale = len(loads), np.sqrt(loads)
    mean = float((information.diagonal() / loads).sum()) / (size - 1)
    if size <= FEW_JUDGES:
        return float(np.linalg.eigvalsh(information / np.outer(scale, scale))[1] / mean)
    null = scale / np.linalg.norm(scale)  # belongs to the smallest eigenvalue, 0

    def times(vector: FloatArray) -> FloatArray:
        flat = vector.ravel()
        inner = information @ (flat / scale).astype(information.dtype)
        return np.asarray(flat - inner / scale - null * (null @ flat))

    operator = LinearOperator((size, size), matvec=times, dtype=np.float64)
    start = np.random.default_rng(0).standard_normal(size)
    largest = eigsh(operator, k=1, which="LA", v0=start, tol=5e-3, return_eigenvectors=False)
    return float((1 - largest[0]) / mean)


def _least_trace(diagonal: FloatArray) -> float:
    """A lower bound of the sum of inverse eigenvalues of any C with this diagonal.

    The eigenvalues majorise the diagonal (Schur and Horn) and one of them is 0, so the best is the diagonal
    without its smallest entry, which is poured over the next smallest ones until they are level.
    """
    entries = np.sort(diagonal)
    poured, rest = entries[0], entries[1:]
    levels = (poured + np.cumsum(rest)) / np.arange(1, len(rest) + 1)
    count = int(np.flatnonzero(np.append(levels[:-1] <= rest[1:], True))[0]) + 1
    return float(count / levels[count - 1] + (1 / rest[count:]).sum())
