"""The texts of a scan as its tasks see them: whatever is known of one text, by its number."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.similarity.grams import OCTET, Codes, Flags, Ints
from scoring.similarity.headings import heading_lines
from scoring.similarity.index import Postings
from scoring.similarity.passages import Grams, grams_of, octets_of
from scoring.similarity.preparation import masked_flags
from scoring.similarity.quotation import Quotation, marked_quotations
from scoring.similarity.workspace import Workspace

TEXTS = "texts"
POSTINGS = tuple(Postings.__slots__)
_KEPT_TEXTS = 512  # texts of which the grams stay at hand


class Corpus:
    """N texts: ``entries`` entries in an order that only their texts decide, then the library by id.

    Reads the pieces that earlier tasks left in the workspace, each when it is first asked for. Nothing refers
    back to it, so that what it mapped into memory is given back as soon as it is dropped.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.bounds: Ints = workspace.array("bounds")
        self.entries, self.parts = (int(value) for value in workspace.load("counts"))
        self.texts = workspace.texts(TEXTS)
        self._arrays: dict[str, NDArray[Any]] = {}
        self._grams: dict[int, Grams] = {}
        self._octets: dict[int, Grams] = {}
        self._postings: list[Postings] = []
        self._headings: dict[int, tuple[tuple[int, int], ...]] = {}
        self._quotations: dict[int, tuple[Quotation, ...]] = {}

    @property
    def size(self) -> int:
        """N."""
        return int(self.bounds[-1])

    @property
    def groups(self) -> Ints:
        """int64 (N,): least number of the near-duplicate group of each text."""
        return self._array("groups")

    @property
    def units(self) -> Ints:
        """int64 (N,): a number for each unit; a text without unit has one of its own."""
        return self._array("units")

    @property
    def twins(self) -> Ints:
        """int64 (N,): least number of a text that is equal after folding."""
        return self._array("twins")

    @property
    def common(self) -> Flags:
        """bool (2**bits,): buckets of grams of four characters that too many texts hold to be evidence."""
        return self._array("common")

    def codes(self, number: int) -> Codes:
        """Folded text."""
        return self._slice(number, "offsets", "codes")

    def original(self, number: int, start: int, end: int) -> tuple[int, int]:
        """The span of the text as given that the non-empty folded span stands for."""
        positions = self._slice(number, "offsets", "positions")
        return int(positions[start]), int(positions[end - 1]) + 1

    def masked(self, number: int) -> Flags:
        """Characters of the folded text in runs of given official language."""
        return masked_flags(self.official(number), len(self.codes(number)))

    def official(self, number: int) -> NDArray[np.int32]:
        """int32 (O, 2): runs of given official language in the folded text."""
        block, at = self._block(number)
        owners = self._array(f"block{block}.holders")
        first, last = np.searchsorted(owners, [at, at + 1])
        return self._array(f"block{block}.official")[first:last]

    def sources(self, number: int, start: int, end: int) -> Ints:
        """Independent sources of each fingerprint of the folded span, 1 where nobody else holds it."""
        last = start + max(1, end - start - OCTET + 1)
        held = self._slice(number, "prints", "places")
        alone = int(np.searchsorted(held, last) - np.searchsorted(held, start))
        shared = []
        for postings in self.postings:
            rows = postings.rows[postings.row_starts[number] : postings.row_starts[number + 1]]
            places = postings.places[rows]
            shared.append(postings.sources[rows[(places >= start) & (places < last)]])
        found = np.concatenate(shared).astype(np.int64)
        return np.concatenate([found, np.ones(max(0, alone - len(found)), np.int64)])

    def grams(self, number: int) -> Grams:
        """The grams of the text that can be seeds."""
        if number not in self._grams:
            if len(self._grams) >= _KEPT_TEXTS:
                self._grams.clear()
            self._grams[number] = grams_of(self.codes(number), self.masked(number))
        return self._grams[number]

    def octets(self, number: int) -> Grams:
        """All grams of eight characters."""
        if number not in self._octets:
            if len(self._octets) >= _KEPT_TEXTS:
                self._octets.clear()
            self._octets[number] = octets_of(self.codes(number))
        return self._octets[number]

    def quotations(self, number: int) -> tuple[Quotation, ...]:
        """Marked quotations in the text as given."""
        if number not in self._quotations:
            self._quotations[number] = marked_quotations(self.texts[number])
        return self._quotations[number]

    def headings(self, number: int) -> tuple[tuple[int, int], ...]:
        """Lines of an entry form in the text as given."""
        if number not in self._headings:
            self._headings[number] = heading_lines(self.texts[number])
        return self._headings[number]

    @property
    def postings(self) -> list[Postings]:
        """The postings of all parts."""
        if not self._postings:
            self._postings += [
                Postings(*(self._array(f"postings{part}.{name}") for name in POSTINGS))
                for part in range(self.parts)
            ]
        return self._postings

    def _array(self, name: str) -> NDArray[Any]:
        if name not in self._arrays:
            self._arrays[name] = self.workspace.array(name)
        return self._arrays[name]

    def _block(self, number: int) -> tuple[int, int]:
        block = int(np.searchsorted(self.bounds, number, side="right")) - 1
        return block, number - int(self.bounds[block])

    def _slice(self, number: int, edges: str, values: str) -> NDArray[Any]:
        block, at = self._block(number)
        borders = self._array(f"block{block}.{edges}")
        return self._array(f"block{block}.{values}")[borders[at] : borders[at + 1]]
