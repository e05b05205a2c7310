"""An upload through the web client, as a unit's liaison sends it."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from reviewapp import web
from reviewapp.db import Database
from reviewapp.models.contest import Round
from reviewapp.models.entry import Entry, IntakeBatch
from tests.factories import DUE, World

Files = list[tuple[str, bytes]]


@pytest.fixture
def inside_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """The web's clock stands a day before the cut-off."""
    monkeypatch.setattr(web, "now", lambda: DUE - timedelta(days=1))


@pytest.fixture
def send(
    inside_the_deadline: None, stored_world: World, client_for: Callable[..., FlaskClient]
) -> Callable[..., TestResponse]:
    """``send([(name, bytes), …])``: upload as 赤峰's liaison and follow to the report."""
    clients: dict[str, FlaskClient] = {}

    def post(files: Files, *, role: str = "bureau1", follow: bool = True, **form: str) -> TestResponse:
        client = clients.setdefault(role, client_for(role))
        url = f"/rounds/{stored_world.round.id}/upload"
        body = str(stored_world.recommenders[0].id)
        if form:
            name, data = files[0]
            fields = {f"single-{k}": v for k, v in form.items()}
            sent = {
                "mode": "single",
                "single-sender": body,
                "single-file": (io.BytesIO(data), name),
                **fields,
            }
        else:
            sent = {
                "mode": "package",
                "sender": body,
                "files": [(io.BytesIO(data), name) for name, data in files],
            }
        return client.post(url, data=sent, content_type="multipart/form-data", follow_redirects=follow)

    return post


@pytest.fixture
def stored(
    database: Database, stored_world: World
) -> Callable[[], tuple[list[str], list[dict[str, object]]]]:
    """(titles of the entries, report of the last upload) as they stand in the database."""

    def look() -> tuple[list[str], list[dict[str, object]]]:
        with database.session() as session:
            titles = list(session.scalars(select(Entry.title).order_by(Entry.number)))
            batch = session.scalars(select(IntakeBatch).order_by(IntakeBatch.id.desc()).limit(1)).first()
            assert session.get_one(Round, stored_world.round.id) is not None
            return titles, list(batch.report) if batch else []

    return look
