"""The whole comparison: documents in, pairs, cases, official spans and folding signs out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from scoring.similarity import candidates, cases, passages
from scoring.similarity.cases import Case, Document, Pair, Passage
from scoring.similarity.corpus import Corpus, prepare
from scoring.similarity.evidence import Evidence, Overlap, weigh
from scoring.text.normalize import FoldingSign

__all__ = ["Case", "Document", "Overlap", "Pair", "Passage", "Scan", "Settings", "scan"]

Progress = Callable[[int, int], None]

STEPS = 100  # progress is counted in hundredths
_PREPARED, _INDEXED, _ALIGNED, _WEIGHED = 15, 25, 80, 95


@dataclass(frozen=True, slots=True)
class Settings:
    """What is reported. Lengths in folded characters.

    ``least_evidence``: least score of a pair that is reported. A gram of four characters is
    rare while at most ``common_groups`` near-duplicate groups, or ``common_share`` of all texts, hold it.
    """

    least_evidence: int = 45
    common_groups: int = 20
    common_share: float = 0.01
    alignment: passages.Alignment = field(default_factory=passages.Alignment)


@dataclass(frozen=True, slots=True)
class Scan:
    """Result of a scan. All places are code points of the texts as given.

    ``cases`` strongest first; ``pairs`` in order of documents; ``overlaps`` of the entries that are in a
    pair. ``official``: (id, spans) with spans (start, end, reason) of shared official language, where a
    document holds any. ``signs``: (id, signs) where something was folded away. ``unjudgeable``: ids of
    entries without a letter, digit or ideograph. ``thin``: ids of entries more than half of which is
    official language.
    """

    cases: tuple[Case, ...]
    pairs: tuple[Pair, ...]
    overlaps: tuple[Overlap, ...]
    official: tuple[tuple[str, tuple[tuple[int, int, str], ...]], ...]
    signs: tuple[tuple[str, tuple[FoldingSign, ...]], ...]
    unjudgeable: tuple[str, ...]
    thin: tuple[str, ...]


_DEFAULT = Settings()


def scan(
    documents: Sequence[Document],
    *,
    official: Sequence[str] = (),
    library: Sequence[Document] = (),
    settings: Settings = _DEFAULT,
    progress: Progress | None = None,
) -> Scan:
    """Compare the documents with each other and with the library.

    ``official`` are texts of the office whose words all may use. The order of the input changes
    nothing. ``progress(done, total)`` may raise to cancel. Raises InvalidProblem when an id is given twice.
    """
    step = progress or _silent
    step(0, STEPS)
    corpus = prepare(documents, library, official)
    step(_PREPARED, STEPS)
    prints = candidates.fingerprint(corpus.joined, corpus.masked)
    found = candidates.find(prints, corpus.twins, corpus.units, corpus.entries)
    common = max(settings.common_groups, round(settings.common_share * len(corpus.documents)))
    index = passages.index_seeds(corpus.joined, corpus.masked, found.groups, common)
    step(_INDEXED, STEPS)
    aligned = _align(corpus, found, index, settings, step)
    evidence = weigh(corpus, prints, found, aligned, settings.alignment, settings.least_evidence)
    step(_WEIGHED, STEPS)
    result = _result(corpus, evidence)
    step(STEPS, STEPS)
    return result


def _align(
    corpus: Corpus,
    found: candidates.Candidates,
    index: passages.SeedIndex,
    settings: Settings,
    step: Progress,
) -> passages.Aligned:
    """Align the candidate pairs; equal texts need it not, and there may be thousands of them."""
    unequal = np.flatnonzero(corpus.twins[found.first] != corpus.twins[found.second])
    aligned = passages.align(
        index,
        found.first[unequal],
        found.second[unequal],
        settings.alignment,
        lambda done, total: step(_INDEXED + (_ALIGNED - _INDEXED) * done // total, STEPS),
    )
    return replace(aligned, pair=unequal[aligned.pair])


def _silent(done: int, total: int) -> None:
    pass


def _result(corpus: Corpus, evidence: Evidence) -> Scan:
    by_id = {document.id: document for document in corpus.documents}
    library = frozenset(document.id for document in corpus.documents[corpus.entries :])
    entries = list(zip(corpus.documents, corpus.folded, strict=True))[: corpus.entries]
    return Scan(
        cases=cases.group(evidence.pairs, by_id, library),
        pairs=evidence.pairs,
        overlaps=evidence.overlaps,
        official=evidence.official,
        signs=tuple((document.id, folded.signs) for document, folded in entries if folded.signs),
        unjudgeable=tuple(document.id for document, folded in entries if not folded.text),
        thin=evidence.thin,
    )
