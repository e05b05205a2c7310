"""The verbs of similarity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from reviewapp import runs
from reviewapp.access import Actor, authorize
from reviewapp.audit import record
from reviewapp.errors import Invalid, Stale
from reviewapp.models.contest import Round
from reviewapp.models.entry import Entry, EntryState
from reviewapp.models.paper import Paper
from reviewapp.models.result import Run
from reviewapp.models.similarity import CaseMember, Passage, SimilarityCase, Verdict
from reviewapp.runs import Json
from reviewapp.similarity import queries, rules
from reviewapp.submissions.queries import waiting_run
from reviewapp.words import say


def request_scan(session: Session, actor: Actor, round_: Round, *, now: datetime) -> Run:
    """Queue a comparison of all entries.  Recorded.  One that waits or works already is answered instead."""
    authorize(rules.scan(actor, round_, now=now))
    waiting = waiting_run(session, round_.id, "similarity")
    if waiting is not None:
        return waiting
    run = runs.create(session, actor, "similarity", round_.id, now=now)
    record(session, actor, "similarity.requested", f"run:{run.id}", contest_id=round_.contest_id, now=now)
    return run


def store_cases(
    session: Session, actor: Actor, round_: Round, run: Run, output: Json, *, now: datetime
) -> int:
    """The cases a scan found.  A case of the same members keeps its number and verdict; a case no longer
    found is superseded.  By the worker; recorded with counts.  Raises StageClosed when the round has moved
    on since the scan was asked for."""
    authorize(rules.scan(actor, round_, now=now))
    known = {case.members_key: case for case in queries.all_cases(session, round_.id)}
    number = queries.next_number(session, round_.id)
    for found in output["cases"]:
        key = "-".join(str(m["entry"]) for m in sorted(found["members"], key=lambda m: int(m["entry"])))
        case = known.pop(key, None)
        if case is None:
            case = SimilarityCase(round_id=round_.id, number=number, members_key=key)
            session.add(case)
            number += 1
        _fill(case, run, found)
        session.flush()
    for gone in known.values():
        gone.superseded = True
    record(
        session, actor, "similarity.scanned", f"run:{run.id}", contest_id=round_.contest_id, now=now,
        cases=len(output["cases"]), superseded=len(known),
    )  # fmt: skip
    return len(output["cases"])


def _fill(case: SimilarityCase, run: Run, found: Json) -> None:
    case.run_id, case.kind, case.score = run.id, found["kind"], found["score"]
    case.facts, case.superseded = dict(found["facts"]), False
    held = {m.entry_id: m for m in case.members}
    for row in found["members"]:
        member = held.get(row["entry"])
        if member is None:
            member = CaseMember(entry_id=row["entry"])
            case.members.append(member)
        member.likely_source = row["source"]
        member.raw, member.net, member.largest = row["raw"], row["net"], row["largest"]
        member.official, member.signs = row["official"], row["signs"]
    case.passages = [
        Passage(
            a_entry_id=p["a"], b_entry_id=p["b"], a_start=p["a0"], a_end=p["a1"],
            b_start=p["b0"], b_end=p["b1"], official=p["official"], reason=p["reason"],
        )
        for p in found["passages"]
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's verdict.

    version: of the case as it was seen; affected: entries the verdict applies to (penalty, disqualified);
    penalty_points: whole points taken off, verdict `penalty` only
    """

    version: int
    verdict: Verdict
    reason: str
    affected: frozenset[int] = frozenset()
    penalty_points: int = 0


PENALTY_LIMIT = 100  # points
REASON_LIMIT = 1000  # characters
TOUCHING = (Verdict.PENALTY, Verdict.DISQUALIFIED)  # verdicts that change what a paper may become


def decide_case(
    session: Session, actor: Actor, case: SimilarityCase, round_: Round, data: Decision, *, now: datetime
) -> None:
    """The case has this verdict, and the affected papers follow it.  By the organizer, with a reason;
    recorded with the verdict before.  Verdict.OPEN takes a verdict back.  Raises Stale when somebody else
    decided, or a scan renewed the evidence, meanwhile; Invalid with the fields that are wrong."""
    authorize(rules.decide_case(actor, round_, now=now))
    if case.version != data.version:
        raise Stale(say("这个案例刚被别人处理过，请刷新后核对。"))
    _check(case, data)
    _check_sealed(session, data)
    before = case.verdict
    case.verdict, case.reason = data.verdict, data.reason.strip()
    case.penalty_points = data.penalty_points if data.verdict == Verdict.PENALTY else 0
    case.decided_by, case.decided_at = (None, None) if data.verdict == Verdict.OPEN else (actor.user_id, now)
    for member in case.members:
        member.affected = data.verdict in TOUCHING and member.entry_id in data.affected
    session.flush()
    _follow(session, round_, case)
    record(
        session, actor, "similarity.decided", f"case:{case.id}", contest_id=round_.contest_id, now=now,
        number=case.number, before=before.value, verdict=case.verdict.value, reason=case.reason,
        penalty_points=case.penalty_points, affected=sorted(m.entry_id for m in case.members if m.affected),
    )  # fmt: skip


def _check(case: SimilarityCase, data: Decision) -> None:
    wrong = {}
    if not data.reason.strip():
        wrong["reason"] = say("请写明认定的理由。")
    if case.verdict == data.verdict == Verdict.OPEN:
        wrong["verdict"] = say("请选择认定结果。")
    if data.verdict in TOUCHING and not data.affected:
        wrong["affected"] = say("请勾选这项处理适用于哪几篇作品。")
    if data.affected - {m.entry_id for m in case.members}:
        wrong["affected"] = say("勾选的作品不在这个案例里。")
    if data.verdict == Verdict.PENALTY and not 1 <= data.penalty_points <= PENALTY_LIMIT:
        wrong["penalty_points"] = say("扣分应在 1 到 %(limit)s 分之间。", limit=PENALTY_LIMIT)
    if len(data.reason) > REASON_LIMIT:
        wrong["reason"] = say("理由不能超过 %(limit)s 个字。", limit=REASON_LIMIT)
    if wrong:
        raise Invalid(next(iter(wrong.values())), wrong)


def _check_sealed(session: Session, data: Decision) -> None:
    """A verdict that touches scores needs a paper to touch, else sealing would make one that escaped it."""
    if data.verdict not in TOUCHING:
        return
    entries = [session.get_one(Entry, entry_id) for entry_id in sorted(data.affected)]
    unsealed = [e.number for e in entries if e.paper_id is None]
    if unsealed:
        sentence = say(
            "%(numbers)s 号作品还没有生成匿名稿。请先完成匿名处理，再作扣分或取消资格的认定。",
            numbers="、".join(map(str, unsealed)),
        )
        raise Invalid(sentence, {"affected": sentence})


def _follow(session: Session, round_: Round, case: SimilarityCase) -> None:
    """Papers follow the verdicts: excluded exactly while some case disqualifies the entry (or it was
    withdrawn), penalised by the sum of all penalties that apply to it."""
    out, penalties = queries.disqualified(session, round_.id), queries.penalties(session, round_.id)
    for member in case.members:
        entry = session.get_one(Entry, member.entry_id)
        if entry.paper_id is not None:
            paper = session.get_one(Paper, entry.paper_id)
            paper.excluded = entry.id in out or entry.state == EntryState.WITHDRAWN
            paper.penalty_points = penalties.get(entry.id, 0)
