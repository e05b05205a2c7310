"""A person at a browser without script: opens pages, fills in the forms that stand on them, sends them.

Nothing is posted that the page did not offer: an unknown field or choice fails the journey, and CSRF is on.
"""

from __future__ import annotations

import io
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests import factories

TYPED = ("text", "hidden", "number", "email", "tel", "password", "datetime-local", "search", "url", "date")
TICKED = ("checkbox", "radio")
FRAME = ("/language", "/theme", "/logout")  # forms that stand on every page


@dataclass(slots=True)
class Form:
    """A form as it stands on the page.

    fields: what would be sent untouched, in order; choices: of selects, radios and boxes, by name; labels:
    (select, words of an option) → value; names: every control, buttons included
    """

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, set[str]] = field(default_factory=dict)
    labels: dict[tuple[str, str], str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

    @property
    def path(self) -> str:
        return urlsplit(self.action).path

    def filled(self, values: Mapping[str, Any]) -> MultiDict[str, Any]:
        """The form with these values in place of its own; None empties a field."""
        sent: MultiDict[str, Any] = MultiDict((n, v) for n, v in self.fields if n not in values)
        for name, given in values.items():
            for value in given if isinstance(given, list) else [given]:
                if value is None:
                    continue
                if name in self.choices:
                    assert str(value) in self.choices[name], f"{name}: {value} not in {self.choices[name]}"
                sent.add(name, value if isinstance(value, tuple) else str(value))
        return sent


class _Reader(HTMLParser):
    """Forms, links and words of a page."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.forms = path, [Form(path)]
        self.links: list[str] = []
        self.words: list[str] = []
        self.form = self.forms[0]  # what stands outside any form
        self.area: str | None = None
        self.select: tuple[str, bool, bool] | None = None  # name, several, has one chosen
        self.option: tuple[str, str] | None = None  # the option whose words come next
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = "" if "disabled" in given else given.get("name", "")
        if tag == "form":
            self.form = Form(urljoin(self.path, given.get("action", "")) or self.path)
            self.forms.append(self.form)
        elif tag == "a":
            self.links.append(given.get("href", ""))
        elif tag in ("script", "style"):
            self.silent += 1
        elif tag == "option" and self.select:
            self._option(given)
        elif name:
            self._control(tag, name, given)

    def _control(self, tag: str, name: str, given: dict[str, str]) -> None:
        self.form.names.add(name)
        kind = given.get("type", "text")
        if tag == "textarea":
            self.area = name
            self.form.fields.append((name, ""))
        elif tag == "select":
            self.select = (name, "multiple" in given, False)
            self.form.choices[name] = set()
        elif tag == "input" and kind in TICKED:
            value = given.get("value", "on")
            self.form.choices.setdefault(name, set()).add(value)
            if "checked" in given:
                self.form.fields.append((name, value))
        elif tag == "input" and kind in TYPED:
            self.form.fields.append((name, given.get("value", "")))

    def _option(self, given: dict[str, str]) -> None:
        assert self.select is not None
        name, several, chosen = self.select
        value, picked = given.get("value", ""), "selected" in given
        first = not self.form.choices[name]
        self.form.choices[name].add(value)
        if picked and first is False and not several:  # the first option stood in until now
            self.form.fields = [f for f in self.form.fields if f[0] != name]
        if picked or (first and not several):
            self.form.fields.append((name, value))
        self.select = (name, several, chosen or picked)
        self.option = (name, value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = self.forms[0]
        elif tag == "textarea":
            self.area = None
        elif tag == "select":
            self.select = None
        elif tag in ("script", "style"):
            self.silent -= 1

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            name, text = self.form.fields[-1]
            self.form.fields[-1] = (name, (text + data).removeprefix("\n"))
        elif not self.silent:
            self.words.append(data)
        if self.option is not None:
            name, value = self.option
            self.form.labels.setdefault((name, data.strip()), value)
            self.option = None


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: where the visitor ended up, its words, forms and links."""

    path: str
    status: int
    html: str
    words: str
    forms: tuple[Form, ...]
    links: tuple[str, ...]

    def form(self, action: str, names: Collection[str] = ()) -> Form:
        """The form whose address ends so and that has all these controls."""
        own = [f for f in self.forms[1:] if f.path.endswith(action) and not f.path.startswith(FRAME)]
        found = [f for f in own if f.names.issuperset(names)]
        assert found, f"no form …{action} with {sorted(names)} on {self.path}: {own}\n{self.words[:1000]}"
        return found[0]

    def option(self, name: str, words: str) -> str:
        """The value of the option that reads so, in the select of that name."""
        found = [f.labels[name, words] for f in self.forms if (name, words) in f.labels]
        assert found, f"{self.path}: {name} offers no {words}"
        return found[0]

    @property
    def numbers(self) -> list[int]:
        """Whole numbers in the address: ids of what the page is about."""
        return [int(part) for part in urlsplit(self.path).path.split("/") if part.isdigit()]


class Visitor:
    """One signed-in person (or, without a name, the public)."""

    def __init__(self, app: Flask, username: str | None = None, password: str = factories.PASSWORD) -> None:
        self.client = app.test_client()
        if username is not None:
            page = self.fill("/login", username=username, password=password)
            assert page.path != "/login", page.words

    def open(self, path: str, *, expect: int = 200) -> Page:
        return self._page(self.client.get(path, follow_redirects=True), expect)

    def fill(self, page: Page | str, action: str = "", *, expect: int = 200, **values: Any) -> Page:
        """Fill in the form of the page whose address ends so and that has these fields, and send it."""
        return self.send(page, action, values, expect=expect)

    def send(self, page: Page | str, action: str, values: Mapping[str, Any], *, expect: int = 200) -> Page:
        """As `fill`, for fields whose names are no Python names."""
        page = self.open(page) if isinstance(page, str) else page
        form = page.form(action, values)
        answer = self.client.post(form.action, data=form.filled(values), follow_redirects=True)
        return self._page(answer, expect)

    def save(self, page: Page, body: Mapping[str, Any]) -> TestResponse:
        """What the desk's script does with the sheet of this page: JSON with the page's CSRF token."""
        token = dict(page.form("", ("base_version",)).fields)["csrf_token"]
        return self.client.post(
            f"{page.path}/save",
            data=json.dumps(body),
            content_type="application/json",
            headers={"X-CSRFToken": token},
        )

    def _page(self, answer: TestResponse, expect: int) -> Page:
        path = answer.request.full_path.rstrip("?")
        html = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        reader = _Reader(path)
        reader.feed(html)
        words = " ".join("".join(reader.words).split())
        assert answer.status_code == expect, f"{path}: {answer.status_code}\n{words[:1500]}"
        return Page(path, answer.status_code, html, words, tuple(reader.forms), tuple(reader.links))


def file(name: str, data: bytes) -> tuple[io.BytesIO, str]:
    """A file as a form sends it."""
    return io.BytesIO(data), name
