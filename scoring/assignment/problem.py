"""The assignment problem and its answer, as frozen values: who must read what, and who may not.

Papers and judges are named by their position in ``papers`` and ``judges``; the ids are carried along
so that an answer can be written back, and so that the order in which they were entered changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from scoring.errors import InvalidProblem

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class AssignmentProblem:
    """Papers, judges and the rules that bind them.  Pairs are ``(paper, judge)`` positions unless said.

    papers, judges
        ids, unique; P papers, J judges.
    readings
        readings wanted per paper (k >= 1).
    conflicts
        pairs that may not be: declared, kin, the author judges; or all of them: the reason is the caller's.
    load_min, load_max
        ``(J,)`` readings per judge, hard on both sides; fixed readings and repeats count.
    fixed
        started readings: they stay and count towards ``readings`` and loads.
    previous
        an earlier plan; as many of its readings as the hard rules allow are kept.
    paper_kind, barred
        rules for whole kinds of papers, which cost no memory per pair: ``(P,)`` kind per paper, and the
        judges barred from each of the K kinds (own region or unit, a language or genre they do not read).
    apart
        ``(judge, judge)``: two who may not read the same paper.
    preferred
        ``(K,)`` judges whose expertise or track a kind is; as many readings as even loads allow fall to
        them.  Empty: no wish.
    paper_group, paper_level
        ``(P,)`` a group per paper, e.g. its region, and a step of expected quality; every judge gets an even
        mix of both.  Empty: no mix wanted.
    demand
        ``(P,)`` readings wanted where papers differ (third and borderline readings, anchors and linking
        papers); replaces ``readings``.  Give the readings already done as ``fixed``: the loads are evened
        over old and new together.
    repeats
        hidden repeats: so many of a judge's readings (fewer if he has not as many) are given to him a second
        time, under another code.
    repeated
        repeats of an earlier plan: those whose reading stays are repeated again, the first in this order where
        a judge has more of them than ``repeats``.
    links
        about how many readings join two sides that even loads would split (see ``split``); None: as few as
        bring the severities near the best precision that any plan can have.

    Raises InvalidProblem for repeated ids, wrong lengths, positions outside the lists, negative numbers, a
    minimum above its maximum, and fixed readings that break a conflict or a forbidden pair of judges.
    """

    papers: tuple[str, ...]
    judges: tuple[str, ...]
    readings: int
    conflicts: frozenset[Pair]
    load_min: tuple[int, ...]
    load_max: tuple[int, ...]
    fixed: tuple[Pair, ...] = ()
    previous: tuple[Pair, ...] = ()
    paper_kind: tuple[int, ...] = ()
    barred: tuple[frozenset[int], ...] = ()
    apart: frozenset[Pair] = frozenset()
    preferred: tuple[frozenset[int], ...] = ()
    paper_group: tuple[int, ...] = ()
    paper_level: tuple[int, ...] = ()
    demand: tuple[int, ...] = ()
    repeats: int = 0
    repeated: tuple[Pair, ...] = ()
    links: int | None = None

    def __post_init__(self) -> None:
        _check_lists(self)
        _check_kinds(self)
        _check_loads(self)
        _check_pairs(self)

    def wanted(self) -> IntArray:
        """Readings wanted per paper, ``(P,)``."""
        if self.demand:
            return np.array(self.demand, dtype=np.int64)
        return np.full(len(self.papers), self.readings, dtype=np.int64)

    def _pair_sets(self) -> tuple[tuple[str, frozenset[Pair] | tuple[Pair, ...]], ...]:
        return ("conflicts", self.conflicts), ("fixed", self.fixed), ("previous", self.previous)

    def _all_pairs(self) -> tuple[tuple[str, frozenset[Pair] | tuple[Pair, ...]], ...]:
        return *self._pair_sets(), ("repeated", self.repeated)

    def digest(self) -> str:
        """SHA-256 (hex) of everything that can change the answer, independent of the order of pairs."""
        parts = hashlib.sha256()
        for name, values in (
            ("papers", self.papers), ("judges", self.judges), ("readings", (self.readings, self.repeats, self.links)),
            ("load_min", self.load_min), ("load_max", self.load_max), ("paper_kind", self.paper_kind),
            ("paper_group", self.paper_group), ("paper_level", self.paper_level), ("demand", self.demand),
            ("barred", tuple(map(sorted, self.barred))), ("preferred", tuple(map(sorted, self.preferred))),
            ("apart", sorted(map(sorted, self.apart))), ("repeated", self.repeated),
        ):  # fmt: skip
            parts.update(f"{name}:{len(values)}:{values!r};".encode())
        for name, pairs in self._pair_sets():
            parts.update(f"{name}:{len(pairs)}:".encode())
            parts.update(np.sort(pair_keys(pairs, len(self.judges))).astype("<i8").tobytes())
        return parts.hexdigest()


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposed set of assignments: ``(paper, judge)`` positions, sorted, fixed readings included.

    ``repeats``: those of them that the judge is given a second time, under another code.
    """

    pairs: tuple[Pair, ...]
    repeats: tuple[Pair, ...] = ()

    @classmethod
    def of(cls, papers: IntArray, judges: IntArray) -> Plan:
        """The plan of two parallel position arrays, ``(R,)`` each."""
        order = np.argsort(papers * (judges.max(initial=0) + 1) + judges)
        return cls(tuple(zip(papers[order].tolist(), judges[order].tolist(), strict=True)))


