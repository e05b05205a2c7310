"""One writing for numbers and dates, so that 二〇一二年五月十六日 and 2012-05-16 compare as equal.

Works on a run: a stretch of folded text that holds only digits (Chinese ones are already Arabic), place
words, the words of dates and the marks that stand inside numbers.

    三十五, 一百零五, 三万五千, 3.5万    35, 105, 35000, 35000
    百分之三十, 30%, 三成                30%
    三分之二, 2/3                        23 (a fraction loses its stroke like any mark)
    2012-05-16, 2012.5.16, 2012年05月16号   2012年5月16日

Where the words are no number (十分, 一成不变) they are rewritten just the same: both sides of a comparison
are, so nothing is lost. Rewriting what was rewritten changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

PLACE = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
MOST_DIGITS = 24  # a number that is longer is not multiplied any more, so that no text explodes
ROUNDS = 4  # dropping a mark can bring new neighbours together; few rounds settle every ordinary run
CACHED_LENGTH = 24

_DATE = re.compile(
    r"(?<![0-9.\-/])(?P<year>1[0-9]{3}|2[01][0-9]{2})(?P<mark>[.\-/])(?P<month>0?[1-9]|1[0-2])(?P=mark)"
    r"(?P<day>3[01]|[12][0-9]|0?[1-9])(?![0-9]|[.\-/][0-9])(?P<end>[日号]?)"
)
_DECIMAL = re.compile(r"(?<![0-9])([0-9]++)[.点]([0-9]++)([十百千万亿]++)")
_LOST_MARK = re.compile(r"[.\-/]|(?<=[0-9])点(?=[0-9])|(?<![0-9.])[%‰]|(?<=[%‰])[%‰]")
_SPOKEN = re.compile(r"[0-9十百千万亿]++")
_NOUGHT = re.compile(r"(?<=[0-9])o+(?=[0-9年])")
_SHARE = re.compile(r"([百千])分之(百|[0-9]++)")
_FRACTION = re.compile(r"(?<![0-9])([0-9]{1,9})分之([0-9]{1,9})(?![0-9])")
_TENTHS = re.compile(r"(?<![0-9])([1-9])成(?![0-9])")
_PADDED = re.compile(r"(?<![0-9])0([1-9])(?=[月日号])")
_DAY = re.compile(r"(?<=月)([0-9]{1,2})号")
_UNIT = re.compile(r"(?<![0-9])([0-9]*+)([十百千万亿])")
_MARKS = re.compile(r"[.\-/%‰点]")
_PLACES = re.compile("[十百千万亿]")
# 成 before these begins a word (成功, 成立) and is no tenth.
_AFTER_TENTHS = frozenset("功立为果员长就绩语熟都份分家人型本品效因交年群")


class _Run:
    """Text under rewriting; ``places[i]`` is the offset in the run as given of character ``i``."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.places = list(range(len(text)))

    def rewrite(self, pattern: re.Pattern[str], form: Callable[[re.Match[str]], str]) -> None:
        texts: list[str] = []
        places: list[int] = []
        at = 0
        for match in pattern.finditer(self.text):
            new = form(match)
            if new == match[0]:
                continue
            start, end = match.span()
            texts += (self.text[at:start], new)
            places += self.places[at:start]
            places += _spread(self.places[start:end], len(new))
            at = end
        if at:
            self.text = "".join(texts) + self.text[at:]
            self.places = places + self.places[at:]


