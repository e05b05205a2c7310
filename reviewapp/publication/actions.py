"""The verbs of publication."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from reviewapp.access import Actor, authorize
from reviewapp.audit import record
from reviewapp.errors import Invalid, Stale
from reviewapp.models.contest import Round
from reviewapp.models.publication import Publication
from reviewapp.publication import queries, rules, snapshot
from reviewapp.publication.draft import NoticeDraft as NoticeDraft
from reviewapp.publication.draft import preview
from reviewapp.runs import digest
from reviewapp.selection import changes
from reviewapp.selection import queries as selection_queries
from reviewapp.words import in_one, say


def publish_notice(
    session: Session, actor: Actor, round_: Round, data: NoticeDraft, *, now: datetime
) -> Publication:
    """The submitted list stands on a public page, frozen, under an address that says nothing.  Recorded
    with the digest.  Raises Invalid as `preview` does, Stale when the list changed since it was checked."""
    authorize(rules.publish(actor, round_, now=now))
    content = preview(session, round_, data, now=now)
    if data.checked and data.checked != snapshot.work_list(content):
        raise Stale(say("预览之后推荐名单有变动。请重新预览核对后再发布。"))
    submitted = queries.submitted_list(session, round_.id)
    publication = Publication(
        round_id=round_.id,
        run_id=submitted.run_id if submitted else None,
        kind=data.kind,
        slug=secrets.token_urlsafe(9),
        snapshot=content,
        digest=digest(content),
        published_at=now,
        until=data.until,
    )
    session.add(publication)
    session.flush()
    record(
        session, actor, "publication.published", f"publication:{publication.id}",
        contest_id=round_.contest_id, now=now,
        kind=data.kind.value, digest=publication.digest, works=content["count"],
    )  # fmt: skip
    return publication


def take_down(
    session: Session, actor: Actor, round_: Round, publication: Publication, reason: str, *, now: datetime
) -> None:
    """The page is gone for the public; the snapshot is kept.  Recorded with the reason."""
    authorize(rules.take_down(actor, round_, now=now))
    if publication.taken_down_at is not None:
        raise Stale(say("这一份已经撤下。"))
    if not reason.strip():
        raise Invalid(say("请写明撤下的理由。"), {"reason": say("必填。")})
    publication.taken_down_at = now
    record(
        session, actor, "publication.taken_down", f"publication:{publication.id}",
        contest_id=round_.contest_id, now=now, reason=reason.strip()[:500],
    )  # fmt: skip


def release_results(
    session: Session, actor: Actor, round_: Round, *, now: datetime, knowingly: bool = False
) -> None:
    """From now on units see what became of their works, with the reason.  Recorded, with what changed since the
    confirmed selection was made; if anything did, only `knowingly`: else Invalid, which names it."""
    authorize(rules.release(actor, round_, now=now))
    confirmed = selection_queries.confirmed_run(session, round_.id)
    if confirmed is None:
        raise Invalid(say("入选结果还没有确认，不能向单位公布。"))
    if round_.released_at is not None:
        raise Stale(say("结果已经向各单位公布过。"))
    differs = changes.since(session, round_, confirmed)
    if differs and not knowingly:
        raise Invalid(say("确认的遴选之后有变动：%(what)s请核对后再公布。", what=in_one(differs)))
    round_.released_at = now
    record(
        session, actor, "publication.released", f"round:{round_.id}", contest_id=round_.contest_id, now=now,
        selection=confirmed.id, differs=[sentence.to_json() for sentence in differs],
    )  # fmt: skip
