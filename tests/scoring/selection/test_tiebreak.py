"""The order of candidates and the lot that anybody can draw again."""

from __future__ import annotations

import hashlib

import pytest

from scoring.errors import InvalidProblem
from scoring.selection.problem import Candidate
from scoring.selection.tiebreak import DEFAULT_STEPS, arrange, lot_number


def names(candidates: list[Candidate], **settings: int) -> list[str]:
    order = arrange(candidates, **{"seed": 1, **settings})  # type: ignore[arg-type]
    return [candidates[i].id for i in order.sequence]


def test_lot_is_the_published_hash_of_seed_and_id() -> None:
    expected = int(hashlib.sha256("7:赤峰-03".encode()).hexdigest(), 16)
    assert lot_number(7, "赤峰-03") == expected


def test_lots_of_two_candidates_do_not_depend_on_a_third() -> None:
    pair = [Candidate("p", 80, "a"), Candidate("q", 80, "a")]
    first = names(pair)
    for third in ("r", "s", "t"):
        assert [one for one in names([Candidate(third, 80, "a"), *pair]) if one != third] == first


def test_chain_decides_in_the_declared_order() -> None:
    candidates = [
        Candidate("low", 79.99, "a", tie_keys=(40, 0, 99)),
        Candidate("main", 80, "a", tie_keys=(31, -5, 70)),
        Candidate("clean", 80, "a", tie_keys=(30, 0, 70)),
        Candidate("docked", 80, "a", tie_keys=(30, -2, 90)),
        Candidate("median", 80, "a", tie_keys=(30, 0, 75)),
    ]
    order = arrange(candidates, seed=1)
    assert [candidates[i].id for i in order.sequence] == ["main", "median", "clean", "docked", "low"]
    pairs = zip(order.sequence, order.sequence[1:], strict=False)
    steps = [order.deciding_step(better, worse) for better, worse in pairs]
    assert steps == ["main_criterion", "median", "fewer_deductions", "score"]
    assert order.steps == DEFAULT_STEPS


def test_scores_are_compared_at_the_shown_decimals() -> None:
    candidates = [Candidate("p", 80.04, "a", tie_keys=(2.0,)), Candidate("q", 80.01, "a", tie_keys=(3.0,))]
    assert names(candidates, decimals=2) == ["p", "q"]
    assert names(candidates, decimals=1) == ["q", "p"]


def test_candidates_that_are_not_eligible_have_no_place() -> None:
    candidates = [Candidate("p", float("nan"), "a", eligible=False), Candidate("q", 50, "a")]
    assert names(candidates) == ["q"]


def test_own_steps_are_named_in_full() -> None:
    candidates = [Candidate("p", 80, "a", tie_keys=(1.0,)), Candidate("q", 80, "a", tie_keys=(2.0,))]
    order = arrange(candidates, seed=1, tie_steps=["leader_decision"])
    assert order.deciding_step(1, 0) == "leader_decision"
    with pytest.raises(InvalidProblem):
        arrange(candidates, seed=1, tie_steps=["leader_decision", "median"])
