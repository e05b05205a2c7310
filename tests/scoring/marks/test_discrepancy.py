"""The decision table, each row once, in every order of arrival, and against a literal reading of the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import InvalidProblem
from scoring.marks.discrepancy import Kind, Reading, Resolution, Rule, Scheme, State, Tolerance, resolve

F = Fraction
TEN = Tolerance(F(10))
AVERAGE, LEADER = Scheme.AVERAGE_ALL, Scheme.LEADER
TWO_ONE, TWO_ONE_ONE = Scheme.TWO_PLUS_ONE, Scheme.TWO_PLUS_ONE_PLUS_ONE


def readings_of(base: list[int], third: list[int], leader: list[int]) -> list[Reading]:
    groups = ((Kind.BASE, "b", base), (Kind.THIRD, "t", third), (Kind.LEADER, "l", leader))
    return [
        Reading(f"{name}{i}", kind, F(mark)) for kind, name, marks in groups for i, mark in enumerate(marks)
    ]


# base, third, leader, scheme -> state, rule, used, score
TABLE = [
    ([], [], [], AVERAGE, State.WAITING, "base_missing", "", None),
    ([80], [], [], AVERAGE, State.WAITING, "base_missing", "", None),
    ([80], [70], [75], TWO_ONE_ONE, State.WAITING, "base_missing", "", None),
    ([80, 90], [], [], AVERAGE, State.SETTLED, "base_agree", "b0 b1", F(85)),
    ([80, 85], [70], [], AVERAGE, State.SETTLED, "base_agree", "b0 b1 t0", F(235, 3)),
    ([80, 85], [70], [], TWO_ONE, State.SETTLED, "base_agree", "b0 b1", F(165, 2)),
    ([80, 85], [70], [], TWO_ONE_ONE, State.SETTLED, "base_agree", "b0 b1", F(165, 2)),
    ([80, 85], [], [60], LEADER, State.SETTLED, "base_agree", "b0 b1", F(165, 2)),
    ([70, 81], [], [], AVERAGE, State.THIRD_NEEDED, "base_differ", "", None),
    ([70, 81], [], [], TWO_ONE, State.THIRD_NEEDED, "base_differ", "", None),
    ([70, 81], [], [75], TWO_ONE_ONE, State.THIRD_NEEDED, "base_differ", "", None),
    ([70, 81], [], [], LEADER, State.LEADER_NEEDED, "base_differ", "", None),
    ([70, 81], [], [78], LEADER, State.SETTLED, "leader_decides", "l0", F(78)),
    ([70, 81], [50], [], AVERAGE, State.SETTLED, "all_averaged", "b0 b1 t0", F(67)),
    ([70, 81], [50], [60], AVERAGE, State.SETTLED, "all_averaged", "b0 b1 l0 t0", F(261, 4)),
    ([70, 90], [88], [], TWO_ONE, State.SETTLED, "closest_pair", "b1 t0", F(89)),
    ([70, 90], [88], [], TWO_ONE_ONE, State.SETTLED, "closest_pair", "b1 t0", F(89)),
    ([70, 81], [77], [], TWO_ONE_ONE, State.SETTLED, "closest_pair", "b1 t0", F(79)),
    ([70, 90], [75], [], TWO_ONE_ONE, State.SETTLED, "closest_pair", "b0 t0", F(145, 2)),
    ([70, 90], [80], [], TWO_ONE_ONE, State.SETTLED, "third_between", "b0 b1 t0", F(80)),
    ([70, 92], [81], [], TWO_ONE, State.SETTLED, "third_between", "b0 b1 t0", F(81)),
    ([70, 92], [81], [], TWO_ONE_ONE, State.LEADER_NEEDED, "third_apart", "", None),
    ([70, 90], [40], [], TWO_ONE, State.SETTLED, "closest_pair", "b0 t0", F(55)),
    ([70, 90], [40], [], TWO_ONE_ONE, State.LEADER_NEEDED, "third_apart", "", None),
    ([70, 90], [40], [66], TWO_ONE_ONE, State.SETTLED, "leader_decides", "l0", F(66)),
    ([70, 90], [88], [66], TWO_ONE_ONE, State.SETTLED, "closest_pair", "b1 t0", F(89)),
    ([70, 90], [40, 42], [], TWO_ONE_ONE, State.SETTLED, "closest_pair", "t0 t1", F(41)),
]


@pytest.mark.parametrize(("base", "third", "leader", "scheme", "state", "rule", "used", "score"), TABLE)
def test_decision_table_in_every_order_of_arrival(
    base: list[int],
    third: list[int],
    leader: list[int],
    scheme: Scheme,
    state: State,
    rule: str,
    used: str,
    score: Fraction | None,
) -> None:
    spread = F(max(base) - min(base)) if len(base) > 1 else None
    expected = Resolution(state, tuple(used.split()), score, rule, spread)
    for order in permutations(readings_of(base, third, leader)):
        assert resolve(order, Rule(2, TEN, scheme)) == expected


@pytest.mark.parametrize(("inclusive", "state"), [(True, State.SETTLED), (False, State.THIRD_NEEDED)])
def test_difference_equal_to_the_tolerance_follows_the_setting(inclusive: bool, state: State) -> None:
    assert resolve(readings_of([70, 80], [], []), Rule(2, Tolerance(F(10), inclusive))).state is state


def test_three_base_readings_are_judged_by_their_whole_spread() -> None:
    assert resolve(readings_of([70, 75, 80], [], []), Rule(3, TEN)).score == F(75)
    assert resolve(readings_of([70, 75, 81], [], []), Rule(3, TEN)).state is State.THIRD_NEEDED


def test_single_base_reading_is_settled_by_itself() -> None:
    result = resolve(readings_of([77], [], []), Rule(1, TEN))
    assert (result.state, result.score, result.spread) == (State.SETTLED, F(77), None)


def test_tolerance_defaults_to_a_tenth_of_full_marks() -> None:
    assert Tolerance.share(F(70)) == Tolerance(F(7), True)
    assert Tolerance.share(F(70), F(1, 7), inclusive=False) == Tolerance(F(10), False)


# ---- single criteria

PARTS = {"theme": Tolerance(F(4)), "language": Tolerance(F(3), inclusive=False)}


def sheet(name: str, kind: Kind, theme: int, language: int, rest: int = 40) -> Reading:
    marks = {"theme": F(theme), "language": F(language), "rest": F(rest)}
    return Reading(name, kind, sum(marks.values(), F(0)), marks)


# base sheets as (theme, language, rest), scheme -> state, criteria apart
CRITERIA = [
    ([(30, 20, 40), (34, 18, 40)], AVERAGE, State.SETTLED, ()),
    ([(30, 20, 40), (35, 18, 40)], AVERAGE, State.THIRD_NEEDED, ("theme",)),
    (
        [(30, 20, 40), (34, 17, 40)],
        TWO_ONE,
        State.THIRD_NEEDED,
        ("language",),
    ),  # 3 is beyond, inclusive=False
    (
        [(30, 20, 40), (35, 15, 40)],
        LEADER,
        State.LEADER_NEEDED,
        ("language", "theme"),
    ),  # the totals are equal
    ([(30, 20, 40), (30, 20, 29)], AVERAGE, State.THIRD_NEEDED, ()),  # only the totals differ
]


@pytest.mark.parametrize(("base", "scheme", "state", "apart"), CRITERIA)
def test_criteria_with_a_tolerance_of_their_own_call_for_another_reading(
    base: list[tuple[int, int, int]], scheme: Scheme, state: State, apart: tuple[str, ...]
) -> None:
    readings = [sheet(f"b{i}", Kind.BASE, *marks) for i, marks in enumerate(base)]
    for order in permutations(readings):
        found = resolve(order, Rule(2, TEN, scheme, PARTS))
        assert (found.state, found.apart) == (state, apart)
        assert resolve(order, Rule(2, TEN, scheme)).apart == ()


def test_a_pair_that_is_apart_in_a_criterion_does_not_settle_the_paper() -> None:
    base = [sheet("b0", Kind.BASE, 30, 20), sheet("b1", Kind.BASE, 36, 19)]
    near = sheet("t0", Kind.THIRD, 25, 25)  # the total of b0, of other parts
    rule = Rule(2, TEN, TWO_ONE_ONE, PARTS)
    assert resolve([*base, near], rule).state is State.LEADER_NEEDED
    assert resolve([*base, sheet("t0", Kind.THIRD, 35, 19)], rule).used == ("b1", "t0")
    # 2+1 takes the closest totals, whatever their parts
    assert resolve([*base, near], Rule(2, TEN, TWO_ONE, PARTS)).used == ("b0", "t0")


# ---- against a literal reading of the rules

SMALL = Tolerance(F(2))
LEVELS = (0, 1, 3, 6)


def literal(readings: Sequence[Reading], scheme: Scheme) -> tuple[State, set[str]]:
    """The rules as a handbook would say them, for two base readings: state and which readings count."""
    base = [r for r in readings if r.kind is Kind.BASE]
    third = [r for r in readings if r.kind is Kind.THIRD]
    leader = [r for r in readings if r.kind is Kind.LEADER]
    if len(base) < 2:
        return State.WAITING, set()
    if abs(base[0].total - base[1].total) <= 2:
        return State.SETTLED, {r.id for r in (readings if scheme is AVERAGE else base)}
    if scheme is not LEADER and not third:
        return State.THIRD_NEEDED, set()
    if scheme is AVERAGE:
        return State.SETTLED, {r.id for r in readings}
    if scheme is not LEADER:
        reach = 2 if scheme is TWO_ONE_ONE else 99
        gaps = {
            (a.id, b.id): abs(a.total - b.total)
            for a, b in combinations(base + third, 2)
            if third[0] in (a, b) and abs(a.total - b.total) <= reach
        }
        if gaps:
            return State.SETTLED, {
                name for pair, gap in gaps.items() if gap == min(gaps.values()) for name in pair
            }
    return (State.SETTLED, {leader[0].id}) if leader else (State.LEADER_NEEDED, set())


@pytest.mark.parametrize("scheme", Scheme)
def test_every_small_case_is_as_the_handbook_says_in_every_order(scheme: Scheme) -> None:
    for bases, thirds, leaders in product(range(3), range(2), range(2)):
        for totals in product(LEVELS, repeat=bases + thirds):
            readings = readings_of(list(totals[:bases]), list(totals[bases:]), [2] * leaders)
            state, used = literal(readings, scheme)
            answers = {resolve(order, Rule(2, SMALL, scheme)) for order in permutations(readings)}
            assert len(answers) == 1
            answer = answers.pop()
            assert (answer.state, set(answer.used)) == (state, used)


def test_readings_are_left_as_they_were() -> None:
    readings = [
        sheet("b0", Kind.BASE, 30, 20),
        sheet("b1", Kind.BASE, 10, 5),
        sheet("t0", Kind.THIRD, 20, 10),
    ]
    before = repr(readings)
    for scheme in Scheme:
        resolve(readings, Rule(2, TEN, scheme, PARTS))
    assert repr(readings) == before


def test_a_sheet_that_was_changed_is_decided_afresh() -> None:
    rule = Rule(2, TEN, TWO_ONE_ONE)
    far = readings_of([60, 80], [], [])
    assert resolve(far, rule).state is State.THIRD_NEEDED
    assert resolve([Reading("b0", Kind.BASE, F(75)), far[1]], rule).score == F(155, 2)


# ---- malformed input

UNMARKED: Mapping[str, Tolerance] = {"theme": Tolerance(F(4))}


@pytest.mark.parametrize(
    ("readings", "rule"),
    [
        ([Reading("x", Kind.BASE, F(1)), Reading("x", Kind.BASE, F(2))], Rule(2, TEN)),
        ([Reading("x", Kind.LEADER, F(1)), Reading("y", Kind.LEADER, F(2))], Rule(2, TEN)),
        ([], Rule(0, TEN)),
        ([], Rule(2, Tolerance(F(-1)))),
        ([], Rule(2, TEN, criteria={"theme": Tolerance(F(-1))})),
        ([Reading("x", Kind.BASE, F(1))], Rule(2, TEN, criteria=UNMARKED)),
    ],
)
def test_malformed_readings_are_refused(readings: list[Reading], rule: Rule) -> None:
    with pytest.raises(InvalidProblem):
        resolve(readings, rule)


MARKS = st.integers(0, 100)


@settings(max_examples=40, derandomize=True, database=None)
@given(
    st.lists(MARKS, max_size=3),
    st.lists(MARKS, max_size=2),
    st.lists(MARKS, max_size=1),
    st.sampled_from(Scheme),
    st.randoms(use_true_random=False),
)
def test_order_of_arrival_changes_nothing(base, third, leader, scheme, shuffler) -> None:  # type: ignore[no-untyped-def]
    readings = readings_of(base, third, leader)
    shuffled = readings.copy()
    shuffler.shuffle(shuffled)
    result = resolve(readings, Rule(2, TEN, scheme))
    assert resolve(shuffled, Rule(2, TEN, scheme)) == result
    assert (result.state is State.SETTLED) == (result.score is not None) == bool(result.used)
    if result.score is not None:
        used = [reading.total for reading in readings if reading.id in result.used]
        assert min(used) <= result.score <= max(used)
