"""The assignment problem and its answer, as frozen values: who must read what, and who may not.

Papers and judges are named by their position in ``papers`` and ``judges``; the ids are carried along
only so that a stored problem can be recognised and its answer written back.
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
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class AssignmentProblem:
    """Papers, judges and the rules that bind them.  All pairs are ``(paper, judge)`` positions.

    papers, judges
        ids, unique; P papers, J judges.
    readings
        readings wanted per paper (k >= 1).
    conflicts
        pairs that may not be: own unit, own region, declared, kin, language: the reason is the caller's.
    load_min, load_max
        ``(J,)`` readings per judge, hard on both sides; fixed readings count.
    fixed
        started readings: they stay and count towards ``readings`` and loads.
    previous
        an earlier plan; as many of its readings as the hard rules allow are kept.
    paper_group
        ``(P,)`` group per paper, e.g. its region; every judge gets an even mix.  Empty: no mix wanted.
    demand
        ``(P,)`` readings wanted where papers differ (adjudication, borderline); replaces ``readings``.
        Give the readings already done as ``fixed`` and the loads are evened over old and new together.

    Raises InvalidProblem for repeated ids, wrong lengths, positions outside the lists, negative
    numbers, a minimum above its maximum, and a fixed reading that is also a conflict.
    """

    papers: tuple[str, ...]
    judges: tuple[str, ...]
    readings: int
    conflicts: frozenset[Pair]
    load_min: tuple[int, ...]
    load_max: tuple[int, ...]
    fixed: tuple[Pair, ...] = ()
    previous: tuple[Pair, ...] = ()
    paper_group: tuple[int, ...] = ()
    demand: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        _check_lists(self)
        _check_loads(self)
        _check_pairs(self)

    def wanted(self) -> IntArray:
        """Readings wanted per paper, ``(P,)``."""
        if self.demand:
            return np.array(self.demand, dtype=np.int64)
        return np.full(len(self.papers), self.readings, dtype=np.int64)

    def _pair_sets(self) -> tuple[tuple[str, frozenset[Pair] | tuple[Pair, ...]], ...]:
        return ("conflicts", self.conflicts), ("fixed", self.fixed), ("previous", self.previous)

    def digest(self) -> str:
        """SHA-256 (hex) of everything that can change the answer, independent of the order of pairs."""
        parts = hashlib.sha256()
        for name, values in (
            ("papers", self.papers), ("judges", self.judges), ("readings", (self.readings,)),
            ("load_min", self.load_min), ("load_max", self.load_max),
            ("paper_group", self.paper_group), ("demand", self.demand),
        ):
            parts.update(f"{name}:{len(values)}:{values!r};".encode())
        for name, pairs in self._pair_sets():
            parts.update(f"{name}:{len(pairs)}:".encode())
            parts.update(np.sort(pair_keys(pairs, len(self.judges))).astype("<i8").tobytes())
        return parts.hexdigest()


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposed set of assignments: ``(paper, judge)`` positions, sorted, fixed readings included."""

    pairs: tuple[Pair, ...]

    @classmethod
    def of(cls, papers: IntArray, judges: IntArray) -> Plan:
        """The plan of two parallel position arrays, ``(R,)`` each."""
        order = np.lexsort((judges, papers))
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
    for name, values in (("paper_group", problem.paper_group), ("demand", problem.demand)):
        if values and len(values) != len(problem.papers):
            raise InvalidProblem(f"{name}: {len(values)} values for {len(problem.papers)} papers")
    if any(value < 0 for value in problem.demand):
        raise InvalidProblem("demand: a negative number of readings")


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
    for name, pairs in problem._pair_sets():
        table = pair_array(pairs, len(pairs))
        if len(table) and (table.min() < 0 or (table >= (papers, judges)).any()):
            raise InvalidProblem(f"{name}: a position outside the lists of papers and judges")
        keys[name] = table[:, 0] * judges + table[:, 1]
    for name in ("fixed", "previous"):
        if len(np.unique(keys[name])) != len(keys[name]):
            raise InvalidProblem(f"{name}: a pair occurs twice")
    if np.isin(keys["fixed"], keys["conflicts"]).any():
        raise InvalidProblem("fixed: a reading that is also a conflict; decide which of the two holds")
