"""Contacts: telephone, e-mail, QQ and WeChat, identity and other numbers, plates, addresses.

Every repeat in a pattern is bounded, and every pattern begins with a literal or a digit class that
cannot also match what precedes it, so one pass costs time linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scoring.text.chat_names import goes_by
from scoring.text.known import Reader
from scoring.text.numbered import find_numbered
from scoring.text.said_in_turn import find_numbers_in_turn
from scoring.text.said_mail import find_said_mail
from scoring.text.said_numbers import find_said_numbers
from scoring.text.span_types import Identity, Kind, Level, Mention
from scoring.text.told_contacts import find_told_contacts

_CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "00012345678911" + "23456789")
_SAID_DIGIT = "[零〇幺一二三四五六七八九]"
_DIGIT = "[0-9零〇幺一二三四五六七八九]"
_FIGURES = re.compile(r"(?<![a-z0-9])(?=[lio]{0,3}[0-9]+[lio]?[0-9])[0-9lio]{3,14}(?![a-z0-9])")
_LOOKALIKES = str.maketrans("lio", "110")
_GAP = r"[ \-–—―.·•*_/~、]{0,2}"

_MOBILE = re.compile(
    rf"(?<![0-9])(?:\+?86{_GAP})?1{_GAP}[3-9](?:{_GAP}[0-9]){{9}}(?![0-9])"
    rf"|(?<![0-9])\(1[3-9][0-9]\){_GAP}(?:[0-9]{_GAP}){{7}}[0-9](?![0-9])"
)
# 幺三九,四七九零,六二五八; 一三二,当中七四七零,末了八八一五
_GROUPED = re.compile(
    r"(?<![0-9])(?:1[3-9][0-9]?|0[1-9][0-9]{1,2})"
    r"(?:[, 、]{1,2}(?:当中|中间|后面|后头|再|接着|然后|末了|最后)?(?:是)?[0-9]{1,5}){2,5}(?![0-9])"
)
_LANDLINE = re.compile(
    r"(?<![0-9])(?:\(0[1-9][0-9]{1,2}\)|0[1-9][0-9]{1,2}[ \-–—―.·/])[ ]{0,2}[2-9][0-9]{2,3}[ \-.]?[0-9]{4}"
    r"(?:[ ]?(?:转(?:分机)?|-|ext\.?)[ ]?[0-9]{1,5})?(?![0-9])"
    r"|(?<![0-9])0[1-9][0-9]{1,2}[2-9][0-9]{6,7}(?![0-9])"
    r"|(?<![0-9])0(?:[ .\-][0-9]){9,11}(?! ?[0-9])|(?<![0-9])[48]00[- ]?[0-9]{3}[- ]?[0-9]{4}(?![0-9])"
)
_IDENTITY_NUMBER = re.compile(
    r"(?<![0-9a-z])[1-9](?:[ \-]?[0-9]){16}[ \-]?[0-9x](?![0-9a-z])"
    r"|(?<![0-9a-z])[1-9][0-9]{2,13}[x*×]{2,12}[0-9]{0,4}[0-9x](?![0-9a-z])"
)
_BANK_CARD = re.compile(r"(?<![0-9a-z])62(?:[ ]?[0-9]){14,17}(?![0-9a-z])")
_PLATE = re.compile(
    r"[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新][ ]?[a-hj-z][ ]?[·.•\-]?[ ]?"
    r"(?=[a-z0-9]{0,4}[0-9])[a-hj-np-z0-9]{5,6}(?![a-z0-9])"
)

_AT = (
    r"[, ]{0,2}(?:@|[(\[{【<〔](?:@|at|艾特|爱特|圈a|a|小老鼠|在|#)[)\]}】>〕]|(?<=[a-z0-9])[ ]at[ ](?=[a-z0-9])"
    r"|艾特|爱特|圈a|圈儿a|a圈|花a|小老鼠|(?<=[a-z0-9])在(?=[a-z0-9])|#|☆|★)(?:符号?)?[, ]{0,2}"
)
_SWAPPED = (
    r"(?:[ ]?\([^()\n]{0,8}(?:换成|改成|改为|替换|代替|当作|就是|[=改换作代读念])[^()\n]{1,8}\))?"  # (#换成@)
)
_DOT = r"[ ]?(?:\.|。|[(\[{【<〔](?:dot|点|\.)[)\]}】>〕]|[ ]dot[ ]|点儿?|·)[ ]?"
_SAID_MARK = r"[(]?(?:下划线|下横线|中划线|横线|横杠|减号|短横)[)]?"
_TOP = r"(?:com|cn|net|org|edu|gov|cc|io|me|vip)"
_SAID_TOP = rf"(?:{_TOP}|康姆|考姆|抗姆|靠姆)"
_EMAIL = re.compile(
    rf"(?<![a-z0-9._+\-])[a-z0-9](?:[ ]?(?:[a-z0-9._+\-]|{_SAID_MARK}|{_SAID_DIGIT})|[。点](?=[a-z0-9])){{1,40}}{_AT}"
    r"(?:\n[ ]{0,8})?"
    rf"(?:[a-z0-9\-]|{_SAID_DIGIT}){{1,30}}(?:{_DOT}[a-z0-9\-]{{1,20}}){{0,2}}{_DOT}{_SAID_TOP}(?![a-z0-9]){_SWAPPED}"
)
_SPACED_EMAIL = re.compile(
    rf"(?<![a-z0-9])(?:[a-z0-9][ ._\-]{{1,2}}){{3,30}}[a-z0-9][ ]{{0,2}}@[ ]{{0,2}}"
    rf"(?:[a-z0-9\-][ ]?){{1,30}}{_DOT}(?:c ?o ?m|c ?n|n ?e ?t)(?![a-z0-9])"
)
_LINK = re.compile(
    rf"(?:https?:(?://|/)?|www\.)[a-z0-9.\-_/?=&%#:+~]{{3,200}}"
    rf"|(?<![a-z0-9@.\-])[a-z0-9\-]{{2,30}}\.(?:[a-z0-9\-]{{2,20}}\.)?{_TOP}(?![a-z0-9])"
)

# 威信:niu加yizhen再加零二三三: pieces of letters and digits, joined by words
_PIECE = f"(?:[a-z0-9_]{{1,20}}|{_SAID_DIGIT}{{2,11}})"
_JOINT = "[,， ]?(?:再加上?|后面加上?|后面是|然后是?|加上?|接着是?|下划线|减号|横杠|点|跟上?)[ ]?"
_PIECED = re.compile(
    rf"(?:微信|威信|薇信|微|薇|卫星|v信|q{{1,2}}|扣扣|口口|账号|暗号|邮箱)(?:号码?)?[ ]?(?:[:是为]|就是)?[ ]{{0,2}}"
    rf"((?=[^\n。]{{0,30}}[a-z0-9]){_PIECE}(?:{_JOINT}{_PIECE}){{1,5}})(?![a-z0-9])"
)
_LABELLED: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "qq",
        re.compile(
            r"(?<![a-z])(?:q{1,2}|扣扣|企鹅号?|球球|抠抠|口口|叩叩|蔻蔻|秋秋|鹅号|加鹅)"
            r"(?:号码?|群|邮箱)?[ ]?[:是为]?[ ]{0,2}([1-9]"
            r"(?:[ \-]?[0-9]){4,11})(?![0-9只])"
        ),
    ),
    (
        "wechat",
        re.compile(
            r"(?:微[信芯❤♥]|威[信芯❤]|薇[信芯❤]|卫[❤♥]|v[信❤♥]|卫星号|微xin|wei信|"
            r"加[ ]?[微薇v]|(?<![a-z])(?:wechat|weixin|vx|wx|v(?=[ ]?[:号])))"
            r"(?:公众)?(?:号码?|"
            r"id)?[ ]?(?:[:是为]|就是|同号)?[ ]{0,2}"
            r"([a-z0-9][a-z0-9_\-]{1,24}(?:[.][a-z0-9_\-]{1,12})?"
            r"(?:[ ]?(?:下划线|减号|横线|横杠|杠|点)[ ]?[a-z0-9]{1,24}(?:[ ][0-9]{1,6})?){0,3})(?![a-z0-9])"
        ),
    ),
    (
        "wechat",
        re.compile(
            r"(?:微信|威信|薇信)[^\n。;!?a-z0-9]{1,12}[:是][ ]?"
            r"((?=[a-z\-]{0,24}[0-9_])[a-z][a-z0-9_\-]{5,24})(?![a-z0-9])"
        ),
    ),
    ("wechat", _PIECED),
    (
        "handle",
        re.compile(
            r"(?:微博|博客|抖音|快手|小红书|b站|视频号|公众号|头条号|直播间|简书|知乎|微信名|微信昵称|qq名|qq昵称|昵称)"
            r"(?:号|账号|名|id|搜索|搜|关注|叫|是|为|:|@|“|\"|「|《|[ ]){1,4}"
            r"(?![上里中][有看发推搜找刷说讲学])"
            r"((?<=[“「《])[^ \n“”」》]{2,24}(?=[”」》])|[^ \n,。;!?()“”\"」》的]{2,24})"
        ),
    ),
    (
        "handle",
        re.compile(
            r"(?:微博|博客|抖音|快手|小红书|b站|视频号|公众号|头条号|简书|知乎)(?:号|账号|名|id|搜索?)?[ ]?"
            r"(?:[: ]{0,3}@|: ?[“\"「]?)([^ \n,。;!?()“”\"」》@]{2,24})(?=[ \n,。;!?()”\"」]|$)"
        ),
    ),
    (
        "handle",  # 微信搜“药匣子姐姐”
        re.compile(
            r"(?:微信|绿泡泡|v信|扣扣|(?<![a-z])qq)(?:上|里)?(?:请|可)?(?:搜索?|加|找|叫)[是做:]?[ ]?"
            r"[“\"「]([^“”\"」\n]{2,16})[”\"」]"
        ),
    ),
    (
        "handle",
        re.compile(
            r"(?:加我|加一下我|找我|搜我|关注我|联系我)(?:请?搜)?[ ]?[:是用]?[ ]{0,2}"
            rf"((?=[a-z\-]{{0,24}}(?:[0-9_]|{_SAID_MARK}))[a-z](?:[a-z0-9_\-]|{_SAID_MARK}){{5,24}})(?![a-z0-9@])"
        ),
    ),
    (
        "at_name",
        re.compile(
            r"(?<![a-z0-9])@(?!所有人|全体|大家|各位)([\u4e00-\u9fff][\u4e00-\u9fff0-9_\-]{1,11})(?=[ \n:,。!?]|$)"
        ),
    ),
    (
        "number",
        re.compile(
            r"(?:电[ ]{0,2}话|手[ ]{0,2}机|手机号码?|座机|传真|短号|小灵通|传呼|呼机|bp机|总机|分机|热线|专线|"
            r"请[拨打]|拨打|询拨|tel|phone|fax|mobile)(?:号码?)?[ ]?[:是为.]?[ ]{0,2}"
            r"(?!12[0-9]{1,3}(?![0-9]))([0-9(][0-9 \-()—]{4,20}[0-9](?:转[0-9]{1,5})?)"
        ),
    ),
    ("number", re.compile(r"(?:电话|手机|号码)[^\n。;0-9]{0,12}[: 是念]([0-9]{11})(?![0-9])")),  # 倒过来念:…
    (
        "paper",
        re.compile(
            r"(?:身份证|证件|学籍|学|工|警|证书|资格证|执业证|军官证|准考证|社保|医保|编制|档案|银行卡|"
            r"卡)(?:书)?(?:编)?(?:号码?|帐号|账号)"
            r"[ ]?[:是为]?[ ]{0,2}((?=[a-z]{0,6}[0-9])(?:[a-z0-9][ \-]?){4,24})"
        ),
    ),
    (
        "tail",
        re.compile(r"(?:尾号|尾数|后[三四]位|末[三四]位)(?:就?是|为|:|[ ])?[ ]{0,2}([0-9]{3,6})(?![0-9])"),
    ),
    (
        "head",  # the other part of a number told in two
        re.compile(
            r"(?:前[头面边]|开头|打头|前[三四七]位)(?:的?是|为|:)?[ ]{0,2}(1[3-9][0-9]{1,8})(?![0-9年例个人次元万])"
        ),
    ),
    (
        "address",
        re.compile(
            r"(?:[来回]?信|稿费|稿子|样刊|样报|奖状|证书|奖品|通知)(?:请|就|可|都)?寄(?:到|至|往|回)?[ ]?[:]?[ ]{0,2}"
            r"((?=[^\n。;,]{0,30}[镇乡村旗县市路街号院站转收木])[^\n。;,!()的我他她就]{4,40})"
        ),
    ),
    (
        "address",
        re.compile(
            r"(?:捎信|捎话|带信|写信|送信|来信)(?:请|就|可以)?[到至往][ ]?"
            r"((?=[^\n。;,]{0,30}[镇乡村旗县市路街号院站])[^\n。;,!()的我他她了]{6,40}(?<=[家户号院楼室栋店站收]))"
            r"(?=[\n。;,!() ]|$)"
        ),
    ),
    (
        "postcode",  # on an envelope: alone on a line beside an address, or straight before one
        re.compile(
            r"(?:^|(?<=\n))[ \[(]{0,8}((?!(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2]))[0-9]{6})[)\] ]{0,8}\n?[ ]{0,8}"
            r"(?=[\u4e00-\u9fff]{2,7}(?:省|自治区|市|盟|区|县|旗))"
        ),
    ),
    ("postcode", re.compile(r"(?<=[号室路街巷村院收启校])[ ]?\n[ ]{0,20}([0-9]{6})(?=[ ]{0,8}(?:\n|$))")),
    (
        "handle",
        re.compile(
            r"(?:作者|修改者|创建者|上传者|保存者|用户名?|登录名)[ ]?:[ ]?([a-z][a-z0-9_\-]{3,19})"
            r"(?![a-z0-9.@,]|[ ]{1,3}[a-z])"
        ),
    ),
    ("postcode", re.compile(r"(?:邮[ ]{0,2}编|邮政编码)[ ]?[:是为]?[ ]{0,2}([0-9]{6})(?![0-9])")),
    (
        "address",
        re.compile(
            r"(?<!ip)(?<!网)(?<!邮件)(?<!邮箱)(?<!电邮)(?<!网站)"
            r"(?:(?:通[讯信]|联系|家庭|详细|邮寄|单位|现|居住|工作)?地[ ]{0,2}址|家住|通联(?=[ ]?:)|"
            r"现住址?|住址|门牌(?:号码?)?(?=[ ]?[:是]))[ ]?[写填]?[:是为在]?[ ]{0,2}"
            r"((?=[^\n。;的]{0,30}(?:[0-9号楼室栋院街路巷镇乡村]|苏木|嘎查|单元|小区)(?<![某各][镇乡村街路]))"
            r"[^\n,。;! ()的]{4,50})"
        ),
    ),
)

# 幺三八，四个零，三幺二六: said aloud, the same digits counted
_SAID_ALOUD = re.compile(
    rf"(?<!{_DIGIT})[1一幺]{_DIGIT}{{2}}[, ]{{0,2}}(?:{_DIGIT}{{1,4}}[, ]{{0,2}}){{0,2}}"
    rf"(?:[2-6两二三四五六]个{_DIGIT}[, ]{{0,2}}){{1,3}}(?:{_DIGIT}[, ]{{0,2}}){{1,7}}{_DIGIT}"
)
_STARRED = re.compile(  # 1390483****(后四位四四七一)
    r"(?<![0-9a-z])(?=1[3-9][0-9*x×]{9}(?![0-9*x×a-z]))1[3-9][0-9]{1,6}[*x×]{2,9}[0-9]{0,4}"
    r"(?:[ ]?\([后末尾中空星][^\n()]{1,12}\)|[, ]{1,2}[^\n。0-9,]{1,8}[填是补换写][上成为]?[0-9]{2,6}(?![0-9]))?"
)
_LOOKALIKE = re.compile(r"(?<![a-z0-9])(?=(?:[lio]*[0-9]){5})[1li][0-9lio]{10}(?![a-z0-9])")
_ADDRESSED = re.compile(
    r"[“\"]([^“”\"\n]{4,30}(?:[省市盟旗县镇乡村号院站所室街路包] ?)[\u4e00-\u9fff]{2,6}(?:亲收|收|启))[”\"]"
)
_THAT_HOUSE = re.compile(
    r"(?:家住|住在|住)([\u4e00-\u9fff]{2,16}(?:街|胡同|巷|路|营子|村|道街)[\u4e00-\u9fff]{0,4}"
    r"(?:[,，]?[^。,，\n]{2,14}的)?那[家户院])"
)
_STREET = re.compile(
    r"(?:内蒙古|新疆|西藏|宁夏|广西)?(?:[\u4e00-\u9fff]{2,4}?(?:省|自治区|市|盟|区|县|旗|镇|乡|苏木)){0,4}"
    r"(?:[\u4e00-\u9fff]{2,6}(?:路|街|大街|大道|巷|胡同|小区|家属院|家属楼|家属房|花园|家园|公寓|新村|社区|村|里|苑)"
    r"(?:[东西南北中][段侧口])?){1,3}"
    r"[0-9一二三四五六七八九十百]{1,5}(?:号|栋|幢|楼|弄|排|组)(?:院|楼)?"
    r"(?:[0-9一二三四五六七八九十a-z]{1,4}(?:号楼|号|栋|幢|楼|排|单元|室|层|户)){0,4}(?:[0-9]{2,4}室?)?"
    r"(?:[\u4e00-\u9fff]{1,4}楼(?:[0-9一二三四五六七八九十]{1,3}(?:单元|号|门|层|室|户)){1,3})?"
)
_LEAD = re.compile(
    r"[\u4e00-\u9fff]{0,3}?(?:家住|现住|住在|请?[投函邮径]?寄[到至]?|寄往|寄给|送到|位于|来到|赶到|跑到|搬到|[致投来]书|[致来]函|来?信?写[到给]?|"
    r"(?:地|住|现|旧)址[是在:]?|通[讯信]处|搬至|迁至|[在到往住])"
)
_ADDRESS_LEAD = re.compile(
    r"(?:换了|没有?[变换改]|还是|改[了为成在]|不变|如下|变了|仍[是为旧在]|原址)(?:[:, ]|老地方){0,2}"
)
_RESIDENCE = re.compile(
    r"(?:家住|现住|住在|住址|住|地址)[:]?[ ]?"
    r"((?:[\u4e00-\u9fff]{1,5}(?:省|市|盟|区|县|旗|镇|街道|街|路|巷)){1,4}[\u4e00-\u9fff]{2,6}(?:小区|家属院|家园|花园|公寓|嘉园|新城|宿舍))"
)
_ROOM = re.compile(
    r"[0-9一二三四五六七八九十]{1,3}(?:号楼|栋|幢|"
    r"排)(?:[0-9一二三四五六七八九十]{1,3}单元)?[0-9一二三四五六七八九十]{1,5}(?:室|户|号)"
)


_LEADS = {"street": _LEAD, "address": _ADDRESS_LEAD}


def find_contacts(reader: Reader, identity: Identity) -> Iterator[Mention]:
    """Every contact in the text, whether or not the entry form knows it."""
    text = reader.view.text
    digits = _FIGURES.sub(_as_figures, text.translate(_CHINESE_DIGITS))
    for rule, pattern in (("mobile", _MOBILE), ("landline", _LANDLINE)):
        yield from _matches(reader, pattern, digits, rule, Level.CERTAIN)
    for match in _GROUPED.finditer(digits):
        if _is_telephone(re.findall("[0-9]+", match.group())):
            yield reader.mention(*match.span(), Kind.CONTACT, Level.CERTAIN, "grouped")
    for rule, pattern, level in (
        ("email", _EMAIL, Level.CERTAIN),
        ("email", _SPACED_EMAIL, Level.CERTAIN),
        ("link", _LINK, Level.LIKELY),
        ("id_number", _IDENTITY_NUMBER, Level.CERTAIN),
        ("bank_card", _BANK_CARD, Level.CERTAIN),
        ("plate", _PLATE, Level.LIKELY),
        ("street", _STREET, Level.LIKELY),
        ("residence", _RESIDENCE, Level.LIKELY),
        ("room", _ROOM, Level.LIKELY),
        ("said_aloud", _SAID_ALOUD, Level.LIKELY),
        ("lookalike", _LOOKALIKE, Level.LIKELY),
        ("starred", _STARRED, Level.LIKELY),
        ("addressed", _ADDRESSED, Level.LIKELY),
        ("residence", _THAT_HOUSE, Level.LIKELY),
    ):
        yield from _matches(reader, pattern, text, rule, level)
    for rule, pattern in _LABELLED:
        source = digits if rule in ("qq", "number", "tail", "head") else text
        yield from _matches(reader, pattern, source, rule, Level.CERTAIN)
    yield from find_said_numbers(reader)
    yield from find_numbers_in_turn(reader)
    yield from find_told_contacts(reader)
    yield from find_said_mail(reader)
    yield from find_numbered(reader)
    yield from _known(reader, identity)


def _as_figures(row: re.Match[str]) -> str:
    """l39, 2O14: letters that a scanner or a sly hand put for figures."""
    return row.group().translate(_LOOKALIKES)


def _is_telephone(groups: list[str]) -> bool:
    """139 4790 6258, 0470 622 0319; not beds 13 to 18, pressures of 180, 165, 158, 150, or 138,000,000."""
    digits = sum(map(len, groups))
    return digits in (11, 12) if groups[0][0] == "0" else digits == 11 and max(map(len, groups)) > 3


def _matches(
    reader: Reader, pattern: re.Pattern[str], text: str, rule: str, level: Level
) -> Iterator[Mention]:
    group = 1 if pattern.groups else 0
    for match in pattern.finditer(text):
        start, end = match.span(group)
        if rule == "at_name" and not goes_by(match.group(group)):
            continue  # @老苗, @院长
        leads = _LEADS.get(rule)
        lead = leads.match(text, start, end) if leads else None
        start = lead.end() if lead else start
        while end > start and text[end - 1] in " -.":
            end -= 1
        yield reader.mention(start, end, Kind.CONTACT, level, rule)


def _known(reader: Reader, identity: Identity) -> Iterator[Mention]:
    for contact in (*identity.phones, *identity.emails):
        for start, end in reader.places_of(contact, shortest=5):
            yield Mention(start, end, Kind.CONTACT, Level.CERTAIN, "form_contact")
        name = contact.partition("@")[0]
        if name != contact:
            for start, end in reader.places_of(name, shortest=5):
                yield Mention(start, end, Kind.CONTACT, Level.CERTAIN, "form_contact")
