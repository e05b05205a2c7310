"""Joining passages: what goes on in order is one, and counts once what two of them share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from scoring.similarity.grams import Codes
from scoring.similarity.merging import merge, shared_characters
from scoring.similarity.passages import Alignment


def of(text: str) -> Codes:
    return np.array([ord(character) for character in text], np.uint16)


def shorter(span: Sequence[int]) -> int:
    """As if every character of the shorter side were matched."""
    return min(span[1] - span[0], span[3] - span[2])


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([[0, 50, 0, 50, 50, 40], [90, 140, 95, 150, 45, 30]], [[0, 140, 0, 150, 95, 70]]),
        ([[0, 50, 100, 150, 50, 40], [60, 110, 30, 80, 50, 40]], None),
        ([[0, 50, 0, 50, 50, 40], [200, 250, 60, 110, 50, 40]], None),
        ([[0, 50, 0, 50, 50, 40], [30, 80, 30, 80, 50, 40]], [[0, 80, 0, 80, 80, 80]]),
        ([[0, 50, 0, 50, 50, 40], [52, 80, 300, 340, 28, 20], [85, 140, 55, 110, 45, 30]], None),
        ([], None),
    ],
)
def test_merge_joins_what_goes_on_in_order_with_nothing_between(
    rows: list[list[int]], expected: list[list[int]] | None
) -> None:
    found = merge(np.array(rows, np.int64).reshape(-1, 6), Alignment(), shorter)
    assert found.tolist() == (expected or rows)


def test_what_a_text_holds_twice_is_matched_once() -> None:
    rows = np.array([[0, 50, 0, 50, 50, 50], [0, 50, 50, 100, 50, 45]])
    assert merge(rows, Alignment(), shorter).tolist() == [[0, 50, 0, 100, 50, 50]]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("", "山水", 0),
        ("山水风", "山水风", 0),
        ("山水风云", "草山水风云木", 4),
        ("山水风云" * 2, "山水风云", 4),
        ("山水风云草木灯火", "山水风云夜草木灯火", 8),
        ("山水风云草木", "山水风云夜水风云草木", 6),
    ],
)
def test_shared_characters_are_those_in_runs_of_four_on_the_poorer_side(
    a: str, b: str, expected: int
) -> None:
    assert shared_characters(of(a), of(b)) == shared_characters(of(b), of(a)) == expected
