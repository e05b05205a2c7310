"""The scan: all entries of a round against each other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session, joinedload

from reviewapp.access import Actor
from reviewapp.models.contest import Round
from reviewapp.models.result import Run
from reviewapp.runs import Json, Progress, Task
from reviewapp.similarity import actions, queries

if TYPE_CHECKING:
    from scoring.similarity.scan import Case, Overlap, Passage


def load(session: Session, run: Run) -> Json:
    """Texts with their owners and rank of receipt, and the official texts of the contest.

    Works of one package came at one moment and share a rank: nobody among them was first.
    """
    round_ = session.get_one(Round, run.round_id)
    entries = queries.corpus(session, round_)
    ranks = {at: rank for rank, at in enumerate(sorted({e.received_at for e in entries}), start=1)}
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
        "official": queries.official_texts(session, round_.contest_id),
    }


def calculate(inputs: Json, params: Json, seed: int, progress: Progress) -> Json:
    """Cases with members, passages and figures; deterministic."""
    from scoring.similarity.scan import Document, scan  # loads scipy: worker only

    documents = [
        Document(id=str(d["id"]), text=d["text"], unit=d["unit"], author=d["author"], received=d["received"])
        for d in inputs["documents"]
    ]
    result = scan(documents, official=inputs["official"], progress=progress)
    overlaps = {o.id: o for o in result.overlaps}
    official = {i: [list(span) for span in spans] for i, spans in result.official}
    signs = {
        i: [[s.kind, s.count, [list(place) for place in s.places]] for s in found]
        for i, found in result.signs
    }
    return {
        "cases": [_case(case, overlaps, official, signs) for case in result.cases],
        "compared": len(documents),
        "unjudgeable": [int(i) for i in result.unjudgeable],
        "thin": [int(i) for i in result.thin],
    }


def _case(case: Case, overlaps: Mapping[str, Overlap], official: Json, signs: Json) -> Json:
    return {
        "kind": case.kind,
        "score": round(case.score, 3),
        "facts": {k: list(v) if isinstance(v, tuple) else v for k, v in case.facts.items()},
        "members": [
            {
                "entry": int(m),
                "source": m == case.likely_source,
                "raw": round(overlaps[m].raw, 4),
                "net": round(overlaps[m].net, 4),
                "largest": round(overlaps[m].largest, 4),
                "official": official.get(m, []),
                "signs": signs.get(m, []),
            }
            for m in case.members
        ],
        "passages": [_passage(pair.a, pair.b, p) for pair in case.pairs for p in pair.passages],
    }


def _passage(a: str, b: str, passage: Passage) -> Json:
    return {
        "a": int(a),
        "b": int(b),
        "a0": passage.a0,
        "a1": passage.a1,
        "b0": passage.b0,
        "b1": passage.b1,
        "official": passage.shared_official,
        "reason": passage.reason,
    }


def store(session: Session, run: Run, output: Json, now: datetime) -> None:
    round_ = session.get_one(Round, run.round_id, options=[joinedload(Round.contest)])
    actions.store_cases(session, Actor.system(), round_, run, output, now=now)


# guarded: a work that came or went during the scan would be missing from the cases without a word
SIMILARITY = Task("similarity", load, calculate, store)
