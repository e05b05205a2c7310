"""What keeps a candidate out: the full body, and the bound that does not let its last one make way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import Infeasible
from scoring.selection.choose import Candidate, Choice, Composition, Quota, choose
from tests.scoring.selection.oracles import (
    CROSSING,
    SEED,
    Quotas,
    broken_places,
    candidate_lists,
    members,
    ordered,
    quota_lists,
)

shares = st.builds(
    Composition,
    st.just("theme"),
    st.sampled_from("st"),
    at_least=st.sampled_from([Fraction(0), Fraction(1, 2)]),
    at_most=st.sampled_from([Fraction(1, 2), Fraction(1)]),
    of=st.sampled_from([("total", ""), ("group", "a")]),
    hard=st.booleans(),
)
cases = st.tuples(
    candidate_lists(7), quota_lists(CROSSING, most=4), st.lists(shares, max_size=1), st.integers(1, 5)
).map(lambda case: (case[0], [*case[1], *case[2], Quota("total", maximum=case[3])]))


def run(candidates: Sequence[Candidate], quotas: Quotas) -> Choice:
    return choose(candidates, quotas, seed=SEED, group_scope="group")


@settings(max_examples=60, deadline=None)
@given(cases)
def test_named_body_is_full_and_named_bound_would_be_broken(
    case: tuple[list[Candidate], list[Quota | Composition]],
) -> None:
    candidates, quotas = case
    try:
        choice = run(candidates, quotas)
    except Infeasible:
        return
    chosen, order = set(choice.selected), ordered(candidates)
    for decision in choice.decisions:
        facts = decision.facts
        if decision.selected or decision.code == "ineligible":
            continue
        swapped = chosen | {decision.id}
        if facts["maximum"] is not None:
            inside = [i for i in order if i in chosen & members(candidates, facts["scope"], facts["key"])]  # type: ignore[arg-type]
            assert len(inside) >= facts["maximum"]  # type: ignore[operator]
            swapped -= set(inside[-1:])
            if "bar" not in facts and inside and facts["points_needed"] is not None:
                assert order.index(str(facts["line_id"])) >= order.index(inside[-1])
        if "bar" in facts:
            assert any(
                broken_places(swapped, quota, candidates) > broken_places(chosen, quota, candidates)
                for quota in quotas
                if (quota.scope, quota.key) == (facts["bar"]["scope"], facts["bar"]["key"])  # type: ignore[index]
            )


POEMS = [
    Candidate(f"p{i}", 90 - i, {"group": "a" if i < 2 else "b", "theme": "poem"}) for i in range(4)
]  # fmt: skip
PROSE = [Candidate(f"r{i}", 80 - i, {"group": "b", "theme": "prose"}) for i in range(3)]


def bar(choice: Choice, one: str) -> tuple[object, object]:
    """The maximum that is full and the bar."""
    facts = next(decision.facts for decision in choice.decisions if decision.id == one)
    return facts["maximum"], facts.get("bar")


def test_share_that_keeps_a_better_work_out_is_named() -> None:
    least = Composition("theme", "prose", at_least=Fraction(1, 2))
    choice = run(POEMS + PROSE, [Quota("total", maximum=4), least])
    assert choice.selected == ("p0", "p1", "r0", "r1")
    named = {"scope": "theme", "key": "prose", "bound": "at_least", "value": 0.5, "of": ["total", ""]}
    assert bar(choice, "p2") == (4, named)
    assert bar(choice, "r2") == (4, None)


def test_nothing_is_said_to_be_full_where_only_a_share_stands_in_the_way() -> None:
    soft = Composition("theme", "prose", at_least=Fraction(3, 4), hard=False)
    quotas = [Quota("total", maximum=4), Quota("theme", "prose", maximum=1), soft]
    choice = run(POEMS + PROSE, quotas)
    assert choice.selected == ("r0",)
    maximum, named = bar(choice, "p0")
    assert maximum is None
    assert isinstance(named, dict)
    assert (named["bound"], named["value"]) == ("at_least", 0.75)
    assert bar(choice, "r1") == (1, None)


def test_minimum_of_another_body_is_named_nested_or_crossing() -> None:
    nested = [Quota("total", maximum=3), Quota("group", "b", minimum=2)]
    named = {"scope": "group", "key": "b", "bound": "minimum", "value": 2}
    far = [replace(one, score=60 - i) for i, one in enumerate(POEMS[2:])]
    near = [*POEMS[:2], Candidate("p9", 85, {"group": "a", "theme": "poem"}), *far]
    assert bar(run(near, nested), "p9") == (3, named)
    assert bar(run(near, [*nested, Quota("theme", "poem", maximum=4)]), "p9") == (3, named)


def test_places_among_the_selected_are_counted_in_the_group() -> None:
    quotas = [Quota("theme", "poem", maximum=1), Quota("total", maximum=3)]
    choice = run(POEMS + PROSE, quotas)
    assert choice.selected == ("p0", "r0", "r1")
    places = {d.id: (d.rank_in_group, d.facts["group_place"]) for d in choice.decisions if d.selected}
    assert places == {"p0": (1, 1), "r0": (3, 1), "r1": (4, 2)}


def test_body_without_places_is_itself_what_stands_in_the_way() -> None:
    """Nobody in it could make way: no other bound is named, whoever is chosen elsewhere."""
    here = Candidate("p", 80, {"group": "a", "theme": "s"})
    there = [Candidate(f"q{i}", 70 - i, {"group": "b", "theme": "st"[i % 2]}) for i in range(4)]
    quotas = [Quota("group", "a", maximum=0), Composition("theme", "s", at_most=Fraction(1, 2))]
    for candidates in ([here], [here, *there]):
        decision = run(candidates, quotas).decisions[0]
        assert not decision.selected
        told = {name: decision.facts[name] for name in ("scope", "key", "maximum", "points_needed")}
        assert told == {"scope": "group", "key": "a", "maximum": 0, "points_needed": None}
        assert "bar" not in decision.facts
