"""The verbs of submissions."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from reviewapp import runs, storage
from reviewapp.access import Actor, authorize
from reviewapp.audit import record
from reviewapp.contests.codes import new_code
from reviewapp.errors import Invalid, Stale
from reviewapp.models.contest import Recommender, Round
from reviewapp.models.entry import Entry, EntryState, IntakeBatch, Mention
from reviewapp.models.paper import Paper
from reviewapp.models.people import Unit
from reviewapp.models.result import Run
from reviewapp.submissions import decisions, queries, rules
from reviewapp.submissions.decisions import Redactions
from reviewapp.submissions.doubts import doubts_of
from reviewapp.submissions.filing import Filing, Known
from reviewapp.submissions.masking import MASKED_LEVELS, length_of, paper_text, paper_words
from reviewapp.submissions.reading import Reading, Upload
from reviewapp.words import say


def import_batch(
    session: Session, actor: Actor, round_: Round, recommender: Recommender, reading: Reading, upload: Upload,
    *, unit_id: int | None = None, folder: Path, now: datetime,
) -> IntakeBatch:  # fmt: skip
    """Every readable work becomes an entry with a receipt number; the report says what became of each row.

    By the staff for anyone, by a recommender for itself, by a unit below it for its own (`unit_id`).  Works
    of this recommender that are here already are named, not taken again.  The originals are kept first
    (content-addressed, so a rollback leaves nothing wrong).  Recorded with the numbers taken.
    """
    unit = session.get(Unit, unit_id) if unit_id is not None else None
    authorize(rules.submit(actor, round_, recommender, unit, now=now))
    first = queries.lock_numbers(session, round_.id)
    batch = IntakeBatch(
        round_id=round_.id,
        recommender_id=recommender.id,
        filename=upload.filename[:200],
        sha256=hashlib.sha256(upload.data).hexdigest(),
        uploaded_by=actor.user_id,
        uploaded_at=now,
    )
    session.add(batch)
    session.flush()
    filing = _filing(session, actor, round_, recommender, batch, first, unit, now)
    lines = [*reading.lines, *(filing.take(work) for work in reading.works)]
    for entry, work in filing.entries:
        storage.save(folder, work.upload.data)
        for picture in work.extracted.pictures:
            storage.save(folder, picture.data)
        session.add(entry)
    if filing.entries:
        storage.save(folder, upload.data)
    batch.report = [line.to_json() for line in lines]
    session.flush()
    record(
        session, actor, "submissions.imported", f"batch:{batch.id}", contest_id=round_.contest_id, now=now,
        numbers=[entry.number for entry, _work in filing.entries],
        refused=sum(line.outcome == "refused" for line in lines), sha256=batch.sha256,
    )  # fmt: skip
    return batch


def _filing(
    session: Session, actor: Actor, round_: Round, recommender: Recommender, batch: IntakeBatch, first: int,
    unit: Unit | None, now: datetime,
) -> Filing:  # fmt: skip
    bodies = queries.recommender_units(session, round_.contest_id)
    return Filing(
        recommender=recommender,
        batch_id=batch.id,
        round_id=round_.id,
        owner_id=unit.id if unit else None,
        units={str(n): u.id for u in queries.units_under(session, recommender) for n in (u.name, *u.aliases)},
        recommenders={str(n): r.id for r, u in bodies for n in (r.name, u.name, *u.aliases)},
        files={
            e.sha256: Known(
                e.number,
                e.title,
                tuple(a.name for a in e.authors),
                e.state == EntryState.WITHDRAWN,
                e.unit_id,
            )
            for e in queries.works_of(session, round_.id, recommender.id)
        },
        number=first,
        by=actor.user_id,
        now=now,
    )


def withdraw_entry(
    session: Session,
    actor: Actor,
    entry: Entry,
    round_: Round,
    recommender: Recommender,
    reason: str,
    *,
    now: datetime,
) -> None:
    """The work no longer takes part; its file and receipt stay.  Recorded with the reason."""
    authorize(rules.withdraw(actor, round_, entry, recommender, now=now))
    if not reason.strip():
        raise Invalid(say("请写明撤回的理由。"), {"reason": say("必填。")})
    entry.state = EntryState.WITHDRAWN
    if entry.paper_id is not None:
        session.get_one(Paper, entry.paper_id).excluded = True
    session.flush()
    record(
        session, actor, "submissions.withdrawn", f"entry:{entry.id}", contest_id=round_.contest_id, now=now,
        reason=reason.strip()[:500],
    )  # fmt: skip


def request_sealing(session: Session, actor: Actor, round_: Round, *, now: datetime) -> Run:
    """Queue the run that finds mentions in every received entry and proposes papers.  Recorded.

    One that waits or works already is answered instead of a second.
    """
    authorize(rules.seal(actor, round_, now=now))
    waiting = runs.waiting(session, round_.id, "sealing")
    if waiting is not None:
        return waiting
    run = runs.create(session, actor, "sealing", round_.id, now=now)
    record(
        session,
        actor,
        "submissions.sealing_requested",
        f"run:{run.id}",
        contest_id=round_.contest_id,
        now=now,
    )
    return run


def store_papers(
    session: Session, actor: Actor, round_: Round, found: Sequence[dict[str, Any]], *, now: datetime
) -> int:
    """Proposed papers with their masks, as the sealing run found them; by the worker.  Recorded.

    Entries withdrawn or sealed meanwhile are passed over.
    """
    authorize(rules.seal(actor, round_, now=now))
    codes = queries.codes_taken(session, round_.id)
    entries = queries.entries_by_ids(session, (row["entry"] for row in found))
    sealed = []
    for row in found:
        entry = entries.get(row["entry"])
        if entry is not None and entry.state == EntryState.RECEIVED:
            _propose(session, entry, row, new_code(codes))
            sealed.append(entry.id)
    record(
        session, actor, "submissions.sealed", f"round:{round_.id}", contest_id=round_.contest_id, now=now,
        entries=sealed,
    )  # fmt: skip
    return len(sealed)


def _propose(session: Session, entry: Entry, row: dict[str, Any], code: str) -> None:
    mentions = [
        Mention(entry_id=entry.id, start=s, end=e, kind=kind, level=level, rule=rule)
        for s, e, kind, level, rule in row["mentions"]
    ]
    masked = [(m.start, m.end, m.kind) for m in mentions if m.level in MASKED_LEVELS]
    text = paper_text(entry.text, entry.title, masked)
    paper = Paper(
        round_id=entry.round_id,
        code=code,
        title=paper_words(entry.title, [(s, e, kind) for s, e, kind in row["title_spans"]]),
        genre=paper_words(entry.genre, [(s, e, kind) for s, e, kind in row["genre_spans"]]),
        text=text,
        characters=length_of(text),
    )
    session.add_all([*mentions, paper])
    session.flush()
    session.add_all(decisions.new_pictures(entry, paper.id, masked))
    entry.paper_id, entry.state = paper.id, EntryState.PROPOSED


def confirm_redactions(
    session: Session, actor: Actor, entry: Entry, round_: Round, data: Redactions, *, now: datetime
) -> Paper:
    """The paper shows exactly the accepted and added masks and the allowed pictures, and may be assigned.
    Recorded with counts and with the pictures allowed.

    Raises Stale when someone else changed the masks meanwhile, Invalid for spans outside the text or an
    empty title.
    """
    authorize(rules.redact(actor, round_, now=now))
    paper, masked, shown, added = _decide(session, entry, data)
    paper.confirmed_at = now
    entry.state = EntryState.SEALED
    flag_modified(entry, "state")  # raises the version also when only masks changed: the other tab is stale
    session.flush()
    record(
        session, actor, "submissions.redactions_confirmed", f"entry:{entry.id}",
        contest_id=round_.contest_id, now=now, masked=masked,
        rejected=len(entry.mentions) - masked, added=added, pictures=len(entry.pictures), shown=shown,
    )  # fmt: skip
    return paper


def keep_redactions(
    session: Session, actor: Actor, entry: Entry, round_: Round, data: Redactions, *, now: datetime
) -> Paper:
    """Keep what was decided so far of an entry that still waits; nothing may be assigned by it.  Recorded.

    Raises Stale and Invalid as confirm_redactions does, Invalid also for an entry confirmed already.
    """
    authorize(rules.redact(actor, round_, now=now))
    if entry.state == EntryState.SEALED:
        raise Invalid(say("这篇已经确认。改动后请再次确认，不能暂存。"))
    paper, masked, shown, added = _decide(session, entry, data)
    flag_modified(entry, "state")
    session.flush()
    record(
        session, actor, "submissions.redactions_kept", f"entry:{entry.id}",
        contest_id=round_.contest_id, now=now, masked=masked, added=added, shown=shown,
    )  # fmt: skip
    return paper


def _decide(session: Session, entry: Entry, data: Redactions) -> tuple[Paper, int, list[int], int]:
    """(paper, number of masks, positions of the pictures shown, number of masks added)."""
    if entry.version != data.version:
        raise Stale(say("这篇的遮盖刚被别人改过，请核对后再确认。"))
    if entry.paper_id is None or entry.state not in (EntryState.PROPOSED, EntryState.SEALED):
        raise Invalid(say("这篇还没有生成匿名稿。"))
    data = decisions.settled(entry, data)
    decisions.check(entry, data)
    paper = session.get_one(Paper, entry.paper_id)
    pictures = queries.pictures(session, [paper.id]).get(paper.id, [])
    for picture in pictures:
        picture.allowed = picture.position in data.pictures
    masked = decisions.apply(entry, paper, pictures, data)
    return paper, masked, [p.position for p in pictures if p.allowed], len(data.added)


def confirm_proposed(
    session: Session, actor: Actor, round_: Round, *, reason: str = "", now: datetime
) -> list[int]:
    """Confirm as it stands every waiting paper that leaves no doubt; with a reason, those with doubts too.

    Returns the numbers confirmed.  Recorded once, with the entries and the reason.
    """
    authorize(rules.redact(actor, round_, now=now))
    why = reason.strip()[:500]
    confirmed = []
    waiting = queries.proposed(session, round_.id)
    pictures = queries.pictures(session, [paper.id for _entry, paper, _unit in waiting])
    for entry, paper, unit_name in waiting:
        if why or not doubts_of(entry, paper, unit_name):
            decided = decisions.proposed_redactions(entry, paper)
            decisions.apply(entry, paper, pictures.get(paper.id, []), decided)
            paper.confirmed_at, entry.state = now, EntryState.SEALED
            confirmed.append(entry)
    session.flush()
    record(
        session, actor, "submissions.redactions_confirmed_together", f"round:{round_.id}",
        contest_id=round_.contest_id, now=now, entries=[e.id for e in confirmed], reason=why,
    )  # fmt: skip
    return [e.number for e in confirmed]