def _spread(places: list[int], size: int) -> list[int]:
    """``size`` places from first to last, in order; a single one is the last."""
    if size == len(places):
        return places
    if size < 2:
        return places[-1:] * size
    return [places[at * (len(places) - 1) // (size - 1)] for at in range(size)]


def restyle(run: str, following: str = "") -> tuple[str, tuple[int, ...]]:
    """The run in the one writing, and for each character its offset in the run, in order.

    ``following`` is the character after the run, if any.
    """
    begins_word = run[-1:] == "成" and following in _AFTER_TENTHS
    return _cached(run, begins_word) if len(run) <= CACHED_LENGTH else _restyled(run, begins_word)


@lru_cache(maxsize=1 << 14)
def _cached(run: str, begins_word: bool) -> tuple[str, tuple[int, ...]]:
    return _restyled(run, begins_word)


def _restyled(text: str, begins_word: bool) -> tuple[str, tuple[int, ...]]:
    run = _Run(text)
    for _ in range(ROUNDS):
        before = run.text
        _round(run, begins_word)
        if run.text == before:
            break
    return run.text, tuple(run.places)


def _round(run: _Run, begins_word: bool) -> None:
    text = run.text
    if "o" in text:
        run.rewrite(_NOUGHT, lambda match: "0" * len(match[0]))
    if _MARKS.search(text):
        run.rewrite(_DATE, _date)
        run.rewrite(_DECIMAL, _decimal)
    if _PLACES.search(text):
        run.rewrite(_SPOKEN, lambda match: spoken(match[0], run.text[match.end() : match.end() + 2]))
    if _MARKS.search(text):
        run.rewrite(_LOST_MARK, lambda match: "")
    if "分之" in text:
        run.rewrite(_SHARE, _share)
        run.rewrite(_FRACTION, lambda match: match[2] + match[1])
    size = len(run.text)
    if "成" in text:
        run.rewrite(
            _TENTHS, lambda match: match[0] if begins_word and match.end() == size else f"{match[1]}0%"
        )
    if "0" in text:
        run.rewrite(_PADDED, lambda match: match[1])
    if "号" in text:
        run.rewrite(_DAY, lambda match: match[1] + "日")


def _date(match: re.Match[str]) -> str:
    return f"{match['year']}年{match['month'].lstrip('0')}月{match['day'].lstrip('0')}日"


def _share(match: re.Match[str]) -> str:
    return match[2].replace("百", "100") + {"百": "%", "千": "‰"}[match[1]]


def _decimal(match: re.Match[str]) -> str:
    """3.5万 is 35000; a fraction finer than the unit keeps its digits, as any decimal does."""
    whole, part, units = match.groups()
    shift = sum(PLACE[unit] for unit in units)
    if len(whole) + shift > MOST_DIGITS:
        return whole + part + units
    return whole.lstrip("0") + part + "0" * (shift - len(part))


def spoken(text: str, following: str = "") -> str:
    """Digits for a stretch of digits and place words, e.g. "1百0五" never occurs but "1百05" is "105".

    A place word multiplies what stands before it, larger ones the whole section (3百5十万: 3500000); after
    a unit of hundreds or more a last lone digit counts the next lower unit (3万5: 35000). A place word
    with nothing before it stays, except 十, which is 10, and so does 百 in "百分之".
    """
    parts = _Parts()
    at = 0
    for match in _UNIT.finditer(text):
        last = match.end() == len(text)
        parts.unit(match[1], match[2], keep=last and following == "分之" and not match[1])
        at = match.end()
    parts.tail(text[at:])
    return parts.text()


class _Parts:
    """Numbers under construction: ``done`` is written, ``pieces`` are (digits, exponent), falling."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.pieces: list[tuple[str, int]] = []

    def unit(self, digits: str, word: str, keep: bool) -> None:
        exponent = PLACE[word]
        if word in "万亿":
            self._big(digits, word, exponent)
            return
        if not digits and word == "十" and (not self.pieces or self.pieces[-1][1] > 1):
            digits = "1"
        if digits:
            self._add(digits, exponent, word)
        elif self.pieces and not keep:
            self._multiply(0, exponent, word)
        else:
            self._literal(word)

    def _big(self, digits: str, word: str, exponent: int) -> None:
        if digits:
            self._add(digits, 0, "")
        if not self.pieces:
            self._literal(word)
            return
        first = next((at for at, (_, e) in enumerate(self.pieces) if e < exponent), 0)
        if first and self.pieces[first - 1][1] < exponent + self._top(first):
            self._flush(first)
            first = 0
        self._multiply(first, exponent, word)

    def _top(self, first: int) -> int:
        digits, exponent = self.pieces[first]
        return len(digits) + exponent

    def _add(self, digits: str, exponent: int, word: str) -> None:
        """Append ``digits`` times ten to the ``exponent``, as part of the number or as a new one."""
        bare = digits.lstrip("0")
        if self.pieces and bare and exponent + len(bare) <= self.pieces[-1][1]:
            self.pieces.append((bare, exponent))
            return
        self._flush(len(self.pieces))
        if len(digits) + exponent > MOST_DIGITS and word:
            self.done.append(digits + ("10" if word == "十" else word))
        else:
            self.pieces.append((digits, exponent))

    def _multiply(self, first: int, exponent: int, word: str) -> None:
        if self._top(first) + exponent > MOST_DIGITS:
            self._flush(len(self.pieces))
            self._literal(word)
            return
        self.pieces[first:] = [(digits, e + exponent) for digits, e in self.pieces[first:]]

    def tail(self, digits: str) -> None:
        if not digits:
            return
        if len(digits) == 1 and digits != "0" and self.pieces and self.pieces[-1][1] >= 2:
            self.pieces.append((digits, self.pieces[-1][1] - 1))
        else:
            self._add(digits, 0, "")

    def _literal(self, word: str) -> None:
        self._flush(len(self.pieces))
        self.done.append("10" if word == "十" else word)

    def _flush(self, stop: int) -> None:
        """Write the first ``stop`` pieces as one number."""
        if not stop:
            return
        written = ""
        above = 0
        for digits, exponent in self.pieces[:stop]:
            written += "0" * (above - exponent - len(digits)) + digits
            above = exponent
        self.done.append(written + "0" * above)
        del self.pieces[:stop]

    def text(self) -> str:
        self._flush(len(self.pieces))
        return "".join(self.done)
