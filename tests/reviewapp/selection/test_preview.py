"""Previews: what an edit would change, computed without making it; who may ask; that nothing is stored."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient

from reviewapp import runs
from reviewapp.contests import marking
from reviewapp.contests.marking import MethodDraft, QuotaDraft
from reviewapp.db import Database
from reviewapp.models.contest import Round, ScoreMethod, Stage
from reviewapp.models.entry import Entry
from reviewapp.models.log import AuditEvent
from reviewapp.models.paper import Paper
from reviewapp.models.result import Quota, Run, RunState, Selection, Standing
from reviewapp.models.similarity import CaseMember, SimilarityCase, Verdict
from reviewapp.selection import actions
from reviewapp.selection.preview import PREVIEW, edited_field, edited_marks
from tests import factories, results

Clients = Callable[[str | None], FlaskClient]


def url(world: factories.World, tail: str) -> str:
    return f"/rounds/{world.round.id}/selection/preview/{tail}"


def asked(client: FlaskClient, path: str, **fields: Any) -> tuple[int, str]:
    """The run and the page that a preview answers with."""
    answer = client.post(path, data=fields)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    place = answer.headers["Location"]
    return int(place.rsplit("/", 1)[1]), client.get(place).get_data(as_text=True)


def quota_fields(world: factories.World, maximum: int) -> dict[str, str]:
    """The quota form with one row changed: each unit of the first category."""
    category = str(world.recommenders[0].category_id)
    return {
        "rows-0-scope": "recommender", "rows-0-category_id": category, "rows-0-minimum": "1",
        "rows-0-maximum": str(maximum), "rows-0-hard": "0",
    }  # fmt: skip


def selected(database: Database, run_id: int) -> set[int]:
    with database.session() as session:
        rows = session.query(Selection).filter_by(run_id=run_id, selected=True)
        return {row.entry_id for row in rows}


def state(database: Database) -> list[Any]:
    """What a preview must leave alone."""
    with database.session() as session:
        return [
            [(q.scope, q.category_id, q.minimum, q.maximum, q.hard) for q in session.query(Quota)],
            [(p.excluded, p.penalty_points) for p in session.query(Paper).order_by(Paper.id)],
            [(c.verdict, c.version) for c in session.query(SimilarityCase)],
            [r.score_method for r in session.query(Round)],
            session.query(Selection).count(),
            session.query(Standing).count(),
        ]


def case_on(database: Database, world: factories.World, *numbers: int) -> list[int]:
    """An open similarity case on entries with these receipt numbers; their ids."""
    with database.transaction() as session:
        scan = runs.create(
            session, world.actors["organizer"], "similarity", world.round.id, now=factories.DUE
        )
        case = SimilarityCase(
            round_id=world.round.id, run_id=scan.id, number=1, members_key="x", kind="copy", score=300.0
        )
        entries = [e.id for e in session.query(Entry).order_by(Entry.number) if e.number in numbers]
        case.members = [CaseMember(entry_id=entry) for entry in entries]
        session.add(case)
        return entries


def test_fewer_places_say_who_leaves_and_change_nothing(database: Database, client_for: Clients) -> None:
    world = results.judged(database)
    results.frozen(database, world)
    before = selected(database, results.computed(database, world, actions.request_selection))
    was = state(database)
    run_id, page = asked(client_for("organizer"), url(world, "quotas"), **quota_fields(world, 1))
    assert state(database) == was
    output = results.output(database, run_id)
    assert output["enters"] == []
    draft = [QuotaDraft("recommender", world.recommenders[0].category_id, 1, 1, False)]
    results.act(database, world, marking.set_quotas, draft)
    after = selected(database, results.computed(database, world, actions.request_selection))
    assert {row["entry"] for row in output["leaves"]} == before - after
    assert {row["entry"] for row in output["enters"]} == after - before
    assert output["selected"] == [len(before), len(after)]
    assert "不再入选" in page
    assert 'name="rows-0-maximum" value="1"' in page  # the button sends the same form to be saved


def test_other_method_exchanges_exactly_what_it_would(database: Database, client_for: Clients) -> None:
    world = results.judged(database)
    results.frozen(database, world)
    run = results.computed(database, world, actions.request_selection)
    before, counted = selected(database, run), results.output(database, run)["methods"]
    run_id, _page = asked(client_for("organizer"), url(world, "method"), score_method="mean")
    output = results.output(database, run_id)
    results.act(database, world, marking.choose_method, MethodDraft(ScoreMethod.MEAN, "对照"))
    results.frozen(database, world)
    after = selected(database, results.computed(database, world, actions.request_selection))
    assert {row["entry"] for row in output["leaves"]} == before - after
    assert counted["mean"] == len(before - after)
    assert counted["adjusted"] == 0


def test_verdict_is_tried_and_taken_back(database: Database, client_for: Clients) -> None:
    world = results.judged(database)
    entries = case_on(database, world, 1, 2)
    was = state(database)
    client = client_for("organizer")
    fields = {"version": "1", "verdict": "disqualified", "affected": str(entries[0])}
    run_id, page = asked(client, url(world, "verdict/1"), **fields)
    assert state(database) == was
    output = results.output(database, run_id)
    assert [row["entry"] for row in output["leaves"]] == [entries[0]]
    assert "取消资格：雷同案例1号。" in page
    again, _page = asked(
        client, url(world, "verdict/1"), **(fields | {"verdict": "penalty", "penalty_points": "5"})
    )
    [row] = results.output(database, again)["leaves"]
    assert row["entry"] == entries[0]
    assert row["after"]["score"] == round(row["before"]["score"] - 5, 2)
    with database.session() as session:
        case = session.query(SimilarityCase).one()
        assert (case.verdict, case.version) == (Verdict.OPEN, 1)


def test_weights_are_only_tried(database: Database, client_for: Clients) -> None:
    world = results.judged(database)
    results.frozen(database, world)
    ids = [c.id for c in world.rubric.criteria]
    client = client_for("organizer")
    refused = client.post(url(world, "weights"), data={f"weight-{i}": "50" for i in ids})
    assert refused.headers["Location"].endswith("/settings/rubric")
    shares = dict(zip(ids, (0, 100, 0), strict=True))  # all have the same marks for the second criterion
    run_id, page = asked(client, url(world, "weights"), **{f"weight-{i}": str(w) for i, w in shares.items()})
    output = results.output(database, run_id)
    assert output["moved"] == 8
    assert {row["after"]["score"] for row in output["enters"] + output["leaves"]} == {round(100 * 22 / 30, 2)}
    assert "保存这项改动" not in page


def test_same_weights_change_nothing() -> None:
    marks = {
        "readings": [[7, 1, "71", [60, 44, 38], "reading"]], "criteria": [1, 2, 3], "full_marks": 100,
        "steps_per_point": 2, "maxima": {"1": 40, "2": 30, "3": 30},
    }  # fmt: skip
    assert edited_marks(marks, {"weights": {"1": 40, "2": 30, "3": 30}})["readings"] == marks["readings"]
    only_first = edited_marks(marks, {"weights": {"1": 100, "2": 0, "3": 0}})["readings"][0]
    assert only_first[2] == "75"


def test_other_weights_make_another_least_total() -> None:
    marks = {
        "readings": [[7, 1, "25", [20, 20, 10], "reading"]], "criteria": [1, 2, 3], "full_marks": 100,
        "steps_per_point": 2, "maxima": {"1": 40, "2": 30, "3": 30}, "minima": {"1": 10, "2": 10, "3": 5.0},
        "least": "25",
    }  # fmt: skip
    assert edited_marks(marks, {"weights": {"1": 40, "2": 30, "3": 30}}) == marks
    only_first = edited_marks(marks, {"weights": {"1": 100, "2": 0, "3": 0}})
    assert (only_first["least"], only_first["readings"][0][2]) == ("25", "25")
    assert edited_marks(marks, {"weights": {"1": 0, "2": 0, "3": 60}})["least"] == "10"


def test_verdict_taken_away_lets_an_entry_in_again() -> None:
    entry = {"id": 4, "paper": 9, "ineligible": "disqualified", "case": 1}
    gone = {"id": 5, "paper": 10, "ineligible": "withdrawn", "case": None}
    field = {"entries": [entry, gone], "quotas": []}
    edit = {"papers": {"9": [False, 3], "10": [True, 0]}, "cases": {"4": None, "5": None}}
    assert [e["ineligible"] for e in edited_field(field, edit)["entries"]] == ["", "withdrawn"]
    marks = edited_marks({"papers": [9, 10], "excluded": [9, 10], "penalties": {}, "readings": []}, edit)
    assert (marks["excluded"], marks["penalties"]) == ([10], {"9": 3})


def test_preview_is_recorded_and_rebuilt(database: Database, client_for: Clients) -> None:
    world = results.judged(database)
    run_id, _page = asked(client_for("organizer"), url(world, "method"), score_method="mean")
    with database.session() as session:
        [event] = session.query(AuditEvent).filter_by(verb="selection.previewed")
        recorded, again = runs.rebuild(session, PREVIEW, run_id)
    assert (event.subject, event.facts["what"]) == (f"run:{run_id}", "method")
    assert recorded == again != ""


def test_impossible_places_are_said_in_words(database: Database, client_for: Clients) -> None:
    world = results.judged(database, papers=(3, 1, 1))
    fields = quota_fields(world, 9) | {"rows-0-minimum": "2", "rows-0-hard": "1"}
    client = client_for("organizer")
    answer = client.post(url(world, "quotas"), data=fields)
    assert answer.headers["Location"].startswith("/runs/")
    told = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "通辽市至少2篇" in told
    [back] = re.findall(r'class="button" href="([^"]+)"', told)
    page = client.get(back).get_data(as_text=True)
    assert "通辽市至少2篇" in page
    assert "保存这项改动" not in page
    form = client.post(url(world, "quotas"), data=fields | {"again": "1"}).get_data(as_text=True)
    assert re.search(r'name="rows-0-minimum"[^>]*value="2"', form)
    assert "没有保存" in form
    assert f'action="/rounds/{world.round.id}/settings/quotas"' in form  # saving there saves
    with database.session() as session:
        assert session.query(Run).filter_by(kind="preview").one().state == RunState.FAILED


def test_refused_places_come_back_as_they_were_sent(database: Database, client_for: Clients) -> None:
    world = results.judged(database, papers=(1, 1, 1))
    client = client_for("organizer")
    for sent in (quota_fields(world, -3), quota_fields(world, 4) | {"rows-0-minimum": "7"}):
        answer = client.post(url(world, "quotas"), data=sent | {"rows-0-reserves": "2"})
        assert answer.status_code == 422
        page = answer.get_data(as_text=True)
        assert f'value="{sent["rows-0-maximum"]}"' in page
        assert re.search(r'name="rows-0-reserves"[^>]*value="2"', page)
    with database.session() as session:
        assert session.query(Run).filter_by(kind="preview").count() == 0


def test_strangers_and_closed_stages_get_nothing(database: Database, client_for: Clients) -> None:
    world = results.judged(database, Stage.SEALING, papers=(1, 0, 0))
    paths = [url(world, kind) for kind in ("quotas", "method", "weights", "verdict/1")]
    data = {"score_method": "mean"}
    hidden = {"admin": 404, "judge1": 404, "bureau1": 404, "hospital1": 404, "clerk": 403, "leader": 403}
    for who, status in {**hidden, "organizer": 409, None: 302}.items():
        client = client_for(who)
        assert {client.post(path, data=data).status_code for path in paths} == {status}, who
    with database.session() as session:
        assert session.query(Run).filter_by(kind="preview").count() == 0


def test_method_that_needs_more_readings_is_refused_before_anything_is_computed(
    database: Database, client_for: Clients
) -> None:
    world = results.judged(database)
    client = client_for("organizer")
    page = client.post(url(world, "method"), data={"score_method": "trimmed"}, follow_redirects=True)
    assert "去掉最高分和最低分至少需要每篇 5 次评阅，本轮是 2 次。" in page.get_data(as_text=True)
    with database.session() as session:
        assert session.query(Run).filter_by(kind="preview").count() == 0


def test_page_of_a_preview_is_the_organizers_alone(database: Database, client_for: Clients) -> None:
    world = results.judged(database)
    run_id, page = asked(client_for("organizer"), url(world, "method"), score_method="mean")
    assert "改变计分办法，谁进谁出" in page
    for who, status in {"admin": 404, "judge1": 404, "bureau1": 404, "clerk": 403, "leader": 403}.items():
        answer = client_for(who).get(url(world, str(run_id)))
        assert answer.status_code == status
        assert "第0盏灯" not in answer.get_data(as_text=True)
