"""Advice on reworded works: pairs that share no passage but unusually many rare words.

For reference only.  It makes no case, takes part in no verdict and touches no result: it lives in the output of
its run and nowhere else.  A run of its own, because it takes several times as long as the scan; the scan comes
first, since what it found needs no advice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session, joinedload

from reviewapp import runs
from reviewapp.access import Actor, authorize
from reviewapp.audit import record
from reviewapp.errors import Invalid
from reviewapp.library import queries as library
from reviewapp.models.contest import Round
from reviewapp.models.entry import EntryState
from reviewapp.models.result import Run
from reviewapp.runs import Json, Progress, Task
from reviewapp.similarity import queries, rules
from reviewapp.similarity.rows import MemberView
from reviewapp.words import say

if TYPE_CHECKING:
    from scoring.similarity.rewording import Advisory

KIND = "rewording"
MOST_KEPT = 200  # pairs, the most alike; how many there were in all is told
PHASES = ((0.75, "words"), (1.0, "compare"))


@dataclass(frozen=True, slots=True)
class Advice:
    """Two works for people to read beside each other.  similarity: 0..1; words: that both use and few others."""

    first: MemberView
    second: MemberView
    similarity: float
    words: tuple[str, ...]


def request_rewording(session: Session, actor: Actor, round_: Round, *, now: datetime) -> Run:
    """Queue the search for reworded works.  Recorded.  One that waits or works already is answered instead.
    Raises Invalid before the first scan."""
    authorize(rules.scan(actor, round_, now=now))
    waiting = runs.waiting(session, round_.id, KIND)
    if waiting is not None:
        return waiting
    if runs.newest(session, round_.id, "similarity") is None:
        raise Invalid(say("请先完成文字比对，再查找改写线索。"))
    run = runs.create(session, actor, KIND, round_.id, now=now)
    record(
        session,
        actor,
        "similarity.rewording_requested",
        f"run:{run.id}",
        contest_id=round_.contest_id,
        now=now,
    )
    return run


def load(session: Session, run: Run) -> Json:
    """All texts in order of receipt, the official texts, and the pairs the newest scan found."""
    round_ = session.get_one(Round, run.round_id)
    entries = queries.corpus(session, round_)
    ranks = {at: rank for rank, at in enumerate(sorted({e.received_at for e in entries}), start=1)}
    scan = runs.newest(session, round_.id, "similarity")
    return {
        "documents": [{"id": e.id, "text": e.text, "received": ranks[e.received_at]} for e in entries],
        "official": library.official_texts(session, round_.contest_id, run.created_at),
        "known": sorted(map(sorted, found_together(runs.output_of(session, scan.id)))) if scan else [],
    }


def found_together(scan: Json) -> set[frozenset[int]]:
    """Pairs of entries in which a scan's output shows copied passages."""
    pairs = (pair for case in scan["cases"] for pair in case["pairs"])
    return {frozenset((pair["a"], pair["b"])) for pair in pairs if "b" in pair}


def calculate(inputs: Json, params: Json, seed: int, progress: Progress) -> Json:
    """The pairs most alike; deterministic.  Raises Invalid where there are too many texts."""
    from scoring.similarity.rewording import MOST_TEXTS, reworded  # loads numpy and scipy: worker only
    from scoring.similarity.scan import Document

    if len(inputs["documents"]) > MOST_TEXTS:
        raise Invalid(say("作品超过 %(most)s 篇，不能查找改写线索。", most=MOST_TEXTS))
    documents = [Document(str(d["id"]), d["text"], received=d["received"]) for d in inputs["documents"]]
    known = [(str(a), str(b)) for a, b in inputs["known"]]
    advice = reworded(documents, known=known, official=inputs["official"], progress=progress)
    return {
        "compared": len(documents),
        "found": len(advice),
        "advice": [_plain(one) for one in advice[:MOST_KEPT]],
    }


def _plain(one: Advisory) -> Json:
    return {"a": int(one.a), "b": int(one.b), "similarity": one.similarity, "words": list(one.words)}


def store(session: Session, run: Run, output: Json, now: datetime) -> None:
    """Nothing but the record: the output is all there is."""
    round_ = session.get_one(Round, run.round_id, options=[joinedload(Round.contest)])
    authorize(rules.scan(Actor.system(), round_, now=now))
    record(
        session, Actor.system(), "similarity.rewording_searched", f"run:{run.id}", contest_id=round_.contest_id,
        now=now, pairs=output["found"],
    )  # fmt: skip


def shown(output: Json, scan: Json, views: Mapping[int, MemberView]) -> list[Advice]:
    """What is still worth reading: both works take part, and no newer scan found them copied."""
    known = found_together(scan)
    return [
        Advice(views[one["a"]], views[one["b"]], one["similarity"], tuple(one["words"]))
        for one in output["advice"]
        if frozenset((one["a"], one["b"])) not in known
        and all(_takes_part(views.get(one[side])) for side in ("a", "b"))
    ]


def entries_of(output: Json) -> set[int]:
    """Ids of all entries that the advice names."""
    return {one[side] for one in output.get("advice", []) for side in ("a", "b")}


def _takes_part(view: MemberView | None) -> bool:
    return view is not None and view.entry.state != EntryState.WITHDRAWN


# guarded: what came or went meanwhile would be missing without a word
REWORDING = Task(KIND, load, calculate, store, phases=PHASES)
