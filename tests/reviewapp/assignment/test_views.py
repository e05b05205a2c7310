"""Plans and conflicts through pages: what is shown, refused, and never shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from reviewapp.assignment import queries
from reviewapp.db import Database
from reviewapp.models.assignment import AssignmentPlan, Conflict, PlanState
from reviewapp.models.contest import Stage
from reviewapp.models.judging import Assignment
from tests import factories
from tests.factories import World
from tests.reviewapp.assignment import builders

Clients = Callable[[str | None], FlaskClient]
SECRETS = ("王小满", "13800001234", "医生")


@pytest.fixture
def ready(database: Database, stored_world: World) -> World:
    with database.transaction() as session:
        session.add_all([stored_world.round, *stored_world.judges])
        builders.ready(session, stored_world, papers=5, judges=2)
        stored_world.round.stage = Stage.SEALING
    return stored_world


def _plan_id(database: Database) -> int:
    with database.session() as session:
        return session.scalars(sa.select(AssignmentPlan.id).order_by(AssignmentPlan.id.desc())).first() or 0


def test_plan_is_asked_for_read_and_applied(client_for: Clients, database: Database, ready: World) -> None:
    organizer, base = client_for("organizer"), f"/rounds/{ready.round.id}/assignment"
    page = organizer.get(base).get_data(as_text=True)
    assert "还没有方案" in page
    answer = organizer.post(f"{base}/compute", data={"mode": "keep"})
    assert answer.status_code == 302
    assert answer.location.startswith("/runs/")
    plan = f"{base}/{_plan_id(database)}"
    result = f"{base}?run={answer.location.rpartition('/')[2]}"
    assert f'href="{result}"' in organizer.get(answer.location).get_data(as_text=True)
    assert organizer.get(result).location == plan
    text = organizer.get(plan).get_data(as_text=True)
    for shown in (
        "5 篇作品，每篇 2 次评阅，共 10 次",
        "可以证明的最小差是 0 篇",
        "P0001",
        "评委03",
        "采用这个方案",
    ):
        assert shown in text
    assert [s for s in SECRETS if s in text + page] == []
    done = organizer.post(f"{plan}/apply")
    assert (done.status_code, done.location) == (302, base)
    with database.session() as session:
        assert len(session.scalars(sa.select(Assignment)).all()) == 10
    assert "已采用" in organizer.get(plan).get_data(as_text=True)
    assert organizer.post(f"{plan}/apply").status_code == 409
    assert organizer.post(f"{plan}/discard").status_code == 409


def test_settings_and_common_papers_are_in_the_plan_and_the_organizer_is_told_what_waits(
    client_for: Clients, database: Database, ready: World
) -> None:
    organizer, base = client_for("organizer"), f"/rounds/{ready.round.id}/assignment"
    organizer.post(f"{base}/compute", data={"mode": "keep"})
    organizer.post(f"{base}/{_plan_id(database)}/apply")
    settings = {
        "title": "自治区评审", "readings": "2", "tolerance_percent": "10", "tolerance_inclusive": "0",
        "codes_per_judge": "y", "hidden_repeats": "1",
    }  # fmt: skip
    refused = organizer.post("/rounds/1/settings/review", data=settings | {"hidden_repeats": "21"})
    assert refused.status_code == 422
    assert organizer.post("/rounds/1/settings/review", data=settings).status_code == 302
    assert "重新拟定并采用一次方案后才生效" in organizer.get(base).get_data(as_text=True)
    wrong = organizer.post(f"{base}/common-papers", data={"codes": "p0002 QQQQQ"})
    assert wrong.status_code == 422
    assert "没有编号为 QQQQQ 的待分配作品" in wrong.get_data(as_text=True)
    assert organizer.post(f"{base}/common-papers", data={"codes": "p0002", "more": "1"}).status_code == 302
    organizer.post(f"{base}/compute", data={"mode": "keep"})
    plan = organizer.get(f"{base}/{_plan_id(database)}").get_data(as_text=True)
    for shown in (
        "2 篇共评作品由所有没有回避的评委评",
        "P0002（5 位）",
        "另有隐性重评 5 次",
        "（标准误；按一次评阅",
    ):
        assert shown in plan, shown
    organizer.post(f"{base}/{_plan_id(database)}/apply")
    assert "重新拟定并采用一次方案后才生效" not in organizer.get(base).get_data(as_text=True)


def test_stale_plan_says_why_and_cannot_be_applied(
    client_for: Clients, database: Database, ready: World
) -> None:
    organizer, base = client_for("organizer"), f"/rounds/{ready.round.id}/assignment"
    organizer.post(f"{base}/compute")
    with database.transaction() as session:
        ready.judges[2].active = False
        session.add(ready.judges[2])
    plan = f"{base}/{_plan_id(database)}"
    text = organizer.get(plan).get_data(as_text=True)
    assert "拟定方案之后，评委有增减。请重新拟定方案。" in text
    assert "采用这个方案" not in text
    refused = organizer.post(f"{plan}/apply")
    assert refused.status_code == 409
    assert "评委有增减" in refused.get_data(as_text=True)
    assert organizer.post(f"{plan}/discard").status_code == 302
    with database.session() as session:
        assert session.get_one(AssignmentPlan, _plan_id(database)).state == PlanState.DISCARDED


def test_impossible_plan_shows_its_blocker_on_the_run_and_on_the_list(
    client_for: Clients, database: Database, ready: World
) -> None:
    with database.transaction() as session:
        ready.round.readings = 9
        session.add(ready.round)
    organizer, base = client_for("organizer"), f"/rounds/{ready.round.id}/assignment"
    run = organizer.post(f"{base}/compute").location
    for path in (run, base):
        assert "只有 5 位评委可评，每篇还需要 9 位" in organizer.get(path).get_data(as_text=True)


def test_conflict_is_declared_explained_and_removed(
    client_for: Clients, database: Database, ready: World
) -> None:
    organizer, url = client_for("organizer"), f"/rounds/{ready.round.id}/conflicts"
    judge, unit = ready.judges[2].id, ready.recommenders[1].unit_id
    empty = organizer.post(url, data={"judge_id": judge, "unit_id": unit, "reason": ""})
    assert empty.status_code == 422
    assert organizer.post(url, data={"judge_id": judge, "unit_id": unit, "reason": "亲属"}).status_code == 302
    text = organizer.get(url).get_data(as_text=True)
    for shown in ("通辽市卫生局", "亲属", "0 / 5", "评委与作品的某位作者同名"):
        assert shown in text
    twice = organizer.post(url, data={"judge_id": judge, "unit_id": unit, "reason": "又一次"})
    assert twice.status_code == 422
    with database.session() as session:
        held = session.scalars(sa.select(Conflict)).one()
    assert organizer.post(f"{url}/{held.id}/remove").status_code == 302
    with database.session() as session:
        assert queries.conflicts(session, ready.round.id) == []


@pytest.mark.parametrize("who", ["clerk", "leader", "judge1", "bureau1", "hospital1", "admin", None])
def test_foreigners_reach_no_page_of_assignment(
    client_for: Clients, database: Database, ready: World, who: str | None
) -> None:
    client_for("organizer").post(f"/rounds/{ready.round.id}/assignment/compute")
    with database.transaction() as session:
        held = factories.declare_conflict(session, ready, ready.judges[0], ready.hospitals[1]).id
    client, base = client_for(who), f"/rounds/{ready.round.id}"
    expected = {"clerk": 403, "leader": 403, None: 302}.get(who, 404)
    plan = f"{base}/assignment/{_plan_id(database)}"
    for path in (f"{base}/assignment", plan, f"{base}/conflicts"):
        assert client.get(path).status_code == expected, path
    writes = (
        "assignment/compute",
        "assignment/common-papers",
        "assignment/adjudicate",
        "conflicts",
        f"conflicts/{held}/remove",
    )
    for path in (*(f"{base}/{w}" for w in writes), f"{plan}/apply", f"{plan}/discard"):
        assert client.post(path, data={"reason": "甲"}).status_code == expected, path
    with database.session() as session:
        assert session.get_one(AssignmentPlan, _plan_id(database)).state == PlanState.DRAFT
        assert session.get(Conflict, held) is not None
        assert session.scalars(sa.select(Assignment)).all() == []


def test_plan_of_another_round_is_not_found(client_for: Clients, database: Database, ready: World) -> None:
    organizer = client_for("organizer")
    organizer.post(f"/rounds/{ready.round.id}/assignment/compute")
    assert organizer.get(f"/rounds/{ready.round.id}/assignment/999").status_code == 404
    assert organizer.get(f"/rounds/99/assignment/{_plan_id(database)}").status_code == 404


@pytest.mark.parametrize("page", ["assignment", "assignment/{plan}", "conflicts"])
def test_pages_take_as_many_statements_for_three_as_for_one(
    client_for: Clients, database: Database, ready: World, page: str
) -> None:
    organizer, base = client_for("organizer"), f"/rounds/{ready.round.id}"
    counts = []
    for more in (1, 2):
        with database.transaction() as session:
            for i in range(more):
                builders.add_judge(session, ready, f"评委{more}{i}")
                builders.add_papers(session, ready, 1)
                unit = [*ready.hospitals, ready.hospitals[0]][more + i - 1]
                factories.declare_conflict(session, ready, ready.judges[2], unit)
        organizer.post(f"{base}/assignment/compute")
        url = f"{base}/{page.format(plan=_plan_id(database))}"
        statements: list[str] = []

        def keep(
            _c: object, _u: object, statement: str, *_rest: object, kept: list[str] = statements
        ) -> None:
            kept.append(statement)

        sa.event.listen(database.engine, "before_cursor_execute", keep)
        assert organizer.get(url).status_code == 200
        sa.event.remove(database.engine, "before_cursor_execute", keep)
        counts.append(len(statements))
    assert counts[0] == counts[1]
