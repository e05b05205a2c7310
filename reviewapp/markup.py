"""What templates say by the thousand: words in the reader's language, table cells, badges, intervals, links.

The same as macros would write, in Python: a macro call costs ten times as much, and a table of a thousand
papers has fifteen thousand cells.  Templates reach these through macros/tables.html and macros/charts.html.
Long tables write their cells themselves and say what all rows share once, above the loop.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import BuiltinMethodType, FunctionType
from typing import Any, NamedTuple
from urllib.parse import quote

import flask
from flask import g, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as translated
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

from reviewapp import web
from reviewapp.words import Sentence

_PLAIN = (int, float)  # facts with nothing to escape
_MOST = 5000  # of a kind kept per language: more than the catalogue has messages
_CALLABLE = (FunctionType, BuiltinMethodType)  # what templates call; Jinja's own wishes are written on them
_PLACE = "jianwen.place"  # of a request: what its addresses depend on
_BETWEEN = "0between0"  # stands for the changing part of an address


@dataclass(frozen=True, slots=True)
class Language:
    """What has been said in one language so far."""

    open: dict[str, str] = field(default_factory=dict)  # message → its translation, to be filled in
    filled: dict[str, Markup] = field(default_factory=dict)  # message → as it is without facts
    pieces: dict[tuple[Macro, str], Markup] = field(default_factory=dict)  # macro, arguments → what it says


_languages: dict[str, Language] = {}


def _language() -> Language:
    """The reader's."""
    held = g._get_current_object()
    found: Language | None = held.get("language")
    if found is None:
        found = held.language = _languages.setdefault(str(get_locale()), Language())
    return found


def say(message: str, /, **facts: Any) -> Markup:
    """``_("共 %(n)s 条", n=3)`` in templates: translated, facts escaped.  A percent sign is written twice."""
    if facts:
        safe = {name: fact if type(fact) in _PLAIN else written(fact) for name, fact in facts.items()}
        return Markup(_open(message) % safe)  # noqa: S704 - our own words, facts escaped; Markup's own % is slow
    filled = _language().filled
    text = filled.get(message)
    if text is None:
        text = Markup(_open(message) % {})  # noqa: S704 - our own words
        if len(filled) < _MOST:
            filled[message] = text
    return text


def _open(message: str) -> str:
    """The translation, to be filled in."""
    known = _language().open
    text = known.get(message)
    if text is None:
        text = translated(message)
        if len(known) < _MOST:
            known[message] = text
    return text


def speak(sentence: Sentence | Mapping[str, Any] | str) -> str:
    """`web.speak` for templates, in words that have been looked up before."""
    return web.speak(sentence, _open)


def kept(macro: Macro, *arguments: object) -> Markup:
    """What a macro says, said once: for dialogs and buttons that depend on nothing but the language and these
    arguments, which are plain or a rubric as it is stored.  Not for anything with a link, a token or a name that is not
    among them."""
    pieces, key = _language().pieces, (macro, repr(arguments))
    said = pieces.get(key)
    if said is None:
        said = Markup(macro(*arguments))  # noqa: S704 - a macro escapes what it is given
        if len(pieces) < _MOST:
            pieces[key] = said
    return said


def td(label: object, value: object = "", num: bool = False, head: bool = False, **more: Any) -> Markup:
    """A cell with its label for the phone.  head: the row's heading; class: more class names; caller: its content."""
    caller = more.get("caller")
    inner = written(caller() if caller else value)
    opening = _opening(written(label), bool(num), bool(head), written(more.get("class", "")))
    return Markup("".join((opening, inner, "</th>" if head else "</td>")))  # noqa: S704 - escaped above


@lru_cache(maxsize=2048)
def _opening(label: str, num: bool, head: bool, names: str) -> str:
    tag = 'th scope="row"' if head else "td"
    return f'<{tag} class="{"num " if num else ""}{names}" data-label="{label}">'


