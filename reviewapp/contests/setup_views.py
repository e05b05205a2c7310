"""Settings of a contest and its rounds: texts, review, timetable, structure, obligations, rubric, places."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required
from wtforms.fields.choices import SelectChoice

from reviewapp import web
from reviewapp.contests import actions, deadlines, marking, methods, queries, rubrics, rules, structure
from reviewapp.contests.blueprint import attempt, bp, open_settings, settings_page
from reviewapp.contests.forms import ContestForm, MethodForm, ReviewForm, TimetableForm
from reviewapp.contests.grids import NamesForm, ObligationsForm, QuotasForm, RubricForm
from reviewapp.contests.stages import has_begun
from reviewapp.models.contest import Category, Division, Level, Round, Stage
from reviewapp.words import Sentence

BASE = "/rounds/<int:round_id>/settings"
STRUCTURE: dict[str, type[Category] | type[Division] | type[Level]] = {
    "categories": Category,
    "divisions": Division,
    "levels": Level,
}


def saved(endpoint: str, round_id: int) -> ResponseReturnValue:
    web.flash(_("已保存。"))
    return redirect(url_for(endpoint, round_id=round_id))


@bp.route(BASE, methods=["GET", "POST"])
@login_required
def settings(round_id: int) -> ResponseReturnValue:
    round_ = open_settings(round_id)
    contest = round_.contest
    texts = ("title", "theme", "host", "recipient", "contact", "time_zone", "notice", "version")
    form = ContestForm(
        data={name: getattr(contest, name) for name in texts} | {"attachments": [*contest.attachments, {}]}
    )
    if attempt(
        round_id, form, lambda s, a, r: actions.edit_contest(s, a, r, form.data_for_action(), now=web.now())
    ):
        return saved("contests.settings", round_id)
    return settings_page("settings", round_, rules.configure, form=form)


@bp.route(BASE + "/review", methods=["GET", "POST"])
@login_required
def review(round_id: int) -> ResponseReturnValue:
    round_ = open_settings(round_id)
    form = _review_form(round_)
    if attempt(
        round_id, form, lambda s, a, r: actions.edit_review(s, a, r, form.data_for_action(), now=web.now())
    ):
        return saved("contests.review", round_id)
    return settings_page("review", round_, rules.configure, form=form)


def _review_form(round_: Round) -> ReviewForm:
    names = (
        "title",
        "readings",
        "tolerance_percent",
        "criterion_tolerance_percent",
        "region_conflict",
        "judges_see_overlaps",
        "codes_per_judge",
        "hidden_repeats",
    )
    ties = ("tie_first", "tie_second", "tie_third")
    order = dict(zip(ties, round_.tie_break, strict=False))
    form = ReviewForm(
        data={name: getattr(round_, name) for name in names}
        | {
            "tolerance_inclusive": str(int(round_.tolerance_inclusive)),
            "arbitration": round_.arbitration.value,
        }
        | {name: str(criterion) for name, criterion in order.items()}
    )
    rubric = queries.rubric_of(web.read_session(), round_)
    criteria = [SelectChoice(str(c.id), c.name) for c in rubric.criteria] if rubric else []
    for name in ties:
        form[name].choices = [SelectChoice("", _("（不再比，抽签决定）")), *criteria]
    return form


@bp.route(BASE + "/method", methods=["GET", "POST"])
@login_required
def method(round_id: int) -> ResponseReturnValue:
    round_ = open_settings(round_id)
    form = MethodForm(data={"score_method": round_.score_method.value})
    if attempt(
        round_id, form, lambda s, a, r: marking.choose_method(s, a, r, form.data_for_action(), now=web.now())
    ):
        return saved("contests.method", round_id)
    return settings_page(
        "method",
        round_,
        rules.choose_method,
        form=form,
        names=methods.NAMES,
        explained=methods.EXPLAINED,
        cautions=methods.CAUTIONS,
        begun=has_begun(web.load_round(round_id), Stage.JUDGING),
    )


@bp.route(BASE + "/timetable", methods=["GET", "POST"])
@login_required
def timetable(round_id: int) -> ResponseReturnValue:
    round_ = open_settings(round_id)
    zone = round_.contest.time_zone
    form = TimetableForm.of(round_)
    if attempt(
        round_id,
        form,
        lambda s, a, r: actions.set_timetable(s, a, r, form.data_for_action(zone), now=web.now()),
    ):
        return saved("contests.timetable", round_id)
    return settings_page(
        "timetable", round_, form=form, sentences=_sentences(round_), zone=deadlines.zone_name(zone)
    )


def _sentences(round_: Round) -> dict[str, Sentence]:
    """The exact sentence of each last moment that is set."""
    zone = round_.contest.time_zone
    moments = (
        (name, getattr(round_, name)) for name in ("submissions_until", "judging_until", "notice_until")
    )
    return {name: deadlines.cutoff(at, zone) for name, at in moments if at is not None}


@bp.route(BASE + "/obligations", methods=["GET", "POST"])
@login_required
def obligations(round_id: int) -> ResponseReturnValue:
    round_ = open_settings(round_id)
    session, zone = web.read_session(), round_.contest.time_zone
    categories = queries.categories(session, round_.contest_id)
    form = ObligationsForm.of(categories, queries.obligations(session, round_.contest_id), zone)
    if attempt(
        round_id,
        form,
        lambda s, a, r: structure.set_obligations(s, a, r, form.data_for_action(zone), now=web.now()),
    ):
        return saved("contests.obligations", round_id)
    return settings_page(
        "obligations",
        round_,
        rules.configure,
        form=form,
        categories=categories,
        zone=deadlines.zone_name(zone),
    )


@bp.route(BASE + "/structure", methods=["GET"])
@login_required
def frame(round_id: int) -> ResponseReturnValue:
    round_ = open_settings(round_id)
    return settings_page("structure", round_, rules.configure, forms=_names_forms(round_))


@bp.route(BASE + "/structure/<any(categories, divisions, levels):name>", methods=["POST"])
@login_required
def names(round_id: int, name: str) -> ResponseReturnValue:
    round_ = open_settings(round_id)
    forms = _names_forms(round_)
    form, table = forms[name], STRUCTURE[name]
    if attempt(
        round_id,
        form,
        lambda s, a, r: structure.set_names(s, a, r, table, form.data_for_action(), now=web.now()),
    ):
        return saved("contests.frame", round_id)
    return settings_page("structure", round_, rules.configure, forms=forms)


@bp.route(BASE + "/next-round", methods=["POST"])
@login_required
def add_next_round(round_id: int) -> ResponseReturnValue:
    """A further round for the works this one recommends; the organizer goes on to its settings."""
    with web.transaction() as session:
        round_ = web.load_round(round_id, session)
        title = request.form.get("title", "")
        above = structure.add_next_round(session, web.actor(), round_, title, now=web.now())
    web.flash(_("已建立下一轮。请核对它的时间、名额和评分标准。"))
    return redirect(url_for("contests.timetable", round_id=above.id))


def _names_forms(round_: Round) -> dict[str, NamesForm]:
    session = web.read_session()
    return {
        name: NamesForm.of(name, queries.named_rows(session, table, round_.contest_id))
        for name, table in STRUCTURE.items()
    }


@bp.route(BASE + "/rubric", methods=["GET", "POST"])
@login_required
def rubric(round_id: int) -> ResponseReturnValue:
    round_ = open_settings(round_id)
    stored = queries.rubric_of(web.read_session(), round_)
    draft = rubrics.draft_of(stored) if stored else rubrics.RubricDraft(_("评分标准"), ())
    form = RubricForm.of(draft)
    if attempt(
        round_id, form, lambda s, a, r: marking.edit_rubric(s, a, r, form.data_for_action(), now=web.now())
    ):
        return saved("contests.rubric", round_id)
    return settings_page(
        "rubric",
        round_,
        rules.edit_rubric,
        form=form,
        draft=draft,
        problems=rubrics.problems(draft),
        stored=stored,
    )


@bp.route(BASE + "/quotas", methods=["GET", "POST"])
@login_required
def quotas(round_id: int) -> ResponseReturnValue:
    round_ = open_settings(round_id)
    session = web.read_session()
    categories = queries.categories(session, round_.contest_id)
    form = QuotasForm.of(categories, queries.quotas(session, round_.id))
    if attempt(
        round_id, form, lambda s, a, r: marking.set_quotas(s, a, r, form.data_for_action(), now=web.now())
    ):
        return saved("contests.quotas", round_id)
    return settings_page("quotas", round_, rules.edit_quotas, form=form, categories=categories)
