"""Pages of a contest: the list, the overview, its stages, a running computation, the log."""

from __future__ import annotations

from dataclasses import replace

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required
from sqlalchemy.orm import joinedload

from reviewapp import menu, web
from reviewapp.accounts import queries as account_queries
from reviewapp.contests import (
    actions,
    chronicle,
    enrol_views,
    home,
    queries,
    rail,
    rules,
    setup_views,  # noqa: F401  (adds its routes to the blueprint)
    stages,
)
from reviewapp.contests.blueprint import attempt, bp, open_settings, settings_page, show_refusal
from reviewapp.contests.forms import MoveForm, NewContestForm
from reviewapp.errors import Invalid, Missing
from reviewapp.models.contest import Round, Stage
from reviewapp.models.result import Run, RunState

RECENT = 8  # lines of the log on the overview, the same act again and again counted as one
LOOK_BACK = 60  # events these lines are made of


@bp.route("/", endpoint="home")
@login_required
def front() -> ResponseReturnValue:
    session, actor = web.read_session(), web.actor()
    rounds = queries.rounds_of(session, actor)
    cards = home.cards(session, actor, rounds, web.now())
    return render_template("contests/home.html", cards=cards, can_create=web.may("contests.create_contest"))


@bp.route("/contests/new", methods=["GET", "POST"])
@login_required
def create() -> ResponseReturnValue:
    web.require(rules.create_contest(web.actor(), now=web.now()))
    form = NewContestForm()
    people = account_queries.active_users(web.read_session())
    form.organizer.choices = enrol_views.choices(people, _("（以后指定）"), "display_name")
    if form.validate_on_submit():
        try:
            with web.transaction() as session:
                actions.create_contest(session, web.actor(), form.data_for_action(), now=web.now())
            web.flash(_("征文活动已建立。主办单位登录后可以继续设置。"))
            return redirect(url_for("contests.home"))
        except Invalid as error:
            show_refusal(form, error)
    status = 422 if request.method == "POST" else 200
    return render_template("contests/create.html", form=form), status


@bp.route("/rounds/<int:round_id>/", endpoint="rail")
@login_required
def overview(round_id: int) -> ResponseReturnValue:
    round_ = web.load_round(round_id)
    web.require(rules.watch(web.actor(), round_, now=web.now()))
    session, now = web.read_session(), web.now()
    counts = queries.counts(session, [round_.id])[round_.id]
    owing = _owing(round_)
    waits = rail.waits(round_, counts, owing, now)
    sees_units = web.may("contests.watch_units", round_)
    runs_it = web.may("contests.run_contest", round_)
    lines = chronicle.folded(_lines(round_, "", 0, LOOK_BACK), RECENT) if runs_it else []
    return render_template(
        "contests/rail.html",
        round=round_,
        stage=stages.NAMES[round_.stage],
        stops=rail.stops(round_, counts, owing, now),
        next=rail.next_step(round_, waits) if runs_it else None,
        onward=stages.following(round_.stage),
        owing=owing if sees_units else [],
        due=home.due(round_, now),
        lines=lines,
        runs=[
            r
            for r in queries.active_runs(session, round_.id)
            if web.may("contests.watch_run", round_, r.kind)
        ],
        run_names=chronicle.RUN_NAMES,
        pages=reachable(round_),
        runs_it=runs_it,
        sees_units=sees_units,
    )


def _owing(round_: Round) -> list[rail.Owing]:
    """Who owes what to this round; nobody, where the works come from the round below."""
    session = web.read_session()
    if queries.is_fed(session, round_.id):
        return []
    rows = queries.recommender_rows(session, round_)
    return rail.board(rows, queries.obligations(session, round_.contest_id), round_, web.now())


@bp.route("/rounds/<int:round_id>/stage", methods=["GET", "POST"])
@login_required
def stage(round_id: int) -> ResponseReturnValue:
    """What still waits, then one button onward; the way back asks for a reason."""
    round_ = open_settings(round_id)
    form = MoveForm()
    if attempt(
        round_id,
        form,
        lambda s, a, r: actions.move_stage(
            s, a, r, _stage(form.to.data), reason=form.reason.data or "", now=web.now()
        ),
    ):
        web.flash(_("阶段已变更。"))
        return redirect(url_for("contests.rail", round_id=round_id))
    counts = queries.counts(web.read_session(), [round_.id])[round_.id]
    return settings_page(
        "stage",
        round_,
        rules.move_stage,
        form=form,
        waits=rail.waits(round_, counts, _owing(round_), web.now()),
        order=[(s, stages.NAMES[s]) for s in stages.ORDER],
        place=stages.ORDER.index(round_.stage),
        onward=stages.following(round_.stage),
        names=stages.NAMES,
    )


