"""The evidence pages in a browser: passages by click, key and strip; a unit's reply; both themes, phone, paper, no
scripts."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from reviewapp import runs
from reviewapp.db import Database
from reviewapp.models.contest import Round, Stage
from reviewapp.models.judging import Assignment, Judge
from reviewapp.models.paper import Paper
from reviewapp.similarity import actions
from reviewapp.similarity.compute import SIMILARITY
from tests.browser.desk_pages import eventually
from tests.conftest import AUDIT_KEY, NOW
from tests.factories import make_sample_entries, make_world

LIST = "/rounds/1/similarity"
COPY, REORDERED, TEMPLATE = f"{LIST}/1", f"{LIST}/2", f"{LIST}/3"
# a copy hidden with invisible characters, one with its paragraphs in another order, a template of four
KEYS = ("P08", "A04", "P06", "A33", "P10", "P11", "P12", "P13")


@pytest.fixture(scope="module")
def database_url_maker(
    sqlite_urls: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Path], str]:
    """Every test begins with a copy of one database in which the round has been scanned: three cases."""
    folder = tmp_path_factory.mktemp("scanned")
    database = Database(sqlite_urls(folder), audit_key=AUDIT_KEY.encode())
    with database.transaction() as session:
        world = make_world(session, Stage.SEALING)
        make_sample_entries(session, world, KEYS)
    with database.transaction() as session:
        round_ = session.get_one(Round, 1)
        run = actions.request_scan(session, world.actors["organizer"], round_, now=NOW)
    assert runs.perform(database, SIMILARITY, run.id) == "done"
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()

    def make(copy: Path) -> str:
        shutil.copyfile(folder / "contest.db", copy / "contest.db")
        return f"sqlite:///{copy / 'contest.db'}"

    return make


@pytest.fixture
def open_page(new_page: Callable[..., Any]) -> Callable[..., Any]:
    """``open_page(path, username)``: a page of somebody who has just signed in."""

    def make(path: str, username: str = "organizer", **options: Any) -> Any:
        page = new_page(username, **options)
        page.goto(path)
        return page

    return make


def in_view(page: Any, selector: str) -> bool:
    """Whether the element stands inside the visible part of its text."""
    seen: bool = page.evaluate(
        """(selector) => {
          const one = document.querySelector(selector).getBoundingClientRect();
          const box = document.querySelector(selector).closest(".compare-side").getBoundingClientRect();
          const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
          return one.top >= top - 1 && one.bottom <= bottom + 1;
        }""",
        selector,
    )
    return seen


def test_keys_walk_through_the_passages_in_both_texts(open_page: Callable[..., Any]) -> None:
    page = open_page(REORDERED)
    last = page.locator("#side-a .passage-number").count()
    assert last > 3
    page.keyboard.press("n")
    assert page.locator("[data-place]").inner_text() == f"第 1 段，共 {last} 段"
    page.keyboard.press("p")
    assert page.locator("[data-place]").inner_text() == f"第 {last} 段，共 {last} 段"
    assert in_view(page, f"#a{last}")
    assert in_view(page, f"#b{last}")
    current = set(page.locator("mark.is-current").evaluate_all("marks => marks.map(m => m.dataset.passage)"))
    assert current == {str(last)}
    page.locator("[data-step='1']").click()
    assert page.locator("[data-place]").inner_text() == f"第 1 段，共 {last} 段"


def test_keys_are_letters_again_where_one_types(open_page: Callable[..., Any]) -> None:
    page = open_page(COPY)
    page.locator("#reason").press_sequentially("pin")
    assert page.locator("#reason").input_value() == "pin"
    assert page.locator(".is-current").count() == 0


def test_click_on_a_number_goes_to_its_partner(open_page: Callable[..., Any]) -> None:
    page = open_page(REORDERED)
    last = page.locator("#side-a .passage-number").count()
    page.locator(f"#a{last}").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#b{last}")).to_be_focused()
    assert in_view(page, f"#b{last}")
    page.locator(f"#side-b mark[data-passage='{last}']").first.click()
    assert in_view(page, f"#a{last}")


def test_links_work_without_scripts(open_page: Callable[..., Any]) -> None:
    page = open_page(REORDERED, java_script_enabled=False)
    last = page.locator("#side-a .passage-number").count()
    page.locator(f"#a{last}").click()
    expect(page).to_have_url(re.compile(f"#b{last}$"))

    def in_its_text() -> bool:
        box, side = page.locator(f"#b{last}").bounding_box(), page.locator("#side-b").bounding_box()
        inside: bool = side["y"] <= box["y"] <= side["y"] + side["height"]
        return inside

    eventually(in_its_text, page)
    assert not page.locator("[data-step='1']").is_visible()


def test_invisible_characters_are_shown_on_demand(open_page: Callable[..., Any]) -> None:
    page = open_page(COPY)
    shown = "getComputedStyle(document.querySelector('.sign-zero_width'), '::before').content"
    assert page.evaluate(shown) == "none"
    page.locator("#show-signs").check()
    assert page.evaluate(shown) == '"◇"'


WINDOW = """(side) => {
  const strip = document.querySelector(`#side-${side} .minimap`), view = strip.querySelector(".minimap-window");
  const y = Number(view.getAttribute("y")), height = Number(view.getAttribute("height"));
  return [view.getAttribute("visibility"), y / strip.dataset.length, (y + height) / strip.dataset.length];
}"""


FREE_PLACE = """(strip) => {
  const number = (rect, name) => Number(rect.getAttribute(name));
  const taken = [...strip.querySelectorAll("[data-passage]")].map((r) => [number(r, "y"), number(r, "height")]);
  const length = Number(strip.dataset.length);
  const places = [...Array(200).keys()].map((i) => (i / 200) * length);
  return places.find((at) => taken.every(([y, height]) => at < y || at > y + height)) / length;
}"""


def window_of(page: Any, side: str) -> tuple[float, float]:
    """From which to which part of the text, 0 to 1, the strip says that one sees it."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    shown, start, end = page.evaluate(WINDOW, side)
    assert shown == "visible"
    return start, end


