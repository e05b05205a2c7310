"""The verbs of submissions."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
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
from reviewapp.models.entry import Entry, EntryState, IntakeBatch, Mention, MentionState
from reviewapp.models.paper import Paper
from reviewapp.models.people import Unit
from reviewapp.models.result import Run
from reviewapp.submissions import queries, rules
from reviewapp.submissions.doubts import doubts_of
from reviewapp.submissions.filing import Filing, Known
from reviewapp.submissions.masking import KINDS, MASKED_LEVELS, paper_text, paper_title
from reviewapp.submissions.reading import TITLE_LIMIT, Reading, Upload
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
                e.number, e.title, tuple(a.name for a in e.authors), e.state == EntryState.WITHDRAWN
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
    waiting = queries.waiting_run(session, round_.id, "sealing")
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
    paper = Paper(
        round_id=entry.round_id,
        code=code,
        title=paper_title(entry.title, [(s, e, kind) for s, e, kind in row["title_spans"]]),
        genre=entry.genre,
        text=paper_text(entry.text, entry.title, masked),
        characters=sum(not c.isspace() for c in entry.text),
    )
    session.add_all([*mentions, paper])
    session.flush()
    entry.paper_id, entry.state = paper.id, EntryState.PROPOSED


@dataclass(frozen=True, slots=True)
class Redactions:
    """What the clerk decided on one entry.

    version: of the entry as the clerk saw it; accepted: mention ids to mask; added: new spans (start, end,
    kind) in code points of the entry's text; title: the title judges will see
    """

    version: int
    accepted: frozenset[int]
    added: tuple[tuple[int, int, str], ...]
    title: str


def confirm_redactions(
    session: Session, actor: Actor, entry: Entry, round_: Round, data: Redactions, *, now: datetime
) -> Paper:
    """The paper shows exactly the accepted and added masks and may be assigned.  Recorded with counts.

    Raises Stale when someone else changed the masks meanwhile, Invalid for spans outside the text or an
    empty title.
    """
    authorize(rules.redact(actor, round_, now=now))
    if entry.version != data.version:
        raise Stale(say("这篇的遮盖刚被别人改过，请刷新后核对。"))
    if entry.paper_id is None or entry.state not in (EntryState.PROPOSED, EntryState.SEALED):
        raise Invalid(say("这篇还没有生成匿名稿。"))
    _check(entry, data)
    paper = session.get_one(Paper, entry.paper_id)
    masked = _apply(entry, paper, data, now)
    session.flush()
    record(
        session, actor, "submissions.redactions_confirmed", f"entry:{entry.id}",
        contest_id=round_.contest_id, now=now, masked=masked,
        rejected=len(entry.mentions) - masked, added=len(data.added),
    )  # fmt: skip
    return paper


def _check(entry: Entry, data: Redactions) -> None:
    title = data.title.strip()
    if not title:
        raise Invalid(say("请填写评委看到的题目。"), {"title": say("必填。")})
    if len(title) > TITLE_LIMIT:
        long = say("题目有 %(count)s 字，超过 %(limit)s 字。", count=len(title), limit=TITLE_LIMIT)
        raise Invalid(long, {"title": long})
    for start, end, kind in data.added:
        if not 0 <= start < end <= len(entry.text):
            raise Invalid(say("遮盖的位置超出正文，请刷新后重选。"))
        if kind not in KINDS:
            raise Invalid(say("没有这一类遮盖。"))


def _apply(entry: Entry, paper: Paper, data: Redactions, now: datetime) -> int:
    """Make paper and mentions say what was decided; the number of masks."""
    for mention in entry.mentions:
        mention.state = MentionState.ACCEPTED if mention.id in data.accepted else MentionState.REJECTED
    for start, end, kind in dict.fromkeys(data.added):
        entry.mentions.append(
            Mention(
                start=start, end=end, kind=kind, level="certain", rule="clerk", by_clerk=True,
                state=MentionState.ACCEPTED,
            )
        )  # fmt: skip
    accepted = [(m.start, m.end, m.kind) for m in entry.mentions if m.state == MentionState.ACCEPTED]
    paper.text = paper_text(entry.text, entry.title, accepted)
    paper.title = data.title.strip()
    paper.confirmed_at = now
    entry.state = EntryState.SEALED
    flag_modified(entry, "state")  # raises the version also when only masks changed: the other tab is stale
    return len(accepted)


def proposed_redactions(entry: Entry, paper: Paper) -> Redactions:
    """What confirming the proposal as it stands would decide: certain and likely masked, hints not."""
    accepted = frozenset(m.id for m in entry.mentions if m.level in MASKED_LEVELS)
    return Redactions(entry.version, accepted, (), paper.title)


def confirm_proposed(
    session: Session, actor: Actor, round_: Round, *, reason: str = "", now: datetime
) -> list[int]:
    """Confirm as proposed every waiting paper that leaves no doubt; with a reason, those with doubts too.

    Returns the numbers confirmed.  Recorded once, with the entries and the reason.
    """
    authorize(rules.redact(actor, round_, now=now))
    why = reason.strip()[:500]
    confirmed = []
    for entry, paper, unit_name in queries.proposed(session, round_.id):
        if why or not doubts_of(entry, paper, unit_name):
            _apply(entry, paper, proposed_redactions(entry, paper), now)
            confirmed.append(entry)
    session.flush()
    record(
        session, actor, "submissions.redactions_confirmed_together", f"round:{round_.id}",
        contest_id=round_.contest_id, now=now, entries=[e.id for e in confirmed], reason=why,
    )  # fmt: skip
    return [e.number for e in confirmed]
