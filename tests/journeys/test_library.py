"""A winner of one contest meets its copy in the next: library, arrival, scan, case, on both databases."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import selectinload

import sample
from reviewapp import audit, web
from reviewapp.db import Database
from reviewapp.models.account import Role
from reviewapp.models.contest import Contest, Recommender, Round, Stage
from reviewapp.models.entry import Entry
from reviewapp.models.library import EntryHint, LibraryText
from reviewapp.models.log import AuditEvent
from reviewapp.models.result import Run, RunState, Selection
from reviewapp.models.similarity import SimilarityCase
from tests import factories
from tests.conftest import NOW
from tests.factories import DUE
from tests.journeys.soundness import count_events

ClientFor = Callable[[str | None], FlaskClient]
TEXTS = sample.load().texts


@pytest.fixture
def finished(database: Database, monkeypatch: pytest.MonkeyPatch) -> factories.World:
    """A contest whose one winner is public, and the next one, of the same people, open for works."""
    monkeypatch.setattr(web, "now", lambda: DUE - timedelta(days=1))
    with database.transaction() as session:
        world = factories.make_world(session, Stage.CLOSED)
        entry = factories.make_entry(session, world, title="去年的脉枕", text=TEXTS["B20"])
        run = Run(round_id=world.round.id, kind="selection", state=RunState.DONE, frozen=True, created_at=NOW)
        session.add(run)
        session.flush()
        session.add(Selection(run_id=run.id, entry_id=entry.id, selected=True, code="in"))
        _next_contest(session, world)
    return world


def _next_contest(session, world: factories.World) -> None:  # type: ignore[no-untyped-def]
    contest = Contest(slug="next", title="下一次征文", created_at=NOW)
    session.add(contest)
    session.flush()
    old, first = world.round, world.recommenders[0]
    round_ = Round(
        contest_id=contest.id, level_id=old.level_id, rubric_id=old.rubric_id, title="初评",
        stage=Stage.SUBMISSION, submissions_until=DUE,
    )  # fmt: skip
    body = Recommender(
        contest_id=contest.id, category_id=first.category_id, unit_id=first.unit_id, name=first.name
    )
    session.add_all([round_, body])
    session.flush()
    unit = session.get_one(type(world.hospitals[0]), first.unit_id)
    for user, role, scope in (("organizer", Role.ORGANIZER, None), ("bureau1", Role.UNIT, unit)):
        factories.grant(session, world.users[user], role, contest, scope)


def test_copy_of_a_past_winner_is_met_on_arrival_and_in_the_scan(
    finished: factories.World, database: Database, client_for: ClientFor
) -> None:
    organizer, unit = client_for("organizer"), client_for("bureau1")
    assert organizer.post(f"/library/rounds/{finished.round.id}").status_code == 302
    with database.session() as session:
        round_ = session.scalars(select(Round).where(Round.title == "初评")).one()
        body = session.scalars(select(Recommender).where(Recommender.contest_id == round_.contest_id)).one()
        winner = session.scalars(select(LibraryText)).one()
    here = f"/rounds/{round_.id}"
    for title, text in (("自己写的", TEXTS["B21"]), ("抄来的", f"抄来的\n{TEXTS['B20'][200:]}")):
        data = {
            "mode": "single", "single-sender": str(body.id), "single-authors": "王小满", "single-title": title,
            "single-file": (io.BytesIO(text.encode()), f"{title}.txt"),
        }  # fmt: skip
        answer = unit.post(f"{here}/upload", data=data, content_type="multipart/form-data")
        assert answer.status_code == 302
    assert "与往届作品《去年的脉枕》重合" in organizer.get(f"{here}/entries/2").get_data(as_text=True)
    assert "重合" not in unit.get(f"{here}/entries/2").get_data(as_text=True)
    assert organizer.post(f"{here}/similarity/scan").status_code == 302
    with database.session() as session:
        case = session.scalars(
            select(SimilarityCase)
            .where(SimilarityCase.round_id == round_.id)
            .options(selectinload(SimilarityCase.members), selectinload(SimilarityCase.library))
        ).one()
        copy = session.scalars(select(Entry).where(Entry.title == "抄来的")).one()
        hints = session.scalars(select(EntryHint).order_by(EntryHint.entry_id)).all()
        assert case.kind == "archive"
        assert [m.entry_id for m in case.members] == [copy.id]
        assert [(h.library_id, h.likely_source) for h in case.library] == [(winner.id, True)]
        assert [len(h.found) for h in hints] == [0, 1]
    assert organizer.get(f"{here}/similarity/{case.number}").status_code == 200
    assert count_events(database, AuditEvent.verb == "library.met") == 1
    with database.session() as session:
        assert audit.verify(session) == []
