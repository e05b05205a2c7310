"""Papers gathered into classes, so that the flow runs on classes x judges and not on papers x judges.

A class holds papers of one kind with the same number of readings still to be placed.  What single pairs
forbid besides (declared conflicts, readings the judge has already) only lowers how many papers of the
class the judge can take; the dealing then has to go round them.  Where it cannot, ``fine`` classes are
made, whose papers are exactly alike.  Papers that need nothing are in no class.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.assignment.problem import BoolArray, IntArray
from scoring.assignment.rules import Rules, among

# Above so many kinds the rare ones are treated as another kind with single forbidden pairs.
MOST_KINDS = 300


@dataclass(frozen=True, slots=True)
class Classes:
    """C classes of papers with readings to place.

    members
        C arrays of paper positions.
    size, need
        ``(C,)`` papers in the class; readings still wanted by each of them.
    cap
        ``(C, J)`` papers of the class that the judge may still take.
    of_paper
        ``(P,)`` class of the paper, -1 when it needs nothing.
    exact
        the papers of a class are alike: whoever may take one may take each.
    """

    members: tuple[IntArray, ...]
    size: IntArray
    need: IntArray
    cap: IntArray
    of_paper: IntArray
    exact: bool

    @property
    def demand(self) -> IntArray:
        """Readings wanted per class, ``(C,)``."""
        return self.size * self.need

    @property
    def eligible(self) -> BoolArray:
        """``(C, J)``: the judge may take some paper of the class."""
        return self.cap > 0


def group_papers(rules: Rules, held: IntArray, *, fine: bool = False) -> Classes:
    """Classes of the papers that still want readings when the ``held`` pairs ``(n, 2)`` stay.

    ``fine``: papers of a class are alike, however many classes that takes.
    """
    papers, judges = len(rules.wanted), len(rules.low)
    need = rules.wanted - np.bincount(held[:, 0], minlength=papers)
    waiting = np.flatnonzero(need > 0)
    single = np.unique(np.concatenate([rules.single, held[:, 0] * judges + held[:, 1]]))
    single = single[(need > 0)[single // judges]] if len(single) else single
    single = single[~rules.barred[rules.kind[single // judges], single % judges]] if len(single) else single
    alike = _signatures(single, papers, judges)
    kinds = len(np.unique(_joint(rules.kind, alike)[waiting]))
    if fine or kinds <= MOST_KINDS:
        return _tabulate(rules, waiting, rules.kind, need, single, alike)
    return _tabulate(rules, waiting, _merged(rules, waiting), need, single, None)


def _joint(*labels: IntArray) -> IntArray:
    """One number for each combination of labels from 0, all (P,)."""
    joint = labels[0]
    for label in labels[1:]:
        joint = joint * (label.max(initial=0) + 1) + label
    return joint


def _signatures(single: IntArray, papers: int, judges: int) -> IntArray:
    """A number per paper (P,): equal for papers with the same single forbidden judges, 0 for none."""
    alike = np.zeros(papers, dtype=np.int64)
    paper, judge = np.divmod(single, max(judges, 1))
    starts = np.flatnonzero(np.diff(paper, prepend=-1)).tolist()
    known: dict[bytes, int] = {}
    for start, end in zip(starts, [*starts[1:], len(paper)], strict=False):
        alike[paper[start]] = known.setdefault(judge[start:end].tobytes(), len(known) + 1)
    return alike


def _merged(rules: Rules, waiting: IntArray) -> IntArray:
    """Kind per paper (P,) after the rare kinds have joined a common one whose bars they include."""
    sizes = np.bincount(rules.kind[waiting], minlength=len(rules.barred))
    common = np.argsort(-sizes, kind="stable")[:MOST_KINDS]
    joined = np.arange(len(sizes))
    bars = rules.barred.sum(axis=1)
    for kind in np.flatnonzero(sizes):
        if kind in common:
            continue
        included = common[~(rules.barred[common] & ~rules.barred[kind]).any(axis=1)]
        if rules.preferred is not None:
            included = included[(rules.preferred[included] == rules.preferred[kind]).all(axis=1)]
        if len(included):
            joined[kind] = included[np.argmax(bars[included])]
    return joined[rules.kind]


def _tabulate(
    rules: Rules, waiting: IntArray, kind: IntArray, need: IntArray, single: IntArray, alike: IntArray | None
) -> Classes:
    """Classes by ``kind`` (P,), ``need`` (P,) and, where given, by single bars (``alike``)."""
    judges = len(rules.low)
    joint = _joint(kind, need.clip(0), *([] if alike is None else [alike]))
    label = np.unique(joint[waiting], return_inverse=True)[1]
    of_paper = np.full(len(need), -1, dtype=np.int64)
    of_paper[waiting] = label
    by_class = np.argsort(label * len(label) + np.arange(len(label)))
    size = np.bincount(label) if len(label) else np.zeros(0, dtype=np.int64)
    members = np.split(waiting[by_class], np.cumsum(size)[:-1]) if len(size) else []
    first = np.array([group[0] for group in members], dtype=np.int64)
    cap = np.where(rules.barred[kind[first]], 0, size[:, None])
    if len(single):
        np.subtract.at(cap, (of_paper[single // judges], single % judges), 1)
    own = np.flatnonzero(kind[waiting] != rules.kind[waiting])  # papers whose kind joined another
    for paper in waiting[own]:
        cap[of_paper[paper], rules.barred[rules.kind[paper]] & ~rules.barred[kind[paper]]] -= 1
    return Classes(tuple(members), size, need[first], cap, of_paper, alike is not None)


def forbidden(rules: Rules, held: IntArray, papers: IntArray) -> BoolArray:
    """``(len(papers), J)``: who may not take each paper, or reads it already."""
    judges = len(rules.low)
    keys = papers[:, None] * judges + np.arange(judges)
    taken = np.unique(np.concatenate([rules.single, held[:, 0] * judges + held[:, 1]]))
    return np.asarray(rules.barred[rules.kind[papers]] | among(keys.ravel(), taken).reshape(keys.shape))
