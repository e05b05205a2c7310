"""Plain builder functions: a small contest with people in every role.  No surprises, no randomness."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

import sample
from reviewapp.access import Actor, load_actor
from reviewapp.accounts.passwords import hasher
from reviewapp.models.account import Role, RoleGrant, User
from reviewapp.models.assignment import Conflict
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
from reviewapp.models.result import Quota
from reviewapp.models.rubric import Band, Criterion, Rubric

PASSWORD = "correct horse battery"
OPENED = datetime(2026, 5, 23, 0, 0, tzinfo=UTC)
DUE = datetime(2026, 6, 30, 15, 59, 59, tzinfo=UTC)
PARAGRAPH = (
    "那天凌晨急诊室的灯一直亮着，我陪一位牧民老人等完最后一项化验。窗外的雪下得很紧，走廊里只有脚步声。"
)


@dataclass
class World:
    """Ids and actors of the small contest.  2 leagues with a hospital each, 1 direct unit, 4 judges."""

    contest: Contest
    round: Round
    rubric: Rubric
    regions: list[Region]
    recommenders: list[Recommender]
    hospitals: list[Unit]
    judges: list[Judge]
    users: dict[str, User]
    actors: dict[str, Actor] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)


def make_user(session: Session, username: str, display_name: str) -> User:
    user = User(
        username=username,
        display_name=display_name,
        password_hash=hasher("low").hash(PASSWORD),
        created_at=OPENED,
    )
    session.add(user)
    session.flush()
    return user


def grant(
    session: Session, user: User, role: Role, contest: Contest | None, unit: Unit | None = None
) -> None:
    session.add(
        RoleGrant(
            user_id=user.id,
            role=role,
            contest_id=contest.id if contest else None,
            unit_id=unit.id if unit else None,
        )
    )
    session.flush()


def make_rubric(session: Session, contest: Contest) -> Rubric:
    rubric = Rubric(contest_id=contest.id, name="评分标准", full_marks=100, steps_per_point=2)
    for position, (name, maximum) in enumerate((("主题思想", 40), ("内容结构", 30), ("语言文字", 30))):
        criterion = Criterion(position=position, name=name, maximum=maximum, description=f"{name}的说明")
        criterion.bands = [
            Band(name="优", low=maximum * 4 // 5, high=maximum, description="突出"),
            Band(name="中", low=maximum // 2, high=maximum * 4 // 5 - 1, description="尚可"),
            Band(name="差", low=0, high=maximum // 2 - 1, description="不足"),
        ]
        rubric.criteria.append(criterion)
    session.add(rubric)
    session.flush()
    return rubric


def make_world(session: Session, stage: Stage = Stage.SUBMISSION) -> World:
    contest = Contest(
        slug="spirit",
        title="职业精神征文活动",
        theme="职业精神",
        host="自治区卫生厅",
        recipient="机关党委",
        notice="各盟市卫生局：\n请组织好征文活动，筛选优秀作品报送。",
        created_at=OPENED,
    )
    session.add(contest)
    session.flush()
    rubric = make_rubric(session, contest)
    level = Level(contest_id=contest.id, position=3, kind=LevelKind.REGION, name="自治区")
    division = Division(contest_id=contest.id, name="征文")
    categories = [
        Category(contest_id=contest.id, name=n, position=i) for i, n in enumerate(("盟市", "直属单位"))
    ]
    regions = [
        Region(name="赤峰市", aliases=["赤峰"], places=["敖汉旗"]),
        Region(name="通辽市", aliases=["通辽"]),
    ]
    session.add_all([level, division, *categories, *regions])
    session.flush()
    round_ = Round(
        contest_id=contest.id,
        level_id=level.id,
        division_id=division.id,
        rubric_id=rubric.id,
        title="自治区评审",
        stage=stage,
        opens_at=OPENED,
        submissions_until=DUE,
        judging_until=DUE + timedelta(days=30),
        readings=2,
    )
    bureaus = [Unit(name=f"{r.name}卫生局", region_id=r.id) for r in regions]
    direct = Unit(name="自治区阴山医院", aliases=["阴山医院"])
    session.add_all([round_, *bureaus, direct])
    session.flush()
    hospitals = [
        Unit(
            name="敖汉旗柳条沟卫生院",
            aliases=["柳条沟卫生院"],
            region_id=regions[0].id,
            parent_id=bureaus[0].id,
        ),
        Unit(
            name="通辽市西辽河医院", aliases=["西辽河医院"], region_id=regions[1].id, parent_id=bureaus[1].id
        ),
    ]
    recommenders = [
        Recommender(
            contest_id=contest.id, category_id=categories[0].id, unit_id=b.id, name=r.name, position=i
        )
        for i, (b, r) in enumerate(zip(bureaus, regions, strict=True))
    ]
    recommenders.append(
        Recommender(
            contest_id=contest.id,
            category_id=categories[1].id,
            unit_id=direct.id,
            name=direct.name,
            position=2,
        )
    )
    quotas = [
        Quota(round_id=round_.id, scope="recommender", category_id=categories[0].id, minimum=2, maximum=3),
        Quota(round_id=round_.id, scope="recommender", category_id=categories[1].id, minimum=1, maximum=2),
    ]
    session.add_all([*hospitals, *recommenders, *quotas])
    session.flush()
    users, judges = _people(session, contest, bureaus, hospitals, direct)
    world = World(contest, round_, rubric, regions, recommenders, hospitals, judges, users)
    world.actors = {name: _actor(session, user) for name, user in users.items()}
    return world


def _people(
    session: Session, contest: Contest, bureaus: list[Unit], hospitals: list[Unit], direct: Unit
) -> tuple[dict[str, User], list[Judge]]:
    names = {
        "admin": "系统管理员", "organizer": "机关党委", "clerk": "编号员", "leader": "组长",
        "judge1": "评委甲", "judge2": "评委乙", "judge3": "评委丙",
        "bureau1": "赤峰联络员", "bureau2": "通辽联络员", "hospital1": "柳条沟联络员",
    }  # fmt: skip
    users = {name: make_user(session, name, label) for name, label in names.items()}
    grant(session, users["admin"], Role.ADMIN, None)
    for role in (Role.ORGANIZER, Role.CLERK, Role.LEADER):
        grant(session, users[role.value], role, contest)
    for name, unit in (("bureau1", bureaus[0]), ("bureau2", bureaus[1]), ("hospital1", hospitals[0])):
        grant(session, users[name], Role.UNIT, contest, unit)
    judges = []
    for i, name in enumerate(("judge1", "judge2", "judge3", "leader")):
        if name != "leader":
            grant(session, users[name], Role.JUDGE, contest)
        judges.append(
            Judge(
                contest_id=contest.id, user_id=users[name].id, name=users[name].display_name,
                alias=f"评委{i + 1:02d}", is_leader=name == "leader",
                home_unit_id=hospitals[0].id if name == "judge1" else direct.id if name == "judge2" else None,
                home_region_id=hospitals[0].region_id if name == "judge1" else None,
            )
        )  # fmt: skip
    session.add_all(judges)
    session.flush()
    return users, judges


def _actor(session: Session, user: User) -> Actor:
    actor = load_actor(session, user.id)
    assert actor is not None
    return actor


def make_entry(
    session: Session,
    world: World,
    recommender: int = 0,
    *,
    title: str = "一盏灯",
    text: str | None = None,
    author: str = "王小满",
    unit: Unit | None = None,
) -> Entry:
    """A received entry with one author; numbers count up."""
    number = session.query(Entry).count() + 1
    body = text if text is not None else f"{title}\n{PARAGRAPH}第{number}篇。"
    owner = world.recommenders[recommender]
    entry = Entry(
        round_id=world.round.id,
        recommender_id=owner.id,
        unit_id=unit.id if unit else owner.unit_id,
        number=number,
        title=title,
        genre="随笔",
        text=body,
        sha256=hashlib.sha256(f"{number}{body}".encode()).hexdigest(),
        submitted_at=OPENED + timedelta(hours=number),
    )
    entry.authors = [Author(name=author, post="医生", phone="13800001234")]
    session.add(entry)
    session.flush()
    return entry


def make_paper(session: Session, world: World, entry: Entry, *, code: str | None = None) -> Paper:
    """Seal the entry: a confirmed paper with the entry's text."""
    paper = Paper(
        round_id=world.round.id,
        code=code or f"P{entry.number:04d}",
        title=entry.title,
        genre=entry.genre,
        text=entry.text,
        characters=len(entry.text),
        confirmed_at=OPENED,
    )
    session.add(paper)
    session.flush()
    entry.paper_id, entry.state = paper.id, EntryState.SEALED
    session.flush()
    return paper


