"""Requesting and freezing standings: who, when, and what is refused."""

from __future__ import annotations

import pytest

from reviewapp.db import Database
from reviewapp.errors import Forbidden, Invalid, StageClosed, Stale
from reviewapp.models.contest import Stage
from reviewapp.models.log import AuditEvent
from reviewapp.models.paper import Paper
from reviewapp.models.result import Run
from reviewapp.standings import actions, queries
from tests import results


def verbs(database: Database) -> list[str]:
    with database.session() as session:
        return [e.verb for e in session.query(AuditEvent).order_by(AuditEvent.seq)]


def test_freezing_replaces_what_was_frozen_and_is_recorded(database: Database) -> None:
    world = results.judged(database)
    first, second = results.frozen(database, world), results.frozen(database, world)
    with database.session() as session:
        frozen = queries.frozen_run(session, world.round.id)
        event = session.query(AuditEvent).order_by(AuditEvent.seq.desc()).first()
    assert frozen is not None
    assert frozen.id == second
    assert event is not None
    assert event.facts["instead_of"] == first
    assert verbs(database)[:3] == ["standings.requested", "standings.computed", "standings.frozen"]


def test_results_out_of_date_are_not_frozen(database: Database) -> None:
    world = results.judged(database)
    run_id = results.computed(database, world, actions.request_standings)
    with database.transaction() as session:
        session.query(Paper).first().penalty_points = 3  # type: ignore[union-attr]
    with pytest.raises(Stale):
        results.act(database, world, actions.freeze_standings, (Run, run_id))


def test_unfinished_run_is_not_frozen(database: Database) -> None:
    world = results.judged(database)
    run = results.act(database, world, actions.request_standings)
    with pytest.raises(Invalid):
        results.act(database, world, actions.freeze_standings, (Run, run.id))


@pytest.mark.parametrize("who", ["leader", "clerk", "judge1", "bureau1", "admin"])
def test_only_the_organizer_computes(database: Database, who: str) -> None:
    world = results.judged(database)
    with pytest.raises(Forbidden):
        results.act(database, world, actions.request_standings, who=who)
    assert verbs(database) == []


def test_nothing_is_computed_before_judging(database: Database) -> None:
    world = results.judged(database, Stage.SEALING)
    with pytest.raises(StageClosed):
        results.act(database, world, actions.request_standings)
