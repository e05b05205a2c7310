"""Reading entries, always scoped: staff see all of a round, units their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, defer, selectinload

from reviewapp.models.contest import Obligation, ObligationObject, Recommender, Round
from reviewapp.models.entry import Entry, EntryState, IntakeBatch, Mention, MentionState
from reviewapp.models.judging import Assignment
from reviewapp.models.library import EntryHint
from reviewapp.models.paper import Paper, Picture
from reviewapp.models.people import Author, Region, Unit
from reviewapp.models.result import ListState, Recommendation, RecommendationItem, Run, RunState, Selection
from reviewapp.submissions.count_queries import Tally, by_state, tally
from reviewapp.submissions.rows import Delivery, DeskRow, EntryFilter, EntryRow, IdentityFacts, Outcome

# ── entries


def _entries(round_id: int, wanted: EntryFilter) -> Select[Entry, Recommender, str]:
    query = (
        select(Entry, Recommender, Unit.name)
        .join(Recommender, Recommender.id == Entry.recommender_id)
        .join(Unit, Unit.id == Entry.unit_id)
        .where(Entry.round_id == round_id)
    )
    if wanted.state is not None:
        query = query.where(Entry.state == wanted.state)
    if wanted.recommender_id is not None:
        query = query.where(Entry.recommender_id == wanted.recommender_id)
    if wanted.unit_ids is not None:
        query = query.where(or_(Entry.unit_id.in_(wanted.unit_ids), Recommender.unit_id.in_(wanted.unit_ids)))
    words = wanted.words.strip().replace("%", "").replace("_", "").replace("\\", "")
    if words:
        like = f"%{words}%"
        found: list[ColumnElement[bool]] = [
            Entry.title.like(like),
            Unit.name.like(like),
            Entry.id.in_(select(Author.entry_id).where(Author.name.like(like))),
        ]
        if words.isdecimal() and len(words) < 9:
            found.append(Entry.number == int(words))
        query = query.where(or_(*found))
    return query


def count_entries(session: Session, round_id: int, wanted: EntryFilter) -> int:
    return session.scalar(_entries(round_id, wanted).with_only_columns(func.count(Entry.id))) or 0


def entries(
    session: Session, round_id: int, wanted: EntryFilter, *, offset: int = 0, limit: int | None = None
) -> list[EntryRow]:
    """Entries of a round by number, with authors, without texts."""
    query = (
        _entries(round_id, wanted)
        .options(selectinload(Entry.authors), defer(Entry.text, raiseload=True))
        .order_by(Entry.number)
        .offset(offset)
        .limit(limit)
    )
    return [EntryRow(e, r, u) for e, r, u in session.execute(query)]


def entry_by_number(session: Session, round_id: int, number: int) -> EntryRow | None:
    """One entry with text, authors, files and mentions; the caller asks the rule who may see it."""
    row = session.execute(
        _entries(round_id, EntryFilter())
        .where(Entry.number == number)
        .options(selectinload(Entry.authors), selectinload(Entry.files), selectinload(Entry.mentions))
    ).one_or_none()
    return EntryRow(row[0], row[1], row[2]) if row else None


def hints(session: Session, entry_ids: Iterable[int]) -> dict[int, list[Any]]:
    """Entry id → what it shares with the library or with entries before it, the largest first; where there
    is anything.  For the staff only: a page for anybody else must not ask."""
    query = select(EntryHint.entry_id, EntryHint.found).where(EntryHint.entry_id.in_(list(entry_ids)))
    return {entry_id: found for entry_id, found in session.execute(query) if found}


def states(session: Session, round_id: int) -> dict[EntryState, int]:
    """How many entries of the round are in each state."""
    return by_state(tally(session, round_id))


def entries_by_ids(session: Session, ids: Iterable[int]) -> dict[int, Entry]:
    return {e.id: e for e in session.scalars(select(Entry).where(Entry.id.in_(list(ids))))}


# ── who hands in


def recommenders(session: Session, contest_id: int) -> Sequence[Recommender]:
    return session.scalars(
        select(Recommender).where(Recommender.contest_id == contest_id).order_by(Recommender.position)
    ).all()


def recommender_units(session: Session, contest_id: int) -> list[tuple[Recommender, Unit]]:
    """Every recommending body of the contest with its unit, whose names a 汇总表 may use."""
    query = (
        select(Recommender, Unit)
        .join(Unit, Unit.id == Recommender.unit_id)
        .where(Recommender.contest_id == contest_id)
        .order_by(Recommender.position)
    )
    return [(r, u) for r, u in session.execute(query)]


def senders(session: Session, contest_id: int, unit_ids: Iterable[int]) -> list[tuple[Recommender, Unit]]:
    """How these units can hand in: as a recommending body, or as a unit through the body above them."""
    query = (
        select(Recommender, Unit)
        .join(Unit, or_(Unit.id == Recommender.unit_id, Unit.parent_id == Recommender.unit_id))
        .where(Recommender.contest_id == contest_id, Unit.id.in_(list(unit_ids)))
        .order_by(Recommender.position, Unit.id)
    )
    return [(r, u) for r, u in session.execute(query)]


def units_under(session: Session, recommender: Recommender) -> Sequence[Unit]:
    """The recommender's own unit and the units below it."""
    return session.scalars(
        select(Unit)
        .where(or_(Unit.id == recommender.unit_id, Unit.parent_id == recommender.unit_id))
        .order_by(Unit.name)
    ).all()


