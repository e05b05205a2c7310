"""What an edit does, as plain values for a preview: the act itself is tried and taken back.

So a preview allows and refuses what the act does, and nothing of its rules is written twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from reviewapp.access import Actor
from reviewapp.contests import marking
from reviewapp.contests import queries as contest_queries
from reviewapp.contests.marking import WHOLE, QuotaDraft
from reviewapp.db import taken_back
from reviewapp.errors import Invalid
from reviewapp.models.contest import Round, ScoreMethod
from reviewapp.models.entry import Entry
from reviewapp.models.paper import Paper
from reviewapp.models.similarity import SimilarityCase
from reviewapp.runs import Json
from reviewapp.selection import queries
from reviewapp.selection.genre_quotas import GenreQuota, set_genre_quotas
from reviewapp.similarity import actions as similarity
from reviewapp.similarity.actions import Decision
from reviewapp.words import say

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Edit:
    """`what`: quotas, method, weights or verdict; `change`: see preview.py; `form`: the fields as they were sent,
    so that the edit can be made from the page that shows what it would do."""

    what: str
    change: Json
    form: tuple[tuple[str, str], ...] = ()
    about: int | None = None  # number of the similarity case


def _tried(session: Session, act: Callable[[], object], read: Callable[[], Found]) -> Found:
    """What is read after an act, which is then taken back."""
    with taken_back(session):
        act()
        session.flush()
        return read()


def quotas(
    session: Session, actor: Actor, round_: Round, data: tuple[QuotaDraft, ...], *, now: datetime
) -> Json:
    """Other places."""
    return {
        "quotas": _tried(
            session,
            lambda: marking.set_quotas(session, actor, round_, data, now=now),
            lambda: queries.field(session, round_)["quotas"],
        )
    }


def genres(
    session: Session, actor: Actor, round_: Round, data: tuple[GenreQuota, ...], *, now: datetime
) -> Json:
    """Other places of genres."""
    return {
        "quotas": _tried(
            session,
            lambda: set_genre_quotas(session, actor, round_, data, now=now),
            lambda: queries.field(session, round_)["quotas"],
        )
    }


def method(chosen: ScoreMethod) -> Json:
    """Another score that counts; the reason is asked for when it is done."""
    return {"method": chosen.value}


def weights(session: Session, round_: Round, percents: Mapping[int, int]) -> Json:
    """Other weights of the criteria, in percent of the full marks; Invalid unless they make 100."""
    rubric = contest_queries.rubric_of(session, round_)
    if rubric is None:
        raise Invalid(say("本轮还没有评分标准。"))
    given = {str(c.id): percents.get(c.id, 0) for c in rubric.criteria}
    total = sum(given.values())
    if total != WHOLE or min(given.values()) < 0:
        raise Invalid(say("各维度权重之和是 %(sum)s%%，应当是 %(wanted)s%%。", sum=total, wanted=WHOLE))
    return {"weights": given}


def verdict(
    session: Session, actor: Actor, round_: Round, case: SimilarityCase, data: Decision, *, now: datetime
) -> Json:
    """Another verdict on a case: what it does to its works.  Words are asked for when it is given."""
    wordless = replace(data, reason=data.reason.strip() or "预览", told="")
    members = [member.entry_id for member in case.members]
    return _tried(
        session,
        lambda: similarity.decide_case(session, actor, case, round_, wordless, now=now),
        lambda: _effects(session, round_, members),
    )


def _effects(session: Session, round_: Round, entries: list[int]) -> Json:
    """Papers with what verdicts do to them, entries with the case that disqualifies them."""
    cases = queries.disqualifying_cases(session, round_.id)
    papers = {}
    for entry in entries:
        paper = session.get(Paper, session.get_one(Entry, entry).paper_id or 0)
        if paper is not None:
            papers[str(paper.id)] = [paper.excluded, paper.penalty_points]
    return {"papers": papers, "cases": {str(entry): cases.get(entry) for entry in entries}}
