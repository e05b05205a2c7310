"""The verbs of similarity."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from reviewapp import runs
from reviewapp.access import Actor, authorize
from reviewapp.audit import record
from reviewapp.errors import Invalid, Stale
from reviewapp.models.contest import Round
from reviewapp.models.entry import Entry, EntryState
from reviewapp.models.paper import Paper
from reviewapp.models.result import Run
from reviewapp.models.similarity import (
    AppealOutcome,
    CaseLibrary,
    CaseMember,
    Passage,
    SimilarityCase,
    Verdict,
)
from reviewapp.runs import Json
from reviewapp.similarity import effects, hearing, parties, queries, rules
from reviewapp.words import say


def request_scan(session: Session, actor: Actor, round_: Round, *, now: datetime) -> Run:
    """Queue a comparison of all entries.  Recorded.  One that waits or works already is answered instead."""
    authorize(rules.scan(actor, round_, now=now))
    waiting = runs.waiting(session, round_.id, "similarity")
    if waiting is not None:
        return waiting
    run = runs.create(session, actor, "similarity", round_.id, now=now)
    record(session, actor, "similarity.requested", f"run:{run.id}", contest_id=round_.contest_id, now=now)
    return run


def store_cases(
    session: Session, actor: Actor, round_: Round, run: Run, output: Json, *, now: datetime
) -> int:
    """The cases a scan found.  A case of the same entries keeps its number, verdict and hearings; a case no
    longer found is superseded, and its verdict acts until a later one replaces it (effects.py).  By the worker;
    recorded with counts.  Raises StageClosed when the round has moved on since the scan was asked for.

    Each case of the output: "kind", "score", "facts", "members" (its entries), "passages" {"a": entry id, "b":
    entry id or "library": id of a library text, …}, and "library" [{"text": id, "source", "official"}].
    """
    authorize(rules.scan(actor, round_, now=now))
    known = {case.members_key: case for case in queries.all_cases(session, round_.id)}
    number = queries.next_number(session, round_.id)
    for found in output["cases"]:
        key = _members_key(found)
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


def _members_key(found: Json) -> str:
    """12-47: entries by id.  Library texts are not part of it: one that is added or removed changes the
    evidence against the same works, it does not make a new case of them."""
    return "-".join(map(str, sorted(int(m["entry"]) for m in found["members"])))


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
    present = {row["text"] for row in found.get("library", [])}
    case.library = [held for held in case.library if held.library_id in present]
    texts = {held.library_id: held for held in case.library}
    for row in found.get("library", []):
        if row["text"] not in texts:
            case.library.append(CaseLibrary(library_id=row["text"]))
            texts[row["text"]] = case.library[-1]
        texts[row["text"]].likely_source, texts[row["text"]].official = row["source"], row["official"]
    case.passages = [
        Passage(
            a_entry_id=p["a"], b_entry_id=p.get("b"), b_library_id=p.get("library"), a_start=p["a0"], a_end=p["a1"],
            b_start=p["b0"], b_end=p["b1"], official=p["official"], reason=p["reason"],
        )
        for p in found["passages"]
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's verdict.

    version: of the case as it was seen; affected: entries the verdict applies to (penalty, disqualified);
    penalty_points: whole points taken off, verdict `penalty` only; reason: for the file; told: the reason as
    the units read it, which must not name another party
    """

    version: int
    verdict: Verdict
    reason: str
    affected: frozenset[int] = frozenset()
    penalty_points: int = 0
    told: str = ""


PENALTY_LIMIT = 100  # points
REASON_LIMIT = 1000  # characters
TOUCHING = rules.TOUCHING
pending = hearing.pending


