"""Advice, never a case: pairs of texts whose rare words agree although their sentences do not.

What is rewritten sentence by sentence (by translation and back, by a machine, as a story told again) leaves
no passage for :mod:`scoring.similarity.scan`, but most of its names and rarer words. Words by jieba
(guessing of unknown words on: names weigh most), TF-IDF by scikit-learn, cosine of the best two windows of
WINDOW words: a passage in a long essay shows, too. Left out are pairs that are known already, official
language, and runs of words that several texts hold literally: literal copies are the business of the scan.

The rule. The contest itself says what likeness is usual: for each text the likeness to its nearest other
text. Of unrelated texts these maxima follow a Gumbel distribution (extreme value theory). It is fitted through
two low quantiles, which rewordings do not reach as long as fewer than about half of the texts are reworded;
where they are more, the limit rises and less is said. A pair is reported above the point that one text in
1 / FALSE_SHARE would pass by chance: at most about one false pair per 1,000 texts where the fit holds, and
never below LEAST_SIMILARITY. In fewer than LEAST_TEXTS texts nothing can be fitted, and nothing is said.

Measured with the generator of copying patterns after a scan, on seeds not used for choosing the constants. 1,677 texts
made of 295 essays on many themes: 1 false pair; found P08, P09, P19, P20, P27, P29 all, P21 (all wording new, 70,
50, 30 % of the content words kept) 20 of 20, 20 of 20, 6 of 18. The 72 essays of the sample, all on one theme,
few of them reworded: P20, P27, P29 all, P21 of the first two strengths 6 of 9, no false pair; when half of
them are reworded P29 6 of 12, P21 4 of 12. Where kinds of text are mixed (essays among 700 news) maxima are
no Gumbel, the limit rises to .8: P20 6 of 6, P27 5, P29 4, P21 none. Honest likeness N1 ... N12: 1 of 144.
A text that keeps neither names nor rare words is not found, nor one whose source is not here. Tried and left
out: pairs of words (more false pairs, no more found), plain TF-IDF (P21 .68 for .80), whole texts only. Names
are not masked: P27 is found with them, and elsewhere they are what gives a rewording away.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.errors import InvalidProblem
from scoring.similarity.cases import Document

KIND = "rewording"
RUN = 4  # words in a row that are taken as literal language
COMMON_RUN = 3  # groups of texts that hold a run literally: it is a formula or a quotation
WINDOW = 100  # words; half of each window overlaps with the next
MOST_WINDOWS = 64  # of one text; in longer texts the windows grow
RARITY = 1.5  # power of the inverse document frequency: rare words say more than plain TF-IDF lets them
MOST_TEXTS = 20_000  # in one call: the work grows with the square of their number
COMMON_WORD = 0.1  # share of the texts; words in more of them say nothing and cost most
LEAST_TEXTS = 20
LEAST_SIMILARITY = 0.25
FALSE_SHARE = 0.001
LOW, HIGH = 0.1, 0.4  # quantiles the fit goes through
NEAREST = 20  # texts, by the whole of them, whose windows are compared; the true one was among the first 3
MOST_WORDS = 12
PIECE = 5_000  # characters segmented at once: jieba holds a graph of all of them
CELLS = 10_000_000  # likenesses of two texts held at once

_MIXER = np.uint64(0x9E3779B97F4A7C15)
_SEGMENTED, STEPS = 75, 100
_Matrix = Any  # scipy.sparse.csr_matrix: scipy has no types
_Floats = NDArray[np.float32]
_Ints = NDArray[np.int64]
_Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Advisory:
    """Two texts that use the same rare words.

    ``a`` precedes ``b`` in order of receipt, then of id. ``similarity``: cosine of their most similar
    windows, 0..1. ``words``: the shared words that say most, at most MOST_WORDS. ``kind``: "rewording".
    """

    a: str
    b: str
    similarity: float
    words: tuple[str, ...]
    kind: str = KIND


def reworded(
    documents: Sequence[Document],
    *,
    known: Collection[tuple[str, str]] = (),
    official: Sequence[str] = (),
    progress: _Progress | None = None,
) -> tuple[Advisory, ...]:
    """Pairs whose vocabulary is far more alike than is usual among these texts, most alike first.

    ``known``: pairs of ids, in any order, that need no advice, such as those the scan found copied.
    ``official``: texts whose words all may use. ``progress(done, total)`` may raise to cancel. The order of
    the input changes nothing. Raises InvalidProblem when an id is given twice.
    """
    step = progress or _silent
    step(0, STEPS)
    ordered = sorted(documents, key=lambda one: (one.received, one.id))
    numbers = {document.id: number for number, document in enumerate(ordered)}
    if len(numbers) < len(ordered):
        raise InvalidProblem("documents with the same id")
    pairs = {(numbers[a], numbers[b]) for a, b in known if a in numbers and b in numbers}
    advice: tuple[Advisory, ...] = ()
    if len(ordered) >= LEAST_TEXTS:
        groups = _groups(len(ordered), pairs)
        windows = _windows([document.text for document in ordered], groups, official, step)
        if windows:
            advice = _advise([document.id for document in ordered], windows, pairs, step)
    step(STEPS, STEPS)
    return advice


def _silent(done: int, total: int) -> None:
    pass


def _groups(size: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """For each text the least number of those it hangs together with: frequencies count them once."""
    leader = list(range(size))

    def find(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    for one, other in pairs:
        low, high = sorted((find(one), find(other)))
        leader[high] = low
    return [find(number) for number in range(size)]


def _numbered(texts: Sequence[str], seen: dict[str, int], step: _Progress) -> list[_Ints]:
    """The words of each text as numbers; new words are added to ``seen``.

    Texts are folded first, so that script and invisible characters make no difference.
    """
    from scoring.text.normalize import fold
    from scoring.text.segment import words

    result = []
    for done, text in enumerate(texts, 1):
        folded = fold(text).text
        pieces = (folded[start : start + PIECE] for start in range(0, len(folded), PIECE))
        numbers = [seen.setdefault(word, len(seen)) for piece in pieces for word in words(piece)]
        result.append(np.array(numbers, np.int64))
        step(_SEGMENTED * done // len(texts), STEPS)
    return result


def _runs(words: _Ints) -> NDArray[np.uint64]:
    """A hash of each RUN words in a row."""
    size = max(0, len(words) - RUN + 1)
    runs = np.zeros(size, np.uint64)
    for start in range(RUN):
        runs = (runs ^ words[start : start + size].astype(np.uint64)) * _MIXER
        runs ^= runs >> np.uint64(29)
    return runs


def _common_runs(
    texts: Sequence[_Ints], groups: Sequence[int], official: Sequence[_Ints]
) -> NDArray[np.uint64]:
    """Runs that are official or that COMMON_RUN groups hold, sorted."""
    together: dict[int, list[NDArray[np.uint64]]] = {}
    for group, words in zip(groups, texts, strict=True):
        together.setdefault(group, []).append(_runs(words))
    held = np.concatenate([np.unique(np.concatenate(runs)) for runs in together.values()])
    runs, counts = np.unique(held, return_counts=True)
    return np.unique(np.concatenate([runs[counts >= COMMON_RUN], *map(_runs, official)]))


def _outside(words: _Ints, common: NDArray[np.uint64], content: NDArray[np.bool_]) -> _Ints:
    """The content words that lie in no common run."""
    runs = _runs(words)
    places = np.searchsorted(common, runs)  # np.isin would sort all common runs again for every text
    held = places < len(common)
    held[held] = common[places[held]] == runs[held]
    starts = np.flatnonzero(held)
    free = content[words]
    free[(starts[:, None] + np.arange(RUN)).ravel()] = False
    return words[free]


@dataclass(frozen=True, slots=True, eq=False)
class _Windows:
    """``vectors`` (W, terms): unit rows, window after window; text ``n`` has rows ``first[n]:first[n + 1]``.

    Every text has at least one, without entries where it has no words.
    """

    vectors: _Matrix
    first: _Ints
    terms: list[str]


def _windows(
    texts: Sequence[str], groups: Sequence[int], official: Sequence[str], step: _Progress
) -> _Windows | None:
    """The texts in the words that are their own; None when they have none in common."""
    seen: dict[str, int] = {}
    numbered = _numbered(texts, seen, step)
    common = _common_runs(numbered, groups, _numbered(official, seen, _silent))
    content = np.array([len(word) > 1 and not word.isascii() for word in seen], np.bool_)
    own = [_outside(words, common, content) for words in numbered]
    return _vectors(own, groups, list(seen))


def _advise(
    ids: Sequence[str], windows: _Windows, known: Collection[tuple[int, int]], step: _Progress
) -> tuple[Advisory, ...]:
    near, pairs = _nearest(windows, known, step)
    worded = np.diff(windows.vectors.indptr[windows.first]) > 0
    limit = usual_limit(near[worded])
    found = sorted((-similarity, a, b) for (a, b), similarity in pairs.items() if similarity > limit)
    return tuple(Advisory(ids[a], ids[b], round(-minus, 3), _shared(windows, a, b)) for minus, a, b in found)


def _vectors(texts: Sequence[_Ints], groups: Sequence[int], vocabulary: Sequence[str]) -> _Windows | None:
    """Weighed windows of all texts; None when no word is in two groups."""
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfTransformer
    from sklearn.preprocessing import normalize

    cut = [_cut(words) for words in texts]
    first = np.cumsum([0, *map(len, cut)], dtype=np.int64)
    windows = [window for text in cut for window in text]
    held_at = np.cumsum([0, *map(len, windows)], dtype=np.int64)
    words = np.concatenate(windows)
    shape = len(windows), len(vocabulary)
    counts = sparse.csr_matrix((np.ones(len(words), np.float32), words, held_at), shape=shape)
    counts.sum_duplicates()
    group = np.repeat(np.unique(groups, return_inverse=True)[1], np.diff(first))
    together = sparse.csr_matrix((np.ones(len(group), np.float32), (group, np.arange(len(group))))) @ counts
    holders = np.bincount(together.indices, minlength=len(vocabulary))
    most = max(COMMON_RUN, COMMON_WORD * together.shape[0])
    telling = np.flatnonzero((holders > 1) & (holders <= most))
    if not len(telling):
        return None
    tfidf = TfidfTransformer(sublinear_tf=True, norm=None).fit(together[:, telling])
    weighed = tfidf.transform(counts[:, telling]) @ sparse.diags(tfidf.idf_ ** (RARITY - 1))
    vectors = normalize(sparse.csr_matrix(weighed, dtype=np.float32))
    return _Windows(vectors, first, [vocabulary[number] for number in telling.tolist()])


def _cut(words: _Ints) -> list[_Ints]:
    """Windows that overlap by half; one, perhaps empty, for a short text."""
    half = max(WINDOW // 2, math.ceil(len(words) / (MOST_WINDOWS + 1)))
    return [words[start : start + 2 * half] for start in range(0, max(1, len(words) - half), half)]


def _nearest(
    windows: _Windows, known: Collection[tuple[int, int]], step: _Progress
) -> tuple[_Floats, dict[tuple[int, int], float]]:
    """Likeness of each text to its nearest that is not known; pairs of near ones with their likeness."""
    partners: dict[int, list[int]] = {}
    for a, b in known:
        partners.setdefault(a, []).append(b)
        partners.setdefault(b, []).append(a)
    near = np.zeros(len(windows.first) - 1, np.float32)
    pairs: dict[tuple[int, int], float] = {}
    for number, row in enumerate(_whole(windows)):
        row[[number, *partners.get(number, ())]] = 0
        others = _highest(row)
        if len(others):
            alike = _best(windows, number, others)
            near[number] = alike.max()
            pairs |= {
                (min(number, other), max(number, other)): likeness
                for other, likeness in zip(others.tolist(), alike.tolist(), strict=True)
            }
        step(_SEGMENTED + (STEPS - _SEGMENTED) * (number + 1) // len(near), STEPS)
    return near, pairs


def _whole(windows: _Windows) -> Iterator[_Floats]:
    """For each text the likeness of the whole of it to the whole of every text, blocks of texts at a time."""
    from scipy import sparse
    from sklearn.preprocessing import normalize

    size = len(windows.first) - 1
    entries = np.ones(windows.first[-1], np.float32), np.arange(windows.first[-1]), windows.first
    texts = normalize(sparse.csr_matrix(entries) @ windows.vectors)
    columns, rows = texts.T.tocsr(), max(1, CELLS // size)
    for start in range(0, size, rows):
        yield from (texts[start : start + rows] @ columns).toarray()


def _highest(row: _Floats) -> _Ints:
    """The NEAREST texts that share a word, the first of equals, in ascending order."""
    alike = np.flatnonzero(row > 0)
    return np.sort(alike[np.argsort(-row[alike], kind="stable")[:NEAREST]])


def _best(windows: _Windows, number: int, others: _Ints) -> _Floats:
    """The highest likeness of a window of the text to a window of each other text."""
    sizes = windows.first[others + 1] - windows.first[others]
    starts = np.cumsum(sizes) - sizes
    rows = np.repeat(windows.first[others] - starts, sizes) + np.arange(sizes.sum())
    own = windows.vectors[windows.first[number] : windows.first[number + 1]]
    product = (own @ windows.vectors[rows].T).toarray()
    return np.asarray(np.maximum.reduceat(product.max(axis=0), starts), np.float32)


def usual_limit(near: _Floats) -> float:
    """The likeness that only FALSE_SHARE of unrelated texts have to their nearest, by the fit.

    ``near`` (N,): likeness of each text to its nearest, 0..1. Infinite for fewer than LEAST_TEXTS texts.
    """
    if len(near) < LEAST_TEXTS:
        return math.inf
    low, high = np.quantile(near.astype(np.float64), (LOW, HIGH))
    slope = (high - low) / (_gumbel(HIGH) - _gumbel(LOW))
    return max(LEAST_SIMILARITY, float(high + slope * (_gumbel(1 - FALSE_SHARE) - _gumbel(HIGH))))


def _gumbel(share: float) -> float:
    """Quantile of the standard Gumbel distribution."""
    return -math.log(-math.log(share))


def _shared(windows: _Windows, a: int, b: int) -> tuple[str, ...]:
    """The words of both texts in order of what they add to the likeness."""
    one, other = (
        windows.vectors[windows.first[number] : windows.first[number + 1]].max(axis=0).tocsr()
        for number in (a, b)
    )
    both = one.multiply(other).tocoo()
    ranked = sorted(
        (-weight, windows.terms[number]) for number, weight in zip(both.col, both.data, strict=True)
    )
    return tuple(word for _, word in ranked[:MOST_WORDS])
