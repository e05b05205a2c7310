"""From stored steps to points: the one bridge between a rubric's rows and scoring.marks.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from reviewapp.models.rubric import Criterion, Rubric, RubricMode
from scoring.marks import rubric as core


def core_criterion(criterion: Criterion, mode: RubricMode) -> core.Criterion:
    weight = Fraction(criterion.weight, 100) if mode == RubricMode.PERCENT else Fraction(1)
    return core.Criterion(str(criterion.id), Fraction(criterion.maximum), weight)


def points_of(marks: Mapping[int, int], rubric: Rubric) -> Fraction:
    """Points of the marks given so far, criterion id → steps; a blank criterion counts nothing."""
    if rubric.mode == RubricMode.POINTS:  # one fraction for the whole sheet
        return Fraction(sum(marks.get(c.id, 0) for c in rubric.criteria), rubric.steps_per_point)
    total = Fraction(0)
    for criterion in rubric.criteria:
        if criterion.id in marks:
            share = Fraction(criterion.weight * rubric.full_marks, 100 * criterion.maximum)
            total += Fraction(marks[criterion.id], rubric.steps_per_point) * share
    return total
