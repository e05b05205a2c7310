"""The robust score: simulated truth, what it finds out about judges, fairness, order, defined answers."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest

from scoring.aggregation import robust, severity
from scoring.errors import InvalidProblem
from scoring.tables import Floats, MarkTable


class Simulated(NamedTuple):
    table: MarkTable
    truth: Floats
    groups: list[tuple[str, str]]


def ids(letter: str, count: int) -> tuple[str, ...]:
    return tuple(f"{letter}{i:03d}" for i in range(count))


def simulated(
    seed: int, papers: int = 120, judges: int = 8, readings: int = 3, *, odd: bool = True
) -> Simulated:
    """5 regions of 2 units; ``odd``: judges differ, the first marks at random, the second hardly differs."""
    rng = np.random.default_rng(seed)
    unit = np.arange(papers) * 10 // papers
    truth = rng.normal(0, 3, 5)[unit // 2] + rng.normal(0, 2, 10)[unit] + rng.normal(0, 6, papers)
    lean, slope, noise = rng.normal(0, 4 * odd, judges), np.ones(judges), np.full(judges, 5.0)
    if odd:
        slope, noise = np.exp(rng.normal(0, 0.2, judges)), 5 * np.exp(rng.normal(0, 0.25, judges))
        slope[:2] = 0.0, 0.3
    # balanced: every judge once in each of several passes over the papers
    turns = np.concatenate([rng.permutation(judges) for _ in range(papers * readings // judges + 1)])
    judge = np.argsort(rng.random((papers, judges)), axis=1)[:, :readings].ravel()
    judge = turns[: papers * readings] if readings == 1 else judge
    paper = np.repeat(np.arange(papers), readings)
    mark = 70 + lean[judge] + slope[judge] * truth[paper] + noise[judge] * rng.standard_normal(len(paper))
    table = MarkTable(ids("p", papers), ids("j", judges), paper, judge, np.clip(np.round(mark), 0, 100), 100)
    return Simulated(table, 70 + truth, [(f"R{u // 2}", f"U{u}") for u in unit.tolist()])


def error(score: Floats, truth: Floats) -> float:
    away = score - truth
    return float(np.sqrt(np.mean((away - away.mean()) ** 2)))


@pytest.fixture(scope="module")
def fits() -> list[tuple[Simulated, robust.RobustFit]]:
    worlds = [simulated(seed) for seed in range(5)]
    return [(world, robust.fit(world.table, world.groups, states=30)) for world in worlds]


def test_robust_scores_are_nearer_to_the_truth_than_adjusted_ones(
    fits: list[tuple[Simulated, robust.RobustFit]],
) -> None:
    pairs = [
        (error(fit.adjusted, world.truth), error(severity.fit(world.table).adjusted, world.truth))
        for world, fit in fits
    ]
    ours, theirs = np.mean(pairs, axis=0)
    assert ours < 0.92 * theirs


def test_intervals_cover_the_truth_nine_times_in_ten(
    fits: list[tuple[Simulated, robust.RobustFit]],
) -> None:
    inside = []
    for world, fit in fits:
        shift = np.mean(fit.adjusted - world.truth)
        inside += ((fit.low - shift <= world.truth) & (world.truth <= fit.high - shift)).tolist()
    assert 0.86 < np.mean(inside) < 0.94


def test_judges_who_hardly_follow_count_little(fits: list[tuple[Simulated, robust.RobustFit]]) -> None:
    for _, fit in fits:
        assert np.argmin(fit.weight) in (0, 1)
        assert np.median(fit.weight) == pytest.approx(1)
        assert fit.slope[0] < 0.5 < np.median(fit.slope)
    assert np.mean([fit.weight[0] for _, fit in fits]) < 0.25
    assert np.mean([fit.flat[0] for _, fit in fits]) > 0.6
    assert np.mean([fit.flat[2:].mean() for _, fit in fits]) < 0.1


def test_between_group_variance_is_part_of_the_papers(
    fits: list[tuple[Simulated, robust.RobustFit]],
) -> None:
    for _, fit in fits:
        assert len(fit.var_groups) == 2
        assert 0 < sum(fit.var_groups) < fit.var_paper


def test_like_judges_cost_nothing() -> None:
    errors = []
    for seed in range(3):
        world = simulated(seed, odd=False)
        fit = robust.fit(world.table, states=50)
        mean = np.bincount(world.table.paper, world.table.total) / 3
        errors.append((error(fit.adjusted, world.truth), error(mean, world.truth)))
        assert np.abs(fit.slope - 1).max() < 0.25
        assert fit.favours == ()
    ours, theirs = np.mean(errors, axis=0)
    assert ours < 1.015 * theirs


def test_result_does_not_depend_on_the_order_of_papers_judges_or_readings() -> None:
    world = simulated(3, papers=30, judges=6)
    table, rng = world.table, np.random.default_rng(0)
    papers, judges = rng.permutation(30), rng.permutation(6)
    rows = rng.permutation(len(table.total))
    mixed = MarkTable(
        tuple(table.papers[i] for i in papers),
        tuple(table.judges[j] for j in judges),
        np.argsort(papers)[table.paper][rows],
        np.argsort(judges)[table.judge][rows],
        table.total[rows],
        100,
    )
    one = robust.fit(table, world.groups, states=30)
    other = robust.fit(mixed, [world.groups[i] for i in papers], states=30)
    assert other.adjusted.tolist() == one.adjusted[papers].tolist()
    assert other.high.tolist() == one.high[papers].tolist()
    assert other.weight.tolist() == one.weight[judges].tolist()
    predicted = {(p, j): x for p, j, x in zip(table.paper, table.judge, one.left_out, strict=True)}  # type: ignore[arg-type]
    assert other.left_out is not None
    for p, j, x in zip(mixed.paper, mixed.judge, other.left_out, strict=True):
        assert predicted[papers[p], judges[j]] == x


def test_another_seed_changes_scores_by_little_of_their_standard_error() -> None:
    world = simulated(5, papers=60)
    one, other = (robust.fit(world.table, world.groups, seed=seed, states=60) for seed in (1, 2))
    assert np.abs(one.adjusted - other.adjusted).max() > 0
    assert np.std(one.adjusted - other.adjusted) < 0.15 * one.se.mean()


def test_same_readings_get_the_same_score_wherever_they_come_from_if_so_decided() -> None:
    """Groups of very different mean; one paper of each with the same marks by the same judges."""
    rng = np.random.default_rng(9)
    quality = np.repeat([55.0, 80.0], 20) + rng.normal(0, 4, 40)
    quality[[0, 20]] = 68
    marks = np.round(quality[:, None] + rng.normal(0, 4, (40, 4)))
    marks[20] = marks[0]
    paper, judge = np.divmod(np.arange(160), 4)
    # 20 groups of two papers: too few to speak of a judge's favour, which would be a difference in fact
    groups = [("low" if i < 20 else "high", f"unit{i // 2}") for i in range(40)]
    table = MarkTable(ids("p", 40), ids("j", 4), paper, judge, marks.ravel(), 100)
    alike = robust.fit(table, [label[1] for label in groups], prior="panel", states=30)
    assert alike.adjusted[0] == alike.adjusted[20]
    apart = robust.fit(table, [label[0] for label in groups], prior="groups", states=30)
    assert apart.adjusted[0] < apart.adjusted[20] - 0.5


def test_favour_for_one_group_is_found_and_taken_out() -> None:
    rng = np.random.default_rng(10)
    truth = rng.normal(70, 6, 120)
    group = np.arange(120) % 3
    marks = truth[:, None] + rng.normal(0, 4, (120, 5))
    marks[group == 1, 2] += 9
    paper, judge = np.divmod(np.arange(600), 5)
    table = MarkTable(ids("p", 120), ids("j", 5), paper, judge, np.clip(np.round(marks), 0, 100).ravel(), 100)
    fit = robust.fit(table, group.tolist(), states=50)
    assert [(one.judge, one.group) for one in fit.favours] == [("j002", 1)]
    assert fit.favours[0].points == pytest.approx(9, abs=2)
    assert fit.favours[0].probability > 0.9
    mean = marks.mean(axis=1)
    assert error(fit.adjusted, truth) < error(mean, truth)


def test_intervals_stay_inside_the_scale() -> None:
    world = simulated(11, papers=40)
    marks = np.clip(world.table.total + 22, 0, 100)
    table = MarkTable(
        world.table.papers, world.table.judges, world.table.paper, world.table.judge, marks, 100
    )
    fit = robust.fit(table, states=30)
    assert (fit.high <= np.maximum(fit.adjusted, 100)).all()
    assert (fit.low <= fit.adjusted).all()
    assert (fit.adjusted <= fit.high).all()
    assert "marks_at_limit" in fit.warnings


def test_marks_cut_at_the_ends_of_a_short_scale_do_not_draw_scores_to_the_middle() -> None:
    """One mark in nine lies at an end.  Taken at their face: line of slope 1.125, cover .85."""
    rng = np.random.default_rng(14)
    truth = rng.normal(3, 1, 400)
    judge = np.argsort(rng.random((400, 12)), axis=1)[:, :3].ravel()
    paper = np.repeat(np.arange(400), 3)
    whole = truth[paper] + rng.normal(0, 0.4, 12)[judge] + rng.normal(0, 0.6, 1200)
    table = MarkTable(ids("p", 400), ids("j", 12), paper, judge, np.clip(np.round(4 * whole) / 4, 1, 5), 5)
    fit = robust.fit(table, states=40)
    assert np.polyfit(fit.adjusted, truth, 1)[0] == pytest.approx(1, abs=0.05)
    shift = np.mean(fit.adjusted - truth)
    inside = (fit.low <= truth + shift) & (truth + shift <= fit.high)
    beyond = (truth + shift > 5) | (truth + shift < 0)  # what the interval is cut at
    assert 0.87 < np.mean(inside | beyond) < 0.94


def test_steps_wider_than_what_judges_differ_by_are_not_taken_for_agreement() -> None:
    """Two marks for nearly all papers.  Taken at their face: correlation .64, cover .78."""
    rng = np.random.default_rng(17)
    truth = rng.normal(3.8, 0.3, 300)
    judge = np.argsort(rng.random((300, 8)), axis=1)[:, :3].ravel()
    paper = np.repeat(np.arange(300), 3)
    whole = truth[paper] + rng.normal(0, 0.15, 8)[judge] + rng.normal(0, 0.15, 900)
    table = MarkTable(ids("p", 300), ids("j", 8), paper, judge, np.round(whole), 6)
    fit = robust.fit(table, states=40)
    assert (
        np.corrcoef(fit.adjusted, truth)[0, 1] > np.corrcoef(severity.fit(table).adjusted, truth)[0, 1] - 0.01
    )
    shift = np.mean(fit.adjusted - truth)
    assert 0.85 < np.mean((fit.low <= truth + shift) & (truth + shift <= fit.high)) < 0.95


def test_judges_who_give_most_papers_one_mark_do_not_carry_the_others_away() -> None:
    """Three of eight judges.  Taken like the others: a variance of papers of 4e12, noise that has no lower bound."""
    errors = []
    for seed, often in ((21, 1.0), (22, 0.8)):
        world = simulated(seed, odd=False)
        marks = world.table.total.copy()
        same = (world.table.judge < 3) & (np.random.default_rng(seed).random(len(marks)) < often)
        marks[same] = 75
        table = replace(world.table, total=marks)
        fit = robust.fit(table, world.groups, states=40)
        others = np.flatnonzero(table.judge >= 3)
        known = MarkTable(
            table.papers, table.judges, table.paper[others], table.judge[others], marks[others], 100
        )
        rest = robust.fit(known, world.groups, states=40)
        read = known.readings_per_paper() > 0
        errors.append(
            (error(fit.adjusted[read], world.truth[read]), error(rest.adjusted[read], world.truth[read]))
        )
        assert (fit.flat[:3] > 0.9).all()
        assert (fit.weight[:3] < 0.1).all()
    assert [one < 1.1 * other for one, other in errors] == [True, True], errors


def table_of(rows: list[tuple[str, str, float]]) -> MarkTable:
    papers, judges = ({row[0] for row in rows}, {row[1] for row in rows})
    return MarkTable.from_readings([*sorted(papers), "unread"], [*sorted(judges), "idle"], rows, 100)


SIMPLE: dict[str, list[tuple[str, str, float]]] = {
    "one reading": [("a", "j", 71)],
    "one judge": [(f"p{i}", "j", 60 + i) for i in range(9)],
    "two judges": [(f"p{i}", j, 60 + i + (j == "k")) for i in range(9) for j in "jk"],
    "one paper": [("a", f"j{i}", 60 + i) for i in range(5)],
    "all marks equal": [(f"p{i}", f"j{k}", 80) for i in range(6) for k in range(3)],
    "no paper read twice": [(f"p{i}", f"j{i % 3}", 60 + i) for i in range(9)],
    "hardly any paper read twice": [(f"p{i}", f"j{i % 3}", 60 + i) for i in range(9)] + [("p0", "j1", 66)],
}


@pytest.mark.parametrize("rows", SIMPLE.values(), ids=SIMPLE.keys())
def test_where_marks_cannot_tell_more_the_fit_is_of_severity_and_says_so(
    rows: list[tuple[str, str, float]],
) -> None:
    table = table_of(rows)
    fit, simple = robust.fit(table), severity.fit(table)
    assert fit.states == 0
    assert fit.left_out is None
    assert set(fit.warnings) == {*simple.warnings, "severity_only"}
    for name in ("adjusted", "se", "low", "high", "severity"):
        assert getattr(fit, name).tolist() == pytest.approx(getattr(simple, name).tolist(), nan_ok=True)
    assert fit.slope.tolist() == [1.0] * len(table.judges)


def test_parts_unread_papers_and_idle_judges_are_answered_and_told() -> None:
    rng = np.random.default_rng(12)
    rows = [(f"a{i}", f"j{k}", float(rng.integers(50, 80))) for i in range(6) for k in range(3)]
    rows += [(f"b{i}", f"k{k}", float(rng.integers(50, 80))) for i in range(6) for k in range(3)]
    table = table_of(rows)
    fit = robust.fit(table, ["x"] * 6 + ["y"] * 6 + ["x"], states=30)
    assert fit.paper_component.tolist() == [0] * 6 + [1] * 6 + [-1]
    expected = {"disconnected", "few_judges", "few_readings_per_judge"}
    assert set(fit.warnings) == expected | {"papers_without_readings", "judges_without_readings"}
    for values in (fit.adjusted, fit.se, fit.low, fit.high, fit.own, fit.shared[0]):
        assert np.isnan(values).tolist() == [False] * 12 + [True]
    assert (fit.severity[-1], fit.slope[-1], fit.weight[-1]) == (0, 1, 1)
    assert np.isfinite(fit.noise).all()


def test_judge_who_gives_everyone_the_same_mark_counts_little() -> None:
    rng = np.random.default_rng(13)
    marks = np.round(rng.normal(70, 7, (40, 1)) + rng.normal(0, 3, (40, 4)))
    marks[:, 3] = 70
    paper, judge = np.divmod(np.arange(160), 4)
    fit = robust.fit(MarkTable(ids("p", 40), ids("j", 4), paper, judge, marks.ravel(), 100), states=50)
    assert abs(fit.slope[3]) < 0.1
    assert fit.flat[3] > 0.8
    mean = marks[:, :3].mean(axis=1)
    assert np.corrcoef(fit.adjusted, mean)[0, 1] > 0.96


@pytest.mark.parametrize(
    ("groups", "message"),
    [(["a"], "but 1 groups"), (["a", ("b", "c")] * 60, "equally deep"), ([("b",), ("b", "c")] * 60, "deep")],
)
def test_wrong_groups_are_refused(groups: list[object], message: str) -> None:
    with pytest.raises(InvalidProblem, match=message):
        robust.fit(simulated(1).table, groups)


def test_table_without_readings_is_refused() -> None:
    with pytest.raises(InvalidProblem):
        robust.fit(MarkTable.from_readings(["a"], ["j"], [], 100))
