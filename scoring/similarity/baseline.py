"""Shared official language: what many may write alike without having copied from each other.

Two kinds are known before the comparison (texts of the office: notice, attachments, slogans) and masked
there. The others show only in a passage that was found: a formula that several unrelated sources
hold, a line held by a large part of the contest, a quotation with its attribution. The reason is kept
with the passage; a passage without such a reason is :data:`COPIED`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from scoring.similarity.grams import Ints

COPIED = "copied"
OFFICIAL = "official"
FORMULA = "formula"
COMMON = "common"
QUOTATION = "quotation"

FORMULA_LENGTH = 130  # a longer passage is no formula, however many hold it
FORMULA_SOURCES = 3
COMMON_SOURCES = 60
COMMON_SHARE = 0.02
QUOTATION_LENGTH = 160
QUOTED_SHARE = 0.8

_STATED = re.compile(
    r"(指出|强调|提出|要求|规定|明确|写道|讲话|报告|纲要|决定|意见|条例|宪法|誓言|宣言|》)"
    r"(中|里)?(说|曾说|指出|写道)?[：:，,]?[“\"『「‘]?$"
)
_SPOKEN = re.compile(r"(说|曰|云|道|讲|誓)[：:，,]?[“\"『「‘]$")
_OPENING = '“"『「‘《'
_CLOSING = re.compile('[”"』」’》]')


def frequency_reason(sources: Ints, length: int, texts: int, *, akin: bool) -> str:
    """FORMULA, COMMON or COPIED, from the number of independent sources of the passage's fingerprints.

    ``sources`` int64 (F,); ``length`` in folded characters; ``texts`` is the size of the whole corpus.
    ``akin``: the two texts are of one group or unit, so that what only they hold has one source, not two.
    """
    shared = sources if akin else sources[sources > 1]
    median = float(np.median(shared)) if len(shared) else 1.0
    if length < FORMULA_LENGTH and median >= FORMULA_SOURCES:
        return FORMULA
    if median > max(COMMON_SOURCES, COMMON_SHARE * texts):
        return COMMON
    return COPIED


def is_quotation(a: str, a_span: tuple[int, int], b: str, b_span: tuple[int, int], length: int) -> bool:
    """Whether a short passage is a quotation: named as one in either text, or in marks in both."""
    if length >= QUOTATION_LENGTH:
        return False
    sides = ((a, a_span), (b, b_span))
    stated = any(_attributed(text, start, end) for text, (start, end) in sides)
    return stated or all(_in_marks(text, start, end) for text, (start, end) in sides)


def _attributed(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 14) : start]
    if _STATED.search(before):
        return True
    return bool(_SPOKEN.search(before)) and _in_marks(text, start, end)


def _in_marks(text: str, start: int, end: int) -> bool:
    """An opening mark stands right before the passage and its closing one near the end of it, or later."""
    if text[max(0, start - 1) : start] not in _OPENING or not start:
        return False
    closing = _CLOSING.search(text, start)
    return closing is not None and closing.start() - start >= QUOTED_SHARE * (end - start)


def join_spans(spans: Sequence[tuple[int, int, str]]) -> tuple[tuple[int, int, str], ...]:
    """Sorted spans without overlap; where two overlap, the one that starts first keeps the place."""
    joined: list[tuple[int, int, str]] = []
    for start, end, reason in sorted(spans):
        start = max(start, joined[-1][1]) if joined else start
        if start < end:
            joined.append((start, end, reason))
    return tuple(joined)
