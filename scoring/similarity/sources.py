"""Public sources of quoted words: who or what they are attributed to, and the oaths all physicians know.

A source is public when the words are there for everybody to look up: a titled work, a law, an office, an
assembly, a person of whom the whole country speaks, a proverb. What a colleague or a patient of the
story says is no quotation. All patterns are meant for the searched form of a text (half-width marks).
"""

from __future__ import annotations

import re

from scoring.text.public_figures import PUBLIC_FIGURES
from scoring.text.word_list import any_of, words_in

WINDOW = 64  # characters before a quotation in which its source is looked for
TAIL = 44  # characters behind it

# People whose sayings school and contest essays quote, beside those in the gazetteer.
_QUOTED_AUTHORS = words_in(
    """
    尼采 罗素 黑格尔 歌德 席勒 卢梭 伏尔泰 叔本华 萨特 加缪 卡夫卡 契诃夫 普希金 屠格涅夫 陀思妥耶夫斯基
    狄更斯 王尔德 萧伯纳 纪伯伦 梭罗 爱默生 海伦凯勒 海伦·凯勒 罗曼·罗兰 巴尔扎克 莫泊桑 福楼拜 普鲁斯特
    马尔克斯 博尔赫斯 丘吉尔 罗斯福 富兰克林 卡耐基 乔布斯 霍金 伽利略 哥白尼 帕斯卡 蒙田 伊壁鸠鲁 塞涅卡
    弗洛伊德 荣格 阿德勒 苏霍姆林斯基 陶行知 蔡元培 胡适 梁启超 梁漱溟 梁实秋 林语堂 林徽因 林清玄 张爱玲
    三毛 汪曾祺 史铁生 路遥 余华 莫言 贾平凹 余秋雨 王小波 周国平 丰子恺 李叔同 弘一法师 王国维 陈寅恪
    钱穆 冯友兰 曾国藩 左宗棠 李鸿章 龚自珍 魏源 谭嗣同 秋瑾 康有为 严复 黄宗羲 王夫之 张载 程颢 程颐
    周敦颐 陆九渊 韩愈 柳宗元 刘禹锡 李商隐 杜牧 王维 孟浩然 王之涣 王勃 陈子昂 高适 岑参 元稹 李贺 贾岛
    李清照 柳永 晏殊 秦观 黄庭坚 曾巩 苏洵 苏辙 杨万里 范成大 朱庆馀 叶绍翁 于谦 郑燮 袁枚 纳兰性德
    蒲松龄 吴敬琏 罗贯中 施耐庵 吴承恩 曹植 曹丕 嵇康 阮籍 左丘明 班固 刘向 贾谊 晁错 董仲舒 扬雄 王充
    管仲 管子 晏子 列子 商鞅 李斯 鬼谷子 孙子 孙武 诸葛孔明 顾宪成 方孝孺 黄庭坚 叶剑英 陈毅 彭德怀 贺龙
    刘伯承 聂荣臻 徐特立 方志敏 李大钊 瞿秋白 陈独秀 恽代英 艾青 臧克家 穆旦 顾城 舒婷
    汪国真 席慕蓉 余光中 艾思奇 费孝通 黄炎培 晏阳初 龙应台 金庸 古龙 陈忠实 王蒙 铁凝 张中行 宗璞 刘慈欣
    """
)
# Names that are also words of a family: a name only where a clause begins with it.
_FAMILY_WORDS = frozenset(("老子", "孙子"))
_FIGURES: dict[str, tuple[str, ...]] = {}
for _name in sorted({name for name in PUBLIC_FIGURES if len(name) > 1} | set(_QUOTED_AUTHORS), key=len):
    _FIGURES[_name[0]] = (_name, *_FIGURES.get(_name[0], ()))  # the longest of an initial comes first
_FIRST = re.compile("[" + "".join(_FIGURES) + "]")

