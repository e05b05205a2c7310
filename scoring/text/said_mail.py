"""E-mail addresses told in words: 甲底杠乙，然后是艾特，然后126点com; 下划线, 横杠, 井号换圈a, 点康姆.

What stands for the sign in the middle is looked for together with the domain behind it; the name before it is then
read backwards, one sign or word at a time, so that the time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scoring.text.known import Reader
from scoring.text.span_types import Kind, Level, Mention

_AND = r"(?:[, 、]{0,2}(?:然后|接着|后头|再)?(?:加上?|接|来|是)?(?:个|一个)?[, 、]{0,2})"
_OPEN, _SHUT = r"[(\[{【<〔]?", r"[)\]}】>〕]?"
_HOST = (
    r"(?:[a-z0-9][a-z0-9\-]{1,19}|[零〇幺一二三四五六七八九]{3}|扣扣|搜狐|新浪|网易|雅虎|"
    r"谷歌|汤姆|福克斯|狐狸|当可衣|耶)"
)
_TOP = r"(?:com|cn|net|org|edu|cc|康姆?|考姆|抗姆|靠姆|内特|耐特)"
_MIDDLE = re.compile(
    rf"(?:{_OPEN}(?:@|艾特|爱特|圈儿?a|a圈|花a|小老鼠|井号?|#|(?<=[a-z0-9 (\[])(?:at|"
    rf"在)(?=[ )\]a-z0-9]))(?:符号?)?{_SHUT})"
    rf"{_AND}{_HOST}{_AND}{_OPEN}(?:\.|点儿?|dot){_SHUT}[, ]?{_OPEN}{_TOP}{_SHUT}(?![a-z0-9])"
)
# The name before the sign: letters, digits, said digits, and words for the signs between them.
_NAME = re.compile(
    r"(?:[a-z0-9._+\-一]|[零〇幺二三四五六七八九]|[, 、]"
    r"|[(\[{【<〔]?(?:下划线|下横线|下横杠|中划线|横线|横杠|底杠|短横|减号|杠|点)[)\]}】>〕]?|然后是?|接着|"
    r"再加?){3,48}$"
)
# 葛长缨三个字的全拼,圈a,…; 我名字首字母加0312艾特…
_IN_PINYIN = re.compile(
    r"[\u4e00-\u9fff]{0,12}(?:全拼|拼音|首字母|缩写|小写)(?:[加接]上?[a-z0-9]{1,12})?[, ]{0,2}$"
)
_LEAD = re.compile(
    r"[\u4e00-\u9fff]{0,6}?(?:写信|来信|邮件|邮箱|信箱|电邮|发|寄|投稿|联系|地址)(?:请|可|就)?(?:到|至|给|是|为|在|往|用)?"
)
_MAILBOX = r"(?:邮箱|信箱|邮件)"
_PROVIDER = (
    r"(?:163|126|139|188|189|qq|sina|sohu|gmail|foxmail|hotmail|一六三|幺六三|一二六|幺二六|一三九|幺三九|"
    r"企鹅|扣扣|网易|新浪|搜狐)"
)
_MARK = r"[(]?(?:下划线|下横线|中划线|横线|横杠|减号|短横|杠|点)(?:[在接][\u4e00-\u9fff]{1,2})?[)]?"
_AT_PROVIDER = re.compile(  # syq(短横在下面)qsh,接一六三的邮箱; lxt下划线sleepy,企鹅邮箱
    rf"(?<![a-z0-9._\-])([a-z0-9][a-z0-9._\-]{{1,24}}(?:{_MARK}[a-z0-9]{{1,20}}){{0,3}}"
    rf"[, ]{{0,2}}(?:[接加用是在]|后面是?|后头是?)?的?是?{_PROVIDER}的?{_MAILBOX})"
)
_BEFORE = 60
_LATIN = re.compile(r"[a-z]")


def find_said_mail(reader: Reader) -> Iterator[Mention]:
    """Addresses with a sign or a domain told in words."""
    text = reader.view.text
    for match in _MIDDLE.finditer(text):
        first = max(0, match.start() - _BEFORE)
        before = text[first : match.start()]
        spelled = _IN_PINYIN.search(before)
        if spelled:
            lead = _LEAD.match(before, spelled.start())
            start = first + (lead.end() if lead else spelled.start())
            yield reader.mention(start, match.end(), Kind.CONTACT, Level.LIKELY, "said_mail")
        name = None if spelled else _NAME.search(before)
        if not name:
            continue
        told = name.group()
        start = first + name.start() + len(told) - len(told.lstrip(", 、然后再加接着是"))
        if _LATIN.search(told):
            yield reader.mention(start, match.end(), Kind.CONTACT, Level.LIKELY, "said_mail")
    for match in _AT_PROVIDER.finditer(text):
        if _LATIN.search(match.group(1)[:2]):
            yield reader.mention(*match.span(1), Kind.CONTACT, Level.LIKELY, "said_mail")
