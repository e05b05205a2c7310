"""The documents of one scan, validated, folded and put in the order that everything after relies on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.errors import InvalidProblem
from scoring.similarity import baseline
from scoring.similarity.cases import Document
from scoring.similarity.grams import Flags, Ints, JoinedTexts, join
from scoring.text.normalize import Folded, fold_many


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """N documents: ``entries`` entries by receipt and id, then the library by id.

    ``masked`` bool (T,): characters of given official texts. ``twins`` int64 (N,): least number of a
    document that is equal after folding. ``units`` int64 (N,): a number for each unit; a document
    without unit has one of its own.
    """

    documents: tuple[Document, ...]
    entries: int
    folded: tuple[Folded, ...]
    joined: JoinedTexts
    masked: Flags
    twins: Ints
    units: Ints


def prepare(documents: Sequence[Document], library: Sequence[Document], official: Sequence[str]) -> Corpus:
    """Order, fold and mask. Raises InvalidProblem when an id is given twice."""
    ordered = tuple(sorted(documents, key=lambda one: (one.received, one.id)))
    ordered += tuple(sorted(library, key=lambda one: one.id))
    ids = [document.id for document in ordered]
    if len(set(ids)) < len(ids):
        twice = sorted({name for name in ids if ids.count(name) > 1}) if len(ids) < 1000 else []
        raise InvalidProblem(f"documents with the same id: {', '.join(twice[:5]) or 'several'}")
    folded = tuple(fold_many([document.text for document in ordered]))
    joined = join([one.text for one in folded])
    masked = baseline.mask_official(joined, join([one.text for one in fold_many(official)]))
    twins = _first_seen([one.text for one in folded])
    units = _first_seen([one.unit or f"\0{number}" for number, one in enumerate(ordered)])
    return Corpus(ordered, len(documents), folded, joined, masked, twins, units)


def _first_seen(values: Sequence[str]) -> Ints:
    first: dict[str, int] = {}
    return np.array([first.setdefault(value, number) for number, value in enumerate(values)], np.int64)
