"""People told one after the other: 第三个是何云舟，放射科的; 签字人：郭田 于方; 孙桂芝、包玉荣两位; 徒弟类延芳.

Their letters may be everyday words (于是真, 方才俊): that they are names is told by the list or the introduction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scoring.text.folk_names import NEVER_LAST
from scoring.text.gazetteer import NATIONAL_PLACES
from scoring.text.kin_words import KIN_WORDS
from scoring.text.known import Reader
from scoring.text.name_model import common_given_letters, composed_name, given_letters, surname_length
from scoring.text.person_context import CHINESE_TITLES, TITLES
from scoring.text.public_figures import PUBLIC_FIGURES
from scoring.text.segment import segmenter
from scoring.text.span_types import Kind, Level, Mention

_titles = "|".join(sorted(CHINESE_TITLES, key=len, reverse=True))
_DEPARTMENT = (
    r"(?:[\u4e00-\u9fff]{1,4}[科室站院队组班所村]|急诊|检验|放射|药房|护理|麻醉|收费|化验|后勤|影像|内镜|病案|财务|公卫|彩超|产房"
    r"|门诊|[内外妇儿骨眼]科|男|女|[汉蒙回满藏壮苗彝侗瑶傣]族|今年|[0-9一二三四五六七八九十]{2,3}岁)"
)
_ONE_BY_ONE = re.compile(
    r"(?:第[一二三四五六七八九十]|头一|末一|最后一|另一|还有一|再一|下一)[个位](?:就?是|叫|名叫)?[ :]?"
    rf"([\u4e00-\u9fff]{{2,3}})(?=[,，(（]{_DEPARTMENT}(?:的|[,，。;；)）]))"
)
_SIGNERS = re.compile(
    r"(?:签[字名到]|署名|[与到参出][会席加]|列席|值班|学员|组员|成员|队员|带队|联名|摄影|校对|参演|演员)"
    r"(?:人员?|者|名单|会人)?(?:签[字名])?[ ]?[:：][ ]{0,2}"
    r"((?:[\u4e00-\u9fff]{2,4}[ 、,，]{1,3}){1,12}[\u4e00-\u9fff]{2,4})(?![\u4e00-\u9fff])"
)
_ROW = r"[\u4e00-\u9fff]{2,3}(?:[、][\u4e00-\u9fff]{2,3}){0,7}(?:[、和与跟][\u4e00-\u9fff]{2,3})"
_COUNTED = re.compile(
    rf"(?:[两二三四五六七八九十几][个位名](?:{_titles}|人)?|(?:{_titles})们)(?:,?(?:分别)?是)?[:：]({_ROW})(?=[。,，;；!！\n]|$)"
)
_TOGETHER = re.compile(
    rf"(?<![\u4e00-\u9fff、])({_ROW})(?=[两三四五六七八九几][位人](?!次)|[两三四五六七八九]个(?:人|{_titles})|等(?:人|同志)|他们|她们)"
)
_ITEM = re.compile(
    r"(?:(?<=[\u4e00-\u9fff])[和与跟])?([\u4e00-\u9fff]+?)(?=[ 、,，]|[和与跟][\u4e00-\u9fff]{2,3}$|$)"
)
_A_WORD, _AN_EVERYDAY_WORD = 20, 100

# Surnames few people bear, all of them words: names only beside a title, kin or a verb of naming.
_SELDOM = (
    "公类要摆於种牙税难黑是东西南北少老火泥把雨雪生多员开闪赛青律珠酒茶油菜毒琴布线院理答记礼由见资海才台问过世用展扁眼粘翼自矣"
    "字法漆盆信操仪续线教候接揣拱斗桥战朋介铁银钢勾旷巨谋依苟户者尔俄拥直首玖源洗厚独千万百九六四五丑母爱泉泰洋潭湛烟"
)
_ACTS_TOO = frozenset("要是难开理答记计由见用过展眼粘操续教候接揣拱战依拥洗问南北东西")
_SELDOM_NAMED = re.compile(
    rf"(?:{_titles}|名叫|名唤|叫做|我叫|他叫|她叫)"
    rf"([{_SELDOM}][\u4e00-\u9fff]{{2}})(?![\u4e00-\u9fff])"
)
_SELDOM_TITLED = re.compile(
    rf"(?:(?<![\u4e00-\u9fff])|(?<=[的跟和与找给叫让请问是]))([{_SELDOM}][\u4e00-\u9fff]{{2}})"
    rf"(?={_titles}|是[我俺咱]们?(?:的|家)?[\u4e00-\u9fff]{{0,2}}[爷奶叔伯婶姨姑舅哥姐嫂弟妹])"
)


def find_listed_names(reader: Reader) -> Iterator[Mention]:
    """Names in lists of people and in introductions one after the other."""
    text = reader.view.text
    for match in _ONE_BY_ONE.finditer(text):
        if _full_name(match.group(1)):
            yield _person(reader, *match.span(1))
    for pattern in (_SIGNERS, _COUNTED, _TOGETHER):
        for match in pattern.finditer(text):
            yield from _people_in(reader, *match.span(1))
    for pattern in (_SELDOM_NAMED, _SELDOM_TITLED):
        for match in pattern.finditer(text):
            if _seldom_name(reader, *match.span(1)):
                yield _person(reader, *match.span(1))


def _person(reader: Reader, start: int, end: int) -> Mention:
    return reader.mention(start, end, Kind.PERSON, Level.LIKELY, "so_named")


def _people_in(reader: Reader, start: int, end: int) -> Iterator[Mention]:
    """Each name of a list, if most of it are full names and none is a word of its own."""
    text = reader.view.text
    items = [match.span(1) for match in _ITEM.finditer(text, start, end)]
    full = [_full_name(text[slice(*item)]) for item in items]
    if 2 * sum(full) < len(items) or any(_no_name(text[slice(*item)]) for item in items):
        return
    for item, whole in zip(items, full, strict=True):
        alone = text[item[0]] not in "小老大阿" and given_letters().issuperset(text[slice(*item)])
        if whole or alone:
            yield _person(reader, *item)


def _full_name(name: str) -> bool:
    """A surname and letters of given names, or parts of names of another language."""
    if _no_name(name) or name in PUBLIC_FIGURES:
        return False
    given = name[surname_length(name) :]
    return composed_name(name) or (
        1 <= len(given) <= 2 and len(given) < len(name) and given_letters().issuperset(given)
    )


def _no_name(name: str) -> bool:
    """Whether a row is a title, kin, a place or a word of the dictionary."""
    words = segmenter()
    known = words.known(name) > _A_WORD and not words.tag_of.get(name, "").startswith("nr")
    titled = any(name.endswith(title) for title in TITLES)
    return known or titled or name in KIN_WORDS or name in NATIONAL_PLACES or name[-1] in NEVER_LAST


def _seldom_name(reader: Reader, start: int, end: int) -> bool:
    """Whether a rare surname leads two letters of everyday names that are no word, and no word is torn."""
    name = reader.view.text[start:end]
    words, given = segmenter(), name[1:]
    word = words.known(given) > _A_WORD and not words.tag_of.get(given, "").startswith("nr")
    named = given_letters().issuperset(given) and not common_given_letters().isdisjoint(given)
    if not named or word or _no_name(name):
        return False
    if name[0] in _ACTS_TOO and surname_length(given):  # 要|叶欣
        return False
    torn = words.known(name[:2]) > _AN_EVERYDAY_WORD
    return not torn and min(reader.lattice.border(start), reader.lattice.border(end)) > _TORN


_TORN = -3.0
