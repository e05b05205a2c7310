"""Who may hand in, see, seal and redact works."""

from __future__ import annotations

from datetime import datetime

from reviewapp.access import STAFF, Actor
from reviewapp.contests.stages import closed
from reviewapp.errors import Denial
from reviewapp.models.account import Role
from reviewapp.models.contest import Recommender, Round
from reviewapp.models.entry import Entry, EntryState, IntakeBatch
from reviewapp.models.people import Unit
from reviewapp.words import say

NOT_YOURS = Denial(say("没有找到这一项。"), hide=True)


def _is_staff(actor: Actor, round_: Round) -> bool:
    return actor.has_any(STAFF, round_.contest_id)


def _speaks_for(actor: Actor, round_: Round, *unit_ids: int | None) -> bool:
    return bool(actor.unit_ids(round_.contest_id) & set(unit_ids))


def submit(
    actor: Actor, round_: Round, recommender: Recommender, unit: Unit | None = None, *, now: datetime
) -> Denial | None:
    """A recommending body hands in its works until the cut-off, a unit under it its own (then `unit` names
    it); the staff also later works that were held up, until judging begins."""
    if recommender.contest_id != round_.contest_id:
        return NOT_YOURS
    if unit is not None and recommender.unit_id not in (unit.id, unit.parent_id):
        return NOT_YOURS  # not below this recommender
    if _is_staff(actor, round_):
        late = closed(round_, "submit_late", now=now)
        return late and closed(round_, "submit", now=now)
    if not _speaks_for(actor, round_, recommender.unit_id, unit.id if unit else None):
        return NOT_YOURS
    return closed(round_, "submit", now=now)


def hand_in(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """Who meets the upload page at all; it says itself when nothing can be handed in any more."""
    return None if actor.has_any((*STAFF, Role.UNIT), round_.contest_id) else NOT_YOURS


def see_own(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """A unit's page of its own works."""
    return None if actor.unit_ids(round_.contest_id) else NOT_YOURS


def see_all(actor: Actor, round_: Round, *, now: datetime) -> Denial | None:
    """All works with their authors: staff only."""
    return None if _is_staff(actor, round_) else NOT_YOURS


def see_entry(
    actor: Actor, round_: Round, entry: Entry, recommender: Recommender, *, now: datetime
) -> Denial | None:
    """A work is seen by the staff, by its unit and by the body that recommends it."""
    if _is_staff(actor, round_) or _speaks_for(actor, round_, entry.unit_id, recommender.unit_id):
        return None
    return NOT_YOURS


def see_batch(
    actor: Actor, round_: Round, batch: IntakeBatch, recommender: Recommender, *, now: datetime
) -> Denial | None:
    """The report of an upload names works of the whole recommender: for the staff, the recommender, and a
    unit below it only when it sent this upload itself."""
    own = batch.uploaded_by is not None and batch.uploaded_by == actor.user_id
    if _is_staff(actor, round_) or _speaks_for(actor, round_, recommender.unit_id):
        return None
    return None if own and actor.unit_ids(round_.contest_id) else NOT_YOURS


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
