"""A contest in the midst of judging, of any size, written straight into an empty database.

Papers of about 2,000 characters in the words of the sample's essays; every judge reads equally much; of the
readings a share is submitted with marks.  Same arguments, same contest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

import sample
from reviewapp import create_app, runs
from reviewapp.access import load_actor
from reviewapp.accounts.passwords import hasher
from reviewapp.db import Database
from reviewapp.migrate import upgrade
from reviewapp.models.account import Role, RoleGrant, User
from reviewapp.models.contest import Category, Contest, Division, Level, LevelKind, Recommender, Round, Stage
from reviewapp.models.entry import Entry, EntryState
from reviewapp.models.judging import (
    Assignment,
    AssignmentState,
    Judge,
    Mark,
    ScoreSheet,
    SheetState,
    SheetVersion,
)
from reviewapp.models.paper import Paper
from reviewapp.models.people import Author, Region, Unit
from reviewapp.models.rubric import Band, Criterion, Rubric
from reviewapp.standings.actions import request_standings
from reviewapp.standings.compute import STANDINGS

LOGIN_WORDS = "benchmark of pages"
NOW = datetime.now(UTC)
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CRITERIA = (("主题思想", 25), ("内容结构", 25), ("情感真实", 20), ("语言文字", 20), ("创新特色", 10))
REGIONS = 12
SECRETS = {"secret_key": "s" * 32, "audit_key": "a" * 32}
SETTINGS = {**SECRETS, "argon2_cost": "low"}


@dataclass(frozen=True, slots=True)
class Size:
    """Papers, judges, readings per paper, characters of a paper, share of the readings that are submitted."""

    papers: int = 1000
    judges: int = 40
    readings: int = 3
    characters: int = 2000
    submitted: float = 0.85


@dataclass(frozen=True, slots=True)
class Made:
    """What the benchmark asks for: ids, and per judge (user name) the codes of papers still open."""

    round_id: int
    run_id: int | None
    judges: tuple[str, ...]
    open_codes: dict[str, tuple[str, ...]]


def make(url: str, instance: Path, size: Size, *, standings: bool = True) -> Made:
    """Fill the empty database at `url`; `instance` holds the application's folder."""
    app = create_app({"instance": instance, "database_url": url, **SETTINGS})
    database: Database = app.extensions["jianwen"].database
    upgrade(database)
    with database.transaction() as session:
        made = _Maker(session, size).make()
    run_id = _standings(database, made.round_id) if standings else None
    if database.engine.dialect.name == "postgresql":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    database.dispose()
    return Made(made.round_id, run_id, made.judges, made.open_codes)


def _standings(database: Database, round_id: int) -> int:
    """As the organizer has them computed."""
    with database.transaction() as session:
        organizer = session.scalars(sa.select(User.id).where(User.username == Role.ORGANIZER.value)).one()
        round_ = session.get_one(Round, round_id, options=[joinedload(Round.contest)])
        run = request_standings(session, load_actor(session, organizer), round_, now=NOW)
    runs.perform(database, STANDINGS, run.id)
    return run.id


