"""Anchor essays on screen: the organizer's list and form; what judges open with one key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required
from sqlalchemy.orm import Session

from reviewapp import web
from reviewapp.contests.blueprint import show_refusal
from reviewapp.contests.totals import points_of
from reviewapp.errors import Invalid, Missing
from reviewapp.judging import anchor_queries, anchors, queries, rules
from reviewapp.judging.anchor_forms import AnchorForm
from reviewapp.judging.blueprint import bp, own_round
from reviewapp.judging.places import paragraphs_of
from reviewapp.models.account import Role
from reviewapp.models.contest import Round
from reviewapp.models.judging import Anchor
from reviewapp.models.rubric import Band, Criterion, Rubric

BASE = "/rounds/<int:round_id>/anchors"


@dataclass(frozen=True, slots=True)
class Card:
    """An anchor essay to read.  marks: criterion id → points as agreed; total in points of the contest."""

    anchor: Anchor
    number: int
    paragraphs: tuple[str, ...]
    marks: Mapping[int, Fraction]
    total: Fraction
    incomplete: bool = False
    scored: int = 0


def card_of(anchor: Anchor, number: int, rubric: Rubric, scored: int = 0) -> Card:
    steps = {int(c): s for c, s in anchor.marks.items()}
    return Card(
        anchor,
        number,
        paragraphs_of(anchor.title, anchor.text),
        {c: Fraction(s, rubric.steps_per_point) for c, s in steps.items()},
        points_of(steps, rubric),
        anchors.incomplete(anchor, rubric),
        scored,
    )


def banded(rubric: Rubric, cards: Sequence[Card]) -> list[tuple[Criterion, list[tuple[Band, list[Card]]]]]:
    """Per criterion its bands from the best, each with the essays whose agreed mark reaches it and no better."""
    return [(c, [(band, _in_band(c, band, cards)) for band in c.bands]) for c in rubric.criteria]


def _in_band(criterion: Criterion, band: Band, cards: Sequence[Card]) -> list[Card]:
    found = []
    for card in cards:
        mark = card.marks.get(criterion.id)
        reached = [b for b in criterion.bands if mark is not None and b.low <= mark]
        if reached and max(reached, key=lambda b: b.low) is band:
            found.append(card)
    return found


@bp.route("/judging/<int:round_id>/anchors", endpoint="anchors")
@login_required
def anchors_to_read(round_id: int) -> str:
    """The essays shown to judges with marks and reasons; ?part=1: what the desk's dialog shows.

    One that is in the trial too is shown once the judge has scored it; the leader, who agreed the marks, sees it.
    """
    session = web.read_session()
    round_, judge_id, rubric = own_round(session, round_id)
    web.require(rules.read_anchors(web.actor(), round_, now=web.now()))
    own = anchor_queries.own_trials(session, round_.id, judge_id)
    leads = web.actor().has(Role.LEADER, round_.contest_id)
    shown = [a for a in anchor_queries.anchors(session, round_.id) if a.shown]
    readable = [a for a in shown if leads or not a.trial or a.id in own]
    cards = [card_of(a, n, rubric) for n, a in enumerate(readable, 1)]
    return render_template(
        "judging/anchors_part.html" if request.args.get("part") else "judging/anchors.html",
        round=round_,
        rubric=rubric,
        cards=cards,
        banded=banded(rubric, cards),
        hidden=len(shown) - len(readable),
    )


def _organized(round_id: int) -> tuple[Session, Round, Rubric | None]:
    """For the organizer only; before and after, the list can be looked at."""
    session, round_ = web.read_session(), web.load_round(round_id)
    if not web.actor().has(Role.ORGANIZER, round_.contest_id):
        web.require(rules.NOT_YOURS)
    return session, round_, queries.rubric_of(session, round_)


@bp.route(BASE)
@login_required
def round_anchors(round_id: int) -> str:
    """All essays of the round, for the organizer."""
    session, round_, rubric = _organized(round_id)
    denial = rules.edit_anchors(web.actor(), round_, now=web.now())
    counts = anchor_queries.sheets_per_anchor(session, round_.id)
    listed = anchor_queries.anchors(session, round_.id) if rubric else ()
    return render_template(
        "judging/anchor_list.html",
        round=round_,
        rubric=rubric,
        locked=web.speak(denial.reason) if denial else "",
        cards=[card_of(a, n, rubric, counts.get(a.id, 0)) for n, a in enumerate(listed, 1) if rubric],
        most=anchors.MOST,
    )


@bp.route(BASE + "/new", methods=["GET", "POST"])
@login_required
def new_anchor(round_id: int) -> ResponseReturnValue:
    """Add one: pasted, or from a file."""
    _session, round_, _rubric = _organized(round_id)
    web.require(rules.edit_anchors(web.actor(), round_, now=web.now()))
    return _form(round_id, None)


@bp.route(BASE + "/<int:anchor_id>", methods=["GET", "POST"])
@login_required
def anchor(round_id: int, anchor_id: int) -> ResponseReturnValue:
    """One essay: read it, change it, remove it."""
    session, _round, _rubric = _organized(round_id)
    if anchor_queries.anchor(session, round_id, anchor_id) is None:
        raise Missing
    return _form(round_id, anchor_id)


def _form(round_id: int, anchor_id: int | None) -> ResponseReturnValue:
    session = web.read_session()
    form = AnchorForm.of(anchor_queries.anchor(session, round_id, anchor_id) if anchor_id else None)
    wrong: dict[str, str] = {}
    if form.validate_on_submit():
        try:
            _save(round_id, anchor_id, form)
        except Invalid as error:
            show_refusal(form, error)
            wrong = {k: web.speak(s) for k, s in error.fields.items() if k.startswith("mark-")}
        else:
            web.flash(_("已保存。"))
            return redirect(url_for("judging.round_anchors", round_id=round_id))
    page = _form_page(round_id, anchor_id, form, wrong)
    return page, 422 if request.method == "POST" else 200


def _save(round_id: int, anchor_id: int | None, form: AnchorForm) -> None:
    """The file is read first, with no transaction open."""
    web.close_session()
    form.take_file()
    with web.transaction() as session:
        round_ = web.load_round(round_id, session)
        rubric = queries.rubric_of(session, round_)
        if rubric is None:
            raise Missing
        draft = form.draft(request.form, rubric)
        if anchor_id is None:
            anchors.add_anchor(session, web.actor(), round_, rubric, draft, now=web.now())
        else:
            found = _held(session, round_id, anchor_id)
            anchors.edit_anchor(session, web.actor(), round_, rubric, found, draft, now=web.now())


def _form_page(round_id: int, anchor_id: int | None, form: AnchorForm, wrong: Mapping[str, str]) -> str:
    session, round_, rubric = _organized(round_id)
    if rubric is None:
        abort(404)
    found = anchor_queries.anchor(session, round_id, anchor_id) if anchor_id else None
    counts = anchor_queries.sheets_per_anchor(session, round_.id)
    card = card_of(found, 0, rubric, counts.get(found.id, 0)) if found else None
    denial = rules.edit_anchors(web.actor(), round_, now=web.now())
    stored = {f"mark-{c}": web.points(p) for c, p in card.marks.items()} if card else {}
    return render_template(
        "judging/anchor_form.html",
        round=round_,
        rubric=rubric,
        card=card,
        form=form,
        typed=request.form if request.method == "POST" else stored,
        wrong=wrong,
        locked=web.speak(denial.reason) if denial else "",
    )


@bp.route(BASE + "/<int:anchor_id>/<any(up,down,remove):verb>", methods=["POST"])
@login_required
def change_anchor(round_id: int, anchor_id: int, verb: str) -> ResponseReturnValue:
    """Up or down in the order, or away."""
    with web.transaction() as session:
        round_ = web.load_round(round_id, session)
        web.require(rules.edit_anchors(web.actor(), round_, now=web.now()))
        subject = (session, web.actor(), round_, _held(session, round_id, anchor_id))
        if verb == "remove":
            anchors.remove_anchor(*subject, now=web.now())
        else:
            anchors.move_anchor(*subject, verb == "up", now=web.now())
    if verb == "remove":
        web.flash(_("样卷已删除。"))
    return redirect(url_for("judging.round_anchors", round_id=round_id))


def _held(session: Session, round_id: int, anchor_id: int) -> Anchor:
    found = anchor_queries.anchor(session, round_id, anchor_id)
    if found is None:
        raise Missing
    return found
