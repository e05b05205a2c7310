"""What the demo looks up to know which of its steps are done, and to count what it did."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from reviewapp.models.contest import Contest, Recommender, Round
from reviewapp.models.entry import Entry, EntryState, Mention, MentionState
from reviewapp.models.judging import COUNTED, Assignment, AssignmentKind, AssignmentState, Judge
from reviewapp.models.people import Unit
from reviewapp.models.result import ListState, Recommendation, Run, RunState, Selection
from reviewapp.models.similarity import SimilarityCase, Verdict


def rounds_of(session: Session, slug: str) -> list[int]:
    """Ids of the contest's rounds, first round first; empty when there is no such contest."""
    return list(
        session.scalars(select(Round.id).join(Contest).where(Contest.slug == slug).order_by(Round.id))
    )


def round_with_contest(session: Session, round_id: int) -> Round:
    return session.get_one(Round, round_id, options=[joinedload(Round.contest)])


def recommender_of(session: Session, contest_id: int, unit_name: str) -> Recommender:
    return session.scalars(
        select(Recommender)
        .join(Unit, Unit.id == Recommender.unit_id)
        .where(Recommender.contest_id == contest_id, Unit.name == unit_name)
    ).one()


def has_entries(session: Session, round_id: int, unit_name: str) -> bool:
    """Did this recommending body hand in already?"""
    query = (
        select(Entry.id)
        .join(Recommender, Recommender.id == Entry.recommender_id)
        .join(Unit, Unit.id == Recommender.unit_id)
        .where(Entry.round_id == round_id, Unit.name == unit_name)
    )
    return session.scalar(query.limit(1)) is not None


def finished_runs(session: Session, round_id: int, kind: str) -> int:
    query = select(Run.id).where(Run.round_id == round_id, Run.kind == kind, Run.state == RunState.DONE)
    return len(session.scalars(query).all())


def list_is_submitted(session: Session, round_id: int) -> bool:
    query = select(Recommendation.id).where(
        Recommendation.round_id == round_id, Recommendation.state == ListState.SUBMITTED
    )
    return session.scalar(query) is not None


def any_submitted(session: Session, round_id: int) -> bool:
    """Has the panel marked this round already?"""
    query = select(Assignment.id).where(
        Assignment.round_id == round_id, Assignment.state == AssignmentState.SUBMITTED
    )
    return session.scalar(query.limit(1)) is not None


def untouched_sheets(session: Session, round_id: int) -> Sequence[Assignment]:
    """Open assignments by judge and place in the queue, with the sheet where there is one."""
    return session.scalars(
        select(Assignment)
        .where(Assignment.round_id == round_id, Assignment.state == AssignmentState.OPEN)
        .options(selectinload(Assignment.sheet))
        .order_by(Assignment.judge_id, Assignment.position, Assignment.id)
    ).all()


def digests_by_paper(session: Session, round_id: int) -> dict[int | None, str]:
    """Paper id → SHA-256 of the file it came from."""
    rows = session.execute(select(Entry.paper_id, Entry.sha256).where(Entry.round_id == round_id))
    return {paper_id: sha256 for paper_id, sha256 in rows}


def judges_of(session: Session, contest_id: int) -> Sequence[Judge]:
    return session.scalars(select(Judge).where(Judge.contest_id == contest_id).order_by(Judge.id)).all()


def count_entries(session: Session, round_id: int, state: EntryState | None = None) -> int:
    query = select(func.count()).select_from(Entry).where(Entry.round_id == round_id)
    return session.scalar(query if state is None else query.where(Entry.state == state)) or 0


def count_masks(session: Session, round_id: int) -> int:
    """Accepted masks of the round."""
    query = select(func.count()).select_from(Mention).join(Entry, Entry.id == Mention.entry_id)
    return (
        session.scalar(query.where(Entry.round_id == round_id, Mention.state == MentionState.ACCEPTED)) or 0
    )


def count_cases(session: Session, round_id: int, verdict: Verdict | None = None) -> int:
    """Current similarity cases."""
    query = select(func.count()).select_from(SimilarityCase)
    query = query.where(SimilarityCase.round_id == round_id, SimilarityCase.superseded.is_(False))
    return session.scalar(query if verdict is None else query.where(SimilarityCase.verdict == verdict)) or 0


def count_readings(session: Session, round_id: int) -> dict[tuple[bool, AssignmentState], int]:
    """(is an adjudication, state) → how many."""
    rows = session.execute(
        select(Assignment.kind, Assignment.state, func.count())
        .where(Assignment.round_id == round_id, COUNTED)
        .group_by(Assignment.kind, Assignment.state)
    )
    found: dict[tuple[bool, AssignmentState], int] = {}
    for kind, state, count in rows:
        key = (kind != AssignmentKind.READING, state)
        found[key] = found.get(key, 0) + count
    return found


def selected_by_body(session: Session, round_id: int) -> dict[str, list[int]]:
    """Recommender → [selected, received], by the confirmed selection."""
    rows = session.execute(
        select(Recommender.name, Selection.selected, func.count())
        .join(Entry, Entry.recommender_id == Recommender.id)
        .join(Selection, Selection.entry_id == Entry.id)
        .join(Run, Run.id == Selection.run_id)
        .where(Run.round_id == round_id, Run.frozen.is_(True))
        .group_by(Recommender.id, Recommender.name, Recommender.position, Selection.selected)
        .order_by(Recommender.position)
    )
    found: dict[str, list[int]] = {}
    for name, selected, count in rows:
        line = found.setdefault(name, [0, 0])
        line[0] += count if selected else 0
        line[1] += count
    return found
