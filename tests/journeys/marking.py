"""Judges at their desks: every open sheet is read, saved and submitted, through the pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from reviewapp.models.entry import Entry
from reviewapp.models.paper import Paper
from tests.journeys.opening import JUDGES, Opened
from tests.journeys.visitor import Page, Visitor


class Panel:
    """What every work deserves, by receipt number; `torn`: the totals its readers give one after the other.

    Judges with an even place use the plain form, the others the desk's script.
    """

    def __init__(self, opened: Opened, totals: Mapping[int, int], torn: Mapping[int, Sequence[int]]) -> None:
        self.opened, self.totals, self.torn = opened, totals, torn
        self.given: Counter[int] = Counter()
        with opened.database.session() as session:
            rows = session.execute(
                select(Paper.code, Entry.number)
                .join(Entry, Entry.paper_id == Paper.id)
                .where(Entry.round_id == opened.round_id)
            )
            self.numbers: dict[str, int] = {code: number for code, number in rows}

    def read_all(self) -> int:
        """Until no judge has an open sheet: a last reading may call for a further one."""
        done = 0
        while more := sum(self._read_list(login) for login in JUDGES):
            done += more
        return done

    def _read_list(self, login: str) -> int:
        visitor = self.opened.people[login]
        desk = visitor.open("/judging?show=unscored")
        start = f"/judging/{self.opened.round_id}/"
        links = [link.partition("?")[0] for link in desk.links if link.startswith(start)]
        sheets = dict.fromkeys(link for link in links if link.removeprefix(start) in self.numbers)
        for sheet in sheets:
            self._mark(visitor, visitor.open(sheet), script=login if JUDGES.index(login) % 2 else "")
        return len(sheets)

    def _mark(self, visitor: Visitor, page: Page, *, script: str) -> None:
        """`script`: whose script saves, "" for the plain form."""
        code = page.path.rsplit("/", 1)[1]
        marks = self._marks(page, self._total(self.numbers[code]))
        if not script:
            visitor.send(page, "", {**marks, "submit": "1"})
            return
        body: dict[str, Any] = {
            "op_id": f"{script}-{code}-draft",
            "base_version": 0,
            "marks": {name.removeprefix("mark-"): points for name, points in marks.items()},
        }
        saved = visitor.save(page, body)
        assert saved.status_code == 200, saved.get_data(as_text=True)
        last = {
            "op_id": f"{script}-{code}-submit",
            "base_version": saved.get_json()["version"],
            "submit": True,
        }
        assert visitor.save(page, body | last).status_code == 200

    def _total(self, number: int) -> int:
        self.given[number] += 1
        if number not in self.torn:
            return self.totals[number]
        return self.torn[number][self.given[number] - 1]

    @staticmethod
    def _marks(page: Page, total: int) -> dict[str, str]:
        """The total as marks in half points: each criterion its share, the first ones what is left over."""
        form = page.form("", ("base_version",))
        names = sorted((n for n in form.names if n.startswith("mark-")), key=lambda n: int(n[5:]))
        most = dict(zip(names, MAXIMA, strict=True))
        steps = {name: total * maximum // 50 for name, maximum in most.items()}
        for name in names:
            if sum(steps.values()) < 2 * total:
                steps[name] += min(2 * total - sum(steps.values()), 2 * most[name] - steps[name])
        assert sum(steps.values()) == 2 * total
        return {name: f"{count / 2:g}" for name, count in steps.items()}


MAXIMA = (25, 30, 15, 20, 10)  # points of the sample's criteria, in order
