"""Units by the names they had or are given: 七十年代还叫…防治队, 老职工还叫“铁院”, 管…叫四站.

A former name is led by a word of the past; a byname is quoted, or stands where a unit is said to be called so, and
then counts wherever it stands again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scoring.text.known import Reader
from scoring.text.nicknames import SENTENCE_LETTERS
from scoring.text.person_context import TITLES
from scoring.text.segment import segmenter
from scoring.text.span_types import Kind, Level, Mention
from scoring.text.word_list import any_of, words_in

_TYPES = any_of(
    """
    医院 卫生院 卫生站 卫生所 卫生处 卫生科 卫生队 卫生室 保健院 保健站 保健所 疗养院 疗养所 休养所 防治队 防治站
    防治所 防治院 防疫队 防疫站 防疫所 医疗队 医疗站 医疗所 医务所 门诊部 诊所 诊疗所 接生站 接生所 药社 药房 药铺
    医专 卫校 护校 防病站 卫生学校 护士学校 训练班 麻风村 检疫站 鼠防站 工作队 防保组
    """
)
_NAME = rf"((?:(?![了的我是个一他她])[\u4e00-\u9fff]){{2,14}}?(?:{_TYPES}))"
_PAST = (
    r"(?:从前|以前|原先|原来|原名|旧称|曾用名|当年|那时候?|那会儿|那阵子|前身|早先|早年|起初|最早|刚成立|"
    r"[建成][院站所立]时|解放前|"
    r"[二三四五六七八九]十年代|老辈[人子]?|老名字|旧名|门口挂的|[旧老]牌子)"
)
_FORMER = re.compile(rf"{_PAST}[^\n。;!?]{{0,12}}?(?:叫|是|称|写着?)[“]?{_NAME}(?=[”,。;]|的时候|那[会阵]|时)")
_NOW = re.compile(
    rf"(?:[进到在入]|成立|创办|办起|建起|组建)了?{_NAME}(?=[,(]{{0,2}}(?:也)?就是(?:今天|现在|如今|后来|眼下))"
)
_OF_NO_NAME = frozenset(
    words_in(
        """
    公社 大队 人民公社 生产大队 生产队 联合 战备 临时 合作 合作医疗 大队合作医疗 县 旗 市 盟 镇 乡 村 区 省 人民 中心
    职工 工人 地方 野战 战地 部队 军队 乡镇 农村 牧区 林区 矿区 公立 私人 个体 公家 老 旧 新 小 大 简易 草原 流动 巡回
    红十字 教会 县城 旗里 县里 镇上 村里 队里 卫生 防疫 医疗 妇幼 地区 自治区 全旗 全县 全盟 全市 苏木 嘎查 中医 蒙医
    赤脚医生 土
    """
    )
)
_COUNTED = re.compile(r"[一两几三四五六七八九十每整各这那哪][家个名所座间处位]|最|唯")

_UNIT_END = r"(?:院|站|所|校|局|社|队|药房|药铺|诊所|医院|中心)"
_BYNAME = re.compile(
    r"(?:老(?:职工|百姓|人们?|乡们?|辈人?|同志)[^\n。“]{0,10}[叫说]它?|[人们都][^\n。,“]{0,4}叫(?:它|"
    r"[我咱]们?[院站所科]))"
    rf"“([\u4e00-\u9fff]{{1,7}}{_UNIT_END})”"
)
_UNIT_CALLED = re.compile(
    r"管(?:[我咱]们?[院站所]|[\u4e00-\u9fff]{2,14}(?:医院|中心|卫生院|[^我咱][站所校]))叫“?"
    r"([\u4e00-\u9fff]{2,5})(?=[”,。;])"
)
_TOLD = re.compile(  # where the text says that these are other words for the place one works at
    r"(?:(?:叫|管|喊)(?:我们|咱们|俺们)(?:[这那]儿|[院站所科])?(?:叫|做|作)?|不叫(?:医院|卫生院|卫生站|院|"
    r"站),[就只]?叫|"
    r"说不惯(?:医院|卫生院|卫生站),[就只]?叫|把(?:单位|医院|[我咱]们[院站所])(?:喊|叫|说)成|(?:医院|"
    r"[院站所]),?(?:别名儿?|简称|俗称|诨名|又名|又叫)|"
    r"(?:老乡|老街坊|老人们?|牧民|乡亲们?)(?:们)?(?:只|都|还)?认)[:]?"
    r"“([\u4e00-\u9fff]{2,8})”"
    r"(?:[,，]更[老早]的?叫“([\u4e00-\u9fff]{2,8})”)?"
)
_BARE_TOLD = re.compile(  # 那地方早年叫…分院,坡上人叫烟叶棚
    r"(?:[那这](?:地方|地界|儿)|[我咱]们?[院站所])[^\n。]{0,4}(?:早年|早先|从前|更早|"
    r"原先)叫“?([\u4e00-\u9fff]{3,10})”?,"
    r"[\u4e00-\u9fff]{1,4}人都?叫“?([\u4e00-\u9fff]{2,5})(?=[”,。])"
)
_KNOWN_AS = re.compile(  # 人称“瓦窑医院”, 街坊都叫它磨坊诊所
    r"(?:人称|外号叫?|诨名|都(?:管它)?叫它?|街坊叫它?|背地里叫它?)“?([\u4e00-\u9fff]{2,4}"
    r"(?:诊所|医院|卫生院|卫生站|药房))(?=[”,。;])"
)
_PERSONS = frozenset(
    words_in("天使 白衣天使 亲人 救星 恩人 菩萨 活菩萨 孩子 姑娘 大夫 医生 英雄 闺女 战士 先生 老师 娘家人")
)
_GONE_TO = re.compile(r"看[个回]?病[^\n。“]{0,5}说“[上去到]([\u4e00-\u9fff]{2,5}?)(?=[瞅看瞧去”])")
_GENERAL = frozenset(
    words_in("医院 卫生院 大医院 小医院 老医院 总院 分院 本院 咱院 我院 县医院 旗医院 娘家 婆家 家 防疫站")
)


def find_unit_bynames(reader: Reader) -> Iterator[Mention]:
    """Former names and bynames of units."""
    text = reader.view.text
    for pattern in (_FORMER, _NOW):
        for match in pattern.finditer(text):
            if _is_proper(match.group(1)):
                yield reader.mention(*match.span(1), Kind.OTHERUNIT, Level.LIKELY, "former_unit")
    patterns = (_BYNAME, _UNIT_CALLED, _TOLD, _BARE_TOLD, _GONE_TO, _KNOWN_AS)
    bynames = {
        told: match.start(number)
        for pattern in patterns
        for match in pattern.finditer(text)
        for number, told in enumerate(match.groups(), start=1)
        if told and told not in TITLES and told not in _PERSONS
    }
    for byname, first in bynames.items():
        if byname in _GENERAL or not SENTENCE_LETTERS.isdisjoint(byname) or segmenter().known(byname) > 20:
            continue
        at = text.find(byname)
        while at >= 0:
            if at == first or (at in reader.starts and at + len(byname) in reader.ends) or text[at - 1 : at] == "“":
                yield reader.mention(at, at + len(byname), Kind.UNIT, Level.LIKELY, "unit_byname")
            at = text.find(byname, at + len(byname))


def _is_proper(name: str) -> bool:
    """Whether a former name has something of its own before its type: not 公社卫生院, 一所小医院."""
    kind = re.search(rf"(?:{_TYPES})$", name)
    lead = name[: kind.start()] if kind else name
    if lead in _OF_NO_NAME or len(lead) < 2 or _COUNTED.search(name) or not SENTENCE_LETTERS.isdisjoint(lead):
        return False
    return any(lead[:at] not in _OF_NO_NAME or lead[at:] not in _OF_NO_NAME for at in range(1, len(lead)))
