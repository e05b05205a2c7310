"""What the desk may send: marks as text, remarks, operation ids; everything else is refused in words."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from reviewapp.errors import Invalid
from reviewapp.judging import forms
from reviewapp.models.rubric import Criterion, Rubric, RubricMode


def make_rubric(steps_per_point: int = 2) -> Rubric:
    rubric = Rubric(id=1, mode=RubricMode.POINTS, full_marks=100, steps_per_point=steps_per_point)
    rubric.criteria = [
        Criterion(id=n, position=n, name=name, minimum=0, maximum=maximum)
        for n, name, maximum in ((11, "主题思想", 85), (12, "语言文字", 15))
    ]
    return rubric


@pytest.mark.parametrize(
    ("typed", "steps"),
    [
        ("0", 0),
        ("18.5", 37),
        ("85", 170),
        ("85.0", 170),
        ("８５", 170),
        ("１８．５", 37),
        (" 7 ", 14),
        ("007", 14),
    ],
)
def test_mark_is_read_as_typed(typed, steps):
    assert forms.steps_of({"11": typed}, make_rubric()) == {11: steps}


@pytest.mark.parametrize("typed", ["", "   ", None])
def test_blank_is_left_out(typed):
    assert forms.steps_of({"11": typed, "12": "0"}, make_rubric()) == {12: 0}


@pytest.mark.parametrize(
    "typed",
    [
        "nan",
        "NaN",
        "inf",
        "-inf",
        "1e1",
        "-1",
        "+8",
        "1_0",
        "0x50",
        "٨٠",
        "②",
        "1,5",
        "八",
        "8 0",
        "1.234",
        "85.5.1",
        "１e1",
    ],
)
def test_what_is_not_a_mark_is_refused_with_the_range(typed):
    with pytest.raises(Invalid) as refused:
        forms.steps_of({"11": typed}, make_rubric())
    assert "0 到 85" in str(refused.value.fields["11"])


@pytest.mark.parametrize("typed", [80, 80.0, True, float("nan"), float("inf"), [80], {"a": 1}])
def test_only_text_is_taken_for_a_mark(typed):
    with pytest.raises(Invalid) as refused:
        forms.steps_of({"11": typed}, make_rubric())
    assert set(refused.value.fields) == {"11"}


@pytest.mark.parametrize(
    ("typed", "steps_per_point", "said"),
    [
        ("85.5", 2, "0 到 85"),
        ("100", 2, "0 到 85"),
        ("8.3", 2, "0.5"),
        ("8.5", 1, "整数"),
        ("99.99", 2, "0 到 85"),
    ],
)
def test_refusal_names_range_or_step(typed, steps_per_point, said):
    with pytest.raises(Invalid) as refused:
        forms.steps_of({"11": typed}, make_rubric(steps_per_point))
    assert said in str(refused.value.fields["11"])


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(Invalid) as refused:
        forms.steps_of({"11": "-1", "12": "99"}, make_rubric())
    assert set(refused.value.fields) == {"11", "12"}


def test_criterion_of_another_rubric_is_refused():
    with pytest.raises(Invalid):
        forms.steps_of({"11": "1", "13": "1"}, make_rubric())


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"null", b'"x"', b"{", b"\xff\xfe", b'{"a": 1, "a": 2}',
        b'{"marks": {"1": "1", "1": "2"}}',
        b"[" * 200_000, b'{"a": ' + b"9" * 5000 + b"}",
    ],
)  # fmt: skip
def test_body_that_is_not_one_plain_object_is_refused(body):
    with pytest.raises(Invalid):
        forms.parse_body(body)


@pytest.mark.parametrize(
    "change",
    [
        {"op_id": "short"}, {"op_id": "x" * 65}, {"op_id": 12345678}, {"op_id": "操作操作操作操作"},
        {"op_id": "a\nb\nc\nd\ne"}, {"op_id": None}, {"base_version": -1}, {"base_version": "0"},
        {"base_version": True}, {"base_version": 1.0},
        {"base_version": 2**40}, {"marks": None}, {"marks": []}, {"comment": 5}, {"private_note": ["x"]},
    ],
)  # fmt: skip
def test_malformed_save_is_refused(change):
    data = {"op_id": "operation-1", "base_version": 0, "marks": {"11": "1"}} | change
    with pytest.raises(Invalid):
        forms.draft_from_json(data, make_rubric())


@pytest.mark.parametrize("text", ["有\x00空", "半个\ud800字", "长" * 5001])
def test_remark_that_cannot_be_kept_is_refused_at_its_field(text):
    data = {"op_id": "operation-1", "base_version": 0, "marks": {}, "comment": text}
    with pytest.raises(Invalid) as refused:
        forms.draft_from_json(data, make_rubric())
    assert set(refused.value.fields) == {"comment"}


def test_plain_form_and_json_give_the_same_draft():
    form = MultiDict(
        {
            "op_id": "operation-1",
            "base_version": "3",
            "mark-11": "18.5",
            "mark-12": "",
            "comment": " 好\r\n很好 ",
        }
    )
    data = {
        "op_id": "operation-1",
        "base_version": 3,
        "marks": {"11": "18.5", "12": ""},
        "comment": " 好\r\n很好 ",
        "private_note": "",
    }
    assert forms.draft_from_form(form, make_rubric()) == forms.draft_from_json(data, make_rubric())
    assert forms.draft_from_form(form, make_rubric()).comment == "好\n很好"


def test_plain_forms_without_an_id_get_one_of_their_own():
    ids = {forms.draft_from_form(MultiDict(), make_rubric()).op_id for _ in range(3)}
    assert len(ids) == 3
