"""Values and calls in templates go a short way that says the same as Jinja's own; addresses are remembered."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from jinja2 import pass_context
from markupsafe import Markup, escape

from reviewapp.markup import written


class Shouted(str):
    """A text that is no plain string."""


@pytest.mark.parametrize(
    "value",
    ["", "征文", "K7M2P", "<b>", "\"'", "²", Shouted("<i>"), Markup("<b>x</b>"), 7, 7.5, True, None, ["<"]],
)
def test_values_are_written_as_they_are_escaped(value: object) -> None:
    assert written(value) == escape(value)


def test_templates_escape_what_they_show_and_call(app: Flask) -> None:
    @pass_context
    def title(context: Any) -> str:
        return f"<{context['x']}>"

    text = (
        "{% macro cell(value) %}<td>{{ value }}{{ caller() if caller else '' }}</td>{% endmacro %}"
        "{{ x }}{{ cell(x) }}{{ cell('<') }}{{ title() }}{% call cell(1) %}{{ x }}<br>{% endcall %}{{ y|safe }}"
    )
    shown = app.jinja_env.from_string(text).render(x="<&>", y="<hr>", title=title)
    x = "&lt;&amp;&gt;"
    assert shown == f"{x}<td>{x}</td><td>&lt;</td>&lt;{x}&gt;<td>1{x}<br></td><hr>"


def test_remembered_whole_address_names_the_site_as_this_reader_reaches_it(app: Flask) -> None:
    address = app.jinja_env.globals["url_for"]
    found = []
    for site in ("http://10.0.0.5:8000", "https://zhengwen.example.cn"):
        with app.test_request_context("/", base_url=site):
            found.append(address("publication.notice", slug="spring", _external=True))
    assert found == ["http://10.0.0.5:8000/notices/spring", "https://zhengwen.example.cn/notices/spring"]
