"""The marking scheme: criteria, exact totals, and how a typed mark is read.

All arithmetic is in fractions: 0.1 + 0.2 is 0.3, and a total can be compared with a line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from scoring.errors import InvalidProblem

Problem = tuple[str, dict[str, object]]

_MARK = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")
# What a Chinese input method types for ASCII.  NFKC alone would also turn the two of a "square" into a digit.
_TYPED = re.compile(r"[ -~\u3000\uff01-\uff5e]*")


class Scheme(StrEnum):
    """How marks become a total: added up, or weighted by percent."""

    POINTS = "points"
    PERCENT = "percent"


class MarkRefused(InvalidProblem):
    """A mark or a sheet that cannot be counted; ``code`` and ``facts`` say why.

    Codes: ``empty``, ``not_a_number``, ``out_of_range``, ``off_step``, ``not_exact`` (a float or bool, also among
    the adjustments), ``missing`` (criterion without a mark), ``unknown_criterion``, ``bad_adjustment``.
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(f"mark refused: {code} {facts}")
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Criterion:
    """One dimension.  Marks run from ``minimum`` to ``maximum`` points.

    ``weight`` is its share of the total under Scheme.PERCENT (fractions of 1); under Scheme.POINTS it is 1.
    """

    id: str
    maximum: Fraction
    weight: Fraction = Fraction(1)
    minimum: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Adjustments:
    """Points added and taken off after the criteria, and the limits of the result.

    ``bonus`` and ``deductions`` are both >= 0; the total is never below ``floor`` nor above ``cap``
    (None: the rubric's full marks).
    """

    bonus: Fraction = Fraction(0)
    deductions: Fraction = Fraction(0)
    floor: Fraction = Fraction(0)
    cap: Fraction | None = None


NO_ADJUSTMENTS = Adjustments()


@dataclass(frozen=True, slots=True)
class Rubric:
    """Criteria that together make ``full_marks``; ``step`` is the smallest difference of marks."""

    criteria: tuple[Criterion, ...]
    full_marks: Fraction
    step: Fraction = Fraction(1)
    scheme: Scheme = Scheme.POINTS

    def problems(self) -> tuple[Problem, ...]:
        """What does not add up; empty when the rubric can be used.

        Codes: ``no_criteria``, ``repeated_criterion`` {id}, ``bad_step`` {step}, ``bad_full_marks``
        {full_marks}, ``bad_maximum`` {id, minimum, maximum}, ``range_off_step`` {id, step}, ``bad_weight``
        {id, weight}, ``weight_unused`` {id, weight} (points with a weight), ``points_sum`` and
        ``weights_sum`` {sum, wanted}.
        """
        return tuple(self._problems())

    def _problems(self) -> Iterator[Problem]:
        if not self.criteria:
            yield "no_criteria", {}
        if self.step <= 0:
            yield "bad_step", {"step": self.step}
        if self.full_marks <= 0:
            yield "bad_full_marks", {"full_marks": self.full_marks}
        ids = [criterion.id for criterion in self.criteria]
        for name in sorted({name for name in ids if ids.count(name) > 1}):
            yield "repeated_criterion", {"id": name}
        for criterion in self.criteria:
            yield from self._criterion_problems(criterion)
        if self.criteria:
            yield from self._sum_problems()

    def _criterion_problems(self, criterion: Criterion) -> Iterator[Problem]:
        if not 0 <= criterion.minimum < criterion.maximum:
            yield (
                "bad_maximum",
                {
                    "id": criterion.id,
                    "minimum": criterion.minimum,
                    "maximum": criterion.maximum,
                },
            )
        elif self.step > 0 and (criterion.maximum % self.step or criterion.minimum % self.step):
            yield "range_off_step", {"id": criterion.id, "step": self.step}
        if criterion.weight <= 0:
            yield "bad_weight", {"id": criterion.id, "weight": criterion.weight}
        elif self.scheme is Scheme.POINTS and criterion.weight != 1:
            yield "weight_unused", {"id": criterion.id, "weight": criterion.weight}

    def _sum_problems(self) -> Iterator[Problem]:
        if self.scheme is Scheme.POINTS:
            points = sum((criterion.maximum for criterion in self.criteria), Fraction(0))
            if points != self.full_marks:
                yield "points_sum", {"sum": points, "wanted": self.full_marks}
        else:
            weights = sum((criterion.weight for criterion in self.criteria), Fraction(0))
            if weights != 1:
                yield "weights_sum", {"sum": weights, "wanted": Fraction(1)}


