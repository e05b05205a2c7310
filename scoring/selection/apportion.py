"""Dividing a number of places among bodies in proportion to a weight, with floors and caps."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from fractions import Fraction

from scoring.errors import Infeasible, InvalidProblem


def seats(
    places: int,
    weights: Sequence[int],
    floors: Sequence[int] | None = None,
    caps: Sequence[int] | None = None,
) -> tuple[int, ...]:
    """Divide places by the method of Webster and Sainte-Laguë.

    Every body first gets its floor; each further place goes to the body below its cap with the largest
    ``weight / (2 places + 1)``.  The result is exact (fractions, no rounding); equal quotients go to the
    larger weight, then to the earlier body.

    Parameters
    ----------
    places: number to divide, >= 0.
    weights: per body, e.g. eligible entries or staff, >= 0; bodies of weight 0 get their floor only.
    floors, caps: per body; None = 0 and no limit.

    Returns
    -------
    Places per body; their sum is ``places``.

    Raises
    ------
    InvalidProblem: negative numbers, lists of different length, a floor above its cap.
    Infeasible: the floors need more than ``places`` (blocker ``floors``), or the caps allow fewer (``caps``).

    Source: Balinski & Young (1982), Fair Representation, appendix A.

    >>> seats(10, [60, 30, 10])
    (6, 3, 1)
    >>> seats(10, [60, 30, 10], floors=[0, 0, 2], caps=[5, 10, 10])
    (5, 3, 2)
    """
    floor = [0] * len(weights) if floors is None else list(floors)
    cap = [places] * len(weights) if caps is None else list(caps)
    _check(places, weights, floor, cap)
    given = _beforehand(places, weights, floor, cap)
    heap = [_offer(weights[i], given[i], i) for i in range(len(weights)) if weights[i] and given[i] < cap[i]]
    heapq.heapify(heap)
    for _ in range(places - sum(given)):
        if not heap:
            room = sum(c if w else f for c, w, f in zip(cap, weights, floor, strict=True))
            raise Infeasible("the caps leave places over", (("caps", {"places": places, "room": room}),))
        i = heapq.heappop(heap)[2]
        given[i] += 1
        if given[i] < cap[i]:
            heapq.heappush(heap, _offer(weights[i], given[i], i))
    return tuple(given)


def _beforehand(places: int, weights: Sequence[int], floor: list[int], cap: list[int]) -> list[int]:
    """The places of all quotients above a common line, so that at most one for each body is left to give.

    With the line at ``whole / (2 q)`` a body of weight w has ``w q / whole`` places, rounded; the greatest q that
    does not give too many is found by bisection, in whole numbers.
    """
    whole = sum(weights)

    def at(q: int) -> list[int]:
        shares = ((2 * weight * q + whole) // (2 * whole) for weight in weights)
        return [min(max(share, low), high) for share, low, high in zip(shares, floor, cap, strict=True)]

    if not whole:
        return list(floor)
    low, above = 0, (max(cap) + 1) * whole
    while above - low > 1:
        middle = (low + above) // 2
        low, above = (middle, above) if sum(at(middle)) <= places else (low, middle)
    return at(low)


def _offer(weight: int, given: int, i: int) -> tuple[Fraction, int, int]:
    return (-Fraction(weight, 2 * given + 1), -weight, i)


def _check(places: int, weights: Sequence[int], floor: list[int], cap: list[int]) -> None:
    if not len(weights) == len(floor) == len(cap):
        raise InvalidProblem("weights, floors and caps must have one number per body")
    if places < 0 or any(number < 0 for number in (*weights, *floor, *cap)):
        raise InvalidProblem("places, weights, floors and caps must not be negative")
    if any(low > high for low, high in zip(floor, cap, strict=True)) and sum(floor) <= places:
        raise InvalidProblem("a floor above its cap")
    if sum(floor) > places:
        needed: dict[str, object] = {"places": places, "needed": sum(floor)}
        raise Infeasible("the floors need more places than there are", (("floors", needed),))
