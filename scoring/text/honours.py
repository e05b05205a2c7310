"""Awards: of a stated year or level, by name, from somebody, or of a place the text names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from scoring.text.honour_bounds import award_span
from scoring.text.known import Reader
from scoring.text.public_frame import frames
from scoring.text.span_types import Kind, Level, Mention
from scoring.text.word_list import any_of

_YEAR = r"(?:[0-9]{4}|[一二三四五六七八九〇零]{4})年?(?:度|[0-9一二三四五六七八九十]{1,2}月)?"
_RANKS = any_of(
    """
    全市卫生系统 全区卫生系统 全国卫生系统 全盟卫生系统 全旗卫生系统 全县卫生系统 全省卫生系统 国家级 省部级
    自治区级 省级 市级 盟级 盟市级 旗级 县级 旗县级 院级 全国 自治区 全区 全省 全市 全盟 全旗 全县 全院 全系统
    内蒙古自治区 内蒙古 省 市 盟 旗 县 院 卫生系统
    """
)
_RANK = rf"(?:{_RANKS}|(?:(?![是了的个月年全被得获我你他里评为])[\u4e00-\u9fff]){{2,5}}(?:省|市|盟|旗|县|区))"
_QUOTED = re.compile(
    r"“[^”\n]{2,24}”(?!(?:主题|专题|系列|大型)?(?:演[讲出说]|活动|培训|讲座|晚会|会议|行动|专项|工程|工作|项目|制度|上演)(?![\u4e00-\u9fff]{0,8}[得获夺拿]))"
    r"(?:先进集体|先进个人|光荣称号|荣誉称号|称号|奖章|奖|标兵|集体|个人|单位|工作者)?"
)
_PRIZES = "文明号|文明岗|标兵|先进[集体个人单位]{2}|能手|卫士|工作者|奖章|奖状|奖"
_PRIZES += "|十佳[^”]{0,8}|最美[^”]{0,8}|红旗手|模范|优秀[^”]{0,8}"
_WORDED = re.compile(
    r"先进集体|先进个人|先进工作者|劳动模范|劳模|标兵|能手|文明岗|文明单位|优秀护士|优秀医师|优秀医生"
    r"|优秀共产党员|优秀党员|(?:十佳|最美)(?:(?![等称荣及和奖的])[\u4e00-\u9fff]){2,6}|[一二三特]等奖|奖章"
    r"|三八红旗手|(?:优秀|最美|十佳|金牌|模范|杰出|先进|示范)[\u4e00-\u9fff]{2,8}?(?:团队|集体|个人|工作者|员|医生|护士|医师|教师|单位|组织|科室|班组|支部|家庭|志愿者|青年|学员|学生)"
    r"|(?:优秀|最美|十佳|金牌|模范|先进|示范)(?:班组|科室|团队|支部|家庭|志愿者|病区|车组|小组|站所)"
    r"|突出贡献奖?|嘉奖|[一二三]等功|道德模范|技术标兵|业务标兵|[金银铜]奖|一等|优胜奖|组织奖|(?:比武|大赛|竞赛)[\u4e00-\u9fff]{0,4}第[一二三123]名"
    r"|青年文明号|科技进步奖|先进单位|示范单位|示范岗|优秀奖|第[一二三]名|冠军|亚军|季军"
    r"|(?:大赛|竞赛|比武|比赛)(?=[\u4e00-\u9fff]{0,4}?[拿得夺获取考](?:了|过|得|下)?(?:个|的)?(?:第[一二三]|头名|冠军|亚军|季军|状元|[一二三]等奖|[金银铜]奖))"
)
# What must stand before a prize; searched backwards from it, so that long texts stay cheap.
_GIVEN = rf"(?:{_YEAR}(?:度)?(?:被[\u4e00-\u9fff]{{0,8}}(?:评为|授予)|荣获|获得|获|的)?(?:{_RANK})?|{_RANK})"
_BEFORE_QUOTED = re.compile(rf"{_GIVEN}(?:[\u4e00-\u9fff]{{0,6}}(?:系统|行业|战线|领域))?(?:评选的|命名的)?$")
_BEFORE_WORDED = re.compile(
    rf"{_GIVEN}[^\n，。；！？,;!?、“”]{{0,16}}(?:“(?![^”\n]*(?:{_PRIZES}))[^“”\n]{{1,8}}”[^\n，。；！？,;!?、“”]{{0,6}})?$"
)
_EPIDEMIC = re.compile("“(?:非典|甲流|新冠|流感|鼠疫|非典型肺炎|新冠肺炎)”")  # 二〇〇三年“非典”
_WINDOW = 48  # characters before a prize in which its year and level are looked for
_RANK_QUOTED = re.compile(rf"“({_RANK}[^”\n]{{0,16}}(?:{_PRIZES}))”")
_ISSUED = re.compile(
    r"([\u4e00-\u9fff]{0,8}?(?:总工会|人民政府|妇联|妇女联合会|卫健委|卫生健康委员会|卫生局|文明办|团委|红十字会"
    r"|党委|旗委|县委|市委|盟委|区委|组织部|宣传部|残联|民政局|医学会|护理学会|协会)"
    r"(?:颁发|授予|颁|发给我?|发|给|评选|命名)?的?“[^”\n]{2,20}(?:”(?:搪瓷[缸盆杯]子?|瓷[盘碗杯]子?|茶缸子?|茶杯|水壶|暖壶|暖瓶|脸盆|毛毯|纪念[章品]))?)”?"
)
_SAID_OF = re.compile(
    r"^[\u4e00-\u9fff]{0,6}?(?:[去今前那]年|领[了到]|发了|接到|后来|拿到了?|得了|得到了?|获得了?|荣获|捧回了?|是|由|被)"
)
_LEAD = re.compile(
    r"^[^“\n]{0,24}(?:[我俺他她](?:去|来|参)?[评选报]|评[我他她]为?|评上|评为|授予|评选为|荣获|获得|获|得了|得过|拿了|拿过|拿到|捧回|夺得|当选为?|"
    r"荣膺)了?(?=.{4})"
)
# 评“民族医药岗位能手”，把我评上了: a title by name, given to the writer
_NAMED_TITLE = re.compile(
    rf"(?:评|选|授予?|获|得|拿|当选|颁|发|当上?)[^，。“”\n,]{{0,12}}“([^”\n]{{2,20}}(?:{_PRIZES}))”(?=[^。\n]{{0,16}})"
)
_PLAIN_TITLE = re.compile(
    r"(?:先进|优秀|模范)(?:工作者|个人|集体|员工|职工|护士|医生|医师|教师|共产党员|党员|团员|干部)?|劳动模范|三八红旗手|标兵|业务能手|技术能手|文明号"
)
_CUP = re.compile(
    r"(?:第[一二三四五六七八九十]{1,2}届)?“[^”\n]{1,8}杯”[^，。；！？,;!?\n“”]{0,16}?(?:[一二三特]等奖|[金银铜]奖|优[秀胜]奖|入围奖|组织奖|第[一二三四五六1-6]名|[冠亚季]军|(?:状元|能手|标兵|新秀)奖?)"
)
_GIVEN_TO = re.compile("[我俺咱]|[旗县市盟区省院局乡镇]里")


def find_honours(reader: Reader) -> Iterator[Mention]:
    """Awards of a stated year or level; "先进工作者" alone says nothing and is left."""
    text = reader.view.text
    yield from _issued(reader)
    yield from _titles_by_name(reader)
    for cup in _CUP.finditer(text):
        if not frames(reader).far_at(reader.flow_offset(cup.start())):
            yield reader.mention(*cup.span(), Kind.HONOUR, Level.LIKELY, "award")
    for prize, before in ((_QUOTED, _BEFORE_QUOTED), (_WORDED, _BEFORE_WORDED)):
        for match in prize.finditer(text):
            first = max(0, match.start() - _WINDOW)
            given = before.search(text[first : match.start()])
            if given and not _EPIDEMIC.match(text, match.start()):
                start = first + given.start()
                lead = _LEAD.match(text[start : match.end()])
                start += lead.end() if lead else 0
                end = match.end()
                if text[start] == "“":  # the marks and the word behind them are nobody's
                    start, end = start + 1, text.index("”", start)
                for first, last in _each(text, start, end):
                    yield reader.mention(first, last, Kind.HONOUR, Level.LIKELY, "award")
        for match in _RANK_QUOTED.finditer(text) if prize is _QUOTED else ():
            yield reader.mention(*match.span(1), Kind.HONOUR, Level.LIKELY, "award")


def _each(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The awards of a list: 自治区推广奖、锡盟十佳科室 are two."""
    for match in re.finditer(r"(?:[^、“]|“[^”]*”?)+", text[start:end]):
        yield award_span(text, start + match.start(), start + match.end())


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


