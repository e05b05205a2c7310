"""A paper's line in words, for the reason in a result: how its score came about, its place, what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scoring.cli.scores import Standings
    from scoring.selection.problem import Decision

_NAMES = {
    "adjusted": "adjusted",
    "robust": "robust score",
    "mean": "mean",
    "trimmed": "trimmed mean",
    "standardised": "standardised",
}


def sentence(result: Standings, i: int, place: tuple[int, int, str]) -> str:
    """Mean, how strict its judges were, the score that counts with half its interval, the place."""
    readings = int(result.readings[i])
    if not readings:
        return "no reading, no score"
    scored = result.scored
    half = (scored.high[i] - scored.low[i]) / 2
    told = f"{_NAMES[result.method]} {scored.score[i]:.{result.decimals}f} ± {half:.{result.decimals}f}"
    if result.method != "mean":
        told = f"mean {result.mean[i]:.{result.decimals}f}; {_judges(result, i, readings)}; {told}"
    rank, of, where = place
    return f"{told}; {ordinal(rank)} of {of}{f' in {where}' if where else ''}"


def _judges(result: Standings, i: int, readings: int) -> str:
    strict = float(result.strictness[i])
    who = f"its {readings} judges were" if readings > 1 else "its judge was"
    shown = f"{abs(strict):.{result.decimals}f}"
    if float(shown) == 0:
        return f"{who} as strict as the panel"
    return f"{who} {shown} {'strict' if strict > 0 else 'lenient'}{' on average' if readings > 1 else ''}"


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10 if number % 100 not in (11, 12, 13) else 0, "th")
    return f"{number}{ending}"


def verdict(decision: Decision) -> str:
    """In or out, and what was missing."""
    facts = decision.facts
    if decision.selected:
        kept = decision.code == "within_minimum"
        return f"selected, a place kept for {_body(facts)}" if kept else "selected"
    if decision.code == "ineligible":
        return "not selected"
    reserve = f", {ordinal(decision.reserve)} substitute" if decision.reserve else ""
    if decision.code in ("tie_lost", "tie_lot"):
        return f"not selected: equal score, the lot decided{reserve}"
    needed = facts.get("points_needed")
    missing = "no score would have been enough" if needed is None else f"needed +{needed}"
    return f"not selected: {_body(facts)} is full, {missing}{reserve}"


def _body(facts: Mapping[str, object]) -> str:
    scope, key = facts.get("scope"), facts.get("key")
    return f"{scope} {key}" if key else "the total"
