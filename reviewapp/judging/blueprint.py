"""The blueprint of judging and what its pages share: the actor's own paper, the answer to a lost log-in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps

from flask import Blueprint, abort, has_request_context, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from reviewapp import web
from reviewapp.contests.stages import closed
from reviewapp.errors import StageClosed
from reviewapp.judging import anchor_queries, queries, rules
from reviewapp.judging.anchor_queries import TrialCount
from reviewapp.judging.lists import mode_of
from reviewapp.models.contest import Round
from reviewapp.models.judging import Assignment
from reviewapp.models.rubric import Rubric
from reviewapp.words import Sentence

bp = Blueprint("judging", __name__)


class TrialFirst(StageClosed):
    """The trial of this round comes before the judge's first paper."""

    def __init__(self, sentence: Sentence, round_id: int) -> None:
        super().__init__(sentence)
        self.round_id = round_id


View = Callable[..., ResponseReturnValue]
KEEPS_MODE = frozenset({"judging.sheet", "judging.save", "judging.act"})


@bp.url_defaults
def keep_mode(endpoint: str, values: dict[str, object]) -> None:
    """The way a judge goes on after a paper (?go=, see lists.MODES) stays in the links from paper to paper."""
    if endpoint in KEEPS_MODE and has_request_context() and request.endpoint in KEEPS_MODE:
        mode = mode_of(request.args.get("go"))
        if mode:
            values.setdefault("go", mode)


def json_login_required(view: View) -> View:
    """As flask_login's guard, but a script is told 401 in JSON: it asks for the password in place.

    What it posts is read before anything is held, for that takes long on a bad line, and stored at once."""

    @wraps(view)
    def guarded(*args: object, **values: object) -> ResponseReturnValue:
        if request.method == "POST":
            request.get_data()
            web.write_at_once()
        if not current_user.is_authenticated:
            return {"error": _("登录已失效，请重新输入密码。"), "login": True}, 401
        return view(*args, **values)

    return guarded


def own_paper(
    session: Session, round_id: int, code: str, *, lock: bool = False
) -> tuple[Round, Assignment, Rubric]:
    """The actor's own assignment of a paper; for anybody else's, the answer that it does not exist.

    lock: hold the assignment until the transaction ends (every POST that changes the sheet).
    """
    round_ = web.load_round(round_id, session)
    judge_id = web.actor().judge_id(round_.contest_id)
    if judge_id is None:
        abort(404)
    assignment = queries.own_assignment(session, round_id, code, judge_id, lock=lock)
    rubric = queries.rubric_of(session, round_)
    if assignment is None or rubric is None:
        abort(404)
    web.require(rules.read(web.actor(), assignment, round_, now=web.now()))
    if assignment.sheet is None:
        require_trial(session, round_, judge_id)
    return round_, assignment, rubric


def own_round(session: Session, round_id: int) -> tuple[Round, int, Rubric]:
    """The round, the actor as its judge, the rubric; for anybody else, and outside judging, nothing is here."""
    round_ = web.load_round(round_id, session)
    judge_id = web.actor().judge_id(round_.contest_id)
    rubric = queries.rubric_of(session, round_)
    if judge_id is None or rubric is None or round_.stage not in rules.READABLE:
        abort(404)
    return round_, judge_id, rubric


def trials_to_do(session: Session, own: Sequence[tuple[Round, int]]) -> dict[int, tuple[TrialCount, bool]]:
    """Round id → how far the judge is with its trial, and whether it comes before his papers; only where there
    is a trial.  own: rounds, each with the actor's judge id."""
    counts = anchor_queries.trial_counts(session, {round_.id: judge for round_, judge in own}) if own else {}
    found = {}
    for round_, judge_id in own:
        if round_.id in counts:
            still = counts[round_.id].open > 0 and closed(round_, "mark", now=web.now()) is None
            due = still and anchor_queries.trial_due(session, round_.id, judge_id)
            found[round_.id] = (counts[round_.id], due)
    return found


def require_trial(session: Session, round_: Round, judge_id: int) -> None:
    """Raise TrialFirst while the trial comes before the judge's papers and can still be done."""
    if closed(round_, "mark", now=web.now()) is None:
        due = anchor_queries.trial_due(session, round_.id, judge_id)
        denial = rules.begin(web.actor(), round_, due, now=web.now())
        if denial is not None:
            raise TrialFirst(denial.reason, round_.id)


@bp.errorhandler(TrialFirst)
def to_the_trial(error: TrialFirst) -> ResponseReturnValue:
    """Who asked for a paper is shown to the trial; a script is told why."""
    if request.is_json:
        return {"error": web.speak(error.sentence)}, 409
    web.flash(error.sentence, "info")
    return redirect(url_for("judging.trial_list", round_id=error.round_id))
