"""The numbers typed into the list → the order of entries."""

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
    """Read ``place-<entry>`` numbers and ``reserve`` boxes; `entry_ids` as they stand now.

    A work whose number was changed goes to that place, the others keep their order around it: to move the
    fifth work to the second place, one number is typed.

    Raises Invalid naming the fields whose number is missing, no place, or asked for by two moved works.
    """
    moved: dict[int, int] = {}  # place → entry
    wrong = {}
    for now, entry_id in enumerate(entry_ids, start=1):
        field = f"place-{entry_id}"
        text = form.get(field, "").strip()
        if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= len(entry_ids):
            wrong[field] = say("请填 1 到 %(last)s 的序号。", last=len(entry_ids))
        elif int(text) != now and int(text) in moved:
            wrong[field] = say("序号 %(place)s 重复。", place=int(text))
        elif int(text) != now:
            moved[int(text)] = entry_id
    if wrong:
        raise Invalid(say("有的序号没有填对，顺序没有改动。"), wrong)
    order = [entry_id for entry_id in entry_ids if entry_id not in moved.values()]
    for place, entry_id in sorted(moved.items()):
        order.insert(place - 1, entry_id)
    reserves = frozenset(int(i) for i in form.getlist("reserve") if i.isascii() and i.isdigit())
    return Arrangement(tuple(order), reserves, form.get("reason", ""))
