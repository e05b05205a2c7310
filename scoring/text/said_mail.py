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
_BEFORE = 60
_LATIN = re.compile(r"[a-z]")


def find_said_mail(reader: Reader) -> Iterator[Mention]:
    """Addresses with a sign or a domain told in words."""
    text = reader.view.text
    for match in _MIDDLE.finditer(text):
        first = max(0, match.start() - _BEFORE)
        name = _NAME.search(text[first : match.start()])
        if not name:
            continue
        told = name.group()
        start = first + name.start() + len(told) - len(told.lstrip(", 、然后再加接着是"))
        if _LATIN.search(told):
            yield reader.mention(start, match.end(), Kind.CONTACT, Level.LIKELY, "said_mail")
