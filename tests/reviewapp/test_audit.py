"""The chain of the log: each kind of tampering is found, an honest log is not suspected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewapp import audit
from reviewapp.access import Actor
from reviewapp.models.log import AuditEvent, AuditHead
from tests.conftest import NOW

WHO = Actor(user_id=None, name="柳静")


def write(session: Session, count: int = 5, chain: int = 1) -> None:
    for number in range(count):
        audit.record(
            session, WHO, "judging.saved", f"assignment:{number}", contest_id=chain, now=NOW, marks={"1": 60}
        )


def event(session: Session, seq: int, chain: int = 1) -> AuditEvent:
    found = session.scalar(sa.select(AuditEvent).where(AuditEvent.chain == chain, AuditEvent.seq == seq))
    assert found is not None
    return found


def change(seq: int, **values: object) -> Callable[[Session], None]:
    return lambda s: s.execute(sa.update(AuditEvent).where(AuditEvent.seq == seq).values(**values)) and None


def delete(session: Session, *seqs: int) -> None:
    session.execute(sa.delete(AuditEvent).where(AuditEvent.seq.in_(seqs)))


def delete_and_renumber(session: Session) -> None:
    delete(session, 3)
    for seq in (4, 5):
        session.execute(sa.update(AuditEvent).where(AuditEvent.seq == seq).values(seq=seq - 1))
    session.execute(sa.update(AuditHead).values(seq=4))


def swap(session: Session) -> None:
    second, third = event(session, 2), event(session, 3)
    second.subject, third.subject = third.subject, second.subject
    session.flush()


def insert(session: Session) -> None:
    last = event(session, 5)
    session.add(
        AuditEvent(
            chain=1, seq=6, at=NOW, actor_id=None, actor_name="柳静", verb="judging.saved", subject="assignment:9",
            facts={}, previous=last.hash, hash="0" * 64,
        )
    )  # fmt: skip
    session.execute(sa.update(AuditHead).values(seq=6, hash="0" * 64))


def rewrite_without_the_key(session: Session) -> None:
    """Change an event and compute the whole chain anew, as somebody with the database but not the key would."""
    event(session, 2).facts = {"marks": {"1": 99}}
    previous = audit.GENESIS
    for seq in range(1, 6):
        item = event(session, seq)
        item.previous = previous
        item.hash = audit._seal(vars(item), b"a guessed key")
        previous = item.hash
    session.execute(sa.update(AuditHead).values(hash=previous))


@dataclass(frozen=True)
class Tampering:
    name: str
    act: Callable[[Session], None]
    found: set[str]


TAMPERINGS = (
    Tampering("what", change(3, verb="judging.submitted"), {"altered"}),
    Tampering("who", change(3, actor_name="别人"), {"altered"}),
    Tampering("whose account", change(3, actor_id=None, subject="assignment:77"), {"altered"}),
    Tampering("when", change(3, at=NOW.replace(hour=5)), {"altered"}),
    Tampering("facts", change(3, facts={"marks": {"1": 61}}), {"altered"}),
    Tampering("moved to another contest", change(5, chain=2), {"gap", "unlinked", "altered", "cut"}),
    Tampering("deleted", lambda s: delete(s, 3), {"gap", "unlinked"}),
    Tampering("deleted and renumbered", delete_and_renumber, {"altered", "unlinked"}),
    Tampering("swapped", swap, {"altered"}),
    Tampering("inserted", insert, {"altered"}),
    Tampering("tail cut", lambda s: delete(s, 4, 5), {"cut"}),
    Tampering("all deleted", lambda s: delete(s, 1, 2, 3, 4, 5), {"cut"}),
    Tampering("head removed", lambda s: s.execute(sa.delete(AuditHead)) and None, {"cut"}),
    Tampering("rewritten", rewrite_without_the_key, {"altered"}),
)


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=lambda t: t.name)
def test_tampering_is_found(tampering: Tampering, session: Session) -> None:
    write(session)
    assert audit.verify(session) == []
    tampering.act(session)
    session.flush()
    session.expire_all()
    assert {b.what for b in audit.verify(session)} == tampering.found


def test_cut_tail_with_its_head_set_back_is_found_only_against_a_head_noted_outside(session: Session) -> None:
    """The limit of a chain inside the database, and what the printed heads are for."""
    write(session)
    noted = {(h.chain, h.seq, h.hash) for h in audit.heads(session)}
    before = event(session, 4)
    delete(session, 5)
    session.execute(sa.update(AuditHead).values(seq=4, hash=before.hash))
    session.expire_all()
    assert audit.verify(session) == []
    assert {(h.chain, h.seq, h.hash) for h in audit.heads(session)} != noted


def test_chains_of_contests_are_apart(session: Session) -> None:
    write(session, 3, chain=1)
    write(session, 2, chain=2)
    audit.record(session, WHO, "accounts.created", "user:1", now=NOW)
    assert {(h.chain, h.seq) for h in audit.heads(session)} == {(0, 1), (1, 3), (2, 2)}
    session.execute(sa.update(AuditEvent).where(AuditEvent.chain == 2, AuditEvent.seq == 1).values(verb="x"))
    session.expire_all()
    assert {b.chain for b in audit.verify(session)} == {2}


def test_log_is_verified_with_its_own_key_only(session: Session) -> None:
    write(session)
    session.info["audit_key"] = b"another key of the same length....."
    assert {b.what for b in audit.verify(session)} == {"altered"}


def test_canonical_form_does_not_depend_on_order_and_refuses_nan() -> None:
    assert audit.canonical({"b": 1, "甲": [2.5]}) == audit.canonical({"甲": [2.5], "b": 1})
    with pytest.raises(ValueError):
        audit.canonical({"mark": float("nan")})


def test_what_followed_an_act_is_told_from_its_own_chain(session: Session) -> None:
    def only(verb: str, subject: str, *verbs: str) -> bool:
        return audit.followed_only_by(session, 1, verb, subject, verbs)

    write(session, 3)
    audit.record(session, WHO, "standings.requested", "run:1", contest_id=1, now=NOW)
    write(session, 2)
    audit.record(
        session, WHO, "judging.submitted", "assignment:1", contest_id=2, now=NOW
    )  # another contest's
    assert only("standings.requested", "run:1", "judging.saved", "standings.requested")
    assert not only("standings.requested", "run:1", "standings.requested")
    assert not only("standings.requested", "run:2", "judging.saved", "standings.requested")
    audit.record(session, WHO, "judging.submitted", "assignment:1", contest_id=1, now=NOW)
    assert not only("standings.requested", "run:1", "judging.saved", "standings.requested")
