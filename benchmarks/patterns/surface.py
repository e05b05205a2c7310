"""P10 … P15: the same words in another dress. Every function rewrites one sentence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from random import Random

import opencc

from benchmarks.patterns.wordlists import readings, variants

Write = Callable[[re.Match[str], Random], str]

SCRIPTS = (("s2t",), ("s2t", "s2tw", "s2hk"), ("s2twp", "s2tw", "s2hk"))
INVISIBLE = ("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u180e", "\ufe0f")
SPACES = (" ", "\u00a0", "\u3000", "\u2002", "\u2009", "\u202f")
STEMS = dict(zip("民马见长车门风食页贝西青母鱼鸟黄齐角", "⺠⻢⻅⻓⻋⻔⻛⻝⻚⻉⻄⻘⺟⻥⻦⻩⻬⻆", strict=True))
LETTERS = dict(zip("ABCEHKMOPTXaceopxy", "АВСЕНКМОРТХасеорху", strict=True))
DIGITS = "零一二三四五六七八九"
MARKS = dict(
    zip("，。；：、？！“”", (",,;、 ", ".．｡", ";，", ":，", "，,", "?", "!", '"「', '"」'), strict=True)
)


def traditional(text: str, rng: Random, strength: int) -> str:
    """P10: traditional script of several regions in a share of the sentences, and variant characters."""
    if rng.random() > (0.5, 0.8, 1.0)[strength - 1]:
        return text
    converted = _converter(rng.choice(SCRIPTS[strength - 1])).convert(text)
    rate = (0.2, 0.5, 0.9)[strength - 1]
    backwards = _variant_of()
    return "".join(
        rng.choice(backwards[char]) if char in backwards and rng.random() < rate else char
        for char in converted
    )


def invisible(text: str, rng: Random, strength: int) -> str:
    """P11: invisible characters and spaces, one in every 8, 5 or 2 characters or so."""
    every = (8, 5, 2)[strength - 1]
    spread, due = list[str](), rng.randint(1, every)
    for char in text:
        spread.append(char)
        due -= 1
        if not due:
            spread.append(rng.choice(rng.choice((INVISIBLE, SPACES))))
            due = rng.randint(max(1, every - 2), every + 2)
    return "".join(spread)


def punctuation(text: str, rng: Random, strength: int) -> str:
    """P12: marks halved, doubled, dropped, swapped; in strength 3 also marks between characters."""
    rate, noise = (0.4, 0.7, 0.9)[strength - 1], (0.0, 0.02, 0.1)[strength - 1]
    written = []
    for char in text:
        if char in MARKS and rng.random() < rate:
            how = rng.randrange(3)
            written.append(("", char + char, rng.choice(MARKS[char]))[how])
        else:
            written.append(char)
        if rng.random() < noise:
            written.append(rng.choice("，,、·—-…*~_|"))
    return "".join(written)


def homoglyphs(text: str, rng: Random, strength: int) -> str:
    """P13: radicals and compatibility forms instead of ideographs, look-alike letters, full width."""
    rate, forms = (0.3, 0.6, 1.0)[strength - 1], _compatibility_forms()
    written = []
    for char in text:
        if rng.random() > rate:
            written.append(char)
        elif char in forms and rng.random() < 0.7:
            written.append(rng.choice(forms[char]))
        elif "!" <= char <= "~" and strength > 1:
            written.append(LETTERS.get(char, chr(ord(char) + 0xFEE0)))
        else:
            written.append({"零": "〇", "〇": "○"}.get(char, STEMS.get(char, char)))
    return "".join(written)


def mangled(text: str, rng: Random, strength: int) -> str:
    """P14: readings in brackets after some characters and a few characters lost, as the old notice has it."""
    rate, lost = (0.1, 0.2, 0.4)[strength - 1], (0.0, 0.005, 0.01)[strength - 1]
    brackets = rng.choice(("()", "（）", "[]", "【】"))
    written = []
    for char in text:
        reading = readings().get(char)
        if rng.random() < lost:
            written.append(rng.choice(("", "?")))
        elif reading and rng.random() < rate:
            plain = "".join(c for c in unicodedata.normalize("NFD", reading) if not unicodedata.combining(c))
            shown = rng.choice((reading, plain, reading + " "))
            written.append(f"{char}{brackets[0]}{shown}{brackets[1]}")
        else:
            written.append(char)
    return "".join(written)


def figures(text: str, rng: Random, strength: int) -> str:
    """P15: numbers, shares and dates written in the other manner."""
    rate = (0.5, 0.8, 1.0)[strength - 1]
    for pattern, write in _FIGURES:
        text = _in_a_share(text, pattern, write, rng, rate)
    return text


def _in_a_share(text: str, pattern: str, write: Write, rng: Random, rate: float) -> str:
    return re.sub(pattern, lambda m: write(m, rng) if rng.random() < rate else m.group(), text)


def chinese(number: int) -> str:
    """How one says a number below 10,000: 312 → 三百一十二."""
    if number == 0:
        return DIGITS[0]
    said, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            said += (DIGITS[0] if gap and said else "") + DIGITS[digit] + name
        gap = not digit
    return said.removeprefix("一") if 10 <= number < 20 else said


def arabic(said: str) -> int | None:
    """The number below 10,000 that is said so, or None where it is not said in the regular way."""
    return _numbers().get(said)


@cache
def _numbers() -> dict[str, int]:
    return {chinese(number): number for number in range(10_000)}


def _year(m: re.Match[str], rng: Random) -> str:
    nought = rng.choice("〇零○")
    return "".join(nought if d == "0" else DIGITS[int(d)] for d in m.group(1)) + "年"


def _share(m: re.Match[str], rng: Random) -> str:
    tenths, rest = divmod(int(m.group(1)), 10)
    if not rest and 0 < tenths < 10:
        return rng.choice((f"{DIGITS[tenths]}成", f"百分之{chinese(tenths * 10)}"))
    return f"百分之{chinese(int(m.group(1)))}" if int(m.group(1)) < 10_000 else m.group()


def _count(m: re.Match[str], rng: Random) -> str:
    return chinese(int(m.group())) if rng.random() < 0.6 else chr(0xFEE0 + ord(m.group()[0])) + m.group()[1:]


def _digits(m: re.Match[str], rng: Random) -> str:
    number = arabic(m.group(1))
    return m.group() if number is None else f"{number}{m.group(2)}"


_FIGURES = (
    (r"((?:19|20)\d\d)年", _year),
    (r"(\d{1,4})[%％]", _share),
    (r"(?<![\d.])\d{1,4}(?![\d.%％年])", _count),
    (r"([一二三四五六七八九十百千零]{1,7})([年月日天岁个名人次张篇位里元斤米公点分])", _digits),
)


@cache
def _converter(config: str) -> opencc.OpenCC:
    return opencc.OpenCC(config)


@cache
def _variant_of() -> dict[str, str]:
    """Any form of a character → its other forms."""
    found: dict[str, str] = {}
    for simplified, others in variants().items():
        traditional_form = _converter("s2t").convert(simplified)
        found[traditional_form] = found.get(traditional_form, "") + others
    return found


@cache
def _compatibility_forms() -> dict[str, str]:
    found: dict[str, str] = {}
    for code in (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFAD9)):
        plain = unicodedata.normalize("NFKC", chr(code))
        if plain != chr(code):
            found[plain] = found.get(plain, "") + chr(code)
    return found
