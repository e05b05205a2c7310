"""Pages of the library: what they take, what they show, and to whom."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from docx import Document
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from reviewapp.db import Database
from reviewapp.models.library import LibraryKind, LibraryText
from tests.factories import World
from tests.reviewapp.library.conftest import ESSAY
from tests.reviewapp.submissions.packing import zipped

Client = Callable[[str | None], FlaskClient]
Put = Callable[..., int]
OUTSIDERS = ("clerk", "leader", "judge1", "bureau1", "hospital1")


def texts(database: Database) -> dict[str, LibraryText]:
    with database.session() as session:
        return {t.title: t for t in session.scalars(select(LibraryText))}


def send(client: FlaskClient, files: list[tuple[str, bytes]], **details: str) -> TestResponse:
    fields = {"kind": "winner", "source": "二〇二五年征文", "year": "2025", **details}
    data: dict[str, Any] = {f"files-{name}": value for name, value in fields.items()}
    data["files-files"] = [(io.BytesIO(body), name) for name, body in files]
    return client.post("/library/add", data=data, content_type="multipart/form-data")


def docx(*paragraphs: str) -> bytes:
    document, buffer = Document(), io.BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("role", OUTSIDERS)
def test_library_does_not_exist_for_others(
    role: str, client_for: Client, stored_world: World, decided: dict[str, int], put: Put, database: Database
) -> None:
    text_id = put("绝密往届作品")
    client = client_for(role)
    for address in ("/library", "/library/add", f"/library/{text_id}", "/library?q=绝密"):
        answer = client.get(address)
        assert answer.status_code == 404, address
        assert "绝密" not in answer.get_data(as_text=True)
    for address in (
        "/library/add", f"/library/{text_id}", f"/library/{text_id}/remove", f"/library/rounds/{stored_world.round.id}",
    ):  # fmt: skip
        assert client.post(address, data={"reason": "无"}).status_code == 404, address
    assert texts(database).keys() == {"绝密往届作品"}
    assert "资料库" not in client.get("/").get_data(as_text=True)


def test_library_asks_strangers_to_sign_in(client_for: Client, stored_world: World, put: Put) -> None:
    text_id = put()
    for address in ("/library", "/library/add", f"/library/{text_id}"):
        assert client_for(None).get(address).headers["Location"].startswith("/login")


@pytest.mark.parametrize("role", ["organizer", "admin"])
def test_list_shows_and_finds_texts(role: str, client_for: Client, stored_world: World, put: Put) -> None:
    put("灯", author="李四", note="一等奖")
    put("雪", "雪的全文", kind=LibraryKind.MODEL, source="校刊", year=2019)
    client = client_for(role)
    page = client.get("/library").get_data(as_text=True)
    assert all(said in page for said in ("灯", "李四", "一等奖", "雪", "校刊", "资料库"))
    for query, found, missing in (
        ("q=李四", "灯", "校刊"), ("q=2019", "校刊", "李四"), ("kind=model", "校刊", "李四"),
        ("q=100%25", "没有符合条件的文本", "校刊"),
    ):  # fmt: skip
        page = client.get(f"/library?{query}").get_data(as_text=True)
        assert found in page, query
        assert missing not in page, query


def test_files_of_all_kinds_in_and_out_of_a_zip_join(
    client_for: Client, stored_world: World, database: Database
) -> None:
    client = client_for("organizer")
    package = zipped({"往届/灯.txt": f"灯\n{ESSAY}".encode(), "往届/霜.docx": docx("霜", ESSAY + "霜。")})
    answer = send(client, [("二〇二五.zip", package), ("雪.txt", f"雪\n{ESSAY}雪。".encode("gb18030"))])
    assert (answer.status_code, answer.headers["Location"]) == (302, "/library")
    found = texts(database)
    assert found.keys() == {"灯", "霜", "雪"}
    assert {(t.source, t.year, t.kind.value) for t in found.values()} == {("二〇二五年征文", 2025, "winner")}
    assert found["雪"].filename == "雪.txt"
    assert found["雪"].text == f"雪\n{ESSAY}雪。"


def test_bad_file_is_named_and_spoils_nothing(
    client_for: Client, stored_world: World, database: Database, put: Put
) -> None:
    held = put("灯", f"灯\n{ESSAY}")
    files = [
        ("灯.txt", f"灯\n{ESSAY}".encode()), ("坏.docx", b"PK\x03\x04broken"), ("表.exe", b"MZ"),
        ("空.txt", "……——".encode()), ("新.txt", f"新\n{ESSAY}新。".encode()),
    ]  # fmt: skip
    answer = send(client_for("organizer"), files)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert all(name in page for name in ("坏.docx", "表.exe", "空.txt", "库中已有", f"/library/{held}"))
    assert texts(database).keys() == {"灯", "新"}
    answer = send(client_for("organizer"), [("坏.docx", b"PK\x03\x04broken")])
    assert answer.status_code == 422


def test_pasted_text_joins_and_bad_details_are_said_at_their_field(
    client_for: Client, stored_world: World, database: Database
) -> None:
    client = client_for("admin")
    form = {
        "mode": "paste",
        "paste-kind": "official",
        "paste-text": "誓词\r\n健康所系，\x00性命相托。\r\n\r\n",
    }
    assert client.post("/library/add", data=form).status_code == 302
    assert texts(database)["誓词"].text == "誓词\n健康所系，性命相托。"
    answer = client.post("/library/add", data={**form, "paste-text": "另一篇", "paste-year": "二五"})
    assert answer.status_code == 422
    assert 'aria-describedby="paste-year-error"' in answer.get_data(as_text=True)
    answer = client.post("/library/add", data={**form, "paste-text": "……"})
    assert answer.status_code == 422
    assert "没有可以比对的文字" in answer.get_data(as_text=True)
    assert texts(database).keys() == {"誓词"}


def test_text_is_shown_corrected_and_removed(
    client_for: Client, stored_world: World, database: Database, put: Put
) -> None:
    text_id = put()
    client = client_for("organizer")
    assert ESSAY in client.get(f"/library/{text_id}").get_data(as_text=True)
    form = {
        "kind": "model",
        "title": "灯火",
        "author": "李四",
        "source": "校刊",
        "year": "2024",
        "version": "1",
    }
    assert client.post(f"/library/{text_id}", data=form).status_code == 302
    assert texts(database)["灯火"].kind == LibraryKind.MODEL
    stale = client.post(f"/library/{text_id}", data={**form, "title": "又改"})
    assert (stale.status_code, "刚被别人改过" in stale.get_data(as_text=True)) == (422, True)
    assert client.post(f"/library/{text_id}/remove", data={"reason": ""}).status_code == 422
    assert client.post(f"/library/{text_id}/remove", data={"reason": "重复"}).status_code == 302
    assert "灯火" not in client.get("/library").get_data(as_text=True)
    page = client.get(f"/library/{text_id}").get_data(as_text=True)
    assert all(said in page for said in ("已移出", "机关党委", ESSAY))
    assert client.get("/library/999").status_code == 404


def test_chosen_works_join_at_one_click(
    client_for: Client, stored_world: World, decided: dict[str, int], database: Database
) -> None:
    client = client_for("organizer")
    assert "收入入选作品" in client.get("/library").get_data(as_text=True)
    answer = client.post(f"/library/rounds/{stored_world.round.id}")
    assert answer.status_code == 302
    assert texts(database).keys() == {"第0篇", "第1篇"}
    page = client.get("/library").get_data(as_text=True)
    assert "全部已收入" in page
    assert "收入入选作品</button>" not in page
    assert client_for("admin").post(f"/library/rounds/{stored_world.round.id}").status_code == 404


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", note)
    yield statements
    sa.event.remove(database.engine, "before_cursor_execute", note)


def test_list_costs_the_same_for_more_texts(
    client_for: Client, decided: dict[str, int], database: Database, put: Put
) -> None:
    client = client_for("organizer")
    costs = []
    for wanted in (1, 4):
        while len(texts(database)) < wanted:
            number = len(texts(database))
            put(f"第{number}篇", f"{number}{ESSAY}")
        with counted(database) as statements:
            assert client.get("/library").status_code == 200
        costs.append(len(statements))
    assert costs[0] == costs[1]


def test_long_text_is_turned_over_page_by_page_and_nothing_is_lost(
    client_for: Client, stored_world: World, put: Put
) -> None:
    lines = [f"第{number}段" + "山水" * 900 for number in range(20)] + ["长" * 25_000]
    text_id = put("很长的一篇", text="\n".join(lines))
    client, shown, page = client_for("organizer"), "", 1
    while True:
        html = client.get(f"/library/{text_id}?page={page}").get_data(as_text=True)
        assert len(html) < 40_000
        shown += html
        if 'rel="next"' not in html:
            break
        page += 1
    assert page == 7
    assert all(shown.count(f"第{number}段山水") == 1 for number in range(20))
    assert shown.count("长" * 1000) == 25
    assert "共 7 页" in shown
    short = put("短的一篇", text="山水" * 100)
    assert "正文分页" not in client.get(f"/library/{short}").get_data(as_text=True)
