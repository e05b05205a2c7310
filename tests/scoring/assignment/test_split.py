"""The least variance of a plan whose judges fall into sides; how many linking readings are worth it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scoring.assignment import quality
from scoring.assignment.flow import solve
from scoring.assignment.split import SLACK, crossings, fewest_links, least_trace
from tests.scoring.assignment.builders import regional

# 60 / 20 / 20 % of the papers and 50 / 30 / 20 % of the judges: the most even plan has two sides.
SKEWED = regional([0] * 120 + [1] * 40 + [2] * 40, [0] * 10 + [1] * 6 + [2] * 4, 3)


def random_information(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """A Laplacian of judges on three sides, sides, readings and pairs of a random plan with few crossings."""
    rng = np.random.default_rng(seed)
    sides = np.array([0] * 5 + [1] * 4 + [2] * 3)
    pairs, table = [], np.zeros((12, 12))
    for paper in range(150):
        near = sides == rng.integers(3)
        chance = np.where(near, 1.0, 0.05)
        readers = rng.choice(12, size=int(rng.integers(2, 5)), replace=False, p=chance / chance.sum())
        member = np.bincount(readers, minlength=12)
        table += np.diag(member) - np.outer(member, member) / len(readers)
        pairs += [(paper, judge) for judge in readers.tolist()]
    found = np.array(pairs)
    return table, sides, np.bincount(found[:, 0]), found


def trace_of(table: np.ndarray) -> float:
    """Sum of variances of severities that sum to zero."""
    return float(np.trace(np.linalg.inv(table + 1 / len(table)))) - 1


@pytest.mark.parametrize("seed", range(5))
def test_least_trace_is_reached_by_averaging_over_the_judges_of_each_side(seed: int) -> None:
    table, sides, readings, pairs = random_information(seed)
    diagonal, bonds, links = crossings(sides, pairs, readings)
    least = least_trace(np.bincount(sides), diagonal, bonds)
    rng, averaged = np.random.default_rng(0), np.zeros_like(table)
    for _ in range(4000):  # exchange the judges of each side at random
        order = np.concatenate([rng.permutation(np.flatnonzero(sides == side)) for side in range(3)])
        averaged += table[np.ix_(order, order)] / 4000
    assert least == pytest.approx(trace_of(averaged), rel=1e-3)
    assert least < trace_of(table)
    assert links == sum(
        len(group) - np.bincount(group).max()
        for group in np.split(sides[pairs[:, 1]], np.cumsum(readings)[:-1])
    )


def test_sides_without_a_link_have_no_finite_variance() -> None:
    assert least_trace(np.array([4, 6]), np.array([20.0, 30.0]), np.zeros((2, 2))) == float("inf")


def test_fewest_links_are_within_the_slack_of_the_best_number_and_one_fewer_is_not() -> None:
    def trace(links: int) -> float:
        diagonal = np.array([1200 - links, 1800 + links]) * 2 / 3
        return least_trace(np.array([20, 20]), diagonal, np.full((2, 2), links * 2 / 3))

    links = fewest_links((20, 20), (1200, 1800), 3.0)
    best = min(trace(number) for number in range(1, 600))
    assert trace(links) <= SLACK * best < trace(links - 1)
    assert fewest_links((2, 2), (4, 4), 2.0) == 1


def test_skewed_plans_are_near_the_least_variance_of_any_plan_with_as_many_links() -> None:
    spreads, ratios = [], []
    for links in (10, 40, None):
        plan = solve(replace(SKEWED, links=links), np.random.default_rng(0))
        report = quality.report(SKEWED, plan)
        assert report.links is not None
        assert report.links == pytest.approx(links or 24, abs=4)
        assert report.link_ratio is not None
        assert report.variance_ratio is not None
        assert 1 < report.link_ratio < 1.02
        spreads.append(report.load_spread)
        ratios.append(report.variance_ratio)
    assert spreads[0] < spreads[2] < spreads[1]
    assert spreads[0] <= 12 + 2 * 10 / 10 + 2
    assert ratios[0] > ratios[2]


def test_plans_that_nothing_splits_have_no_links_to_report() -> None:
    even = regional([0, 1, 2] * 10, [0, 1, 2] * 3)
    report = quality.report(even, solve(even, np.random.default_rng(0)))
    assert (report.links, report.link_ratio) == (None, None)


def test_side_that_reads_nothing_but_links_is_nearly_unknown_without_overflow() -> None:
    bonds = np.array([[0.0, 4.0], [4.0, 0.0]])
    trace = least_trace(np.array([9, 9]), np.array([4 / 9, 4 / 9]), bonds)
    assert 1e100 < trace < float("inf")
