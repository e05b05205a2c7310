"""A library of texts that new essays are compared with on arrival: past winners, model essays.

The library is a folder of segments. A segment never changes; small ones are written together when texts are
added, until they hold SEGMENT_CHARACTERS: so few are open, and adding needs the memory of one segment, however
large the library is. Looking up an essay costs a binary search in each segment for each of its fingerprints, and
the alignment of the few texts that hold several of them. How the texts came to be divided changes nothing.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import numpy as np

from scoring.errors import InvalidProblem
from scoring.similarity import evidence, passages, search
from scoring.similarity.cases import Document, Pair
from scoring.similarity.evidence import Weighed
from scoring.similarity.grams import Codes, Flags, Hashes, Ints, ranges
from scoring.similarity.headings import heading_lines
from scoring.similarity.index import FULL_LIST, TEXT_BITS
from scoring.similarity.passages import Grams, grams_of, octets_of
from scoring.similarity.preparation import Prepared, Spans, masked_flags, official_quads, prepare
from scoring.similarity.quotation import Quotation, marked_quotations
from scoring.similarity.scan import Settings
from scoring.similarity.workspace import Workspace

VERSION = 1  # of the folding and of the files; a library of another version is empty until it is filled again
SEGMENT_CHARACTERS = 8_000_000  # some 5,000 essays; a single longer text has a segment of its own
_MANIFEST = "library.json"
_ARRAYS = ("codes", "offsets", "positions")
_SHIFT = np.uint64(TEXT_BITS)
_OWNER = (np.uint64(1) << _SHIFT) - np.uint64(1)


class _Segment:
    """Texts of the library, with their fingerprints sorted by hash."""

    def __init__(self, folder: Path) -> None:
        work = Workspace(folder)
        self.documents: list[tuple[str, str, str]] = work.load("documents")  # id, unit, author
        self.keys: Hashes = work.array("keys")
        self.places = work.array("places")
        self.codes, self.offsets, self.positions = (work.array(name) for name in _ARRAYS)
        self.texts = work.texts("texts")
        self.size = len(self.codes)

    def gone(self, removed: set[str]) -> Flags:
        """Which of the texts are forgotten."""
        names = (one[0] in removed for one in self.documents)
        return np.fromiter(names, np.bool_, len(self.documents))

    def slice(self, number: int) -> slice:
        """Where the text lies in the arrays."""
        return slice(int(self.offsets[number]), int(self.offsets[number + 1]))


def _write_segment(folder: Path, documents: Sequence[Document]) -> None:
    folder.mkdir()
    work = Workspace(folder)
    prepared = prepare([document.text for document in documents], official_quads([]))
    owners = np.repeat(np.arange(len(documents), dtype=np.uint64), np.diff(prepared.prints))
    keys = prepared.hashes >> _SHIFT << _SHIFT | owners
    order = np.argsort(keys)
    work.save_array("keys", keys[order])
    work.save_array("places", prepared.places[order])
    for name in _ARRAYS:
        work.save_array(name, getattr(prepared, name))
    work.save_texts("texts", [document.text for document in documents])
    work.save("documents", [(document.id, document.unit, document.author) for document in documents])


class Library:
    """Texts by id. One process may add or remove at a time; any number may compare."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names: list[str] = []
        self._removed: set[str] = set()
        self._segments: dict[str, _Segment] = {}
        self._read()

    @classmethod
    def open(cls, folder: Path) -> Library:
        """The library in the folder; an empty one if there is none, or if another version wrote it."""
        folder.mkdir(parents=True, exist_ok=True)
        return cls(folder)

    def ids(self) -> set[str]:
        """Ids of all texts."""
        return {id_ for name in self._names for id_ in self._held(name)} - self._removed

    def __len__(self) -> int:
        return len(self.ids())

    def add(self, documents: Sequence[Document]) -> None:
        """Add texts. Raises InvalidProblem when an id is given twice or is there already."""
        held = self.ids()
        given = Counter(document.id for document in documents)
        twice = sorted(name for name, times in given.items() if times > 1 or name in held)
        if twice:
            raise InvalidProblem(f"texts that the library holds already: {', '.join(twice[:5])}")
        batch, names = list(documents), list(self._names)
        again = self._removed & given.keys()
        for name in [name for name in names if again & self._held(name)]:  # else the old text would come back
            names.remove(name)
            batch = [*self._documents(name), *batch]
        while names and _belong_together(self._segment(names[-1]), batch):
            batch = [*self._documents(names.pop()), *batch]
        for part in _parts(batch):
            names.append(uuid4().hex)
            _write_segment(self._folder / names[-1], part)
        held = {id_ for name in names for id_ in self._held(name)}
        self._write(names, self._removed & held - given.keys())

    def remove(self, ids: Iterable[str]) -> None:
        """Forget texts; ids that are not there are passed over."""
        self._write(self._names, self._removed | (set(ids) & self.ids()))

    def compare(
        self, document: Document, official: Sequence[str] = (), settings: Settings | None = None
    ) -> tuple[Pair, ...]:
        """Pairs of the document (``a``) with texts of the library (``b``), strongest first.

        ``official`` as in :func:`scoring.similarity.scan.scan`; what several texts of the library hold is no
        evidence.
        """
        rules = settings or Settings()
        prepared = prepare([document.text], official_quads(official))
        segments = [self._segment(name) for name in self._names]
        meetings = [_meet(segment, self._removed, prepared) for segment in segments]
        holders = sum((one.holders for one in meetings), np.zeros(len(prepared.hashes), np.int64))
        size = sum(len(segment.documents) for segment in segments) - len(self._removed)
        found = [
            pair
            for one in meetings
            for pair in _compare(one, document, prepared, _Shared(holders, size), rules)
        ]
        return tuple(sorted(found, key=lambda pair: (-pair.score, pair.b)))

    def _held(self, name: str) -> set[str]:
        return {one[0] for one in self._segment(name).documents}

    def _documents(self, name: str) -> list[Document]:
        segment = self._segment(name)
        return [
            Document(id_, segment.texts[number], unit, author)
            for number, (id_, unit, author) in enumerate(segment.documents)
            if id_ not in self._removed
        ]

    def _segment(self, name: str) -> _Segment:
        if name not in self._segments:
            self._segments[name] = _Segment(self._folder / name)
        return self._segments[name]

    def _read(self) -> None:
        manifest = self._folder / _MANIFEST
        kept = json.loads(manifest.read_text("utf-8")) if manifest.exists() else {}
        if kept.get("version") == VERSION:
            self._names, self._removed = kept["segments"], set(kept["removed"])

    def _write(self, names: list[str], removed: set[str]) -> None:
        kept = {"version": VERSION, "segments": names, "removed": sorted(removed)}
        unfinished = self._folder / f"{_MANIFEST}.{uuid4().hex}"
        unfinished.write_text(json.dumps(kept), "utf-8")
        unfinished.replace(self._folder / _MANIFEST)
        self._names, self._removed = names, removed
        for old in self._folder.iterdir():
            if old.is_dir() and old.name not in names:
                self._segments.pop(old.name, None)
                shutil.rmtree(old, ignore_errors=True)


