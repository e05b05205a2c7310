"""The members of a case as a small drawing: a ring of numbered dots, a line for each pair.  Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from reviewapp.similarity.evidence import Pairing

MOST_NODES = 30  # dots that stand apart from each other on the ring
MOST_EDGES = 60  # lines the eye can still follow
DOT = 15  # radius of a dot, in units of the drawing
GAP = 8  # least free space between two dots
BORDER = 3
LEAST_RADIUS = 60


@dataclass(frozen=True, slots=True)
class Node:
    """A dot: label beside nothing but itself, place, and what it is."""

    label: str
    x: float
    y: float
    library: bool
    source: bool  # received first, or from the library
    chosen: bool  # one of the two texts on the page


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from dot to dot; share: part of the shorter text in copied passages, 0..1."""

    x1: float
    y1: float
    x2: float
    y2: float
    share: float
    chosen: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """width, height: of the drawing; pairs: how many there are, of which `edges` are drawn."""

    width: float
    height: float
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    pairs: int


def draw(
    pairs: Sequence[Pairing], labels: Mapping[int, str], sources: frozenset[int], chosen: Pairing
) -> Drawing | None:
    """Ring of the texts in the order of `labels` (key → number); None when there are too many for a ring.

    Of very many pairs the strongest are drawn, and those that keep every text linked to its group.
    """
    if not 2 <= len(labels) <= MOST_NODES:
        return None
    edge = DOT + BORDER
    radius = max(LEAST_RADIUS, (2 * DOT + GAP) * len(labels) / (2 * pi))
    flat = len(labels) == 2
    begin = pi if flat else pi / 2  # two lie side by side, more stand on a ring from the top
    angles = {key: begin - 2 * pi * at / len(labels) for at, key in enumerate(labels)}
    middle = edge if flat else radius + edge
    places = {
        key: (round(radius + edge + radius * cos(angle), 1), round(middle - radius * sin(angle), 1))
        for key, angle in angles.items()
    }
    both = {chosen.a, chosen.b}
    return Drawing(
        round(2 * (radius + edge), 1),
        round(2 * middle, 1),
        tuple(
            Node(label, *places[key], key < 0, key in sources, key in both) for key, label in labels.items()
        ),
        tuple(Edge(*places[p.a], *places[p.b], p.share, p is chosen) for p in _drawn(pairs, chosen)),
        len(pairs),
    )


def _drawn(pairs: Sequence[Pairing], chosen: Pairing) -> list[Pairing]:
    """The chosen pair last, so that no line hides it."""
    strongest = sorted(pairs, key=lambda p: -p.share)
    group: dict[int, int] = {}
    needed = []
    for pair in strongest:  # Kruskal: a pair that joins two groups is needed
        one, other = _root(group, pair.a), _root(group, pair.b)
        if one != other:
            group[other] = one
            needed.append(pair)
    rest = [p for p in strongest if p not in needed and p is not chosen]
    kept = [p for p in needed if p is not chosen]
    return [*rest[: max(0, MOST_EDGES - len(kept) - 1)], *kept, chosen]


def _root(group: dict[int, int], key: int) -> int:
    while group.get(key, key) != key:
        key = group[key]
    return key
