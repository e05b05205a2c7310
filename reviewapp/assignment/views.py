"""Plans and conflicts, for the organizer."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required
from sqlalchemy.orm import Session

from reviewapp import runs, web
from reviewapp.assignment import actions, common_papers, loads, queries, rules, sentences
from reviewapp.assignment.bars import Bars
from reviewapp.assignment.forms import ApartForm, CommonPapersForm, ConflictForm, PlanForm
from reviewapp.assignment.inputs import moved_since
from reviewapp.assignment.lists import Codes
from reviewapp.contests.blueprint import show_refusal
from reviewapp.errors import Invalid, Missing
from reviewapp.models.assignment import AssignmentPlan, PlanState
from reviewapp.models.contest import Round
from reviewapp.models.judging import Assignment, AssignmentState
from reviewapp.models.result import RunState

bp = Blueprint("assignment", __name__)


def _watched(round_id: int) -> Round:
    round_ = web.load_round(round_id)
    web.require(rules.see_plans(web.actor(), round_, now=web.now()))
    return round_


def _refusal(denial: object) -> str:
    return web.speak(denial.reason) if denial else ""  # type: ignore[attr-defined]


@bp.route("/rounds/<int:round_id>/assignment")
@login_required
def plans(round_id: int) -> ResponseReturnValue:
    """What there is to assign, what is assigned, the plans made so far; ?run= leads to the plan of a computation."""
    round_, run_id = _watched(round_id), request.args.get("run", type=int)
    all_plans = queries.plans(web.read_session(), round_id) if run_id is not None else ()
    for made, run in all_plans:
        if run.id == run_id:
            return redirect(url_for("assignment.plan", round_id=round_id, plan_id=made.id))
    return _plans_page(round_)


def _plans_page(round_: Round, refused: CommonPapersForm | None = None) -> str:
    session, now, actor = web.read_session(), web.now(), web.actor()
    judges = queries.all_judges(session, round_.contest_id)
    present, again = queries.assignments(session, round_.id), queries.repeats(session, round_.id)
    owners = queries.paper_owners(session, round_.id)
    bars = Bars.of(queries.conflicts(session, round_.id), present, round_.region_conflict)
    shared = loads.common_readings(owners, [j for j in judges if j.active and not j.is_leader], bars)
    chosen = queries.common_papers(session, round_.id)
    newest = runs.last_asked(session, round_.id, "plan")
    return render_template(
        "assignment/plans.html",
        round=round_,
        papers=len(owners),
        unconfirmed=queries.unconfirmed_papers(session, round_.id),
        judging=sum(1 for j in judges if j.active and not j.is_leader),
        conflicts=len(bars.declared),
        missing=loads.missing_readings(owners, judges, present, round_.readings, shared),
        loads=loads.present_loads(judges, [*present, *again]),
        common=[(paper.code, shared.get(paper.id, 0)) for paper in chosen],
        common_form=refused or CommonPapersForm(formdata=None, codes=" ".join(p.code for p in chosen)),
        unfit=_unfit(session, round_, present, again),
        assigned=any(a.state in (AssignmentState.OPEN, AssignmentState.SUBMITTED) for a in present),
        stuck=_stuck(session, round_),
        plans=queries.plans(session, round_.id),
        states=sentences.PLAN_STATES,
        running=newest if newest and newest.state in (RunState.QUEUED, RunState.RUNNING) else None,
        failed=newest if newest and newest.state == RunState.FAILED else None,
        form=PlanForm(),
        locked=_refusal(rules.plan(actor, round_, now=now)),
        adjudicates=rules.adjudicate(actor, round_, now=now) is None,
    )


def _unfit(
    session: Session, round_: Round, present: Sequence[Assignment], again: Sequence[Assignment]
) -> bool:
    """Were the codes or the repeats set otherwise since the last plan was applied?"""
    codes = Codes.of(session, round_)
    live = [a for a in present if a.state == AssignmentState.OPEN and a.sheet is None]
    given = any(a.state != AssignmentState.CANCELLED for a in again)
    return bool(live) and (given != bool(round_.hidden_repeats) or any(not codes.fit(a) for a in live))


@bp.route("/rounds/<int:round_id>/assignment/common-papers", methods=["POST"])
@login_required
def choose_common_papers(round_id: int) -> ResponseReturnValue:
    """Which papers every judge reads: those named, and so many more by lot."""
    form = CommonPapersForm()
    if form.validate():
        try:
            with web.transaction() as session:
                round_ = web.load_round(round_id, session)
                web.require(rules.see_plans(web.actor(), round_, now=web.now()))
                found = common_papers.choose_common_papers(
                    session, web.actor(), round_, form.chosen(), more=form.more.data or 0, now=web.now()
                )
            web.flash(_("共评作品现在有 %(count)s 篇，下次采用方案时生效。", count=len(found)))
            return redirect(url_for("assignment.plans", round_id=round_id, _anchor="common-papers"))
        except Invalid as error:
            show_refusal(form, error)
    return _plans_page(_watched(round_id), form), 422


def _stuck(session: Session, round_: Round) -> list[str]:
    """Codes of papers for which the last adjudication found nobody: neither a third reader nor the leader."""
    run = runs.newest(session, round_.id, "adjudication", "output")
    if run is None:
        return []
    codes = queries.paper_codes(session, round_.id)
    return sorted(codes[p] for p in runs.unpack(run.output)["stuck"] if p in codes)


@bp.route("/rounds/<int:round_id>/assignment/compute", methods=["POST"])
@login_required
def compute(round_id: int) -> ResponseReturnValue:
    form = PlanForm()
    fresh = form.mode.data == "fresh"
    with web.transaction() as session:
        round_ = web.load_round(round_id, session)
        run = actions.request_plan(session, web.actor(), round_, fresh=fresh, now=web.now())
    return web.follow(run)


@bp.route("/rounds/<int:round_id>/assignment/adjudicate", methods=["POST"])
@login_required
def adjudicate(round_id: int) -> ResponseReturnValue:
    with web.transaction() as session:
        round_ = web.load_round(round_id, session)
        run = actions.request_adjudication(session, web.actor(), round_, now=web.now())
    return web.follow(run)


@bp.route("/rounds/<int:round_id>/assignment/<int:plan_id>")
@login_required
def plan(round_id: int, plan_id: int) -> ResponseReturnValue:
    return _plan_page(_watched(round_id), plan_id)


def _plan_page(round_: Round, plan_id: int, error: str = "", status: int = 200) -> ResponseReturnValue:
    """A plan with its quality, its problems, and what it changes."""
    session, now = web.read_session(), web.now()
    found = _plan(session, round_, plan_id)
    judges = {j.id: j for j in queries.all_judges(session, round_.contest_id)}
    aliases = {str(j.id): j.alias for j in judges.values()}
    inputs = queries.inputs_of(session, found.run_id)
    codes = queries.paper_codes(session, round_.id)
    lines = loads.planned_loads(found, inputs, judges, codes)
    draft = found.state == PlanState.DRAFT
    moved = moved_since(session, round_, found) if draft else []
    return render_template(
        "assignment/plan.html",
        round=round_,
        plan=found,
        q=found.quality,
        lines=lines,
        most=max((max(line.before, line.after) for line in lines), default=1) or 1,
        readings=inputs["readings"],
        papers=len(inputs["papers"]),
        gone=loads.by_those_gone(inputs),
        left=loads.left_open(queries.assignments(session, round_.id), inputs) if draft else 0,
        problems=[
            (sentences.problem_sentence(code, facts, aliases), sentences.REMEDIES.get(code))
            for code, facts in found.quality["problems"]
        ],
        groups=[[aliases.get(str(j), "—") for j in part] for part in found.quality["components"]],
        overlaps=[{"label": str(common), "count": pairs} for common, pairs in found.quality["overlaps"]],
        precision=_precision(session, round_, found),
        repeats_moved=loads.repeats_moved(found, inputs),
        common=[(codes.get(paper, "—"), readers) for paper, readers in found.quality.get("common", [])],
        state=sentences.PLAN_STATES[found.state],
        draft=draft,
        stale=web.speak(sentences.moved_sentence(moved)) if moved else "",
        locked=_refusal(rules.plan(web.actor(), round_, now=now)),
        error=error,
    ), status


def _precision(session: Session, round_: Round, plan: AssignmentPlan) -> str:
    rubric = queries.rubric(session, round_)
    noise = queries.measured_noise(session, round_.id)
    said = sentences.precision_sentence(plan.quality, noise, rubric.full_marks) if rubric else None
    return web.speak(said) if said else ""


def _plan(session: Session, round_: Round, plan_id: int) -> AssignmentPlan:
    found = queries.plan(session, round_.id, plan_id)
    if found is None:
        raise Missing
    return found


@bp.route("/rounds/<int:round_id>/assignment/<int:plan_id>/apply", methods=["POST"])
@login_required
def apply(round_id: int, plan_id: int) -> ResponseReturnValue:
    try:
        with web.transaction() as session:
            round_ = web.load_round(round_id, session)
            web.require(rules.see_plans(web.actor(), round_, now=web.now()))
            found = _plan(session, round_, plan_id)
            added = actions.apply_plan(session, web.actor(), round_, found, now=web.now())
    except Invalid as error:
        return _plan_page(_watched(round_id), plan_id, web.speak(error.sentence), 422)
    web.flash(_("方案已采用，新增 %(count)s 次评阅。评委登录后就能看到自己的名单。", count=added))
    return redirect(url_for("assignment.plans", round_id=round_id))


@bp.route("/rounds/<int:round_id>/assignment/<int:plan_id>/discard", methods=["POST"])
@login_required
def discard(round_id: int, plan_id: int) -> ResponseReturnValue:
    with web.transaction() as session:
        round_ = web.load_round(round_id, session)
        web.require(rules.see_plans(web.actor(), round_, now=web.now()))
        actions.discard_plan(session, web.actor(), round_, _plan(session, round_, plan_id), now=web.now())
    web.flash(_("方案已作废，现有分配没有改动。"))
    return redirect(url_for("assignment.plans", round_id=round_id))


@bp.route("/rounds/<int:round_id>/conflicts", methods=["GET", "POST"])
@login_required
def conflicts(round_id: int) -> ResponseReturnValue:
    """Declared conflicts, judges kept apart, and the conflicts that follow from what is registered."""
    round_ = _watched(round_id)
    form, apart, sent = _conflict_forms(round_)
    if sent.validate_on_submit():
        try:
            with web.transaction() as session:
                round_ = web.load_round(round_id, session)
                _conflict, taken = actions.declare_conflict(
                    session, web.actor(), round_, sent.data_for_action(), now=web.now()
                )
            web.flash(_("已登记回避。"))
            if taken:
                web.flash(_("已取消 %(count)s 份未提交的评阅，请重新拟定方案补齐。", count=taken), "warning")
            return redirect(url_for("assignment.conflicts", round_id=round_id))
        except Invalid as error:
            round_ = web.load_round(round_id)
            show_refusal(sent, error)
    return _conflicts_page(round_, form, apart), 422 if request.method == "POST" else 200


def _conflict_forms(round_: Round) -> tuple[ConflictForm, ApartForm, ConflictForm | ApartForm]:
    """Both forms of the page and the one sent; the other stays empty."""
    session = web.read_session()
    of_two = "other_judge_id" in request.form
    form, apart = (ConflictForm(None), ApartForm()) if of_two else (ConflictForm(), ApartForm(None))
    judges = [(j.id, f"{j.alias} {j.name}") for j in queries.judges(session, round_.contest_id)]
    form.judge_id.choices = apart.judge_id.choices = apart.other_judge_id.choices = judges
    form.unit_id.choices = [(u.id, u.name) for u in queries.units_with_entries(session, round_)]
    return form, apart, apart if of_two else form


def _conflicts_page(round_: Round, form: ConflictForm, apart: ApartForm) -> str:
    session = web.read_session()
    declared = queries.conflicts(session, round_.id)
    present = queries.assignments(session, round_.id)
    owners = queries.paper_owners(session, round_.id)
    judges = queries.judges(session, round_.contest_id)
    return render_template(
        "assignment/conflicts.html",
        round=round_,
        form=form,
        apart=apart,
        lines=queries.conflict_lines(session, round_.id),
        standoffs=loads.standoffs(owners, judges, Bars.of(declared, present, round_.region_conflict)),
        papers=len(owners),
        reasons=sentences.CONFLICT_REASONS,
        explained=sentences.CONFLICT_RULES,
        locked=_refusal(rules.declare_conflict(web.actor(), round_, now=web.now())),
    )


@bp.route("/rounds/<int:round_id>/conflicts/<int:conflict_id>/remove", methods=["POST"])
@login_required
def remove_conflict(round_id: int, conflict_id: int) -> ResponseReturnValue:
    with web.transaction() as session:
        round_ = web.load_round(round_id, session)
        web.require(rules.see_plans(web.actor(), round_, now=web.now()))
        found = queries.conflict(session, round_.id, conflict_id)
        if found is None:
            raise Missing
        actions.remove_conflict(session, web.actor(), round_, found, now=web.now())
    web.flash(_("已取消这一条回避。需要时请重新拟定方案。"))
    return redirect(url_for("assignment.conflicts", round_id=round_id))
