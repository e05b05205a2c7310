"""Annotations and phrases: what is stored once and never lost, where it stands in the text, and who sees it."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from reviewapp.errors import Forbidden, Invalid, Missing, StageClosed, Stale
from reviewapp.judging import annotations as pencil
from reviewapp.judging import note_queries, receipts
from reviewapp.judging.annotations import NoteDraft
from reviewapp.judging.places import cut, notes_on, paragraphs_of, place, shown_lines
from reviewapp.models.account import Role, RoleGrant
from reviewapp.models.contest import Round, Stage
from reviewapp.models.judging import (
    Annotation,
    Assignment,
    AssignmentKind,
    AssignmentState,
    Judge,
    Phrase,
    ScoreSheet,
)
from reviewapp.models.log import AuditEvent
from reviewapp.models.paper import Paper
from tests import factories
from tests.architecture import house
from tests.conftest import NOW

URL = "/judging/1/KKKKA/notes"
LATER = NOW + timedelta(minutes=1)


def paper_of(session, assignment) -> Paper:
    return session.get_one(Paper, assignment.paper_id)


def draft_on(
    text: str, words: str, note: str = "", key: str = "key-00001", base: int = 0, shared: bool = False
):
    start = text.index(words)
    return NoteDraft(key, base, start, start + len(words), words, note, shared)


@pytest.fixture
def desk(session, judged):
    """(put, remove, text, actor) of judge1 and the first paper."""
    actor = judged.world.actors["judge1"]
    subject = (session, actor, judged.a, judged.world.round)
    text = paper_of(session, judged.a).text

    def put(words="急诊室", note="", now=NOW, **more):
        return pencil.put_annotation(*subject, draft_on(text, words, note, **more), now=now)

    def remove(base, key="key-00001"):
        return pencil.remove_annotation(*subject, key, base, now=LATER)

    return put, remove, text, actor


# ── verbs


def test_verbs_follow_the_house_rules():
    source = Path(pencil.__file__).read_text(encoding="utf-8")
    assert house.action_faults(source) == []
    assert house.clock_faults(source) == []


def test_same_change_again_changes_nothing_and_is_not_recorded_twice(session, judged, desk):
    put, remove, _text, _actor = desk
    first = put(note="写得细")
    assert put(note="写得细", now=LATER) == replace(first, replayed=True)
    assert remove(first.version).replayed is False
    assert remove(first.version).replayed is True  # what is gone stays gone
    verbs = session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)).all()
    assert verbs == ["judging.annotated", "judging.annotation_removed"]
    facts = session.scalars(select(AuditEvent.facts).order_by(AuditEvent.id)).first()
    assert "写得细" not in str(facts)  # the log is read by others: it holds no private words


def test_annotation_that_moved_on_is_not_overwritten(session, judged, desk):
    put, remove, _text, _actor = desk
    known = put(note="一").version
    newer = put(note="二", base=known, now=NOW).version  # within the same microsecond
    assert newer > known
    for stale in (lambda: put(note="三", base=known), lambda: remove(known)):
        with pytest.raises(Stale):
            stale()
    held = note_queries.annotations_of(session, judged.a.id)
    assert [a.note for a in held] == ["二"]
    remove(newer)
    assert (
        put(note="三", base=newer).replayed is False
    )  # rubbed out elsewhere: the words come back, nothing lost


def test_limits_are_named_and_a_crooked_span_is_refused(session, judged, desk, monkeypatch):
    put, _remove, text, actor = desk
    monkeypatch.setattr(pencil, "MOST_NOTES", 1)
    with pytest.raises(Invalid, match="1000 个字"):
        put(note="字" * 1001)
    crooked = replace(draft_on(text, "急诊室"), end=2)
    with pytest.raises(Invalid):
        pencil.put_annotation(session, actor, judged.a, judged.world.round, crooked, now=NOW)
    version = put(note="字" * 1000).version
    with pytest.raises(Invalid, match="最多 1 处批注"):
        put("老人", key="key-00002")
    assert put(note="改", base=version).version > version  # a change needs no room


def test_locked_sheet_refuses_changes_but_still_confirms_what_is_stored(session, judged, desk):
    put, remove, _text, _actor = desk
    version = put(note="好").version
    judged.a.state = AssignmentState.SUBMITTED
    assert put(note="好").replayed is True
    for act in (lambda: put(note="改", base=version), lambda: remove(version)):
        with pytest.raises(StageClosed):
            act()
    judged.a.state = AssignmentState.OPEN
    with pytest.raises(StageClosed):
        put("老人", key="key-00002", now=judged.world.round.judging_until + timedelta(seconds=1))


def test_foreign_judge_is_told_that_there_is_no_such_paper(session, judged, desk):
    _put, _remove, text, _actor = desk
    round_, draft = judged.world.round, draft_on(text, "急诊室")
    for name in ("judge2", "leader", "organizer", "bureau1"):
        other = judged.world.actors[name]
        with pytest.raises(Forbidden) as refused:
            pencil.put_annotation(session, other, judged.a, round_, draft, now=NOW)
        assert refused.value.hide


def test_phrases_are_the_judges_own_most_used_first(session, judged):
    round_, actors = judged.world.round, judged.world.actors
    judge1, judge2 = actors["judge1"], actors["judge2"]
    for text in ("立意高", "语言平实", "立意高"):
        pencil.keep_phrase(session, judge1, round_, text, now=NOW)
    pencil.keep_phrase(session, judge2, round_, "结构松散", now=NOW)
    pencil.use_phrase(session, judge1, round_, "语言平实", now=LATER)
    mine = judged.world.judges[0].id
    assert [p.text for p in note_queries.phrases(session, mine)] == ["语言平实", "立意高"]
    for refused in ("  ", "字" * 501):
        with pytest.raises(Invalid):
            pencil.keep_phrase(session, judge1, round_, refused, now=NOW)
    with pytest.raises(Missing):
        pencil.use_phrase(session, judge1, round_, "结构松散", now=NOW)
    for _twice in range(2):
        pencil.drop_phrase(session, judge1, round_, "立意高", now=NOW)
    assert len(session.scalars(select(Phrase)).all()) == 2
    with pytest.raises(Forbidden):
        pencil.keep_phrase(session, actors["organizer"], round_, "好", now=NOW)
    round_.stage = Stage.CLOSED
    with pytest.raises(StageClosed):
        pencil.keep_phrase(session, judge1, round_, "好", now=NOW)


# ── places


def held_on(text: str, *spans: tuple[int, int, str]) -> list[tuple[Annotation, int]]:
    return [
        (Annotation(key=f"k{i}", start=s, end=e, quote=text[s:e], note=note, shared=False), 5)
        for i, (s, e, note) in enumerate(spans)
    ]


def test_shown_lines_are_those_of_the_page_with_their_code_points():
    text = "一盏灯\n\n𠮷野家的😀夜班。\n  \n　　雪下得很紧。"
    lines = shown_lines(text, "一盏灯")
    assert lines == ((5, "𠮷野家的😀夜班。"), (17, "　　雪下得很紧。"))
    assert tuple(line for _at, line in lines) == paragraphs_of("一盏灯", text)
    assert all(text[at : at + len(line)] == line for at, line in lines)


def test_notes_follow_their_words_when_the_text_is_masked_anew():
    text = "在柳条沟值班，夜里值班，值班。"
    masked = text.replace("柳条沟", "▇▇")
    at = text.index("夜里值班")
    assert place(masked, at, at + 4, "夜里值班") == (at - 1, at + 3)
    assert place(masked, 12, 14, "值班") == (11, 13)  # of three the nearest
    assert place(masked, 1, 4, "柳条沟") is None
    lines = shown_lines(masked, "")
    notes = notes_on(masked, lines, held_on(text, (1, 4, "地名"), (at, at + 4, "好")))
    assert [(n.placed, n.note, n.number) for n in notes] == [(True, "好", 1), (False, "地名", 0)]


def test_what_stands_only_in_the_hidden_title_has_no_place():
    text = "一盏灯\n雪夜的一盏灯。"
    lines = shown_lines(text, "一盏灯")
    title, body = notes_on(text, lines, held_on(text, (0, 3, "题目"), (7, 10, "点题")))[::-1]
    assert (title.note, title.placed) == ("题目", False)
    assert (body.start, body.placed) == (7, True)


def test_overlapping_annotations_over_paragraphs_cut_the_lines():
    text = "甲乙丙丁\n\n戊己庚"
    lines = shown_lines(text, "")
    notes = notes_on(text, lines, held_on(text, (1, 8, "长"), (2, 4, "短"), (2, 3, "")))
    shown = [[(s.text, s.keys, tuple(n.note for n in s.notes)) for s in line] for line in cut(lines, notes)]
    assert shown == [
        [("甲", (), ()), ("乙", ("k0",), ()), ("丙", ("k0", "k2", "k1"), ()), ("丁", ("k0", "k1"), ("短",))],
        [("戊己", ("k0",), ("长",)), ("庚", (), ())],
    ]


def test_segments_are_the_text_and_every_placed_note_stands_once():
    chance = random.Random(5)
    for _ in range(100):
        check_one_text(chance)


def check_one_text(chance: random.Random) -> None:
    text = "".join(chance.choices("甲𠮷😀\n ", k=chance.randint(1, 30)))
    spans = [(chance.randrange(30), chance.randint(1, 30)) for _ in range(chance.randrange(6))]
    real = [(s, min(e, len(text)), "记") for s, e in spans if s < min(e, len(text))]
    lines = shown_lines(text, "")
    notes = notes_on(text, lines, held_on(text, *real))
    segments = cut(lines, notes)
    assert ["".join(s.text for s in line) for line in segments] == [line for _at, line in lines]
    beside = [n.key for line in segments for s in line for n in s.notes]
    assert sorted(beside) == sorted(n.key for n in notes if n.placed)
    covered = {n.key: "".join(s.text for line in segments for s in line if n.key in s.keys) for n in notes}
    assert all(covered[n.key] == n.quote.replace("\n", "") or "\n" in n.quote for n in notes if n.placed)


# ── over HTTP


def body(text: str, words: str, note: str = "", base: int = 0, op: str = "operation-1", **more) -> dict:
    start = text.index(words)
    annotation = {"start": start, "end": start + len(words), "quote": words, "note": note, "shared": False}
    return {"op_id": op, "base_version": base, "key": "key-00001", "annotation": annotation | more}


def test_change_is_answered_with_its_version_and_proof_and_shown_in_the_text(
    stored, database, client_for, app
):
    judge = client_for("judge1")
    text = "一盏灯\n𠮷野家😀的医生\n \n值了夜班。"
    with database.transaction() as session:
        paper = session.get_one(Paper, stored.a.paper_id)
        paper.title, paper.text = "一盏灯", text
    sent = body(text, "😀的医生\n \n值了", "<b>好</b>")
    sent["annotation"]["quote"] = "😀的医生\n\n\n值了"  # a browser knows only how much lies between two lines
    answer = judge.post(URL, json=sent)
    said = answer.get_json()
    key = receipts.page_key(app.extensions["jianwen"].settings.secret_key, stored.world.users["judge1"].id)
    assert said["proof"] == receipts.proof(key, "operation-1", said["version"], said["receipt"])
    again = judge.post(URL, json=sent).get_json()
    assert (again["version"], again["key"]) == (said["version"], "key-00001")
    page = judge.get("/judging/1/KKKKA").get_data(as_text=True)
    assert '<p id="p1">𠮷野家<mark class="hl" data-keys="key-00001">😀的医生</mark></p>' in page
    assert 'data-number="1">值了</mark><span class="side-note"' in page
    assert "<b>好" not in page
    with database.session() as session:
        held = session.scalars(select(Annotation)).one()
        assert held.quote == text[held.start : held.end]
    stale = judge.post(URL, json=body(text, "夜班", base=3, op="operation-2"))
    assert (stale.status_code, stale.get_json()["held"]["note"]) == (409, "<b>好</b>")
    gone = judge.post(URL, json={"op_id": "operation-3", "base_version": said["version"], "key": "key-00001"})
    assert (gone.status_code, gone.get_json()["version"]) == (200, pencil.GONE)


SPOILT = [
    {"op_id": "x"},
    {"key": "no spaces allowed"},
    {"base_version": -1},
    {"annotation": []},
    {"annotation": {"start": 0, "end": 2**31, "quote": "", "note": ""}},
    {"annotation": {"start": True, "end": 2, "quote": "一", "note": ""}},
    {"annotation": {"start": 0, "end": 1, "quote": "一", "note": "\ud800"}},
    {"annotation": {"start": 0, "end": 1, "quote": "一", "note": "\x00"}},
]


def test_malformed_change_is_refused_and_nothing_is_stored(stored, database, client_for):
    judge = client_for("judge1")
    for spoil in SPOILT:
        sent = json.dumps(body("一盏灯", "灯") | spoil)
        assert judge.post(URL, data=sent, content_type="application/json").status_code == 400, spoil
    with database.session() as session:
        assert session.scalars(select(Annotation)).all() == []


def test_foreign_and_unknown_papers_are_answered_alike(stored, database, client_for):
    judge2 = client_for("judge2")
    with database.session() as session:
        text = session.get_one(Paper, stored.a.paper_id).text
    mine = judge2.post(URL, json=body(text, "急诊室", "乙的话"))
    assert mine.status_code == 200
    page = client_for("judge1").get("/judging/1/KKKKA").get_data(as_text=True)
    assert "乙的话" not in page
    assert 'class="hl"' not in page
    foreign = judge2.post("/judging/1/KKKKC/notes", json=body(text, "急诊室"))
    unknown = judge2.post("/judging/1/NOONE/notes", json=body(text, "急诊室"))
    assert (foreign.status_code, foreign.get_json()) == (unknown.status_code, unknown.get_json())
    assert foreign.status_code == 404
    for name, status in (("organizer", 404), ("bureau1", 404), (None, 401)):
        assert client_for(name).post(URL, json=body(text, "急诊室")).status_code == status
        assert client_for(name).get("/judging/1/phrases").status_code == status


def test_phrases_come_and_go_over_http(stored, client_for):
    judge = client_for("judge1")
    url = "/judging/1/phrases"
    for op, deed, text in (("operation-1", "keep", "立意高"), ("operation-2", "use", "立意高")):
        answer = judge.post(url, json={"op_id": op, deed: text})
        assert (answer.status_code, answer.get_json()["op_id"]) == (200, op)
    assert judge.get(url).get_json() == {"phrases": ["立意高"]}
    assert client_for("judge2").get(url).get_json() == {"phrases": []}
    assert judge.post(url, json={"op_id": "operation-3", "keep": " "}).status_code == 422
    assert judge.post(url, json={"op_id": "operation-4", "keep": "a", "drop": "b"}).status_code == 400
    assert judge.post(url, json={"op_id": "operation-5", "drop": "立意高"}).status_code == 200
    assert judge.get(url).get_json() == {"phrases": []}


# ── what the unit is shown after the results are released


def tell_all(database) -> None:
    """A work of bureau1: three judges have submitted (one again, unknowingly), one has not; released."""
    with database.transaction() as session:
        world = factories.make_world(session, Stage.PUBLICATION)
        world.round.released_at = NOW - timedelta(days=1)
        entry = factories.make_entry(session, world, 0)
        factories.make_entry(session, world, 1)
        paper = factories.make_paper(session, world, entry, code="KKKKA")
        words = (("评语乙", "共享乙", True), ("评语甲", "私话", False), ("草稿评语", "草稿批注", True))
        for number, (judge, (comment, note, shared)) in enumerate(zip(world.judges, words, strict=False)):
            reading = factories.make_assignment(session, world, paper, judge)
            speak(session, world, reading, comment, note, shared, number)
        world.round.stage = Stage.PUBLICATION
        reading.state = AssignmentState.OPEN
        repeat = Assignment(
            round_id=world.round.id, paper_id=paper.id, judge_id=world.judges[0].id, code="QQQQQ",
            kind=AssignmentKind.REPEAT,
        )  # fmt: skip
        session.add(repeat)
        session.flush()
        speak(session, world, repeat, "重评评语", "重评批注", True, 9)


def speak(session, world, reading, comment, note, shared, number) -> None:
    sheet = factories.submit_marks(session, world, reading, (30, 20, 20))
    sheet.comment, sheet.private_note = comment, "绝不外传"
    session.add(
        Annotation(
            assignment_id=reading.id, key=f"key-{number:05}", start=4, end=6, quote="那天", note=note,
            shared=shared, changed_at=NOW,
        )
    )  # fmt: skip


def test_unit_reads_comments_and_shared_notes_after_release_and_nothing_else(database, client_for):
    tell_all(database)
    clients = {name: client_for(name) for name in ("bureau1", "bureau2", "clerk", "judge1")}

    def page(name: str, number: int = 1) -> str:
        return clients[name].get(f"/rounds/1/entries/{number}").get_data(as_text=True)

    shown = page("bureau1")
    places = [shown.index(words) for words in ("评委意见", *sorted(("评语乙", "评语甲")))]
    assert places == sorted(places)  # in the order of their words, whoever spoke first
    assert "共享乙" in shown
    for hidden in ("私话", "绝不外传", "草稿", "重评", "评委01", "评委乙", "KKKKA", "QQQQQ"):
        assert hidden not in shown, hidden
    for name in ("bureau2", "judge1"):
        assert clients[name].get("/rounds/1/entries/1").status_code == 404
    assert "评委意见" not in page("bureau2", 2)
    for when in (None, NOW.replace(year=2090)):
        with database.transaction() as session:
            session.get_one(Round, 1).released_at = when
        for name in ("bureau1", "clerk"):
            for hidden in ("评委意见", "评语甲", "评语乙", "共享乙"):
                assert hidden not in page(name), (name, hidden)


def test_leader_reads_where_he_decides_what_the_judges_say_to_the_author_and_no_private_word(
    database, client_for
):
    tell_all(database)
    with database.transaction() as session:
        round_ = session.get_one(Round, 1)
        round_.stage, round_.released_at = Stage.JUDGING, None
        leader = session.scalars(select(Judge).where(Judge.is_leader)).one()
        reading = Assignment(
            round_id=1, paper_id=1, judge_id=leader.id, code="LLLLL", kind=AssignmentKind.LEADER
        )
        session.add(reading)
        session.flush()
        number, own = reading.id, "/judging/1/LLLLL"
    client = client_for("leader")
    shown = client.get(own).get_data(as_text=True)
    said = ("评委给作者的意见", "评委01", "评语乙", "共享乙", "评委02", "评语甲")
    assert (places := [shown.index(words) for words in said]) == sorted(places)
    for hidden in ("私话", "绝不外传", "草稿", "重评", "评委甲", "评委乙", "KKKKA", "QQQQQ"):
        assert hidden not in shown, hidden
    assert "<q>那天</q>" in shown
    with database.transaction() as session:  # words that were masked after the judge had quoted them
        session.get_one(Paper, 1).text = "▇▇凌晨，走廊里只有脚步声。"
    masked = client.get(own).get_data(as_text=True)
    assert "<q>▇▇</q>" in masked
    assert "<q>那天</q>" not in masked
    judge = client_for("judge1").get("/judging/1/KKKKA").get_data(as_text=True)
    assert "评语乙" in judge  # his own
    assert "评语甲" not in judge
    with database.transaction() as session:  # a paper that he reads as any other judge
        session.get_one(Assignment, number).kind = AssignmentKind.READING
    page = client.get(own).get_data(as_text=True)
    assert [words for words in said if words in page] == []
    with database.transaction() as session:  # one who is the leader no more
        session.get_one(Assignment, number).kind = AssignmentKind.LEADER
        session.execute(delete(RoleGrant).where(RoleGrant.role == Role.LEADER))
    assert "评委给作者的意见" not in client.get(own).get_data(as_text=True)


def test_private_note_of_a_sheet_is_shown_to_its_judge_and_the_leader_only(database, client_for):
    tell_all(database)
    with database.transaction() as session:
        session.get_one(Round, 1).stage = Stage.JUDGING
    page = "/rounds/1/judging/1"
    assert "绝不外传" in client_for("leader").get(page).get_data(as_text=True)
    shown = client_for("organizer").get(page).get_data(as_text=True)
    assert "评语乙" in shown
    assert "绝不外传" not in shown


def test_remarks_stand_in_an_order_that_names_no_judge(database):
    tell_all(database)
    with database.transaction() as session:
        round_ = session.get_one(Round, 1)
        before = note_queries.released_remarks(session, round_, 1, now=NOW)
        first, second = session.scalars(select(Assignment).order_by(Assignment.id)).all()[:2]
        held = {s.assignment_id: s for s in session.scalars(select(ScoreSheet))}
        # the two judges say what the other one said
        held[first.id].comment, held[second.id].comment = held[second.id].comment, held[first.id].comment
        for note in session.scalars(select(Annotation)):
            swap = {first.id: second.id, second.id: first.id}
            note.assignment_id = swap.get(note.assignment_id, note.assignment_id)
        session.flush()
        assert note_queries.released_remarks(session, round_, 1, now=NOW) == before
        assert len(before) == 2


def test_words_that_are_not_in_the_text_are_not_shown_to_the_author(stored, database, client_for):
    judge = client_for("judge1")
    with database.transaction() as session:
        paper = session.get_one(Paper, stored.a.paper_id)
        paper.title, paper.text = "一盏灯", "一盏灯\n我值了夜班，夜班。"
    made_up = body(paper.text, "我值了", "好", quote="你抄的", shared=True)
    answer = judge.post(URL, json=made_up)
    assert (answer.status_code, list(answer.get_json()["fields"])) == (422, ["quote"])
    assert "没有划线的这段文字" in answer.get_json()["error"]
    title = body(
        paper.text, "一盏灯", "好", shared=True
    )  # stands there, but the page shows it once, as heading
    assert judge.post(URL, json=title).status_code == 422
    beyond = body(paper.text, "夜班", "好", start=900, end=902, shared=True)
    assert judge.post(URL, json=beyond).status_code == 200  # masked anew meanwhile: found where it stands now
    private = body(paper.text, "我值了", "好", quote="你抄的") | {"key": "key-00002"}
    assert judge.post(URL, json=private).status_code == 200
