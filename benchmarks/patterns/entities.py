"""P02 and P03: other places, people, units, things and numbers; another year, season and hour."""

from __future__ import annotations

import re
from functools import cache
from random import Random

from benchmarks.patterns.clips import Body, each_sentence
from benchmarks.patterns.surface import arabic, chinese
from benchmarks.patterns.wordlists import entities

NAMED = ("place", "county", "village", "stem", "given", "department", "disease", "subject", "institution")
LIVING = ("kin", "kinformal", "elder", "role", "post", "profession", "person_kind", "relation")
TIMES = ("season", "month", "weekday", "hour", "weather", "storm", "festival")
NUMBER = re.compile(r"\d+|[一二三四五六七八九十百千零]{2,7}(?=[年月日天岁个名人次张篇位里元斤米公点分多])")
SURNAMES = "".join(entities()["surname"])
ADDRESSED = "大夫|医生|主任|院长|老师|同学|师傅|书记|大爷|大妈|大娘|阿姨|叔|姐|哥"
SURNAME = re.compile(rf"(?<![\u4e00-\u9fff])([老小]?)([{SURNAMES}])(?={ADDRESSED})")
YEAR = re.compile(r"(19|20)(\d\d)(?=年)")
CONGRESS = re.compile(r"[十二]+[一二三四五六七八九](?=大|届)")
OTHER_TIMES = {
    "那天": ("有一天", "前年冬至那日", "那一日", "上个月的一天"),
    "昨天": ("上周", "前天"),
    "今天": ("这一天", "当日"),
    "去年": ("前年", "大前年", "今年"),
    "前年": ("去年", "三年前"),
    "今年": ("去年", "这一年"),
    "当时": ("那阵子", "那会儿"),
    "小时候": ("上小学时", "念初中时"),
    "第二天": ("过了两天", "隔天"),
    "每天": ("每周", "每晚"),
}


def swapped(body: Body, rng: Random, strength: int) -> Body:
    """P02: other members of the same kind, the same everywhere in the text; 1 to 3 residues are left.

    Strength 1 changes named things, 2 people and numbers too, 3 every kind there is.
    """
    kinds = (NAMED, NAMED + LIVING, tuple(k for k in entities() if k not in TIMES and k != "surname"))
    table = _table(kinds[strength - 1], rng)
    surnames = dict(zip(SURNAMES, rng.sample(SURNAMES, len(SURNAMES)), strict=True))
    spare = [rng.randint(1, 3) if rng.random() < 0.5 else 0]

    def swap(m: re.Match[str]) -> str:
        if spare[0] and rng.random() < 0.05:
            spare[0] -= 1
            return m.group()
        return table[m.group()]

    def rewrite(text: str, rng: Random, strength: int) -> str:
        text = _any_of(tuple(sorted(table, key=len, reverse=True))).sub(swap, text)
        text = SURNAME.sub(lambda m: m.group(1) + surnames[m.group(2)], text)
        return NUMBER.sub(lambda m: _other_number(m.group(), rng), text) if strength > 1 else text

    return each_sentence(rewrite)(body, rng, strength)


def moved_in_time(body: Body, rng: Random, strength: int) -> Body:
    """P03: years, congresses, seasons, months, hours and words like "last year" are shifted."""
    years = rng.choice((1, 2, 4, -1, 10))
    rate = (0.5, 0.8, 1.0)[strength - 1]
    table = _table(TIMES if strength > 1 else ("season", "month", "hour"), rng)
    words = _any_of(tuple(sorted({*table, *OTHER_TIMES}, key=len, reverse=True)))

    def shift(m: re.Match[str]) -> str:
        if rng.random() > rate:
            return m.group()
        return table.get(m.group()) or rng.choice(OTHER_TIMES[m.group()])

    def rewrite(text: str, rng: Random, strength: int) -> str:
        text = YEAR.sub(lambda m: str(int(m.group()) + years), text)
        text = CONGRESS.sub(lambda m: chinese((arabic(m.group()) or 17) + 1), text)
        return words.sub(shift, text)

    return each_sentence(rewrite)(body, rng, strength)


def _table(kinds: tuple[str, ...], rng: Random) -> dict[str, str]:
    """Each member → another one of its kind, one to one."""
    table: dict[str, str] = {}
    for kind in kinds:
        members = list(entities()[kind])
        order = rng.sample(members, len(members))
        table |= dict(zip(order, order[1:] + order[:1], strict=True))
    return table


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)))


def _other_number(written: str, rng: Random) -> str:
    value = int(written) if written.isascii() else arabic(written)
    if value is None or len(written) > 4 or written.startswith(("19", "20")):
        return written
    other = max(1, value + rng.choice((-3, -2, -1, 1, 2, 3)) * max(1, value // 12))
    return str(other) if written.isascii() else chinese(other)
