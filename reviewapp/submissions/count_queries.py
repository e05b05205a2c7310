"""How many works came from whom and how far they are: one count of a round that several numbers are read from."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from reviewapp.models.entry import Entry, EntryState
from reviewapp.submissions.rows import EntryFilter

Tally = Mapping[tuple[int, EntryState], int]  # (recommender, state) → entries

_TALLY = (
    select(Entry.recommender_id, Entry.state, func.count())
    .where(Entry.round_id == bindparam("round_id"))
    .group_by(Entry.recommender_id, Entry.state)
)


def tally(session: Session, round_id: int) -> Tally:
    """(recommender, state) → entries of the round."""
    rows = session.execute(_TALLY, {"round_id": round_id})
    return {(recommender, state): count for recommender, state, count in rows}


def by_state(counts: Tally) -> dict[EntryState, int]:
    found: dict[EntryState, int] = {}
    for (_recommender, state), count in counts.items():
        found[state] = found.get(state, 0) + count
    return found


def count_in(counts: Tally, wanted: EntryFilter) -> int | None:
    """Entries that a filter leaves, as far as the tally can tell: not by words or units."""
    if wanted.words.strip() or wanted.unit_ids is not None:
        return None
    return sum(
        count
        for (recommender, state), count in counts.items()
        if wanted.state in (None, state) and wanted.recommender_id in (None, recommender)
    )
