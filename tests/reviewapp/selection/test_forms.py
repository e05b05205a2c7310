"""Typed weights: whole percents, and nothing that reading them could fall over."""

from __future__ import annotations

import pytest

from reviewapp.errors import Invalid
from reviewapp.selection.forms import percents


def test_percents_reads_the_fields_of_criteria() -> None:
    typed = {
        "weight-1": " 40 ",
        "weight-12": "60",
        "reason": "9",
        "weight-x": "9",
        "weight-" + "1" * 5000: "9",
    }
    assert percents(typed) == {1: 40, 12: 60}


@pytest.mark.parametrize("typed", ["", "101", "-1", "1.5", "x", "1" * 5000, "²"])
def test_percents_refuses(typed: str) -> None:
    with pytest.raises(Invalid):
        percents({"weight-1": typed})
