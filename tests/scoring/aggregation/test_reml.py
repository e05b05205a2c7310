"""The sparse REML against dense matrices, derivatives by differences, and published estimates."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.aggregation import levels, reml
from scoring.tables import Floats, Ints


def some_design(seed: int, papers: int = 9, judges: int = 4) -> reml.Crossed:
    """An unbalanced, connected design with papers of one to all readings."""
    rng = np.random.default_rng(seed)
    read = rng.random((papers, judges)) < 0.6
    read[0] = True
    read[np.arange(papers), rng.integers(0, judges, papers)] = True
    paper, judge = np.nonzero(read)
    mark = rng.normal(0, 3, papers)[paper] + rng.normal(0, 2, judges)[judge] + rng.normal(0, 2, len(paper))
    return reml.Crossed.of(paper.astype(np.int64), judge.astype(np.int64), mark - mark.mean())


def dense_variance(design: reml.Crossed, ratio_paper: float, ratio_judge: float) -> Floats:
    papers: Floats = (design.paper[:, None] == design.paper[None, :]).astype(float)
    judges: Floats = (design.judge[:, None] == design.judge[None, :]).astype(float)
    return np.eye(len(design.mark)) + ratio_paper * papers + ratio_judge * judges


def dense_criterion(design: reml.Crossed, ratio_paper: float, ratio_judge: float) -> float:
    """Restricted likelihood by its definition: slow, with the full matrix of variances."""
    variance = dense_variance(design, ratio_paper, ratio_judge)
    inverse = np.linalg.inv(variance)
    ones = np.ones(len(design.mark))
    fixed = ones @ inverse @ ones
    projection = inverse - np.outer(inverse @ ones, inverse @ ones) / fixed
    spread = design.mark @ projection @ design.mark
    return float((len(ones) - 1) * np.log(spread) + np.linalg.slogdet(variance)[1] + np.log(fixed))


@pytest.mark.parametrize("ratios", [(0.7, 0.4), (0.0, 0.5), (1.5, 0.0), (0.0, 0.0), (40.0, 12.0)])
@pytest.mark.parametrize("seed", [1, 2])
def test_criterion_equals_the_dense_definition(seed: int, ratios: tuple[float, float]) -> None:
    design = some_design(seed)
    assert reml.evaluate(design, *ratios).criterion == pytest.approx(dense_criterion(design, *ratios))


@pytest.mark.parametrize("ratios", [(0.7, 0.4), (1.5, 3.0)])
def test_slope_equals_the_difference_quotient(ratios: tuple[float, float]) -> None:
    design, step = some_design(3), 1e-5
    for k in range(2):
        up, down = list(ratios), list(ratios)
        up[k] += step
        down[k] -= step
        quotient = (dense_criterion(design, *up) - dense_criterion(design, *down)) / (2 * step)
        assert reml.slope(reml.evaluate(design, *ratios))[k] == pytest.approx(quotient, rel=1e-5)


@pytest.mark.parametrize("seed", range(6))
def test_estimate_is_the_minimum_of_a_dense_grid(seed: int) -> None:
    design = some_design(seed)
    state = reml.estimate(design, (True, True))
    grid = [0.0, *np.exp(np.linspace(-6, 4, 15))]
    best = min(dense_criterion(design, paper, judge) for paper in grid for judge in grid)
    assert state.criterion <= best + 1e-8


def balanced(papers: int, judges: int, marks: Floats) -> reml.Crossed:
    paper, judge = np.divmod(np.arange(papers * judges, dtype=np.int64), judges)
    return reml.Crossed.of(paper, judge, marks.ravel() - marks.mean())


def mean_squares(marks: Floats) -> tuple[float, float, float]:
    papers, judges = marks.shape
    rest = marks - marks.mean(1, keepdims=True) - marks.mean(0) + marks.mean()
    return (
        judges * float(marks.mean(1).var(ddof=1)),
        papers * float(marks.mean(0).var(ddof=1)),
        float((rest**2).sum()) / ((papers - 1) * (judges - 1)),
    )


def test_balanced_table_gives_the_analysis_of_variance() -> None:
    rng = np.random.default_rng(11)
    marks = rng.normal(0, 5, (30, 1)) + rng.normal(0, 3, 6) + rng.normal(0, 2, (30, 6))
    state = reml.estimate(balanced(30, 6, marks), (True, True))
    between_papers, between_judges, within = mean_squares(marks)
    assert state.variance == pytest.approx(within, rel=1e-6)
    assert state.variance * state.ratio_paper == pytest.approx((between_papers - within) / 6, rel=1e-6)
    assert state.variance * state.ratio_judge == pytest.approx((between_judges - within) / 30, rel=1e-6)
    assert reml.degrees_of_freedom(state) == pytest.approx(29 * 5, rel=1e-3)


def test_judges_who_agree_too_well_have_variance_exactly_zero() -> None:
    rng = np.random.default_rng(12)
    marks = rng.normal(0, 5, (20, 1)) + rng.normal(0, 2, (20, 4))
    marks -= marks.mean(0)  # judges differ less than noise alone would make them
    state = reml.estimate(balanced(20, 4, marks), (True, True))
    assert state.ratio_judge == 0.0
    assert not state.inner.any()
    one_way = (marks - marks.mean(1, keepdims=True)).var() * 4 / 3
    assert state.variance == pytest.approx(one_way, rel=1e-6)


def test_papers_of_equal_worth_have_variance_exactly_zero() -> None:
    rng = np.random.default_rng(13)
    marks = rng.normal(0, 3, 5) + rng.normal(0, 2, (15, 5))
    marks -= marks.mean(1, keepdims=True)
    state = reml.estimate(balanced(15, 5, marks), (True, True))
    assert state.ratio_paper == 0.0
    assert state.ratio_judge > 0


def test_marks_without_residual_end_at_the_upper_edge() -> None:
    marks = np.array([[1.0], [4.0], [9.0], [2.0]]) + np.array([0.0, 2.0, -1.0])
    state = reml.estimate(balanced(4, 3, marks), (True, True))
    assert state.variance < 1e-4
    lean = state.ratio_judge * state.design.by_judge(state.residual)
    assert lean.tolist() == pytest.approx([-1 / 3, 5 / 3, -4 / 3], abs=1e-3)


def test_ratios_that_are_not_free_stay_zero() -> None:
    paper: Ints = np.arange(6, dtype=np.int64)
    design = reml.Crossed.of(paper, paper % 2, np.array([1.0, -1, 2, -2, 0.5, -0.5]))
    state = reml.estimate(design, (False, False))
    assert (state.ratio_paper, state.ratio_judge) == (0.0, 0.0)
    assert state.variance == pytest.approx(np.var(design.mark, ddof=1))


def two_parts() -> tuple[reml.Crossed, Ints]:
    """Two tables side by side, and the part of each reading."""
    one, other = some_design(4), some_design(5)
    paper = np.concatenate([one.paper, other.paper + 9])
    judge = np.concatenate([one.judge, other.judge + 4])
    part = np.repeat(np.arange(2), 9)
    return reml.Crossed.of(paper, judge, np.concatenate([one.mark + 1.5, other.mark]), part), part[paper]


def dense_projection(design: reml.Crossed, ratios: tuple[float, float], levels: Floats) -> Floats:
    inverse = np.linalg.inv(dense_variance(design, *ratios))
    return np.asarray(
        inverse - inverse @ levels @ np.linalg.inv(levels.T @ inverse @ levels) @ levels.T @ inverse
    )


def test_parts_with_levels_of_their_own_follow_the_dense_definition() -> None:
    (design, part), step = two_parts(), 1e-5
    own = np.eye(2)[part]

    def criterion(*ratios: float) -> float:
        variance = dense_variance(design, *ratios)
        spread = design.mark @ dense_projection(design, (ratios[0], ratios[1]), own) @ design.mark
        inner = np.linalg.slogdet(own.T @ np.linalg.inv(variance) @ own)[1]
        return float((len(part) - 2) * np.log(spread) + np.linalg.slogdet(variance)[1] + inner)

    state = reml.evaluate(design, 0.7, 0.4)
    assert state.criterion == pytest.approx(criterion(0.7, 0.4))
    for k, (up, down) in enumerate(
        (((0.7 + step, 0.4), (0.7 - step, 0.4)), ((0.7, 0.4 + step), (0.7, 0.4 - step)))
    ):
        quotient = (criterion(*up) - criterion(*down)) / (2 * step)
        assert reml.slope(state)[k] == pytest.approx(quotient, rel=1e-5)


@pytest.mark.parametrize("ratio", [0.0, 0.8, 1e9])
def test_levels_between_alike_and_their_own_are_one_more_random_effect(ratio: float) -> None:
    design, part = two_parts()
    state = levels.alike(reml.evaluate(design, 0.7, 0.4), ratio)
    same_part = (part[:, None] == part[None, :]).astype(float)
    inverse = np.linalg.inv(dense_variance(design, 0.7, 0.4) + min(ratio, 1e6) * same_part)
    ones = inverse.sum(axis=0)
    projection = inverse - np.outer(ones, ones) / ones.sum()
    assert state.residual == pytest.approx(projection @ design.mark, abs=1e-4)
    other: Floats = np.asarray(part + 0.5, dtype=np.float64)
    assert state.projected(other) == pytest.approx(projection @ other, abs=1e-4)
