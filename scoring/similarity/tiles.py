"""Blocks that changed places inside one shared stretch: greedy tiling of the runs on its diagonals.

Where sentences were shuffled, everything of one text stands near everything of the other, so nearness
cannot tell the blocks apart. Runs of seeds on one diagonal are laid down longest first, each on what is still free
in both texts (Wise, Running Karp-Rabin matching and greedy string tiling, 1993); tiles that follow each other
in both texts then make one block.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from scoring.similarity.grams import QUAD, Flags, Ints, heads_of

RUN_GAP = 2 * QUAD  # a changed character takes four seeds with it
LEAST_TILE = 10


@dataclass(slots=True)
class Tile:
    """A block of text a at ``a`` that is the block of text b at ``b``; ``matched``, ``rare`` characters."""

    a: tuple[int, int]
    b: tuple[int, int]
    matched: int
    rare: int


def tile(seeds: Ints, gap: int) -> list[Tile]:
    """Blocks in order of text a, of seeds int64 (S, 3): place in a, place in b, rare.

    Tiles up to ``gap`` apart in both texts, with no tile between them, are one block.
    """
    seeds = seeds[np.lexsort((seeds[:, 0], seeds[:, 1] - seeds[:, 0]))]
    heads = heads_of(
        seeds[:, 1] - seeds[:, 0], np.cumsum(np.diff(seeds[:, 0], prepend=seeds[0, 0]) > RUN_GAP)
    )
    sizes = np.diff(np.r_[heads, len(seeds)])
    long = seeds[heads + sizes - 1, 0] + QUAD - seeds[heads, 0] >= LEAST_TILE
    runs = [seeds[head : head + size] for head, size in zip(heads[long], sizes[long], strict=True)]
    runs.sort(key=lambda run: (run[0, 0] - run[-1, 0], run[0, 0], run[0, 1]))
    free_a = np.ones(int(seeds[:, 0].max()) + QUAD, np.bool_)
    free_b = np.ones(int(seeds[:, 1].max()) + QUAD, np.bool_)
    tiles = [laid for run in runs for laid in _lay(run, free_a, free_b)]
    return _blocks(sorted(tiles, key=lambda laid: laid.a), gap)


def _lay(run: Ints, free_a: Flags, free_b: Flags) -> list[Tile]:
    """Tiles of the free pieces of a run, which are then taken."""
    usable = np.ones(len(run), np.bool_)
    for step in range(QUAD):
        usable &= free_a[run[:, 0] + step] & free_b[run[:, 1] + step]
    run = run[usable]
    pieces = np.split(run, np.flatnonzero(np.diff(run[:, 0]) > RUN_GAP) + 1)
    tiles = []
    for piece in pieces:
        if len(piece) and piece[-1, 0] + QUAD - piece[0, 0] >= LEAST_TILE:
            laid = _tile(piece)
            free_a[slice(*laid.a)] = False
            free_b[slice(*laid.b)] = False
            tiles.append(laid)
    return tiles


def _tile(piece: Ints) -> Tile:
    (a0, b0), (a1, b1) = piece[0, :2].tolist(), (piece[-1, :2] + QUAD).tolist()
    rare = piece[piece[:, 2] > 0, 0]
    return Tile((a0, a1), (b0, b1), _covered(piece[:, 0]), _covered(rare))


def _covered(places: Ints) -> int:
    """Characters covered by the grams at ascending places."""
    return int(np.minimum(np.diff(places), QUAD).sum()) + QUAD if len(places) else 0


def _blocks(tiles: list[Tile], gap: int) -> list[Tile]:
    """Join tiles that follow each other in both texts."""
    ordered = sorted(tiles, key=lambda laid: laid.b)
    follows = {id(first): id(second) for first, second in pairwise(ordered)}
    blocks: list[Tile] = []
    last: Tile | None = None
    for laid in tiles:
        if last is not None and follows.get(id(last)) == id(laid) and _near(blocks[-1], laid, gap):
            block = blocks[-1]
            block.a, block.b = (block.a[0], laid.a[1]), (block.b[0], laid.b[1])
            block.matched += laid.matched
            block.rare += laid.rare
        else:
            blocks.append(Tile(laid.a, laid.b, laid.matched, laid.rare))
        last = laid
    return blocks


def _near(left: Tile, right: Tile, gap: int) -> bool:
    return right.a[0] - left.a[1] <= gap and right.b[0] - left.b[1] <= gap
