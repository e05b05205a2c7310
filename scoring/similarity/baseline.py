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

from scoring.similarity.grams import Codes, Ints, runs_of
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
COMMON_LENGTH = 200  # a longer passage is one finding, to be decided once, however many hold it
COMMON_SOURCES = 60
COMMON_SHARE = 0.02
QUOTATION_LENGTH, QUOTATIONS_LENGTH = 160, 400
QUOTED_SHARE = 0.7  # the words that lead to a quotation are often the same, too
FORM_SHARE = 0.7
FIGURES_LENGTH = 160
FIGURES_NUMBERS = 3  # so many numbers at least, and one in FIGURES_PER characters
FIGURES_PER = 35


def frequency_reason(sources: Ints, length: int, texts: int, *, akin: bool) -> str:
    """FORMULA, COMMON or COPIED, from the number of independent sources of the passage's fingerprints.

    ``sources`` int64 (F,); ``length`` in folded characters; ``texts`` is the size of the whole corpus.
    ``akin``: the two texts are of one group or unit, so that what only they hold has one source, not two.
    """
    shared = sources if akin else sources[sources > 1]
    median = float(np.median(shared)) if len(shared) else 1.0
    if length < FORMULA_LENGTH and median >= FORMULA_SOURCES:
        return FORMULA
    if length < COMMON_LENGTH and median > max(COMMON_SOURCES, COMMON_SHARE * texts):
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


def is_quotation(sides: Sequence[tuple[float, bool]], length: int) -> bool:
    """Whether a passage is quoted: marked as quotation in both texts, or in one that names the source.

    ``sides``: of each text, what :func:`quoted` says. A passage of QUOTATION_LENGTH and more must be quoted
    with its source in both: several quotations behind each other.
    """
    inside = [share >= QUOTED_SHARE for share, _ in sides]
    named = [source and within for within, (_, source) in zip(inside, sides, strict=True)]
    return all(named) or (length < QUOTATION_LENGTH and (all(inside) or any(named)))


def is_form(lines: Sequence[tuple[int, int]], span: tuple[int, int]) -> bool:
    """Whether most of the span lies in lines of an entry form."""
    within = sum(max(0, min(end, span[1]) - max(start, span[0])) for start, end in lines)
    return within >= FORM_SHARE * (span[1] - span[0])


def is_figures(folded: Codes) -> bool:
    """Whether a short passage is a sentence of figures: staff, beds, years, as a unit states them everywhere."""
    digit = (folded >= ord("0")) & (folded <= ord("9"))
    starts, ends = runs_of(digit)
    numbers = int((ends - starts > 1).sum())  # 一派, 一新 fold to a single digit and say no figure
    return len(folded) < FIGURES_LENGTH and numbers >= max(FIGURES_NUMBERS, len(folded) / FIGURES_PER)


def join_spans(spans: Sequence[tuple[int, int, str]]) -> tuple[tuple[int, int, str], ...]:
    """Sorted spans without overlap; where two overlap, the one that starts first keeps the place."""
    joined: list[tuple[int, int, str]] = []
    for start, end, reason in sorted(spans):
        start = max(start, joined[-1][1]) if joined else start
        if start < end:
            joined.append((start, end, reason))
    return tuple(joined)
