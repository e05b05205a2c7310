"""A decision of a selection as a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scoring.selection.problem import Decision, Shortfall

Facts = Mapping[str, object]
_JOINED = "+"  # scoring.selection.problem.BOTH


def reason(decision: Decision, decimals: int) -> str:
    """Why in or out, and how many points were missing."""
    facts = decision.facts
    if decision.code == "ineligible":
        return f"takes no part: {facts['reason'] or 'not eligible'}"
    if decision.selected:
        return _selected(decision)
    out = f"{_place(decision)}; {_blocked(decision)}; {_missing(facts, decimals)}"
    return out if decision.reserve is None else f"{out}; {ordinal(decision.reserve)} substitute"


def _selected(decision: Decision) -> str:
    facts, told = decision.facts, f"chosen {_place(decision)}"
    if decision.code == "tied":
        return f"{told}; level with the last place, and all tied enter"
    if decision.code == "within_minimum":
        told += f"; {_body(facts)} has at least {_places(facts['minimum'])}"
        if facts.get("needs_minimum"):
            told += ", without which it would be out"
    elif facts.get("needs_minimum"):
        told += "; without the minima and least shares it would be out"
    if "tie_step" in facts:
        told += f"; equal score with {_ids(facts)}, {_step(facts, won=True)}"
    return told


def _place(decision: Decision) -> str:
    """Its place among those chosen, of how many, and where; its rank among the entries, where that is another."""
    facts = decision.facts
    where = f" in {facts['group']}" if facts["group"] else ""
    rank = f"{ordinal(decision.rank_in_group or 0)} of {facts['group_eligible']}"
    if not decision.selected:
        return f"not chosen: {rank}{where}"
    place = facts["group_place"]
    assert isinstance(place, int)
    told = f"{ordinal(place)} of {facts['group_selected']}{where}"
    return told if place == decision.rank_in_group else f"{told} ({rank} entries)"


def _blocked(decision: Decision) -> str:
    """What stands in the way: a body without room, a bound that keeps its places for others, or both."""
    facts = decision.facts
    if decision.code in ("tie_lost", "tie_lot"):
        return f"equal score with {_ids(facts)}, {_step(facts, won=False)}"
    ways = []
    if facts.get("maximum") is not None:
        ways.append(f"{_body(facts)} is full with {_places(facts['maximum'])}")
    bar = facts.get("bar")
    if isinstance(bar, Mapping):
        ways.append(_bound(bar))
    return " and ".join(ways) or "other quotas leave no room"


def _bound(facts: Facts) -> str:
    """A bound of a quota as a rule."""
    bound, value = str(facts["bound"]), facts["value"]
    most = "at most" if bound in ("maximum", "at_most") else "at least"
    if bound in ("minimum", "maximum"):
        return f"{_body(facts)} is to have {most} {_places(value)}"
    of = facts["of"]
    assert isinstance(value, float)
    assert isinstance(of, Sequence)
    chosen = f"those chosen in {named(of[0], of[1])}" if of[1] else "those chosen"
    return f"{_body(facts)} is to have {most} {100 * value:g} % of {chosen}"


def _missing(facts: Facts, decimals: int) -> str:
    needed = facts["points_needed"]
    if needed is None:
        return "no score would have been enough"
    return f"needed {needed:+.{decimals}f} (the line is {facts['line']:.{decimals}f})"


def _step(facts: Facts, won: bool) -> str:
    step = str(facts["tie_step"])
    if step == "lot":
        return "the lot decided"
    if step == "previous":
        return "chosen before" if won else "which was chosen before"
    return f"{step.replace('_', ' ')} decided"


def _ids(facts: Facts) -> str:
    ids = facts["tie_with"]
    assert isinstance(ids, Sequence)
    return ", ".join(ids[:3]) + (f" and {len(ids) - 3} more" if len(ids) > 3 else "")


def _places(number: object) -> str:
    return "1 place" if number == 1 else f"{number} places"


def _body(facts: Facts) -> str:
    return named(str(facts["scope"]), str(facts["key"]))


def named(scope: str, key: str) -> str:
    """A body as people call it; of joined scopes each with its own part of the key."""
    if not key:
        return "the total"
    scopes, keys = scope.split(_JOINED), key.split(_JOINED)
    if len(scopes) != len(keys):
        return f"{scope} {key}"
    return " with ".join(f"{one} {part}" for one, part in zip(scopes, keys, strict=True))


def missing_places(shortfall: Shortfall) -> str:
    """A quota that was not kept to the number."""
    body, got, wanted = named(shortfall.scope, shortfall.key), shortfall.got, shortfall.wanted
    if shortfall.code == "too_few_eligible":
        return f"{body}: not enough entries, {shortfall.eligible} of at least {wanted}, {got} chosen"
    if shortfall.code == "no_room":
        return f"{body}: {got} chosen of at least {wanted}, other quotas leave no more room"
    if shortfall.code == "ties_enter":
        return f"{body}: {got} chosen of at most {wanted}, because all tied enter"
    if shortfall.code == "over_maximum":
        return f"{body}: {got} chosen of at most {wanted}, other quotas need them"
    return f"{body}: {got} chosen, its share {'asks for' if got < wanted else 'allows'} {wanted}"


def blocker(code: str, facts: Facts) -> str:
    """Why hard quotas cannot all be kept."""
    if code == "contradiction":
        bounds = facts["bounds"]
        assert isinstance(bounds, Sequence)
        return f"these cannot be kept together: {'; '.join(map(_bound, bounds))}"
    parts = facts.get("parts")
    if code == "too_few_eligible":
        within = f", of which other maxima leave {facts['reachable']}" if parts else ""
        entries = "1 entry" if facts["eligible"] == 1 else f"{facts['eligible']} entries"
        return f"{_body(facts)} must have at least {facts['minimum']}, but has {entries}{within}"
    assert isinstance(parts, Sequence)
    return f"{_body(facts)} may have {facts['maximum']}, but the minima of {', '.join(parts)} make {facts['minima']}"


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10 if number % 100 not in (11, 12, 13) else 0, "th")
    return f"{number}{ending}"
