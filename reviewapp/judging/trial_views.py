"""The trial on screen: a judge's essays, his marks beside the agreed ones; who is how far, for those who watch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required
from sqlalchemy.orm import Session

from reviewapp import web
from reviewapp.errors import Invalid, Missing, Stale
from reviewapp.judging import anchor_queries, queries, rules, trial
from reviewapp.judging.anchor_queries import TrialJudge
from reviewapp.judging.blueprint import bp, own_round
from reviewapp.judging.forms import steps_of
from reviewapp.judging.places import paragraphs_of
from reviewapp.judging.reading import ReadingSettings, cookie_name
from reviewapp.models.contest import Round
from reviewapp.models.judging import Anchor, TrialSheet
from reviewapp.models.rubric import Rubric


@dataclass(frozen=True, slots=True)
class Row:
    """One essay of a judge's trial; `excused`: he need not score it."""

    anchor: Anchor
    number: int
    comparison: trial.Comparison | None
    excused: bool


@dataclass(frozen=True, slots=True)
class JudgeRow:
    """A judge on the overview: his comparisons by anchor id, what they say together, how many are left."""

    judge: TrialJudge
    comparisons: Mapping[int, trial.Comparison]
    summary: trial.Summary | None
    excused: int
    left: int


def _own_rows(session: Session, round_: Round, judge_id: int, rubric: Rubric) -> list[Row]:
    own = anchor_queries.own_trials(session, round_.id, judge_id)
    essays = [a for a in anchor_queries.anchors(session, round_.id) if a.trial]
    return [_row(anchor, number, own.get(anchor.id), rubric) for number, anchor in enumerate(essays, 1)]


def _row(anchor: Anchor, number: int, sheet: TrialSheet | None, rubric: Rubric) -> Row:
    scored = sheet is not None and bool(sheet.marks)
    found = trial.compare(anchor, sheet, rubric) if sheet is not None and scored else None
    return Row(anchor, number, found, excused=sheet is not None and not scored)


def _next_open(rows: list[Row]) -> Row | None:
    """The next to score: those he need not come last."""
    waiting = [r for r in rows if r.comparison is None]
    return min(waiting, key=lambda r: r.excused, default=None)


@bp.route("/judging/<int:round_id>/trial")
@login_required
def trial_list(round_id: int) -> str:
    """The judge's own trial: what is to score, and what came of it."""
    session = web.read_session()
    round_, judge_id, rubric = own_round(session, round_id)
    rows = _own_rows(session, round_, judge_id, rubric)
    return render_template(
        "judging/trial_list.html",
        round=round_,
        rubric=rubric,
        rows=rows,
        next=_next_open(rows),
        due=anchor_queries.trial_due(session, round_.id, judge_id),
        summary=trial.summary([r.comparison for r in rows if r.comparison is not None]),
    )


@bp.route("/judging/<int:round_id>/trial/<int:anchor_id>", methods=["GET", "POST"])
@login_required
def try_anchor(round_id: int, anchor_id: int) -> ResponseReturnValue:
    """One essay of the trial: to score, and afterwards one's own marks beside the agreed ones."""
    if request.method == "GET":
        return _trial_page(round_id, anchor_id)
    try:
        with web.transaction() as session:
            round_, _judge, rubric = own_round(session, round_id)
            anchor = anchor_queries.anchor(session, round_id, anchor_id)
            if anchor is None:
                raise Missing
            web.require(rules.try_anchor(web.actor(), round_, anchor, now=web.now()))
            marks = steps_of({str(c.id): request.form.get(f"mark-{c.id}") for c in rubric.criteria}, rubric)
            trial.submit_trial(session, web.actor(), round_, rubric, anchor, marks, now=web.now())
    except Invalid as error:
        web.flash(error.sentence, "error")
        return _trial_page(round_id, anchor_id, {k: web.speak(s) for k, s in error.fields.items()}), 422
    except Stale as error:
        web.flash(error.sentence, "info")
    return redirect(url_for("judging.try_anchor", round_id=round_id, anchor_id=anchor_id))


