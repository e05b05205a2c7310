"""Requests of a judge's pencil: a change of one annotation, a phrase to keep, use or drop."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reviewapp.errors import Invalid
from reviewapp.judging.annotations import NoteDraft
from reviewapp.judging.forms import MALFORMED
from reviewapp.words import say

ID = re.compile(r"[0-9A-Za-z-]{8,64}")  # as browsers make them
MOST = 2**53  # the largest number a browser counts to
DEEDS = ("keep", "use", "drop")


@dataclass(frozen=True, slots=True)
class NoteChange:
    """`op_id` names this change and stands in the answer; without a draft the annotation goes."""

    op_id: str
    key: str
    base_version: int
    draft: NoteDraft | None


def note_from_json(data: Mapping[str, Any]) -> NoteChange:
    """{"op_id", "base_version", "key", "annotation": {"start", "end", "quote", "note", "shared"} | null}."""
    op_id, key, base = _id(data, "op_id"), _id(data, "key"), _count(data, "base_version")
    given = data.get("annotation")
    if given is None:
        return NoteChange(op_id, key, base, None)
    if not isinstance(given, Mapping):
        raise Invalid(MALFORMED)
    start, end = _count(given, "start"), _count(given, "end")
    if end >= 2**31:
        raise Invalid(MALFORMED)
    quote, note = _text(given, "quote"), _text(given, "note").replace("\r\n", "\n").strip()
    draft = NoteDraft(key, base, start, end, quote, note, given.get("shared") is True)
    return NoteChange(op_id, key, base, draft)


def phrase_from_json(data: Mapping[str, Any]) -> tuple[str, str, str]:
    """{"op_id", "keep" or "use" or "drop": the phrase} → (op_id, which, phrase)."""
    deeds = [deed for deed in DEEDS if deed in data]
    if len(deeds) != 1:
        raise Invalid(MALFORMED)
    return _id(data, "op_id"), deeds[0], _text(data, deeds[0]).replace("\r\n", "\n").strip()


def _id(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str) or not ID.fullmatch(value):
        raise Invalid(MALFORMED)
    return value


def _count(data: Mapping[str, Any], name: str) -> int:
    value = data.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < MOST:
        raise Invalid(MALFORMED)
    return value


def _text(data: Mapping[str, Any], name: str) -> str:
    """Words as typed; what no database keeps (NUL, half a surrogate pair) is refused."""
    value = data.get(name)
    if not isinstance(value, str):
        raise Invalid(MALFORMED)
    if "\x00" in value or any("\ud800" <= c <= "\udfff" for c in value):
        sentence = say("批注里有不能保存的字符，请删去后再试。")
        raise Invalid(sentence, {name: sentence})
    return value
