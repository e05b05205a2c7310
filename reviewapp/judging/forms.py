"""Requests of the judge's desk: JSON saves from the browser, small posts, the plain form without script."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from werkzeug.datastructures import MultiDict

from reviewapp.contests.totals import core_criterion
from reviewapp.errors import Invalid
from reviewapp.judging.actions import COMMENT_LIMIT, SheetDraft
from reviewapp.models.rubric import Criterion, Rubric
from reviewapp.words import Sentence, say
from scoring.marks.rubric import MarkRefused, in_steps, parse_mark

OP_ID_LIMIT = 64


def draft_from_json(data: Any, rubric: Rubric) -> SheetDraft:
    """{"op_id", "base_version", "marks": {criterion id: "18.5" | "" | null}, "comment", "private_note"}."""
    if not isinstance(data, Mapping) or not isinstance(data.get("marks"), Mapping):
        raise Invalid(say("请求格式不对，请刷新页面。"))
    op_id, base = data.get("op_id"), data.get("base_version")
    if not isinstance(op_id, str) or not 8 <= len(op_id) <= OP_ID_LIMIT or not op_id.isascii():
        raise Invalid(say("请求格式不对，请刷新页面。"))
    if not isinstance(base, int) or isinstance(base, bool) or base < 0:
        raise Invalid(say("请求格式不对，请刷新页面。"))
    texts = {str(k): v for k, v in data["marks"].items()}
    return SheetDraft(
        op_id=op_id,
        base_version=base,
        marks=_steps(texts, rubric),
        comment=_text(data.get("comment")),
        private_note=_text(data.get("private_note")),
    )


def draft_from_form(form: MultiDict[str, str], rubric: Rubric) -> SheetDraft:
    """The same from a plain HTML form: fields mark-<criterion id>, comment, private_note."""
    return SheetDraft(
        op_id=form.get("op_id") or secrets.token_hex(16),
        base_version=form.get("base_version", 0, type=int),
        marks=_steps({str(c.id): form.get(f"mark-{c.id}") for c in rubric.criteria}, rubric),
        comment=_text(form.get("comment", "")),
        private_note=_text(form.get("private_note", "")),
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > COMMENT_LIMIT:
        raise Invalid(say("评语最多 %(count)s 个字。", count=COMMENT_LIMIT))
    return value.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")


def _steps(texts: Mapping[str, Any], rubric: Rubric) -> dict[int, int]:
    """Steps of every criterion that was given; all that is wrong is said at once."""
    criteria = {str(c.id): c for c in rubric.criteria}
    if set(texts) - set(criteria):
        raise Invalid(say("评分标准里没有这一项，请刷新页面。"))
    step = Fraction(1, rubric.steps_per_point)
    steps: dict[int, int] = {}
    wrong: dict[str, Sentence] = {}
    for key, criterion in criteria.items():
        text = texts.get(key)
        if text is None or text == "":
            continue
        try:
            given = text if isinstance(text, str) else "?"
            mark = parse_mark(given, core_criterion(criterion, rubric.mode), step)
            steps[criterion.id] = in_steps(mark, step)
        except MarkRefused as error:
            wrong[key] = mark_sentence(error.code, criterion, rubric)
    if wrong:
        raise Invalid(next(iter(wrong.values())), wrong)
    return steps


def mark_sentence(code: str, criterion: Criterion, rubric: Rubric) -> Sentence:
    """Why a mark is refused, with the range named."""
    facts = {"name": criterion.name, "maximum": criterion.maximum}
    if code == "out_of_range":
        return say("“%(name)s”应在 0 到 %(maximum)s 分之间。", **facts)
    if code == "off_step":
        if rubric.steps_per_point == 1:
            return say("“%(name)s”只能打整数分。", **facts)
        return say("“%(name)s”最小打分单位是 %(step)s 分。", name=criterion.name, step=1 / rubric.steps_per_point)
    return say("“%(name)s”请填 0 到 %(maximum)s 之间的数字。", **facts)