def lock_numbers(session: Session, round_id: int) -> int:
    """The next receipt number; nobody else can take one before this transaction ends."""
    session.execute(select(Round.id).where(Round.id == round_id).with_for_update())
    return (session.scalar(select(func.max(Entry.number)).where(Entry.round_id == round_id)) or 0) + 1


def works_of(session: Session, round_id: int, recommender_id: int) -> Sequence[Entry]:
    """What this recommender handed in already, with authors, without texts."""
    query = select(Entry).where(Entry.round_id == round_id, Entry.recommender_id == recommender_id)
    return session.scalars(
        query.options(selectinload(Entry.authors), defer(Entry.text, raiseload=True))
    ).all()


def batch(session: Session, round_id: int, batch_id: int) -> IntakeBatch | None:
    return session.scalar(
        select(IntakeBatch).where(IntakeBatch.round_id == round_id, IntakeBatch.id == batch_id)
    )


def batches(
    session: Session, round_id: int, *, uploaded_by: int | None = None, limit: int = 20
) -> list[tuple[IntakeBatch, str]]:
    """Uploads with the recommender's name, newest first; of one person when asked."""
    query = (
        select(IntakeBatch, Recommender.name)
        .join(Recommender, Recommender.id == IntakeBatch.recommender_id)
        .where(IntakeBatch.round_id == round_id)
        .order_by(IntakeBatch.id.desc())
        .limit(limit)
    )
    if uploaded_by is not None:
        query = query.where(IntakeBatch.uploaded_by == uploaded_by)
    return [(b, name) for b, name in session.execute(query)]


def deliveries(
    session: Session, round_: Round, unit_ids: Iterable[int] | None = None, counts: Tally | None = None
) -> list[Delivery]:
    """Per recommender, in their order; of some units only when asked.  counts: what `tally` says, if asked already."""
    received: dict[int, int] = {}
    for (recommender, state), count in (tally(session, round_.id) if counts is None else counts).items():
        if state != EntryState.WITHDRAWN:
            received[recommender] = received.get(recommender, 0) + count
    query = (
        select(
            Recommender,
            func.coalesce(func.max(Obligation.minimum), 0),
            func.max(Obligation.maximum),
        )
        .join(
            Obligation,
            (Obligation.category_id == Recommender.category_id)
            & (Obligation.object == ObligationObject.ESSAY),
            isouter=True,
        )
        .where(Recommender.contest_id == round_.contest_id)
        .group_by(Recommender.id)
        .order_by(Recommender.position, Recommender.id)
    )
    if unit_ids is not None:
        query = query.where(Recommender.unit_id.in_(list(unit_ids)))
    return [Delivery(r, received.get(r.id, 0), least, most) for r, least, most in session.execute(query)]


# ── sealing and redaction


def to_seal(session: Session, round_: Round) -> list[IdentityFacts]:
    """Received entries with everything the contest knows of their people and places."""
    rows = session.execute(
        select(Entry, Unit, Recommender.unit_id)
        .join(Unit, Unit.id == Entry.unit_id)
        .join(Recommender, Recommender.id == Entry.recommender_id)
        .where(Entry.round_id == round_.id, Entry.state == EntryState.RECEIVED)
        .options(selectinload(Entry.authors))
        .order_by(Entry.number)
    ).all()
    units = {u.id: u for u in session.scalars(select(Unit))}
    regions = {r.id: r for r in session.scalars(select(Region))}
    facts = []
    for entry, unit, recommender_unit_id in rows:
        recommender_unit = units[recommender_unit_id]
        region_id = unit.region_id or recommender_unit.region_id
        facts.append(
            IdentityFacts(entry, unit, recommender_unit, regions.get(region_id) if region_id else None)
        )
    return facts


