"""The selection run: a decision with a sentence for every entry, whatever became of it."""

from __future__ import annotations

import itertools
import json
import operator
from typing import Any

import numpy as np
import pytest
from sqlalchemy.orm import selectinload

from reviewapp import runs
from reviewapp.db import Database
from reviewapp.models.entry import Entry, EntryState
from reviewapp.models.paper import Paper
from reviewapp.models.result import Quota, Run, RunState, Selection
from reviewapp.models.similarity import CaseMember, SimilarityCase, Verdict
from reviewapp.selection import actions
from reviewapp.selection.compute import SELECTION, calculate, chances
from reviewapp.standings import compute as standings_compute
from reviewapp.words import Sentence
from tests import factories, results


def select(database: Database, world: factories.World) -> int:
    results.frozen(database, world)
    return results.computed(database, world, actions.request_selection)


def said(database: Database, run_id: int) -> dict[int, tuple[bool, str, str]]:
    """Receipt number → selected, code, sentence."""
    with database.session() as session:
        found = session.query(Selection, Entry).join(Entry, Entry.id == Selection.entry_id)
        return {
            e.number: (s.selected, s.code, str(Sentence.from_json(s.facts["sentence"])))
            for s, e in found.filter(Selection.run_id == run_id)
        }


def inputs_of(database: Database, run_id: int) -> runs.Json:
    with database.session() as session:
        run = session.get_one(Run, run_id)
        session.refresh(run, ["inputs"])
        return runs.unpack(run.inputs)


def quiet(_done: int, _total: int) -> None: ...


def test_each_body_gets_its_places_and_each_entry_its_sentence(database: Database) -> None:
    world = results.judged(database)
    found = said(database, select(database, world))
    assert {n for n, (selected, _c, _s) in found.items() if selected} == {1, 2, 3, 6, 7, 8, 9, 10}
    assert found[1][1:] == ("within_minimum", "入选：本单位第1名，名额至少2篇。")
    assert found[3][1:] == ("above_line", "入选：本单位第3名，在全部参评作品中第3名。")
    selected, code, sentence = found[4]
    assert (selected, code) == (False, "group_maximum")
    assert sentence.startswith("未入选：本单位第4名，本单位已达上限3篇，距入选线差")


def test_withdrawn_disqualified_and_unread_entries_get_their_reason(database: Database) -> None:
    world = results.judged(database)
    with database.transaction() as session:
        unsealed = factories.make_entry(session, world)
        unread = factories.make_entry(session, world)
        factories.make_paper(session, world, unread)
        entries = {e.number: e for e in session.query(Entry)}
        entries[1].state = EntryState.WITHDRAWN
        session.get_one(Paper, entries[1].paper_id).excluded = True
        session.get_one(Paper, entries[2].paper_id).excluded = True
        scan = runs.create(
            session, world.actors["organizer"], "similarity", world.round.id, now=factories.DUE
        )
        case = SimilarityCase(
            round_id=world.round.id, run_id=scan.id, number=12, members_key="x", kind="copy", score=1.0,
            verdict=Verdict.DISQUALIFIED,
        )  # fmt: skip
        case.members = [CaseMember(entry_id=entries[2].id, affected=True), CaseMember(entry_id=entries[3].id)]
        session.add(case)
    found = said(database, select(database, world))
    assert len(found) == 12
    assert found[1] == (False, "ineligible", "未参评：作品已撤回。")
    assert found[2] == (False, "ineligible", "取消资格：雷同案例12号。")
    assert found[unsealed.number] == (False, "ineligible", "未参评：匿名稿没有核对完成。")
    assert found[unread.number] == (False, "ineligible", "未参评：没有有效评分。")
    assert found[3][0]


def test_shortfall_is_reported_never_hidden(database: Database) -> None:
    world = results.judged(database, papers=(3, 1, 1))
    groups = results.output(database, select(database, world))["groups"]
    short = {g["name"]: str(Sentence.from_json(g["sentence"])) for g in groups if g["sentence"]}
    assert short == {"通辽市": "应推荐至少2篇，实有1篇，差1篇。"}
    assert [(g["received"], g["eligible"], g["selected"]) for g in groups] == [
        (3, 3, 3),
        (1, 1, 1),
        (1, 1, 1),
    ]


