"""The blueprint of selection, and the round its pages are about."""

from __future__ import annotations

from flask import Blueprint

from reviewapp import web
from reviewapp.models.contest import Round
from reviewapp.selection import rules

bp = Blueprint("selection", __name__)


def open_round(round_id: int) -> Round:
    """The round of a page that shows scores beside names: for its organizer only."""
    round_ = web.load_round(round_id)
    web.require(rules.see_selection(web.actor(), round_, now=web.now()))
    return round_
