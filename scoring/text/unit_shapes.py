"""Units nobody listed, by the shape of the name: something proper before a type of unit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scoring.text.gazetteer import BANNERS, LEAGUES, NATIONAL_PLACES, SEATS
from scoring.text.known import Reader
from scoring.text.segment import Word, segmenter
from scoring.text.shapes import Row, WordIndex, sub_rows
from scoring.text.span_types import Level
from scoring.text.unit_names import UNIT_TYPES
from scoring.text.word_list import words_in

# Types that everyday speech uses without a name; a row of common words before them proves nothing.
_LOOSE = frozenset(
    words_in(
        """
    局 厂 矿 委员会 社区 大学 学院 高中 一中 二中 三中 公司 集团 工厂 电厂 管理站 服务中心 中心
    研究中心
    """
    )
)
_TYPE = re.compile("|".join(re.escape(kind) for kind in UNIT_TYPES if kind not in _LOOSE or len(kind) > 2))

_GENERIC = frozenset(
    words_in(
        """
    苏木 嘎查 边境 某 几 一 两 县 旗 市 区 省 盟 州 乡 镇 村 乡镇 旗县 盟市 县级 市级 省级 区级 地区
    自治区 省会 城市 农村 牧区 城里 县城 旗里 市里 人民 中心 上级 下级 大 小 老 新 好 基层 社区 当地
    附近 定点 三甲 二甲 三级 二级 一级 甲等 综合 专科 公立 民营 私立 私人 个体 中医 蒙医 中西医 妇幼
    妇产 儿童 肿瘤 精神 精神病 传染 传染病 传染病人 口腔 眼科 骨科 康复 部队 军队 解放军 附属 教学 医学
    医药 医疗 卫生 护理 对口 支援 兄弟 协作 医联体 方舱 隔离 定向 国家 全国 中国 世界 社会 单位 职业
    技术 师范 农业 高等 中等 高级 普通 重点 实验 双语 民族 希望 寄宿 寄宿制 小学 中学 学校 大学 疾病
    预防 控制 急救 急诊 血 献血 采血 东 西 南 北 城 乡村 山区 矿区 矿 厂 铁路 职工 工人 干部 军区 武警
    边防 地方 私 公 外 黑 民 公办 民办 正规 邻 邻近 隔壁 对面 门口 现代 现代化 国际 外国 省城 首都 集体
    个人 医院 卫生院 院 病房 住院 门诊 文化 体育 法人 公共 司法 行政 税务 供电 百年 千年 传统 健康 服务
    社会福利 儿童福利 孤儿 老年 老人 残疾 聋哑 盲人 康复 心理 体检
    """
    )
)


def proper_units(reader: Reader) -> Iterator[tuple[int, int, Level]]:
    """Spans in the view of units with a proper name, the type included."""
    index = WordIndex(reader)
    for match in _TYPE.finditer(reader.view.text):
        if match.end() not in reader.ends:
            continue  # 献完血|站起来
        row = index.row_before(match.start(), most_words=6, most_characters=12)
        if row is None:
            continue
        level = _level(row)
        if level is not None:
            trimmed = _trim(row)
            yield trimmed.start, match.end(), level


def _level(row: Row) -> Level | None:
    text = row.text
    if any(text.startswith(place) for place in NATIONAL_PLACES if len(place) > 1):
        return Level.HINT
    proper = [word for word in row.words if word.text not in _GENERIC]
    if any(word.text in BANNERS or word.text in SEATS or word.text in LEAGUES for word in proper):
        return Level.LIKELY
    if _specific(row, proper):
        return Level.LIKELY
    return None


def _specific(row: Row, proper: list[Word]) -> bool:
    """A place name, or at least two characters in words that are rare or unknown."""
    known = segmenter().known
    rare = 0
    if (
        re.match(r"[\u4e00-\u9fff][镇乡旗县](?!卫生院)", "".join(word.text for word in row.words[:2]))
        and proper
    ):
        return True  # 可镇, 凉城县: one letter and the kind of area
    for word in proper:
        if word.tag in ("ns", "nz", "nr", "nrt", "") and len(word.text) > 1 and known(word.text) < 3000:
            return True
        if len(word.text) == 1 or known(word.text) < 200:
            rare += len(word.text)
    return rare >= 2


def _trim(row: Row) -> Row:
    """Drop generic words in front: "上级 白云沟旗" keeps what is proper and what follows it."""
    for shorter in sub_rows(row):
        if shorter.words[0].text not in _GENERIC:
            return shorter
    return row
