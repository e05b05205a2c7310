"""Requesting and confirming a selection: what it builds on, when it stands, what is refused."""

from __future__ import annotations

import pytest

from reviewapp.access import Actor
from reviewapp.audit import record
from reviewapp.db import Database
from reviewapp.errors import Forbidden, Invalid, StageClosed, Stale
from reviewapp.models.contest import Round, ScoreMethod, Stage
from reviewapp.models.entry import Entry, EntryState
from reviewapp.models.judging import Assignment, AssignmentKind
from reviewapp.models.log import AuditEvent
from reviewapp.models.paper import Paper
from reviewapp.models.result import Quota, Run
from reviewapp.recommendation import actions as recommendation
from reviewapp.selection import actions, changes, queries
from tests import factories, results
from tests.conftest import NOW


def trial(database: Database, world: factories.World) -> int:
    return results.computed(database, world, actions.request_selection)


def confirm(database: Database, world: factories.World, run_id: int) -> None:
    results.act(database, world, actions.confirm_selection, (Run, run_id))


def test_selection_needs_frozen_standings(database: Database) -> None:
    world = results.judged(database)
    with pytest.raises(Invalid):
        results.act(database, world, actions.request_selection)


def test_requesting_opens_the_seal_and_is_logged_so(database: Database) -> None:
    world = results.judged(database)
    results.frozen(database, world)
    trial(database, world)
    with database.session() as session:
        verbs = [e.verb for e in session.query(AuditEvent).order_by(AuditEvent.seq)][-2:]
    assert verbs == ["selection.seal_opened", "selection.computed"]


def test_the_newly_confirmed_selection_stands_alone(database: Database) -> None:
    world = results.judged(database)
    results.confirmed(database, world)
    second = trial(database, world)
    confirm(database, world, second)
    with database.session() as session:
        stands = [r.id for r in session.query(Run).filter(Run.kind == "selection", Run.frozen)]
    assert stands == [second]


def change_quota(database: Database) -> None:
    with database.transaction() as session:
        session.query(Quota).first().maximum = 2  # type: ignore[union-attr]


def change_verdict(database: Database) -> None:
    with database.transaction() as session:
        session.query(Paper).first().penalty_points = 4  # type: ignore[union-attr]


def withdraw(database: Database) -> None:
    with database.transaction() as session:
        session.query(Entry).first().state = EntryState.WITHDRAWN  # type: ignore[union-attr]


@pytest.mark.parametrize("change", [change_quota, change_verdict, withdraw])
def test_selection_out_of_date_is_not_confirmed(database: Database, change: object) -> None:
    world = results.judged(database)
    results.frozen(database, world)
    run_id = trial(database, world)
    change(database)  # type: ignore[operator]
    with pytest.raises(Stale):
        confirm(database, world, run_id)


def add_repeat(database: Database, world: factories.World, kind: AssignmentKind) -> None:
    """A judge gives nearly nothing to a paper he has read before."""
    with database.transaction() as session:
        reading = session.query(Assignment).order_by(Assignment.id).first()
        assert reading is not None
        again = Assignment(
            round_id=reading.round_id, paper_id=reading.paper_id, code="AGAIN", kind=kind,
            judge_id=reading.judge_id if kind == AssignmentKind.REPEAT else world.judges[3].id,
        )  # fmt: skip
        session.add(again)
        session.flush()
        factories.submit_marks(session, world, again, (0, 0, 1))
        record(
            session, Actor.system(), "judging.submitted", f"assignment:{again.id}",
            contest_id=world.contest.id, now=NOW,
        )  # fmt: skip


def differs(database: Database, world: factories.World, run_id: int) -> list[str]:
    with database.session() as session:
        round_ = results.round_of(session, world)
        return [str(s) for s in changes.since(session, round_, session.get_one(Run, run_id))]


def test_hidden_repeats_count_for_nothing(database: Database) -> None:
    """A selection stays up to date and a new one decides the same; a reading like it would tell."""
    world = results.judged(database)
    first = results.confirmed(database, world)
    add_repeat(database, world, AssignmentKind.REPEAT)
    assert differs(database, world, first) == []
    results.frozen(database, world)
    second = trial(database, world)
    outputs = [results.output(database, run) for run in (first, second)]
    assert outputs[0] == outputs[1]
    add_repeat(database, world, AssignmentKind.THIRD)
    assert differs(database, world, second) == ["1 次评阅有变动（新提交、改分或撤回）。"]


def test_what_changed_since_is_named(database: Database) -> None:
    world = results.judged(database)
    run_id = results.confirmed(database, world)
    assert differs(database, world, run_id) == []
    change_quota(database)
    withdraw(database)
    change_verdict(database)
    with database.transaction() as session:
        session.get_one(Round, world.round.id).score_method = ScoreMethod.MEAN
    assert differs(database, world, run_id) == [
        "1 篇作品的停评或扣分有变动。",
        "计分办法由宽严校正分改为平均分。",
        "1 篇作品有增减，或参评资格有变动。",
        "名额有改动。",
    ]


def test_selection_from_other_standings_is_not_confirmed(database: Database) -> None:
    world = results.judged(database)
    results.frozen(database, world)
    run_id = trial(database, world)
    results.frozen(database, world)
    with pytest.raises(Stale):
        confirm(database, world, run_id)


def test_a_list_sent_up_holds_its_selection(database: Database) -> None:
    world = results.judged(database)
    list_id = results.listed(database, world)
    model = recommendation.Recommendation
    with database.session() as session:
        items = list(session.get_one(model, list_id, options=[queries.selectinload(model.items)]).items)
    assert len(items) == 8
    with database.transaction() as session:
        session.get_one(model, list_id).state = recommendation.ListState.SUBMITTED
    other = trial(database, world)
    with pytest.raises(Stale):
        confirm(database, world, other)


def test_trial_is_open_during_judging_but_confirming_is_not(database: Database) -> None:
    world = results.judged(database, Stage.JUDGING)
    results.frozen(database, world)
    run_id = trial(database, world)
    with pytest.raises(StageClosed):
        confirm(database, world, run_id)


@pytest.mark.parametrize("who", ["leader", "clerk", "judge1", "bureau1", "admin"])
def test_only_the_organizer_opens_the_seal(database: Database, who: str) -> None:
    world = results.judged(database)
    results.frozen(database, world)
    with pytest.raises(Forbidden):
        results.act(database, world, actions.request_selection, who=who)
