"""A paper's line in words: how its score came about, and its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.cli.verdicts import ordinal

if TYPE_CHECKING:
    from scoring.cli.scores import Standings

_NAMES = {
    "adjusted": "adjusted",
    "robust": "robust score",
    "mean": "mean",
    "trimmed": "trimmed mean",
    "standardised": "standardised",
}


def sentence(result: Standings, i: int, place: tuple[int, int, str] | None) -> str:
    """Mean, how strict its judges were, the score that counts with half its interval, the place."""
    readings = int(result.readings[i])
    if not readings:
        return "no reading, no score"
    scored = result.scored
    low, high = scored.low[i], scored.high[i]
    told = f"{_NAMES[result.method]} {scored.score[i]:.{result.decimals}f}"
    if low <= result.table.least or high >= result.table.full_marks:
        told += f" ({low:.{result.decimals}f} to {high:.{result.decimals}f}, where the scale ends)"
    else:
        told += f" ± {(high - low) / 2:.{result.decimals}f}"
    if result.method != "mean":
        told = f"mean {result.mean[i]:.{result.decimals}f}; {_judges(result, i, readings)}; {told}"
    if place is None:
        return told
    rank, of, where = place
    return f"{told}; {ordinal(rank)} of {of}{f' in {where}' if where else ''}"


def _judges(result: Standings, i: int, readings: int) -> str:
    strict = float(result.strictness[i])
    who = f"its {readings} judges were" if readings > 1 else "its judge was"
    shown = f"{abs(strict):.{result.decimals}f}"
    if float(shown) == 0:
        return f"{who} as strict as the panel"
    return f"{who} {shown} {'strict' if strict > 0 else 'lenient'}{' on average' if readings > 1 else ''}"
