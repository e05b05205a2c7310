"""Annotations and phrases in a real browser: made by mouse, key and finger, kept without a line, sent in order."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from reviewapp.models.contest import Stage
from reviewapp.models.judging import Annotation, Assignment, AssignmentState, Phrase
from tests import factories
from tests.browser.desk_pages import eventually

SHEET = "/judging/1/KKKKA"
TEXT = "一盏灯\n\n𠮷野家的😀夜班灯一直亮着。\n  \n" + factories.PARAGRAPH * 6 + "\n▇▇的窗外，雪下得很紧。"


@pytest.fixture
def enter(database, new_page):
    """``enter(**options)``: the only paper of judge1, opened by him."""
    with database.transaction() as session:
        world = factories.make_world(session, Stage.JUDGING)
        world.round.judging_until = factories.DUE.replace(year=2090)
        entry = factories.make_entry(session, world, title="一盏灯", text=TEXT)
        paper = factories.make_paper(session, world, entry, code="KKKKA")
        factories.make_assignment(session, world, paper, world.judges[0])

    def make(**options):
        page = new_page("judge1", **options)
        page.goto(SHEET)
        return page

    return make


def choose(page, first: str, last: str) -> None:
    """Select from the first words to the last, each somewhere in the essay's paragraphs, as a mouse does."""
    page.focus(".bench-text")
    page.evaluate(
        """([first, last]) => {
          const nodes = [...document.querySelectorAll(".essay > p[id]")].flatMap((p) => [...p.childNodes])
            .map((n) => (n.nodeType === 3 ? n : n.firstChild)).filter((n) => n && !n.parentNode.closest(".side-note"));
          const from = nodes.find((n) => n.data.includes(first));
          const to = nodes.slice(nodes.indexOf(from)).find((n) => n.data.includes(last));
          getSelection().setBaseAndExtent(from, from.data.indexOf(first), to, to.data.indexOf(last) + last.length);
        }""",
        [first, last],
    )


def notes(database) -> list[tuple[str, str, bool]]:
    """(quote, note, shared) in the order they were made; every quote stands where it is said to stand."""
    with database.session() as session:
        held = session.scalars(select(Annotation).order_by(Annotation.id)).all()
        assert all(TEXT[a.start : a.end] == a.quote for a in held)
        return [(a.quote, a.note, a.shared) for a in held]


def wait_for_state(page, state: str) -> None:
    page.wait_for_selector(f"[data-notes-state][data-state={state}]", state="attached")


def kept(page) -> int:
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('jianwen:draft:')).length")


def test_note_is_made_kept_without_a_line_and_sent_later(enter, database, axe, overflow):
    page = enter()
    choose(page, "😀夜班", "亮着")
    page.keyboard.press("h")
    eventually(lambda: notes(database) == [("😀夜班灯一直亮着", "", False)], page)
    choose(page, "一直亮着", "那天凌晨急诊室")  # over the first one and into the next paragraph
    page.click("[data-note-bar] [data-do=note]")
    page.fill("#note-words", "转得自然")
    page.check("#note-dialog [name=shared]")
    assert axe(page) == []
    page.click("#note-dialog [type=submit]")
    across = TEXT[TEXT.index("一直亮着") : TEXT.index("那天凌晨急诊室") + 7]
    eventually(lambda: notes(database)[1:] == [(across, "转得自然", True)], page)
    page.reload()
    assert page.inner_text(".side-note").split() == ["1", "转得自然", "作者可见"]
    assert page.locator(".hl-deep").inner_text() == "一直亮着"
    assert (axe(page), overflow(page)) == ([], 0)

    again = page.context.new_page()
    again.goto(f"{SHEET}/history")  # sends nothing
    page.route("**/notes", lambda route: route.fulfill(json={"version": 9}))  # a captive portal's 200
    page.locator(".side-note").click()
    page.click("[data-note-bar] [data-do=edit]")
    page.fill("#note-words", "转得自然，")
    wait_for_state(page, "offline")
    page.context.set_offline(True)  # before the portal goes: between the two it would be sent again
    page.unroute("**/notes")
    page.fill("#note-words", "转得自然，不着痕迹")
    page.click("#note-dialog [type=submit]")
    assert page.inner_text(".side-note").split()[1] == "转得自然，不着痕迹"
    assert notes(database)[1][1] == "转得自然"
    assert kept(page) == 2  # what may have arrived, and what was typed since
    eventually(lambda: kept(again) == 2, again)  # a window closed too soon may not have kept it
    page.close(run_before_unload=False)
    page.context.set_offline(False)
    again.goto("/judging")
    eventually(lambda: kept(again) == 0, again)
    assert notes(database)[1] == (across, "转得自然，不着痕迹", True)
    page.problems.clear()


