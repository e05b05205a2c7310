"""Pictures of a paper for its judge: one route by the assignment's code, and their places for the pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import abort, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from reviewapp import web
from reviewapp.judging import picture_queries
from reviewapp.judging.blueprint import bp, own_paper
from reviewapp.judging.queries import PaperToMark
from reviewapp.models.contest import Round
from reviewapp.models.paper import Picture

Places = dict[int, list[dict[str, Any]]]


@bp.route("/judging/<int:round_id>/<code>/pictures/<int:number>")
@login_required
def picture(round_id: int, code: str, number: int) -> ResponseReturnValue:
    """The picture a judge counts as `number` in a paper of his own."""
    session = web.read_session()
    _round, assignment, _rubric = own_paper(session, round_id, code)
    shown = picture_queries.allowed(session, assignment.paper_id)
    if not 1 <= number <= len(shown):
        abort(404)
    found = shown[number - 1]
    return web.drawn_picture(found.sha256, found.media_type, place=f"{round_id} {assignment.code} {number}")


def places_of(pictures: Iterable[Picture], paper: PaperToMark, round_: Round) -> Places:
    """Paragraph as shown (from 1; 0: above the first) → the pictures below it, for the page."""
    places: Places = {}
    for p in picture_queries.seated(paper.title, paper.text, pictures):
        url = url_for("judging.picture", round_id=round_.id, code=paper.code, number=p.number)
        row = {"url": url, "number": p.number, "width": p.width, "height": p.height}
        places.setdefault(p.below, []).append(row)
    return places