def test_hard_quota_that_cannot_be_met_fails_in_words(database: Database) -> None:
    world = results.judged(database, papers=(3, 1, 1))
    with database.transaction() as session:
        for quota in session.query(Quota):
            quota.hard = True
    results.frozen(database, world)
    run = results.act(database, world, actions.request_selection)
    assert runs.perform(database, SELECTION, run.id) == RunState.FAILED
    with database.session() as session:
        error = session.get_one(Run, run.id).error
        assert session.query(Selection).count() == 0
    assert error is not None
    assert "通辽市至少2篇，能选的只有1篇" in str(Sentence.from_json(error))


def test_total_and_category_quotas_reach_the_core(database: Database) -> None:
    world = results.judged(database)
    results.add_quota(database, world, scope="total", minimum=0, maximum=6, hard=True)
    category = world.recommenders[2].category_id
    results.add_quota(
        database, world, scope="category", category_id=category, minimum=0, maximum=1, hard=True
    )
    found = said(database, select(database, world))
    assert sum(selected for selected, _c, _s in found.values()) == 6
    assert found[10][1:] == ("category_maximum", found[10][2])
    assert "“直属单位”名额已满1篇" in found[10][2]
    assert "全部名额6篇已满" in found[8][2]


def test_percentage_is_of_the_works_received_and_not_withdrawn(database: Database) -> None:
    world = results.judged(database, papers=(5, 3, 2))
    with database.transaction() as session:
        for quota in session.query(Quota):
            session.delete(quota)
        session.query(Entry).order_by(Entry.number).first().state = EntryState.WITHDRAWN
    category = world.recommenders[0].category_id
    results.add_quota(
        database, world, scope="recommender", category_id=category, minimum=0, maximum=50, hard=True, percent=True
    )
    run_id = select(database, world)
    with database.session() as session:
        groups = runs.output_of(session, run_id)["groups"]
    assert [(g["received"], g["minimum"], g["maximum"], g["selected"]) for g in groups] == [
        (4, 0, 2, 2),  # half of four
        (3, 0, 1, 1),  # of three: a maximum is rounded down
        (2, 0, None, 2),  # another category
    ]


def test_one_author_gets_so_many_places_and_substitutes_are_named_in_order(database: Database) -> None:
    world = results.judged(database)
    with database.transaction() as session:
        for entry in session.query(Entry).options(selectinload(Entry.authors)):
            entry.authors[0].name = "王　小满" if entry.number in (1, 2) else f"作者{entry.number}"
    results.add_quota(database, world, scope="author", minimum=0, maximum=1, hard=True)
    category = world.recommenders[0].category_id
    results.add_quota(database, world, scope="recommender", category_id=category, maximum=2, reserves=2)
    run_id = select(database, world)
    found = said(database, run_id)
    assert {n for n in range(1, 6) if found[n][0]} == {1, 3}
    assert found[2][1] == "author_maximum"
    assert "同一作者已达上限1篇" in found[2][2]
    reserves = {d["entry_id"]: d["facts"]["reserve"] for d in results.output(database, run_id)["decisions"]}
    with database.session() as session:
        numbers = {e.id: e.number for e in session.query(Entry)}
    named = {numbers[entry]: place for entry, place in reserves.items() if place}
    assert {n: place for n, place in named.items() if n <= 5} == {4: 1, 5: 2}
    kept = inputs_of(database, run_id)["entries"]
    assert "王" not in json.dumps(kept, ensure_ascii=False)


@pytest.mark.parametrize("number", [4, 5])
def test_points_said_to_be_missing_are_just_enough(database: Database, number: int) -> None:
    world = results.judged(database)
    run_id = select(database, world)
    inputs = inputs_of(database, run_id)
    place = next(i for i, e in enumerate(inputs["entries"]) if e["number"] == number)
    output = results.output(database, run_id)
    missing = output["decisions"][place]["facts"]["points_needed"]
    score = inputs["entries"][place]["score"]

    def selected_at(points: float) -> bool:
        inputs["entries"][place]["score"] = round(points, 2)
        again: dict[str, Any] = calculate(inputs, {}, world.round.seed, quiet)
        return bool(again["decisions"][place]["selected"])

    assert selected_at(score + missing)
    assert not selected_at(score + missing - 0.01)


