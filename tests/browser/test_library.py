"""The library, a hint and a running scan in the browser: accessible, no sideways scroll, moving without script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

import sample
from reviewapp import runs
from reviewapp.access import Actor
from reviewapp.db import Database
from reviewapp.library.actions import Details, Draft, add_texts
from reviewapp.library.compute import compare_arrivals
from reviewapp.models.library import LibraryKind
from reviewapp.models.result import Run, RunState
from tests import factories
from tests.conftest import NOW

ESSAY = sample.load().texts["B20"]


@pytest.fixture
def shelved(app: Flask, database: Database, stored_world: factories.World) -> int:
    """Two library texts, an entry that copies one, and a scan at 62 percent; the run's id."""
    with database.transaction() as session:
        winner = Draft(
            Details(LibraryKind.WINNER, "二〇二五年职业精神征文", 2025, "一等奖", "脉枕", "敖特根"), ESSAY
        )
        oath = Draft(Details(LibraryKind.OFFICIAL, title="医学生誓词"), "健康所系，性命相托。" * 4)
        add_texts(session, Actor.system(), [winner, oath], now=NOW)
        factories.make_entry(session, stored_world, text=ESSAY, title="一方脉枕")
        run = runs.create(session, Actor.system(), "similarity", stored_world.round.id, now=NOW)
        run.state, run.done, run.total, run.phase, run.attempts = RunState.RUNNING, 62, 100, "compare", 2
        run.heartbeat_at = datetime.now(UTC)
        run.started_at = run.heartbeat_at - timedelta(seconds=75)
        run_id = run.id
    compare_arrivals(database, app.extensions["jianwen"].settings.instance, stored_world.round.id, NOW)
    return run_id


def test_pages_are_accessible_and_fit(
    shelved: int, new_page: Callable[..., Any], faults: Callable[[Any], list[Any]]
) -> None:
    page = new_page("organizer")
    for address in (
        "/library",
        "/library/add",
        "/library/1",
        "/rounds/1/entries/1",
        "/rounds/1/entries",
        f"/runs/{shelved}",
    ):
        assert page.goto(address).status == 200, address
        assert faults(page) == [], address
    page.goto("/rounds/1/entries/1")
    page.click("text=与往届作品《脉枕》重合")
    page.wait_for_url("**/library/1")


def test_progress_moves_and_stops_on_the_page(
    shelved: int, new_page: Callable[..., Any], database: Database
) -> None:
    page = new_page("organizer")
    page.goto(f"/runs/{shelved}")
    shown = page.inner_text("#run")
    assert all(word in shown for word in ("逐篇比对", "62%", "已用 1 分", "第 2 次"))
    with database.transaction() as session:
        session.get_one(Run, shelved).done = 80
    page.wait_for_selector("text=80%")
    page.click("#stop")
    page.wait_for_selector("text=停止请求已发出")
    assert page.is_disabled("#stop")


def test_progress_moves_without_script(
    shelved: int, new_page: Callable[..., Any], database: Database
) -> None:
    page = new_page("organizer", java_script_enabled=False)
    page.goto(f"/runs/{shelved}")
    with database.transaction() as session:
        session.get_one(Run, shelved).done = 91
    page.wait_for_selector("text=91%")
