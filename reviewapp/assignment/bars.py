"""Who may not read what, and why.  Pure.

Most reasons concern a whole kind of papers (of one unit, region and genre), a few single papers; kept apart
so that a national contest has thousands of lines here and not millions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reviewapp.assignment.queries import PaperOwner, bare
from reviewapp.models.assignment import Conflict
from reviewapp.models.judging import Assignment, AssignmentKind, AssignmentState, Judge

# a judge with one of these reasons may not read the paper; the first that applies is named
REASONS = ("own_unit", "own_region", "other_genre", "declared", "author", "recused", "further")
LIVE = (AssignmentState.OPEN, AssignmentState.SUBMITTED)
FURTHER = (AssignmentKind.THIRD, AssignmentKind.BORDERLINE, AssignmentKind.LEADER)
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Bars:
    """What stands against pairs of judge and paper in one round.

    recused: (paper id, judge id) left by the judge; further: read by him as third reader, near the line, or
    as leader already
    """

    declared: Sequence[Conflict]
    recused: frozenset[Pair]
    further: frozenset[Pair]
    region: bool

    @classmethod
    def of(cls, declared: Sequence[Conflict], present: Sequence[Assignment], region: bool) -> Bars:
        """From the round's declared conflicts and all its assignments, hidden repeats among them or not."""
        pair = [(a, (a.paper_id, a.judge_id)) for a in present]
        return cls(
            declared,
            frozenset(key for a, key in pair if a.state == AssignmentState.RECUSED),
            frozenset(key for a, key in pair if a.kind in FURTHER and a.state in LIVE),
            region,
        )

    def apart(self) -> list[Pair]:
        """(judge id, judge id) who may not read the same paper."""
        return [(c.judge_id, c.other_judge_id) for c in self.declared if c.other_judge_id is not None]


def hits(conflict: Conflict, owner: PaperOwner) -> bool:
    """Does a declared conflict concern this paper: by its unit, its recommending body, or itself?"""
    if conflict.unit_id is not None and conflict.unit_id in (owner.unit_id, owner.recommender_unit_id):
        return True
    return conflict.entry_id is not None and conflict.entry_id == owner.entry_id


@dataclass(frozen=True, slots=True)
class Barred:
    """Positions of papers and judges that may not meet.

    kind: of each paper, a position in kinds; kinds: judge → reason; pairs: (paper, judge) → reason, besides.
    """

    kind: list[int]
    kinds: list[dict[int, str]]
    pairs: dict[Pair, str]

    def of_paper(self, paper: int) -> set[int]:
        """Judges who may not read the paper for what it is; single pairs not counted."""
        return set(self.kinds[self.kind[paper]])


class _Judges:
    """Positions of judges by what bars them."""

    def __init__(self, judges: Sequence[Judge], bars: Bars) -> None:
        self.judges, self.region = judges, bars.region
        self.at = {judge.id: j for j, judge in enumerate(judges)}
        self.of_unit, self.of_region = (
            defaultdict[int | None, list[int]](list),
            defaultdict[int | None, list[int]](list),
        )
        self.named, self.by_unit = defaultdict[str, list[int]](list), defaultdict[int, list[int]](list)
        self.by_entry, self.strangers = defaultdict[int, list[int]](list), dict[str, list[int]]()
        for j, judge in enumerate(judges):
            self.of_unit[judge.home_unit_id].append(j)
            self.of_region[judge.home_region_id].append(j)
            self.named[bare(judge.name)].append(j)
        for c in bars.declared:
            if c.judge_id in self.at and c.unit_id is not None:
                self.by_unit[c.unit_id].append(self.at[c.judge_id])
            if c.judge_id in self.at and c.entry_id is not None:
                self.by_entry[c.entry_id].append(self.at[c.judge_id])

    def no_readers_of(self, genre: str) -> list[int]:
        """Judges who read other genres only; a paper without a genre is read by all."""
        if genre and genre not in self.strangers:
            self.strangers[genre] = [
                j for j, who in enumerate(self.judges) if who.genres and genre not in who.genres
            ]
        return self.strangers.get(genre, [])

    def of_kind(self, owner: PaperOwner) -> dict[int, str]:
        """Judge → reason that holds for every paper of this unit, body, region and genre."""
        units = (owner.unit_id, owner.recommender_unit_id)
        regions = sorted(owner.region_ids) if self.region else []
        found: dict[int, str] = {}
        for why, judges in (
            ("own_unit", [j for unit in units for j in self.of_unit.get(unit, [])]),
            ("own_region", [j for region in regions for j in self.of_region.get(region, [])]),
            ("other_genre", self.no_readers_of(owner.genre)),
            ("declared", [j for unit in units for j in self.by_unit.get(unit, [])]),
        ):
            for j in judges:
                found.setdefault(j, why)
        return found

    def of_paper(self, owner: PaperOwner) -> Iterator[tuple[int, str]]:
        """Judges with a reason about this paper alone."""
        for j in self.by_entry.get(owner.entry_id, []):
            yield j, "declared"
        for name in sorted(owner.authors):
            for j in self.named.get(name, []):
                yield j, "author"


def barred(
    owners: Sequence[PaperOwner], judges: Sequence[Judge], bars: Bars, excused: frozenset[Pair] = frozenset()
) -> Barred:
    """All that may not be.  excused: (paper id, judge id) that stand whatever speaks against them."""
    index, paper_at = _Judges(judges, bars), {o.paper_id: p for p, o in enumerate(owners)}
    pardons = defaultdict[int, set[int]](set)
    for paper_id, judge_id in excused:
        if paper_id in paper_at and judge_id in index.at:
            pardons[paper_at[paper_id]].add(index.at[judge_id])
    kind, kinds, number = list[int](), list[dict[int, str]](), dict[object, int]()
    pairs: dict[Pair, str] = {}
    for p, owner in enumerate(owners):
        pardoned = frozenset(pardons.get(p, ()))
        key = (owner.unit_id, owner.recommender_unit_id, owner.region_ids, owner.genre, pardoned)
        if key not in number:
            number[key] = len(kinds)
            kinds.append({j: why for j, why in index.of_kind(owner).items() if j not in pardoned})
        kind.append(number[key])
        for j, why in index.of_paper(owner):
            if j not in pardoned and j not in kinds[kind[p]]:
                pairs.setdefault((p, j), why)
    for why, left in (("recused", bars.recused), ("further", bars.further)):
        for paper_id, judge_id in sorted(left):
            if paper_id not in paper_at or judge_id not in index.at:
                continue
            p, j = paper_at[paper_id], index.at[judge_id]
            if j not in pardons.get(p, ()) and j not in kinds[kind[p]]:
                pairs.setdefault((p, j), why)
    return Barred(kind, kinds, pairs)
