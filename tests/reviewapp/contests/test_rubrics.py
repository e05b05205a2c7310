"""A rubric that does not add up is told so, with the place and the numbers."""

from __future__ import annotations

import pytest

from reviewapp.contests.rubrics import BandDraft, CriterionDraft, RubricDraft, problems
from reviewapp.models.rubric import RubricMode

SOUND = RubricDraft("百分制", (CriterionDraft("主题", 60), CriterionDraft("语言", 40)))


def codes(draft: RubricDraft) -> list[str]:
    return [p.code for p in problems(draft)]


def with_bands(*bands: BandDraft, steps: int = 2) -> RubricDraft:
    criterion = CriterionDraft("主题", 100, bands=bands)
    return RubricDraft("百分制", (criterion,), steps_per_point=steps)


def test_sound_rubric_has_no_problem() -> None:
    assert problems(SOUND) == []


def test_points_that_do_not_add_up_are_named() -> None:
    """The published rubric R6 as printed: 15 + 25 + 10 + 20 of 60."""
    printed = {"立意": 15, "内容": 25, "结构": 10, "语言": 20}
    draft = RubricDraft("R6", tuple(CriterionDraft(n, m) for n, m in printed.items()), full_marks=60)
    (problem,) = problems(draft)
    assert problem.code == "points_sum"
    assert str(problem.sentence) == "各维度满分之和是 70 分，应当是 60 分。"


def test_weights_that_do_not_add_up_are_named_in_percent() -> None:
    criteria = (CriterionDraft("思想", 10, weight=50), CriterionDraft("语言", 10, weight=25))
    (problem,) = problems(RubricDraft("百分比", criteria, RubricMode.PERCENT))
    assert str(problem.sentence) == "各维度权重之和是 75%，应当是 100%。"


def test_percent_rubric_that_adds_up_has_no_problem() -> None:
    criteria = (CriterionDraft("思想", 10, weight=75), CriterionDraft("语言", 20, weight=25))
    assert codes(RubricDraft("百分比", criteria, RubricMode.PERCENT)) == []


@pytest.mark.parametrize(("draft", "code"), [
    (RubricDraft("空", ()), "no_criteria"),
    (RubricDraft("重名", (CriterionDraft("主题", 50), CriterionDraft(" 主题", 50))), "repeated_criterion"),
    (RubricDraft("零分", (CriterionDraft("主题", 0), CriterionDraft("语言", 100))), "bad_maximum"),
    (RubricDraft("无名", (CriterionDraft(" ", 100),)), "no_name"),
    (RubricDraft("等", (CriterionDraft("主题", 100, minimum=100),)), "bad_minimum"),
    (RubricDraft("负", (CriterionDraft("主题", 100, minimum=-1),)), "bad_minimum"),
    (RubricDraft("半分", (CriterionDraft("主题", 100, minimum=0.5),), steps_per_point=1), "range_off_step"),
    (RubricDraft("零点三", (CriterionDraft("主题", 100, minimum=0.3),)), "range_off_step"),
    (RubricDraft("步长", (CriterionDraft("主题", 100),), steps_per_point=3), "bad_step"),
    (RubricDraft("太大", (CriterionDraft("主题", 1001),), full_marks=1001), "large_maximum"),
])  # fmt: skip
def test_broken_rubric_is_told(draft: RubricDraft, code: str) -> None:
    assert codes(draft) == [code]


@pytest.mark.parametrize(("minimum", "steps"), [(5, 1), (0.5, 2), (0.3, 10)])
def test_marks_may_begin_above_zero_on_a_step(minimum: float, steps: int) -> None:
    criterion = CriterionDraft("主题", 100, bands=(BandDraft("中", minimum, 60),), minimum=minimum)
    assert codes(RubricDraft("起评", (criterion,), steps_per_point=steps)) == []


def test_minimum_is_refused_in_words() -> None:
    said = [
        str(problems(RubricDraft("起评", (criterion,), steps_per_point=steps))[0].sentence)
        for criterion, steps in (
            (CriterionDraft("主题", 100, minimum=100), 2),
            (CriterionDraft("主题", 100, minimum=0.25), 2),
            (CriterionDraft("主题", 100, minimum=0.5), 1),
            (CriterionDraft("主题", 100, bands=(BandDraft("差", 0, 40),), minimum=5), 2),
        )
    ]
    assert said == [
        "维度“主题”的最低分应当小于满分 100 分，也不能是负数。",
        "维度“主题”的最低分不在评分步长上，步长是 0.5 分。",
        "维度“主题”的最低分不在评分步长上，步长是 1 分。",
        "“主题”的档次“差”应当落在 5 到 100 分之间，并且下限不高于上限。",
    ]


@pytest.mark.parametrize(("bands", "code"), [
    ((BandDraft("优", 90, 101),), "band_bounds"),
    ((BandDraft("优", 90, 80),), "band_bounds"),
    ((BandDraft("优", -1, 80),), "band_bounds"),
    ((BandDraft("优", 80.25, 100),), "band_step"),
    ((BandDraft("优", 80, 100), BandDraft("良", 60, 80)), "band_overlap"),
    ((BandDraft("优", 80, 100), BandDraft("良", 60, 78)), "band_hole"),
])  # fmt: skip
def test_bands_lie_in_their_criterion_without_overlap_or_hole(
    bands: tuple[BandDraft, ...], code: str
) -> None:
    assert codes(with_bands(*bands)) == [code]


def test_bands_a_point_or_a_half_apart_are_usual() -> None:
    assert (
        codes(with_bands(BandDraft("优", 80, 100), BandDraft("良", 60, 79.5), BandDraft("中", 0, 59))) == []
    )
