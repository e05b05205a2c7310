"""Recall and precision of the mentions on labelled essays: twenty of those the rules were made with.

Being known essays, they guard against loss, they do not tell how well strangers are found.
What counts is characters at the levels certain and likely.
"""

from __future__ import annotations

import pytest

from benchmarks.masks.labelled import from_json_lines, with_lists
from benchmarks.masks.measure import measure
from benchmarks.masks.train import sources
from scoring.text.word_list import words_in

KNOWN = frozenset(words_in("A01 A03 A06 A07 A09 A10 A11 A14 A15 A17 A21 A25 B01 B09 B11 B15 B23 B25 B31 B35"))


@pytest.fixture(scope="module")
def measured() -> dict[str, float]:
    sample = from_json_lines(*[path for path in sources() if path.suffix == ".jsonl"])
    essays = with_lists(essay for essay in sample if essay.id in KNOWN)
    assert len(essays) == len(KNOWN)
    figures = measure(essays)
    shares = {kind: figures.recall(kind) for kind in figures.labelled}
    return {**shares, "all": figures.recall(), "precision": figures.precision()}


@pytest.mark.parametrize(
    ("figure", "least"),
    [
        ("all", 0.96),
        ("author", 0.98),
        ("contact", 0.99),
        ("unit", 0.97),
        ("person", 0.98),
        ("place", 0.85),
        ("honour", 0.95),
        ("post", 0.95),
        ("precision", 0.95),
    ],
)
def test_figure_on_labelled_essays_is_not_below_what_was_reached(
    measured: dict[str, float], figure: str, least: float
) -> None:
    assert measured[figure] >= least, measured
