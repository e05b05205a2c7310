"""A contest in judging: three papers, judge1 reads all, judge2 the first two; marks are open for years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from reviewapp.db import Database
from reviewapp.models.contest import Stage
from reviewapp.models.judging import Assignment
from tests import factories

OPEN_UNTIL = datetime(2090, 1, 1, tzinfo=UTC)
UNIT_WORDS = ("柳条沟", "赤峰", "阴山", "王小满", "13800001234")


@dataclass
class Judged:
    """The world and the assignments of judge1 (a, b, c) and judge2 (a2, b2)."""

    world: factories.World
    a: Assignment
    b: Assignment
    c: Assignment
    a2: Assignment
    b2: Assignment

    @property
    def criteria(self) -> list[int]:
        return [c.id for c in self.world.rubric.criteria]


def build(session: Session) -> Judged:
    world = factories.make_world(session, Stage.JUDGING)
    world.round.judging_until = OPEN_UNTIL
    papers = []
    for n, code in enumerate(("KKKKA", "KKKKB", "KKKKC")):
        entry = factories.make_entry(session, world, n, title=f"第{n}盏灯")
        papers.append(factories.make_paper(session, world, entry, code=code))
    judge1, judge2 = world.judges[0], world.judges[1]
    mine = [factories.make_assignment(session, world, paper, judge1) for paper in papers]
    for place, assignment in enumerate(mine):
        assignment.position = place
    other = [factories.make_assignment(session, world, paper, judge2) for paper in papers[:2]]
    for assignment in (*mine, *other):
        assignment.sheet = None  # loaded: there is none yet
    session.flush()
    return Judged(world, *mine, *other)


@pytest.fixture
def judged(session: Session) -> Judged:
    """Inside the open session (rolled back); for actions and queries."""
    return build(session)


@pytest.fixture
def stored(database: Database) -> Judged:
    """Committed; for views."""
    with database.transaction() as session:
        return build(session)
