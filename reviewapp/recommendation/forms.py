"""The order typed into the list → the order of entries.  Numbers need not be gapless, only distinct."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from reviewapp.errors import Invalid
from reviewapp.words import say


@dataclass(frozen=True, slots=True)
class Arrangement:
    """order: entry ids, first place first; reserves: entry ids set apart; reason: why."""

    order: tuple[int, ...]
    reserves: frozenset[int]
    reason: str


def arrangement_from(form: MultiDict[str, str], entry_ids: Sequence[int]) -> Arrangement:
    """Read ``place-<entry>`` numbers and ``reserve`` boxes.

    Raises Invalid naming the fields whose number is missing, not a number, or used twice.
    """
    places: dict[int, int] = {}
    wrong = {}
    for entry_id in entry_ids:
        text = form.get(f"place-{entry_id}", "").strip()
        if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 9999:
            wrong[f"place-{entry_id}"] = say("请填序号，从1开始。")
        elif int(text) in places.values():
            wrong[f"place-{entry_id}"] = say("序号 %(place)s 重复。", place=int(text))
        else:
            places[entry_id] = int(text)
    if wrong:
        raise Invalid(say("有的序号没有填对，顺序没有改动。"), wrong)
    reserves = frozenset(int(i) for i in form.getlist("reserve") if i.isascii() and i.isdigit())
    return Arrangement(tuple(sorted(places, key=lambda e: places[e])), reserves, form.get("reason", ""))