def people_and_units(session: Session, round_id: int) -> tuple[list[str], list[str]]:
    """Names of all authors of the round, names and aliases of all units: known to mention detection."""
    people = session.scalars(
        select(Author.name)
        .join(Entry, Entry.id == Author.entry_id)
        .where(Entry.round_id == round_id)
        .distinct()
    )
    units = session.scalars(select(Unit)).all()
    return sorted(people), sorted({str(n) for u in units for n in (u.name, *u.aliases)})


def codes_taken(session: Session, round_id: int) -> set[str]:
    """Codes of the round's papers, also those that a single judge knows them by."""
    known = (select(table.code).where(table.round_id == round_id) for table in (Paper, Assignment))
    return {code for query in known for code in session.scalars(query)}


def desk(session: Session, round_id: int) -> list[DeskRow]:
    """Entries with a proposed or confirmed paper: waiting ones first, among them the held ones."""
    counts: dict[int, dict[str, int]] = {}
    query = (
        select(Mention.entry_id, Mention.level, Mention.state, func.count())
        .join(Entry, Entry.id == Mention.entry_id)
        .where(Entry.round_id == round_id)
        .group_by(Mention.entry_id, Mention.level, Mention.state)
    )
    for entry_id, level, state, count in session.execute(query):
        seen = counts.setdefault(entry_id, {})
        seen[level] = seen.get(level, 0) + count
        if state == MentionState.ACCEPTED:
            seen["masked"] = seen.get("masked", 0) + count
    rows = []
    for row in entries(session, round_id, EntryFilter()):
        if row.entry.state in (EntryState.PROPOSED, EntryState.SEALED):
            seen = counts.get(row.entry.id, {})
            rows.append(DeskRow(row, *(seen.get(k, 0) for k in ("certain", "likely", "hint", "masked"))))
    return sorted(rows, key=lambda d: (not d.waits, not (d.waits and d.row.held), d.row.entry.number))


def proposed(session: Session, round_id: int) -> list[tuple[Entry, Paper, str]]:
    """Entries whose masks nobody has confirmed yet, with mentions, authors, paper and unit name."""
    query = (
        select(Entry, Paper, Unit.name)
        .join(Paper, Paper.id == Entry.paper_id)
        .join(Unit, Unit.id == Entry.unit_id)
        .where(Entry.round_id == round_id, Entry.state == EntryState.PROPOSED)
        .options(selectinload(Entry.mentions), selectinload(Entry.authors))
        .order_by(Entry.number)
    )
    return [(e, p, u) for e, p, u in session.execute(query)]


def pictures(session: Session, paper_ids: Iterable[int]) -> dict[int, list[Picture]]:
    """Paper id → its pictures in their order."""
    found: dict[int, list[Picture]] = {}
    query = select(Picture).where(Picture.paper_id.in_(list(paper_ids))).order_by(Picture.position)
    for picture in session.scalars(query):
        found.setdefault(picture.paper_id, []).append(picture)
    return found


def next_waiting(session: Session, round_id: int, after: int) -> int | None:
    """Number of the next entry to redact behind `after`, else the first one that waits."""
    query = (
        select(Entry.number)
        .where(Entry.round_id == round_id, Entry.state == EntryState.PROPOSED, Entry.number != after)
        .order_by(Entry.number <= after, Entry.number)
        .limit(1)
    )
    return session.scalar(query)


# ── what became of an entry


def outcomes(
    session: Session, round_: Round, entry_ids: Iterable[int], *, now: datetime
) -> dict[int, Outcome]:
    """What the units may learn: nothing before the round's results are released."""
    if round_.released_at is None or round_.released_at > now:
        return {}
    run_id = session.scalar(
        select(Run.id)
        .where(Run.round_id == round_.id, Run.kind == "selection", Run.frozen, Run.state == RunState.DONE)
        .order_by(Run.id.desc())
        .limit(1)
    )
    if run_id is None:
        return {}
    ids = list(entry_ids)
    sent = {
        item.entry_id: item
        for item in session.scalars(
            select(RecommendationItem)
            .join(Recommendation, Recommendation.id == RecommendationItem.recommendation_id)
            .where(Recommendation.run_id == run_id, Recommendation.state == ListState.SUBMITTED)
            .where(RecommendationItem.entry_id.in_(ids))
        )
    }
    chosen = session.scalars(select(Selection).where(Selection.run_id == run_id, Selection.entry_id.in_(ids)))
    return {
        s.entry_id: Outcome(
            selected=s.selected,
            sentence=s.facts.get("sentence"),
            recommended=s.entry_id in sent and not sent[s.entry_id].reserve,
            reserve=s.entry_id in sent and sent[s.entry_id].reserve,
        )
        for s in chosen
    }
