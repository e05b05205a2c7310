"""The scan: all entries of a round against each other and against the library of the installation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session, joinedload

from reviewapp.access import Actor
from reviewapp.library import queries as library
from reviewapp.models.contest import Round
from reviewapp.models.library import LibraryText
from reviewapp.models.result import Run
from reviewapp.runs import Json, Progress, Task
from reviewapp.similarity import actions, queries

if TYPE_CHECKING:
    from scoring.similarity.scan import Case, Pair, Passage, Scan

# what the engine does up to which share of its progress; the words for the codes: contests/chronicle.py
PHASES = ((0.4, "read"), (0.62, "index"), (0.97, "compare"), (1.0, "group"))


def load(session: Session, run: Run) -> Json:
    """Texts with their owners and rank of receipt; the official texts of the contest and of the library;
    the library texts, as the library stood when the scan was asked for (so that somebody who adds one
    meanwhile does not spoil it).

    Works of one package came at one moment and share a rank: nobody among them was first.
    """
    round_ = session.get_one(Round, run.round_id)
    entries = queries.corpus(session, round_)
    ranks = {at: rank for rank, at in enumerate(sorted({e.received_at for e in entries}), start=1)}
    archive = library.compared_texts(session, round_.contest_id, run.created_at)
    return {
        "documents": [
            {
                "id": e.id,
                "text": e.text,
                "unit": str(e.unit_id),
                "author": "、".join(e.authors),
                "received": ranks[e.received_at],
            }
            for e in entries
        ],
        "official": library.official_texts(session, round_.contest_id, run.created_at),
        "library": [_library_text(text) for text in archive],
    }


def _library_text(text: LibraryText) -> Json:
    return {
        "id": f"L{text.id}",
        "text_id": text.id,
        "kind": text.kind.value,
        "title": text.title,
        "author": text.author,
        "source": text.source,
        "year": text.year,
        "text": text.text,
    }


def calculate(inputs: Json, params: Json, seed: int, progress: Progress) -> Json:
    """Cases with members, library texts, passages and figures; deterministic."""
    return _compare(inputs, progress, None)


def resume(inputs: Json, params: Json, seed: int, progress: Progress, parts: Path) -> Json:
    """`calculate`, going on from the blocks that an earlier worker finished in this folder."""
    return _compare(inputs, progress, parts)


def _compare(inputs: Json, progress: Progress, parts: Path | None) -> Json:
    from scoring.similarity.scan import Document, scan  # loads numpy and scipy: worker only

    documents = [
        Document(id=str(d["id"]), text=d["text"], unit=d["unit"], author=d["author"], received=d["received"])
        for d in inputs["documents"]
    ]
    archive = {t["id"]: t for t in inputs["library"]}
    result = scan(
        documents,
        official=inputs["official"],
        library=[Document(id=name, text=t["text"]) for name, t in archive.items()],
        progress=progress,
        workspace=parts,
    )
    written = _Writer(result, archive)
    return {
        "cases": [written.case(case) for case in result.cases],
        "compared": len(documents),
        "library": len(archive),
        "unjudgeable": [int(i) for i in result.unjudgeable],
        "thin": [int(i) for i in result.thin],
    }


class _Writer:
    """Cases as plain values.  In the engine entries and library texts are documents alike; here `members` are
    entries, `library` the rest, and the second side of a pair or passage is "b" (entry) or "library"."""

    def __init__(self, result: Scan, archive: Mapping[str, Json]) -> None:
        self.archive = archive
        self.overlaps = {o.id: o for o in result.overlaps}
        self.official = {i: [list(span) for span in spans] for i, spans in result.official}
        self.signs = {
            i: [[s.kind, s.count, [list(place) for place in s.places]] for s in found]
            for i, found in result.signs
        }

    def case(self, case: Case) -> Json:
        entries = [name for name in case.members if name not in self.archive]
        held = [name for name in case.members if name in self.archive]
        kind, source = case.kind, case.likely_source
        facts = {k: list(v) if isinstance(v, tuple) else v for k, v in case.facts.items()}
        if facts["composed"] in self.archive:  # a text of the library was taken from by several, not composed
            kind, source, facts["composed"] = "archive", str(facts["composed"]), ""
        return {
            "kind": kind,
            "score": round(case.score, 3),
            "facts": facts,
            "members": [self.member(name, source) for name in entries],
            "library": [self.library_text(name, source) for name in held],
            "pairs": [self.pair(pair) for pair in case.pairs],
            "passages": [
                {"a": int(pair.a), **self.partner(pair.b), **_spans(passage)}
                for pair in case.pairs
                for passage in pair.passages
            ],
        }

    def member(self, name: str, source: str | None) -> Json:
        overlap = self.overlaps[name]
        return {
            "entry": int(name),
            "source": name == source,
            "raw": round(overlap.raw, 4),
            "net": round(overlap.net, 4),
            "largest": round(overlap.largest, 4),
            "largest_source": overlap.source,
            "official": self.official.get(name, []),
            "signs": self.signs.get(name, []),
        }

    def library_text(self, name: str, source: str | None) -> Json:
        return {
            "text": self.archive[name]["text_id"],
            "title": self.archive[name]["title"],
            "source": name == source,
            "official": self.official.get(name, []),
        }

    def partner(self, name: str) -> Json:
        """The second text of a pair: an entry, or a library text."""
        held = self.archive.get(name)
        return {"b": int(name)} if held is None else {"library": held["text_id"]}

    def pair(self, pair: Pair) -> Json:
        return {
            "a": int(pair.a),
            **self.partner(pair.b),
            "kind": pair.kind,
            "score": round(pair.score, 3),
            "raw": round(pair.raw, 4),
            "net": round(pair.net, 4),
            "largest": pair.largest,
        }


def _spans(passage: Passage) -> Json:
    return {
        "a0": passage.a0,
        "a1": passage.a1,
        "b0": passage.b0,
        "b1": passage.b1,
        "matched": passage.matched,
        "official": passage.shared_official,
        "reason": passage.reason,
    }


def store(session: Session, run: Run, output: Json, now: datetime) -> None:
    round_ = session.get_one(Round, run.round_id, options=[joinedload(Round.contest)])
    actions.store_cases(session, Actor.system(), round_, run, output, now=now)


# guarded: a work that came or went during the scan would be missing from the cases without a word
SIMILARITY = Task("similarity", load, calculate, store, resume=resume, phases=PHASES)
