"""Every main page of a contest that has run: accessible in light and dark, no sideways scroll on a phone."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.conftest import demo_app

PAGES: dict[str, tuple[str, ...]] = {
    "": ("/login", "/notices"),
    "admin": ("/", "/accounts", "/account"),
    "organizer": (
        "/", "/rounds/1/", "/rounds/2/", "/rounds/2/settings", "/rounds/2/settings/rubric",
        "/rounds/2/settings/timetable", "/rounds/2/settings/quotas", "/rounds/2/settings/judges",
        "/rounds/1/entries", "/rounds/1/entries/1", "/rounds/1/receipts/1", "/rounds/1/similarity",
        "/rounds/1/similarity/1", "/rounds/2/assignment", "/rounds/2/assignment/2", "/rounds/2/conflicts",
        "/rounds/2/judging", "/rounds/2/judging/1", "/rounds/1/quality", "/rounds/1/standings", "/rounds/1/selection",
        "/rounds/1/recommendation", "/rounds/1/publication", "/rounds/1/log", "/runs/1",
    ),
    "clerk": ("/rounds/1/redaction", "/rounds/1/redaction/1", "/rounds/2/upload"),
    "judge1": ("/judging", "/judging/2/mine"),
    "baotou": ("/rounds/1/mine", "/rounds/1/upload"),
}  # fmt: skip
# a page of the list → its first link of this kind is looked at too
FOLLOW = {"/notices": "a[href^='/notices/']", "/judging": "a[href^='/judging/2']"}


@pytest.fixture(scope="module")
def app(demo_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("pages") / "instance"
    shutil.copytree(demo_instance, folder)
    app = demo_app(folder)
    yield app
    app.extensions["jianwen"].database.dispose()


@pytest.fixture
def password() -> str:
    return "jianwen-demo-2026"


@pytest.mark.parametrize("user", list(PAGES))
def test_main_pages_are_accessible(
    user: str, new_page: Callable[..., Any], faults: Callable[[Any], list[Any]]
) -> None:
    page = new_page(user)
    waiting = list(PAGES[user])
    while waiting:
        address = waiting.pop()
        assert page.goto(address).status == 200, address
        assert faults(page) == [], address
        if address in FOLLOW:
            waiting.append(page.get_attribute(FOLLOW[address], "href"))
