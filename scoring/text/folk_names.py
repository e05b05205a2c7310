"""Names known by their parts or their shape: what a village calls its people, names of other languages of the country.

二愣娃, 宋老蔫儿, 吕瘸子; 才让卓玛 as a whole, 巴图|老汉 and 高娃|姐 where a title or kin stands behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scoring.text.known import Reader
from scoring.text.name_letters import MORE_PARTS, NAME_PARTS, PURE_SURNAMES, RANKED_SURNAMES
from scoring.text.name_model import (
    common_given_letters,
    given_name_cost,
    surname_length,
    transliteration_letters,
)
from scoring.text.person_context import KIN_LETTER, TITLE, before_weight, behind_weight
from scoring.text.public_figures import known_people
from scoring.text.segment import segmenter

_IDEOGRAPHS = re.compile("[\u4e00-\u9fff]+")
_FOLK_COST = -17.0
_LEAST_GAIN = -9.0
_PART_COST, _NEXT_PART = -12.5, -3.0  # of a row of parts of names, and of every further part
_INTRODUCED = 5.0  # weight of words in front from which a person is meant
_ODD = (
    "愣傻憨毛狗牛虎蛋旦黑白胖瘦蔫闷拐瘸聋哑秃丑妮丫妞娃柱锁拴栓猫羊驴骡嘎豆铁石羔倔犟犊疙歪麻癞锤炮嘴胆眼牙"
)
_SURNAMED = (
    "[王李张刘陈杨赵周吴徐孙胡朱郭梁宋郑韩冯曹彭吕苏蒋蔡贾丁魏薛阎潘杜钟汪姜谭廖邹郝孔崔邱侯邵孟龚庞"
    "包佟敖鄂覃韦葛毕常何余罗田任樊蔺靳尚温武乔]"
)
_LOOKED_AT = (
    "胡子|麻子|瘸子|瞎子|聋子|哑巴|秃子|胖子|瘦子|矬子|矮子|拐子|罗锅|驼背|豁牙|豁嘴|结巴|磕巴|疙瘩|喇叭|大炮|铁嘴|快嘴|大牙|大嘴|大个子|"
    "小个子|大个|嗓门|烟袋|烟锅|瓜子|愣子|憨子|傻子|歪嘴|斜眼|白毛|红脸|黑脸|扁头|光头"
)
_FOLK = re.compile(
    rf"[大二三四五六七小老][{_ODD}][娃蛋旦子儿孩女妮丫妞狗小头黑胖毛]"
    rf"|[{''.join(RANKED_SURNAMES[:250])}](?:[老大小阿二三四五六幺][{_ODD}][儿子头]?"
    rf"|[老小][{_ODD}幺三四五六七八九]|[小三四五六幺][妹弟])"
    rf"|[大二三四五六七小老]?[{_ODD}](?:娃|蛋|旦|妞|妮)(?:子|儿)?"
    rf"|(?<![一两几三四五六七八九十每这那]){_SURNAMED}"
    r"[五六七八九]十[一二三四五六七八九]?(?![一二三四五六七八九十百千万岁多来几余年月天分号块元里斤个次名人户公度页米亩平只头匹度张支针]|周)"
)
_BY_LOOKS = re.compile(rf"{_SURNAMED}[大小老二三四]?(?:{_LOOKED_AT})(?![\u4e00-\u9fff]?[样似])")
_LOOKS = re.compile("[大小老来]{0,2}[胖瘦瘸聋哑秃傻麻歪愣瞎][子娃]")  # 小胖子: what one looks like
_CALLS = frozenset("喊叫称唤问找请跟和对给是问像")  # 喊|聂|妈妈
NEVER_LAST = frozenset(
    "蹲撑捧端扛拎揣攥握递抱扶拉推牵拽拿摸捂搂咬骂劝躺跪趴爬踩踢跳"
    "骑驾赶砸撞轧碾压踩踹咬割扎碰断折肿"
    "走跑站坐笑哭问喊老给连吗呢吧似和跟把被让在说问着过了的地得是不就都也还这那我你他她们啊呀嘛"
)
KIN_LETTERS = frozenset("姐哥叔姨婶嫂")
_FULL = re.compile(f"[{''.join(sorted(PURE_SURNAMES))}]")  # 张桂芳姐 is a whole name
_NO_FIRST, _NO_LAST = frozenset("有利进大小可家"), frozenset("大小老二三四五六七八九家")
_TORN, _EVERYDAY = -4.0, 1000
_GIVEN_ONLY = 4.0  # a name without a surname needs more
_PARTS = sorted({*NAME_PARTS, *MORE_PARTS}, key=len, reverse=True)
_OF_PARTS = re.compile(rf"(?:{'|'.join(_PARTS)}){{1,4}}(?:[汗江娜](?![\u4e00-\u9fff]?[水边]))?")
_ONE_PART = re.compile(rf"(?:{'|'.join(_PARTS)})")
_WITH_SURNAME = 2.0
_A_WORD = 100
_SURNAMES = frozenset(RANKED_SURNAMES[:200]) - frozenset("和于向同从对给到由与连边")


def folk_rows(reader: Reader) -> Iterator[tuple[int, int, float]]:
    """Spans of the flow that may be such names, with what they gain."""
    text, paths = reader.flow.text, reader.flow_lattice
    for match in _FOLK.finditer(text):
        name = match.group()
        if not segmenter().known(name) and not _LOOKS.fullmatch(name) and name not in known_people():
            yield *match.span(), paths.gain(*match.span(), _FOLK_COST)
    for match in _BY_LOOKS.finditer(text):
        if paths.border(match.start()) > _LEAST_GAIN and match.group() != "王二麻子":
            yield *match.span(), 0.0
    yield from _rows_of_parts(reader)
    yield from _given_with_title(reader)
    yield from _given_with_kin(reader)


def _rows_of_parts(reader: Reader) -> Iterator[tuple[int, int, float]]:
    """Names of parts of names: two letters alone only where kin, a title or an introduction makes them a person's."""
    text, paths = reader.flow.text, reader.flow_lattice
    for match in _OF_PARTS.finditer(text):
        start, end = match.span()
        if match.group() in known_people():
            continue
        if end - start > 3 and not transliteration_letters().issuperset(match.group()):
            further = len(_ONE_PART.findall(match.group())) - 1
            yield start, end, paths.gain(start, end, _PART_COST + _NEXT_PART * further)
        elif end - start == 2 and (TITLE.match(text, end) or KIN_LETTER.match(text, end)):
            gain = max(-2.0, paths.gain(start, end, _PART_COST))
            yield start, end, gain
            if text[start - 1 : start] in _SURNAMES and paths.border(start - 1) > -1.0:
                yield start - 1, end, gain + _WITH_SURNAME
        elif end - start == 2 and _introduced(text, start, end):
            yield start, end, paths.gain(start, end, _PART_COST)