@pytest.mark.parametrize("width", [1280, 390])
def test_strip_shows_what_is_in_view_and_goes_where_it_is_clicked(
    open_page: Callable[..., Any], width: int
) -> None:
    page = open_page(REORDERED, width=width, height=700)
    strip, side = page.locator("#side-b .minimap"), page.locator("#side-b")
    side.scroll_into_view_if_needed()
    start, end = window_of(page, "b")
    assert start < 0.05
    assert 0.1 < end < 0.95
    side.evaluate("side => side.scrollTo(0, side.scrollHeight)")
    assert window_of(page, "b")[1] > 0.95
    assert window_of(page, "a")[0] < 0.05  # the other text stays
    ground = strip.evaluate(FREE_PLACE)
    box = strip.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] * ground)
    start, end = window_of(page, "b")
    assert start - 0.02 <= ground <= end + 0.02
    last = page.locator("#side-a .passage-number").count()
    strip.locator(f"[data-passage='{last}']").click(force=True)
    assert page.locator("[data-place]").inner_text() == f"第 {last} 段，共 {last} 段"
    assert in_view(page, f"#side-b [id='b{last}']")


def test_strip_is_nothing_to_readers_who_do_not_see_it(open_page: Callable[..., Any]) -> None:
    page = open_page(COPY)
    for strip in page.locator(".minimap").all():
        assert strip.get_attribute("aria-hidden") == "true"
        assert strip.locator("a, [tabindex]").count() == 0
    page.emulate_media(media="print")
    assert not page.locator("#side-a .minimap").is_visible()


def asked(page: Any) -> str:
    """The organizer asks the unit of the first work of the first case; answers the address of its page."""
    page.locator("#ask-form [name='ask-entries']").first.check()
    page.fill("#ask-question", "请说明写作经过。")
    page.locator("#ask-form button[type=submit]").click()
    number = page.locator(".hearing h3").inner_text().split()[0]
    return f"{COPY}/works/{number}"


