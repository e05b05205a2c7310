"""Reading cases and their texts; staff only."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, defer, selectinload

from reviewapp.models.contest import Contest, Recommender, Round
from reviewapp.models.entry import Entry, EntryState
from reviewapp.models.log import AuditEvent
from reviewapp.models.paper import Paper
from reviewapp.models.people import Unit
from reviewapp.models.result import Run, RunState
from reviewapp.models.similarity import CaseMember, SimilarityCase, Verdict


@dataclass(frozen=True, slots=True)
class MemberView:
    """An entry of a case with what the pages show of it.

    excluded, penalty_points: of its paper, by all verdicts together (and a withdrawal)
    """

    entry: Entry
    unit_name: str
    recommender_name: str
    excluded: bool
    penalty_points: int

    @property
    def authors(self) -> str:
        return "、".join(a.name for a in self.entry.authors)


@dataclass(frozen=True, slots=True)
class Ruling:
    """One line of a case's history: who decided what, when and why."""

    at: datetime
    actor_name: str
    before: Verdict
    verdict: Verdict
    reason: str
    penalty_points: int
    affected: tuple[int, ...]  # entry ids


@dataclass(frozen=True, slots=True)
class CorpusEntry:
    """A text to compare, with whose it is and when it came."""

    id: int
    text: str
    unit_id: int
    authors: tuple[str, ...]
    received_at: datetime


def corpus(session: Session, round_: Round) -> list[CorpusEntry]:
    """Every entry of the round that takes part."""
    found = session.scalars(
        select(Entry)
        .where(Entry.round_id == round_.id, Entry.state != EntryState.WITHDRAWN)
        .options(selectinload(Entry.authors))
        .order_by(Entry.number)
    )
    return [
        CorpusEntry(e.id, e.text, e.unit_id, tuple(a.name for a in e.authors), e.submitted_at) for e in found
    ]


def official_texts(session: Session, contest_id: int) -> list[str]:
    """The notice and its attachments: words everybody may use."""
    contest = session.get_one(Contest, contest_id)
    return [t for t in [contest.notice, *(str(a.get("text", "")) for a in contest.attachments)] if t.strip()]


def all_cases(session: Session, round_id: int) -> Sequence[SimilarityCase]:
    """Every case of the round by its members' key, for a new scan to recognise."""
    return session.scalars(
        select(SimilarityCase)
        .where(SimilarityCase.round_id == round_id)
        .options(selectinload(SimilarityCase.members), selectinload(SimilarityCase.passages))
    ).all()


def next_number(session: Session, round_id: int) -> int:
    return (
        session.scalar(select(func.max(SimilarityCase.number)).where(SimilarityCase.round_id == round_id))
        or 0
    ) + 1


def cases(
    session: Session,
    round_id: int,
    verdict: Verdict | None = None,
    *,
    offset: int = 0,
    limit: int | None = None,
) -> Sequence[SimilarityCase]:
    """Cases the list shows, strongest first; those a later scan no longer found come last."""
    query = (
        select(SimilarityCase)
        .where(*_shown(round_id, verdict))
        .options(selectinload(SimilarityCase.members))
        .order_by(SimilarityCase.superseded, SimilarityCase.score.desc(), SimilarityCase.number)
    )
    return session.scalars(query.offset(offset).limit(limit)).all()


def case_count(session: Session, round_id: int, verdict: Verdict | None = None) -> int:
    """Length of the list `cases` shows."""
    query = select(func.count()).select_from(SimilarityCase).where(*_shown(round_id, verdict))
    return session.scalar(query) or 0


def _shown(round_id: int, verdict: Verdict | None) -> list[ColumnElement[bool]]:
    conditions = [SimilarityCase.round_id == round_id]
    return conditions if verdict is None else [*conditions, SimilarityCase.verdict == verdict]


def case_by_number(session: Session, round_id: int, number: int) -> SimilarityCase | None:
    return session.scalar(
        select(SimilarityCase)
        .where(SimilarityCase.round_id == round_id, SimilarityCase.number == number)
        .options(selectinload(SimilarityCase.members), selectinload(SimilarityCase.passages))
    )


def members_of(
    session: Session, found: Sequence[SimilarityCase], *, texts: bool = False
) -> Mapping[int, MemberView]:
    """Entry id → its view, for all members of the given cases; `texts`: with the whole text."""
    return entry_views(session, {m.entry_id for case in found for m in case.members}, texts=texts)


