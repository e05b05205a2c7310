"""What comes again at the desk: a submission replayed after a reload, a choice between two values that was put off, a
desk left open, a save that fails again and again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from reviewapp.models.judging import AssignmentState, ScoreSheet
from tests import factories
from tests.browser import desk_pages
from tests.browser.desk_pages import (
    SHEET,
    all_fetched,
    box,
    eventually,
    held,
    press,
    save_elsewhere,
    wait_for_paper,
    wait_for_state,
)


@pytest.fixture
def enter(database, new_page):
    """``enter(path, user, **options)``: a page of somebody who has just signed in."""
    return desk_pages.entering(database, new_page, desk_pages.FOUR)


def nothing_waits(page) -> bool:
    return page.evaluate("Object.keys(localStorage).length") == 0


def try_again(page) -> None:
    page.evaluate("dispatchEvent(new Event('online'))")


def chosen(page) -> list[str]:
    """The sides that the open dialog of a conflict proposes, row by row."""
    page.wait_for_selector("#conflict-dialog[open]")
    return page.locator("[data-conflict-rows] :checked").evaluate_all("all => all.map(one => one.value)")


def test_submission_replayed_after_a_reload_is_counted_once(enter):
    page = enter()
    all_fetched(page)
    stored: list[int] = []

    def lose(route):  # stored, its answer lost
        if not stored:
            stored.append(route.fetch().status)
        route.abort()

    page.route("**/save", lose)
    page.on("dialog", lambda dialog: dialog.accept())
    press(page, "302520")
    page.keyboard.press("Enter")
    wait_for_paper(page, "KKKKB")
    eventually(lambda: stored == [200], page)
    page.reload()
    done = page.locator(".desk-done")
    expect(done).to_have_text(" · 已提交 1")  # the server has counted it
    page.unroute("**/save")
    try_again(page)
    eventually(lambda: nothing_waits(page), page)
    expect(done).to_have_text(" · 已提交 1")
    page.problems.clear()  # the browser reports what was lost


def test_submission_in_another_window_is_counted_in_this_one(enter):
    first = enter()
    second = first.context.new_page()
    second.goto("/judging/1/KKKKB")
    all_fetched(first)
    press(first, "302520")
    first.keyboard.press("Enter")
    expect(first.locator(".desk-done")).to_have_text(" · 已提交 1")
    expect(second.locator(".desk-done")).to_have_text(" · 已提交 1")


def test_choice_settled_in_another_window_is_no_base_for_the_next(enter):
    first = enter("/judging")
    save_elsewhere(first, "KKKKA", {"1": "20"})
    first.context.route("**/save", lambda route: route.abort())
    first.goto(SHEET)
    box(first, 0).fill("30")
    wait_for_state(first, "offline")
    second = first.context.new_page()
    second.goto(SHEET)  # knows of the 30, which it has not made
    expect(box(second, 0)).to_have_value("30")
    save_elsewhere(first, "KKKKA", {"1": "11"}, 1)
    first.context.unroute("**/save")
    try_again(second)
    second.wait_for_selector("#conflict-dialog[open]")
    second.keyboard.press("Escape")
    try_again(first)
    first.wait_for_selector("#conflict-dialog[open]")
    first.check("[data-conflict-rows] input[value=theirs]")
    first.click("#conflict-dialog [type=submit]")
    expect(box(second, 0)).to_have_value("11")
    save_elsewhere(first, "KKKKA", {"1": "12"}, 2)
    box(second, 0).fill("20")  # upon the 11: no old value, though it once was
    assert chosen(second) == ["mine"]
    first.problems.clear()  # the browser reports each refusal


def test_choice_put_off_still_knows_after_a_reload_what_was_not_changed_here(enter):
    page = enter("/judging")
    save_elsewhere(page, "KKKKA", {"1": "20", "2": "15"})
    page.goto(SHEET)
    save_elsewhere(page, "KKKKA", {"1": "11", "2": "16"}, 1)
    box(page, 0).fill("30")
    assert chosen(page) == ["mine", "theirs"]
    page.keyboard.press("Escape")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    assert chosen(page) == ["mine", "theirs"]
    page.problems.clear()


@pytest.mark.parametrize("leaves_first", [True, False])
def test_desk_left_open_stores_nothing_in_the_name_of_who_signs_in_next(enter, database, leaves_first):
    """Both judges read the paper, and they use the same browser."""
    page = enter()
    all_fetched(page)
    other = page.context.new_page()
    other.goto("/judging")
    if leaves_first:
        other.click(".account summary")
        other.click(".account-menu button")
    other.goto("/login")
    other.fill("#username", "judge2")
    other.fill("#password", factories.PASSWORD)
    other.click("main button[type=submit]")
    expect(other).not_to_have_url(re.compile("/login"))
    box(page, 0).fill("30")
    page.wait_for_selector("#login-dialog[open]")
    with database.session() as session:
        assert session.scalars(select(ScoreSheet)).all() == []
    page.problems.clear()  # the browser reports the refusal


def test_marks_go_out_when_the_window_is_put_away(enter, database):
    """A telephone stops the clock of a page that is no longer seen, and may end it."""
    page = enter()
    page.evaluate("window.setTimeout = () => 0")
    press(page, "30")
    page.evaluate(
        """() => {
          Object.defineProperty(document, "hidden", { get: () => true });
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    eventually(lambda: held(database)[1] == [60], page)


SHORT_PAUSES = "const set = setTimeout; window.setTimeout = (act, ms) => set(act, Math.min(ms ?? 0, 50))"


def test_save_that_never_gets_through_does_not_hold_up_those_of_other_papers(enter, database):
    """A filter between us and the server may not like the words of one remark."""
    page = enter("/judging")
    page.add_init_script(SHORT_PAUSES)
    blocked = {"status": 403, "content_type": "text/html", "body": "<h1>Blocked</h1>"}
    page.route("**/KKKKA/save", lambda route: route.fulfill(**blocked))
    page.goto(SHEET)
    all_fetched(page)
    press(page, "302520")
    page.keyboard.press("Enter")
    wait_for_paper(page, "KKKKB")
    press(page, "312520")
    page.keyboard.press("Enter")
    eventually(lambda: held(database, "KKKKB")[:2] == (AssignmentState.SUBMITTED, [62, 50, 40]), page)
    assert held(database)[2] == 0
    expect(page.locator("[data-line]")).to_have_text(re.compile("离线，[12] 项待传"))  # a draft before it, perhaps
    page.unroute("**/KKKKA/save")
    eventually(lambda: held(database)[:2] == (AssignmentState.SUBMITTED, [60, 50, 40]), page)
    expect(page.locator("[data-line]")).to_be_hidden()
    page.problems.clear()  # the browser reports each refusal
