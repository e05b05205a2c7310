"""The whole comparison: documents in, pairs, cases, official spans and folding signs out."""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from scoring.errors import InvalidProblem
from scoring.similarity import index, passages, preparation, search, tasks
from scoring.similarity.cases import Case, Document, Pair, Passage
from scoring.similarity.corpus import TEXTS, Corpus
from scoring.similarity.executors import Executor, InProcess
from scoring.similarity.grams import QUAD, Flags, Ints, buckets, counted, quads
from scoring.similarity.results import Overlap, Scan, assemble
from scoring.similarity.workspace import Workspace

__all__ = ["Case", "Document", "Overlap", "Pair", "Passage", "Scan", "Settings", "scan"]

Progress = Callable[[int, int], None]

STEPS = 100  # progress is counted in hundredths
_PREPARED, _COLLECTED, _POSTED, _FOUND = 40, 55, 62, 97
BLOCK_CHARACTERS = 2_000_000
COMMON_BITS = 22
COMMON_SAMPLE = 2_000  # texts among which the common grams are counted


@dataclass(frozen=True, slots=True)
class Settings:
    """What is reported. Lengths in folded characters.

    ``least_evidence``: least score of a pair that is reported. A gram of four characters is
    rare while at most ``common_groups`` near-duplicate groups, or ``common_share`` of all texts, hold it.
    ``own_work``: whether authors may enter what they have published; a library text of the same author then
    makes no case.
    """

    least_evidence: int = 50
    common_groups: int = 20
    common_share: float = 0.01
    own_work: bool = True
    alignment: passages.Alignment = field(default_factory=passages.Alignment)


_DEFAULT = Settings()


def scan(
    documents: Sequence[Document],
    *,
    official: Sequence[str] = (),
    library: Sequence[Document] = (),
    settings: Settings = _DEFAULT,
    progress: Progress | None = None,
    executor: Executor | None = None,
    workspace: Path | None = None,
) -> Scan:
    """Compare the documents with each other and with the library.

    ``official`` are texts of the office whose words all may use. The order of the input changes
    nothing, nor does the ``executor`` that computes it. ``progress(done, total)`` may raise to cancel.
    ``workspace`` is a folder for finished pieces: a scan of the same input that was interrupted goes on from
    there; without it they go to a temporary folder. Raises InvalidProblem when an id is given twice.
    """
    step = progress or _silent
    step(0, STEPS)
    ordered = _ordered(documents, library)
    if not ordered:
        return Scan((), (), (), (), (), (), ())
    with _folder(workspace) as folder, executor or InProcess() as running:
        work = Workspace(folder)
        _write_inputs(work, ordered, len(documents), official, settings)
        corpus = _compute(work, ordered, len(documents), settings, running, step)
        result = assemble(corpus, ordered)
    step(STEPS, STEPS)
    return result


def _silent(done: int, total: int) -> None:
    pass


@contextmanager
def _folder(workspace: Path | None) -> Iterator[Path]:
    if workspace is not None:
        workspace.mkdir(parents=True, exist_ok=True)
        yield workspace
        return
    with tempfile.TemporaryDirectory(prefix="similarity-") as name:
        yield Path(name)


def _ordered(documents: Sequence[Document], library: Sequence[Document]) -> tuple[Document, ...]:
    """Entries by length, text and id, then the library by id.

    By nothing that anybody decides: which text of a pair is the first one for the alignment must not depend on
    who handed in first. :func:`results.assemble` puts the result in order of receipt.
    """
    ordered = (
        *sorted(documents, key=lambda one: (len(one.text), one.text, one.id)),
        *sorted(library, key=lambda one: one.id),
    )
    twice = sorted(name for name, times in Counter(one.id for one in ordered).items() if times > 1)
    if twice:
        raise InvalidProblem(f"documents with the same id: {', '.join(twice[:5])}")
    if len(ordered) >= index.MOST_TEXTS:
        raise InvalidProblem(f"more than {index.MOST_TEXTS} documents in one scan")
    return ordered


