"""Set-ups: what is refused, and the sample that stands for a large contest."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from scoring.assignment.flow import solve
from scoring.errors import InvalidProblem
from scoring.rehearsal.play import problem_of, selected
from scoring.rehearsal.setup import sampled
from scoring.selection.problem import EACH, Composition, Quota
from tests.scoring.rehearsal.builders import setup


@pytest.mark.parametrize(
    "wrong",
    [
        {"papers": (1, 2)},
        {"papers": (0, 0, 0, 0)},
        {"papers": (-1, 2, 2, 2)},
        {"categories": ("a",)},
        {"load_min": (0,)},
        {"load_min": (), "load_max": (), "barred": frozenset()},
        {"readings": 0},
        {"method": "closest two"},
        {"drop_outs": 1.0},
        {"drop_outs": math.nan},
        {"maxima": ()},
        {"maxima": (0, 60)},
        {"minima": (1,)},
        {"minima": (0, 0, 30)},
        {"minima": (0, -1, 0)},
        {"step": 0},
        {"pace": 0.0},
        {"pace": math.inf},
    ],
)
def test_malformed_set_up_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidProblem):
        setup(**wrong)


def test_small_set_up_is_its_own_sample() -> None:
    whole = setup()
    assert sampled(whole, np.random.default_rng(0), 48) is whole


def test_sample_keeps_groups_whole_and_the_load_of_a_judge() -> None:
    whole = setup(groups=10, papers=30, judges=60)
    part = sampled(whole, np.random.default_rng(0), 105)
    assert sum(part.papers) == 105
    assert sorted(part.papers) == [15, 30, 30, 30]
    assert part.judges == 21
    assert sum(part.papers) / part.judges == sum(whole.papers) / whole.judges
    for group, judge in part.barred:
        assert group < len(part.groups)
        assert judge < part.judges


def test_quotas_shrink_with_what_they_are_about() -> None:
    limits = (
        Quota("total", "", 10, 40),
        Quota("category", "a", 0, 20),
        Quota("group", "g0", 4, 8),
        Quota("group", EACH, 0, 5),
    )
    whole = setup(groups=4, papers=100, categories=("a", "a", "b", "b"), quotas=limits)
    first = next(s for s in range(99) if np.random.default_rng(s).permutation(4)[0] == 0)
    part = sampled(whole, np.random.default_rng(first), 100)  # the first group, whole
    assert (part.groups, part.categories, part.papers) == (("g0",), ("a",), (100,))
    assert part.quotas == (
        Quota("total", "", 2, 10), Quota("category", "a", 0, 10), Quota("group", "g0", 4, 8), limits[3]
    )  # fmt: skip
    half = sampled(whole, np.random.default_rng(first), 50)
    assert (half.papers, half.quotas[2]) == ((50,), Quota("group", "g0", 2, 4))


def test_judges_kept_apart_are_so_in_the_plan_with_drop_outs_and_in_a_sample() -> None:
    apart = frozenset({(0, 1), (2, 5), (6, 7)})
    whole = setup(4, 12, 8, apart=apart)
    problem = problem_of(whole, 2, (0, 2, 5, 6, 7))
    assert problem.apart == {(1, 2), (3, 4)}
    readers: dict[int, set[int]] = {}
    for paper, judge in solve(problem, np.random.default_rng(0)).pairs:
        readers.setdefault(paper, set()).add(judge)
    assert not any({1, 2} <= both or {3, 4} <= both for both in readers.values())
    part = sampled(setup(4, 100, 8, apart=apart), np.random.default_rng(0), 200)
    assert len(part.apart) <= 3
    assert all(judge < part.judges for pair in part.apart for judge in pair)
    with pytest.raises(InvalidProblem):
        setup(4, 12, 8, apart=frozenset({(0, 8)}))


def test_limits_of_units_hold_where_units_are_known_and_in_a_sample() -> None:
    """The three best works of a group are of one unit, which may have one place."""
    units = {"unit": ("u", "u", "u", "v", "w", "w", "x", "y")}
    limits = (Quota("group", EACH, 0, 2), Quota("unit", EACH, 0, 1))
    whole = setup(2, 4, quotas=limits, bodies=units)
    score = np.array([9.0, 8, 7, 6, 9, 8, 7, 6])
    group = np.repeat([0, 1], 4)
    assert np.flatnonzero(selected(whole, group, score)).tolist() == [0, 3, 4, 6]
    without = setup(2, 4, quotas=limits)
    assert np.flatnonzero(selected(without, group, score)).tolist() == [0, 1, 4, 5]
    last = next(s for s in range(99) if np.random.default_rng(s).permutation(2)[0] == 1)
    part = sampled(whole, np.random.default_rng(last), 6)  # the second group whole, half of the first
    assert part.papers == (2, 4)
    assert part.bodies == {"unit": ("u", "u", "w", "w", "x", "y")}
    with pytest.raises(InvalidProblem):
        setup(2, 4, bodies={"unit": ("u",)})


def test_places_of_genres_hold_where_genres_are_known_and_in_a_sample() -> None:
    """The best works are prose; poems are to have half of the places, or two, or one in each group."""
    genres = {"genre": ("prose", "prose", "poem", "poem", "prose", "prose", "prose", "poem")}
    score = np.array([9.0, 8, 7, 6, 9.5, 8.5, 7.5, 5])
    group = np.repeat([0, 1], 4)
    total = Quota("total", "", 0, 4)
    share = Composition("genre", "poem", at_least=Fraction(1, 2))
    for quotas, chosen in (
        ((total,), [0, 1, 4, 5]),
        ((total, share), [0, 2, 3, 4]),
        ((total, Quota("genre", "poem", 1)), [0, 2, 4, 5]),
        ((total, Quota("group+genre", "*+*", 0, 1)), [0, 2, 4, 7]),
    ):
        whole = setup(2, 4, quotas=quotas, bodies=genres)
        assert np.flatnonzero(selected(whole, group, score)).tolist() == chosen
        unknown = setup(2, 4, quotas=quotas)
        assert np.flatnonzero(selected(unknown, group, score)).tolist() == [0, 1, 4, 5]
    last = next(s for s in range(99) if np.random.default_rng(s).permutation(2)[0] == 1)
    prose = Quota("genre", "prose", 2, 5)
    part = sampled(setup(2, 4, quotas=(share, prose), bodies=genres), np.random.default_rng(last), 5)
    assert part.bodies == {"genre": ("prose", "prose", "prose", "prose", "poem")}
    assert part.quotas == (share, Quota("genre", "prose", 2, 4))  # four of the five prose works are left
