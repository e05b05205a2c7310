"""Tellings of a name that need more than one phrase: who else calls the writer what, where a name is read or heard.

不喊俺大名，喊“秋生家的”; 牧民喊我针线筐，娃娃们喊顶针爷爷; 开了个号，叫“灶台边的药”; “铁脚板”就是我.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scoring.text.call_words import ANY_COMES, by_deed, quotable, reads_as_call
from scoring.text.name_model import surname_length
from scoring.text.nicknames import SENTENCE_LETTERS, everyday_call, is_nickname, of_nobody_here
from scoring.text.person_context import TITLES
from scoring.text.segment import segmenter
from scoring.text.word_list import any_of

_ME = "(?:[我俺咱]|额(?!吉|木|布|格|么|莫|尔|日))"  # 叫额布格: a grandfather
_BARE = "[\u4e00-\u9fff]{2,6}"
_END = "(?=[,。;!?、\n)]|了[,。!])"
_MANY = (
    r"(?:[\u4e00-\u9fff]{0,6}们|小?娃娃?|小?孩子|游客|香客|外乡人|干部|客人|学生|徒弟|老人|老乡|乡亲|牧民|村民|渔民|工人|矿工|农民|邻居|街坊|同学|同事|同行|战友|"
    r"病人|患者|家属|[村寨屯庄队所站科院镇乡旗县]里的?人?|[庄村屯寨镇街集]上的?人?|大人小孩|老的小的|人家?|大家|大伙儿?|背后)"
)
_ONE = (
    r"(?:老师|师傅|师父|领导|院长|主任|护士|大夫|医生|司机|男人|女人|媳妇|丈夫|爱人|老伴|妻子|[爸爹妈娘爷奶婆公哥姐弟妹姨婶嫂叔伯]|"
    r"后来|现在|如今|小时候|从小|在家)"
)
_ACCOUNT = (
    r"(?:[账帐]号|[小大公]号|马甲|公众号|视频号|抖音号?|快手号?|直播间|频道|头条号|QQ空间|博客|播客|专栏|小红书|微博|昵称|网名|"
    r"群名片|群昵称|朋友圈里?|微信名?|qq名?|b站|开了一?个号|笔名|艺名|外号|绰号|诨号|雅号|小名|乳名)"
)
_NAME_WORD = r"(?:大名|名字|本名|真名|学名|大号|官名|名儿|全名)"

# 叫我柳条筐,娃娃们叫蚂蚱爷爷: who else calls the writer what, behind the first of them
_FIRST = re.compile(rf"[叫喊唤称]{_ME}|管{_ME}叫|不[喊叫]{_ME}|外号|绰号|叫法|称呼")
_ELSE = re.compile(
    rf"(?<=[,;。、\n:])(?:{_MANY}[都也就还总爱常]?[^\n。,“;它]{{0,6}}?[叫喊唤称](?:{_ME}|作|做)?"
    rf"|{_ONE}[都也就还总爱常]?[^\n。,“;]{{0,6}}?(?:[叫唤称]{_ME}|喊{_ME}?))(?:作|做)?"
    rf"(?:“([^“”\n]{{2,10}})”|(?![你他她它])({_BARE}){_END})"
)
_REACH = 60
# 不喊俺大名,喊“秋生家的”; 名字太长,就叫“半截”
_INSTEAD = re.compile(
    rf"(?:嫌[^\n。,]{{0,4}}名[字儿][^\n。,]{{0,4}}[长绕拗难]口?|(?:不|没人|没有人|没几个人|很少有?人?|少有人)(?:大|怎么)?[叫喊唤知记]{_ME}?[^\n。“]{{0,8}}{_NAME_WORD}|"
    rf"{_NAME_WORD}[^\n。,“]{{0,10}}(?:不大[叫喊]|,?[^\n。,“]{{0,4}}没(?:几个|什么|啥|多少)?人[叫喊]|[念叫喊]不[惯来出]|拗口|绕口|难[记念叫]|[太嫌]长|不好[记念叫]))"
    rf"[^\n。“]{{0,12}}?(?:[叫喊唤]{_ME}?|[提说]起|一[提说])(?:“([^“”\n]{{2,10}})”|(?![你他她它])({_BARE}){_END})"
)
_ASKED = re.compile(  # 你网名咋还叫“半块砖”; 外号是不是叫“铁脚板”
    rf"{_ACCOUNT}[^\n。,“]{{0,2}}(?:怎么|咋|为什么|为啥|为何|干嘛|是不是|不是|可|起了个|取了个|又|还|就|也|也是)"
    r"[还就也都会要]{0,2}[叫是](?:做|作|个)?“([^“”\n]{2,12})”"
)
_OPENED = re.compile(
    rf"{_ACCOUNT}[^\n。“”]{{0,24}}?(?:改成|改为|改作|换成|叫做?|取名|起名|名叫|名为)了?[叫为]?[“《]([^“”《》\n]{{2,12}})[”》]"
)
_OF_A_HOUSE = re.compile("医院|卫生院|我院|院里|科里|科室|单位|中心|[旗县市区局站所]里?的?$")
_GAVE = re.compile(r"[起取送安]了?[^\n。,:“]{0,5}(?:名|名字|名号|外号|绰号|诨号|雅号)[:,]([^\n。]{4,40})(?=。)")
_EACH = re.compile(
    r"(?:^|[,;、])(?!院长|主任|书记|科长|护士|医生|大夫|司机)[\u4e00-\u9fff]{1,4}?[是叫]“?([\u4e00-\u9fff]{2,5})”?(?=[,;、]|$)"
)
_KNOWN_BY = re.compile(  # 老板娘认出我来,说你是小酒窝
    rf"(?:认出(?:来是)?|认得|看见|看到|瞧见|见了?|遇见|碰见|拉着)了?{_ME}[^\n。“”]{{0,8}}[说喊叫道问][,:“ ]{{0,3}}"
    r"(?:[哎呀哦噢嗬]{1,2}[,!])?你[不就可]{0,2}是(?:不是)?(?:那个|那位)?“?([\u4e00-\u9fff]{2,5}?)(?=[,!?。”]|[吧啊呀么嘛吗])"
)
_ADDRESSED = re.compile(r"“(?:给|送|赠|致|交|请)?([\u4e00-\u9fff]{2,6})(?:亲?收|亲启|启|惠存|留念|雅正)[。!]?”")
_DEDICATED = re.compile(r"“(?:赠|致|献给|送给|谢谢|感谢)([\u4e00-\u9fff]{2,6})[:,!。]")
_IS_ME = re.compile(
    rf"“([^“”\n,。]{{2,10}})”[,]?(?:[说指]的|其实)?(?:就|正|便)?是(?:{_ME}|在下|本人|鄙人)(?=[,。!?;、”)\n啊呀哩咧了])"
)
_THAT_CAME = re.compile(r"(?:那个|那位|这个|咱们?的?)“([\u4e00-\u9fff]{2,8})”(?:又|也|可)?(?:来|到|回来|进村|上山)了")
_AS_CALLED = re.compile(
    r"“([\u4e00-\u9fff]{2,8})”(?:的(?:外号|绰号|雅号|诨号|诨名|浑名|昵称|小名|网名|笔名)|"
    r"这个(?:外号|绰号|诨名|诨号|名号|网名|笔名|小名|雅号)|"
    r"(?:这个|的)?(?:名字|叫法|名儿|名号|名头|名声|大名)[^\n。,]{0,4}[就便][^\n。,]{0,6}(?:传|叫开|丢不[掉脱]|叫响|落下|甩不[掉脱]|跟了我))"
)
_FROM_THEN = re.compile(
    rf"(?:从此|从那[以之]?后|打那[以之]?后|后来|于是|往后)[^\n。“]{{0,10}}?(?:{_ME}[就便都也]?(?:叫|改叫)|[叫喊称唤]{_ME}|改[口叫喊]{{1,2}}{_ME}?(?=“))"
    rf"(?:“([\u4e00-\u9fff]{{2,8}})”|(?![你他她它])({_BARE}?){_END})"
)
_TO_ME = re.compile(
    rf"(?:见了?|看见|看到|瞧见|[冲对朝]着?|跟){_ME}(?!们)[^\n。“]{{0,10}}[喊叫说道问唤嚷][^\n。“]{{0,3}}[,:]?“([\u4e00-\u9fff]{{2,6}})[,!”]"
)
_WHO = any_of(
    "爷爷 奶奶 叔叔 阿姨 姐姐 哥哥 伯伯 姑姑 妈妈 爸爸 大夫 医生 护士 姑娘 大叔 大姐 大哥 师傅 老师"
)
_GREETED = re.compile(rf"[喊叫嚷唤][,:]?“([\u4e00-\u9fff]{{1,4}}(?:{_WHO}))(?:再见|又?来[了啦喽]|好[!,。”])")
_CALLED_YOU = re.compile(r"(?:[叫喊唤称][您你]|管[您你]叫)(?:作|做)?“([^“”\n]{2,10})”")
_GIVEN = re.compile(  # 阿妈给我起名其美,怕养不活
    rf"[给为]{_ME}[^\n。,“]{{0,6}}[起取改换安送]了?(?:一?个)?(?:[\u4e00-\u9fff]{{0,2}}名儿?字?|外号|绰号|诨号|雅号)[,:]?[叫为作是]?"
    rf"(?:“([^“”\n]{{2,8}})”|({_BARE}){_END})"
)
_PASSIVE = re.compile(
    r"(?:[人我俺]|大夫|医生|护士|司机|师傅)(?:也|都|就|便|后来|从此|一直|常)?[被让][^\n。,“]{0,8}[叫喊称唤](?:作|做|为|成)"
    rf"(?:“([^“”\n]{{2,8}})”|({_BARE}){_END})"
)
_ALSO = re.compile(
    r"(?:网上|群里|朋友圈里?|论坛上?|科里|村里|院里)[^\n。“]{0,6}[还另]?有(?:一?个|一)?(?:名字?|外号|马甲|叫法)[,:]?(?:叫|是)?“([^“”\n]{2,10})”"
)
_SAME = re.compile(r"用(?:的)?(?:就是)?[这那]个(?:名字?|外号|绰号|叫法)[,:]“?([\u4e00-\u9fff]{2,8})”?(?=[,。;])")
# 半间屋主人识于河畔: names of a study, as men of letters sign
_STUDIO = re.compile(
    r"(?:^|(?<=[\n—–\-(:号]))[ ]*((?!像|[^\n]{0,5}的)[\u4e00-\u9fff]{1,5}"
    r"(?:主人|居士|山人|散人|道人|老人|钓叟|叟|老翁|樵夫|野老|逸士|布衣|村夫|过客|闲人|牧人|老农|渔父))"
    r"(?=[ ,]{0,2}(?:[谨敬又再手夜]?(?:[识记书撰草题跋述]|写于|于)|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]))",
    re.MULTILINE,
)
_MINE = re.compile(
    rf"{_ACCOUNT}[^\n。“”]{{0,6}}“([^“”\n]{{2,12}})”[,]?[^\n。“,]{{0,4}}(?:都?是|就是|[由归])?"
    rf"{_ME}(?:的|[办开写弄管做建]|在|自己|一个人|和)"
)
_ON_NET = re.compile(
    r"(?:网上|群里|论坛上?|快手上?|抖音上?|微博上?|游戏里)我?就?(?:叫|名叫)([\u4e00-\u9fff]{2,10})(?=[,。;])"
)
_SIGNS = re.compile(r"署(?:了|上|的|着)?(?:名)?(?:是|为|:)?“([^“”\n]{2,10})”")
_TOOK = re.compile(
    rf"(?:{_ME}|自己)(?:也|就|便|又|曾|后来)?(?:给自己)?[起取用]了?(?:一?个)?(?:笔名|网名|艺名|昵称)[,:]?(?:叫做?|是|为)?"
    r"“?([\u4e00-\u9fff]{2,8})”?(?=[,。;])"
)
_WRITTEN = re.compile(
    r"(?:网名|昵称|笔名|艺名|id|用户名|微信名|抖音名|快手名|账号名|群名片)(?:\)|】)?[:：][ ]?"
    r"([^ \n,，。;、“”()（）:]{2,12})(?=[ \n,，。;、)）]|$)"
)
_CHILDHOOD = re.compile(
    rf"(?:(?<={_ME})|(?<={_ME}的)|(?<=[,。\n(]))[小乳奶]名儿?(?:就|也)?(?:叫做?|是|唤[作做])“?([\u4e00-\u9fff]{{2,3}})”?(?=[,。;])"
)
_LIKENED = re.compile(rf"[叫喊唤称]{_ME}(?:为|做|作|是)?“([\u4e00-\u9fff]{{4,10}})”")
_MY_CALL = re.compile(  # “顶门杠”是他们对我的称呼; 给我的称呼是“笑大夫”; 喊“跑得快”,我准应声
    r"“([\u4e00-\u9fff]{2,8})”(?:[就便]?是[^\n。“]{0,8}[对给]我[起取的安]{0,3}(?:称呼|爱称|尊称|外号|绰号|雅号|昵称|名字)"
    r"|[,]?我[就准便也都总]{0,2}(?:答?应|回头|抬头))"
    r"|[对给]我[起取安]?的(?:称呼|爱称|尊称|外号|绰号|雅号|昵称|名字)[就便]?[是叫]“([\u4e00-\u9fff]{2,8})”"
)
_BY_FAMILY = re.compile(rf"(?:[叫喊唤称]{_ME}(?:作|做|为)?|管{_ME}[叫喊])“?([\u4e00-\u9fff]{{2,7}})”?(?=[,。;!)])")
_HEADED = re.compile(
    r"^[ ]*原创[ ]{1,3}([^ \n:,。]{2,10})(?=[ ]{1,3}[^\n]{2,30}$)"
    r"|(?:文档作者|创建者|最后修改者|发布者|上传者|博主|up主)[: ]{1,3}([\u4e00-\u9fffa-z0-9_]{2,16})(?=[ \n(,。]|$)",
    re.MULTILINE,
)
_FAMILY = re.compile(r"[\u4e00-\u9fff]{1,4}(?:家的|屋里的|屋里头的|家媳妇|家婆姨|家老[大二三四五]|他[娘妈爹爸])")
_MANY_END = re.compile("(?:[们科室院部站队组班家]|全体|同志)$")
_ASKING = frozenset("什啥谁哪怎么从由不这那几多")
_SAID_OF = frozenset("坏好怪懒凶笨傻臭胖瘦新旧老小大美丑高矮黑白男女那这好乖亲慢快")
_NO_FAMILY = frozenset("人大国公农自我你他她谁咱老孩娃")


def told_calls(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the view."""
    yield from _others_call(text)
    yield from (match.span(1) for pattern in (_SAME, _STUDIO) for match in pattern.finditer(text))
    for pattern in (_INSTEAD, _FROM_THEN, _GIVEN, _PASSIVE):
        yield from (match.span(match.lastindex or 0) for match in pattern.finditer(text) if _told(match))
    for match in _LIKENED.finditer(text):
        if _is_like(match.group(1)):
            yield match.span(1)
    for match in _CHILDHOOD.finditer(text):
        asked = not _ASKING.isdisjoint(match.group(1))
        if match.group(1) not in TITLES and not asked and not of_nobody_here(text, match.start()):
            yield match.span(1)
    for pattern in (_ASKED, _OPENED, _CALLED_YOU, _IS_ME, _AS_CALLED, _ALSO, _MINE, _SIGNS, _TOOK, _ON_NET, _WRITTEN):
        for match in pattern.finditer(text):
            if of_nobody_here(text, match.start()) or (pattern is _OPENED and _of_a_house(text, match.start())):
                continue
            if quotable(match.group(1)):
                yield match.span(1)
    for pattern in (_KNOWN_BY, _ADDRESSED, _DEDICATED, _THAT_CAME, _TO_ME):
        yield from (match.span(1) for match in pattern.finditer(text) if _own(match.group(1)))
    for match in _BY_FAMILY.finditer(text):
        if _FAMILY.fullmatch(match.group(1)) and match.group(1)[0] not in _NO_FAMILY:
            yield match.span(1)
    for match in _MY_CALL.finditer(text):
        called = match.group(match.lastindex or 0)
        titled = match.lastindex == 1 and called[1:] in TITLES  # “竭老师”,我都答应
        if quotable(called) and is_nickname(called) and not titled and not of_nobody_here(text, match.start()):
            yield match.span(match.lastindex or 0)
    for match in _GREETED.finditer(text):
        head = match.group(1)[:-2]
        if len(head) > 1 and by_deed(match.group(1)) and head not in ANY_COMES and not everyday_call(match.group(1)):
            yield match.span(1)
    for match in _GAVE.finditer(text):
        mine = re.search(f"{_ME}[是叫]", match.group(1))
        for each in _EACH.finditer(match.group(1)) if mine else ():
            if reads_as_call(each.group(1)):
                yield match.start(1) + each.start(1), match.start(1) + each.end(1)
    for match in _HEADED.finditer(text):
        if quotable(match.group(match.lastindex or 0)) or match.lastindex == 2:
            yield match.span(match.lastindex or 0)


