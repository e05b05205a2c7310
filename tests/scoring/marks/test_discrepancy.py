"""The decision table, each row once, and in every order of arrival."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import InvalidProblem
from scoring.marks.discrepancy import Kind, Reading, Resolution, Scheme, State, Tolerance, resolve

F = Fraction
TEN = Tolerance(F(10))
AVERAGE, TWO_PLUS_ONE, LEADER = Scheme.AVERAGE_ALL, Scheme.TWO_PLUS_ONE, Scheme.LEADER


def readings_of(base: list[int], third: list[int], leader: list[int]) -> list[Reading]:
    groups = ((Kind.BASE, "b", base), (Kind.THIRD, "t", third), (Kind.LEADER, "l", leader))
    return [
        Reading(f"{name}{i}", kind, F(mark)) for kind, name, marks in groups for i, mark in enumerate(marks)
    ]


# base, third, leader, scheme -> state, rule, used, score
TABLE = [
    ([], [], [], AVERAGE, State.WAITING, "base_missing", "", None),
    ([80], [], [], AVERAGE, State.WAITING, "base_missing", "", None),
    ([80], [70], [75], TWO_PLUS_ONE, State.WAITING, "base_missing", "", None),
    ([80, 90], [], [], AVERAGE, State.SETTLED, "base_agree", "b0 b1", F(85)),
    ([80, 85], [70], [], AVERAGE, State.SETTLED, "base_agree", "b0 b1 t0", F(235, 3)),
    ([80, 85], [70], [], TWO_PLUS_ONE, State.SETTLED, "base_agree", "b0 b1", F(165, 2)),
    ([80, 85], [], [60], LEADER, State.SETTLED, "base_agree", "b0 b1", F(165, 2)),
    ([70, 81], [], [], AVERAGE, State.THIRD_NEEDED, "base_differ", "", None),
    ([70, 81], [], [], TWO_PLUS_ONE, State.THIRD_NEEDED, "base_differ", "", None),
    ([70, 81], [], [75], TWO_PLUS_ONE, State.THIRD_NEEDED, "base_differ", "", None),
    ([70, 81], [], [], LEADER, State.LEADER_NEEDED, "base_differ", "", None),
    ([70, 81], [], [78], LEADER, State.SETTLED, "leader_decides", "l0", F(78)),
    ([70, 81], [50], [], AVERAGE, State.SETTLED, "all_averaged", "b0 b1 t0", F(67)),
    ([70, 90], [88], [], TWO_PLUS_ONE, State.SETTLED, "closest_pair", "b1 t0", F(89)),
    ([70, 81], [77], [], TWO_PLUS_ONE, State.SETTLED, "closest_pair", "b1 t0", F(79)),
    ([70, 90], [75], [], TWO_PLUS_ONE, State.SETTLED, "closest_pair", "b0 t0", F(145, 2)),
    ([70, 90], [80], [], TWO_PLUS_ONE, State.SETTLED, "third_between", "b0 b1 t0", F(80)),
    ([70, 90], [40], [], TWO_PLUS_ONE, State.LEADER_NEEDED, "third_apart", "", None),
    ([70, 90], [40], [66], TWO_PLUS_ONE, State.SETTLED, "leader_decides", "l0", F(66)),
    ([70, 90], [88], [66], TWO_PLUS_ONE, State.SETTLED, "closest_pair", "b1 t0", F(89)),
    ([70, 90], [40, 42], [], TWO_PLUS_ONE, State.SETTLED, "closest_pair", "t0 t1", F(41)),
]


@pytest.mark.parametrize(("base", "third", "leader", "scheme", "state", "rule", "used", "score"), TABLE)
def test_decision_table_in_every_order_of_arrival(
    base: list[int], third: list[int], leader: list[int], scheme: Scheme,
    state: State, rule: str, used: str, score: Fraction | None,
) -> None:
    spread = F(max(base) - min(base)) if len(base) > 1 else None
    expected = Resolution(state, tuple(used.split()), score, rule, spread)
    for order in permutations(readings_of(base, third, leader)):
        assert resolve(order, 2, TEN, scheme) == expected


@pytest.mark.parametrize(("inclusive", "state"), [(True, State.SETTLED), (False, State.THIRD_NEEDED)])
def test_difference_equal_to_the_tolerance_follows_the_setting(inclusive: bool, state: State) -> None:
    assert resolve(readings_of([70, 80], [], []), 2, Tolerance(F(10), inclusive)).state is state


def test_three_base_readings_are_judged_by_their_whole_spread() -> None:
    assert resolve(readings_of([70, 75, 80], [], []), 3, TEN).score == F(75)
    assert resolve(readings_of([70, 75, 81], [], []), 3, TEN).state is State.THIRD_NEEDED


def test_single_base_reading_is_settled_by_itself() -> None:
    result = resolve(readings_of([77], [], []), 1, TEN)
    assert (result.state, result.score, result.spread) == (State.SETTLED, F(77), None)


def test_tolerance_defaults_to_a_tenth_of_full_marks() -> None:
    assert Tolerance.share(F(70)) == Tolerance(F(7), True)
    assert Tolerance.share(F(70), F(1, 7), inclusive=False) == Tolerance(F(10), False)


@pytest.mark.parametrize(("readings", "wanted", "tolerance"), [
    ([Reading("x", Kind.BASE, F(1)), Reading("x", Kind.BASE, F(2))], 2, TEN),
    ([Reading("x", Kind.LEADER, F(1)), Reading("y", Kind.LEADER, F(2))], 2, TEN),
    ([], 0, TEN),
    ([], 2, Tolerance(F(-1))),
])
def test_malformed_readings_are_refused(readings: list[Reading], wanted: int, tolerance: Tolerance) -> None:
    with pytest.raises(InvalidProblem):
        resolve(readings, wanted, tolerance)


MARKS = st.integers(0, 100)


@settings(derandomize=True, database=None)
@given(st.lists(MARKS, max_size=3), st.lists(MARKS, max_size=2), st.lists(MARKS, max_size=1),
       st.sampled_from(Scheme), st.randoms(use_true_random=False))
def test_order_of_arrival_changes_nothing(base, third, leader, scheme, shuffler) -> None:  # type: ignore[no-untyped-def]
    readings = readings_of(base, third, leader)
    shuffled = readings.copy()
    shuffler.shuffle(shuffled)
    result = resolve(readings, 2, TEN, scheme)
    assert resolve(shuffled, 2, TEN, scheme) == result
    assert (result.state is State.SETTLED) == (result.score is not None) == bool(result.used)
    if result.score is not None:
        used = [reading.total for reading in readings if reading.id in result.used]
        assert min(used) <= result.score <= max(used)
