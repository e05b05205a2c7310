"""The list's journey: drawn up, arranged, sent up, taken back."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import selectinload

from reviewapp.db import Database
from reviewapp.errors import Forbidden, Invalid, StageClosed, Stale
from reviewapp.models.contest import Round, Stage
from reviewapp.models.entry import Entry, EntryState
from reviewapp.models.log import AuditEvent
from reviewapp.models.result import ListState, Recommendation
from reviewapp.recommendation import actions
from tests import factories, results


def on_list(
    database: Database, world: factories.World, verb: Any, *args: Any, who: str = "organizer", **more: Any
) -> Any:
    """A verb on the round's newest list."""
    with database.transaction() as session:
        listed = (
            session.query(Recommendation)
            .options(selectinload(Recommendation.items))
            .order_by(Recommendation.id.desc())
            .first()
        )
        actor = factories.load_actor(session, world.users[who].id)
        return verb(
            session, actor, results.round_of(session, world), listed, *args, now=factories.DUE, **more
        )


def state_of(database: Database) -> tuple[ListState, list[tuple[int, bool]]]:
    with database.session() as session:
        listed = session.query(Recommendation).options(selectinload(Recommendation.items)).one()
        return listed.state, [(i.entry_id, i.reserve) for i in listed.items]


def with_round_above(database: Database, world: factories.World, stage: Stage = Stage.SUBMISSION) -> int:
    with database.transaction() as session:
        above = Round(
            contest_id=world.contest.id, level_id=world.round.level_id, title="全国评审", stage=stage
        )
        session.add(above)
        session.flush()
        results.round_of(session, world).next_round_id = above.id
        return above.id


def copies(database: Database, above: int) -> list[tuple[int | None, EntryState, int | None]]:
    with database.session() as session:
        found = session.query(Entry).filter(Entry.round_id == above).order_by(Entry.number)
        return [(e.origin_id, e.state, e.recommended_rank) for e in found]


def test_list_is_drawn_up_best_first(database: Database) -> None:
    world = results.judged(database)
    results.listed(database, world)
    state, items = state_of(database)
    assert state == ListState.DRAFT
    assert [entry for entry, _reserve in items] == [1, 2, 3, 6, 7, 8, 9, 10]


def test_list_needs_a_confirmed_selection(database: Database) -> None:
    world = results.judged(database)
    results.frozen(database, world)
    with pytest.raises(Invalid):
        results.act(database, world, actions.draft_list)


def test_reserves_stand_behind_and_the_reason_is_recorded(database: Database) -> None:
    world = results.judged(database)
    results.listed(database, world)
    on_list(database, world, actions.reorder_list, [2, 1, 3, 6, 7, 8, 9, 10], "题材更典型", reserves={1})
    assert state_of(database)[1] == [(e, e == 1) for e in (2, 3, 6, 7, 8, 9, 10, 1)]
    with database.session() as session:
        event = session.query(AuditEvent).order_by(AuditEvent.seq.desc()).first()
    assert event is not None
    assert event.facts["before"] == [1, 2, 3, 6, 7, 8, 9, 10]
    assert event.facts["order"] == [2, 3, 6, 7, 8, 9, 10, 1]
    assert (event.facts["reserves"], event.facts["reason"]) == ([1], "题材更典型")


@pytest.mark.parametrize(
    ("order", "reason", "reserves"),
    [
        ([1, 2, 3], "理由", None),
        ([1, 1, 2, 3, 6, 7, 8, 9], "理由", None),
        ([1, 2, 3, 6, 7, 8, 9, 10], "  ", None),
        ([1, 2, 3, 6, 7, 8, 9, 10], "理由", {4}),
    ],
)
def test_incomplete_order_or_missing_reason_changes_nothing(
    database: Database, order: list[int], reason: str, reserves: set[int] | None
) -> None:
    world = results.judged(database)
    results.listed(database, world)
    before = state_of(database)
    with pytest.raises(Invalid):
        on_list(database, world, actions.reorder_list, order, reason, reserves=reserves)
    assert state_of(database) == before