def badge(text: object, tone: object = "quiet", title: object = "") -> Markup:
    """A state in a word; the tone only repeats it."""
    return _badge(written(text), written(tone), written(title))


@lru_cache(maxsize=1024)
def _badge(text: str, tone: str, title: str) -> Markup:
    named = f' title="{title}"' if title else ""
    return Markup(f'<span class="badge badge-{tone}"{named}>{text}</span>')  # noqa: S704 - escaped above


def interval_cell(
    score: float,
    low: float,
    high: float,
    low_end: float,
    high_end: float,
    cut: float | None = None,
    state: str = "",
) -> Markup:
    """One dot with its interval inside a table row; the text of the numbers stands in the neighbouring cells."""
    span = (high_end - low_end) or 1
    label = say(
        "%(score)s 分，90%% 区间 %(low)s–%(high)s",
        score=web.points(score),
        low=web.points(low),
        high=web.points(high),
    )
    at = 0 if cut is None else 100 * (cut - low_end) / span
    line = "" if cut is None else f'<line class="cut" x1="{at}%" x2="{at}%" y1="0" y2="20"/>'
    left, right = (
        100 * (max(low, low_end) - low_end) / span,
        100 * (min(high, low_end + span) - low_end) / span,
    )
    return Markup(  # noqa: S704 - numbers, our own words, and the name of a state
        f'<svg class="plot plot-cell" width="160" height="20" role="img" aria-label="{label}">\n'
        f'<line class="grid" x1="0" x2="100%" y1="10" y2="10"/>\n{line}'
        f'<g class="interval interval-{escape(state or "plain")}">\n'
        f'<line class="whisker" x1="{left}%" x2="{right}%" y1="10" y2="10"/>\n'
        f'<circle class="dot" cx="{100 * (score - low_end) / span}%" cy="10" r="4.5"/></g>\n</svg>'
    )


class Point(NamedTuple):
    """A score in a drawing of scores in order; tick: what stands below it, where there is room."""

    label: str
    tick: int | None
    score: float
    low: float
    high: float
    url: str
    state: str = ""


def ranked_points(rows: Sequence[Point], low_end: float, high_end: float) -> tuple[Markup, Markup]:
    """What the drawing of `ranked` (macros/charts.html) says in words, and its dots with their intervals upright.

    low_end, high_end: ends of the scale in points, from the bottom to the top
    """
    step, every, radius = 92 / len(rows), math.ceil(len(rows) / 12), 4.5 if len(rows) <= 30 else 3.5
    in_words = _open("%(label)s：%(score)s（%(low)s–%(high)s）；")
    in_short = _open("%(label)s %(score)s（%(low)s–%(high)s）")
    words, marks = [], []
    for index, row in enumerate(rows):
        x = 7 + (index + 0.5) * step
        label, score, low, high = written(row.label), *map(web.points, (row.score, row.low, row.high))
        facts = {"label": label, "score": score, "low": low, "high": high}
        words.append(in_words % facts)
        bottom, top, middle = (
            222 - 210 * (value - low_end) / (high_end - low_end)
            for value in (max(row.low, low_end), min(row.high, high_end), row.score)
        )
        marks.append(
            f'<a href="{escape(row.url)}" aria-label="{label}">'
            f'<g class="interval interval-{escape(row.state or "plain")}"><title>{in_short % facts}</title>\n'
            f'<line class="whisker" x1="{x}%" x2="{x}%" y1="{bottom}" y2="{top}"/>\n'
            f'<circle class="dot" cx="{x}%" cy="{middle}" r="{radius}"/></g></a>'
        )
        if index % every == 0:
            tick = row.label if row.tick is None else row.tick
            marks.append(f'<text class="tick" x="{x}%" y="244" text-anchor="middle">{escape(tick)}</text>')
    return Markup("".join(words)), Markup("".join(marks))  # noqa: S704 - escaped above, numbers, our own words


