"""Words of hearings and verdicts: no way of writing names the other party, and nothing invisible is kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from reviewapp import runs
from reviewapp.access import Actor
from reviewapp.db import Database
from reviewapp.errors import Invalid
from reviewapp.models.contest import Round, Stage
from reviewapp.models.entry import Entry
from reviewapp.models.library import LibraryKind, LibraryText
from reviewapp.models.similarity import CaseLibrary, SimilarityCase, Verdict
from reviewapp.similarity import actions, hearing, queries
from reviewapp.similarity.parties import library_names, named
from tests.conftest import NOW
from tests.factories import World, make_entry, make_paper
from tests.reviewapp.similarity.conftest import found

ClientFor = Callable[[str | None], FlaskClient]
CASE = "/rounds/1/similarity/1"
HELD = {"title": "额尔古纳河的早晨", "author": "赵一鸣、钱 望", "source": "《北方晨刊》2019年第3期"}


def library_text(**given: str) -> LibraryText:
    told = {**HELD, **given}
    return LibraryText(
        kind=LibraryKind.MODEL, text="文" * 30, sha256=str(told), characters=30, added_at=NOW, **told
    )


def works(session: Session, world: World) -> list[Entry]:
    """Receipt numbers 1 and 13, of hospitals in two leagues; the second has an alias."""
    mine = make_entry(
        session, world, 0, title="草原上的灯", author="王小满", unit=world.hospitals[0], text="甲" * 60
    )
    other = make_entry(
        session, world, 1, title="巡诊 路上", author="李大山", unit=world.hospitals[1], text="乙" * 60
    )
    other.number = 13
    for entry in (mine, other):
        make_paper(session, world, entry)
    return [mine, other]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("请看１３号", "13 号"),
        ("请看１ ３ 号", "13 号"),
        ("见附件1 13号", "13 号"),
        ("与编号13的作品相同", "13 号"),
        ("编号：13", "13 号"),
        ("见 No.13", "13 号"),
        ("见№13", "13 号"),
        ("第13篇", "13 号"),
        ("第 0013 件", "13 号"),
        ("作品13", "13 号"),
        ("13、1号两篇", "13 号"),
        ("西 辽河\u3000医院", "西辽河医院"),
        ("西\u200b辽河医\u2060院", "西辽河医院"),
        ("来自西辽河医院", "西辽河医院"),  # an alias
        ("巡诊路上", "巡诊 路上"),
        ("巡\ufe0f诊\n路上", "巡诊 路上"),
        ("额尔古纳河 的早晨", "额尔古纳河的早晨"),
        ("作者赵一鸣", "赵一鸣"),
        ("作者钱望", "钱 望"),
        ("见《北方晨刊》２０１９年第３期", "《北方晨刊》2019年第3期"),
    ],
)
def test_other_party_is_found_however_it_is_written(
    session: Session, world: World, text: str, expected: str
) -> None:
    mine, other = works(session, world)
    views = queries.entry_views(session, [mine.id, other.id])
    assert expected in named(text, views, [mine.id], [library_text()])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "请说明写作经过，与另一篇作品有相同的段落。",
        "113号、130号和1300元，第130篇，编号 213，No.131",
        "草原上的灯，１号，柳条沟卫生院，敖汉旗柳条沟卫生院，王 小满",
        "共13篇作品，13日收到",
    ],
)
def test_own_names_and_ordinary_words_may_be_said(session: Session, world: World, text: str) -> None:
    mine, other = works(session, world)
    views = queries.entry_views(session, [mine.id, other.id])
    assert named(text, views, [mine.id], [library_text()]) == []


def test_name_inside_the_readers_own_is_the_readers(session: Session, world: World) -> None:
    mine, other = works(session, world)
    world.hospitals[0].name, world.hospitals[1].aliases = "赤峰市中心医院", ["中心医院"]
    session.flush()
    views = queries.entry_views(session, [mine.id, other.id])
    assert named("赤峰市中心医院的说明", views, [mine.id]) == []
    assert named("赤峰市中心医院和中心医院", views, [mine.id]) == ["中心医院"]


def test_library_text_of_the_recipient_may_be_named(session: Session, world: World) -> None:
    mine, other = works(session, world)
    views = queries.entry_views(session, [mine.id, other.id])
    own = library_text(title="草原上的灯", author="王小满")
    assert named("《草原上的灯》，王小满", views, [mine.id], [own]) == []
    assert named("《草原上的灯》，王小满", views, [other.id], [own]) == ["王小满", "草原上的灯"]


def test_authors_of_a_library_text_are_told_apart() -> None:
    assert library_names(library_text(author="赵一鸣 钱望", source="", title="灯")) == {
        "赵一鸣 钱望",
        "赵一鸣",
        "钱望",
    }
    assert library_names(library_text(author="王 小满", source="", title="灯")) == {"王 小满"}


@pytest.fixture
def case(database: Database, stored_world: World) -> int:
    """A case of works 1 and 13 and a library text, committed; answers the first work's entry id."""
    with database.transaction() as session:
        session.get_one(Round, 1).stage = Stage.SEALING
        pair = works(session, stored_world)
        run = runs.create(session, Actor.system(), "similarity", 1, now=NOW)
        actions.store_cases(session, Actor.system(), session.get_one(Round, 1), run, found(pair), now=NOW)
        held = library_text()
        session.add(held)
        session.flush()
        stored = session.scalars(sa.select(SimilarityCase)).one()
        session.add(CaseLibrary(case_id=stored.id, library_id=held.id))
        return pair[0].id


