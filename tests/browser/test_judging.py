"""The judge's desk in a real browser: saving, two tabs, leaving, the phone, paper, without script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select, update

from reviewapp.models.judging import AssignmentState, SheetVersion
from reviewapp.models.rubric import Criterion, Rubric, RubricMode
from tests.browser import desk_pages
from tests.browser.desk_pages import SHEET, box, eventually, held, wait_for_state


@pytest.fixture
def enter(database, new_page):
    """``enter(path, user, **options)``: a page of somebody who has just signed in."""
    return desk_pages.entering(database, new_page)


def test_value_is_saved_without_a_click_and_a_reload_keeps_it(enter, database):
    page = enter()
    box(page, 0).fill("32.5")
    wait_for_state(page, "saved")
    assert re.fullmatch(r"已存 32.5 · \d\d:\d\d:\d\d", page.locator("[data-saved]").first.inner_text())
    assert held(database) == (AssignmentState.OPEN, [65], 1)
    page.reload()
    assert box(page, 0).input_value() == "32.5"
    assert page.inner_text("[data-total]") == "32.5"


def test_mark_out_of_range_is_refused_at_once_and_others_are_saved(enter, database):
    with database.transaction() as session:  # each criterion has its part of 100, however high it reaches
        session.execute(update(Rubric).values(mode=RubricMode.PERCENT))
        for number, weight in ((1, 50), (2, 30), (3, 20)):
            session.get_one(Criterion, number).weight = weight
    page = enter()
    box(page, 1).fill("31")
    assert "应在 0 到 30 分之间" in page.locator(".criterion .error").inner_text()
    box(page, 0).fill("20")
    wait_for_state(page, "saved")
    assert page.inner_text("[data-total]") == "25"  # 20 of 40 are 25 of 50; what is refused counts nowhere
    assert page.inner_text(".total-missing") == "还差 2 项"
    assert held(database)[1] == [40]
    page.keyboard.press("Control+Enter")
    summary = page.locator("[data-errors]")
    assert summary.locator("li").count() == 2
    assert summary.evaluate("e => e === document.activeElement")
    assert held(database)[0] == AssignmentState.OPEN


def test_draft_survives_a_closed_window_and_is_sent_from_the_list(enter, database):
    page = enter()
    page.context.set_offline(True)
    box(page, 0).fill("30")
    wait_for_state(page, "offline")
    page.close(run_before_unload=False)
    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto("/judging")
    eventually(lambda: again.evaluate("Object.keys(localStorage).length") == 0, again)
    assert held(database)[1] == [60]
    page.problems.clear()


def test_answer_lost_on_the_way_back_is_repeated_with_the_same_operation(enter, database):
    page = enter()
    lost = []

    def lose(route):
        if not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route("**/save", lose)
    box(page, 0).fill("30")
    wait_for_state(page, "saved")
    assert lost == [200]
    with database.session() as session:
        assert len(session.scalars(select(SheetVersion)).all()) == 1
    page.problems.clear()


def test_page_asked_for_before_the_last_save_was_stored_shows_it_all_the_same(enter, database):
    page = enter()
    box(page, 0).fill("30")
    wait_for_state(page, "saved")
    underway: list = []

    def older_page(route):
        fetched = route.fetch()  # rendered before the save is stored, shown after its answer has come
        underway[0].continue_()
        eventually(lambda: held(database)[2] == 2, page)
        page.wait_for_timeout(200)  # the page that is being left takes the answer
        route.fulfill(response=fetched)

    page.on("dialog", lambda dialog: dialog.accept())
    page.route("**/save", lambda route: (underway.append(route), len(underway) > 1 and route.continue_()))
    page.route(re.compile(f"{SHEET}$"), older_page)
    box(page, 0).fill("31")
    eventually(lambda: underway, page)
    page.reload()
    wait_for_state(page, "saved")
    assert held(database)[1:] == ([62], 2)
    assert box(page, 0).input_value() == "31"
    box(page, 1).fill("15")
    page.locator("[data-saved]").filter(has_text="已存 15 ").wait_for()
    assert held(database)[1] == [62, 30]


def test_second_tab_shows_both_values_and_the_judge_chooses(enter, database):
    first = enter()
    second = first.context.new_page()
    second.goto(SHEET)
    box(first, 0).fill("30")
    wait_for_state(first, "saved")
    box(second, 0).fill("10")
    second.wait_for_selector("#conflict-dialog[open]")
    row = second.inner_text("[data-conflict-rows]")
    assert "10" in row
    assert "30" in row
    assert held(database)[1] == [60]
    second.check("[data-conflict-rows] input[value=theirs]")
    second.click("#conflict-dialog [type=submit]")
    wait_for_state(second, "saved")
    assert (box(second, 0).input_value(), held(database)[1:]) == ("30", ([60], 1))
    box(first, 0).fill("31")
    box(first, 1).fill("15")
    box(first, 2).fill("7")
    first.fill("#comment", "好")
    first.locator("[data-saved]").filter(has_text="已存 7 ").wait_for()
    eventually(lambda: first.evaluate("Object.keys(localStorage).length") == 0, first)  # the remark, too
    box(second, 1).fill("5")
    second.wait_for_selector("#conflict-dialog[open]")
    second.keyboard.press("Escape")  # put off: asked again with the next change
    second.fill("#private_note", "这里")
    second.wait_for_selector("#conflict-dialog[open]")
    chosen = second.locator("[data-conflict-rows] :checked")  # at first: not what is blank or old here
    at_first = ["theirs", "mine", "theirs", "theirs", "mine"]
    assert chosen.evaluate_all("all => all.map(one => one.value)") == at_first
    remark = second.inner_text("[data-conflict-rows] tr:nth-child(4)")
    assert "（无）" in remark  # it is not "not scored"
    second.click("#conflict-dialog [type=submit]")
    second.locator("[data-saved]").filter(has_text="已存 5 ").wait_for()
    assert held(database)[1] == [62, 10, 14]
    first.problems.clear()  # the browser reports each 409


def test_log_out_leaves_nothing_of_the_work_in_the_browser(enter):
    page = enter()
    page.route("**/save", lambda route: route.abort())
    box(page, 0).fill("30")
    wait_for_state(page, "offline")
    page.on("dialog", lambda dialog: dialog.accept())
    page.click(".account summary")
    page.click(".account-menu button")
    page.wait_for_url("**/login")
    assert page.evaluate("Object.keys({...localStorage, ...sessionStorage})") == []
    page.problems.clear()


def test_leaving_warns_only_while_something_is_unsaved(enter):
    page = enter()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    box(page, 0).fill("30")
    wait_for_state(page, "saved")
    page.reload()
    assert asked == []
    page.route("**/save", lambda route: route.abort())
    box(page, 0).fill("31")
    wait_for_state(page, "offline")
    page.reload()
    assert asked == ["beforeunload"]
    page.unroute("**/save")
    page.evaluate("dispatchEvent(new Event('online'))")
    wait_for_state(page, "saved")
    page.problems.clear()


def test_reading_settings_are_kept_for_the_next_paper(enter):
    page = enter()
    page.click("[data-opens=reading-dialog]")
    page.check("input[name=size][value=large]")
    page.check("input[name=ground][value=dark]")
    page.goto("/judging/1/KKKKB")
    assert "reading-large" in page.get_attribute(".bench-text", "class")
    assert page.get_attribute(".bench-text", "data-theme") == "dark"


EVERY_LOOK = (("dark", 1280), ("dark", 390), ("light", 390))


def test_pages_pass_axe_and_never_scroll_sideways(enter, faults):
    page = enter("/judging")
    assert faults(page, EVERY_LOOK) == []
    page.goto(SHEET)
    box(page, 0).fill("99")
    box(page, 1).fill("20")
    wait_for_state(page, "saved")
    assert faults(page, EVERY_LOOK) == []
    for dialog in ("reading-dialog", "help-dialog"):
        page.evaluate(f"document.getElementById('{dialog}').showModal()")
        assert faults(page, EVERY_LOOK) == []
        page.keyboard.press("Escape")
    page.goto(f"{SHEET}/history")
    assert faults(page, EVERY_LOOK) == []


def test_organizers_pages_pass_axe(enter, faults):
    page = enter("/rounds/1/judging", "organizer")
    assert faults(page, (("light", 390),)) == []
    page.goto("/rounds/1/judging/1")
    assert faults(page, (("light", 390),)) == []


# What a finger cannot hit: controls less than 44 px wide or high (heads of columns are for the ear alone on a phone).
TOO_SMALL = """() => [...document.querySelectorAll(`
    a[href]:not(.skip, thead a), button, select, textarea, summary,
    input:not([type=hidden], [type=radio], [type=checkbox]), label:has([type=radio], [type=checkbox])`)]
  .map((e) => [e.outerHTML.slice(0, 80), e.checkVisibility() ? e.getBoundingClientRect() : {}])
  .filter(([, { width, height }]) => width > 1 && Math.min(width, height) < 43.9)"""


def test_fingers_find_every_control_and_the_score_bar_stays_in_reach_on_a_phone(enter):
    page = enter("/judging", width=390, height=844)
    assert page.evaluate(TOO_SMALL) == []
    page.goto(SHEET)
    page.click("[data-opens=reading-dialog]")
    assert page.evaluate(TOO_SMALL) == []
    page.keyboard.press("Escape")
    assert page.evaluate("getComputedStyle(document.querySelector('.essay')).fontSize") == "20px"
    place = page.locator(".total-bar").bounding_box()
    assert 700 < place["y"] + place["height"] <= 845
    page.click(".total-jump a[href='#sheet']")
    eventually(lambda: page.locator("[data-mark]").first.bounding_box()["y"] < 844, page)


def test_essay_and_sheet_scroll_alone(enter):
    page = enter()
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert page.evaluate("(e => e.scrollHeight > e.clientHeight)(document.querySelector('.bench-text'))")
    page.keyboard.press("PageDown")  # from the score box
    assert page.evaluate("document.querySelector('.bench-text').scrollTop") > 0


def test_print_shows_text_marks_and_lines_to_sign_and_no_private_note(enter):
    page = enter()
    page.fill("#private_note", "只给自己看")
    wait_for_state(page, "saved")
    page.emulate_media(media="print")
    assert not page.is_visible(".desk-bar")
    assert not page.is_visible("#private_note")
    assert page.is_visible(".essay-title")
    assert page.is_visible(".signatures")


def test_desk_works_without_scripts(enter, database):
    page = enter(java_script_enabled=False)
    box(page, 0).fill("38.5")
    page.click("text=暂存")
    expect(page.locator("[data-saved]").first).to_contain_text("已存 38.5")
    box(page, 1).fill("0")
    box(page, 2).fill("25")
    page.click("text=提交并继续")
    eventually(lambda: held(database)[:2] == (AssignmentState.SUBMITTED, [77, 0, 50]), page)
