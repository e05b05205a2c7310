"""The weakest tie of a panel, against all divisions tried one by one; who is warned by it, and who is not."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

from scoring import simulate
from scoring.aggregation import links, robust, severity
from scoring.aggregation.parts import components
from scoring.tables import Ints, MarkTable

PAPERS, JUDGES, READINGS = 300, 12, 3


def dealt(papers: int, judges: int, readings: int, seed: int) -> Ints:
    """(papers, readings) judges of every paper, at random."""
    everyone = np.tile(np.arange(judges), (papers, 1))
    return np.random.default_rng(seed).permuted(everyone, axis=1)[:, :readings]


def own_panels(seed: int, joined: int, papers: int = PAPERS, judges: int = JUDGES) -> Ints:
    """Each half of the papers to its half of the judges, but for ``joined`` readings by one of the other half."""
    rng, half = np.random.default_rng(seed), judges // 2
    given = dealt(papers, half, READINGS, seed) + half * (np.arange(papers) >= papers // 2)[:, None]
    for paper in rng.choice(papers, joined, replace=False):
        given[paper, rng.integers(READINGS)] = (half if paper < papers // 2 else 0) + rng.integers(half)
    return given


def readings_of(given: Ints) -> tuple[Ints, Ints, Ints]:
    """Paper and judge of every reading, part of every judge."""
    paper = np.repeat(np.arange(len(given)), given.shape[1])
    judge = np.unique(given.ravel(), return_inverse=True)[1].astype(np.int64)
    return paper, judge, components(paper, judge)[1]


def marked(given: Ints, seed: int) -> tuple[MarkTable, list[int]]:
    """Marks of the project's simulator for two regions of papers, and the regions."""
    rng, (paper, judge, _part) = np.random.default_rng(seed), readings_of(given)
    region = (np.arange(len(given)) * 2 // len(given)).tolist()
    truth, judges = simulate.draw_quality(region, rng), int(judge.max()) + 1
    pairs = list(zip(paper.tolist(), judge.tolist(), strict=True))
    found = simulate.simulate_panel(
        truth, pairs, (40, 30, 30), Fraction(1), rng, judges=judges, groups=region
    )
    names = [f"p{i:03d}" for i in range(len(given))], [f"j{i:02d}" for i in range(judges)]
    return MarkTable(tuple(names[0]), tuple(names[1]), paper, judge, found.totals, 100.0), region


def tie_of(given: Ints, group: set[int]) -> float:
    """The tie between a group of judges and all others, paper by paper."""
    tie = first = 0.0
    for row in given.tolist():
        inside = sum(judge in group for judge in row)
        tie, first = tie + inside * (len(row) - inside) / len(row), first + inside / len(row)
    return tie / (first * (len(given) - first) / len(given))


def weakest_by_trying(given: Ints, judges: int) -> float:
    groups = (set(group) for size in range(1, judges // 2 + 1) for group in combinations(range(judges), size))
    return min(tie_of(given, group) for group in groups)


@pytest.mark.parametrize("seed", range(6))
def test_weakest_tie_of_two_panels_is_the_least_of_all_divisions(seed: int) -> None:
    given = own_panels(seed, joined=1 + seed, papers=24, judges=8)
    assert links.weakest_tie(*readings_of(given)) == pytest.approx(weakest_by_trying(given, 8))


@pytest.mark.parametrize("seed", range(6))
def test_weakest_tie_is_that_of_some_division_and_near_the_least(seed: int) -> None:
    given = dealt(24, 7, 2, seed)
    found, least = links.weakest_tie(*readings_of(given)), weakest_by_trying(given, 7)
    assert least - 1e-9 <= found <= 1.5 * least


@pytest.mark.parametrize("joined", [2, 8])
def test_panels_joined_by_few_readings_are_always_told(joined: int) -> None:
    assert all(links.weak(*readings_of(own_panels(seed, joined))) for seed in range(25))


def test_a_third_of_the_papers_in_common_is_enough() -> None:
    assert not any(links.weak(*readings_of(own_panels(seed, 100))) for seed in range(10))


@pytest.mark.parametrize(
    ("papers", "judges", "readings"), [(300, 12, 3), (200, 40, 3), (50, 5, 3), (20, 5, 3), (100, 20, 2)]
)
def test_papers_dealt_at_random_are_never_called_weakly_linked(
    papers: int, judges: int, readings: int
) -> None:
    called = [links.weak(*readings_of(dealt(papers, judges, readings, seed))) for seed in range(50)]
    assert sum(called) == 0


def test_weak_link_inside_one_of_several_parts_is_found() -> None:
    joined, apart = own_panels(1, 2), own_panels(2, 100)
    assert links.weak(*readings_of(np.vstack([apart, joined + JUDGES])))
    assert not links.weak(*readings_of(np.vstack([apart, own_panels(3, 100) + JUDGES])))


def test_single_judges_have_nobody_to_be_tied_to() -> None:
    given = np.array([[0], [0], [1]])
    assert links.weakest_tie(*readings_of(given)) == float("inf")
    assert not links.weak(*readings_of(given))


def test_adjusted_score_and_robust_without_regions_are_warned_of_robust_with_regions_is_not() -> None:
    table, region = marked(own_panels(4, joined=4), seed=4)
    assert "weakly_linked" in severity.fit(table).warnings
    assert "weakly_linked" in robust.fit(table, states=2).warnings
    assert "weakly_linked" not in robust.fit(table, region, states=2).warnings
    table, _region = marked(dealt(PAPERS, JUDGES, READINGS, 4), seed=4)
    assert "weakly_linked" not in severity.fit(table).warnings
