"""The desk on a bad line: without one, behind a captive portal, after the session has ended, with a wrong clock."""

from __future__ import annotations

import datetime
import json
import re
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from reviewapp.models.judging import AssignmentState, SheetVersion
from tests import factories
from tests.browser import desk_pages
from tests.browser.desk_pages import (
    all_fetched,
    box,
    eventually,
    fill_all,
    held,
    hold_back,
    press,
    values,
    wait_for_paper,
    wait_for_state,
)


@pytest.fixture
def enter(database, new_page):
    """``enter(path, user, **options)``: a page of somebody who has just signed in."""
    return desk_pages.entering(database, new_page, desk_pages.FOUR)


def stored(page) -> list[str]:
    return page.evaluate("Object.keys(localStorage)")


def operations(database) -> list[tuple[str, str]]:
    """(operation id, state) of everything saved, in the order in which it was saved."""
    with database.session() as session:
        rows = session.scalars(select(SheetVersion).order_by(SheetVersion.id))
        return [(row.op_id, row.state.value) for row in rows]


def test_work_goes_on_without_a_line_over_several_papers_and_is_sent_in_order(enter, database):
    page = enter()
    all_fetched(page)
    page.context.set_offline(True)
    press(page, "302520")
    assert page.locator("[data-saved]").first.inner_text() == ""  # only what the server confirmed
    page.keyboard.press("Enter")
    wait_for_paper(page, "KKKKB")
    assert "KKKKA 已记下提交" in page.inner_text(".receipt")
    page.keyboard.press("u")  # it has not gone out yet: back to the paper as it was
    wait_for_paper(page, "KKKKA")
    assert values(page) == ["30", "25", "20"]
    page.keyboard.press("Enter")
    for code, marks in (("KKKKB", "312520"), ("KKKKC", "322520")):
        wait_for_paper(page, code)
        press(page, marks)
        page.keyboard.press("Enter")
    wait_for_state(page, "waits")
    assert "没有备好的下一篇" in page.inner_text("[data-save-state]")
    assert page.inner_text("[data-line]") == "离线，3 项待传"
    assert page.inner_text(".desk-done") == " · 已提交 0"
    kept = {key.split(":")[5]: key.split(":")[4] for key in stored(page)}  # operation → code

    lost = []

    def lose(route):
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch().status)
            route.abort()

    page.route("**/KKKKA/save", lose)
    page.context.set_offline(False)
    wait_for_paper(page, "KKKKD")
    assert page.inner_text(".desk-done") == " · 已提交 3"
    sent = operations(database)
    assert lost == [200]  # stored, the answer lost: sent again with the same id, stored once
    assert [(kept[op], state) for op, state in sent] == [
        (c, "submitted") for c in ("KKKKA", "KKKKB", "KKKKC")
    ]
    assert held(database, "KKKKC")[1] == [64, 50, 40]
    assert re.search(
        r"KKKKC 已提交，合计 77 分（.*）。回执号 [0-9A-Z]{5}-[0-9A-Z]{5}", page.inner_text(".desk-top")
    )
    assert stored(page) == []
    page.problems.clear()  # the browser reports refused connections


PORTALS = (
    {"status": 200, "content_type": "text/html", "body": "<h1>请登录无线网络</h1>"},
    {"status": 200, "content_type": "application/json", "body": '{"ok": true, "version": 1}'},
    {"status": 302, "headers": {"Location": "/judging"}, "body": ""},
    {"status": 404, "content_type": "application/json", "body": '{"error": "not here"}'},
    "echo",
)


def answering(portal):
    return lambda route: route.fulfill(**portal)


def echo(route) -> None:
    """Sends back all it was sent, with what a server's answer has besides."""
    sent = route.request.post_data_json
    made_up = {
        "version": 1,
        "state": "draft",
        "saved_at": "08:00:00",
        "receipt": "7KQ2M-XW9PA",
        "proof": "ab" * 32,
    }
    answer = sent | made_up | {"total": "30", "missing": 2}
    route.fulfill(status=200, content_type="application/json", body=json.dumps(answer))


