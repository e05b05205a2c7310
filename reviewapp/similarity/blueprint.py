"""The blueprint of similarity and what its pages share."""

from __future__ import annotations

from flask import Blueprint
from sqlalchemy.orm import Session

from reviewapp import web
from reviewapp.errors import Missing
from reviewapp.models.contest import Round
from reviewapp.models.similarity import SimilarityCase
from reviewapp.similarity import queries, rules

bp = Blueprint("similarity", __name__)


def open_round(round_id: int, session: Session | None = None) -> Round:
    """The round of a page of the staff."""
    round_ = web.load_round(round_id, session)
    web.require(rules.see_cases(web.actor(), round_, now=web.now()))
    return round_


def load_case(session: Session, round_id: int, number: int) -> SimilarityCase:
    """The case of this number with its members, or the answer that there is none."""
    case = queries.case_by_number(session, round_id, number)
    if case is None:
        raise Missing
    return case