def test_unit_replies_on_its_own_page(
    open_page: Callable[..., Any], axe: Callable[[Any], list[Any]], overflow: Callable[[Any], int]
) -> None:
    organizer = open_page(COPY)
    address = asked(organizer)
    unit = open_page("/rounds/1/mine", "bureau1", width=390, height=844)
    assert (axe(unit), overflow(unit)) == ([], 0)
    unit.locator(f"a[href='{address}']").click()
    assert (axe(unit), overflow(unit)) == ([], 0)
    unit.keyboard.press("n")
    assert unit.locator("[data-place]").inner_text().startswith("第 1 段")
    assert in_view(unit, "#a1")
    unit.fill("#reply", "底稿在科室，\n可以查验。")
    unit.locator("#reply-form button[type=submit]").click()
    assert "说明已提交" in unit.locator(".flash").inner_text()
    assert unit.locator("#reply").input_value() == "底稿在科室，\n可以查验。"
    organizer.goto(COPY)
    assert "可以查验" in organizer.locator(".hearing").inner_text()
    assert axe(organizer) == []
    organizer.locator("[name=verdict][value=penalty]").check()
    organizer.locator("#affected input").first.check()
    organizer.fill("#penalty_points", "5")
    organizer.fill("#reason", "核对过")
    organizer.locator("#verdict-form button[type=submit]").click()
    organizer.locator(".flash").wait_for()
    unit.goto(address)
    unit.locator(".ask summary").click()
    assert axe(unit) == []
    unit.fill("#appeal", "另有底稿")
    unit.locator("#appeal-form button[type=submit]").click()
    unit.locator(".flash").wait_for()
    organizer.goto(COPY)
    organizer.locator("[name=verdict][value=upheld]").check()
    assert not organizer.locator("#reason").is_visible()
    assert axe(organizer) == []
    organizer.fill("#told", "维持原认定")
    organizer.locator("#verdict-form button[type=submit]").click()
    organizer.locator(".flash").wait_for()
    unit.goto(address)
    assert "维持原认定" in unit.locator("#hearing").inner_text()


def test_judge_walks_through_two_anonymous_texts(
    open_page: Callable[..., Any], faults: Callable[[Any], list[Any]], database: Database
) -> None:
    with database.transaction() as session:
        round_ = session.get_one(Round, 1)
        round_.stage, round_.judges_see_overlaps = Stage.JUDGING, True
        judge = session.scalars(select(Judge).order_by(Judge.id)).first()
        judge.home_region_id = None  # it is that of all the works
        paper = session.query(Paper).order_by(Paper.id).first()
        session.add(Assignment(round_id=1, paper_id=paper.id, judge_id=judge.id, code=paper.code))
        code = paper.code
    page = open_page(f"/judging/1/{code}", "judge1")
    assert faults(page, (("light", 390),)) == []
    page.locator(".overlaps a").click()
    assert faults(page, (("light", 390),)) == []
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.reload()
        page.keyboard.press("n")
        assert in_view(page, "#a1")
        assert in_view(page, "#b1")


def test_form_asks_only_for_what_the_verdict_needs(open_page: Callable[..., Any]) -> None:
    page = open_page(COPY)
    fields = page.locator("#affected"), page.locator("#penalty_points")
    for verdict, wanted in (
        ("note", (False, False)),
        ("penalty", (True, True)),
        ("disqualified", (True, False)),
    ):
        page.locator(f"[name=verdict][value={verdict}]").check()
        assert tuple(f.is_visible() for f in fields) == wanted


def test_pages_pass_axe(open_page: Callable[..., Any], faults: Callable[[Any], list[Any]]) -> None:
    page = open_page(LIST)
    found = {LIST: faults(page, (("dark", 1280),))}
    for path in (COPY, TEMPLATE):
        page.goto(path)
        found[path] = faults(page, (("dark", 1280),))
    assert found == {LIST: [], COPY: [], TEMPLATE: []}


def test_phone_stacks_the_texts_and_keeps_the_links(
    open_page: Callable[..., Any], overflow: Callable[[Any], int]
) -> None:
    page = open_page(LIST, width=390, height=844)
    assert overflow(page) == 0
    for path in (COPY, TEMPLATE):
        page.goto(path)
        assert overflow(page) == 0
        a, b = page.locator("#side-a").bounding_box(), page.locator("#side-b").bounding_box()
        assert a["x"] == b["x"]
        assert b["y"] >= a["y"] + a["height"]
        page.locator("#a2").click()
        expect(page.locator("#b2")).to_be_focused()
        assert in_view(page, "#b2")


def test_report_prints_both_texts_whole_with_lines_to_sign(open_page: Callable[..., Any]) -> None:
    page = open_page(REORDERED)
    pdf = pypdfium2.PdfDocument(BytesIO(page.pdf(prefer_css_page_size=True)))
    width, height = pdf[0].get_size()
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (210, 297)
    text = "".join(sheet.get_textpage().get_text_bounded() for sheet in pdf)
    plain = "".join(text.split())
    for side in ("#side-a", "#side-b"):
        last = "".join(page.locator(f"{side} .essay p").last.inner_text().split())[-8:]
        assert last in plain
    for words in ("雷同案例2", "职业精神征文活动", "监督人", "对成绩的影响"):
        assert words in plain
    assert "记录认定" not in plain
