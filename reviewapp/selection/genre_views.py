"""The page of places of genres, for the organizer."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from reviewapp import web
from reviewapp.contests import rules as contest_rules
from reviewapp.contests.blueprint import attempt, open_settings
from reviewapp.models.contest import Round
from reviewapp.selection import queries
from reviewapp.selection.blueprint import bp
from reviewapp.selection.forms import GenresForm
from reviewapp.selection.genre_quotas import set_genre_quotas


@bp.route("/rounds/<int:round_id>/selection/genres", methods=["GET", "POST"])
@login_required
def genres(round_id: int) -> ResponseReturnValue:
    """Shares and places of genres, as they are; or changed."""
    round_ = open_settings(round_id)
    form = form_of(round_)
    if attempt(
        round_id, form, lambda s, a, r: set_genre_quotas(s, a, r, form.data_for_action(), now=web.now())
    ):
        web.flash(_("已保存。"))
        return redirect(url_for("selection.genres", round_id=round_id))
    return show(round_, form)


def form_of(round_: Round) -> GenresForm:
    """What was sent, or what is set."""
    session = web.read_session()
    return GenresForm.of(queries.genres(session, round_.id), queries.genre_quotas(session, round_.id))


def show(round_: Round, form: GenresForm) -> ResponseReturnValue:
    denial = contest_rules.edit_quotas(web.actor(), round_, now=web.now())
    return render_template(
        "selection/genres.html",
        round=web.load_round(round_.id),
        form=form,
        known=queries.genres(web.read_session(), round_.id),
        locked=web.speak(denial.reason) if denial else "",
    ), 422 if request.method == "POST" else 200
