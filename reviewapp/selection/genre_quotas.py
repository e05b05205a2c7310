"""The verb about places of genres: they cross the places of recommenders, and may be shares."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from reviewapp.access import Actor, authorize
from reviewapp.audit import record
from reviewapp.contests import rules
from reviewapp.contests.marking import WHOLE
from reviewapp.errors import Invalid
from reviewapp.models.contest import Round
from reviewapp.models.result import Quota
from reviewapp.selection import queries
from reviewapp.words import say

EACH_GENRE = "*"  # any one genre, in each recommender
TOTAL, RECOMMENDER = "total", "recommender"  # whose works are counted


@dataclass(frozen=True, slots=True)
class GenreQuota:
    """Places of a genre in total, as a number or in percent of those selected; or (EACH_GENRE, scope 'recommender')
    at most so many of any one genre in each recommender.  hard, priority: as of other places."""

    genre: str
    minimum: int
    maximum: int | None
    percent: bool = False
    hard: bool = True
    priority: int = 1
    scope: str = TOTAL


def set_genre_quotas(
    session: Session, actor: Actor, round_: Round, data: tuple[GenreQuota, ...], *, now: datetime
) -> None:
    """Replace the places of genres; the others stay.  Recorded with old and new.  Invalid for a genre given twice,
    bounds in the wrong order, shares above 100 or least shares of more than 100 together."""
    authorize(rules.edit_quotas(actor, round_, now=now))
    names = [q.genre.strip() for q in data]
    if not all(names) or len({(q.scope, name) for q, name in zip(data, names, strict=True)}) < len(names):
        raise Invalid(say("每种体裁只能填一行，并且要写明体裁。"))
    for q in data:
        if q.minimum < 0 or (q.maximum is not None and q.maximum < q.minimum):
            raise Invalid(say("最少名额不能多于最多名额。"))
        if q.percent and max(q.minimum, q.maximum or 0) > WHOLE:
            raise Invalid(say("比例应在 0 到 100 之间。"))
    least = sum(q.minimum for q in data if q.percent and q.hard)
    if least > WHOLE:
        raise Invalid(say("各体裁必须满足的最低比例合计 %(sum)s%%，超过 100%%。", sum=least))
    old = queries.genre_quotas(session, round_.id)
    before = [_facts(q) for q in old]
    for quota in old:
        session.delete(quota)
    session.add_all(
        Quota(round_id=round_.id, **asdict(q) | {"genre": name}) for q, name in zip(data, names, strict=True)
    )
    record(
        session, actor, "selection.genres_set", f"round:{round_.id}", contest_id=round_.contest_id, now=now,
        before=before, after=[_facts(q) for q in data],
    )  # fmt: skip


def _facts(quota: Quota | GenreQuota) -> list[object]:
    return [
        quota.scope, quota.genre, quota.minimum, quota.maximum, quota.percent, quota.hard, quota.priority
    ]  # fmt: skip
