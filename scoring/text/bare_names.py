"""Given names without surname or title: who a letter is to, whom somebody speaks to, a father's name that is not said.

小满： at the head of a letter; 我说志远，你歇着; 先父讳伯钧. And names of two letters, found once, that come again.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from scoring.text.known import Reader
from scoring.text.lattice import addresses
from scoring.text.listed_names import find_listed_names
from scoring.text.name_model import common_given_letters, given_letters, given_name_cost
from scoring.text.person_context import TITLES
from scoring.text.second_reader import RULE
from scoring.text.segment import segmenter
from scoring.text.span_types import Kind, Level, Mention
from scoring.text.word_list import words_in

_FIRST_LINES = 400  # letters in which a letter begins
_SALUTATION = re.compile(r"^[ ]*([\u4e00-\u9fff]{2,3})[:：,，][ ]*$", re.MULTILINE)
_LETTER = re.compile("[信函]|见字|展信|此致|敬礼|收到了|给你写")
_TABOO = re.compile(
    r"(?<!忌|避|隐|不)讳([\u4e00-\u9fff]{1,2})(?=[,，。;；、(（])"
    r"|(?:先父|先师|先祖|先严|先慈|先考|家父|家严|家师|家祖|亡父|亡妻)(?:名|字|讳|号)([\u4e00-\u9fff]{1,3}?)(?=[,，。;；、(（])"
)
_SPOKEN_TO = re.compile(
    r"(?:说|喊|叫|问|劝|骂|道|声)[:：,，]?[“\"]?([\u4e00-\u9fff]{2})(?=[,，!！](?:你|您|咱|快|别|来|我|到|把|给|不))"
)
_NO_NAMES = frozenset(
    words_in(
        """
    大家 各位 诸位 你们 孩子 宝贝 亲爱 同志 朋友 我们 先生 女士 天天 好好 慢慢 妈呀 天哪 老天 谢谢 不行 可以 放心 没事
    真的 对了 以后 今天 明天 昨天 那天 后来 到底 真是 反正 其实 当然 本来 起来 下来 出来 回来 过来 知道 明白 可能 应该
    好了 行了 算了 是的 不是
    """
    )
)
_ADDRESSED = re.compile("[们位哥姐叔姨婶嫂伯爷奶爸妈弟妹甲乙丙丁]$|^老|^[一二三四五六七八九十百千万两几]+$")
_A_WORD = 300  # a word met so often in everyday texts is meant as a word
_TORN = -3.0
_MOST = 100  # names looked for again, so that the length of the text alone counts


def find_bare_names(reader: Reader) -> Iterator[Mention]:
    """Names alone that the words around them make names."""
    yield from find_listed_names(reader)
    text = reader.view.text
    for match in _SALUTATION.finditer(text, 0, _FIRST_LINES):
        name = match.group(1)
        if _LETTER.search(text) and _may_be_called(name):
            yield reader.mention(*match.span(1), Kind.PERSON, Level.LIKELY, "so_named")
            for again in re.finditer(re.escape(name), text):
                if _whole(reader, *again.span()):
                    yield reader.mention(*again.span(), Kind.PERSON, Level.LIKELY, "so_named")
            break
    for match in _TABOO.finditer(text):
        yield reader.mention(*match.span(match.lastindex or 0), Kind.PERSON, Level.LIKELY, "so_named")
    for match in _SPOKEN_TO.finditer(text):
        name = match.group(1)
        usual = common_given_letters().issuperset(name) and segmenter().known(name) < _A_WORD
        if usual and _may_be_called(name) and _whole(reader, *match.span(1)):
            yield reader.mention(*match.span(1), Kind.PERSON, Level.LIKELY, "so_named")


def _may_be_called(name: str) -> bool:
    words = segmenter()
    if name in TITLES or name in addresses() or name in _NO_NAMES or _ADDRESSED.search(name):
        return False
    said = words.known(name) >= _A_WORD and not words.tag_of.get(name, "").startswith("nr")
    return not said and given_letters().issuperset(name)


def _whole(reader: Reader, start: int, end: int) -> bool:
    """Whether no word of the view goes over an end of the span."""
    return min(reader.lattice.border(start), reader.lattice.border(end)) > _TORN


def told_again(reader: Reader, found: Iterable[Mention]) -> Iterator[Mention]:
    """润莲, 求措: a name of two letters that is nobody's word means the same wherever it stands whole."""
    text, positions = reader.flow.text, reader.flow.positions
    names: dict[str, Mention] = {}
    for mention in found:
        name = reader.original[mention.start : mention.end]
        if mention.kind is Kind.PERSON and mention.level is Level.LIKELY and len(name) == 2:
            start = bisect_left(positions, mention.start)
            likely = reader.flow_lattice.gain(start, start + 2, given_name_cost(name)) > 0
            sure = mention.rule != RULE or likely
            if sure and not segmenter().known(name) and name not in addresses() and name not in TITLES:
                names.setdefault(name, mention)
    taken = {at for name in names.values() for at in range(name.start, name.end)}
    for name, mention in list(names.items())[:_MOST]:
        for again in re.finditer(re.escape(name), text):
            first, last = positions[again.start()], positions[again.end() - 1] + 1
            if taken.isdisjoint(range(first, last)) and _stands_whole(reader, *again.span()):
                yield Mention(first, last, mention.kind, mention.level, mention.rule)


def _stands_whole(reader: Reader, start: int, end: int) -> bool:
    return min(reader.flow_lattice.border(start), reader.flow_lattice.border(end)) > _TORN
