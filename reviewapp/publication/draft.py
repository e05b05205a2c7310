"""What the organizer writes around a list, and the snapshot it would make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from reviewapp.errors import Invalid
from reviewapp.models.contest import Round
from reviewapp.models.publication import PublicationKind
from reviewapp.publication import queries, snapshot
from reviewapp.runs import Json
from reviewapp.words import say


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """What the organizer writes around the list.

    until: last moment it is shown; None: until taken down
    checked: `snapshot.work_list` of the list as it was previewed; "" when nobody previewed it
    """

    kind: PublicationKind
    heading: str
    preamble: str
    objections: str
    until: datetime | None
    checked: str = ""


LIMITS = {"heading": 200, "preamble": 5000, "objections": 5000}  # characters


def preview(session: Session, round_: Round, data: NoticeDraft, *, now: datetime) -> Json:
    """Exactly the snapshot that `publish_notice` would keep now.

    Raises Invalid without a submitted list, without a heading, or with an end that has passed.
    """
    submitted = queries.submitted_list(session, round_.id)
    if submitted is None:
        raise Invalid(say("推荐名单还没有提交，不能公示。"))
    _check(data, now)
    return snapshot.build(
        round_.contest,
        round_.title,
        data.kind,
        queries.listed_works(session, submitted.id),
        data.heading.strip(),
        data.preamble.strip(),
        data.objections.strip(),
        now,
        data.until,
    )


def _check(data: NoticeDraft, now: datetime) -> None:
    wrong = {} if data.heading.strip() else {"heading": say("请填写标题。")}
    for name, limit in LIMITS.items():
        if len(getattr(data, name)) > limit:
            wrong[name] = say("最多 %(limit)s 个字。", limit=limit)
    if data.until is not None and data.until <= now:
        wrong["until"] = say("公示截止时间已经过去，请填写以后的时间。")
    if data.kind == PublicationKind.NOTICE and data.until is None:
        wrong["until"] = say("公示必须有截止时间。")
    if wrong:
        raise Invalid(next(iter(wrong.values())), wrong)
