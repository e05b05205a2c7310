"""Reading cases and their texts: for the staff, and what units and judges may know of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, defer, selectinload

from reviewapp.models.contest import Contest, Recommender, Round
from reviewapp.models.entry import Entry, EntryState
from reviewapp.models.judging import Assignment, AssignmentState, Judge
from reviewapp.models.library import LibraryText
from reviewapp.models.log import AuditEvent
from reviewapp.models.paper import Paper
from reviewapp.models.people import Author, Region, Unit
from reviewapp.models.result import Run, RunState, Standing
from reviewapp.models.similarity import CaseHearing, CaseMember, Passage, SimilarityCase, Verdict
from reviewapp.similarity import barred, effects
from reviewapp.similarity.parties import folded
from reviewapp.similarity.rows import CorpusEntry, MemberView, Overlap, OwnCase, Place

HISTORY = ("decided", "asked", "replied", "appealed", "appeal_answered")  # verbs shown on a case


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
    return session.scalars(_whole().where(SimilarityCase.round_id == round_id)).all()


def _whole() -> Select[SimilarityCase]:
    """Cases with all that belongs to them."""
    return select(SimilarityCase).options(
        selectinload(SimilarityCase.members).selectinload(CaseMember.hearing),
        selectinload(SimilarityCase.library),
        selectinload(SimilarityCase.passages),
    )


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
    standings_run: int | None = None,
) -> Sequence[SimilarityCase]:
    """Cases the list shows, strongest first; those a later scan no longer found come last.

    standings_run: the case of the entry that stands highest in this run first, then by evidence
    """
    order: list[Any] = [SimilarityCase.superseded, SimilarityCase.score.desc(), SimilarityCase.number]
    if standings_run is not None:
        best = _best_rank(standings_run)
        order[1:1] = [best.is_(None), best]
    query = (
        select(SimilarityCase)
        .where(*_shown(round_id, verdict))
        .options(
            selectinload(SimilarityCase.members).selectinload(CaseMember.hearing),
            selectinload(SimilarityCase.library),
        )
        .order_by(*order)
    )
    return session.scalars(query.offset(offset).limit(limit)).all()


def _best_rank(run_id: int) -> ColumnElement[int | None]:
    """Of the entries of a case in this run."""
    return (
        select(func.min(Standing.rank))
        .join(Entry, Entry.paper_id == Standing.paper_id)
        .join(CaseMember, CaseMember.entry_id == Entry.id)
        .where(Standing.run_id == run_id, CaseMember.case_id == SimilarityCase.id)
        .correlate(SimilarityCase)
        .scalar_subquery()
    )


def case_count(session: Session, round_id: int, verdict: Verdict | None = None) -> int:
    """Length of the list `cases` shows."""
    query = select(func.count()).select_from(SimilarityCase).where(*_shown(round_id, verdict))
    return session.scalar(query) or 0


def _shown(round_id: int, verdict: Verdict | None) -> list[ColumnElement[bool]]:
    conditions = [SimilarityCase.round_id == round_id]
    return conditions if verdict is None else [*conditions, SimilarityCase.verdict == verdict]


def case_by_number(session: Session, round_id: int, number: int) -> SimilarityCase | None:
    found = _whole().where(SimilarityCase.round_id == round_id, SimilarityCase.number == number)
    return session.scalar(found)


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
        select(Entry, Unit, Recommender.name, Paper.excluded, Paper.penalty_points, Region.name)
        .join(Unit, Unit.id == Entry.unit_id)
        .outerjoin(Region, Region.id == Unit.region_id)
        .join(Recommender, Recommender.id == Entry.recommender_id)
        .outerjoin(Paper, Paper.id == Entry.paper_id)
        .where(Entry.id.in_(entry_ids))
        .options(*options)
        .order_by(Entry.number)
    )
    return {
        entry.id: MemberView(
            entry, unit.name, recommender, bool(out), penalty or 0, tuple(unit.aliases), region or ""
        )
        for entry, unit, recommender, out, penalty, region in rows
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
    acts = CaseMember.affected.is_(True) & ~effects.replaced()
    return session.scalars(
        select(SimilarityCase)
        .where(
            SimilarityCase.round_id == case.round_id,
            SimilarityCase.id != case.id,
            SimilarityCase.members.any(acts & CaseMember.entry_id.in_(mine)),
        )
        .options(selectinload(SimilarityCase.members))
        .order_by(SimilarityCase.number)
    ).all()


def history(session: Session, contest_id: int, case: SimilarityCase) -> Sequence[AuditEvent]:
    """All that was decided, asked, said and answered on the case, oldest first, as the audit log keeps it."""
    return session.scalars(
        select(AuditEvent)
        .where(
            AuditEvent.chain == contest_id,
            AuditEvent.verb.in_([f"similarity.{verb}" for verb in HISTORY]),
            AuditEvent.subject == f"case:{case.id}",
        )
        .order_by(AuditEvent.seq)
    ).all()


def entry_ids_by_number(session: Session, round_id: int, numbers: Collection[int]) -> Mapping[int, int]:
    """Receipt number → entry id, for those that exist in the round."""
    rows = session.execute(
        select(Entry.number, Entry.id).where(Entry.round_id == round_id, Entry.number.in_(numbers))
    )
    return {number: entry_id for number, entry_id in rows}


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
                ~effects.replaced(),
            )
        )
    )


def library_texts(session: Session, case: SimilarityCase) -> Mapping[int, LibraryText]:
    """Library id → text, for the library texts of a case."""
    ids = [held.library_id for held in case.library]
    return {t.id: t for t in session.scalars(select(LibraryText).where(LibraryText.id.in_(ids)))}


def standings_run(session: Session, round_id: int) -> Run | None:
    """The standings to look at: the frozen run, else the newest."""
    return session.scalar(
        select(Run)
        .where(Run.round_id == round_id, Run.kind == "standings", Run.state == RunState.DONE)
        .order_by(Run.frozen.desc(), Run.id.desc())
        .limit(1)
    )


def places(session: Session, run_id: int, entry_ids: Collection[int]) -> Mapping[int, Place]:
    """Entry id → its place in the standings; joins entries with papers, so only behind an opened seal."""
    rows = session.execute(
        select(Entry.id, Standing.rank, Standing.final)
        .join(Standing, Standing.paper_id == Entry.paper_id)
        .where(Standing.run_id == run_id, Entry.id.in_(entry_ids))
    )
    return {entry_id: Place(rank, score) for entry_id, rank, score in rows}


def seal_opened(session: Session, round_: Round, run: Run) -> bool:
    """Has somebody put these standings beside the works they belong to, on record?"""
    opened = select(AuditEvent.id).where(
        AuditEvent.chain == round_.contest_id,
        AuditEvent.verb == "similarity.seal_opened",
        AuditEvent.subject == f"run:{run.id}",
    )
    return session.scalar(opened.limit(1)) is not None


def own_cases(session: Session, round_id: int, unit_ids: Collection[int]) -> list[OwnCase]:
    """Cases in which works of these units (or recommended by them) were asked about or are affected; for the
    units; a case that another one replaced for the work is left out.  Nothing of the other members is loaded,
    nor the reason written for the file."""
    rows = session.execute(
        select(SimilarityCase, CaseMember, Entry, Recommender)
        .join(CaseMember, CaseMember.case_id == SimilarityCase.id)
        .join(Entry, Entry.id == CaseMember.entry_id)
        .join(Recommender, Recommender.id == Entry.recommender_id)
        .outerjoin(CaseHearing, CaseHearing.member_id == CaseMember.id)
        .where(
            SimilarityCase.round_id == round_id,
            or_(Entry.unit_id.in_(unit_ids), Recommender.unit_id.in_(unit_ids)),
            or_(CaseMember.affected.is_(True), CaseHearing.id.is_not(None)),
            ~effects.replaced(),
            ~effects.taken_over(),
        )
        .options(selectinload(CaseMember.hearing), defer(SimilarityCase.reason, raiseload=True))
        .order_by(SimilarityCase.number, Entry.number)
    )
    return [OwnCase(*row) for row in rows]


def own_spans(session: Session, case_id: int, entry_id: int) -> list[tuple[int, int]]:
    """Places of one entry that other texts of the case hold too."""
    passages = session.scalars(
        select(Passage).where(
            Passage.case_id == case_id,
            Passage.official.is_(False),
            or_(Passage.a_entry_id == entry_id, Passage.b_entry_id == entry_id),
        )
    )
    return [(p.a_start, p.a_end) if p.a_entry_id == entry_id else (p.b_start, p.b_end) for p in passages]


def overlaps_of(session: Session, round_id: int, judge_id: int, code: str) -> list[Overlap]:
    """Papers that share passages with a paper this judge reads, in order of their random codes.

    Only such as the judge might have been given to read (barred.py), and none of his own.  Says nothing of
    verdicts but that a case found groundless is gone.  Entries are joined, never loaded.
    """
    mine = session.execute(
        select(Paper, Entry.id)
        .join(Assignment, Assignment.paper_id == Paper.id)
        .join(Entry, Entry.paper_id == Paper.id)
        .where(
            Assignment.round_id == round_id,
            Assignment.judge_id == judge_id,
            Assignment.state.in_((AssignmentState.OPEN, AssignmentState.SUBMITTED)),
            Assignment.code == code,
        )
    ).first()
    if mine is None:
        return []
    paper, entry_id = mine
    shared = (
        select(sa.case((Passage.a_entry_id == entry_id, Passage.b_entry_id), else_=Passage.a_entry_id))
        .join(SimilarityCase, SimilarityCase.id == Passage.case_id)
        .where(
            or_(Passage.a_entry_id == entry_id, Passage.b_entry_id == entry_id),
            Passage.official.is_(False),
            SimilarityCase.superseded.is_(False),
            SimilarityCase.verdict != Verdict.NOTHING,
        )
    )
    papers = session.execute(
        select(Paper, Author.name, Judge.name)
        .join(Entry, Entry.paper_id == Paper.id)
        .join(Judge, Judge.id == judge_id)
        .outerjoin(Author, Author.entry_id == Entry.id)
        .where(Entry.id.in_(shared), *barred.readable(judge_id))
        .order_by(Paper.code)
    ).all()
    own = {other.id for other, author, judge in papers if author and folded(author) == folded(judge)}
    found = {other.id: Overlap(paper, other) for other, _author, _judge in papers if other.id not in own}
    return list(found.values())
