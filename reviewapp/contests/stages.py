"""The workflow on one screen: which verbs are open in which stage of a round.  Pure.

The organizer moves a round forward (and, with a reason, back); inside a stage the clock may close a
verb earlier: uploads end at `submissions_until`, marks at `judging_until`.
"""

from __future__ import annotations

from datetime import datetime

from reviewapp.errors import Denial
from reviewapp.models.contest import Round, Stage
from reviewapp.words import Sentence, say

ORDER = tuple(Stage)

NAMES: dict[Stage, Sentence] = {
    Stage.SETUP: say("筹备"),
    Stage.SUBMISSION: say("征集"),
    Stage.SEALING: say("匿名与分配"),
    Stage.JUDGING: say("评审"),
    Stage.SELECTION: say("遴选与推荐"),
    Stage.PUBLICATION: say("公示"),
    Stage.CLOSED: say("办结"),
}

OPEN_VERBS: dict[Stage, frozenset[str]] = {
    Stage.SETUP: frozenset({"configure", "edit_rubric", "edit_quotas", "choose_method", "enrol", "edit_anchors"}),
    Stage.SUBMISSION: frozenset(
        {
            "configure",
            "edit_rubric",
            "edit_quotas",
            "choose_method",
            "enrol",
            "edit_anchors",
            "submit",
            "withdraw",
            "seal",
            "redact",
            "scan",
        }
    ),
    Stage.SEALING: frozenset(
        {
            "configure",
            "edit_rubric",
            "edit_quotas",
            "choose_method",
            "enrol",
            "edit_anchors",
            "submit_late",
            "withdraw",
            "seal",
            "redact",
            "scan",
            "decide_case",
            "plan",
        }
    ),
    Stage.JUDGING: frozenset(
        {
            "enrol",
            "edit_anchors",
            "scan",
            "decide_case",
            "plan",
            "mark",
            "adjudicate",
            "reopen_sheet",
            "aggregate",
            "edit_quotas",
            "choose_method",
        }
    ),
    Stage.SELECTION: frozenset(
        {"scan", "decide_case", "aggregate", "select", "recommend", "edit_quotas", "choose_method"}
    ),
    Stage.PUBLICATION: frozenset({"publish", "release"}),
    Stage.CLOSED: frozenset(),
}


def closed(round_: Round, verb: str, *, now: datetime) -> Denial | None:
    """None when `verb` is open in this round at this moment, else the reason in words."""
    if verb not in OPEN_VERBS[round_.stage]:
        return Denial(say("“%(stage)s”阶段不能进行这项操作。", stage=NAMES[round_.stage]), closed=True)
    until = {"submit": round_.submissions_until, "mark": round_.judging_until}.get(verb)
    if until is not None and now > until:
        return Denial(say("已过截止时间，不能再提交。如需补交，请与主办单位联系。"), closed=True)
    if verb == "submit" and round_.opens_at is not None and now < round_.opens_at:
        return Denial(say("征集尚未开始。"), closed=True)
    return None


def has_begun(round_: Round, stage: Stage) -> bool:
    """Whether the round stands in this stage or beyond it."""
    return ORDER.index(round_.stage) >= ORDER.index(stage)


def following(stage: Stage) -> Stage | None:
    """The next stage, or None at the end."""
    place = ORDER.index(stage)
    return ORDER[place + 1] if place + 1 < len(ORDER) else None
