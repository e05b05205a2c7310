"""Several people do it at the same moment: nothing acknowledged is lost, nothing is done twice."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select

from reviewapp import audit
from reviewapp.access import Actor
from reviewapp.db import Database
from reviewapp.models.assignment import AssignmentPlan, PlanState
from reviewapp.models.contest import Round, Stage
from reviewapp.models.entry import Entry
from reviewapp.models.judging import Assignment, ScoreSheet, SheetVersion
from reviewapp.models.log import AuditEvent
from reviewapp.models.result import Run, Selection
from reviewapp.spreadsheets.export import FormColumn, write_form
from tests import factories
from tests.conftest import NOW
from tests.journeys.soundness import assert_sound, at_once, count_events

ClientFor = Callable[[str | None], FlaskClient]
SAVES = 6  # per tab


def test_two_tabs_of_four_judges_lose_no_save(
    database: Database, desks: factories.World, client_for: ClientFor
) -> None:
    criteria = [str(c.id) for c in desks.rubric.criteria]
    names = ("judge1", "judge2", "judge3", "leader")

    def tab(place: int, name: str, which: int) -> Callable[[], list[dict[str, Any]]]:
        client, address = client_for(name), f"/judging/{desks.round.id}/TAB{place}/save"

        def work() -> list[dict[str, Any]]:
            """Save; when the other tab was first, look at what it left and save again."""
            answers, base = [], 0
            for turn in range(SAVES):
                marks = {c: str(10 * which + turn) for c in criteria}
                while True:
                    body = {"op_id": f"{name}-{which}-{turn}-{base}", "base_version": base, "marks": marks}
                    answer = client.post(address, json=body)
                    assert answer.status_code in (200, 409), answer.get_data(as_text=True)
                    if answer.status_code == 200:
                        break
                    base = answer.get_json()["held"]["version"]
                base = answer.get_json()["version"]
                answers.append(answer.get_json())
            return answers

        return work

    tabs = [tab(place, name, which) for place, name in enumerate(names) for which in (1, 2)]
    acknowledged = at_once(tabs)
    with database.session() as session:
        for place, judge in enumerate(desks.judges):
            found = session.scalars(
                select(SheetVersion)
                .join(ScoreSheet, ScoreSheet.id == SheetVersion.sheet_id)
                .join(Assignment, Assignment.id == ScoreSheet.assignment_id)
                .where(Assignment.judge_id == judge.id)
                .order_by(SheetVersion.version)
            ).all()
            answers = [a for tab_ in acknowledged[2 * place : 2 * place + 2] for a in tab_]
            kept = {v.version: {c: f"{s // 2}" for c, s in v.marks.items()} for v in found}
            assert kept == {a["version"]: a["marks"] for a in answers}
            assert list(kept) == list(range(1, 2 * SAVES + 1))
    assert count_events(database, AuditEvent.verb == "judging.saved") == 4 * 2 * SAVES
    assert_sound(database)


def package_of(titles: Sequence[str]) -> bytes:
    """A zip with a 汇总表 and one text for each title."""
    columns = tuple(FormColumn(heading) for heading in ("作品名称", "作者姓名", "所在单位", "文件名"))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        rows = [[title, "王小满", "", f"{title}.txt"] for title in titles]
        archive.writestr("汇总表.xlsx", write_form("汇总表", columns, rows, ()))
        for title in titles:
            archive.writestr(f"{title}.txt", f"{title}\n{factories.PARAGRAPH}{title}。")
    return buffer.getvalue()


def test_imports_at_the_same_moment_get_their_own_numbers(
    database: Database, stored_world: factories.World, client_for: ClientFor
) -> None:
    with database.transaction() as session:
        round_ = session.get_one(Round, stored_world.round.id)
        round_.submissions_until = None
        audit.record(
            session, Actor.system(), "contests.created", "contest", contest_id=round_.contest_id, now=NOW
        )
    senders = [("bureau1", 0), ("bureau2", 1), ("organizer", 2)]

    def upload(name: str, place: int) -> Callable[[], int]:
        client = client_for(name)
        data = package_of([f"{name}的第{n}篇" for n in range(3)])

        def send() -> int:
            form = {
                "mode": "package",
                "sender": str(stored_world.recommenders[place].id),
                "files": (io.BytesIO(data), f"{name}.zip"),
            }
            return client.post(f"/rounds/{stored_world.round.id}/upload", data=form).status_code

        return send

    assert at_once([upload(*s) for s in senders] * 1 + [upload(*senders[0])]) == [302] * 4
    with database.session() as session:
        rows = session.execute(select(Entry.recommender_id, Entry.number, Entry.title)).all()
        numbers = sorted(number for _owner, number, _title in rows)
        assert numbers == list(range(1, 10))  # bureau1's package came twice and was taken once
        assert Counter(owner for owner, _n, _t in rows) == {r.id: 3 for r in stored_world.recommenders}
    taken = []
    with database.session() as session:
        for event in session.scalars(select(AuditEvent).where(AuditEvent.verb == "submissions.imported")):
            taken += event.facts["numbers"]
    assert sorted(taken) == numbers
    assert_sound(database)


def test_plan_applied_twice_at_once_is_applied_once(
    database: Database, desks: factories.World, client_for: ClientFor
) -> None:
    with database.transaction() as session:
        session.get_one(Round, desks.round.id).stage = Stage.SEALING
        for assignment in session.scalars(select(Assignment)):
            session.delete(assignment)
    first, second = client_for("organizer"), client_for("organizer")
    assert first.post(f"/rounds/{desks.round.id}/assignment/compute").status_code == 302
    with database.session() as session:
        plan = session.scalars(select(AssignmentPlan)).one()
    address = f"/rounds/{desks.round.id}/assignment/{plan.id}/apply"
    answers = at_once([lambda: first.post(address), lambda: second.post(address)])
    assert sorted(a.status_code for a in answers) == [302, 409]
    told = next(a for a in answers if a.status_code == 409)
    assert "这个方案已经处理过" in told.get_data(as_text=True)
    with database.session() as session:
        assert session.get_one(AssignmentPlan, plan.id).state == PlanState.APPLIED
        pairs = session.execute(select(Assignment.paper_id, Assignment.judge_id)).all()
    assert sorted(map(list, pairs)) == sorted(plan.pairs)
    assert count_events(database, AuditEvent.verb == "assignment.applied") == 1
    assert_sound(database)


def to_selection(database: Database, organizer: FlaskClient, here: str) -> None:
    """Standings computed and frozen, the round moved on."""
    organizer.post(f"{here}/standings/compute")
    with database.session() as session:
        computed = session.scalars(select(Run.id).where(Run.kind == "standings")).one()
    organizer.post(f"{here}/standings/freeze", data={"run": computed})
    organizer.post(f"{here}/stage", data={"to": "selection"})


def test_selection_confirmed_twice_at_once_stands_once(
    database: Database, marked: factories.World, client_for: ClientFor
) -> None:
    """Two trials, each confirmed by one organizer at the same moment: one of them stands, never both."""
    here = f"/rounds/{marked.round.id}"
    organizers = [client_for("organizer"), client_for("organizer")]
    to_selection(database, organizers[0], here)
    for _ in range(2):
        organizers[0].post(f"{here}/selection/run")
    with database.session() as session:
        trials = session.scalars(select(Run.id).where(Run.kind == "selection").order_by(Run.id)).all()
        assert len(trials) == 2

    def confirm(client: FlaskClient, run_id: int) -> Callable[[], int]:
        return lambda: client.post(f"{here}/selection/confirm", data={"run": run_id}).status_code

    assert at_once([confirm(c, r) for c, r in zip(organizers, trials, strict=True)]) == [302, 302]
    with database.session() as session:
        frozen = session.scalars(select(Run).where(Run.kind == "selection", Run.frozen.is_(True))).all()
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.verb == "selection.confirmed").order_by(AuditEvent.seq)
        ).all()
        assert len(frozen) == 1
        assert events[-1].subject == f"run:{frozen[0].id}"
        replaced = [e.facts["instead_of"] for e in events]
        assert replaced == [None, int(events[0].subject.removeprefix("run:"))]  # each knew of the one before
        assert session.scalar(select(func.count()).select_from(Selection)) == 2 * len(marked.papers)
    assert_sound(database)


def test_list_submitted_twice_at_once_sends_its_works_once(
    database: Database, marked: factories.World, client_for: ClientFor
) -> None:
    here = f"/rounds/{marked.round.id}"
    with database.transaction() as session:
        round_ = session.get_one(Round, marked.round.id)
        above = Round(
            contest_id=round_.contest_id, level_id=round_.level_id, rubric_id=round_.rubric_id,
            title="上一级", stage=Stage.SUBMISSION,
        )  # fmt: skip
        session.add(above)
        session.flush()
        round_.next_round_id = above.id
    one, two = client_for("organizer"), client_for("organizer")
    to_selection(database, one, here)
    one.post(f"{here}/selection/run")
    with database.session() as session:
        trial = session.scalars(select(Run.id).where(Run.kind == "selection")).one()
    one.post(f"{here}/selection/confirm", data={"run": trial})
    one.post(f"{here}/recommendation/draft")
    address = f"{here}/recommendation/submit"
    assert (
        at_once([lambda: one.post(address).status_code, lambda: two.post(address).status_code]) == [302] * 2
    )
    words = [c.get(f"{here}/recommendation").get_data(as_text=True) for c in (one, two)]
    assert sum("推荐名单已经提交，不能再改" in page for page in words) == 1  # the other one is told
    with database.session() as session:
        copies = session.scalars(select(Entry).where(Entry.round_id == above.id)).all()
        assert sorted(c.origin_id or 0 for c in copies) == sorted(e.id for e in marked.entries)
        assert sorted(c.number for c in copies) == [1, 2, 3]
    assert count_events(database, AuditEvent.verb == "recommendation.submitted") == 1
    assert_sound(database)