def test_notes_go_out_before_the_submission_they_belong_to(enter, database):
    page = enter()
    page.context.set_offline(True)
    for number, mark in enumerate(("38", "20", "25")):
        page.locator("[data-mark]").nth(number).fill(mark)
    choose(page, "▇▇的窗外", "▇▇的窗外")
    page.keyboard.press("h")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("[data-save-state][data-state=waits]")
    page.context.set_offline(False)

    def submitted() -> bool:
        with database.session() as session:
            return session.scalars(select(Assignment)).one().state == AssignmentState.SUBMITTED

    eventually(submitted, page)
    assert notes(database) == [("▇▇的窗外", "", False)]
    page.problems.clear()


def test_words_are_chosen_and_noted_by_keyboard_alone(enter, database):
    page = enter()
    chosen = "getSelection().toString().replace(/\\s/g, '')"
    lamp, night = (
        "𠮷野家的😀夜班灯一直亮着。",
        "那天凌晨急诊室的灯一直亮着，我陪一位牧民老人等完最后一项化验。",
    )
    page.keyboard.press("t")  # from the first score box
    assert page.evaluate(chosen) == lamp
    assert page.inner_text("[data-notes-state]") == f"已选：{lamp}"
    page.keyboard.press("Shift+ArrowDown")
    assert page.evaluate(chosen) == lamp + night
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("ArrowLeft")
    for _ in range(4):
        page.keyboard.press("Shift+ArrowRight")  # past one that is two units of UTF-16
    assert page.evaluate(chosen) == "😀夜班灯一直亮着"
    page.keyboard.press("h")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(chosen) == night
    page.keyboard.press("Enter")  # a note, no submission
    page.keyboard.type("转得自然")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    eventually(lambda: notes(database) == [("😀夜班灯一直亮着", "", False), (night, "转得自然", True)], page)
    look = "e => [getComputedStyle(e).borderBottomStyle, getComputedStyle(e, '::after').content.at(-2)]"
    page.emulate_media(media="print")  # what he marked for himself is not on the paper that he signs
    assert [mark.evaluate(look)[0] for mark in page.locator(".hl").all()] == ["none", "solid"]
    assert page.locator(".hl").last.evaluate(look)[1] == "1"
    page.emulate_media(media="screen")
    page.keyboard.press("f")
    page.keyboard.press("Escape")
    assert page.get_attribute("[data-act=flag]", "open") is None
    assert page.evaluate("document.activeElement.matches('[data-act=flag] summary')")
    page.keyboard.press("t")
    page.keyboard.press("Escape")
    assert page.evaluate(chosen) == ""


def test_two_windows_keep_both_notes_and_removing_can_be_undone(enter, database):
    page = enter()
    choose(page, "窗外", "窗外")
    page.keyboard.press("p")
    page.fill("#note-words", "一")
    eventually(lambda: [n for _q, n, _s in notes(database)] == ["一"], page)
    second = page.context.new_page()
    second.goto(SHEET)
    page.fill("#note-words", "二")
    eventually(lambda: [n for _q, n, _s in notes(database)] == ["二"], page)
    second.locator(".side-note").click()
    second.click("[data-note-bar] [data-do=edit]")
    second.fill("#note-words", "三")
    wait_for_state(second, "both")
    eventually(lambda: sorted(n for _q, n, _s in notes(database)) == ["三", "二"], second)
    second.click("#note-dialog [type=submit]")
    second.locator(".side-note", has_text="二").click()
    second.click("[data-note-bar] [data-do=remove]")
    eventually(lambda: [n for _q, n, _s in notes(database)] == ["三"], second)
    second.click("[data-notes-state] button")
    eventually(lambda: sorted(n for _q, n, _s in notes(database)) == ["三", "二"], second)
    page.problems.clear()  # the browser reports the 409


LINE = "Object.defineProperty(navigator, 'onLine', {configurable: true, get: () => %s})"


@pytest.fixture
def two_windows(enter):
    """Two windows of one judge that both know a note on 夜班, which neither of them could send yet."""
    page = enter()
    page.evaluate(LINE % "false")
    choose(page, "夜班", "夜班")
    page.keyboard.press("p")
    page.fill("#note-words", "一")
    page.click("#note-dialog [type=submit]")
    second = page.context.new_page()
    second.add_init_script(LINE % "false")
    second.goto(SHEET)
    assert second.inner_text(".side-note").split()[1] == "一"
    return page, second


def test_note_withdrawn_in_another_window_goes_from_this_one(two_windows, database):
    page, second = two_windows
    second.locator(".side-note").click()
    second.click("[data-note-bar] [data-do=edit]")
    page.locator(".side-note").click()
    page.click("[data-note-bar] [data-do=remove]")
    wait_for_state(second, "gone")
    assert second.locator(".hl, .side-note, #note-dialog[open]").count() == 0
    assert (notes(database), kept(page)) == ([], 0)


