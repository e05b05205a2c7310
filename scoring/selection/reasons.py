"""Why in, why out, and how many points were missing, for every candidate of a finished choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scoring.selection.bodies import Frame, keys_of
from scoring.selection.lines import Line, Lines
from scoring.selection.problem import ROOT, Candidate, Decision, TieBreak
from scoring.selection.tiebreak import BY_LOT, BY_SCORE, Order


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything known when reasons are given; positions are those among all candidates.

    ``chosen``: everybody in; ``tied``: of these, who entered because all tied enter; ``helped``: who would be out
    without the minima; ``reserve``: place among the substitutes; ``compact``: position among the eligible;
    ``lows``, ``highs``: strictest minimum and maximum of the bodies that have one.
    """

    candidates: tuple[Candidate, ...]
    frame: Frame
    order: Order
    lines: Lines
    chosen: frozenset[int]
    tied: frozenset[int]
    helped: frozenset[int]
    reserve: Mapping[int, int]
    compact: Mapping[int, int]
    lows: Mapping[int, int]
    highs: Mapping[int, int]
    decimals: int
    all_tied_enter: bool
    group_scope: str


_Rivals = tuple[str, list[str]]  # what told a winner from the first of its rivals, and their ids
# eligible, selected, rank of each eligible candidate, place of each selected one among these
_Group = tuple[int, int, dict[int, int], dict[int, int]]


def explain(outcome: Outcome) -> tuple[tuple[Decision, ...], tuple[TieBreak, ...]]:
    """One decision per candidate in the order given, and the ties that decided something."""
    places = {candidate: place for place, candidate in enumerate(outcome.order.sequence, 1)}
    ties = _ties(outcome)
    keys = [next(iter(keys_of(candidate, outcome.group_scope)), "") for candidate in outcome.candidates]
    groups = _groups(outcome, keys)
    guaranteed = _guaranteed(outcome)
    rivals: dict[int, _Rivals] = {}
    for loser, (winner, step) in ties.items():
        rivals.setdefault(winner, (step, []))[1].append(outcome.candidates[loser].id)
    decisions = []
    for i, candidate in enumerate(outcome.candidates):
        size, selected, rank, place = groups[keys[i]]
        facts: dict[str, object] = {"group": keys[i], "group_eligible": size, "group_selected": selected}
        if i in outcome.chosen:
            facts["group_place"] = place[i]
            code, more = _why_in(outcome, i, guaranteed.get(i), rivals.get(i))
        elif candidate.eligible:
            code, more = _why_out(outcome, i)
        else:
            code, more = "ineligible", {"reason": candidate.ineligible_reason}
        reserve = outcome.reserve.get(i)
        decisions.append(
            Decision(
                candidate.id, i in outcome.chosen, rank.get(i), places.get(i), code, facts | more, reserve
            )
        )
    ids = outcome.candidates
    breaks = tuple(TieBreak(ids[win].id, ids[lose].id, step) for lose, (win, step) in sorted(ties.items()))
    return tuple(decisions), breaks


def _groups(outcome: Outcome, keys: Sequence[str]) -> dict[str, _Group]:
    ranks: dict[str, dict[int, int]] = {key: {} for key in keys}
    for i in outcome.order.sequence:
        rank = ranks[keys[i]]
        rank[i] = len(rank) + 1
    found = {}
    for key, rank in ranks.items():
        place = {i: number for number, i in enumerate((i for i in rank if i in outcome.chosen), 1)}
        found[key] = len(rank), len(place), rank, place
    return found


def _guaranteed(outcome: Outcome) -> dict[int, int]:
    """Chosen candidate -> the innermost body whose minimum keeps its place: it is among the best so many there."""
    lows = outcome.lows
    seen = dict.fromkeys(lows, 0)
    found = {}
    for i in outcome.order.sequence:
        if i in outcome.chosen:
            around = outcome.lines.around[int(outcome.lines.kind[outcome.compact[i]])]
            kept = [body for body in around if body in lows and seen[body] < lows[body]]
            for body in around:
                if body in seen:
                    seen[body] += 1
            if kept:
                found[i] = kept[0]
    return found


def _line(outcome: Outcome, i: int) -> Line:
    return outcome.lines.line[int(outcome.lines.kind[outcome.compact[i]])]


def _last(outcome: Outcome, i: int) -> int | None:
    """Position among all of the candidate that ``i`` has to come before."""
    last = _line(outcome, i).last
    return None if last is None else int(outcome.frame.eligible[last])


def _ties(outcome: Outcome) -> dict[int, tuple[int, str]]:
    """Loser -> (winner, deciding step) wherever the line has the loser's own score."""
    ties = {}
    for i in outcome.order.sequence:
        last = None if i in outcome.chosen else _last(outcome, i)
        if last is not None:
            step = outcome.order.deciding_step(last, i)
            if step != BY_SCORE:
                ties[i] = (last, step)
    return ties


def _why_in(
    outcome: Outcome, i: int, guaranteed: int | None, rivals: _Rivals | None
) -> tuple[str, dict[str, object]]:
    if i in outcome.tied:
        last = _last(outcome, i)
        return "tied", {"tie_with": [] if last is None else [outcome.candidates[last].id]}
    facts: dict[str, object] = {} if rivals is None else {"tie_step": rivals[0], "tie_with": rivals[1]}
    if i in outcome.helped:
        facts["needs_minimum"] = True
    if guaranteed is None:
        return "above_line", facts
    scope, key = outcome.frame.names[guaranteed]
    minimum = outcome.lows[guaranteed]
    return "within_minimum", facts | {"scope": scope, "key": key, "minimum": minimum}


def _why_out(outcome: Outcome, i: int) -> tuple[str, dict[str, object]]:
    order, line, last = outcome.order, _line(outcome, i), _last(outcome, i)
    scope, key = ROOT if line.full is None else outcome.frame.names[line.full]
    whole = (scope, key) == ROOT
    maximum = None if line.full is None else outcome.highs.get(line.full)
    facts: dict[str, object] = {"scope": scope, "key": key, "maximum": maximum}
    if line.bar is not None:
        facts["bar"] = dict(line.bar)
    if last is None:
        return "total_reached" if whole else f"{scope}_maximum", facts | {"points_needed": None}
    step_size = 10**outcome.decimals
    facts |= {
        "line": order.units[last] / step_size,
        "line_id": outcome.candidates[last].id,
        "points_needed": order.units_needed(i, last, outcome.all_tied_enter) / step_size,
    }
    step = order.deciding_step(last, i)
    if step != BY_SCORE:
        facts |= {"tie_step": step, "tie_with": [outcome.candidates[last].id]}
        return "tie_lot" if step == BY_LOT else "tie_lost", facts
    return "below_line" if whole else f"{scope}_maximum", facts
