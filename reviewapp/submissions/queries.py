"""Reading entries, always scoped: staff see all of a round, units their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, selectinload

from reviewapp.models.contest import Recommender, Round
from reviewapp.models.entry import Entry, EntryFile, EntryState, IntakeBatch, Mention
from reviewapp.models.paper import Paper
from reviewapp.models.people import Author, Region, Unit


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry with the names its lines show."""

    entry: Entry
    recommender: Recommender
    unit_name: str
    paper_code: str | None

    @property
    def authors(self) -> str:
        return "、".join(a.name for a in self.entry.authors)


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """What a list of entries is narrowed to; empty means all."""

    state: EntryState | None = None
    recommender_id: int | None = None
    words: str = ""
    unit_ids: frozenset[int] | None = None  # None: no limit (staff)


@dataclass(frozen=True, slots=True)
class IdentityFacts:
    """What the contest knows of one entry's people and places, for mention detection."""

    entry: Entry
    unit: Unit
    recommender_unit: Unit
    region: Region | None


def _entries(round_id: int, wanted: EntryFilter) -> Select[tuple[Entry, Recommender, str, str | None]]:
    query = (
        select(Entry, Recommender, Unit.name, Paper.code)
        .join(Recommender, Recommender.id == Entry.recommender_id)
        .join(Unit, Unit.id == Entry.unit_id)
        .join(Paper, Paper.id == Entry.paper_id, isouter=True)
        .where(Entry.round_id == round_id)
    )
    if wanted.state is not None:
        query = query.where(Entry.state == wanted.state)
    if wanted.recommender_id is not None:
        query = query.where(Entry.recommender_id == wanted.recommender_id)
    if wanted.unit_ids is not None:
        query = query.where(or_(Entry.unit_id.in_(wanted.unit_ids), Recommender.unit_id.in_(wanted.unit_ids)))
    if wanted.words:
        like = f"%{wanted.words.replace('%', '').replace('_', '')}%"
        by_author = select(Author.entry_id).where(Author.name.like(like))
        query = query.where(or_(Entry.title.like(like), Unit.name.like(like), Entry.id.in_(by_author)))
    return query


def count_entries(session: Session, round_id: int, wanted: EntryFilter) -> int:
    return session.scalar(select(func.count()).select_from(_entries(round_id, wanted).subquery())) or 0


def entries(
    session: Session, round_id: int, wanted: EntryFilter, *, offset: int = 0, limit: int | None = None
) -> list[EntryRow]:
    """Entries of a round by number, with authors."""
    query = (
        _entries(round_id, wanted)
        .options(selectinload(Entry.authors))
        .order_by(Entry.number)
        .offset(offset)
        .limit(limit)
    )
    return [EntryRow(*row) for row in session.execute(query)]


def entry_by_number(session: Session, round_id: int, number: int) -> EntryRow | None:
    """One entry with authors, files and mentions; the caller asks the rule who may see it."""
    row = session.execute(
        _entries(round_id, EntryFilter())
        .where(Entry.number == number)
        .options(selectinload(Entry.authors), selectinload(Entry.files), selectinload(Entry.mentions))
    ).one_or_none()
    return EntryRow(*row) if row else None


def states(session: Session, round_id: int) -> dict[EntryState, int]:
    """How many entries of the round are in each state."""
    rows = session.execute(select(Entry.state, func.count()).where(Entry.round_id == round_id).group_by(Entry.state))
    return {state: count for state, count in rows}


def recommenders(session: Session, contest_id: int) -> Sequence[Recommender]:
    return session.scalars(
        select(Recommender).where(Recommender.contest_id == contest_id).order_by(Recommender.position)
    ).all()


def recommenders_of_units(session: Session, contest_id: int, unit_ids: Iterable[int]) -> Sequence[Recommender]:
    """Bodies through which these units hand in: themselves, or their parent's."""
    wanted = list(unit_ids)
    parents = select(Unit.parent_id).where(Unit.id.in_(wanted))
    return session.scalars(
        select(Recommender)
        .where(
            Recommender.contest_id == contest_id,
            or_(Recommender.unit_id.in_(wanted), Recommender.unit_id.in_(parents)),
        )
        .order_by(Recommender.position)
    ).all()


