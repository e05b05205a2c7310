"""Masks on texts: what judges read, and the segments of the desk, against slow obvious versions."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from reviewapp.submissions.masking import occurrences, paper_text, paragraphs
from reviewapp.submissions.reading import split_names

TEXTS = st.text(alphabet="一灯王𠮷 \n。", max_size=30)


@st.composite
def spanned(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    text = draw(TEXTS)
    place = st.integers(0, len(text))
    pairs = draw(st.lists(st.tuples(place, place), max_size=4))
    return text, [(min(p), max(p)) for p in pairs]


@settings(max_examples=80, deadline=None)
@given(spanned())
def test_segments_are_the_text_and_name_the_first_span(case: tuple[str, list[tuple[int, int]]]) -> None:
    text, spans = case
    cut = paragraphs(text, spans)
    assert "\n".join("".join(s.text for s in p.segments) for p in cut) == text
    for p in cut:
        at = p.start
        for segment in p.segments:
            for _character in segment.text:
                expected = next((i for i, (s, e) in enumerate(spans) if s <= at < e), None)
                assert segment.span == expected
                at += 1


@settings(max_examples=80, deadline=None)
@given(spanned())
def test_no_masked_character_reaches_the_paper(case: tuple[str, list[tuple[int, int]]]) -> None:
    text, spans = case
    marked = [(s, e, "person") for s, e in spans]
    covered = {i for s, e in spans for i in range(s, e)}
    kept = "".join(c for i, c in enumerate(text) if i not in covered and c.isalnum())
    shown = "".join(c for c in paper_text(text, "", marked) if c.isalnum())
    assert shown == kept


def test_title_line_and_masked_byline_are_left_out() -> None:
    text = "灯\n王小满\n我是王小满。"
    assert paper_text(text, "灯", [(2, 5, "author"), (8, 11, "author")]) == "我是▇▇。"


def test_masked_title_line_is_left_out_too() -> None:
    assert paper_text("我在王村\n正文。", "我在王村", [(2, 4, "place")]) == "正文。"


def test_occurrences_do_not_overlap() -> None:
    assert occurrences("灯灯灯", "灯灯") == [(0, 2)]
    assert occurrences("灯", "") == []


def test_names_are_split_as_people_write_them() -> None:
    assert split_names("王 芳、李四") == ("王芳", "李四")
    assert split_names("张三 李四") == ("张三", "李四")
    assert split_names("Anna Maria；阿依古丽·买买提") == ("Anna Maria", "阿依古丽·买买提")
