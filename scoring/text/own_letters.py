"""The author in other letters: 朝文名字是 김영희, initials with a word for people (ZH老师, Q姐), given names as A·S.

Full names in Latin letters and initials of three are found where authors and their calls are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from scoring.text.known import Reader
from scoring.text.readings import initials
from scoring.text.span_types import Kind, Level, Mention
from scoring.text.word_list import words_in

_LANGUAGE = (
    r"(?:(?:朝鲜|韩国|蒙古|维吾尔|哈萨克|柯尔克孜|锡伯|本民族|民族)|[朝韩蒙藏维哈满彝傣苗壮](?=[族文语字名]))族?"
    r"(?:文字?|语|字|名字?)(?:的?(?:名字|姓名|签名|写法|写作|本名|名))?(?:就?是|为|叫|写作|写成|:|：|[ 　“\"]){0,3}"
)
_SCRIPT = (
    r"(?:[가-힣](?:[ ]?[가-힣]){1,5}|[\u1820-\u1878][\u1807-\u180e\u1820-\u18aa\u202f]{1,30}"
    r"(?:[ ][\u1820-\u18aa\u180b-\u180e\u202f]{1,20}){0,2}|[\u0f40-\u0f6c][\u0f0b\u0f39-\u0fbc]{1,40}"
    r"|[\u0620-\u06ff]{2,20}(?:[ ][\u0620-\u06ff]{2,20}){0,2}|[\u0400-\u04ff]{3,20}(?:[ ][\u0400-\u04ff]{2,20}){0,2}"
    r"|[\ua000-\ua48c]{2,8})"
)
_SURNAMES = (
    "김이리박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구나민진지엄채원천방공현함변염여추"
    "도소석선설마길연위표명기반왕금옥육인맹제모탁국"
)
_NO_MORE = r"(?![ ]?[가-힣\u0400-\u04ff\u0620-\u06ff\u0f40-\u0fbc\u1820-\u18aa\ua000-\ua48c])"
_IN_OWN_SCRIPT = re.compile(rf"{_LANGUAGE}({_SCRIPT}){_NO_MORE}")
_SAID_TO_BE = re.compile(  # 念出来就是 허영숙
    rf"(?:[是叫名念读写作成]|签名?|署名?)[ 　:：“\"(（]{{0,2}}([{_SURNAMES}][가-힣]{{2}}){_NO_MORE}"
)
_BEHIND_NAME = rf"[ ]?[（(【\[/][ ]?({_SCRIPT}){_NO_MORE}"
_PEOPLE = r"(?:老师|大夫|医生|护士|师傅|主任|姐|哥|叔|姨|妹|弟|老弟|老妹|同学|总)"
_WORDS = frozenset(
    words_in(
        "CT MR DR PT OT ED OR VR AI IT QQ PK CR PC TV VC CD DV ID AD CC GG MM DD HR PH PI XX XY BB AA OK"
    )
)
_WRITES = r"(?:只写|写成|写作|署名?|签名?|缩写成?|简写成?|代号|简称|叫我|落款)(?:是|为|作|:|：)?[ “\"]{0,2}"


def find_own_letters(reader: Reader, author: str) -> Iterator[Mention]:
    """One author in the script of a nationality, and by initials."""
    text = reader.original
    for pattern in (_IN_OWN_SCRIPT, _SAID_TO_BE):
        for match in pattern.finditer(text):
            yield Mention(*match.span(1), Kind.AUTHOR, Level.CERTAIN, "own_script")
    for match in re.finditer(re.escape(author) + _BEHIND_NAME, text):
        yield Mention(*match.span(1), Kind.AUTHOR, Level.CERTAIN, "own_script")
    for pattern in _initialled(author):
        for match in pattern.finditer(text):
            yield Mention(*match.span(1), Kind.AUTHOR, Level.LIKELY, "initials")


@lru_cache(maxsize=1 << 10)
def _initialled(author: str) -> tuple[re.Pattern[str], ...]:
    """Capital initials of the last two letters, or of one letter before a word for kin."""
    letters = initials(author.replace("·", "")).upper()
    pair, single = letters[-2:], "".join(sorted(set(letters[1:] or letters)))
    if len(pair) < 2:
        return ()
    bare = rf"(?<![A-Za-z.·])([{single}][姐哥叔姨妹]|{'[.·]'.join(pair)}(?![A-Za-z.]))"
    if pair in _WORDS:
        return (re.compile(bare),)
    joined = rf"(?<![A-Za-z.·])({pair}{_PEOPLE}|(?<=[“\"]){pair}(?=[”\"]))"
    return re.compile(bare), re.compile(joined), re.compile(rf"{_WRITES}({pair})(?![A-Za-z])")
