"""Settings of who takes part: recommending units, regions, units, judges.  Lists, and a form for one row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required
from wtforms.fields.choices import SelectChoice

from reviewapp import web
from reviewapp.accounts import queries as account_queries
from reviewapp.contests import enrolment, queries, rules
from reviewapp.contests.blueprint import attempt, bp, open_settings, settings_page
from reviewapp.contests.forms import BareForm, JudgeForm, RecommenderForm, RegionForm, UnitForm, joined
from reviewapp.contests.setup_views import BASE, saved
from reviewapp.errors import Invalid, Missing
from reviewapp.models.contest import Recommender, Round
from reviewapp.models.judging import Judge
from reviewapp.models.people import Region, Unit


def choices(rows: Sequence[Any], blank: str = "", label: str = "name") -> list[SelectChoice]:
    """Rows as choices of a select field, with an empty one first when `blank` names it."""
    named = [SelectChoice(str(row.id), getattr(row, label)) for row in rows]
    return [SelectChoice("", blank), *named] if blank else named


@bp.route(BASE + "/recommenders")
@login_required
def recommenders(round_id: int) -> ResponseReturnValue:
    round_ = open_settings(round_id)
    session = web.read_session()
    rows = queries.recommender_rows(session, round_)
    groups = [
        (c, [r for r in rows if r.recommender.category_id == c.id])
        for c in queries.categories(session, round_.contest_id)
    ]
    regions = {r.id: r.name for r in queries.regions(session)}
    return settings_page(
        "recommenders", round_, rules.enrol, groups=groups, regions=regions, total=len(rows), form=BareForm()
    )


@bp.route(BASE + "/recommenders/new", methods=["GET", "POST"])
@bp.route(BASE + "/recommenders/<int:recommender_id>", methods=["GET", "POST"])
@login_required
def recommender(round_id: int, recommender_id: int | None = None) -> ResponseReturnValue:
    round_ = open_settings(round_id)
    session = web.read_session()
    form = RecommenderForm(data=_recommender_data(round_, recommender_id))
    form.category_id.choices = choices(queries.categories(session, round_.contest_id))
    form.region_id.choices = choices(queries.regions(session), _("（不在某一地区）"))
    if attempt(
        round_id,
        form,
        lambda s, a, r: enrolment.save_recommender(
            s, a, r, form.data_for_action(), recommender_id=recommender_id, now=web.now()
        ),
    ):
        return saved("contests.recommenders", round_id)
    return settings_page("recommender", round_, rules.enrol, form=form, recommender_id=recommender_id)


def _recommender_data(round_: Round, recommender_id: int | None) -> dict[str, Any]:
    if recommender_id is None:
        return {}
    found = web.read_session().get(Recommender, recommender_id)
    if found is None or found.contest_id != round_.contest_id:
        raise Missing
    unit = web.read_session().get_one(Unit, found.unit_id)
    return {
        "category_id": str(found.category_id),
        "unit": unit.name,
        "name": found.name,
        "aliases": joined(unit.aliases),
        "region_id": str(unit.region_id or ""),
    }


@bp.route(BASE + "/recommenders/<int:recommender_id>/remove", methods=["POST"])
@login_required
def remove_recommender(round_id: int, recommender_id: int) -> ResponseReturnValue:
    open_settings(round_id)
    try:
        with web.transaction() as session:
            round_ = web.load_round(round_id, session)
            enrolment.remove_recommender(session, web.actor(), round_, recommender_id, now=web.now())
        web.flash(_("已删除。"))
    except Invalid as error:
        web.flash(error.sentence, "error")
    return redirect(url_for("contests.recommenders", round_id=round_id))


@bp.route(BASE + "/units")
@login_required
def units(round_id: int) -> ResponseReturnValue:
    round_ = open_settings(round_id)
    session = web.read_session()
    regions, units_ = queries.regions(session), queries.units(session)
    names = {u.id: u.name for u in units_}
    region_names = {r.id: r.name for r in regions}
    return settings_page(
        "units", round_, rules.enrol, regions=regions, units=units_, names=names, region_names=region_names
    )


@bp.route(BASE + "/regions/new", methods=["GET", "POST"])
@bp.route(BASE + "/regions/<int:region_id>", methods=["GET", "POST"])
@login_required
def region(round_id: int, region_id: int | None = None) -> ResponseReturnValue:
    round_ = open_settings(round_id)
    stored = _stored(Region, region_id)
    form = RegionForm(
        data={"name": stored.name, "aliases": joined(stored.aliases), "places": joined(stored.places)}
        if stored
        else {}
    )
    if attempt(
        round_id,
        form,
        lambda s, a, r: enrolment.save_region(
            s, a, r, form.data_for_action(), region_id=region_id, now=web.now()
        ),
    ):
        return saved("contests.units", round_id)
    return settings_page("region", round_, rules.enrol, form=form, region_id=region_id)


@bp.route(BASE + "/units/new", methods=["GET", "POST"])
@bp.route(BASE + "/units/<int:unit_id>", methods=["GET", "POST"])
@login_required
def unit(round_id: int, unit_id: int | None = None) -> ResponseReturnValue:
    round_ = open_settings(round_id)
    session, stored = web.read_session(), _stored(Unit, unit_id)
    form = UnitForm(
        data={
            "name": stored.name,
            "aliases": joined(stored.aliases),
            "region_id": str(stored.region_id or ""),
            "parent_id": str(stored.parent_id or ""),
        }
        if stored
        else {}
    )
    form.region_id.choices = choices(queries.regions(session), _("（不在某一地区）"))
    form.parent_id.choices = choices(queries.units(session), _("（没有上级单位）"))
    if attempt(
        round_id,
        form,
        lambda s, a, r: enrolment.save_unit(s, a, r, form.data_for_action(), unit_id=unit_id, now=web.now()),
    ):
        return saved("contests.units", round_id)
    return settings_page("unit", round_, rules.enrol, form=form, unit_id=unit_id)


def _stored(table: type[Any], row_id: int | None) -> Any:
    if row_id is None:
        return None
    found = web.read_session().get(table, row_id)
    if found is None:
        raise Missing
    return found


@bp.route(BASE + "/judges")
@login_required
def judges(round_id: int) -> ResponseReturnValue:
    round_ = open_settings(round_id)
    session = web.read_session()
    people = {u.id: u.display_name for u in account_queries.active_users(session)}
    places = {u.id: u.name for u in queries.units(session)}
    regions = {r.id: r.name for r in queries.regions(session)}
    found = queries.judges(session, round_.contest_id)
    return settings_page(
        "judges", round_, rules.enrol, judges=found, people=people, places=places, regions=regions
    )


@bp.route(BASE + "/judges/new", methods=["GET", "POST"])
@bp.route(BASE + "/judges/<int:judge_id>", methods=["GET", "POST"])
@login_required
def judge(round_id: int, judge_id: int | None = None) -> ResponseReturnValue:
    round_ = open_settings(round_id)
    session, stored = web.read_session(), _stored(Judge, judge_id)
    if stored is not None and stored.contest_id != round_.contest_id:
        raise Missing
    units_ = queries.units(session)
    form = JudgeForm(data=_judge_data(round_, stored, {u.id: u.name for u in units_}))
    form.user_id.choices = choices(account_queries.active_users(session), _("（还没有账号）"), "display_name")
    form.home_region_id.choices = choices(queries.regions(session), _("（按所在单位）"))
    if attempt(
        round_id,
        form,
        lambda s, a, r: enrolment.save_judge(
            s, a, r, form.data_for_action(), judge_id=judge_id, now=web.now()
        ),
    ):
        return saved("contests.judges", round_id)
    return settings_page("judge", round_, rules.enrol, form=form, judge_id=judge_id, units=units_)


def _judge_data(round_: Round, stored: Judge | None, unit_names: dict[int, str]) -> dict[str, Any]:
    if stored is None:
        count = len(queries.judges(web.read_session(), round_.contest_id))
        return {"alias": _("评委%(number)02d", number=count + 1), "active": True}
    return {
        "name": stored.name,
        "alias": stored.alias,
        "user_id": str(stored.user_id or ""),
        "home_unit": unit_names.get(stored.home_unit_id or 0, ""),
        "home_region_id": str(stored.home_region_id or ""),
        "load_min": stored.load_min,
        "load_max": stored.load_max,
        "genres": joined(stored.genres),
        "is_leader": stored.is_leader,
        "active": stored.active,
    }
