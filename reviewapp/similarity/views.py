"""Pages of similarity: the list of cases, the evidence of one case, its verdict; for organizer and clerk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required
from sqlalchemy.orm import Session

from reviewapp import runs, web
from reviewapp.contests.blueprint import show_refusal
from reviewapp.errors import Invalid, Missing, Stale
from reviewapp.models.contest import Round
from reviewapp.models.result import Run
from reviewapp.models.similarity import SimilarityCase, Verdict
from reviewapp.similarity import actions, evidence, queries, rules, sentences
from reviewapp.similarity.forms import VerdictForm
from reviewapp.submissions.queries import waiting_run

bp = Blueprint("similarity", __name__)

Views = Mapping[int, queries.MemberView]  # by entry id
MOST_TABS = 10  # pairs; more are chosen from a list
MOST_NODES = 16  # members of a case that a drawing can still show
MOST_EXCHANGES = 12


@bp.route("/rounds/<int:round_id>/similarity", endpoint="cases")
@login_required
def list_cases(round_id: int) -> ResponseReturnValue:
    """Cases, strongest first, and what the last scan could not judge."""
    round_ = _open(round_id)
    session, verdict = web.read_session(), _verdict_asked()
    page = web.page_of(queries.case_count(session, round_id, verdict))
    found = queries.cases(session, round_id, verdict, offset=page.offset, limit=page.size)
    scan = queries.latest_scan(session, round_id)
    output = runs.output_of(session, scan.id) if scan else {}
    thin, unjudgeable = output.get("thin", []), output.get("unjudgeable", [])
    ids = {m.entry_id for case in found for m in case.members} | {*thin, *unjudgeable}
    views = queries.entry_views(session, ids)
    return render_template(
        "similarity/cases.html",
        round=round_,
        page=page,
        cases=found,
        views=views,
        counts=queries.verdict_counts(session, round_id),
        scan=scan,
        compared=output.get("compared", 0),
        thin=_listed(thin, views),
        unjudgeable=_listed(unjudgeable, views),
        waiting=waiting_run(session, round_id, "similarity"),
        words=sentences,
        options=[(v.value, web.speak(word)) for v, word in sentences.VERDICTS.items()],
    )


def _open(round_id: int, session: Session | None = None) -> Round:
    round_ = web.load_round(round_id, session)
    web.require(rules.see_cases(web.actor(), round_, now=web.now()))
    return round_


def _verdict_asked() -> Verdict | None:
    asked = request.args.get("verdict", "")
    return Verdict(asked) if asked in Verdict.__members__.values() else None


def _listed(ids: Sequence[int], views: Views) -> list[queries.MemberView]:
    return sorted((views[i] for i in ids if i in views), key=lambda view: view.entry.number)


@bp.route("/rounds/<int:round_id>/similarity/scan", methods=["POST"])
@login_required
def scan(round_id: int) -> ResponseReturnValue:
    with web.transaction() as session:
        run: Run = actions.request_scan(
            session, web.actor(), web.load_round(round_id, session), now=web.now()
        )
    web.site().jobs.enqueue(run.id)
    return redirect(url_for("contests.run", run_id=run.id))


@bp.route("/rounds/<int:round_id>/similarity/<int:number>", endpoint="case")
@login_required
def show_case(round_id: int, number: int) -> ResponseReturnValue:
    """The evidence page; ?pair=12-47 (receipt numbers) chooses two members, by default the strongest pair."""
    round_ = _open(round_id)
    case = _case(web.read_session(), round_id, number)
    return _case_page(round_, case, None)


@bp.route("/rounds/<int:round_id>/similarity/<int:number>/verdict", methods=["POST"])
@login_required
def decide(round_id: int, number: int) -> ResponseReturnValue:
    form, status = None, 422
    try:
        with web.transaction() as session:
            round_ = _open(round_id, session)
            case = _case(session, round_id, number)
            form = VerdictForm.for_case(case, queries.members_of(session, [case]))
            if form.validate_on_submit():
                data = form.data_for_action()
                actions.decide_case(session, web.actor(), case, round_, data, now=web.now())
                web.flash(_("认定已记录。"))
                return redirect(_here(round_id, number))
    except (Invalid, Stale) as error:
        assert form is not None
        show_refusal(form, error if isinstance(error, Invalid) else Invalid(error.sentence))
        status = 409 if isinstance(error, Stale) else 422
    case = _case(web.read_session(), round_id, number)
    form.version.data = str(case.version)  # what was typed stays; the page now shows the case as it stands
    return _case_page(_open(round_id), case, form), status


def _here(round_id: int, number: int) -> str:
    pair = request.args.get("pair") or None
    return url_for("similarity.case", round_id=round_id, number=number, pair=pair, _anchor="verdict")


def _case(session: Session, round_id: int, number: int) -> SimilarityCase:
    case = queries.case_by_number(session, round_id, number)
    if case is None:
        raise Missing
    return case


def _case_page(round_: Round, case: SimilarityCase, form: VerdictForm | None) -> str:
    session = web.read_session()
    views = queries.members_of(session, [case], texts=True)
    touching = queries.cases_touching(session, case)
    denial = rules.decide_case(web.actor(), round_, now=web.now())
    return render_template(
        "similarity/case.html",
        round=round_,
        case=case,
        views=views,
        members=sorted(case.members, key=lambda m: views[m.entry_id].entry.number),
        first=sentences.first_received(case, views),
        effects=sentences.effect_lines(case, views),
        touching=touching,
        history=queries.rulings(session, round_.contest_id, case),
        form=(form or VerdictForm.for_case(case, views)) if denial is None else None,
        locked=denial.reason if denial else None,
        words=sentences,
        traces=any(sentences.disguises(m.signs) or sentences.habits(m.signs) for m in case.members),
        limit=actions.PENALTY_LIMIT,
        affected="、".join(_name(views[m.entry_id]) for m in case.members if m.affected),
        **_evidence(case, views),
    )


def _evidence(case: SimilarityCase, views: Views) -> dict[str, Any]:
    """The chosen pair side by side, the other pairs, and the drawing of them all."""
    texts = {entry_id: view.entry.text for entry_id, view in views.items()}
    numbers = {entry_id: view.entry.number for entry_id, view in views.items()}
    pairs = evidence.pairings(case, texts)
    names = [f"{numbers[p.a]}-{numbers[p.b]}" for p in pairs]
    asked = request.args.get("pair")
    if asked is not None and asked not in names:
        raise Missing
    chosen = names.index(asked) if asked else 0
    comparison = evidence.compare(pairs[chosen], texts, {m.entry_id: m for m in case.members})
    shown = {comparison.left.entry_id, comparison.right.entry_id}
    return {
        "pairs": list(zip(names, pairs, strict=True)),
        "pair": pairs[chosen],
        "pair_name": names[chosen],
        "comparison": comparison,
        "exchanges": comparison.exchanges[:MOST_EXCHANGES],
        "numbers": numbers,
        "tabs_shown": len(pairs) <= MOST_TABS,
        "pair_links": [_pair_link(name, name == names[chosen]) for name in names],
        "has_places": any(sentences.disguises(m.signs) for m in case.members if m.entry_id in shown),
        **_drawing(pairs, views),
    }


def _name(view: queries.MemberView) -> str:
    return str(_("%(number)s 号《%(title)s》", number=view.entry.number, title=view.entry.title))


def _pair_link(name: str, active: bool) -> tuple[str, str, bool]:
    a, _dash, b = name.partition("-")
    target = url_for("similarity.case", **(request.view_args or {}), pair=name, _anchor="pairing")
    return _("%(a)s 号与 %(b)s 号", a=a, b=b), target, active


def _drawing(pairs: Sequence[evidence.Pairing], views: Views) -> dict[str, Any]:
    """Members and their overlaps for the chart of arcs; nothing for two or for very many."""
    if not 2 < len(views) <= MOST_NODES:
        return {"nodes": [], "edges": []}
    place = {entry_id: at for at, entry_id in enumerate(views)}
    return {
        "nodes": [{"label": f"{v.entry.number}　{v.entry.title}"} for v in views.values()],
        "edges": [
            {"a": place[p.a], "b": place[p.b], "weight": p.share, "label": web.percent(p.share)}
            for p in pairs
        ],
    }