def make_assignment(session: Session, world: World, paper: Paper, judge: Judge) -> Assignment:
    assignment = Assignment(
        round_id=world.round.id, paper_id=paper.id, judge_id=judge.id, code=paper.code
    )
    session.add(assignment)
    session.flush()
    return assignment


def submit_marks(
    session: Session, world: World, assignment: Assignment, points: tuple[int, ...]
) -> ScoreSheet:
    """A submitted sheet with whole-point marks, as if the judge had given them."""
    steps = world.rubric.steps_per_point
    marks = {c.id: p * steps for c, p in zip(world.rubric.criteria, points, strict=True)}
    when = DUE + timedelta(days=2)
    sheet = ScoreSheet(
        assignment_id=assignment.id, state=SheetState.SUBMITTED, version=1, saved_at=when, submitted_at=when
    )
    sheet.marks = [Mark(criterion_id=c, steps=s) for c, s in marks.items()]
    session.add(sheet)
    session.flush()
    session.add(
        SheetVersion(
            sheet_id=sheet.id, version=1, op_id=f"test-{assignment.id}", state=SheetState.SUBMITTED,
            marks={str(c): s for c, s in marks.items()}, saved_at=when,
        )
    )  # fmt: skip
    assignment.state = AssignmentState.SUBMITTED
    session.flush()
    return sheet


def declare_conflict(session: Session, world: World, judge: Judge, unit: Unit) -> Conflict:
    conflict = Conflict(
        round_id=world.round.id, judge_id=judge.id, unit_id=unit.id, reason="亲属在该单位", declared_at=OPENED
    )
    session.add(conflict)
    session.flush()
    return conflict


def make_sample_entries(
    session: Session, world: World, keys: Collection[str] | None = None
) -> dict[str, Entry]:
    """Sealed works of the sample contest by their key (all of them by default), with their real units and
    authors, received one hour after the other in the order of the sample's files."""
    contest = sample.load()
    units = {unit.name: unit for unit in session.query(Unit)}
    entries = {}
    for work in contest.entries:
        if keys is not None and work.key not in keys:
            continue
        if work.unit not in units:
            units[work.unit] = Unit(name=work.unit)
            session.add(units[work.unit])
            session.flush()
        authors = "、".join(a.name for a in work.authors)
        text, unit = contest.texts[work.key], units[work.unit]
        entries[work.key] = make_entry(session, world, title=work.title, text=text, author=authors, unit=unit)
        make_paper(session, world, entries[work.key])
    return entries
