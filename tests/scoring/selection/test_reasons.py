"""Codes and facts of decisions, shortfalls and ties on contests small enough to decide by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from scoring.errors import InvalidProblem
from scoring.selection.choose import EACH, Candidate, Choice, Composition, Quota, choose
from tests.scoring.selection.oracles import CATEGORY_OF, SEED, Quotas


def some(*rows: tuple[str, str, float], theme: str = "") -> list[Candidate]:
    return [
        Candidate(one, score, {"group": group, "category": CATEGORY_OF[group], "theme": theme})
        for one, group, score in rows
    ]


def run(candidates: Sequence[Candidate], quotas: Quotas, **more: object) -> Choice:
    known = {"group": "abc", "category": "xy"}
    return choose(candidates, quotas, seed=SEED, group_scope="group", known=known, **more)  # type: ignore[arg-type]


def codes(choice: Choice) -> dict[str, str]:
    return {decision.id: decision.code for decision in choice.decisions}


THREE = some(("a1", "a", 90), ("a2", "a", 85), ("a3", "a", 80), ("b1", "b", 70), ("c1", "c", 60))


def test_without_any_maximum_every_eligible_candidate_is_selected() -> None:
    out = replace(THREE[1], eligible=False, ineligible_reason="case 12", score=float("nan"))
    choice = run([THREE[0], out, *THREE[2:]], [Quota("group", "a", minimum=2)])
    assert choice.selected == ("a1", "a3", "b1", "c1")
    decision = choice.decisions[1]
    assert (decision.code, decision.facts["reason"], decision.position) == ("ineligible", "case 12", None)
    assert (choice.decisions[2].rank_in_group, choice.decisions[2].position) == (2, 2)


@pytest.mark.parametrize("hard", [True, False])
def test_minimum_keeps_a_place_that_a_better_candidate_elsewhere_does_not_get(hard: bool) -> None:
    choice = run(THREE, [Quota("total", maximum=3), Quota("group", "c", minimum=1, hard=hard)])
    assert choice.selected == ("a1", "a2", "c1")
    assert codes(choice) == {
        "a1": "above_line",
        "a2": "above_line",
        "a3": "below_line",
        "b1": "below_line",
        "c1": "within_minimum",
    }
    assert choice.decisions[4].facts["needs_minimum"] is True
    facts = choice.decisions[2].facts
    assert [facts[k] for k in ("line", "line_id", "group_selected", "group_eligible")] == [85.0, "a2", 2, 3]
    assert facts["points_needed"] in (5.0, 5.01)  # 5.00 makes a tie, which the lot may win


def test_minimum_is_said_as_it_was_set_when_the_body_has_fewer() -> None:
    choice = run(THREE, [Quota("total", maximum=3), Quota("group", "c", minimum=4, hard=False)])
    assert choice.decisions[4].facts["minimum"] == 4


def test_place_within_a_minimum_that_score_alone_would_win_too_is_told_apart() -> None:
    choice = run(THREE, [Quota("total", maximum=3), Quota("group", "a", minimum=1)])
    assert codes(choice)["a1"] == "within_minimum"
    assert "needs_minimum" not in choice.decisions[0].facts


def test_group_maximum_names_the_group_and_its_line() -> None:
    choice = run(THREE, [Quota("group", EACH, maximum=1)])
    assert choice.selected == ("a1", "b1", "c1")
    assert codes(choice)["a2"] == "group_maximum"
    assert {k: choice.decisions[1].facts[k] for k in ("scope", "key", "maximum", "line_id")} == {
        "scope": "group",
        "key": "a",
        "maximum": 1,
        "line_id": "a1",
    }


def test_all_places_kept_for_others_cannot_be_won_by_points() -> None:
    choice = run(THREE, [Quota("total", maximum=2), *(Quota("group", key, minimum=1) for key in "bc")])
    assert choice.selected == ("b1", "c1")
    assert codes(choice)["a1"] == "total_reached"
    assert choice.decisions[0].facts["points_needed"] is None


def test_soft_minimum_without_enough_entries_is_a_shortfall() -> None:
    quotas = [Quota("group", key, minimum=2, hard=False) for key in ("b", "c", "empty")]
    choice = run(THREE, quotas)
    assert [(s.code, s.key, s.wanted, s.got, s.eligible) for s in choice.shortfalls] == [
        ("too_few_eligible", "b", 2, 1, 1),
        ("too_few_eligible", "c", 2, 1, 1),
        ("too_few_eligible", "empty", 2, 0, 0),
    ]


def test_bodies_that_sent_nothing_are_short_too() -> None:
    choice = run(THREE[:4], [Quota("group", EACH, minimum=1, hard=False)])
    assert [(s.code, s.key) for s in choice.shortfalls] == [("too_few_eligible", "c")]


def test_soft_minima_competing_for_one_place_go_by_priority_then_to_the_better_candidate() -> None:
    quotas = [Quota("total", maximum=1), *(Quota("group", k, minimum=1, hard=False) for k in "bc")]
    choice = run(THREE, quotas)
    assert choice.selected == ("b1",)
    assert [(s.code, s.key) for s in choice.shortfalls] == [("no_room", "c")]
    quotas[1] = replace(quotas[1], priority=2)
    assert run(THREE, quotas).selected == ("c1",)


def test_soft_maximum_gives_way_to_hard_minima_and_is_reported() -> None:
    quotas = [Quota("category", "x", maximum=1, hard=False), *(Quota("group", k, minimum=1) for k in "ab")]
    choice = run(THREE, quotas)
    assert choice.selected == ("a1", "b1", "c1")
    assert [(s.code, s.key, s.wanted, s.got) for s in choice.shortfalls] == [("over_maximum", "x", 1, 2)]


def test_soft_share_that_is_missed_is_reported() -> None:
    candidates = [*some(("p", "a", 90), ("q", "a", 80)), *some(("r", "a", 70), theme="s")]
    share = Composition("theme", "s", at_least=Fraction(2, 5), hard=False)
    choice = run(candidates, [Quota("total", minimum=3), share])
    assert [(s.code, s.key, s.wanted, s.got) for s in choice.shortfalls] == [("share_missed", "s", 2, 1)]


def test_units_and_authors_are_capped_inside_their_group() -> None:
    candidates = [
        Candidate("p", 90, {"group": "a", "unit": "u", "author": "zhang"}),
        Candidate("q", 89, {"group": "a", "unit": "u", "author": "zhang"}),
        Candidate("r", 88, {"group": "a", "unit": "u", "author": "li"}),
        Candidate("s", 87, {"group": "a", "unit": "u", "author": ("wang", "")}),
        Candidate("t", 86, {"group": "a", "unit": "v"}),
    ]
    quotas = [
        Quota("author", EACH, maximum=1),
        Quota("unit", EACH, maximum=2),
        Quota("group", "a", maximum=4),
    ]
    choice = run(candidates, quotas)
    assert choice.selected == ("p", "r", "t")
    assert codes(choice)["q"] == "author_maximum"
    assert codes(choice)["s"] == "unit_maximum"


def test_work_of_two_authors_counts_for_both() -> None:
    candidates = [
        Candidate("p", 90, {"author": ("li", "wu")}),
        Candidate("q", 89, {"author": "li"}),
        Candidate("r", 88, {"author": ("wu", "su")}),
        Candidate("s", 87, {"author": "su"}),
    ]
    choice = run(candidates, [Quota("author", EACH, maximum=1)])
    assert choice.selected == ("p", "s")
    assert [d.facts.get("line_id") for d in choice.decisions] == [None, "p", "p", None]


def test_levels_may_be_as_many_as_wanted() -> None:
    rows = [("north", "l1", "u1"), ("north", "l1", "u1"), ("north", "l1", "u2"), ("north", "l2", "u3")]
    candidates = [
        Candidate(f"e{i}", 90 - i, {"region": r, "league": x, "unit": u}) for i, (r, x, u) in enumerate(rows)
    ]
    quotas = [
        Quota("unit", EACH, maximum=1),
        Quota("league", "l1", maximum=1),
        Quota("region", EACH, maximum=2),
    ]
    choice = run(candidates, quotas)
    assert choice.selected == ("e0", "e3")
    assert codes(choice) | {} == {
        "e0": "above_line",
        "e1": "unit_maximum",
        "e2": "league_maximum",
        "e3": "above_line",
    }


def test_own_quota_of_a_body_replaces_the_one_for_each() -> None:
    choice = run(THREE, [Quota("group", EACH, maximum=1), Quota("group", "a", maximum=2)])
    assert choice.selected == ("a1", "a2", "b1", "c1")


def test_strictest_of_several_quotas_of_one_body_counts() -> None:
    quotas = [Quota("group", "a", maximum=2), Quota("group", "a", maximum=1), Quota("total", maximum=9)]
    choice = run(THREE, quotas)
    assert choice.selected == ("a1", "b1", "c1")
    assert choice.decisions[1].facts["maximum"] == 1


def test_equal_scores_are_decided_by_the_first_differing_step() -> None:
    candidates = [
        Candidate("p", 80.001, tie_keys=(30, 0, 80)),
        Candidate("q", 80.004, tie_keys=(30, -1, 85)),
    ]
    choice = run(candidates, [Quota("total", maximum=1)])
    assert choice.selected == ("p",)
    assert [(t.winner, t.loser, t.step) for t in choice.ties] == [("p", "q", "fewer_deductions")]
    assert codes(choice)["q"] == "tie_lost"
    assert choice.decisions[1].facts["points_needed"] == 0.01
    assert choice.decisions[0].facts["tie_with"] == ["q"]


def test_candidates_equal_in_everything_are_decided_by_the_lot() -> None:
    candidates = some(("p", "a", 80), ("q", "a", 80))
    winners = set()
    for seed in range(12):
        choice = choose(candidates, [Quota("total", maximum=1)], seed=seed)
        (winner,) = choice.selected
        loser = "q" if winner == "p" else "p"
        assert [(t.winner, t.loser, t.step) for t in choice.ties] == [(winner, loser, "lot")]
        assert codes(choice)[loser] == "tie_lot"
        winners.add(winner)
    assert winners == {"p", "q"}


def test_choice_before_wins_a_tie_and_is_named() -> None:
    candidates = some(("p", "a", 80), ("q", "a", 80))
    for winner, loser in (("p", "q"), ("q", "p")):
        choice = run(candidates, [Quota("total", maximum=1)], previous=[winner])
        assert choice.selected == (winner,)
        assert codes(choice)[loser] == "tie_lost"
        assert choice.ties[0].step == "previous"


def test_all_tied_enter_beyond_the_maximum_and_it_is_told() -> None:
    candidates = some(("p", "a", 90), ("q", "a", 80), ("r", "a", 80), ("s", "a", 79.99))
    choice = run(candidates, [Quota("group", "a", maximum=2)], ties="all_enter")
    assert choice.selected[0] == "p"
    assert set(choice.selected) == {"p", "q", "r"}
    assert sorted(codes(choice).values()) == ["above_line", "above_line", "group_maximum", "tied"]
    assert [(s.code, s.wanted, s.got) for s in choice.shortfalls] == [("ties_enter", 2, 3)]
    assert choice.decisions[3].facts["points_needed"] == 0.01


def test_substitutes_are_the_next_that_the_other_maxima_leave_room_for() -> None:
    units = {"a1": "u", "a2": "u", "a3": "u", "a4": "v", "a5": "v", "a6": "w"}
    candidates = [
        Candidate(one, 90 - i, {"group": "a", "unit": unit}) for i, (one, unit) in enumerate(units.items())
    ]
    quotas = [
        Quota("group", "a", maximum=2, reserves=2),
        Quota("unit", EACH, maximum=2),
        Quota("total", maximum=2),
    ]
    choice = run(candidates, quotas)
    assert choice.selected == ("a1", "a2")
    assert choice.reserves == {("group", "a"): ("a4", "a5")}
    assert [d.reserve for d in choice.decisions] == [None, None, None, 1, 2, None]


def test_many_thousand_ties_are_answered() -> None:
    candidates = [Candidate(str(i), 75.0, {"group": str(i % 50)}) for i in range(5_000)]
    choice = run(candidates, [Quota("group", EACH, maximum=5), Quota("total", maximum=200)])
    assert len(choice.selected) == 200
    assert len(choice.ties) == 5_000 - 200


@pytest.mark.parametrize(
    "candidates",
    [
        [*THREE, THREE[0]],
        [Candidate("n", float("nan"))],
        [Candidate("n", float("inf"))],
        [Candidate("n", 80, tie_keys=(float("nan"),))],
        [Candidate("n", 80, tie_keys=(1, 2)), Candidate("m", 80)],
        [Candidate("n", 80, tie_keys=(1, 2, 3, 4))],
    ],
)
def test_malformed_candidates_are_refused(candidates: list[Candidate]) -> None:
    with pytest.raises(InvalidProblem):
        run(candidates, [])


@pytest.mark.parametrize(
    "bad",
    [
        {"minimum": -1},
        {"maximum": -1},
        {"minimum": 3, "maximum": 2},
        {"minimum": 1.5},
        {"priority": 0},
        {"reserves": -1},
        {"scope": "", "key": ""},
        {"key": ""},
        {"scope": "total"},
    ],
)
def test_malformed_quota_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(InvalidProblem):
        Quota(**({"scope": "group", "key": "a"} | bad))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "bad",
    [
        {"at_least": 0.3},
        {"at_least": Fraction(-1, 2)},
        {"at_most": Fraction(3, 2)},
        {"at_least": Fraction(2, 3), "at_most": Fraction(1, 3)},
    ],
)
def test_malformed_composition_is_refused(bad: dict[str, Fraction]) -> None:
    with pytest.raises(InvalidProblem):
        Composition("theme", "a", **bad)


def test_unknown_way_with_ties_and_a_share_of_each_are_refused() -> None:
    with pytest.raises(InvalidProblem, match="ties"):
        run(THREE, [], ties="by_age")
    with pytest.raises(InvalidProblem, match="share of one body"):
        run(THREE, [Composition("theme", "a", Fraction(1, 2), of=("group", EACH))])


def test_more_priorities_than_numbers_can_hold_are_refused() -> None:
    quotas = [Quota("group", "a", maximum=1, hard=False, priority=p) for p in range(1, 45)]
    with pytest.raises(InvalidProblem, match="too many priorities"):
        run(THREE, quotas)


def test_nobody_to_choose_from_gives_an_empty_choice() -> None:
    choice = run([], [Quota("total", minimum=3, maximum=5, hard=False)])
    assert (choice.selected, choice.decisions, len(choice.shortfalls)) == ((), (), 1)
