"""Where somebody is from: counties of the whole country whose short name is a rare word, too.

老家在江油, 从陕北|府谷嫁过来, 甘肃|民勤来的: a place of the ward's people betrays them, however far it is.
"""

from __future__ import annotations

import re
from functools import lru_cache

from scoring.text.divisions import counties, short_county
from scoring.text.gazetteer import REGIONS
from scoring.text.place_context import far_areas
from scoring.text.segment import segmenter
from scoring.text.word_list import words_in

_WORDS = frozenset(
    words_in(
        """
    老边 鸡冠 神池 莲池 金水 界首 曲水 天长 光山 牧野 竞秀 大丰 大英 庆安 同安 宝丰 普安 兴文 开远 裕民 裕华 祥符 增城
    分宜 固始 进贤 博望 正安 集安 元谋 交口 大竹 大悟 子长 双流 未央 思明 当雄 会理 平果 林口 根河 富源 秀峰 锦屏 铁力
    永济 平安 清丰 新丰 天全 文水 盐田 石楼 雨花 南皮 响水 周口 建水 合水 商水 武定 平度 平远 平利 平乐 安化 望城 偏关
    抚松 修文 仁和 安宁 安仁 安义 安平 安新 安远 常宁 康平 普宁 平顺 平昌 嘉善 嘉祥 余庆 明光 明山 志丹 尚志 尚义 永清
    永胜 福清 金堂 静乐 静宁 康保 康马 依兰 同德 保德 慈利 大荔 乐平 宝清 丹凤 云岩 仁怀 怀仁 怀宁 怀远 乐清 乐亭 吉隆
    高唐 高安 隆安 隆德 隆昌 阳信 阳泉 红桥 唐河 惠山 惠水 温宿 白朗 迎泽 饶河 黄梅 德宏 德清 文登 玉树 玉屏 玉田 瑞丽
    万荣
    """
    )
)
_COMES_FROM = re.compile(
    r"(?:来自|老家在?|老家是|娘家在?|婆家在?|籍贯|祖籍|原籍|嫁到|调到|分到|家住|住在|生在|出生在|写于|毕业于"
    r"|从|在|去|回|到|[是叫])$"
)
_AT_HOME = re.compile("[家籍自嫁生]")
_FROM_THERE = re.compile(
    r"人(?=[，。、,;说]|$)|来的|嫁[过来]|搬[过来]|迁来|逃[荒难来]|[调转]来|支援|当兵|出差|打工"
)
_RARE, _EVERYDAY = 5, 40  # dictionary frequencies


def one_comes_from(text: str, start: int, end: int) -> bool:
    """Whether the text tells of somebody who is from there."""
    before = text[max(0, start - 8) : start]
    led = next((area for area in (*far_areas(), *REGIONS) if before.endswith(area)), "")
    lead = before.removesuffix(led)
    told = _COMES_FROM.search(lead) is not None
    if _FROM_THERE.match(text, end):
        return told or bool(led)
    return told and (bool(led) or _AT_HOME.search(lead[-4:]) is not None)


@lru_cache(maxsize=1)
def far_words() -> frozenset[str]:
    """Short names of counties of the whole country that are rare words of the dictionary, too."""
    known = segmenter().known
    names = {short_county(county) for county in counties()} - _WORDS
    return frozenset(name for name in names if len(name) == 2 and _RARE <= known(name) < _EVERYDAY)
