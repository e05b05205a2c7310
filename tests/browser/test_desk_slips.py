"""Slips at the desk: a key held down, two clicks instead of one, links within the page, a step without a session."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from reviewapp.models.judging import Assignment, AssignmentState
from tests import factories
from tests.browser import desk_pages
from tests.browser.desk_pages import (
    all_fetched,
    eventually,
    held,
    press,
    save_elsewhere,
    stop_clock,
    values,
    wait_for_paper,
    wait_for_state,
)


@pytest.fixture
def enter(database, new_page):
    """``enter()``: the first paper's page of judge1, just signed in."""
    return desk_pages.entering(database, new_page)


def test_second_press_never_reaches_the_next_paper(enter, database):
    page = enter()
    save_elsewhere(page, "KKKKB", {"1": "30", "2": "20", "3": "20"})  # complete, not submitted
    page.reload()
    all_fetched(page)
    press(page, "302520")
    stop_clock(page, at=10_000)  # however slow the machine: the presses come right after the paper does
    page.keyboard.down("Enter")
    for _ in range(5):
        page.keyboard.down("Enter")  # held: the browser repeats it
    page.keyboard.up("Enter")
    wait_for_paper(page, "KKKKB")
    page.keyboard.press("Enter")  # and pressed once more by mistake
    page.wait_for_selector(".receipt p:has-text('KKKKA 已提交')")
    assert held(database, "KKKKB")[0] == AssignmentState.OPEN
    assert values(page) == ["30", "20", "20"]
    stop_clock(page, at=11_000)
    page.dblclick("[name=submit]")
    wait_for_paper(page, "KKKKC")
    assert page.locator("[data-errors]").is_hidden()  # the second click was not for this paper
    press(page, "11")
    assert values(page) == ["11", "", ""]


def test_link_within_the_page_and_late_answers_leave_what_was_typed(enter, database):
    page = enter()
    all_fetched(page)
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if r.resource_type == "document" else None)
    page.locator("a[href='#main']").first.focus()
    page.keyboard.press("Enter")
    page.locator("a[href='#sheet']").focus()
    page.keyboard.press("Enter")
    press(page, "30")
    wait_for_state(page, "saved")
    assert asked == []
    kept: list = []
    page.route("**/skip*", lambda route: kept.append(route))
    page.keyboard.press("s")
    page.keyboard.press("s")  # impatient
    eventually(lambda: kept, page)
    kept[0].continue_()
    wait_for_paper(page, "KKKKB")
    press(page, "12")
    wait_for_state(page, "saved")
    assert len(kept) == 1
    assert values(page)[0] == "12"


def test_digits_typed_while_a_paper_is_put_aside_reach_neither_it_nor_half_of_the_next(enter, database):
    page = enter()
    all_fetched(page)
    kept: list = []
    page.route("**/skip*", lambda route: kept.append(route))
    page.keyboard.press("s")
    eventually(lambda: len(kept) == 1, page)
    press(page, "12")
    kept.pop().abort()
    wait_for_state(page, "unreachable")
    assert values(page) == ["", "", ""]
    press(page, "31")  # where he was
    wait_for_state(page, "saved")
    page.keyboard.press("s")
    eventually(lambda: len(kept) == 1, page)
    press(page, "12")
    kept.pop().continue_()
    wait_for_paper(page, "KKKKB")
    assert values(page) == ["", "", ""]
    assert held(database)[1] == [62]
    page.problems.clear()


def test_small_act_asks_for_the_password_and_a_portals_page_is_not_shown(enter, database):
    page = enter()
    all_fetched(page)
    page.route(
        "**/revisit*", lambda route: route.fulfill(content_type="text/html", body="<main>Hotel</main>")
    )
    page.keyboard.press("v")
    wait_for_state(page, "unreachable")
    page.unroute("**/revisit*")
    page.evaluate("document.querySelector('[data-save-state]').dataset.state = ''")
    page.context.clear_cookies()
    page.keyboard.press("r")
    page.keyboard.type("认识作者")
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    wait_for_state(page, "unreachable")
    page.context.set_offline(False)
    page.wait_for_selector("[data-save-state][data-state='']", state="attached")  # no longer true
    page.keyboard.press("Enter")
    page.wait_for_selector("#login-dialog[open]")
    page.fill("#login-password", factories.PASSWORD)
    page.keyboard.press("Enter")
    wait_for_paper(page, "KKKKB")

    def recused() -> bool:
        with database.session() as session:
            papers = select(Assignment).where(Assignment.code == "KKKKA").order_by(Assignment.id)
            first = session.scalars(papers).first()
            return (first.state, first.recusal_reason) == (AssignmentState.RECUSED, "认识作者")

    eventually(recused, page)
    page.problems.clear()


def test_log_out_from_a_page_beside_the_desk_names_what_was_not_sent(enter):
    page = enter()
    all_fetched(page)
    page.route("**/save", lambda route: route.abort())
    press(page, "30")
    wait_for_state(page, "offline")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/judging/1/review")
    page.click(".account summary")
    page.click(".account-menu button")
    page.wait_for_url("**/login")
    assert asked == ["beforeunload", "confirm"]
    assert page.evaluate("Object.keys(localStorage).length") == 0
    page.problems.clear()