def decide_case(
    session: Session, actor: Actor, case: SimilarityCase, round_: Round, data: Decision, *, now: datetime
) -> None:
    """The case has this verdict, and the affected papers follow it.  By the organizer, with a reason;
    recorded with the verdict before.  Verdict.OPEN takes a verdict back.  Raises Stale when somebody else
    decided, a unit was heard, or a scan renewed the evidence, meanwhile; Invalid with the fields that are
    wrong."""
    authorize(
        rules.decide_case(actor, round_, now=now, confirmed=effects.results_stand(session, round_.id))
    )
    _check_fresh(case, data.version)
    if pending(case):
        raise Stale(say("这个案例有申诉等待答复，请在答复申诉时维持或改变认定。"))
    before = _give(session, actor, case, round_, data, now)
    record(
        session, actor, "similarity.decided", f"case:{case.id}", contest_id=round_.contest_id, now=now,
        **_ruling(case, before),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """What the organizer says to the appeals that wait.

    version: of the case as it was seen; told: the answer as the units read it; decision: the new verdict, None
    when the old one stands
    """

    version: int
    told: str
    decision: Decision | None = None


def answer_appeals(
    session: Session, actor: Actor, case: SimilarityCase, round_: Round, data: Answer, *, now: datetime
) -> None:
    """Every appeal that waits in this case is answered: upheld where nothing changes for its work, changed
    where something does.  By the organizer; the answer, and a new verdict if there is one, are recorded."""
    authorize(
        rules.answer_appeals(
            actor, round_, now=now, upheld=data.decision is None,
            confirmed=effects.results_stand(session, round_.id),
        )
    )  # fmt: skip
    _check_fresh(case, data.version)
    waiting = pending(case)
    if not waiting:
        raise Stale(say("没有等待答复的申诉，请刷新后核对。"))
    _check_answer(session, case, data.told)
    was = {m.entry_id: effect_on(case, m) for m in waiting}
    if data.decision is not None:
        before = _give(session, actor, case, round_, data.decision, now)
        record(
            session, actor, "similarity.decided", f"case:{case.id}", contest_id=round_.contest_id, now=now,
            **_ruling(case, before),
        )  # fmt: skip
    for member in waiting:
        same = effect_on(case, member) == was[member.entry_id]
        _close(member, AppealOutcome.UPHELD if same else AppealOutcome.CHANGED, data.told, actor, now)
    session.flush()
    record(
        session, actor, "similarity.appeal_answered", f"case:{case.id}", contest_id=round_.contest_id, now=now,
        number=case.number, answer=data.told.strip(),
        outcomes={str(m.entry_id): m.hearing.outcome for m in waiting if m.hearing},
    )  # fmt: skip


def _close(member: CaseMember, outcome: AppealOutcome, told: str, actor: Actor, now: datetime) -> None:
    held = member.hearing
    assert held is not None  # it holds the appeal
    held.outcome, held.answer = outcome, told.strip()
    held.answered_by, held.answered_at = actor.user_id, now


def effect_on(case: SimilarityCase, member: CaseMember) -> tuple[Verdict | None, int]:
    """What the case's verdict does to one of its works: nothing, or points, or disqualification."""
    return (case.verdict, case.penalty_points) if member.affected else (None, 0)


def _check_fresh(case: SimilarityCase, version: int) -> None:
    if case.version != version:
        raise Stale(say("这个案例刚有变动（有人认定、单位作了说明或重新比对），请刷新后核对。"))


def _give(
    session: Session, actor: Actor, case: SimilarityCase, round_: Round, data: Decision, now: datetime
) -> Verdict:
    """Check, set and follow; answers the verdict before."""
    _check(session, case, data)
    _check_sealed(session, data)
    before, was = case.verdict, {m.entry_id: effect_on(case, m) for m in case.members}
    case.verdict, case.reason, case.told = data.verdict, data.reason.strip(), data.told.strip()
    case.penalty_points = data.penalty_points if data.verdict == Verdict.PENALTY else 0
    case.decided_by, case.decided_at = (None, None) if data.verdict == Verdict.OPEN else (actor.user_id, now)
    for member in case.members:
        member.affected = data.verdict in TOUCHING and member.entry_id in data.affected
    hearing.renew(case, [m for m in case.members if effect_on(case, m) != was[m.entry_id]])
    session.flush()
    _follow(session, round_, case)
    return before


def _ruling(case: SimilarityCase, before: Verdict) -> dict[str, Any]:
    """What the log keeps of a verdict."""
    return {
        "number": case.number,
        "before": before.value,
        "verdict": case.verdict.value,
        "reason": case.reason,
        "told": case.told,
        "penalty_points": case.penalty_points,
        "affected": sorted(m.entry_id for m in case.members if m.affected),
    }


def _check(session: Session, case: SimilarityCase, data: Decision) -> None:
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
    heard = {m.entry_id for m in case.members if m.hearing is not None}
    names = _named(session, case, data.told, heard | data.affected)
    if names:
        wrong["told"] = parties.refusal(names)
    elif len(data.told) > REASON_LIMIT:
        wrong["told"] = say("告知单位的理由不能超过 %(limit)s 个字。", limit=REASON_LIMIT)
    if wrong:
        raise Invalid(next(iter(wrong.values())), wrong)


def _named(session: Session, case: SimilarityCase, told: str, recipients: Collection[int]) -> list[str]:
    """Whom the words name that these entries' units may not know."""
    views, library = queries.members_of(session, [case]), queries.library_texts(session, case)
    return parties.named(told, views, recipients, library.values())


def _check_answer(session: Session, case: SimilarityCase, told: str) -> None:
    """An answer without a reason, or one that names the other party, is none."""
    heard = {m.entry_id for m in case.members if m.hearing is not None}
    names = _named(session, case, told, heard)
    wrong = parties.refusal(names) if names else None
    if not told.strip():
        wrong = say("请写明答复的理由。")
    elif len(told) > REASON_LIMIT:
        wrong = say("答复不能超过 %(limit)s 个字。", limit=REASON_LIMIT)
    if wrong is not None:
        raise Invalid(wrong, {"told": wrong})


def _check_sealed(session: Session, data: Decision) -> None:
    """A verdict that touches scores needs a paper to touch, else sealing would make one that escaped it."""
    if data.verdict not in TOUCHING:
        return
    entries = [session.get_one(Entry, entry_id) for entry_id in sorted(data.affected)]
    unsealed = [e.number for e in entries if e.paper_id is None]
    if unsealed:
        sentence = say(
            "%(numbers)s 号作品还没有生成匿名稿。请先完成匿名处理，再作扣分或取消资格的认定。",
            numbers=unsealed,
        )
        raise Invalid(sentence, {"affected": sentence})


def _follow(session: Session, round_: Round, case: SimilarityCase) -> None:
    """Papers follow the verdicts: excluded exactly while some case disqualifies the entry (or it was
    withdrawn), penalised by the sum of all penalties that apply to it."""
    out, penalties = queries.disqualified(session, round_.id), effects.penalties(session, round_.id)
    for member in case.members:
        entry = session.get_one(Entry, member.entry_id)
        if entry.paper_id is not None:
            paper = session.get_one(Paper, entry.paper_id)
            paper.excluded = entry.id in out or entry.state == EntryState.WITHDRAWN
            paper.penalty_points = penalties.get(entry.id, 0)
