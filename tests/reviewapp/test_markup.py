"""Addresses in templates are remembered; what they depend on is part of what is remembered."""

from __future__ import annotations

from flask import Flask


def test_remembered_whole_address_names_the_site_as_this_reader_reaches_it(app: Flask) -> None:
    address = app.jinja_env.globals["url_for"]
    found = []
    for site in ("http://10.0.0.5:8000", "https://zhengwen.example.cn"):
        with app.test_request_context("/", base_url=site):
            found.append(address("publication.notice", slug="spring", _external=True))
    assert found == ["http://10.0.0.5:8000/notices/spring", "https://zhengwen.example.cn/notices/spring"]
