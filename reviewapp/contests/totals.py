"""From stored steps to points, and which steps a criterion allows: the one bridge between a rubric's rows and
scoring.marks.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from reviewapp.models.rubric import Criterion, Rubric, RubricMode
from reviewapp.words import Sentence, say
from scoring.marks import rubric as core


def core_criterion(criterion: Criterion, mode: RubricMode) -> core.Criterion:
    weight = Fraction(criterion.weight, 100) if mode == RubricMode.PERCENT else Fraction(1)
    return core.Criterion(str(criterion.id), Fraction(criterion.maximum), weight, criterion.least)


def steps_allowed(criterion: Criterion, rubric: Rubric) -> range:
    """The marks a criterion takes, in steps."""
    per_point = rubric.steps_per_point
    return range(round(criterion.minimum * per_point), criterion.maximum * per_point + 1)


def out_of_range(criterion: Criterion) -> Sentence:
    """The refusal of a mark outside `steps_allowed`."""
    return say("“%(name)s”应在 %(low)s 到 %(high)s 分之间。", **range_facts(criterion))


def range_facts(criterion: Criterion) -> dict[str, str | int]:
    """What a sentence says of a criterion's range."""
    return {"name": criterion.name, "low": f"{criterion.minimum:g}", "high": criterion.maximum}


def scale_of(rubric: Rubric) -> tuple[float, float]:
    """The ends of a total, in points."""
    return float(rubric.least_total), rubric.full_marks


def points_of(marks: Mapping[int, int], rubric: Rubric) -> Fraction:
    """Points of the marks given so far, criterion id → steps; a blank criterion counts nothing."""
    if rubric.mode == RubricMode.POINTS:  # one fraction for the whole sheet
        return Fraction(sum(marks.get(c.id, 0) for c in rubric.criteria), rubric.steps_per_point)
    total = Fraction(0)
    for criterion in rubric.criteria:
        if criterion.id in marks:
            total += Fraction(marks[criterion.id], rubric.steps_per_point) * rubric.share_of(criterion)
    return total
