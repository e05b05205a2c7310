"""Totals are exact, rubrics that do not add up are caught, typed marks are read strictly."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.marks.rubric import (
    Adjustments,
    Criterion,
    MarkRefused,
    Rubric,
    Scheme,
    in_steps,
    parse_mark,
    total,
)

F = Fraction


ONE = F(1)


def points(*maxima: int, full: int = 100, step: Fraction = ONE) -> Rubric:
    criteria = tuple(Criterion(f"c{i}", F(maximum)) for i, maximum in enumerate(maxima))
    return Rubric(criteria, F(full), step)


THREE = points(40, 30, 30, step=F(1, 2))
PERCENT = Rubric(
    (Criterion("a", F(10), F(1, 2)), Criterion("b", F(10), F(1, 4)), Criterion("c", F(5), F(1, 4))),
    F(100),
    F(1, 10),
    Scheme.PERCENT,
)


@pytest.mark.parametrize(
    "rubric",
    [
        THREE,
        PERCENT,
        points(30, 30, 20, 20),
        points(20, 20, 20, 10, 10, 10, 10),
        points(36, 4, full=40),
        Rubric((Criterion("holistic", F(30), minimum=F(1)),), F(30)),
    ],
)
def test_rubric_that_adds_up_has_no_problem(rubric: Rubric) -> None:
    assert rubric.problems() == ()


def test_printed_library_rubric_whose_base_sums_to_seventy_is_caught() -> None:
    # "Base 60" printed as 15 + 25 + 10 + 20, growth 40 as 4 x 10: together 110 of 100.
    rubric = points(15, 25, 10, 20, 10, 10, 10, 10)
    assert rubric.problems() == (("points_sum", {"sum": F(110), "wanted": F(100)}),)


@pytest.mark.parametrize(
    ("rubric", "codes"),
    [
        (Rubric((), F(100)), ["no_criteria"]),
        (points(100, step=F(0)), ["bad_step"]),
        (points(100, step=F(3)), ["range_off_step"]),
        (points(0, full=0), ["bad_full_marks", "bad_maximum"]),
        (points(-5, 105), ["bad_maximum"]),
        (Rubric((Criterion("a", F(50)), Criterion("a", F(50))), F(100)), ["repeated_criterion"]),
        (Rubric((Criterion("a", F(100), F(2, 5)),), F(100)), ["weight_unused"]),
        (
            Rubric(
                (Criterion("a", F(9), F(1, 2)), Criterion("b", F(9), F(1, 4))), F(9), F(1), Scheme.PERCENT
            ),
            ["weights_sum"],
        ),
        (
            Rubric((Criterion("a", F(9), F(1)), Criterion("b", F(9), F(0))), F(9), F(1), Scheme.PERCENT),
            ["bad_weight"],
        ),
    ],
)
def test_rubric_that_cannot_be_used_says_why(rubric: Rubric, codes: list[str]) -> None:
    assert [code for code, _ in rubric.problems()] == codes


def test_points_are_added_and_percent_is_weighted_exactly() -> None:
    assert total(THREE, {"c0": F(71, 2), "c1": F(25), "c2": 20}) == F(161, 2)
    # 0.5 x 8.1/10 + 0.25 x 7.3/10 + 0.25 x 4.4/5 of 100 points
    marks = {"a": F(81, 10), "b": F(73, 10), "c": F(44, 10)}
    assert total(PERCENT, marks) == F("40.5") + F("18.25") + F(22)


@settings(derandomize=True, database=None)
@given(st.lists(st.integers(0, 100), min_size=1, max_size=8))
def test_tenths_never_leave_a_rounding_error(tenths: list[int]) -> None:
    rubric = points(*[10] * len(tenths), full=10 * len(tenths), step=F(1, 10))
    marks = {f"c{i}": F(value, 10) for i, value in enumerate(tenths)}
    assert total(rubric, marks) * 10 == sum(tenths)


@pytest.mark.parametrize(
    ("adjustments", "expected"),
    [
        (Adjustments(bonus=F(3)), F(93)),
        (Adjustments(bonus=F(15)), F(100)),
        (Adjustments(bonus=F(15), cap=F(110)), F(105)),
        (Adjustments(deductions=F(5)), F(85)),
        (Adjustments(deductions=F(200)), F(0)),
        (Adjustments(deductions=F(200), floor=F(10)), F(10)),
        (Adjustments(bonus=F(20), deductions=F(15)), F(95)),
    ],
)
def test_bonus_and_deductions_stay_between_floor_and_cap(
    adjustments: Adjustments, expected: Fraction
) -> None:
    assert total(THREE, {"c0": 35, "c1": 30, "c2": 25}, adjustments) == expected


@pytest.mark.parametrize(
    ("marks", "code"),
    [
        ({"c0": 30, "c1": 20}, "missing"),
        ({"c0": 30, "c1": 20, "c2": 20, "c9": 1}, "unknown_criterion"),
        ({"c0": 41, "c1": 20, "c2": 20}, "out_of_range"),
        ({"c0": -1, "c1": 20, "c2": 20}, "out_of_range"),
        ({"c0": F(121, 4), "c1": 20, "c2": 20}, "off_step"),
        ({"c0": 30.0, "c1": 20, "c2": 20}, "not_exact"),
        ({"c0": float("nan"), "c1": 20, "c2": 20}, "not_exact"),
        ({"c0": True, "c1": 20, "c2": 20}, "not_exact"),
    ],
)
def test_sheet_that_cannot_be_counted_is_refused(marks: dict[str, Fraction | int], code: str) -> None:
    with pytest.raises(MarkRefused) as refused:
        total(THREE, marks)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "adjustments",
    [
        Adjustments(bonus=F(-1)),
        Adjustments(deductions=F(-1)),
        Adjustments(floor=F(101)),
    ],
)
def test_contradictory_adjustments_are_refused(adjustments: Adjustments) -> None:
    with pytest.raises(MarkRefused) as refused:
        total(THREE, {"c0": 30, "c1": 20, "c2": 20}, adjustments)
    assert refused.value.code == "bad_adjustment"


@pytest.mark.parametrize("points", [0.1, float("nan"), float("inf"), True])
def test_adjustments_that_are_not_exact_are_refused(points: float) -> None:
    with pytest.raises(MarkRefused) as refused:
        total(THREE, {"c0": 30, "c1": 20, "c2": 20}, Adjustments(bonus=points))  # type: ignore[arg-type]
    assert refused.value.code == "not_exact"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", F(0)),
        ("40", F(40)),
        ("12.5", F(25, 2)),
        (" 7 ", F(7)),
        ("07", F(7)),
        ("38.50", F(77, 2)),
        ("\uff11\uff12\uff0e\uff15", F(25, 2)),
        ("\u3000\uff13\uff19", F(39)),
    ],
)
def test_typed_mark_is_read(text: str, value: Fraction) -> None:
    assert parse_mark(text, THREE.criteria[0], THREE.step) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("\u3000", "empty"),
        ("nan", "not_a_number"),
        ("inf", "not_a_number"),
        ("1e1", "not_a_number"),
        ("1_0", "not_a_number"),
        ("-5", "not_a_number"),
        ("+5", "not_a_number"),
        ("5.", "not_a_number"),
        (".5", "not_a_number"),
        ("1,5", "not_a_number"),
        ("1 2", "not_a_number"),
        ("1/2", "not_a_number"),
        ("0x10", "not_a_number"),
        ("12\x00", "not_a_number"),
        ("十二", "not_a_number"),
        ("5²", "not_a_number"),
        ("①", "not_a_number"),
        ("٣", "not_a_number"),
        ("½", "not_a_number"),
        ("8。5", "not_a_number"),
        ("12.345", "not_a_number"),
        ("1000", "not_a_number"),
        ("12\n13", "not_a_number"),
        ("1\u200b2", "not_a_number"),
        ("41", "out_of_range"),
        ("40.5", "out_of_range"),
        ("999", "out_of_range"),
        ("12.3", "off_step"),
    ],
)
def test_typed_mark_that_is_no_mark_is_refused(text: str, code: str) -> None:
    with pytest.raises(MarkRefused) as refused:
        parse_mark(text, THREE.criteria[0], THREE.step)
    assert refused.value.code == code


def test_off_step_names_the_nearest_marks() -> None:
    with pytest.raises(MarkRefused) as refused:
        parse_mark("12.3", THREE.criteria[0], THREE.step)
    assert refused.value.facts == {
        "criterion": "c0",
        "value": F(123, 10),
        "below": F(12),
        "above": F(25, 2),
    }


def test_minimum_of_a_holistic_mark_is_kept() -> None:
    with pytest.raises(MarkRefused) as refused:
        parse_mark("0", Criterion("holistic", F(30), minimum=F(1)), F(1))
    assert refused.value.code == "out_of_range"


def test_mark_is_stored_as_whole_steps() -> None:
    assert in_steps(F(25, 2), F(1, 2)) == 25
    with pytest.raises(MarkRefused):
        in_steps(F(1, 3), F(1, 2))
