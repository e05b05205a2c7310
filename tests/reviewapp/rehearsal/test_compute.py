"""From a round's rows to a rehearsal and back: who is barred, which quotas, what is stored."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewapp.errors import Invalid
from reviewapp.models.contest import Recommender
from reviewapp.models.judging import Judge
from reviewapp.models.log import AuditEvent
from reviewapp.models.people import Unit
from reviewapp.models.result import Quota, Run
from reviewapp.models.rubric import RubricMode
from reviewapp.rehearsal import actions, compute
from reviewapp.rehearsal.actions import RehearsalDraft
from reviewapp.runs import Json
from tests import factories
from tests.conftest import NOW
from tests.factories import World

DRAFT = RehearsalDraft(papers=6, judges=5, readings=2, runs=2, more_judges=2)


def requested(session: Session, world: World, draft: RehearsalDraft = DRAFT) -> Run:
    return actions.request_rehearsal(session, world.actors["organizer"], world.round, draft, now=NOW)


def loaded(session: Session, world: World, draft: RehearsalDraft = DRAFT) -> Json:
    found: Json = json.loads(json.dumps(compute.load(session, requested(session, world, draft))))
    return found


def test_set_up_holds_bodies_judges_and_quotas(session: Session, world: World) -> None:
    found = loaded(session, world)
    assert [g["papers"] for g in found["groups"]] == [6, 6, 6]
    assert found["load_max"] == [None] * 5  # three enrolled, the leader left out, two added
    assert found["aliases"] == ["评委01", "评委02", "评委03"]
    bureau1, bureau2, direct = (str(r.id) for r in world.recommenders)
    assert [(q["scope"], q["key"], q["minimum"], q["maximum"]) for q in found["quotas"]] == [
        ("group", bureau1, 2, 3), ("group", bureau2, 2, 3), ("group", direct, 1, 2),
    ]  # fmt: skip
    assert (found["maxima"], found["step"]) == (["40", "30", "30"], "1/2")


def test_judges_are_barred_by_unit_region_and_declared_conflict(session: Session, world: World) -> None:
    """Judge 1 is of 赤峰, judge 2 of the direct unit; judge 3 has a declared conflict with 通辽."""
    unit = session.get_one(Unit, world.recommenders[1].unit_id)
    factories.declare_conflict(session, world, world.judges[2], unit)
    assert loaded(session, world)["barred"] == [[0, 0], [1, 2], [2, 1]]
    world.round.region_conflict = False
    assert loaded(session, world)["barred"] == [[1, 2], [2, 1]]


def test_works_are_counted_when_no_number_is_given(session: Session, world: World) -> None:
    for recommender in (0, 0, 2):
        factories.make_entry(session, world, recommender)
    draft = RehearsalDraft(papers=None, judges=2, readings=2)
    found = loaded(session, world, draft)
    assert [g["papers"] for g in found["groups"]] == [2, 0, 1]
    assert found["aliases"] == ["评委01", "评委02"]


def test_other_quotas_and_weighted_criteria(session: Session, world: World) -> None:
    category = world.recommenders[0].category_id
    session.add(Quota(round_id=world.round.id, scope="category", category_id=category, maximum=4))
    session.add(Quota(round_id=world.round.id, scope="total", maximum=5))
    quarter = {"scope": "category", "category_id": category, "maximum": 25, "percent": True}
    session.add(Quota(round_id=world.round.id, **quarter))
    world.rubric.mode = RubricMode.PERCENT
    for criterion, weight in zip(world.rubric.criteria, (50, 30, 20), strict=True):
        criterion.weight, criterion.maximum = weight, 100
    session.flush()
    found = loaded(session, world)
    assert [(q["scope"], q["key"]) for q in found["quotas"][3:]] == [
        ("category", str(category)),
        ("total", ""),
        ("category", str(category)),
    ]
    assert found["quotas"][-1]["maximum"] == 3  # a quarter of two times six works
    assert found["maxima"] == ["50", "30", "20"]
    assert "minima" not in found  # the digest of runs on a scale from 0 stays what it was
    world.rubric.criteria[1].minimum = 12.5
    session.flush()
    assert loaded(session, world)["minima"] == ["0", "15/4", "0"]


def test_units_and_authors_are_those_of_the_works_or_assumed(session: Session, world: World) -> None:
    for recommender, author in ((0, "王小满"), (2, "李大雪"), (0, "王小满")):
        factories.make_entry(session, world, recommender, author=author)
    session.add(Quota(round_id=world.round.id, scope="unit", maximum=1))
    session.add(Quota(round_id=world.round.id, scope="author", maximum=1))
    session.add(Quota(round_id=world.round.id, scope="total", genre="随笔", minimum=30, percent=True))
    session.flush()
    received = loaded(session, world, RehearsalDraft(papers=None, judges=2, readings=2))
    first, direct = (str(world.recommenders[i].unit_id) for i in (0, 2))
    assert received["bodies"]["unit"] == [first, first, direct]  # body by body
    same, again, other = received["bodies"]["author"]
    assert same == again != other
    assert received["bodies"]["genre"] == ["随笔"] * 3
    assert [(q["genre"], q["minimum"]) for q in received["genre_quotas"]] == [("随笔", 30)]
    assert [(q["scope"], q["key"], q["maximum"]) for q in received["quotas"][3:]] == [
        ("unit", "*", 1), ("author", "*", 1),
    ]  # fmt: skip
    assumed = loaded(session, world, RehearsalDraft(papers=3, judges=5, readings=2, units=2))
    assert assumed["bodies"] == {"unit": [f"{b}-{i}" for b in range(3) for i in (0, 1, 0)]}
    assert loaded(session, world)["bodies"] == {}
    both = loaded(session, world, RehearsalDraft(papers=None, judges=5, readings=2, units=1))
    assert both["bodies"] == {"unit": ["0-0", "0-0", "2-0"], "genre": ["随笔"] * 3}


def test_places_of_genres_are_rehearsed_where_the_genres_are_known(session: Session, world: World) -> None:
    for number in range(4):
        factories.make_entry(session, world, 0).genre = "诗歌" if number < 2 else "随笔"
        factories.make_entry(session, world, 1)
    session.query(Quota).delete()
    session.add(Quota(round_id=world.round.id, scope="total", maximum=2))
    session.add(Quota(round_id=world.round.id, scope="total", genre="诗歌", minimum=100, percent=True))
    session.flush()
    run = requested(session, world, RehearsalDraft(None, judges=5, readings=1, runs=2, more_judges=1))
    inputs = json.loads(json.dumps(compute.load(session, run)))
    output = compute.calculate(inputs, run.params, run.seed, lambda done, total: None)
    assert [group["places"] for group in output["groups"]] == [2, 0, 0]  # the two poems
    assert output["left_out"] == []
    del inputs["bodies"]["genre"]  # as of assumed works
    output = compute.calculate(inputs, run.params, run.seed, lambda done, total: None)
    assert sum(group["places"] for group in output["groups"]) == 2
    assert output["left_out"] == ["genre"]


def test_rehearsal_is_computed_and_recorded(session: Session, world: World) -> None:
    run = requested(session, world)
    inputs = json.loads(json.dumps(compute.load(session, run)))
    seen: list[tuple[int, int]] = []
    output = compute.calculate(inputs, run.params, run.seed, lambda done, total: seen.append((done, total)))
    assert seen[-1] == (2 * len(output["outcomes"]), 2 * len(output["outcomes"]))
    base = output["outcomes"][0]
    assert (base["readings"], base["total"], base["load"]) == (2, 36, 8)
    assert (output["papers"], output["simulated"], output["sampled"]) == (18, 18, False)
    assert [g["name"] for g in output["groups"]] == ["赤峰市", "通辽市", "自治区阴山医院"]
    compute.store(session, run, output, NOW)
    told = session.scalars(sa.select(AuditEvent.verb).where(AuditEvent.subject == f"run:{run.id}"))
    assert list(told) == ["rehearsal.requested", "rehearsal.done"]


def test_set_up_without_a_plan_says_why(session: Session, world: World) -> None:
    draft = RehearsalDraft(papers=3, judges=3, readings=3, runs=2)
    run = requested(session, world, draft)
    output = compute.calculate(compute.load(session, run), run.params, run.seed, lambda done, total: None)
    base = output["outcomes"][0]
    assert base["right"] is None
    assert "只剩 2 位可评" in str(base["blocker"]["msgid"]) % base["blocker"]["facts"]


def test_hard_minimum_that_cannot_be_met_is_refused(session: Session, world: World) -> None:
    session.add(Quota(round_id=world.round.id, scope="total", minimum=99, hard=True))
    session.flush()
    run = requested(session, world)
    with pytest.raises(Invalid, match="最低名额"):
        compute.calculate(compute.load(session, run), run.params, run.seed, lambda done, total: None)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (RehearsalDraft(papers=None, judges=5, readings=2), "papers"),
        (RehearsalDraft(papers=0, judges=5, readings=2), "papers"),
        (RehearsalDraft(papers=5, judges=0, readings=2), "judges"),
        (RehearsalDraft(papers=5, judges=5, readings=16), "readings"),
        (RehearsalDraft(papers=5, judges=5, readings=2, drop_outs=91), "drop_outs"),
        (RehearsalDraft(papers=5, judges=5, readings=2, pace=0), "pace"),
        (RehearsalDraft(papers=5, judges=5, readings=2, runs=1), "runs"),
    ],
)
def test_assumptions_out_of_range_are_refused(
    session: Session, world: World, draft: RehearsalDraft, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        requested(session, world, draft)
    assert list(refused.value.fields) == [field]


def test_contest_without_recommending_bodies_is_refused(session: Session, world: World) -> None:
    for recommender in world.recommenders:
        session.delete(recommender)
    session.flush()
    assert session.query(Recommender).count() == 0
    assert session.query(Judge).count() == 4
    with pytest.raises(Invalid, match="推荐单位"):
        requested(session, world)
