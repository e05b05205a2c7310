"""A judge compares no text that he must not read: what is out, what he left, and what is a conflict."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from reviewapp import runs
from reviewapp.access import Actor
from reviewapp.models.assignment import Conflict
from reviewapp.models.contest import Recommender, Stage
from reviewapp.models.entry import Entry, EntryState
from reviewapp.models.judging import Assignment, AssignmentState, Judge
from reviewapp.models.paper import Paper
from reviewapp.models.people import Author
from reviewapp.similarity import actions, queries
from tests.conftest import NOW
from tests.factories import World, declare_conflict, make_assignment, make_entry, make_paper
from tests.reviewapp.similarity.conftest import found

Change = Callable[[Session, World, Entry, Judge], None]


@pytest.fixture
def judge(session: Session, world: World) -> Judge:
    """Reads work 1, which shares words with work 2, of the other league's hospital."""
    world.round.stage = Stage.SEALING
    mine = make_entry(session, world, 0, text="甲" * 60, author="丁")
    other = make_entry(session, world, 1, text="甲" * 60, unit=world.hospitals[1], author="李大山")
    mine_paper, _ = make_paper(session, world, mine), make_paper(session, world, other)
    run = runs.create(session, Actor.system(), "similarity", world.round.id, now=NOW)
    actions.store_cases(session, Actor.system(), world.round, run, found([mine, other]), now=NOW)
    judge = world.judges[0]
    judge.name, judge.home_unit_id, judge.home_region_id = "评委甲", None, None
    make_assignment(session, world, mine_paper, judge)
    session.flush()
    return judge


def overlaps(session: Session, world: World, judge: Judge) -> list[str]:
    session.flush()
    session.expire_all()
    return [o.other.code for o in queries.overlaps_of(session, world.round.id, judge.id, "P0001")]


def other_of(session: Session) -> Entry:
    return session.query(Entry).filter_by(number=2).one()


def withdrawn(session: Session, world: World, other: Entry, judge: Judge) -> None:
    other.state = EntryState.WITHDRAWN


def excluded(session: Session, world: World, other: Entry, judge: Judge) -> None:
    session.get_one(Paper, other.paper_id).excluded = True


def unit_declared(session: Session, world: World, other: Entry, judge: Judge) -> None:
    declare_conflict(session, world, judge, world.hospitals[1])


def body_declared(session: Session, world: World, other: Entry, judge: Judge) -> None:
    session.add(_conflict(world, judge, unit_id=_body(session, other)))


def work_declared(session: Session, world: World, other: Entry, judge: Judge) -> None:
    session.add(_conflict(world, judge, entry_id=other.id))


def _conflict(world: World, judge: Judge, **about: int) -> Conflict:
    return Conflict(round_id=world.round.id, judge_id=judge.id, reason="亲属", declared_at=NOW, **about)


def _body(session: Session, entry: Entry) -> int:
    return session.get_one(Recommender, entry.recommender_id).unit_id


def own_unit(session: Session, world: World, other: Entry, judge: Judge) -> None:
    judge.home_unit_id = other.unit_id


def own_body(session: Session, world: World, other: Entry, judge: Judge) -> None:
    judge.home_unit_id = _body(session, other)


def own_region(session: Session, world: World, other: Entry, judge: Judge) -> None:
    world.round.region_conflict = True
    judge.home_region_id = world.hospitals[1].region_id


def region_of_the_body(session: Session, world: World, other: Entry, judge: Judge) -> None:
    own_region(session, world, other, judge)
    world.hospitals[1].region_id = None


def own_work(session: Session, world: World, other: Entry, judge: Judge) -> None:
    session.query(Author).filter_by(entry_id=other.id).one().name = "评 委甲"


def recused(session: Session, world: World, other: Entry, judge: Judge) -> None:
    session.add(
        Assignment(
            round_id=world.round.id, paper_id=other.paper_id, judge_id=judge.id, code=f"R{other.id}",
            state=AssignmentState.RECUSED, recusal_reason="熟人",
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        withdrawn, excluded, unit_declared, body_declared, work_declared, own_unit, own_body, own_region,
        region_of_the_body, own_work, recused,
    ],
)  # fmt: skip
def test_work_he_must_not_read_is_left_out(
    session: Session, world: World, judge: Judge, change: Change
) -> None:
    assert overlaps(session, world, judge) == ["P0002"]
    change(session, world, other_of(session), judge)
    assert overlaps(session, world, judge) == []


def region_allowed(session: Session, world: World, other: Entry, judge: Judge) -> None:
    own_region(session, world, other, judge)
    world.round.region_conflict = False


def conflict_of_another_judge(session: Session, world: World, other: Entry, judge: Judge) -> None:
    declare_conflict(session, world, world.judges[1], world.hospitals[1])


def conflict_elsewhere(session: Session, world: World, other: Entry, judge: Judge) -> None:
    declare_conflict(session, world, judge, world.hospitals[0])


def left_by_another_judge(session: Session, world: World, other: Entry, judge: Judge) -> None:
    recused(session, world, other, world.judges[1])


def read_by_himself(session: Session, world: World, other: Entry, judge: Judge) -> None:
    make_assignment(session, world, session.get_one(Paper, other.paper_id), judge)


@pytest.mark.parametrize(
    "change",
    [
        region_allowed, conflict_of_another_judge, conflict_elsewhere, left_by_another_judge, read_by_himself,
    ],
)  # fmt: skip
def test_what_does_not_concern_him_takes_nothing_away(
    session: Session, world: World, judge: Judge, change: Change
) -> None:
    change(session, world, other_of(session), judge)
    assert overlaps(session, world, judge) == ["P0002"]