def _belong_together(segment: _Segment, batch: Sequence[Document]) -> bool:
    """Whether the segment is small beside the batch, and both fit one segment."""
    size = sum(len(document.text) for document in batch)
    return segment.size <= 2 * size and segment.size + size <= SEGMENT_CHARACTERS and bool(batch)


def _parts(batch: Sequence[Document]) -> Iterator[Sequence[Document]]:
    """The batch in pieces of at most SEGMENT_CHARACTERS, or of one text."""
    start, size = 0, 0
    for number, document in enumerate(batch):
        if number > start and size + len(document.text) > SEGMENT_CHARACTERS:
            yield batch[start:number]
            start, size = number, 0
        size += len(document.text)
    if start < len(batch):
        yield batch[start:]


@dataclass(frozen=True, slots=True)
class _Shared:
    """Of the whole library: how many texts hold each fingerprint of the document, and how many there are."""

    holders: Ints
    size: int


@dataclass(frozen=True, slots=True, eq=False)
class _Meeting:
    """The fingerprints of the document in one segment: where they are, and how many texts hold each.

    ``prints``, ``rows`` int64 (R,): number of the fingerprint, row of the segment's arrays.
    """

    segment: _Segment
    prints: Ints
    rows: Ints
    holders: Ints


def _meet(segment: _Segment, removed: set[str], prepared: Prepared) -> _Meeting:
    """Look the document's fingerprints up."""
    low = prepared.hashes >> _SHIFT << _SHIFT
    starts = np.searchsorted(segment.keys, low)
    stops = np.searchsorted(segment.keys, low | _OWNER, side="right")
    holders = stops - starts
    counts = np.minimum(holders, FULL_LIST)
    prints, rows = np.repeat(np.arange(len(low)), counts), ranges(starts, counts)
    if removed:
        gone = segment.gone(removed)[_owners(segment, rows)]
        holders = holders - np.bincount(prints[gone], minlength=len(low))
        prints, rows = prints[~gone], rows[~gone]
    return _Meeting(segment, prints, rows, holders)


