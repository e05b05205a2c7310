"""The verbs of submissions."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from reviewapp import runs, storage
from reviewapp.access import Actor, authorize
from reviewapp.audit import record
from reviewapp.errors import Invalid, Stale
from reviewapp.models.contest import Recommender, Round
from reviewapp.models.entry import Entry, EntryFile, EntryState, IntakeBatch, Mention, MentionState
from reviewapp.models.paper import Paper
from reviewapp.models.people import Author
from reviewapp.models.result import Run
from reviewapp.submissions import queries, rules
from reviewapp.submissions.intake import Line, Reading, Upload, Work, notice_sentence
from reviewapp.submissions.masking import MASKED_LEVELS, paper_text, paper_title
from reviewapp.words import say

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that can be misread
CODE_LENGTH = 5


def import_batch(
    session: Session, actor: Actor, round_: Round, recommender: Recommender, reading: Reading, upload: Upload,
    *, unit_id: int | None = None, folder: Path, now: datetime,
) -> IntakeBatch:  # fmt: skip
    """Every readable work becomes an entry with a receipt number; the report says what became of each row.

    By the staff for anyone, by a unit for its own.  The originals are stored first (content-addressed, so a
    rollback leaves nothing wrong); one audit event names the numbers taken.  Works of this recommender that
    are here already are named, not taken again.
    """
    authorize(rules.submit(actor, round_, recommender, unit_id, now=now))
    batch = IntakeBatch(
        round_id=round_.id,
        recommender_id=recommender.id,
        filename=upload.filename[:200],
        sha256=storage.save(folder, upload.data).sha256,
        uploaded_by=actor.user_id,
        uploaded_at=now,
    )
    session.add(batch)
    session.flush()
    units = queries.unit_names(session)
    allowed = {u.id for u in queries.units_under(session, recommender)}
    lines = list(reading.lines)
    numbers = []
    for work in reading.works:
        owner = unit_id or _unit_of(work, units, allowed) or recommender.unit_id
        line = _take(session, actor, round_, recommender, batch, work, owner, folder, now)
        lines.append(line)
        if line.outcome == "received":
            numbers.append(line.number)
    batch.report = [line.to_json() for line in lines]
    record(
        session, actor, "submissions.imported", f"batch:{batch.id}", contest_id=round_.contest_id, now=now,
        numbers=numbers, refused=sum(line.outcome == "refused" for line in lines), sha256=batch.sha256,
    )  # fmt: skip
    return batch


def _unit_of(work: Work, units: Any, allowed: set[int]) -> int | None:
    """The unit the row names, when it is one of this recommender's; the row's own words stay in the form."""
    for key in ("unit", "unit_and_post"):
        text = work.fields.get(key, "").strip()
        exact = units.get(text)
        if exact in allowed:
            return int(exact)
        begins = [i for name, i in units.items() if len(name) > 3 and text.startswith(name) and i in allowed]
        if begins:
            return int(begins[0])
    return None


def _take(
    session: Session, actor: Actor, round_: Round, recommender: Recommender, batch: IntakeBatch, work: Work,
    unit_id: int, folder: Path, now: datetime,
) -> Line:  # fmt: skip
    before = queries.same_file(session, round_.id, recommender.id, work.sha256)
    if before is not None:
        known = say("这个文件已经收过，编号 %(number)s，没有重复收件。", number=before.number)
        return Line(work.place, work.upload.filename, before.title, "already", known, number=before.number)
    stored = storage.save(folder, work.upload.data)
    fields = {k: v for k, v in work.fields.items() if v}
    order = fields.get("order", "")
    entry = Entry(
        round_id=round_.id,
        recommender_id=recommender.id,
        unit_id=unit_id,
        batch_id=batch.id,
        number=queries.next_number(session, round_.id),
        title=work.title,
        genre=fields.get("genre", "")[:40],
        department=fields.get("department", "")[:80],
        collective=fields.get("is_collective", "") in ("是", "√", "集体"),
        recommended_rank=int(order) if order.isdigit() and int(order) < 100_000 else None,
        form=fields,
        text=work.extracted.text,
        notices=[notice_sentence(n).to_json() | {"holds": n.holds} for n in work.extracted.notices],
        sha256=stored.sha256,
        submitted_by=actor.user_id,
        submitted_at=now,
    )
    entry.authors = _authors(work)
    entry.files = [
        EntryFile(
            sha256=stored.sha256, size=stored.size, filename=work.upload.filename[:200], format=work.extracted.format
        )
    ]
    session.add(entry)
    session.flush()
    notices = tuple(notice_sentence(n) for n in work.extracted.notices)
    return Line(work.place, work.upload.filename, entry.title, "received", None, notices, entry.number)


def _authors(work: Work) -> list[Author]:
    fields = work.fields
    young = {"是": True, "√": True, "否": False}.get(fields.get("is_young", "").strip())
    people = [Author(name=name, position=i, is_young=None) for i, name in enumerate(work.authors)]
    if people:
        first = people[0]
        first.post, first.political = fields.get("post", "")[:80], fields.get("political", "")[:40]
        first.phone, first.email, first.is_young = fields.get("phone", "")[:40], fields.get("email", "")[:120], young
    return people


def withdraw_entry(
    session: Session, actor: Actor, entry: Entry, round_: Round, recommender: Recommender, reason: str, *, now: datetime
) -> None:
    """The work no longer takes part; its file and receipt stay.  Recorded with the reason."""
    authorize(rules.withdraw(actor, round_, entry, recommender, now=now))
    if not reason.strip():
        raise Invalid(say("请写明撤回的理由。"), {"reason": say("必填。")})
    entry.state = EntryState.WITHDRAWN
    if entry.paper_id is not None:
        session.get_one(Paper, entry.paper_id).excluded = True
    record(
        session, actor, "submissions.withdrawn", f"entry:{entry.id}", contest_id=round_.contest_id, now=now,
        reason=reason.strip()[:500],
    )  # fmt: skip


def request_sealing(session: Session, actor: Actor, round_: Round, *, now: datetime) -> Run:
    """Queue the run that finds mentions in every received entry and proposes papers.  Recorded."""
    authorize(rules.seal(actor, round_, now=now))
    run = runs.create(session, actor, "sealing", round_.id, now=now)
    record(session, actor, "submissions.sealing_requested", f"run:{run.id}", contest_id=round_.contest_id, now=now)
    return run


def store_papers(
    session: Session, actor: Actor, round_: Round, found: Sequence[dict[str, Any]], *, now: datetime
) -> int:
    """Proposed papers with their masks, as the sealing run found them; by the worker.  Recorded."""
    authorize(rules.see_all(actor, round_, now=now))
    codes = queries.paper_codes(session, round_.id)
    sealed = []
    for row in found:
        entry = session.get_one(Entry, row["entry"])
        if entry.state != EntryState.RECEIVED:
            continue
        mentions = [
            Mention(entry_id=entry.id, start=s, end=e, kind=kind, level=level, rule=rule)
            for s, e, kind, level, rule in row["mentions"]
        ]
        session.add_all(mentions)
        spans = [m for m in mentions if m.level in MASKED_LEVELS]
        paper = Paper(
            round_id=round_.id,
            code=_new_code(codes),
            title=paper_title(entry.title, row["title_spans"]),
            genre=entry.genre,
            text=paper_text(entry.text, entry.title, [(m.start, m.end, m.kind) for m in spans]),
            characters=sum(not c.isspace() for c in entry.text),
        )
        session.add(paper)
        session.flush()
        entry.paper_id, entry.state = paper.id, EntryState.PROPOSED
        sealed.append(entry.id)
    record(session, actor, "submissions.sealed", f"round:{round_.id}", contest_id=round_.contest_id, now=now, entries=sealed)
    return len(sealed)


def _new_code(taken: set[str]) -> str:
    """Random and not sequential: it says nothing about order, unit or number."""
    while True:
        code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
        if code not in taken:
            taken.add(code)
            return code


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

    Raises Stale when someone else changed the masks meanwhile, Invalid for spans outside the text.
    """
    authorize(rules.redact(actor, round_, now=now))
    if entry.version != data.version:
        raise Stale(say("这篇的遮盖刚被别人改过，请刷新后核对。"))
    if entry.paper_id is None or entry.state not in (EntryState.PROPOSED, EntryState.SEALED):
        raise Invalid(say("这篇还没有生成匿名稿。"))
    for mention in entry.mentions:
        mention.state = MentionState.ACCEPTED if mention.id in data.accepted else MentionState.REJECTED
    for start, end, kind in data.added:
        if not 0 <= start < end <= len(entry.text):
            raise Invalid(say("遮盖的位置超出正文，请刷新后重选。"))
        added = Mention(
            entry_id=entry.id, start=start, end=end, kind=kind, level="certain", rule="clerk", by_clerk=True,
            state=MentionState.ACCEPTED,
        )  # fmt: skip
        entry.mentions.append(added)
    accepted = [m for m in entry.mentions if m.state == MentionState.ACCEPTED]
    paper = session.get_one(Paper, entry.paper_id)
    paper.text = paper_text(entry.text, entry.title, [(m.start, m.end, m.kind) for m in accepted])
    paper.title = data.title.strip()[:120] or paper.title
    paper.confirmed_at = now
    entry.state = EntryState.SEALED
    session.flush()
    record(
        session, actor, "submissions.redactions_confirmed", f"entry:{entry.id}", contest_id=round_.contest_id, now=now,
        masked=len(accepted), rejected=len(entry.mentions) - len(accepted), added=len(data.added),
    )  # fmt: skip
    return paper


def proposed_redactions(entry: Entry, paper: Paper) -> Redactions:
    """What confirming the proposal as it stands would decide: certain and likely masked, hints not."""
    accepted = frozenset(m.id for m in entry.mentions if m.level in MASKED_LEVELS)
    return Redactions(entry.version, accepted, (), paper.title)
