"""Who may compare, see and decide; what a unit may say, and what a judge may see."""

from __future__ import annotations

from datetime import datetime

from reviewapp.access import STAFF, Actor
from reviewapp.contests.rules import ORGANIZER_ONLY
from reviewapp.contests.stages import closed
from reviewapp.errors import Denial
from reviewapp.models.account import Role
from reviewapp.models.contest import Recommender, Round, Stage
from reviewapp.models.entry import Entry
from reviewapp.models.similarity import AppealOutcome, CaseMember, SimilarityCase, Verdict
from reviewapp.words import say

NOT_YOURS = Denial(say("没有找到这一项。"), hide=True)
TOUCHING = (Verdict.PENALTY, Verdict.DISQUALIFIED)  # verdicts that change what a paper may become
CONFIRMED = Denial(
    say(
        "入选名单已经确认，认定不能再改。确需更改的，请先写明理由退回“评审”阶段（确认随之撤销），"
        "改后重新合分、遴选和确认。"
    ),
    closed=True,
)
HEARD = Denial(say("入选名单已经确认，不再接受说明和申诉。有异议请与主办单位联系。"), closed=True)
ANSWERED = (Stage.SELECTION, Stage.PUBLICATION)  # when an appeal that waits can still be upheld
READABLE = (Stage.JUDGING, Stage.SELECTION)  # when judges read


def see_cases(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Cases name authors and units: staff only."""
    return None if actor.has_any(STAFF, round_.contest_id) else NOT_YOURS


def scan(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Staff start the comparison whenever the round still takes decisions."""
    return see_cases(actor, round_, now=now) or closed(round_, "scan", now=now)


def decide_case(actor: Actor, round_: Round, *, now: datetime, confirmed: bool = False) -> Denial | None:
    """A verdict touches results: the organizer's, until the selection is confirmed, even when the round was
    moved back to the stage of selection."""
    denial = see_cases(actor, round_, now=now)
    if denial is None and not actor.has(Role.ORGANIZER, round_.contest_id):
        denial = ORGANIZER_ONLY
    return denial or closed(round_, "decide_case", now=now) or (CONFIRMED if confirmed else None)


def answer_appeals(
    actor: Actor, round_: Round, *, now: datetime, confirmed: bool = False, upheld: bool = False
) -> Denial | None:
    """An answer that changes the verdict is one; an appeal can be upheld as long as results can be published,
    for that touches none and no unit may be left without an answer."""
    denial = decide_case(actor, round_, now=now, confirmed=confirmed)
    if denial is not None and denial.closed and upheld and round_.stage in ANSWERED:
        return None
    return denial


def rank_cases(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Standings beside authors open the seal: the organizer's alone, and on record."""
    denial = see_cases(actor, round_, now=now)
    return denial or (None if actor.has(Role.ORGANIZER, round_.contest_id) else ORGANIZER_ONLY)


def ask_units(
    actor: Actor, round_: Round, case: SimilarityCase, *, now: datetime, confirmed: bool = False
) -> Denial | None:
    """The organizer asks the recommending units for their explanation before the verdict."""
    denial = decide_case(actor, round_, now=now, confirmed=confirmed)
    if denial is None and case.verdict != Verdict.OPEN:
        return Denial(say("案例已经认定，不再征求单位说明。"), closed=True)
    return denial


def see_own(
    actor: Actor, round_: Round, entry: Entry, recommender: Recommender, member: CaseMember, *, now: datetime
) -> Denial | None:
    """The body that recommends a work, and the unit it comes from, see what concerns the work once they were
    asked about it or a verdict affects it.  Nobody else learns that there is a case."""
    speaks = actor.unit_ids(round_.contest_id) & {entry.unit_id, recommender.unit_id}
    heard = member.affected or member.hearing is not None
    return None if speaks and heard and entry.round_id == round_.id else NOT_YOURS


def reply(
    actor: Actor, round_: Round, case: SimilarityCase, entry: Entry, recommender: Recommender,
    member: CaseMember, *, now: datetime, confirmed: bool = False,
) -> Denial | None:  # fmt: skip
    """A unit that was asked explains, and may change its words until the verdict."""
    denial = see_own(actor, round_, entry, recommender, member, now=now)
    if denial is None and (member.hearing is None or member.hearing.asked_at is None):
        return Denial(say("主办单位没有就这篇作品征求说明。"), closed=True)
    if denial is None and case.verdict != Verdict.OPEN:
        return Denial(say("案例已经认定，说明不能再改。"), closed=True)
    return denial or closed(round_, "decide_case", now=now) or (HEARD if confirmed else None)


def appeal(
    actor: Actor, round_: Round, case: SimilarityCase, entry: Entry, recommender: Recommender,
    member: CaseMember, *, now: datetime, confirmed: bool = False,
) -> Denial | None:  # fmt: skip
    """Whoever a penalty or a disqualification affects may appeal once against each verdict, while verdicts can
    still change.  A verdict changed in answer to an appeal is a new one."""
    denial = see_own(actor, round_, entry, recommender, member, now=now)
    if denial is None and not (member.affected and case.verdict in TOUCHING):
        return Denial(say("现在没有针对这篇作品的处理，不需要申诉。"), closed=True)
    held = member.hearing
    if denial is None and held is not None and held.appealed_at and held.outcome != AppealOutcome.CHANGED:
        return Denial(say("每篇作品对同一次认定只能申诉一次。"), closed=True)
    return denial or closed(round_, "decide_case", now=now) or (HEARD if confirmed else None)


def see_overlaps(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Judges see which anonymous texts are alike only if the contest says so, and only while they read."""
    shown = round_.judges_see_overlaps and round_.stage in READABLE
    return None if shown and actor.judge_id(round_.contest_id) is not None else NOT_YOURS
