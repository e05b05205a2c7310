"""Shared official language: formulas and common lines by their sources, quotations, forms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.similarity import baseline
from scoring.similarity.baseline import frequency_reason, is_form, is_quotation, join_spans, quoted
from scoring.similarity.quotation import marked_quotations

LINE = "凡大医治病必当安神定志无欲无求先发大慈恻隐之心"
SAID = "你先回去歇着这一夜由我来守着他谁也别再劝我了"


@pytest.mark.parametrize(
    ("sources", "length", "texts", "akin", "reason"),
    [
        ([1, 2, 2, 2], 60, 1000, False, baseline.COPIED),
        ([3, 4, 3], 60, 1000, False, baseline.FORMULA),
        ([3, 4, 3], 200, 1000, False, baseline.COPIED),
        ([90, 80], 199, 1000, False, baseline.COMMON),
        ([90, 80], 200, 10_000, False, baseline.COPIED),
        ([1, 1, 1, 5], 60, 1000, True, baseline.COPIED),
        ([1, 1, 1, 5], 60, 1000, False, baseline.FORMULA),
        ([], 60, 1000, False, baseline.COPIED),
    ],
)
def test_frequency_reason(sources: list[int], length: int, texts: int, akin: bool, reason: str) -> None:
    assert frequency_reason(np.array(sources, np.int64), length, texts, akin=akin) == reason


@given(st.lists(st.integers(1, 200), max_size=9), st.integers(1, 400), st.integers(1, 5000))
@settings(max_examples=60, deadline=None)
def test_more_sources_never_make_a_passage_count_again(sources: list[int], length: int, texts: int) -> None:
    before, after = (
        frequency_reason(np.array(held, np.int64), length, texts, akin=True)
        for held in (sources, [one + 50 for one in sources])
    )
    assert before == baseline.COPIED or after != baseline.COPIED


def quotation(line: str, left: str, right: str) -> bool:
    """Whether the line, which stands in both texts, is a quotation."""
    sides = []
    for text in (left, right):
        start = text.index(line)
        sides.append(quoted(marked_quotations(text), (start, start + len(line))))
    return is_quotation(sides, len(line))


@pytest.mark.parametrize(
    ("line", "left", "right", "expected"),
    [
        (LINE, f"孙思邈说：“{LINE}”。", f"那天夜里，{LINE}。", True),
        (LINE, f"《大医精诚》写道：“{LINE}”。", f"孙思邈说：“{LINE}”。", True),
        (SAID, f"护士长说：“{SAID}。”", f"那天夜里，{SAID}。", False),
        (SAID, f"护士长说：“{SAID}。”", f"她说：“{SAID}。”", False),
        (LINE, f"那天夜里，{LINE}。", f"那天夜里，{LINE}。", False),
    ],
)
def test_quotation_needs_marks_in_both_texts_or_its_source_in_one(
    line: str, left: str, right: str, expected: bool
) -> None:
    assert quotation(line, left, right) is expected
    assert quotation(line, right, left) is expected


def test_quoted_is_the_share_inside_marks() -> None:
    found = marked_quotations(f"孙思邈说：“{LINE}”。")
    start, end = found[0].start, found[0].end
    assert quoted(found, (start, end)) == (1.0, True)
    assert quoted(found, (start, 2 * end - start)) == (0.5, True)
    assert quoted(found, (end, end + 9)) == (0.0, False)


def test_a_passage_is_a_form_where_most_of_it_lies_in_its_lines() -> None:
    lines = ((0, 30), (50, 80))
    assert is_form(lines, (0, 30))
    assert is_form(lines, (0, 80))
    assert not is_form(lines, (20, 60))
    assert not is_form((), (0, 30))


def test_join_spans_sorts_and_removes_overlap() -> None:
    spans = [(5, 9, "formula"), (0, 6, "official"), (7, 8, "official")]
    assert join_spans(spans) == ((0, 6, "official"), (6, 9, "formula"))
