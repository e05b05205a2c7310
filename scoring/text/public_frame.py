"""Where a text speaks of books, songs, films, verse and history: names there are names of public people.

A name led in by its calling of public life (诗人穆旦, 马尔克斯笔下那位乌尔比诺) is never one of the ward. A name in a
sentence that names a work (看《渴望》…说刘慧芳太苦了) is one only if something else speaks for it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from scoring.text.known import Reader
from scoring.text.public_figures import PUBLIC_FIGURES, far_places, unmistakable_people
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
_ABROAD = any_of(
    "美国 英国 德国 法国 日本 俄国 苏联 意大利 奥地利 加拿大 荷兰 瑞士 瑞典 挪威 丹麦"
    " 西班牙 希腊 印度 埃及 波兰 匈牙利 比利时 古罗马 古希腊"
)
_LED = re.compile(
    rf"[狗马猫牛羊驼犬](?:名|的名字|名字)[叫是]?$|(?:{_ABROAD})[\u4e00-\u9fff]{{0,8}}$|(?:{_CALLINGS})(?:的|那位|那个|的那位|的那个|是|叫|名叫|[:·]){{0,2}}[“\"]?$"
)
_FOLLOWED = re.compile(
    r"院士|(?:大?先生|教授|大师)?[”\"]?(?:写道|写过|有云|有诗|诗云|笔下|有首诗|有句诗|有句名言|有篇|有本书|有部|主演|饰演|扮演|作词|作曲"
    r"|的(?:诗|词|小说|散文|诗集|名言|名句|电影|戏|歌|画|曲子|评书|相声|杂文|随笔|传记|传说|典故)(?![\u4e00-\u9fff]{0,2}本))"
    r"|[的在]?《|(?:教授|大师)(?:写的?|主编的?|编的?|[的在著])?《|[演饰]的[\u4e00-\u9fff]{2,4}"
)
_WORK = re.compile(
    "《|电影|电视剧|连续剧|小说里|小说中|课文|名著|传说|神话|典故|寓言|童话|戏文|评书|讲古|说书|唱戏|文学史|戏台|唱词|折子戏|史书"
)
_HISTORY = re.compile(
    r"世纪(?!大)|公元|[一1][〇零一二三四五六七八0-8][〇零一二三四五六七八九0-9]{2}年|[一1]九[〇零一二三四][〇零一二三四五六七八九]年"
    r"|19[0-4][0-9]年|古代|古人|古时|[唐宋元明清汉秦隋晋]朝|[唐宋明清]代|[东西]汉|春秋|战国|三国|南北朝|民国"
)
_WRITER = re.compile(
    "稿人|作者|投稿|姓名|撰稿|执笔|口述|整理|我叫|本人"
)  # somebody of this place tells who he is
_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?\n”\"]*")


@lru_cache(maxsize=1)
def _far_names() -> dict[str, tuple[str, ...]]:
    """Public people and far places by their first two letters; two letters alone only where they are surely meant."""
    people = unmistakable_people()
    found: dict[str, list[str]] = {}
    for name in people | {place for place in far_places() if len(place) > 2}:
        found.setdefault(name[:2], []).append(name)
    return {pair: tuple(names) for pair, names in found.items()}


def names_far_things(reader: Reader, start: int, end: int) -> bool:
    """Whether a stretch of the flow names somebody of public life or a far place."""
    return next(far_things(reader, start, end), None) is not None


def far_things(reader: Reader, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where a stretch of the flow names somebody of public life or a far place."""
    text, names = reader.flow.text, _far_names()
    for at in range(start, end - 1):
        for name in names.get(text[at : at + 2], ()):
            if (
                text.startswith(name, at)
                and not _CALLED_AFTER.match(text, at + len(name))
                and name not in acting_namesakes(reader)
                and (len(name) > 2 or reader.flow_lattice.gain(at, at + 2, _AS_WORD) > _READS_SO)
            ):
                yield at, at + len(name)


