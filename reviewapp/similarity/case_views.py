"""The evidence of one case for organizer and clerk: two texts side by side, questions to units, verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from reviewapp import web
from reviewapp.contests.blueprint import show_refusal
from reviewapp.errors import Invalid, Missing, Stale
from reviewapp.models.contest import Round
from reviewapp.models.library import LibraryText
from reviewapp.models.similarity import SimilarityCase
from reviewapp.similarity import actions, clues, effects, evidence, graph, hearing, queries, rules, sentences
from reviewapp.similarity.blueprint import bp, load_case, open_round
from reviewapp.similarity.forms import AnswerForm, AskForm, VerdictForm
from reviewapp.similarity.rows import MemberView

Views = Mapping[int, MemberView]  # by entry id
Library = Mapping[int, LibraryText]  # by library id
MOST_TABS = 10  # pairs; more are chosen from a list
MOST_EXCHANGES = 12
MOST_PRINTED = 200  # pairs named in the printed report, the strongest


@bp.route("/rounds/<int:round_id>/similarity/<int:number>", endpoint="case")
@login_required
def show_case(round_id: int, number: int) -> ResponseReturnValue:
    """The evidence page; ?pair=12-47 (receipt numbers; 12-L3 for a library text) chooses two texts, by default
    the strongest pair."""
    round_ = open_round(round_id)
    return _case_page(round_, load_case(web.read_session(), round_id, number))


@bp.route("/rounds/<int:round_id>/similarity/<int:number>/verdict", methods=["POST"])
@login_required
def decide(round_id: int, number: int) -> ResponseReturnValue:
    """The verdict; while an appeal waits, the answer to it."""
    form: VerdictForm | None = None
    try:
        with web.transaction() as session:
            round_ = open_round(round_id, session)
            case = load_case(session, round_id, number)
            form = _verdict_form(case, queries.members_of(session, [case]))
            if form.validate_on_submit():
                subject = session, web.actor(), case, round_
                if isinstance(form, AnswerForm):
                    actions.answer_appeals(*subject, form.answer_for_action(), now=web.now())
                    web.flash(_("答复已记录，申诉单位可以看到。"))
                else:
                    actions.decide_case(*subject, form.data_for_action(), now=web.now())
                    web.flash(_("认定已记录。"))
                return redirect(_here(round_id, number, "verdict"))
        status = 422
    except (Invalid, Stale) as error:
        assert form is not None
        show_refusal(form, error if isinstance(error, Invalid) else Invalid(error.sentence))
        status = 409 if isinstance(error, Stale) else 422
    case = load_case(web.read_session(), round_id, number)
    form.version.data = str(case.version)  # what was typed stays; the page now shows the case as it stands
    return _case_page(open_round(round_id), case, verdict=form), status


@bp.route("/rounds/<int:round_id>/similarity/<int:number>/ask", methods=["POST"])
@login_required
def ask(round_id: int, number: int) -> ResponseReturnValue:
    """Ask the units of the ticked works to explain."""
    form: AskForm | None = None
    try:
        with web.transaction() as session:
            round_ = open_round(round_id, session)
            case = load_case(session, round_id, number)
            form = AskForm.for_case(case, queries.members_of(session, [case]), bound=True)
            if form.validate_on_submit():
                hearing.ask_units(session, web.actor(), case, round_, form.data_for_action(), now=web.now())
                web.flash(_("已请单位说明，单位在“本单位作品”页可以看到。"))
                return redirect(_here(round_id, number, "hearing"))
        status = 422
    except (Invalid, Stale) as error:
        assert form is not None
        show_refusal(form, error if isinstance(error, Invalid) else Invalid(error.sentence))
        status = 409 if isinstance(error, Stale) else 422
    case = load_case(web.read_session(), round_id, number)
    form.version.data = str(case.version)
    return _case_page(open_round(round_id), case, asked=form), status


def _here(round_id: int, number: int, anchor: str) -> str:
    pair = request.args.get("pair") or None
    return url_for("similarity.case", round_id=round_id, number=number, pair=pair, _anchor=anchor)


def _verdict_form(case: SimilarityCase, views: Views, *, bound: bool = True) -> VerdictForm:
    return (AnswerForm if actions.pending(case) else VerdictForm).for_case(case, views, bound=bound)


def _case_page(
    round_: Round, case: SimilarityCase, *, verdict: VerdictForm | None = None, asked: AskForm | None = None
) -> str:
    session, actor, now = web.read_session(), web.actor(), web.now()
    views = queries.members_of(session, [case], texts=True)
    numbers = {entry_id: view.entry.number for entry_id, view in views.items()}
    stands, waiting = effects.results_stand(session, round_.id), bool(actions.pending(case))
    denial = rules.decide_case(actor, round_, now=now, confirmed=stands)
    if waiting:
        denial = rules.answer_appeals(actor, round_, now=now, confirmed=stands, upheld=True)
    may_ask = rules.ask_units(actor, round_, case, now=now, confirmed=stands) is None
    events = queries.history(session, round_.contest_id, case)
    return render_template(
        "similarity/case.html",
        round=round_,
        case=case,
        views=views,
        members=sorted(case.members, key=lambda m: views[m.entry_id].entry.number),
        first=sentences.first_received(case, views),
        effects=sentences.effect_lines(case, views),
        touching=queries.cases_touching(session, case),
        history=[(e.at, e.actor_name, sentences.history_line(e, numbers)) for e in events],
        decided_by=next((e.actor_name for e in reversed(events) if e.verb == "similarity.decided"), "—"),
        form=(verdict or _verdict_form(case, views, bound=False)) if denial is None else None,
        ask_form=(asked or AskForm.for_case(case, views)) if may_ask else None,
        pending=actions.pending(case),
        locked=denial.reason if denial else None,
        words=sentences,
        traces=any(sentences.disguises(m.signs) or sentences.habits(m.signs) for m in case.members),
        limit=actions.PENALTY_LIMIT,
        affected="、".join(_name(views[m.entry_id]) for m in case.members if m.affected),
        **_evidence(case, views, queries.library_texts(session, case), _year(round_)),
    )


def _year(round_: Round) -> int | None:
    """Of the contest."""
    return round_.opens_at.astimezone(web.zone()).year if round_.opens_at else None


def _evidence(case: SimilarityCase, views: Views, library: Library, year: int | None) -> dict[str, Any]:
    """The chosen pair side by side, the other pairs, and the drawing of them all."""
    texts = {entry_id: view.entry.text for entry_id, view in views.items()}
    texts |= {evidence.library_key(i): text.text for i, text in library.items()}
    labels = {entry_id: str(view.entry.number) for entry_id, view in views.items()}
    labels |= {evidence.library_key(i): f"L{i}" for i in library}
    members: dict[int, Any] = {m.entry_id: m for m in case.members}
    members |= {evidence.library_key(held.library_id): held for held in case.library}
    pairs = evidence.pairings(case, texts)
    names = [f"{labels[p.a]}-{labels[p.b]}" for p in pairs]
    chosen = pairs[_chosen(names)]
    sources = frozenset(key for key, member in members.items() if member.likely_source)
    shown = (members[chosen.a], members[chosen.b])
    residue = clues.clues_of(case, pairs, views, chosen, year)
    marked = {key: [(c.start, c.end) for c in residue.get(key, ())] for key in (chosen.a, chosen.b)}
    comparison = evidence.compare(chosen, texts, members, marked)
    return {
        "pairs": list(zip(names, pairs, strict=True)),
        "pair": chosen,
        "pair_name": names[_chosen(names)],
        "comparison": comparison,
        "exchanges": comparison.exchanges[:MOST_EXCHANGES],
        "library": library,
        "numbers": labels,
        "tabs_shown": len(pairs) <= MOST_TABS,
        "most_printed": MOST_PRINTED,
        "pair_links": [
            _pair_link(p, name, p is chosen, labels) for name, p in zip(names, pairs, strict=True)
        ],
        "has_places": any(sentences.disguises(m.signs) for m in shown),
        "residue": residue,
        "drawing": graph.draw(pairs, labels, sources, chosen),
    }


def _chosen(names: Sequence[str]) -> int:
    """Place of the pair asked for, in either order; the strongest where none is."""
    asked = request.args.get("pair")
    if not asked:
        return 0
    turned = "-".join(reversed(asked.split("-")))
    for name in (asked, turned):
        if name in names:
            return names.index(name)
    raise Missing


def _name(view: MemberView) -> str:
    return str(_("%(number)s 号《%(title)s》", number=view.entry.number, title=view.entry.title))


def _pair_link(
    pair: evidence.Pairing, name: str, active: bool, labels: Mapping[int, str]
) -> tuple[str, str, bool]:
    target = url_for("similarity.case", **(request.view_args or {}), pair=name, _anchor="pairing")
    words = (
        _("%(a)s 号与资料库文本 %(b)s", a=labels[pair.a], b=labels[pair.b])
        if pair.b < 0
        else _("%(a)s 号与 %(b)s 号", a=labels[pair.a], b=labels[pair.b])
    )
    return f"{words}\u2003{web.percent(pair.share)}", target, active
