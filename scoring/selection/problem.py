"""The values of a selection: candidates and quotas go in, decisions and shortfalls come out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from scoring.errors import InvalidProblem

Name = tuple[str, str]  # a body: its scope and its key
Keys = str | tuple[str, ...]
TOTAL = "total"
ROOT: Name = (TOTAL, "")
EACH = "*"
BOTH = "+"  # joins scopes, and keys, into bodies that lie in both: ("region+theme", "north+essay")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may be selected.

    ``score``: points, the larger the better; NaN only when not eligible.  ``bodies``: for every scope the
    key of the body it lies in, e.g. ``{"region": "north", "unit": "u7", "author": ("li", "wu"), "theme": "a"}``;
    several keys where it lies in several, blank where in none; scopes are free names, only ``total`` is
    taken.  ``tie_keys``: in the order of the declared chain, the larger the better (deductions therefore
    negative).
    """

    id: str
    score: float
    bodies: Mapping[str, Keys] = field(default_factory=dict)
    eligible: bool = True
    ineligible_reason: str = ""
    tie_keys: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Quota:
    """At least ``minimum`` and at most ``maximum`` (None = no limit) places for one body.

    ``scope``: a scope of the candidates, ``total``, or several joined by ``+``.  ``key``: the body;
    :data:`EACH` = every one of that scope that has no quota of its own; not used for the total.  ``hard``,
    ``priority``: see the package docstring; the priority (1 = first) is that of soft quotas.  ``reserves``:
    so many substitutes are named, in order.

    Raises
    ------
    InvalidProblem: negative or fractional numbers, minimum above maximum, a key for the total.
    """

    scope: str
    key: str = ""
    minimum: int = 0
    maximum: int | None = None
    hard: bool = True
    priority: int = 1
    reserves: int = 0

    def __post_init__(self) -> None:
        _check_body(self.scope, self.key, self.priority)
        for bound in (self.minimum, self.reserves, 0 if self.maximum is None else self.maximum):
            if isinstance(bound, bool) or not isinstance(bound, int) or bound < 0:
                raise InvalidProblem(
                    f"quota of {self.scope} {self.key!r}: {bound!r} is not a number of places"
                )
        if self.maximum is not None and self.minimum > self.maximum:
            raise InvalidProblem(
                f"quota of {self.scope} {self.key!r}: minimum {self.minimum} above maximum {self.maximum}"
            )


@dataclass(frozen=True, slots=True)
class Composition:
    """Of the places chosen in body ``of``, at least ``at_least`` and at most ``at_most`` go to this body.

    Shares are fractions from 0 to 1, exact: ``Fraction(30, 100)``, not 0.3.  ``key`` may be :data:`EACH`.
    An empty choice keeps every composition.

    Raises
    ------
    InvalidProblem: shares outside 0 to 1 or in the wrong order; floats.
    """

    scope: str
    key: str
    at_least: Fraction = Fraction(0)
    at_most: Fraction = Fraction(1)
    of: Name = ROOT
    hard: bool = True
    priority: int = 1

    def __post_init__(self) -> None:
        _check_body(self.scope, self.key, self.priority)
        if isinstance(self.at_least, float) or isinstance(self.at_most, float):
            raise InvalidProblem(f"composition of {self.scope} {self.key!r}: shares must be exact fractions")
        if not 0 <= self.at_least <= self.at_most <= 1:
            raise InvalidProblem(
                f"composition of {self.scope} {self.key!r}: {self.at_least} to {self.at_most} is no range of shares"
            )


def _check_body(scope: str, key: str, priority: int) -> None:
    if not scope or (scope == TOTAL) != (not key):
        raise InvalidProblem(
            f"a quota of {scope!r} with the key {key!r}: the total has no key, all others one"
        )
    if isinstance(priority, bool) or not isinstance(priority, int) or priority < 1:
        raise InvalidProblem(f"quota of {scope} {key!r}: {priority!r} is not a priority from 1 on")


ShortfallCode = Literal["too_few_eligible", "no_room", "over_maximum", "ties_enter", "share_missed"]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A quota that was not kept to the number.

    ``code``: ``too_few_eligible`` (not enough entries), ``no_room`` (other quotas stand in the way),
    ``over_maximum`` (a soft maximum gave way), ``ties_enter`` (all tied entered) or ``share_missed`` (a
    soft composition).  ``wanted``, ``got``, ``eligible``: counts.
    """

    code: ShortfallCode
    scope: str
    key: str
    wanted: int
    got: int
    eligible: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of one candidate.

    ``rank_in_group``, ``position``: place in its body of the ranked scope and among all, ties broken, 1 = best;
    None when not eligible.  ``reserve``: place among the substitutes of its body, 1 = first; None = none.
    ``code``: in = ``within_minimum`` (a place that a minimum keeps for its body), ``above_line`` or ``tied``
    (all tied enter); out = ``ineligible``, ``<scope>_maximum`` (that body is full), ``below_line`` (the total
    is full), ``total_reached`` (every place left is kept for others), ``tie_lost`` (equal score, lost by a
    declared step), ``tie_lot`` (equal in everything, lost by lot).

    ``facts``, where they apply: ``group, group_eligible, group_selected, group_place`` (among those selected of its
    group), ``scope, key, minimum, maximum`` (of the body that is full; None = none is), ``bar`` (the bound that keeps
    the last one chosen there from making way: ``scope, key, bound, value``, of a share also ``of``), ``line`` (score of
    the last candidate whose place it could have had), ``line_id, points_needed`` (the smallest rise, in steps of the
    shown decimals, that would have brought it in, all else equal; None = no rise would), ``needs_minimum`` (out
    without the minima and least shares), ``tie_step, tie_with`` (ids), ``reason``.
    """

    id: str
    selected: bool
    rank_in_group: int | None
    position: int | None
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    reserve: int | None = None


@dataclass(frozen=True, slots=True)
class TieBreak:
    """Two candidates of equal shown score on both sides of a line; ``step`` = what told them apart."""

    winner: str
    loser: str
    step: str


@dataclass(frozen=True, slots=True)
class Choice:
    """``selected``: ids, best first.  ``decisions``: one per candidate, in the order given.  ``reserves``:
    ids of the substitutes of every body that has some, first to last."""

    selected: tuple[str, ...]
    decisions: tuple[Decision, ...]
    shortfalls: tuple[Shortfall, ...]
    ties: tuple[TieBreak, ...]
    reserves: Mapping[Name, tuple[str, ...]]


def check_candidates(candidates: tuple[Candidate, ...], tie_steps: tuple[str, ...]) -> None:
    """Refuse what cannot be ordered.

    Raises
    ------
    InvalidProblem: an id twice; an eligible candidate without a finite score; tie keys that are not one
        finite number per declared step.
    """
    seen: set[str] = set()
    for candidate in candidates:
        if candidate.id in seen:
            raise InvalidProblem(f"candidate {candidate.id!r} twice")
        seen.add(candidate.id)
        if candidate.eligible and not math.isfinite(candidate.score):
            raise InvalidProblem(f"candidate {candidate.id!r} has no score")
        if len(candidate.tie_keys) != len(tie_steps) or not all(map(math.isfinite, candidate.tie_keys)):
            raise InvalidProblem(
                f"candidate {candidate.id!r} needs {len(tie_steps)} finite tie keys, not {candidate.tie_keys}"
            )
