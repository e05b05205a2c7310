"""The verbs of hearing a unit: it is asked, it explains, it appeals.  The answer is in actions.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from reviewapp.access import Actor, authorize
from reviewapp.audit import record
from reviewapp.errors import Invalid, Stale
from reviewapp.models.contest import Round
from reviewapp.models.result import Run
from reviewapp.models.similarity import CaseHearing, CaseMember, SimilarityCase
from reviewapp.similarity import parties, queries, rules
from reviewapp.similarity.rows import OwnCase
from reviewapp.words import say

QUESTION_LIMIT = 1000  # characters
STATEMENT_LIMIT = 3000  # characters of a reply or an appeal


@dataclass(frozen=True, slots=True)
class Question:
    """What the units of these entries are asked; version: of the case as it was seen."""

    version: int
    entries: frozenset[int]
    question: str = ""


def ask_units(
    session: Session, actor: Actor, case: SimilarityCase, round_: Round, data: Question, *, now: datetime
) -> None:
    """The recommending bodies of these entries see their own passages and may explain.  By the organizer,
    before the verdict; recorded.  Asking again replaces the question."""
    authorize(rules.ask_units(actor, round_, case, now=now))
    if case.version != data.version:
        raise Stale(say("这个案例刚有变动，请刷新后核对。"))
    _check_question(session, case, data)
    for member in case.members:
        if member.entry_id in data.entries:
            hearing = _hearing(member)
            hearing.question, hearing.asked_by, hearing.asked_at = data.question.strip(), actor.user_id, now
    session.flush()
    record(
        session, actor, "similarity.asked", f"case:{case.id}", contest_id=round_.contest_id, now=now,
        number=case.number, entries=sorted(data.entries), question=data.question.strip(),
    )  # fmt: skip


def _check_question(session: Session, case: SimilarityCase, data: Question) -> None:
    wrong = {}
    if not data.entries:
        wrong["entries"] = say("请勾选向哪几篇作品的推荐单位征求说明。")
    if data.entries - {m.entry_id for m in case.members}:
        wrong["entries"] = say("勾选的作品不在这个案例里。")
    held = queries.library_texts(session, case).values()
    names = parties.named(data.question, queries.members_of(session, [case]), data.entries, held)
    if names:
        wrong["question"] = parties.refusal(names)
    elif len(data.question) > QUESTION_LIMIT:
        wrong["question"] = say("不能超过 %(limit)s 个字。", limit=QUESTION_LIMIT)
    if wrong:
        raise Invalid(next(iter(wrong.values())), wrong)


def _hearing(member: CaseMember) -> CaseHearing:
    if member.hearing is None:
        member.hearing = CaseHearing()
    return member.hearing


def reply(session: Session, actor: Actor, own: OwnCase, round_: Round, text: str, *, now: datetime) -> None:
    """The unit's explanation, in place of an earlier one; by whoever speaks for the work, until the verdict.
    Recorded with its words.  Who decides on an older page is told that the case has changed."""
    authorize(rules.reply(actor, round_, own.case, own.entry, own.recommender, own.member, now=now))
    _check_statement(text, "reply")
    hearing = _hearing(own.member)
    hearing.reply, hearing.replied_by, hearing.replied_at = text.strip(), actor.user_id, now
    own.case.heard_at = now
    session.flush()
    record(
        session, actor, "similarity.replied", f"case:{own.case.id}", contest_id=round_.contest_id, now=now,
        number=own.case.number, entry=own.entry.id, reply=hearing.reply,
    )  # fmt: skip


def appeal(session: Session, actor: Actor, own: OwnCase, round_: Round, text: str, *, now: datetime) -> None:
    """The unit asks for another verdict, once, with its reasons.  Recorded with its words."""
    authorize(rules.appeal(actor, round_, own.case, own.entry, own.recommender, own.member, now=now))
    _check_statement(text, "appeal")
    hearing = _hearing(own.member)
    hearing.appeal, hearing.appealed_by, hearing.appealed_at = text.strip(), actor.user_id, now
    own.case.heard_at = now
    session.flush()
    record(
        session, actor, "similarity.appealed", f"case:{own.case.id}", contest_id=round_.contest_id, now=now,
        number=own.case.number, entry=own.entry.id, appeal=hearing.appeal,
    )  # fmt: skip


def _check_statement(text: str, name: str) -> None:
    wrong = None
    if not text.strip():
        wrong = say("请写明情况和理由。")
    elif len(text) > STATEMENT_LIMIT:
        wrong = say("不能超过 %(limit)s 个字。", limit=STATEMENT_LIMIT)
    if wrong is not None:
        raise Invalid(wrong, {name: wrong})


def open_seal(session: Session, actor: Actor, round_: Round, *, now: datetime) -> Run:
    """The newest standings may be put beside the works, to check high scorers first.  By the organizer; opens
    the seal and is recorded as such."""
    authorize(rules.rank_cases(actor, round_, now=now))
    run = queries.standings_run(session, round_.id)
    if run is None:
        raise Invalid(say("还没有合分结果，暂时不能按得分排列。"))
    record(
        session, actor, "similarity.seal_opened", f"run:{run.id}", contest_id=round_.contest_id, now=now,
        standings_run=run.id,
    )  # fmt: skip
    return run
