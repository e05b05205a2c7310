"""Proper names by their shape: a row of words before a telling suffix that no dictionary explains."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from scoring.text.known import Reader
from scoring.text.segment import Word
from scoring.text.word_list import words_in

_NAME_TAGS = ("n", "a", "b", "f", "j", "g", "z", "t", "q", "s", "i", "l")
_STOP = frozenset(
    "的了着过在到从去来往回进出上下和与跟同把被让叫是有对向给为等这那哪某每各全本我你他她它们您咱俺就也"
    "都还又才只很不没人说想看"
    "里外中内前后时候年月日天个名位家座条所间位次级之而但或因于以及其将已曾并可能会要该用由离"
)


NUMBERED = frozenset(
    words_in(
        """
    一道 二道 三道 四道 五道 六道 七道 八道 九道 十道 头道 一棵 二十家 八家 五家 三家 七家
    """
    )
)  # 三道街


@dataclass(frozen=True, slots=True)
class Row:
    """Words of the view that may form the first part of a name."""

    words: tuple[Word, ...]

    @property
    def start(self) -> int:
        """Where the row begins in the view."""
        return self.words[0].start

    @property
    def text(self) -> str:
        """The row as one string."""
        return "".join(word.text for word in self.words)


class WordIndex:
    """Finds the words around an offset of the view."""

    def __init__(self, reader: Reader) -> None:
        self.words = reader.words
        self._starts = [word.start for word in reader.words]

    def at(self, offset: int) -> int:
        """Number of the word that starts at or after ``offset``."""
        return bisect_left(self._starts, offset)

    def before(self, offset: int) -> Word | None:
        """The word that ends at or before ``offset``."""
        number = self.at(offset) - 1
        return self.words[number] if number >= 0 else None

    def after(self, offset: int) -> Word | None:
        """The word that starts at or after ``offset``."""
        number = self.at(offset)
        return self.words[number] if number < len(self.words) else None

    def row_before(self, offset: int, most_words: int, most_characters: int) -> Row | None:
        """The longest row of name-like words that ends exactly at ``offset``; None when there is none."""
        number = self.at(offset) - 1
        if number < 0 or self.words[number].end != offset:
            return None
        taken: list[Word] = []
        length = 0
        while number >= 0 and len(taken) < most_words:
            word = self.words[number]
            if not name_like(word) or length + len(word.text) > most_characters:
                break
            taken.append(word)
            length += len(word.text)
            number -= 1
        return Row(tuple(reversed(taken))) if taken else None


def name_like(word: Word) -> bool:
    """Whether a word can be part of a proper name: ideographs, no verb, pronoun or particle."""
    if not all("\u4e00" <= character <= "\u9fff" for character in word.text):
        return False
    if any(character in _STOP for character in word.text) and word.tag != "ns":
        return False
    return not word.tag or word.tag.startswith(_NAME_TAGS) or len(word.text) == 1 or word.text in NUMBERED


def sub_rows(row: Row) -> Iterator[Row]:
    """The row and what is left of it as words fall off in front, longest first."""
    for first in range(len(row.words)):
        yield Row(row.words[first:])
