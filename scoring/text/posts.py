"""The writer's post: with its department, beside the own unit or name, and boasts that fit one person only.

What is looked for beside other mentions takes ``sure``, those of the text that are no hints.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scoring.text.abbreviations import shortenings
from scoring.text.known import Reader
from scoring.text.name_model import chinese_name_cost, surname_length
from scoring.text.span_types import Identity, Kind, Level, Mention
from scoring.text.unit_names import DEPARTMENT

_AREA = (  # of whom one is the only one
    r"(?:全[旗县市盟区院站所科镇乡村矿场]|全(?:苏木|嘎查|街道|林业局|系统)|[旗县市盟区省院站所科镇乡村队厂校馆局][里上]"
    r"|(?:苏木|嘎查|街道|牧区|矿区|林区|库区)[里上]|本[院站所科地镇乡旗县]|我[院站所科们]{1,2}"
    r"|当地|十里八[村乡]|方圆[^\n，。]{2,6}|(?:周围|附近|这|这几|沿河)[^\n，。的]{1,5}"
    r"|(?:(?![是在为当做成有个的了到我你他她说今还这那])[\u4e00-\u9fff]){1,8}"
    r"(?:[院站所科旗县市盟镇乡村矿湖河沟川梁滩]|中心|苏木|嘎查|林场|牧场|农场|社区|草原|草场)[里上]?)"
)
_WIDE = re.compile(
    r"全[^院站所科]|[旗县市盟区镇乡村湖河沟川梁滩矿场]|苏木|嘎查|社区|草原|方圆|十里八|当地|周围|附近|沿河"
)
_SOLE = (
    r"[就只][有剩]?[我俺咱]一|唯一|惟一|仅有|独一|首[个名位任]|仅剩|剩下的最后"
    r"|[第头]一(?!人民|医院|中心|附属|临床|社区|医[科学]|卫生|[小中]学|实验|妇幼|分|[天次回年时件间步句遍眼反感线场])"
)
_MOST = (
    r"最年[轻长]|最早|(?:年纪|年龄|岁数)最[大小]|(?:资格|年头)最老|(?:在[岗职编])?(?:工龄|年头|时间|医龄|年限)最长"
    r"|[干待做当]得最[久长]|最后一?[个名位]"
)
_WHO = (
    r"(?:(?<![病客])人|[师医生士员长手匠]|大夫|护士|者|博士|硕士|主任|专家|代表|党员|干部|女兵|司机|[巴女汉]子|姑娘|媳妇|接生婆"
    r"|[女男]的)"
)
_ONLY = re.compile(
    rf"({_AREA})(?:的)?(?:({_MOST})|{_SOLE})(?:的?[一两]?[个名位任]?)[^\n，。；！？,;!?)）]{{0,24}}?{_WHO}"
    r"(?=[\n，。；！？,;!?、)）： 　了啦呢]|的[^\n，。]{0,3}$|$)"
)
_TERM = re.compile(  # 我退休了，石桥站末一任防疫组长
    r"(?:[我你]是|当[了上]|[，,。]|^)((?:(?![我你他她是的了在])[\u4e00-\u9fff]){2,12}?[站所院馆队科室校班]"
    r"(?:的)?(?:第一任|首任|末任|末一任|最后一任|头一任|末代)[\u4e00-\u9fff]{0,4}?"
    r"(?:[院站所馆组队科室校班]长|主任|书记))(?=[，,。、]|$)"
)
_TITLE = (
    r"(?:主管护师|副?护士长|(?:护士|护理|业务|调度|质控|值班)?副?组长|干事|科员|办事员|副?(?:主任医师|主任护师|主任药师|主任技师|主任|科长"
    r"|院长|站长|所长|书记|局长|处长|股长|队长|班长))(?:[(（]主持工作[)）])?"
)
_OWN_POST = re.compile(  # behind another's words (领誓的护理部主任) the post is another's
    r"(?:^|[^\u4e00-\u9fff]|[我任是当从做干为到院站所心局委](?:一[名个]|[名个])?|作为|本人|[当做干任]了?[一二三四五六七八九十几两0-9]{1,3}年|当上|当了|[升提聘]为)$"
)
_POST = re.compile(rf"{DEPARTMENT}(?:的)?{_TITLE}")


def find_posts(reader: Reader, identity: Identity) -> Iterator[Mention]:
    """The writer's post with its department, and being the only one or the first."""
    text = reader.view.text
    for match in _ONLY.finditer(text):
        if not match.group(2) or _WIDE.search(match.group(1)):  # the youngest of a ward may be anybody
            yield reader.mention(*match.span(), Kind.POST, Level.LIKELY, "only_one")
    for match in (*_SOCIETY.finditer(text), *_TERM.finditer(text)):
        yield reader.mention(*match.span(1), Kind.POST, Level.LIKELY, "society_post")
    for match in _POST.finditer(text):
        yield reader.mention(*match.span(), Kind.POST, Level.HINT, "post")
    if identity.department:
        yield from _own_posts(reader, re.sub(r"[(（].*", "", identity.department), identity.authors)
    for post in identity.posts:
        if len(post) >= 5:
            for start, end in reader.places_of(post):
                yield Mention(start, end, Kind.POST, Level.LIKELY, "form_post")


