"""The verbs of recommendation."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from reviewapp.access import Actor, authorize
from reviewapp.audit import record
from reviewapp.errors import Invalid, StageClosed, Stale
from reviewapp.models.contest import Round, Stage
from reviewapp.models.entry import Entry, EntryFile, EntryState
from reviewapp.models.paper import Paper
from reviewapp.models.people import Author
from reviewapp.models.result import ListState, Recommendation, RecommendationItem
from reviewapp.recommendation import queries, rules
from reviewapp.selection import queries as selection_queries
from reviewapp.similarity import queries as similarity_queries
from reviewapp.words import say

TAKING_WORKS = (Stage.SETUP, Stage.SUBMISSION, Stage.SEALING)


def draft_list(session: Session, actor: Actor, round_: Round, *, now: datetime) -> Recommendation:
    """A new list of the confirmed selection, best first; an unsent list is replaced.  Recorded."""
    authorize(rules.recommend(actor, round_, now=now))
    run = selection_queries.confirmed_run(session, round_.id)
    if run is None:
        raise Invalid(say("请先确认遴选结果，再生成推荐名单。"))
    before = queries.current_list(session, round_.id)
    if before is not None:
        authorize(rules.edit(actor, round_, before, now=now))
        session.delete(before)
        session.flush()
    listed = Recommendation(round_id=round_.id, run_id=run.id)
    listed.items = [
        RecommendationItem(entry_id=entry_id, position=place)
        for place, entry_id in enumerate(queries.selected_in_order(session, run.id), start=1)
    ]
    session.add(listed)
    session.flush()
    record(
        session, actor, "recommendation.drafted", f"recommendation:{listed.id}",
        contest_id=round_.contest_id, now=now, works=len(listed.items), run=run.id,
    )  # fmt: skip
    return listed


def reorder_list(
    session: Session,
    actor: Actor,
    round_: Round,
    listed: Recommendation,
    order: Sequence[int],
    reason: str,
    *,
    reserves: Collection[int] | None = None,
    now: datetime,
) -> None:
    """The list stands in this order (entry ids), with these as reserves behind the others (None: as before).

    By the organizer, with a reason; recorded with both orders.
    """
    authorize(rules.edit(actor, round_, listed, now=now))
    before = [i.entry_id for i in listed.items]
    if sorted(order) != sorted(before):
        raise Invalid(say("排序必须包含名单里的每一篇，且各一次。请刷新后重排。"))
    if not reason.strip():
        raise Invalid(say("请写明调整顺序的理由。"), {"reason": say("必填。")})
    held = [i.entry_id for i in listed.items if i.reserve]
    apart = set(held if reserves is None else reserves)
    if not apart <= set(before):
        raise Invalid(say("备选作品必须在名单里。请刷新后重选。"))
    arranged = [e for e in order if e not in apart] + [e for e in order if e in apart]
    place = {entry_id: i for i, entry_id in enumerate(arranged, start=1)}
    for item in listed.items:
        item.position, item.reserve = place[item.entry_id], item.entry_id in apart
    listed.items.sort(key=lambda i: i.position)
    record(
        session, actor, "recommendation.reordered", f"recommendation:{listed.id}",
        contest_id=round_.contest_id, now=now, before=before, order=arranged,
        reserves_before=sorted(held), reserves=sorted(apart),
        reason=reason.strip()[:500],
    )  # fmt: skip


def submit_list(
    session: Session, actor: Actor, round_: Round, listed: Recommendation, *, now: datetime
) -> int:
    """The list is sent up: where the next round is held here, its works are received there.  Recorded.

    Raises Stale when another selection was confirmed after the list was drawn up, or a work of it was
    withdrawn or disqualified since; StageClosed when the next round takes no works any more.
    """
    authorize(rules.edit(actor, round_, listed, now=now))
    run = selection_queries.confirmed_run(session, round_.id)
    if run is None or run.id != listed.run_id:
        raise Stale(say("遴选结果在生成名单之后有变动，请重新生成名单。"))
    if not any(not i.reserve for i in listed.items):
        raise Invalid(say("名单是空的，不能提交。"))
    lost = queries.no_longer_taking_part(session, [i.entry_id for i in listed.items])
    if lost:
        raise Stale(say("名单里的作品 %(numbers)s 已撤回或取消资格，请重新遴选并生成名单。", numbers=lost))
    above = _round_above(session, round_)
    listed.state, listed.submitted_at = ListState.SUBMITTED, now
    sent = _send_up(session, actor, above, round_, listed, now) if above else 0
    record(
        session, actor, "recommendation.submitted", f"recommendation:{listed.id}",
        contest_id=round_.contest_id, now=now, works=len(listed.items), sent=sent,
        next_round=round_.next_round_id,
    )  # fmt: skip
    return sent


def return_list(
    session: Session, actor: Actor, round_: Round, listed: Recommendation, reason: str, *, now: datetime
) -> None:
    """The list is open for correction again; works it sent up are withdrawn there.  Recorded.

    Raises StageClosed once the next round judges them.
    """
    authorize(rules.return_list(actor, round_, listed, now=now))
    if not reason.strip():
        raise Invalid(say("请写明退回的理由。"), {"reason": say("必填。")})
    above = _round_above(session, round_)
    listed.state, listed.submitted_at, listed.note = ListState.RETURNED, None, reason.strip()[:500]
    if above is not None:
        for entry in queries.already_above(session, above.id, round_.id).values():
            _set_apart(session, entry)
    record(
        session, actor, "recommendation.returned", f"recommendation:{listed.id}",
        contest_id=round_.contest_id, now=now, reason=listed.note,
    )  # fmt: skip


def _round_above(session: Session, round_: Round) -> Round | None:
    """The round the works go to, while it takes works."""
    if round_.next_round_id is None:
        return None
    above = session.get_one(Round, round_.next_round_id)
    if above.stage not in TAKING_WORKS:
        raise StageClosed(say("上一级的评审已经开始，名单不能再提交或退回。"))
    return above


def _send_up(
    session: Session, actor: Actor, above: Round, round_: Round, listed: Recommendation, now: datetime
) -> int:
    """Copies of the works in the round above; those sent before take part again, those left out do not."""
    known = queries.already_above(session, above.id, round_.id)
    items = [i for i in sorted(listed.items, key=lambda i: i.position) if not i.reserve]
    sources = queries.entries_with_all(session, [i.entry_id for i in items])
    number = queries.numbers_used(session, above.id)
    sent = 0
    ranked = list(enumerate(items, start=1))
    # receipt numbers above must not tell the units their rank here
    random.Random(f"{round_.seed}/{above.id}").shuffle(ranked)
    for rank, item in ranked:
        copy = known.pop(item.entry_id, None)
        if copy is not None:
            _take_again(session, copy, rank)
            continue
        number, sent = number + 1, sent + 1
        session.add(_copy(sources[item.entry_id], above.id, number, rank, actor, now))
    for left_out in known.values():
        _set_apart(session, left_out)
    session.flush()
    return sent


def _take_again(session: Session, copy: Entry, rank: int) -> None:
    """A work sent before a return: sealed ones keep their paper, the others wait for sealing."""
    copy.recommended_rank = rank
    if copy.state != EntryState.WITHDRAWN:
        return
    paper = session.get_one(Paper, copy.paper_id) if copy.paper_id is not None else None
    if paper is None:
        copy.state = EntryState.RECEIVED
        return
    copy.state = EntryState.SEALED if paper.confirmed_at is not None else EntryState.PROPOSED
    paper.excluded = copy.id in similarity_queries.disqualified(session, copy.round_id)


def _set_apart(session: Session, entry: Entry) -> None:
    entry.state = EntryState.WITHDRAWN
    if entry.paper_id is not None:
        session.get_one(Paper, entry.paper_id).excluded = True


def _copy(source: Entry, round_id: int, number: int, rank: int, actor: Actor, now: datetime) -> Entry:
    """The same work as an entry of the next round; sealed there anew, under another code."""
    copy = Entry(
        round_id=round_id,
        recommender_id=source.recommender_id,
        unit_id=source.unit_id,
        origin_id=source.id,
        number=number,
        title=source.title,
        genre=source.genre,
        department=source.department,
        collective=source.collective,
        recommended_rank=rank,
        form=source.form,
        text=source.text,
        notices=source.notices,
        pictures=source.pictures,
        sha256=source.sha256,
        submitted_by=actor.user_id,
        submitted_at=now,
    )
    copy.authors = [
        Author(
            position=a.position, name=a.name, post=a.post, political=a.political, is_young=a.is_young,
            phone=a.phone, email=a.email,
        )
        for a in source.authors
    ]  # fmt: skip
    copy.files = [
        EntryFile(sha256=f.sha256, size=f.size, filename=f.filename, format=f.format) for f in source.files
    ]
    return copy
