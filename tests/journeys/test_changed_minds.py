"""People change their minds: a conflict after the plan, marks from an old page, a verdict taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

import sample
from reviewapp import audit
from reviewapp.access import Actor
from reviewapp.db import Database
from reviewapp.models.assignment import AssignmentPlan, PlanState
from reviewapp.models.contest import Stage
from reviewapp.models.judging import Assignment, AssignmentState, ScoreSheet, SheetState
from reviewapp.models.paper import Paper
from reviewapp.models.result import Run, Standing
from reviewapp.models.similarity import SimilarityCase, Verdict
from tests import factories
from tests.conftest import NOW
from tests.journeys.soundness import assert_sound

ClientFor = Callable[[str | None], FlaskClient]
TEXTS = sample.load().texts
COPIED, OTHERS = TEXTS["B20"], [TEXTS[key] for key in ("A11", "A12", "B31", "B36")]


@pytest.fixture
def sealed(database: Database) -> factories.World:
    """Six works of three bodies, sealed; the last two share a long passage."""
    with database.transaction() as session:
        world = factories.make_world(session, Stage.SEALING)
        world.round.judging_until, world.round.region_conflict = None, False
        for place in range(6):
            text = COPIED if place > 3 else OTHERS[place]
            entry = factories.make_entry(session, world, place % 3, title=f"第{place}篇", text=text)
            world.entries.append(entry)
            world.papers.append(factories.make_paper(session, world, entry, code=f"W{place}"))
        audit.record(
            session, Actor.system(), "contests.created", "contest", contest_id=world.contest.id, now=NOW
        )
    return world


def plan(database: Database, organizer: FlaskClient, here: str) -> int:
    """Compute a plan; its id."""
    assert organizer.post(f"{here}/assignment/compute").status_code == 302
    with database.session() as session:
        return session.scalars(select(AssignmentPlan.id).where(AssignmentPlan.state == PlanState.DRAFT)).one()


def apply(organizer: FlaskClient, here: str, plan_id: int) -> int:
    return organizer.post(f"{here}/assignment/{plan_id}/apply").status_code


def live(database: Database) -> set[tuple[int, int]]:
    """(paper id, judge id) of the readings that count."""
    with database.session() as session:
        rows = session.execute(
            select(Assignment.paper_id, Assignment.judge_id).where(
                Assignment.state.in_((AssignmentState.OPEN, AssignmentState.SUBMITTED))
            )
        )
        return {(paper, judge) for paper, judge in rows}


def marks(world: factories.World, *points: int) -> dict[str, str]:
    return {str(c.id): str(p) for c, p in zip(world.rubric.criteria, points, strict=True)}


def test_conflict_after_the_plan_is_kept_by_the_next_one(
    database: Database, sealed: factories.World, client_for: ClientFor
) -> None:
    here, organizer = f"/rounds/{sealed.round.id}", client_for("organizer")
    assert apply(organizer, here, plan(database, organizer, here)) == 302
    before, judge3 = live(database), sealed.judges[2]
    assert len(before) == 12
    organizer.post(f"{here}/stage", data={"to": "judging"})
    begun = next(p for p in sealed.papers if (p.id, judge3.id) in before)
    body = {"op_id": "begun-0001", "base_version": 0, "marks": marks(sealed, 30, 20, 20)}
    assert (
        client_for("judge3").post(f"/judging/{sealed.round.id}/{begun.code}/save", json=body).status_code
        == 200
    )
    # computed before the conflict was known
    outdated = plan(database, organizer, here)
    barred = next(j for j in sealed.judges[:2] if any((sealed.papers[i].id, j.id) in before for i in (0, 3)))
    unit = sealed.entries[0].unit_id
    conflict = {"judge_id": barred.id, "unit_id": unit, "reason": "亲属在该单位"}
    assert organizer.post(f"{here}/conflicts", data=conflict).status_code == 302
    assert not {(sealed.papers[i].id, barred.id) for i in (0, 3)} & live(database)
    assert apply(organizer, here, outdated) == 409
    assert apply(organizer, here, plan(database, organizer, here)) == 302
    after = live(database)
    assert not {(sealed.papers[i].id, barred.id) for i in (0, 3)} & after
    assert (begun.id, judge3.id) in after
    assert [sum(p == paper.id for p, _j in after) for paper in sealed.papers] == [2] * 6
    assert_sound(database)


def test_marks_from_an_old_page_or_sent_twice_change_nothing(
    database: Database, desks: factories.World, client_for: ClientFor
) -> None:
    address, judge = f"/judging/{desks.round.id}/TAB1", client_for("judge2")

    def save(op_id: str, base: int, points: tuple[int, ...], **more: Any) -> tuple[int, dict[str, Any]]:
        body = {"op_id": op_id, "base_version": base, "marks": marks(desks, *points), **more}
        answer = judge.post(f"{address}/save", json=body)
        return answer.status_code, answer.get_json()

    assert save("first-save", 0, (30, 20, 20))[0] == 200
    status, answer = save("first-save", 0, (30, 20, 20))
    assert (status, answer["replayed"], answer["version"]) == (200, True, 1)
    assert save("first-save", 0, (31, 20, 20))[0] == 409  # the same name for other marks
    status, answer = save("other-tab", 0, (10, 10, 10))
    assert (status, answer["held"]["version"], answer["held"]["total"]) == (409, 1, "70")
    assert save("too-much", 1, (41, 20, 20))[0] == 422
    assert save("submit-it", 1, (32, 20, 20), submit=True)[0] == 200
    assert save("submit-it", 1, (32, 20, 20), submit=True)[1]["replayed"] is True
    assert save("after-all", 2, (40, 30, 30))[0] == 409  # submitted: only the organizer gives it back
    assert client_for("judge1").post(f"{address}/save", json={}).status_code in (400, 404)
    organizer, here = client_for("organizer"), f"/rounds/{desks.round.id}/judging"
    with database.session() as session:
        reading = session.scalars(
            select(Assignment.id).where(Assignment.judge_id == desks.judges[1].id)
        ).one()
    assert organizer.post(f"{here}/sheets/{reading}/reopen", data={"reason": ""}).status_code == 422
    assert (
        organizer.post(f"{here}/sheets/{reading}/reopen", data={"reason": "评委要求更正"}).status_code == 302
    )
    assert save("second-try", 3, (33, 20, 20), submit=True)[0] == 200
    with database.session() as session:
        sheet = session.scalars(select(ScoreSheet).where(ScoreSheet.assignment_id == reading)).one()
        assert (sheet.version, sheet.state) == (4, SheetState.SUBMITTED)
    assert "73" in judge.get(f"{address}/history").get_data(as_text=True)
    assert_sound(database)


def test_verdict_taken_back_returns_the_work_and_outdates_the_standings(
    database: Database, sealed: factories.World, client_for: ClientFor
) -> None:
    here, organizer = f"/rounds/{sealed.round.id}", client_for("organizer")
    organizer.post(f"{here}/similarity/scan")
    copied = sealed.entries[5]

    def decide(verdict: Verdict, points: int | str = "") -> int:
        with database.session() as session:
            version = session.scalars(select(SimilarityCase.version)).one()
        form = {
            "version": version, "verdict": verdict.value, "penalty_points": points, "reason": "经合议",
            "affected": [copied.id] if verdict != Verdict.NOTHING else [],
        }  # fmt: skip
        return organizer.post(f"{here}/similarity/1/verdict", data=form).status_code

    def paper() -> tuple[bool, int]:
        with database.session() as session:
            found = session.get_one(Paper, sealed.papers[5].id)
            return found.excluded, found.penalty_points

    assert (decide(Verdict.DISQUALIFIED), paper()) == (302, (True, 0))
    assert (decide(Verdict.NOTHING), paper()) == (302, (False, 0))
    assert apply(organizer, here, plan(database, organizer, here)) == 302
    organizer.post(f"{here}/stage", data={"to": "judging"})
    read_everything(database, sealed)
    first = standings_run(database, organizer, here)
    assert (decide(Verdict.PENALTY, 5), paper()) == (302, (False, 5))
    organizer.post(f"{here}/standings/freeze", data={"run": first})  # the page says why not
    second = standings_run(database, organizer, here)
    organizer.post(f"{here}/standings/freeze", data={"run": second})
    with database.session() as session:
        assert not session.get_one(Run, first).frozen
        assert session.get_one(Run, second).frozen
        scores = {
            run: session.scalars(
                select(Standing.final).where(Standing.run_id == run, Standing.paper_id == sealed.papers[5].id)
            ).one()
            for run in (first, second)
        }
    assert scores[second] == pytest.approx((scores[first] or 0) - 5)
    assert_sound(database)


def read_everything(database: Database, world: factories.World) -> None:
    """All readings submitted, as if their judges had."""
    with database.transaction() as session:
        for reading in session.scalars(select(Assignment)).all():
            place = next(i for i, p in enumerate(world.papers) if p.id == reading.paper_id)
            factories.submit_marks(session, world, reading, (24 + place, 20, 20))


def standings_run(database: Database, organizer: FlaskClient, here: str) -> int:
    organizer.post(f"{here}/standings/compute")
    with database.session() as session:
        return (
            session.scalars(select(Run.id).where(Run.kind == "standings").order_by(Run.id.desc())).first()
            or 0
        )
