"""Regions, units, recommending units and judges."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewapp.access import load_actor
from reviewapp.contests import enrolment, queries
from reviewapp.contests.enrolment import JudgeDraft, RecommenderDraft, RegionDraft, UnitDraft
from reviewapp.errors import Invalid, Missing, StageClosed
from reviewapp.models.account import Role
from reviewapp.models.contest import Category, Recommender, Stage
from reviewapp.models.people import Unit
from tests import factories
from tests.conftest import NOW


def category_of(session: Session, world: factories.World, name: str) -> Category:
    found = session.scalar(
        select(Category).where(Category.contest_id == world.contest.id, Category.name == name)
    )
    assert found is not None
    return found


def test_recommender_is_added_with_unit_aliases_and_region(session: Session, world: factories.World) -> None:
    data = RecommenderDraft(
        category_of(session, world, "盟市").id,
        "阿拉善盟卫生健康委员会",
        "阿拉善盟",
        ("阿拉善盟卫生局",),
        world.regions[0].id,
    )
    made = enrolment.save_recommender(session, world.actors["organizer"], world.round, data, now=NOW)
    unit = session.get_one(Unit, made.unit_id)
    assert (made.name, made.position) == ("阿拉善盟", 3)
    assert (unit.name, unit.aliases, unit.region_id) == (data.unit, ["阿拉善盟卫生局"], world.regions[0].id)


def test_known_unit_becomes_recommender_and_keeps_its_place(session: Session, world: factories.World) -> None:
    hospital = world.hospitals[0]
    data = RecommenderDraft(category_of(session, world, "直属单位").id, hospital.name, "")
    made = enrolment.save_recommender(session, world.actors["organizer"], world.round, data, now=NOW)
    assert (made.unit_id, made.name) == (hospital.id, hospital.name)
    assert hospital.parent_id is not None


def test_unit_recommends_once(session: Session, world: factories.World) -> None:
    unit = session.get_one(Unit, world.recommenders[0].unit_id)
    data = RecommenderDraft(world.recommenders[0].category_id, unit.name, "赤峰")
    with pytest.raises(Invalid):
        enrolment.save_recommender(session, world.actors["organizer"], world.round, data, now=NOW)


def test_recommender_is_renamed_without_losing_its_unit(session: Session, world: factories.World) -> None:
    stored = world.recommenders[0]
    data = RecommenderDraft(
        stored.category_id, "赤峰市卫生健康委员会", "赤峰", ("赤峰市卫生局",), world.regions[0].id
    )
    enrolment.save_recommender(
        session, world.actors["organizer"], world.round, data, recommender_id=stored.id, now=NOW
    )
    unit = session.get_one(Unit, stored.unit_id)
    assert (stored.name, unit.name, unit.aliases) == ("赤峰", "赤峰市卫生健康委员会", ["赤峰市卫生局"])


def test_recommender_leaves_only_before_works_came(session: Session, world: factories.World) -> None:
    organizer = world.actors["organizer"]
    factories.make_entry(session, world, 0)
    with pytest.raises(Invalid):
        enrolment.remove_recommender(session, organizer, world.round, world.recommenders[0].id, now=NOW)
    enrolment.remove_recommender(session, organizer, world.round, world.recommenders[1].id, now=NOW)
    assert session.get(Recommender, world.recommenders[1].id) is None


def test_row_of_another_contest_does_not_exist(session: Session, world: factories.World) -> None:
    other = type(world.contest)(slug="other", title="另一个", created_at=NOW)
    session.add(other)
    session.flush()
    foreign = Category(contest_id=other.id, name="盟市")
    session.add(foreign)
    session.flush()
    with pytest.raises(Missing):
        enrolment.save_recommender(
            session,
            world.actors["organizer"],
            world.round,
            RecommenderDraft(foreign.id, "某单位", ""),
            now=NOW,
        )


def test_unit_cannot_stand_above_itself(session: Session, world: factories.World) -> None:
    bureau_id, hospital = world.recommenders[0].unit_id, world.hospitals[0]
    bureau = session.get_one(Unit, bureau_id)
    with pytest.raises(Invalid) as refused:
        enrolment.save_unit(
            session, world.actors["organizer"], world.round, UnitDraft(bureau.name, parent_id=hospital.id),
            unit_id=bureau_id, now=NOW,
        )  # fmt: skip
    assert set(refused.value.fields) == {"parent_id"}


def test_names_of_units_and_regions_are_taken_once(session: Session, world: factories.World) -> None:
    organizer = world.actors["organizer"]
    with pytest.raises(Invalid):
        enrolment.save_unit(session, organizer, world.round, UnitDraft(world.hospitals[0].name), now=NOW)
    with pytest.raises(Invalid):
        enrolment.save_region(session, organizer, world.round, RegionDraft("通辽市"), now=NOW)
    saved = enrolment.save_region(
        session,
        organizer,
        world.round,
        RegionDraft("通辽市", ("通辽",), ("库伦旗",)),
        region_id=world.regions[1].id,
        now=NOW,
    )
    assert saved.places == ["库伦旗"]


def test_judge_gets_role_and_home_of_a_new_unit(session: Session, world: factories.World) -> None:
    user = factories.make_user(session, "judge9", "新评委")
    data = JudgeDraft("新评委", "评委09", user.id, home_unit="塞上文艺杂志社", load_max=30)
    judge = enrolment.save_judge(session, world.actors["organizer"], world.round, data, now=NOW)
    actor = load_actor(session, user.id)
    assert actor is not None
    assert actor.judge_id(world.contest.id) == judge.id
    assert actor.has(Role.JUDGE, world.contest.id)
    home = session.get_one(Unit, judge.home_unit_id)
    assert home.name == "塞上文艺杂志社"


def test_judge_takes_the_region_of_the_home_unit(session: Session, world: factories.World) -> None:
    data = JudgeDraft("新评委", "评委09", home_unit=world.hospitals[1].name)
    judge = enrolment.save_judge(session, world.actors["organizer"], world.round, data, now=NOW)
    assert judge.home_region_id == world.regions[1].id


def test_leader_role_is_given_and_taken_back(session: Session, world: factories.World) -> None:
    organizer, judge = world.actors["organizer"], world.judges[0]
    user = world.users["judge1"]
    for leads in (True, False):
        data = JudgeDraft(judge.name, judge.alias, user.id, is_leader=leads)
        enrolment.save_judge(session, organizer, world.round, data, judge_id=judge.id, now=NOW)
        session.flush()
        actor = load_actor(session, user.id)
        assert actor is not None
        assert actor.has(Role.LEADER, world.contest.id) is leads


def test_alias_and_account_belong_to_one_judge(session: Session, world: factories.World) -> None:
    data = JudgeDraft("新评委", world.judges[0].alias, world.users["judge2"].id)
    with pytest.raises(Invalid) as refused:
        enrolment.save_judge(session, world.actors["organizer"], world.round, data, now=NOW)
    assert set(refused.value.fields) == {"alias", "user_id"}


def test_account_that_sees_the_authors_becomes_no_judge(session: Session, world: factories.World) -> None:
    data = JudgeDraft("编号员", "评委09", world.users["clerk"].id)
    with pytest.raises(Invalid) as refused:
        enrolment.save_judge(session, world.actors["organizer"], world.round, data, now=NOW)
    assert set(refused.value.fields) == {"user_id"}


def test_enrolment_ends_with_the_marks(session: Session, world: factories.World) -> None:
    world.round.stage = Stage.SELECTION
    with pytest.raises(StageClosed):
        enrolment.save_judge(
            session, world.actors["organizer"], world.round, JudgeDraft("新评委", "评委09"), now=NOW
        )
    assert len(queries.judges(session, world.contest.id)) == 4
