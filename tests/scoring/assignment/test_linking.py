"""Plans that even loads would split are joined; what cannot be joined is said so."""

from __future__ import annotations

from collections import Counter

import numpy as np

from scoring.assignment import quality
from scoring.assignment.board import Board
from scoring.assignment.check import violations
from scoring.assignment.flow import evenest, solve
from scoring.assignment.joining import join
from scoring.assignment.linking import judge_parts
from scoring.assignment.rules import compile_rules
from tests.scoring.assignment.builders import problem_of, regional

# 60 / 20 / 20 % of the papers and 50 / 30 / 20 % of the judges: the most even plan has two parts.
SKEWED = regional([0] * 120 + [1] * 40 + [2] * 40, [0] * 10 + [1] * 6 + [2] * 4, 3)


def test_judge_parts_follow_common_papers_and_leave_out_idle_judges() -> None:
    pairs = np.array([(0, 0), (0, 1), (1, 1), (1, 3), (2, 4), (2, 5)])
    assert judge_parts(pairs[:, 0], pairs[:, 1], 3, 6).tolist() == [0, 0, -1, 0, 1, 1]


def test_skewed_conflicts_give_one_part_at_little_cost_of_evenness() -> None:
    plan = solve(SKEWED, np.random.default_rng(0))
    report = quality.report(SKEWED, plan)
    assert violations(SKEWED, plan) == ()
    assert len(report.components) == 1
    # 360 readings of the big region fall to ten judges, 240 of the small ones to the other ten.
    assert report.least_spread == 12
    assert report.load_spread <= 12 + 4
    across = {p for p, j in plan.pairs if p >= 120 and j >= 10}
    assert len(across) >= 10


def test_each_judge_of_the_part_that_can_cross_takes_as_many_linking_readings() -> None:
    plan = solve(SKEWED, np.random.default_rng(0))
    links = Counter(j for p, j in plan.pairs if p >= 120 and j >= 10)
    assert links == dict.fromkeys(range(10, 20), 2)
    twice = Counter(p for p, j in plan.pairs if p >= 120 and j >= 10)
    assert max(twice.values()) == 1


def test_hard_maximum_is_kept_even_if_the_parts_stay_apart() -> None:
    tight = tuple(evenest(SKEWED).loads.tolist())
    problem = regional([0] * 120 + [1] * 40 + [2] * 40, [0] * 10 + [1] * 6 + [2] * 4, 3, load_max=tight)
    plan = solve(problem, np.random.default_rng(0))
    report = quality.report(problem, plan)
    assert violations(problem, plan) == ()
    assert dict(report.problems)["disconnected"] == {"parts": (10, 10)}
    assert report.variance_ratio is None


def test_open_papers_join_two_panels_of_started_readings() -> None:
    # Each open paper could be read inside one panel, with loads as even.
    fixed = tuple((p, j) for p in range(6) for j in ((0, 1) if p < 3 else (2, 3)))
    problem = problem_of(8, 4, fixed=fixed, load_max=(4, 4, 4, 4))
    for seed in range(8):
        report = quality.report(problem, solve(problem, np.random.default_rng(seed)))
        assert report.loads == (4, 4, 4, 4)
        assert len(report.components) == 1


def test_split_plan_is_joined_by_swapping_two_readings() -> None:
    problem = problem_of(6, 4, load_min=(3,) * 4, load_max=(3,) * 4)
    held = np.zeros((0, 2), dtype=np.int64)
    split = np.array([(p, j) for p in range(6) for j in ((0, 1) if p < 3 else (2, 3))])
    board = Board.of(compile_rules(problem)[0], split[:, 0], split[:, 1], held)
    papers, judges = join(board, held, np.random.default_rng(0))
    assert judge_parts(papers, judges, 6, 4).tolist() == [0, 0, 0, 0]
    assert np.bincount(judges).tolist() == [3, 3, 3, 3]
    assert len(set(zip(papers.tolist(), judges.tolist(), strict=True))) == 12


def test_single_readings_cannot_be_linked_and_are_reported() -> None:
    problem = problem_of(6, 3, 1)
    report = quality.report(problem, solve(problem, np.random.default_rng(0)))
    codes = [code for code, _ in report.problems]
    assert codes[:2] == ["single_reading", "disconnected"]
    assert len(report.components) == 3
