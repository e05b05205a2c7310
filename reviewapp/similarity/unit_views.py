"""What a unit sees of a case: its own work's shared passages and figures, its reply, the verdict on its work, its
appeal.  Nothing of the other party: neither its unit, author, title, number nor text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from reviewapp import web
from reviewapp.contests.blueprint import show_refusal
from reviewapp.errors import Invalid, Missing
from reviewapp.models.contest import Round
from reviewapp.similarity import effects, evidence, hearing, queries, rules, sentences
from reviewapp.similarity.blueprint import bp
from reviewapp.similarity.forms import AppealForm, ReplyForm
from reviewapp.similarity.rows import OwnCase

OWN = "/rounds/<int:round_id>/similarity/<int:number>/works/<int:entry>"  # numbers: of the case, of the work


@bp.app_context_processor
def _own_cases() -> dict[str, Any]:
    """For the unit's page of its works: ``own_cases(round)``, with a state for each."""

    def own_cases(round_: Round) -> list[tuple[OwnCase, Any]]:
        units = web.actor().unit_ids(round_.contest_id)
        found = queries.own_cases(web.read_session(), round_.id, units) if units else []
        return [(own, sentences.own_state(own.case, own.member)) for own in found]

    return {"own_cases": own_cases}


@bp.route(OWN)
@login_required
def own(round_id: int, number: int, entry: int) -> str:
    round_, found = _own(web.read_session(), round_id, number, entry)
    return _page(round_, found)


@bp.route(OWN + "/reply", methods=["POST"])
@login_required
def reply(round_id: int, number: int, entry: int) -> ResponseReturnValue:
    return _say(round_id, number, entry, ReplyForm(), hearing.reply, _("说明已提交，认定之前可以修改。"))


@bp.route(OWN + "/appeal", methods=["POST"])
@login_required
def appeal(round_id: int, number: int, entry: int) -> ResponseReturnValue:
    return _say(round_id, number, entry, AppealForm(), hearing.appeal, _("申诉已提交，请等待答复。"))


def _say(
    round_id: int, number: int, entry: int, form: ReplyForm | AppealForm, verb: Callable[..., None], done: str
) -> ResponseReturnValue:
    """One statement of the unit: stored, or shown again with what is wrong."""
    try:
        with web.transaction() as session:
            round_, found = _own(session, round_id, number, entry)
            if form.validate_on_submit():
                text = form.reply.data if isinstance(form, ReplyForm) else form.appeal.data
                verb(session, web.actor(), found, round_, text, now=web.now())
                web.flash(done)
                return redirect(
                    url_for(
                        "similarity.own", round_id=round_id, number=number, entry=entry, _anchor="hearing"
                    )
                )
    except Invalid as error:
        show_refusal(form, error)
    return _page(*_own(web.read_session(), round_id, number, entry), form), 422


def _own(session: Session, round_id: int, number: int, entry: int) -> tuple[Round, OwnCase]:
    """The case of one's own work, or the answer that there is none."""
    round_, actor = web.load_round(round_id, session), web.actor()
    for found in queries.own_cases(session, round_id, actor.unit_ids(round_.contest_id)):
        if (found.case.number, found.entry.number) == (number, entry):
            web.require(
                rules.see_own(actor, round_, found.entry, found.recommender, found.member, now=web.now())
            )
            return round_, found
    raise Missing


def _page(round_: Round, own: OwnCase, refused: FlaskForm | None = None) -> str:
    session, now = web.read_session(), web.now()
    subject = web.actor(), round_, own.case, own.entry, own.recommender, own.member
    stands = effects.results_stand(session, round_.id)
    may_reply = rules.reply(*subject, now=now, confirmed=stands) is None
    may_appeal = rules.appeal(*subject, now=now, confirmed=stands) is None
    spans = queries.own_spans(session, own.case.id, own.entry.id)
    held = own.member.hearing
    reply_form = refused if isinstance(refused, ReplyForm) else ReplyForm(
        formdata=None, data={"reply": held.reply if held else ""}
    )  # fmt: skip
    appeal_form = refused if isinstance(refused, AppealForm) else AppealForm(formdata=None)
    return render_template(
        "similarity/own.html",
        round=round_,
        own=own,
        hearing=held,
        side=evidence.own_side(own.entry.id, own.entry.text, spans, own.member),
        state=sentences.own_state(own.case, own.member),
        verdict=sentences.own_verdict(own.case, own.member),
        words=sentences,
        reply_form=reply_form if may_reply else None,
        appeal_form=appeal_form if may_appeal else None,
        limit=hearing.STATEMENT_LIMIT,
    )
