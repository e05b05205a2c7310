"""Who takes part in a selection and by what they are ordered, as plain values.  Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reviewapp.models.entry import Entry, EntryState
from reviewapp.models.paper import Paper
from reviewapp.runs import Json
from reviewapp.similarity.parties import folded
from reviewapp.standings.scores import less_penalty


@dataclass(frozen=True, slots=True)
class Place:
    """What a paper is ordered by: score and its standard error, points taken off, mean mark per criterion; and
    by every method what the score would be if that method counted."""

    score: float | None = None
    se: float | None = None
    penalty: int = 0
    criteria: Mapping[str, float] = field(default_factory=dict)
    by_method: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, final: float | None, facts: Mapping[str, Any], scores: Mapping[str, float | None]) -> Place:
        """From a line of the standings: the score that counts, its facts, the score of every method."""
        penalty = facts.get("penalty", 0)
        known = {method: score for method, score in scores.items() if score is not None}
        if "mean" in known:
            known.setdefault("trimmed", known["mean"])  # below five readings there is nothing to trim
        others = {method: less_penalty(score, penalty) for method, score in known.items()}
        return cls(final, facts.get("se"), penalty, facts.get("criteria", {}), others)


NOWHERE = Place()


def entrant(entry: Entry, paper: Paper | None, case: int | None) -> Json:
    """An entry that could be selected, or why it takes no part; `case`: number of what disqualified it."""
    return {
        "id": entry.id,
        "number": entry.number,
        "recommender": entry.recommender_id,
        "unit": entry.unit_id,
        "author": author_key(entry),
        "genre": genre_key(entry.genre),
        "paper": paper.id if paper else None,
        "ineligible": _why_out(entry, paper, case),
        "case": case,
    }


def genre_key(genre: str) -> str:
    """A genre as the name of a body, where + and * have a meaning of their own (scoring.selection)."""
    return genre.strip().replace("+", "＋").replace("*", "＊")


def author_key(entry: Entry) -> str:
    """The same for works of one person of one unit, different for others; no name, since inputs are kept."""
    name = folded(entry.authors[0].name) if entry.authors else f"entry {entry.id}"
    return hashlib.sha256(f"{entry.unit_id}/{name}".encode()).hexdigest()[:16]


def _why_out(entry: Entry, paper: Paper | None, case: int | None) -> str:
    """Why an entry takes no part, or nothing; the heaviest reason first."""
    if entry.state == EntryState.WITHDRAWN:
        return "withdrawn"
    if case is not None:
        return "disqualified"
    if paper is None or paper.confirmed_at is None or entry.state != EntryState.SEALED:
        return "not_sealed"
    return "excluded" if paper.excluded else ""


def scored(known: Json, places: Mapping[int, Place]) -> Json:
    """The inputs of a selection: the field (queries.field) with the scores of its papers, by paper id.

    Tie keys: mean mark of each declared criterion, then fewer deductions; the larger the better.
    """
    declared = known["tie_steps"][:-1]
    entries = []
    for e in known["entries"]:
        place = places.get(e["paper"], NOWHERE)
        out = e["ineligible"] or ("no_readings" if place.score is None else "")
        keys = [*(float(place.criteria.get(c, 0.0)) for c in declared), -float(place.penalty)]
        entries.append(
            e
            | {"score": None if out else place.score, "se": None if out else place.se}
            | {"tie_keys": keys, "ineligible": out, "by_method": {} if out else dict(place.by_method)}
        )
    return known | {"entries": entries}
