"""Validated frozen carriers between the shell and the scoring core: the table of marks.

Everything downstream (means, severity model, agreement statistics) may assume what is checked here:
finite totals inside the scale, known papers and judges, at most one reading of a paper by a judge.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.errors import InvalidProblem

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class MarkTable:
    """The totals given by judges to papers, one row per reading.

    Readings are put in the order of (paper, judge) on construction, so that the order in which marks
    arrived can change no result, not even in the last digit.  Papers and judges without readings are
    allowed.  Arrays are copied and made read-only.  Compare tables by :meth:`digest`.

    Parameters
    ----------
    papers, judges: ids without repetition; P papers, J judges.
    paper, judge: (R,) int, positions in ``papers`` and ``judges``; R readings.
    total: (R,) float, points, each in ``[least, full_marks]``.
    full_marks: points, finite and positive.
    least: points, the least total that can be given: above 0 where criteria have least marks.

    Raises
    ------
    InvalidProblem: repeated ids; arrays of different length; a position outside the ids; a total that is
        NaN, infinite or outside the scale; two readings of one paper by one judge.
    """

    papers: tuple[str, ...]
    judges: tuple[str, ...]
    paper: Ints
    judge: Ints
    total: Floats
    full_marks: float
    least: float = 0.0

    def __post_init__(self) -> None:
        _check_ids("papers", self.papers)
        _check_ids("judges", self.judges)
        if not np.isfinite(self.full_marks) or self.full_marks <= 0:
            raise InvalidProblem(f"full marks must be a positive number, not {self.full_marks}")
        if not 0 <= self.least < self.full_marks:
            raise InvalidProblem(f"the least total lies between 0 and the full marks, not at {self.least}")
        paper = _positions("paper", self.paper, len(self.papers))
        judge = _positions("judge", self.judge, len(self.judges))
        total = _totals(self.total, float(self.least), float(self.full_marks))
        if not len(paper) == len(judge) == len(total):
            raise InvalidProblem("paper, judge and total must have one entry per reading each")
        order = np.lexsort((judge, paper))
        paper, judge, total = paper[order], judge[order], total[order]
        self._check_repeats(paper, judge)
        for name, array in (("paper", paper), ("judge", judge), ("total", total)):
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        object.__setattr__(self, "papers", tuple(self.papers))
        object.__setattr__(self, "judges", tuple(self.judges))
        object.__setattr__(self, "full_marks", float(self.full_marks))
        object.__setattr__(self, "least", float(self.least) + 0.0)

    @property
    def span(self) -> float:
        """Points between the least total and full marks: what is "of the scale" is of these."""
        return self.full_marks - self.least

    def _check_repeats(self, paper: Ints, judge: Ints) -> None:
        again = (paper[1:] == paper[:-1]) & (judge[1:] == judge[:-1])
        if again.any():
            first = int(np.argmax(again))
            pair = (self.papers[paper[first]], self.judges[judge[first]])
            raise InvalidProblem(f"paper {pair[0]!r} has two readings by judge {pair[1]!r}")

    @classmethod
    def from_readings(
        cls,
        papers: Iterable[str],
        judges: Iterable[str],
        readings: Iterable[tuple[str, str, float]],
        full_marks: float,
        least: float = 0.0,
    ) -> MarkTable:
        """The table of ``(paper id, judge id, total)`` rows.

        Raises
        ------
        InvalidProblem: as the constructor, and for a reading of an unknown paper or judge.
        """
        papers, judges, rows = tuple(papers), tuple(judges), list(readings)
        paper_at = {paper: i for i, paper in enumerate(papers)}
        judge_at = {judge: j for j, judge in enumerate(judges)}
        for paper, judge, _ in rows:
            if paper not in paper_at or judge not in judge_at:
                raise InvalidProblem(f"reading of {paper!r} by {judge!r}: unknown paper or judge")
        return cls(
            papers,
            judges,
            np.array([paper_at[row[0]] for row in rows], dtype=np.int64),
            np.array([judge_at[row[1]] for row in rows], dtype=np.int64),
            np.array([row[2] for row in rows], dtype=np.float64),
            full_marks,
            least,
        )

    def readings_per_paper(self) -> Ints:
        """(P,) int, readings of each paper."""
        return np.bincount(self.paper, minlength=len(self.papers)).astype(np.int64)

    def readings_per_judge(self) -> Ints:
        """(J,) int, readings by each judge."""
        return np.bincount(self.judge, minlength=len(self.judges)).astype(np.int64)

    def digest(self) -> str:
        """SHA-256 (hex) of the content: equal exactly when ids, scale and readings are equal."""
        scale = [self.full_marks, self.least]
        head = json.dumps([self.papers, self.judges, scale, len(self.total)], ensure_ascii=True)
        state = hashlib.sha256(head.encode("ascii"))
        for array, layout in ((self.paper, "<i8"), (self.judge, "<i8"), (self.total, "<f8")):
            state.update(array.astype(layout).tobytes())
        return state.hexdigest()


def _check_ids(name: str, ids: tuple[str, ...]) -> None:
    if len(set(ids)) != len(ids):
        repeated = next(one for i, one in enumerate(ids) if one in ids[:i])
        raise InvalidProblem(f"{name} name {repeated!r} twice")


def _positions(name: str, values: ArrayLike, size: int) -> Ints:
    given = np.asarray(values)
    if given.ndim != 1 or (given.size and not np.issubdtype(given.dtype, np.integer)):
        raise InvalidProblem(f"{name} must be a row of whole positions")
    positions = given.astype(np.int64)
    if positions.size and (positions.min() < 0 or positions.max() >= size):
        raise InvalidProblem(f"{name} holds a position outside its {size} ids")
    return positions


def _totals(values: ArrayLike, least: float, full_marks: float) -> Floats:
    try:
        total = np.array(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InvalidProblem("totals must be numbers") from error
    if total.ndim != 1:
        raise InvalidProblem("totals must be a row of numbers")
    # NaN fails both comparisons, so the negated form catches it too
    wrong = ~((total >= least) & (total <= full_marks))
    if wrong.any():
        raise InvalidProblem(f"total {total[wrong][0]} is not a number from {least:g} to {full_marks}")
    return total + 0.0  # -0.0 becomes 0.0: equal tables have equal digests
