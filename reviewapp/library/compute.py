"""Arrivals: what a received entry shares with the library and with the entries before it, in the background.

No Run: nothing is built on a hint, and an entry without one says itself that it is still to be compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.orm import joinedload

from reviewapp.access import Actor
from reviewapp.db import Database
from reviewapp.library import actions, index, queries
from reviewapp.library.queries import Arrival, Named
from reviewapp.models.contest import Round
from reviewapp.models.entry import Entry
from reviewapp.models.library import EntryHint, LibraryKind, LibraryText
from reviewapp.runs import Chore, Json
from reviewapp.words import say

if TYPE_CHECKING:
    from scoring.similarity.cases import Pair

PORTION = 50  # arrivals compared between two writes
MOST_HINTS = 3  # overlaps named for one entry, the largest
KINDS = {LibraryKind.WINNER: say("往届作品"), LibraryKind.MODEL: say("范文")}


def compare_arrivals(database: Database, instance: Path, round_id: int, now: datetime) -> None:
    """Compare the round's arrivals, portion by portion, until none is left.

    Harmless when it comes twice or is killed: what was not written is compared again, at most MOST_TRIALS
    times.  When another process works with the indexes, the sweep comes back.
    """
    folder = instance / "index"
    try:
        with index.alone(folder):
            while arrivals := _take(database, round_id):
                found = _hints(database, folder, round_id, arrivals, now)
                with database.transaction() as session:
                    round_ = session.get_one(Round, round_id, options=[joinedload(Round.contest)])
                    actions.store_hints(session, Actor.system(), round_, found, now=now)
            _tidy(database, folder)
    except index.Busy:
        return


def _take(database: Database, round_id: int) -> list[Arrival]:
    """The next portion, with the attempt noted: a text that ends its worker is not tried for ever."""
    with database.transaction() as session:
        arrivals = queries.arrivals(session, round_id, PORTION)
        for arrival in arrivals:
            hint = arrival.hint or EntryHint(entry_id=arrival.entry_id, attempts=0)
            hint.attempts += 1
            session.add(hint)
        return arrivals


def _hints(
    database: Database, folder: Path, round_id: int, arrivals: Sequence[Arrival], now: datetime
) -> dict[int, list[Json]]:
    """Entry id → what it shares with others, the largest first."""
    with database.session() as session:
        contest_id = session.get_one(Round, round_id).contest_id
        archive = queries.indexed_texts(session)
        received = queries.indexed_entries(session, round_id)
        official = queries.official_texts(session, contest_id, now)
        if not archive and len(received) < 2:
            return {arrival.entry_id: [] for arrival in arrivals}
        sources = [
            index.current(folder / "library", archive, lambda ids: queries.bodies(session, LibraryText, ids)),
            index.current(
                folder / f"round-{round_id}", received, lambda ids: queries.bodies(session, Entry, ids)
            ),
        ]
    names = [
        {index.key(text): text for text in archive if text.contest_id != contest_id},
        {index.key(entry): entry for entry in received},
    ]
    from scoring.similarity.cases import Document

    own = {entry.id: index.key(entry) for entry in received}
    found: dict[int, list[Json]] = {}
    for arrival in arrivals:
        document = Document(own.get(arrival.entry_id, "arrival"), arrival.text)  # no text meets itself
        met = [
            hint
            for source, named in zip(sources, names, strict=True)
            for hint in _met(source.compare(document, official), named, arrival)
        ]
        found[arrival.entry_id] = sorted(met, key=lambda hint: -hint["characters"])[:MOST_HINTS]
    return found


def _met(pairs: Sequence[Pair], named: Mapping[str, Named], arrival: Arrival) -> Iterator[Json]:
    """The hints of one source; an entry meets those received before it, and works of its own contest are
    not what the library is for (one sent up from the level below would meet itself)."""
    for pair in pairs:
        other = named.get(pair.b)
        copied = "".join(arrival.text[passage.a0 : passage.a1] for passage in pair.copied)
        characters = sum(not c.isspace() for c in copied)
        if other is None or not characters or (other.number or 0) >= arrival.number:
            continue
        if other.kind is None:
            sentence = say(
                "与本次 %(number)s 号《%(title)s》重合 %(count)s 字",
                number=other.number, title=other.title, count=characters,
            )  # fmt: skip
            yield {"kind": "entry", "number": other.number, **_said(sentence.to_json(), characters)}
        else:
            sentence = say(
                "与%(kind)s《%(title)s》重合 %(count)s 字",
                kind=KINDS[other.kind], title=other.title, count=characters,
            )  # fmt: skip
            yield {"kind": "library", "text": other.id, **_said(sentence.to_json(), characters)}


def _said(sentence: Json, characters: int) -> Json:
    return {"characters": characters, "sentence": sentence}


def _tidy(database: Database, folder: Path) -> None:
    """Indexes of rounds that receive nothing any more go."""
    with database.session() as session:
        receiving = queries.receiving_rounds(session)
    for old in folder.glob("round-*"):
        if int(old.name.removeprefix("round-")) not in receiving:
            index.forget(old)


ARRIVALS = Chore(waiting=queries.rounds_with_arrivals, perform=compare_arrivals)
