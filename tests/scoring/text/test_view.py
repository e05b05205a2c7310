"""The searched form of a text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.text.view import view_of


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("ＱＱ：１２３", "qq:123"),
        ("作\u200b者", "作者"),
        ("護士長", "护士长"),
        ("护士", "护士"),
        ("一三九", "一三九"),
        ("甲\u3000乙\t丙\u00a0丁", "甲 乙 丙 丁"),
        ("甲\u2028乙\r丙", "甲\n乙\n丙"),
        ("\ud800甲", "甲"),
        ("编辑丨甲", "编辑|甲"),
    ],
)
def test_view_has_one_writing_for_many(text: str, seen: str) -> None:
    assert view_of(text).text == seen


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.text(max_size=40))
def test_view_positions_rise_and_point_into_the_text(text: str) -> None:
    view = view_of(text)
    assert len(view.positions) == len(view.text)
    assert view.positions == sorted(set(view.positions))
    assert all(0 <= at < len(text) for at in view.positions)