def whole(session: Session) -> SimilarityCase:
    stored = queries.case_by_number(session, 1, 1)
    assert stored is not None
    return stored


@pytest.mark.parametrize("words", ["额尔古纳河的早晨", "赵一鸣", "《北方晨刊》2019年第3期", "西辽河医院"])
def test_question_verdict_and_answer_never_name_library_or_alias(
    case: int, database: Database, stored_world: World, words: str
) -> None:
    organizer = stored_world.actors["organizer"]
    with database.session() as session:
        stored, round_ = whole(session), session.get_one(Round, 1)
        question = hearing.Question(stored.version, frozenset({case}), words)
        with pytest.raises(Invalid, match="另一方"):
            hearing.ask_units(session, organizer, stored, round_, question, now=NOW)
        verdict = actions.Decision(stored.version, Verdict.PENALTY, "核对过", frozenset({case}), 5, words)
        with pytest.raises(Invalid, match="另一方"):
            actions.decide_case(session, organizer, stored, round_, verdict, now=NOW)
    with database.transaction() as session:
        actions.decide_case(
            session, organizer, whole(session), session.get_one(Round, 1),
            actions.Decision(whole(session).version, Verdict.PENALTY, "核对过", frozenset({case}), 5), now=NOW,
        )  # fmt: skip
        bureau = stored_world.actors["bureau1"]
        own = queries.own_cases(session, 1, bureau.unit_ids(1))[0]
        hearing.appeal(session, bureau, own, session.get_one(Round, 1), "另有底稿", now=NOW)
    with database.session() as session:
        stored = whole(session)
        with pytest.raises(Invalid, match="另一方"):
            actions.answer_appeals(
                session, organizer, stored, session.get_one(Round, 1),
                actions.Answer(stored.version, words), now=NOW,
            )  # fmt: skip


@pytest.fixture
def page_of(case: int, client_for: ClientFor) -> FlaskClient:
    """The organizer, looking at the case."""
    client = client_for("organizer")
    assert client.get(CASE).status_code == 200
    return client


def sent(client: FlaskClient, path: str, data: dict[str, str], status: int) -> str:
    answer = client.post(path, data=data)
    assert answer.status_code == status, answer.get_data(as_text=True)[-2000:]
    return answer.get_data(as_text=True)


def version(database: Database) -> str:
    with database.session() as session:
        return str(whole(session).version)


@pytest.mark.parametrize("seen", ["9" * 5000, "x", "-1", "²"])
def test_version_that_is_no_version_is_an_old_one(
    case: int, page_of: FlaskClient, database: Database, stored_world: World, seen: str
) -> None:
    said = {
        "verdict": "penalty",
        "penalty_points": "5",
        "affected": str(case),
        "reason": "核对过",
        "told": "核对过",
    }
    sent(page_of, CASE + "/verdict", said | {"version": seen}, 409)
    sent(page_of, CASE + "/ask", {"ask-version": seen, "ask-entries": str(case)}, 409)
    sent(page_of, CASE + "/verdict", said | {"version": version(database)}, 302)
    appealed(database, stored_world)
    sent(page_of, CASE + "/verdict", {"verdict": "upheld", "told": "维持", "version": seen}, 409)


