"""The verbs about who takes part: regions, units, recommending units, judges.

Regions and units belong to the installation (a unit keeps its aliases from one contest to the next);
recommenders and judges belong to one contest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from reviewapp.access import Actor, authorize
from reviewapp.accounts import queries as account_queries
from reviewapp.accounts import rules as account_rules
from reviewapp.audit import record
from reviewapp.contests import queries, rules
from reviewapp.errors import Denial, Invalid, Missing, refuse
from reviewapp.models.account import Role, RoleGrant
from reviewapp.models.contest import Category, Recommender, Round
from reviewapp.models.judging import Judge
from reviewapp.models.people import Region, Unit
from reviewapp.words import Sentence, say

Row = TypeVar("Row", Recommender, Category, Judge)

REQUIRED = say("必填。")
TAKEN = say("这个名称已经登记过。")


@dataclass(frozen=True, slots=True)
class RegionDraft:
    """An area, the names it is also known by, and the places inside it (for finding identity in texts)."""

    name: str
    aliases: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


def save_region(
    session: Session,
    actor: Actor,
    round_: Round,
    data: RegionDraft,
    *,
    region_id: int | None = None,
    now: datetime,
) -> Region:
    """Add a region, or correct one.  Recorded."""
    authorize(rules.enrol(actor, round_, now=now))
    name = data.name.strip()
    other = queries.region_by_name(session, name)
    if not name or (other is not None and other.id != region_id):
        raise Invalid(TAKEN if name else REQUIRED, {"name": TAKEN if name else REQUIRED})
    region = session.get_one(Region, region_id) if region_id else Region()
    region.name, region.aliases, region.places = name, list(data.aliases), list(data.places)
    session.add(region)
    session.flush()
    record(
        session, actor, "contests.region_saved", f"region:{region.id}", contest_id=round_.contest_id, now=now,
        name=name, new=region_id is None,
    )  # fmt: skip
    return region


@dataclass(frozen=True, slots=True)
class UnitDraft:
    """A body; `parent_id` is the unit above it, through which its works come in."""

    name: str
    aliases: tuple[str, ...] = ()
    region_id: int | None = None
    parent_id: int | None = None


def save_unit(
    session: Session,
    actor: Actor,
    round_: Round,
    data: UnitDraft,
    *,
    unit_id: int | None = None,
    now: datetime,
) -> Unit:
    """Add a unit, or correct one.  Recorded."""
    authorize(rules.enrol(actor, round_, now=now))
    unit = _store_unit(session, data, unit_id)
    record(
        session, actor, "contests.unit_saved", f"unit:{unit.id}", contest_id=round_.contest_id, now=now,
        name=unit.name, new=unit_id is None,
    )  # fmt: skip
    return unit


def _store_unit(session: Session, data: UnitDraft, unit_id: int | None) -> Unit:
    name = data.name.strip()
    other = queries.unit_by_name(session, name)
    wrong: dict[str, Sentence] = {}
    if not name:
        wrong["name"] = REQUIRED
    elif other is not None and other.id != unit_id:
        wrong["name"] = TAKEN
    if unit_id is not None and unit_id in queries.unit_and_above(session, data.parent_id):
        wrong["parent_id"] = say("上级单位不能是它自己或它的下级。")
    refuse(wrong)
    unit = session.get_one(Unit, unit_id) if unit_id else Unit()
    unit.name, unit.aliases = name, list(data.aliases)
    unit.region_id, unit.parent_id = data.region_id, data.parent_id
    session.add(unit)
    session.flush()
    return unit


@dataclass(frozen=True, slots=True)
class RecommenderDraft:
    """A unit as a recommending body: `name` is what lists show, `unit` what the body is called in full."""

    category_id: int
    unit: str
    name: str
    aliases: tuple[str, ...] = ()
    region_id: int | None = None


def save_recommender(
    session: Session,
    actor: Actor,
    round_: Round,
    data: RecommenderDraft,
    *,
    recommender_id: int | None = None,
    now: datetime,
) -> Recommender:
    """Add a recommending unit, or correct one; its unit is found by name or registered.  Recorded."""
    authorize(rules.enrol(actor, round_, now=now))
    stored = _own(session, Recommender, recommender_id, round_)
    _own(session, Category, data.category_id, round_)
    known = queries.unit_by_name(session, data.unit.strip())
    unit_id = stored.unit_id if stored else known.id if known else None
    taken = queries.recommender_of_unit(session, round_.contest_id, unit_id) if unit_id else None
    if taken is not None and taken.id != recommender_id:
        raise Invalid(say("这个单位已经是推荐单位。"), {"unit": say("这个单位已经是推荐单位。")})
    parent_id = session.get_one(Unit, unit_id).parent_id if unit_id else None
    try:
        unit = _store_unit(session, UnitDraft(data.unit, data.aliases, data.region_id, parent_id), unit_id)
    except Invalid as error:
        fields = {"unit" if name == "name" else name: s for name, s in error.fields.items()}
        raise Invalid(error.sentence, fields) from error
    recommender = stored or Recommender(
        contest_id=round_.contest_id, position=len(queries.recommender_rows(session, round_))
    )
    recommender.category_id, recommender.unit_id = data.category_id, unit.id
    recommender.name = data.name.strip() or unit.name
    session.add(recommender)
    session.flush()
    record(
        session, actor, "contests.recommender_saved", f"recommender:{recommender.id}", now=now,
        contest_id=round_.contest_id, name=recommender.name, new=stored is None,
    )  # fmt: skip
    return recommender


def remove_recommender(
    session: Session, actor: Actor, round_: Round, recommender_id: int, *, now: datetime
) -> None:
    """Take a recommending unit out, as long as nothing came in from it.  Recorded; the unit itself stays."""
    authorize(rules.enrol(actor, round_, now=now))
    recommender = _own(session, Recommender, recommender_id, round_)
    if recommender is None:
        raise Missing
    if queries.recommender_in_use(session, recommender.id):
        raise Invalid(say("“%(name)s”已经报送作品，不能删除。", name=recommender.name))
    session.delete(recommender)
    record(
        session, actor, "contests.recommender_removed", f"recommender:{recommender_id}", now=now,
        contest_id=round_.contest_id, name=recommender.name,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class JudgeDraft:
    """A judge; `alias` is what reports show, `home_unit` decides whose works they may not read.

    load_min, load_max: readings, hard limits of a plan.  genres: the only ones he reads; empty: all.
    """

    name: str
    alias: str
    user_id: int | None = None
    home_unit: str = ""
    home_region_id: int | None = None
    load_max: int | None = None
    is_leader: bool = False
    active: bool = True
    load_min: int | None = None
    genres: tuple[str, ...] = ()


def save_judge(
    session: Session,
    actor: Actor,
    round_: Round,
    data: JudgeDraft,
    *,
    judge_id: int | None = None,
    now: datetime,
) -> Judge:
    """Add a judge, or correct one; the account gets the judge's (or leader's) role.  Recorded.

    A home unit that is not registered yet is registered: outside editors and teachers have one too.
    """
    authorize(rules.enrol(actor, round_, now=now))
    stored = _own(session, Judge, judge_id, round_)
    held = account_queries.roles_in(session, data.user_id, round_.contest_id) if data.user_id else ()
    beside = account_rules.hold_beside(actor, Role.JUDGE, held, now=now)
    _check_judge(session, round_, data, judge_id, beside)
    judge = stored or Judge(contest_id=round_.contest_id)
    judge.name, judge.alias, judge.user_id = data.name.strip(), data.alias.strip(), data.user_id
    unit = _home_unit(session, data)
    judge.home_unit_id = unit.id if unit else None
    judge.home_region_id = data.home_region_id or (unit.region_id if unit else None)
    judge.load_min, judge.load_max, judge.genres = data.load_min, data.load_max, list(data.genres)
    judge.is_leader, judge.active = data.is_leader, data.active
    session.add(judge)
    _grant(session, round_.contest_id, data)
    session.flush()
    record(
        session, actor, "contests.judge_saved", f"judge:{judge.id}", contest_id=round_.contest_id, now=now,
        alias=judge.alias, new=stored is None, active=judge.active,
    )  # fmt: skip
    return judge


def _check_judge(
    session: Session, round_: Round, data: JudgeDraft, judge_id: int | None, beside: Denial | None
) -> None:
    """beside: why the account cannot be a judge's."""
    wrong = {name: REQUIRED for name in ("name", "alias") if not getattr(data, name).strip()}
    for other in queries.judges(session, round_.contest_id):
        if other.id == judge_id:
            continue
        if other.alias == data.alias.strip():
            wrong["alias"] = say("这个代号已经有人使用。")
        if data.user_id is not None and other.user_id == data.user_id:
            wrong["user_id"] = say("这个账号已经是“%(alias)s”。", alias=other.alias)
    if beside is not None:
        wrong["user_id"] = beside.reason
    for name in ("load_min", "load_max"):
        if (getattr(data, name) or 0) < 0:
            wrong[name] = say("不能小于 0。")
    if data.load_min is not None and data.load_max is not None and data.load_min > data.load_max:
        wrong["load_min"] = say("不能多于最多评阅篇数。")
    refuse(wrong)


def _home_unit(session: Session, data: JudgeDraft) -> Unit | None:
    name = data.home_unit.strip()
    if not name:
        return None
    return queries.unit_by_name(session, name) or _store_unit(
        session, UnitDraft(name, region_id=data.home_region_id), None
    )


def _grant(session: Session, contest_id: int, data: JudgeDraft) -> None:
    if data.user_id is None:
        return
    held = {g.role: g for g in account_queries.grants_of(session, data.user_id, contest_id)}
    for role in (Role.JUDGE, Role.LEADER) if data.is_leader else (Role.JUDGE,):
        if role not in held:
            session.add(RoleGrant(user_id=data.user_id, role=role, contest_id=contest_id))
    if not data.is_leader and Role.LEADER in held:
        session.delete(held[Role.LEADER])


def _own(session: Session, table: type[Row], row_id: int | None, round_: Round) -> Row | None:
    """The contest's own row, None for a new one; a row of another contest does not exist for this one."""
    if row_id is None:
        return None
    row = session.get(table, row_id)
    if row is None or row.contest_id != round_.contest_id:
        raise Missing
    return row
