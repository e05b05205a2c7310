"""What the browser tests of the judge's desk share: three papers of judge1, signing in, reading the database."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

from sqlalchemy import select, update

from reviewapp.models.contest import Stage
from reviewapp.models.judging import Assignment, AssignmentState, Mark, ScoreSheet
from reviewapp.models.rubric import Criterion, Rubric
from tests import factories

SHEET = "/judging/1/KKKKA"
CODES = ("KKKKA", "KKKKB", "KKKKC")
FOUR = (*CODES, "KKKKD")


def make_desk(database, codes: tuple[str, ...] = CODES):
    """Papers of judge1, long enough to scroll; three criteria to 40, 30, 30 in half points."""
    with database.transaction() as session:
        world = factories.make_world(session, Stage.JUDGING)
        world.round.judging_until = factories.DUE.replace(year=2090)
        for place, code in enumerate(codes):
            text = "\n".join(factories.PARAGRAPH * 3 for _ in range(9))
            entry = factories.make_entry(session, world, title=f"第{place}盏灯", text=text)
            paper = factories.make_paper(session, world, entry, code=code)
            factories.make_assignment(session, world, paper, world.judges[0]).position = place
            factories.make_assignment(session, world, paper, world.judges[1])  # its reading is still to come
    return world


def five_to_ten(database) -> None:
    """The rubric becomes five criteria to 10 in whole points."""
    with database.transaction() as session:
        rubric = session.scalars(select(Rubric)).one()
        for position, name in ((3, "情感"), (4, "创新")):
            session.add(
                Criterion(rubric_id=rubric.id, position=position, name=name, maximum=10, description="")
            )
        session.execute(update(Criterion).values(maximum=10))
        session.execute(update(Rubric).values(full_marks=50, steps_per_point=1))


def entering(database, new_page, codes: tuple[str, ...] = CODES):
    """A new desk; ``enter(path, user, **options)`` gives a page of somebody who has just signed in."""
    make_desk(database, codes)
    return lambda *path_and_user, **options: sign_in(new_page, *path_and_user, **options)


def sign_in(new_page, path: str = SHEET, user: str = "judge1", **options: Any):
    page = new_page(user, **options)
    page.goto(path)
    return page


def box(page, number: int):
    return page.locator("[data-mark]").nth(number)


def values(page) -> list[str]:
    return page.locator("[data-mark]").evaluate_all("boxes => boxes.map(box => box.value)")


def press(page, keys: str) -> None:
    """One key press per character, or per word where there are spaces (``"8 9 Enter"``)."""
    for key in keys.split() if " " in keys else keys:
        page.keyboard.press(key)


def wait_for_state(page, state: str) -> None:
    page.wait_for_selector(f"[data-save-state][data-state={state}]")


def wait_for_paper(page, code: str) -> None:
    page.wait_for_selector(f"main [data-save][data-paper='1:{code}']")


def eventually(check, page) -> None:
    """Wait until `check` holds; the page's policy refuses Playwright's own polling of expressions."""
    for _ in range(300):
        if check():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not come about")


def held(database, code: str = "KKKKA") -> tuple[AssignmentState, list[int], int]:
    """(state of the assignment, steps in the order of the criteria, version) of a paper of judge1."""
    with database.session() as session:
        assignment = session.scalars(
            select(Assignment).where(Assignment.code == code).order_by(Assignment.id)
        ).first()
        sheet = session.scalar(select(ScoreSheet).where(ScoreSheet.assignment_id == assignment.id))
        if sheet is None:
            return assignment.state, [], 0
        marks = select(Mark.steps).where(Mark.sheet_id == sheet.id).order_by(Mark.criterion_id)
        return assignment.state, list(session.scalars(marks)), sheet.version


def save_elsewhere(page, code: str, marks: dict[str, str], upon: int = 0) -> None:
    """Another device of judge1 stores a draft upon that version of the sheet."""
    token = page.locator("input[name=csrf_token]").first.input_value()
    draft = {"op_id": f"other-{code}-{upon}", "base_version": upon, "marks": marks, "comment": "好"}
    answer = page.request.post(f"/judging/1/{code}/save", data=draft, headers={"X-CSRFToken": token})
    assert answer.status == 200


def all_fetched(page) -> None:
    """The next sheets (two are kept) are in the memory of the page opened last, nothing is under way."""
    coming = json.loads(page.get_attribute("[data-ahead]", "data-ahead"))
    wanted = {urljoin(page.url, address) for _paper, address in coming[:2]}
    eventually(lambda: wanted <= page.fetched, page)
    page.wait_for_load_state("networkidle")


def stop_clock(page, at: int) -> None:
    """From here on the page's own clock says `at` milliseconds."""
    page.evaluate("at => { performance.now = () => at; }", at)


def fill_all(page, *marks: str) -> None:
    """All marks in one instant: no pause between two of them saves the first alone."""
    page.evaluate(
        """(marks) => document.querySelectorAll("[data-mark]").forEach((box, place) => {
          box.value = marks[place];
          box.dispatchEvent(new Event("input", { bubbles: true }));
        })""",
        marks,
    )


def hold_back(page, address) -> Callable[[], None]:
    """Requests to this address get no answer until the function is called that comes back."""
    held_back: list = []
    let_go: list = []
    page.route(address, lambda route: route.continue_() if let_go else held_back.append(route))

    def release() -> None:
        let_go.append(True)
        for route in held_back:
            route.continue_()

    return release
