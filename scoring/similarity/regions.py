"""Which county belongs to which league, so that a place of another region can be told from a neighbour.

The leagues and cities of Inner Mongolia with their banners and counties are written out below in the forms
that can hardly mean anything else. Counties of other provinces come from the word list of jieba, which
knows about 1,600 of them; where they belong is not known, only that it is not Inner Mongolia.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from scoring.text.gazetteer import BANNERS, LEAGUES, NATIONAL_PLACES
from scoring.text.word_list import words_in

HOME_PROVINCE = "内蒙古"

# Each league or city: its own names | what lies in it.
_LEAGUES = """
    呼和浩特 呼市 | 土默特左旗 土左旗 托克托县 托克托 和林格尔县 和林格尔 清水河县 武川县 武川 赛罕区
    回民区 察素齐 可可以力更 ;
    包头 | 昆都仑区 石拐区 白云鄂博 九原区 土默特右旗 土右旗 固阳县 固阳 达尔罕茂明安联合旗 达茂旗 萨拉齐
    百灵庙 ;
    乌海 | 海勃湾区 海勃湾 乌达区 ;
    赤峰 昭乌达盟 昭盟 | 元宝山区 阿鲁科尔沁旗 巴林左旗 巴林右旗 林西县 克什克腾旗 克旗 翁牛特旗 翁旗
    喀喇沁旗 宁城县 宁城 敖汉旗 敖汉 经棚 ;
    通辽 哲里木盟 哲盟 | 科尔沁区 科尔沁左翼中旗 科左中旗 科尔沁左翼后旗 科左后旗 开鲁县 开鲁 库伦旗 奈曼旗
    奈曼 扎鲁特旗 扎鲁特 霍林郭勒市 霍林郭勒 甘旗卡 大沁他拉 ;
    鄂尔多斯 伊克昭盟 伊盟 | 东胜区 康巴什区 康巴什 达拉特旗 达旗 准格尔旗 准旗 鄂托克前旗 鄂托克旗 鄂托克
    杭锦旗 乌审旗 伊金霍洛旗 伊旗 树林召 薛家湾 敖勒召其 嘎鲁图 阿勒腾席热 ;
    呼伦贝尔 呼盟 | 海拉尔区 海拉尔 扎赉诺尔区 扎赉诺尔 阿荣旗 莫力达瓦达斡尔族自治旗 莫力达瓦 莫旗
    鄂伦春自治旗 鄂伦春旗 鄂温克族自治旗 鄂温克旗 陈巴尔虎旗 陈旗 新巴尔虎左旗 新左旗 新巴尔虎右旗 新右旗
    满洲里市 满洲里 牙克石市 牙克石 扎兰屯市 扎兰屯 额尔古纳市 额尔古纳 根河市 尼尔基 阿里河 巴彦托海
    阿木古郎 ;
    巴彦淖尔 巴盟 | 临河区 五原县 磴口县 磴口 乌拉特前旗 乌前旗 乌拉特中旗 乌中旗 乌拉特后旗 乌后旗
    杭锦后旗 杭后 隆兴昌 陕坝 ;
    乌兰察布 乌盟 | 集宁区 集宁 卓资县 卓资 化德县 化德 商都县 兴和县 凉城县 凉城 察哈尔右翼前旗 察右前旗
    察哈尔右翼中旗 察右中旗 察哈尔右翼后旗 察右后旗 四子王旗 丰镇市 丰镇 土贵乌拉 科布尔 白音察干 ;
    兴安盟 | 乌兰浩特市 乌兰浩特 阿尔山市 阿尔山 科尔沁右翼前旗 科右前旗 科尔沁右翼中旗 科右中旗 扎赉特旗
    突泉县 突泉 音德尔 ;
    锡林郭勒 锡盟 | 二连浩特市 二连浩特 锡林浩特市 锡林浩特 锡市 阿巴嘎旗 苏尼特左旗 东苏旗 苏尼特右旗
    西苏旗 东乌珠穆沁旗 东乌旗 西乌珠穆沁旗 西乌旗 太仆寺旗 太旗 镶黄旗 正镶白旗 正蓝旗 多伦县 多伦诺尔
    别力古台 ;
    阿拉善 阿盟 | 阿拉善左旗 阿左旗 阿拉善右旗 阿右旗 额济纳旗 额济纳 巴彦浩特 额肯呼都格 达来呼布
"""
_SIDED = re.compile(r"[左右前中后]旗$")


def _leagues() -> dict[str, str]:
    """League or city (its first name) of every listed place, the league's own names included."""
    league_of: dict[str, str] = {}
    for block in _LEAGUES.split(";"):
        head, _, tail = block.partition("|")
        names = words_in(head)
        league_of |= dict.fromkeys((*names, *words_in(tail)), names[0])
    return league_of


LEAGUE_OF = _leagues()
_SIDES = {
    league: frozenset(
        place[-2] for place, owner in LEAGUE_OF.items() if owner == league and _SIDED.search(place)
    )
    for league in set(LEAGUE_OF.values())
}
_LISTED = sorted((re.escape(place) for place in LEAGUE_OF), key=len, reverse=True)
_PLACE = re.compile("|".join(_LISTED))
_COUNTY_END = re.compile(r"县(?!城|级|里|委|政府|长|志|域|乡|处)")
_LONGEST_COUNTY = 12


def league_of(names: str) -> str:
    """The league that the first place known in ``names`` belongs to, "" where none is known."""
    match = _PLACE.search(names)
    return LEAGUE_OF[match.group()] if match else ""


def sides_of(league: str) -> frozenset[str]:
    """Which of 左右前中后 stand before 旗 in the names of the league's banners."""
    return _SIDES.get(league, frozenset())


def listed_places(text: str) -> list[tuple[int, int, str]]:
    """Places of Inner Mongolia in ``text``: start, end, league."""
    return [(*match.span(), LEAGUE_OF[match.group()]) for match in _PLACE.finditer(text)]


def is_league_name(place: str) -> bool:
    """Whether ``place`` names a whole league or city, which people of all others speak of too."""
    return place in LEAGUES


def other_counties(text: str) -> list[tuple[int, int]]:
    """Counties outside Inner Mongolia, by their full name with 县; famous ones are left out."""
    found = []
    for match in _COUNTY_END.finditer(text):
        end = match.end()
        for size in range(min(_LONGEST_COUNTY, end), 2, -1):
            if text[end - size : end] in _counties():
                found.append((end - size, end))
                break
    return found


@lru_cache(maxsize=1)
def _counties() -> frozenset[str]:
    """Names of counties in jieba's dictionary; the file is read as text, so nothing is loaded."""
    spec = find_spec("jieba")
    if spec is None or spec.origin is None:
        return frozenset()
    with Path(spec.origin).with_name("dict.txt").open(encoding="utf-8") as lines:
        rows = (line.split() for line in lines if line.endswith(" ns\n"))
        counties = {row[0] for row in rows if row[0].endswith("县") and len(row[0]) > 2}
    return frozenset(counties - BANNERS - NATIONAL_PLACES - set(LEAGUE_OF))
