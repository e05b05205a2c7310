"""Building a whole contest from a file of settings (see sample/contest.json for the format; a criterion may also have
a "minimum", its least mark).

Regions and units that are already registered are used as they are, so that a preset can be loaded into an
installation that has run contests before.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from reviewapp.access import Actor, authorize
from reviewapp.audit import record
from reviewapp.config import ROOT
from reviewapp.contests import deadlines, queries, rules
from reviewapp.contests.rubrics import BandDraft, CriterionDraft, RubricDraft, problems
from reviewapp.errors import Invalid
from reviewapp.models.contest import (
    Category,
    Contest,
    Division,
    Level,
    LevelKind,
    Obligation,
    ObligationObject,
    Recommender,
    Round,
)
from reviewapp.models.judging import Judge
from reviewapp.models.people import Region, Unit
from reviewapp.models.result import Quota
from reviewapp.models.rubric import Band, Criterion, Rubric
from reviewapp.words import say

FOLDERS = {"sample": ROOT / "sample"}
FORMAT = 1
OBJECTS = {
    "征文": ObligationObject.ESSAY,
    "专题报告": ObligationObject.REPORT,
    "表述方案": ObligationObject.PROPOSAL,
}

Preset = dict[str, Any]


@dataclass(slots=True)
class Built:
    """What was made: ids by the keys (or names) of the preset."""

    contest_id: int
    round_id: int = 0
    regions: dict[str, int] = field(default_factory=dict)  # by key
    units: dict[str, int] = field(default_factory=dict)  # by name
    categories: dict[str, int] = field(default_factory=dict)  # by key
    recommenders: dict[str, int] = field(default_factory=dict)  # by key
    recommender_units: dict[str, int] = field(default_factory=dict)  # recommender key → unit id
    criteria: dict[str, int] = field(default_factory=dict)  # by key
    judges: dict[str, int] = field(default_factory=dict)  # by key


def read(name: str) -> Preset:
    """The preset of that name, with the texts of its attachments.  Raises Invalid for an unknown name."""
    if name not in FOLDERS:
        raise Invalid(say("没有名为“%(name)s”的预设。现有：%(known)s。", name=name, known=list(FOLDERS)))
    preset: Preset = json.loads((FOLDERS[name] / "contest.json").read_text(encoding="utf-8"))
    return with_texts(preset, FOLDERS[name])


def with_texts(preset: Preset, folder: Path) -> Preset:
    """The preset with each attachment's text in place of its path."""
    attachments = [
        {**a, "text": a["text"] if "text" in a else (folder / a["path"]).read_text(encoding="utf-8")}
        for a in preset.get("attachments", [])
    ]
    return {**preset, "attachments": attachments}


def create_from(session: Session, actor: Actor, preset: Preset, *, now: datetime) -> Built:
    """The contest of a preset, in set-up, without any accounts.  By the administrator; recorded.

    Attachments given by path are looked for beside the sample.  Raises Invalid when the preset's format is
    not known or its rubric does not add up.
    """
    authorize(rules.create_contest(actor, now=now))
    if preset.get("format") != FORMAT:
        raise Invalid(say("预设文件的格式版本不对。"))
    preset = with_texts(preset, FOLDERS["sample"])
    contest = _contest(session, preset, now)
    built = Built(contest.id)
    _places(session, preset, built)
    _categories(session, preset, built)
    _recommenders(session, preset, built)
    rubric = _rubric(session, preset, built)
    round_ = _round(session, preset, contest, rubric, built)
    built.round_id = round_.id
    _quotas(session, preset, built)
    _judges(session, preset, built)
    record(
        session, actor, "contests.created", f"contest:{contest.id}", contest_id=contest.id, now=now,
        title=contest.title, preset=True, recommenders=len(built.recommenders), judges=len(built.judges),
    )  # fmt: skip
    return built