_GIVING = re.compile(
    r"评[上为了]|评选[上为]|[推当入]选为?|选[上为]|授予|授了|荣获|获得?了?|得[了过到]|拿[了过到回下个]|捧[回了]|夺[得了]?|戴上"
    r"|[颁发领][了给过]|领[到回]|给了|挂[着了上]|[上面头]写着?|写(?![信字了过作])|[上面]印着?|印[着的]|刻着|落[了下]个|报[上了]|表彰|命名"
    r"|记了|立了?|奖状|证书|红本|[牌匾]子?|锦旗|喜报|评成|有[过了]?一?[张个块枚面]"
)
_SHOWN = re.compile(
    r"”?(?:的?(?:大|小|铜|木|铁|红)?(?:牌子?|奖状|证书?|奖杯|匾|锦旗|称号|荣誉|红本|奖牌|名单|喜报|绶带|红花|金匾))"
)
_TOLD_PRIZE = re.compile(
    r"(?:明星|之星|新星|新秀|标兵|能手|模范|楷模|英模|劳模|状元|先锋|尖兵|工匠|卫士|天使|使者|名医|好人|榜样|标杆|骨干|带头人|领头雁"
    r"|领头人|守护[者人神]|守门人|贴心人|暖心人|知心人|达人|[文先][明锋][号岗]|示范[岗户点站院科村]|突击[手队]|红旗手|红旗单位|集体|单位"
    r"|团队|班组|个人|工作者|奖章|(?<![得发领获评颁中])奖|第[一二三四五六七八九十1-9]名?|头名|[冠亚季]军|[一二三]等功|大功|贡献者"
    r"|英才|英雄|光荣之家|人物|十[佳杰]|百佳|提名|[金银铜]牌|好人榜|光荣榜"
    r"|(?:好|优秀|最美|[十百]佳|十大|十名|信得过|满意|金牌|杰出|先进|模范|爱民|为民|放心|贴心|最受|敬业|岗位)"
    r"[^，。；！？,;!?\n“”]{0,8}?(?:医护|护士|医生|大夫|医师|护师|[乡村蒙中校]医|药师|技师|[站院所科士]长|[者员人]|职工|青年|党员|媳妇|婆婆"
    r"|婆媳|家庭|干部|教师|司机|护工|科室|[站所院室]|儿女|母亲|丈夫|妻子|女儿|儿子|闺女|邻居))"
    r"(?=[，。；！？、,;:!?\n”》）) （(]|$|的|称号|荣誉|证书|奖状|奖牌|[和与及]|给我|没|时|那|吧|呢|啦)"
)
_CLAUSE = re.compile(  # 后来给了我一个奖，赤峰市防治先进个人
    r"(?:(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{0,10}[个枚张]奖状?[，,:：])?"
    r"[^，。；！？,;!?\n：:（）()]*$"
)
_NO_LEVEL = (
    "是了的个月年被得获我你他她里评上为届到过给发拿块着一那这枚张次回名授予颁选当戴挂领写印叫"
    "落捧夺称号和与及从在由把让又还也都曾先后全面"
)
_OF_LEVEL = re.compile(
    rf"(?:{_YEAR}(?:度|的)?)?(?:(?:{_RANKS})(?:的|级|里的?)?|全[镇乡村嘎苏局站矿](?:木|查)?|自治区"
    rf"|(?:(?![{_NO_LEVEL}])[\u4e00-\u9fff]){{1,7}}?(?:省|市|盟|旗|县|区|镇|乡|苏木|街道|嘎查|村)|[旗县市盟区镇乡村局][里上]的?"
    r"|(?:[镇乡村局院站]|苏木|街道|嘎查|系统|林业局)的?(?=“|优秀|先进|模范|十佳|最美|劳模|标兵|能手))"
)
_LEVEL_LENGTH = 12
_PRIZE_REACH = 44  # characters before a prize in which the giving and the level are looked for