def test_captive_portal_is_not_taken_for_success_not_even_one_that_echoes(enter, database):
    page = enter()
    all_fetched(page)
    portal_now = []
    # One route for all of them: between two, the desk's own resending would reach the server.
    page.route("**/save", lambda route: portal_now[-1](route))
    for place, portal in enumerate(PORTALS):
        portal_now.append(echo if portal == "echo" else answering(portal))
        page.evaluate("document.querySelector('[data-save-state]').dataset.state = ''")
        box(page, 0).fill(str(30 + place))
        page.evaluate("dispatchEvent(new Event('online'))")
        wait_for_state(page, "offline")
        assert held(database)[1:] == ([], 0)
        assert page.locator("[data-saved]").first.inner_text() == ""
    page.unroute("**/save")
    page.evaluate("dispatchEvent(new Event('online'))")
    wait_for_state(page, "saved")
    assert held(database)[1] == [68]
    page.route(re.compile("/(save|KKKKB)$"), answering(PORTALS[0]))
    box(page, 1).fill("20")
    wait_for_state(page, "offline")
    page.keyboard.press("Alt+ArrowRight")
    wait_for_paper(page, "KKKKB")  # the page at hand, not the portal's
    page.problems.clear()


def test_session_that_ends_between_papers_is_renewed_in_place(enter, database):
    page = enter()
    all_fetched(page)
    page.context.clear_cookies()
    answer_saves = hold_back(page, "**/save")
    press(page, "302520")
    page.keyboard.press("Enter")
    wait_for_paper(page, "KKKKB")
    answer_saves()
    page.wait_for_selector("#login-dialog[open]")
    assert page.inner_text("[data-line]") == "登录已失效，分数暂存在本机"
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-login-error]:not([hidden])")
    page.fill("#login-password", factories.PASSWORD)
    page.click("#login-dialog [type=submit]")
    page.wait_for_selector(".receipt p:has-text('KKKKA 已提交')", timeout=60_000)
    box(page, 0).focus()
    press(page, "31")
    wait_for_state(page, "saved")
    assert held(database)[:2] == (AssignmentState.SUBMITTED, [60, 50, 40])
    assert held(database, "KKKKB")[1] == [62]
    page.problems.clear()


def test_refused_submission_of_a_paper_already_left_is_said_and_settled_there(enter, database):
    page = enter()
    all_fetched(page)
    page.context.set_offline(True)
    press(page, "302520")
    page.keyboard.press("Enter")
    wait_for_paper(page, "KKKKB")
    token = page.locator("input[name=csrf_token]").first.input_value()
    elsewhere = {
        "op_id": "another-device",
        "base_version": 0,
        "marks": {"1": "11"},
        "comment": "",
        "private_note": "",
    }
    answer = page.request.post("/judging/1/KKKKA/save", data=elsewhere, headers={"X-CSRFToken": token})
    assert answer.status == 200
    page.context.set_offline(False)
    page.wait_for_selector(".receipt p:has-text('KKKKA 没有存上')")
    press(page, "31")
    wait_for_state(page, "saved")  # the other papers go on
    page.click("text=打开这一篇")
    page.wait_for_selector("#conflict-dialog[open]")
    page.click("#conflict-dialog [type=submit]")
    eventually(lambda: held(database)[1] == [60, 50, 40], page)
    assert held(database)[0] == AssignmentState.OPEN  # chosen, not submitted behind the judge's back
    page.problems.clear()


def test_times_shown_are_the_servers_whatever_the_clock_of_the_browser_says(enter, database):
    page = enter("/judging")
    page.clock.set_fixed_time(datetime.datetime(2031, 1, 1, 0, 0, tzinfo=datetime.UTC))
    page.goto(desk_pages.SHEET)
    all_fetched(page)
    fill_all(page, "30", "25", "20")
    wait_for_state(page, "saved")
    with database.session() as session:
        saved_at = session.scalars(select(SheetVersion)).one().saved_at
    shown = f"{saved_at.astimezone(ZoneInfo('Asia/Shanghai')):%H:%M:%S}"
    assert page.locator("[data-saved]").first.inner_text() == f"已存 30 · {shown}"
    assert page.inner_text("[data-save-state]") == f"已保存 {shown}"
    page.clock.set_fixed_time(datetime.datetime(2019, 1, 1, 0, 0, tzinfo=datetime.UTC))
    page.keyboard.press("Enter")  # and a clock put back changes no order and loses nothing
    page.wait_for_selector(".receipt p:has-text('KKKKA 已提交')")
    assert [state for _op, state in operations(database)] == ["draft", "submitted"]


