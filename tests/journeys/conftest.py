"""The journeys hold on SQLite and, once more, on a real PostgreSQL that the tests start themselves."""

from __future__ import annotations

import pytest

from reviewapp import audit
from reviewapp.access import Actor
from reviewapp.db import Database
from reviewapp.models.account import Role
from reviewapp.models.contest import Stage
from tests import factories
from tests.conftest import NOW

POINTS = ((36, 25, 26), (30, 20, 22), (28, 18, 20))  # what the three works get from both their judges


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def backend(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def marked(database: Database) -> factories.World:
    """Three works of two leagues, each read by two judges; open for judging, all sheets submitted."""
    with database.transaction() as session:
        world = factories.make_world(session, Stage.JUDGING)
        world.round.judging_until = None
        for place, points in enumerate(POINTS):
            entry = factories.make_entry(session, world, place % 2, title=f"第{place}篇")
            world.entries.append(entry)
            world.papers.append(factories.make_paper(session, world, entry))
            for judge in world.judges[1:3]:
                reading = factories.make_assignment(session, world, world.papers[-1], judge)
                factories.submit_marks(session, world, reading, points)
        audit.record(
            session, Actor.system(), "contests.created", "contest", contest_id=world.contest.id, now=NOW
        )
    return world


@pytest.fixture
def desks(database: Database) -> factories.World:
    """Four judges, one paper each, every sheet empty."""
    with database.transaction() as session:
        world = factories.make_world(session, Stage.JUDGING)
        world.round.judging_until = None
        factories.grant(session, world.users["leader"], Role.JUDGE, world.contest)
        for place, judge in enumerate(world.judges):
            entry = factories.make_entry(session, world, place % 3, title=f"第{place}篇")
            paper = factories.make_paper(session, world, entry, code=f"TAB{place}")
            world.papers.append(paper)
            factories.make_assignment(session, world, paper, judge)
        audit.record(
            session, Actor.system(), "contests.created", "contest", contest_id=world.contest.id, now=NOW
        )
    return world