def total(
    rubric: Rubric, marks: Mapping[str, Fraction | int], adjustments: Adjustments = NO_ADJUSTMENTS
) -> Fraction:
    """The score of one reading, in points, exact.

    points: the sum of the marks; percent: sum of weight x mark / maximum x full marks.  Then bonus and
    deductions, then floor and cap.

    Raises MarkRefused for a missing, unknown, inexact, out-of-range or off-step mark, and for
    adjustments that are negative or contradict each other.
    """
    unknown = sorted(set(marks) - {criterion.id for criterion in rubric.criteria})
    if unknown:
        raise MarkRefused("unknown_criterion", criteria=tuple(unknown))
    base = Fraction(0)
    for criterion in rubric.criteria:
        if criterion.id not in marks:
            raise MarkRefused("missing", criterion=criterion.id)
        mark = _exact(marks[criterion.id], criterion)
        check_mark(mark, criterion, rubric.step)
        base += _contribution(rubric, criterion, mark)
    return _adjusted(base, rubric.full_marks, adjustments)


def _exact(mark: object, criterion: Criterion) -> Fraction:
    if isinstance(mark, bool) or not isinstance(mark, int | Fraction):
        raise MarkRefused("not_exact", criterion=criterion.id, value=repr(mark))
    return Fraction(mark)


def _contribution(rubric: Rubric, criterion: Criterion, mark: Fraction) -> Fraction:
    if rubric.scheme is Scheme.POINTS:
        return mark
    return criterion.weight * mark / criterion.maximum * rubric.full_marks


def _adjusted(base: Fraction, full_marks: Fraction, adjustments: Adjustments) -> Fraction:
    cap = full_marks if adjustments.cap is None else adjustments.cap
    given = (adjustments.bonus, adjustments.deductions, adjustments.floor, cap)
    if any(isinstance(points, bool) or not isinstance(points, int | Fraction) for points in given):
        raise MarkRefused("not_exact", value=repr(given))
    if adjustments.bonus < 0 or adjustments.deductions < 0 or adjustments.floor > cap:
        raise MarkRefused(
            "bad_adjustment",
            bonus=adjustments.bonus,
            deductions=adjustments.deductions,
            floor=adjustments.floor,
            cap=cap,
        )
    return min(cap, max(adjustments.floor, base + adjustments.bonus - adjustments.deductions))


def check_mark(mark: Fraction, criterion: Criterion, step: Fraction) -> None:
    """Raise MarkRefused (``out_of_range``, ``off_step``) unless the criterion allows the mark."""
    if not criterion.minimum <= mark <= criterion.maximum:
        raise MarkRefused(
            "out_of_range",
            criterion=criterion.id,
            value=mark,
            minimum=criterion.minimum,
            maximum=criterion.maximum,
        )
    if mark % step:
        below = mark // step * step
        raise MarkRefused("off_step", criterion=criterion.id, value=mark, below=below, above=below + step)


def parse_mark(text: str, criterion: Criterion, step: Fraction) -> Fraction:
    """The mark somebody typed: up to three digits, up to two decimals, full-width forms allowed.

    Signs, exponents, separators, "nan" and digits of other scripts are refused; so are the small and
    circled digits that Unicode calls compatible with 0 to 9.

    Raises MarkRefused with ``empty``, ``not_a_number``, ``out_of_range`` or ``off_step`` and the facts.
    """
    folded = unicodedata.normalize("NFKC", text).strip()
    if not folded:
        raise MarkRefused("empty", criterion=criterion.id)
    if not _TYPED.fullmatch(text.strip()) or not _MARK.fullmatch(folded):
        raise MarkRefused("not_a_number", criterion=criterion.id, text=text[:40])
    mark = Fraction(folded)
    check_mark(mark, criterion, step)
    return mark


def in_steps(mark: Fraction, step: Fraction) -> int:
    """The mark as a whole number of steps, as it is stored; MarkRefused when it is off step."""
    steps = mark / step
    if steps.denominator != 1:
        raise MarkRefused("off_step", value=mark, below=mark // step * step, above=(mark // step + 1) * step)
    return steps.numerator
