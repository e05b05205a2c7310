"""The verbs of recommendation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from reviewapp.access import Actor, authorize
from reviewapp.audit import record
from reviewapp.errors import Invalid, Stale
from reviewapp.models.contest import Round
from reviewapp.models.entry import Entry, EntryFile, EntryState
from reviewapp.models.people import Author
from reviewapp.models.result import ListState, Recommendation, RecommendationItem
from reviewapp.recommendation import queries, rules
from reviewapp.words import say


def draft_list(session: Session, actor: Actor, round_: Round, *, now: datetime) -> Recommendation:
    """A new list of the confirmed selection, best first; an unsent list is replaced.  Recorded."""
    authorize(rules.recommend(actor, round_, now=now))
    run = queries.confirmed_run(session, round_.id)
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
        session, actor, "recommendation.drafted", f"recommendation:{listed.id}", contest_id=round_.contest_id, now=now,
        works=len(listed.items), run=run.id,
    )  # fmt: skip
    return listed


def reorder_list(
    session: Session, actor: Actor, round_: Round, listed: Recommendation, order: Sequence[int], reason: str,
    *, now: datetime,
) -> None:  # fmt: skip
    """The list stands in this order (entry ids).  By the organizer, with a reason; recorded with both orders."""
    authorize(rules.edit(actor, round_, listed, now=now))
    before = [i.entry_id for i in listed.items]
    if sorted(order) != sorted(before):
        raise Invalid(say("排序必须包含名单里的每一篇，且各一次。请刷新后重排。"))
    if not reason.strip():
        raise Invalid(say("请写明调整顺序的理由。"), {"reason": say("必填。")})
    place = {entry_id: i for i, entry_id in enumerate(order, start=1)}
    for item in listed.items:
        item.position = place[item.entry_id]
    record(
        session, actor, "recommendation.reordered", f"recommendation:{listed.id}", contest_id=round_.contest_id,
        now=now, before=before, order=list(order), reason=reason.strip()[:500],
    )  # fmt: skip


def submit_list(session: Session, actor: Actor, round_: Round, listed: Recommendation, *, now: datetime) -> int:
    """The list is sent up: where the next round is held here, its works are received there.  Recorded.

    Raises Stale when another selection was confirmed after the list was drawn up.
    """
    authorize(rules.edit(actor, round_, listed, now=now))
    run = queries.confirmed_run(session, round_.id)
    if run is None or run.id != listed.run_id:
        raise Stale(say("遴选结果在生成名单之后有变动，请重新生成名单。"))
    if not listed.items:
        raise Invalid(say("名单是空的，不能提交。"))
    listed.state, listed.submitted_at = ListState.SUBMITTED, now
    sent = _send_up(session, actor, round_, listed, now) if round_.next_round_id else 0
    record(
        session, actor, "recommendation.submitted", f"recommendation:{listed.id}", contest_id=round_.contest_id,
        now=now, works=len(listed.items), next_round=round_.next_round_id, sent=sent,
    )  # fmt: skip
    return sent


def return_list(
    session: Session, actor: Actor, round_: Round, listed: Recommendation, reason: str, *, now: datetime
) -> None:
    """The list is open for correction again; works it sent up are withdrawn there.  Recorded."""
    authorize(rules.return_list(actor, round_, listed, now=now))
    if not reason.strip():
        raise Invalid(say("请写明退回的理由。"), {"reason": say("必填。")})
    listed.state, listed.submitted_at, listed.note = ListState.RETURNED, None, reason.strip()[:500]
    if round_.next_round_id:
        for entry in queries.already_above(session, round_.next_round_id).values():
            entry.state = EntryState.WITHDRAWN
    record(
        session, actor, "recommendation.returned", f"recommendation:{listed.id}", contest_id=round_.contest_id,
        now=now, reason=listed.note,
    )  # fmt: skip


def _send_up(session: Session, actor: Actor, round_: Round, listed: Recommendation, now: datetime) -> int:
    assert round_.next_round_id is not None
    above = queries.already_above(session, round_.next_round_id)
    items = [i for i in sorted(listed.items, key=lambda i: i.position) if not i.reserve]
    sources = queries.entries_with_all(session, [i.entry_id for i in items])
    number = queries.numbers_used(session, round_.next_round_id)
    sent = 0
    for rank, item in enumerate(items, start=1):
        known = above.get(item.entry_id)
        if known is not None:
            known.recommended_rank, known.state = rank, EntryState.RECEIVED
            continue
        number, sent = number + 1, sent + 1
        session.add(_copy(sources[item.entry_id], round_.next_round_id, number, rank, actor, now))
    session.flush()
    return sent


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
        sha256=source.sha256,
        submitted_by=actor.user_id,
        submitted_at=now,
    )
    copy.authors = [
        Author(
            position=a.position, name=a.name, post=a.post, political=a.political, is_young=a.is_young, phone=a.phone,
            email=a.email,
        )
        for a in source.authors
    ]  # fmt: skip
    copy.files = [EntryFile(sha256=f.sha256, size=f.size, filename=f.filename, format=f.format) for f in source.files]
    return copy
