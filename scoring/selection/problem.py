"""The values of a selection: candidates and quotas go in, decisions and shortfalls come out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from scoring.errors import InvalidProblem

Scope = Literal["total", "category", "group", "unit", "author"]
SCOPES: tuple[Scope, ...] = (
    "total",
    "category",
    "group",
    "unit",
    "author",
)  # from the widest to the narrowest
EACH = "*"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may be selected.

    ``score``: points, the larger the better; NaN only when not eligible.  ``group``: id of the recommending
    body.  ``unit``, ``authors``: ids, needed only for quotas of these scopes.  ``tie_keys``: in the order
    of the declared chain, the larger the better (deductions therefore negative).
    """

    id: str
    score: float
    group: str
    unit: str = ""
    authors: tuple[str, ...] = ()
    eligible: bool = True
    ineligible_reason: str = ""
    tie_keys: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Quota:
    """At least ``minimum`` and at most ``maximum`` (None = no limit) places for one body.

    ``key``: id of the category, group, unit or author; :data:`EACH` = every one of that scope that has no
    quota of its own; not used for the total.  ``hard``: see the package docstring.

    Raises
    ------
    InvalidProblem: unknown scope, negative or fractional numbers, minimum above maximum.
    """

    scope: Scope
    key: str = ""
    minimum: int = 0
    maximum: int | None = None
    hard: bool = True

    def __post_init__(self) -> None:
        if self.scope not in SCOPES:
            raise InvalidProblem(f"unknown scope {self.scope!r} of a quota")
        for bound in (self.minimum, 0 if self.maximum is None else self.maximum):
            if isinstance(bound, bool) or not isinstance(bound, int) or bound < 0:
                raise InvalidProblem(
                    f"quota of {self.scope} {self.key!r}: {bound!r} is not a number of places"
                )
        if self.maximum is not None and self.minimum > self.maximum:
            raise InvalidProblem(
                f"quota of {self.scope} {self.key!r}: minimum {self.minimum} above maximum {self.maximum}"
            )


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A soft quota that was not kept.

    ``code``: ``too_few_eligible`` (not enough entries), ``no_room`` (a maximum stands in the way) or
    ``over_maximum`` (a soft maximum gave way to hard minima).  ``wanted``, ``got``, ``eligible``: counts.
    """

    code: Literal["too_few_eligible", "no_room", "over_maximum"]
    scope: Scope
    key: str
    wanted: int
    got: int
    eligible: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of one candidate.

    ``rank_in_group``, ``position``: place in its group and among all, ties broken, 1 = best; None when not
    eligible.  ``code``: in = ``within_minimum`` (a place kept for its body) or ``above_line``; out =
    ``ineligible, author_maximum, unit_maximum, group_maximum, category_maximum, below_line`` (total full),
    ``total_reached`` (full, and every other place is kept for others), ``tie_lost`` (equal score, lost by a
    declared step), ``tie_lot`` (equal in everything, lost by lot).

    ``facts``, where they apply: ``group, group_eligible, group_selected, scope, key, minimum, maximum, line``
    (score of the last candidate whose place it could have had), ``line_id, points_needed`` (the smallest
    rise, in steps of the shown decimals, that would have brought it in, all else equal; None = no rise
    would), ``tie_step, tie_with`` (ids), ``reason``.
    """

    id: str
    selected: bool
    rank_in_group: int | None
    position: int | None
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TieBreak:
    """Two candidates of equal shown score on both sides of a line; ``step`` = what told them apart."""

    winner: str
    loser: str
    step: str


@dataclass(frozen=True, slots=True)
class Choice:
    """``selected``: ids, best first.  ``decisions``: one per candidate, in the order given."""

    selected: tuple[str, ...]
    decisions: tuple[Decision, ...]
    shortfalls: tuple[Shortfall, ...]
    ties: tuple[TieBreak, ...]


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
