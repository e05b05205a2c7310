"""The blueprint of judging and what its pages share: the actor's own paper, the answer to a lost log-in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from flask import Blueprint, abort, has_request_context, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from reviewapp import web
from reviewapp.judging import queries, rules
from reviewapp.judging.lists import mode_of
from reviewapp.models.contest import Round
from reviewapp.models.judging import Assignment
from reviewapp.models.rubric import Rubric

bp = Blueprint("judging", __name__)

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
    """As flask_login's guard, but a script is told 401 in JSON: it asks for the password in place."""

    @wraps(view)
    def guarded(*args: object, **values: object) -> ResponseReturnValue:
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
    return round_, assignment, rubric
