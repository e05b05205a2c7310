"""Why hard quotas cannot all be kept: the smallest set of bounds that contradict each other.

By the lemma of Farkas, bounds contradict each other when a sum of them, with weights, asks for more places than
the entries of every kind could give.  The set with the fewest bounds is found by an integer program over these
weights.  For nested quotas and for two crossing families weights of 0 and 1 are enough (their matrices are
totally unimodular; Hoffman 1960), and the set is the smallest.  Where only whole numbers, not fractions,
contradict the bounds, a set is found from which none can be left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

import numpy as np
import scipy.sparse as sp
from scipy.optimize import Bounds, LinearConstraint, milp

from scoring.errors import Infeasible
from scoring.selection import crossing
from scoring.selection.bodies import HARD, Frame
from scoring.selection.demands import Demand, Kinds, demands, kinds, told
from scoring.selection.nested import Nest

Blocker = tuple[str, dict[str, object]]
MOST_BLOCKERS = 20
_LARGE = 20_000_000  # candidates x bodies above which nested quotas are looked at body by body
_WEIGHTS = (1.0, 1000.0)  # largest of a bound in a sum, tried in turn; a composition of x % needs up to 100
_MOST_NODES = (
    2000  # of the search for the smallest set; what is found by then contradicts itself all the same
)


def infeasible(frame: Frame, tree: Nest | None = None) -> Infeasible:
    """The error to raise, with its blockers; ``tree``: of nested quotas.

    In a very large contest with nested quotas the innermost bodies that show a contradiction are looked at one by
    one: then each set is the smallest inside its body.
    """
    if tree is None or len(frame.eligible) * len(frame.names) <= _LARGE:
        found = contradictions(frame)
    else:
        parts = (contradictions(part) for part in _innermost(frame, tree))
        found = sorted(chain.from_iterable(parts), key=_size)[:MOST_BLOCKERS]
    return Infeasible("the hard quotas contradict each other or the entries", tuple(found))


def _size(blocker: Blocker) -> int:
    parts = blocker[1].get("parts", ())
    assert isinstance(parts, Sequence)
    return len(parts)


def _innermost(frame: Frame, tree: Nest) -> Iterator[Frame]:
    """Of each innermost body that cannot keep its hard bounds: the bounds that are in the way, on its candidates."""
    need, room, failed = [0] * len(frame.names), [0] * len(frame.names), [False] * len(frame.names)
    for home, count in zip(*np.unique(tree.home[tree.home >= 0], return_counts=True), strict=True):
        room[home] = int(count)
    for body in reversed(tree.order):
        hard = [rule for rule in tree.rules[body] if rule.level == HARD]
        low = max((rule.low for rule in hard), default=0)
        high = min((rule.high for rule in hard if rule.high is not None), default=room[body])
        if not failed[body] and (low > room[body] or max(low, need[body]) > high):
            failed[body] = True
            yield _part(frame, tree, body, minima_inside=low <= room[body])
        around = int(tree.parent[body])
        if around >= 0:
            need[around] += max(low, need[body])
            room[around] += min(high, room[body])
            failed[around] |= failed[body]


def _part(frame: Frame, tree: Nest, whole: int, minima_inside: bool) -> Frame:
    """One bound of a body and the opposite bounds inside it."""
    rules = []
    for body in (b for b in tree.order if whole in tree.path(b)):
        for rule in (rule for rule in tree.rules[body] if rule.level == HARD):
            if minima_inside == (body == whole):
                rules.append(replace(rule, low=0))
            else:
                rules.append(replace(rule, high=None))
    used = sorted({rule.body for rule in rules})
    number = {body: i for i, body in enumerate(used)}
    inside = frame.members[whole]
    return Frame(
        eligible=frame.eligible[inside],
        names=tuple(frame.names[body] for body in used),
        members=tuple(np.searchsorted(inside, frame.members[body]) for body in used),
        rules=tuple(replace(rule, body=number[rule.body]) for rule in rules),
        shares=(),
        levels=1,
        reserves={},
    )


def contradictions(frame: Frame) -> list[Blocker]:
    """Sets of hard bounds that cannot be kept together, smallest first, no bound in two of them.

    Codes: ``too_few_eligible`` (scope, key, minimum, reachable, eligible): one minimum against the entries, or
    against maxima inside (named in ``parts``); ``minima_exceed_maximum`` (scope, key, minima, maximum,
    parts): minima inside a body against its maximum; ``contradiction`` (bounds: list of scope, key, bound,
    value): any other set.
    """
    found = _single(frame)
    alike = kinds(frame)
    hopeless = {(facts["scope"], facts["key"]) for _, facts in found}
    left = [d for d in demands(frame, alike) if d.level == HARD]
    left = [d for d in left if not (d.bound == "minimum" and frame.names[d.body] in hopeless)]
    while left and len(found) < MOST_BLOCKERS:
        together = _smallest(alike, left)
        if not together:
            break
        found.append(_told(frame, [left[i] for i in together]))
        left = [d for i, d in enumerate(left) if i not in together]
    return found


def _single(frame: Frame) -> list[Blocker]:
    """Minima above the number of entries."""
    found: list[Blocker] = []
    for rule in frame.rules:
        eligible = len(frame.members[rule.body])
        if rule.level == HARD and rule.low > eligible:
            scope, key = frame.names[rule.body]
            facts: dict[str, object] = {"scope": scope, "key": key, "minimum": rule.low}
            found.append(("too_few_eligible", facts | {"reachable": eligible, "eligible": eligible}))
    return found


def _smallest(alike: Kinds, bounds: Sequence[Demand]) -> list[int]:
    """Positions of the fewest bounds that contradict each other; empty = all can be kept."""
    for largest in _WEIGHTS:
        found = _fewest_weights(alike, bounds, largest)
        if found:
            return found
    return _irreducible(alike, bounds)


def _fewest_weights(alike: Kinds, bounds: Sequence[Demand], largest: float) -> list[int]:
    """Weights w >= 0 with ``sum w least > sum over kinds of size * max(0, sum w factors)``, fewest above 0."""
    count, kind_count = len(bounds), len(alike.size)
    factors = sp.csr_array(np.array([b.factors for b in bounds], dtype=float))
    least = np.array([b.least for b in bounds], dtype=float)
    weight, excess, used = sp.eye_array(count), sp.eye_array(kind_count), sp.eye_array(count)
    rows = sp.block_array(
        [
            [sp.csr_array(least[None, :]), sp.csr_array(-alike.size[None, :].astype(float)), None],
            [-factors.T, excess, None],
            [-weight, None, used * largest],
        ],
        format="csr",
    )
    low = np.r_[1.0, np.zeros(kind_count + count)]
    free = np.full(count + kind_count, np.inf)
    found = milp(
        np.r_[np.zeros(count + kind_count), np.ones(count)],
        integrality=np.r_[np.zeros(count + kind_count), np.ones(count)],
        bounds=Bounds(np.zeros(2 * count + kind_count), np.r_[free, np.ones(count)]),
        constraints=LinearConstraint(rows, low, np.full(len(low), np.inf)),
        options={"mip_rel_gap": 0.0, "node_limit": _MOST_NODES},
    )
    return [] if found.x is None else np.flatnonzero(found.x[-count:] > 0.5).tolist()


def _irreducible(alike: Kinds, bounds: Sequence[Demand]) -> list[int]:
    """Leave out one bound after the other as long as the rest still contradict each other."""
    kept = list(range(len(bounds)))
    if _possible(alike, bounds):
        return []
    for one in range(len(bounds)):
        rest = [i for i in kept if i != one]
        if not _possible(alike, [bounds[i] for i in rest]):
            kept = rest
    return kept


def _possible(alike: Kinds, bounds: Sequence[Demand]) -> bool:
    return not bounds or crossing.program(alike, bounds).any_counts() is not None


def _told(frame: Frame, together: Sequence[Demand]) -> Blocker:
    minima = [d for d in together if d.bound == "minimum"]
    maxima = [d for d in together if d.bound == "maximum"]
    if len(minima) + len(maxima) == len(together):
        if len(maxima) == 1 and _inside(frame, minima, maxima[0]):
            return "minima_exceed_maximum", _body(frame, maxima[0]) | {
                "minima": sum(d.least for d in minima),
                "maximum": maxima[0].value,
                "parts": [frame.names[d.body][1] for d in minima],
            }
        if len(minima) == 1 and _inside(frame, maxima, minima[0]):
            eligible = len(frame.members[minima[0].body])
            lost = sum(len(frame.members[d.body]) + d.least for d in maxima)
            return "too_few_eligible", _body(frame, minima[0]) | {
                "minimum": minima[0].value,
                "reachable": eligible - lost,
                "eligible": eligible,
                "parts": [frame.names[d.body][1] for d in maxima],
            }
    return "contradiction", {"bounds": [told(frame, d) for d in together]}


def _inside(frame: Frame, parts: Sequence[Demand], whole: Demand) -> bool:
    """Whether the parts lie in the whole, apart from each other."""
    members = (
        np.concatenate([frame.members[d.body] for d in parts]) if parts else np.array([], dtype=np.int64)
    )
    return len(np.unique(members)) == len(members) and bool(np.isin(members, frame.members[whole.body]).all())


def _body(frame: Frame, demand: Demand) -> dict[str, object]:
    scope, key = frame.names[demand.body]
    return {"scope": scope, "key": key}