_SAY = (
    r"(?:指出|强调|说|讲|曰|云|言|道|写|谈|提出|提到|要求|规定|明确|认为|主张|告诫|教导|号召|勉励|记载|记述|"
    r"记|载|题|吟|唱|称|有诗|有句|有言|名言|感叹|疾呼|宣告|宣示|部署|倡导|开篇|墓志铭|的话|那句|这句|所谓)"
)
# What may stand between the source and the verb; possessive, so that no text can make the search long.
_FILLER = (
    r"(?:同志|先生|女士|院士|教授|医生|大夫|总书记|主席|总理|元帅|将军|夫人|老人家|精神|等|还|也|就|都|曾经|曾|常常|常|"
    r"早就|早已|早|又|再次|多次|反复|一再|特别|所|有一?[句段首]|一文|一书|一诗|一词|序言|序|前言|总则|明文|"
    r"里面|[里中上内]|的?第[零〇一二三四五六七八九十百千0-9]{1,9}[条款项章]|\([^()\n]{1,12}\)){0,6}+"
)
_WHERE = r"(?:[在于][^,。\n]{1,28}?[中上里时内]|的[^,。\n]{1,10}?[中上里]|的)?"
_BETWEEN = rf"{_FILLER}{_WHERE}{_FILLER}"
# Behind the verb the words of the source may be led in, but nobody else may begin to speak.
_LED_IN = r"[^”」』\"说问答喊。!?\n]{0,16}$"
_SAYING = re.compile(rf"{_BETWEEN}{_SAY}{_LED_IN}")
_NAMED_BARE = re.compile(r"(?:的|那句|那首|式的|所说的)?[:,]?$")
# 翻开《…》,第一眼就看到“ · 学习《…》,有几句我抄在了本子上:“
_READ_THERE = r",[^”」』\"说问答喊,。!?\n]{0,12}(?:[看读]到|抄)[^”」』\"说问答喊,。!?\n]{0,10}$"
_IN_TITLE = re.compile(
    rf"{_BETWEEN}(?:{_SAY}{_LED_IN}|(?<=[里中上条款])[^,。\n说问答]{{0,6}}$)|{_READ_THERE}"
)

_TITLE = re.compile(r"《([^《》\n]{1,40})》")
_PRIVATE_TITLE = re.compile(r"日记|日志|笔记|记录本|周记|留言|遗书|感谢信|情书|便条|请假|家信|检讨|病历")

