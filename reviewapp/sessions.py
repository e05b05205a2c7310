"""The signed session cookie: Flask's own, without doing for every request what is needed now and then."""

from __future__ import annotations

import time

from flask import Flask
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer

SENT_AGAIN = 600  # seconds after which a session in use gets a cookie that lives as long as a new one


class Sessions(SecureCookieSessionInterface):
    """One serializer for the life of the application; the cookie of an unchanged session sent every ten minutes,
    so that who works stays signed in and a page of a long list is not made larger by it."""

    def __init__(self) -> None:
        self._serializer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if self._serializer is None:
            self._serializer = super().get_signing_serializer(app)
        return self._serializer

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Also notes in the session when its cookie was sent."""
        due = session.permanent and time.time() - session.get("sent", 0) > SENT_AGAIN
        if due:
            session["sent"] = int(time.time())
        return session.modified
