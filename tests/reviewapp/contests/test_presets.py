"""The sample's preset builds a whole contest, also beside one that exists."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from reviewapp.access import Actor
from reviewapp.contests import presets, queries
from reviewapp.contests.rubrics import draft_of, problems
from reviewapp.errors import Forbidden, Invalid
from reviewapp.models.contest import Contest, ObligationObject, Recommender, Round, Stage
from reviewapp.models.judging import Judge
from reviewapp.models.people import Region, Unit
from tests import factories
from tests.conftest import NOW


@pytest.fixture(scope="module")
def preset() -> dict[str, Any]:
    return presets.read("sample")


def test_preset_builds_everything_it_lists(session: Session, preset: dict[str, Any]) -> None:
    built = presets.create_from(session, Actor.system(), preset, now=NOW)
    round_ = session.get_one(Round, built.round_id)
    contest = session.get_one(Contest, built.contest_id)
    assert set(built.recommenders) == {r["key"] for r in preset["recommenders"]}
    assert set(built.regions) == {r["key"] for r in preset["regions"]}
    assert set(built.judges) == {j["key"] for j in preset["judges"]}
    assert {u["name"] for u in preset["units"]} <= set(built.units)
    assert round_.stage == Stage.SETUP
    assert round_.submissions_until == datetime(2026, 6, 30, 15, 59, 59, tzinfo=UTC)
    assert contest.attachments[0]["text"]
    rubric = queries.rubric_of(session, round_)
    assert rubric is not None
    assert problems(draft_of(rubric)) == []
    assert round_.tie_break == [built.criteria[key] for key in preset["rubric"]["tie_break"]]


def test_preset_may_give_least_marks(session: Session, preset: dict[str, Any]) -> None:
    first, *others = preset["rubric"]["criteria"]
    first = {**first, "minimum": 5, "bands": []}
    scaled = {**preset, "rubric": {**preset["rubric"], "criteria": [first, *others]}}
    built = presets.create_from(session, Actor.system(), scaled, now=NOW)
    rubric = queries.rubric_of(session, session.get_one(Round, built.round_id))
    assert rubric is not None
    assert [c.minimum for c in rubric.criteria] == [5, *(0 for _ in others)]


def test_preset_obligations_of_the_notice(session: Session, preset: dict[str, Any]) -> None:
    """At least 5 essays of each league, 2 of each other unit; "before 1 July" ends with 30 June."""
    built = presets.create_from(session, Actor.system(), preset, now=NOW)
    owed = queries.obligations(session, built.contest_id)
    essays = {o.category_id: o.minimum for o in owed if o.object == ObligationObject.ESSAY}
    assert sorted(essays.values()) == [2, 2, 5]
    assert {o.due for o in owed} == {datetime(2026, 6, 30, 15, 59, 59, tzinfo=UTC)}


def test_preset_gives_judges_home_and_region(session: Session, preset: dict[str, Any]) -> None:
    built = presets.create_from(session, Actor.system(), preset, now=NOW)
    chifeng = session.get_one(Judge, built.judges["j06"])
    outside = session.get_one(Judge, built.judges["j10"])
    assert chifeng.home_region_id == built.regions["chifeng"]
    assert (outside.home_region_id, session.get_one(Unit, outside.home_unit_id).name) == (
        None,
        "塞上文艺杂志社",
    )
    leaders = session.scalars(
        select(Judge.id).where(Judge.contest_id == built.contest_id, Judge.is_leader.is_(True))
    )
    assert list(leaders) == [built.judges["j11"]]


def test_second_contest_reuses_regions_and_units(session: Session, preset: dict[str, Any]) -> None:
    first = presets.create_from(session, Actor.system(), preset, now=NOW)
    counted = [session.scalar(select(func.count(t.id))) for t in (Region, Unit)]
    second = presets.create_from(session, Actor.system(), preset, now=NOW)
    assert [session.scalar(select(func.count(t.id))) for t in (Region, Unit)] == counted
    assert second.units == first.units
    assert second.contest_id != first.contest_id
    slugs = session.scalars(select(Contest.slug).order_by(Contest.id)).all()
    assert slugs == ["sample", "sample-2"]
    assert session.scalar(select(func.count(Recommender.id))) == 2 * len(preset["recommenders"])


def test_preset_is_built_by_the_administrator(
    session: Session, world: factories.World, preset: dict[str, Any]
) -> None:
    with pytest.raises(Forbidden):
        presets.create_from(session, world.actors["organizer"], preset, now=NOW)


def test_broken_presets_are_refused(session: Session, preset: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        presets.create_from(session, Actor.system(), {**preset, "format": 99}, now=NOW)
    uneven = {**preset, "rubric": {**preset["rubric"], "total": 99}}
    with pytest.raises(Invalid):
        presets.create_from(session, Actor.system(), uneven, now=NOW)
    with pytest.raises(Invalid):
        presets.read("nothing")
