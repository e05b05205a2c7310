"""The redaction desk in a real browser: keys, undo, masks everywhere, keys switched off, the phone, axe."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from reviewapp import web
from reviewapp.access import Actor
from reviewapp.models.entry import Entry, EntryState, Mention
from reviewapp.models.paper import Paper
from reviewapp.submissions import actions
from tests import factories
from tests.browser.desk_pages import press, sign_in

TEXT = "我是王小满。\n李建国也在。灯亮着，灯又灭了。"
FOUND = [[2, 5, "author", "certain", "a"], [7, 10, "person", "likely", "b"], [13, 14, "post", "hint", "c"]]
NOW = factories.DUE - timedelta(days=1)


@pytest.fixture
def waiting(database, monkeypatch):
    """Two entries with a certain, a likely and a hinted mention each."""
    monkeypatch.setattr(web, "now", lambda: NOW)
    with database.transaction() as session:
        world = factories.make_world(session)
        entries = [factories.make_entry(session, world, title="灯下", text=TEXT) for _ in range(2)]
        rows = [
            {"entry": entry.id, "mentions": FOUND, "title_spans": [], "genre_spans": []} for entry in entries
        ]
        actions.store_papers(session, Actor.system(), world.round, rows, now=NOW)


def choose(page, line: int, start: int, end: int) -> None:
    """Select letters of the last stretch of text in a line."""
    page.evaluate(
        """([line, start, end]) => {
          const paragraph = document.querySelectorAll("p[data-start]")[line];
          const text = [...paragraph.childNodes].findLast((node) => node.nodeType === 3);
          getSelection().setBaseAndExtent(text, start, text, end);
        }""",
        [line, start, end],
    )
    page.wait_for_selector("[data-selection]:not([hidden])")


def test_entry_is_done_by_keys_and_nothing_is_lost_on_the_way(waiting, new_page, database, axe):
    page = sign_in(new_page, "/rounds/1/redaction/1", "clerk")
    masked = page.locator(".essay-desk .is-masked")
    assert masked.count() == 2  # certain and likely; the hint is shown only
    press(page, "yny")
    assert masked.all_inner_texts()[0].startswith("王小满")
    press(page, "u")
    assert page.locator("[data-for-mark]").evaluate_all("boxes => boxes.map(b => b.checked)") == [
        True,
        False,
        False,
    ]
    press(page, "u")  # back to where it was decided
    assert page.inner_text("[data-place]") == "第 2 处，共 3 处"
    press(page, "n")
    choose(page, 1, 2, 3)
    with page.expect_response("**/preview"):
        press(page, "2")
    page.locator("[data-mark]").nth(3).wait_for()
    assert axe(page) == []
    press(page, "?")
    page.uncheck("[data-keys]")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    assert page.url.endswith("/redaction/1")  # single keys are off
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/redaction/2")
    page.evaluate("localStorage.clear()")
    page.reload()
    page.keyboard.press("Enter")  # as proposed: one key
    page.wait_for_url("**/redaction")
    with database.session() as session:
        texts = list(session.scalars(select(Paper.text).order_by(Paper.id)))
        assert session.scalars(select(Mention).where(Mention.by_clerk)).one().kind == "person"
    assert texts[0].startswith("我是▇▇。\n李建国")
    assert texts[1].startswith("我是▇▇。\n▇▇也在")


def test_desk_fits_a_phone_and_keeps_decisions_for_later(waiting, new_page, database):
    page = sign_in(new_page, "/rounds/1/redaction/1", "clerk", width=390, height=844, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator("[data-mark]").nth(1).tap()
    page.locator("[data-keep]").tap()
    page.wait_for_url("**/redaction/2")
    page.goto("/rounds/1/redaction/1")
    assert page.locator(".essay-desk .is-masked").count() == 1
    with database.session() as session:
        assert set(session.scalars(select(Entry.state))) == {EntryState.PROPOSED}
