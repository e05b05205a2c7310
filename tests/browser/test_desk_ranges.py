"""Scales that do not begin at 0, by keys and mouse: 5 to 10, 1 to 5, halves from 0.5, tens of a hundred."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from reviewapp.models.judging import AssignmentState
from reviewapp.models.rubric import Criterion, Rubric
from tests.browser import desk_pages
from tests.browser.desk_pages import all_fetched, box, eventually, held, press, values, wait_for_paper
from tests.browser.test_desk_keys import focused


@pytest.fixture
def enter(database, new_page):
    """``enter(5, 10, steps)``: a sheet whose three criteria have this range."""
    desk_pages.make_desk(database)

    def on(minimum, maximum, steps=1):
        with database.transaction() as session:
            session.execute(update(Criterion).values(minimum=minimum, maximum=maximum))
            session.execute(update(Rubric).values(full_marks=3 * maximum, steps_per_point=steps))
        return desk_pages.sign_in(new_page)

    return on


def refusal(page) -> str:
    """What is said under the criteria, all of it."""
    return "".join(page.locator(".criterion .error").all_inner_texts())


def total(page) -> tuple[str, str]:
    return page.inner_text("[data-total]"), page.inner_text(".total-missing")


def test_five_to_ten_by_keys(enter, database):
    page = enter(5, 10)
    all_fetched(page)
    press(page, "1")  # may become 10: nothing is said, nothing counted
    assert (values(page), focused(page), refusal(page)) == (["1", "", ""], "mark-1", "")
    assert total(page) == ("0", "还差 3 项")
    press(page, "0")
    assert (values(page), focused(page)) == (["10", "", ""], "mark-2")
    press(page, "0")  # a zero is refused, the range named; what is typed next replaces it
    assert (values(page), focused(page), refusal(page)) == (
        ["10", "0", ""],
        "mark-2",
        "“内容结构”应在 5 到 10 分之间。",
    )
    press(page, "4")
    assert (values(page), focused(page)) == (["10", "4", ""], "mark-2")
    press(page, "59")
    assert (values(page), focused(page), refusal(page)) == (["10", "5", "9"], "submit", "")
    assert total(page) == ("24", "")
    page.keyboard.press("Enter")
    wait_for_paper(page, "KKKKB")
    eventually(lambda: held(database)[:2] == (AssignmentState.SUBMITTED, [10, 5, 9]), page)


def test_one_left_alone_on_a_scale_from_five_is_refused_and_not_kept(enter, database):
    page = enter(5, 10)
    press(page, "8 1 Enter")
    assert (focused(page), refusal(page)) == ("mark-2", "“内容结构”应在 5 到 10 分之间。")
    press(page, "1 7")  # no 1 and 7, as on a scale from 0
    assert (values(page), focused(page)) == (["8", "17", ""], "mark-2")
    press(page, "1 ArrowDown")
    assert (values(page), focused(page)) == (["8", "1", ""], "mark-3")
    assert refusal(page) == "“内容结构”应在 5 到 10 分之间。"
    press(page, "9 Control+Enter")
    assert "有 1 项填写有误，评分表未提交" in page.inner_text("[data-errors]")
    eventually(lambda: held(database)[:2] == (AssignmentState.OPEN, [8, 9]), page)
    page.reload()
    assert values(page) == ["8", "", "9"]


def test_one_to_five_by_keys(enter):
    page = enter(1, 5)
    press(page, "1")
    assert (values(page), focused(page)) == (["1", "", ""], "mark-2")
    press(page, "60")
    assert (values(page), focused(page)) == (["1", "0", ""], "mark-2")
    assert refusal(page) == "“内容结构”应在 1 到 5 分之间。"
    press(page, "53")
    assert (values(page), focused(page)) == (["1", "5", "3"], "submit")


def test_halves_from_five(enter):
    page = enter(5, 10, 2)
    press(page, "5.")
    assert (values(page), focused(page)) == (["5.5", "", ""], "mark-2")
    page.wait_for_timeout(900)
    press(page, "107")
    assert (values(page), focused(page)) == (["5.5", "10", "7"], "submit")


def test_halves_from_a_half(enter):
    page = enter(0.5, 5, 2)
    press(page, "0")  # may become 0.5
    assert (values(page), focused(page), refusal(page)) == (["0", "", ""], "mark-1", "")
    press(page, ".")
    assert (values(page), focused(page)) == (["0.5", "", ""], "mark-2")


def test_sixty_to_a_hundred_refuses_at_the_digit_that_cannot_be(enter):
    page = enter(60, 100)
    press(page, "5")
    assert refusal(page) == "“主题思想”应在 60 到 100 分之间。"
    press(page, "75100")
    assert (values(page), focused(page)) == (["75", "100", ""], "mark-3")


@pytest.mark.parametrize("width", [1280, 390])
def test_mouse_keeps_to_the_range_and_the_page_shows_it(enter, axe, overflow, width):
    page = enter(5, 10)
    page.set_viewport_size({"width": width, "height": 844})
    assert page.locator(".criterion-max").first.inner_text().split() == ["分数范围", "/", "5–10"]
    assert page.inner_text(".total-max") == "/ 15–30"
    assert page.locator(".criterion").first.locator("[data-set]").all_inner_texts() == [*"56789", "10"]
    page.locator(".criterion").first.locator("[data-set='5']").click()
    page.locator("[data-add='-1']").first.click()
    assert box(page, 0).input_value() == "5"
    assert overflow(page) == 0
    assert axe(page) == []