# Each window numbers its own; the submission gets the higher number.  Whether both are there.
SUBMISSION_LAST = """() => {
  const kept = Object.entries(localStorage).map(([key, text]) => [key, JSON.parse(text)]);
  const [key, op] = kept.find(([, op]) => op.submit) ?? [];
  if (key) localStorage.setItem(key, JSON.stringify({ ...op, n: 9 }));
  return kept.length === 2 && Boolean(key);
}"""

# Chromium says "closed" of a window whose scripts go on for a moment, with a line.
NOTHING_MORE = "() => { window.fetch = () => new Promise(() => {}); Storage.prototype.setItem = () => {}; }"


def test_what_two_closed_windows_left_behind_is_not_stored_one_upon_the_other(enter, database):
    """Each was typed upon the empty sheet: what is sent second has not seen the first."""
    first = enter()
    second = first.context.new_page()
    second.goto(desk_pages.SHEET)
    again = first.context.new_page()
    again.goto(f"{desk_pages.SHEET}/history")  # sends nothing
    first.context.set_offline(True)
    press(first, "302520")
    first.keyboard.press("Enter")
    press(second, "111213")
    wait_for_state(second, "offline")
    eventually(lambda: again.evaluate(SUBMISSION_LAST), again)  # a window closed too soon may not have kept its own
    for window in (first, second):
        window.evaluate(NOTHING_MORE)
        window.close()
    again.evaluate(SUBMISSION_LAST)
    again.context.set_offline(False)
    again.goto("/judging")
    eventually(lambda: held(database)[2] > 0, again)
    again.wait_for_load_state("networkidle")
    assert held(database) == (AssignmentState.OPEN, [22, 24, 26], 1)
    again.goto(desk_pages.SHEET)
    again.wait_for_selector("#conflict-dialog[open]")
    assert "30" in again.inner_text("[data-conflict-rows]")
    first.problems.clear()


def test_refusal_that_comes_while_the_next_paper_is_looked_for_keeps_the_judge_there(enter, database):
    page = enter("/judging")
    held_back: list = []
    page.route(re.compile("/KKKKB$"), lambda route: held_back.append(route), times=1)
    page.goto(desk_pages.SHEET)
    token = page.locator("input[name=csrf_token]").first.input_value()
    whole = dict(zip("123", ("11", "12", "13"), strict=True))
    elsewhere = {"op_id": "another-device", "base_version": 0, "submit": True, "marks": whole}
    answer = page.request.post("/judging/1/KKKKA/save", data=elsewhere, headers={"X-CSRFToken": token})
    assert answer.status == 200
    answer_saves = hold_back(page, "**/save")
    press(page, "302520")
    page.keyboard.press("Enter")
    answer_saves()
    page.wait_for_selector("[data-refused]:not([hidden])")
    held_back.pop().continue_()
    all_fetched(page)
    assert page.is_visible("[data-refused]")
    assert "主题思想 30" in page.inner_text("[data-refused]")
    page.problems.clear()


def test_window_whose_save_another_window_delivers_no_longer_says_that_it_is_offline(enter, database):
    first = enter()
    first.context.route("**/save", lambda route: route.abort())
    press(first, "30")
    down = "[data-line][data-down=true]:not([hidden])"
    first.wait_for_selector(down)
    second = first.context.new_page()
    second.goto(desk_pages.SHEET)  # has taken the save over, but cannot send it either
    second.wait_for_selector(down)
    second.route("**/save", lambda route: route.abort())
    first.context.unroute("**/save")
    first.evaluate("dispatchEvent(new Event('online'))")
    wait_for_state(second, "saved")
    assert held(database)[1] == [60]
    second.wait_for_selector("[data-line]", state="hidden")
    first.problems.clear()
