"""The trial and the anchor essays in a real browser: keys alone, the dialog at the desk, the phone."""

from __future__ import annotations

import pytest

from reviewapp.models.contest import Stage
from reviewapp.models.judging import Anchor
from tests import factories

FAR = factories.DUE.replace(year=2090)


@pytest.fixture
def essays(database):
    """A paper of judge1, an essay of the trial that is shown too, and one only to look at."""
    with database.transaction() as session:
        world = factories.make_world(session, Stage.JUDGING)
        world.round.judging_until = FAR
        paper = factories.make_paper(session, world, factories.make_entry(session, world), code="KKKKA")
        factories.make_assignment(session, world, paper, world.judges[0])
        marks = dict(zip((str(c.id) for c in world.rubric.criteria), (70, 50, 41), strict=True))
        for position, (title, tried) in enumerate((("灯下", True), ("雪路", False))):
            text = "\n".join(factories.PARAGRAPH for _ in range(5))
            words = {"title": title, "text": text, "reason": "细节可信。"}
            session.add(Anchor(round_id=1, position=position, marks=marks, trial=tried, **words))


def test_trial_by_keys_and_then_the_essays_one_key_away(essays, new_page, axe, overflow):
    page = new_page()
    page.goto("/login")
    page.fill("#username", "judge1")
    page.fill("#password", factories.PASSWORD)
    page.click("main button[type=submit]")
    page.goto("/judging/1/KKKKA")  # the trial comes first
    page.click("main a.button")
    assert axe(page) == []
    for mark in ("37", "25", "20"):
        page.keyboard.type(mark)
    page.keyboard.press("Enter")
    page.wait_for_selector(".trial-result")
    lines = page.locator(".trial-lines tr").all_inner_texts()
    assert [line.split("\t")[-1] for line in lines[1:]] == ["高 2 分", "一致", "低 0.5 分", "高 1.5 分"]
    assert axe(page) == []
    page.keyboard.press("Enter")
    page.wait_for_selector(".trial-summary")
    assert "平均偏高 1.5 分" in page.inner_text(".trial-verdict")
    page.goto("/judging/1/KKKKA")
    page.keyboard.press("a")
    page.wait_for_selector("#anchors-dialog .anchors-part")
    assert page.locator(".anchor-essay summary").count() == 2
    assert axe(page) == []
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 390, "height": 844})
    for address in (
        "/judging/1/KKKKA",
        "/judging/1/trial/1",
        "/judging/1/trial",
        "/judging/1/anchors",
        "/judging",
    ):
        page.goto(address)
        assert overflow(page) == 0, address
