"""One count of a round's works says what separate counts would; the list costs the same for few and many."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from reviewapp.db import Database
from reviewapp.models.entry import Entry, EntryState
from reviewapp.submissions import count_queries, queries
from reviewapp.submissions.rows import EntryFilter
from tests import results


def test_tally_agrees_with_counting_the_entries(database: Database) -> None:
    world = results.judged(database, papers=(3, 2, 0))
    with database.transaction() as session:
        session.query(Entry).order_by(Entry.id).first().state = EntryState.WITHDRAWN  # type: ignore[union-attr]
    with database.session() as session:
        counts = count_queries.tally(session, world.round.id)
        body = next(recommender for recommender, _state in counts)
        for wanted in (
            EntryFilter(),
            EntryFilter(state=EntryState.WITHDRAWN),
            EntryFilter(recommender_id=body),
            EntryFilter(state=EntryState.SEALED, recommender_id=body),
        ):
            counted = queries.count_entries(session, world.round.id, wanted)
            assert count_queries.count_in(counts, wanted) == counted
        assert count_queries.by_state(counts)[EntryState.WITHDRAWN] == 1
        assert count_queries.count_in(counts, EntryFilter(words="灯")) is None
        received = sum(d.received for d in queries.deliveries(session, world.round, counts=counts))
        assert received == 4


def test_list_of_works_costs_the_same_for_few_and_many(
    database: Database, client_for: Callable[[str | None], FlaskClient]
) -> None:
    world = results.judged(database, papers=(1, 1, 1))
    client, path = client_for("organizer"), f"/rounds/{world.round.id}/entries"
    few = results.statements(database, lambda: client.get(path))
    with database.transaction() as session:
        for theme in range(6):
            results.add_entry(session, world, 0, 20 + theme, theme)
    assert results.statements(database, lambda: client.get(path)) == few
