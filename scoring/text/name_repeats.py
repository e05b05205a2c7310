"""A nickname once told, wherever it stands as a name again, whole or shortened: 老铁匠 → “铁匠，你来”; 孟大勺 → 大勺叔.

A row of letters that is nobody's word is meant wherever it stands. A word (秤砣, 门闩) is meant where somebody is
spoken to or called by it, where it is all that is quoted, and where it does what only people do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from scoring.text.known import Reader
from scoring.text.name_model import surname_length
from scoring.text.nicknames import everyday_call
from scoring.text.person_context import TITLES
from scoring.text.segment import segmenter
from scoring.text.word_list import any_of

_MOST = 100  # names looked for, so that the length of the text alone counts
_KIN = any_of(
    """
    叔 姐 哥 姨 爷 婶 嫂 妹 弟 爸 妈 奶 伯 爹 娘 叔叔 姐姐 哥哥 阿姨 爷爷 奶奶 大哥 大姐 大叔 大婶 大爷 大妈
    姑娘 姑姑 伯伯 同志 嫂子 妹子 大夫 医生 护士 师傅 老师 郎中
    """
)
_TITLED = re.compile(rf"(?:{any_of(' '.join(TITLES))}|{_KIN})$")
_LAST_LINES = 4
_SIGNATURE = re.compile(r"^[ —–-]*([\u4e00-\u9fff]{2})(?=[,， ][^\n。]{2,24}$|[ ]*$)", re.MULTILINE)
_BEFORE = r"(?:[“@]|(?:说|喊|叫|道|问|唤|声|喂|哎|嘿|欸|嗨)[,:!“ ]{1,2})"
_BEHIND = r"(?=[”,!…])"
_ACTS = (
    r"(?:也?是我|在不在|来[了啦喽咯]|回来|呢[?？”]|说[,:“道过]|[写讲唱述]的?[:”)]|(?:的)?口述|整理|执笔|[记写]于|收[”)]|(?:你|您)[^，。]{0,6}[吗没呢？?])"
)
_CALLED = r"(?:管[我俺咱他她]叫|[叫喊唤称][我俺咱他她你您]?(?:一声|作|做)?|等着?|就是|[那这]个(?:叫)?)"
_PAUSE = r"(?=[,。!?;、”)\n]|$)"
_WHY = r"(?:为什么|为啥|为何|咋|怎么)[你他她我]?叫"


def repeats(reader: Reader, names: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Spans of the view in which one of ``names`` stands as a name."""
    text = reader.view.text
    told = dict.fromkeys(list(dict.fromkeys(names))[:_MOST])
    stems = dict(pair for name in told for pair in _stems(name)) | dict.fromkeys(told, False)
    yield from _signed(text, told, [name for name in stems if len(name) > 1])
    for stem, only_with_kin in sorted(stems.items()):
        if len(stem) < 2 or stem not in text:
            continue
        word = re.escape(stem)
        if only_with_kin:
            yield from (m.span() for m in re.finditer(rf"{word}(?:{_KIN})", text) if not segmenter().known(m.group()))
            if stem[0] not in "老小大一二两三四五六七八九十" and len(stem) < 4:
                said = (
                    rf"{_BEFORE}(?P<said>{word})(?=[!,][^”\n]|!”|[呀啊哎])|(?<={word})[!,](?P<again>{word})(?=[!,。])"
                    rf"|“(?P<both>{word})(?=[和与跟]|”)|{_WHY}(?P<why>{word})[?!]"
                )
                yield from (match.span(match.lastgroup or 0) for match in re.finditer(said, text))
            continue
        pattern = (
            rf"{_BEFORE}(?P<said>{word}){_BEHIND}|(?P<kin>[老小阿]?{word}(?:{_KIN}))"
            rf"|(?:^|[,。!?;:”\n ])(?P<acts>{word})(?={_ACTS})|{_CALLED}(?P<called>{word}){_PAUSE}"
            rf"|(?<={word})[!,](?P<again>{word})(?=[!,。”])|(?P<be>{word})(?=就{word})|(?<={word})就(?P<so>{word})|什么(?P<what>{word})[?!]"
            rf"|“(?P<tender>{word})(?=[呀啊哎哟])"
            rf"|{_WHY}(?P<why>{word})[?!]|[成作]了?(?P<made>{word}){_PAUSE}|哪[个位]是(?P<which>{word})[?”!]"
        )
        for match in re.finditer(pattern, text):
            if match.lastgroup == "kin" and segmenter().known(match.group()) > 0:
                continue
            yield match.span(match.lastgroup or 0)
        unheard = not segmenter().known(stem) and (stem in told or (len(stem) > 2 and stem[0] not in "大小老"))
        if unheard:
            for match in re.finditer(word, text):
                if reader.on_borders(*reader.view.span(*match.span())):
                    yield match.span()


def _signed(text: str, told: Iterable[str], names: Iterable[str]) -> Iterator[tuple[int, int]]:
    """一粟,癸卯枣红时 in the last lines, of somebody who writes as 葭州一粟."""
    tails = {name[-2:] for name in told if len(name) > 3 and re.fullmatch("[\u4e00-\u9fff]+", name)}
    last = last_lines(text, _LAST_LINES)
    for name in names if "\n" in text else ():
        if name not in text[last:]:
            continue
        alone = rf"(?:^|(?<=[\n 、:—,]))(?:[^\n ,。:“”]{{1,8}}的)?{re.escape(name)}(?=[ ]*(?:$|[、(](?![,。])|[ ]))"
        yield from (match.span() for match in re.compile(alone, re.MULTILINE).finditer(text, last))
    for match in _SIGNATURE.finditer(text, last) if tails else ():
        if match.group(1) in tails:
            yield match.span(1)


def last_lines(text: str, lines: int) -> int:
    """Where the last ``lines`` lines begin, blank ends of the text left aside."""
    at = len(text.rstrip())
    for _ in range(lines):
        at = text.rfind("\n", 0, at)
        if at < 0:
            return 0
    return at + 1


def _stems(name: str) -> Iterator[tuple[str, bool]]:
    """A nickname without the surname before it or the title behind it; whether that is a word first."""
    if not re.fullmatch("[\u4e00-\u9fff]{2,10}", name):
        return
    titled = _TITLED.search(name)
    shorter = [name[: titled.start()]] if titled else []
    if len(name) > 4 and "的" not in name and segmenter().known(name[:2]):
        shorter.append(name[2:])  # 陇上一粒尘
    what = name.rpartition("的")[2]
    if what != name and what not in TITLES and 1 < len(what) < 4:
        shorter.append(what)  # 药铺的小秤
    if len(name) == 4 and segmenter().tag_of.get(name[2:]) == "n" and not segmenter().known(name[:2]) and not titled:
        shorter.append(name[2:])  # 岩温蚊子
    if surname_length(name) == 1 or name[0] in "老小阿":
        shorter.append(name[1:])
    for stem in shorter:
        if len(stem) > 1 and stem not in TITLES:
            yield stem, everyday_call(stem)