def _contest(session: Session, preset: Preset, now: datetime) -> Contest:
    notice, contact = preset.get("notice", {}), preset.get("contact", {})
    contest = Contest(
        slug=queries.free_slug(session, preset.get("slug", "sample")),
        title=preset["title"],
        theme=preset.get("theme", ""),
        host=preset.get("host", ""),
        recipient=preset.get("office", ""),
        contact="\n".join(
            line
            for line in ("、".join(contact.get("people", [])), contact.get("phone"), contact.get("email"))
            if line
        ),
        notice="\n".join([*filter(None, [notice.get("title")]), *notice.get("paragraphs", [])]),
        attachments=[{"title": a["title"], "text": a["text"]} for a in preset["attachments"]],
        time_zone=preset.get("time_zone", "Asia/Shanghai"),
        created_at=now,
    )
    session.add(contest)
    session.flush()
    return contest


def _places(session: Session, preset: Preset, built: Built) -> None:
    """Regions; recommending bodies and the units below them; bodies known only by name (organizations)."""
    for given in preset.get("regions", []):
        region = queries.region_by_name(session, given["name"]) or Region(name=given["name"])
        region.aliases = _joined(region.aliases, given.get("aliases", []))
        names = [n for place in given.get("places", []) for n in (place["name"], *place.get("aliases", []))]
        region.places = _joined(region.places, names)
        session.add(region)
        session.flush()
        built.regions[given["key"]] = region.id
    for given in preset.get("recommenders", []):
        unit = _unit(session, built, given["name"], given.get("aliases", []), given.get("region"))
        built.recommender_units[given["key"]] = unit.id
    for given in preset.get("units", []):
        unit = _unit(session, built, given["name"], given.get("aliases", []), given.get("region"))
        parent_id = built.recommender_units.get(given.get("recommender", ""))
        unit.parent_id = parent_id if parent_id != unit.id else None
    for given in preset.get("organizations", []):
        _unit(session, built, given["name"], given.get("aliases", []), None)


def _unit(session: Session, built: Built, name: str, aliases: list[str], region: str | None) -> Unit:
    unit = queries.unit_by_name(session, name) or Unit(name=name)
    unit.aliases = _joined(unit.aliases, aliases)
    unit.region_id = unit.region_id or (built.regions[region] if region else None)
    session.add(unit)
    session.flush()
    built.units[name] = unit.id
    return unit


def _joined(known: list[str] | None, more: list[str]) -> list[str]:
    return list(dict.fromkeys([*(known or []), *more]))


def _categories(session: Session, preset: Preset, built: Built) -> None:
    zone = preset.get("time_zone", "Asia/Shanghai")
    for place, given in enumerate(preset["categories"]):
        category = Category(
            contest_id=built.contest_id, name=given["name"], aliases=given.get("aliases", []), position=place
        )
        session.add(category)
        session.flush()
        built.categories[given["key"]] = category.id
        for owed in given.get("obligations", []):
            due = deadlines.end_of_day(
                date.fromisoformat(owed["due"]), zone, inclusive=owed.get("inclusive", True)
            )
            session.add(
                Obligation(
                    contest_id=built.contest_id, category_id=category.id, object=OBJECTS[owed["what"]],
                    minimum=owed.get("minimum", 0), maximum=owed.get("maximum"), due=due,
                )
            )  # fmt: skip


def _recommenders(session: Session, preset: Preset, built: Built) -> None:
    regions = {r["key"]: r["name"] for r in preset.get("regions", [])}
    for place, given in enumerate(preset.get("recommenders", [])):
        recommender = Recommender(
            contest_id=built.contest_id,
            category_id=built.categories[given["category"]],
            unit_id=built.recommender_units[given["key"]],
            name=regions.get(given.get("region") or "", given["name"]),
            position=place,
        )
        session.add(recommender)
        session.flush()
        built.recommenders[given["key"]] = recommender.id