def two_decimals(value: float | None) -> str:
    """A score, so that columns of numbers line up; a dash for nothing."""
    return "—" if value is None else f"{value:.2f}"


def plus_minus(value: float | None, half: float | None) -> Markup:
    """A score with half its interval."""
    if value is None or half is None:
        return Markup(f"<span>{two_decimals(value)}</span>")  # noqa: S704 - numbers
    return Markup(f'<span>{value:.2f}<span class="plus-minus"> ± {half:.2f}</span></span>')  # noqa: S704 - numbers


def signed(value: float | None) -> str:
    """Points more or less than all others: +1.20, −0.35, 0.00; a dash for nothing."""
    if value is None:
        return "—"
    if abs(value) < 0.005:
        return "0.00"
    return f"{'+' if value > 0 else '−'}{abs(value):.2f}"


def links(endpoint: str, name: str, **values: Any) -> Callable[[object], str]:
    """Addresses that differ in one text: ``links("judging.sheet", "code", round_id=3)("K7M2P")``."""
    filled: dict[str, Any] = {**values, name: _BETWEEN}
    before, _, after = url_for(endpoint, **filled).partition(_BETWEEN)

    def address(value: object) -> str:
        text = str(value)
        plain = text.isascii() and text.isalnum()
        return before + (text if plain else quote(text, safe="!$'()*+,;:@")) + after

    return address


def remembered() -> Callable[..., str]:
    """``url_for`` of one application's templates: a page says the same addresses again and again.  What an address
    depends on beside its values is where the application is mounted and the way a judge goes on (?go=); a whole one
    also names the site as its reader reaches it, so that is said anew."""

    @lru_cache(maxsize=4096)
    def known(_root: str, _here: str | None, _go: str | None, endpoint: str, values: tuple[Any, ...]) -> str:
        return url_for(endpoint, **dict(values))

    def address(endpoint: str, **values: Any) -> str:
        if "_external" in values:
            return url_for(endpoint, **values)
        held = request.environ
        place = held.get(_PLACE)
        if place is None:
            place = held[_PLACE] = request.script_root, request.endpoint, request.args.get("go")
        try:
            return known(*place, endpoint, tuple(values.items()))
        except TypeError:  # a list among the values
            return url_for(endpoint, **values)

    return address


def written(value: object) -> str:
    """As a page shows a value.  `escape` makes a new string of whatever it is given; markup, plain letters and
    whole numbers stand as they are."""
    kind = type(value)
    if kind is Markup or (kind is str and value.isalnum()):  # type: ignore[attr-defined]
        return value  # type: ignore[return-value]
    return str(value) if kind is int else escape(value)


class Writing(CodeGenerator):
    """Compiles templates that show values by `written`: a long list has fifteen hundred of them."""

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.written(")


class Speaking(Context):
    """Templates call our functions and macros, some three hundred times a page: Jinja need not find out anew each
    time what a callable wants.  Anything else goes the long way."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.globals_keys = set()  # all templates have the environment's: an import need not compare them

    def call(self, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        """As `Context.call`."""
        kind = type(called)
        if kind is Macro:
            args = (self.eval_ctx, *args)
        elif kind not in _CALLABLE or hasattr(called, "jinja_pass_arg"):
            return super().call(called, *args, **kwargs)
        if kwargs:
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
        return called(*args, **kwargs)


def install(app: flask.Flask) -> None:
    """Make them known to the application's templates."""
    app.jinja_env.context_class = Speaking
    app.jinja_env.code_generator_class = Writing
    app.jinja_env.extend(written=written)
    app.jinja_env.globals.update(
        {"_": say, "gettext": say, "url_for": remembered()},
        links=links, kept=kept, td=td, badge=badge, interval_cell=interval_cell,
        point=Point, ranked_points=ranked_points, two_decimals=two_decimals, plus_minus=plus_minus, signed=signed,
    )  # fmt: skip
