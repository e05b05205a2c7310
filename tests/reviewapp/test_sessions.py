"""The session cookie: sent when it changes and every ten minutes, so that who works stays signed in."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from reviewapp.sessions import SENT_AGAIN
from tests import factories


def test_cookie_of_a_session_in_use_is_renewed_now_and_then_and_outlives_its_first_one(
    stored_world: factories.World,
    client_for: Callable[[str | None], FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = client_for(None)
    client.application.config["WTF_CSRF_ENABLED"] = False
    client.post("/login", data={"username": "organizer", "password": factories.PASSWORD})
    lifetime = client.application.permanent_session_lifetime.total_seconds()
    start = time.time()

    def sent(after: float) -> bool:
        monkeypatch.setattr(time, "time", lambda: start + after)
        answer = client.get("/account")
        assert answer.status_code == 200
        return any(c.startswith("session=") for c in answer.headers.getlist("Set-Cookie"))

    sent(0)  # the form of the page keeps its token in the session
    assert not sent(1)
    assert not sent(SENT_AGAIN - 5)
    assert sent(SENT_AGAIN + 5)
    assert not sent(SENT_AGAIN + 10)
    assert sent(lifetime - 60)
    assert sent(lifetime + SENT_AGAIN + 60)  # the first cookie would have ended by now
