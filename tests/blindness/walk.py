"""What a judge can ask the application for: every address, every stage, and a day's work; and the answers."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from reviewapp.models.contest import Round, Stage
from tests import factories
from tests.blindness.worlds import AGAIN

Answer = tuple[int, tuple[tuple[str, str], ...], bytes]
Fetched = dict[str, Answer]
# own ones, somebody else's, one that does not exist
VALUES: dict[str, tuple[Any, ...]] = {
    "round_id": (1,),
    "code": ("AAAAA", "BBBBB", AGAIN, "CCCCC", "NOONE"),
    "number": (1, 99),
    "slug": ("nothing-here",),
    "name": ("light",),
    "verb": ("skip",),
}
ANY_ID = (1, 99)
DESK = "/judging"
# random by design, and carrying nothing
NOISE = (re.compile(rb'name="csrf_token"[^>]*value="[^"]+"'), re.compile(rb'"X-CSRFToken": "[^"]+"'))
NOISE_HEADERS = {"x-request-id", "date"}
# the stage in which a judge changes anything comes last
STAGES = (*(s for s in Stage if s != Stage.JUDGING), Stage.JUDGING)


def client_of(app: Flask, username: str) -> FlaskClient:
    client = app.test_client()
    assert (
        client.post("/login", data={"username": username, "password": factories.PASSWORD}).status_code == 302
    )
    return client


def walk(app: Flask, stages: tuple[Stage, ...] = STAGES, *, works: bool = True) -> Fetched:
    """Every address with every value, in each stage, and an empty form to every one of the desk's; during judging
    the judge's work before that, and an empty form to every other address too."""
    client = client_of(app, "judge1")
    fetched: Fetched = {}
    for stage in stages:
        with app.extensions["jianwen"].database.transaction() as session:
            session.get_one(Round, 1).stage = stage
        for url in addresses(app, "GET"):
            fetched[f"{stage} GET {url}"] = answer_of(client.get(url))
        if works and stage == Stage.JUDGING:
            for name, answer in work(client):
                fetched[f"{stage} {name}"] = answer
        for url in addresses(app, "POST"):
            if url != "/logout" and (stage == Stage.JUDGING or url.startswith(DESK)):
                fetched[f"{stage} POST {url}"] = answer_of(client.post(url))
        fetched[f"{stage} after"] = answer_of(client.get("/judging"))
    fetched["logout"] = answer_of(client.post("/logout"))
    return fetched


def work(client: FlaskClient) -> Iterator[tuple[str, Answer]]:
    """A judge at his desk: saves, notes, phrases, small verbs, submissions, the workbook, a recusal."""
    for at, (method, url, sent) in enumerate(deeds()):
        yield f"{at} {method} {url}", answer_of(client.open(url, method=method, **sent))
        if method == "POST":
            yield f"{at} then", answer_of(client.get(DESK))
    book = client.get("/judging/1/offline.xlsx").get_data()
    upload = {"file": (io.BytesIO(book), "评分表.xlsx"), "submits": "y"}
    yield "workbook", answer_of(client.post("/judging/1/offline", data=upload))


def deeds() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(method, address, what is sent)"""
    marks = dict.fromkeys(["1", "2", "3"], "20")
    note = {"start": 0, "end": 4, "quote": "那天凌晨", "note": "好", "shared": True}
    for code in ("AAAAA", AGAIN, "CCCCC", "NOONE"):
        draft = {
            "op_id": f"draft-{code}",
            "base_version": 0,
            "marks": marks,
            "comment": "朴实",
            "private_note": "再看",
        }
        change = {"op_id": f"note-{code}", "base_version": 0, "key": f"key-{code}", "annotation": note}
        yield "POST", f"/judging/1/{code}/save", {"json": draft}
        yield "POST", f"/judging/1/{code}/save", {"json": draft | {"op_id": f"stale-{code}", "comment": "改"}}
        yield "POST", f"/judging/1/{code}/notes", {"json": change}
        for verb, form in (("skip", {}), ("revisit", {}), ("flag", {"flag": "copied"})):
            yield "POST", f"/judging/1/{code}/{verb}", {"data": form}
    yield "POST", "/judging/1/phrases", {"json": {"op_id": "phrase-1", "keep": "立意清楚"}}
    for code in (AGAIN, "AAAAA", "CCCCC"):
        done = {"op_id": f"done-{code}", "base_version": 1, "marks": marks, "submit": True}
        yield "POST", f"/judging/1/{code}/save", {"json": done}
        yield "GET", f"/judging/1/{code}/history", {}
        yield "GET", f"/judging/1/{code}?done={code}", {}
    form = {"op_id": "form-1", "base_version": "0", **{f"mark-{c}": m for c, m in marks.items()}}
    yield "POST", "/judging/1/BBBBB", {"data": form}
    yield "POST", "/judging/1/AAAAA/take_back", {}
    yield "POST", "/judging/1/trial/1", {"data": form}
    for page in (
        "/judging?show=submitted",
        "/judging/1/review?show=all",
        "/judging/1/mine",
        "/judging/1/booklet",
    ):
        yield "GET", page, {}
    yield "POST", f"/judging/1/{AGAIN}/take_back", {}
    for code in ("AAAAA", "BBBBB", AGAIN):
        yield "GET", f"/judging/1/{code}", {}
    yield "POST", f"/judging/1/{AGAIN}/recuse", {"data": {"reason": "认识作者"}}
    yield "POST", "/judging/1/BBBBB/recuse", {"data": {"reason": "认识作者"}}


def addresses(app: Flask, method: str) -> list[str]:
    """Every address of the application that answers to the method, with every value that may stand in it."""
    found = set()
    for rule in app.url_map.iter_rules():
        if method not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        combinations: list[dict[str, Any]] = [{}]
        for argument in sorted(rule.arguments):
            values = _values(rule, argument)
            combinations = [{**c, argument: v} for c in combinations for v in values]
        found |= {app.url_map.bind("localhost").build(rule.endpoint, c, method=method) for c in combinations}
    return sorted(found)


def _values(rule: Rule, argument: str) -> tuple[Any, ...]:
    choices = re.search(rf"<any\(([^)]*)\):{argument}>", rule.rule)
    known = ANY_ID if rule.rule.startswith(DESK) else ANY_ID[:1]
    return tuple(re.split(r",\s*", choices[1])) if choices else VALUES.get(argument, known)


def answer_of(response: Any) -> Answer:
    body = response.get_data()
    for noise in NOISE:
        body = noise.sub(b"", body)
    headers = [
        (k.lower(), _shape(k, v)) for k, v in response.headers.items() if k.lower() not in NOISE_HEADERS
    ]
    return response.status_code, tuple(sorted(headers)), body


def _shape(name: str, value: str) -> str:
    """A header as it stands; of a cookie its name and attributes, its value being random."""
    if name.lower() != "set-cookie":
        return value
    cookie, *attributes = value.split("; ")
    kept = [a for a in attributes if not a.startswith("Expires=")]
    return "; ".join([cookie.partition("=")[0], *kept])