_ORDINAL = r"[零〇一二三四五六七八九十百千0-9]{1,9}"
_OFFICE = re.compile(
    rf"党中央|中共中央|中央一号文件|中央文件|国务院|全国人大|总书记|国家主席|总理|中央纪委|宪法|党章|党代会|"
    rf"十[一二三四五六七八九]大|二十大|届[一二三四五六七八九]中全会|政府工作报告|卫生部|卫计委|卫健委|卫生厅|教育部|"
    rf"世界卫生组织|世卫组织|联合国|工作会议|代表大会|座谈会|表彰大会|"
    rf"(?:法|条例|规定|办法|规范|准则|守则|章程|细则)第{_ORDINAL}条|"
    rf"(?:通知|公报|纲要|规划|讲话|批示|指示精神|重要指示|决议|白皮书|宣言)"
)
_OFFICIAL_SAYING = re.compile(
    rf"(?:和|及|的|重要|精神|报告|讲话|通知|文件|全会|大会|会议|决定){{0,5}}+{_BETWEEN}"
    rf"(?:和|及|的|重要|精神|报告|讲话|通知|文件|全会|大会|会议|决定){{0,5}}+{_FILLER}"
    rf"(?:指出|强调|提出|要求|规定|明确|号召|部署|写道|提到|倡导|宣告|确定|[里中上])[^”」』\"说问答喊。!?\n]{{0,16}}$"
)
_LEADER_AT_MEETING = re.compile(
    r"(?:部长|厅长|局长|书记|省长|市长|盟长|旗长|县长|主席)[^,。\n]{0,20}?(?:会议|大会|座谈会|讲话|报告会|全会)"
    r"[^,。\n]{0,6}?(?:指出|强调|提出|要求)[^”」』\"说问答喊。!?\n]{0,12}$"
)
# A speech before an assembly is there to look up, whoever held it.
_SPEECH = re.compile(
    r"(?P<name>(?:大会|会议|座谈会|报告会|仪式|典礼)上的?(?:重要)?讲话)[里中]?"
    r"(?:[^”」』\"说问答喊,。!?\n]{0,8}[说讲]道?[:,]?|,[^”」』\"说问答喊,。!?\n]{0,8}印象最深[^”」』\"说问答喊,。!?\n]{0,8})$"
)
_PROVERB = re.compile(
    rf"(?P<name>古人|(?<!蒙)古语|古训|古话|古诗|先贤|先哲|前人|圣人|俗话|俗语|常言|谚语|民谚|老话|有道是|正所谓|名言|格言|箴言|"
    rf"座右铭|誓言|誓词|宣誓|校训|医训|对联|楹联|诗句|诗云|诗曰|词云|歌词|歌中|歌谣|{any_of('国歌 国际歌')})"
    rf"[^,。\n”」』问答喊我你他她]{{0,8}}[:,]?$"
)
_RENOWNED = re.compile(
    r"(?P<name>(?:哲学家|思想家|教育家|文学家|科学家|医学家|政治家|革命家|军事家|史学家|作家|诗人|词人|文豪|院士|药王|"
    r"医圣|名医|先圣)[\u4e00-\u9fff·]{0,12}?)(?:曾经|曾|也|就|有一句|的)*(?:说|曰|云|写道|言|讲|指出|名言)"
    r"[^”」』\"问答喊。!?\n]{0,6}$"
)
_ANCIENT = re.compile(r"(?:[曰]|有云|诗云|语云|书云|经云)[:,]?$")

_SIGNED = re.compile(r"[,。]?\s{0,3}(?:——|--|—|――)\s{0,2}(?P<name>[^\n]{2,24})")
_BRACKETED = re.compile(r"[,。]?\((?P<name>[^()\n]{2,30})\)")
_EXPLAINED = re.compile(
    r"[,。]?(?:这|那)?(?:是|就是|便是|出自|语出|源自|源于|见于|选自|引自)(?P<name>[^,。!?\n“”]{1,22})"
)
_PUBLIC_WORDS = (
    r"名言|古训|古语|格言|箴言|誓言|誓词|诗句|诗歌|谚语|俗语|墓志铭|校训|医训|教导|题词|重要讲话|"
    r"重要指示|重要论述"
)
_THESE_WORDS = re.compile(
    rf"[,。]?(?:这|那)[几一两三四]?(?:句|段|首)[^,。!?\n“”我你他她]{{0,6}}(?P<name>{_PUBLIC_WORDS})"
)
_OF = re.compile(rf"的[^,。!?\n“”我你他她]{{0,4}}?(?P<name>{_PUBLIC_WORDS})")
_OF_OFFICE = re.compile(r"的(?:[^,。!?\n“”我你他她]{0,6}?)(?P<name>宗旨|方针|精神|目标|口号|总?要求)")

# First words of the oaths and classics of the profession, with the name of the work.
KNOWN_WORKS = {
    "健康所系,性命相托": "医学生誓言",
    "我志愿献身医学": "医学生誓言",
    "除人类之病痛": "医学生誓言",
    "救死扶伤,不辞艰辛": "医学生誓言",
    "大医治病,必当安神定志": "大医精诚",
    "先发大慈恻隐之心": "大医精诚",
    "不得问其贵贱贫富": "大医精诚",
    "人命至重,有贵千金": "千金要方",
    "余谨以至诚": "南丁格尔誓言",
    "终身纯洁,忠贞职守": "南丁格尔誓言",
    "有时去治愈": "特鲁多墓志铭",
    "有时是治愈": "特鲁多墓志铭",
    "德不近佛者不可": "裘法祖",
    "但愿世间人无病": "药铺楹联",
    "矢忠不渝": "希波克拉底誓言",
    "无论至于何处": "希波克拉底誓言",
    "我志愿加入中国共产党": "入党誓词",
    "我志愿加入中国共产主义青年团": "入团誓词",
}
KNOWN_WORK = re.compile("|".join(map(re.escape, KNOWN_WORKS)))


