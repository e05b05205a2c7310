"""Whether words that are said to be a name are one: 雪地里的月亮, 匣子姑娘; not 开药, 城里大夫, 全体护士."""

from __future__ import annotations

import re

from scoring.text.name_model import plausible_name
from scoring.text.nicknames import SENTENCE_LETTERS, everyday_call, is_errand, is_nickname
from scoring.text.person_context import TITLES
from scoring.text.public_figures import PUBLIC_FIGURES
from scoring.text.segment import segmenter, tagged
from scoring.text.word_list import any_of, words_in

_NOBODY = re.compile(  # 落款“一位患者家属”, “全体护士”
    "(?:一[位个名]|全体|所有|某[位个]?)[\u4e00-\u9fff]{0,4}(?:母亲|父亲|妈妈|爸爸|家长|家属|患者|病人|群众|党员|老人|女儿|儿子|"
    f"职工|人员|{any_of(' '.join(TITLES))})"
)
ANY_COMES = frozenset(
    words_in("""
    城里 旗里 县里 公社 下乡 队里 蒙医 中医 西医 苏木 镇上 省里 省城 市里 北京 上海 盟里 接生 赤脚 值班 乡村
    家庭 救护 急救 随车 主治
    好心 年轻 漂亮 外国 外地 本地 当家 送药 打针 看病 牧区 村里 乡里 卫生院 医院 新来的 巡回 流动 解放军 援蒙
    实习 白衣 疫苗 中药 西药 草药 急诊 内科 外科 儿科 妇科 眼科 牙科 骨科 药房 病房 门诊 基层 社区 义诊 农村
    山区 边防 麻醉 康复 心理
""")
)
_SPEAKERS = frozenset("我你您他她它咱俺")
_PARTS = ("n", "a", "m", "q", "f", "s", "z", "b", "j", "x", "uj", "g", "i", "l", "eng", "t")
_NO_NAME = frozenset("好取起来去上下出进起到得做干开打吃喝看听说拿帮给快别不没都很更最再太真")
_SPEECH = frozenset("。!?;")
_POINTED_AT = re.compile("[这那](?:种|个|些|样|么|件|类|回|东西|玩意|事)|什么|哪")  # 外号|这种东西; 那仁 is a name
_MORE = frozenset(words_in("名字 名号 另一个 全名 本名 同一个 一句 什么 一声 不好 真名 实名 一栏 处 别人"))


def quotable(called: str) -> bool:
    """Whether quoted words behind a word for names are one: no sentence, no title, nobody of public life."""
    if called in TITLES or called in PUBLIC_FIGURES or called in _MORE or not _SPEECH.isdisjoint(called):
        return False
    if _NOBODY.fullmatch(called):
        return False
    return bool(re.search("[\u4e00-\u9fff]", called)) and (len(called) > 1) and not _half_the_country(called)


def _half_the_country(called: str) -> bool:
    """王大夫, 大哥, 老武: what half the country is called; a noun in quotation marks is not."""
    return everyday_call(called) and len(called) < 4 and not is_nickname(called)


def by_deed(called: str) -> bool:
    """不疼阿姨, 画月亮的小伙子: somebody called after what he does; not 那日松的弟弟."""
    head, _, who = called.rpartition("的")
    if head and who[-1:] in "叔姨弟妹哥姐爷奶伯妈爸":
        return False
    told = _SPEAKERS.isdisjoint(called) and called[0] not in "那这某" and not (head and plausible_name(head))
    deeds = (called[: -len(title)] for title in TITLES if called.endswith(title))
    return told and called not in TITLES and any(len(deed) > 1 and deed not in TITLES for deed in deeds)


def by_thing(called: str) -> bool:
    """匣子姑娘, 背篼大夫: after a thing, which is only one's own; not 城里大夫 or 王家医生."""
    head = called[:-3] if called.endswith("额格其") else called[:-2]
    if everyday_call(called) or head in ANY_COMES or called in TITLES or len(head) < 2:
        return False
    return all(word.tag == "n" or word.tag == "" for word in tagged(head)) and head not in TITLES


def foreign(called: str) -> bool:
    """尤努斯: letters that make a name and no words, where a word for names leads."""
    return (
        plausible_name(called)
        and len(called) > 2
        and segmenter().known(called) == 0
        and SENTENCE_LETTERS.isdisjoint(called)
        and is_nickname(called)
    )


def reads_as_call(called: str) -> bool:
    """Whether bare words up to a pause are a call: 雪地里的月亮, 锁柱; not 开药, 回家吃饭, 大夫, 王医生."""
    if called in TITLES or called in _MORE or called in PUBLIC_FIGURES or called[0] in _NO_NAME:
        return False
    if _POINTED_AT.match(called):
        return False
    who = called.rpartition("的")[2]
    plain = called.replace("的", "", 1)
    if (
        not SENTENCE_LETTERS.isdisjoint(plain)
        or not who
        or who in TITLES
        or not is_nickname(plain)
        or is_errand(called)
    ):
        return False
    words = tagged(called)
    first, last = words[0].tag, words[-1].tag
    if len(words) == 1 or (plausible_name(called) and len(called) < 4 and not segmenter().known(called)):
        return not first.startswith(("v", "d", "p"))
    nouns = all(word.tag.startswith(_PARTS) or not word.tag for word in words)
    return nouns and last not in ("t", "m", "q", "a") and first not in ("t", "uj", "f")
