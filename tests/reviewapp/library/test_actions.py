"""Texts join, are corrected and leave; every act is in the log and none loses a text."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewapp.access import Actor
from reviewapp.errors import Forbidden, Invalid, StageClosed, Stale
from reviewapp.library import actions, queries
from reviewapp.library.actions import Details
from reviewapp.models.contest import Contest, Stage
from reviewapp.models.library import LibraryKind, LibraryText
from reviewapp.models.log import AuditEvent
from tests.conftest import NOW
from tests.factories import World, make_entry
from tests.reviewapp.library.conftest import ESSAY, confirm_selection, draft

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def admin(world: World) -> Actor:
    return world.actors["admin"]


def last_event(session: Session) -> AuditEvent:
    return session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()


def titles(session: Session) -> list[str]:
    return [t.title for t in queries.texts(session, queries.TextFilter())]


def test_added_texts_are_listed_counted_and_recorded(session: Session, admin: Actor) -> None:
    drafts = [draft("灯"), draft("通知", "各单位：请认真组织。", LibraryKind.OFFICIAL)]
    added = actions.add_texts(session, admin, drafts, now=NOW)
    assert titles(session) == ["通知", "灯"]
    assert added.texts[0].characters == len(ESSAY)
    assert queries.kind_counts(session)[LibraryKind.OFFICIAL] == 1
    event = last_event(session)
    assert (event.verb, event.chain, event.facts) == (
        "library.added", 0, {"texts": [t.id for t in added.texts], "already": []},
    )  # fmt: skip


def test_same_text_joins_once_even_inside_one_upload(session: Session, admin: Actor) -> None:
    first = actions.add_texts(session, admin, [draft("灯"), draft("还是灯")], now=NOW)
    again = actions.add_texts(session, admin, [draft("又是灯")], now=LATER)
    assert [t.title for t in first.texts] == ["灯"]
    assert (first.already, again.texts, again.already) == (first.texts, (), first.texts)
    assert titles(session) == ["灯"]


def test_removed_text_leaves_the_comparison_and_can_come_back(
    session: Session, admin: Actor, world: World
) -> None:
    (text,) = actions.add_texts(session, admin, [draft()], now=NOW).texts
    actions.remove_text(session, admin, text, " 来源不明 ", now=LATER)
    assert last_event(session).facts == {"reason": "来源不明", "sha256": text.sha256}
    assert titles(session) == []
    assert queries.compared_texts(session, 0, LATER) == []
    assert queries.compared_texts(session, 0, NOW) == [text], "a scan asked for before still has it"
    with pytest.raises(Stale):
        actions.remove_text(session, admin, text, "再移一次", now=LATER)
    added = actions.add_texts(session, admin, [draft("灯（核对过）")], now=LATER + timedelta(hours=1))
    assert added.texts == (text,)
    assert (titles(session), text.removed_at) == (["灯（核对过）"], None)


def test_removal_needs_a_reason(session: Session, admin: Actor) -> None:
    (text,) = actions.add_texts(session, admin, [draft()], now=NOW).texts
    with pytest.raises(Invalid):
        actions.remove_text(session, admin, text, " ", now=NOW)
    assert text.removed_at is None


def test_correction_changes_what_is_said_and_keeps_what_was_said(session: Session, admin: Actor) -> None:
    (text,) = actions.add_texts(session, admin, [draft()], now=NOW).texts
    seen = text.version
    better = Details(LibraryKind.MODEL, source="校刊", year=2024, title="灯火", author="王五")
    actions.correct_text(session, admin, text, better, seen, now=LATER)
    assert (text.title, text.kind, text.text) == ("灯火", LibraryKind.MODEL, ESSAY)
    facts = last_event(session).facts
    assert (facts["before"]["title"], facts["after"]["year"]) == ("灯", 2024)
    with pytest.raises(Stale):
        actions.correct_text(session, admin, text, better, seen, now=LATER)


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (Details(LibraryKind.MODEL, title=" "), "title"),
        (Details(LibraryKind.MODEL, title="题" * 121), "title"),
        (Details(LibraryKind.MODEL, title="灯", source="源" * 201), "source"),
        (Details(LibraryKind.MODEL, title="灯", note="注" * 1001), "note"),
        (Details(LibraryKind.MODEL, title="灯", year=25), "year"),
    ],
)
def test_details_that_cannot_be_are_refused(
    session: Session, admin: Actor, details: Details, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        actions.add_texts(session, admin, [actions.Draft(details, ESSAY)], now=NOW)
    assert set(refused.value.fields) == {field}
    assert titles(session) == []


@pytest.mark.parametrize("text", ["", "——\n　…", "字" * 2_000_001])
def test_text_nobody_can_compare_is_refused(session: Session, admin: Actor, text: str) -> None:
    with pytest.raises(Invalid):
        actions.add_texts(session, admin, [draft(text=text)], now=NOW)


@pytest.mark.parametrize("role", ["clerk", "leader", "judge1", "bureau1"])
def test_nobody_else_touches_the_library(session: Session, world: World, admin: Actor, role: str) -> None:
    (text,) = actions.add_texts(session, admin, [draft()], now=NOW).texts
    actor = world.actors[role]
    with pytest.raises(Forbidden):
        actions.add_texts(session, actor, [draft("另一篇", "另一篇的文字")], now=NOW)
    with pytest.raises(Forbidden):
        actions.remove_text(session, actor, text, "无", now=NOW)
    with pytest.raises(Forbidden):
        actions.correct_text(session, actor, text, draft().details, text.version, now=NOW)
    with pytest.raises(Forbidden):
        actions.add_round(session, actor, world.round, now=NOW)
    with pytest.raises(Forbidden):
        actions.store_hints(session, actor, world.round, {}, now=NOW)


def test_chosen_works_of_a_round_join_with_author_and_contest(session: Session, world: World) -> None:
    chosen, other = make_entry(session, world, title="甲"), make_entry(session, world, title="乙")
    confirm_selection(session, world, [chosen], [other])
    world.round.stage = Stage.CLOSED
    organizer = world.actors["organizer"]
    (text,) = actions.add_round(session, organizer, world.round, now=NOW).texts
    assert (text.title, text.author, text.year, text.text) == ("甲", "王小满", 2026, chosen.text)
    assert (text.source, text.entry_id) == ("职业精神征文活动 自治区评审", chosen.id)
    event = last_event(session)
    assert (event.verb, event.chain, event.facts["count"]) == (
        "library.round_added", world.contest.id, 1,
    )  # fmt: skip
    again = actions.add_round(session, organizer, world.round, now=LATER)
    assert (again.texts, again.already) == ((), (text,))


def test_round_without_result_gives_nothing(session: Session, world: World) -> None:
    organizer = world.actors["organizer"]
    with pytest.raises(StageClosed):
        actions.add_round(session, organizer, world.round, now=NOW)
    world.round.stage = Stage.CLOSED
    with pytest.raises(Invalid):
        actions.add_round(session, organizer, world.round, now=NOW)


def test_texts_of_the_same_contest_are_not_compared(session: Session, world: World, admin: Actor) -> None:
    chosen = make_entry(session, world, title="甲")
    confirm_selection(session, world, [chosen], [])
    world.round.stage = Stage.CLOSED
    actions.add_round(session, world.actors["organizer"], world.round, now=NOW)
    actions.add_texts(session, admin, [draft()], now=NOW)
    other = Contest(slug="other", title="另一次征文", created_at=NOW)
    session.add(other)
    session.flush()
    assert [t.title for t in queries.compared_texts(session, world.contest.id, NOW)] == ["灯"]
    assert [t.title for t in queries.compared_texts(session, other.id, NOW)] == ["甲", "灯"]


def test_official_texts_are_words_of_all_and_nobody_is_compared_with_them(
    session: Session, world: World, admin: Actor
) -> None:
    oath = draft("誓词", "健康所系，性命相托。", LibraryKind.OFFICIAL)
    actions.add_texts(session, admin, [oath], now=NOW)
    earlier = NOW - timedelta(seconds=1)
    assert queries.compared_texts(session, world.contest.id, NOW) == []
    assert queries.official_texts(session, world.contest.id, NOW) == [world.contest.notice, oath.text]
    assert queries.official_texts(session, world.contest.id, earlier) == [world.contest.notice]


def test_rows_keep_their_digest_unique(session: Session, admin: Actor) -> None:
    actions.add_texts(session, admin, [draft(), draft("二", "第二篇的文字")], now=NOW)
    digests = list(session.scalars(select(LibraryText.sha256)))
    assert len(set(digests)) == len(digests) == 2
