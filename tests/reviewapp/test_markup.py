"""Values and calls in templates go a short way that says the same as Jinja's own; addresses are remembered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from jinja2 import pass_context
from markupsafe import Markup, escape

from reviewapp.markup import written
from reviewapp.models.rubric import Criterion, Rubric


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


FROZEN = datetime(2026, 7, 1, tzinfo=UTC)


def test_what_is_kept_of_a_rubric_is_said_anew_of_each_of_its_states(app: Flask) -> None:
    text = "{% macro first(rubric) %}{{ rubric.criteria[0].name }}{% endmacro %}"
    macro = vars(app.jinja_env.from_string(text).module)["first"]
    states = [(1, None), (2, None), (2, FROZEN), (2, FROZEN + timedelta(microseconds=1)), (3, FROZEN)]
    with app.test_request_context("/"):
        kept = app.jinja_env.globals["kept"]
        for _again in range(2):
            for place, (version, frozen_at) in enumerate(states):
                rubric = Rubric(id=1, version=version, frozen_at=frozen_at)
                rubric.criteria = [Criterion(name=f"第{place}项")]
                assert kept(macro, rubric) == f"第{place}项"
