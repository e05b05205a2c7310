"""When readings of a paper differ too much: a third reading, the leader, and which readings count.

Every decision depends on the set of readings present and on nothing else, so the order in which sheets
arrive cannot matter, and a sheet that is reopened and changed is decided afresh.  Marks are never altered.

====================  =======================  ================================================
base readings         scheme                   then
====================  =======================  ================================================
not all in            any                      WAITING
within the tolerance  AVERAGE_ALL              SETTLED, mean of all readings present
within the tolerance  any other                SETTLED, mean of the base readings
beyond it             AVERAGE_ALL              a third reading, then SETTLED, mean of all
beyond it             TWO_PLUS_ONE             a third reading; mean of the closest pair with it, however far
beyond it             TWO_PLUS_ONE_PLUS_ONE    a third reading; mean of the closest pair with it that is
                                               within the tolerance; without one the leader's mark
beyond it             LEADER                   the leader's mark
====================  =======================  ================================================

Readings are within the tolerance when their totals are and, where criteria have tolerances of their own, the
marks of each of these too.
The leader's mark counts only where the table asks for it (AVERAGE_ALL: as one reading more).
AVERAGE_ALL is the default: in simulation the closest two of three are worse than no third reading at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from itertools import combinations

from scoring.errors import InvalidProblem


class Scheme(StrEnum):
    """What is done about a discrepancy."""

    AVERAGE_ALL = "average_all"
    TWO_PLUS_ONE = "two_plus_one"
    TWO_PLUS_ONE_PLUS_ONE = "two_plus_one_plus_one"
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
    """The largest difference of totals (or of marks of one criterion), in points, that needs no action.

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
        """Whether a difference (>= 0) needs no action."""
        return difference <= self.value if self.inclusive else difference < self.value


@dataclass(frozen=True, slots=True)
class Reading:
    """One submitted reading: ``id`` of the sheet, why it was made, its total in points; ``marks`` per criterion
    in points, needed where a criterion has a tolerance."""

    id: str
    kind: Kind
    total: Fraction
    marks: Mapping[str, Fraction] = field(default_factory=dict)


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
    apart
        criteria in which the base readings are beyond their tolerance, sorted.
    """

    state: State
    used: tuple[str, ...]
    score: Fraction | None
    rule: str
    spread: Fraction | None
    apart: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """How a round deals with discrepancies: ``wanted`` base readings (>= 1), the tolerance of the totals, those of
    single criteria (none unless wanted), and the scheme."""

    wanted: int
    tolerance: Tolerance
    scheme: Scheme = Scheme.AVERAGE_ALL
    criteria: Mapping[str, Tolerance] = field(default_factory=dict)

    def agree(self, readings: Sequence[Reading]) -> bool:
        """Whether these readings are within all tolerances."""
        spread = _spread(readings)
        return (spread is None or self.tolerance.allows(spread)) and not self.apart(readings)

    def apart(self, readings: Sequence[Reading]) -> tuple[str, ...]:
        """The criteria in which these readings are beyond tolerance."""
        if len(readings) < 2:
            return ()
        marks = {name: [reading.marks[name] for reading in readings] for name in self.criteria}
        return tuple(
            sorted(n for n, given in marks.items() if not self.criteria[n].allows(max(given) - min(given)))
        )


def resolve(readings: Sequence[Reading], rule: Rule) -> Resolution:
    """Decide a paper by the table above.  The readings are not changed, only counted or not.

    Raises InvalidProblem for a repeated reading id, two leader's marks, a negative tolerance, ``wanted``
    below 1, or a reading without a mark of a criterion that has a tolerance.
    """
    _check(readings, rule)
    base = [reading for reading in readings if reading.kind is Kind.BASE]
    spread, apart = _spread(base), rule.apart(base)
    found = _decide(readings, base, rule)
    return replace(found, spread=spread, apart=apart)


def _decide(readings: Sequence[Reading], base: Sequence[Reading], rule: Rule) -> Resolution:
    if len(base) < rule.wanted:
        return _open(State.WAITING, "base_missing")
    if rule.agree(base):
        return _settled(readings if rule.scheme is Scheme.AVERAGE_ALL else base, "base_agree")
    if rule.scheme is Scheme.LEADER:
        return _by_leader(readings, "base_differ")
    if all(reading.kind is not Kind.THIRD for reading in readings):
        return _open(State.THIRD_NEEDED, "base_differ")
    if rule.scheme is Scheme.AVERAGE_ALL:
        return _settled(readings, "all_averaged")
    return _closest(readings, rule)


def _check(readings: Sequence[Reading], rule: Rule) -> None:
    tolerances = (rule.tolerance, *rule.criteria.values())
    if rule.wanted < 1 or any(tolerance.value < 0 for tolerance in tolerances):
        raise InvalidProblem(f"wanted {rule.wanted} base readings, tolerances {tolerances}")
    if len({reading.id for reading in readings}) != len(readings):
        raise InvalidProblem("a reading occurs twice")
    if sum(reading.kind is Kind.LEADER for reading in readings) > 1:
        raise InvalidProblem("two marks of the leader for one paper")
    if any(not rule.criteria.keys() <= reading.marks.keys() for reading in readings):
        raise InvalidProblem("a reading without a mark of a criterion that has a tolerance")


def _spread(readings: Sequence[Reading]) -> Fraction | None:
    totals = [reading.total for reading in readings]
    return max(totals) - min(totals) if len(totals) > 1 else None


def _open(state: State, rule: str) -> Resolution:
    return Resolution(state, (), None, rule, None)


def _settled(used: Sequence[Reading], rule: str) -> Resolution:
    score = sum((reading.total for reading in used), Fraction(0)) / len(used)
    return Resolution(State.SETTLED, tuple(sorted(reading.id for reading in used)), score, rule, None)


def _by_leader(readings: Sequence[Reading], rule: str) -> Resolution:
    leader = [reading for reading in readings if reading.kind is Kind.LEADER]
    return _settled(leader, "leader_decides") if leader else _open(State.LEADER_NEEDED, rule)


def _closest(readings: Sequence[Reading], rule: Rule) -> Resolution:
    """The closest pair with a third reading in it; equally close pairs count together."""
    marks = [reading for reading in readings if reading.kind is not Kind.LEADER]
    pairs = [pair for pair in combinations(marks, 2) if Kind.THIRD in (pair[0].kind, pair[1].kind)]
    if rule.scheme is Scheme.TWO_PLUS_ONE_PLUS_ONE:
        pairs = [pair for pair in pairs if rule.agree(pair)]
    if not pairs:
        return _by_leader(readings, "third_apart")
    nearest = min(abs(one.total - two.total) for one, two in pairs)
    chosen = {
        reading.id for one, two in pairs if abs(one.total - two.total) == nearest for reading in (one, two)
    }
    used = [reading for reading in marks if reading.id in chosen]
    return _settled(used, "closest_pair" if len(used) == 2 else "third_between")
