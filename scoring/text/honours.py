"""Awards with a year or a level, the writer's post, and boasts that fit one person only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from scoring.text.abbreviations import shortenings
from scoring.text.known import Reader
from scoring.text.span_types import Identity, Kind, Level, Mention
from scoring.text.unit_names import DEPARTMENT
from scoring.text.word_list import any_of

_YEAR = r"(?:[0-9]{4}|[一二三四五六七八九〇零]{4})年?(?:度|[0-9一二三四五六七八九十]{1,2}月)?"
_RANKS = any_of(
    """
    全市卫生系统 全区卫生系统 全国卫生系统 全盟卫生系统 全旗卫生系统 全县卫生系统 全省卫生系统 国家级 省部级
    自治区级 省级 市级 盟级 盟市级 旗级 县级 旗县级 院级 全国 自治区 全区 全省 全市 全盟 全旗 全县 全院 全系统
    内蒙古自治区 内蒙古 省 市 盟 旗 县 院 卫生系统
    """
)
_RANK = rf"(?:{_RANKS}|(?:(?![是了的个月年全被得获我你他里评])[\u4e00-\u9fff]){{2,5}}(?:省|市|盟|旗|县|区))"
_QUOTED = re.compile(
    r"“[^”\n]{2,24}”(?:先进集体|先进个人|光荣称号|荣誉称号|称号|奖章|奖|标兵|集体|个人|单位|工作者)?"
)
_PRIZES = "文明号|文明岗|标兵|先进[集体个人单位]{2}|能手|卫士|工作者|奖章|奖状|奖"
_PRIZES += "|十佳[^”]{0,8}|最美[^”]{0,8}|红旗手|模范|优秀[^”]{0,8}"
_WORDED = re.compile(
    r"先进集体|先进个人|先进工作者|劳动模范|劳模|标兵|能手|文明岗|文明单位|优秀护士|优秀医师|优秀医生"
    r"|优秀共产党员|优秀党员|(?:十佳|最美)(?:(?![等称荣及和奖的])[\u4e00-\u9fff]){2,6}|[一二三特]等奖|奖章"
    r"|三八红旗手|(?:优秀|最美|十佳|金牌|模范|杰出|先进|示范)[\u4e00-\u9fff]{2,8}?(?:团队|集体|个人|工作者|员|医生|护士|医师|教师|单位|组织|科室|班组|支部|家庭|志愿者|青年|学员|学生)"
    r"|突出贡献奖?|嘉奖|[一二三]等功|道德模范|技术标兵|业务标兵|[金银铜]奖|一等|优胜奖|组织奖|(?:比武|大赛|竞赛)[\u4e00-\u9fff]{0,4}第[一二三123]名"
    r"|青年文明号|科技进步奖|先进单位|示范单位|示范岗|优秀奖|第[一二三]名|冠军|亚军|季军"
    r"|(?:大赛|竞赛|比武|比赛)(?=[\u4e00-\u9fff]{0,4}?[拿得夺获取考](?:了|过|得|下)?(?:个|的)?(?:第[一二三]|头名|冠军|亚军|季军|状元|[一二三]等奖|[金银铜]奖))"
)
# What must stand before a prize; searched backwards from it, so that long texts stay cheap.
_GIVEN = rf"(?:{_YEAR}(?:度)?(?:被[\u4e00-\u9fff]{{0,8}}(?:评为|授予)|荣获|获得|获|的)?(?:{_RANK})?|{_RANK})"
_BEFORE_QUOTED = re.compile(rf"{_GIVEN}(?:[\u4e00-\u9fff]{{0,6}}(?:系统|行业|战线|领域))?(?:评选的|命名的)?$")
_BEFORE_WORDED = re.compile(rf"{_GIVEN}[^\n，。；！？,;!?、“”]{{0,16}}$")
_WINDOW = 48  # characters before a prize in which its year and level are looked for
_RANK_QUOTED = re.compile(rf"“({_RANK}[^”\n]{{0,16}}(?:{_PRIZES}))”")
_ISSUED = re.compile(
    r"([\u4e00-\u9fff]{0,8}?(?:总工会|人民政府|妇联|妇女联合会|卫健委|卫生健康委员会|卫生局|文明办|团委|红十字会"
    r"|党委|旗委|县委|市委|盟委|区委|组织部|宣传部|残联|民政局|医学会|护理学会|协会)"
    r"(?:颁发|授予|颁|发给我?|发|给|评选|命名)?的?“[^”\n]{2,20})”"
)
_SAID_OF = re.compile(
    r"^[\u4e00-\u9fff]{0,6}?(?:[去今前那]年|后来|拿到了?|得了|得到了?|获得了?|荣获|捧回了?|是|由|被)"
)
_LEAD = re.compile(
    r"^[^“\n]{0,24}(?:评[我他她]为?|评上|评为|授予|评选为|荣获|获得|获|得了|得过|拿了|拿过|拿到|捧回|夺得|当选为?|"
    r"荣膺)了?(?=.{4})"
)
# 评“民族医药岗位能手”，把我评上了: a title by name, given to the writer
_NAMED_TITLE = re.compile(
    rf"(?:评|选|授予?|获|得|拿|当选|颁|发|当上?)[^，。“”\n,]{{0,12}}“([^”\n]{{2,20}}(?:{_PRIZES}))”(?=[^。\n]{{0,16}})"
)
_PLAIN_TITLE = re.compile(
    r"(?:先进|优秀|模范)(?:工作者|个人|集体|员工|职工|护士|医生|医师|教师|共产党员|党员|团员|干部)?|劳动模范|三八红旗手|标兵|业务能手|技术能手|文明号"
)
_GIVEN_TO = re.compile("[我俺咱]|[旗县市盟区省院局乡镇]里")
_ONLY = re.compile(
    r"(?:[\u4e00-\u9fff]{2,8}(?:院|站|所|中心|科)|全[旗县市盟区省院站所科镇乡]|"
    r"[旗县市盟区省院站所科镇乡村队厂校馆局]里|本[院站所科地镇乡旗县]|我[院站所科们]{1,2}|当地|"
    r"方圆[^\n，。]{2,6})(?:的)?"
    r"(?:唯一|第一[个名位任]|首[个名位批]|头一个)[^\n，。；！？,;!?)]{0,24}(?:人|师|医生|大夫|护士|者|"
    r"员|长|生|博士|硕士|主任|专家|代表|党员|干部|女兵)(?=[\n，。；！？,;!?、)的 ])"
)
_TITLE = (
    r"(?:主管护师|副?护士长|(?:护士|护理|业务|调度|质控|值班)?副?组长|干事|科员|办事员|副?(?:主任医师|主任护师|主任药师|主任技师|主任|科长"
    r"|院长|站长|所长|书记|局长|处长|股长|队长|班长))(?:[(（]主持工作[)）])?"
)
_OWN_POST = re.compile(  # behind another's words (领誓的护理部主任) the post is another's
    r"(?:^|[^\u4e00-\u9fff]|[我任是当从做干为到院站所心局委](?:一[名个]|[名个])?|作为|本人|[当做干任]了?[一二三四五六七八九十几两0-9]{1,3}年|当上|当了|[升提聘]为)$"
)
_POST = re.compile(rf"{DEPARTMENT}(?:的)?{_TITLE}")


def find_honours(reader: Reader) -> Iterator[Mention]:
    """Awards of a stated year or level; "先进工作者" alone says nothing and is left."""
    text = reader.view.text
    yield from _issued(reader)
    yield from _titles_by_name(reader)
    for prize, before in ((_QUOTED, _BEFORE_QUOTED), (_WORDED, _BEFORE_WORDED)):
        for match in prize.finditer(text):
            first = max(0, match.start() - _WINDOW)
            given = before.search(text[first : match.start()])
            if given:
                start = first + given.start()
                lead = _LEAD.match(text[start : match.end()])
                start += lead.end() if lead else 0
                end = match.end()
                if text[start] == "“":  # the marks and the word behind them are nobody's
                    start, end = start + 1, text.index("”", start)
                yield reader.mention(start, end, Kind.HONOUR, Level.LIKELY, "award")
        for match in _RANK_QUOTED.finditer(text) if prize is _QUOTED else ():
            yield reader.mention(*match.span(1), Kind.HONOUR, Level.LIKELY, "award")


def _issued(reader: Reader) -> Iterator[Mention]:
    """通辽市总工会颁发的“五一巾帼标兵”: who gave it stands before it."""
    for match in _ISSUED.finditer(reader.view.text):
        lead = _SAID_OF.match(match.group(1))
        start = match.start(1) + (lead.end() if lead else 0)
        yield reader.mention(start, match.end(), Kind.HONOUR, Level.LIKELY, "award")


def _titles_by_name(reader: Reader) -> Iterator[Mention]:
    text = reader.view.text
    for match in _NAMED_TITLE.finditer(text):
        around = text[max(0, match.start() - 12) : match.start()] + text[match.end() : match.end() + 12]
        if not _PLAIN_TITLE.fullmatch(match.group(1)) and _GIVEN_TO.search(around):
            yield reader.mention(*match.span(1), Kind.HONOUR, Level.LIKELY, "award")


def find_posts(reader: Reader, identity: Identity) -> Iterator[Mention]:
    """The writer's post with its department, and being the only one or the first."""
    text = reader.view.text
    for match in _ONLY.finditer(text):
        yield reader.mention(*match.span(), Kind.POST, Level.LIKELY, "only_one")
    for match in _POST.finditer(text):
        yield reader.mention(*match.span(), Kind.POST, Level.HINT, "post")
    if identity.department:
        yield from _own_posts(reader, re.sub(r"[(（].*", "", identity.department))
    for post in identity.posts:
        if len(post) >= 5:
            for start, end in reader.places_of(post):
                yield Mention(start, end, Kind.POST, Level.LIKELY, "form_post")


