"""The audit log: every act of consequence, in the transaction that does it.

Events form one chain per contest.  Each carries the HMAC of itself and of its predecessor's, keyed
with a secret outside the database, so that a later edit, deletion, insertion or swap is found by
`verify`, and a rewrite of the whole chain needs the key.  A cut tail is found against `AuditHead` and
against heads noted elsewhere (`flask check` prints them for that purpose).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from reviewapp.access import Actor
from reviewapp.models.log import AuditEvent, AuditHead

GENESIS = "0" * 64
_SEALED = ("chain", "seq", "at", "actor_id", "actor_name", "verb", "subject", "facts", "previous")

# what every act asks and writes: built once, and written without the session's bookkeeping, which costs as much
# again
_EVENTS, _HEADS = (AuditEvent.metadata.tables[t.__tablename__] for t in (AuditEvent, AuditHead))
_HEAD = select(_HEADS.c.seq, _HEADS.c.hash).where(_HEADS.c.chain == bindparam("of")).with_for_update()
_APPEND, _BEGIN = insert(_EVENTS), insert(_HEADS)
_MOVE = update(_HEADS).where(_HEADS.c.chain == bindparam("of"))


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a chain does not hold."""

    chain: int
    seq: int
    what: str  # 'gap', 'altered', 'unlinked', 'cut'


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a chain.  The hash stands for all that was recorded up to it."""

    seq: int
    hash: str


def canonical(value: object) -> bytes:
    """The one byte form of a JSON value: sorted keys, no spaces, UTF-8."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def record(
    session: Session,
    actor: Actor,
    verb: str,
    subject: str,
    *,
    contest_id: int | None = None,
    now: datetime,
    **facts: Any,
) -> None:
    """Append one event to the contest's chain (chain 0: outside any contest)."""
    session.flush()  # what the act changed comes first: everybody takes the locks in this order
    chain, connection = contest_id or 0, session.connection()
    head = connection.execute(_HEAD, {"of": chain}).one_or_none()
    seq, previous = (head.seq + 1, head.hash) if head else (1, GENESIS)
    who = {"actor_id": actor.user_id, "actor_name": actor.name}
    event = {"chain": chain, "seq": seq, "at": now, **who, "verb": verb, "subject": subject}
    event |= {"facts": facts, "previous": previous}
    sealed = _seal(event, session.info["audit_key"])
    connection.execute(_APPEND, {**event, "hash": sealed})
    if head:
        connection.execute(_MOVE, {"of": chain, "seq": seq, "hash": sealed})
    else:
        connection.execute(_BEGIN, {"chain": chain, "seq": seq, "hash": sealed})


def place(session: Session, contest_id: int) -> Place | None:
    """How far the contest's chain goes; None before its first event."""
    head = session.execute(
        select(AuditHead.seq, AuditHead.hash).where(AuditHead.chain == contest_id)
    ).one_or_none()
    return Place(*head) if head is not None else None


def only_since(session: Session, contest_id: int, since: Place, verbs: Collection[str]) -> bool:
    """True when every act recorded after `since` is one of `verbs`, and the chain is still the one it was."""
    events = session.execute(
        select(AuditEvent.seq, AuditEvent.hash)
        .where(AuditEvent.chain == contest_id, AuditEvent.seq >= since.seq)
        .where((AuditEvent.seq == since.seq) | AuditEvent.verb.not_in(verbs))
        .order_by(AuditEvent.seq)
        .limit(2)
    )
    return [tuple(event) for event in events] == [(since.seq, since.hash)]


# asked by every page of a run: built once
_OTHER = (
    select(AuditEvent.seq)
    .where(AuditEvent.chain == bindparam("chain"), AuditEvent.verb.not_in(bindparam("verbs", expanding=True)))
    .order_by(AuditEvent.seq.desc())
    .limit(1)
)
_AFTER_ALL_OTHERS = (
    select(AuditEvent.seq)
    .where(AuditEvent.chain == bindparam("chain"), AuditEvent.verb == bindparam("verb"))
    .where(AuditEvent.subject == bindparam("subject"))
    .where(AuditEvent.seq > func.coalesce(_OTHER.scalar_subquery(), 0))
    .limit(1)
)


def followed_only_by(
    session: Session, contest_id: int, verb: str, subject: str, verbs: Collection[str]
) -> bool:
    """True when this act is in the contest's chain and every act recorded after it is one of `verbs`."""
    asked = {"chain": contest_id, "verb": verb, "subject": subject, "verbs": verbs}
    return session.scalar(_AFTER_ALL_OTHERS, asked) is not None


def verify(session: Session) -> list[Break]:
    """Every break in every chain; an empty list means that the log is as it was written."""
    key: bytes = session.info["audit_key"]
    heads = {h.chain: h for h in session.scalars(select(AuditHead))}
    breaks: list[Break] = []
    last: dict[int, tuple[int, str]] = {}
    for event in session.scalars(select(AuditEvent).order_by(AuditEvent.chain, AuditEvent.seq)):
        seq, previous = last.get(event.chain, (0, GENESIS))
        if event.seq != seq + 1:
            breaks.append(Break(event.chain, event.seq, "gap"))
        if event.previous != previous:
            breaks.append(Break(event.chain, event.seq, "unlinked"))
        if not hmac.compare_digest(event.hash, _seal(vars(event), key)):
            breaks.append(Break(event.chain, event.seq, "altered"))
        last[event.chain] = (event.seq, event.hash)
    for chain, head in heads.items():
        if last.get(chain, (0, GENESIS)) != (head.seq, head.hash):
            breaks.append(Break(chain, head.seq, "cut"))
    breaks += [Break(chain, 0, "cut") for chain in last if chain not in heads]
    return breaks


def heads(session: Session) -> list[AuditHead]:
    """The newest event of each chain; noted outside, they prove later that no tail was cut off."""
    return list(session.scalars(select(AuditHead).order_by(AuditHead.chain)))


def _seal(event: Mapping[str, Any], key: bytes) -> str:
    """event: column → value."""
    at = event["at"].astimezone(UTC).isoformat(timespec="microseconds")
    body = [at if name == "at" else event[name] for name in _SEALED]
    return hmac.new(key, canonical(body), hashlib.sha256).hexdigest()
