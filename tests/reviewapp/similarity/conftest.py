"""Scans and cases for the tests of this stage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy.orm import Session

from reviewapp import runs
from reviewapp.access import Actor
from reviewapp.db import Database
from reviewapp.models.contest import Round, Stage
from reviewapp.models.entry import Entry
from reviewapp.models.similarity import SimilarityCase
from reviewapp.similarity import actions, queries
from tests.conftest import NOW
from tests.factories import World, make_entry, make_paper, make_sample_entries

# two copies of other units, one of them hidden with invisible characters, one template, three bystanders
KEYS = ("P01", "A20", "P08", "A04", "P10", "P11", "P12", "P13", "B20", "B21", "B22")


def found(*groups: Sequence[Entry], score: float = 500.0) -> dict[str, Any]:
    """A scan's output in which each group of entries is a case, all strung together by one passage."""
    return {"cases": [_case(group, score - at) for at, group in enumerate(groups)]}


def _case(group: Sequence[Entry], score: float) -> dict[str, Any]:
    share = {"raw": 0.9, "net": 0.8, "largest": 0.7, "official": [], "signs": []}
    span = {"a0": 0, "a1": 20, "b0": 0, "b1": 20, "official": False, "reason": "copied"}
    return {
        "kind": "copy",
        "score": score,
        "facts": {"relation": "several_units", "largest": 20, "pairs": 1, "library": [], "composed": ""},
        "members": [{"entry": e.id, "source": e is group[0], **share} for e in group],
        "passages": [{"a": group[0].id, "b": other.id, **span} for other in group[1:]],
    }


@pytest.fixture
def sealed(session: Session, world: World) -> list[Entry]:
    """Four sealed works, the round in the stage where cases are decided."""
    world.round.stage = Stage.SEALING
    entries = [make_entry(session, world, title=f"第{n}篇") for n in range(4)]
    for entry in entries:
        make_paper(session, world, entry)
    return entries


@pytest.fixture
def store(session: Session, world: World) -> Callable[..., list[SimilarityCase]]:
    """``store([a, b], [b, c])``: a scan has found these groups; answers all cases by number."""

    def put(*groups: Sequence[Entry]) -> list[SimilarityCase]:
        run = runs.create(session, Actor.system(), "similarity", world.round.id, now=NOW)
        actions.store_cases(session, Actor.system(), world.round, run, found(*groups), now=NOW)
        session.expire_all()
        return sorted(queries.all_cases(session, world.round.id), key=lambda case: case.number)

    return put


@pytest.fixture
def copied(database: Database, stored_world: World) -> dict[str, int]:
    """Works of KEYS, committed: sample key → receipt number; the round takes decisions."""
    with database.transaction() as session:
        session.get_one(Round, stored_world.round.id).stage = Stage.SEALING
        return {key: e.number for key, e in make_sample_entries(session, stored_world, KEYS).items()}