def test_sent_works_arrive_above_without_the_reserves(database: Database) -> None:
    world = results.judged(database)
    results.listed(database, world)
    above = with_round_above(database, world)
    on_list(database, world, actions.reorder_list, [2, 1, 3, 6, 7, 8, 9, 10], "理由", reserves={10})
    assert on_list(database, world, actions.submit_list) == 7
    found = copies(database, above)
    by_rank = sorted(found, key=lambda row: row[2])
    assert [origin for origin, _s, _r in by_rank] == [2, 1, 3, 6, 7, 8, 9]
    assert [rank for _o, _s, rank in by_rank] == list(range(1, 8))
    assert found != by_rank  # receipt numbers above do not tell the rank here
    with pytest.raises(StageClosed):
        on_list(database, world, actions.reorder_list, [1, 2, 3, 6, 7, 8, 9, 10], "晚了")


def test_return_withdraws_only_what_this_round_sent_and_sending_again_doubles_nothing(
    database: Database,
) -> None:
    world = results.judged(database)
    results.listed(database, world)
    above = with_round_above(database, world)
    stranger = _sent_by_another_round(database, world, above)
    on_list(database, world, actions.submit_list)
    on_list(database, world, actions.return_list, "名单有误")
    states = {origin: state for origin, state, _rank in copies(database, above)}
    assert states.pop(stranger) == EntryState.RECEIVED
    assert set(states.values()) == {EntryState.WITHDRAWN}
    on_list(database, world, actions.reorder_list, [1, 2, 3, 6, 7, 8, 9, 10], "理由", reserves={1})
    assert on_list(database, world, actions.submit_list) == 0
    again = {origin: state for origin, state, _rank in copies(database, above)}
    assert len(again) == 9
    assert [o for o, s in again.items() if s == EntryState.WITHDRAWN] == [1]


def _sent_by_another_round(database: Database, world: factories.World, above: int) -> int:
    with database.transaction() as session:
        other = Round(contest_id=world.contest.id, level_id=world.round.level_id, title="另一轮")
        session.add(other)
        session.flush()
        source = factories.make_entry(session, world)
        source.round_id = other.id
        copy = factories.make_entry(session, world)
        copy.round_id, copy.origin_id = above, source.id
        return source.id


@pytest.mark.parametrize("verb", ["submit", "return"])
def test_nothing_moves_once_the_round_above_is_judged(database: Database, verb: str) -> None:
    world = results.judged(database)
    results.listed(database, world)
    above = with_round_above(database, world)
    if verb == "return":
        on_list(database, world, actions.submit_list)
    with database.transaction() as session:
        session.get_one(Round, above).stage = Stage.JUDGING
    call = (actions.submit_list,) if verb == "submit" else (actions.return_list, "太晚")
    with pytest.raises(StageClosed):
        on_list(database, world, *call)


def test_a_list_of_another_selection_is_not_sent(database: Database) -> None:
    world = results.judged(database)
    results.listed(database, world)
    results.confirmed(database, world)
    with pytest.raises(Stale):
        on_list(database, world, actions.submit_list)


def test_a_list_with_a_withdrawn_work_is_not_sent(database: Database) -> None:
    world = results.judged(database)
    results.listed(database, world)
    with database.transaction() as session:
        session.get_one(Entry, 2).state = EntryState.WITHDRAWN
    with pytest.raises(Stale) as refused:
        on_list(database, world, actions.submit_list)
    assert "作品 2 已撤回" in str(refused.value)


def test_return_needs_a_reason(database: Database) -> None:
    world = results.judged(database)
    results.listed(database, world)
    on_list(database, world, actions.submit_list)
    with pytest.raises(Invalid):
        on_list(database, world, actions.return_list, " ")
    assert state_of(database)[0] == ListState.SUBMITTED


@pytest.mark.parametrize("who", ["leader", "clerk", "judge1", "bureau1", "admin"])
def test_only_the_organizer_sends(database: Database, who: str) -> None:
    world = results.judged(database)
    results.listed(database, world)
    with pytest.raises(Forbidden):
        on_list(database, world, actions.submit_list, who=who)