_ROLE = r"(?:护士长?|护师|医师|医生|技师|检验师|药师|药剂师|[科站所院队班组股]长|主任|司机|收费员|会计|护理员|调度员)"
_WITHIN = r"[^\s，。；！？、：（）()“”是我他她一的系者]"
_BEHIND_UNIT = re.compile(rf"的?({_WITHIN}{{2,10}}?的?{_ROLE})(?=[\s，。；！？、（()）“”]|$)")
_BEFORE_NAME = re.compile(
    rf"({_WITHIN}{{1,8}}[科室部队班股组站所办区]{_WITHIN}{{0,5}}的?{_ROLE})[\s，,：:]{{0,3}}$"
)


def posts_beside(text: str, found: Iterable[Mention]) -> Iterator[Mention]:
    """What stands right behind the own unit (敖汉旗医院|骨伤科主治医师) or before the own name (检验师|李沐阳)."""
    for mention in found:
        if mention.level is Level.HINT:
            continue
        if mention.kind is Kind.UNIT and (said := _BEHIND_UNIT.match(text, mention.end)):
            yield Mention(*said.span(1), Kind.POST, Level.LIKELY, "post_beside")
        elif mention.kind is Kind.AUTHOR and mention.end - mention.start > 1:
            first = max(0, mention.start - _WINDOW)
            if said := _BEFORE_NAME.search(text[first : mention.start]):
                yield Mention(
                    first + said.start(1), first + said.end(1), Kind.POST, Level.LIKELY, "post_beside"
                )


_TITLED = re.compile(rf"(?:的)?{_TITLE}")


_NO_POST = frozenset(("干事", "科员", "办事员"))  # what anybody is behind the name of a unit


def _own_posts(reader: Reader, department: str) -> Iterator[Mention]:
    """感染管理科副科长, 鼠防科科长: a title behind the own department, in full or shortened."""
    text = reader.view.text
    for start, end in shortenings(text, department):
        said = _TITLED.match(text, end)
        if (
            said
            and text[end - 1] in "科室部心办站所队组"
            and _OWN_POST.search(text[max(0, start - 6) : start])
            and not (said.group() in _NO_POST and text[start - 1 : start] in "院站所心局委")
        ):
            yield reader.mention(start, said.end(), Kind.POST, Level.LIKELY, "post")
