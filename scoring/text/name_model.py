"""How much a row of characters looks like a Chinese, Mongolian, Tibetan or Uyghur personal name.

Chinese names: log odds of surname and given name characters, their frequency in the personal names of
the dictionary against their frequency in its other words. Transliterated names: characters that
transliterations are written with, and the parts of which Mongolian names are composed.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import lru_cache

from scoring.text.segment import segmenter
from scoring.text.word_list import words_in

COMPOUND_SURNAMES = frozenset(
    words_in(
        """
    欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 宇文 长孙 夏侯 南宫 呼延 端木 独孤 轩辕 完颜
    那木 乌雅
    """
    )
)
SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶"
    "阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康"
    "毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤"
    "毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜"
    "路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边"
    "辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖"
    "符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣"
    "楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薄伏岑习胥保和蔺"
    "云折呼宝照富潮双席佘仝皮付闫肖尚晁亢苍折郅逄麻鹿扈海塔孛奇哈朝图那额特色吾占粟由敬生后有荀羊於惠曲"
    "家利蓟从索咸籍卓能双闻莘翟姬扶堵宰雍却璩濮牛寿通扈郏浦别"
)

# Parts of Mongolian names, by meaning: metals, virtues, nature, religion; from general knowledge.
_MONGOLIAN_PARTS = words_in(
    """
    阿拉坦 阿拉腾 阿拉塔 阿古拉 阿古 阿木尔 阿木古楞 阿斯根 阿日斯楞 敖登 敖日格勒 敖特根 敖其尔 敖云
    奥云 敖敦 巴根 巴图 巴特尔 巴特 巴雅 巴雅斯 巴音 巴彦 白音 白乙拉 宝音 宝力德 宝力高 包力格
    宝鲁尔 毕力格 毕勒格 布和 布仁 布日古德 布赫 查干 查娜 查苏 朝鲁 朝格图 朝克 朝伦 朝乐门 策仁
    达来 达赖 达布 达林台 达古拉 丹巴 丹增 道尔吉 道日吉 德力格尔 德格希 都仁 都冷 额尔敦 额尔德尼
    额尔登 额日和 额日敦 恩和 恩克 恩赫 嘎拉 嘎日迪 嘎鲁 噶尔迪 高娃 高勒 格根 格日勒 格日乐 格勒 哈达
    哈斯 哈日 哈布尔 海日 海日罕 呼格吉勒 呼和 呼日勒 呼群 呼斯楞 呼木吉勒 胡日查 胡格吉勒 吉日嘎拉
    吉日格勒 吉日木图 吉木斯 吉雅 吉仁 金桩 拉苏 拉西 朗格 乐登 满达 满都拉 满都呼 满都海 莫日根 莫德格
    木仁 牧仁 木其尔 纳日苏 娜日苏 娜日娜 娜布其 娜仁 那仁 那日苏 那顺 那日 那音太 那木 吉拉 纳木 尼玛
    诺敏 诺日布 普日布 其木 格 其其格 其劳 齐木格 青格乐 青格勒 青格尔 仁钦 仁庆 萨仁 萨日 萨如拉
    萨础拉 赛汗 赛音 赛罕 桑杰 色登 森格 斯琴 斯钦 斯日 苏布 德 苏德 苏和 苏伦 苏日 苏日古嘎 苏雅拉
    苏雅 苏荣 索布德 索德 索龙嘎   陶格斯 陶克涛 陶高 特木尔 特木勒 特日格勒 铁木尔 通拉嘎 图雅
    图娅 图门 图布新 图力古尔 旺吉乐 旺楚克 旺钦 乌恩 乌恩其 乌兰 乌力吉 乌力汗 乌仁 乌日 罕 乌日
    乌日图 乌日汗 乌云 温都尔 温都 陶来 朱日 淖尔 高勒 布拉格 乌素 宝力格 锡尼 苏吉 哈拉 图克 套海 贡
    茹罕 阿茹 毕力 乌尼尔 乌吉木 乌英嘎 锡林 希吉日 雅茹 雅图 伊拉图 伊力奇 伊德尔 伊茹 英格 永荣 扎布
    扎木苏 扎拉嘎 扎那 昭日格图 照日格图 卓拉 珠拉 珠兰 达楞 达木 孟和 孟克 蒙克 孟根 蒙根 朝古拉 木格
    格图 古楞 嘎瓦 图 娜 夫 斯 太 尔 扎西 卓玛 才让 次仁 央金 拉姆 洛桑 多吉 索南 尼玛 班玛 旦增 格桑 措姆
    平措 加措 阿依古丽 古丽 古丽娜尔 买买提 艾力 阿不都 热合曼 吐尔逊 努尔 木拉提 帕提古丽 阿迪力
    麦麦提 依明 玉素甫
    """
)
_SHORT_PARTS = frozenset("图娜夫斯太贡罕德格尔")  # only behind another part
TRANSLITERATION = (
    "丹乌乐买仁伊伦依克其力加努勒卓古吉吐吾呼和哈嘎图塔增多央奥娅娜孜孟宝尔"
    "尼巴布希帕彦德恩才扎托拉措提敖敦斯日旺普曲朝木杰林根格桑森楞次毕汗洛满"
    "牧特玛珠琴甫登策罕胡腾艾苏茹莫萨让贡赫达迪逊道那都钦阿雅音顺额鲁麦"
)
_parts = "|".join(sorted((re.escape(part) for part in _MONGOLIAN_PARTS), key=len, reverse=True))
_MONGOLIAN = re.compile(rf"(?:{_parts}){{1,4}}")


@lru_cache(maxsize=1)
def _odds() -> tuple[dict[str, float], dict[str, float]]:
    """Log odds of a character as surname and as part of a given name."""
    words = segmenter()
    surnames: Counter[str] = Counter()
    given: Counter[str] = Counter()
    everyday: Counter[str] = Counter()
    for word, frequency in words.frequency.items():
        if not frequency:
            continue
        tag = words.tag_of.get(word, "")
        if tag == "nr" and len(word) in (2, 3) and word[0] in SURNAMES:
            surnames[word[0]] += 1
            given.update(word[1:])
        elif tag not in ("nr", "nrt", "ns"):
            for character in word:
                everyday[character] += frequency
    all_given, all_everyday = given.total(), everyday.total()
    all_surnames = surnames.total()
    of_given = {
        character: math.log((count + 0.3) / (all_given + 200))
        - math.log((everyday[character] + 5) / all_everyday)
        for character, count in given.items()
    }
    of_surname = {
        character: math.log((surnames[character] + 0.5) / (all_surnames + 200))
        - math.log((everyday[character] + 5) / all_everyday)
        for character in SURNAMES
    }
    return of_surname, of_given


def surname_length(name: str) -> int:
    """Characters of the surname a row begins with: 0, 1 or 2."""
    if name[:2] in COMPOUND_SURNAMES:
        return 2
    return 1 if name[:1] in SURNAMES else 0


def chinese_name_odds(name: str) -> float:
    """Log odds that ``name`` (surname and one or two characters) is a name; -inf for other shapes.

    The surname counts half, since many surnames are also everyday words; values above 2 are typical
    of names, below -1 of everyday text.
    """
    length = surname_length(name)
    given = name[length:]
    if not length or not 1 <= len(given) <= 2:
        return -math.inf
    of_surname, of_given = _odds()
    surname = 3.0 if length == 2 else of_surname[name[0]] / 2
    return surname + sum(max(-6.0, of_given.get(character, -0.5)) for character in given)


def mongolian_name(text: str) -> bool:
    """Whether the whole row is composed of parts of Mongolian, Tibetan or Uyghur names."""
    return (
        len(text) >= 2
        and text not in _SHORT_PARTS
        and _MONGOLIAN.fullmatch(text) is not None
        and any(part in text for part in _MONGOLIAN_PARTS if part not in _SHORT_PARTS)
    )


def mongolian_names(text: str) -> list[tuple[int, int]]:
    """Maximal rows of such parts, three characters or more."""
    return [match.span() for match in _MONGOLIAN.finditer(text) if match.end() - match.start() >= 3]


def transliterated(text: str) -> bool:
    """Whether every character is one that transliterated names are written with."""
    return bool(text) and all(character in TRANSLITERATION for character in text)
