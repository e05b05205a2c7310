"""Shared official language: what many may write alike without having copied from each other.

Two kinds are known before the comparison (texts of the office: notice, attachments, slogans) and masked
there. The others show only in a passage that was found: a formula that several unrelated sources
hold, a line held by a large part of the contest, a quotation with its attribution, the lines of a form, the
public figures of a unit in essays of its people. The reason is kept with the passage; a passage without
such a reason is :data:`COPIED`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scoring.similarity.grams import Codes, Ints
from scoring.similarity.quotation import ATTRIBUTED, Quotation

COPIED = "copied"
OFFICIAL = "official"
FORMULA = "formula"
COMMON = "common"
QUOTATION = "quotation"
FORM = "form"
FIGURES = "figures"

FORMULA_LENGTH = 130  # a longer passage is no formula, however many hold it
FORMULA_SOURCES = 3
COMMON_SOURCES = 60
COMMON_SHARE = 0.02
QUOTATION_LENGTH = 160
QUOTED_SHARE = 0.7  # the words that lead to a quotation are often the same, too
FORM_SHARE = 0.7
FIGURES_LENGTH = 160
FIGURES_NUMBERS = 3  # so many numbers at least, and one in FIGURES_PER characters, make a sentence of figures
FIGURES_PER = 30


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


def quoted(quotations: Sequence[Quotation], span: tuple[int, int]) -> tuple[float, bool]:
    """Share of the span inside marked quotations, and whether one of them names its source."""
    within, attributed = 0, False
    for one in quotations:
        common = min(one.end, span[1]) - max(one.start, span[0])
        if common > 0:
            within += common
            attributed |= one.kind == ATTRIBUTED
    return within / max(1, span[1] - span[0]), attributed


def is_quotation(sides: Sequence[tuple[float, bool]]) -> bool:
    """Whether a short passage is a quotation: marked as one in both texts, or in one that names the source.

    ``sides``: of each text, what :func:`quoted` says.
    """
    shares = [share >= QUOTED_SHARE for share, _ in sides]
    return all(shares) or any(inside and source for inside, (_, source) in zip(shares, sides, strict=True))


def is_form(lines: Sequence[tuple[int, int]], span: tuple[int, int]) -> bool:
    """Whether most of the span lies in lines of an entry form."""
    within = sum(max(0, min(end, span[1]) - max(start, span[0])) for start, end in lines)
    return within >= FORM_SHARE * (span[1] - span[0])


def is_figures(folded: Codes) -> bool:
    """Whether a short passage is a sentence of figures: staff, beds, years, as a unit states them everywhere."""
    digit = (folded >= ord("0")) & (folded <= ord("9"))
    numbers = int(np.count_nonzero(digit[1:] & ~digit[:-1])) + int(digit[:1].sum())
    short = len(folded) < FIGURES_LENGTH
    return short and numbers >= max(FIGURES_NUMBERS, len(folded) / FIGURES_PER)


def join_spans(spans: Sequence[tuple[int, int, str]]) -> tuple[tuple[int, int, str], ...]:
    """Sorted spans without overlap; where two overlap, the one that starts first keeps the place."""
    joined: list[tuple[int, int, str]] = []
    for start, end, reason in sorted(spans):
        start = max(start, joined[-1][1]) if joined else start
        if start < end:
            joined.append((start, end, reason))
    return tuple(joined)
