"""The evidence page in a browser: passages by click and key, both themes, phone, paper, no scripts."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pypdfium2
import pytest

from reviewapp import runs
from reviewapp.db import Database
from reviewapp.models.contest import Round, Stage
from reviewapp.similarity import actions
from reviewapp.similarity.compute import SIMILARITY
from tests.conftest import NOW
from tests.factories import PASSWORD, World, make_sample_entries

LIST = "/rounds/1/similarity"
COPY, REORDERED, TEMPLATE = f"{LIST}/1", f"{LIST}/2", f"{LIST}/3"
# a copy hidden with invisible characters, one with its paragraphs in another order, a template of four
KEYS = ("P08", "A04", "P06", "A33", "P10", "P11", "P12", "P13")


@pytest.fixture(autouse=True)
def scanned(database: Database, stored_world: World) -> None:
    """The round has been scanned: three cases."""
    with database.transaction() as session:
        round_ = session.get_one(Round, 1)
        round_.stage = Stage.SEALING
        make_sample_entries(session, stored_world, KEYS)
    with database.transaction() as session:
        round_ = session.get_one(Round, 1)
        session.refresh(round_, ["contest"])
        run = actions.request_scan(session, stored_world.actors["organizer"], round_, now=NOW)
    assert runs.perform(database, SIMILARITY, run.id) == "done"


def open_page(page: Any, path: str) -> Any:
    page.goto("/login")
    page.fill("#username", "organizer")
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    page.goto(path)
    return page


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


def test_keys_walk_through_the_passages_in_both_texts(page: Any) -> None:
    open_page(page, REORDERED)
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


def test_keys_are_letters_again_where_one_types(page: Any) -> None:
    open_page(page, COPY)
    page.locator("#reason").press_sequentially("pin")
    assert page.locator("#reason").input_value() == "pin"
    assert page.locator(".is-current").count() == 0


def test_click_on_a_number_goes_to_its_partner(page: Any) -> None:
    open_page(page, REORDERED)
    last = page.locator("#side-a .passage-number").count()
    page.locator(f"#a{last}").focus()
    page.keyboard.press("Enter")
    page.wait_for_function(f"document.activeElement.id === 'b{last}'")
    assert in_view(page, f"#b{last}")
    page.locator(f"#side-b mark[data-passage='{last}']").first.click()
    assert in_view(page, f"#a{last}")


def test_links_work_without_scripts(new_page: Callable[..., Any]) -> None:
    page = open_page(new_page(java_script_enabled=False), REORDERED)
    last = page.locator("#side-a .passage-number").count()
    page.locator(f"#a{last}").click()
    assert page.url.endswith(f"#b{last}")
    box, side = page.locator(f"#b{last}").bounding_box(), page.locator("#side-b").bounding_box()
    assert side["y"] <= box["y"] <= side["y"] + side["height"]
    assert not page.locator("[data-step='1']").is_visible()


def test_invisible_characters_are_shown_on_demand(page: Any) -> None:
    open_page(page, COPY)
    shown = "getComputedStyle(document.querySelector('.sign-zero_width'), '::before').content"
    assert page.evaluate(shown) == "none"
    page.locator("#show-signs").check()
    assert page.evaluate(shown) == '"◇"'


def test_form_asks_only_for_what_the_verdict_needs(page: Any) -> None:
    open_page(page, COPY)
    fields = page.locator("#affected"), page.locator("#penalty_points")
    for verdict, wanted in (
        ("note", (False, False)),
        ("penalty", (True, True)),
        ("disqualified", (True, False)),
    ):
        page.locator(f"[name=verdict][value={verdict}]").check()
        assert tuple(f.is_visible() for f in fields) == wanted


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_pass_axe(new_page: Callable[..., Any], axe: Callable[[Any], list[Any]], scheme: str) -> None:
    page = open_page(new_page(color_scheme=scheme), LIST)
    found = {LIST: axe(page)}
    for path in (COPY, TEMPLATE):
        page.goto(path)
        found[path] = axe(page)
    assert found == {LIST: [], COPY: [], TEMPLATE: []}


def test_phone_stacks_the_texts_and_keeps_the_links(
    new_page: Callable[..., Any], overflow: Callable[[Any], int]
) -> None:
    page = open_page(new_page(390, 844), LIST)
    assert overflow(page) == 0
    for path in (COPY, TEMPLATE):
        page.goto(path)
        assert overflow(page) == 0
        a, b = page.locator("#side-a").bounding_box(), page.locator("#side-b").bounding_box()
        assert a["x"] == b["x"]
        assert b["y"] >= a["y"] + a["height"]
        page.locator("#a2").click()
        page.wait_for_function("document.activeElement.id === 'b2'")
        assert in_view(page, "#b2")


def test_report_prints_both_texts_whole_with_lines_to_sign(page: Any) -> None:
    open_page(page, REORDERED)
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
