"""The desk by keyboard alone: digits that move on, Enter that submits, undo, an input method that is on."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from reviewapp.models.judging import Assignment, AssignmentState, ScoreSheet
from tests.browser import desk_pages
from tests.browser.desk_pages import (
    SHEET,
    all_fetched,
    box,
    eventually,
    held,
    press,
    stop_clock,
    values,
    wait_for_paper,
    wait_for_state,
)


@pytest.fixture
def enter(database, new_page):
    """``enter(path, user, **options)``: a page of somebody who has just signed in."""
    return desk_pages.entering(database, new_page)


def focused(page) -> str:
    return page.evaluate(
        "document.activeElement.id || document.activeElement.name || document.activeElement.tagName"
    )


def comment(database) -> str | None:
    with database.session() as session:
        return session.scalar(select(ScoreSheet.comment))


def test_five_criteria_are_six_keys_and_a_ten_or_a_one_needs_no_more(enter, database):
    desk_pages.five_to_ten(database)
    page = enter()
    all_fetched(page)
    press(page, "8 9 1 7 0 Enter")
    wait_for_paper(page, "KKKKB")
    press(page, "m 6 1 0 9 8 Enter")  # full marks, and a 10 by its two digits
    wait_for_paper(page, "KKKKC")
    eventually(lambda: held(database, "KKKKB")[0] == AssignmentState.SUBMITTED, page)
    assert held(database)[:2] == (AssignmentState.SUBMITTED, [8, 9, 1, 7, 0])
    assert held(database, "KKKKB")[1] == [10, 6, 10, 9, 8]
    press(page, "8 1 Enter")  # a 1 may wait for its 0; Enter ends the wait
    assert values(page) == ["8", "1", "", "", ""]
    press(page, "1234")
    assert values(page) == ["8", "1", "1", "2", "3"]  # the 4 found no criterion to go to
    assert page.inner_text(".total-missing") == ""


def test_marks_to_forty_in_halves(enter, database):
    page = enter()
    stop_clock(page, at=10_000)  # however slow the machine: the keys follow one another at once
    press(page, "38.")
    assert (values(page), focused(page)) == (["38.5", "", ""], "mark-2")
    press(page, "5")  # 38.5 written out is no 5 for the next criterion
    assert (values(page), focused(page)) == (["38.5", "", ""], "mark-2")
    press(page, "0")
    assert (values(page), focused(page)) == (["38.5", "0", ""], "mark-3")
    press(page, "31")  # refused at once, the range named; the next digits replace it
    assert "“语言文字”应在 0 到 30 分之间" in page.locator(".criterion .error").inner_text()
    press(page, "25")
    assert (values(page), focused(page)) == (["38.5", "0", "25"], "submit")
    press(page, ".")
    assert values(page) == ["38.5", "0", "25.5"]
    press(page, "u u u")  # the half; the mark with what was refused before; the zero
    assert values(page)[0] == "38.5"
    page.keyboard.press("Shift+Tab")
    wait_for_state(page, "saved")
    assert page.locator(".total-missing").inner_text() != ""


def test_whole_mark_written_with_its_zero_is_no_zero_for_the_next_criterion(enter):
    page = enter()
    stop_clock(page, at=10_000)
    press(page, "38.0")
    assert (values(page), focused(page)) == (["38", "", ""], "mark-2")
    press(page, "0")
    assert (values(page), focused(page)) == (["38", "0", ""], "mark-3")


def test_digits_typed_as_soon_as_the_page_is_there_are_all_taken(enter):
    """The page's clock begins with the page: right after that, no half was typed "a moment ago"."""
    page = enter("/judging")
    page.add_init_script("performance.now = () => 100")
    page.goto(SHEET)
    press(page, "302520")
    assert values(page) == ["30", "25", "20"]


def test_digit_some_time_after_a_half_is_the_next_mark(enter):
    page = enter()
    stop_clock(page, at=10_000)
    press(page, "38.")
    stop_clock(page, at=10_900)
    press(page, "0")
    assert (values(page), focused(page)) == (["38.5", "0", ""], "mark-3")


def test_nothing_but_digits_makes_a_mark(enter):
    page = enter()
    for key in ("ArrowDown", "ArrowUp", "x", "-", "Backspace"):
        page.keyboard.press(key)
    box(page, 0).hover()
    page.mouse.wheel(0, 120)
    assert values(page) == ["", "", ""]
    page.keyboard.press("e")  # the essay has the focus
    press(page, "4")
    assert (values(page), focused(page)) == (["4", "", ""], "mark-1")  # 40 is still possible
    page.keyboard.press("Enter")
    assert focused(page) == "mark-2"
    page.keyboard.press("/")
    assert page.locator(".bands[open]").count() == 1
    press(page, "9")  # the level texts go along to the next criterion
    assert page.locator("fieldset:has(#mark-3) .bands[open]").count() == 1
    page.keyboard.press("/")
    assert page.locator(".bands[open]").count() == 0


