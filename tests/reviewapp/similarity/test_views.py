"""Pages of similarity: what staff see, what others never learn, and what a page costs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

import sample
from reviewapp import runs
from reviewapp.access import Actor
from reviewapp.db import Database
from reviewapp.models.contest import Round, Stage
from reviewapp.models.entry import Entry
from reviewapp.models.library import LibraryKind, LibraryText
from reviewapp.models.paper import Paper
from reviewapp.models.result import Run, RunState, Standing
from reviewapp.models.similarity import SimilarityCase, Verdict
from reviewapp.similarity import case_views
from reviewapp.similarity.actions import store_cases
from tests.conftest import NOW
from tests.factories import World, make_entry, make_sample_entries
from tests.reviewapp.similarity.conftest import found

ClientFor = Callable[[str | None], FlaskClient]
LIST, CASE = "/rounds/1/similarity", "/rounds/1/similarity/1"
GETS = (LIST, CASE, "/rounds/1/similarity/99", "/rounds/99/similarity")
POSTS = ("/rounds/1/similarity/scan", "/rounds/1/similarity/1/verdict")


@pytest.fixture
def scanned(copied: dict[str, int], client_for: ClientFor) -> dict[str, int]:
    """A scan was asked for in the page and has ended (jobs run at once in tests)."""
    answer = client_for("organizer").post("/rounds/1/similarity/scan")
    assert (answer.status_code, answer.location) == (302, "/runs/1")
    return copied


def page(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)[-2000:]
    return answer.get_data(as_text=True)


def number_of(html: str, kind: str) -> int:
    """Number of the case of this kind on the list."""
    found = re.search(r'similarity/(\d+)"><span class="case-number">\d+</span>' + kind, html)
    assert found, html
    return int(found[1])


def version_of(html: str) -> str:
    found = re.search(r'name="version"[^>]*value="(\d+)"', html)
    assert found
    return found[1]


def paper_of(database: Database, number: int) -> tuple[bool, int]:
    with database.session() as session:
        query = sa.select(Paper).join(Entry, Entry.paper_id == Paper.id).where(Entry.number == number)
        paper = session.scalars(query).one()
        return paper.excluded, paper.penalty_points


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("PRAGMA"):
            seen.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(database.engine, "before_cursor_execute", note)


def test_list_before_any_scan_says_what_to_do(copied: dict[str, int], client_for: ClientFor) -> None:
    html = page(client_for("clerk"), LIST)
    assert "还没有比对过" in html
    assert "开始比对" in html


def test_list_shows_cases_with_members_numbers_and_verdict(
    scanned: dict[str, int], client_for: ClientFor
) -> None:
    html = page(client_for("clerk"), LIST)
    assert html.count('class="case-number"') == 3
    for words in (
        "两篇雷同",
        "同一单位多篇共用底稿",
        "待认定",
        "号最先收到",
        "赤峰市推荐",
        "11 篇作品两两比较",
    ):
        assert words in html
    assert re.findall(r"\d\d%", html)
    template = number_of(html, "同一单位多篇共用底稿")
    assert template == 3  # the weakest of the three
    assert '<span class="case-number">' not in page(client_for("clerk"), LIST + "?verdict=penalty")
    assert page(client_for("clerk"), LIST + "?verdict=open").count('class="case-number"') == 3


def test_evidence_page_shows_both_texts_linked_with_the_facts(
    scanned: dict[str, int], client_for: ClientFor
) -> None:
    html = page(client_for("clerk"), f"{LIST}/1")
    assert "正文中夹有 209 个零宽字符" in html
    assert "不同单位" in html
    assert (
        set(re.findall(r'id="a(\d+)" href="#b\1"', html))
        == set(re.findall(r'id="b(\d+)" href="#a\1"', html))
        != set()
    )
    assert html.count('class="minimap"') == 2
    assert "只有主办单位可以进行这项操作。" in html  # a clerk sees why there is no form
    assert "verdict-form" not in html
    assert "verdict-form" in page(client_for("organizer"), f"{LIST}/1")


def test_pair_is_chosen_by_receipt_numbers(scanned: dict[str, int], client_for: ClientFor) -> None:
    a, b = scanned["P10"], scanned["P13"]
    html = page(client_for("clerk"), f"{LIST}/3?pair={a}-{b}")
    assert f"{a} 号与 {b} 号对照" in html
    assert 'class="chart ring"' in html
    assert page(client_for("clerk"), f"{LIST}/3?pair={a}-{scanned['B20']}", 404)
    assert page(client_for("clerk"), f"{LIST}/3?pair=x", 404)


def test_verdict_is_given_shown_changed_and_taken_back(
    scanned: dict[str, int], client_for: ClientFor, database: Database
) -> None:
    client = client_for("organizer")
    copy = scanned["P08"]
    with database.session() as session:
        entry = session.scalars(sa.select(Entry.id).where(Entry.number == copy)).one()
    given = {"affected": str(entry), "penalty_points": "6", "reason": "两稿逐字核对"}
    answer = client.post(
        CASE + "/verdict", data=given | {"verdict": "penalty", "version": version_of(page(client, CASE))}
    )
    assert (answer.status_code, answer.location) == (302, CASE + "#verdict")
    html = page(client, CASE)
    for words in ("扣分，6 分", "两稿逐字核对", f"{copy} 号：最终得分减 6 分", "待认定 → 扣分", "机关党委"):
        assert words in html
    assert paper_of(database, copy) == (False, 6)
    assert 'class="muted num">−6</span>' in page(client, LIST)
    back = {"verdict": "open", "version": version_of(html), "reason": "误判"}
    assert client.post(CASE + "/verdict", data=back).status_code == 302
    assert paper_of(database, copy) == (False, 0)
    assert "扣分 → 待认定" in page(client, CASE)


def test_wrong_verdict_is_explained_and_what_was_typed_stays(
    scanned: dict[str, int], client_for: ClientFor
) -> None:
    client = client_for("organizer")
    data = {
        "verdict": "penalty",
        "reason": "我写的理由",
        "penalty_points": "0",
        "version": version_of(page(client, CASE)),
    }
    answer = client.post(CASE + "/verdict", data=data)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "请勾选这项处理适用于哪几篇作品。" in html
    assert "扣分应在 1 到 100 分之间。" in html
    assert "我写的理由" in html
    assert client.post(CASE + "/verdict", data={"version": "1"}).status_code == 422
    assert client.post(CASE + "/verdict", data=data | {"affected": "瞎填"}).status_code == 422


def test_verdict_on_an_old_page_is_not_taken_but_not_lost(
    scanned: dict[str, int], client_for: ClientFor
) -> None:
    client = client_for("organizer")
    version = version_of(page(client, CASE))
    data = {"verdict": "note", "reason": "先到的人", "version": version}
    assert client.post(CASE + "/verdict", data=data).status_code == 302
    answer = client.post(CASE + "/verdict", data=data | {"verdict": "nothing", "reason": "后到的人"})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "这个案例刚有变动" in html
    assert "先到的人" in html
    assert "后到的人" in html
    assert version_of(html) != version


def test_case_a_new_scan_no_longer_finds_comes_last_with_its_verdict(
    scanned: dict[str, int], client_for: ClientFor, database: Database
) -> None:
    client = client_for("organizer")
    client.post(
        CASE + "/verdict",
        data={"verdict": "note", "reason": "留底", "version": version_of(page(client, CASE))},
    )
    with database.transaction() as session:
        session.execute(
            sa.update(Entry).where(Entry.number == scanned["P08"]).values(text="重新写的一篇短文。")
        )
    client.post("/rounds/1/similarity/scan")
    html = page(client, LIST)
    assert html.index("最近一次比对没有再发现的案例") < html.index('similarity/1">')
    assert "最近一次比对没有再发现这个案例" in page(client, CASE)
    assert "留底" in page(client, CASE)


def test_thin_and_unreadable_works_are_listed_with_links(
    scanned: dict[str, int], client_for: ClientFor, database: Database, stored_world: World
) -> None:
    with database.transaction() as session:
        blank = make_entry(session, stored_world, title="一张照片", text="　").number
        thin = make_entry(
            session, stored_world, title="全是套话", text=stored_world.contest.notice * 3
        ).number
    client = client_for("clerk")
    client.post("/rounds/1/similarity/scan")
    html = page(client, LIST)
    listed = {name: html.split(f'id="{name}"')[1].split("</section>")[0] for name in ("thin", "unjudgeable")}
    assert f"/entries/{thin}" in listed["thin"]
    assert f"/entries/{blank}" in listed["unjudgeable"]
    assert "这不是雷同" in listed["thin"]


def test_library_text_stands_in_the_case_beside_the_entry(
    copied: dict[str, int], client_for: ClientFor, database: Database
) -> None:
    with database.transaction() as session:
        entry = session.scalars(sa.select(Entry).where(Entry.number == copied["B20"])).one()
        text = LibraryText(
            kind=LibraryKind.WINNER, title="往届的一篇", author="前人", source="2019年征文", year=2019,
            text=entry.text, sha256="0" * 64, characters=len(entry.text), added_at=NOW,
        )  # fmt: skip
        session.add(text)
        session.flush()
        run = runs.create(session, Actor.system(), "similarity", 1, now=NOW)
        (case,) = found([entry])["cases"]
        case["kind"], case["library"] = (
            "archive",
            [{"text": text.id, "source": True, "official": [[0, 2, "official"]]}],
        )
        span = {"a0": 10, "a1": 200, "b0": 10, "b1": 200, "official": False, "reason": "copied"}
        case["passages"] = [{"a": entry.id, "library": text.id, **span}]
        for _again in range(2):  # the same case, found twice
            store_cases(session, Actor.system(), session.get_one(Round, 1), run, {"cases": [case]}, now=NOW)
        run.state, run.output = RunState.DONE, runs.pack({"cases": [case]})
        assert session.scalars(sa.select(SimilarityCase.members_key)).all() == [str(entry.id)]
    client = client_for("organizer")
    html = page(client, CASE)
    for words in (
        "往届的一篇",
        "前人",
        "出自资料库文本",
        f"{copied['B20']} 号与资料库文本 L1 对照",
        "is-library is-source",
    ):
        assert words in html, words
    assert html.count('class="passage-number" id="b') >= 1
    assert page(client, f"{CASE}?pair={copied['B20']}-L1")
    assert "L1" in page(client, LIST)


def test_residue_clues_are_listed_by_work_for_the_staff(
    scanned: dict[str, int], client_for: ClientFor, database: Database
) -> None:
    plain = page(client_for("clerk"), CASE)
    assert "没有改净的地方" not in plain
    with database.transaction() as session:
        entry = session.scalars(sa.select(Entry).where(Entry.number == scanned["P08"])).one()
        entry.text += "\n我来自通辽市西辽河医院。"
    html = page(client_for("clerk"), CASE)
    assert "没有改净的地方" in html
    assert re.search(rf'href="#clue-{scanned["P08"]}-(\d)"', html)
    assert re.search(
        rf'class="residue" id="clue-{scanned["P08"]}-\d" data-clue="线索 \d">[^<]*西辽河医院', html
    )


def test_high_scores_first_is_offered_with_standings_and_opens_the_seal_on_record(
    scanned: dict[str, int], client_for: ClientFor, database: Database
) -> None:
    client, address = client_for("organizer"), LIST + "/high-scores"
    assert "先查高分" not in page(client, LIST)
    assert client.post(address).status_code == 422
    with database.transaction() as session:
        run = Run(round_id=1, kind="standings", state=RunState.DONE, created_at=NOW)
        session.add(run)
        session.flush()
        for rank, key in ((2, "P08"), (1, "P10")):
            paper = session.scalars(sa.select(Entry.paper_id).where(Entry.number == scanned[key])).one()
            session.add(Standing(run_id=run.id, paper_id=paper, readings=2, rank=rank, final=91.5 - rank))
    assert page(client, LIST + "?order=score").index('/similarity/1"') < page(client, LIST).index(
        '/similarity/3"'
    )
    assert "最好名次" not in page(client, LIST + "?order=score")  # nothing before the seal is opened
    assert client_for("clerk").post(address).status_code == 403
    answer = client.post(address)
    assert (answer.status_code, answer.location) == (302, LIST + "?order=score")
    html = page(client, answer.location)
    order = re.findall(r'similarity/(\d)"><span class="case-number"', html)
    assert order == ["3", "1", "2"]
    assert "90.5 分" in html
    assert re.findall(r'similarity/(\d)"><span class="case-number"', page(client, LIST)) == ["1", "2", "3"]
    clerk = page(client_for("clerk"), LIST + "?order=score")
    assert "最好名次" not in clerk
    assert "先查高分" not in clerk
    assert "启封" in page(client, "/rounds/1/log")


@pytest.mark.parametrize("role", ["admin", "leader", "judge1", "bureau1", "hospital1"])
def test_others_find_nothing_at_any_address(
    scanned: dict[str, int], client_for: ClientFor, role: str
) -> None:
    client = client_for(role)
    for path in GETS:
        html = page(client, path, 404)
        assert "雷同" not in html.replace("没有找到", "")
    for path in POSTS:
        assert client.post(path, data={"verdict": "note", "reason": "x", "version": "1"}).status_code == 404


def test_anonymous_is_sent_to_the_login(
    scanned: dict[str, int], client_for: ClientFor, database: Database
) -> None:
    client = client_for(None)
    for path in GETS:
        answer = client.get(path)
        assert (answer.status_code, answer.location.split("?")[0]) == (302, "/login")
    for path in POSTS:
        assert client.post(path).status_code in (302, 401)
    with database.session() as session:
        assert set(session.scalars(sa.select(SimilarityCase.verdict))) == {Verdict.OPEN}


def test_clerk_may_scan_but_not_decide_and_a_closed_round_takes_nothing(
    scanned: dict[str, int], client_for: ClientFor, database: Database
) -> None:
    clerk = client_for("clerk")
    data = {"verdict": "note", "reason": "x", "version": version_of(page(client_for("organizer"), CASE))}
    assert clerk.post(CASE + "/verdict", data=data).status_code == 403
    assert clerk.post("/rounds/1/similarity/scan").status_code == 302
    with database.transaction() as session:
        session.get_one(Round, 1).stage = Stage.PUBLICATION
    assert clerk.post("/rounds/1/similarity/scan").status_code == 409
    assert client_for("organizer").post(CASE + "/verdict", data=data).status_code == 409
    assert "阶段不能进行这项操作" in page(client_for("organizer"), CASE)


def test_list_of_ten_cases_costs_as_many_statements_as_one_of_two(
    client_for: ClientFor, database: Database, stored_world: World
) -> None:
    client, few_keys = client_for("organizer"), ("P01", "A20", "P02", "A30", "B20")
    with database.transaction() as session:
        session.get_one(Round, 1).stage = Stage.SEALING
        make_sample_entries(session, stored_world, few_keys)
    client.post("/rounds/1/similarity/scan")
    with statements(database) as few:
        assert page(client, LIST).count('class="case-number"') == 2
    with database.transaction() as session:
        rest = {entry.key for entry in sample.load().entries} - set(few_keys)
        make_sample_entries(session, stored_world, rest)
    client.post("/rounds/1/similarity/scan")
    with statements(database) as many:
        assert page(client, LIST).count('class="case-number"') == 10
    assert len(many) == len(few) <= 19, many
    template = number_of(page(client, LIST), "同一单位多篇共用底稿")
    with statements(database) as two:
        page(client, CASE)
    with statements(database) as four:
        page(client, f"{LIST}/{template}")
    assert len(two) == len(four) <= 16, four


def test_printed_report_names_every_pair_or_says_how_many_it_leaves_out(
    scanned: dict[str, int], client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = page(client_for("clerk"), f"{LIST}/3")
    printed = html.split('class="printed-pairs"')[1].split("</ul>")[0]
    pairs = html.split('class="pair-list"')[1].split("</nav>")[0].count("<li>")
    assert printed.count("<li>") == pairs == 6
    assert "案例共 6 对" in html
    monkeypatch.setattr(case_views, "MOST_PRINTED", 2)
    html = page(client_for("clerk"), f"{LIST}/3")
    assert html.split('class="printed-pairs"')[1].split("</ul>")[0].count("<li>") == 2
    assert "另有较弱的 4 对没有列出" in html
