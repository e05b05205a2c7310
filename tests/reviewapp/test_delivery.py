"""Answers are compressed for who takes it and say the same; files are kept for good under their content's address."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from reviewapp import delivery

GZIP = {"Accept-Encoding": "br, gzip"}


def test_page_is_compressed_for_who_takes_it_and_says_the_same(
    client_for: Callable[[str | None], FlaskClient],
) -> None:
    client = client_for(None)
    client.application.config["WTF_CSRF_ENABLED"] = False
    plain, packed = client.get("/login"), client.get("/login", headers=GZIP)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in plain.headers["Vary"]
    tokens = re.compile(rb'value="[\w.-]{60,}"')  # signed with the second of signing
    assert tokens.sub(b"", gzip.decompress(packed.data)) == tokens.sub(b"", plain.data)
    assert client.get("/login", headers={"Accept-Encoding": "gzip;q=0"}).data[:5] == b"<!doc"


def test_length_of_a_compressed_page_does_not_tell_its_content() -> None:
    page = b"<p>" + b"abc" * 500
    assert len({len(delivery._page(page)) for _ in range(60)}) > 10


def test_files_are_kept_for_good_under_the_address_of_their_content(app: Flask) -> None:
    with app.test_request_context():
        address = app.url_for("static", filename="css/pages.css")
    assert delivery.digest(delivery.files_in(delivery.STATIC))[:12] in address
    client = app.test_client()
    kept, packed = client.get(address), client.get(address, headers=GZIP)
    assert kept.headers["Cache-Control"] == delivery.FOR_GOOD
    assert gzip.decompress(packed.data) == kept.data
    assert len(packed.data) < len(kept.data) / 2
    assert client.get(address, headers={"If-None-Match": packed.headers["ETag"], **GZIP}).status_code == 304
    plain = client.get("/static/css/pages.css")
    assert plain.headers["Cache-Control"] == "no-cache"
    assert plain.data == (delivery.STATIC / "css/pages.css").read_bytes()
    for unknown in ("/static/none.css", "/static/v-0123456789ab/css/pages.css", "/static/../config.py"):
        assert client.get(unknown, headers=GZIP).status_code == 404, unknown


def test_browsers_get_what_was_put_together_and_the_sources_once_those_are_newer(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, built = (
        (delivery.STATIC / "js/desk.js").read_bytes(),
        (delivery.BUILT / "js/desk.js").read_bytes(),
    )
    for current, expected in ((True, built), (False, source)):
        monkeypatch.setattr(delivery, "is_current", lambda current=current: current)
        other = Flask(__name__, static_folder=None)
        delivery.install(other)
        with other.test_request_context():
            address = other.url_for("static", filename="js/desk.js")
        assert other.test_client().get(address).data == expected
    picture = app.test_client().get(address.replace("js/desk.js", "mark.svg"))
    assert picture.data == (delivery.STATIC / "mark.svg").read_bytes()


def test_sources_are_named_by_their_content_and_their_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "STATIC", tmp_path)
    seen = set()
    for name, text in (("js/a.js", "1"), ("js/a.js", "2"), ("js/b.js", "2"), ("css/a.css", "")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
        seen.add(delivery.source_digest())
    assert len(seen) == 4


def test_sources_are_served_in_development(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "debug", True)
    with app.test_request_context():
        assert app.url_for("static", filename="js/desk.js").endswith("/static/js/desk.js")
