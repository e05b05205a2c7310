"""Why in, why out, and how many points were missing, for every candidate of a finished choice.

A candidate outside could have entered in the place of certain others: those in the innermost full body
around it whose leaving breaks no minimum.  The last of them is its line.  By the exchange property of
nested quotas it enters exactly when it comes before that one, all else equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.selection.bounds import Bounds, Nest
from scoring.selection.fill import Filled
from scoring.selection.problem import Candidate, Decision, Shortfall, TieBreak
from scoring.selection.tiebreak import BY_LOT, BY_SCORE, Order


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything known when reasons are given; n candidates."""

    candidates: tuple[Candidate, ...]
    tree: Nest
    limits: Bounds
    order: Order
    filled: Filled
    decimals: int


_Rivals = tuple[str, list[str]]  # what told a winner from the first of its rivals, and their ids


@dataclass(frozen=True, slots=True)
class _Line:
    """``full``: the body without room; ``last``: position of the candidate to come before, None = nobody."""

    full: int
    last: int | None


def explain(outcome: Outcome) -> tuple[tuple[Decision, ...], tuple[TieBreak, ...]]:
    """One decision per candidate in the order given, and the ties that decided something."""
    places = {candidate: place for place, candidate in enumerate(outcome.order.sequence, 1)}
    chosen = set(outcome.filled.chosen)
    lines = _lines(outcome, chosen)
    ties = _ties(outcome, lines, chosen)
    groups = _groups(outcome, chosen)
    rivals: dict[int, _Rivals] = {}
    for loser, (winner, step) in ties.items():
        rivals.setdefault(winner, (step, []))[1].append(outcome.candidates[loser].id)
    decisions = []
    for i, candidate in enumerate(outcome.candidates):
        size, selected, rank = groups[candidate.group]
        facts: dict[str, object] = {
            "group": candidate.group,
            "group_eligible": size,
            "group_selected": selected,
        }
        if i in chosen:
            code, more = _why_in(outcome, i, rivals.get(i))
        elif candidate.eligible:
            code, more = _why_out(outcome, i, lines[outcome.tree.home[i]])
        else:
            code, more = "ineligible", {"reason": candidate.ineligible_reason}
        decisions.append(Decision(candidate.id, i in chosen, rank.get(i), places.get(i), code, facts | more))
    ids = outcome.candidates
    breaks = tuple(TieBreak(ids[win].id, ids[lose].id, step) for lose, (win, step) in sorted(ties.items()))
    return tuple(decisions), breaks


def _groups(outcome: Outcome, chosen: set[int]) -> dict[str, tuple[int, int, dict[int, int]]]:
    """Per group: eligible, selected, rank of each eligible candidate."""
    ranks: dict[str, dict[int, int]] = {candidate.group: {} for candidate in outcome.candidates}
    for i in outcome.order.sequence:
        rank = ranks[outcome.candidates[i].group]
        rank[i] = len(rank) + 1
    return {group: (len(rank), sum(i in chosen for i in rank), rank) for group, rank in ranks.items()}


def _lines(outcome: Outcome, chosen: set[int]) -> dict[int, _Line]:
    """The line for every innermost body that has a candidate outside."""
    tree, counts, upper = outcome.tree, outcome.filled.counts, outcome.limits.upper
    inside: list[list[int]] = [[] for _ in tree.bodies]
    for i in reversed(outcome.filled.chosen):
        for body in tree.path[tree.home[i]]:
            inside[body].append(i)
    lines: dict[int, _Line] = {}
    for home in sorted({tree.home[i] for i in outcome.order.sequence if i not in chosen}):
        full = next(body for body in tree.path[home] if counts[body] >= upper[body])
        last = next((i for i in inside[full] if _may_replace(outcome, home, tree.home[i])), None)
        lines[home] = _Line(full, last)
    return lines


def _may_replace(outcome: Outcome, enters: int, leaves: int) -> bool:
    """Whether one more in body ``enters`` and one fewer in body ``leaves`` keeps every minimum as well."""
    tree, counts, want = outcome.tree, outcome.filled.counts, outcome.limits.want
    gaining = set(tree.path[enters]) - set(tree.path[leaves])
    losing = set(tree.path[leaves]) - set(tree.path[enters])
    if any(counts[body] <= tree.bodies[body].hard_minimum for body in losing):
        return False
    gained = sum(counts[body] < want[body] for body in gaining)
    lost = sum(counts[body] <= want[body] for body in losing)
    return lost <= gained


def _ties(outcome: Outcome, lines: dict[int, _Line], chosen: set[int]) -> dict[int, tuple[int, str]]:
    """Loser -> (winner, deciding step) wherever the line has the loser's own score."""
    ties = {}
    for i in outcome.order.sequence:
        line = None if i in chosen else lines[outcome.tree.home[i]].last
        if line is not None:
            step = outcome.order.deciding_step(line, i)
            if step != BY_SCORE:
                ties[i] = (line, step)
    return ties


def _why_in(outcome: Outcome, i: int, rivals: _Rivals | None) -> tuple[str, dict[str, object]]:
    facts: dict[str, object] = {} if rivals is None else {"tie_step": rivals[0], "tie_with": rivals[1]}
    if i not in outcome.filled.kept:
        return "above_line", facts
    path = outcome.tree.path[outcome.tree.home[i]]
    body = next(body for body in path if outcome.limits.want[body])
    scope, key = outcome.tree.bodies[body].name
    return "within_minimum", facts | {"scope": scope, "key": key, "minimum": outcome.limits.want[body]}


def _why_out(outcome: Outcome, i: int, line: _Line) -> tuple[str, dict[str, object]]:
    order, (scope, key) = outcome.order, outcome.tree.bodies[line.full].name
    facts: dict[str, object] = {"scope": scope, "key": key, "maximum": outcome.limits.upper[line.full]}
    whole = scope == "total"
    if line.last is None:
        return "total_reached" if whole else f"{scope}_maximum", facts | {"points_needed": None}
    step_size = 10**outcome.decimals
    facts |= {
        "line": order.units[line.last] / step_size,
        "line_id": outcome.candidates[line.last].id,
        "points_needed": order.units_needed(i, line.last) / step_size,
    }
    step = order.deciding_step(line.last, i)
    if step != BY_SCORE:
        facts |= {"tie_step": step, "tie_with": [outcome.candidates[line.last].id]}
        return "tie_lot" if step == BY_LOT else "tie_lost", facts
    return "below_line" if whole else f"{scope}_maximum", facts


def shortfalls(tree: Nest, limits: Bounds, counts: Sequence[int]) -> tuple[Shortfall, ...]:
    """Soft quotas that were not kept, the widest body first."""
    found = []
    for i, body in enumerate(tree.bodies):
        eligible, got = limits.eligible[i], counts[i]
        if got < body.soft_minimum:
            code = "too_few_eligible" if eligible < body.soft_minimum else "no_room"
            found.append(Shortfall(code, *body.name, body.soft_minimum, got, eligible))  # type: ignore[arg-type]
        if body.soft_maximum is not None and got > body.soft_maximum:
            found.append(Shortfall("over_maximum", *body.name, body.soft_maximum, got, eligible))
    return tuple(found)