class _Maker:
    """The contest's rows, from the outermost in."""

    def __init__(self, session: Session, size: Size) -> None:
        self.session, self.size, self.rng = session, size, Random(20260701)
        self.password = hasher("low").hash(LOGIN_WORDS)

    def make(self) -> Made:
        round_, rubric = self._frame()
        owners = self._recommenders(round_.contest_id)
        judges, names = self._people(round_.contest_id)
        papers = self._papers(round_.id, owners)
        open_codes = self._readings(round_.id, rubric, papers, judges, names)
        return Made(round_.id, None, tuple(names.values()), open_codes)

    def _add(self, row: Any) -> Any:
        self.session.add(row)
        self.session.flush()
        return row

    def _insert(self, table: type, rows: list[dict[str, Any]]) -> list[int]:
        """Bulk insert; the ids, in the order of the rows."""
        if not rows:
            return []
        key = table.id  # type: ignore[attr-defined]
        found = self.session.scalars(sa.insert(table).returning(key, sort_by_parameter_order=True), rows)
        return list(found)

    def _frame(self) -> tuple[Round, Rubric]:
        contest = self._add(
            Contest(
                slug="spirit", title="职业精神征文活动", theme="职业精神", host="主办单位",
                notice="\n".join(["请各单位组织好征文活动，筛选优秀作品报送。"] * 12), created_at=NOW,
            )
        )  # fmt: skip
        rubric = Rubric(
            contest_id=contest.id, name="评分标准", full_marks=100, steps_per_point=2, frozen_at=NOW
        )  # as every rubric is while judges read
        for position, (name, maximum) in enumerate(CRITERIA):
            criterion = Criterion(position=position, name=name, maximum=maximum, description=f"{name}的说明")
            ends = [maximum * k // 4 for k in range(5)]
            criterion.bands = [
                Band(name=word, low=low, high=high, description="档次的说明，一句话说清给分的根据。")
                for word, low, high in zip("差中良优", ends, ends[1:], strict=False)
            ]
            rubric.criteria.append(criterion)
        self._add(rubric)
        level = self._add(Level(contest_id=contest.id, position=3, kind=LevelKind.REGION, name="自治区"))
        division = self._add(Division(contest_id=contest.id, name="征文"))
        round_ = Round(
            contest_id=contest.id, level_id=level.id, division_id=division.id, rubric_id=rubric.id,
            title="自治区评审", stage=Stage.JUDGING, opens_at=NOW - timedelta(days=60),
            submissions_until=NOW - timedelta(days=20), judging_until=NOW + timedelta(days=30),
            readings=self.size.readings,
        )  # fmt: skip
        return self._add(round_), rubric

    def _recommenders(self, contest_id: int) -> list[Recommender]:
        category = self._add(Category(contest_id=contest_id, name="盟市"))
        owners = []
        for k in range(REGIONS):
            region = self._add(Region(name=f"第{k + 1}市"))
            unit = self._add(Unit(name=f"第{k + 1}市卫生局", region_id=region.id))
            owners.append(
                self._add(
                    Recommender(
                        contest_id=contest_id, category_id=category.id, unit_id=unit.id, name=region.name,
                        position=k,
                    )
                )
            )  # fmt: skip
        return owners

    def _user(self, name: str, shown: str) -> User:
        user = User(username=name, display_name=shown, password_hash=self.password, created_at=NOW)
        return self._add(user)  # type: ignore[no-any-return]

    def _people(self, contest_id: int) -> tuple[list[int], dict[int, str]]:
        for role in (Role.ORGANIZER, Role.CLERK, Role.LEADER):
            user = self._user(role.value, role.value)
            self._add(RoleGrant(user_id=user.id, role=role, contest_id=contest_id))
        names = {}
        for k in range(1, self.size.judges + 1):
            user = self._user(f"judge{k:02d}", f"评委{k:02d}")
            self._add(RoleGrant(user_id=user.id, role=Role.JUDGE, contest_id=contest_id))
            judge = Judge(
                contest_id=contest_id, user_id=user.id, name=user.display_name, alias=f"评委{k:02d}"
            )
            names[self._add(judge).id] = user.username
        return list(names), names

    def _papers(self, round_id: int, owners: list[Recommender]) -> list[tuple[int, str]]:
        codes: set[str] = set()
        while len(codes) < self.size.papers:
            codes.add("".join(self.rng.choices(LETTERS, k=6)))
        texts = essays(self.size.characters, self.rng)
        rows = []
        for code in self.rng.sample(sorted(codes), len(codes)):
            title, text = next(texts)
            rows.append(
                {
                    "round_id": round_id, "code": code, "title": title, "genre": "随笔", "text": text,
                    "characters": len(text), "confirmed_at": NOW,
                }
            )  # fmt: skip
        ids = self._insert(Paper, rows)
        entries = [
            {
                "round_id": round_id, "recommender_id": owner.id, "unit_id": owner.unit_id, "number": number,
                "title": row["title"], "genre": "随笔", "text": row["text"], "sha256": f"{number:064x}",
                "state": EntryState.SEALED, "paper_id": paper, "submitted_at": NOW, "version": 1,
            }
            for number, (paper, row, owner) in enumerate(zip(ids, rows, cycle(owners), strict=False), 1)
        ]  # fmt: skip
        owned = self._insert(Entry, entries)
        self._insert(Author, [{"entry_id": e, "name": f"作者{e}", "post": "医生"} for e in owned])
        return list(zip(ids, (str(row["code"]) for row in rows), strict=True))

    def _readings(
        self,
        round_id: int,
        rubric: Rubric,
        papers: list[tuple[int, str]],
        judges: list[int],
        names: dict[int, str],
    ) -> dict[str, tuple[str, ...]]:
        """Dealt round and round in shuffled order, so that the readings of a paper have different judges."""
        dealt, order = cycle(judges), self.rng.sample(papers, len(papers))
        unread = order[0][1]  # in a contest of any size, so that pages say the same of it
        rows, waiting = [], {name: [] for name in names.values()}  # type: ignore[var-annotated]
        for paper, code in order:
            for _ in range(self.size.readings):
                judge = next(dealt)
                done = code != unread and self.rng.random() < self.size.submitted
                state = AssignmentState.SUBMITTED if done else AssignmentState.OPEN
                rows.append(
                    {
                        "round_id": round_id, "paper_id": paper, "judge_id": judge, "code": code,
                        "state": state, "position": len(rows),
                    }
                )  # fmt: skip
                if not done:
                    waiting[names[judge]].append(code)
        ids = self._insert(Assignment, rows)
        given = [i for i, row in zip(ids, rows, strict=True) if row["state"] == AssignmentState.SUBMITTED]
        self._sheets(rubric, given)
        return {name: tuple(codes) for name, codes in waiting.items()}

    def _sheets(self, rubric: Rubric, assignments: list[int]) -> None:
        common = {"state": SheetState.SUBMITTED, "version": 1, "saved_at": NOW}
        sheets = self._insert(
            ScoreSheet,
            [
                {"assignment_id": a, "submitted_at": NOW, "comment": "立意好，细节真。", **common}
                for a in assignments
            ],
        )
        marks, versions = [], []
        for sheet in sheets:
            steps = {c.id: round(c.maximum * 2 * self.rng.betavariate(8, 3)) for c in rubric.criteria}
            marks += [{"sheet_id": sheet, "criterion_id": c, "steps": s} for c, s in steps.items()]
            stored = {str(c): s for c, s in steps.items()}
            versions.append({"sheet_id": sheet, "op_id": f"made-{sheet}", "marks": stored, **common})
        self._insert(Mark, marks)
        self._insert(SheetVersion, versions)


def essays(characters: int, rng: Random) -> Iterator[tuple[str, str]]:
    """(title, text) without end: paragraphs of the sample's essays in chance order, cut near the length."""
    paragraphs = [p for text in sample.load().texts.values() for p in text.split("\n") if len(p) > 60]
    for number in range(1, 10**6):
        chosen: list[str] = []
        while sum(map(len, chosen)) < characters:
            chosen.append(rng.choice(paragraphs))
        text = "\n".join(chosen)[:characters]
        yield f"灯下的第{number}个夜晚", text
