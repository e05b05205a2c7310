"""The scan: all entries of a round against each other."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session, joinedload

from reviewapp.access import Actor
from reviewapp.models.contest import Round
from reviewapp.models.result import Run
from reviewapp.runs import Json, Progress, Task
from reviewapp.similarity import actions, queries


def load(session: Session, run: Run) -> Json:
    """Texts in order of receipt, whose they are, and the official texts of the contest."""
    round_ = session.get_one(Round, run.round_id)
    return {
        "documents": [
            {
                "id": e.id,
                "text": e.text,
                "unit": str(e.unit_id),
                "author": "、".join(e.authors),
                "received": e.number,
            }
            for e in queries.corpus(session, round_)
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
    signs = {i: [[s.kind, s.count] for s in found] for i, found in result.signs}
    return {
        "cases": [
            {
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
            for case in result.cases
        ],
        "unjudgeable": [int(i) for i in result.unjudgeable],
        "thin": [int(i) for i in result.thin],
    }


def _passage(a: str, b: str, passage: Any) -> Json:
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


SIMILARITY = Task(
    "similarity", load, calculate, store, guarded=False
)  # a case found is a case, whatever came meanwhile
