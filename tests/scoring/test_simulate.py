"""The simulated world is what it says: known severities, noise and kinds come back out of the marks."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from scoring.errors import InvalidProblem
from scoring.simulate import (
    CLEAN,
    JudgeKind,
    Simulated,
    World,
    draw_marks,
    draw_panel,
    draw_quality,
    simulate_panel,
)

MAXIMA = (40, 30, 30)
ONE = Fraction(1)


def crossed(papers: int, judges: int) -> list[tuple[int, int]]:
    return [(paper, judge) for paper in range(papers) for judge in range(judges)]


def contest(world: World, papers: int = 400, judges: int = 12, seed: int = 0) -> tuple[Simulated, np.ndarray]:
    """Everybody reads everything; returns the marks and the totals as (P, J)."""
    rng = np.random.default_rng(seed)
    quality = draw_quality([0] * papers, rng, world)
    simulated = simulate_panel(quality, crossed(papers, judges), MAXIMA, ONE, rng, world)
    return simulated, simulated.totals.reshape(papers, judges)


def test_marks_are_whole_steps_within_each_criterion() -> None:
    rng = np.random.default_rng(0)
    quality = draw_quality([0] * 200, rng, World(mean=92))
    half = simulate_panel(quality, crossed(200, 4), MAXIMA, Fraction(1, 2), rng, World(mean=92))
    assert half.marks.shape == (800, 3)
    assert half.marks.dtype == np.int64
    assert half.marks.min() >= 0
    assert half.marks.max(axis=0).tolist() == [80, 60, 60]
    assert half.totals.tolist() == (half.marks.sum(axis=1) / 2).tolist()


def test_no_mark_is_below_the_least_one() -> None:
    rng, harsh = np.random.default_rng(0), World(mean=50)
    quality = draw_quality([0] * 200, rng, harsh)
    half = Fraction(1, 2)
    drawn = simulate_panel(
        quality, crossed(200, 4), (10, 5, 10), half, rng, harsh, minima=(5, half, Fraction(9, 4))
    )
    assert drawn.marks.min(axis=0).tolist() == [10, 1, 5]  # 2.25 is no mark: the next one is 2.5
    assert (drawn.marks <= [20, 10, 20]).all()


def test_same_seed_gives_the_same_marks() -> None:
    one, _ = contest(World(), 50, 5, seed=3)
    two, _ = contest(World(), 50, 5, seed=3)
    other, _ = contest(World(), 50, 5, seed=4)
    assert (one.marks == two.marks).all()
    assert (one.marks != other.marks).any()


def test_severities_come_back_as_differences_of_judges_means() -> None:
    plain = World(mean=60, random=0, central=0, harsh=0, favouring=0, slips=0)
    simulated, totals = contest(plain)
    found = totals.mean(axis=0) - totals.mean()
    true = simulated.panel.severity - simulated.panel.severity.mean()
    # Standard error of a judge's mean here is about 0.3 points.
    assert np.abs(found - true).max() < 1.2
    assert true.std() > 2


def test_clean_world_leaves_only_quality_and_noise() -> None:
    simulated, totals = contest(CLEAN)
    assert (simulated.panel.severity == 0).all()
    assert (simulated.panel.kind == JudgeKind.NORMAL).all()
    assert np.corrcoef(totals.mean(axis=1), simulated.quality)[0, 1] > 0.97
    residual = totals - totals.mean(axis=1, keepdims=True)
    # Noise 5.5, three criteria residuals of 4 (weights .4 .3 .3: 2.33) and halo spread: about 6 to 6.6.
    assert 5.5 < residual.std() < 6.8


def test_careless_kinds_are_drawn_in_their_shares_and_behave_so() -> None:
    world = World(mean=60, random=0.2, central=0.2, harsh=0.2, favouring=0.2, slips=0)
    simulated, totals = contest(world, judges=20)
    kinds = simulated.panel.kind
    assert [int((kinds == kind).sum()) for kind in JudgeKind] == [4, 4, 4, 4, 4]
    follow = np.array([np.corrcoef(totals[:, judge], simulated.quality)[0, 1] for judge in range(20)])
    assert np.abs(follow[kinds == JudgeKind.RANDOM]).max() < 0.2
    assert follow[kinds == JudgeKind.NORMAL].min() > 0.5
    slopes = np.array([np.polyfit(simulated.quality, totals[:, judge], 1)[0] for judge in range(20)])
    assert slopes[kinds == JudgeKind.CENTRAL].max() < 0.5 < slopes[kinds == JudgeKind.NORMAL].min()
    assert (simulated.panel.severity[kinds == JudgeKind.HARSH] == -10).all()


def test_favoured_group_gets_its_bonus() -> None:
    world = World(mean=60, random=0, central=0, harsh=0, favouring=1, slips=0)
    rng = np.random.default_rng(1)
    groups = [paper % 2 for paper in range(600)]
    panel = draw_panel(6, np.array([0.4, 0.3, 0.3]), rng, world, groups=2)
    quality = np.full(600, 60.0)
    marked = draw_marks(quality, crossed(600, 6), MAXIMA, ONE, panel, rng, world, groups)
    totals = marked.totals.reshape(600, 6)
    lift = totals[0::2].mean(axis=0) - totals[1::2].mean(axis=0)
    expected = np.where(panel.favours == 0, 8.0, -8.0)
    assert np.abs(lift - expected).max() < 2


def test_slips_are_told_and_as_frequent_as_set() -> None:
    simulated, _ = contest(World(mean=60, slips=0.1))
    assert 0.08 < simulated.slipped.mean() < 0.12


def test_groups_share_their_level() -> None:
    quality = draw_quality([0] * 500 + [1] * 500, np.random.default_rng(2), World(sd_group=30))
    assert abs(quality[:500].mean() - quality[500:].mean()) > 3
    assert quality[:500].std() == pytest.approx(7, abs=0.8)


@pytest.mark.parametrize(
    ("pairs", "step"),
    [
        ([(0, 3)], ONE),
        ([(2, 0)], ONE),
        ([(0, -1)], ONE),
        ([(0, 0)], Fraction(7)),
    ],
)
def test_malformed_reading_or_step_is_refused(pairs: list[tuple[int, int]], step: Fraction) -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(InvalidProblem):
        simulate_panel(np.array([70.0, 60.0]), pairs, MAXIMA, step, rng, judges=3)


def test_no_readings_give_empty_marks() -> None:
    simulated = simulate_panel(np.array([70.0]), [], MAXIMA, ONE, np.random.default_rng(0), judges=2)
    assert simulated.marks.shape == (0, 3)
