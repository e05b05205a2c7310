"""Who may hand in, see, seal and redact works."""

from __future__ import annotations

from datetime import datetime

from reviewapp.access import STAFF, Actor
from reviewapp.contests.stages import closed
from reviewapp.errors import Denial
from reviewapp.models.account import Role
from reviewapp.models.contest import Recommender, Round
from reviewapp.models.entry import Entry, EntryState
from reviewapp.words import say

NOT_YOURS = Denial(say("没有找到这一项。"), hide=True)


def _speaks_for(actor: Actor, round_: Round, *unit_ids: int) -> bool:
    return bool(actor.unit_ids(round_.contest_id) & set(unit_ids))


def submit(
    actor: Actor, round_: Round, recommender: Recommender, unit_id: int | None = None, *, now: datetime
) -> Denial | None:
    """A recommender hands in its works until the cut-off, a unit its own; the staff also later works that
    were held up, until judging begins."""
    if actor.has_any(STAFF, round_.contest_id):
        late = closed(round_, "submit_late", now=now)
        return late and closed(round_, "submit", now=now)
    owners = [recommender.unit_id] if unit_id is None else [recommender.unit_id, unit_id]
    if not _speaks_for(actor, round_, *owners):
        return NOT_YOURS
    return closed(round_, "submit", now=now)


def hand_in(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Who meets the upload page at all."""
    if actor.has_any((*STAFF, Role.UNIT), round_.contest_id):
        return None
    return NOT_YOURS


def see_own(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """A unit's page of its own works."""
    return None if actor.unit_ids(round_.contest_id) else NOT_YOURS


def see_all(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """All works with their authors: staff only."""
    return None if actor.has_any(STAFF, round_.contest_id) else NOT_YOURS


def see_entry(
    actor: Actor, round_: Round, entry: Entry, recommender: Recommender, *, now: datetime
) -> Denial | None:
    """A work is seen by the staff, by its unit and by the body that recommends it."""
    if actor.has_any(STAFF, round_.contest_id) or _speaks_for(actor, round_, entry.unit_id, recommender.unit_id):
        return None
    return NOT_YOURS


def withdraw(
    actor: Actor, round_: Round, entry: Entry, recommender: Recommender, *, now: datetime
) -> Denial | None:
    """Staff, the unit or its recommender take a work back before judging begins."""
    denial = see_entry(actor, round_, entry, recommender, now=now) or closed(round_, "withdraw", now=now)
    if denial is None and entry.state == EntryState.WITHDRAWN:
        return Denial(say("这篇作品已经撤回。"), closed=True)
    return denial


def seal(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Numbering and masking are the clerk's (or organizer's) work."""
    return see_all(actor, round_, now=now) or closed(round_, "seal", now=now)


def redact(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Masks can be changed until judging begins."""
    return see_all(actor, round_, now=now) or closed(round_, "redact", now=now)