def figure_in(text: str) -> tuple[int, int] | None:
    """The last public figure named in ``text``, None without one."""
    last = None
    for match in _FIRST.finditer(text):
        at = match.start()
        if last is not None and at < last[1]:
            continue
        name = next((name for name in _FIGURES[match.group()] if text.startswith(name, at)), "")
        if name and not (name in _FAMILY_WORDS and at and text[at - 1] not in ",:;、"):
            last = (at, at + len(name))
    return last


def public_title(text: str) -> str:
    """The last title in 《》 that is a work to look up, not somebody's diary; "" without one."""
    titles = [match for match in _TITLE.finditer(text) if is_public_title(match.group(1))]
    return titles[-1].group() if titles else ""


def is_public_title(title: str) -> bool:
    """Whether a title in 《》 may be a published work."""
    return not _PRIVATE_TITLE.search(title) or title == "雷锋日记"


def source_before(lead: str) -> str:
    """The public source that ``lead``, the sentence up to a quotation, attributes it to; "" for none."""
    for find in (_figure_saying, _title_saying, _office_saying, _others_saying):
        source = find(lead)
        if source:
            return source
    return ""


def _figure_saying(lead: str) -> str:
    place = figure_in(lead)
    if place is None:
        return ""
    rest = lead[place[1] :]
    saying = _SAYING.match(rest) or _NAMED_BARE.match(rest)
    return lead[slice(*place)] if saying else ""


def _title_saying(lead: str) -> str:
    for match in reversed(list(_TITLE.finditer(lead))):
        if is_public_title(match.group(1)) and _IN_TITLE.match(lead, match.end()):
            return match.group()
    return ""


def _office_saying(lead: str) -> str:
    for match in reversed(list(_OFFICE.finditer(lead))):
        if _OFFICIAL_SAYING.match(lead, match.end()):
            return match.group()
    meeting, speech = _LEADER_AT_MEETING.search(lead), _SPEECH.search(lead)
    return meeting.group() if meeting else speech.group("name") if speech else ""


def _others_saying(lead: str) -> str:
    for pattern in (_PROVERB, _RENOWNED):
        match = pattern.search(lead)
        if match:
            return match.group("name")
    ancient = _ANCIENT.search(lead)
    return ancient.group() if ancient else ""


def source_behind(rest: str) -> str:
    """The public source named right behind a quotation; "" for none."""
    signed = _SIGNED.match(rest) or _BRACKETED.match(rest)
    if signed:
        return _public_name(signed.group("name"))
    explained = _EXPLAINED.match(rest)
    if explained and (_public_name(explained.group("name")) or re.search(_PUBLIC_WORDS, explained.group())):
        return explained.group("name")
    match = _THESE_WORDS.match(rest) or _OF.match(rest)
    return match.group("name") if match else ""


def slogan_of(rest: str) -> str:
    """What the words behind a quotation call it, where that is an aim, a principle or a slogan; or ""."""
    match = _OF_OFFICE.match(rest)
    return match.group("name") if match else ""


def _public_name(text: str) -> str:
    place = figure_in(text)
    if place is not None:
        return text[slice(*place)]
    office = _OFFICE.search(text)
    return public_title(text) or (office.group() if office else "")


def known_work(words: str) -> str:
    """The oath or classic text these words are from; "" where none of its known lines stands there."""
    match = KNOWN_WORK.search(words.replace(";", ","))
    return KNOWN_WORKS[match.group()] if match else ""