_ROLE = (
    r"(?:护士长?|护师|医师|医生|[\u4e00-\u9fff]?技师|检验师|药师|药剂师|营养师|治疗师|康复师|麻醉师"
    r"|助产士|检验员|采血员|化验员|[科站所院队班组股]长|主任|司机|收费员|会计|护理员|调度员|负责人|创办人|创始人)"
)
_WITHIN = r"[^\s，。；！？、：（）()“”是我他她一的系者]"
_BEHIND_UNIT = re.compile(
    rf"的?((?![一二两三四五六七八九十几][名位个])"
    rf"{_WITHIN}{{2,10}}?的?{_ROLE}(?:[、兼]{_WITHIN}{{0,8}}?(?:{_ROLE}|书记|委员))?)"
    r"(?=[\s，。；！？、（()）“”]|$)"
)
_OWN_HEAD = re.compile(r"(?:我[就便]?是|作者[系是为]|[任当做]了?)$")  # 我是|港南卫生服务站|站长
_HEAD = re.compile(
    rf"((?:副|名誉|常务副)?(?:[院站所校局]长|主任|书记|护士长)(?:[、兼]{_WITHIN}{{0,10}}?(?:[\u4e00-\u9fff]长|主任|书记|委员))?)(?=[\s，。；！？、（()）]|$)"
)
_SOCIETY = re.compile(  # 忝列|新昌县中医药学会副会长
    r"(?:忝[列为]|[担兼]?任(?:了|过)?|兼(?:了|着)?|当(?:选|上)?(?:了|过|为)?|[选推聘补]为|入选|头衔[,:是叫]?|[我者][是系])(?:[一][个名位])?"
    r"((?!中华|中国|全国|世界)(?:(?![是的了在与])[\u4e00-\u9fff]){2,12}?"
    r"(?:学会|协会|分会|专委会|专业委员会|研究会|促进会|残联)[\u4e00-\u9fff]{0,8}?"
    r"(?:会长|理事长?|秘书长?|委员|主委|组长|代表))(?=[\s，。；！？、（()）”,;!?]|$)"
)
_BEFORE_NAME = re.compile(
    rf"((?!来自|在){_WITHIN}{{1,8}}[科室部队班股组站所办区]{_WITHIN}{{0,5}}的?{_ROLE})[\s，,：:]{{0,3}}$"
)
_REACH = 48  # characters before the own name in which a post is looked for
_OF_DEPARTMENT = re.compile("[科室股队班组部办]")
_HEIR = re.compile(  # 鞠氏儿科第五代代表性传承人
    r"((?:(?![为是的了被])[\u4e00-\u9fff]){2,10}第[一二三四五六七八九十]{1,2}代(?:代表性)?(?:传承人|传人))(?=[\s，。；、）)]|$)"
)
_HEADED = re.compile(r"的?(副?(?:护士长|[院站所科股队]长|主任|书记))[ ，,：:　]{0,2}")
_FORM_LINE = re.compile(
    rf"(?:职务|职称|岗位|职务职称|职务/职称)[ 　]?[:：][ 　]?"
    rf"([^\s，。；、\n（(]{{1,12}}?(?:{_ROLE}|院长|书记|局长|处长|干事|科员))(?=[\s，。；、（(]|$)"
)
_ANYBODYS = re.compile(
    r"(?:副?主任|主治|主管|住院|初级|中级|高级|执业|助理)?(?:医师|护师|药师|技师|护士|医生|药剂师|检验师|医士|检验员)|会计|司机"
)
_WRITERS_POST = re.compile(  # （作者系外科副主任，…）
    r"(?:作者[系为是]|笔者[系为是])((?:(?![院站所的一])[\u4e00-\u9fff]){2,8}?(?:主任|[科股队]长|护士长))(?=[，。,;；)）])"
)
_FORMER = re.compile(
    r"(?:^|[\n（(：:])[ 　]*(原[^\n，。；！？]{3,30}?"
    r"(?:[科站所院局股队校处部]长|主任|书记|主席|医师|护士|会计|站员))[ 　]*$"
)
_YEAR_OF_STUDY = re.compile(
    r"((?:20)?[0-9]{2}级[\u4e00-\u9fff]{2,14}?(?:研究生|博士生?|硕士生?|本科生|[一-龥]生|班))(?=[\s，。；、）)]|$)"
)
_NEAR = 3  # characters between the own unit or name and the class


