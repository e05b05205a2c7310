"""A judge's figures of the own marks: by hand, and the same whatever the other judges gave."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewapp.db import Database
from reviewapp.judging.mirror import OwnSheet, mirror
from reviewapp.models.contest import Stage
from reviewapp.models.judging import Assignment, Mark, ScoreSheet
from reviewapp.models.paper import Paper
from tests import factories

START = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)


def sheets(totals: list[float], minutes: float = 10) -> list[OwnSheet]:
    return [
        OwnSheet(total, (total / 100, 0.5), START + timedelta(minutes=minutes * i))
        for i, total in enumerate(totals)
    ]


def test_figures_are_those_computed_by_hand() -> None:
    found = mirror(sheets([70, 80, 75, 80, 65, 80]))
    assert found is not None
    assert (found.count, found.mean, found.low, found.high) == (6, 75, 65, 80)
    assert found.spread == pytest.approx(40**0.5)
    assert (found.commonest, found.commonest_count) == (80, 3)
    assert found.thirds == (75, 77.5, 72.5)
    assert found.criteria == (0.75, 0.5)
    assert found.minutes == 10
    assert found.steady


def test_order_of_submission_counts_and_not_the_order_of_rows() -> None:
    given = sheets([60, 61, 62, 70, 71, 72, 80, 81, 82])
    assert mirror(given) == mirror(given[::-1])
    found = mirror(given)
    assert found is not None
    assert not found.steady


def test_few_sheets_say_nothing_and_imported_ones_nothing_about_time() -> None:
    assert mirror(sheets([70] * 5)) is None
    keyed = mirror(sheets([70] * 8, minutes=0))
    assert keyed is not None
    assert (keyed.minutes, keyed.steady, keyed.commonest_count) == (None, True, 8)
    assert mirror(sheets([70] * 8, minutes=60)).minutes is None  # type: ignore[union-attr]


def contest(session: Session, others: int = 37) -> factories.World:
    """Judge1 and judge2 have read the same seven papers; judge2 gave all of them `others` for the theme."""
    world = factories.make_world(session, Stage.JUDGING)
    for i in range(7):
        paper = factories.make_paper(session, world, factories.make_entry(session, world, title=f"第{i}盏灯"))
        for judge, theme in ((world.judges[0], 20 + i), (world.judges[1], others)):
            assignment = factories.make_assignment(session, world, paper, judge)
            sheet = factories.submit_marks(session, world, assignment, (theme, 20 + i % 3, 21))
            sheet.saved_at = sheet.submitted_at = START + timedelta(minutes=8 * i)
    return world


def steps_of(session: Session, world: factories.World, judge: int) -> list[Mark]:
    return list(
        session.scalars(
            sa.select(Mark)
            .join(ScoreSheet, ScoreSheet.id == Mark.sheet_id)
            .join(Assignment, Assignment.id == ScoreSheet.assignment_id)
            .where(Assignment.judge_id == world.judges[judge].id)
        )
    )


def sheets_of(session: Session, world: factories.World, judge: int) -> list[ScoreSheet]:
    query = sa.select(ScoreSheet).join(Assignment, Assignment.id == ScoreSheet.assignment_id)
    return list(session.scalars(query.where(Assignment.judge_id == world.judges[judge].id)))


NOISE = re.compile(rb'(name="csrf_token"[^>]*value=|"X-CSRFToken": )"[^"]+"')


def test_page_shows_the_own_marks_and_no_byte_of_it_depends_on_the_others(
    database: Database, client_for
) -> None:  # type: ignore[no-untyped-def]
    with database.transaction() as session:
        world = contest(session)
    client = client_for("judge1")

    def fetched() -> bytes:
        """The summary, the list with its pace, the table of own marks."""
        answers = [client.get(path) for path in ("/judging/1/mine", "/judging", "/judging/1/review?show=all")]
        assert {answer.status_code for answer in answers} == {200}
        return NOISE.sub(b"", b"".join(answer.data for answer in answers))

    before = fetched()
    assert "7 份评分表" in before.decode()
    assert "每小时约 7.5 篇" in before.decode()
    assert "评委02" not in before.decode()
    with database.transaction() as session:  # the other judge was strict instead, and one judge more has read
        for mark in steps_of(session, world, 1):
            mark.steps = 3
        for sheet in sheets_of(session, world, 1):  # and quick
            sheet.saved_at = sheet.submitted_at = START + timedelta(minutes=sheet.id)
        third = factories.make_assignment(session, world, session.get_one(Paper, 1), world.judges[3])
        factories.submit_marks(session, world, third, (40, 30, 30))
    assert fetched() == before
    with database.transaction() as session:  # and one's own marks are what it shows
        for mark in steps_of(session, world, 0):
            mark.steps = 3
    assert fetched() != before


def test_page_is_for_judges_and_says_nothing_without_sheets(database: Database, client_for) -> None:  # type: ignore[no-untyped-def]
    with database.transaction() as session:
        url = f"/judging/{factories.make_world(session, Stage.JUDGING).round.id}/mine"
    for who, status in (("organizer", 404), ("clerk", 404), ("bureau1", 404), ("admin", 404), (None, 302)):
        assert client_for(who).get(url).status_code == status, who
    answer = client_for("judge3").get(url)
    assert answer.status_code == 200
    assert "现在提交了 0 篇" in answer.get_data(as_text=True)