def test_tie_is_broken_by_the_declared_criterion_and_said(database: Database) -> None:
    world = results.judged(database, papers=(4, 0, 0))
    with database.transaction() as session:
        results.round_of(session, world).tie_break = [world.rubric.criteria[0].id]
    run_id = select(database, world)
    inputs = inputs_of(database, run_id)
    criterion = str(world.rubric.criteria[0].id)
    assert inputs["tie_steps"] == [criterion, "fewer_deductions"]
    inputs["entries"][3]["score"] = inputs["entries"][2]["score"]
    decisions = calculate(inputs, {}, 1, quiet)["decisions"]
    assert [d["code"] for d in decisions[2:]] == ["above_line", "tie_lost"]
    lost, won = (str(Sentence.from_json(decisions[i]["facts"]["sentence"])) for i in (3, 2))
    assert lost == "未入选：本单位第4名，本单位已达上限3篇，与入选线同分，“主题思想”平均分较低。"
    assert won.endswith("与一篇未入选作品同分，“主题思想”平均分较高。")


def test_lot_depends_on_the_published_seed_only(database: Database) -> None:
    world = results.judged(database, papers=(4, 0, 0))
    inputs = inputs_of(database, select(database, world))
    for entry in inputs["entries"]:
        entry["score"], entry["tie_keys"] = 80.0, [0.0]
    out = {calculate(inputs, {}, seed, quiet)["decisions"][0]["selected"] for seed in range(12)}
    assert out == {True, False}
    loser = next(d for d in calculate(inputs, {}, 5, quiet)["decisions"] if not d["selected"])
    assert loser["code"] == "tie_lot"
    assert "抽签未中" in str(Sentence.from_json(loser["facts"]["sentence"]))


def test_probability_is_of_the_entries_that_take_part(database: Database) -> None:
    world = results.judged(database)
    with database.transaction() as session:
        factories.make_entry(session, world)
    decisions = results.output(database, select(database, world))["decisions"]
    shares = [d["facts"]["probability"] for d in decisions]
    assert shares[-1] is None
    assert all(0 <= s <= 1 for s in shares[:-1])
    assert shares[0] > shares[4]
    assert "NaN" not in json.dumps(decisions)


def test_chances_come_from_the_model_where_there_is_one_and_else_from_the_standard_errors(
    database: Database,
) -> None:
    world = results.judged(database)
    inputs = inputs_of(database, select(database, world))
    unsure = inputs | {"entries": [e | {"se": 50.0} for e in inputs["entries"]]}
    assert chances(unsure, 0) == chances(inputs, 0)
    by_mean = inputs | {"standings": inputs["standings"] | {"method": "mean"}}
    unsure |= {"standings": by_mean["standings"]}
    assert max(map(abs, map(operator.sub, chances(unsure, 0), chances(by_mean, 0)))) > 0.1


def test_scores_that_the_marks_allow_move_together_where_the_judges_are_the_same(database: Database) -> None:
    world = results.judged(database)
    marks = inputs_of(database, select(database, world))["standings"]["inputs"]
    drawn = standings_compute.drawn(marks, "adjusted", 0, 4000)
    assert drawn is not None
    readers = [{judge for paper, judge, *_rest in marks["readings"] if paper == p} for p in marks["papers"]]
    correlation = np.corrcoef(drawn.T)
    pairs = itertools.combinations(range(len(readers)), 2)
    shared: dict[int, list[float]] = {1: [], 2: []}
    for a, b in pairs:
        shared[len(readers[a] & readers[b])].append(correlation[a, b])
    assert np.mean(shared[2]) > np.mean(shared[1])


def test_rebuild_gives_the_recorded_digest(database: Database) -> None:
    world = results.judged(database)
    run_id = select(database, world)
    with database.session() as session:
        recorded, again = runs.rebuild(session, SELECTION, run_id)
    assert recorded == again != ""
