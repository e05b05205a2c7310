"""What the queries of similarity answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reviewapp.models.contest import Recommender
from reviewapp.models.entry import Entry
from reviewapp.models.paper import Paper
from reviewapp.models.similarity import CaseMember, SimilarityCase
from reviewapp.submissions.rows import author_names


@dataclass(frozen=True, slots=True)
class MemberView:
    """An entry of a case with what the pages show of it.

    excluded, penalty_points: of its paper, by all verdicts together (and a withdrawal)
    """

    entry: Entry
    unit_name: str
    recommender_name: str
    excluded: bool
    penalty_points: int
    unit_aliases: tuple[str, ...] = ()
    region_name: str = ""

    @property
    def authors(self) -> str:
        return author_names(self.entry)


@dataclass(frozen=True, slots=True)
class CorpusEntry:
    """A text to compare, with whose it is and when it came."""

    id: int
    text: str
    unit_id: int
    authors: tuple[str, ...]
    received_at: datetime


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case as far as it concerns one entry: what its unit may know, and nothing of the other party.

    The case is loaded without its passages; of its members only this one is loaded.
    """

    case: SimilarityCase
    member: CaseMember  # with its hearing
    entry: Entry
    recommender: Recommender


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands in a standings run: rank 1 is best; None where it has none."""

    rank: int | None
    score: float | None  # points


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two anonymous texts of one case: a judge's own paper and another one."""

    mine: Paper
    other: Paper
