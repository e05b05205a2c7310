"""The choice under quotas, exact, with a reason for every candidate."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from scoring.errors import InvalidProblem
from scoring.selection import reasons
from scoring.selection.bodies import NONE_KNOWN, Frame, frame
from scoring.selection.lines import Lines, find_lines
from scoring.selection.problem import (
    EACH,
    TOTAL,
    Candidate,
    Choice,
    Composition,
    Decision,
    Quota,
    Shortfall,
    TieBreak,
)
from scoring.selection.reserves import substitutes
from scoring.selection.shortfalls import shortfalls, strictest
from scoring.selection.solution import prepare, without_minima
from scoring.selection.tiebreak import Order, arrange
from scoring.tables import Bools, Ints

__all__ = [
    "EACH",
    "TOTAL",
    "Candidate",
    "Choice",
    "Composition",
    "Decision",
    "Quota",
    "Shortfall",
    "TieBreak",
    "choose",
    "selected_by",
]

Ties = Literal["chain", "all_enter"]


def choose(
    candidates: Sequence[Candidate],
    quotas: Sequence[Quota | Composition],
    *,
    seed: int,
    group_scope: str = TOTAL,
    known: Mapping[str, Collection[str]] = NONE_KNOWN,
    decimals: int = 2,
    tie_steps: Sequence[str] | None = None,
    ties: Ties = "chain",
    previous: Collection[str] = (),
) -> Choice:
    """Select candidates under quotas; the objective is stated in the docstring of the package.

    Parameters
    ----------
    candidates: n candidates with distinct ids, eligible or not.
    quotas: any number, nested or crossing; each counts by itself.
    seed: of the lot that decides what the tie chain leaves equal; publish it.
    group_scope: the scope inside which ranks are told.
    known: keys of bodies that exist even without candidates, by scope.
    decimals: scores are compared as shown with so many decimals.
    tie_steps: names of the candidates' tie keys.
    ties: ``chain`` = the chain and the lot decide; ``all_enter`` = whoever has the score and the tie keys of
        its line enters too, beyond the maxima if need be.
    previous: ids chosen before, where a choice is made again: they win ties that only the lot would decide.

    Returns
    -------
    Choice: see there.  Without any maximum every eligible candidate is selected.

    Raises
    ------
    InvalidProblem: malformed candidates or quotas.
    Infeasible: hard quotas that cannot all be kept (:func:`scoring.selection.blocking.contradictions`).
    NotConverged: crossing quotas whose integer program the solver gave up on.
    """
    if ties not in ("chain", "all_enter"):
        raise InvalidProblem(f"ties are decided by 'chain' or 'all_enter', not {ties!r}")
    everybody = tuple(candidates)
    order = arrange(everybody, seed, decimals, tie_steps, previous)
    field = frame(everybody, quotas, known)
    solver = prepare(field)
    sequence = _compact(field, order)
    chosen = solver.choose(sequence)
    lines = find_lines(solver, sequence, chosen)
    tied = _tied(field, order, lines, chosen) if ties == "all_enter" else np.zeros_like(chosen)
    inside = chosen | tied
    named = substitutes(field, sequence, inside)
    lows, highs = strictest(field)
    outcome = reasons.Outcome(
        everybody, field, order, lines, _positions(field, inside), _positions(field, tied),
        helped=_positions(field, chosen & ~_without_minima(field, sequence)),
        reserve={int(field.eligible[i]): place for ids in named.values() for place, i in enumerate(ids, 1)},
        compact={i: place for place, i in enumerate(field.eligible.tolist())},
        lows=lows, highs=highs, decimals=decimals, all_tied_enter=ties == "all_enter", group_scope=group_scope,
    )  # fmt: skip
    decisions, breaks = reasons.explain(outcome)
    return Choice(
        selected=tuple(everybody[i].id for i in order.sequence if i in outcome.chosen),
        decisions=decisions,
        shortfalls=shortfalls(field, inside, tied),
        ties=breaks,
        reserves={
            field.names[body]: tuple(everybody[i].id for i in field.eligible[ids])
            for body, ids in named.items()
        },
    )


def selected_by(
    candidates: Sequence[Candidate],
    scores: Sequence[Sequence[float]],
    quotas: Sequence[Quota | Composition],
    *,
    seed: int,
    known: Mapping[str, Collection[str]] = NONE_KNOWN,
    decimals: int = 2,
    tie_steps: Sequence[str] | None = None,
) -> list[frozenset[str]]:
    """Who :func:`choose` would select by other scores, for each row of scores (one per candidate); no reasons.

    Parameters and errors as there; scores of candidates that are not eligible are not looked at.
    """
    everybody = tuple(candidates)
    field = frame(everybody, quotas, known)
    solver = prepare(field)
    found = []
    for row in scores:
        moved = [replace(one, score=score) for one, score in zip(everybody, row, strict=True)]
        chosen = solver.choose(_compact(field, arrange(moved, seed, decimals, tie_steps)))
        found.append(frozenset(everybody[i].id for i in field.eligible[chosen]))
    return found


def _compact(field: Frame, order: Order) -> Ints:
    """The order in positions among the eligible."""
    compact = np.zeros(1 + int(field.eligible.max(initial=-1)), dtype=np.int64)
    compact[field.eligible] = np.arange(len(field.eligible))
    return compact[np.array(order.sequence, dtype=np.int64)]


def _positions(field: Frame, marked: Bools) -> frozenset[int]:
    return frozenset(field.eligible[marked].tolist())


def _tied(field: Frame, order: Order, lines: Lines, chosen: Bools) -> Bools:
    """Who is outside though equal to its line in score and the whole chain."""
    tied = np.zeros_like(chosen)
    for i in np.flatnonzero(~chosen).tolist():
        last = lines.line[int(lines.kind[i])].last
        tied[i] = last is not None and order.tied(int(field.eligible[i]), int(field.eligible[last]))
    return tied


def _without_minima(field: Frame, sequence: Ints) -> Bools:
    """Who would be in if no minimum kept a place for anybody."""
    eased = without_minima(field)
    if eased is None:
        return np.ones(len(sequence), dtype=np.bool_)
    return prepare(eased).choose(sequence)
