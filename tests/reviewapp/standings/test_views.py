"""Pages of standings: what organizer and leader see, and that nobody else sees anything."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import openpyxl
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from reviewapp import runs
from reviewapp.access import Actor
from reviewapp.audit import record
from reviewapp.contests.methods import CAUTIONS, NAMES
from reviewapp.db import Base, Database, Memory
from reviewapp.models.contest import ScoreMethod, Stage
from reviewapp.models.judging import Assignment, AssignmentKind, AssignmentState, Mark
from reviewapp.models.paper import Paper
from reviewapp.models.result import Run
from reviewapp.models.rubric import Criterion, Rubric
from reviewapp.quality import actions as quality
from reviewapp.recommendation import actions as recommendation
from reviewapp.selection import actions as selection
from reviewapp.standings import actions, queries
from tests import factories, results
from tests.conftest import NOW

Clients = Callable[[str | None], FlaskClient]
STRANGERS = ("admin", "clerk", "judge1", "bureau1", "hospital1")


def url(world: factories.World, tail: str = "") -> str:
    return f"/rounds/{world.round.id}/standings{tail}"


@pytest.mark.parametrize("who", ["organizer", "leader"])
def test_table_shows_every_score_and_no_author(database: Database, client_for: Clients, who: str) -> None:
    world = results.judged(database)
    run_id = results.frozen(database, world)
    page = client_for(who).get(url(world)).get_data(as_text=True)
    for row in results.output(database, run_id)["rows"]:
        assert f"{row['mean']:.2f}" in page
        assert f"{row['final']:.2f}" in page
    assert "王小满" not in page
    assert "赤峰市" not in page
    # paper leaves the plots out: a heading must go with its cells, or every number stands below a wrong one
    for table in page.split("<table ")[1:]:
        head, first = table.split("<tr")[1:3]
        assert [c for c, cell in enumerate(head.split("<th")[1:]) if "plot-column" in cell] == [
            c for c, cell in enumerate(re.split("<t[hd]", first)[1:]) if "plot-column" in cell
        ]


def test_paper_says_who_gave_what_in_a_sentence(database: Database, client_for: Clients) -> None:
    world = results.judged(database)
    with database.transaction() as session:
        session.merge(world.judges[1]).simulated = True
    run_id = results.frozen(database, world)
    row = next(r for r in results.output(database, run_id)["rows"] if r["rank"] == 1)
    page = client_for("leader").get(url(world, "/P0001")).get_data(as_text=True)
    half = (row["high"] - row["low"]) / 2
    assert f"校正后 {row['adjusted']:.2f} ± {half:.2f}；在本轮 10 篇中第 1 名。" in page
    assert "评委01" in page
    assert "评委02" in page
    assert "模拟" in page
    assert "王小满" not in page


def test_strangers_get_nothing(database: Database, client_for: Clients) -> None:
    world = results.judged(database)
    run_id = results.frozen(database, world)
    reads = [url(world, tail) for tail in ("", "/P0001", f"/export/{run_id}.xlsx", f"/export/{run_id}.csv")]
    for who in STRANGERS:
        client = client_for(who)
        assert {client.get(path).status_code for path in reads} == {404}, who
        for tail in ("/compute", "/freeze"):
            answer = client.post(url(world, tail), data={"run": run_id})
            assert answer.status_code in (403, 404), (who, tail)
    anonymous = client_for(None)
    assert {anonymous.get(path).status_code for path in reads} == {302}


def test_leader_sees_but_does_not_act(database: Database, client_for: Clients) -> None:
    world = results.judged(database)
    run_id = results.computed(database, world, actions.request_standings)
    leader = client_for("leader")
    page = leader.get(url(world)).get_data(as_text=True)
    assert "冻结这次结果" not in page
    assert leader.post(url(world, "/freeze"), data={"run": run_id}).status_code == 403


def test_compute_and_freeze_through_the_pages(database: Database, client_for: Clients) -> None:
    world = results.judged(database)
    client = client_for("organizer")
    assert "还没有合过分" in client.get(url(world)).get_data(as_text=True)
    answer = client.post(url(world, "/compute"))
    assert answer.headers["Location"].startswith("/runs/")
    run_id = int(answer.headers["Location"].rsplit("/", 1)[1])
    page = client.post(url(world, "/freeze"), data={"run": run_id}, follow_redirects=True)
    assert "已冻结" in page.get_data(as_text=True)
    with database.session() as session:
        assert session.get_one(Run, run_id).frozen


INPUTS = (  # a row that a run depends on, and what may happen to it
    (Paper, "penalty_points", 2),
    (Paper, "excluded", True),
    (Paper, "confirmed_at", None),
    (Mark, "steps", 1),
    (Assignment, "state", AssignmentState.OPEN),
    (Assignment, "kind", AssignmentKind.THIRD),
    (Criterion, "maximum", 41),
    (Rubric, "steps_per_point", 4),
    (Rubric, "full_marks", 50),
)


def test_page_warns_when_an_input_changed_and_not_when_it_changed_back(
    database: Database, client_for: Clients
) -> None:
    world = results.judged(database)
    results.frozen(database, world)
    client = client_for("organizer")

    def change(model: type[Base], name: str, value: object, verb: str = "x.changed") -> object:
        with database.transaction() as session:
            row = session.query(model).order_by(model.id).first()  # type: ignore[attr-defined]
            before = getattr(row, name)
            setattr(row, name, value)
            record(session, Actor.system(), verb, "x:1", contest_id=world.contest.id, now=NOW)
        return before

    def outdated() -> bool:
        return "已经过时" in client.get(url(world)).get_data(as_text=True)

    assert not outdated()
    for model, name, value in INPUTS:
        before = change(model, name, value)
        assert outdated(), name
        change(model, name, before)
        assert not outdated(), name
    change(Assignment, "skipped", True, "judging.skipped")
    assert not outdated()


def test_first_look_finds_in_the_log_whether_a_run_is_current_and_reads_no_marks(
    database: Database, client_for: Clients
) -> None:
    world = results.judged(database)
    run_id = results.frozen(database, world)
    client = client_for("organizer")

    def first_look() -> str:
        pages: list[str] = []
        database.memory = Memory()

        def look() -> TestResponse:
            answer = client.get(url(world))
            pages.append(answer.get_data(as_text=True))
            return answer

        assert not any("FROM mark" in statement for statement in results.asked(database, look))
        return pages[0]

    assert "已经过时" not in first_look()
    results.computed(database, world, quality.request_quality)  # later acts change no input
    selected = results.computed(database, world, selection.request_selection)
    results.act(database, world, selection.confirm_selection, (Run, selected))
    results.act(database, world, recommendation.draft_list)
    assert "已经过时" not in first_look()
    with database.session() as session:
        run = session.get_one(Run, run_id)
        assert runs.digest(queries.inputs(session, results.round_of(session, world))) == run.input_digest
    with database.transaction() as session:
        results.add_entry(session, world, 0, 20)
        record(session, Actor.system(), "judging.submitted", "x:1", contest_id=world.contest.id, now=NOW)
    assert "已经过时" in first_look()


def test_excluded_papers_stand_last_with_the_reason(database: Database, client_for: Clients) -> None:
    world = results.judged(database)
    with database.transaction() as session:
        session.query(Paper).filter_by(code="P0001").one().excluded = True
    results.frozen(database, world)
    for sort in ("rank", "-adjusted", "code"):
        page = client_for("leader").get(url(world, f"?sort={sort}")).get_data(as_text=True)
        assert page.index("P0001") > max(page.index(f"P{n:04d}") for n in range(2, 11)), sort
        assert "已撤回或取消资格，不参加排名。" in page


def test_unknown_run_or_code_is_not_found(database: Database, client_for: Clients) -> None:
    world = results.judged(database)
    results.frozen(database, world)
    client = client_for("organizer")
    for tail in ("?run=99", "/NONE", "/export/99.xlsx", "/export/99.csv", "/P0001?run=99"):
        assert client.get(url(world, tail)).status_code == 404, tail


def test_form_has_each_judge_and_parses_back(database: Database, client_for: Clients) -> None:
    world = results.judged(database)
    run_id = results.frozen(database, world)
    client = client_for("organizer")
    data = client.get(url(world, f"/export/{run_id}.xlsx")).data
    assert data == client.get(url(world, f"/export/{run_id}.xlsx")).data
    found = list(openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))
    assert found[1][:7] == ("作品编号", "评委01", "评委02", "评委03", "最高", "最低", "平均")
    first = found[2]
    assert first[:7] == ("P0001", 73, 70, None, 73, 70, 71.5)
    assert first[-1] == 1
    assert len([row for row in found if str(row[0]).startswith("P0")]) == 10
    answer = client.get(url(world, f"/export/{run_id}.csv"))
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    lines = list(csv.reader(answer.data.decode("utf-8-sig").splitlines()))
    assert len(lines) == 11
    for line, row in zip(lines, found[1:], strict=False):
        for said, value in zip(line, row, strict=True):
            if isinstance(value, (int, float)):
                assert float(said) == pytest.approx(value, abs=0.005)
            else:
                assert said == (value or "")


def test_remembered_form_follows_a_judge_who_is_called_otherwise(
    database: Database, client_for: Clients
) -> None:
    world = results.judged(database)
    run_id = results.frozen(database, world)
    client, address = client_for("organizer"), url(world, f"/export/{run_id}.xlsx")
    client.get(address)
    with database.transaction() as session:
        session.merge(world.judges[1]).alias = "评委甲"
    headings = next(
        openpyxl.load_workbook(io.BytesIO(client.get(address).data)).active.iter_rows(2, 2, values_only=True)
    )
    assert "评委甲" in headings


def test_closed_stage_is_said_not_done(database: Database, client_for: Clients) -> None:
    world = results.judged(database, Stage.PUBLICATION)
    assert client_for("organizer").post(url(world, "/compute")).status_code == 409


def test_same_number_of_statements_for_few_and_many_papers(database: Database, client_for: Clients) -> None:
    world = results.judged(database, papers=(1, 1, 1))
    results.frozen(database, world)
    client = client_for("organizer")
    client.get(url(world))  # what the process remembers afterwards is the same for few and many
    few = results.statements(database, lambda: client.get(url(world)))
    with database.transaction() as session:
        for theme in range(6):
            results.add_entry(session, world, 0, 20 + theme, theme)
    results.frozen(database, world)
    client.get(url(world))
    assert results.statements(database, lambda: client.get(url(world))) == few


def test_every_method_stands_beside_the_one_that_counts(database: Database, client_for: Clients) -> None:
    world = results.judged(database)
    results.frozen(database, world)
    client = client_for("leader")
    page = client.get(url(world)).get_data(as_text=True)
    methods = page[page.index('id="methods"') : page.index('id="papers"')]
    for words in (*NAMES.values(), CAUTIONS[ScoreMethod.STANDARDISED]):
        assert str(words) in methods
    assert "遴选后可知" in methods
    assert "看不出各人的用分习惯，没有拟合" in methods  # ten papers, three judges
    run_id = results.computed(database, world, selection.request_selection)
    exchanged = results.output(database, run_id)["methods"]["mean"]
    methods = client.get(url(world)).get_data(as_text=True)
    assert f"{exchanged} 篇" in methods[methods.index('id="methods"') : methods.index('id="papers"')]


def test_parts_without_a_common_judge_are_not_compared(database: Database, client_for: Clients) -> None:
    world = results.judged(database, papers=(4, 0, 0))
    with database.transaction() as session:
        entry = factories.make_entry(session, world, 1, title="孤灯")
        paper = factories.make_paper(session, world, entry)
        alone = factories.make_assignment(session, world, paper, world.judges[3])
        factories.submit_marks(session, world, alone, (40, 30, 30))
    run_id = results.frozen(database, world)
    parts = results.output(database, run_id)["parts"]
    assert [(p["papers"], p["ranked"]) for p in parts] == [(4, 4), (1, 1)]
    client = client_for("leader")
    page = client.get(url(world)).get_data(as_text=True)
    assert "评阅分成 2 个互不相连的部分" in page
    second = client.get(url(world, "?part=2")).get_data(as_text=True)
    assert "孤灯" in second
    assert "第0盏灯" not in second
    assert client.get(url(world, "?part=3")).status_code == 404
    assert "在评委相连的 1 篇（第 2 部分）中第 1 名。" in client.get(url(world, "/P0005")).get_data(
        as_text=True
    )


def test_sentence_names_the_method_that_counts(database: Database, client_for: Clients) -> None:
    world = results.judged(database)
    with database.transaction() as session:
        results.round_of(session, world).score_method = ScoreMethod.MEAN
    run_id = results.frozen(database, world)
    row = next(r for r in results.output(database, run_id)["rows"] if r["rank"] == 1)
    with database.session() as session:
        code = session.get_one(Paper, row["paper_id"]).code
    page = client_for("organizer").get(url(world, f"/{code}")).get_data(as_text=True)
    half = (row["high"] - row["low"]) / 2
    assert f"计分用平均分 {row['mean']:.2f} ± {half:.2f}；在本轮 10 篇中第 1 名。" in page
