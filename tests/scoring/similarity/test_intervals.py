"""Sets of characters as runs against sets of characters."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.similarity.grams import Ints
from scoring.similarity.intervals import both, length, union, without

SPANS = st.lists(st.tuples(st.integers(0, 25), st.integers(0, 25)).map(sorted), max_size=6)


def spans_of(rows: list[list[int]]) -> Ints:
    return np.array(rows, np.int64).reshape(-1, 2)


def members(runs: Ints) -> set[int]:
    return {at for start, end in runs.tolist() for at in range(start, end)}


def is_canonical(runs: Ints) -> bool:
    """Runs are not empty, ascend and stand apart."""
    edges = runs.ravel().tolist()
    return all(one < other for one, other in pairwise(edges))


@given(SPANS, SPANS)
@settings(max_examples=120, deadline=None)
def test_union_difference_and_intersection(left: list[list[int]], right: list[list[int]]) -> None:
    one, other = union(spans_of(left)), union(spans_of(right))
    assert members(one) == members(spans_of(left))
    assert is_canonical(one)
    assert members(without(one, other)) == members(one) - members(other)
    assert is_canonical(without(one, other))
    assert members(both(one, other)) == members(one) & members(other)
    assert is_canonical(both(one, other))
    assert length(one) == len(members(one))