def test_input_method_and_wide_digits_do_not_disturb(enter, database):
    page = enter()
    tools = page.context.new_cdp_session(page)
    tools.send("Input.imeSetComposition", {"text": "２", "selectionStart": 1, "selectionEnd": 1})
    tools.send("Input.imeSetComposition", {"text": "２５", "selectionStart": 2, "selectionEnd": 2})
    tools.send("Input.insertText", {"text": "２５"})
    assert (values(page), focused(page)) == (["25", "", ""], "mark-2")
    tools.send("Input.insertText", {"text": "。"})  # the full stop key of a Chinese layout: half a point more
    assert values(page) == ["25.5", "", ""]
    tools.send("Input.imeSetComposition", {"text": "fen", "selectionStart": 3, "selectionEnd": 3})
    assert page.inner_text("[data-total]") == "25.5"
    tools.send("Input.insertText", {"text": "分"})
    tools.send("Input.insertText", {"text": "１９"})
    assert values(page) == ["25.5", "19", ""]
    assert page.locator(".criterion .error").count() == 0
    box(page, 0).focus()
    tools.send("Input.imeSetComposition", {"text": "f", "selectionStart": 1, "selectionEnd": 1})
    tools.send("Input.imeSetComposition", {"text": "", "selectionStart": 0, "selectionEnd": 0})
    assert (values(page), focused(page)) == (["25.5", "19", ""], "mark-1")  # a letter takes no mark away
    page.focus("#comment")
    tools.send("Input.imeSetComposition", {"text": "yijing", "selectionStart": 6, "selectionEnd": 6})
    tools.send("Input.insertText", {"text": "意境"})  # the last that is typed: no other event comes
    eventually(lambda: comment(database) == "意境", page)


def test_undo_takes_a_submission_back_and_enter_goes_on_from_anywhere(enter, database):
    page = enter()
    all_fetched(page)
    press(page, "302520")
    page.focus(".bench-text")
    page.keyboard.press("Enter")
    wait_for_paper(page, "KKKKB")
    page.wait_for_selector(".receipt p:has-text('KKKKA 已提交，合计 75 分')")
    assert page.url.endswith("/KKKKB")
    press(page, "3 Enter u")
    assert values(page) == ["", "", ""]
    page.keyboard.press("u")
    wait_for_paper(page, "KKKKA")
    assert values(page) == ["30", "25", "20"]
    assert held(database)[0] == AssignmentState.OPEN
    box(page, 1).focus()
    press(page, "2 6 Enter")
    wait_for_paper(page, "KKKKB")
    eventually(lambda: held(database)[:2] == (AssignmentState.SUBMITTED, [60, 52, 40]), page)


def test_small_acts_by_key_and_keys_switched_off(enter, database):
    page = enter()
    page.keyboard.press("v")
    page.wait_for_selector("text=已标记要回看")
    with database.session() as session:
        assert session.get_one(Assignment, 1).revisit
    page.keyboard.press("s")
    wait_for_paper(page, "KKKKB")
    page.keyboard.press("f")
    assert page.get_attribute("[data-act=flag]", "open") is not None
    page.goto(SHEET)
    page.keyboard.press("?")
    page.uncheck("[data-setting=keys]")
    page.keyboard.press("Escape")
    box(page, 0).focus()
    press(page, "f12")
    assert page.get_attribute("[data-act=flag]", "open") is None
    assert values(page)[0] == "12"


def test_mouse_alone_scores_a_paper(enter, database):
    page = enter()
    all_fetched(page)
    for place in range(3):
        page.locator(".criterion").nth(place).locator("[data-set]").last.click()
    page.locator("[data-add='-0.5']").first.click()
    sizes = page.locator(".quick button, .criterion-box button").evaluate_all(
        "all => all.filter(b => b.offsetParent).map(b => Math.min(b.offsetWidth, b.offsetHeight))"
    )
    assert min(sizes) >= 44
    page.click("text=提交并继续")
    wait_for_paper(page, "KKKKB")
    eventually(lambda: held(database)[:2] == (AssignmentState.SUBMITTED, [79, 60, 60]), page)
