"""The choice against brute force over all subsets, its monotony, and the stated changes applied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import Infeasible, InvalidProblem
from scoring.selection.choose import EACH, Candidate, Choice, Quota, choose
from scoring.selection.problem import Scope
from scoring.selection.tiebreak import lot_number

CATEGORY_OF = {"a": "x", "b": "x", "c": "y"}
BODIES: list[tuple[Scope, str]] = [
    ("total", ""),
    ("category", "x"),
    ("category", "y"),
    ("group", "a"),
    ("group", "b"),
    ("group", "c"),
]
SEED = 20260630


@st.composite
def candidate_lists(draw: st.DrawFn, scores: st.SearchStrategy[int] | None = None) -> list[Candidate]:
    """Up to eight candidates in three groups, few distinct scores so that ties are common."""
    values = st.integers(0, 5) if scores is None else scores
    rows = draw(st.lists(st.tuples(st.sampled_from("abc"), values, st.booleans()), max_size=8))
    return [
        Candidate(f"e{i}", 70 + score / 4, group, eligible=score != 0 or flag)
        for i, (group, score, flag) in enumerate(rows)
    ]


@st.composite
def quota_lists(draw: st.DrawFn, minima: Sequence[Scope], hard: st.SearchStrategy[bool]) -> list[Quota]:
    """Maxima anywhere (always hard), minima only at the given scopes, as separate quotas."""
    quotas = []
    for scope, key in [BODIES[0], *draw(st.lists(st.sampled_from(BODIES[1:]), max_size=4, unique=True))]:
        maximum = draw(st.one_of(st.none(), st.integers(0, 4)))
        quotas.append(Quota(scope, key, maximum=maximum))
        if scope in minima:
            lowest = draw(st.integers(0, 3 if maximum is None else maximum))
            quotas.append(Quota(scope, key, minimum=lowest, hard=draw(hard)))
    return quotas


def members(quota: Quota, candidates: Sequence[Candidate]) -> set[str]:
    found = {
        "total": lambda one: True,
        "category": lambda one: CATEGORY_OF[one.group] == quota.key,
        "group": lambda one: one.group == quota.key,
    }[quota.scope]
    return {one.id for one in candidates if found(one)}


def ordered(candidates: Sequence[Candidate]) -> list[str]:
    eligible = [one for one in candidates if one.eligible]
    return [one.id for one in sorted(eligible, key=lambda one: (-one.score, lot_number(SEED, one.id)))]


def keeps_hard(chosen: set[str], quotas: Sequence[Quota], candidates: Sequence[Candidate]) -> bool:
    for quota in quotas:
        count = len(chosen & members(quota, candidates))
        if quota.hard and count < quota.minimum:
            return False
        if quota.maximum is not None and count > quota.maximum:
            return False
    return True


def soft_missing(chosen: set[str], quotas: Sequence[Quota], candidates: Sequence[Candidate]) -> int:
    """Places missing from soft minima; several quotas of one body count once, with the largest minimum."""
    missing: dict[tuple[str, str], int] = {}
    for quota in quotas:
        if not quota.hard:
            gap = quota.minimum - len(chosen & members(quota, candidates))
            body = (quota.scope, quota.key)
            missing[body] = max(missing.get(body, 0), gap)
    return sum(missing.values())


def feasible(candidates: Sequence[Candidate], quotas: Sequence[Quota]) -> Iterator[set[str]]:
    order = ordered(candidates)
    for size in range(len(order) + 1):
        for subset in combinations(order, size):
            if keeps_hard(set(subset), quotas, candidates):
                yield set(subset)


def brute_force(candidates: Sequence[Candidate], quotas: Sequence[Quota]) -> list[str] | None:
    """All subsets: keep hard quotas, miss the fewest soft places, then be best candidate by candidate."""
    order = ordered(candidates)
    ranked = [
        (soft_missing(subset, quotas, candidates), [one not in subset for one in order], subset)
        for subset in feasible(candidates, quotas)
    ]
    if not ranked:
        return None
    best = min(ranked, key=lambda row: row[:2])[2]
    return [one for one in order if one in best]


def run(candidates: Sequence[Candidate], quotas: Sequence[Quota]) -> Choice:
    return choose(candidates, quotas, CATEGORY_OF, seed=SEED)


def attempt(candidates: Sequence[Candidate], quotas: Sequence[Quota]) -> list[str] | None:
    try:
        return list(run(candidates, quotas).selected)
    except Infeasible as error:
        return None if error.blockers else ["infeasible without a reason"]


every_scope: list[Scope] = ["total", "category", "group"]
exhaustive = settings(max_examples=100, deadline=None)


@exhaustive
@given(candidate_lists(), quota_lists(every_scope, st.just(True)))
def test_hard_quotas_give_the_best_of_all_subsets(candidates: list[Candidate], quotas: list[Quota]) -> None:
    assert attempt(candidates, quotas) == brute_force(candidates, quotas)


@exhaustive
@given(candidate_lists(), quota_lists(["group"], st.just(False)))
def test_soft_minima_of_groups_miss_the_fewest_places(
    candidates: list[Candidate], quotas: list[Quota]
) -> None:
    assert attempt(candidates, quotas) == brute_force(candidates, quotas)


@exhaustive
@given(candidate_lists(), quota_lists(every_scope, st.booleans()))
def test_mixed_quotas_keep_the_hard_ones_and_meet_soft_ones_that_can_all_be_met(
    candidates: list[Candidate], quotas: list[Quota]
) -> None:
    selected = attempt(candidates, quotas)
    possible = list(feasible(candidates, quotas))
    if selected is None:
        assert not possible
        return
    assert set(selected) in possible
    if any(soft_missing(subset, quotas, candidates) == 0 for subset in possible):
        assert selected == brute_force(candidates, quotas)


@exhaustive
@given(candidate_lists(), quota_lists(every_scope, st.just(True)))
def test_sum_of_scores_is_the_largest_among_sets_of_that_size(
    candidates: list[Candidate], quotas: list[Quota]
) -> None:
    selected = attempt(candidates, quotas)
    if selected is not None:
        score = {one.id: one.score for one in candidates}
        sums = [sum(map(score.get, s)) for s in feasible(candidates, quotas) if len(s) == len(selected)]  # type: ignore[arg-type]
        assert sum(map(score.__getitem__, selected)) == pytest.approx(max(sums))
        assert len(selected) == max(len(subset) for subset in feasible(candidates, quotas))


def raised(candidates: Sequence[Candidate], one: str, points: float) -> list[Candidate]:
    return [replace(c, score=c.score + points) if c.id == one else c for c in candidates]


@exhaustive
@given(candidate_lists(), quota_lists(every_scope, st.booleans()), st.sampled_from([0.01, 0.25, 1.0, 9.0]))
def test_better_score_never_loses_a_place(
    candidates: list[Candidate], quotas: list[Quota], points: float
) -> None:
    for one in attempt(candidates, quotas) or ():
        assert one in run(raised(candidates, one, points), quotas).selected


@exhaustive
@given(candidate_lists(), quota_lists(every_scope, st.booleans()))
def test_stated_points_bring_a_candidate_in_and_one_step_less_does_not(
    candidates: list[Candidate], quotas: list[Quota]
) -> None:
    if attempt(candidates, quotas) is None:
        return
    for decision in run(candidates, quotas).decisions:
        if decision.selected or decision.code == "ineligible":
            continue
        needed = decision.facts["points_needed"]
        if needed is None:
            assert decision.id not in run(raised(candidates, decision.id, 1000), quotas).selected
            continue
        assert isinstance(needed, float)
        assert needed > 0 or decision.code.startswith("tie")
        assert decision.id in run(raised(candidates, decision.id, needed), quotas).selected
        assert decision.id not in run(raised(candidates, decision.id, needed - 0.01), quotas).selected


@exhaustive
@given(candidate_lists(), quota_lists(every_scope, st.booleans()), st.randoms(use_true_random=False))
def test_order_of_entry_changes_nothing(
    candidates: list[Candidate], quotas: list[Quota], random: object
) -> None:
    selected = attempt(candidates, quotas)
    shuffled = list(reversed(candidates))
    assert attempt(shuffled, list(reversed(quotas))) == selected


def some(*rows: tuple[str, str, float]) -> list[Candidate]:
    return [Candidate(one, score, group) for one, group, score in rows]


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
    facts = choice.decisions[2].facts
    assert (facts["line"], facts["line_id"], facts["group_selected"], facts["group_eligible"]) == (
        85.0,
        "a2",
        2,
        3,
    )
    assert facts["points_needed"] in (5.0, 5.01)  # 5.00 makes a tie, which the lot may win


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


def test_soft_minima_competing_for_one_place_go_to_the_better_candidate() -> None:
    choice = run(
        THREE, [Quota("total", maximum=1), *(Quota("group", k, minimum=1, hard=False) for k in "bc")]
    )
    assert choice.selected == ("b1",)
    assert [(s.code, s.key) for s in choice.shortfalls] == [("no_room", "c")]


def test_soft_maximum_gives_way_to_hard_minima_and_is_reported() -> None:
    quotas = [Quota("category", "x", maximum=1, hard=False), *(Quota("group", k, minimum=1) for k in "ab")]
    choice = run(THREE, quotas)
    assert choice.selected == ("a1", "b1", "c1")
    assert [(s.code, s.key, s.wanted, s.got) for s in choice.shortfalls] == [("over_maximum", "x", 1, 2)]


def test_hard_minimum_without_enough_entries_names_the_body() -> None:
    with pytest.raises(Infeasible) as caught:
        run(THREE, [Quota("group", "b", minimum=2), Quota("group", "a", minimum=1)])
    facts = {"scope": "group", "key": "b", "minimum": 2, "reachable": 1, "eligible": 1}
    assert caught.value.blockers == (("too_few_eligible", facts),)


def test_hard_minima_above_a_hard_maximum_name_the_body_around_them() -> None:
    quotas = [
        Quota("category", "x", maximum=2),
        Quota("group", "a", minimum=2),
        Quota("group", "b", minimum=1),
    ]
    with pytest.raises(Infeasible) as caught:
        run(THREE, quotas)
    facts = {"scope": "category", "key": "x", "minima": 3, "maximum": 2, "parts": ["a", "b"]}
    assert caught.value.blockers == (("minima_exceed_maximum", facts),)


def test_strictest_of_several_quotas_of_one_body_counts() -> None:
    choice = run(
        THREE, [Quota("group", "a", maximum=2), Quota("group", "a", maximum=1), Quota("total", maximum=9)]
    )
    assert choice.selected == ("a1", "b1", "c1")


def test_units_and_authors_are_capped_inside_their_group() -> None:
    candidates = [
        Candidate("p", 90, "a", unit="u", authors=("zhang",)),
        Candidate("q", 89, "a", unit="u", authors=("zhang",)),
        Candidate("r", 88, "a", unit="u", authors=("li",)),
        Candidate("s", 87, "a", unit="u", authors=("wang",)),
        Candidate("t", 86, "a", unit="v"),
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


def test_own_quota_of_a_body_replaces_the_one_for_each() -> None:
    choice = run(THREE, [Quota("group", EACH, maximum=1), Quota("group", "a", maximum=2)])
    assert choice.selected == ("a1", "a2", "b1", "c1")


def test_equal_scores_are_decided_by_the_first_differing_step() -> None:
    candidates = [
        Candidate("p", 80.001, "a", tie_keys=(30, 0, 80)),
        Candidate("q", 80.004, "a", tie_keys=(30, -1, 85)),
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


def test_many_thousand_ties_are_answered() -> None:
    candidates = [Candidate(str(i), 75.0, str(i % 50)) for i in range(20_000)]
    choice = choose(candidates, [Quota("group", EACH, maximum=5), Quota("total", maximum=200)], seed=1)
    assert len(choice.selected) == 200
    assert len(choice.ties) == 20_000 - 200


@pytest.mark.parametrize(
    "candidates",
    [
        [*THREE, THREE[0]],
        [Candidate("n", float("nan"), "a")],
        [Candidate("n", float("inf"), "a")],
        [Candidate("n", 80, "a", tie_keys=(float("nan"),))],
        [Candidate("n", 80, "a", tie_keys=(1, 2)), Candidate("m", 80, "a")],
        [Candidate("n", 80, "a", tie_keys=(1, 2, 3, 4))],
    ],
)
def test_malformed_candidates_are_refused(candidates: list[Candidate]) -> None:
    with pytest.raises(InvalidProblem):
        run(candidates, [])


def test_group_without_a_category_is_refused_when_categories_have_quotas() -> None:
    with pytest.raises(InvalidProblem, match="has no category"):
        run(some(("n", "nowhere", 80)), [Quota("category", "x", maximum=1)])


def test_crossing_quotas_are_refused() -> None:
    candidates = [Candidate("p", 80, "a", unit="u"), Candidate("q", 80, "b", unit="u")]
    with pytest.raises(InvalidProblem, match="cross"):
        run(candidates, [Quota("group", EACH, maximum=1), Quota("unit", "u", maximum=1)])
    with pytest.raises(InvalidProblem, match="two bodies"):
        run([Candidate("p", 80, "a", authors=("li", "wu"))], [Quota("author", EACH, maximum=1)])


@pytest.mark.parametrize(
    "bad",
    [{"minimum": -1}, {"maximum": -1}, {"minimum": 3, "maximum": 2}, {"minimum": 1.5}, {"scope": "planet"}],
)
def test_malformed_quota_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(InvalidProblem):
        Quota(**({"scope": "group", "key": "a"} | bad))  # type: ignore[arg-type]


def test_nobody_to_choose_from_gives_an_empty_choice() -> None:
    choice = choose([], [Quota("total", minimum=3, maximum=5, hard=False)], seed=1)
    assert (choice.selected, choice.decisions, len(choice.shortfalls)) == ((), (), 1)