def _stage(value: str) -> Stage:
    if value not in Stage.__members__.values():
        raise Missing
    return Stage(value)


@bp.route("/runs/<int:run_id>")
@login_required
def run(run_id: int) -> ResponseReturnValue:
    return render_template("contests/run.html", **_run_context(run_id))


@bp.route("/runs/<int:run_id>/progress")
@login_required
def run_progress(run_id: int) -> ResponseReturnValue:
    """The part of the page that asks for itself again while the computation goes on."""
    return render_template("contests/_run.html", **_run_context(run_id))


def _run_context(run_id: int) -> dict[str, object]:
    found = web.read_session().get(Run, run_id)
    if found is None:
        raise Missing
    # asked before the page is one of the round: a computation that is hidden looks like one that is not there
    whole = [joinedload(Round.contest)]
    of = web.read_session().get_one(Round, found.round_id, options=whole)
    web.require(rules.watch_run(web.actor(), of, found.kind, now=web.now()))
    round_ = web.load_round(found.round_id)
    return {
        "run": found,
        "round": round_,
        "name": chronicle.RUN_NAMES[found.kind],
        "result_url": _result_url(round_, found),
        "may_cancel": web.may("contests.cancel_run", round_, found.kind),
        "active": found.state in (RunState.QUEUED, RunState.RUNNING),
        "phase": chronicle.PHASES.get(found.phase) if found.state == RunState.RUNNING else None,
        "elapsed": chronicle.elapsed(found, web.now()),
        "outcome": chronicle.outcome_of(found),
    }


def _result_url(round_: Round, run: Run) -> str | None:
    """Where this actor looks at what came out."""
    if run.kind == "preview":  # each has a page of its own
        return url_for("selection.preview", round_id=round_.id, run_id=run.id)
    page = reachable(round_).get(chronicle.RUN_PAGES[run.kind])
    if page and run.state == RunState.DONE and run.kind in chronicle.RUNS_WITH_HISTORY:
        return f"{page}?run={run.id}"  # the page by itself shows the run that counts, which may be an older one
    return page


@bp.route("/runs/<int:run_id>/cancel", methods=["POST"])
@login_required
def cancel_run(run_id: int) -> ResponseReturnValue:
    with web.transaction() as session:
        found = session.get(Run, run_id)
        if found is None:
            raise Missing
        actions.cancel_run(session, web.actor(), found, now=web.now())
    web.flash(_("已请求停止，运算会在下一步停下。"), "info")
    return redirect(url_for("contests.run", run_id=run_id))


@bp.route("/rounds/<int:round_id>/log")
@login_required
def log(round_id: int) -> ResponseReturnValue:
    round_ = web.load_round(round_id)
    web.require(rules.run_contest(web.actor(), round_, now=web.now()))
    session, area = web.read_session(), request.args.get("area", "")
    page = web.page_of(queries.log_count(session, round_.contest_id, area))
    lines = _lines(round_, area, page.offset, page.size)
    return render_template("contests/log.html", round=round_, page=page, lines=lines, areas=chronicle.AREAS)


def _lines(round_: Round, area: str, offset: int, limit: int) -> list[chronicle.Line]:
    """Events as sentences; entries by their receipt number where the actor may open them."""
    session = web.read_session()
    lines = [chronicle.line_of(e) for e in queries.log_page(session, round_.contest_id, area, offset, limit)]
    entries = queries.entry_numbers(session, [x.entry_id for x in lines if x.entry_id is not None])
    readings = queries.reading_names(session, [x.reading_id for x in lines if x.reading_id is not None])
    return [
        replace(x, entry=entries.get(x.entry_id or 0), reading=readings.get(x.reading_id or 0)) for x in lines
    ]


def reachable(round_: Round) -> dict[str, str]:
    """Pages of the round by endpoint, as far as this actor works with them: a number links only there."""
    return {
        endpoint: url_for(endpoint, round_id=round_.id)
        for endpoint, _label, roles in menu.ROUND_PAGES
        if endpoint in current_app.view_functions and web.actor().has_any(roles, round_.contest_id)
    }
