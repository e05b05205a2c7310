"""Ranked substitutes of a body: who takes the place of one chosen there that falls away."""

from __future__ import annotations

from collections import Counter

from scoring.selection.bodies import Frame
from scoring.selection.solution import counts
from scoring.tables import Bools, Ints


def substitutes(frame: Frame, order: Ints, chosen: Bools) -> dict[int, list[int]]:
    """Positions of the substitutes of every body that is to have some, first to last.

    They are the best candidates of the body outside for whom every maximum has room beside the chosen and the
    substitutes before, except the maxima of the body itself and of those around it, where the one that falls
    away makes room.
    """
    if not frame.reserves:
        return {}
    capped: list[list[int]] = [[] for _ in frame.eligible]
    room: dict[int, int] = {}
    got = counts(frame, chosen)
    for rule in frame.binding():
        if rule.high is not None:
            if rule.body not in room:
                for one in frame.members[rule.body].tolist():
                    capped[one].append(rule.body)
            room[rule.body] = min(rule.high - got[rule.body], room.get(rule.body, rule.high))
    place = {one: i for i, one in enumerate(order.tolist())}
    return {
        body: _of_body(
            sorted(frame.members[body].tolist(), key=place.__getitem__), wanted, capped, room, chosen
        )
        for body, wanted in frame.reserves.items()
    }


def _of_body(
    members: list[int], wanted: int, capped: list[list[int]], room: dict[int, int], chosen: Bools
) -> list[int]:
    held = Counter(body for one in members for body in capped[one])
    inside = {body: room[body] for body, count in held.items() if count < len(members)}
    found: list[int] = []
    for one in members:
        if len(found) == wanted:
            break
        limits = [body for body in capped[one] if body in inside]
        if not chosen[one] and all(inside[body] > 0 for body in limits):
            found.append(one)
            for body in limits:
                inside[body] -= 1
    return found
