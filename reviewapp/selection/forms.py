"""Requests about selections: from typed fields to the frozen inputs of actions."""

from __future__ import annotations

from collections.abc import Mapping

from reviewapp.errors import Invalid
from reviewapp.words import say

WEIGHT = "weight-"
LONGEST_ID = 9  # digits; Python refuses to read numbers of thousands of digits, with another error


def percents(fields: Mapping[str, str]) -> dict[int, int]:
    """Criterion id → its share of the full marks in percent, from fields named ``weight-12``.

    Other fields are passed over. Raises Invalid for anything that is not a whole number from 0 to 100.
    """
    found = {}
    for name, text in fields.items():
        criterion = name.removeprefix(WEIGHT)
        if name == criterion or not criterion.isdecimal() or len(criterion) > LONGEST_ID:
            continue
        typed = text.strip()
        if not typed.isdecimal() or len(typed) > len("100") or int(typed) > 100:
            raise Invalid(say("权重应当是 0 到 100 的整数。"))
        found[int(criterion)] = int(typed)
    return found
