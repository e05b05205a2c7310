"""A rubric as it is typed in, and what is wrong with it.  Pure.

A rubric adds up when the criteria's maxima make the full marks (points) or their weights make 100 (percent);
its bands lie inside their criterion, on the marking step, without overlap and with at most a point between.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from reviewapp.models.rubric import Rubric, RubricMode
from reviewapp.words import Sentence, say
from scoring.marks import rubric as core

STEPS = (1, 2, 10)  # whole points, half points, tenths
HOLE = 1.0  # points: "23–25, 19–22" leaves the half point 22.5 to the judge's sense, and that is usual
MAXIMUM_POINTS = 1000


@dataclass(frozen=True, slots=True)
class BandDraft:
    """One described range; `low` and `high` in points, both inside."""

    name: str
    low: float
    high: float
    description: str = ""


@dataclass(frozen=True, slots=True)
class CriterionDraft:
    """One dimension; `id` of the stored one it replaces, `weight` in percent (percent mode only)."""

    name: str
    maximum: int
    description: str = ""
    weight: int = 0
    bands: tuple[BandDraft, ...] = ()
    id: int | None = None
    minimum: float = 0


@dataclass(frozen=True, slots=True)
class RubricDraft:
    name: str
    criteria: tuple[CriterionDraft, ...]
    mode: RubricMode = RubricMode.POINTS
    full_marks: int = 100
    steps_per_point: int = 2
    version: int | None = None  # of the stored rubric it was read from; None: do not check


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a rubric cannot be used; `criterion` is the position it concerns, None for the whole."""

    code: str
    sentence: Sentence
    criterion: int | None = None


def draft_of(rubric: Rubric) -> RubricDraft:
    """The stored rubric, criteria and bands loaded, in the form in which it is edited and checked."""
    criteria = tuple(
        CriterionDraft(
            c.name, c.maximum, c.description, c.weight,
            tuple(BandDraft(b.name, b.low, b.high, b.description) for b in c.bands), c.id, c.minimum,
        )
        for c in rubric.criteria
    )  # fmt: skip
    return RubricDraft(
        rubric.name, criteria, rubric.mode, rubric.full_marks, rubric.steps_per_point, rubric.version
    )


def problems(draft: RubricDraft) -> list[Problem]:
    """Everything wrong with the rubric; empty when it can be used."""
    found = []
    if draft.steps_per_point not in STEPS:
        found.append(Problem("bad_step", say("评分步长只能是 1 分、0.5 分或 0.1 分。")))
    for place, criterion in enumerate(draft.criteria):
        if not criterion.name.strip():
            found.append(Problem("no_name", say("第 %(n)s 个维度没有名称。", n=place + 1), place))
        if criterion.maximum > MAXIMUM_POINTS:
            sentence = say(
                "维度“%(name)s”的满分不能超过 %(most)s 分。", name=criterion.name, most=MAXIMUM_POINTS
            )
            found.append(Problem("large_maximum", sentence, place))
    found += [_told(code, facts) for code, facts in _core(draft).problems() if code != "bad_step"]
    for place, criterion in enumerate(draft.criteria):
        found += _band_problems(criterion, place, draft.steps_per_point)
    return found


def _core(draft: RubricDraft) -> core.Rubric:
    percent = draft.mode == RubricMode.PERCENT
    return core.Rubric(
        tuple(
            core.Criterion(
                c.name.strip(),
                Fraction(c.maximum),
                Fraction(c.weight, 100) if percent else Fraction(1),
                Fraction(str(c.minimum)),
            )
            for c in draft.criteria
        ),
        Fraction(draft.full_marks),
        Fraction(1, max(draft.steps_per_point, 1)),
        core.Scheme(draft.mode.value),
    )


CORE_SENTENCES: dict[str, Sentence] = {
    "no_criteria": say("评分标准至少要有一个维度。"),
    "repeated_criterion": say("维度“%(id)s”出现了两次。"),
    "bad_full_marks": say("总分应当大于 0。"),
    "bad_maximum": say("维度“%(id)s”的满分应当大于 0。"),
    "bad_minimum": say("维度“%(id)s”的最低分应当小于满分 %(maximum)s 分，也不能是负数。"),
    "range_off_step": say("维度“%(id)s”的最低分不在评分步长上，步长是 %(step)s 分。"),
    "bad_weight": say("维度“%(id)s”的权重应当大于 0。"),
    "points_sum": say("各维度满分之和是 %(sum)s 分，应当是 %(wanted)s 分。"),
    "weights_sum": say("各维度权重之和是 %(sum)s%%，应当是 %(wanted)s%%。"),
}


def _told(code: str, facts: Mapping[str, object]) -> Problem:
    if code == "weights_sum":  # shares of one are typed and shown as percent
        facts = {name: 100 * Fraction(str(value)) for name, value in facts.items()}
    elif code == "bad_maximum" and Fraction(str(facts["maximum"])) > 0:
        code = "bad_minimum"
    elif code == "range_off_step":
        facts = {"id": facts["id"], "step": f"{float(Fraction(str(facts['step']))):g}"}
    return Problem(code, replace(CORE_SENTENCES[code], facts=facts))


def _band_problems(criterion: CriterionDraft, place: int, steps: int) -> list[Problem]:
    found: list[Problem] = []
    for band in criterion.bands:
        facts = {"criterion": criterion.name, "band": band.name}
        if not criterion.minimum <= band.low <= band.high <= criterion.maximum:
            sentence = say(
                "“%(criterion)s”的档次“%(band)s”应当落在 %(low)s 到 %(high)s 分之间，并且下限不高于上限。",
                **facts,
                low=f"{criterion.minimum:g}",
                high=criterion.maximum,
            )
            found.append(Problem("band_bounds", sentence, place))
        elif any(abs(edge * steps - round(edge * steps)) > 1e-9 for edge in (band.low, band.high)):
            found.append(
                Problem(
                    "band_step", say("“%(criterion)s”的档次“%(band)s”的界限不在评分步长上。", **facts), place
                )
            )
    ordered = sorted(criterion.bands, key=lambda b: b.low)
    for lower, upper in pairwise(ordered):
        facts = {"criterion": criterion.name, "lower": lower.name, "upper": upper.name}
        if upper.low <= lower.high:
            found.append(
                Problem(
                    "band_overlap", say("“%(criterion)s”的档次“%(lower)s”和“%(upper)s”重叠。", **facts), place
                )
            )
        elif upper.low - lower.high > HOLE:
            found.append(
                Problem(
                    "band_hole",
                    say("“%(criterion)s”的档次“%(lower)s”和“%(upper)s”之间有空档。", **facts),
                    place,
                )
            )
    return found