def _owners(segment: _Segment, rows: Ints) -> Ints:
    owners: Ints = (segment.keys[rows] & _OWNER).astype(np.int64)
    return owners


@dataclass(frozen=True, slots=True)
class _Desk:
    """The new document as number 0 beside the candidates of a segment, for the evidence to read."""

    document: Document
    prepared: Prepared
    segment: _Segment
    numbers: list[int]  # of the candidates in the segment
    shared: _Shared

    @property
    def size(self) -> int:
        return self.shared.size + 1

    @property
    def twins(self) -> Ints:
        same = [
            np.array_equal(self.codes(0), self.codes(number)) for number in range(1, len(self.numbers) + 1)
        ]
        return np.where([True, *same], 0, np.arange(len(self.numbers) + 1))

    @property
    def groups(self) -> Ints:
        return np.arange(len(self.numbers) + 1)

    @property
    def units(self) -> Ints:
        units = [self.document.unit, *(self.segment.documents[number][1] for number in self.numbers)]
        return np.array([0 if unit and unit == units[0] else place for place, unit in enumerate(units)])

    def text(self, number: int) -> str:
        return self.segment.texts[self.numbers[number - 1]] if number else self.document.text

    def codes(self, number: int) -> Codes:
        if not number:
            return self.prepared.codes
        held: Codes = self.segment.codes[self.segment.slice(self.numbers[number - 1])]
        return held

    def official(self, number: int) -> Spans:
        return np.zeros((0, 2), np.int32) if number else self.prepared.official

    def grams(self, number: int) -> Grams:
        codes = self.codes(number)
        return grams_of(codes, masked_flags(self.official(number), len(codes)))

    def octets(self, number: int) -> Grams:
        return octets_of(self.codes(number))

    def original(self, number: int, start: int, end: int) -> tuple[int, int]:
        positions = self.prepared.positions
        if number:
            positions = self.segment.positions[self.segment.slice(self.numbers[number - 1])]
        return int(positions[start]), int(positions[end - 1]) + 1

    def quotations(self, number: int) -> tuple[Quotation, ...]:
        return marked_quotations(self.text(number))

    def headings(self, number: int) -> tuple[tuple[int, int], ...]:
        return heading_lines(self.text(number))

    def sources(self, number: int, start: int, end: int) -> Ints:
        """Of the document's fingerprints in the span; how many hold those of a library text is not looked up."""
        if number:
            return np.zeros(0, np.int64)
        inside = (self.prepared.places >= start) & (self.prepared.places < end)
        return self.shared.holders[inside] + 1


def _compare(
    meeting: _Meeting, document: Document, prepared: Prepared, shared: _Shared, rules: Settings
) -> Iterable[Pair]:
    """Pairs of the document with the texts of one segment."""
    segment, nearness = meeting.segment, search.Nearness()
    records = search.Records(
        _owners(segment, meeting.rows),
        prepared.places[meeting.prints].astype(np.int64),
        segment.places[meeting.rows].astype(np.int64),
        (shared.holders + 1 < nearness.common_from)[meeting.prints],
    )
    near = search.near_keys(records, nearness).tolist()
    numbers = [number for number in near if segment.documents[number][0] != document.id]
    desk = _Desk(document, prepared, segment, numbers, shared)
    second = np.arange(1, len(numbers) + 1)
    first = np.zeros_like(second)
    unequal = np.flatnonzero(desk.twins[second] != 0)
    common = np.zeros(2, np.bool_)  # no gram is too common: that is known of a contest only
    aligned = passages.align(desk.grams, first[unequal], second[unequal], common, rules.alignment)
    weighed, _ = evidence.weigh(desk, first, second, replace(aligned, pair=unequal[aligned.pair]), rules)
    for pair in weighed:
        yield _pair(document, segment.documents[numbers[pair.b.number - 1]][0], pair)


def _pair(document: Document, other: str, pair: Weighed) -> Pair:
    return Pair(document.id, other, pair.score, pair.kind, pair.passages, pair.raw, pair.net, pair.largest)
