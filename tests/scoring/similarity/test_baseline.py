"""Shared official language: given texts, formulas, quotations."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.similarity import baseline
from scoring.similarity.baseline import frequency_reason, is_quotation, join_spans, mask_official
from scoring.similarity.grams import join
from scoring.text.normalize import fold

NOTICE = "大力弘扬医疗卫生职业精神，展示广大医务工作者的良好形象"


def masked(text: str, official: str) -> str:
    folded = fold(text).text
    flags = mask_official(join([folded]), join([fold(official).text]))
    return "".join(char for char, flag in zip(folded, flags.tolist(), strict=True) if flag)


def test_given_text_is_masked_whatever_its_punctuation() -> None:
    text = "我写道：大力弘扬、医疗卫生职业精神；展示了自己。"
    assert masked(text, NOTICE) == "大力弘扬医疗卫生职业精神展示"


def test_short_agreement_is_not_masked() -> None:
    assert masked("医疗卫生职业的人", NOTICE) == ""
    assert masked("山水", "") == ""


def test_mask_does_not_reach_over_the_border_of_two_texts() -> None:
    texts = join(["大力弘扬医疗卫", "生职业精神展示"])
    assert not mask_official(texts, join([fold(NOTICE).text])).any()


@pytest.mark.parametrize(
    ("sources", "length", "texts", "akin", "reason"),
    [
        ([1, 2, 2, 2], 60, 1000, False, baseline.COPIED),
        ([3, 4, 3], 60, 1000, False, baseline.FORMULA),
        ([3, 4, 3], 200, 1000, False, baseline.COPIED),
        ([90, 80], 200, 1000, False, baseline.COMMON),
        ([90, 80], 200, 10_000, False, baseline.COPIED),
        ([1, 1, 1, 5], 60, 1000, True, baseline.COPIED),
        ([1, 1, 1, 5], 60, 1000, False, baseline.FORMULA),
        ([], 60, 1000, False, baseline.COPIED),
    ],
)
def test_frequency_reason(sources: list[int], length: int, texts: int, akin: bool, reason: str) -> None:
    assert frequency_reason(np.array(sources, np.int64), length, texts, akin=akin) == reason


def quotation(before: str, passage: str, after: str) -> bool:
    text = before + passage + after
    span = (len(before), len(before) + len(passage))
    return is_quotation(text, span, passage, (0, len(passage)), len(passage))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("通知指出：", "。", True),
        ("《纲要》明确：“", "”。", True),
        ("毛主席说：“", "”。", True),
        ("护士长说：", "。", False),
        ("那天夜里，", "。", False),
    ],
)
def test_quotation_needs_its_attribution(before: str, after: str, expected: bool) -> None:
    assert quotation(before, "救死扶伤是我们的天职" * 3, after) is expected


def test_marks_in_both_texts_make_a_quotation_but_not_in_one() -> None:
    line = "凡大医治病必当安神定志无欲无求先发大慈恻隐之心"
    marked, plain = f"他想起“{line}”", f"他想起，{line}"
    span = (4, 4 + len(line))
    assert is_quotation(marked, span, marked, span, len(line))
    assert not is_quotation(marked, span, plain, span, len(line))


def test_long_passage_is_no_quotation() -> None:
    assert not quotation("通知指出：", "救死扶伤是我们的天职" * 20, "。")


def test_join_spans_sorts_and_removes_overlap() -> None:
    spans = [(5, 9, "formula"), (0, 6, "official"), (7, 8, "official")]
    assert join_spans(spans) == ((0, 6, "official"), (6, 9, "formula"))