def test_note_of_another_window_that_is_not_sent_yet_is_removed_in_the_end(two_windows, database):
    page, second = two_windows
    second.locator(".side-note").click()
    second.click("[data-note-bar] [data-do=remove]")
    for window in (page, second):
        window.evaluate(LINE % "true")
        window.evaluate("dispatchEvent(new Event('online'))")
    wait_for_state(page, "saved")  # it was made there, and goes out from there
    eventually(lambda: kept(second) == 0 and notes(database) == [], second)


def test_phrase_that_cannot_be_kept_now_is_said_to_wait_and_is_kept_later(enter, database):
    page = enter()
    said = page.locator("[data-phrases-note]")
    busy = {"status": 503, "headers": {"Retry-After": "60"}, "json": {"error": "服务器正忙"}}

    def answer(route):  # a request of the outbox asks for its own id back
        number = route.request.headers.get("x-request-id", "")
        route.fulfill(**busy | {"headers": busy["headers"] | {"X-Request-ID": number}})

    page.route("**/phrases", answer)
    page.fill("#comment", "结构松散。")
    page.click(".remarks [data-phrases-for]")
    page.click("[data-keep]")
    page.wait_for_selector("[data-phrases-note]:has-text('还没有保存')")
    assert "服务器正忙" in said.inner_text()
    assert page.locator(".phrases li").count() == 1
    page.keyboard.press("Escape")
    assert page.input_value("#comment") == "结构松散。"
    page.context.set_offline(True)
    page.click(".remarks [data-phrases-for]")
    assert "还没有保存" in said.inner_text()
    page.unroute("**/phrases")
    with database.transaction() as session:
        judge = session.scalars(select(Assignment)).one().judge_id
        session.add_all(Phrase(judge_id=judge, text=f"旧的{n}。", used_at=factories.DUE) for n in range(99))
    page.context.set_offline(False)
    page.wait_for_selector("[data-phrases-note]:has-text('已存为常用评语')")
    page.keyboard.press("Escape")
    page.fill("#comment", "立意高。")
    page.click(".remarks [data-phrases-for]")
    page.wait_for_selector(".phrases li:nth-child(100)")  # what could not be read before is there, too
    page.context.set_offline(True)
    page.click("[data-keep]")
    page.wait_for_selector("[data-phrases-note]:has-text('没有网络')")
    page.keyboard.press("Escape")
    page.context.set_offline(False)
    wait_for_state(page, "phraseLost")
    assert page.inner_text("[data-notes-state]").endswith(
        "最多保存 100 条常用评语，请先删去不用的。（立意高。）"
    )
    page.click(".remarks [data-phrases-for]")
    assert page.locator(".phrases li", has_text="立意高").count() == 0
    assert page.is_visible("[data-keep]")
    with database.session() as session:
        assert "结构松散。" in session.scalars(select(Phrase.text)).all()
    page.problems.clear()


def test_phrases_are_kept_found_put_in_and_dropped_on_a_phone(enter, database, axe, overflow):
    page = enter(width=390, height=844, has_touch=True)
    choose(page, "凌晨", "急诊室")
    page.locator("[data-note-bar] [data-do=note]").tap()
    page.keyboard.type("写得好")
    page.keyboard.press("Escape")
    for words in ("立意高，写得真切。", "结构松散。"):
        page.fill("#comment", words)
        page.locator(".remarks [data-phrases-for]").tap()
        page.locator("[data-keep]").tap()
        page.wait_for_selector("[data-phrases-note]:not(:empty)")
        page.keyboard.press("Escape")
    page.fill("#comment", "")
    page.wait_for_selector("[data-save-state][data-state=saved]")  # else the page may be read before it is stored
    page.reload()
    page.locator(".hl").tap()
    expect(page.locator("[data-note-bar] [data-do=remove]")).to_be_visible()
    assert page.locator(".essay p:has(.hl)").bounding_box()["width"] > 300  # no margin is kept for the note
    assert overflow(page) == 0
    page.locator("body").press("c")
    page.wait_for_selector(".phrases li")
    assert axe(page) == []
    page.keyboard.type("真切")
    assert page.locator(".phrases li").count() == 1
    page.keyboard.press("1")
    assert page.input_value("#comment") == "立意高，写得真切。"
    page.locator(".remarks [data-phrases-for]").tap()
    page.locator(".phrases li", has_text="立意高").locator(".phrase-drop").tap()

    def left() -> list[str]:
        with database.session() as session:
            return list(session.scalars(select(Phrase.text)))

    eventually(lambda: left() == ["结构松散。"], page)
