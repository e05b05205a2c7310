"""Words of a Chinese text, by an own jieba tokenizer.

The global tokenizer of jieba is never touched: words added to it would leak into every other user in
the process. Loading takes one to three seconds, so it happens at the first call and once per process.

jieba keeps a cache file of its dictionary and reads it back with ``marshal``, which trusts what it
reads. In the shared temp directory anybody could plant such a file; here the cache lies in the
directory the caller names, or, without one, in a private directory that is gone after loading.
"""

from __future__ import annotations

import tempfile
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jieba

UNKNOWN = ""  # tag of a character or word that the dictionary does not have

_LOCK = threading.Lock()
_LOADED: list[Segmenter] = []


@dataclass(frozen=True, slots=True)
class Word:
    """A word at ``[start, end)``; ``tag`` is the part of speech in the dictionary, UNKNOWN without one."""

    start: int
    end: int
    text: str
    tag: str


class Segmenter:
    """One loaded dictionary: words, their tags and their frequencies."""

    __slots__ = ("frequency", "tag_of", "tokenizer")

    def __init__(self, tokenizer: jieba.Tokenizer, tag_of: dict[str, str]) -> None:
        self.tokenizer = tokenizer
        self.tag_of = tag_of
        self.frequency: dict[str, int] = tokenizer.FREQ

    def words(self, text: str) -> list[Word]:
        """Words in order, covering the whole text.

        Only the dictionary decides: guessing of unknown words (jieba's HMM) is off, so that a name
        nobody has heard of stays a row of single characters and can be recognised as such.
        """
        words, at = [], 0
        for part in self.tokenizer.cut(text, HMM=False):
            words.append(Word(at, at + len(part), part, self.tag_of.get(part, UNKNOWN)))
            at += len(part)
        return words

    def known(self, word: str) -> int:
        """Frequency of a word of the dictionary, 0 for one it does not have."""
        return int(self.frequency.get(word, 0))


def segmenter(cache_dir: str | None = None) -> Segmenter:
    """The process's segmenter; ``cache_dir`` only matters to the first call, which loads it."""
    with _LOCK:
        if not _LOADED:
            _LOADED.append(_load(cache_dir))
        return _LOADED[0]


def words(text: str) -> list[str]:
    """The words of ``text``, unknown ones guessed by the HMM, punctuation and spaces included."""
    return list(segmenter().tokenizer.cut(text))


def tagged(text: str) -> list[Word]:
    """The dictionary words of ``text`` with their place and part of speech."""
    return segmenter().words(text)


def _load(cache_dir: str | None) -> Segmenter:
    import logging
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba's source has escapes newer Pythons warn about at import
        import jieba
        from jieba.posseg import POSTokenizer

    jieba.setLogLevel(logging.WARNING)  # its progress messages would go to standard error
    tokenizer = jieba.Tokenizer()
    if cache_dir is not None:
        tokenizer.tmp_dir = cache_dir
        tokenizer.initialize()
    else:
        with tempfile.TemporaryDirectory(prefix="jianwen-words-") as private:
            tokenizer.tmp_dir = private
            tokenizer.initialize()
    return Segmenter(tokenizer, dict(POSTokenizer(tokenizer).word_tag_tab))
