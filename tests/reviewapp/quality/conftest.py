"""Six judges and forty-eight works read by three each, the first judge marking blindly; and a run made of it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache

import pytest

from reviewapp import runs
from reviewapp.db import Database
from reviewapp.models.contest import Stage
from reviewapp.models.judging import Judge
from reviewapp.models.result import Run, RunState
from reviewapp.quality import compute
from reviewapp.runs import Json
from tests import factories
from tests.conftest import NOW
from tests.factories import World

WORKS = 48
# ids as in a database with the small contest (four judges, the last of them the leader) and three judges more
JUDGES = (1, 2, 3, 5, 6, 7)
ALIASES = ("评委01", "评委02", "评委03", "评委14", "评委15", "评委16")
READINGS = 3 * WORKS


def made_up(seed: int = 4) -> Json:
    """Inputs of a run: works of two regions in turn; the first judge is of the first region."""
    drawn = random.Random(seed)
    readings = []
    for n in range(WORKS):
        quality = drawn.gauss(0, 3)
        for k in (0, 1, 3):
            judge = JUDGES[(n + k) % len(JUDGES)]
            seen = drawn.gauss(0, 3) if judge == 1 else quality
            steps = [2 * round(middle + seen + drawn.gauss(0, 0.8)) for middle in (28, 21, 20)]
            readings.append([n + 1, judge, str(sum(steps) // 2), steps, 600 * n + judge])
    drawn.shuffle(readings)
    return {
        "papers": [[n + 1, 1200 + 10 * n, n % 2 + 1, n % 4 + 1] for n in range(WORKS)],
        "judges": [[judge, 1 if judge == 1 else None, None] for judge in JUDGES],
        "full_marks": 100,
        "readings": readings,
        "repeats": [],
    }


@cache
def figures() -> bytes:
    """The output of a run on them, packed; a test that changes what it unpacks changes no other test's."""
    return runs.pack(compute.calculate(made_up(), {}, 0, lambda done, total: None))


@dataclass
class Measured:
    """The small contest with three judges more, and the run."""

    world: World
    run_id: int
    output: Json


@pytest.fixture
def measured(database: Database) -> Measured:
    """Committed."""
    with database.transaction() as session:
        world = factories.make_world(session, Stage.JUDGING)
        for judge, alias in zip(JUDGES[3:], ALIASES[3:], strict=True):
            session.add(Judge(id=judge, contest_id=world.contest.id, name=f"评委{judge}", alias=alias))
        run = Run(
            round_id=world.round.id, kind="quality", state=RunState.DONE, created_at=NOW, started_at=NOW,
            finished_at=NOW, output=figures(),
        )  # fmt: skip
        session.add(run)
        session.flush()
        assert [judge.id for judge in world.judges] == [1, 2, 3, 4]
    return Measured(world, run.id, runs.unpack(figures()))
