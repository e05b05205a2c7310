"""Reading cases and their texts; staff only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from reviewapp.models.contest import Contest, Recommender, Round
from reviewapp.models.entry import Entry, EntryState
from reviewapp.models.people import Unit
from reviewapp.models.result import Run, RunState
from reviewapp.models.similarity import CaseMember, SimilarityCase, Verdict


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member of a case with what the evidence page shows of it."""

    entry: Entry
    unit_name: str
    recommender_name: str

    @property
    def authors(self) -> str:
        return "、".join(a.name for a in self.entry.authors)


@dataclass(frozen=True, slots=True)
class CorpusEntry:
    """A text to compare, with whose it is and when it came."""

    id: int
    text: str
    unit_id: int
    authors: tuple[str, ...]
    number: int


def corpus(session: Session, round_: Round) -> list[CorpusEntry]:
    """Every entry of the round that takes part."""
    found = session.scalars(
        select(Entry)
        .where(Entry.round_id == round_.id, Entry.state != EntryState.WITHDRAWN)
        .options(selectinload(Entry.authors))
        .order_by(Entry.number)
    )
    return [CorpusEntry(e.id, e.text, e.unit_id, tuple(a.name for a in e.authors), e.number) for e in found]


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


def cases(session: Session, round_id: int, verdict: Verdict | None = None) -> Sequence[SimilarityCase]:
    """Cases the list shows: current ones and decided ones, strongest first."""
    query = (
        select(SimilarityCase)
        .where(SimilarityCase.round_id == round_id)
        .options(selectinload(SimilarityCase.members))
        .order_by(SimilarityCase.superseded, SimilarityCase.score.desc(), SimilarityCase.number)
    )
    if verdict is not None:
        query = query.where(SimilarityCase.verdict == verdict)
    return session.scalars(query).all()


def case_by_number(session: Session, round_id: int, number: int) -> SimilarityCase | None:
    return session.scalar(
        select(SimilarityCase)
        .where(SimilarityCase.round_id == round_id, SimilarityCase.number == number)
        .options(selectinload(SimilarityCase.members), selectinload(SimilarityCase.passages))
    )


def members_of(session: Session, found: Sequence[SimilarityCase]) -> Mapping[int, MemberView]:
    """Entry id → its view, for all members of the given cases."""
    ids = {m.entry_id for case in found for m in case.members}
    rows = session.execute(
        select(Entry, Unit.name, Recommender.name)
        .join(Unit, Unit.id == Entry.unit_id)
        .join(Recommender, Recommender.id == Entry.recommender_id)
        .where(Entry.id.in_(ids))
        .options(selectinload(Entry.authors))
    )
    return {entry.id: MemberView(entry, unit, recommender) for entry, unit, recommender in rows}


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
