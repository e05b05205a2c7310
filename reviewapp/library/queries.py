"""Reading the library: for its pages, for a scan, for the comparison of arrivals."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, defer, joinedload, selectinload

from reviewapp.models.account import User
from reviewapp.models.contest import Contest, Round, Stage
from reviewapp.models.entry import Entry, EntryState
from reviewapp.models.library import EntryHint, LibraryKind, LibraryText
from reviewapp.models.result import Run, RunState, Selection

COMPARED = (LibraryKind.WINNER, LibraryKind.MODEL)  # kinds that entries are compared with
RECEIVING = (Stage.SUBMISSION, Stage.SEALING)  # stages in which works arrive
MOST_TRIALS = 3  # comparisons of one arrival that may end their worker

# ── pages


@dataclass(frozen=True, slots=True)
class TextFilter:
    """What the list is narrowed to; `words` are looked for in title, author, source and note."""

    kind: LibraryKind | None = None
    words: str = ""


def _filtered(wanted: TextFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [LibraryText.removed_at.is_(None)]
    if wanted.kind is not None:
        found.append(LibraryText.kind == wanted.kind)
    words = wanted.words.strip().replace("%", "").replace("_", "").replace("\\", "")
    if words:
        like = f"%{words}%"
        columns = (LibraryText.title, LibraryText.author, LibraryText.source, LibraryText.note)
        spelled: list[ColumnElement[bool]] = [column.like(like) for column in columns]
        if words.isdecimal() and len(words) == 4:
            spelled.append(LibraryText.year == int(words))
        found.append(or_(*spelled))
    return found


def count_texts(session: Session, wanted: TextFilter) -> int:
    return session.scalar(select(func.count(LibraryText.id)).where(*_filtered(wanted))) or 0


def texts(
    session: Session, wanted: TextFilter, *, offset: int = 0, limit: int | None = None
) -> Sequence[LibraryText]:
    """The list, newest first, without the texts themselves."""
    query = select(LibraryText).where(*_filtered(wanted)).options(defer(LibraryText.text, raiseload=True))
    return session.scalars(query.order_by(LibraryText.id.desc()).offset(offset).limit(limit)).all()


def kind_counts(session: Session) -> Mapping[LibraryKind, int]:
    """How many texts of each kind are in the library; every kind is named."""
    rows = session.execute(
        select(LibraryText.kind, func.count())
        .where(LibraryText.removed_at.is_(None))
        .group_by(LibraryText.kind)
    )
    found = {kind: count for kind, count in rows}
    return {kind: found.get(kind, 0) for kind in LibraryKind}


def names_of(session: Session, user_ids: Iterable[int | None]) -> Mapping[int, str]:
    """User id → displayed name."""
    wanted = {user_id for user_id in user_ids if user_id is not None}
    rows = session.execute(select(User.id, User.display_name).where(User.id.in_(wanted)))
    return {user_id: name for user_id, name in rows}


def known_by_digest(session: Session, digests: Collection[str]) -> Mapping[str, LibraryText]:
    """Digest of a text → the row that holds it already, also a removed one."""
    found: dict[str, LibraryText] = {}
    wanted = sorted(digests)
    for start in range(0, len(wanted), 500):
        rows = session.scalars(
            select(LibraryText)
            .where(LibraryText.sha256.in_(wanted[start : start + 500]))
            .options(defer(LibraryText.text, raiseload=True))
        )
        found |= {row.sha256: row for row in rows}
    return found


# ── works of a round


@dataclass(frozen=True, slots=True)
class FinishedRound:
    """A round whose selected works can be taken; `held` of its `selected` works are in the library."""

    round: Round
    selected: int
    held: int


def finished_rounds(
    session: Session, contest_ids: Collection[int], stages: Collection[Stage]
) -> list[FinishedRound]:
    """Rounds of these contests in these stages with a confirmed selection, newest first."""
    chosen = select(func.count(Selection.id)).where(Selection.run_id == Run.id, Selection.selected.is_(True))
    held = chosen.join(LibraryText, LibraryText.entry_id == Selection.entry_id).where(
        LibraryText.removed_at.is_(None)
    )
    rows = session.execute(
        select(Round, chosen.correlate(Run).scalar_subquery(), held.correlate(Run).scalar_subquery())
        .join(Run, Run.round_id == Round.id)
        .where(Round.contest_id.in_(contest_ids), Round.stage.in_(stages), *_confirmed())
        .options(joinedload(Round.contest))
        .order_by(Round.id.desc())
    )
    return [FinishedRound(*row) for row in rows]


def _confirmed() -> list[ColumnElement[bool]]:
    return [Run.kind == "selection", Run.frozen.is_(True), Run.state == RunState.DONE]


def selected_entries(session: Session, round_id: int) -> Sequence[Entry]:
    """The works the round's confirmed selection chose, with authors, in order of receipt."""
    return session.scalars(
        select(Entry)
        .join(Selection, Selection.entry_id == Entry.id)
        .join(Run, Run.id == Selection.run_id)
        .where(Run.round_id == round_id, Selection.selected.is_(True), *_confirmed())
        .options(selectinload(Entry.authors))
        .order_by(Entry.number)
    ).all()