def appealed(database: Database, world: World) -> None:
    with database.transaction() as session:
        bureau = world.actors["bureau1"]
        own = queries.own_cases(session, 1, bureau.unit_ids(1))[0]
        hearing.appeal(session, bureau, own, session.get_one(Round, 1), "另有底稿", now=NOW)


HIDDEN = "请\0说\u202e明\x1b写作\u2066经过"  # NUL, right-to-left override, escape, isolate


def test_words_are_stored_without_what_no_screen_should_be_given(
    case: int, page_of: FlaskClient, database: Database, client_for: ClientFor
) -> None:
    asked = {"ask-version": version(database), "ask-entries": str(case), "ask-question": HIDDEN}
    sent(page_of, CASE + "/ask", asked, 302)
    bureau = client_for("bureau1")
    sent(bureau, CASE + "/works/1/reply", {"reply": HIDDEN}, 302)
    said = {
        "verdict": "penalty",
        "penalty_points": "5",
        "affected": str(case),
        "reason": HIDDEN,
        "told": HIDDEN,
    }
    sent(client_for("organizer"), CASE + "/verdict", said | {"version": version(database)}, 302)
    sent(client_for("bureau1"), CASE + "/works/1/appeal", {"appeal": HIDDEN}, 302)
    answer = {"verdict": "upheld", "told": HIDDEN, "version": version(database)}
    sent(client_for("organizer"), CASE + "/verdict", answer, 302)
    with database.session() as session:
        stored = whole(session)
        held = next(m.hearing for m in stored.members if m.entry_id == case)
        assert held is not None
        kept = {held.question, held.reply, stored.reason, stored.told, held.appeal, held.answer}
        assert kept == {"请说明写作经过"}


@pytest.mark.parametrize("nothing", ["\0", "\u202e \u200f", "\u200b\ufeff", "\u3000\n"])
def test_words_that_hold_nothing_are_none(
    case: int,
    page_of: FlaskClient,
    database: Database,
    stored_world: World,
    client_for: ClientFor,
    nothing: str,
) -> None:
    said = {"verdict": "note", "reason": nothing, "version": version(database)}
    assert "请写明认定的理由。" in sent(page_of, CASE + "/verdict", said, 422)
    sent(page_of, CASE + "/ask", {"ask-version": version(database), "ask-entries": str(case)}, 302)
    bureau = client_for("bureau1")
    assert "请写明情况和理由。" in sent(bureau, CASE + "/works/1/reply", {"reply": nothing}, 422)
    given = {"verdict": "penalty", "penalty_points": "5", "affected": str(case), "reason": "核对过"}
    organizer = client_for("organizer")
    sent(organizer, CASE + "/verdict", given | {"version": version(database)}, 302)
    assert "请写明情况和理由。" in sent(
        client_for("bureau1"), CASE + "/works/1/appeal", {"appeal": nothing}, 422
    )
    appealed(database, stored_world)
    answer = {"verdict": "upheld", "told": nothing, "version": version(database)}
    assert "请写明答复的理由。" in sent(client_for("organizer"), CASE + "/verdict", answer, 422)


@pytest.mark.parametrize("ticked", ["81", "瞎填", "9" * 5000])
def test_work_that_is_not_of_the_case_is_refused_in_words(
    page_of: FlaskClient, database: Database, ticked: str
) -> None:
    said = {"verdict": "penalty", "penalty_points": "5", "reason": "核对过", "affected": ticked}
    seen = version(database)
    verdict = sent(page_of, CASE + "/verdict", said | {"version": seen}, 422)
    asked = sent(page_of, CASE + "/ask", {"ask-version": seen, "ask-entries": ticked}, 422)
    for html in (verdict, asked):
        assert "勾选的作品不在这个案例里。" in html
        assert "valid choice" not in html
        assert "coerced" not in html


def test_pair_can_be_left_empty_or_turned_round(page_of: FlaskClient) -> None:
    default = page_of.get(CASE)
    for asked in ("", "1-13", "13-1"):
        answer = page_of.get(f"{CASE}?pair={asked}")
        assert answer.status_code == 200, asked
        assert "1 号与 13 号对照" in answer.get_data(as_text=True)
    assert "1 号与 13 号对照" in default.get_data(as_text=True)
    for wrong in ("1", "13", "1-1", "1-13-1", "-", "1-2"):
        assert page_of.get(f"{CASE}?pair={wrong}").status_code == 404, wrong
