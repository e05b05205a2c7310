"""Importing, numbering, withdrawing, confirming."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from reviewapp import storage
from reviewapp.access import Actor
from reviewapp.contests import codes
from reviewapp.db import Database
from reviewapp.documents import Extracted, Notice
from reviewapp.errors import Forbidden, Invalid, StageClosed, Stale
from reviewapp.models.contest import Recommender, Round, Stage
from reviewapp.models.entry import Entry, EntryState, IntakeBatch, Mention, MentionState
from reviewapp.models.log import AuditEvent
from reviewapp.models.paper import Paper
from reviewapp.submissions import actions, queries
from reviewapp.submissions.actions import Redactions
from reviewapp.submissions.reading import Reading, Upload, Work
from reviewapp.words import say
from tests.factories import DUE, World, make_entry, make_paper

NOW = DUE - timedelta(days=1)
SENT = Upload("来稿.zip", b"zip")


def work(title: str, author: str = "王小满", *, text: str = "", **fields: str) -> Work:
    body = text or f"{title}\n正文第一段，写的是{title}。"
    given = {"title": title, "authors": author, **fields}
    return Work(Upload(f"{title}.txt", body.encode()), given, Extracted(body, "txt"))


def take(
    session: Session, world: World, works: Sequence[Work], folder: Path, *, role: str = "bureau1",
    unit_id: int | None = None, body: int = 0,
) -> IntakeBatch:  # fmt: skip
    return actions.import_batch(
        session, world.actors[role], world.round, world.recommenders[body], Reading(tuple(works)), SENT,
        unit_id=unit_id, folder=folder, now=NOW,
    )  # fmt: skip


def outcomes(batch: IntakeBatch) -> list[tuple[str, int | None]]:
    return [(line["outcome"], line["number"]) for line in batch.report]


def test_import_numbers_works_and_keeps_their_bytes(session: Session, world: World, tmp_path: Path) -> None:
    first, second = work("一盏灯", unit="柳条沟卫生院", phone="13800001234"), work("两面账", "李四、王五")
    batch = take(session, world, [first, second], tmp_path)
    assert outcomes(batch) == [("received", 1), ("received", 2)]
    rows = [queries.entry_by_number(session, world.round.id, n) for n in (1, 2)]
    entries = [r.entry for r in rows if r]
    assert [e.unit_id for e in entries] == [world.hospitals[0].id, world.recommenders[0].unit_id]
    assert [a.name for a in entries[1].authors] == ["李四", "王五"]
    assert storage.read(tmp_path, entries[0].sha256) == first.upload.data
    assert entries[0].files[0].size == len(first.upload.data)


def test_import_again_adds_nothing(session: Session, world: World, tmp_path: Path) -> None:
    take(session, world, [work("一盏灯")], tmp_path)
    again = take(session, world, [work("一盏灯"), work("两面账")], tmp_path)
    assert outcomes(again) == [("already", 1), ("received", 2)]
    assert session.scalar(select(func.count(Entry.id))) == 2


def test_same_file_twice_in_one_upload_is_taken_once(session: Session, world: World, tmp_path: Path) -> None:
    batch = take(session, world, [work("一盏灯"), work("一盏灯")], tmp_path)
    assert outcomes(batch) == [("received", 1), ("already", 1)]


def test_unit_is_not_told_of_the_works_of_others_below_the_same_recommender(
    session: Session, world: World, tmp_path: Path
) -> None:
    """Whoever guesses title and author learns nothing; who holds the very file learns that it is here."""
    take(session, world, [work("一盏灯"), work("两面账", unit="柳条沟卫生院")], tmp_path)
    guesses = [
        work("一盏灯", text="另一篇。"),
        work("两面账", text="又一篇。"),
        work("一盏灯"),
        work("两面账"),
    ]
    own, sender = world.hospitals[0].id, {"role": "hospital1", "unit_id": world.hospitals[0].id}
    batch = take(session, world, guesses, tmp_path, **sender)
    assert outcomes(batch) == [("received", 3), ("received", 4), ("already", None), ("already", 2)]
    assert [len(line["notices"]) for line in batch.report] == [0, 1, 0, 0]
    assert "编号" not in batch.report[2]["sentence"]["msgid"]
    assert [e.unit_id for e in session.scalars(select(Entry).where(Entry.number > 2))] == [own, own]


def test_withdrawn_file_is_named_as_withdrawn(session: Session, world: World, tmp_path: Path) -> None:
    take(session, world, [work("一盏灯")], tmp_path)
    session.scalars(select(Entry)).one().state = EntryState.WITHDRAWN
    batch = take(session, world, [work("一盏灯")], tmp_path)
    assert outcomes(batch) == [("already", 1)]
    assert "已撤回" in batch.report[0]["sentence"]["msgid"]


def test_later_version_by_the_same_author_is_taken_with_a_remark(
    session: Session, world: World, tmp_path: Path
) -> None:
    take(session, world, [work("一盏灯")], tmp_path)
    batch = take(session, world, [work("一盏灯", text="一盏灯\n改过的正文。")], tmp_path)
    assert outcomes(batch) == [("received", 2)]
    assert batch.report[0]["notices"][0]["facts"] == {"number": 1}


def test_row_of_another_recommender_is_refused(session: Session, world: World, tmp_path: Path) -> None:
    batch = take(session, world, [work("一盏灯", recommender="通辽市")], tmp_path)
    assert outcomes(batch) == [("refused", None)]
    assert session.scalar(select(func.count(Entry.id))) == 0


def test_unit_hands_in_only_its_own(session: Session, world: World, tmp_path: Path) -> None:
    own, foreign = world.hospitals
    batch = take(session, world, [work("一盏灯")], tmp_path, role="hospital1", unit_id=own.id)
    assert outcomes(batch) == [("received", 1)]
    assert session.scalars(select(Entry)).one().unit_id == own.id
    for unit_id, body in ((foreign.id, 0), (own.id, 1), (None, 0)):
        with pytest.raises(Forbidden) as refused:
            take(session, world, [work("两面账")], tmp_path, role="hospital1", unit_id=unit_id, body=body)
        assert refused.value.hide


def test_refused_import_leaves_neither_entry_nor_file(session: Session, world: World, tmp_path: Path) -> None:
    with pytest.raises(Forbidden):
        take(session, world, [work("一盏灯")], tmp_path, role="bureau2")
    assert session.scalar(select(func.count(IntakeBatch.id))) == 0
    assert list(tmp_path.glob("[0-9a-f][0-9a-f]/*")) == []


def test_import_is_recorded_once_with_its_numbers(session: Session, world: World, tmp_path: Path) -> None:
    take(session, world, [work("一盏灯"), work("两面账")], tmp_path)
    (event,) = session.scalars(select(AuditEvent).where(AuditEvent.verb == "submissions.imported"))
    assert event.facts["numbers"] == [1, 2]
    assert "王小满" not in str(event.facts)


def test_receipt_numbers_are_unique_when_uploads_cross(
    app: Flask, database: Database, stored_world: World, tmp_path: Path
) -> None:
    """Four uploads of three works at once: twelve numbers, none twice, none left out."""
    barrier = threading.Barrier(4)
    failures: list[BaseException] = []

    def upload(n: int) -> None:
        try:
            barrier.wait()
            with database.transaction() as session:
                actions.import_batch(
                    session, Actor.system(), session.get_one(Round, stored_world.round.id),
                    session.get_one(Recommender, stored_world.recommenders[n % 3].id),
                    Reading(tuple(work(f"作品{n}之{i}") for i in range(3))), SENT, folder=tmp_path, now=NOW,
                )  # fmt: skip
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=upload, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with database.session() as session:
        assert sorted(session.scalars(select(Entry.number))) == list(range(1, 13))


def test_withdraw_needs_a_reason_and_excludes_the_paper(session: Session, world: World) -> None:
    entry = make_entry(session, world)
    paper = make_paper(session, world, entry)
    subject = (session, world.actors["bureau1"], entry, world.round, world.recommenders[0])
    with pytest.raises(Invalid):
        actions.withdraw_entry(*subject, "  ", now=NOW)
    actions.withdraw_entry(*subject, "作者要求", now=NOW)
    assert (entry.state, paper.excluded) == (EntryState.WITHDRAWN, True)
    (event,) = session.scalars(select(AuditEvent).where(AuditEvent.verb == "submissions.withdrawn"))
    assert event.facts == {"reason": "作者要求"}


def test_second_sealing_request_answers_the_waiting_run(session: Session, world: World) -> None:
    first = actions.request_sealing(session, world.actors["clerk"], world.round, now=NOW)
    assert actions.request_sealing(session, world.actors["clerk"], world.round, now=NOW) is first


TEXT = "一盏灯\n柳条沟卫生院 王小满\n我是王小满，常去河西。\n灯一直亮着。"


def propose(session: Session, world: World, *, hint: bool = False, held: bool = False) -> Entry:
    """An entry with a proposed paper: byline and name masked, the place perhaps only hinted at."""
    entry = make_entry(session, world, text=TEXT, unit=world.hospitals[0])
    if held:
        entry.notices = [say("文件含 %(count)s 处隐藏文字。", count=1).to_json() | {"holds": True}]
    found = [
        [4, 10, "unit", "certain", "form"],
        [11, 14, "author", "certain", "form"],
        [17, 20, "author", "likely", "form"],
    ]
    if hint:
        found.append([23, 25, "place", "hint", "shape"])
    row = {"entry": entry.id, "mentions": found, "title_spans": [], "genre_spans": []}
    actions.store_papers(session, Actor.system(), world.round, [row], now=NOW)
    session.expire(entry, ["mentions", "authors"])
    got = queries.entry_by_number(session, world.round.id, entry.number)
    assert got is not None
    return got.entry


def paper_of(session: Session, entry: Entry) -> Paper:
    assert entry.paper_id is not None
    return session.get_one(Paper, entry.paper_id)


def test_proposed_paper_has_no_byline_and_a_code_without_meaning(session: Session, world: World) -> None:
    entry = propose(session, world, hint=True)
    paper = paper_of(session, entry)
    assert paper.text == "我是▇▇，常去河西。\n灯一直亮着。"
    assert (entry.state, paper.confirmed_at) == (EntryState.PROPOSED, None)
    assert len(paper.code) == codes.CODE_LENGTH
    assert set(paper.code) <= set(codes.CODE_ALPHABET)


def test_sealing_passes_over_what_was_withdrawn_meanwhile(session: Session, world: World) -> None:
    entry = make_entry(session, world)
    entry.state = EntryState.WITHDRAWN
    row = {"entry": entry.id, "mentions": [], "title_spans": [], "genre_spans": []}
    assert actions.store_papers(session, Actor.system(), world.round, [row], now=NOW) == 0


def test_sealing_is_not_stored_once_judging_began(session: Session, world: World) -> None:
    entry = make_entry(session, world)
    world.round.stage = Stage.JUDGING
    row = {"entry": entry.id, "mentions": [], "title_spans": [], "genre_spans": []}
    with pytest.raises(StageClosed):
        actions.store_papers(session, Actor.system(), world.round, [row], now=NOW)


def test_confirm_masks_exactly_what_the_clerk_chose(session: Session, world: World) -> None:
    entry = propose(session, world, hint=True)
    ids = [m.id for m in entry.mentions]
    data = Redactions(entry.version, frozenset({ids[0], ids[1], ids[3]}), ((26, 29, "honour"),), "一盏▇▇")
    paper = actions.confirm_redactions(session, world.actors["clerk"], entry, world.round, data, now=NOW)
    assert paper.text == "我是王小满，常去▇▇。\n▇▇直亮着。"  # a span over a line end keeps the lines
    assert (paper.title, paper.confirmed_at, entry.state) == ("一盏▇▇", NOW, EntryState.SEALED)
    states = {m.start: m.state for m in entry.mentions}
    assert states[17] == MentionState.REJECTED
    assert {states[4], states[11], states[23], states[26]} == {MentionState.ACCEPTED}


def test_confirm_with_a_stale_version_changes_nothing(session: Session, world: World) -> None:
    entry = propose(session, world)
    seen = entry.version
    everything = frozenset(m.id for m in entry.mentions)
    actions.confirm_redactions(
        session,
        world.actors["clerk"],
        entry,
        world.round,
        Redactions(seen, everything, (), "一盏灯"),
        now=NOW,
    )
    between = entry.version
    # only masks change, not a column of the entry: the version must move all the same
    actions.confirm_redactions(
        session,
        world.actors["clerk"],
        entry,
        world.round,
        Redactions(between, frozenset(), (), "一盏灯"),
        now=NOW,
    )
    assert entry.version > between > seen
    for version in (seen, between):
        with pytest.raises(Stale):
            actions.confirm_redactions(
                session, world.actors["organizer"], entry, world.round,
                Redactions(version, everything, (), "别的题目"), now=NOW,
            )  # fmt: skip
    assert paper_of(session, entry).title == "一盏灯"


@pytest.mark.parametrize(
    ("added", "title"),
    [
        (((0, 10_000, "person"),), "灯"),
        (((5, 5, "person"),), "灯"),
        (((0, 2, "colour"),), "灯"),
        ((), "  "),
        ((), "灯" * 121),
    ],
)
def test_confirm_refuses_what_does_not_fit(
    session: Session, world: World, added: tuple[tuple[int, int, str], ...], title: str
) -> None:
    entry = propose(session, world)
    with pytest.raises(Invalid):
        actions.confirm_redactions(
            session, world.actors["clerk"], entry, world.round,
            Redactions(entry.version, frozenset(), added, title), now=NOW,
        )  # fmt: skip
    assert entry.state == EntryState.PROPOSED


def test_confirm_together_leaves_papers_with_doubts(session: Session, world: World) -> None:
    clear = propose(session, world)
    propose(session, world, hint=True)
    propose(session, world, held=True)
    readable = make_entry(session, world, text="一盏灯\n我叫王小满。")
    row = {"entry": readable.id, "mentions": [], "title_spans": [], "genre_spans": []}
    actions.store_papers(session, Actor.system(), world.round, [row], now=NOW)
    clerk = world.actors["clerk"]
    assert actions.confirm_proposed(session, clerk, world.round, now=NOW) == [clear.number]
    assert actions.confirm_proposed(session, clerk, world.round, reason="已逐篇看过", now=NOW) == [2, 3, 4]
    events = session.scalars(
        select(AuditEvent.facts).where(AuditEvent.verb == "submissions.redactions_confirmed_together")
    ).all()
    assert [(len(e["entries"]), e["reason"]) for e in events] == [(1, ""), (3, "已逐篇看过")]
    hint = session.scalars(select(Mention).where(Mention.level == "hint")).one()
    assert hint.state == MentionState.REJECTED


def test_notices_of_a_file_are_kept_with_what_holds(session: Session, world: World, tmp_path: Path) -> None:
    extracted = Extracted(
        "一盏灯\n正文。", "docx", (Notice("comments", {"count": 2}), Notice("hidden_text", {"count": 1}))
    )
    held = Work(Upload("一盏灯.docx", b"x"), {"title": "一盏灯", "authors": "王小满"}, extracted)
    take(session, world, [held], tmp_path)
    assert [n["holds"] for n in session.scalars(select(Entry)).one().notices] == [False, True]
