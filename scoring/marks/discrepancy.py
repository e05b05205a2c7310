"""When readings of a paper differ too much: a third reading, the leader, and which readings count.

Every decision depends on the set of readings present and on nothing else, so the order in which sheets
arrive cannot matter, and a sheet that is reopened and changed is decided afresh.  Marks are never altered.

====================  =======================  ================================================
base readings         scheme                   then
====================  =======================  ================================================
not all in            any                      WAITING
within the tolerance  AVERAGE_ALL              SETTLED, mean of all readings present
within the tolerance  TWO_PLUS_ONE, LEADER     SETTLED, mean of the base readings
beyond it             AVERAGE_ALL              a third reading, then SETTLED, mean of all
beyond it             TWO_PLUS_ONE             a third reading; mean of the closest pair with it, if that
                                               pair is within the tolerance; else the leader's mark
beyond it             LEADER                   the leader's mark
====================  =======================  ================================================

The leader's mark counts only where the table asks for it (AVERAGE_ALL: as one reading more).
AVERAGE_ALL is the default: in simulation the closest two of three are worse than no third reading at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import combinations

from scoring.errors import InvalidProblem


class Scheme(StrEnum):
    """What is done about a discrepancy."""

    AVERAGE_ALL = "average_all"
    TWO_PLUS_ONE = "two_plus_one"
    LEADER = "leader"


class Kind(StrEnum):
    """Why a reading was made."""

    BASE = "base"
    THIRD = "third"
    LEADER = "leader"


class State(StrEnum):
    """What a paper waits for."""

    WAITING = "waiting"
    THIRD_NEEDED = "third_needed"
    LEADER_NEEDED = "leader_needed"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Tolerance:
    """The largest difference of totals, in points, that needs no action.

    ``inclusive``: a difference of exactly ``value`` is still within the tolerance; otherwise it is beyond.
    """

    value: Fraction
    inclusive: bool = True

    @classmethod
    def share(
        cls, full_marks: Fraction, share: Fraction = Fraction(1, 10), inclusive: bool = True
    ) -> Tolerance:
        """A share of full marks, 10 % unless told otherwise."""
        return cls(full_marks * share, inclusive)

    def allows(self, difference: Fraction) -> bool:
        """Whether two totals this far apart (>= 0) need no action."""
        return difference <= self.value if self.inclusive else difference < self.value


@dataclass(frozen=True, slots=True)
class Reading:
    """One submitted reading: ``id`` of the sheet, why it was made, its total in points."""

    id: str
    kind: Kind
    total: Fraction


@dataclass(frozen=True, slots=True)
class Resolution:
    """What the readings amount to.

    state
        settled, or what is waited for.
    used
        ids of the readings in the score, sorted; empty unless settled.
    score
        exact mean of the used readings in points; None unless settled.
    rule
        ``base_missing``, ``base_agree``, ``base_differ``, ``all_averaged``, ``closest_pair``,
        ``third_between`` (the third is as near to both), ``third_apart``, ``leader_decides``.
    spread
        greatest difference of the base readings present, in points; None with fewer than two.
    """

    state: State
    used: tuple[str, ...]
    score: Fraction | None
    rule: str
    spread: Fraction | None


def resolve(
    readings: Sequence[Reading], wanted: int, tolerance: Tolerance, scheme: Scheme = Scheme.AVERAGE_ALL
) -> Resolution:
    """Decide a paper with ``wanted`` base readings (>= 1) by the table above.

    Raises InvalidProblem for a repeated reading id, two leader's marks, a negative tolerance, or
    ``wanted`` below 1.
    """
    _check(readings, wanted, tolerance)
    base = [reading for reading in readings if reading.kind is Kind.BASE]
    spread = _spread(base)
    if len(base) < wanted:
        return Resolution(State.WAITING, (), None, "base_missing", spread)
    if spread is None or tolerance.allows(spread):
        counted = readings if scheme is Scheme.AVERAGE_ALL else base
        return _settled(counted, "base_agree", spread)
    if scheme is Scheme.LEADER:
        return _by_leader(readings, "base_differ", spread)
    if all(reading.kind is not Kind.THIRD for reading in readings):
        return Resolution(State.THIRD_NEEDED, (), None, "base_differ", spread)
    if scheme is Scheme.AVERAGE_ALL:
        return _settled(readings, "all_averaged", spread)
    return _two_plus_one(readings, tolerance, spread)


def _check(readings: Sequence[Reading], wanted: int, tolerance: Tolerance) -> None:
    if wanted < 1 or tolerance.value < 0:
        raise InvalidProblem(f"wanted {wanted} base readings, tolerance {tolerance.value}")
    if len({reading.id for reading in readings}) != len(readings):
        raise InvalidProblem("a reading occurs twice")
    if sum(reading.kind is Kind.LEADER for reading in readings) > 1:
        raise InvalidProblem("two marks of the leader for one paper")


def _spread(readings: Sequence[Reading]) -> Fraction | None:
    totals = [reading.total for reading in readings]
    return max(totals) - min(totals) if len(totals) > 1 else None


def _settled(used: Sequence[Reading], rule: str, spread: Fraction | None) -> Resolution:
    score = sum((reading.total for reading in used), Fraction(0)) / len(used)
    return Resolution(State.SETTLED, tuple(sorted(reading.id for reading in used)), score, rule, spread)


def _by_leader(readings: Sequence[Reading], rule: str, spread: Fraction) -> Resolution:
    leader = [reading for reading in readings if reading.kind is Kind.LEADER]
    if leader:
        return _settled(leader, "leader_decides", spread)
    return Resolution(State.LEADER_NEEDED, (), None, rule, spread)


def _two_plus_one(readings: Sequence[Reading], tolerance: Tolerance, spread: Fraction) -> Resolution:
    """The closest pair with a third reading in it; equally close pairs count together."""
    marks = [reading for reading in readings if reading.kind is not Kind.LEADER]
    pairs = [
        (abs(one.total - two.total), one, two)
        for one, two in combinations(marks, 2) if Kind.THIRD in (one.kind, two.kind)
    ]
    nearest = min(distance for distance, _, _ in pairs)
    if not tolerance.allows(nearest):
        return _by_leader(readings, "third_apart", spread)
    chosen = {reading.id for distance, *pair in pairs if distance == nearest for reading in pair}
    used = [reading for reading in marks if reading.id in chosen]
    return _settled(used, "closest_pair" if len(used) == 2 else "third_between", spread)
