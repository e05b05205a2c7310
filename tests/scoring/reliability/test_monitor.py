"""One report per judge: figures by hand, order without effect, every flag raised by the habit it names."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from scoring.errors import InvalidProblem
from scoring.reliability.expectation import PanelFit
from scoring.reliability.monitor import JudgeReport, Notes, judge_reports, rows_by_judge
from scoring.tables import Floats, MarkTable

FitOf = Callable[..., PanelFit]
ROWS = [
    ("a", "j1", 60), ("b", "j1", 70), ("c", "j1", 70),
    ("a", "j2", 66), ("b", "j2", 70), ("c", "j2", 80),
    ("a", "j3", 50), ("d", "j3", 55),
]  # fmt: skip


def small() -> MarkTable:
    return MarkTable.from_readings(["a", "b", "c", "d"], ["j1", "j2", "j3", "j4"], ROWS, 100)


def test_figures_of_a_small_table_are_those_computed_by_hand(fit_of: FitOf) -> None:
    first, second, third, fourth = judge_reports(small(), fit_of(4, [1.0, -1.0, 4.0, 0.0])).reports
    assert (first.readings, first.mean, first.commonest_share) == (
        3,
        pytest.approx(200 / 3),
        pytest.approx(2 / 3),
    )
    assert first.spread == pytest.approx(math.sqrt(100 / 3))
    assert (first.severity, first.severity_se) == (1.0, 0.5)
    # without severities 61 71 71 65 69 79 54 59: quartiles 60.5 and 71
    assert [one.middle_share for one in (first, second, third)] == [1.0, pytest.approx(2 / 3), 0.0]
    assert (fourth.readings, fourth.mean, fourth.spread, fourth.middle_share) == (0, None, None, None)
    assert (fourth.commonest_share, fourth.step, fourth.halo, fourth.trend, fourth.pace) == (None,) * 5
    assert third.step is None  # one common paper


def test_order_of_rows_changes_nothing(fit_of: FitOf) -> None:
    turned = MarkTable.from_readings(["a", "b", "c", "d"], ["j1", "j2", "j3", "j4"], ROWS[::-1], 100)
    assert judge_reports(small(), fit_of(4)) == judge_reports(turned, fit_of(4))


def test_rows_of_each_judge_cover_the_table() -> None:
    table = small()
    rows = rows_by_judge(table)
    assert [set(table.judge[mine]) for mine in rows] == [{0}, {1}, {2}, set()]
    assert sorted(np.concatenate(rows)) == list(range(8))


def test_table_without_readings_gives_empty_reports(fit_of: FitOf) -> None:
    empty = MarkTable.from_readings(["a"], ["j"], [], 100)
    assert [one.readings for one in judge_reports(empty, fit_of(1)).reports] == [0]


@pytest.mark.parametrize(
    "notes",
    [
        Notes(order=np.zeros(7)),
        Notes(order=np.full(8, np.nan)),
        Notes(seconds=np.zeros(8)),
        Notes(seconds=np.full(8, np.inf)),
        Notes(characters=np.full(8, np.nan)),
        Notes(criteria=np.zeros(8)),
        Notes(criteria=np.full((8, 2), np.inf)),
    ],
)
def test_notes_that_do_not_belong_to_the_table_are_refused(notes: Notes, fit_of: FitOf) -> None:
    with pytest.raises(InvalidProblem):
        judge_reports(small(), fit_of(4), notes)


# ---- a panel of eight ordinary judges, one of whom is given a habit

PAPERS, JUDGES = 90, 8


def panel() -> tuple[Floats, Floats, Floats]:
    """Criteria (P, J, 3), seconds (P, J), order (P, J) of a panel in which everybody reads everything."""
    rng = np.random.default_rng(6)
    quality = rng.normal(0, 2.4, (PAPERS, 1, 1))
    marks = 23 + quality + rng.normal(0, 1.2, (PAPERS, JUDGES, 1)) + rng.normal(0, 1.5, (PAPERS, JUDGES, 3))
    seconds = 300 * np.exp(rng.normal(0, 0.3, (PAPERS, JUDGES)) + rng.normal(0, 0.1, JUDGES))
    order = np.stack([rng.permutation(PAPERS) for _ in range(JUDGES)], axis=1).astype(float)
    return np.rint(marks), seconds, order


def report_on_first(marks: Floats, seconds: Floats, order: Floats, fit: PanelFit) -> JudgeReport:
    paper, judge = (axis.ravel() for axis in np.indices((PAPERS, JUDGES)))
    ids = tuple(f"p{i}" for i in range(PAPERS)), tuple(f"j{i}" for i in range(JUDGES))
    total = marks.sum(axis=2).ravel()
    table = MarkTable(*ids, paper, judge, np.clip(total, 0, 100), 100.0)
    notes = Notes(
        criteria=marks.reshape(-1, 3), order=order.ravel(), seconds=seconds.ravel(),
        characters=np.full(PAPERS * JUDGES, 1500.0),
    )  # fmt: skip
    return judge_reports(table, fit, notes).reports[0]


def centre(marks: Floats) -> Floats:
    return marks.mean(axis=0)


HABITS: dict[str, Callable[[Floats, Floats, Floats], tuple[Floats, Floats]]] = {
    "out_of_step": lambda m, s, o: (m[::-1], s),
    "safe_marks": lambda m, s, o: (np.rint(centre(m) + 0.1 * (m - centre(m))), s),
    "wide_scale": lambda m, s, o: (centre(m) + 2.2 * (m - centre(m)), s),
    "noisy": lambda m, s, o: (m + np.random.default_rng(1).normal(0, 6, (PAPERS, 1)), s),
    "drifts": lambda m, s, o: (m + (o / PAPERS * 4)[:, None], s),
    "halo": lambda m, s, o: (m.mean(axis=1, keepdims=True).repeat(3, axis=1), s),
    "same_total": lambda m, s, o: (np.where(np.arange(PAPERS)[:, None] % 2, m, 23.0), s),
    "hurried": lambda m, s, o: (m, s / 6),
}


@pytest.mark.parametrize("habit", HABITS)
def test_each_habit_raises_its_flag(habit: str, fit_of: FitOf) -> None:
    marks, seconds, order = panel()
    fit = fit_of(JUDGES, var_residual=20.0, level=69.0)
    assert not report_on_first(marks, seconds, order, fit).flags
    marks[:, 0], seconds[:, 0] = HABITS[habit](marks[:, 0].copy(), seconds[:, 0].copy(), order[:, 0])
    found = {flag.code: flag for flag in report_on_first(marks, seconds, order, fit).flags}
    assert found[habit].firm
    assert found[habit].p < found[habit].false_alarm == 0.01


@pytest.mark.parametrize(("severity", "code"), [(16.0, "strict"), (-16.0, "generous")])
def test_far_severity_raises_its_flag(severity: float, code: str, fit_of: FitOf) -> None:
    marks, seconds, order = panel()
    fit = fit_of(JUDGES, [severity, *[0.0] * 7], var_residual=20.0, level=69.0)
    assert code in [flag.code for flag in report_on_first(marks, seconds, order, fit).flags]


def test_few_readings_raise_no_flag(fit_of: FitOf) -> None:
    fit = fit_of(4, [40.0, -40.0, 0.0, 0.0])
    found = judge_reports(small(), fit)
    assert (found.probes, [one.flags for one in found.reports]) == (0, [()] * 4)


def test_reports_without_notes_leave_out_what_needs_them(fit_of: FitOf, careless_contests) -> None:  # type: ignore[no-untyped-def]
    one = careless_contests[0]
    bare = judge_reports(one.table, one.fit).reports
    full = judge_reports(one.table, one.fit, one.notes).reports
    for without, with_ in zip(bare, full, strict=True):
        assert (without.halo, without.trend, without.pace) == (None, None, None)
        assert replace(with_, halo=None, trend=None, flags=()) == replace(without, flags=())
