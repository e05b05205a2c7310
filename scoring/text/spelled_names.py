"""A name told by its letters: 木子李, 单人旁加个冬, 三个金的鑫, 下雪的雪，晶莹的莹."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scoring.text.known import Reader
from scoring.text.name_model import surname_length
from scoring.text.span_types import Kind, Level, Mention
from scoring.text.word_list import LETTER, words_in

# How the letters of surnames are said by their parts; the last letter is the one meant.
_BY_PARTS = frozenset(
    words_in(
        """
        木子李 十八子李 弓长张 立早章 耳东陈 东耳陈 口天吴 古月胡 草头黄 言午许 双木林 走肖赵 禾呈程
        双人徐 干勾于 三横王 三画王 三划王 虎头卢 木易杨 文刀刘 卯金刀刘 人可何 人未余 人示余 双口吕
        口口吕 两口吕 水工江 山佳崔 山隹崔 革斤靳 言射谢 言身寸谢 丘耳邱 木土杜 木公松 木白柏 木每梅
        禾火秋 禾日香 西土贾 西贝贾 草鱼苏 草办苏 草将蒋 草大莫 草头范 口十叶 十口叶 木兆姚 女兆姚
        羊女姜 美女姜 二马冯 两点马冯 八刀分 禾中种 禾乃秀 禾口和 禾王程 言成诚 言吾语 言永咏 言周调
        言炎谈 言方访 言己记 示申神 示羊祥 立青靖 青争静 立日音 日立音 音十章 日京景 日天昊 日文旻
        日安晏 日生星 日军晖 火华烨 火军辉 火宣煊 水每海 水羊洋 水青清 水告浩 水林淋 王月玥 王令玲
        王民珉 王林琳 王英瑛 王奇琦 王路璐 金夫铁 金失铁 金同铜 金名铭 金帛锦 木风枫 木对树 木支枝
        木直植 女子好 女马妈 女良娘 女亭婷 女未妹 女家嫁 草化花 草方芳 草分芬 草连莲 草秀莠 草平苹
        竹付符 竹林筠 雨田雷 雨相霜 雨令零 雨辰震 田力男 土也地 土成城 土申坤 山风岚 山夆峰 革面缅
        走召超 走己起 耳又取 耳总聪 贝才财 贝武赋 贝加贺 加贝贺 马大驮 马户驴 马骨骆 鱼羊鲜 鱼京鲸
        巾长帐 巾白帛 门日间 门人闪 门王闰 户方房 尸古居 弓虽强 弓也弛 心青情 米青精 衣谷裕 宀女安
        牛文牧 牛女妞 人王全 关耳郑 奠耳郑 者邑都 君羊群 君邑郡 又耳邓 韦寸韩 云力动 尹口君 禾子季
        谷欠欲 余又叙 卜贝贞 少力劣 少目省 自心息 士心志 士口吉 士豆壹 生日星 其月期 月半胖 月巴肥
        月其期 三个金鑫 三木森 三水淼 三火焱 三土垚 三石磊 三牛犇 三日晶 双火炎 双土圭 双王珏 双吉喆
        双喜囍 双月朋 双日昌 双马冯
        """
    )
)
_PARTS = "|".join(sorted((re.escape(one) for one in _BY_PARTS), key=len, reverse=True))
_RADICAL = (
    r"(?:单立?人|双立?人|[三两]点水|提手|竖心|绞丝|立刀|反犬|宝盖|秃宝盖|走之|左耳|右耳|双耳|耳朵|草字|竹字|"
    r"[金木水火土日月目口女王言足石虫鱼马车食示衣雨山禾米田贝牛羊弓巾革鸟酉舟走身角鹿门户广病穴走]字)"
    r"(?:旁|头|底|盖头?|框|刀|边)儿?"
)
_BY_RADICAL = re.compile(
    rf"{_RADICAL}(?:[,，]?(?:右边|左边|下边|下面|下头|上面|上头|里面|里头|旁边|外加|再)?(?:加|一|配|是|有|写|上)?(?:一?个|上|着)?"
    r"[\u4e00-\u9fff]{1,4}?(?:的[\u4e00-\u9fff])?字?(?=[,，。;；!）)”、]))?"
)
_ABOUT_A_NAME = re.compile(r"(?:姓|名|字|叫|写成|写作|写错|[哪那]个|署|介绍)[^\n。]{0,16}$")
_LED = re.compile(r"(?:我|他|她|您|你)?(?:的)?(?:大名|名字|本名|学名|姓|名|叫|就)*(?:不?是|叫|姓|写)")
_COUNTED = re.compile("(?:[一二两三四双][个]?|上[\u4e00-\u9fff]下|左[\u4e00-\u9fff]右)[\u4e00-\u9fff]")


def find_spelled(reader: Reader, author: str) -> Iterator[Mention]:
    """The letters of one author's name, each shown in a word, by its parts, or counted."""
    length = surname_length(author)
    given, text = author[length:] or author, reader.view.text
    within = rf"名字?[里中][^\n。]{{0,8}}[有带]着?(?:一?个)?“?([{re.escape(given)}])”?字"
    for match in re.finditer(within, text):
        yield reader.mention(*match.span(1), Kind.AUTHOR, Level.LIKELY, "spelled_out")
    spans = [*_by_words(text, author, given), *_by_parts(text, author), *_by_radicals(text, author)]
    for start, end in spans:
        yield reader.mention(start, end, Kind.AUTHOR, Level.LIKELY, "spelled_out")


def _by_words(text: str, author: str, given: str) -> Iterator[tuple[int, int]]:
    """冬天的雪,晶莹的莹; 启明星的启明; 三个金的鑫: not 姓相的相."""
    part = rf"{LETTER}{{1,5}}的(?:{re.escape(given)}|[{re.escape(author)}])(?:字|那个字)?(?!{LETTER})"
    for match in re.finditer(rf"{part}(?:[ ,，、;；]{{0,2}}{part})*", text):
        led = _LED.match(match.group())
        start = match.start() + (led.end() if led else 0)
        shown = re.findall(rf"({LETTER}+)的({re.escape(given)}|[{author}])", text[start : match.end()])
        before = text[max(0, start - 24) : start]
        said = before + text[match.end() : match.end() + 12]
        whole = {letter for _, letter in shown}.issuperset(author)
        of_a_name = whole or given in before or re.search("[姓名叫]|写错|介绍", said)
        if of_a_name and (len(shown) > 1 or any(_shows(*one) for one in shown)):
            yield start, match.end()


def _shows(word: str, letter: str) -> bool:
    return len(word) > 1 and (letter in word or _COUNTED.fullmatch(word) is not None)


def _by_parts(text: str, author: str) -> Iterator[tuple[int, int]]:
    """我姓木子李, 弓长张, 三个金: the letter meant is one of the author's."""
    for match in re.finditer(rf"({_PARTS})(?:的{LETTER}(?!{LETTER}))?(?=[,，。;；!、）)”\n ]|$)", text):
        if match.group(1)[-1] in author:
            yield match.span()


def _by_radicals(text: str, author: str) -> Iterator[tuple[int, int]]:
    """提手旁加个辰, 单人旁一个冬, where a name is spoken of."""
    for match in _BY_RADICAL.finditer(text):
        before = text[max(0, match.start() - 20) : match.start()]
        if _ABOUT_A_NAME.search(before) and not set(before[-12:]).isdisjoint(author):
            yield match.span()
