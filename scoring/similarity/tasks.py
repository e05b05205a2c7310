"""The pieces of a scan: each reads finished pieces from the workspace and leaves its own there.

Four kinds of blocks, each kind after the one before it is complete::

    prepare   block of texts         fold, mark official language, take fingerprints
    collect   part of the hashes     inverted lists, neighbours for near-duplicate groups
    post      part of the hashes     sources of each list, who is paired with whom
    find      block of texts         pairs worth aligning, passages, evidence

A piece depends on the workspace and its number only. So it may be computed anywhere, twice, or again
after a worker was killed, and what comes out is the same to the byte.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from scoring.similarity import evidence, index, passages, preparation, search
from scoring.similarity.corpus import POSTINGS, TEXTS, Corpus
from scoring.similarity.evidence import Findings
from scoring.similarity.grams import Hashes, Ints
from scoring.similarity.index import Lists, Small
from scoring.similarity.workspace import Workspace

Task = Callable[[Path, int], None]


def prepare(folder: Path, block: int) -> None:
    """Prepare the texts of a block."""
    work = Workspace(folder)
    if work.has(f"block{block}"):
        return
    first, last = work.array("bounds")[block : block + 2].tolist()
    texts = work.texts(TEXTS)
    prepared = preparation.prepare([texts[number] for number in range(first, last)], work.array("official"))
    for name in preparation.ARRAYS:
        work.save_array(f"block{block}.{name}", getattr(prepared, name))
    _divide(work, block, first, prepared)
    work.save(f"block{block}", (prepared.digests, prepared.signs))


def _divide(work: Workspace, block: int, first: int, prepared: preparation.Prepared) -> None:
    """Keep the fingerprints by part, so that the task of a part reads no others."""
    part = index.part_of(prepared.hashes)
    order = np.argsort(part, kind="stable")
    owners = np.repeat(
        np.arange(first, first + len(prepared.digests), dtype=np.int32), np.diff(prepared.prints)
    )
    work.save_array(f"block{block}.parted_hashes", prepared.hashes[order])
    work.save_array(f"block{block}.parted_texts", owners[order])
    work.save_array(f"block{block}.parted_places", prepared.places[order])
    work.save_array(f"block{block}.parts", np.searchsorted(part[order], np.arange(index.MOST_PARTS + 1)))


def collect(folder: Path, part: int) -> None:
    """Inverted lists of the fingerprints of a part."""
    work = Workspace(folder)
    if work.has(f"lists{part}"):
        return
    corpus = Corpus(work)
    columns = [_of_part(work, block, part, corpus.parts) for block in range(len(corpus.bounds) - 1)]
    hashes, texts, places = (np.concatenate(column) for column in zip(*columns, strict=True))
    lists = index.collect(hashes, texts, places)
    for name in Lists.__slots__:
        work.save_array(f"lists{part}.{name}", getattr(lists, name))
    work.save(f"lists{part}", index.neighbours(lists, corpus.size))


def _of_part(work: Workspace, block: int, part: int, parts: int) -> tuple[Hashes, Small, Small]:
    width = index.MOST_PARTS // parts
    edges = work.array(f"block{block}.parts")
    rows = slice(int(edges[part * width]), int(edges[(part + 1) * width]))
    names = ("parted_hashes", "parted_texts", "parted_places")
    hashes, texts, places = (work.array(f"block{block}.{name}")[rows] for name in names)
    return hashes, texts, places


def post(folder: Path, part: int) -> None:
    """Postings of a part."""
    work = Workspace(folder)
    if work.has(f"postings{part}"):
        return
    corpus = Corpus(work)
    lists = Lists(*(work.array(f"lists{part}.{name}") for name in Lists.__slots__))
    postings = index.post(lists, corpus.groups, corpus.units)
    for name in POSTINGS:
        work.save_array(f"postings{part}.{name}", getattr(postings, name))
    work.save(f"postings{part}", None)


def find(folder: Path, block: int) -> None:
    """Pairs whose first text is in the block, with their evidence."""
    work = Workspace(folder)
    if work.has(f"found{block}"):
        return
    corpus = Corpus(work)
    settings = work.load("settings")
    first, last = (min(int(edge), corpus.entries) for edge in corpus.bounds[block : block + 2])
    a, b = np.divmod(_pairs(corpus, first, last), corpus.size)
    unequal = np.flatnonzero(corpus.twins[a] != corpus.twins[b])
    aligned = passages.align(corpus.grams, a[unequal], b[unequal], corpus.common, settings.alignment)
    aligned = replace(aligned, pair=unequal[aligned.pair])
    pairs, shared = evidence.weigh(corpus, a, b, aligned, settings)
    work.save(f"found{block}", Findings(pairs, shared, evidence.formulas(corpus, first, last)))


def _pairs(corpus: Corpus, first: int, last: int) -> Ints:
    """Keys of the pairs to align whose first text is among first..last - 1."""
    inside = corpus.workspace.array("inside")
    edges = np.searchsorted(inside, [first * corpus.size, last * corpus.size])
    near = search.near_pairs(corpus.postings, first, last, corpus.size)
    return np.union1d(near, inside[edges[0] : edges[1]])
