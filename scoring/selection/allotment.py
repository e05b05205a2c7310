"""Quotas that depend on numbers: percent of the entries, places by headcount.

Rounding is exact (fractions) and stated: a maximum is rounded down ("not more than 20 %" of 14 is 2), a minimum up,
unless said otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal

from scoring.errors import InvalidProblem
from scoring.selection.apportion import seats
from scoring.selection.bodies import keys_of
from scoring.selection.problem import Candidate

Rounding = Literal["down", "up", "nearest"]


def entries(candidates: Sequence[Candidate], scope: str) -> dict[str, int]:
    """Entries of every body of a scope, those that are not eligible too."""
    found: dict[str, int] = {}
    for candidate in candidates:
        for key in keys_of(candidate, scope):
            found[key] = found.get(key, 0) + 1
    return dict(sorted(found.items()))


def places_of_percent(percent: Fraction, count: int, rounding: Rounding) -> int:
    """So many percent of a number of entries; ``nearest``: halves up.

    >>> places_of_percent(Fraction(20), 14, "down"), places_of_percent(Fraction(20), 14, "up")
    (2, 3)

    Raises
    ------
    InvalidProblem: a percentage outside 0 to 100, an unknown rounding.
    """
    if not 0 <= percent <= 100:
        raise InvalidProblem(f"{float(percent):g} % is no share of the entries")
    exact = percent * count / 100
    if rounding == "down":
        return math.floor(exact)
    if rounding == "up":
        return math.ceil(exact)
    if rounding == "nearest":
        return math.floor(exact + Fraction(1, 2))
    raise InvalidProblem(f"rounding is down, up or nearest, not {rounding!r}")


def bounds_of_percent(low: int, high: int | None, count: int) -> tuple[int, int | None]:
    """At least ``low`` and at most ``high`` percent of a number of entries as places; exactly so many: the nearest.

    >>> bounds_of_percent(20, 50, 14), bounds_of_percent(20, 20, 14), bounds_of_percent(20, None, 14)
    ((3, 7), (3, 3), (3, None))

    Raises as :func:`places_of_percent`.
    """
    if high is None:
        return places_of_percent(Fraction(low), count, "up"), None
    if low == high:
        exact = places_of_percent(Fraction(low), count, "nearest")
        return exact, exact
    most = places_of_percent(Fraction(high), count, "down")
    return min(places_of_percent(Fraction(low), count, "up"), most), most


def places_by_headcount(
    places: int, headcount: Mapping[str, int], floors: Mapping[str, int], caps: Mapping[str, int]
) -> dict[str, int]:
    """Places of every body in proportion to its headcount (:func:`scoring.selection.apportion.seats`).

    ``floors``, ``caps``: bodies without one have 0 and no limit.  Raises as ``seats``.
    """
    bodies = sorted(headcount)
    given = seats(
        places,
        [headcount[body] for body in bodies],
        [floors.get(body, 0) for body in bodies],
        [caps.get(body, places) for body in bodies],
    )
    return dict(zip(bodies, given, strict=True))
