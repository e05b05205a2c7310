"""Pages of similarity for organizer and clerk: the list of cases, the scan, and the order by score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required
from sqlalchemy.orm import Session

from reviewapp import runs, web
from reviewapp.errors import Invalid
from reviewapp.models.contest import Round
from reviewapp.models.result import Run
from reviewapp.models.similarity import SimilarityCase, Verdict
from reviewapp.similarity import (
    actions,
    case_views,  # noqa: F401  (these three add their routes to the blueprint)
    hearing,
    judge_views,  # noqa: F401
    queries,
    rewording,
    rules,
    sentences,
    unit_views,  # noqa: F401
)
from reviewapp.similarity.blueprint import bp, open_round
from reviewapp.similarity.rows import MemberView, Place

Views = Mapping[int, MemberView]  # by entry id
BY_SCORE = "score"  # ?order=
MOST_LISTED = 8  # works of a case on the list; all of them are on its page


@bp.route("/rounds/<int:round_id>/similarity", endpoint="cases")
@login_required
def list_cases(round_id: int) -> ResponseReturnValue:
    """Cases, strongest first (or high scorers first), and what the last scan could not judge."""
    round_ = open_round(round_id)
    session, verdict = web.read_session(), _verdict_asked()
    ranking = _ranking(session, round_)
    page = web.page_of(queries.case_count(session, round_id, verdict))
    found = queries.cases(
        session, round_id, verdict, offset=page.offset, limit=page.size, standings_run=ranking["ranked_run"]
    )
    scan = runs.newest(session, round_id, "similarity")
    output = runs.output_of(session, scan.id) if scan else {}
    search = runs.newest(session, round_id, rewording.KIND)
    advice = runs.output_of(session, search.id) if search else {}
    thin, unjudgeable = output.get("thin", []), output.get("unjudgeable", [])
    ids = {m.entry_id for case in found for m in case.members} | {*thin, *unjudgeable}
    views = queries.entry_views(session, ids | rewording.entries_of(advice))
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
        waiting=runs.waiting(session, round_id, "similarity"),
        search=search,
        searching=runs.waiting(session, round_id, rewording.KIND),
        advice=rewording.shown(advice, output, views) if advice else [],
        left_out=max(0, advice["found"] - rewording.MOST_KEPT) if advice else 0,
        words=sentences,
        most=MOST_LISTED,
        options=[(v.value, web.speak(word)) for v, word in sentences.VERDICTS.items()],
        states={case.id: _states(case) for case in found},
        best=_best(session, ranking["ranked_run"], found),
        **ranking,
    )


def _ranking(session: Session, round_: Round) -> dict[str, Any]:
    """Whether the list may be ordered by score, whether it was, and by which standings."""
    may_rank = rules.rank_cases(web.actor(), round_, now=web.now()) is None
    run = queries.standings_run(session, round_.id) if may_rank else None
    opened = run is not None and queries.seal_opened(session, round_, run)
    by_score = opened and request.args.get("order") == BY_SCORE
    return {
        "may_rank": run is not None,
        "seal_opened": opened,
        "ranked_run": run.id if run and by_score else None,
    }


def _best(session: Session, run_id: int | None, found: Sequence[SimilarityCase]) -> dict[int, Place]:
    """Case id → best place among its works."""
    if run_id is None:
        return {}
    places = queries.places(session, run_id, {m.entry_id for case in found for m in case.members})
    best = {}
    for case in found:
        ranked = [places[m.entry_id] for m in case.members if m.entry_id in places]
        ranked = sorted((p for p in ranked if p.rank is not None), key=lambda p: p.rank or 0)
        if ranked:
            best[case.id] = ranked[0]
    return best


def _states(case: SimilarityCase) -> list[tuple[str, str]]:
    """How far the hearings of a case are: each state once."""
    found = (sentences.hearing_state(m) for m in case.members)
    return list(dict.fromkeys((web.speak(state[0]), state[1]) for state in found if state is not None))


def _verdict_asked() -> Verdict | None:
    asked = request.args.get("verdict", "")
    return Verdict(asked) if asked in Verdict.__members__.values() else None


def _listed(ids: Sequence[int], views: Views) -> list[MemberView]:
    return sorted((views[i] for i in ids if i in views), key=lambda view: view.entry.number)


@bp.route("/rounds/<int:round_id>/similarity/scan", methods=["POST"])
@login_required
def scan(round_id: int) -> ResponseReturnValue:
    with web.transaction() as session:
        run: Run = actions.request_scan(
            session, web.actor(), web.load_round(round_id, session), now=web.now()
        )
    return web.follow(run)


@bp.route("/rounds/<int:round_id>/similarity/rewording", methods=["POST"])
@login_required
def search_rewording(round_id: int) -> ResponseReturnValue:
    """Look for reworded works."""
    try:
        with web.transaction() as session:
            run = rewording.request_rewording(
                session, web.actor(), web.load_round(round_id, session), now=web.now()
            )
    except Invalid as error:
        web.flash(error.sentence, "warning")
        return redirect(url_for("similarity.cases", round_id=round_id))
    return web.follow(run)


@bp.route("/rounds/<int:round_id>/similarity/high-scores", methods=["POST"])
@login_required
def high_scores(round_id: int) -> ResponseReturnValue:
    """Open the seal on the newest standings, on record, and show the list in their order."""
    with web.transaction() as session:
        hearing.open_seal(session, web.actor(), web.load_round(round_id, session), now=web.now())
    return redirect(url_for("similarity.cases", round_id=round_id, order=BY_SCORE))
