"""Papers that the rules cannot tell apart, gathered into classes; the flow then runs on classes x judges.

Ten thousand papers with regional conflicts are a hundred classes, so the flow has a hundredth of the
arcs.  A class holds the papers with the same barred judges (conflict, or already reading) and the same
number of readings still to be placed; papers that need nothing are in no class.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.assignment.problem import AssignmentProblem, BoolArray, IntArray, pair_array


@dataclass(frozen=True, slots=True)
class Classes:
    """C classes of papers with readings to place.

    members
        C arrays of paper positions.
    size, need
        ``(C,)`` papers in the class; readings still wanted by each of them.
    eligible
        ``(C, J)`` bool: the judge may take papers of the class (no conflict, not already reading).
    of_paper
        ``(P,)`` class of the paper, -1 when it needs nothing.
    """

    members: tuple[IntArray, ...]
    size: IntArray
    need: IntArray
    eligible: BoolArray
    of_paper: IntArray

    @property
    def demand(self) -> IntArray:
        """Readings wanted per class, ``(C,)``."""
        return self.size * self.need


def group_papers(problem: AssignmentProblem, held: IntArray) -> Classes:
    """Classes of the papers that still want readings when the ``held`` pairs ``(n, 2)`` stay."""
    papers, judges = len(problem.papers), len(problem.judges)
    need = problem.wanted() - np.bincount(held[:, 0], minlength=papers)
    barred = np.concatenate([pair_array(problem.conflicts, len(problem.conflicts)), held])
    keys = np.sort(barred[:, 0] * judges + barred[:, 1])
    owner, judge = np.divmod(keys, max(judges, 1))
    bounds = np.searchsorted(owner, np.arange(papers + 1))
    found: dict[tuple[int, bytes], list[int]] = {}
    for paper in np.flatnonzero(need > 0).tolist():
        barred_judges = judge[bounds[paper]:bounds[paper + 1]]
        found.setdefault((int(need[paper]), barred_judges.tobytes()), []).append(paper)
    return _tabulate(found, papers, judges)


def _tabulate(found: dict[tuple[int, bytes], list[int]], papers: int, judges: int) -> Classes:
    members = tuple(np.array(group, dtype=np.int64) for group in found.values())
    eligible = np.ones((len(found), judges), dtype=bool)
    of_paper = np.full(papers, -1, dtype=np.int64)
    for index, (_, barred) in enumerate(found):
        eligible[index, np.frombuffer(barred, dtype=np.int64)] = False
        of_paper[members[index]] = index
    return Classes(
        members=members,
        size=np.array([len(group) for group in members], dtype=np.int64),
        need=np.array([need for need, _ in found], dtype=np.int64),
        eligible=eligible,
        of_paper=of_paper,
    )
