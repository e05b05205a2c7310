"""A bonus for one group is measured and found; a good group alone is not taken for favour."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from scoring.errors import InvalidProblem
from scoring.reliability.expectation import PanelFit
from scoring.reliability.favour import group_lifts
from scoring.tables import MarkTable

FitOf = Callable[..., PanelFit]
PAPERS, JUDGES, GROUPS = 240, 8, 4


def table_with(bonus: float, seed: int, group_spread: float = 0.0) -> tuple[MarkTable, list[int], list[int]]:
    """Judge 0 adds the bonus to papers of group 0; everybody's own group is judge mod 4."""
    rng = np.random.default_rng(seed)
    group = np.arange(PAPERS) % GROUPS
    quality = 70 + group_spread * np.linspace(-1, 1, GROUPS)[group] + rng.normal(0, 7, PAPERS)
    paper = np.repeat(np.arange(PAPERS), 4)
    judge = np.concatenate([np.sort(rng.choice(JUDGES, 4, replace=False)) for _ in range(PAPERS)])
    total = quality[paper] + rng.normal(0, 5, len(paper)) + bonus * ((judge == 0) & (group[paper] == 0))
    ids = tuple(f"p{i}" for i in range(PAPERS)), tuple(f"j{i}" for i in range(JUDGES))
    return (
        MarkTable(*ids, paper, judge, np.clip(total, 0, 100), 100.0),
        group.tolist(),
        [j % 4 for j in range(8)],
    )


def test_lift_for_the_own_group_is_estimated_and_survives_the_correction(fit_of: FitOf) -> None:
    table, papers, judges = table_with(8.0, seed=1)
    found = group_lifts(table, fit_of(JUDGES), papers, judges)
    assert len(found) == JUDGES
    first = found[0]
    assert (first.judge, first.group, first.own) == ("j0", 0, True)
    assert first.lift == pytest.approx(8, abs=3 * first.se)
    assert first.p <= first.p_holm < 0.05
    assert all(one.p_holm > 0.05 for one in found[1:])


def test_without_own_groups_every_group_is_looked_at(fit_of: FitOf) -> None:
    table, papers, _ = table_with(10.0, seed=2)
    found = group_lifts(table, fit_of(JUDGES), papers)
    assert len(found) == JUDGES * GROUPS
    assert (found[0].judge, found[0].group, found[0].own) == ("j0", 0, False)
    assert found[0].p_holm == pytest.approx(min(1.0, JUDGES * GROUPS * found[0].p))


def test_panels_without_favour_are_rarely_accused_also_when_regions_differ(fit_of: FitOf) -> None:
    accused = 0
    for seed in range(20):
        table, papers, judges = table_with(0.0, seed + 10, group_spread=8.0)
        accused += any(one.p_holm < 0.05 for one in group_lifts(table, fit_of(JUDGES), papers, judges))
    assert accused <= 4  # 20 panels at 5 %: more than 4 once in three hundred


def test_few_readings_and_papers_without_group_say_nothing(fit_of: FitOf) -> None:
    table, papers, judges = table_with(0.0, seed=3)
    assert group_lifts(table, fit_of(JUDGES), [-1] * PAPERS, judges) == ()
    assert group_lifts(table, fit_of(JUDGES), papers, [-1] * JUDGES) == ()


def test_marks_without_any_noise_accuse_nobody(fit_of: FitOf) -> None:
    rows = [(f"p{p}", f"j{j}", 70.0 + 5 * (j == 0 and p < 4)) for p in range(8) for j in range(3)]
    ids = [f"p{p}" for p in range(8)], [f"j{j}" for j in range(3)]
    table = MarkTable.from_readings(*ids, rows, 100)
    found = group_lifts(table, fit_of(3, var_paper=0.0), [0] * 4 + [1] * 4, [0, 1, 1])
    assert {one.p_holm for one in found} == {1.0}


@pytest.mark.parametrize(
    ("papers", "judges"),
    [([0], [0] * 8), ([0] * PAPERS, [0]), ([-2] * PAPERS, [0] * 8), ([0.5] * PAPERS, [0] * 8)],
)
def test_groups_that_do_not_fit_are_refused(papers: list[int], judges: list[int], fit_of: FitOf) -> None:
    with pytest.raises(InvalidProblem):
        group_lifts(table_with(0.0, seed=1)[0], fit_of(JUDGES), papers, judges)