def entry_views(
    session: Session, entry_ids: Collection[int], *, texts: bool = False
) -> Mapping[int, MemberView]:
    """Entry id → its view."""
    options = [selectinload(Entry.authors)] if texts else [selectinload(Entry.authors), defer(Entry.text)]
    rows = session.execute(
        select(Entry, Unit.name, Recommender.name, Paper.excluded, Paper.penalty_points)
        .join(Unit, Unit.id == Entry.unit_id)
        .join(Recommender, Recommender.id == Entry.recommender_id)
        .outerjoin(Paper, Paper.id == Entry.paper_id)
        .where(Entry.id.in_(entry_ids))
        .options(*options)
        .order_by(Entry.number)
    )
    return {
        entry.id: MemberView(entry, unit, recommender, bool(excluded), penalty or 0)
        for entry, unit, recommender, excluded, penalty in rows
    }


def verdict_counts(session: Session, round_id: int) -> Mapping[Verdict, int]:
    """How many current cases have each verdict; every verdict is named."""
    rows = session.execute(
        select(SimilarityCase.verdict, func.count())
        .where(SimilarityCase.round_id == round_id, SimilarityCase.superseded.is_(False))
        .group_by(SimilarityCase.verdict)
    )
    found = {verdict: count for verdict, count in rows}
    return {verdict: found.get(verdict, 0) for verdict in Verdict}


def cases_touching(session: Session, case: SimilarityCase) -> Sequence[SimilarityCase]:
    """Other decided cases with an entry of this one among those they affect: effects add up."""
    mine = {m.entry_id for m in case.members}
    return session.scalars(
        select(SimilarityCase)
        .where(
            SimilarityCase.round_id == case.round_id,
            SimilarityCase.id != case.id,
            SimilarityCase.members.any(CaseMember.affected.is_(True) & CaseMember.entry_id.in_(mine)),
        )
        .options(selectinload(SimilarityCase.members))
        .order_by(SimilarityCase.number)
    ).all()


def rulings(session: Session, contest_id: int, case: SimilarityCase) -> list[Ruling]:
    """Every verdict the case ever had, oldest first, as the audit log keeps them."""
    events = session.scalars(
        select(AuditEvent)
        .where(
            AuditEvent.chain == contest_id,
            AuditEvent.verb == "similarity.decided",
            AuditEvent.subject == f"case:{case.id}",
        )
        .order_by(AuditEvent.seq)
    )
    return [_ruling(event) for event in events]


def _ruling(event: AuditEvent) -> Ruling:
    facts = event.facts
    return Ruling(
        event.at,
        event.actor_name,
        Verdict(facts["before"]),
        Verdict(facts["verdict"]),
        facts["reason"],
        facts["penalty_points"],
        tuple(facts["affected"]),
    )


def entry_ids_by_number(session: Session, round_id: int, numbers: Collection[int]) -> Mapping[int, int]:
    """Receipt number → entry id, for those that exist in the round."""
    rows = session.execute(
        select(Entry.number, Entry.id).where(Entry.round_id == round_id, Entry.number.in_(numbers))
    )
    return {number: entry_id for number, entry_id in rows}


def latest_scan(session: Session, round_id: int) -> Run | None:
    """The newest finished scan."""
    return session.scalar(
        select(Run)
        .where(Run.round_id == round_id, Run.kind == "similarity", Run.state == RunState.DONE)
        .order_by(Run.id.desc())
        .limit(1)
    )


def disqualified(session: Session, round_id: int) -> set[int]:
    """Ids of entries that a verdict has disqualified."""
    return set(
        session.scalars(
            select(CaseMember.entry_id)
            .join(SimilarityCase, SimilarityCase.id == CaseMember.case_id)
            .where(
                SimilarityCase.round_id == round_id,
                SimilarityCase.verdict == Verdict.DISQUALIFIED,
                CaseMember.affected.is_(True),
            )
        )
    )


def penalties(session: Session, round_id: int) -> dict[int, int]:
    """Entry id → points taken off by all verdicts together."""
    rows = session.execute(
        select(CaseMember.entry_id, func.sum(SimilarityCase.penalty_points))
        .join(SimilarityCase, SimilarityCase.id == CaseMember.case_id)
        .where(
            SimilarityCase.round_id == round_id,
            SimilarityCase.verdict == Verdict.PENALTY,
            CaseMember.affected.is_(True),
        )
        .group_by(CaseMember.entry_id)
    )
    return {entry_id: int(points) for entry_id, points in rows}
