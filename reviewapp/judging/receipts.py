"""Receipts: what the server signs when it has stored a sheet.

Two signatures, for two readers.  The receipt number (回执号) is for people: ten letters and digits that only
this installation can make, bound to the assignment, the operation, the version, the state and the marks; a
judge writes it down, the organizer looks it up later.  The proof is for the browser: it is made with a key that
came with the page, so a page that merely answers for the server (a captive portal, a proxy) cannot make it,
even when it sends back everything it was sent.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

from sqlalchemy.orm import Session

from reviewapp.audit import canonical
from reviewapp.judging import overview_queries, queries
from reviewapp.models.contest import Round
from reviewapp.models.judging import Assignment, SheetState, SheetVersion

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: read aloud and copied by hand
LENGTH = 10  # letters of 5 bits


def receipt_number(
    session: Session,
    assignment: Assignment,
    op_id: str,
    version: int,
    state: SheetState,
    marks: Mapping[int, int],
) -> str:
    """``7KQ2M-XW9PA`` for one stored state of a sheet.  marks: criterion id → steps."""
    given = {str(criterion): steps for criterion, steps in marks.items()}
    stored = [assignment.id, assignment.code, op_id, version, state.value, given]
    key: bytes = session.info["audit_key"]
    return _number(hmac.new(key, b"receipt:" + canonical(stored), hashlib.sha256).digest())


def pencil_receipt(key: str, op_id: str, version: int) -> str:
    """A number of the same look for a stored annotation or phrase: only the browser asks for it."""
    return _number(
        hmac.new(bytes.fromhex(key), f"pencil:{op_id}\n{version}".encode(), hashlib.sha256).digest()
    )


def _number(digest: bytes) -> str:
    bits = int.from_bytes(digest, "big")
    text = "".join(LETTERS[bits >> (5 * place) & 31] for place in range(LENGTH))
    return f"{text[:5]}-{text[5:]}"


def receipt_of_version(session: Session, assignment: Assignment, version: SheetVersion) -> str:
    """The number that the save of this version was answered with."""
    marks = {int(criterion): int(steps) for criterion, steps in version.marks.items()}
    return receipt_number(session, assignment, version.op_id, version.version, version.state, marks)


def newest_receipt(session: Session, assignment: Assignment) -> str:
    """The number of the sheet as it stands; "" before the first save."""
    newest = queries.newest_version(session, assignment)
    return receipt_of_version(session, assignment, newest) if newest else ""


def find_receipt(
    session: Session, round_: Round, code: str, number: str
) -> tuple[str, SheetVersion, bool] | None:
    """Whose save a number belongs to, among all that were ever made of papers of this code; for the organizer.

    Answers with the judge's alias, the version, and whether it is still the sheet's newest.
    """
    wanted = readable(number)
    places = overview_queries.assignments_by_place(session, round_)
    for (alias, _code), assignment_id in ((place, i) for place, i in places.items() if place[1] == code):
        assignment = overview_queries.assignment_with_sheet(session, round_.id, assignment_id)
        versions = queries.history(session, assignment) if assignment else ()
        for version in versions:
            if assignment and hmac.compare_digest(receipt_of_version(session, assignment, version), wanted):
                return alias, version, version is versions[0]
    return None


def readable(number: str) -> str:
    """A number as people write it (small letters, no dash, O for 0), in the form it was given."""
    plain = "".join(c for c in number.upper() if c.isascii() and c.isalnum())
    plain = plain.translate(str.maketrans("OIL", "011"))
    return f"{plain[:5]}-{plain[5:]}"


def page_key(secret: str, user_id: int | None) -> str:
    """The key a judge's pages carry (hex): the browser checks with it that an answer is ours."""
    return hmac.new(secret.encode(), f"desk:{user_id}".encode(), hashlib.sha256).hexdigest()


def proof(key: str, op_id: str, version: int, receipt: str) -> str:
    """What an answer carries for the browser (hex)."""
    message = f"{op_id}\n{version}\n{receipt}".encode()
    return hmac.new(bytes.fromhex(key), message, hashlib.sha256).hexdigest()
