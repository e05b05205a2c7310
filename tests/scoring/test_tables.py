"""The table of marks refuses everything the mathematics may not meet, and forgets the order of arrival."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import InvalidProblem
from scoring.tables import MarkTable

PAPERS = ("p1", "p2", "p3")
JUDGES = ("j1", "j2")


def table(paper: object, judge: object, total: object, full: float = 100.0, least: float = 0.0) -> MarkTable:
    return MarkTable(PAPERS, JUDGES, paper, judge, total, full, least)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("paper", "judge", "total", "full"),
    [
        ([0], [0], [float("nan")], 100),
        ([0], [0], [float("inf")], 100),
        ([0], [0], [-0.5], 100),
        ([0], [0], [100.5], 100),
        ([0], [0], ["eighty"], 100),
        ([0], [0], [[80.0]], 100),
        ([3], [0], [80.0], 100),
        ([-1], [0], [80.0], 100),
        ([0], [2], [80.0], 100),
        ([0.5], [0], [80.0], 100),
        ([[0]], [0], [80.0], 100),
        ([0, 1], [0], [80.0], 100),
        ([0, 1], [0, 0], [80.0], 100),
        ([0, 1, 0], [1, 0, 1], [80.0, 81.0, 82.0], 100),
        ([0], [0], [0.0], 0),
        ([0], [0], [0.0], float("nan")),
        ([0], [0], [0.0], float("inf")),
    ],
)
def test_malformed_table_is_refused(paper: object, judge: object, total: object, full: float) -> None:
    with pytest.raises(InvalidProblem):
        table(paper, judge, total, full)


@pytest.mark.parametrize("least", [-1.0, 100.0, 101.0, float("nan"), float("inf")])
def test_least_total_lies_between_nothing_and_full_marks(least: float) -> None:
    with pytest.raises(InvalidProblem, match="least total"):
        table([0], [0], [100.0], least=least)


def test_scale_may_begin_above_nothing() -> None:
    built = table([0, 1], [0, 0], [25.0, 50.0], 50, 25)
    assert (built.least, built.span) == (25.0, 25.0)
    with pytest.raises(InvalidProblem, match=r"total 24\.5 is not a number from 25 to 50"):
        table([0], [0], [24.5], 50, 25)


def test_repeated_ids_are_refused() -> None:
    none = np.array([], dtype=np.int64)
    with pytest.raises(InvalidProblem, match="'a' twice"):
        MarkTable(("a", "b", "a"), JUDGES, none, none, np.array([]), 100.0)
    with pytest.raises(InvalidProblem, match="'j' twice"):
        MarkTable(("a",), ("j", "j"), none, none, np.array([]), 100.0)


def test_second_reading_names_paper_and_judge() -> None:
    with pytest.raises(InvalidProblem, match="'p1' has two readings by judge 'j2'"):
        MarkTable.from_readings(PAPERS, JUDGES, [("p1", "j2", 80), ("p2", "j2", 70), ("p1", "j2", 81)], 100)


def test_unknown_id_in_readings_is_refused() -> None:
    with pytest.raises(InvalidProblem, match="unknown"):
        MarkTable.from_readings(PAPERS, JUDGES, [("p9", "j2", 80)], 100)


def test_bounds_of_the_scale_are_inside() -> None:
    assert table([0, 1], [0, 0], [0.0, 100.0]).total.tolist() == [0.0, 100.0]


def test_papers_and_judges_without_readings_are_kept() -> None:
    built = table([1, 1], [0, 1], [60, 70])
    assert built.readings_per_paper().tolist() == [0, 2, 0]
    assert built.readings_per_judge().tolist() == [1, 1]
    empty = MarkTable.from_readings(PAPERS, JUDGES, [], 100)
    assert empty.readings_per_paper().tolist() == [0, 0, 0]


def test_arrays_are_copied_and_read_only() -> None:
    total = np.array([60.0, 70.0])
    built = table([0, 1], [0, 0], total)
    total[0] = 1.0
    assert built.total.tolist() == [60.0, 70.0]
    with pytest.raises(ValueError, match="read-only"):
        built.total[0] = 5.0


READINGS = [("p1", "j1", 60.0), ("p1", "j2", 61.0), ("p2", "j1", 70.0), ("p3", "j2", 80.5)]


@settings(max_examples=20)
@given(st.permutations(READINGS))
def test_order_of_arrival_does_not_change_table_or_digest(shuffled: list[tuple[str, str, float]]) -> None:
    first = MarkTable.from_readings(PAPERS, JUDGES, READINGS, 100)
    again = MarkTable.from_readings(PAPERS, JUDGES, shuffled, 100)
    assert again.total.tolist() == first.total.tolist()
    assert again.digest() == first.digest()


def test_digest_changes_with_every_part_of_the_content() -> None:
    def digest(
        papers: tuple[str, ...] = PAPERS, rows: object = READINGS, full: float = 100, least: float = 0
    ) -> str:
        return MarkTable.from_readings(papers, JUDGES, rows, full, least).digest()  # type: ignore[arg-type]

    changed = [
        digest(("p2", "p1", "p3")),
        digest((*PAPERS, "p4")),
        digest(full=101),
        digest(least=1),
        digest(rows=READINGS[:-1]),
        digest(rows=[*READINGS[:-1], ("p3", "j2", 80.0)]),
        digest(rows=[*READINGS[:-1], ("p3", "j1", 80.5)]),
    ]
    assert len({digest(), *changed}) == 8


def test_negative_zero_is_the_same_mark_as_zero() -> None:
    assert table([0], [0], [-0.0]).digest() == table([0], [0], [0.0]).digest()
