"""Where an entry stands, in words: for the staff by its state, for its unit by what it may know."""

from __future__ import annotations

from reviewapp.models.contest import Round, Stage
from reviewapp.models.entry import Entry, EntryState
from reviewapp.submissions.rows import Outcome
from reviewapp.words import Sentence, say

# state → (words, tone of the badge)
STATES: dict[EntryState, tuple[Sentence, str]] = {
    EntryState.RECEIVED: (say("已收件"), "quiet"),
    EntryState.PROPOSED: (say("待核对"), "wait"),
    EntryState.SEALED: (say("已匿名"), "done"),
    EntryState.WITHDRAWN: (say("已撤回"), "bad"),
}
# line of an intake report → (words, tone)
OUTCOMES: dict[str, tuple[Sentence, str]] = {
    "received": (say("已收件"), "done"),
    "already": (say("已收过"), "quiet"),
    "refused": (say("未收件"), "bad"),
    "noted": (say("提示"), "warn"),
    "ignored": (say("已略过"), "quiet"),
}
KINDS: dict[str, Sentence] = {
    "author": say("作者"),
    "person": say("人名"),
    "unit": say("单位"),
    "otherunit": say("其他单位"),
    "place": say("地名"),
    "post": say("职务"),
    "contact": say("联系方式"),
    "honour": say("荣誉"),
}
LEVELS: dict[str, Sentence] = {
    "certain": say("确定"),
    "likely": say("很可能"),
    "hint": say("提示"),
}
_BEFORE_JUDGING = {
    EntryState.RECEIVED: say("已收件"),
    EntryState.PROPOSED: say("匿名处理中"),
    EntryState.SEALED: say("已匿名，待评审"),
}


def fate(entry: Entry, round_: Round, outcome: Outcome | None) -> tuple[Sentence, str]:
    """What its unit reads of an entry.

    `outcome` is None until the round's results are released; until then the words depend on nothing but
    the round's stage and the entry's own state.
    """
    if entry.state == EntryState.WITHDRAWN:
        return STATES[EntryState.WITHDRAWN]
    if outcome is not None:
        return _result(outcome)
    if round_.stage in (Stage.SETUP, Stage.SUBMISSION, Stage.SEALING):
        return _BEFORE_JUDGING[entry.state], "quiet"
    if round_.stage == Stage.JUDGING:
        return say("评审中"), "wait"
    return say("评审结束，结果待公布"), "quiet"


def _result(outcome: Outcome) -> tuple[Sentence, str]:
    if outcome.reserve:
        return say("递补"), "quiet"
    if outcome.recommended:
        return say("已入选，已推荐至上一级"), "done"
    return (say("已入选"), "done") if outcome.selected else (say("未入选"), "quiet")