def _write_inputs(
    work: Workspace, ordered: Sequence[Document], entries: int, official: Sequence[str], settings: Settings
) -> None:
    """Texts and settings for the tasks, unless an interrupted scan of the same input left them here."""
    key = _key(ordered, entries, official, settings)
    if work.has("inputs"):
        if work.load("inputs") != key:
            raise InvalidProblem("the workspace belongs to a scan of other documents")
        return
    texts = [document.text for document in ordered]
    work.save_texts(TEXTS, texts)
    work.save_array("official", preparation.official_quads(official))
    work.save_array("units", _first_seen([one.unit or f"\0{number}" for number, one in enumerate(ordered)]))
    ends = np.cumsum([len(text) for text in texts], dtype=np.int64)
    blocks = np.r_[ends // BLOCK_CHARACTERS, -1]
    work.save_array(
        "bounds", np.r_[0, np.flatnonzero(np.diff(blocks)) + 1] if texts else np.zeros(1, np.int64)
    )
    work.save("settings", settings)
    work.save("inputs", key)


def _key(ordered: Sequence[Document], entries: int, official: Sequence[str], settings: Settings) -> str:
    digest = hashlib.blake2b(repr((len(ordered), entries, settings)).encode())
    for document in ordered:
        for part in (document.id, document.text, document.unit):
            digest.update(part.encode("utf-8", "surrogatepass") + b"\xff")
    for text in official:
        digest.update(text.encode("utf-8", "surrogatepass") + b"\xff")
    return digest.hexdigest()


def _first_seen(values: Iterable[Hashable]) -> Ints:
    first: dict[Hashable, int] = {}
    return np.array([first.setdefault(value, number) for number, value in enumerate(values)], np.int64)


def _compute(
    work: Workspace,
    ordered: Sequence[Document],
    entries: int,
    settings: Settings,
    running: Executor,
    step: Progress,
) -> Corpus:
    """All pieces, stage by stage; between two stages what concerns all texts together."""

    def stage(task: tasks.Task, count: int, since: int, until: int) -> None:
        for done, _ in enumerate(running.run(task, work.folder, range(count)), 1):
            step(since + (until - since) * done // count, STEPS)

    blocks = len(work.array("bounds")) - 1
    stage(tasks.prepare, blocks, 0, _PREPARED)
    digests = [digest for block in range(blocks) for digest in work.load(f"block{block}")[0]]
    prints = np.concatenate(
        [np.zeros(0, np.int64), *(np.diff(work.array(f"block{n}.prints")) for n in range(blocks))]
    )
    work.save_array("twins", _first_seen(digests))
    work.save("counts", (entries, index.part_count(int(prints.sum()))))
    corpus = Corpus(work)
    stage(tasks.collect, corpus.parts, _PREPARED, _COLLECTED)
    groups, tree = index.group(
        [work.load(f"lists{part}") for part in range(corpus.parts)], prints, corpus.twins
    )
    work.save_array("groups", groups)
    work.save_array("inside", search.inside_groups(groups, tree))
    stage(tasks.post, corpus.parts, _COLLECTED, _POSTED)
    work.save_array("common", _common(corpus, digests, settings))
    stage(tasks.find, blocks, _POSTED, _FOUND)
    return corpus


def _common(corpus: Corpus, digests: Sequence[bytes], settings: Settings) -> Flags:
    """Buckets of the grams of four characters that too many near-duplicate groups hold to be evidence.

    In a large contest they are counted in a sample, drawn by content: the order of texts plays no part.
    """
    leaders = [number for number in range(corpus.size) if corpus.groups[number] == number]
    sample = sorted(leaders, key=lambda number: digests[number])[:COMMON_SAMPLE]
    limit = max(settings.common_groups, settings.common_share * corpus.size)
    limit *= min(1.0, len(sample) / max(1, len(leaders)))
    if len(sample) <= limit:
        return np.zeros(2, np.bool_)  # nothing can be held by so many
    held = [np.zeros(0, np.int64)]
    for place, number in enumerate(sample):
        fours, masked = quads(corpus.codes(number)), corpus.masked(number)
        free = ~(masked[: len(fours)] & masked[QUAD - 1 :])
        held.append(buckets(fours[free], COMMON_BITS) | place << COMMON_BITS)
    distinct, _ = counted(np.concatenate(held))
    counts = np.bincount(distinct & (1 << COMMON_BITS) - 1, minlength=1 << COMMON_BITS)
    return np.asarray(counts > limit)
