"""The ring: every text a dot apart from the others, every group still linked when pairs are left out."""

from __future__ import annotations

from itertools import combinations

import pytest

from reviewapp.similarity.evidence import Pairing
from reviewapp.similarity.graph import DOT, MOST_EDGES, MOST_NODES, draw


def pairs_of(size: int) -> list[Pairing]:
    keys = range(1, size + 1)
    return [Pairing(a, b, (), (a * 7 + b * 3) % 10 / 10, 1, False) for a, b in combinations(keys, 2)]


def labels_of(size: int) -> dict[int, str]:
    return {key: str(key) for key in range(1, size + 1)}


@pytest.mark.parametrize("size", [2, 5, 20, MOST_NODES])
def test_dots_stand_apart_and_inside_the_drawing(size: int) -> None:
    pairs = pairs_of(size)
    drawing = draw(pairs, labels_of(size), frozenset(), pairs[0])
    assert drawing is not None
    for node in drawing.nodes:
        assert DOT <= node.x <= drawing.width - DOT
        assert DOT <= node.y <= drawing.height - DOT
    for one, other in combinations(drawing.nodes, 2):
        assert (one.x - other.x) ** 2 + (one.y - other.y) ** 2 > (2 * DOT) ** 2


def test_all_stay_linked_and_the_chosen_pair_is_drawn_last() -> None:
    size = 20
    pairs = pairs_of(size)
    weakest = min(pairs, key=lambda p: p.share)
    drawing = draw(pairs, labels_of(size), frozenset({3}), weakest)
    assert drawing is not None
    assert (len(drawing.edges), drawing.pairs) == (MOST_EDGES, len(pairs))
    assert [e.chosen for e in drawing.edges] == [False] * (MOST_EDGES - 1) + [True]
    at = {(n.x, n.y): n.label for n in drawing.nodes}
    reached, grew = {"1"}, True
    while grew:
        ends = [{at[e.x1, e.y1], at[e.x2, e.y2]} for e in drawing.edges]
        more = set().union(*(two for two in ends if two & reached)) | reached
        reached, grew = more, more != reached
    assert reached == set(labels_of(size).values())
    assert [n.label for n in drawing.nodes if n.source] == ["3"]
    assert {n.label for n in drawing.nodes if n.chosen} == {str(weakest.a), str(weakest.b)}


def test_library_texts_are_told_apart_and_crowds_are_not_drawn() -> None:
    pair = Pairing(5, -3, (), 0.5, 1, False)
    drawing = draw([pair], {5: "12", -3: "L3"}, frozenset({-3}), pair)
    assert drawing is not None
    assert [(n.label, n.library, n.source) for n in drawing.nodes] == [
        ("12", False, False),
        ("L3", True, True),
    ]
    many = pairs_of(MOST_NODES + 1)
    assert draw(many, labels_of(MOST_NODES + 1), frozenset(), many[0]) is None