_AS_WORD, _READS_SO = -12.5, -1.0
_CALLED_AFTER = re.compile("[镇乡](?![\u4e00-\u9fff]?[亲愁])|苏木|嘎查|街道")  # 成吉思汗|镇
_ACTS_HERE = re.compile(
    r"站[在到起]|蹲[在下]|坐[在到起下]|躺在|跪在|靠在|走[过到进出来去]|跑[过到进出来去]|抽[完着了]|掐了|点[着了上]烟|端[着来起]|拎[着来起]|扛着"
    r"|抱[着来起]|背[着来起]|扶[着住]|拉[着住过]我|推[着开]|跳[下上]|骑[着上]|牵[着来]|掏[出了]|递[给过来]|接过|放下|擦[了着]|摆摆手|摇摇头|点点头"
    r"|挠|咧|叹了|(?:笑着|低声|小声|急着|回头)?(?:对|跟|冲|问|告诉|喊|叫|催)[我俺咱]|用(?:蒙古?语|蒙语|手|汉语|袖)|把(?:车|烟|鞋|药|门|衣|帽|手|头|马|袖|碗)"
    r"|今年[一二三四五六七八九十0-9]|(?:是)?我们?[院站所科村队]的|开[着车]|熬[了着夜]|下乡|值班|巡诊|出诊|来复查|来看病|住院"
)


@lru_cache(maxsize=1)
def acting_namesakes(reader: Reader) -> frozenset[str]:
    """布仁巴雅尔站在车头前: who bears a known name and stands, walks, is asked in the story, and nobody great."""
    text, names = reader.flow.text, _far_names()
    acting: set[str] = set()
    for at in range(len(text) - 2):
        for name in names.get(text[at : at + 2], ()):
            if len(name) > 2 and name not in PUBLIC_FIGURES and text.startswith(name, at):
                end = text.find("。", at)
                sentence = text[text.rfind("。", 0, at) + 1 : end if end >= 0 else len(text)]
                if _ACTS_HERE.match(text, at + len(name)) and not (
                    _WORK.search(sentence)
                    or _HISTORY.search(sentence)
                    or _LED.search(text, max(0, at - 10), at)
                ):
                    acting.add(name)
    return frozenset(acting)


@dataclass(frozen=True, slots=True)
class Frames:
    """The sentences of a text, and which of them speak of works, of history, of public people or far places."""

    starts: tuple[int, ...]
    far: tuple[bool, ...]

    def far_at(self, offset: int) -> bool:
        """Whether the sentence at an offset speaks of such things."""
        return self.far[bisect_right(self.starts, offset) - 1]


@lru_cache(maxsize=1)
def frames(reader: Reader) -> Frames:
    """The sentences of the flow; a sentence goes on about what the one before it in its line spoke of."""
    text = reader.flow.text
    starts, far = [0], [False]
    before = False
    for match in _SENTENCE.finditer(text):
        sentence = match.group()
        if not sentence:
            continue
        own = not _WRITER.search(sentence) and (
            bool(_WORK.search(sentence) or _HISTORY.search(sentence))
            or names_far_things(reader, *match.span())
        )
        starts.append(match.start())
        far.append(own or (before and not _WRITER.search(sentence)))
        before = own and not sentence.endswith("\n")
    return Frames(tuple(starts), tuple(_whole_lines(text, starts, far)))


def _whole_lines(text: str, starts: list[int], far: list[bool]) -> list[bool]:
    """A line that speaks of far things more than of others speaks of them throughout."""
    lines: dict[int, list[int]] = {}
    line, last = 0, 0
    for number, start in enumerate(starts):
        line += text.count("\n", last, start)
        last = start
        lines.setdefault(line, []).append(number)
    whole = list(far)
    for numbers in lines.values():
        if len(numbers) > 2 and 2 * sum(far[number] for number in numbers) >= len(numbers):
            for number in numbers:
                whole[number] = True
    return whole


def public_by_calling(text: str, start: int, end: int) -> bool:
    """Whether the words next to ``[start, end)`` make it a writer, a star or a figure of a work."""
    return bool(_LED.search(text[max(0, start - 10) : start]) or _FOLLOWED.match(text, end, end + 12))
