"""Differences inside a passage point at the characters that were changed."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.similarity import differences as module
from scoring.similarity.differences import Difference, differences, edits
from scoring.text.normalize import fold


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


def _applied(a: str, b: str, found: Iterable[tuple[str, int, int, int, int]]) -> str:
    """``a`` with the edits carried out; checks on the way that they are sorted and do not overlap."""
    parts, at, other = [], 0, 0
    for kind, a0, a1, b0, b1 in found:
        assert at <= a0 <= a1 <= len(a)
        assert other <= b0 <= b1 <= len(b)
        assert (a1 > a0, b1 > b0) == {"replace": (True, True), "delete": (True, False)}.get(
            kind, (False, True)
        )
        parts += [a[at:a0], b[b0:b1]]
        at, other = a1, b1
    return "".join(parts) + a[at:]


WORDS = st.text("灯亮夜病人", max_size=60)


@given(WORDS, WORDS)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_edits_applied_to_one_text_give_the_other(a: str, b: str) -> None:
    assert _applied(a, b, edits(a, b)) == b


@given(st.lists(st.tuples(WORDS, WORDS), max_size=8), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_long_texts_are_compared_in_pieces_without_leaving_anything_out(
    parts: list[tuple[str, str]], chance: Random
) -> None:
    """The bounds are lowered, so that texts of some hundred characters take the way of long ones."""
    shared = [f"{number}号病房的灯在后半夜又亮了起来没有人去关" for number in range(len(parts))]
    a = "".join(own + common for (own, _), common in zip(parts, shared, strict=True))
    chance.shuffle(shared)
    b = "".join(common + own for (_, own), common in zip(parts, shared, strict=True))
    with mock.patch.multiple(module, EXACT_CELLS=64, STEP=16, _GRAMS=(12, 6, 4)):
        assert _applied(a, b, edits(a, b)) == b


@given(
    st.text("灯亮夜病人。，\u200b \n燈Ａa㎏kg㏂½", max_size=30),
    st.text("灯亮夜病人。，\u200b \n燈Ａa㎏kg㏂½", max_size=40),
)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_differences_applied_to_the_passages_as_submitted_give_equal_folded_text(a: str, b: str) -> None:
    found = [(one.kind, one.a0, one.a1, one.b0, one.b1) for one in differences(a, b)]
    assert fold(_applied(a, b, found)).text == fold(b).text


def test_a_character_folded_to_several_is_marked_as_a_whole() -> None:
    assert differences("重5㎏了", "重5kg了") == ()
    assert differences("重5㎏了", "重5km了") == (Difference("replace", 2, 3, 2, 4),)


def test_a_change_behind_the_first_thousands_of_characters_is_marked() -> None:
    a = "".join(f"第{number}回查房记下体温和血压" for number in range(4000))
    b = a[:-30] + "急" + a[-29:]
    (found,) = differences(a, b)
    assert (found.kind, found.a0, found.a1) == ("replace", len(a) - 30, len(a) - 29)


def test_few_changes_in_a_long_passage_are_each_marked_alone() -> None:
    a = "".join(chr(0x4E00 + (number * number * 31 + number) % 5003) for number in range(30_000))
    places = range(500, 30_000, 1000)
    b = list(a)
    for place in places:
        b[place] = "㐀"
    assert [(one.kind, one.a0, one.a1) for one in differences(a, "".join(b))] == [
        ("replace", place, place + 1) for place in places
    ]


def test_a_clause_that_moved_is_deleted_here_and_inserted_there() -> None:
    first, second = "那天凌晨急诊室的灯一直亮着，", "我陪牧民老人等完最后一项化验，"
    gone, come = sorted(differences(first + second, second + first), key=lambda one: one.kind)
    assert (gone.kind, come.kind) == ("delete", "insert")
    assert gone.a1 - gone.a0 == come.b1 - come.b0 == len(first) - 1


def test_empty_and_endless_texts_are_compared_too() -> None:
    assert differences("", "") == ()
    assert differences("。，", "") == ()
    assert differences("", "灯") == (Difference("insert", 0, 0, 0, 1),)
    long = differences("灯" * 200_000, "亮" * 199_000)
    assert sum(one.a1 - one.a0 for one in long) == 200_000


def test_lone_surrogates_and_astral_characters_are_compared() -> None:
    (found,) = differences("灯\ud800亮𠘨着", "灯亮𠘩着")
    assert (found.kind, found.a0, found.a1, found.b0, found.b1) == ("replace", 3, 4, 2, 3)
