"""Pages of contests: who may open them, what they say, and that what is typed is kept."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from reviewapp.contests import methods, queries
from reviewapp.db import Database
from reviewapp.models.contest import Contest, Recommender, Round, ScoreMethod, Stage
from reviewapp.models.judging import Judge
from reviewapp.models.log import AuditEvent
from reviewapp.models.result import Run, RunState
from tests import factories
from tests.conftest import NOW

Client = Callable[[str | None], FlaskClient]
BASE = "/rounds/1/settings"
SETTINGS = tuple(
    f"{BASE}{page}"
    for page in (
        "", "/review", "/method", "/timetable", "/obligations", "/structure", "/rubric", "/quotas",
        "/recommenders", "/recommenders/1", "/recommenders/new", "/units", "/units/1", "/units/new",
        "/regions/1", "/regions/new",
        "/judges", "/judges/1", "/judges/new",
    )
)  # fmt: skip
PAGES = {
    **{page: {"organizer": 200, "clerk": 403, "leader": 403} for page in SETTINGS},
    "/rounds/1/": {"organizer": 200, "clerk": 200, "leader": 200},
    "/rounds/1/stage": {"organizer": 200, "clerk": 403, "leader": 403},
    "/rounds/1/log": {"organizer": 200, "clerk": 403, "leader": 403},
    "/runs/1": {"organizer": 200, "clerk": 200, "leader": 404},
    "/runs/1/progress": {"organizer": 200, "clerk": 200, "leader": 404},
    "/runs/2": {"organizer": 200, "clerk": 200, "leader": 200},
}  # fmt: skip


@pytest.fixture
def opened(database: Database, stored_world: factories.World) -> factories.World:
    """The stored world with a sealing run (1) and a standings run (2)."""
    with database.transaction() as session:
        for kind in ("sealing", "standings"):
            session.add(Run(round_id=stored_world.round.id, kind=kind, created_at=NOW))
            session.flush()
    return stored_world


@pytest.mark.parametrize("role", ["organizer", "clerk", "leader", "admin", "judge1", "bureau1", "hospital1"])
def test_pages_by_role(role: str, client_for: Client, opened: factories.World) -> None:
    client = client_for(role)
    found = {page: client.get(page).status_code for page in PAGES}
    assert found == {page: allowed.get(role, 404) for page, allowed in PAGES.items()}


def test_nobody_is_sent_to_the_door(client_for: Client, opened: factories.World) -> None:
    client = client_for(None)
    for page in (*PAGES, "/", "/contests/new"):
        answer = client.get(page)
        assert (answer.status_code, answer.location.split("?")[0]) == (302, "/login"), page


def test_refused_page_looks_like_a_missing_one(client_for: Client, opened: factories.World) -> None:
    """A judge cannot tell a contest that is not theirs to watch from one that does not exist."""
    client = client_for("judge1")
    there, nowhere = (client.get(f"/rounds/{n}/") for n in (1, 999))
    noise = re.compile(r'next=[^"]*|(?<=csrf_token" value=")[^"]*|(?<="X-CSRFToken": ")[^"]*')  # they name the second
    same = [noise.sub("", a.get_data(as_text=True)) for a in (there, nowhere)]
    assert there.status_code == nowhere.status_code == 404
    assert same[0] == same[1]


def test_overview_shows_shortfall_in_words_and_the_next_step(client_for: Client, database: Database,
                                                            opened: factories.World) -> None:  # fmt: skip
    with database.transaction() as session:
        factories.make_entry(session, opened, 0)
    organizer = client_for("organizer")
    organizer.post(f"{BASE}/obligations", data=_owed(opened, 2))
    page = organizer.get("/rounds/1/").get_data(as_text=True)
    assert "还差 1 篇" in page
    assert "2 个单位未报足" in page
    assert "下一步" in page
    assert "/rounds/1/entries?recommender=1" in page


def _owed(world: factories.World, minimum: int) -> dict[str, str]:
    category = world.recommenders[0].category_id
    return {
        "rows-0-category_id": str(category), "rows-0-object": "essay", "rows-0-minimum": str(minimum),
        "rows-0-due": "2026-06-30T23:59:59",
    }  # fmt: skip


def test_leader_sees_numbers_but_no_units(client_for: Client, opened: factories.World) -> None:
    page = client_for("leader").get("/rounds/1/").get_data(as_text=True)
    assert "征集" in page
    assert "赤峰" not in page
    assert "最近的操作" not in page


def test_settings_are_kept(client_for: Client, database: Database, opened: factories.World) -> None:
    client = client_for("organizer")
    answer = client.post(
        BASE,
        data={
            "title": "新的名称", "time_zone": "Asia/Shanghai", "version": "1",
            "notice": "各单位：\r\n请报送。",
            "attachments-0-title": "附件1", "attachments-0-text": "宣传用语", "attachments-1-title": "",
        },
    )  # fmt: skip
    assert (answer.status_code, answer.location) == (302, BASE)
    with database.session() as session:
        contest = session.get_one(Contest, opened.contest.id)
    assert (contest.title, contest.notice) == ("新的名称", "各单位：\n请报送。")
    assert contest.attachments == [{"title": "附件1", "text": "宣传用语"}]


def test_stale_settings_are_refused(client_for: Client, opened: factories.World) -> None:
    data = {"title": "新的名称", "time_zone": "Asia/Shanghai", "version": "7"}
    assert client_for("organizer").post(BASE, data=data).status_code == 409


def test_timetable_is_typed_in_the_contests_zone(client_for: Client, database: Database,
                                                 opened: factories.World) -> None:  # fmt: skip
    client = client_for("organizer")
    data = {"opens_at": "2026-05-23T09:00", "submissions_until": "2026-06-30T23:59:59"}
    assert client.post(f"{BASE}/timetable", data=data).status_code == 302
    with database.session() as session:
        assert session.get_one(Round, 1).submissions_until == factories.DUE
    page = client.get(f"{BASE}/timetable").get_data(as_text=True)
    assert "截至 2026年6月30日 23:59:59（北京时间）" in page
    assert 'value="2026-06-30T23:59:59"' in page


def test_timetable_out_of_order_shows_the_field(client_for: Client, opened: factories.World) -> None:
    data = {"opens_at": "2026-07-01T09:00", "submissions_until": "2026-06-30T23:59:59"}
    answer = client_for("organizer").post(f"{BASE}/timetable", data=data)
    assert answer.status_code == 422
    assert "应当晚于上一个时间" in answer.get_data(as_text=True)


def rubric_form(points: tuple[int, int]) -> dict[str, str]:
    return {
        "name": "新标准", "mode": "points", "full_marks": "100", "steps_per_point": "2",
        "criteria-0-name": "主题", "criteria-0-maximum": str(points[0]),
        "criteria-0-bands-0-name": "优", "criteria-0-bands-0-low": "50.5", "criteria-0-bands-0-high": "60",
        "criteria-1-name": "语言", "criteria-1-maximum": str(points[1]),
        "criteria-2-name": "", "criteria-2-bands-0-name": "",
    }  # fmt: skip


def test_rubric_is_checked_and_kept(client_for: Client, database: Database, opened: factories.World) -> None:
    client = client_for("organizer")
    refused = client.post(f"{BASE}/rubric", data=rubric_form((60, 50)))
    assert refused.status_code == 422
    page = refused.get_data(as_text=True)
    assert "各维度满分之和是 110 分，应当是 100 分。" in page
    assert 'value="新标准"' in page  # what was typed is still there
    assert client.post(f"{BASE}/rubric", data=rubric_form((60, 40))).status_code == 302
    with database.session() as session:
        rubric = queries.rubric_of(session, session.get_one(Round, 1))
    assert rubric is not None
    assert [(c.name, c.maximum) for c in rubric.criteria] == [("主题", 60), ("语言", 40)]
    assert rubric.criteria[0].bands[0].low == 50.5


def test_least_marks_are_checked_kept_and_recorded(
    client_for: Client, database: Database, opened: factories.World
) -> None:
    client = client_for("organizer")
    for typed, said in (
        ("40", "维度“语言”的最低分应当小于满分 40 分，也不能是负数。"),
        ("0.3", "维度“语言”的最低分不在评分步长上，步长是 0.5 分。"),
        ("-1", "应在 0 到 1000 之间。"),
        ("NaN", "应在 0 到 1000 之间。"),
        ("sNaN", "不是有效的小数。"),
    ):
        refused = client.post(f"{BASE}/rubric", data=rubric_form((60, 40)) | {"criteria-1-minimum": typed})
        assert refused.status_code == 422
        page = refused.get_data(as_text=True)
        assert said in page
        assert f'value="{typed}"' in page
    kept = rubric_form((60, 40)) | {"criteria-0-minimum": "", "criteria-1-minimum": "7.5"}
    assert client.post(f"{BASE}/rubric", data=kept).status_code == 302
    page = client.get(f"{BASE}/rubric").get_data(as_text=True)
    assert 'value="7.5"' in page
    assert "每项都打最低分时，总分是 7.5 分。" in page
    with database.session() as session:
        rubric = queries.rubric_of(session, session.get_one(Round, 1))
        event = session.scalars(select(AuditEvent).where(AuditEvent.verb == "contests.rubric_edited")).one()
    assert rubric is not None
    assert [(c.minimum, c.maximum) for c in rubric.criteria] == [(0, 60), (7.5, 40)]
    assert event.facts["criteria"] == [["主题", 60, 0, 0.0], ["语言", 40, 0, 7.5]]


@pytest.mark.parametrize("typed", ["NaN", "sNaN", "Infinity", "1e999999"])
def test_band_that_begins_at_no_number_is_refused(
    client_for: Client, opened: factories.World, typed: str
) -> None:
    form = rubric_form((60, 40)) | {"criteria-0-bands-0-low": typed}
    assert client_for("organizer").post(f"{BASE}/rubric", data=form).status_code == 422


def test_half_points_are_shown_as_typed(client_for: Client, opened: factories.World) -> None:
    client = client_for("organizer")
    client.post(f"{BASE}/rubric", data=rubric_form((60, 40)))
    page = client.get(f"{BASE}/rubric").get_data(as_text=True)
    assert 'value="50.5"' in page
    assert 'value="60"' in page


def test_method_is_explained_and_chosen(
    client_for: Client, database: Database, opened: factories.World
) -> None:
    client = client_for("organizer")
    page = client.get(f"{BASE}/method").get_data(as_text=True)
    for words in (*methods.EXPLAINED.values(), *methods.CAUTIONS.values()):
        assert str(words) in page
    refused = client.post(f"{BASE}/method", data={"score_method": "trimmed"})
    assert refused.status_code == 422
    assert "去掉最高分和最低分至少需要" in refused.get_data(as_text=True)
    assert client.post(f"{BASE}/method", data={"score_method": "robust"}).status_code == 302
    with database.session() as session:
        assert session.get_one(Round, 1).score_method == ScoreMethod.ROBUST


def test_quotas_are_kept_and_blank_rows_mean_none(client_for: Client, database: Database,
                                                  opened: factories.World) -> None:  # fmt: skip
    category = str(opened.recommenders[0].category_id)
    data = {
        "rows-0-scope": "recommender", "rows-0-category_id": category, "rows-0-minimum": "2",
        "rows-0-maximum": "2",
        "rows-0-hard": "1", "rows-1-scope": "category", "rows-1-category_id": category, "rows-1-hard": "0",
        "rows-1-maximum": "40", "rows-1-measure": "1",
        "rows-2-scope": "total", "rows-2-minimum": "", "rows-2-maximum": "5", "rows-2-hard": "0",
    }  # fmt: skip
    assert client_for("organizer").post(f"{BASE}/quotas", data=data).status_code == 302
    with database.session() as session:
        stored = [(q.scope, q.minimum, q.maximum, q.hard, q.percent) for q in queries.quotas(session, 1)]
    assert stored == [
        ("recommender", 2, 2, True, False), ("category", 0, 40, False, True), ("total", 0, 5, False, False)
    ]  # fmt: skip


@pytest.mark.parametrize("changes", [
    {"rows-0-category_id": "999"}, {"rows-0-category_id": "'; drop"}, {"rows-0-scope": "everything"},
    {"rows-0-maximum": "101", "rows-0-measure": "1"}, {"rows-0-minimum": "101", "rows-0-measure": "1"},
    {"rows-0-measure": "thirds"}, {"rows-0-minimum": "-1"}, {"rows-0-minimum": "NaN"}, {"rows-0-minimum": "9" * 40},
])  # fmt: skip
def test_forged_quotas_change_nothing(
    changes: dict[str, str], client_for: Client, database: Database, opened: factories.World
) -> None:
    with database.session() as session:
        before = [(q.scope, q.minimum, q.maximum) for q in queries.quotas(session, 1)]
    data = {
        "rows-0-scope": "recommender", "rows-0-category_id": str(opened.recommenders[0].category_id),
        "rows-0-minimum": "1", "rows-0-hard": "1",
    } | changes  # fmt: skip
    answer = client_for("organizer").post(f"{BASE}/quotas", data=data)
    assert answer.status_code in (404, 422)
    assert "Not a valid" not in answer.get_data(as_text=True)  # a row speaks the reader's language too
    with database.session() as session:
        assert [(q.scope, q.minimum, q.maximum) for q in queries.quotas(session, 1)] == before


def test_recommender_is_added_and_removed(
    client_for: Client, database: Database, opened: factories.World
) -> None:
    client = client_for("organizer")
    category = str(opened.recommenders[0].category_id)
    data = {
        "category_id": category,
        "unit": "阿拉善盟卫健委",
        "name": "阿拉善盟",
        "aliases": "阿盟卫健委、阿盟",
        "region_id": "",
    }
    assert client.post(f"{BASE}/recommenders/new", data=data).status_code == 302
    page = client.get(f"{BASE}/recommenders").get_data(as_text=True)
    assert "阿盟卫健委、阿盟" in page
    with database.session() as session:
        made = session.scalar(select(Recommender).where(Recommender.name == "阿拉善盟"))
    assert made is not None
    assert client.post(f"{BASE}/recommenders/{made.id}/remove").status_code == 302
    with database.session() as session:
        assert session.get(Recommender, made.id) is None


def test_judge_form_keeps_account_and_home(
    client_for: Client, database: Database, opened: factories.World
) -> None:
    client = client_for("organizer")
    data = {
        "name": "评委甲", "alias": "评委01", "user_id": str(opened.users["judge1"].id),
        "home_unit": "塞上文艺杂志社",
        "home_region_id": "", "load_max": "30", "active": "y",
    }  # fmt: skip
    judge_id = opened.judges[0].id
    assert client.post(f"{BASE}/judges/{judge_id}", data=data).status_code == 302
    with database.session() as session:
        assert session.get_one(Judge, judge_id).load_max == 30
    assert 'value="塞上文艺杂志社"' in client.get(f"{BASE}/judges/{judge_id}").get_data(as_text=True)


def test_small_lists_are_kept(client_for: Client, database: Database, opened: factories.World) -> None:
    with database.session() as session:
        stored = queries.categories(session, opened.contest.id)
    data = {}
    for place, row in enumerate(stored):
        data |= {f"categories-rows-{place}-id": str(row.id), f"categories-rows-{place}-name": row.name}
        data |= {f"categories-rows-{place}-kind": "region"}
    data |= {
        "categories-rows-2-name": "附属医院",
        "categories-rows-2-kind": "region",
        "categories-rows-2-id": "",
    }
    answer = client_for("organizer").post(f"{BASE}/structure/categories", data=data)
    assert answer.status_code == 302
    with database.session() as session:
        assert [c.name for c in queries.categories(session, opened.contest.id)] == [
            "盟市",
            "直属单位",
            "附属医院",
        ]


def test_closed_settings_can_be_read_but_not_saved(client_for: Client, database: Database,
                                                   opened: factories.World) -> None:  # fmt: skip
    with database.transaction() as session:
        session.get_one(Round, 1).stage = Stage.SELECTION
    client = client_for("organizer")
    assert "本页现在只能查看" in client.get(f"{BASE}/rubric").get_data(as_text=True)
    assert client.post(f"{BASE}/rubric", data=rubric_form((60, 40))).status_code == 409


def test_stage_page_shows_what_waits_then_moves(client_for: Client, database: Database,
                                                opened: factories.World) -> None:  # fmt: skip
    client = client_for("organizer")
    before = client.get("/rounds/1/stage").get_data(as_text=True)
    assert "进入“匿名与分配”" in before
    assert client.post("/rounds/1/stage", data={"to": "sealing"}).location == "/rounds/1/"
    with database.session() as session:
        assert session.get_one(Round, 1).stage == Stage.SEALING
    assert client.post("/rounds/1/stage", data={"to": "submission"}).status_code == 422
    back = {"to": "submission", "reason": "补交"}
    assert client.post("/rounds/1/stage", data=back).status_code == 302
    assert client.post("/rounds/1/stage", data={"to": "nonsense"}).status_code == 404


def test_running_computation_asks_for_itself_until_the_end(client_for: Client, database: Database,
                                                           opened: factories.World) -> None:  # fmt: skip
    client = client_for("clerk")
    assert 'hx-trigger="every 2s"' in client.get("/runs/1").get_data(as_text=True)
    assert client.post("/runs/1/cancel").status_code == 302
    ended = client.get("/runs/1/progress").get_data(as_text=True)
    assert "hx-trigger" not in ended
    assert "已按要求停止，未保存任何结果。" in ended
    with database.session() as session:
        assert session.get_one(Run, 1).state == RunState.CANCELLED
    assert client.post("/runs/2/cancel").status_code == 403


def test_failed_computation_says_why(client_for: Client, database: Database, opened: factories.World) -> None:
    with database.transaction() as session:
        run = session.get_one(Run, 1)
        run.state, run.error = RunState.FAILED, {"msgid": "还缺 %(count)s 篇。", "facts": {"count": "3"}}
    assert "还缺 3 篇。" in client_for("organizer").get("/runs/1").get_data(as_text=True)


def test_log_speaks_names_entries_and_filters(client_for: Client, opened: factories.World) -> None:
    client = client_for("organizer")
    client.post("/rounds/1/stage", data={"to": "sealing"})
    client.post("/runs/1/cancel")
    everything = client.get("/rounds/1/log").get_data(as_text=True)
    assert "由“征集”转到“匿名与分配”阶段" in everything
    assert "停止一次运算" in everything
    none = client.get("/rounds/1/log?area=judging").get_data(as_text=True)
    assert "停止一次运算" not in none
    assert client.get("/rounds/1/log?area=%25&page=-3").status_code == 200


def test_admin_opens_a_contest_for_an_organizer(
    client_for: Client, database: Database, opened: factories.World
) -> None:
    client = client_for("admin")
    data = {
        "title": "新的征文", "slug": "new-2027", "level": "region", "level_name": "自治区",
        "time_zone": "Asia/Shanghai", "organizer": str(opened.users["bureau2"].id),
    }  # fmt: skip
    assert client.post("/contests/new", data=data).location == "/"
    assert client.post("/contests/new", data=data).status_code == 422  # the short name is taken now
    assert "由 通辽联络员 主办。" in client.get("/").get_data(as_text=True)
    assert client_for("bureau2").get("/rounds/2/").status_code == 200
    assert client_for("organizer").post("/contests/new", data=data).status_code == 403


@pytest.mark.parametrize(("role", "words"), [
    ("organizer", "截稿时间未到"), ("clerk", "没有待核对的作品"), ("judge1", "还没有分配给您的作品"),
    ("bureau1", "已报送 0 篇"), ("leader", "没有待裁定的作品"), ("admin", "由 机关党委 主办。"),
])  # fmt: skip
def test_front_page_names_the_next_thing_of_each_role(
    role: str, words: str, client_for: Client, database: Database, opened: factories.World
) -> None:
    with database.transaction() as session:  # far enough ahead of the real clock of the request
        session.get_one(Round, 1).submissions_until = factories.DUE.replace(year=2999)
    assert words in client_for(role).get("/").get_data(as_text=True)


def test_front_page_of_a_stranger_is_empty(
    client_for: Client, database: Database, opened: factories.World
) -> None:
    with database.transaction() as session:
        factories.make_user(session, "stranger", "无关的人")
    page = client_for("stranger").get("/").get_data(as_text=True)
    assert "您还没有参加征文活动" in page
    assert opened.contest.title not in page


def test_every_settings_page_stands_in_the_table(app: Flask) -> None:
    """A new page of contests must be given its roles above."""
    rules = [
        r
        for r in app.url_map.iter_rules()
        if r.endpoint.startswith("contests.") and "GET" in (r.methods or ())
    ]
    patterns = {re.sub(r"<[^>]+>", "1", r.rule) for r in rules} - {"/", "/contests/new"}
    assert patterns - {"/runs/1", *PAGES} == set()
