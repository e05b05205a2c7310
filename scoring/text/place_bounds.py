"""Where the name of a place begins and ends, and rows that are a people's name, a spelled letter or a common thing.

从巴拉贡|来, 带我上|腊尔山, 他在板申气|街上, 车走到牙塘|桥头; 东乡|族, 鄂伦春|话, 玉林|的玉, 土坡坡, 石窑洞.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scoring.text.word_list import words_in

_PEOPLES = frozenset(
    words_in(
        """
    鄂伦春 鄂温克 达斡尔 东乡 保安 撒拉 土族 裕固 锡伯 赫哲 景颇 德昂 阿昌 傈僳 拉祜 佤 布朗 基诺 独龙 怒族 普米 纳西
    门巴 珞巴 仫佬 毛南 仡佬 布依 土家 畲 羌 塔吉克 柯尔克孜 乌孜别克 塔塔尔 哈尼 彝 苗 瑶 侗 水族 黎 京族 摩梭 蒙古
    朝鲜 维吾尔 哈萨克 俄罗斯 布里亚特 巴尔虎 察哈尔 土尔扈特 和硕特 康巴 安多 嘉绒 白马 俅 莫尔格勒
    """
    )
)
_OF_A_PEOPLE = re.compile(
    r"[族话语歌舞文](?![\u4e00-\u9fff]?[县乡镇])|名(?:字|[叫是儿])|(?:老)?人(?=[，。、,;]|$)|腔|口音|姑娘|汉子|老乡"
)
_STAYS_PLACE = frozenset(("东乡", "保安", "察哈尔", "巴尔虎", "独龙"))  # 东乡人 may be of the county
_DONE_THERE = re.compile(r"(?:[来走去]|赶[墟场集街圩]|办事|开会|老家|巴扎|[雪草]地|[家边](?=[的上里，。,]|$)|[他她])$")
_GOING_UP = frozenset("我你他她它们咱俺就也都又再才先要能敢起天年次回趟早夜晚午亮黑人说前后雪雨,，。；;、!！")
_UP = frozenset("上下")
_UP_INSIDE = re.compile(
    r"^[\u4e00-\u9fff]{0,4}?[上下]田[坎埂]$|^[\u4e00-\u9fff]{1,4}?下(?:嘎查|苏木|乡)$|^[\u4e00-\u9fff]{1,4}?[上下](?:井|田坎|坎|沟|坡|河|山|街)$"
    r"|[遍满落就随当扑倒着各原异实胜]地$|[设有摆放装搬][一两三四五六七八九十几]台$"
    r"|^[地底顶]?[一二三四五六七八九十两几]{1,3}[楼层]$|三角洲$|[五七]大洲$|^全(?:[省市县旗盟区镇乡村]|苏木)"
    r"|[一两几某整每][家间个座所片](?:村|乡|镇|屯|店|铺)$|[借租][村乡镇]$|^[滚跳掉跑走爬踩翻掀扑][上下进过]"
)
_DOUBLED = re.compile(r"^[\u4e00-\u9fff]?([沟坡梁洼坝崖山湾滩坎坑坨坪峁岔洞])\1$")
_BUILT_OF = re.compile(
    r"^[土石砖木泥草破旧深老新大小矮黑空]{1,2}(?:窑洞|水沟|山沟|山洞|水井|山坡|房梁|草地|草滩|台阶|地窖|河沟|河滩|河坎|田坎|田埂|土坡|土坎|石坎)$"
)
_SERIAL = re.compile("走[村乡][串进入包]|串[村屯乡]|村串|进[村屯]入|走屯")


_NAMED_PEOPLE = re.compile("|".join(sorted((name for name in _PEOPLES if len(name) > 1), key=len, reverse=True)))


def not_the_name(text: str, start: int, end: int) -> bool:
    """Whether a row is said of a people or its language, or to tell how a letter is written."""
    name = text[start:end]
    if name in _PEOPLES and (behind := _OF_A_PEOPLE.match(text, end)):
        return behind.group() != "人" or name not in _STAYS_PLACE
    if name == "安宁" and text.startswith(("疗护", "照护", "病房", "护理", "的"), end):
        return True  # 安宁疗护
    spelled = text[end : end + 1] == "的" and text[end + 1 : end + 2] in name
    return spelled and not "\u4e00" <= text[end + 2 : end + 3] <= "\u9fff"


def peoples_named(text: str) -> Iterator[tuple[int, int]]:
    """The names of peoples where the text speaks of them or their language, with the word behind: 鄂伦春话."""
    for match in _NAMED_PEOPLE.finditer(text):
        if not_the_name(text, *match.span()):
            yield match.start(), match.end() + 1


def common_ground(name: str) -> bool:
    """土坡坡, 石窑洞, 黄白茨下井, 走村串屯: ground and ways that have no name."""
    return any(rule.search(name) for rule in (_DOUBLED, _BUILT_OF, _UP_INSIDE, _SERIAL))


def goes_up(text: str, start: int) -> bool:
    """Whether 上 or 下 at ``start`` is what somebody does (带我上|腊尔山), not the first letter of a name."""
    return text[start] in _UP and (start == 0 or text[start - 1] in _GOING_UP)


def place_end(text: str, start: int, end: int) -> int:
    """The end of a place without what follows it: 巴拉贡|来, 马山口|街上, 牙塘|桥头."""
    if end - start > 2 and (
        (text[end - 1] == "街" and text[end : end + 1] in ("上", "里")) or text[end - 1 : end + 1] == "桥头"
    ):
        return end - 1
    return end


def without_acts(text: str, start: int, end: int) -> int:
    """The end of a row of strange letters without what is done there: 从乌布林|来, 到哈日淖尔|家."""
    while end - start > 2 and (act := _DONE_THERE.search(text, start + 2, end)):
        end = act.start()
    side = end - start > 2 and text[end - 1] in "东西南北" and text[end : end + 1] in ("边", "头", "面")
    return end - 1 if side else end  # 家在城川|南边
