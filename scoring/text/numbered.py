"""Numbers of a form of their own: fixed lines with extension, certificates, numbers in groups, accounts told beside.

0483-8227146转分机6; 6127-735转3; 5629114(区号0470); 辽D助字第0417号; 执业证书2008…; 企鹅号码二七一八〇四,空一格,五五三.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scoring.text.known import Reader
from scoring.text.span_types import Kind, Level, Mention

_DIGIT = "[0-9零〇○洞幺拐一二两三四五六七八九壹贰叁肆伍陆柒捌玖]"
_NETWORK = r"(?:企鹅|扣扣|抠抠|球球|(?<![a-z])q{1,2}(?![a-z])|小红书|快手|抖音|群号|微信群)"
_GAP = (
    r"(?:[ ,、·\-—_+]{1,2}(?:(?:再?空一?[格下]|停一?下|再加上?|再接|再来|然后|接着|后面|打个磕绊|加上?|横杠|"
    r"杠)(?:是)?[ ,、]{0,2})?"
    r"|[ ]?\([^()\n0-9]{1,8}\)[ ]?)"
)
_GROUPS = rf"{_DIGIT}{{2,11}}(?:{_GAP}{_DIGIT}{{1,8}}){{0,5}}(?!{_DIGIT}|[元人万年个只岁月天次斤%])"
_ACCOUNT = re.compile(
    rf"{_NETWORK}(?:[^\n。;!?0-9]{{0,6}}?(?:号码?|群|账号|帐号|id|搜|加|数字))?[,]?(?:就|还|"
    rf"也)?[:是为]?[ ]{{0,2}}({_GROUPS})"
)
_SHORTEST, _LONGEST = 6, 12  # digits of an account
_HANDLE = re.compile(  # 号是nong-zhen, 搜号,meng-hai: Latin rows with a sign in them
    r"(?:(?<![型批编例本样床番称符口信挂])号|账号|帐号|id|搜号?|微信[号也]?行?|快手号?)(?:码)?(?:就|还|"
    r"也)?[是为叫:]?[, :是]{0,3}[ “\"@]{0,2}"
    r"([a-z][a-z0-9]{1,20}(?:[._\-—]{1,2}[a-z0-9]{1,20}){1,3})(?![a-z0-9@.])"
)
_UNDERSCORED = re.compile(  # nothing but an account is written so in Chinese
    r"(?<![a-z0-9_@./\-])([a-z][a-z0-9]{2,15}_{1,2}[a-z0-9]{2,15}(?:_[a-z0-9]{1,12})?)(?![a-z0-9_@./(])"
)
_HUMAN = re.compile(
    "微信|快手|抖音|微博|公众号|小红书|(?<![型批编床])号[是:,码]|搜|网名|账号|加我|[找记]一下|名片"
)
_NEAR = 60  # letters before an account in which a word for such things stands
_FIXED = re.compile(
    r"(?<![0-9])(?:0[1-9][0-9]{1,2}[ \-—]{1,2})?[2-9][0-9]{6,7}[ ]?[(]?转(?:分机)?[ ]?[0-9]{1,5}[)]?"
    r"|(?<![0-9.\-])[2-9][0-9]{2,3}-[0-9]{3,4}[ ]?转(?:分机)?[ ]?[0-9]{1,4}(?![0-9])"
    r"|(?<![0-9])[2-9][0-9]{6,7}[ ]?\((?:区号|前面?加|加拨|长途加)[ ]?0[1-9][0-9]{1,2}\)"
    r"|区号[ ]?0[1-9][0-9]{1,2}[, ]{1,2}[2-9][0-9]{6,7}(?![0-9])"
    r"|(?<![0-9])0[1-9][0-9]{1,2}[ \-][2-9][0-9](?:[0-9]?[ ][0-9]{2,3}){2}(?![ ]?[0-9])"
)
_AREA = "[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新]"
_CERTIFICATE = re.compile(
    rf"{_AREA}[a-z]?[\u4e00-\u9fff]{{0,5}}字?[ ]?第[ ]?[0-9零〇一二三四五六七八九]{{3,10}}[ ]?号"
    rf"|(?<=[号是:为 ]){_AREA}[保助护医村乡][0-9]{{6,14}}(?:-[0-9]{{2,6}})?"
)
_LICENCE = re.compile(
    r"(?:证书?|证件|执照|许可证|批准文号|准文号|上岗证|编码|编号|工号|证号|身份号码?)(?:的)?(?:编[码号]|号码?|号)?"
    r"[^\n。;!?0-9a-z]{0,10}((?:[a-z]{1,2}[ ]?)?[0-9](?:[ ]?[0-9]){8,17})(?![0-9a-z.])"
)
_BARE_LICENCE = re.compile(
    r"(?<![0-9a-z.\-])[1-6][0-9]{14}(?![0-9a-z.\-])"
)  # of a doctor or nurse: 15 digits
_IDENTITY = re.compile(
    r"(?<![0-9a-z])[1-9][0-9]{5}[ ]?(?:[0-9x*×][ ]?){11}[0-9x*×](?![0-9a-z])"
    r"|(?<![0-9a-z])[1-9][0-9]{3}[ ][0-9]{4}[ ][0-9]{4}[ ][0-9x*×]{4}[0-9]{2}(?![0-9a-z])"
)
_LINE = re.compile(rf"^[ ]*[^\n:0-9]{{0,6}}?[: ]{{0,2}}({_DIGIT}{{2,5}})[—\-,。… ]{{0,3}}$", re.MULTILINE)
_AS_DIGITS = str.maketrans(
    "零〇○洞幺拐一二两三四五六七八九壹贰叁肆伍陆柒捌玖", "000017122" + "3456789" + "123456789"
)
_MOBILE = 11


def find_numbered(reader: Reader) -> Iterator[Mention]:
    """Numbers and accounts that a form of their own gives away."""
    text = reader.view.text
    for rule, pattern in (
        ("landline", _FIXED),
        ("paper", _CERTIFICATE),
        ("paper", _LICENCE),
        ("paper", _BARE_LICENCE),
        ("id_number", _IDENTITY),
        ("account", _HANDLE),
    ):
        for match in pattern.finditer(text):
            yield _contact(reader, *match.span(match.lastindex or 0), rule)
    for match in _ACCOUNT.finditer(text):
        digits = len(re.findall(_DIGIT, match.group(1)))
        if _SHORTEST <= digits <= _LONGEST:
            yield _contact(reader, *match.span(1), "account")
    for match in _UNDERSCORED.finditer(text):
        if _HUMAN.search(text, max(0, match.start() - _NEAR), match.start()):
            yield _contact(reader, *match.span(1), "account")
    for start, end in _down_the_lines(text):
        yield _contact(reader, start, end, "said_number")


def _down_the_lines(text: str) -> Iterator[tuple[int, int]]:
    """The pieces of a telephone number on lines that follow each other, one piece a line."""
    row: list[re.Match[str]] = []
    for match in _LINE.finditer(text):
        if row and text.count("\n", row[-1].end(), match.start()) != 1:
            row = []
        row.append(match)
        for first in range(len(row)):
            told = "".join(one.group(1) for one in row[first:]).translate(_AS_DIGITS)
            if len(told) == _MOBILE and len(row) - first > 1 and told[0] == "1" and told[1] >= "3":
                yield from (one.span(1) for one in row[first:])
                row = []
                break
        row = row[-4:]


def _contact(reader: Reader, start: int, end: int, rule: str) -> Mention:
    return reader.mention(start, end, Kind.CONTACT, Level.LIKELY, rule)
