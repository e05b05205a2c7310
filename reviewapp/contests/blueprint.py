"""The blueprint of contests and what its pages share: loading, trying an action, showing errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from reviewapp import web
from reviewapp.access import Actor
from reviewapp.contests import rules
from reviewapp.errors import Denial, Invalid
from reviewapp.models.contest import Round

bp = Blueprint("contests", __name__)

Rule = Callable[..., Denial | None]


def open_settings(round_id: int) -> Round:
    """The round of a settings page, for its organizer only."""
    round_ = web.load_round(round_id)
    web.require(rules.run_contest(web.actor(), round_, now=web.now()))
    return round_


def attempt(round_id: int, form: FlaskForm, act: Callable[[Session, Actor, Round], object]) -> bool:
    """Try the action on a submitted form: True when done; else the form carries what is wrong."""
    if not form.validate_on_submit():
        return False
    try:
        with web.transaction() as session:
            act(session, web.actor(), web.load_round(round_id, session))
    except Invalid as error:
        web.load_round(round_id)  # the failed transaction's objects are gone; the page needs its round again
        show_refusal(form, error)
        return False
    return True


def show_refusal(form: FlaskForm, error: Invalid) -> None:
    """Put each sentence at its field; what has no field goes above the form."""
    placed = False
    for name, sentence in error.fields.items():
        field = form._fields.get(name)
        if field is not None:
            field.errors = [*field.errors, web.speak(sentence)]
            placed = True
        else:
            form.form_errors.append(web.speak(sentence))
    if not placed and not form.form_errors:
        form.form_errors.append(web.speak(error.sentence))


def settings_page(name: str, round_: Round, rule: Rule | None = None, **context: Any) -> ResponseReturnValue:
    """Render a settings page; `rule` says whether it may still be changed, and why not."""
    denial = rule(web.actor(), round_, now=web.now()) if rule else None
    locked = web.speak(denial.reason) if denial else ""
    status = 422 if request.method == "POST" else 200
    return render_template(
        f"contests/{name}.html", round=web.load_round(round_.id), locked=locked, **context
    ), status