def honours_of_places(reader: Reader, found: Iterable[Mention]) -> Iterator[Mention]:
    """得了林西县抗洪防病模范, 墙上那块呼伦贝尔市敬老文明号的牌子: a level or a place, a prize, and the giving of it."""
    text = reader.view.text
    prizes = list(_TOLD_PRIZE.finditer(text))
    if not prizes:
        return
    found = list(found)
    places = [reader.view_span(m.start, m.end) for m in found if m.kind is Kind.PLACE]
    known = [reader.view_span(m.start, m.end) for m in found if m.kind is Kind.HONOUR]
    for prize in prizes:
        first = max(0, prize.start() - _PRIZE_REACH)
        clause = _CLAUSE.search(text, first, prize.start())
        begin = clause.start() if clause else prize.start()
        given = [match.end() for match in _GIVING.finditer(text, begin, prize.start())]
        since = given[0] if given else begin if _SHOWN.match(text, prize.end()) else None
        if since is None:
            continue
        start = _level_start(text, since, prize, places)
        if start is not None and not (
            text.startswith(("全国", "国家"), start) and frames(reader).far_at(reader.flow_offset(start))
        ):
            if any(
                first <= start + 2 and (prize.end() <= last or text[last - 1] == "”") for first, last in known
            ):
                continue
            quoted = text.rfind("“", start, prize.start())
            if quoted > start + _LEVEL_LENGTH or (quoted > start and _GIVING.search(text, start, quoted)):
                start = quoted + 1  # 镇上送来一块“人民满意的好村医”
            closed = start <= quoted and text[prize.end() : prize.end() + 1] == "”"
            for first, last in _each(text, start, prize.end() + closed):
                yield reader.mention(first, last, Kind.HONOUR, Level.LIKELY, "award")


def _level_start(text: str, since: int, prize: re.Match[str], places: list[tuple[int, int]]) -> int | None:
    """Where the level or the place begins by which a prize behind ``since`` is known."""
    starts = [start for start, end in places if since <= start and end <= prize.start()]
    level = _OF_LEVEL.search(text, since, prize.end())
    if level and level.start() < prize.start():
        starts.append(level.start())
    return min(starts, default=None)