def _trial_page(round_id: int, anchor_id: int, wrong: Mapping[str, str] | None = None) -> str:
    session, user_id = web.read_session(), web.actor().user_id
    round_, judge_id, rubric = own_round(session, round_id)
    rows = _own_rows(session, round_, judge_id, rubric)
    row = next((r for r in rows if r.anchor.id == anchor_id), None)
    if row is None:
        raise Missing
    denial = rules.try_anchor(web.actor(), round_, row.anchor, now=web.now())
    return render_template(
        "judging/trial.html",
        round=round_,
        rubric=rubric,
        row=row,
        count=len(rows),
        scored=sum(r.comparison is not None for r in rows),
        paragraphs=paragraphs_of(row.anchor.title, row.anchor.text),
        next=_next_open(rows),
        denial=denial,
        typed=request.form if wrong is not None else {},
        wrong=wrong or {},
        reading=ReadingSettings.from_cookie(request.cookies.get(cookie_name(user_id), "")),
        reader_id=user_id,
    )


@bp.route("/rounds/<int:round_id>/trial")
@login_required
def trials(round_id: int) -> ResponseReturnValue:
    """How far every judge is with the trial, and how far from the agreed marks; for organizer and leader."""
    round_ = web.load_round(round_id)
    web.require(rules.watch_progress(web.actor(), round_, now=web.now()))
    return _overview(round_)


def _overview(round_: Round, refused: tuple[int, str] | None = None) -> ResponseReturnValue:
    """refused: the judge whose excuse lacks a reason, and what to say."""
    session = web.read_session()
    rubric = queries.rubric_of(session, round_)
    if rubric is None:
        raise Missing
    essays = [a for a in anchor_queries.anchors(session, round_.id) if a.trial]
    sheets = anchor_queries.trial_sheets(session, round_.id)
    rows = [_judge_row(j, essays, sheets, rubric) for j in anchor_queries.trial_judges(session, round_)]
    page = render_template(
        "judging/trials.html",
        round=round_,
        rubric=rubric,
        essays=essays,
        rows=rows,
        refused=refused,
        may_excuse=rules.excuse_from_trial(web.actor(), round_, now=web.now()) is None,
    )
    return page, 422 if refused else 200


def _judge_row(
    judge: TrialJudge, essays: list[Anchor], sheets: Mapping[tuple[int, int], TrialSheet], rubric: Rubric
) -> JudgeRow:
    held = {a.id: sheets[judge.id, a.id] for a in essays if (judge.id, a.id) in sheets}
    found = {a.id: trial.compare(a, held[a.id], rubric) for a in essays if a.id in held and held[a.id].marks}
    return JudgeRow(
        judge, found, trial.summary(found.values()), len(held) - len(found), len(essays) - len(held)
    )


@bp.route("/rounds/<int:round_id>/trial/<int:judge_id>/excuse", methods=["POST"])
@login_required
def excuse(round_id: int, judge_id: int) -> ResponseReturnValue:
    """Let a judge begin without what is left of the trial."""
    try:
        with web.transaction() as session:
            round_ = web.load_round(round_id, session)
            web.require(rules.excuse_from_trial(web.actor(), round_, now=web.now()))
            judge = anchor_queries.judge_of_round(session, round_, judge_id)
            if judge is None:
                raise Missing
            reason = request.form.get("reason", "").replace("\0", "")
            trial.excuse_judge(session, web.actor(), round_, judge, reason, now=web.now())
            alias = judge.alias
    except Invalid as error:
        return _overview(web.load_round(round_id), (judge_id, web.speak(error.sentence)))
    web.flash(_("%(alias)s 可以不试评，直接评阅。", alias=alias))
    return redirect(url_for("judging.trials", round_id=round_id))
