"""The numbers of the overview against rows made by hand, and the number of statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewapp.contests import home, queries
from reviewapp.contests.queries import Counts
from reviewapp.models.contest import Round
from reviewapp.models.entry import EntryState
from reviewapp.models.result import Run, RunState, Selection
from reviewapp.models.similarity import SimilarityCase, Verdict
from tests import factories
from tests.conftest import NOW


@contextmanager
def counted_statements(session: Session) -> Iterator[list[str]]:
    said: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    engine = session.get_bind().engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def fill(session: Session, world: factories.World) -> None:
    """4 works, one withdrawn, 2 sealed; 3 readings, 1 marked; 2 cases, 1 open; a confirmed selection."""
    entries = [factories.make_entry(session, world, i % 2) for i in range(4)]
    entries[3].state = EntryState.WITHDRAWN
    papers = [factories.make_paper(session, world, e) for e in entries[:2]]
    readings = [factories.make_assignment(session, world, p, world.judges[2]) for p in papers]
    readings.append(factories.make_assignment(session, world, papers[1], world.judges[1]))
    factories.submit_marks(session, world, readings[0], (30, 20, 20))
    scan = Run(round_id=world.round.id, kind="similarity", state=RunState.DONE, created_at=NOW)
    choice = Run(round_id=world.round.id, kind="selection", state=RunState.DONE, frozen=True, created_at=NOW)
    session.add_all([scan, choice, Run(round_id=world.round.id, kind="plan", created_at=NOW)])
    session.flush()
    for number, verdict in enumerate((Verdict.OPEN, Verdict.NOTE), start=1):
        session.add(
            SimilarityCase(
                round_id=world.round.id, run_id=scan.id, number=number, members_key=str(number),
                kind="copy", score=0.5, verdict=verdict,
            )
        )  # fmt: skip
    session.add_all(
        Selection(run_id=choice.id, entry_id=e.id, selected=e is entries[0], code="x") for e in entries
    )
    session.flush()


def test_counts_of_a_round(session: Session, world: factories.World) -> None:
    fill(session, world)
    found = asdict(queries.counts(session, [world.round.id])[world.round.id])
    wanted = asdict(
        Counts(
            recommenders=3, judges=4, entries=3, unsealed=1, papers=2, cases=2, open_cases=1, scans=1,
            readings=3, marked=1, selections=1, confirmed_selections=1, selected=1, active_runs=1,
        )
    )  # fmt: skip
    assert found == wanted


def test_counts_of_rounds_do_not_mix(session: Session, world: factories.World) -> None:
    fill(session, world)
    other = Round(contest_id=world.contest.id, level_id=world.round.level_id, title="复评")
    session.add(other)
    session.flush()
    found = queries.counts(session, [world.round.id, other.id])
    assert found[other.id] == Counts(recommenders=3, judges=4)
    assert found[world.round.id].entries == 3


def test_received_works_leave_withdrawn_ones_out(session: Session, world: factories.World) -> None:
    fill(session, world)
    rows = queries.recommender_rows(session, world.round)
    assert [(r.recommender.name, r.received) for r in rows] == [
        ("赤峰市", 2),
        ("通辽市", 1),
        ("自治区阴山医院", 0),
    ]


def test_front_page_takes_as_many_statements_for_three_rounds_as_for_one(
    session: Session, world: factories.World
) -> None:
    lengths = []
    for more in (0, 2):
        for _ in range(more):
            level_id = world.round.level_id
            session.add(Round(contest_id=world.contest.id, level_id=level_id, title="复评"))
        session.flush()
        session.expunge_all()
        with counted_statements(session) as said:
            rounds = queries.rounds_of(session, world.actors["organizer"])
            cards = home.cards(session, world.actors["organizer"], rounds, NOW)
        lengths.append((len(cards), len(said)))
    assert lengths == [(1, 2), (3, 2)]


def test_units_and_judges_see_their_own_numbers(session: Session, world: factories.World) -> None:
    fill(session, world)
    judge_ids = [j for _, j in world.actors["judge3"].judge_ids]
    assert queries.own_readings(session, judge_ids) == {world.round.id: (1, 1)}
    bureau = world.actors["bureau1"].unit_ids(world.contest.id)
    hospital = world.actors["hospital1"].unit_ids(world.contest.id)
    assert queries.own_entries(session, list(bureau)) == {world.round.id: 2}
    assert queries.own_entries(session, list(hospital)) == {}


def test_round_that_receives_from_below_is_known(session: Session, world: factories.World) -> None:
    above = Round(contest_id=world.contest.id, level_id=world.round.level_id, title="复评")
    session.add(above)
    session.flush()
    world.round.next_round_id = above.id
    session.flush()
    assert queries.is_fed(session, above.id)
    assert not queries.is_fed(session, world.round.id)
