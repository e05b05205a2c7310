"""Opening a contest in the pages: accounts by the administrator, everything else by the organizer.

The set-up is the sample's, reduced to three recommending units: two leagues with their hospitals, between
which one work was copied whole, and a directly subordinate unit with a work that only swapped the names.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask

import sample
from reviewapp.access import Actor
from reviewapp.accounts import actions as accounts
from reviewapp.db import Database
from reviewapp.models.account import Role
from tests import factories
from tests.journeys.visitor import Page, Visitor

BODIES = ("chifeng", "ulanqab", "qingcheng-blood")
CATEGORIES = ("盟市", "直属单位")
JUDGES = ("judge1", "judge2", "judge3", "judge4", "leader")
PEOPLE = {"organizer": "柳静", "clerk": "常海峰", **{u: f"审读{i}" for i, u in enumerate(JUDGES, 1)}}
ZONE = ZoneInfo("Asia/Shanghai")


@dataclass
class Opened:
    """The contest in its first stage, and who can sign in to it."""

    app: Flask
    round_id: int
    preset: dict[str, Any]
    people: dict[str, Visitor] = field(default_factory=dict)
    recommenders: dict[str, int] = field(default_factory=dict)  # by key

    @property
    def database(self) -> Database:
        found: Database = self.app.extensions["jianwen"].database
        return found

    @property
    def organizer(self) -> Visitor:
        return self.people["organizer"]

    def url(self, rest: str = "") -> str:
        return f"/rounds/{self.round_id}/{rest}"

    def onward(self, stage: str) -> Page:
        """The organizer moves the round on to this stage."""
        page = self.organizer.open(self.url("stage"))
        return self.organizer.send(page, "", {"to": stage})


def open_contest(app: Flask) -> Opened:
    """A contest set up in pages, still in preparation."""
    preset = sample.load().preset
    admin = _administrator(app)
    ids = {"organizer": _account(admin, "organizer")}
    admin.fill(
        "/contests/new", title=preset["title"], slug="journey", host=preset["host"], level="region",
        level_name="自治区", organizer=ids["organizer"],
    )  # fmt: skip
    organizer = Visitor(app, "organizer")
    home = organizer.open("/")
    round_id = next(int(link.split("/")[2]) for link in home.links if link.startswith("/rounds/"))
    opened = Opened(app, round_id, preset, {"admin": admin, "organizer": organizer})
    for login in ("clerk", *JUDGES):
        ids[login] = _account(admin, login)
    _describe(opened)
    _enrol(opened, ids)
    _rules(opened)
    _grant(opened, ids)
    opened.people |= {login: Visitor(app, login) for login in ("clerk", *JUDGES, *BODIES)}
    return opened


def _administrator(app: Flask) -> Visitor:
    """As an installer does on the command line."""
    now = datetime.now(UTC)
    with app.extensions["jianwen"].database.transaction() as session:
        user = accounts.create_user(
            session,
            Actor.system(),
            accounts.NewUser("admin", "系统管理员", factories.PASSWORD),
            cost="low",
            now=now,
        )
        accounts.grant_role(session, Actor.system(), user, Role.ADMIN, contest_id=None, now=now)
    return Visitor(app, "admin")


def _account(admin: Visitor, login: str, name: str = "") -> int:
    """A new account; its id stands in the address of its page."""
    page = admin.fill(
        "/accounts", username=login, display_name=name or PEOPLE[login], password=factories.PASSWORD
    )
    return page.numbers[0]


def _describe(opened: Opened) -> None:
    """Texts, categories and places."""
    organizer, preset = opened.organizer, opened.preset
    notice = "\n".join(preset["notice"]["paragraphs"])
    organizer.send(opened.url("settings"), "settings", {"theme": preset["theme"], "notice": notice})
    for place, name in enumerate(CATEGORIES):
        organizer.send(
            opened.url("settings/structure"), "categories", {f"categories-rows-{place}-name": name}
        )
    for given in preset["regions"]:
        if given["key"] in BODIES:
            places = [n for p in given["places"] for n in (p["name"], *p["aliases"])]
            organizer.fill(
                opened.url("settings/regions/new"), name=given["name"],
                aliases="、".join(given["aliases"]), places="、".join(places),
            )  # fmt: skip


def _enrol(opened: Opened, ids: dict[str, int]) -> None:
    """Recommending units with the units below them, and the judges."""
    organizer, preset = opened.organizer, opened.preset
    regions = {r["key"]: r["name"] for r in preset["regions"]}
    for given in (r for r in preset["recommenders"] if r["key"] in BODIES):
        page = organizer.open(opened.url("settings/recommenders/new"))
        listed = organizer.fill(
            page, category_id=_choice(opened, page, "category_id", given["category"]),
            unit=given["name"], name=regions.get(given["region"], given["name"]),
            aliases="、".join(given["aliases"]),
            region_id=_choice(opened, page, "region_id", regions.get(given["region"], "")),
        )  # fmt: skip
        ids_shown = [
            int(x.rsplit("/", 1)[1])
            for x in listed.links
            if "/settings/recommenders/" in x and x[-1].isdigit()
        ]
        opened.recommenders[given["key"]] = max(ids_shown)
    for given in (u for u in preset["units"] if u["recommender"] in BODIES):
        page = organizer.open(opened.url("settings/units/new"))
        if given["name"] in page.words:  # the recommending body itself
            continue
        above = next(r["name"] for r in preset["recommenders"] if r["key"] == given["recommender"])
        organizer.fill(
            page, name=given["name"], aliases="、".join(given["aliases"]),
            parent_id=_choice(opened, page, "parent_id", above),
            region_id=_choice(opened, page, "region_id", regions.get(given["region"], "")),
        )  # fmt: skip
    for number, login in enumerate(JUDGES, 1):
        values = {
            "name": PEOPLE[login],
            "alias": f"评委{number:02d}",
            "user_id": ids[login],
            "home_unit": "北疆健康报编辑部",
        }
        if login == "leader":
            values["is_leader"] = "y"
        organizer.send(opened.url("settings/judges/new"), "", values)


def _choice(opened: Opened, page: Page, name: str, words: str) -> str:
    """The value of the option that reads so; "" when nothing is to be chosen."""
    return page.option(name, words) if words else ""


def _rules(opened: Opened) -> None:
    """Rubric, review, places, obligations, timetable: open now, for thirty days."""
    organizer, preset = opened.organizer, opened.preset
    organizer.send(opened.url("settings/rubric"), "", _rubric(preset["rubric"]))
    organizer.fill(
        opened.url("settings/review"), readings=2, tolerance_percent=10, tolerance_inclusive="0",
        region_conflict="y",
    )  # fmt: skip
    places = {
        0: ("2", "3", "0"),  # each league: 2 to 3, soft
        2: ("2", "2", "0"),  # each directly subordinate unit: 2, soft
        4: ("0", "7", "1"),  # in all: at most 7, hard
    }
    organizer.send(
        opened.url("settings/quotas"), "",
        {
            f"rows-{row}-{name}": value
            for row, values in places.items()
            for name, value in zip(("minimum", "maximum", "hard"), values, strict=True)
        },
    )  # fmt: skip
    organizer.send(opened.url("settings/obligations"), "", {"rows-0-minimum": 5})
    now = datetime.now(ZONE)
    days = {
        "opens_at": -1,
        "submissions_until": 5,
        "judging_until": 20,
        "notice_from": 25,
        "notice_until": 30,
    }
    moments = {n: (now + timedelta(days=d)).strftime("%Y-%m-%dT%H:%M:%S") for n, d in days.items()}
    organizer.send(opened.url("settings/timetable"), "", moments)


def _rubric(given: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {"name": given["title"], "full_marks": given["total"], "steps_per_point": "2"}
    for row, criterion in enumerate(given["criteria"]):
        place = f"criteria-{row}-"
        values |= {f"{place}name": criterion["name"], f"{place}maximum": criterion["points"]}
        for band_row, band in enumerate(criterion["bands"]):
            at = f"{place}bands-{band_row}-"
            values |= {f"{at}name": band["name"], f"{at}low": band["from"], f"{at}high": band["to"]}
    return values


def _grant(opened: Opened, ids: dict[str, int]) -> None:
    """The clerk of the contest, and one account for each recommending unit."""
    admin = opened.people["admin"]
    names = {r["key"]: r["name"] for r in opened.preset["recommenders"]}
    for login in ("clerk", *BODIES):
        user_id = ids.get(login) or _account(admin, login, f"{names[login]}联络员")
        page = admin.open(f"/accounts/{user_id}")
        admin.fill(
            page, role="clerk" if login == "clerk" else "unit",
            contest_id=page.option("contest_id", opened.preset["title"]),
            unit_id="" if login == "clerk" else page.option("unit_id", names[login]),
        )  # fmt: skip
