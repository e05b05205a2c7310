"""Names that stuck, told by how they came about and by where they are signed.

就署了个看灯的老秦; 你该有个号,就叫守夜的猫; 把我唱成了菱角; 见了我就喊:“这不是药铺的小秤嘛”; 东河卫生院 一根线.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from scoring.text.call_words import quotable, reads_as_call
from scoring.text.name_repeats import last_lines
from scoring.text.nicknames import SENTENCE_LETTERS, everyday_call, is_nickname, of_nobody_here
from scoring.text.person_context import TITLES

_ME = "[我俺咱]"
_NAME = "[\u4e00-\u9fff]{2,8}"
_PAUSE = "(?=[,。;!])"
_A_NAME = r"(?:号|名号|外号|绰号|诨号|雅号|网名|笔名|艺名)"

_SIGNED_AS = re.compile(rf"署(?:了|上|上了|的是|着)(?:一?个)?({_NAME}){_PAUSE}")
_USED_TOO = re.compile(
    rf"(?:署名|笔名|网名)[^\n。,;“]{{2,8}},(?:也|还|又|有时|偶尔)(?:用过?|署过?|叫过?)(?:笔名)?({_NAME}){_PAUSE}"
)
_OUGHT = re.compile(  # 你该有个号。有人说,就叫守夜的猫
    rf"[有起取换用](?:一?个|了个|了一个)?{_A_NAME}(?:吧|了|才好)?[。,!?][^\n。“”]{{0,10}}[,:“]{{1,2}}就?叫[你我]?({_NAME})(?=[,。!”])"
)
_MADE_OF = re.compile(  # 就把我唱成了菱角
    rf"把{_ME}(?:的名字?)?[^\n。,“”]{{0,4}}[唱念喊叫编传](?:成|作|做)了?(?:“([^“”\n]{{2,8}})”|([\u4e00-\u9fff]{{2,5}})(?=[,。;!—]))"
)
_SEEN = re.compile(  # 见了我就喊:“这不是药铺的小秤嘛!”
    rf"(?:见了?|看到了?|认出了?|瞧见了?){_ME}[^\n。“”]{{0,8}}[喊叫说道问笑][:,]{{0,2}}“[^“”\n]{{0,4}}?这不(?:就)?是"
    rf"(?:那个|咱们?的?|我们的?)?([\u4e00-\u9fff]{{2,7}}?)[嘛吗么]"
)
_ANSWERED = re.compile(  # “你嘛,你叫敲锣的。”
    r"“(?:[^“”\n。]{0,8},)?你(?:呀|啊|嘛|么)?,?(?:你)?(?:就)?叫([\u4e00-\u9fff]{2,6})[。!]?”"
)
_STUCK = re.compile(  # 菱角叔叔这个名没换; 菱角这个名字就这么传开了
    r"(?<=[,。;“\n])([\u4e00-\u9fff]{2,6})”?这个(?:名|名字|名儿|叫法|称呼)(?:一直|可|却|从此|再)?(?:没换|没变|没改|不换|就这[么样]|跟了?我|传开|叫开)"
)
_SINCE = re.compile(  # “我们扣子嫂做的!”就从那天,我有了这个名
    r"“(?:[^“”\n]{0,6}[!,])?(?:(?:这是)?(?:我们|咱们?|俺们?))?([\u4e00-\u9fff]{1,3}(?:嫂|姐|哥|叔|姨|婶|爷|奶|妈|爸|大夫|医生|姑娘))[^“”\n]{0,6}”"
    r"[^“”]{0,14}(?:有了|得了|落下了?|多了)(?:这|这么)一?个(?:名|外号|名字|称呼|绰号|雅号|名号)"
)
_DAUGHTER = re.compile(
    rf"(?:[还也]有(?:人)?叫(?:{_ME})?|[叫喊唤称]{_ME}“?)([\u4e00-\u9fff]{{2,3}}(?:闺女|丫头|媳妇|儿媳妇|婆姨|女婿))(?:的)?(?=[,。;!”])"
)
_LETTERS = re.compile(  # “软师傅”这三个字跟定了我
    r"“([\u4e00-\u9fff]{2,5})”这[两三四五六]个字[^\n。,“]{0,4}(?:跟|传|叫|粘|成了|就成了|贴)[^\n。,“]{0,4}[我俺]"
)
_THAT = re.compile(r"[这那]个“?([\u4e00-\u9fff]{3,5})”?的(?:外号|绰号|名号|诨名|诨号|雅号)")
_BECAUSE = re.compile(rf"我[^\n。“”]{{0,10}},就?叫({_NAME}),因为我")
_LISTED = re.compile(  # 管我叫“光头王”、“不睡觉的王大胆”
    rf"(?:管{_ME}叫|[叫喊称]{_ME}[做作]?)“[^“”\n]{{1,8}}”[、,](?:也有?叫|还有?叫|或者?|和|又叫|有的叫|有的)?“([^“”\n]{{2,8}})”"
)
_MEANING = re.compile(
    r"(?:[,是叫]|就是)(?!什么|哪|这|那)([\u4e00-\u9fff]{2,4})的意思|意思[就]?是“?([\u4e00-\u9fff]{2,4})”?(?=[,。;])"
)

_UNIT_END = r"(?:医院|卫生[院室所站]|中心|急救站|疗养院|服务站|门诊部|诊所|疾控|[科室房所站队部院])"
_UNIT_LINE = re.compile(
    rf"^[ ]*(?:[\u4e00-\u9fff]{{2,6}}:[ ]?)?[\u4e00-\u9fff]{{2,18}}{_UNIT_END}[ ]{{1,4}}({_NAME})"
    rf"(?:[ ,]+[写记改]于[^\n]{{1,16}})?[ ]*$",
    re.MULTILINE,
)
_BYLINE = re.compile(
    rf"^[ ]*(?:文|撰文|图文|文图|供图并文|作者|执笔)[ ]?[/|:][ ]?({_NAME})[ ]*$", re.MULTILINE
)
_WORN = re.compile(  # a unit, a place, a day, an act of publishing, a greeting
    r"(?:[科室部组队站院房所办局镇乡村旗县市州盟厅会社处区寨屯馆路街里外下上前后中夜晚春夏秋冬年月日稿全团班楼号河山湖家]|"
    r"编辑|供稿|整理|敬上|此致|敬礼|报送|宣传|护士长|医生|大夫|护士|人员|同志|材料|记录|留言|[医药技]师|摄影|健康|平安|快乐|故事)$"
    r"|^(?:全体|一[名位个]|某|原创|摘自|转自|写[于在]|记[于在]|关于|致|献给)"
)
_NO_CALL = frozenset("你您我他她它谁啥")
_LAST_LINES = 4
_MOST = 20  # meanings looked for elsewhere, so that the length of the text alone counts


def told_since(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the view."""
    for pattern in (_SIGNED_AS, _USED_TOO, _OUGHT, _LETTERS, _THAT, _BECAUSE, _LISTED):
        for match in pattern.finditer(text):
            if _name_of_one(match.group(1)) and not of_nobody_here(text, match.start()):
                yield match.span(1)
    for pattern in (_MADE_OF, _ANSWERED, _STUCK, _SEEN):
        for match in pattern.finditer(text):
            called = match.group(match.lastindex or 0)
            if _called(called) and not of_nobody_here(text, match.start()):
                yield match.span(match.lastindex or 0)
    for match in _SINCE.finditer(text):
        if is_nickname(match.group(1)):
            yield match.span(1)
    for match in _DAUGHTER.finditer(text):
        if match.group(1) not in TITLES and match.group(1)[0] not in "小大老好傻人谁这那你我他她":
            yield match.span(1)
    yield from _at_the_end(text)


