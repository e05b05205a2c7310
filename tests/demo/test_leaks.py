"""Second round, first judge: no page names an author, a telephone or an e-mail address of any work."""

from __future__ import annotations

import re

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

import sample
from reviewapp.demo.people import password_of
from reviewapp.models.entry import Entry
from tests.demo.conftest import Played
from tests.journeys.visitor import Visitor

JUDGE = "judge1"


def pages(played: Played) -> dict[str, str]:
    """Every page the judge's desk leads to: the list under each filter, the own figures, each paper, its history."""
    judge = Visitor(played.app, JUDGE, password_of(sample.load().preset, JUDGE))
    desk = judge.open("/judging")
    found = {desk.path: desk.html}
    for address in sorted({link.partition("?")[0] for link in desk.links}):
        if re.fullmatch(r"/judging/\d+/\w+", address):
            found[address] = judge.open(address).html
        if re.fullmatch(r"/judging/\d+/[A-Z0-9]+", address):  # a paper's
            found[f"{address}/history"] = judge.open(f"{address}/history").html
    for link in sorted({x for x in desk.links if x.startswith("/judging?") or x == "/"}):
        found[link] = judge.open(link).html
    return found


def test_no_page_of_the_judge_names_anybody(played: Played) -> None:
    with played.database.session() as session:
        works = session.scalars(sa.select(Entry).options(selectinload(Entry.authors))).all()
    names = {a.name for e in works for a in e.authors}
    words = names | {a.phone for e in works for a in e.authors} | {a.email for e in works for a in e.authors}
    words.discard("")
    own = next(u["name"] for u in sample.load().preset["demo"]["users"] if u["login"] == JUDGE)
    assert own not in names
    shown = pages(played)
    assert len([path for path in shown if path.endswith("/history")]) > 10  # papers of both rounds
    for path, html in shown.items():
        assert [word for word in words if word in html] == [], path


def test_staff_pages_are_closed_to_the_judge(played: Played) -> None:
    judge = Visitor(played.app, JUDGE, password_of(sample.load().preset, JUDGE))
    for round_id in (played.first, played.second):
        for page in ("entries", "redaction", "similarity", "assignment", "standings", "selection", "log"):
            assert judge.client.get(f"/rounds/{round_id}/{page}").status_code in (403, 404), page