def pair_array(pairs: Iterable[Pair], count: int) -> IntArray:
    """``count`` pairs as an ``(n, 2)`` array of (paper, judge)."""
    return np.fromiter(chain.from_iterable(pairs), dtype=np.int64, count=2 * count).reshape(count, 2)


def pair_keys(pairs: frozenset[Pair] | tuple[Pair, ...], judges: int) -> IntArray:
    """One integer per pair, ``paper * judges + judge``, in the order of iteration."""
    table = pair_array(pairs, len(pairs))
    keys: IntArray = table[:, 0] * judges + table[:, 1]
    return keys


def _check_lists(problem: AssignmentProblem) -> None:
    for name, ids in (("papers", problem.papers), ("judges", problem.judges)):
        if len(set(ids)) != len(ids):
            raise InvalidProblem(f"{name}: an id occurs twice")
    if problem.readings < 1:
        raise InvalidProblem(f"readings must be at least 1, not {problem.readings}")
    if problem.links is not None and problem.links < 1:
        raise InvalidProblem(f"links must be at least 1, not {problem.links}")
    if problem.repeats < 0:
        raise InvalidProblem(f"repeats must be 0 or more, not {problem.repeats}")
    for name in ("paper_kind", "paper_group", "paper_level", "demand"):
        values = getattr(problem, name)
        if values and len(values) != len(problem.papers):
            raise InvalidProblem(f"{name}: {len(values)} values for {len(problem.papers)} papers")
    if min(problem.demand, default=0) < 0:
        raise InvalidProblem("demand: a negative number of readings")


def _check_kinds(problem: AssignmentProblem) -> None:
    kinds, judges = len(problem.barred), len(problem.judges)
    if problem.paper_kind and not 0 <= min(problem.paper_kind) <= max(problem.paper_kind) < kinds:
        raise InvalidProblem(f"paper_kind: a kind outside the {kinds} of barred")
    if kinds and not problem.paper_kind and problem.papers:
        raise InvalidProblem("barred: kinds are described, but no paper has one")
    if problem.preferred and len(problem.preferred) != kinds:
        raise InvalidProblem(f"preferred: {len(problem.preferred)} values for {kinds} kinds")
    named = chain(*problem.barred, *problem.preferred, *problem.apart)
    if any(not 0 <= judge < judges for judge in named):
        raise InvalidProblem("barred, preferred, apart: a position outside the list of judges")
    if any(one == other for one, other in problem.apart):
        raise InvalidProblem("apart: a judge and himself")


def _check_loads(problem: AssignmentProblem) -> None:
    for name, values in (("load_min", problem.load_min), ("load_max", problem.load_max)):
        if len(values) != len(problem.judges):
            raise InvalidProblem(f"{name}: {len(values)} values for {len(problem.judges)} judges")
    for judge, low, high in zip(problem.judges, problem.load_min, problem.load_max, strict=True):
        if not 0 <= low <= high:
            raise InvalidProblem(f"judge {judge}: minimum load {low} against maximum load {high}")


def _check_pairs(problem: AssignmentProblem) -> None:
    papers, judges = len(problem.papers), len(problem.judges)
    keys = {}
    for name, pairs in problem._all_pairs():
        table = pair_array(pairs, len(pairs))
        if len(table) and (table.min() < 0 or (table >= (papers, judges)).any()):
            raise InvalidProblem(f"{name}: a position outside the lists of papers and judges")
        keys[name] = table[:, 0] * judges + table[:, 1]
    for name in ("fixed", "previous", "repeated"):
        if len(np.unique(keys[name])) != len(keys[name]):
            raise InvalidProblem(f"{name}: a pair occurs twice")
    kinds = problem.paper_kind
    if np.isin(keys["fixed"], keys["conflicts"]).any() or (
        kinds and any(judge in problem.barred[kinds[paper]] for paper, judge in problem.fixed)
    ):
        raise InvalidProblem("fixed: a reading that is also a conflict; decide which of the two holds")
    begun = set(problem.fixed) if problem.apart else set()
    for paper, judge in begun:
        if any((paper, b if judge == a else a) in begun for a, b in problem.apart if judge in (a, b)):
            raise InvalidProblem("fixed: a paper begun by two judges who may not read the same paper")