def _at_the_end(text: str) -> Iterator[tuple[int, int]]:
    """东河卫生院 一根线 in the last lines; 文/关关听雨 anywhere; what a name means, where that is signed."""
    last = last_lines(text, _LAST_LINES)
    for match in _UNIT_LINE.finditer(text, last):
        if _name_of_one(match.group(1)) and not _WORN.search(match.group(1)):
            yield match.span(1)
    for match in _BYLINE.finditer(text):
        if _name_of_one(match.group(1)) and not _WORN.search(match.group(1)):
            yield match.span(1)
    for match in islice(_MEANING.finditer(text), _MOST):
        meant = match.group(match.lastindex or 0)
        used = rf"{meant}(?:大夫|医生|护士|姐|妹|嫂|额吉|姑娘|阿姨|哥|叔)|“{meant}[!,]"
        if not everyday_call(meant) and re.search(used, text):
            yield match.span(match.lastindex or 0)
        for signed in re.finditer(rf"^[ —–-]*({meant})(?=[ ]*$|[ ]+[\da-z+])", text[last:], re.MULTILINE):
            yield match.span(match.lastindex or 0)
            yield last + signed.start(1), last + signed.end(1)


def _name_of_one(called: str) -> bool:
    """看灯的老秦, 一根线, 不眨眼的胡大胆: what only one is called, where a signature or a word for names leads."""
    if not quotable(called) or called[-1] in "了过着们" or not _NO_CALL.isdisjoint(called):
        return False
    return called[0] not in "不没真以为" or "的" in called[:-1]


def _called(called: str) -> bool:
    """菱角, 敲锣的, 药铺的小秤: no sentence, and nothing that everybody is called."""
    if called[-1] == "的":
        deed = called[:-1]
        return len(deed) > 1 and SENTENCE_LETTERS.isdisjoint(deed) and deed not in TITLES
    head, _, who = called.rpartition("的")
    if head:
        return SENTENCE_LETTERS.isdisjoint(head + who) and who not in TITLES and len(who) > 1
    return reads_as_call(called) if everyday_call(called) else is_nickname(called)
