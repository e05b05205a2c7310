"""Requests of the judge's desk: JSON saves from the browser, small posts, the plain form without script, a
filled-in score sheet."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField

from reviewapp.contests.totals import core_criterion, out_of_range, range_facts
from reviewapp.errors import Invalid
from reviewapp.judging.actions import COMMENT_LIMIT, SheetDraft
from reviewapp.models.rubric import Criterion, Rubric
from reviewapp.words import Sentence, say
from scoring.marks.rubric import MarkRefused, in_steps, parse_mark

OP_ID_LENGTH = range(8, 65)
# how the ids begin that we make ourselves; they follow from marks and row numbers, so that a judge who could
# send one would be told whether another judge gave just these marks (the id is "of another sheet")
SERVER_MADE = ("reopen-", "keyed-", "offline-", "demo-")
MALFORMED = say("请求格式不对，请刷新页面。")


def parse_body(body: bytes) -> Mapping[str, Any]:
    """The JSON object of a save.  Raises Invalid for anything else, repeated keys included."""
    try:
        data = json.loads(body.decode("utf-8"), object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError) as error:
        raise Invalid(MALFORMED) from error
    if not isinstance(data, Mapping):
        raise Invalid(MALFORMED)
    return data


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two values under one name nobody can say which was meant."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("repeated key")
    return found


def _is_op_id(text: str) -> bool:
    """An id as browsers make them; the server's own are not to be taken."""
    fits = len(text) in OP_ID_LENGTH and text.isascii() and text.isprintable()
    return fits and not text.startswith(SERVER_MADE)


def draft_from_json(data: Mapping[str, Any], rubric: Rubric) -> SheetDraft:
    """{"op_id", "base_version", "marks": {criterion id: "18.5" | "" | null}, "comment", "private_note"}."""
    marks, op_id, base = data.get("marks"), data.get("op_id"), data.get("base_version")
    if not isinstance(marks, Mapping):
        raise Invalid(MALFORMED)
    if not isinstance(op_id, str) or not _is_op_id(op_id):
        raise Invalid(MALFORMED)
    if not isinstance(base, int) or isinstance(base, bool) or not 0 <= base < 2**31:
        raise Invalid(MALFORMED)
    return SheetDraft(
        op_id=op_id,
        base_version=base,
        marks=steps_of(marks, rubric),
        comment=remark(data.get("comment"), "comment"),
        private_note=remark(data.get("private_note"), "private_note"),
    )


def draft_from_form(form: MultiDict[str, str], rubric: Rubric) -> SheetDraft:
    """The same from a plain HTML form: fields mark-<criterion id>, comment, private_note."""
    op_id = form.get("op_id", "")
    return SheetDraft(
        op_id=op_id if _is_op_id(op_id) else secrets.token_hex(16),
        base_version=form.get("base_version", 0, type=int),
        marks=steps_of({str(c.id): form.get(f"mark-{c.id}") for c in rubric.criteria}, rubric),
        comment=remark(form.get("comment"), "comment"),
        private_note=remark(form.get("private_note"), "private_note"),
    )


def steps_of(texts: Mapping[str, Any], rubric: Rubric) -> dict[int, int]:
    """Criterion id → steps of every mark that was given; a blank is left out, never 0.

    Raises Invalid with all that is wrong at once, each under its criterion's id.
    """
    criteria = {str(c.id): c for c in rubric.criteria}
    if set(texts) - set(criteria):
        raise Invalid(say("评分标准里没有这一项，请刷新页面。"))
    step = Fraction(1, rubric.steps_per_point)
    steps: dict[int, int] = {}
    wrong: dict[str, Sentence] = {}
    for key, criterion in criteria.items():
        text = texts.get(key)
        if text is None or (isinstance(text, str) and not text.strip()):
            continue
        try:
            given = text if isinstance(text, str) else "?"  # only text says exactly what was typed
            steps[criterion.id] = in_steps(
                parse_mark(given, core_criterion(criterion, rubric.mode), step), step
            )
        except MarkRefused as error:
            wrong[key] = mark_sentence(error.code, criterion, rubric)
    if wrong:
        raise Invalid(next(iter(wrong.values())), wrong)
    return steps


def mark_sentence(code: str, criterion: Criterion, rubric: Rubric) -> Sentence:
    """Why a mark is refused, with the range named."""
    if code == "out_of_range":
        return out_of_range(criterion)
    if code == "off_step":
        if rubric.steps_per_point == 1:
            return say("“%(name)s”只能打整数分。", name=criterion.name)
        step = 1 / rubric.steps_per_point
        return say("“%(name)s”最小打分单位是 %(step)s 分。", name=criterion.name, step=step)
    return say("“%(name)s”请填 %(low)s 到 %(high)s 之间的数字。", **range_facts(criterion))


def remark(value: Any, field: str) -> str:
    """A remark as typed.  Refused: too long, or with what no database keeps (NUL, half a surrogate pair)."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Invalid(MALFORMED)
    text = value.replace("\r\n", "\n").strip()
    if len(text) > COMMENT_LIMIT:
        raise _refused(field, say("评语最多 %(count)s 个字。", count=COMMENT_LIMIT))
    if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise _refused(field, say("评语里有不能保存的字符，请删去后再试。"))
    return text


def _refused(field: str, sentence: Sentence) -> Invalid:
    return Invalid(sentence, {field: sentence})


class OfflineForm(FlaskForm):
    """A score sheet that was filled in elsewhere."""

    file = FileField(_l("填好的评分表"), [FileRequired(_l("请选择文件。"))])
    submits = BooleanField(_l("各项都打了分的，直接提交（提交后不能自己修改）"))
