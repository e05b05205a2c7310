"""Words of a Chinese text, by an own jieba tokenizer.

The global tokenizer of jieba is never touched: words added to it would leak into every other user in
the process. Loading takes a second or two, so it happens at the first call and once per process.

jieba would keep a cache file of its dictionary and read it back with ``marshal``, which trusts what it reads; in
the shared temp directory anybody could plant such a file. Its dictionary also is read twice, for words and for
tags. Here the dictionary is read once, from the package, and handed to the tokenizer.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jieba

_LONGEST = 100  # letters of a word; a longer row of Latin letters or digits, as of a pasted picture, is cut
NAME_TAGS = ("nr", "ns", "nt", "nz")  # how tags of people's, places', bodies' and other names begin
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
        for row in self.tokenizer.cut(text, HMM=False):
            # Who repeats the word at each of its letters (letter_traits) would need the square of its length.
            for first in range(0, len(row), _LONGEST):
                part = row[first : first + _LONGEST]
                words.append(Word(at, at + len(part), part, self.tag_of.get(part, UNKNOWN)))
                at += len(part)
        return words

    def known(self, word: str) -> int:
        """Frequency of a word of the dictionary, 0 for one it does not have."""
        return int(self.frequency.get(word, 0))

    def common(self, word: str) -> bool:
        """Whether the dictionary holds it, and not as a name."""
        return self.known(word) > 0 and self.tag_of.get(word, UNKNOWN)[:2] not in NAME_TAGS


def segmenter() -> Segmenter:
    """The process's segmenter, loaded at the first call."""
    with _LOCK:
        if not _LOADED:
            _LOADED.append(_load())
        return _LOADED[0]


def words(text: str) -> list[str]:
    """The words of ``text``, unknown ones guessed by the HMM, punctuation and spaces included."""
    return list(segmenter().tokenizer.cut(text))


def tagged(text: str) -> list[Word]:
    """The dictionary words of ``text`` with their place and part of speech."""
    return segmenter().words(text)


def _load() -> Segmenter:
    import logging
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba's source has escapes newer Pythons warn about at import
        import jieba

    jieba.setLogLevel(logging.WARNING)  # its progress messages would go to standard error
    tokenizer = jieba.Tokenizer()
    frequency: dict[str, int] = {}
    tag_of: dict[str, str] = {}
    total = 0
    with tokenizer.get_dict_file() as file:
        for line in file.read().decode("utf-8").splitlines():
            word, count, tag = line.split(" ")
            frequency[word] = int(count)
            tag_of[word] = tag
            total += int(count)
    for word in tag_of:
        for end in range(1, len(word)):
            frequency.setdefault(word[:end], 0)  # a prefix that is no word; the tokenizer looks for them
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = frequency, total, True
    return Segmenter(tokenizer, tag_of)
