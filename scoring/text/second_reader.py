"""A second reader of every essay: a conditional random field that learned from labelled essays.

The rules know what somebody thought of; the second reader knows how essays look around a mention. It proposes
what the rules passed over, at the level likely, and where it sees nothing in what the rules took for likely,
that becomes a hint. It never speaks against what is certain, which the entry form or a shape proves.

The field is linear-chain (Lafferty, McCallum and Pereira, 2001), over letters, line by line; its traits are those
of :mod:`scoring.text.letter_traits`. The model in ``data/second_reader.crf`` is made by
``python -m benchmarks.masks.train`` from the labelled essays there; what it was made from stands beside it.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from scoring.text.known import Reader, folded_name
from scoring.text.letter_traits import traits_of
from scoring.text.proposed import tells_nothing, trimmed
from scoring.text.span_types import Identity, Kind, Level, Mention

MODEL = Path(__file__).parent / "data" / "second_reader.crf"
NOTHING = "O"
SORTS = {
    Kind.AUTHOR: "name",
    Kind.PERSON: "name",
    Kind.UNIT: "unit",
    Kind.OTHERUNIT: "unit",
    Kind.PLACE: "place",
    Kind.POST: "post",
    Kind.CONTACT: "contact",
    Kind.HONOUR: "honour",
}  # what the model tells apart; whose name or unit it is, the entry form says
_OWN_AND_OTHERS = {"name": (Kind.AUTHOR, Kind.PERSON), "unit": (Kind.UNIT, Kind.OTHERUNIT)}
RULE = "second_reader"
_LONGEST_LINE = 2_000  # letters read at once; memory grows with it
# Chances chosen on sets whose essays neither rules nor model had seen (benchmarks/masks):
_PROPOSED = 0.25
_PROPOSED_ALONE, _FEW = 0.9, 2  # in essays in which the rules find fewer spans: most of those hold none
SHORTEST = 200  # letters of an essay; of less the model has seen nothing, and the rules decide
_LENGTHENS = 0.6  # for a letter beside what the rules found
_DOUBTED = 0.002
_TOLD_ELSEWHERE = frozenset(
    {"chat_name", "told_name", "nickname", "pet_name", "acrostic", "unit_byname"}
    | {"unit_initials", "unit_core", "near_division"}  # the form tells them
)


def sequences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the lines that are read as one sequence each; a very long line is cut."""
    start = 0
    for line in text.split("\n"):
        for at in range(start, start + len(line), _LONGEST_LINE):
            yield at, min(at + _LONGEST_LINE, start + len(line))
        start += len(line) + 1


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """``chances[i]`` is the chance that letter ``i`` of the flow belongs to a mention, ``sorts[i]`` of what.

    Letters that hardly can have no entry; ``positions`` are the offsets of the flow's letters in the original.
    """

    positions: Sequence[int]
    chances: dict[int, float]
    sorts: dict[int, str]

    def doubts(self, mention: Mention) -> bool:
        """Whether nothing in a likely mention looks like one; a line does not show what another line tells."""
        if mention.rule in _TOLD_ELSEWHERE:
            return False
        first, last = (bisect_left(self.positions, at) for at in (mention.start, mention.end))
        return mention.level is Level.LIKELY and self.chances.keys().isdisjoint(range(first, last))

    def proposals(self, found: Iterable[Mention]) -> Iterator[tuple[int, int, str]]:
        """Spans of two letters or more that ``found`` does not cover, with their sort."""
        spans = list(found)
        taken = {at for mention in spans for at in range(mention.start, mention.end)}
        covered = {at for at in self.chances if self.positions[at] in taken}
        least = _PROPOSED if len(spans) >= _FEW else _PROPOSED_ALONE
        for run in _runs([at for at, chance in sorted(self.chances.items()) if chance > least]):
            if covered.intersection(run):
                run = self._without_weak_ends(run, covered)
            if len(run) > 1 and not covered.issuperset(run):
                sorts = [self.sorts[at] for at in run]
                yield self.positions[run[0]], self.positions[run[-1]] + 1, max(sorts, key=sorts.count)

    def _without_weak_ends(self, run: list[int], covered: set[int]) -> list[int]:
        kept = [at for at in run if at in covered or self.chances[at] >= _LENGTHENS]
        return run[run.index(kept[0]) : run.index(kept[-1]) + 1]


def _runs(letters: list[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for at in letters:
        if run and at != run[-1] + 1:
            yield run
            run = []
        run.append(at)
    if run:
        yield run


class SecondReader:
    """One loaded model; one text at a time."""

    def __init__(self, model: Path = MODEL) -> None:
        import pycrfsuite  # compiled: only where essays are read

        self._tagger = pycrfsuite.Tagger()
        self._tagger.open(str(model))
        self._labels: dict[str, str] = {
            label: label[1:] for label in self._tagger.labels() if label != NOTHING
        }
        self._lock = threading.Lock()  # the tagger holds the line it reads

    def read(self, reader: Reader, identity: Identity) -> Reading:
        """The chances of the letters of a text that may belong to a mention."""
        traits = traits_of(reader, identity)
        chances: dict[int, float] = {}
        sorts: dict[int, str] = {}
        for start, end in sequences(reader.flow.text):
            with self._lock:
                self._tagger.set(traits[start:end])
                for at in range(end - start):
                    chance = 1.0 - self._tagger.marginal(NOTHING, at)
                    if chance >= _DOUBTED:
                        chances[start + at] = chance
                    if chance > _PROPOSED:
                        sorts[start + at] = self._sort(at)
        return Reading(reader.flow.positions, chances, sorts)

    def _sort(self, at: int) -> str:
        """The likeliest sort of a letter of the line being read."""

        def chance(label: str) -> float:
            return float(self._tagger.marginal(label, at))

        return self._labels[max(self._labels, key=chance)]


@lru_cache(maxsize=1)
def second_reader() -> SecondReader:
    """The process's second reader, loaded at the first call."""
    return SecondReader()


def second_reading(
    reading: Reading,
    text: str,
    identity: Identity,
    found: Iterable[Mention],
    left: frozenset[int] = frozenset(),
) -> Iterator[Mention]:
    """What the rules found, doubted ones as hints, and what only the second reader sees.

    Nothing is proposed of letters ``left`` alone on purpose (:mod:`scoring.text.left_alone`).
    """
    found = list(found)
    # 安静地睡, by somebody called 安静: the rules took the writer's name for a word
    left = left.union(*(range(m.start, m.end) for m in found if m.level is Level.HINT and m.rule == "author"))
    kept = [Mention(m.start, m.end, m.kind, Level.HINT, m.rule) if reading.doubts(m) else m for m in found]
    yield from kept
    for start, end, sort in reading.proposals(m for m in kept if m.level is not Level.HINT):
        start, end = trimmed(text, start, end, sort)
        if not left.issuperset(range(start, end)) and not tells_nothing(text, start, end, sort, identity.authors):
            yield Mention(start, end, _kind(text[start:end], sort, identity), Level.LIKELY, RULE)


def _kind(said: str, sort: str, identity: Identity) -> Kind:
    """Whose name or unit it is: the own one shares two letters with the form's."""
    if sort not in _OWN_AND_OTHERS:
        return Kind(sort)
    own, other = _OWN_AND_OTHERS[sort]
    listed = identity.authors if sort == "name" else (*identity.units, *identity.unit_aliases)
    pairs = {"".join(pair) for pair in pairwise(folded_name(said))}
    return own if any(pair in folded_name(name) for name in listed for pair in pairs) else other
