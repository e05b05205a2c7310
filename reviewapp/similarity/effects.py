"""What the verdicts of all cases together make of an entry.

Cases of one scan have no entry in common; only a case the newest scan no longer finds can share entries with
one it does find.  When a case grew or shrank (a copier joined, a work was withdrawn), the old case is
superseded and its verdict goes on acting, since no scan may change a result; but once the case that took its
place is decided too, the same copying must not count twice: on every work they share, the verdict given last
counts alone.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from reviewapp.models.similarity import CaseHearing, CaseMember, SimilarityCase, Verdict
from reviewapp.runs import settled


def replaced() -> ColumnElement[bool]:
    """Whether the verdict on an entry gave way to a later one on the same matter; about the SimilarityCase and
    the CaseMember of the query around it."""
    other, its = aliased(SimilarityCase), aliased(CaseMember)
    later = or_(
        other.decided_at > SimilarityCase.decided_at,
        and_(other.decided_at == SimilarityCase.decided_at, other.id > SimilarityCase.id),
    )
    return _elsewhere(other, its, other.verdict != Verdict.OPEN, later)


def taken_over() -> ColumnElement[bool]:
    """Whether another case is where the unit of an entry is heard now: nothing acts here any more, and a case
    the newest scan finds goes on with the same matter and concerns the entry too."""
    other, its = aliased(SimilarityCase), aliased(CaseMember)
    heard = select(CaseHearing.id).where(CaseHearing.member_id == its.id).correlate(its).exists()
    return and_(
        CaseMember.affected.is_(False),
        SimilarityCase.superseded.is_(True),
        _elsewhere(other, its, other.superseded.is_(False), or_(its.affected.is_(True), heard)),
    )


def _elsewhere(
    other: type[SimilarityCase], its: type[CaseMember], *conditions: ColumnElement[bool]
) -> ColumnElement[bool]:
    """A case of the same matter holds this entry and meets the conditions.  The same matter: one of the two is
    superseded, and they share two entries, or all that one of them has (a text copied from the library).  One
    copier in two different company is two matters, and both count."""
    return (
        select(other.id)
        .join(its, its.case_id == other.id)
        .where(
            other.round_id == SimilarityCase.round_id,
            other.id != SimilarityCase.id,
            its.entry_id == CaseMember.entry_id,
            or_(other.superseded.is_(True), SimilarityCase.superseded.is_(True)),
            or_(_shared(other) > 1, _size(SimilarityCase) == 1, _size(other) == 1),
            *conditions,
        )
        .correlate(SimilarityCase, CaseMember)
        .exists()
    )


def _size(case: type[SimilarityCase]) -> ColumnElement[int]:
    member = aliased(CaseMember)
    counted = select(func.count(member.id)).where(member.case_id == case.id)
    return counted.correlate(case).scalar_subquery()


def _shared(other: type[SimilarityCase]) -> ColumnElement[int]:
    """How many entries the two cases have in common."""
    one, its = aliased(CaseMember), aliased(CaseMember)
    return (
        select(func.count(one.id))
        .join(its, its.entry_id == one.entry_id)
        .where(one.case_id == SimilarityCase.id, its.case_id == other.id)
        .correlate(SimilarityCase, other)
        .scalar_subquery()
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
            ~replaced(),
        )
        .group_by(CaseMember.entry_id)
    )
    return {entry_id: int(points) for entry_id, points in rows}


def results_stand(session: Session, round_id: int) -> bool:
    """Whether a selection of the round is confirmed: what it was made from may not change under it."""
    return settled(session, round_id, "selection") is not None
