"""The verbs of hearing a unit: it is asked, it explains, it appeals.  The answer is in actions.py."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from reviewapp.access import Actor, authorize
from reviewapp.audit import record
from reviewapp.errors import Invalid, Stale
from reviewapp.models.contest import Round
from reviewapp.models.log import AuditEvent
from reviewapp.models.result import Run
from reviewapp.models.similarity import CaseHearing, CaseMember, SimilarityCase, Verdict
from reviewapp.similarity import effects, parties, queries, rules
from reviewapp.similarity.rows import OwnCase
from reviewapp.words import say

QUESTION_LIMIT = 1000  # characters
STATEMENT_LIMIT = 3000  # characters of a reply or an appeal
MOST_REPLIES = 10  # to one question: each stays in the log, and each makes the organizer's page out of date


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
    before the verdict; recorded.  Asking again replaces the question.  Who decides or asks on an
    older page is told."""
    stands = effects.results_stand(session, round_.id)
    authorize(rules.ask_units(actor, round_, case, now=now, confirmed=stands))
    if case.version != data.version:
        raise Stale(say("这个案例刚有变动，请刷新后核对。"))
    _check_question(session, case, data)
    for member in case.members:
        if member.entry_id in data.entries:
            hearing = _hearing(member)
            hearing.question, hearing.asked_by, hearing.asked_at = data.question.strip(), actor.user_id, now
    _touch(case)
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
    """The unit's explanation, in place of an earlier one; by whoever speaks for the work, until the verdict, at
    most MOST_REPLIES times after each question.
    Recorded with its words, unless they are the same as before.  Who decides on an older page is told that the
    case has changed."""
    stands = effects.results_stand(session, round_.id)
    subject = own.case, own.entry, own.recommender, own.member
    authorize(rules.reply(actor, round_, *subject, now=now, confirmed=stands))
    _check_statement(text, "reply")
    hearing = _hearing(own.member)
    if hearing.reply == text.strip():
        return
    if _replies(queries.history(session, round_.contest_id, own.case), own.entry.id) >= MOST_REPLIES:
        sentence = say(
            "说明已经提交 %(count)s 次，不能再改。还要补充的，请与主办单位联系。", count=MOST_REPLIES
        )
        raise Invalid(sentence, {"reply": sentence})
    hearing.reply, hearing.replied_by, hearing.replied_at = text.strip(), actor.user_id, now
    own.case.heard_at = now
    _touch(own.case)
    session.flush()
    record(
        session, actor, "similarity.replied", f"case:{own.case.id}", contest_id=round_.contest_id, now=now,
        number=own.case.number, entry=own.entry.id, reply=hearing.reply,
    )  # fmt: skip


def _replies(events: Sequence[AuditEvent], entry_id: int) -> int:
    """How often the unit of this entry has replied since it was last asked."""
    count = 0
    for event in events:
        if event.verb == "similarity.asked" and entry_id in event.facts["entries"]:
            count = 0
        count += event.verb == "similarity.replied" and event.facts["entry"] == entry_id
    return count


def appeal(session: Session, actor: Actor, own: OwnCase, round_: Round, text: str, *, now: datetime) -> None:
    """The unit asks for another verdict, once for each verdict, with its reasons.  Recorded with its words."""
    stands = effects.results_stand(session, round_.id)
    subject = own.case, own.entry, own.recommender, own.member
    authorize(rules.appeal(actor, round_, *subject, now=now, confirmed=stands))
    _check_statement(text, "appeal")
    hearing = _hearing(own.member)
    _forget_appeal(hearing)  # against a verdict that was changed in answer to it
    hearing.appeal, hearing.appealed_by, hearing.appealed_at = text.strip(), actor.user_id, now
    own.case.heard_at = now
    _touch(own.case)
    session.flush()
    record(
        session, actor, "similarity.appealed", f"case:{own.case.id}", contest_id=round_.contest_id, now=now,
        number=own.case.number, entry=own.entry.id, appeal=hearing.appeal,
    )  # fmt: skip


def pending(case: SimilarityCase) -> list[CaseMember]:
    """Members whose unit has appealed and waits for the answer."""
    heard = [m for m in case.members if m.hearing is not None]
    return [m for m in heard if m.hearing and m.hearing.appealed_at and m.hearing.outcome is None]


def renew(case: SimilarityCase, changed: Collection[CaseMember]) -> None:
    """After a verdict: a work on which it acts in another way can be appealed for again, and a verdict taken
    back opens the whole hearing anew.  What was said before is in the log.  An appeal that waits is left for
    its answer."""
    waiting = pending(case)
    for member in case.members:
        if member.hearing is None or member in waiting:
            continue
        if member in changed or case.verdict == Verdict.OPEN:
            _forget_appeal(member.hearing)
        if case.verdict == Verdict.OPEN:
            _forget_question(member.hearing)


def _forget_appeal(hearing: CaseHearing) -> None:
    hearing.appeal, hearing.appealed_by, hearing.appealed_at = "", None, None
    hearing.outcome, hearing.answer, hearing.answered_by, hearing.answered_at = None, "", None, None


def _forget_question(hearing: CaseHearing) -> None:
    hearing.question, hearing.asked_by, hearing.asked_at = "", None, None
    hearing.reply, hearing.replied_by, hearing.replied_at = "", None, None


def _touch(case: SimilarityCase) -> None:
    """A new version, though no column of the case differs: pages that show it are out of date."""
    flag_modified(case, "heard_at")


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
