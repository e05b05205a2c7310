"""Reading candidates and decisions; organizer only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from reviewapp.models.contest import Category, Recommender
from reviewapp.models.entry import Entry, EntryState
from reviewapp.models.paper import Paper
from reviewapp.models.people import Unit
from reviewapp.models.result import Quota, Run, RunState, Selection, Standing
from reviewapp.models.similarity import CaseMember, SimilarityCase, Verdict


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """An entry with the standing of its paper."""

    entry: Entry
    recommender: Recommender
    paper: Paper | None
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decided entry as the selection page shows it."""

    selection: Selection
    entry: Entry
    recommender: Recommender
    unit_name: str
    code: str | None
    standing: Standing | None

    @property
    def authors(self) -> str:
        return "、".join(a.name for a in self.entry.authors)


def frozen_standings(session: Session, round_id: int) -> Run | None:
    return session.scalar(
        select(Run).where(Run.round_id == round_id, Run.kind == "standings", Run.frozen.is_(True))
    )


def candidates(session: Session, round_id: int, standings_run_id: int) -> list[CandidateRow]:
    """Every entry of the round, withdrawn ones too: each gets its reason."""
    rows = session.execute(
        select(Entry, Recommender, Paper, Standing)
        .join(Recommender, Recommender.id == Entry.recommender_id)
        .join(Paper, Paper.id == Entry.paper_id, isouter=True)
        .join(Standing, (Standing.paper_id == Paper.id) & (Standing.run_id == standings_run_id), isouter=True)
        .where(Entry.round_id == round_id)
        .options(selectinload(Entry.authors))
        .order_by(Entry.number)
    )
    return [CandidateRow(*row) for row in rows]


def disqualifying_cases(session: Session, round_id: int) -> dict[int, int]:
    """Entry id → number of the similarity case that disqualified it."""
    rows = session.execute(
        select(CaseMember.entry_id, SimilarityCase.number)
        .join(SimilarityCase, SimilarityCase.id == CaseMember.case_id)
        .where(
            SimilarityCase.round_id == round_id,
            SimilarityCase.verdict == Verdict.DISQUALIFIED,
            CaseMember.affected.is_(True),
        )
        .order_by(SimilarityCase.number.desc())
    )
    return {entry_id: number for entry_id, number in rows}


def open_cases(session: Session, round_id: int) -> int:
    """Similarity cases nobody has decided yet."""
    query = select(SimilarityCase.id).where(
        SimilarityCase.round_id == round_id,
        SimilarityCase.verdict == Verdict.OPEN,
        SimilarityCase.superseded.is_(False),
    )
    return len(session.scalars(query).all())


def quotas(session: Session, round_id: int) -> Sequence[Quota]:
    return session.scalars(select(Quota).where(Quota.round_id == round_id).order_by(Quota.id)).all()


def recommenders(session: Session, contest_id: int) -> Sequence[tuple[Recommender, Category]]:
    rows = session.execute(
        select(Recommender, Category)
        .join(Category, Category.id == Recommender.category_id)
        .where(Recommender.contest_id == contest_id)
        .order_by(Recommender.position)
    )
    return [(r, c) for r, c in rows]


def selection_runs(session: Session, round_id: int) -> Sequence[Run]:
    """Finished selections, newest first."""
    return session.scalars(
        select(Run)
        .where(Run.round_id == round_id, Run.kind == "selection", Run.state == RunState.DONE)
        .order_by(Run.id.desc())
    ).all()


def confirmed_run(session: Session, round_id: int) -> Run | None:
    return session.scalar(
        select(Run).where(Run.round_id == round_id, Run.kind == "selection", Run.frozen.is_(True))
    )


def decisions(session: Session, run: Run) -> list[DecisionRow]:
    """All decisions of a run, recommender by recommender, best first."""
    standings_run = run.params.get("standings_run", 0)
    rows = session.execute(
        select(Selection, Entry, Recommender, Unit.name, Paper.code, Standing)
        .join(Entry, Entry.id == Selection.entry_id)
        .join(Recommender, Recommender.id == Entry.recommender_id)
        .join(Unit, Unit.id == Entry.unit_id)
        .join(Paper, Paper.id == Entry.paper_id, isouter=True)
        .join(Standing, (Standing.paper_id == Paper.id) & (Standing.run_id == standings_run), isouter=True)
        .where(Selection.run_id == run.id)
        .options(selectinload(Entry.authors))
        .order_by(Recommender.position, Selection.group_rank.is_(None), Selection.group_rank, Entry.number)
    )
    return [DecisionRow(*row) for row in rows]


def withdrawn(entry: Entry) -> bool:
    return entry.state == EntryState.WITHDRAWN
