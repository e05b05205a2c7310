"""Telephone numbers told in pieces: 1864702后面是1593; 一五零啊四七六,五二二八三呀; 前半截139470 … 后半截51826.

Only pieces that together have the length of a telephone number count, so that most other numbers never come near it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from scoring.text.known import Reader
from scoring.text.span_types import Kind, Level, Mention

_FIGURES = "0123456789零〇○洞幺一二两三四五六七八九拐勾壹贰叁肆伍陆柒捌玖"
_AS_DIGITS = str.maketrans(_FIGURES[10:], "0000112" + "23456789" + "79" + "123456789")
_RUN = re.compile(f"[{_FIGURES}]+")
_COUNTS_ONE = re.compile("[一二两三四五六七八九](?=[个下半次回段遍])")  # 再一个9534
_SAID_ONLY = frozenset(_FIGURES[10:])
_MOBILE, _LANDLINE = 11, (11, 12)

# What may stand between two pieces: signs, particles, words of order, and how many digits follow.
_SIGNS = r"[ ,、;:~…\-–—()“”\"。+]"
_WORDS = (
    r"(?:后[面头边]|末[尾了]|最后|尾巴|剩下?|余下|然后|接着|其余)的?[\u4e00-\u9fff]{0,6}(?=[:是])|再[拨按打补添]个?|再?一个|的(?=[二两三四五六]个)|"
    r"[打起]头的?|转|完了|随后|之后|往[下后]|余下|结尾|再?空一?[格下]|停一?下|打个磕绊|再接|次[二两三四]位曰?|曰|中间|当中|中段|[后尾末][面头边尾巴号段截了]|后半[截段]|最后|底下|[下那另]?一半|下[联句半]|接着|跟着|紧接着|然后|再来?|再往后|加上?|就是|是|"
    r"[二两三四五六七八2-8][个位](?:数字?|号码)?|"
    r"接下来|收尾|[前中后](?=[-–—;,、。) ]|$)|[后末][二两三四五六七八2-8](?:位数?|个数?)|[啊呀哪呢哈嘛哟哦嗯呐哎哩咧]"
)
_JOINT = re.compile(rf"(?:{_SIGNS}|\n|{_WORDS}){{0,8}}")
_WORD = re.compile(_WORDS)
_LED = re.compile(
    r"(?:电话|手机|号码|座机|号儿?[是:就]|给[他她你]号,|拨|短信|联系|呼我|[打找]我|传真|微信)[^。!?\n]{0,20}\n?[^。!?\n]{0,12}$"
)
_DIALLED = re.compile(r"[^。!?\n]{0,4}(?:[打拨]这|打给?我|找我|联系|的电话|的手机|发短信)")
_COUNTED = re.compile(r"[年元块万亿例床毫斤米月岁%％]|公[斤里分]|人次|单位")
_LONGEST_PIECE = 9


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    digits: str


def find_said_numbers(reader: Reader) -> Iterator[Mention]:
    """Telephone numbers of several pieces, near each other or told as halves."""
    text = reader.view.text
    pieces = [
        _Piece(*match.span(), match.group().translate(_AS_DIGITS))
        for match in _RUN.finditer(text)
        if len(match.group()) > 1 or not _COUNTS_ONE.match(text, match.start())
    ]
    for start, end in _joined(text, pieces):
        yield reader.mention(start, end, Kind.CONTACT, Level.LIKELY, "said_number")
    for start, end in _halves(text, pieces):
        yield reader.mention(start, end, Kind.CONTACT, Level.LIKELY, "half_number")


def _joined(text: str, pieces: list[_Piece]) -> Iterator[tuple[int, int]]:
    """Runs of pieces with nothing but joints between them that make one number."""
    by_start = {piece.start: number for number, piece in enumerate(pieces)}
    following = [_next(text, piece, by_start) for piece in pieces]
    for number, piece in enumerate(pieces):
        if not _begins_number(piece.digits):
            continue
        row, at = [piece], following[number]
        while at is not None and sum(len(one.digits) for one in row) < _MOBILE:
            row.append(pieces[at])
            at = following[at]
        if len(row) > 1 and _is_number(row) and _meant(text, row):
            yield row[0].start, row[-1].end


def _next(text: str, piece: _Piece, by_start: dict[int, int]) -> int | None:
    """The piece behind the joint behind a piece."""
    joint = _JOINT.match(text, piece.end)
    return by_start.get(joint.end()) if joint and joint.end() > piece.end else None


def _begins_number(digits: str) -> bool:
    mobile, landline = digits[:1] == "1" and digits[1:2] >= "3", digits[:1] == "0" and digits[1:2] > "0"
    return mobile or landline


def _is_number(row: list[_Piece]) -> bool:
    count = sum(len(piece.digits) for piece in row)
    return count in _LANDLINE if row[0].digits[0] == "0" else count == _MOBILE


def _meant(text: str, row: list[_Piece]) -> bool:
    """Whether pieces of the right length together are told as one number: by a word, or all in said digits."""
    start, end = row[0].start, row[-1].end
    if _COUNTED.match(text, end) or max(len(piece.digits) for piece in row) > _LONGEST_PIECE:
        return False
    joints = [text[one.end : other.start] for one, other in pairwise(row)]
    longest = max(len(piece.digits) for piece in row)
    if _LED.search(text, max(0, start - 40), start) or _DIALLED.match(text, end):
        return longest > 2
    said = all(_SAID_ONLY.issuperset(text[piece.start : piece.end]) for piece in row)
    if said and set(joints) == {"+"}:
        return True
    if longest < 4 or len(row[0].digits) < 3:
        return False
    in_words = any(_WORD.search(joint) for joint in joints)
    if any("\n" in joint or "。" in joint for joint in joints):
        return said
    return in_words or (said and len(row[0].digits) == 3)


_HEAD = re.compile(
    r"(?:前[头面边]|开头|打头|起头|前半[截段拉边]|前一半|一半|半截|[前头]几位|[前头][三四五六七八3-8](?:位数?|个数?))"
    r"(?:还|就)?(?:[是为:]|的是)?[ “\"]{0,2}$"
)
_TAIL = re.compile(
    r"(?:后[头面边]|后半[截段拉边]|后一半|[另那]一?半截?|[后末]几位|[后末][三四五六七八3-8](?:位数?|个数?)|末[尾了]|最后|尾[巴号数]|"
    r"剩下?的?(?:[三四五六七八3-8](?:位数?|个数?))?|其余)"
    r"(?:[^\n。]{0,12})?$"
)
_MIDDLE = re.compile(
    r"(?:中间|当中|中段|再?往后|接下来|中间那?(?:段|截))(?:[二两三四五六2-6](?:位数?|个数?))?(?:还|就)?(?:是|为|:|的是)?(?:我|他|她)?(?:的|家)?"
    r"[\u4e00-\u9fff]{0,6}[ “\"]{0,2}$"
)
_APART = 160  # letters between two halves


def _halves(text: str, pieces: list[_Piece]) -> Iterator[tuple[int, int]]:
    """A first, a middle and a last part, said to be such in any order, that make a number only together."""
    heads = [p for p in pieces if _begins_number(p.digits) and len(p.digits) > 2 and _led_in(_HEAD, text, p)]
    if not heads:
        return
    tails = [p for p in pieces if 2 < len(p.digits) < _MOBILE and _led_in(_TAIL, text, p)]
    middles = [p for p in pieces if 2 < len(p.digits) < _MOBILE and _led_in(_MIDDLE, text, p)]
    tail_starts, middle_starts = ([p.start for p in some] for some in (tails, middles))
    for head in heads:
        for tail in _near(tails, tail_starts, head):
            rest = _MOBILE - len(head.digits) - len(tail.digits)
            between = [p for p in _near(middles, middle_starts, head) if len(p.digits) == rest]
            if rest == 0 or between:
                yield from ((one.start, one.end) for one in (head, tail, *between[:1]))


def _near(pieces: list[_Piece], starts: list[int], head: _Piece) -> list[_Piece]:
    """The few pieces within some letters of a first part, itself left out."""
    first, last = bisect_left(starts, head.start - _APART // 4), bisect_left(starts, head.end + _APART)
    return [piece for piece in pieces[first:last] if piece.start != head.start][:_FEW]


_FEW = 6


def _led_in(lead: re.Pattern[str], text: str, piece: _Piece) -> bool:
    return lead.search(text[max(0, piece.start - 24) : piece.start]) is not None
