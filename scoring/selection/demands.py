"""Quotas as inequalities over kinds of candidates, in whole numbers.

Candidates that lie in the same bodies are alike: which of them are chosen matters only for the order, and the
best of them go first.  So a choice is a count per kind, and every bound of a quota one inequality over counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from scoring.selection.bodies import Frame, ShareRule
from scoring.tables import Bools, Ints

Bound = Literal["minimum", "maximum", "at_least", "at_most"]


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """``of``: (m,) kind of each candidate; ``size``: (T,) candidates of each; ``inside``: (T, bodies) bool."""

    of: Ints
    size: Ints
    inside: Bools


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """``factors @ counts + unit * missing >= least``, where ``missing`` is the number of places by which it is
    not kept (0 for a hard one).  ``bound`` of ``value`` on ``body``, of a share also ``of``: what is told to people."""

    factors: Ints
    least: int
    unit: int
    level: int
    bound: Bound
    body: int
    value: int | Fraction
    of: int = 0


def kinds(frame: Frame) -> Kinds:
    """Alike candidates together."""
    inside = np.zeros((len(frame.eligible), len(frame.names)), dtype=np.bool_)
    used = {rule.body for rule in frame.binding()}
    used |= {body for share in frame.shares for body in (share.body, share.of)}
    for body in sorted(used):
        inside[frame.members[body], body] = True
    _, first, of, size = np.unique(
        np.packbits(inside, axis=1), axis=0, return_index=True, return_inverse=True, return_counts=True
    )
    return Kinds(of.reshape(-1).astype(np.int64), size.astype(np.int64), inside[first])


def demands(frame: Frame, alike: Kinds) -> list[Demand]:
    """Every bound that some choice would break."""
    found = []
    for rule in frame.binding():
        members = alike.inside[:, rule.body].astype(np.int64)
        if rule.low:
            found.append(Demand(members, rule.low, 1, rule.level, "minimum", rule.body, rule.low))
        if rule.high is not None and rule.high < len(frame.members[rule.body]):
            found.append(Demand(-members, -rule.high, 1, rule.level, "maximum", rule.body, rule.high))
    for share in frame.shares:
        found.extend(_of_share(share, alike))
    return found


def _of_share(share: ShareRule, alike: Kinds) -> Iterator[Demand]:
    around = alike.inside[:, share.of].astype(np.int64)
    both = around * alike.inside[:, share.body]
    for value, bound, sign in ((share.least, "at_least", 1), (share.most, "at_most", -1)):
        if value not in (0, 1) or (value == 1) == (sign == 1):  # 0 at least and 1 at most are always kept
            factors = sign * (value.denominator * both - value.numerator * around)
            yield Demand(factors, 0, value.denominator, share.level, bound, share.body, value, share.of)  # type: ignore[arg-type]


def told(frame: Frame, demand: Demand) -> dict[str, object]:
    """A demand as facts: ``scope, key, bound, value``, of a share also ``of``: scope and key."""
    if isinstance(demand.value, int):
        return facts_of(frame, demand.body, demand.bound, demand.value)
    share = facts_of(frame, demand.body, demand.bound, float(demand.value))
    return share | {"of": list(frame.names[demand.of])}


def facts_of(frame: Frame, body: int, bound: Bound, value: float) -> dict[str, object]:
    """A bound on a body as facts."""
    scope, key = frame.names[body]
    return {"scope": scope, "key": key, "bound": bound, "value": value}
