"""Row types of the queries: what a page is told, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reviewapp.models.contest import Recommender
from reviewapp.models.entry import Entry, EntryState
from reviewapp.models.people import Region, Unit


def author_names(entry: Entry) -> str:
    """Its authors as one line, in their order; the entry has to be read with them."""
    return "、".join(author.name for author in entry.authors)


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry with the names its lines show; the text is loaded only where one entry is asked for."""

    entry: Entry
    recommender: Recommender
    unit_name: str

    @property
    def authors(self) -> str:
        return author_names(self.entry)

    @property
    def held(self) -> bool:
        return any(n.get("holds") for n in self.entry.notices)


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """What a list of entries is narrowed to; empty means all."""

    state: EntryState | None = None
    recommender_id: int | None = None
    words: str = ""
    unit_ids: frozenset[int] | None = None  # None: no limit (staff)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a recommender owes and what came (withdrawn works left out)."""

    recommender: Recommender
    received: int
    minimum: int
    maximum: int | None

    @property
    def shortfall(self) -> int:
        return max(0, self.minimum - self.received)

    @property
    def surplus(self) -> int:
        return 0 if self.maximum is None else max(0, self.received - self.maximum)


@dataclass(frozen=True, slots=True)
class IdentityFacts:
    """What the contest knows of one entry's people and places, for mention detection."""

    entry: Entry
    unit: Unit
    recommender_unit: Unit
    region: Region | None


@dataclass(frozen=True, slots=True)
class DeskRow:
    """An entry on the redaction desk with how many mentions of each level it has, and how many are masked."""

    row: EntryRow
    certain: int
    likely: int
    hint: int
    masked: int

    @property
    def waits(self) -> bool:
        return self.row.entry.state == EntryState.PROPOSED


@dataclass(frozen=True, slots=True)
class Outcome:
    """The confirmed selection's word on one entry; `sentence` is the written reason as it was kept."""

    selected: bool
    sentence: Mapping[str, Any] | None
    recommended: bool
    reserve: bool
