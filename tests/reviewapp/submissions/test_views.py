"""Pages: what they show, to whom, and what they never show."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from reviewapp.access import Actor
from reviewapp.db import Database
from reviewapp.documents import Extracted
from reviewapp.models.contest import Category, Obligation, ObligationObject, Round, Stage
from reviewapp.models.entry import Entry, EntryState, IntakeBatch
from reviewapp.models.result import Run, RunState, Selection
from reviewapp.submissions import actions
from reviewapp.submissions.reading import Reading, Upload, Work
from reviewapp.words import say
from tests.factories import DUE, World, make_entry
from tests.reviewapp.submissions.packing import essay, package, row

Client = Callable[[str | None], FlaskClient]
NOW = DUE - timedelta(days=1)


@pytest.fixture
def received(app: Flask, database: Database, stored_world: World, inside_the_deadline: None) -> World:
    """One work of 赤峰, sent by its liaison: entry 1, batch 1."""
    fields = {"title": "一盏灯", "authors": "王小满", "unit": "敖汉旗柳条沟卫生院"}
    data = essay("一盏灯")
    work = Work(Upload("一盏灯.txt", data), fields, Extracted(data.decode(), "txt"))
    with database.transaction() as session:
        actions.import_batch(
            session, stored_world.actors["bureau1"], stored_world.round, stored_world.recommenders[0],
            Reading((work,)), Upload("来.zip", b"zip"),
            folder=app.extensions["jianwen"].settings.uploads, now=NOW,
        )  # fmt: skip
    return stored_world


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", note)
    yield statements
    sa.event.remove(database.engine, "before_cursor_execute", note)


def change_round(database: Database, world: World, **values: Any) -> None:
    with database.transaction() as session:
        round_ = session.get_one(Round, world.round.id)
        for name, value in values.items():
            setattr(round_, name, value)


def propose(database: Database, world: World, count: int = 1) -> list[int]:
    """Entries with proposed papers, their author masked; the numbers."""
    numbers = []
    with database.transaction() as session:
        for _n in range(count):
            entry = make_entry(session, world, text="一盏灯\n我是王小满，𠮷日写下。\n灯亮着。")
            found = [[6, 9, "author", "certain", "form"]]
            row = {"entry": entry.id, "mentions": found, "title_spans": [], "genre_spans": []}
            actions.store_papers(session, Actor.system(), world.round, [row], now=NOW)
            numbers.append(entry.number)
    return numbers


def test_report_and_receipt_name_number_time_and_digest(
    received: World, client_for: Client, database: Database
) -> None:
    client = client_for("bureau1")
    with database.session() as session:
        entry = session.scalars(sa.select(Entry)).one()
    page = client.get(f"/rounds/{received.round.id}/receipts/1").get_data(as_text=True)
    assert "0001" in page
    assert "2026年6月29日 23:59:59（北京时间）" in page
    assert entry.sha256[:8] in page
    assert "敖汉旗柳条沟卫生院" in page


def test_report_downloads_as_a_workbook(received: World, client_for: Client) -> None:
    answer = client_for("bureau1").get(f"/rounds/{received.round.id}/batches/1/report.xlsx")
    assert answer.data[:2] == b"PK"
    assert "attachment" in answer.headers["Content-Disposition"]


def test_blank_register_is_read_back_by_its_own_headings(stored_world: World, client_for: Client) -> None:
    from reviewapp.documents import Refusal
    from reviewapp.spreadsheets import read_table

    answer = client_for("bureau1").get(f"/rounds/{stored_world.round.id}/upload/template.xlsx")
    with pytest.raises(Refusal) as refused:
        read_table(answer.data, "汇总表.xlsx")
    assert refused.value.code == "no_rows"  # the headings were known


def test_original_comes_back_unchanged_and_inert(received: World, client_for: Client) -> None:
    answer = client_for("bureau1").get(f"/rounds/{received.round.id}/entries/1/original")
    assert answer.data == essay("一盏灯")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''%E4%B8%80%E7%9B%8F%E7%81%AF.txt" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox;")


def test_damaged_original_is_not_handed_out(
    received: World, client_for: Client, app: Flask, database: Database
) -> None:
    with database.session() as session:
        digest = session.scalars(sa.select(Entry.sha256)).one()
    path: Path = app.extensions["jianwen"].settings.uploads / digest[:2] / digest[2:]
    path.chmod(0o640)
    path.write_bytes(b"something else")
    answer = client_for("clerk").get(f"/rounds/{received.round.id}/entries/1/original")
    assert answer.status_code == 500
    assert "something else" not in answer.get_data(as_text=True)


# ── leaks


def routes(app: Flask, world: World) -> list[tuple[str, str]]:
    """(method, address) of every page of this stage, for entry 1 and batch 1."""
    values = {"round_id": world.round.id, "number": 1, "batch_id": 1, "position": 0}
    adapter = app.url_map.bind("localhost")
    return [
        (method, adapter.build(rule.endpoint, {k: values[k] for k in rule.arguments}, method=method))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("submissions.")
        for method in (rule.methods or set()) & {"GET", "POST"}
    ]


@pytest.mark.parametrize("role", ["judge1", "leader", "admin"])
def test_judges_leader_and_administrator_meet_no_page(
    app: Flask, received: World, client_for: Client, role: str
) -> None:
    client = client_for(role)
    answers = {(m, u): client.open(u, method=m).status_code for m, u in routes(app, received)}
    assert len(answers) == 18
    assert {key for key, status in answers.items() if status != 404} == set()


def test_anonymous_is_sent_to_the_door(app: Flask, received: World, client_for: Client) -> None:
    client = client_for(None)
    for method, url in routes(app, received):
        answer = client.open(url, method=method)
        assert (url, answer.status_code) == (url, 302)
        assert "/login" in answer.headers["Location"]


def test_foreign_unit_sees_nothing_of_the_work(app: Flask, received: World, client_for: Client) -> None:
    client = client_for("bureau2")
    for method, url in routes(app, received):
        answer = client.open(url, method=method)
        page = answer.data.decode(errors="replace")  # the blank 汇总表 is no text
        assert "一盏灯" not in page
        assert "王小满" not in page
        own = url.endswith(("/mine", "/upload", "template.xlsx"))
        assert own or answer.status_code == 404, url


def test_unit_below_sees_its_work_but_not_the_recommenders_report(
    received: World, client_for: Client
) -> None:
    client, base = client_for("hospital1"), f"/rounds/{received.round.id}"
    assert client.get(f"{base}/entries/1").status_code == 200
    assert client.get(f"{base}/batches/1").status_code == 404
    assert "一盏灯" in client.get(f"{base}/mine").get_data(as_text=True)


def test_unit_cannot_send_for_another_recommender(
    send: Callable[..., Any], stored_world: World, database: Database
) -> None:
    assert send([("来.zip", package(row(1, "一盏灯")))], role="bureau2").status_code == 422
    with database.session() as session:
        assert session.scalar(sa.select(sa.func.count(IntakeBatch.id))) == 0


def shown(client: FlaskClient, url: str) -> str:
    """The page without its form tokens, which change with every second."""
    return re.sub(r'(value=|CSRFToken": )"[\w.-]{40,}"', "", client.get(url).get_data(as_text=True))


def freeze_selection(database: Database, world: World) -> None:
    sentence = say("本单位第 %(rank)s 名，得分 %(score)s，超出名额。", rank=7, score="81.25").to_json()
    with database.transaction() as session:
        run = Run(round_id=world.round.id, kind="selection", state=RunState.DONE, frozen=True, created_at=NOW)
        session.add(run)
        session.flush()
        entry = session.scalars(sa.select(Entry)).one()
        session.add(
            Selection(
                run_id=run.id, entry_id=entry.id, selected=False, code="quota", facts={"sentence": sentence}
            )
        )


def test_nothing_of_the_result_shows_before_release(
    received: World, client_for: Client, database: Database
) -> None:
    base, client = f"/rounds/{received.round.id}", client_for("bureau1")
    pages = ("/mine", "/entries/1", "/receipts/1")
    change_round(database, received, stage=Stage.PUBLICATION)
    before = [shown(client, base + p) for p in pages]
    freeze_selection(database, received)
    assert [shown(client, base + p) for p in pages] == before
    change_round(database, received, released_at=NOW + timedelta(days=3))  # not yet
    assert [shown(client, base + p) for p in pages] == before
    change_round(database, received, released_at=NOW)
    after = client.get(base + "/mine").get_data(as_text=True)
    assert "未入选" in after
    assert "结果公布之前" not in after
    assert "本单位第 7 名，得分 81.25，超出名额。" in after


# ── lists


def test_lists_ask_as_many_questions_for_three_rows_as_for_one(
    received: World, client_for: Client, database: Database
) -> None:
    base, clerk, bureau = f"/rounds/{received.round.id}", client_for("clerk"), client_for("bureau1")
    propose(database, received)
    pages = [(clerk, "/entries"), (clerk, "/redaction"), (bureau, "/mine")]

    def numbers() -> list[int]:
        found = []
        for client, page in pages:
            with counted(database) as statements:
                assert client.get(base + page).status_code == 200
            found.append(len(statements))
        return found

    few = numbers()
    propose(database, received, 3)
    assert numbers() == few


def test_entries_can_be_filtered(received: World, client_for: Client, database: Database) -> None:
    with database.transaction() as session:
        make_entry(session, received, 1, title="两面账", author="李四")
    client, base = client_for("clerk"), f"/rounds/{received.round.id}/entries"

    def titles(query: str) -> set[str]:
        page = client.get(base + query).get_data(as_text=True)
        return {t for t in ("一盏灯", "两面账") if f">{t}</a>" in page}

    assert titles("") == {"一盏灯", "两面账"}
    assert titles("?q=李四") == {"两面账"}
    assert titles("?q=2") == {"两面账"}
    assert titles("?state=withdrawn") == set()
    assert titles(f"?recommender={received.recommenders[0].id}") == {"一盏灯"}
    assert titles("?state=nonsense&q=%25%00") == {"一盏灯", "两面账"}


def test_shortfall_and_cutoff_are_said_exactly(
    received: World, client_for: Client, database: Database
) -> None:
    with database.transaction() as session:
        category = session.scalars(sa.select(Category).where(Category.name == "盟市")).one()
        session.add(
            Obligation(
                contest_id=received.contest.id,
                category_id=category.id,
                object=ObligationObject.ESSAY,
                minimum=5,
            )
        )
    base = f"/rounds/{received.round.id}"
    page = client_for("bureau1").get(base + "/mine").get_data(as_text=True)
    assert "还差 4 篇" in page
    assert "截至 2026年6月30日 23:59:59（北京时间）" in page
    assert "报送不足的单位" in client_for("clerk").get(base + "/entries").get_data(as_text=True)
    assert "还差" not in client_for("hospital1").get(base + "/mine").get_data(as_text=True)


def test_withdraw_needs_a_reason(received: World, client_for: Client, database: Database) -> None:
    client, url = client_for("bureau1"), f"/rounds/{received.round.id}/entries/1/withdraw"
    refused = client.post(url, data={"reason": " "})
    assert (refused.status_code, "请写明撤回的理由" in refused.get_data(as_text=True)) == (422, True)
    assert client.post(url, data={"reason": "作者要求"}).status_code == 302
    with database.session() as session:
        assert session.scalars(sa.select(Entry.state)).one() == EntryState.WITHDRAWN


# ── the redaction desk


def test_sealing_from_the_desk_proposes_papers(
    received: World, client_for: Client, database: Database
) -> None:
    client = client_for("clerk")
    answer = client.post(f"/rounds/{received.round.id}/redaction/seal")
    assert "/runs/" in answer.headers["Location"]
    page = client.get(f"/rounds/{received.round.id}/redaction/1").get_data(as_text=True)
    assert "王小满" in page
    assert "评委看到的样子" in page


def desk_form(database: Database, number: int, **more: Any) -> dict[str, Any]:
    with database.session() as session:
        entry = session.scalars(sa.select(Entry).where(Entry.number == number)).one()
    return {"version": entry.version, "title": "一盏灯", **more}


def test_clerk_adds_a_mask_behind_a_character_of_two_utf16_units(
    stored_world: World, inside_the_deadline: None, client_for: Client, database: Database
) -> None:
    """𠮷 is one code point: the span after it is not shifted."""
    (number,) = propose(database, stored_world)
    form = desk_form(database, number, do="confirm", accept="1", added=["11:12:person", "x:y:z"])
    answer = client_for("clerk").post(f"/rounds/{stored_world.round.id}/redaction/{number}", data=form)
    assert answer.status_code == 302
    with database.session() as session:
        text = session.scalars(sa.text("select text from paper")).one()
    assert text == "我是▇▇，𠮷▇▇写下。\n灯亮着。"


def test_words_are_masked_wherever_they_stand_and_nothing_is_stored_by_a_preview(
    stored_world: World, inside_the_deadline: None, client_for: Client, database: Database
) -> None:
    (number,) = propose(database, stored_world)
    url = f"/rounds/{stored_world.round.id}/redaction/{number}"
    form = desk_form(database, number, do="preview", words="灯", words_kind="honour")
    for address in (url, url + "/preview"):
        page = client_for("clerk").post(address, data=form).get_data(as_text=True)
        assert 'value="2:3:honour"' in page
        assert 'value="16:17:honour"' in page
        assert "匿名稿里仍能读到：王小满" in page  # its mask is not among those sent
    with database.session() as session:
        assert session.scalars(sa.select(Entry.state)).one() == EntryState.PROPOSED


def test_confirm_goes_on_to_the_next_and_a_stale_page_is_refused(
    stored_world: World, inside_the_deadline: None, client_for: Client, database: Database
) -> None:
    first, second = propose(database, stored_world, 2)
    client, base = client_for("clerk"), f"/rounds/{stored_world.round.id}/redaction"
    form = desk_form(database, first, do="confirm")
    assert client.post(f"{base}/{first}", data=form).headers["Location"] == f"{base}/{second}"
    assert client.post(f"{base}/{first}", data=form).status_code == 409
    assert (
        client.post(f"{base}/{second}", data=desk_form(database, second, do="confirm")).headers["Location"]
        == base
    )


def test_all_together_needs_a_reason(
    stored_world: World, inside_the_deadline: None, client_for: Client, database: Database
) -> None:
    propose(database, stored_world, 2)
    client, base = client_for("clerk"), f"/rounds/{stored_world.round.id}/redaction"
    assert "请写明" in client.post(f"{base}/confirm", data={"all": "1"}, follow_redirects=True).get_data(
        as_text=True
    )
    page = client.post(f"{base}/confirm", data={}, follow_redirects=True).get_data(as_text=True)
    assert "已确认 2 篇" in page