def _introduced(text: str, start: int, end: int) -> bool:
    """护士布和说: a name of two letters is told, and no letter behind it could belong to it."""
    if segmenter().known(text[start:end]) > _A_WORD or before_weight(text, start) < _INTRODUCED:
        return False
    behind = text[end : end + 1]
    return behind_weight(text, end) > 0 and behind not in transliteration_letters()


def _given_with_title(reader: Reader) -> Iterator[tuple[int, int, float]]:
    """桂芳姑姑, 庆有爷爷: a given name of two letters before kin or a title."""
    text = reader.flow.text
    for match in TITLE.finditer(text):
        start, end = match.start() - 2, match.start()
        name = text[max(0, start) : end]
        if start < 0 or not _IDEOGRAPHS.fullmatch(name) or segmenter().known(name) > 30:
            continue
        if (
            name[-1] not in NEVER_LAST
            and not (name[0] in _CALLS and surname_length(name[1:]))
            and surname_length(text[start + 1 : end + 1]) != 2
        ):
            gain = reader.flow_lattice.gain(start, end, given_name_cost(name))
            if gain >= _LEAST_GAIN:
                yield start, end, gain - _GIVEN_ONLY


def _given_with_kin(reader: Reader) -> Iterator[tuple[int, int, float]]:
    """桂芳姐, 玉兰婶: letters of given names before one letter of kin; a word, too, may be a name there."""
    text, usual = reader.flow.text, common_given_letters()
    for match in KIN_LETTER.finditer(text):
        start, end = match.start() - 2, match.start()
        name = text[max(0, start) : end]
        if start < 0 or not usual.issuperset(name) or name[0] in _NO_FIRST or name[1] in _NO_LAST:
            continue
        public = text[start : end + 1] in known_people() or _FULL.match(text, max(0, start - 1))
        if not public and reader.flow_lattice.border(start) > _TORN and segmenter().known(name) < _EVERYDAY:
            yield start, end, 0.0
