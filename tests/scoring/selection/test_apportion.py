"""Sainte-Laguë against a published table and its defining inequality."""

from __future__ import annotations

import doctest
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.errors import Infeasible, InvalidProblem
from scoring.selection import apportion

# Representative populations of 1790, Webster's method, 105 seats.
# Source: Balinski & Young (1982), Fair Representation, appendix B.
CENSUS_1790 = {
    "Virginia": (630_560, 18),
    "Massachusetts": (475_327, 14),
    "Pennsylvania": (432_879, 13),
    "North Carolina": (353_523, 10),
    "New York": (331_589, 10),
    "Maryland": (278_514, 8),
    "Connecticut": (236_841, 7),
    "South Carolina": (206_236, 6),
    "New Jersey": (179_570, 5),
    "New Hampshire": (141_822, 4),
    "Vermont": (85_533, 2),
    "Georgia": (70_835, 2),
    "Kentucky": (68_705, 2),
    "Rhode Island": (68_446, 2),
    "Delaware": (55_540, 2),
}


def test_census_of_1790_gives_the_published_seats() -> None:
    people = [row[0] for row in CENSUS_1790.values()]
    assert list(apportion.seats(105, people)) == [row[1] for row in CENSUS_1790.values()]


def test_examples_of_the_docstring() -> None:
    assert doctest.testmod(apportion).failed == 0


bodies = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 4), st.integers(0, 6)), min_size=1, max_size=6)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])  # slow on a busy machine only
@given(bodies, st.integers(0, 25))
def test_no_place_would_be_better_deserved_elsewhere(rows: list[tuple[int, int, int]], places: int) -> None:
    weights = [weight for weight, _, _ in rows]
    floors = [floor for _, floor, _ in rows]
    caps = [floor + more for _, floor, more in rows]
    room = sum(cap if weight else floor for weight, floor, cap in zip(weights, floors, caps, strict=True))
    if not sum(floors) <= places <= room:
        with pytest.raises(Infeasible) as caught:
            apportion.seats(places, weights, floors, caps)
        assert caught.value.blockers[0][0] == ("floors" if places < sum(floors) else "caps")
        return
    given_places = apportion.seats(places, weights, floors, caps)
    assert sum(given_places) == places
    rows_out = list(zip(weights, floors, caps, given_places, strict=True))
    assert all(floor <= got <= cap for _, floor, cap, got in rows_out)
    claims = [Fraction(weight, 2 * got + 1) for weight, _, cap, got in rows_out if got < cap and weight]
    holds = [Fraction(weight, 2 * got - 1) for weight, floor, _, got in rows_out if got > floor]
    assert not claims or not holds or max(claims) <= min(holds)


@pytest.mark.parametrize(
    "arguments",
    [
        (-1, [1]),
        (1, [-1]),
        (1, [1], [-1]),
        (3, [1, 1], [2, 0], [1, 5]),
        (1, [1], [0, 0]),
        (1, [1], [0], [1, 1]),
    ],
)
def test_malformed_numbers_are_refused(arguments: tuple[int, list[int]]) -> None:
    with pytest.raises(InvalidProblem):
        apportion.seats(*arguments)


def test_very_many_places_are_divided_without_giving_them_one_by_one() -> None:
    weights = [3 * 10**8, 10**9, 7, 0]
    found = apportion.seats(10**12, weights, floors=[0, 0, 0, 5])
    assert sum(found) == 10**12
    assert found[3] == 5
    # no quotient of a place given lies below one of a place refused
    worst = min(Fraction(w, 2 * g - 1) for w, g in zip(weights[:3], found, strict=False))
    assert worst >= max(Fraction(w, 2 * g + 1) for w, g in zip(weights[:3], found, strict=False))
    with pytest.raises(Infeasible):
        apportion.seats(10**12, [5, 6], caps=[10**11, 10**11])
