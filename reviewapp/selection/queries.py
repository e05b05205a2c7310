"""Reading candidates and decisions; organizer only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, selectinload, undefer

from reviewapp.models.contest import Category, Recommender, Round
from reviewapp.models.entry import Entry, EntryState
from reviewapp.models.paper import Paper
from reviewapp.models.people import Unit
from reviewapp.models.result import (
    ListState,
    Quota,
    Recommendation,
    Run,
    RunState,
    Selection,
    Standing,
)
from reviewapp.models.rubric import Criterion
from reviewapp.models.similarity import CaseMember, SimilarityCase, Verdict
from reviewapp.runs import Json, digest


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
        .order_by(Entry.number)
    )
    return [CandidateRow(*row) for row in rows]


def inputs(session: Session, round_: Round, standings_run_id: int) -> Json:
    """All a selection depends on, as plain values: every entry with what it is ordered by, or why it is out;
    the recommenders with their categories; the quotas."""
    cases = disqualifying_cases(session, round_.id)
    bodies = recommenders(session, round_.contest_id)
    names = criterion_names(session, round_.tie_break)
    declared = [str(c) for c in round_.tie_break if str(c) in names]
    return {
        "entries": [
            _candidate(row, cases.get(row.entry.id), declared)
            for row in candidates(session, round_.id, standings_run_id)
        ],
        "recommenders": [{"id": r.id, "name": r.name, "category": c.id} for r, c in bodies],
        "categories": {str(c.id): c.name for _r, c in bodies},
        "criteria": names,
        "tie_steps": [*declared, "fewer_deductions"],
        "quotas": [
            {
                "scope": q.scope,
                "category": q.category_id,
                "minimum": q.minimum,
                "maximum": q.maximum,
                "hard": q.hard,
            }
            for q in quotas(session, round_.id)
        ],
    }


def _candidate(row: CandidateRow, case: int | None, declared: Sequence[str]) -> Json:
    """Tie keys: mean mark of each declared criterion, then fewer deductions; the larger the better."""
    facts = row.standing.facts if row.standing else {}
    means = facts.get("criteria", {})
    out = _why_out(row, case)
    return {
        "id": row.entry.id,
        "number": row.entry.number,
        "recommender": row.entry.recommender_id,
        "unit": row.entry.unit_id,
        "score": row.standing.final if row.standing and not out else None,
        "se": facts.get("se") if not out else None,
        "tie_keys": [*(float(means.get(c, 0.0)) for c in declared), -float(facts.get("penalty", 0))],
        "ineligible": out,
        "case": case,
    }


def _why_out(row: CandidateRow, case: int | None) -> str:
    """Why an entry takes no part, or nothing; the heaviest reason first."""
    if row.entry.state == EntryState.WITHDRAWN:
        return "withdrawn"
    if case is not None:
        return "disqualified"
    if row.paper is None or row.paper.confirmed_at is None or row.entry.state != EntryState.SEALED:
        return "not_sealed"
    if row.paper.excluded:
        return "excluded"
    return "no_readings" if row.standing is None or row.standing.final is None else ""


def criterion_names(session: Session, ids: Sequence[int]) -> dict[str, str]:
    """Names of the criteria that break ties, by id as text."""
    rows = session.execute(select(Criterion.id, Criterion.name).where(Criterion.id.in_(ids)))
    return {str(i): name for i, name in rows}


def is_current(session: Session, round_: Round, run: Run) -> bool:
    """Whether a new selection from the same standings would start from the same inputs and seed."""
    fresh = inputs(session, round_, run.params["standings_run"])
    return run.seed == round_.seed and run.input_digest == digest(fresh)


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
        .order_by(Recommender.position, Recommender.id)
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


def whole_run(session: Session, round_id: int, run_id: int) -> Run | None:
    """A finished selection of this round with its recorded output."""
    return session.scalar(
        select(Run)
        .where(
            Run.id == run_id,
            Run.round_id == round_id,
            Run.kind == "selection",
            Run.state == RunState.DONE,
        )
        .options(undefer(Run.output))
    )


def selected_counts(session: Session, round_id: int) -> dict[int, int]:
    """Run id → how many works it selected."""
    rows = session.execute(
        select(Selection.run_id, func.count(Selection.id))
        .join(Run, Run.id == Selection.run_id)
        .where(Run.round_id == round_id, Selection.selected.is_(True))
        .group_by(Selection.run_id)
    )
    return {run_id: count for run_id, count in rows}


def selected_entries(session: Session, run_id: int) -> set[int]:
    """Entry ids a run selected."""
    return set(
        session.scalars(
            select(Selection.entry_id).where(Selection.run_id == run_id, Selection.selected.is_(True))
        )
    )


def submitted_list(session: Session, round_id: int) -> Recommendation | None:
    """A recommendation list that was sent up: it holds the confirmed selection in place."""
    return session.scalar(
        select(Recommendation)
        .where(Recommendation.round_id == round_id, Recommendation.state == ListState.SUBMITTED)
        .limit(1)
    )


def decisions(session: Session, run: Run, only: Sequence[int] | None = None) -> list[DecisionRow]:
    """Decisions of a run, recommender by recommender, best first; `only`: ids of recommenders."""
    return _decision_rows(session, run, [] if only is None else [Entry.recommender_id.in_(only)])


def decisions_of_entries(session: Session, run: Run, entry_ids: Collection[int]) -> list[DecisionRow]:
    """The decisions of a run on some entries."""
    return _decision_rows(session, run, [Entry.id.in_(entry_ids)])


def _decision_rows(session: Session, run: Run, wanted: Sequence[ColumnElement[bool]]) -> list[DecisionRow]:
    standings_run = run.params.get("standings_run", 0)
    rows = session.execute(
        select(Selection, Entry, Recommender, Unit.name, Paper.code, Standing)
        .join(Entry, Entry.id == Selection.entry_id)
        .join(Recommender, Recommender.id == Entry.recommender_id)
        .join(Unit, Unit.id == Entry.unit_id)
        .join(Paper, Paper.id == Entry.paper_id, isouter=True)
        .join(Standing, (Standing.paper_id == Paper.id) & (Standing.run_id == standings_run), isouter=True)
        .where(Selection.run_id == run.id, *wanted)
        .options(selectinload(Entry.authors))
        .order_by(
            Recommender.position,
            Recommender.id,
            Selection.group_rank.is_(None),
            Selection.group_rank,
            Entry.number,
        )
    )
    return [DecisionRow(*row) for row in rows]
