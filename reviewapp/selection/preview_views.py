"""Before an edit is made: who would enter, who would leave; organizer only.

The page of the edit sends its own form here; the page that answers can send the same form on to be saved.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required
from sqlalchemy.orm import Session

from reviewapp import runs, web, worker
from reviewapp.access import Actor
from reviewapp.contests import queries as contest_queries
from reviewapp.contests import rules as contest_rules
from reviewapp.contests.blueprint import settings_page
from reviewapp.contests.grids import QuotasForm
from reviewapp.errors import Invalid, Missing, Stale
from reviewapp.models.contest import Round, ScoreMethod
from reviewapp.models.result import Run, RunState
from reviewapp.selection import actions, edits, genre_views, queries, rules
from reviewapp.selection.blueprint import bp, open_round
from reviewapp.selection.edits import Edit
from reviewapp.selection.forms import percents
from reviewapp.selection.preview import load
from reviewapp.similarity import queries as similarity_queries
from reviewapp.similarity.forms import VerdictForm
from reviewapp.words import say

BASE = "/rounds/<int:round_id>/selection/preview"
AT_ONCE = 500  # entries up to which the answer is computed while one waits
PAGES = {
    "quotas": "contests.quotas",
    "genres": "selection.genres",
    "method": "contests.method",
    "weights": "contests.rubric",
    "verdict": "similarity.case",
}
SAVES = PAGES | {"verdict": "similarity.decide"}
# go back as they were typed
FORMS = {"quotas": "selection.preview_quotas", "genres": "selection.preview_genres"}
Maker = Callable[[Session, Actor, Round], runs.Json]


@bp.route(BASE + "/quotas", methods=["POST"])
@login_required
def preview_quotas(round_id: int) -> ResponseReturnValue:
    """Other places."""
    round_ = open_round(round_id)
    web.require(rules.try_selection(web.actor(), round_, now=web.now()))
    categories = contest_queries.categories(web.read_session(), round_.contest_id)
    form = QuotasForm.of(categories, contest_queries.quotas(web.read_session(), round_id))
    if _again() or not form.validate():  # with what was typed, and the row that is wrong
        return settings_page("quotas", round_, contest_rules.edit_quotas, form=form, categories=categories)
    return _answer(
        round_id,
        "quotas",
        lambda session, actor, found: edits.quotas(
            session, actor, found, form.data_for_action(), now=web.now()
        ),
    )


def _again() -> bool:
    """Back from a preview to the form, with what was typed and is not saved."""
    if "again" not in request.form:
        return False
    web.flash(_("填写的内容还在，没有保存。"), "warning")
    return True


@bp.route(BASE + "/genres", methods=["POST"])
@login_required
def preview_genres(round_id: int) -> ResponseReturnValue:
    """Other places of genres."""
    round_ = open_round(round_id)
    web.require(rules.try_selection(web.actor(), round_, now=web.now()))
    form = genre_views.form_of(round_)
    if _again() or not form.validate():  # with what was typed, and the row that is wrong
        return genre_views.show(round_, form)
    return _answer(
        round_id,
        "genres",
        lambda session, actor, found: edits.genres(
            session, actor, found, form.data_for_action(), now=web.now()
        ),
    )


@bp.route(BASE + "/method", methods=["POST"])
@login_required
def preview_method(round_id: int) -> ResponseReturnValue:
    """Another score that counts."""
    chosen = request.form.get("score_method", "")
    if chosen not in ScoreMethod.__members__.values():
        raise Missing
    return _answer(round_id, "method", lambda _session, _actor, _round: edits.method(ScoreMethod(chosen)))


@bp.route(BASE + "/weights", methods=["POST"])
@login_required
def preview_weights(round_id: int) -> ResponseReturnValue:
    """Other weights of the criteria: only to see, the rubric is frozen by then."""
    return _answer(
        round_id,
        "weights",
        lambda session, _actor, found: edits.weights(session, found, percents(request.form)),
    )


@bp.route(BASE + "/verdict/<int:number>", methods=["POST"])
@login_required
def preview_verdict(round_id: int, number: int) -> ResponseReturnValue:
    """Another verdict on a similarity case."""

    def change(session: Session, actor: Actor, found: Round) -> runs.Json:
        case = similarity_queries.case_by_number(session, found.id, number)
        if case is None:
            raise Missing
        form = VerdictForm.for_case(case, similarity_queries.members_of(session, [case]))
        form.reason.validators = []  # the words can wait until the verdict is given
        if not form.validate():
            raise Invalid(say("请选择认定结果和适用的作品。"))
        return edits.verdict(session, actor, found, case, form.data_for_action(), now=web.now())

    return _answer(round_id, "verdict", change, number)


def _answer(round_id: int, what: str, change: Maker, number: int | None = None) -> ResponseReturnValue:
    """Ask for the preview and show it; back to the page of the edit with the reason when it is refused."""
    fields = tuple((k, v) for k, v in request.form.items(multi=True) if k != "csrf_token")
    try:
        with web.transaction() as session:
            round_, actor = web.load_round(round_id, session), web.actor()
            web.require(rules.try_selection(actor, round_, now=web.now()))
            edit = Edit(what, change(session, actor, round_), fields, number)
            run = actions.request_preview(session, actor, round_, edit, now=web.now())
            small = queries.entry_count(session, round_id) <= AT_ONCE
    except (Invalid, Stale) as error:
        sentences = error.fields.values() if isinstance(error, Invalid) and error.fields else [error.sentence]
        for sentence in sentences:
            web.flash(sentence, "error")
        return redirect(_page(PAGES[what], round_id, number))
    if not small:
        return web.follow(run)
    state = runs.perform(web.site().database, worker.task_for("preview"), run.id)
    if state != RunState.DONE:
        return redirect(url_for("contests.run", run_id=run.id))
    return redirect(url_for("selection.preview", round_id=round_id, run_id=run.id))


@bp.route(BASE + "/<int:run_id>")
@login_required
def preview(round_id: int, run_id: int) -> ResponseReturnValue:
    """Who would enter and leave, why, and the button that makes the edit."""
    round_ = open_round(round_id)
    session = web.read_session()
    run = runs.one_finished(session, round_id, run_id, "preview", "output")
    if run is None:
        return _not_made(round_, run_id)
    output = runs.unpack(run.output)
    rows = [*output["enters"], *output["leaves"]]
    return _show(
        round_,
        run,
        output=output,
        works={w.entry.id: w for w in queries.works(session, [row["entry"] for row in rows])},
        out_of_date=runs.digest(load(session, run)) != run.input_digest,
    )


def _not_made(round_: Round, run_id: int) -> ResponseReturnValue:
    """Of a preview that failed or was stopped: why, and the way back to what was typed."""
    run = web.read_session().get(Run, run_id)
    if run is None or (run.round_id, run.kind) != (round_.id, "preview"):
        raise Missing
    if run.state in (RunState.QUEUED, RunState.RUNNING):
        return redirect(url_for("contests.run", run_id=run_id))
    return _show(round_, run, output=None, works={}, out_of_date=False)


def _show(round_: Round, run: Run, **found: object) -> str:
    what, about = run.params["what"], run.params["about"]
    return render_template(
        "selection/preview.html",
        round=round_,
        run=run,
        heading=_headings()[what],
        save_url=None if what == "weights" else _page(SAVES[what], round_.id, about),
        back_url=_page(PAGES[what], round_.id, about),
        again_url=_page(FORMS[what], round_.id, None) if what in FORMS else None,
        **found,
    )


def _headings() -> dict[str, str]:
    return {
        "quotas": _("改动名额，谁进谁出"),
        "genres": _("改动体裁名额，谁进谁出"),
        "method": _("改变计分办法，谁进谁出"),
        "weights": _("假如维度权重不同，谁进谁出"),
        "verdict": _("这样认定，谁进谁出"),
    }


def _page(endpoint: str, round_id: int, number: int | None) -> str:
    return url_for(endpoint, round_id=round_id, number=number)  # a number that is None is left out