def posts_of_forms(text: str, sure: Sequence[Mention]) -> Iterator[Mention]:
    """职务：业务副院长, …第五代传承人, 作者系…科主任, 原…科科长 before the own name, （…学院，2010级…研究生）."""
    own = [m for m in sure if m.kind in (Kind.UNIT, Kind.AUTHOR)]
    for match in _FORM_LINE.finditer(text):
        if not _ANYBODYS.fullmatch(match.group(1)):
            yield Mention(*match.span(1), Kind.POST, Level.LIKELY, "form_post")
    for match in (*_HEIR.finditer(text), *_WRITERS_POST.finditer(text)):
        yield Mention(*match.span(1), Kind.POST, Level.LIKELY, "form_post")
    for mention in own:
        if mention.kind is Kind.AUTHOR:
            yield from _said_before(text, mention, _FORMER)
    starts, ends = {m.start for m in own}, {m.end for m in own}
    for match in _YEAR_OF_STUDY.finditer(text):
        before = range(match.start() - _NEAR, match.start() + 1)
        behind = range(match.end(), match.end() + _NEAR + 1)
        if not ends.isdisjoint(before) or not starts.isdisjoint(behind):
            yield Mention(*match.span(1), Kind.POST, Level.LIKELY, "post_beside")


_SIGNED_LINES = 4  # at the top and at the bottom
_PART = re.compile(r"[^\s　，,、；;：:（()）。—]{3,28}")
_OF_WORK = re.compile(
    r"(?:[科室部办站所院校局系]|中心|教研室|[\u4e00-\u9fff][师士员长]|主任|书记|研究生|学生|医生|大夫|会计)$"
)


def units_signed(text: str, sure: Sequence[Mention]) -> Iterator[Mention]:
    """（木伦医专解剖教研室 仲国香）: beside the own name in a signature the unit goes on to the end of its words."""
    lines = [match.span() for match in re.finditer(r"[^\n]+", text)]
    outer = lines if len(lines) <= 2 * _SIGNED_LINES else lines[:_SIGNED_LINES] + lines[-_SIGNED_LINES:]
    for start, end in outer:
        within = [m for m in sure if start <= m.start and m.end <= end]
        if not any(m.kind is Kind.AUTHOR for m in within) or "。" in text[start:end]:
            continue
        ends: dict[int, int] = {}
        for unit in (m for m in within if m.kind is Kind.UNIT):
            ends[unit.start] = max(unit.end, ends.get(unit.start, 0))
        for part in _PART.finditer(text, start, end):
            if ends.get(part.start(), part.end()) < part.end() and _OF_WORK.search(part.group()):
                yield Mention(part.start(), part.end(), Kind.UNIT, Level.LIKELY, "signed_unit")


def posts_beside(text: str, sure: Sequence[Mention]) -> Iterator[Mention]:
    """What stands right behind the own unit (敖汉旗医院|骨伤科主治医师) or before the own name (检验师|李沐阳)."""
    authors = {mention.start for mention in sure if mention.kind is Kind.AUTHOR}
    for mention in sure:
        if mention.kind is Kind.UNIT and (said := _HEADED.match(text, mention.end)) and said.end() in authors:
            yield Mention(*said.span(1), Kind.POST, Level.LIKELY, "post_beside")
        if (
            mention.kind is Kind.UNIT
            and (said := _HEAD.match(text, mention.end))
            and _OWN_HEAD.search(text[max(0, mention.start - 5) : mention.start])
        ):
            yield Mention(*said.span(1), Kind.POST, Level.LIKELY, "post_beside")
        if (
            mention.kind is Kind.UNIT
            and (said := _BEHIND_UNIT.match(text, mention.end))
            and (text[mention.end] != "的" or _OF_DEPARTMENT.search(said.group(1)))
        ):
            yield Mention(*said.span(1), Kind.POST, Level.LIKELY, "post_beside")
        elif mention.kind is Kind.AUTHOR and mention.end - mention.start > 1:
            yield from _said_before(text, mention, _BEFORE_NAME)


def _said_before(text: str, name: Mention, post: re.Pattern[str]) -> Iterator[Mention]:
    """The post that stands right before the own name."""
    first = max(0, name.start - _REACH)
    if said := post.search(text[first : name.start]):
        yield Mention(first + said.start(1), first + said.end(1), Kind.POST, Level.LIKELY, "post_beside")


_TITLED = re.compile(rf"(?:的)?{_TITLE}")
_A_NAME = -29.0  # cost of three letters above which they may be a name
_NO_POST = frozenset(("干事", "科员", "办事员"))  # what anybody is behind the name of a unit


def _of_another(text: str, start: int, end: int, authors: tuple[str, ...]) -> bool:
    """。药剂科主任|苗润芝骑着: at the head of a sentence, before the full name of somebody else."""
    if "\u4e00" <= text[start - 1 : start] <= "\u9fff" or text.startswith(authors, end):
        return False
    name = text[end : end + 3]
    return surname_length(name) > 0 and chinese_name_cost(name) > _A_NAME


def _own_posts(reader: Reader, department: str, authors: tuple[str, ...]) -> Iterator[Mention]:
    """感染管理科副科长, 鼠防科科长: a title behind the own department, in full or shortened."""
    text = reader.view.text
    for start, end in shortenings(text, department):
        said = _TITLED.match(text, end)
        if (
            said
            and text[end - 1] in "科室部心办站所队组"
            and _OWN_POST.search(text[max(0, start - 6) : start])
            and not _of_another(text, start, said.end(), authors)
            and not (said.group() in _NO_POST and text[start - 1 : start] in "院站所心局委")
        ):
            yield reader.mention(start, said.end(), Kind.POST, Level.LIKELY, "post")