def units_under(session: Session, recommender: Recommender) -> Sequence[Unit]:
    """The recommender's own unit and the units below it."""
    return session.scalars(
        select(Unit)
        .where(or_(Unit.id == recommender.unit_id, Unit.parent_id == recommender.unit_id))
        .order_by(Unit.name)
    ).all()


def unit_names(session: Session) -> Mapping[str, int]:
    """Every name and alias of every unit → unit id."""
    names: dict[str, int] = {}
    for unit in session.scalars(select(Unit)):
        names.setdefault(unit.name, unit.id)
        for alias in unit.aliases:
            names.setdefault(str(alias), unit.id)
    return names


def next_number(session: Session, round_id: int) -> int:
    return (session.scalar(select(func.max(Entry.number)).where(Entry.round_id == round_id)) or 0) + 1


def same_file(session: Session, round_id: int, recommender_id: int, sha256: str) -> Entry | None:
    """The entry that already holds this file from this recommender."""
    return session.scalar(
        select(Entry).where(
            Entry.round_id == round_id, Entry.recommender_id == recommender_id, Entry.sha256 == sha256
        )
    )


def batch(session: Session, round_id: int, batch_id: int) -> IntakeBatch | None:
    return session.scalar(select(IntakeBatch).where(IntakeBatch.round_id == round_id, IntakeBatch.id == batch_id))


def batches(session: Session, round_id: int, uploaded_by: int | None = None) -> Sequence[IntakeBatch]:
    """Uploads, newest first; of one person when asked."""
    query = select(IntakeBatch).where(IntakeBatch.round_id == round_id).order_by(IntakeBatch.id.desc())
    if uploaded_by is not None:
        query = query.where(IntakeBatch.uploaded_by == uploaded_by)
    return session.scalars(query.limit(50)).all()


def file_of(session: Session, entry_id: int) -> EntryFile | None:
    return session.scalar(select(EntryFile).where(EntryFile.entry_id == entry_id).order_by(EntryFile.id))


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
        facts.append(IdentityFacts(entry, unit, recommender_unit, regions.get(region_id) if region_id else None))
    return facts


def people_and_units(session: Session, round_id: int) -> tuple[list[str], list[str]]:
    """Names of all authors of the round, names of all units: known to mention detection."""
    people = session.scalars(
        select(Author.name).join(Entry, Entry.id == Author.entry_id).where(Entry.round_id == round_id).distinct()
    )
    units = session.scalars(select(Unit.name))
    return sorted(people), sorted(units)


def paper_codes(session: Session, round_id: int) -> set[str]:
    return set(session.scalars(select(Paper.code).where(Paper.round_id == round_id)))


def desk(session: Session, round_id: int) -> list[tuple[EntryRow, Mapping[str, int]]]:
    """Entries that have a proposed or confirmed paper, with mention counts by state."""
    rows = entries(session, round_id, EntryFilter())
    counts: dict[int, dict[str, int]] = {}
    query = (
        select(Mention.entry_id, Mention.state, func.count())
        .join(Entry, Entry.id == Mention.entry_id)
        .where(Entry.round_id == round_id)
        .group_by(Mention.entry_id, Mention.state)
    )
    for entry_id, state, count in session.execute(query):
        counts.setdefault(entry_id, {})[state.value] = count
    shown = (EntryState.PROPOSED, EntryState.SEALED)
    return [(r, counts.get(r.entry.id, {})) for r in rows if r.entry.state in shown]


def waiting_for_clerk(session: Session, round_id: int) -> Sequence[Entry]:
    """Entries whose masks nobody has confirmed yet, by number, with mentions."""
    return session.scalars(
        select(Entry)
        .where(Entry.round_id == round_id, Entry.state == EntryState.PROPOSED)
        .options(selectinload(Entry.mentions))
        .order_by(Entry.number)
    ).all()