def _rubric(session: Session, preset: Preset, built: Built) -> Rubric:
    given = preset["rubric"]
    step = min((c.get("step", 1) for c in given["criteria"]), default=1)
    draft = RubricDraft(
        name=given.get("title", "评分标准"),
        full_marks=given["total"],
        steps_per_point=round(1 / step),
        criteria=tuple(
            CriterionDraft(
                c["name"], c["points"], c.get("description", ""),
                bands=tuple(
                    BandDraft(b["name"], b["from"], b["to"], b.get("description", ""))
                    for b in c.get("bands", [])
                ),
                minimum=c.get("minimum", 0),
            )
            for c in given["criteria"]
        ),
    )  # fmt: skip
    wrong = problems(draft)
    if wrong:
        raise Invalid(wrong[0].sentence)
    rubric = Rubric(
        contest_id=built.contest_id,
        name=draft.name,
        full_marks=draft.full_marks,
        steps_per_point=draft.steps_per_point,
    )
    for place, c in enumerate(draft.criteria):
        criterion = Criterion(
            position=place, name=c.name, minimum=c.minimum, maximum=c.maximum, description=c.description
        )
        criterion.bands = [
            Band(name=b.name, low=b.low, high=b.high, description=b.description) for b in c.bands
        ]
        rubric.criteria.append(criterion)
    session.add(rubric)
    session.flush()
    keys = [c["key"] for c in given["criteria"]]
    built.criteria = {key: c.id for key, c in zip(keys, rubric.criteria, strict=True)}
    return rubric


def _round(session: Session, preset: Preset, contest: Contest, rubric: Rubric, built: Built) -> Round:
    levels = [
        Level(contest_id=contest.id, position=place, kind=LevelKind(level["key"]), name=level["name"])
        for place, level in enumerate(preset["levels"])
    ]
    division = Division(contest_id=contest.id, name="征文")
    session.add_all([*levels, division])
    session.flush()
    times = {stage["key"]: stage for stage in preset.get("stages", [])}
    review = preset.get("review", {})
    round_ = Round(
        contest_id=contest.id,
        level_id=levels[-1].id,
        division_id=division.id,
        rubric_id=rubric.id,
        title=f"{levels[-1].name}评审",
        opens_at=_instant(times, "submission", "opens_at"),
        submissions_until=_instant(times, "submission", "closes_at"),
        judging_until=_instant(times, "judging", "closes_at"),
        notice_from=_instant(times, "publication", "opens_at"),
        notice_until=_instant(times, "publication", "closes_at"),
        readings=review.get("readings", 3),
        tolerance_percent=round(100 * review.get("discrepancy_points", 10) / rubric.full_marks),
        tolerance_inclusive=review.get("discrepancy_inclusive", False),
        region_conflict=review.get("own_region") == "conflict",
        tie_break=[built.criteria[key] for key in preset["rubric"].get("tie_break", [])],
        seed=preset.get("selection", {}).get("lot_seed", 20260701),
    )
    session.add(round_)
    session.flush()
    return round_


def _instant(times: dict[str, Preset], stage: str, edge: str) -> datetime | None:
    text = times.get(stage, {}).get(edge)
    return datetime.fromisoformat(text) if text else None


def _quotas(session: Session, preset: Preset, built: Built) -> None:
    for given in preset["categories"]:
        places = given.get("selection")
        if places:
            session.add(
                Quota(
                    round_id=built.round_id, scope="recommender",
                    category_id=built.categories[given["key"]], minimum=places.get("minimum", 0),
                    maximum=places.get("maximum"), hard=places.get("hard", False),
                )
            )  # fmt: skip
    total = preset.get("selection", {}).get("total")
    if total:
        exact = preset["selection"].get("total_kind") == "exact"
        session.add(
            Quota(
                round_id=built.round_id,
                scope="total",
                minimum=total if exact else 0,
                maximum=total,
                hard=True,
            )
        )
    session.flush()


def _judges(session: Session, preset: Preset, built: Built) -> None:
    for place, given in enumerate(preset.get("judges", [])):
        home = given.get("home_unit")
        unit = _unit(session, built, home, [], given.get("home_region")) if home else None
        region = given.get("home_region")
        judge = Judge(
            contest_id=built.contest_id,
            name=given["name"],
            alias=f"评委{place + 1:02d}",
            home_unit_id=unit.id if unit else None,
            home_region_id=built.regions[region] if region else unit.region_id if unit else None,
            load_max=given.get("load_max"),
            is_leader=given.get("leader", False),
        )
        session.add(judge)
        session.flush()
        built.judges[given["key"]] = judge.id
