"""The scan as a run: planted cases found with the units as stored, nothing stored when it must not be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

import sample
from reviewapp import runs
from reviewapp.access import Actor
from reviewapp.db import Database
from reviewapp.models.contest import Round, Stage
from reviewapp.models.entry import Entry, EntryState
from reviewapp.models.library import LibraryKind, LibraryText
from reviewapp.models.log import AuditEvent
from reviewapp.models.result import Run, RunState
from reviewapp.models.similarity import SimilarityCase
from reviewapp.similarity import actions
from reviewapp.similarity.compute import SIMILARITY, calculate, load, resume
from tests.conftest import NOW
from tests.factories import World, make_entry, make_sample_entries

KINDS = {"shared_template": "template", "mosaic": "mosaic"}


def silent(_done: int, _total: int) -> None:
    pass


def scan_inputs(session: Session, world: World) -> dict[str, Any]:
    run = runs.create(session, Actor.system(), "similarity", world.round.id, now=NOW)
    return load(session, run)


def test_planted_cases_are_found_and_no_others(session: Session, world: World) -> None:
    attachments = [
        {"title": p.name, "text": p.read_text(encoding="utf-8")} for p in sample.load().attachments
    ]
    world.contest.attachments = attachments
    entries = make_sample_entries(session, world)
    keys = {e.id: key for key, e in entries.items()}
    output = calculate(scan_inputs(session, world), {}, 0, silent)
    found = {frozenset(keys[m["entry"]] for m in case["members"]): case for case in output["cases"]}
    planted = {frozenset(case.members): case for case in sample.load().cases}
    assert set(found) == set(planted)
    assert len(planted) == 10
    for members, case in planted.items():
        assert found[members]["kind"] == KINDS.get(case.kind, "copy"), case.key
        relation = "one_unit" if case.kind == "shared_template" else "several_units"
        assert found[members]["facts"]["relation"] == relation, case.key
    assert output["compared"] == len(entries) == 85
    assert (output["thin"], output["unjudgeable"]) == ([], [])


def test_invisible_characters_are_counted_where_they_stand(session: Session, world: World) -> None:
    entries = make_sample_entries(session, world, ["P08", "A04"])
    (case,) = calculate(scan_inputs(session, world), {}, 0, silent)["cases"]
    signs = {
        m["entry"]: {kind: (count, places) for kind, count, places in m["signs"]} for m in case["members"]
    }
    count, places = signs[entries["P08"].id]["zero_width"]
    text = entries["P08"].text
    assert count == sum(text.count(c) for c in "\u200b\u200c\u200d\u2060\ufeff")
    assert places
    assert all(set(text[start:end]) <= set("\u200b\u200c\u200d\u2060\ufeff") for start, end in places)
    assert "zero_width" not in signs[entries["A04"].id]


def test_works_of_one_moment_share_a_rank_and_nobody_was_first(session: Session, world: World) -> None:
    entries = make_sample_entries(session, world, ["P01", "A20"])
    by_id = {d["id"]: d["received"] for d in scan_inputs(session, world)["documents"]}
    assert sorted(by_id.values()) == [1, 2]
    entries["P01"].submitted_at = entries["A20"].submitted_at
    session.flush()
    inputs = scan_inputs(session, world)
    assert [d["received"] for d in inputs["documents"]] == [1, 1]
    (case,) = calculate(inputs, {}, 0, silent)["cases"]
    assert not any(m["source"] for m in case["members"])


def test_withdrawn_works_are_not_compared_and_the_notice_is_everybodys(
    session: Session, world: World
) -> None:
    one = make_entry(session, world, title="甲")
    make_entry(session, world, title="乙").state = EntryState.WITHDRAWN
    world.contest.attachments = [{"title": "附件", "text": "附件正文"}, {"title": "空", "text": " "}]
    session.flush()
    inputs = scan_inputs(session, world)
    assert [d["id"] for d in inputs["documents"]] == [one.id]
    assert inputs["official"] == [world.contest.notice, "附件正文"]


def test_empty_and_official_texts_are_listed_apart(session: Session, world: World) -> None:
    blank = make_entry(session, world, text="——\n　")
    thin = make_entry(session, world, text=world.contest.notice * 3)
    output = calculate(scan_inputs(session, world), {}, 0, silent)
    assert (output["unjudgeable"], output["thin"], output["cases"]) == ([blank.id], [thin.id], [])


def shelve(
    session: Session, text: str, kind: LibraryKind = LibraryKind.WINNER, **values: object
) -> LibraryText:
    """A library text, added before the scan is asked for."""
    row = LibraryText(
        kind=kind, title="往届作品", text=text, sha256=runs.digest(text), characters=len(text), added_at=NOW
    )
    for name, value in values.items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    return row


def test_library_text_is_a_side_of_the_case_and_its_source(session: Session, world: World) -> None:
    entries = make_sample_entries(session, world, ["B20", "B21"])
    stolen = entries["B20"]
    held = shelve(session, f"往届作品\n{stolen.text[20:]}")
    output = calculate(scan_inputs(session, world), {}, 0, silent)
    (case,) = output["cases"]
    assert (case["kind"], output["library"], output["compared"]) == ("archive", 1, 2)
    assert [(m["entry"], m["source"]) for m in case["members"]] == [(stolen.id, False)]
    assert [(t["text"], t["source"]) for t in case["library"]] == [(held.id, True)]
    assert case["members"][0]["largest_source"] == f"L{held.id}"
    assert {(p["a"], p["library"], "b" in p) for p in case["passages"]} == {(stolen.id, held.id, False)}
    longest = max(case["passages"], key=lambda p: p["a1"] - p["a0"])
    ours, theirs = (
        stolen.text[longest["a0"] : longest["a1"]],
        held.text[longest["b0"] : longest["b1"]],
    )
    assert ours[-400:] == theirs[-400:], "the first side is the entry, the second the library text"
    assert [(p["a"], p["library"]) for p in case["pairs"]] == [(stolen.id, held.id)]


def test_two_works_that_took_from_one_library_text_are_one_case(session: Session, world: World) -> None:
    entries = list(make_sample_entries(session, world, ["B20", "B21"]).values())
    halves = [e.text[: len(e.text) // 2] for e in entries]
    shelve(session, "\n".join(halves))
    (case,) = calculate(scan_inputs(session, world), {}, 0, silent)["cases"]
    assert (case["kind"], case["facts"]["composed"]) == ("archive", "")
    assert {m["entry"] for m in case["members"]} == {e.id for e in entries}


def test_scan_knows_the_library_as_it_stood_when_it_was_asked_for(session: Session, world: World) -> None:
    """Nor does it know works of its own contest: one sent up from the league would meet itself."""
    run = runs.create(session, Actor.system(), "similarity", world.round.id, now=NOW)
    second = timedelta(seconds=1)
    shelve(session, "一直都在")
    shelve(session, "后来移出", removed_at=NOW + second)
    shelve(session, "早已移出", removed_at=NOW - second)
    shelve(session, "后来收入", added_at=NOW + second)
    shelve(session, "本次征文", contest_id=world.contest.id)
    shelve(session, "誓词全文", LibraryKind.OFFICIAL)
    shelve(session, "新的口号", LibraryKind.OFFICIAL, added_at=NOW + second)
    inputs = load(session, run)
    assert [t["text"] for t in inputs["library"]] == ["一直都在", "后来移出"]
    assert inputs["official"] == [world.contest.notice, "誓词全文"]


def test_official_text_of_the_library_raises_no_case(session: Session, world: World) -> None:
    oath = (
        "健康所系，性命相托。当我步入神圣医学学府的时刻，谨庄严宣誓：我志愿献身医学，热爱祖国，忠于人民，恪守医德，"
        * 2
    )
    for title in ("甲", "乙"):
        make_entry(session, world, title=title, text=f"{title}{oath}写于{title}地")
    assert len(calculate(scan_inputs(session, world), {}, 0, silent)["cases"]) == 1
    shelve(session, oath, LibraryKind.OFFICIAL)
    assert calculate(scan_inputs(session, world), {}, 0, silent)["cases"] == []


def test_resumed_scan_answers_as_an_uninterrupted_one(session: Session, world: World, tmp_path: Path) -> None:
    make_sample_entries(session, world, ["P01", "A20", "B20"])
    inputs = scan_inputs(session, world)

    def stop(done: int, total: int) -> None:
        if 2 * done > total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        resume(inputs, {}, 0, stop, tmp_path)
    assert resume(inputs, {}, 0, silent, tmp_path) == calculate(inputs, {}, 0, silent)


@pytest.fixture
def queued(database: Database, stored_world: World, copied: dict[str, int]) -> int:
    """Id of a scan that waits."""
    with database.transaction() as session:
        round_ = session.get_one(Round, stored_world.round.id)
        return actions.request_scan(session, stored_world.actors["organizer"], round_, now=NOW).id


def stored(database: Database) -> tuple[int, int, bool]:
    """Cases, recorded scans, and whether a finished scan is known."""
    with database.session() as session:
        cases = session.scalar(select(func.count()).select_from(SimilarityCase)) or 0
        scans = select(func.count()).select_from(AuditEvent).where(AuditEvent.verb == "similarity.scanned")
        return cases, session.scalar(scans) or 0, runs.newest(session, 1, "similarity") is not None


def test_scan_is_stored_whole_and_can_be_done_again(database: Database, queued: int) -> None:
    assert runs.perform(database, SIMILARITY, queued) == RunState.DONE
    assert stored(database) == (3, 1, True)
    with database.session() as session:
        recorded, again = runs.rebuild(session, SIMILARITY, queued)
    assert recorded == again


def change_text(session: Session) -> None:
    session.execute(update(Entry).where(Entry.number == 1).values(text="换了一篇"))


def withdraw(session: Session) -> None:
    session.execute(update(Entry).where(Entry.number == 1).values(state=EntryState.WITHDRAWN))


def close_round(session: Session) -> None:
    run = session.scalars(select(Run)).one()
    session.get_one(Round, run.round_id).stage = Stage.PUBLICATION


def cancel(session: Session) -> None:
    runs.request_cancel(session, session.scalars(select(Run)).one())


@pytest.mark.parametrize(
    ("meanwhile", "state"),
    [
        (change_text, RunState.FAILED),
        (withdraw, RunState.FAILED),
        (close_round, RunState.FAILED),
        (cancel, RunState.CANCELLED),
    ],
)
def test_scan_overtaken_by_events_stores_nothing(
    database: Database, queued: int, meanwhile: Callable[[Session], None], state: RunState
) -> None:
    def once(done: int, total: int) -> None:
        if done == total:
            with database.transaction() as session:
                meanwhile(session)

    assert runs.perform(database, SIMILARITY, queued, on_progress=once) == state
    assert stored(database) == (0, 0, False)
