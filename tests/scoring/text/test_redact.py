"""The reading copy: marks, merging, paragraphs and the way between the two texts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import InvalidProblem
from scoring.text.redact import MARK, Span, redact


def test_spans_of_any_length_and_kind_get_the_same_mark() -> None:
    masked = redact("我叫何云舟，电话13900001234。", [Span(2, 5, "author"), Span(8, 19, "contact")])
    assert masked.text == f"我叫{MARK}，电话{MARK}。"


def test_overlapping_and_touching_spans_become_one_mark() -> None:
    masked = redact("甲乙丙丁戊己", [Span(3, 5, "unit"), Span(1, 3, "author"), Span(2, 4, "place")])
    assert (masked.text, masked.spans) == (f"甲{MARK}己", (Span(1, 5, "author"),))


def test_span_over_a_line_end_keeps_the_paragraphs() -> None:
    masked = redact("作者：王立\n华\n完", [Span(3, 7, "author")])
    assert masked.text == f"作者：{MARK}\n{MARK}\n完"


def test_no_spans_leave_the_text_alone() -> None:
    assert redact("甲乙", []).text == "甲乙"


def test_empty_span_leaves_no_mark() -> None:
    assert redact("甲乙", [Span(1, 1, "place")]).text == "甲乙"


@pytest.mark.parametrize("span", [Span(-1, 1, "unit"), Span(1, 3, "unit"), Span(2, 1, "unit")])
def test_span_outside_the_text_is_refused(span: Span) -> None:
    with pytest.raises(InvalidProblem):
        redact("甲乙", [span])


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[Span]]:
    text = draw(st.text(alphabet="甲乙丙丁 \n", max_size=30))
    ends = st.integers(0, len(text))
    pairs = draw(st.lists(st.tuples(ends, ends), max_size=6))
    return text, [Span(min(pair), max(pair), "person") for pair in pairs]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(texts_with_spans())
def test_offsets_of_kept_characters_go_there_and_back(case: tuple[str, list[Span]]) -> None:
    text, spans = case
    masked = redact(text, spans)
    hidden = {at for span in masked.spans for at in range(span.start, span.end)}
    for at, character in enumerate(text):
        if at in hidden:
            assert masked.text[masked.masked_offset(at) :].startswith(MARK)
        else:
            assert masked.text[masked.masked_offset(at)] == character
            assert masked.original_offset(masked.masked_offset(at)) == at


@settings(max_examples=200, deadline=None, derandomize=True)
@given(texts_with_spans())
def test_nothing_of_a_span_but_blanks_is_left(case: tuple[str, list[Span]]) -> None:
    text, spans = case
    masked = redact(text, spans)
    hidden = {at for span in masked.spans for at in range(span.start, span.end)}
    wanted = {at for span in spans for at in range(span.start, span.end) if not text[at].isspace()}
    assert wanted <= hidden
    assert masked.text.count("\n") == text.count("\n")
    assert masked.text.count(MARK) == len(masked.spans) == len(masked.marks)
