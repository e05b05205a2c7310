"""The standings run: exact means, penalties, exclusion, the same bytes again."""

from __future__ import annotations

import json

import pytest

from reviewapp import runs
from reviewapp.db import Database
from reviewapp.models.contest import ScoreMethod
from reviewapp.models.paper import Paper
from reviewapp.models.result import Run, RunState
from reviewapp.models.rubric import Criterion
from reviewapp.standings import actions, sentences
from reviewapp.standings.compute import STANDINGS, calculate
from tests import factories, results


def rows(database: Database, run_id: int) -> dict[int, runs.Json]:
    return {row["paper_id"]: row for row in results.output(database, run_id)["rows"]}


def set_paper(database: Database, paper_id: int, **values: object) -> None:
    with database.transaction() as session:
        paper = session.get_one(Paper, paper_id)
        for name, value in values.items():
            setattr(paper, name, value)


def first_paper(database: Database) -> int:
    with database.session() as session:
        return session.query(Paper).order_by(Paper.code).first().id  # type: ignore[union-attr]


def compute(database: Database, world: factories.World) -> int:
    return results.computed(database, world, actions.request_standings)


def test_mean_is_that_of_the_submitted_totals(database: Database) -> None:
    world = results.judged(database)
    found = rows(database, compute(database, world))
    # the first paper: judge 0 gives 30+22+21, judge 1 three points less
    row = found[first_paper(database)]
    assert (row["mean"], row["readings"], row["trimmed"]) == (71.5, 2, None)
    assert row["facts"]["criteria"][str(world.rubric.criteria[0].id)] == 28.5


def test_adjusted_order_is_the_true_one_where_plain_means_mislead(database: Database) -> None:
    world = results.judged(database)
    found = rows(database, compute(database, world))
    adjusted = [found[p]["adjusted"] for p in sorted(found)]
    assert adjusted == sorted(adjusted, reverse=True)
    means = [found[p]["mean"] for p in sorted(found)]
    assert means != sorted(means, reverse=True)


def test_rebuild_gives_the_recorded_digest(database: Database) -> None:
    world = results.judged(database)
    run_id = compute(database, world)
    with database.session() as session:
        recorded, again = runs.rebuild(session, STANDINGS, run_id)
    assert recorded == again != ""


def test_scale_begins_at_the_least_marks_of_all_criteria(database: Database) -> None:
    """Of 18–40, 22–30 and 20.5–30; a run recorded before this was noted gives the same bytes as ever."""
    world = results.judged(database)
    before = compute(database, world)
    with database.session() as session:
        assert not {"least", "minima"} & set(runs.unpack(session.get_one(Run, before).inputs))
    ids = [criterion.id for criterion in world.rubric.criteria]
    with database.transaction() as session:
        for criterion, minimum in zip(ids, (18, 22, 20.5), strict=True):
            session.get_one(Criterion, criterion).minimum = minimum
    run_id = compute(database, world)
    with database.session() as session:
        noted = runs.unpack(session.get_one(Run, run_id).inputs)
        rebuilt = [runs.rebuild(session, STANDINGS, run) for run in (before, run_id)]
    assert noted["least"] == "121/2"
    assert noted["minima"] == {str(ids[0]): 18, str(ids[1]): 22, str(ids[2]): 20.5}
    assert all(recorded == again for recorded, again in rebuilt)
    then, now = (
        min(low for row in rows(database, run).values() for low, _high in row["facts"]["intervals"].values())
        for run in (before, run_id)
    )
    assert then < now == 60.5


def test_penalty_takes_exactly_its_points_and_back_gives_the_same_bytes(database: Database) -> None:
    world = results.judged(database)
    paper = first_paper(database)
    before = compute(database, world)
    set_paper(database, paper, penalty_points=5)
    during = compute(database, world)
    set_paper(database, paper, penalty_points=0)
    after = compute(database, world)
    was, now = rows(database, before)[paper], rows(database, during)[paper]
    assert now["final"] == round(was["final"] - 5, 2)
    assert now["adjusted"] == was["adjusted"]
    with database.session() as session:
        digests = [session.get_one(Run, i).output_digest for i in (before, during, after)]
    assert digests[0] == digests[2] != digests[1]


def test_penalty_never_makes_a_score_negative(database: Database) -> None:
    world = results.judged(database)
    set_paper(database, first_paper(database), penalty_points=100)
    assert rows(database, compute(database, world))[first_paper(database)]["final"] == 0.0


def test_excluded_paper_has_no_rank_but_still_tells_of_its_judges(database: Database) -> None:
    world = results.judged(database)
    paper = first_paper(database)
    before = results.output(database, compute(database, world))
    set_paper(database, paper, excluded=True)
    after = results.output(database, compute(database, world))
    row = next(r for r in after["rows"] if r["paper_id"] == paper)
    assert (row["final"], row["rank"]) == (None, None)
    assert row["mean"] is not None
    assert after["judges"] == before["judges"]
    assert sorted(r["rank"] for r in after["rows"] if r["rank"]) == list(range(1, 10))


@pytest.mark.parametrize("method", list(ScoreMethod))
def test_final_follows_the_declared_method(database: Database, method: ScoreMethod) -> None:
    world = results.judged(database)
    with database.transaction() as session:
        results.round_of(session, world).score_method = method
    for row in rows(database, compute(database, world)).values():
        column = "mean" if method == ScoreMethod.TRIMMED else method.value  # two readings: nothing to trim
        assert row["final"] == pytest.approx(row[column], abs=0.0051)


def test_no_number_is_nan_and_an_unread_paper_has_none(database: Database) -> None:
    world = results.judged(database)
    with database.transaction() as session:
        paper = factories.make_paper(session, world, factories.make_entry(session, world))
    found = results.output(database, compute(database, world))
    assert "NaN" not in json.dumps(found)
    row = next(r for r in found["rows"] if r["paper_id"] == paper.id)
    assert (row["mean"], row["final"], row["rank"], row["readings"]) == (None, None, None, 0)
    assert "papers_without_readings" in found["warnings"]


def test_without_any_mark_the_run_fails_with_its_sentence(database: Database) -> None:
    world = results.judged(database, papers=())
    run = results.act(database, world, actions.request_standings)
    assert runs.perform(database, STANDINGS, run.id) == RunState.FAILED
    with database.session() as session:
        assert session.get_one(Run, run.id).error["msgid"] == "还没有已提交的评分，不能合分。"  # type: ignore[index]


@pytest.mark.parametrize(("method", "told"), [("adjusted", True), ("mean", False)])
def test_panels_with_hardly_a_paper_in_common_are_warned_of_where_strictness_is_taken_out(
    method: str, told: bool
) -> None:
    """Two panels of three judges with 20 papers each; one paper has a judge of both."""
    readings: list[list[object]] = [
        [p, 100 + (p // 20) * 3 + j, str(70 + (p * 7 + j * 5) % 13), [], "reading"]
        for p in range(40)
        for j in range(3)
    ]
    readings[0][1] = 103
    inputs: runs.Json = {"papers": list(range(40)), "judges": list(range(100, 106)), "full_marks": "100"}
    inputs |= {"readings": readings, "penalties": {}, "excluded": [], "criteria": [], "steps_per_point": 1}
    found = calculate(inputs, {"method": method}, 0, lambda done, total: None)
    assert ("weakly_linked" in found["warnings"]) is told
    (sentence,) = sentences.warnings(["weakly_linked"], unread=0, waiting=0)
    assert "加派评委交叉评阅" in str(sentence)
