"""The order of candidates: score as shown, then the declared chain, then a seeded lot.

A decision of the group leader is a step of the chain like any other (a number per candidate, given only where
it was taken).  Where a choice is made again, those chosen before come before others equal in the whole chain:
the lot takes no place away.  The lot of a candidate is a number drawn from the published seed and its id alone.
Anybody can draw it again, and neither the order of entry nor other candidates can change it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from scoring.errors import InvalidProblem
from scoring.selection.problem import Candidate, check_candidates

# 主维度分, 扣分少者, 中位数: the default of DOMAIN practice; never the unit, never the time of entry
DEFAULT_STEPS = ("main_criterion", "fewer_deductions", "median")
BY_SCORE, BY_PREVIOUS, BY_LOT = "score", "previous", "lot"


def lot_number(seed: int, candidate_id: str) -> int:
    """The lot of a candidate, 256 bits: SHA-256 of ``"<seed>:<id>"`` in UTF-8; the smaller number wins."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{candidate_id}".encode()).digest(), "big")


@dataclass(frozen=True, slots=True)
class Order:
    """Eligible candidates from best to worst.

    ``sequence``: positions in the list of candidates.  ``steps``: names of the tie keys.  ``units``: score
    of every candidate in steps of the shown decimals (0 for those not eligible).  ``rest``: what decides
    at equal score, the smaller the better: the chain, 0 for those chosen before, the lot.
    """

    sequence: tuple[int, ...]
    steps: tuple[str, ...]
    units: tuple[int, ...]
    rest: tuple[tuple[tuple[float, ...], int, int, str], ...]

    def deciding_step(self, better: int, worse: int) -> str:
        """What told two candidates (positions) apart: ``score``, a step of the chain, or ``lot``."""
        if self.units[better] != self.units[worse]:
            return BY_SCORE
        for step, one, other in zip(self.steps, self.rest[better][0], self.rest[worse][0], strict=True):
            if one != other:
                return step
        return BY_LOT if self.rest[better][1] == self.rest[worse][1] else BY_PREVIOUS

    def tied(self, one: int, other: int) -> bool:
        """Whether two candidates are equal in score and in the whole chain."""
        return self.units[one] == self.units[other] and self.rest[one][0] == self.rest[other][0]

    def units_needed(self, worse: int, better: int, tie_is_enough: bool = False) -> int:
        """Smallest rise of the score of ``worse``, in steps, that puts it before ``better``, or level with it."""
        gap = self.units[better] - self.units[worse]
        if tie_is_enough:
            return gap if self.rest[worse][0] <= self.rest[better][0] else gap + 1
        return gap if self.rest[worse] < self.rest[better] else gap + 1


def arrange(
    candidates: Sequence[Candidate],
    seed: int,
    decimals: int = 2,
    tie_steps: Sequence[str] | None = None,
    previous: Collection[str] = (),
) -> Order:
    """Order the eligible candidates.

    Parameters
    ----------
    candidates: n candidates; their tie keys belong to ``tie_steps`` in order.
    seed: of the lot, published.
    decimals: scores are compared as rounded to so many decimals.
    tie_steps: names of the tie keys; None = :data:`DEFAULT_STEPS` as far as the candidates carry keys.
    previous: ids chosen in the choice that is made again.

    Raises
    ------
    InvalidProblem: see :func:`check_candidates`; more keys than default steps.
    """
    everybody = tuple(candidates)
    steps = _steps(everybody) if tie_steps is None else tuple(tie_steps)
    check_candidates(everybody, steps)
    units = tuple(round(one.score * 10**decimals) if one.eligible else 0 for one in everybody)
    before = set(previous)
    rest = tuple(
        (tuple(-key for key in one.tie_keys), int(one.id not in before), lot_number(seed, one.id), one.id)
        for one in everybody
    )
    eligible = (i for i, one in enumerate(everybody) if one.eligible)
    return Order(tuple(sorted(eligible, key=lambda i: (-units[i], rest[i]))), steps, units, rest)


def _steps(candidates: tuple[Candidate, ...]) -> tuple[str, ...]:
    carried = len(candidates[0].tie_keys) if candidates else 0
    if carried > len(DEFAULT_STEPS):
        raise InvalidProblem(f"{carried} tie keys need names for their steps")
    return DEFAULT_STEPS[:carried]
