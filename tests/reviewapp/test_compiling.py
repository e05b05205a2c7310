"""What our compiler of templates writes differently says the same as Jinja's own, escaped alike."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import lazy_gettext
from jinja2 import Environment, Undefined, UndefinedError
from markupsafe import Markup, escape

from reviewapp.compiling import Compiler, safe_text
from reviewapp.models.judging import AssignmentState


class Drawn:
    """Says itself how it looks in HTML."""

    def __html__(self) -> str:
        return "<svg/>"


class Sly(str):
    """A text that is more than a text is not taken for one."""

    __slots__ = ()

    def isalnum(self) -> bool:
        return True


def environments() -> list[Environment]:
    ours, theirs = (Environment(autoescape=True, trim_blocks=True) for _ in range(2))
    ours.code_generator_class = Compiler
    for environment in (ours, theirs):
        environment.globals.update(
            _=lambda text, **facts: Markup(text) % facts,  # noqa: S704 - words of these tests
            url_for=lambda *a, **k: f"{a}{k}",
        )
    return [ours, theirs]


@pytest.mark.parametrize(
    "value",
    ["雨夜", "a<b", "&", "", "'\"", Markup("<b>"), 7, -7, 1.5, True, None, Drawn(), Sly("<b>"), Undefined(),
     AssignmentState.OPEN, ["<b>"], b"<b>"],
)  # fmt: skip
@pytest.mark.parametrize(
    "source",
    ["{{ v }}", "<i title='{{ v }}'>{{ v }}", "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(v) }}{{ m(v)|upper }}",
     "{% set x %}{{ v }}{% endset %}{{ x }}", "{% filter upper %}{{ v }}{% endfilter %}",
     "{% autoescape false %}{{ v }}{% endautoescape %}", "{{ v ~ '<' }}", "{% for c in [v] %}{{ c }}{% endfor %}"],
)  # fmt: skip
def test_output_is_escaped_as_jinja_escapes_it(source: str, value: object) -> None:
    ours, theirs = (environment.from_string(source).render(v=value) for environment in environments())
    assert ours == theirs


@pytest.mark.parametrize(
    "source",
    ["{{ _('<b>%(n)s', n='<') }}", "{{ url_for('a', b=1, **{'c': 2}) }}", "{{ url_for(*['a', v], d=v) }}",
     "{{ url_for('a', class='x') }}", "{% for c in [1, 2] %}{{ _('x') if c else _('y') }}{% endfor %}",
     "{% macro m() %}{{ caller() }}{{ _('z') }}{% endmacro %}{% call m() %}{{ _('<') }}{% endcall %}"],
)  # fmt: skip
def test_plain_calls_say_what_jinjas_say(source: str) -> None:
    ours, theirs = (environment.from_string(source).render(v="<") for environment in environments())
    assert ours == theirs


def test_unknown_function_is_still_an_error() -> None:
    environment = environments()[0]
    environment.globals.clear()
    with pytest.raises(UndefinedError):
        environment.from_string("{{ _('x') }}").render()


def test_words_not_translated_yet_are_said_as_jinja_says_them(app: Flask) -> None:
    with app.test_request_context("/"):
        assert safe_text(lazy_gettext("雨")) == escape(lazy_gettext("雨")) == "雨"