# ── comparing


def compared_texts(session: Session, contest_id: int, as_of: datetime) -> Sequence[LibraryText]:
    """What entries of this contest are compared with, as the library stood at that instant.

    Works of the same contest are left out: one sent up from the level below would meet itself.
    """
    return session.scalars(
        select(LibraryText)
        .where(
            LibraryText.kind.in_(COMPARED),
            _stood(as_of),
            LibraryText.contest_id.is_distinct_from(contest_id),
        )
        .order_by(LibraryText.id)
    ).all()


def official_texts(session: Session, contest_id: int, as_of: datetime) -> list[str]:
    """Texts whose words all may use: the contest's notice and attachments, and the official texts of the
    library as it stood at that instant."""
    contest = session.get_one(Contest, contest_id)
    own = [contest.notice, *(str(a.get("text", "")) for a in contest.attachments)]
    shared = session.scalars(
        select(LibraryText.text)
        .where(LibraryText.kind == LibraryKind.OFFICIAL, _stood(as_of))
        .order_by(LibraryText.id)
    )
    return [text for text in [*own, *shared] if text.strip()]


def _stood(as_of: datetime) -> ColumnElement[bool]:
    kept = LibraryText.removed_at.is_(None) | (LibraryText.removed_at > as_of)
    return (LibraryText.added_at <= as_of) & kept


# ── arrivals


@dataclass(frozen=True, slots=True)
class Arrival:
    """A received entry that was not compared yet."""

    entry_id: int
    number: int
    text: str
    hint: EntryHint | None  # of a comparison that did not come to its end


def rounds_with_arrivals(session: Session) -> list[int]:
    """Rounds that receive works and hold some nobody has compared yet."""
    return list(
        session.scalars(
            select(Entry.round_id)
            .join(Round, Round.id == Entry.round_id)
            .outerjoin(EntryHint, EntryHint.entry_id == Entry.id)
            .where(Round.stage.in_(RECEIVING), *_waits())
            .distinct()
        )
    )


def arrivals(session: Session, round_id: int, limit: int) -> list[Arrival]:
    """Some of the round's entries that were not compared, in order of receipt."""
    rows = session.execute(
        select(Entry.id, Entry.number, Entry.text, EntryHint)
        .outerjoin(EntryHint, EntryHint.entry_id == Entry.id)
        .where(Entry.round_id == round_id, *_waits())
        .order_by(Entry.number)
        .limit(limit)
    )
    return [Arrival(*row) for row in rows]


def _waits() -> list[ColumnElement[bool]]:
    tried = EntryHint.compared_at.is_(None) & (EntryHint.attempts < MOST_TRIALS)
    return [Entry.state != EntryState.WITHDRAWN, EntryHint.id.is_(None) | tried]


def receiving_rounds(session: Session) -> set[int]:
    return set(session.scalars(select(Round.id).where(Round.stage.in_(RECEIVING))))


@dataclass(frozen=True, slots=True)
class Named:
    """A text an arrival may overlap with, by its key in the index.

    sha256: of what the index was made from; kind: of a library text, None for an entry; contest_id: where a
    library text comes from; number: of an entry
    """

    id: int
    sha256: str
    title: str
    kind: LibraryKind | None = None
    contest_id: int | None = None
    number: int | None = None


def indexed_texts(session: Session) -> list[Named]:
    """All library texts that entries are compared with."""
    columns = (
        LibraryText.id, LibraryText.sha256, LibraryText.title, LibraryText.kind, LibraryText.contest_id
    )  # fmt: skip
    rows = session.execute(
        select(*columns).where(LibraryText.kind.in_(COMPARED), LibraryText.removed_at.is_(None))
    )
    return [Named(i, sha256, title, kind, contest_id) for i, sha256, title, kind, contest_id in rows]


def indexed_entries(session: Session, round_id: int) -> list[Named]:
    """All entries of the round that take part."""
    rows = session.execute(
        select(Entry.id, Entry.sha256, Entry.title, Entry.number).where(
            Entry.round_id == round_id, Entry.state != EntryState.WITHDRAWN
        )
    )
    return [Named(i, sha256, title, number=number) for i, sha256, title, number in rows]


def bodies(session: Session, table: type[Entry] | type[LibraryText], ids: Collection[int]) -> dict[int, str]:
    """Id → text of these rows."""
    rows = session.execute(select(table.id, table.text).where(table.id.in_(ids)))
    return {row_id: text for row_id, text in rows}


def hints_of(session: Session, entry_ids: Collection[int]) -> Mapping[int, EntryHint]:
    """Entry id → its hint row."""
    rows = session.scalars(select(EntryHint).where(EntryHint.entry_id.in_(entry_ids)))
    return {hint.entry_id: hint for hint in rows}
