"""Pairs worth aligning: against clusters found by brute force, and in any division of the work.

What is guaranteed: the fingerprints of a pair are split by gaps in the first text, in the second, in the
first again. Clusters that are connected on both sides are never torn by that, so every pair with a good
cluster is found; three rounds may leave clusters joined that a fourth would part, so a pair reported has a good
cluster of fingerprints connected in the first text at least.
"""

from __future__ import annotations

import random
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.similarity import index, search
from scoring.similarity.grams import OCTET
from scoring.similarity.index import Postings
from scoring.similarity.search import Nearness, inside_groups, near_pairs

COUNT = 5
STEP = 1 << 24
RULES = Nearness(gap=21, least_cover=19, common_from=3, common_cover=40)
Print = tuple[int, int, int]  # hash, text, place
Shared = tuple[int, int, bool]  # place in a, place in b, held by few
PRINTS = st.sets(
    st.tuples(st.integers(1, 12), st.integers(0, COUNT - 1), st.integers(0, 40).map(lambda at: at * 3)),
    max_size=70,
)
GROUPS = st.lists(st.integers(0, 60), max_size=120)


def posted(prints: set[Print]) -> Postings:
    hashes, texts, places = zip(*sorted(prints), strict=True) if prints else ((), (), ())
    lists = index.collect(
        np.array(hashes, np.uint64) * np.uint64(STEP), np.array(texts, np.int32), np.array(places, np.int32)
    )
    return index.post(lists, np.arange(COUNT), np.arange(COUNT))


def shared_of(prints: set[Print], a: int, b: int) -> list[Shared]:
    sources = {value: len({text for held, text, _ in prints if held == value}) for value, _, _ in prints}
    return [
        (place, other, sources[value] < RULES.common_from)
        for value, text, place in prints
        for held, owner, other in prints
        if held == value and (text, owner) == (a, b)
    ]


def split(shared: list[Shared], side: int) -> list[list[Shared]]:
    clusters: list[list[Shared]] = []
    for one in sorted(shared, key=lambda row: row[side]):
        if clusters and one[side] - clusters[-1][-1][side] <= RULES.gap:
            clusters[-1].append(one)
        else:
            clusters.append([one])
    return clusters


def connected(shared: list[Shared], sides: tuple[int, ...]) -> list[list[Shared]]:
    """Split until no cluster falls apart in any of the texts."""
    clusters = [shared] if shared else []
    while True:
        finer = clusters
        for side in sides:
            finer = [piece for cluster in finer for piece in split(cluster, side)]
        if len(finer) == len(clusters):
            return clusters
        clusters = finer


def good(cluster: list[Shared]) -> bool:
    def cover(rows: list[Shared]) -> int:
        return min(
            (len({row[side] + step for row in rows for step in range(OCTET)}) for side in (0, 1)), default=0
        )

    return (
        cover(cluster) >= RULES.common_cover or cover([row for row in cluster if row[2]]) >= RULES.least_cover
    )


def brute(prints: set[Print], sides: tuple[int, ...]) -> set[int]:
    return {
        a * COUNT + b
        for a, b in combinations(range(COUNT), 2)
        if any(good(cluster) for cluster in connected(shared_of(prints, a, b), sides))
    }


@given(PRINTS)
@settings(max_examples=150, deadline=None)
def test_pairs_are_those_with_a_good_cluster(prints: set[Print]) -> None:
    found = near_pairs([posted(prints)], 0, COUNT, COUNT, RULES)
    assert brute(prints, (0, 1)) <= set(found.tolist()) <= brute(prints, (0,))
    assert found.tolist() == sorted(set(found.tolist()))


@given(PRINTS, st.integers(0, COUNT), st.integers(1, 30))
@settings(max_examples=60, deadline=None)
def test_division_of_texts_prints_and_records_changes_nothing(
    prints: set[Print], border: int, records: int
) -> None:
    whole = near_pairs([posted(prints)], 0, COUNT, COUNT, RULES).tolist()
    parts = [posted({one for one in prints if one[0] % 3 == part}) for part in range(3)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "BLOCK_RECORDS", records)
        apart = [near_pairs(parts, *edges, COUNT, RULES).tolist() for edges in ((0, border), (border, COUNT))]
    assert apart[0] + apart[1] == whole


def test_the_same_fingerprints_close_together_and_far_apart() -> None:
    near = {(value, text, value * 9) for value in range(1, 4) for text in (0, 1)}
    far = {(value, text, value * 9 + text * value * 500) for value in range(1, 4) for text in (0, 1)}
    assert near_pairs([posted(near)], 0, COUNT, COUNT).tolist() == [1]
    assert near_pairs([posted(far)], 0, COUNT, COUNT).tolist() == []


@pytest.mark.parametrize(("apart", "found"), [(RULES.gap, [1]), (RULES.gap + 1, [])])
@pytest.mark.parametrize("side", [0, 1])
def test_a_gap_may_be_as_long_as_the_rules_say(apart: int, found: list[int], side: int) -> None:
    spread = {(value, text, value * (apart if text == side else 9)) for value in (1, 2, 3) for text in (0, 1)}
    assert near_pairs([posted(spread)], 0, COUNT, COUNT, RULES).tolist() == found


def test_what_three_texts_hold_makes_a_pair_only_where_it_is_long() -> None:
    short = {(value, text, value * 8) for value in range(1, 5) for text in range(3)}
    long = {(value, text, value * 8) for value in range(1, 13) for text in range(3)}
    assert near_pairs([posted(short)], 0, COUNT, COUNT).tolist() == []
    assert near_pairs([posted(long)], 0, COUNT, COUNT).tolist() == [1, 2, 7]


@given(GROUPS, st.sampled_from([2, 5, 40]), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_all_of_a_small_group_and_what_holds_a_large_one_together(
    labels: list[int], full: int, rng: random.Random
) -> None:
    groups = np.array([labels.index(label) for label in labels], np.int64)
    expected, tree = set[tuple[int, int]](), list[tuple[int, int]]()
    for leader in sorted(set(groups.tolist())):
        members = np.flatnonzero(groups == leader).tolist()
        links = [(rng.choice(members[:at]), members[at]) for at in range(1, len(members))]
        expected |= set(combinations(members, 2)) if len(members) <= full else set(links)
        tree += [link if rng.random() < 0.5 else link[::-1] for link in links]
    rng.shuffle(tree)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "FULL_LIST", full)
        found = inside_groups(groups, np.array(tree, np.int64).reshape(-1, 2))
    assert found.tolist() == sorted(a * len(labels) + b for a, b in expected)
