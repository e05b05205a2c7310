"""Where a text speaks of books, songs, films, verse and history: names there are names of public people.

A name led in by its calling of public life (诗人穆旦, 马尔克斯笔下那位乌尔比诺) is never one of the ward. A name in a
sentence that names a work (看《渴望》…说刘慧芳太苦了) is one only if something else speaks for it.
"""

from __future__ import annotations

import re

from scoring.text.word_list import any_of

_CALLINGS = any_of(
    """
    诗人 作家 歌手 歌星 影星 演员 导演 作曲家 画家 书法家 哲学家 科学家 物理学家 化学家 生物学家 小说家 散文家
    剧作家 音乐家 钢琴家 词人 文豪 诗圣 诗仙 皇帝 名将 先贤 圣人 史学家 文学家 思想家 教育家 数学家 文学巨匠
    诺奖得主 歌唱家 相声演员 评书演员 民间艺人 漫画家 翻译家 学者 主人公 主角 男主角 女主角 男主人公 女主人公
    主演 饰演 扮演 出演 演的 笔下 书中 小说里 小说中 电影里 电影中 电视剧里 电视剧中 故事里 课文里 课本里 戏里 史书上
    神话里 传说中 寓言里 童话里 动画片里 演义里 评书里 名著里
    """
)
_LED = re.compile(rf"(?:{_CALLINGS})(?:的|那位|那个|的那位|的那个|是|叫|名叫|[:·]){{0,2}}[“\"]?$")
_FOLLOWED = re.compile(
    r"(?:大?先生)?[”\"]?(?:写道|写过|有云|有诗|诗云|笔下|有首诗|有句诗|有句名言|有篇|有本书|有部|主演|饰演|扮演|作词|作曲"
    r"|的(?:诗|词|小说|散文|诗集|名言|名句|电影|戏|歌|画|曲子|评书|相声|杂文|随笔|传记|传说|典故)(?![\u4e00-\u9fff]{0,2}本))"
    r"|[的在]?《|[演饰]的[\u4e00-\u9fff]{2,4}"
)
_WORK = re.compile(
    "《|电影|电视剧|连续剧|小说里|小说中|课文|名著|传说|神话|典故|寓言|童话|戏文|评书|讲古|说书|唱戏|文学史|戏台|唱词|折子戏|史书"
)
_WRITER = re.compile("稿人|作者|投稿|姓名|撰稿|执笔|我叫|本人")  # somebody of this place tells who he is
_BREAK = re.compile(r"[。！？!?\n]")
_WINDOW = 80  # characters of a sentence looked at on either side


def public_by_calling(text: str, start: int, end: int) -> bool:
    """Whether the words next to ``[start, end)`` make it a writer, a star or a figure of a work."""
    return bool(_LED.search(text[max(0, start - 10) : start]) or _FOLLOWED.match(text, end, end + 12))


def in_talk_of_works(text: str, start: int, end: int) -> bool:
    """Whether the sentence around ``[start, end)``, or the one before in the same line, speaks of a work."""
    before, behind = text[max(0, start - _WINDOW) : start], text[end : end + _WINDOW]
    before = before[before.rfind("\n") + 1 :]
    breaks = [match.end() for match in _BREAK.finditer(before)]
    stop = _BREAK.search(behind)
    sentence = before[breaks[-2] if len(breaks) > 1 else 0 :] + behind[: stop.start() if stop else None]
    return bool(_WORK.search(sentence)) and not _WRITER.search(sentence)
