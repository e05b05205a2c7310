"""Publishing, for the organizer; and the notices that anybody may read."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import login_required
from sqlalchemy.orm import Session

from reviewapp import web
from reviewapp.contests.blueprint import show_refusal
from reviewapp.errors import Invalid, Missing
from reviewapp.models.contest import Round
from reviewapp.models.publication import PublicationKind
from reviewapp.models.result import Run
from reviewapp.publication import actions, queries, rules, snapshot
from reviewapp.publication.draft import preview as preview_of
from reviewapp.publication.forms import NoticeForm
from reviewapp.publication.period import KINDS, state_of, state_word
from reviewapp.publication.wording import usual_words
from reviewapp.runs import Json, digest
from reviewapp.selection import changes
from reviewapp.selection import queries as selection_queries
from reviewapp.words import Sentence

bp = Blueprint("publication", __name__)
PAGE_VERSION = "1"  # raised when the template of the public page changes: it is part of the page's ETag


def _managed(round_id: int) -> Round:
    round_ = web.load_round(round_id)
    web.require(rules.manage(web.actor(), round_, now=web.now()))
    return round_


@bp.route("/rounds/<int:round_id>/publication")
@login_required
def manage(round_id: int) -> ResponseReturnValue:
    """Prepare a notice, see what was published, release the results."""
    round_ = _managed(round_id)
    form, kind = NoticeForm(formdata=None), _kind(round_)
    works = queries.listed_count(web.read_session(), round_.id)
    form.fill(usual_words(round_, kind, works, web.now()), kind, round_.contest.time_zone)
    return _manage_page(round_, form)


def _kind(round_: Round) -> PublicationKind:
    """The first publication is a notice, the next the final results, unless ?kind= says otherwise."""
    published = queries.publications(web.read_session(), round_.id)
    later = any(p.kind == PublicationKind.NOTICE and p.taken_down_at is None for p in published)
    asked = request.args.get("kind", "final" if later else "notice")
    return PublicationKind.FINAL if asked == PublicationKind.FINAL.value else PublicationKind.NOTICE


def _manage_page(
    round_: Round, form: NoticeForm, content: Json | None = None, status: int = 200
) -> ResponseReturnValue:
    session, now, actor = web.read_session(), web.now(), web.actor()
    submitted = queries.submitted_list(session, round_.id)
    confirmed = selection_queries.confirmed_run(session, round_.id)
    decided = queries.decided_works(session, confirmed.id) if confirmed else {}
    denial, release_denial = (rule(actor, round_, now=now) for rule in (rules.publish, rules.release))
    published = queries.publications(session, round_.id)
    return render_template(
        "publication/preview.html" if content else "publication/manage.html",
        round=round_,
        form=form,
        content=content,
        dates=snapshot.Dates.of(content) if content else None,
        locked=web.speak(denial.reason) if denial else "",
        release_locked=web.speak(release_denial.reason) if release_denial else "",
        listed=queries.listed_count(session, round_.id) if submitted else None,
        decided=decided,
        differs=_differs(session, round_, confirmed) if release_denial is None else [],
        judged_above=queries.judged_above(session, round_),
        confirmed=confirmed,
        published=[(p, state_of(p, now), state_word(p, now), snapshot.verify(p)) for p in published],
        kinds=KINDS,
    ), status


def _differs(session: Session, round_: Round, confirmed: Run | None) -> list[Sentence]:
    """What changed since the selection that would be released was made."""
    if confirmed is None or round_.released_at is not None:
        return []
    return changes.since(session, round_, confirmed)


@bp.route("/rounds/<int:round_id>/publication/preview", methods=["POST"])
@login_required
def preview(round_id: int) -> ResponseReturnValue:
    """The page as the public would see it, and a button to publish exactly this.  Changes nothing."""
    round_ = _managed(round_id)
    web.require(rules.publish(web.actor(), round_, now=web.now()))
    form = NoticeForm()
    if form.validate_on_submit():
        try:
            data = form.data_for_action(round_.contest.time_zone)
            content = preview_of(web.read_session(), round_, data, now=web.now())
            form.checked.data = snapshot.work_list(content)
            return _manage_page(round_, form, content)
        except Invalid as error:
            show_refusal(form, error)
    return _manage_page(round_, form, status=422)


@bp.route("/rounds/<int:round_id>/publication/publish", methods=["POST"])
@login_required
def publish(round_id: int) -> ResponseReturnValue:
    form = NoticeForm()
    if form.validate_on_submit():
        try:
            with web.transaction() as session:
                round_ = web.load_round(round_id, session)
                data = form.data_for_action(round_.contest.time_zone)
                actions.publish_notice(session, web.actor(), round_, data, now=web.now())
            web.flash(_("已发布，任何人都可以打开公开页面。"))
            return redirect(url_for("publication.manage", round_id=round_id))
        except Invalid as error:
            show_refusal(form, error)
    return _manage_page(_managed(round_id), form, status=422)


@bp.route("/rounds/<int:round_id>/publication/<int:publication_id>/take-down", methods=["POST"])
@login_required
def take_down(round_id: int, publication_id: int) -> ResponseReturnValue:
    try:
        with web.transaction() as session:
            round_ = web.load_round(round_id, session)
            web.require(rules.manage(web.actor(), round_, now=web.now()))
            found = queries.of_round(session, round_id, publication_id)
            if found is None:
                raise Missing
            reason = request.form.get("reason", "")
            actions.take_down(session, web.actor(), round_, found, reason, now=web.now())
        web.flash(_("已撤下，公开页面不再能打开。内容留存备查。"))
    except Invalid as error:
        web.flash(error.sentence, "error")
    return redirect(url_for("publication.manage", round_id=round_id))


@bp.route("/rounds/<int:round_id>/publication/release", methods=["POST"])
@login_required
def release(round_id: int) -> ResponseReturnValue:
    try:
        with web.transaction() as session:
            round_ = web.load_round(round_id, session)
            actions.release_results(
                session, web.actor(), round_, now=web.now(), knowingly="knowingly" in request.form
            )
        web.flash(_("结果已向各单位公布。"))
    except Invalid as error:
        web.flash(error.sentence, "error")
    return redirect(url_for("publication.manage", round_id=round_id))


@bp.route("/notices")
def current() -> ResponseReturnValue:
    """Public: what is published at this moment."""
    found = queries.current(web.read_session(), web.now())
    lines = [
        (p, snapshot.Dates.of(p.snapshot)) for p in found if rules.read(web.actor(), p, now=web.now()) is None
    ]
    return _public("publication/current.html", [p.digest for p, _dates in lines], lines=lines, kinds=KINDS)


@bp.route("/notices/<slug>")
def notice(slug: str) -> ResponseReturnValue:
    """Public: one notice, from its snapshot alone; outside its period there is no such page."""
    found = queries.by_slug(web.read_session(), slug)
    if found is None:
        raise Missing
    web.require(rules.read(web.actor(), found, now=web.now()))
    return _public(
        "publication/notice.html",
        [found.digest],
        content=found.snapshot,
        dates=snapshot.Dates.of(found.snapshot),
        digest=found.digest,
    )


def _public(template: str, state: list[str], **context: object) -> ResponseReturnValue:
    """A page that may be kept, but must be asked for anew each time: a take-down is seen at once.

    Signed-in people get their own page, which is kept nowhere.
    """
    response = make_response(render_template(template, **context))
    if not web.actor().is_authenticated:
        theme = request.cookies.get("theme", "")
        response.set_etag(digest([PAGE_VERSION, template, str(get_locale()), theme, state])[:32])
        response.cache_control.private = True
        response.cache_control.no_cache = True
        response.vary.update(("Cookie", "Accept-Language"))
        response.make_conditional(request)
    return response
