"""A judge's pencil at the desk: annotations beside the text, phrases to use again; and what the judges let the
author see, once results are released, which the leader reads before he decides."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from reviewapp import web
from reviewapp.errors import Invalid, Stale
from reviewapp.judging import annotations as pencil
from reviewapp.judging import note_queries, receipts, rules
from reviewapp.judging.blueprint import bp, json_login_required, own_paper
from reviewapp.judging.forms import parse_body
from reviewapp.judging.note_forms import note_from_json, phrase_from_json
from reviewapp.judging.note_queries import Remark
from reviewapp.judging.places import Note, Segment, cut, notes_on
from reviewapp.judging.queries import PaperOpened, paper_to_mark
from reviewapp.models.contest import Round
from reviewapp.models.judging import Assignment

PHRASE_VERBS = {
    "keep": pencil.keep_phrase,
    "use": pencil.use_phrase,
    "drop": pencil.drop_phrase,
}


@dataclass(frozen=True, slots=True)
class Annotated:
    """A paper with its reader's annotations: every shown line cut along them, and where it starts."""

    lines: list[tuple[Segment, ...]]
    starts: list[int]
    notes: tuple[Note, ...]

    @property
    def unplaced(self) -> list[Note]:
        """Those whose words are not in the text any more."""
        return [n for n in self.notes if not n.placed]

    @property
    def as_json(self) -> dict[str, Any]:
        limits = {
            "notes": pencil.MOST_NOTES,
            "note": pencil.NOTE_LIMIT,
            "quote": pencil.QUOTE_LIMIT,
            "phrase": pencil.PHRASE_LIMIT,
        }
        return {"notes": [asdict(n) for n in self.notes], "starts": self.starts, "limits": limits}


def annotated(session: Session, assignment: Assignment, paper: PaperOpened) -> Annotated:
    """For the judge's own desk: the paper of an assignment that the page has opened already."""
    lines = paper.lines
    found = note_queries.annotations_of(session, assignment.id) if paper.annotated else ()
    held = [(a, pencil.version_of(a)) for a in found]
    notes = notes_on(paper.text, lines, held)
    return Annotated(cut(lines, notes), [start for start, _line in lines], notes)


@bp.app_template_global()
def released_remarks(round_: Round, paper_id: int | None) -> list[Remark]:
    """For the page of a work, which has checked who sees the work: nothing before results are released."""
    return note_queries.released_remarks(web.read_session(), round_, paper_id, now=web.now())


@bp.app_template_global()
def remarks_to_decide_on(assignment: Assignment, round_: Round) -> list[tuple[str, Remark]]:
    """For the desk: what the paper's judges say to the author, when it is the leader's to decide."""
    if rules.see_remarks(web.actor(), assignment, round_, now=web.now()) is not None:
        return []
    return note_queries.remarks_of_others(web.read_session(), assignment)


@bp.route("/judging/<int:round_id>/<code>/notes", methods=["POST"])
@json_login_required
def note(round_id: int, code: str) -> ResponseReturnValue:
    """One annotation made, changed or rubbed out, as JSON; the answer is its new version."""
    try:
        change = note_from_json(parse_body(request.get_data()))
    except Invalid as error:
        return _refused(error, 400)
    try:
        with web.transaction() as session:
            round_, assignment, _rubric = own_paper(session, round_id, code, lock=True)
            subject, now = (session, web.actor(), assignment, round_), web.now()
            if change.draft is None:
                saved = pencil.remove_annotation(*subject, change.key, change.base_version, now=now)
            else:
                saved = pencil.put_annotation(*subject, change.draft, now=now)
    except Invalid as error:
        return _refused(error, 422)
    except Stale as error:
        return {"error": web.speak(error.sentence), "held": _held(round_id, code, change.key)}, 409
    saved_at = now.astimezone(web.zone()).strftime("%H:%M:%S")
    return _signed(change.op_id, saved.version) | {"key": change.key, "saved_at": saved_at}


@bp.route("/judging/<int:round_id>/phrases", methods=["GET", "POST"])
@json_login_required
def phrases(round_id: int) -> ResponseReturnValue:
    """The judge's own phrases, most used first; POST keeps, uses or drops one."""
    if request.method == "POST":
        return _change_phrase(round_id)
    round_ = web.load_round(round_id)
    web.require(rules.keep_phrases(web.actor(), round_, now=web.now()))
    judge_id = web.actor().judge_id(round_.contest_id)
    held = note_queries.phrases(web.read_session(), judge_id) if judge_id is not None else []
    return {"phrases": [p.text for p in held]}


def _change_phrase(round_id: int) -> ResponseReturnValue:
    try:
        op_id, deed, text = phrase_from_json(parse_body(request.get_data()))
    except Invalid as error:
        return _refused(error, 400)
    try:
        with web.transaction() as session:
            round_ = web.load_round(round_id, session)
            PHRASE_VERBS[deed](session, web.actor(), round_, text, now=web.now())
    except Invalid as error:
        return _refused(error, 422)
    return _signed(op_id, 1)


def _signed(op_id: str, version: int) -> dict[str, Any]:
    """That a change is stored, and the proof by which the judge's page knows that the answer is ours."""
    key = receipts.page_key(web.site().settings.secret_key, web.actor().user_id)
    number = receipts.pencil_receipt(key, op_id, version)
    proof = receipts.proof(key, op_id, version, number)
    return {"op_id": op_id, "version": version, "receipt": number, "proof": proof}


def _refused(error: Invalid, status: int) -> ResponseReturnValue:
    fields = {k: web.speak(s) for k, s in error.fields.items()}
    return {"error": web.speak(error.sentence), "fields": fields}, status


def _held(round_id: int, code: str, key: str) -> dict[str, Any] | None:
    """The annotation as the server has it now, for a browser that knew an older one."""
    session = web.read_session()
    _round, assignment, _rubric = own_paper(session, round_id, code)
    notes = annotated(session, assignment, paper_to_mark(session, assignment)).notes
    return next((asdict(n) for n in notes if n.key == key), None)
