"""Differences inside a passage point at the characters that were changed."""

from __future__ import annotations

from scoring.similarity.differences import Difference, differences


def test_replaced_inserted_and_deleted_characters_are_marked() -> None:
    assert differences("那天凌晨，急诊室的灯", "那天凌晨急救室的灯") == (Difference("replace", 6, 7, 5, 6),)
    (inserted,) = differences("灯亮着", "灯一直亮着")
    assert (inserted.kind, inserted.b0, inserted.b1) == ("insert", 1, 3)
    (deleted,) = differences("灯一直亮着", "灯亮着")
    assert (deleted.kind, deleted.a0, deleted.a1) == ("delete", 1, 3)


def test_punctuation_script_and_invisible_characters_are_no_difference() -> None:
    assert differences("急诊室的灯，亮。", "急診室\u200b的燈！亮") == ()


def test_appended_words_are_marked_at_the_end() -> None:
    (added,) = differences("灯", "灯亮")
    assert (added.a0, added.a1, added.b0, added.b1) == (1, 1, 1, 2)
