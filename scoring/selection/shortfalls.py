"""Quotas that a finished choice does not keep to the number."""

from __future__ import annotations

import math

import numpy as np

from scoring.selection.bodies import Frame
from scoring.selection.problem import Shortfall, ShortfallCode
from scoring.tables import Bools


def strictest(frame: Frame) -> tuple[dict[int, int], dict[int, int]]:
    """Largest minimum and smallest maximum of the bodies that have one."""
    lows: dict[int, int] = {}
    highs: dict[int, int] = {}
    for rule in frame.rules:
        if rule.low:
            lows[rule.body] = max(rule.low, lows.get(rule.body, 0))
        if rule.high is not None:
            highs[rule.body] = min(rule.high, highs.get(rule.body, rule.high))
    return lows, highs


def shortfalls(frame: Frame, chosen: Bools, by_tie: Bools) -> tuple[Shortfall, ...]:
    """What is missing or too much, the widest body first.

    ``chosen``: (m,) who is in; ``by_tie``: (m,) who of them entered because all tied enter.
    """
    lows, highs = strictest(frame)
    found: list[tuple[int, Shortfall]] = []
    for body in sorted(lows.keys() | highs.keys()):
        got, eligible = int(np.count_nonzero(chosen[frame.members[body]])), len(frame.members[body])
        low, high = lows.get(body, 0), highs.get(body, got)
        if got < low:
            found.append(
                (body, _of(frame, body, "too_few_eligible" if eligible < low else "no_room", low, got))
            )
        if got > high:
            extra = int(np.count_nonzero(by_tie[frame.members[body]]))
            code: ShortfallCode = "ties_enter" if got - extra <= high else "over_maximum"
            found.append((body, _of(frame, body, code, high, got)))
    found.extend(_missed_shares(frame, chosen))
    wide_first = sorted(found, key=lambda one: (-len(frame.members[one[0]]), frame.names[one[0]]))
    return tuple(shortfall for _, shortfall in wide_first)


def _missed_shares(frame: Frame, chosen: Bools) -> list[tuple[int, Shortfall]]:
    found = []
    for share in frame.shares:
        inside = chosen.copy()
        inside[np.setdiff1d(np.arange(len(chosen)), frame.members[share.of])] = False
        whole, got = int(inside.sum()), int(inside[frame.members[share.body]].sum())
        least, most = math.ceil(share.least * whole), math.floor(share.most * whole)
        if not least <= got <= most:
            wanted = least if got < least else most
            found.append((share.body, _of(frame, share.body, "share_missed", wanted, got)))
    return found


def _of(frame: Frame, body: int, code: ShortfallCode, wanted: int, got: int) -> Shortfall:
    return Shortfall(code, *frame.names[body], wanted, got, len(frame.members[body]))
