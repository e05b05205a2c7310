"""Snapshots from a whitelist, what is refused, and what is recorded."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from reviewapp.errors import Forbidden, Invalid, StageClosed, Stale
from reviewapp.models.contest import Stage
from reviewapp.models.entry import Entry
from reviewapp.models.log import AuditEvent
from reviewapp.models.paper import Paper
from reviewapp.models.publication import PublicationKind
from reviewapp.publication import actions, queries, snapshot
from reviewapp.publication.draft import preview
from reviewapp.publication.wording import usual_end, usual_words
from tests.factories import World
from tests.reviewapp.publication import builders
from tests.reviewapp.publication.builders import NOW, UNTIL


def test_snapshot_holds_the_whitelist_and_nothing_else(session: Session, world: World) -> None:
    builders.submitted(session, world)
    content = builders.publish(session, world).snapshot
    assert set(content) == {
        "kind", "contest", "host", "round", "heading", "preamble", "objections", "published_on", "until",
        "count", "groups",
    }  # fmt: skip
    works = [work for group in content["groups"] for work in group["works"]]
    assert {tuple(sorted(work)) for work in works} == {("authors", "recommender", "title", "unit")}
    text = json.dumps(content, ensure_ascii=False)
    assert [secret for secret in builders.SECRETS if secret in text] == []
    assert "第3篇" not in text, "the reserve is not published"
    assert [g["recommender"] for g in content["groups"]] == ["赤峰市", "通辽市", "自治区阴山医院"]
    assert (content["count"], content["published_on"]) == (3, "2026-08-07")
    assert content["until"] == "2026-08-14T23:59+08:00"


def test_order_inside_a_body_is_by_title_not_by_rank(session: Session, world: World) -> None:
    listed = builders.submitted(session, world, works=9)
    for item in listed.items:
        item.position = 100 - item.position
    session.flush()
    for group in builders.publish(session, world).snapshot["groups"]:
        titles = [work["title"] for work in group["works"]]
        assert titles == sorted(titles)


def test_published_snapshot_does_not_follow_later_changes(session: Session, world: World) -> None:
    builders.submitted(session, world)
    publication = builders.publish(session, world)
    before = json.dumps(publication.snapshot)
    for entry in session.query(Entry):
        entry.title = "改过的题目"
    session.flush()
    session.refresh(publication)
    assert json.dumps(publication.snapshot) == before
    assert snapshot.verify(publication)


def test_verify_finds_every_change_of_a_stored_snapshot(session: Session, world: World) -> None:
    builders.submitted(session, world)
    publication = builders.publish(session, world)
    whole = publication.snapshot
    publication.snapshot = {**whole, "count": 2}
    assert not snapshot.verify(publication)
    publication.snapshot, publication.until = whole, UNTIL + timedelta(days=1)
    assert not snapshot.verify(publication), "the period was stretched behind the snapshot"


def test_preview_is_what_is_published(session: Session, world: World) -> None:
    builders.submitted(session, world)
    seen = preview(session, world.round, builders.draft(), now=NOW)
    assert builders.publish(session, world, checked=snapshot.work_list(seen)).snapshot == seen


def test_list_that_changed_after_the_preview_is_not_published(session: Session, world: World) -> None:
    listed = builders.submitted(session, world)
    seen = preview(session, world.round, builders.draft(), now=NOW)
    listed.items[0].reserve = True
    session.flush()
    with pytest.raises(Stale, match="预览之后"):
        builders.publish(session, world, checked=snapshot.work_list(seen))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"heading": "  "}, "heading"),
        ({"heading": "长" * 201}, "heading"),
        ({"preamble": "长" * 5001}, "preamble"),
        ({"until": NOW}, "until"),
        ({"until": None}, "until"),
    ],
)
def test_draft_that_cannot_stand_is_refused_at_its_field(
    session: Session, world: World, changes: dict[str, object], field: str
) -> None:
    builders.submitted(session, world)
    with pytest.raises(Invalid) as refused:
        builders.publish(session, world, **changes)
    assert list(refused.value.fields) == [field]
    assert queries.publications(session, world.round.id) == []


def test_final_results_need_no_end_but_a_submitted_list(session: Session, world: World) -> None:
    world.round.stage = Stage.PUBLICATION
    final = {"kind": PublicationKind.FINAL, "until": None}
    with pytest.raises(Invalid, match="还没有提交"):
        builders.publish(session, world, **final)
    builders.submitted(session, world)
    assert builders.publish(session, world, **final).until is None


def test_take_down_needs_a_reason_happens_once_and_leaves_the_board(session: Session, world: World) -> None:
    builders.submitted(session, world)
    publication = builders.publish(session, world)
    organizer, round_ = world.actors["organizer"], world.round
    assert queries.current(session, NOW) == [publication]
    with pytest.raises(Invalid, match="理由"):
        actions.take_down(session, organizer, round_, publication, " ", now=NOW)
    round_.stage = Stage.CLOSED
    actions.take_down(session, organizer, round_, publication, "姓名有误", now=NOW)
    assert queries.current(session, NOW) == []
    with pytest.raises(Stale, match="已经撤下"):
        actions.take_down(session, organizer, round_, publication, "姓名有误", now=NOW)
    verbs = [(e.verb, e.facts.get("reason")) for e in session.query(AuditEvent).order_by(AuditEvent.seq)]
    assert verbs == [("publication.published", None), ("publication.taken_down", "姓名有误")]


def test_board_shows_a_notice_exactly_in_its_period(session: Session, world: World) -> None:
    builders.submitted(session, world)
    publication = builders.publish(session, world)
    second = timedelta(seconds=1)
    shown = [bool(queries.current(session, t)) for t in (NOW - second, NOW, UNTIL, UNTIL + second)]
    assert shown == [False, True, True, False]
    assert len(publication.slug) >= 12


def test_results_are_released_once_and_only_when_confirmed(session: Session, world: World) -> None:
    world.round.stage = Stage.PUBLICATION
    organizer = world.actors["organizer"]
    with pytest.raises(Invalid, match="还没有确认"):
        actions.release_results(session, organizer, world.round, now=NOW)
    builders.submitted(session, world)
    actions.release_results(session, organizer, world.round, now=NOW)
    assert world.round.released_at == NOW
    with pytest.raises(Stale):
        actions.release_results(session, organizer, world.round, now=NOW + timedelta(hours=1))


def test_results_out_of_date_are_released_only_knowingly(session: Session, world: World) -> None:
    builders.submitted(session, world)
    organizer = world.actors["organizer"]
    session.query(Paper).first().penalty_points = 4  # type: ignore[union-attr]
    with pytest.raises(Invalid, match="1 篇作品的停评或扣分有变动"):
        actions.release_results(session, organizer, world.round, now=NOW)
    assert world.round.released_at is None
    actions.release_results(session, organizer, world.round, now=NOW, knowingly=True)
    recorded = session.query(AuditEvent).order_by(AuditEvent.seq.desc()).first()
    assert recorded is not None
    assert recorded.verb == "publication.released"
    assert recorded.facts["differs"][0]["facts"] == {"n": 1}


def test_nobody_else_and_no_other_stage(session: Session, world: World) -> None:
    builders.submitted(session, world)
    for role in ("clerk", "leader", "judge1", "bureau1", "admin"):
        with pytest.raises(Forbidden):
            actions.publish_notice(session, world.actors[role], world.round, builders.draft(), now=NOW)
    world.round.stage = Stage.SELECTION
    with pytest.raises(StageClosed):
        builders.publish(session, world)


def test_usual_notice_ends_with_the_fifth_working_day_unless_the_timetable_says(world: World) -> None:
    assert usual_end(world.round, NOW).isoformat() == "2026-08-14T15:59:59+00:00"
    world.round.notice_until = UNTIL - timedelta(days=2)
    assert usual_end(world.round, NOW) == world.round.notice_until
    assert usual_end(world.round, UNTIL) > UNTIL
    world.contest.title = "“精神”征文"
    assert (
        str(usual_words(world.round, PublicationKind.NOTICE, 3, NOW).heading)
        == "关于“‘精神’征文”入选作品的公示"
    )


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [("2026-08-07", 1, "2026-08-10"), ("2026-08-08", 5, "2026-08-14"), ("2026-08-07", 0, "2026-08-07")],
)
def test_last_working_day_skips_weekends(start: str, days: int, last: str) -> None:
    assert snapshot.last_working_day(date.fromisoformat(start), days) == date.fromisoformat(last)


def test_last_working_day_skips_holidays() -> None:
    holidays = frozenset({date(2026, 10, d) for d in range(1, 8)})
    assert snapshot.last_working_day(date(2026, 9, 30), 2, holidays) == date(2026, 10, 9)
