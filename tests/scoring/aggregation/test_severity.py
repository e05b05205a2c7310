"""The severity model: published estimates, exact standard errors, coverage on simulated truth, edge cases."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.aggregation import plain, severity
from scoring.errors import InvalidProblem
from scoring.tables import Floats, MarkTable

# Growth of B. subtilis on 24 plates by 6 penicillin samples, diameters in mm.
# Source: Davies & Goldsmith (1972), Statistical Methods in Research and Production, 4th ed.
PENICILLIN = """
27 23 26 23 23 21 / 27 23 26 23 23 21 / 25 21 25 24 24 20 / 26 23 25 23 23 20 / 25 22 26 22 23 20
24 22 25 23 22 19 / 24 20 23 21 22 19 / 26 22 26 24 24 21 / 24 21 24 22 22 20 / 24 21 24 23 22 19
26 23 26 24 24 21 / 25 22 26 24 24 20 / 26 24 26 24 25 22 / 26 23 26 23 23 20 / 26 23 25 24 24 22
25 22 25 23 23 20 / 25 21 24 23 23 20 / 25 22 24 23 23 19 / 24 21 23 21 21 19 / 26 23 26 24 24 21
25 21 24 22 22 18 / 25 22 25 22 22 20 / 24 21 24 22 24 19 / 24 21 24 22 21 18
"""


def full_table(marks: Floats, full_marks: float = 100.0) -> MarkTable:
    papers, judges = marks.shape
    paper, judge = np.divmod(np.arange(papers * judges, dtype=np.int64), judges)
    return MarkTable(ids("p", papers), ids("j", judges), paper, judge, marks.ravel(), full_marks)


def ids(letter: str, count: int) -> tuple[str, ...]:
    return tuple(f"{letter}{i}" for i in range(count))


def table_of(rows: list[tuple[str, str, float]], judges: int = 0) -> MarkTable:
    papers = sorted({row[0] for row in rows})
    known = sorted({row[1] for row in rows} | {f"j{i}" for i in range(judges)})
    return MarkTable.from_readings(papers, known, rows, 100)


def test_penicillin_gives_the_published_estimates() -> None:
    """Bates (2010), lme4: standard deviations, intercept and sample effects."""
    marks = np.array(PENICILLIN.replace("/", " ").split(), dtype=float).reshape(24, 6)
    fit = severity.fit(full_table(marks))
    deviations = [round(float(np.sqrt(v)), 4) for v in (fit.var_paper, fit.var_judge, fit.var_residual)]
    assert deviations == [0.8467, 1.9316, 0.5499]
    assert round(fit.level, 4) == 22.9722
    # lme4's effect of a sample is generosity, the severity here has the opposite sign
    published = [2.18706, -1.01048, 1.93790, -0.09690, -0.01384, -3.00374]
    assert (-fit.severity).tolist() == pytest.approx(published, abs=6e-6)
    assert fit.degrees == pytest.approx(23 * 5)


def random_table(seed: int, papers: int = 12, judges: int = 5) -> MarkTable:
    rng = np.random.default_rng(seed)
    read = rng.random((papers, judges)) < 0.5
    read[np.arange(papers), rng.integers(0, judges, papers)] = True
    read[:, rng.integers(0, judges)] = True
    paper, judge = np.nonzero(read)
    mark = (
        60 + rng.normal(0, 6, papers)[paper] + rng.normal(0, 4, judges)[judge] + rng.normal(0, 4, len(paper))
    )
    return MarkTable(ids("p", papers), ids("j", judges), paper, judge, np.clip(mark, 0, 100), 100)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_scores_and_errors_equal_the_dense_linear_predictor(seed: int) -> None:
    """Oracle: every estimate is a matrix times the marks, its error variance follows from all covariances."""
    table = random_table(seed)
    fit = severity.fit(table)
    papers, judges, count = len(table.papers), len(table.judges), len(table.total)
    to_paper, to_judge = np.eye(papers)[table.paper], np.eye(judges)[table.judge]
    components = [fit.var_paper] * papers + [fit.var_judge] * judges + [fit.var_residual] * count
    effects = np.hstack([to_paper, to_judge, np.eye(count)])  # marks = level + effects @ (q, b, e)
    covariance = np.diag(components)
    inverse = np.linalg.inv(effects @ covariance @ effects.T)
    ones = np.ones((count, 1))
    projection = inverse - inverse @ ones @ ones.T @ inverse / (ones.T @ inverse @ ones)
    generous = fit.var_judge * to_judge.T @ projection
    average = to_paper.T / fit.readings[:, None]
    score = average - average @ to_judge @ generous
    assert fit.severity.tolist() == pytest.approx((-generous @ table.total).tolist(), abs=1e-4)
    assert fit.adjusted.tolist() == pytest.approx((score @ table.total).tolist(), abs=1e-4)

    panel = np.full((1, judges), 1 / judges)
    target = np.hstack([np.eye(papers), np.repeat(panel, papers, 0), np.zeros((papers, count))])
    error = score @ effects - target
    assert (fit.se**2).tolist() == pytest.approx(np.diag(error @ covariance @ error.T).tolist(), rel=1e-4)
    judge_target = np.hstack([np.zeros((judges, papers)), np.eye(judges) - panel, np.zeros((judges, count))])
    judge_error = generous @ effects - judge_target
    expected = np.diag(judge_error @ covariance @ judge_error.T)
    assert (fit.severity_se**2).tolist() == pytest.approx(expected.tolist(), rel=1e-4)


def test_paper_read_by_the_whole_panel_keeps_its_mean() -> None:
    rng = np.random.default_rng(5)
    table = full_table(
        np.round(70 + rng.normal(0, 6, (15, 1)) + rng.normal(0, 4, 4) + rng.normal(0, 3, (15, 4)))
    )
    fit = severity.fit(table)
    assert fit.adjusted.tolist() == pytest.approx(plain.mean(table).score.tolist(), abs=2e-6)
    assert fit.se.tolist() == pytest.approx([np.sqrt(fit.var_residual / 4)] * 15, abs=2e-6)
    reliable = fit.var_judge / (
        fit.var_judge + fit.var_residual / 15
    )  # shrinkage of a judge with 15 readings
    assert fit.severity.tolist() == pytest.approx((-reliable * centred(table)).tolist(), abs=1e-4)


def centred(table: MarkTable) -> Floats:
    means: Floats = np.bincount(table.judge, table.total) / table.readings_per_judge()
    return means - table.total.mean()


def simulated(
    rng: np.random.Generator, papers: int, judges: int, readings: int, sds: tuple[float, float, float]
) -> tuple[MarkTable, Floats, Floats]:
    """A table from the model itself; (P,) score the whole panel would give on average, (J,) severities."""
    quality, strict = rng.normal(0, sds[0], papers), rng.normal(0, sds[1], judges)
    judge = np.argsort(rng.random((papers, judges)), axis=1)[:, :readings].ravel()
    paper = np.repeat(np.arange(papers), readings)
    mark = 500 + quality[paper] - strict[judge] + rng.normal(0, sds[2], len(paper))
    table = MarkTable(ids("p", papers), ids("j", judges), paper, judge, mark, 1000.0)
    return table, 500 + quality - strict.mean(), strict - strict.mean()


@pytest.mark.parametrize(
    ("papers", "judges", "readings", "replicates"), [(150, 10, 3, 15), (40, 5, 2, 30), (12, 4, 3, 60)]
)
def test_intervals_cover_nine_in_ten(papers: int, judges: int, readings: int, replicates: int) -> None:
    rng = np.random.default_rng(20261101)
    inside: list[bool] = []
    for _ in range(replicates):
        table, truth, _ = simulated(rng, papers, judges, readings, (7.0, 4.0, 5.0))
        fit = severity.fit(table)
        inside += ((fit.low <= truth) & (truth <= fit.high)).tolist()
    assert 0.875 <= np.mean(inside) <= 0.925


def test_adjusting_beats_the_mean_when_judges_differ_and_costs_nothing_when_not() -> None:
    rng = np.random.default_rng(7)
    ratio = {}
    for spread in (5.0, 0.0):
        errors = []
        for _ in range(12):
            table, truth, _ = simulated(rng, 200, 12, 3, (7.0, spread, 5.0))
            score = (severity.fit(table).adjusted, plain.mean(table).score)
            errors.append([float(np.mean((s - truth) ** 2)) for s in score])
        adjusted, unadjusted = np.sqrt(np.mean(errors, axis=0))
        ratio[spread] = adjusted / unadjusted
    assert ratio[5.0] < 0.82
    assert ratio[0.0] < 1.01


def test_severity_errors_are_as_large_as_stated() -> None:
    rng = np.random.default_rng(8)
    ratios: list[float] = []
    for _ in range(24):
        table, _, strict = simulated(rng, 100, 10, 3, (7.0, 4.0, 5.0))
        fit = severity.fit(table)
        ratios += ((fit.severity - strict) / fit.severity_se).tolist()
    assert 0.9 < np.std(ratios) < 1.1


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_names_and_order_do_not_matter(seed: int, random: object) -> None:
    table = random_table(seed % 50)
    rng = np.random.default_rng(seed)
    of_paper, of_judge = rng.permutation(len(table.papers)), rng.permutation(len(table.judges))
    renamed = MarkTable(
        table.papers, table.judges, of_paper[table.paper], of_judge[table.judge], table.total, 100
    )
    first, second = severity.fit(table), severity.fit(renamed)
    assert second.adjusted[of_paper].tolist() == pytest.approx(first.adjusted.tolist(), abs=1e-4)
    assert second.severity[of_judge].tolist() == pytest.approx(first.severity.tolist(), abs=1e-4)
    assert second.se[of_paper].tolist() == pytest.approx(first.se.tolist(), abs=1e-4)


def test_scale_of_the_marks_carries_through() -> None:
    table = random_table(9)
    larger = MarkTable(table.papers, table.judges, table.paper, table.judge, table.total * 1.5 + 10, 200)
    first, second = severity.fit(table), severity.fit(larger)
    assert second.adjusted.tolist() == pytest.approx((first.adjusted * 1.5 + 10).tolist(), abs=1e-4)
    assert second.high.tolist() == pytest.approx((first.high * 1.5 + 10).tolist(), abs=1e-3)


def test_same_marks_in_any_order_give_the_same_bytes() -> None:
    table = random_table(10)
    back = MarkTable(table.papers, table.judges, table.paper[::-1], table.judge[::-1], table.total[::-1], 100)
    first, second = severity.fit(table), severity.fit(back)
    for name in ("adjusted", "se", "low", "high", "severity", "severity_se"):
        assert getattr(first, name).tobytes() == getattr(second, name).tobytes()


def finite(fit: severity.SeverityFit) -> bool:
    read = fit.readings > 0
    rows = [getattr(fit, name)[read] for name in ("adjusted", "se", "low", "high")]
    rows += [fit.severity, fit.severity_se, np.array([fit.level, fit.degrees, fit.var_residual])]
    return all(bool(np.isfinite(row).all()) for row in rows)


EDGE_CASES = {
    "one reading in all": ([("p0", "j0", 80.0)], {"one_reading"}),
    "one judge": (
        [("p0", "j0", 80.0), ("p1", "j0", 60.0), ("p2", "j0", 70.0)],
        {"one_judge", "single_readings"},
    ),
    "one paper": ([("p0", "j0", 80.0), ("p0", "j1", 60.0), ("p0", "j2", 70.0)], {"one_paper"}),
    "two readings": ([("p0", "j0", 80.0), ("p0", "j1", 60.0)], {"one_paper"}),
    "all marks equal": ([(f"p{i}", f"j{j}", 75.0) for i in range(4) for j in range(3)], {"no_variation"}),
    "each read once": (
        [(f"p{i}", f"j{i % 2}", 60.0 + 7 * (i % 2) + i) for i in range(8)],
        {"single_readings", "disconnected"},
    ),
    "each judge reads once": (
        [(f"p{i // 2}", f"j{i}", 60.0 + i * i % 11) for i in range(8)],
        {"severity_not_estimable", "disconnected"},
    ),
    "chain without a spare reading": (
        [(f"p{i}", f"j{i + d}", 60.0 + (7 * i + 5 * d) % 13) for i in range(5) for d in (0, 1)],
        set(),
    ),
    "only extremes": (
        [(f"p{i}", f"j{j}", 100.0 * ((i + j) % 2)) for i in range(4) for j in range(3)],
        {"no_severity"},
    ),
}


@pytest.mark.parametrize(("rows", "codes"), EDGE_CASES.values(), ids=EDGE_CASES.keys())
def test_edge_case_has_a_defined_answer(rows: list[tuple[str, str, float]], codes: set[str]) -> None:
    fit = severity.fit(table_of(rows))
    assert finite(fit)
    assert codes <= set(fit.warnings)
    assert (fit.low <= fit.adjusted).all()
    assert (fit.adjusted <= fit.high).all()


def test_all_marks_equal_gives_that_mark_within_half_a_step() -> None:
    fit = severity.fit(full_table(np.full((4, 3), 75.0)))
    assert fit.adjusted.tolist() == [75.0] * 4
    assert fit.se.tolist() == pytest.approx([1 / np.sqrt(12 * 3)] * 4, abs=1e-6)
    assert fit.severity.tolist() == [0.0] * 3


def test_one_judge_gives_the_marks_and_the_whole_spread_as_doubt() -> None:
    fit = severity.fit(table_of([("p0", "j0", 80.0), ("p1", "j0", 60.0), ("p2", "j0", 70.0)]))
    assert fit.adjusted.tolist() == [80.0, 60.0, 70.0]
    assert fit.se.tolist() == pytest.approx([10.0] * 3)


def test_parts_without_common_judges_are_numbered_and_told() -> None:
    rows = [
        ("p0", "j0", 80.0),
        ("p0", "j1", 84.0),
        ("p1", "j1", 70.0),
        ("p2", "j2", 60.0),
        ("p2", "j3", 61.0),
    ]
    fit = severity.fit(table_of(rows))
    assert fit.paper_component.tolist() == [0, 0, 1]
    assert fit.judge_component.tolist() == [0, 0, 1, 1]
    assert "disconnected" in fit.warnings
    assert "disconnected" not in severity.fit(random_table(1)).warnings


def test_papers_and_judges_without_readings_are_left_out_and_told() -> None:
    table = random_table(2)
    wider = MarkTable(
        ("x", *table.papers), ("y", *table.judges), table.paper + 1, table.judge + 1, table.total, 100
    )
    fit, without = severity.fit(wider), severity.fit(table)
    assert np.isnan([fit.adjusted[0], fit.se[0], fit.low[0], fit.high[0]]).all()
    assert fit.adjusted[1:].tolist() == without.adjusted.tolist()
    assert fit.severity.tolist() == [0.0, *without.severity.tolist()]
    assert fit.severity_se[0] == pytest.approx(np.sqrt(fit.var_judge), abs=1e-6)
    assert (fit.paper_component[0], fit.judge_component[0]) == (-1, -1)
    assert {"papers_without_readings", "judges_without_readings"} <= set(fit.warnings)


def test_table_without_any_reading_is_refused() -> None:
    with pytest.raises(InvalidProblem):
        severity.fit(MarkTable.from_readings(["p"], ["j"], [], 100))


@settings(max_examples=30, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.integers(0, 4), st.integers(0, 3)),
        st.sampled_from([0.0, 50.0, 60.0, 61.0, 100.0]),
        min_size=1,
    )
)
def test_any_small_table_has_a_finite_answer(cells: dict[tuple[int, int], float]) -> None:
    rows = [(f"p{paper}", f"j{judge}", mark) for (paper, judge), mark in cells.items()]
    assert finite(severity.fit(table_of(rows, judges=4)))


def test_marks_that_fit_together_exactly_do_not_make_scores_certain() -> None:
    rows = [("p0", "j0", 80.0), ("p0", "j1", 84.0), ("p1", "j0", 70.0), ("p1", "j1", 74.0)]
    fit = severity.fit(table_of(rows))
    assert fit.adjusted.tolist() == pytest.approx([82, 72])
    # marks two points apart: each stands for all within one point; one degree of freedom
    assert fit.se[0] >= 2 / np.sqrt(12) / np.sqrt(2) - 1e-6
    assert (fit.high - fit.low)[0] > 4


def test_intervals_end_with_the_scale() -> None:
    alone = severity.fit(table_of([("p0", "j0", 70.0)]))
    assert (alone.low[0], alone.adjusted[0], alone.high[0]) == (0, 70, 100)
    assert "one_reading" in alone.warnings
    marks = np.array([[100.0, 96, 100], [99, 93, 98], [62, 50, 55], [2, 0, 0]])
    fit = severity.fit(full_table(marks))
    assert ((fit.low >= 0) | (fit.low == fit.adjusted)).all()
    assert ((fit.high <= 100) | (fit.high == fit.adjusted)).all()
    assert ((fit.low <= fit.adjusted) & (fit.adjusted <= fit.high)).all()


def test_a_table_that_any_severities_explain_has_an_answer() -> None:
    rows = [("p0", "j0", 50.0), ("p0", "j3", 60.0), ("p1", "j3", 60.0), ("p2", "j1", 0.0), ("p3", "j3", 61.0)]
    fit = severity.fit(table_of(rows))
    assert np.isfinite([*fit.adjusted, *fit.se]).all()
