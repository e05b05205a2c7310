"""Arrivals are compared in the background; what they share is told to the staff and to nobody else."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

import sample
from reviewapp.db import Database
from reviewapp.jobs import Jobs
from reviewapp.library import compute, index, queries
from reviewapp.models.contest import Round, Stage
from reviewapp.models.entry import Entry, EntryState
from reviewapp.models.library import EntryHint, LibraryKind
from reviewapp.models.log import AuditEvent
from reviewapp.words import Sentence
from tests.conftest import NOW
from tests.factories import World, make_entry

Client = Callable[[str | None], FlaskClient]
Put = Callable[..., int]
Receive = Callable[..., Entry]


@pytest.fixture(scope="module")
def essays() -> list[str]:
    """Texts of the sample that have nothing to do with each other."""
    return [text for key, text in sorted(sample.load().texts.items()) if key.startswith("B")]


@pytest.fixture
def receive(database: Database, stored_world: World) -> Receive:
    """``receive("甲", text)``: a committed entry, as an upload leaves it."""

    def make(title: str, text: str, recommender: int = 0) -> Entry:
        with database.transaction() as session:
            return make_entry(session, stored_world, recommender, title=title, text=text)

    return make


def compare(database: Database, instance: Path, world: World) -> None:
    compute.compare_arrivals(database, instance, world.round.id, NOW)


def told(database: Database, entry: Entry) -> list[str] | None:
    """The hints of an entry in words; None when it was not compared."""
    with database.session() as session:
        hint = queries.hints_of(session, [entry.id]).get(entry.id)
    if hint is None or hint.compared_at is None:
        return None
    return [str(Sentence.from_json(found["sentence"])) for found in hint.found]


def events(database: Database) -> list[dict[str, object]]:
    with database.session() as session:
        return list(session.scalars(select(AuditEvent.facts).where(AuditEvent.verb == "library.met")))


def test_arrival_meets_the_library_and_those_before_it(
    database: Database, stored_world: World, essays: list[str], put: Put, receive: Receive, tmp_path: Path
) -> None:
    put("去年的灯", essays[0])
    put("一篇范文", essays[1], kind=LibraryKind.MODEL)
    first = receive("自己写的", essays[2])
    second = receive("抄了两处", f"{essays[0][100:500]}\n{essays[2][:300]}\n{essays[3]}")
    third = receive("抄了范文", essays[1])
    compare(database, tmp_path, stored_world)
    assert told(database, first) == [], "those after it are theirs to explain"
    library, entry = told(database, second) or []
    assert library.startswith("与往届作品《去年的灯》重合 ")
    assert entry.startswith("与本次 1 号《自己写的》重合 ")
    (model,) = told(database, third) or []
    assert model.startswith("与范文《一篇范文》重合 ")
    counted = int(model.rpartition(" ")[0].rpartition(" ")[2])
    assert 0 <= sum(not c.isspace() for c in essays[1]) - counted < 20
    assert events(database) == [{"count": 2, "entries": [second.id, third.id]}]


def test_official_texts_and_works_of_the_same_contest_are_no_hint(
    database: Database, stored_world: World, essays: list[str], put: Put, receive: Receive, tmp_path: Path
) -> None:
    put("公用", essays[0], kind=LibraryKind.OFFICIAL)
    put("同一次征文的", essays[1], contest_id=stored_world.contest.id)
    removed = put("已移出的", essays[2], removed_at=NOW)
    entries = [receive(f"第{n}篇", essays[n]) for n in range(3)]
    copy = receive("又一篇", essays[0] + "只有这一句是自己的。")
    compare(database, tmp_path, stored_world)
    assert [told(database, e) for e in (*entries, copy)] == [[], [], [], []]
    assert removed
    assert events(database) == []


def test_nothing_to_compare_with_needs_no_index(
    database: Database, stored_world: World, essays: list[str], receive: Receive, tmp_path: Path
) -> None:
    entry = receive("第一篇", essays[0])
    compare(database, tmp_path, stored_world)
    assert told(database, entry) == []
    assert [p.name for p in (tmp_path / "index").iterdir()] == ["lock"]


def test_arrival_is_compared_once_and_withdrawn_works_are_no_partners(
    database: Database, stored_world: World, essays: list[str], receive: Receive, tmp_path: Path
) -> None:
    first, second = receive("先", essays[0]), receive("后", essays[0])
    compare(database, tmp_path, stored_world)
    assert len(told(database, second) or []) == 1
    with database.transaction() as session:
        session.get_one(Entry, first.id).state = EntryState.WITHDRAWN
        assert queries.rounds_with_arrivals(session) == []
    third = receive("又来", essays[0])
    compare(database, tmp_path, stored_world)
    assert [h.partition("《")[0] for h in told(database, third) or []] == ["与本次 2 号"]
    with database.session() as session:
        assert session.scalars(select(EntryHint.attempts)).all() == [1, 1, 1]


def test_text_that_ends_its_worker_is_given_up(
    database: Database, stored_world: World, essays: list[str], receive: Receive, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    entries = [receive(f"第{n}篇", essays[n]) for n in range(2)]

    def break_down(*_args: object) -> None:
        raise MemoryError

    monkeypatch.setattr(compute, "_hints", break_down)
    for _ in range(queries.MOST_TRIALS):
        with pytest.raises(MemoryError):
            compare(database, tmp_path, stored_world)
    compare(database, tmp_path, stored_world)
    assert [told(database, e) for e in entries] == [None, None]


def test_busy_indexes_are_left_to_the_sweep(
    database: Database, stored_world: World, essays: list[str], receive: Receive, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(index, "PATIENCE_SECONDS", 0.0)
    entry = receive("第一篇", essays[0])
    with index.alone(tmp_path / "index"):
        compare(database, tmp_path, stored_world)
    assert told(database, entry) is None
    Jobs(database, str(tmp_path / "queue.db"), immediate=True, instance=tmp_path).sweep()
    assert told(database, entry) == []


@pytest.mark.parametrize("stage", [Stage.JUDGING, Stage.CLOSED])
def test_rounds_that_receive_nothing_more_keep_no_index(
    stage: Stage, database: Database, stored_world: World, essays: list[str], receive: Receive, tmp_path: Path
) -> None:
    for n in range(2):
        receive(f"第{n}篇", essays[n])
    compare(database, tmp_path, stored_world)
    assert (tmp_path / "index" / f"round-{stored_world.round.id}").exists()
    receive("迟到的", essays[2])
    with database.transaction() as session:
        session.get_one(Round, stored_world.round.id).stage = stage
        assert queries.rounds_with_arrivals(session) == []
    compare(database, tmp_path, stored_world)
    assert not (tmp_path / "index" / f"round-{stored_world.round.id}").exists()


# ── through the pages


@pytest.fixture
def copied(
    app: Flask, database: Database, stored_world: World, essays: list[str], put: Put, client_for: Client,
    inside_the_deadline: None,
) -> Entry:  # fmt: skip
    """A unit uploads, through the page, what stands in the library."""
    put("绝密的去年之灯", essays[0])
    data = {
        "mode": "single", "single-sender": str(stored_world.recommenders[0].id), "single-authors": "王小满",
        "single-file": (io.BytesIO(essays[0].encode()), "作品.txt"),
    }  # fmt: skip
    url = f"/rounds/{stored_world.round.id}/upload"
    answer = client_for("bureau1").post(
        url, data=data, content_type="multipart/form-data", follow_redirects=True
    )
    assert answer.status_code == 200
    assert "绝密" not in answer.get_data(as_text=True)
    with database.session() as session:
        return session.scalars(select(Entry)).one()


def test_staff_see_the_hint_and_units_and_judges_never_do(
    copied: Entry, stored_world: World, client_for: Client, put: Put
) -> None:
    base = f"/rounds/{stored_world.round.id}"
    for role in ("organizer", "clerk"):
        client = client_for(role)
        page = client.get(f"{base}/entries/{copied.number}").get_data(as_text=True)
        assert "与往届作品《绝密的去年之灯》重合" in page, role
        assert ("/library/1" in page) == (role == "organizer"), "a clerk has no page of the library"
        assert "有重合" in client.get(f"{base}/entries").get_data(as_text=True), role
    for role in ("bureau1", "bureau2", "hospital1", "judge1", "leader", None):
        client = client_for(role)
        for address in (
            f"{base}/entries/{copied.number}", f"{base}/entries", f"{base}/mine", f"{base}/receipts/{copied.number}",
            f"{base}/batches/1", "/", "/judging", "/library/1",
        ):  # fmt: skip
            page = client.get(address, follow_redirects=True).get_data(as_text=True)
            assert "绝密" not in page, (role, address)
            assert "重合" not in page, (role, address)
    assert client_for("bureau1").get(f"{base}/entries/{copied.number}").status_code == 200


def test_upload_does_not_suffer_from_a_comparison_that_fails(
    app: Flask, database: Database, stored_world: World, essays: list[str], client_for: Client,
    inside_the_deadline: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    def break_down(*_args: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(index, "alone", break_down)
    monkeypatch.setattr(app.extensions["jianwen"].jobs, "_chore", break_down)
    data = {
        "mode": "single", "single-sender": str(stored_world.recommenders[0].id), "single-authors": "王小满",
        "single-file": (io.BytesIO(essays[0].encode()), "作品.txt"),
    }  # fmt: skip
    url = f"/rounds/{stored_world.round.id}/upload"
    with caplog.at_level(logging.ERROR):
        answer = client_for("bureau1").post(url, data=data, content_type="multipart/form-data")
    assert answer.status_code == 302
    assert "was not queued" in caplog.text
    with database.session() as session:
        assert session.scalar(select(func.count(Entry.id))) == 1
        assert queries.rounds_with_arrivals(session) == [stored_world.round.id]
