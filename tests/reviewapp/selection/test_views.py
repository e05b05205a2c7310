"""The selection page: decisions with reasons for the organizer, nothing for others."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
from flask.testing import FlaskClient

from reviewapp import runs
from reviewapp.db import Database
from reviewapp.models.entry import Entry
from reviewapp.models.paper import Paper
from reviewapp.models.result import Quota, Run, Selection, Standing
from reviewapp.selection import actions
from reviewapp.words import Sentence
from tests import factories, results

Clients = Callable[[str | None], FlaskClient]


def url(world: factories.World, tail: str = "") -> str:
    return f"/rounds/{world.round.id}/selection{tail}"


def test_page_shows_every_reason_and_shortfall(database: Database, client_for: Clients) -> None:
    world = results.judged(database, papers=(5, 1, 2))
    run_id = results.confirmed(database, world)
    page = client_for("organizer").get(url(world)).get_data(as_text=True)
    for decision in results.output(database, run_id)["decisions"]:
        assert str(Sentence.from_json(decision["facts"]["sentence"])) in page
    assert "应推荐至少2篇，实有1篇，差1篇。" in page
    assert "已确认" in page
    assert "王小满" in page


def test_strangers_get_nothing(database: Database, client_for: Clients) -> None:
    world = results.judged(database)
    run_id = results.confirmed(database, world)
    reads = (url(world), url(world, f"/export/{run_id}.xlsx"))
    hidden = {"admin": 404, "judge1": 404, "bureau1": 404, "hospital1": 404, "clerk": 403, "leader": 403}
    for who, status in hidden.items():
        client = client_for(who)
        for answer in [client.get(path) for path in reads]:
            assert answer.status_code == status, who
            assert "入选：" not in answer.get_data(as_text=True)
        for tail in ("/run", "/confirm"):
            assert client.post(url(world, tail), data={"run": run_id}).status_code == status, (who, tail)
    assert {client_for(None).get(path).status_code for path in reads} == {302}


def test_run_made_before_later_fields_still_opens(database: Database, client_for: Clients) -> None:
    world = results.judged(database)
    run_id = results.confirmed(database, world)
    with database.transaction() as session:
        run = session.get_one(Run, run_id)
        output, inputs = runs.unpack(run.output), runs.unpack(run.inputs)
        for later in ("draws", "missed", "methods"):
            del output[later]
        for row in [*inputs["quotas"], *inputs["entries"]]:
            for later in ("genre", "percent", "reserves", "by_method"):
                row.pop(later, None)
        run.output, run.inputs = runs.pack(output), runs.pack(inputs)
        run.input_digest = runs.digest(inputs)
        for decision in session.query(Selection).filter(Selection.run_id == run_id):
            facts = dict(decision.facts)
            for later in ("reserve", "group_place", "bar"):
                facts.pop(later, None)
            decision.facts = facts
    client = client_for("organizer")
    pages = ("", "/works", "/works?print", "/works/1", f"/export/{run_id}.xlsx")
    answers = {tail: client.get(url(world, tail)) for tail in pages}
    assert {tail: answer.status_code for tail, answer in answers.items()} == dict.fromkeys(pages, 200)
    assert "按评分误差把全部得分多次抽取" in answers[""].get_data(as_text=True)
    recommended = client.get(f"/rounds/{world.round.id}/recommendation")
    assert recommended.status_code == 200


def test_trial_and_confirm_through_the_pages(database: Database, client_for: Clients) -> None:
    world = results.judged(database)
    client = client_for("organizer")
    assert "遴选从冻结的合分结果开始" in client.get(url(world)).get_data(as_text=True)
    assert "请先冻结" in client.post(url(world, "/run"), follow_redirects=True).get_data(as_text=True)
    results.frozen(database, world)
    run_id = int(client.post(url(world, "/run")).headers["Location"].rsplit("/", 1)[1])
    page = client.post(url(world, "/confirm"), data={"run": run_id}, follow_redirects=True)
    assert "已确认这次遴选结果" in page.get_data(as_text=True)
    with database.session() as session:
        assert session.get_one(Run, run_id).frozen


def test_page_previews_who_enters_and_who_leaves(database: Database, client_for: Clients) -> None:
    world = results.judged(database)
    results.frozen(database, world)
    results.computed(database, world, actions.request_selection)
    with database.transaction() as session:
        session.query(Quota).order_by(Quota.id).first().maximum = 2  # type: ignore[union-attr]
    results.computed(database, world, actions.request_selection)
    oldest, newest = sorted(r for (r,) in _runs(database))
    with database.transaction() as session:
        session.get_one(Run, oldest).frozen = True
    client = client_for("organizer")
    assert f"看第 {newest} 号遴选" in client.get(url(world)).get_data(as_text=True)
    assert f'href="{url(world, f"?run={newest}")}"' in client.get(f"/runs/{newest}").get_data(as_text=True)
    page = client.get(url(world, f"?run={newest}")).get_data(as_text=True)
    change = page[page.index('class="change"') : page.index('id="bodies"')]
    assert "不再入选</span> 2" in change
    assert "新入选</span> 0" in change
    assert "第2盏灯" in change
    assert "第7盏灯" in change
    assert "相同 6 篇" in change


def _runs(database: Database) -> list[tuple[int]]:
    with database.session() as session:
        return [(r.id,) for r in session.query(Run).filter(Run.kind == "selection")]


def test_out_of_date_selection_offers_no_confirmation(database: Database, client_for: Clients) -> None:
    world = results.judged(database)
    results.frozen(database, world)
    run_id = results.computed(database, world, actions.request_selection)
    client = client_for("organizer")
    assert "确认入选结果" in client.get(url(world)).get_data(as_text=True)
    with database.transaction() as session:
        session.query(Quota).first().maximum = 2  # type: ignore[union-attr]
    page = client.get(url(world)).get_data(as_text=True)
    assert "名额有改动。" in page
    assert "确认入选结果" not in page
    refused = client.post(url(world, "/confirm"), data={"run": run_id}, follow_redirects=True)
    assert "请重新遴选" in refused.get_data(as_text=True)


def test_export_has_a_reason_for_every_entry(database: Database, client_for: Clients) -> None:
    world = results.judged(database)
    run_id = results.confirmed(database, world)
    data = client_for("organizer").get(url(world, f"/export/{run_id}.xlsx")).data
    found = list(openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))
    lines = [row for row in found[2:] if isinstance(row[3], int)]
    assert sorted(row[3] for row in lines) == list(range(1, 11))
    assert all(row[-1] for row in lines)
    assert sum(row[-2] == "入选" for row in lines) == 8


def test_same_number_of_statements_for_few_and_many_entries(database: Database, client_for: Clients) -> None:
    few_world = results.judged(database, papers=(1, 1, 1))
    results.confirmed(database, few_world)
    _select_anew(database, few_world)  # the same history before both looks
    client = client_for("organizer")
    few = _statements(database, client, url(few_world))
    with database.transaction() as session:
        for theme in range(6):
            results.add_entry(session, few_world, 0, 20 + theme, theme)
    _select_anew(database, few_world)
    assert _statements(database, client, url(few_world)) == few


def _select_anew(database: Database, world: factories.World) -> None:
    results.frozen(database, world)
    with database.transaction() as session:
        for run in session.query(Run).filter(Run.kind == "selection"):
            session.query(actions.Selection).filter_by(run_id=run.id).delete()
            session.delete(run)
    run_id = results.computed(database, world, actions.request_selection)
    results.act(database, world, actions.confirm_selection, (Run, run_id))


def _statements(database: Database, client: FlaskClient, address: str) -> int:
    """Of a second look: the first one learns what stays known of these standings."""
    client.get(address)
    return results.statements(database, lambda: client.get(address))


def test_map_says_which_ranks_cannot_be_told_apart(database: Database, client_for: Clients) -> None:
    world = results.judged(database)
    run_id = results.confirmed(database, world)
    with database.transaction() as session:
        rows = session.query(Selection, Entry).join(Entry).filter(Selection.run_id == run_id)
        for decided, entry in rows:  # 赤峰市: one sure, second to fourth open, fifth out
            share = {1: 1.0, 2: 0.6, 3: 0.5, 4: 0.4, 5: 0.0}.get(entry.number, 1.0)
            decided.facts = decided.facts | {"probability": share}
    page = client_for("organizer").get(url(world)).get_data(as_text=True)
    body = page[page.index(f'id="body-{world.recommenders[0].id}"') :]
    assert "第2–4名难以区分。" in body[: body.index("</section>")]
    assert "稳入选 1 篇，两可 3 篇，稳不入选 1 篇" in page
    assert "入选线清楚。" in page


def test_works_are_filtered_by_region_and_sorted(database: Database, client_for: Clients) -> None:
    world = results.judged(database)
    results.confirmed(database, world)
    client = client_for("organizer")
    whole = client.get(url(world, "/works")).get_data(as_text=True)
    assert all(f"第{n}盏灯" in whole for n in range(10))
    body = world.recommenders[1].id
    page = client.get(url(world, f"/works?recommender={body}&sort=-final")).get_data(as_text=True)
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    assert [n for n in range(10) if f"第{n}盏灯" in table] == [5, 6, 7]
    assert table.index("第5盏灯") < table.index("第6盏灯") < table.index("第7盏灯")
    upwards = client.get(url(world, f"/works?recommender={body}&sort=final")).get_data(as_text=True)
    assert upwards.index("第7盏灯</a>") < upwards.index("第5盏灯</a>")
    for tail in ("/works?recommender=999", "/works?run=999", "/works/99"):
        assert client.get(url(world, tail)).status_code == 404, tail


def test_work_has_its_sentence_every_score_its_marks_and_its_chance(
    database: Database, client_for: Clients
) -> None:
    world = results.judged(database)
    run_id = results.confirmed(database, world)
    page = client_for("organizer").get(url(world, "/works/2")).get_data(as_text=True)
    with database.session() as session:
        standing = session.query(Standing).join(Paper).filter(Paper.code == "P0002").one()
        decided = (
            session.query(Selection).join(Entry).filter(Entry.number == 2, Selection.run_id == run_id).one()
        )
    half = (standing.high - standing.low) / 2
    assert f"原始均分 {standing.mean:.2f}；2 位评委平均" in page
    assert f"校正后 {standing.adjusted:.2f} ± {half:.2f}；赤峰市 5 篇中第 2 名。" in page
    assert f"{100 * decided.facts['probability']:.0f}%" in page
    assert str(Sentence.from_json(decided.facts["sentence"])) in page
    for name in ("宽严校正分", "平均分", "评委标准分", "评委02", "评委03"):
        assert name in page


def test_works_are_the_organizers_alone(database: Database, client_for: Clients) -> None:
    world = results.judged(database, papers=(2, 0, 0))
    results.confirmed(database, world)
    paths = [url(world, "/works"), url(world, "/works/1")]
    hidden = {"admin": 404, "judge1": 404, "bureau1": 404, "hospital1": 404, "clerk": 403, "leader": 403}
    for who, status in {**hidden, None: 302}.items():
        client = client_for(who)
        for answer in [client.get(path) for path in paths]:
            assert answer.status_code == status, who
            assert "盏灯" not in answer.get_data(as_text=True)