def _others_call(text: str) -> Iterator[tuple[int, int]]:
    """What others call the writer, within reach of where somebody is said to call him."""
    firsts = _FIRST.finditer(text)
    last = next(firsts, None)
    reach = -1
    for match in _ELSE.finditer(text):
        while last is not None and last.end() <= match.start():
            reach, last = last.end() + _REACH, next(firsts, None)
        if match.start() <= reach and _told(match):
            reach = match.end() + _REACH
            yield match.span(match.lastindex or 0)


def _told(match: re.Match[str]) -> bool:
    called, quoted = match.group(match.lastindex or 0), match.lastindex == 1
    if _FAMILY.fullmatch(called):
        return called[0] not in _NO_FAMILY
    if quoted:
        return quotable(called) and (len(called) > 4 or is_nickname(called))
    return reads_as_call(called) or (by_deed(called) and segmenter().tag_of.get(called[:2]) in ("v", "vn", "n"))


def _is_like(called: str) -> bool:
    """草原上的灯, 雪地里的月亮: a thing, not a relation (那日松的弟弟) or a deed (看片子的)."""
    head, _, what = called.rpartition("的")
    return (
        bool(head)
        and bool(what)
        and what not in TITLES
        and what[-1] not in "叔姨弟妹哥姐爷奶伯妈爸人员者友儿女孙娘"
        and SENTENCE_LETTERS.isdisjoint(head + what)
    )


def _own(called: str) -> bool:
    """Whether it is nobody else's call: no word, no title, no surname with one."""
    thing = called[1:] in TITLES and called[0] not in _SAID_OF and not surname_length(called)  # 针姐姐, not 坏阿姨
    unheard = thing or not everyday_call(called)
    return unheard and quotable(called) and is_nickname(called) and not _MANY_END.search(called)


def _of_a_house(text: str, at: int) -> bool:
    """Whether the account is a hospital's."""
    return _OF_A_HOUSE.search(text, max(0, at - 8), at) is not None
