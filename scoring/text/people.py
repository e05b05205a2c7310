"""People: the authors in every writing, people the contest knows, and names by their form and context."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from scoring.text.gazetteer import BANNERS, LEAGUES, NATIONAL_PLACES, PUBLIC_FIGURES, SEATS
from scoring.text.known import Reader
from scoring.text.name_model import (
    TRANSLITERATION,
    chinese_name_odds,
    mongolian_name,
    mongolian_names,
    surname_length,
    transliterated,
)
from scoring.text.segment import segmenter
from scoring.text.span_types import Identity, Kind, Level, Mention
from scoring.text.word_list import words_in

_TITLES = words_in(
    """
    主任医师 主任 副主任 院长 副院长 书记 科长 副科长 站长 副站长 所长 副所长 局长 处长 部长 主席 校长
    班长 组长 队长 村长 乡长 镇长 旗长 县长 嘎查长 会计 司机 护士长 护士 护师 医生 医师 大夫 药师 技师
    助产士 实习生 研究生 大学生 老师 教授 院士 专家 师傅 徒弟 徒儿 同事 同学 同志 学生 战友 队友 搭档
    好友 朋友 邻居 老乡 党员 患者 病人 产妇 老人 老汉 老太太 大爷 大娘 大妈 大叔 大伯 阿姨 大哥 大姐
    大嫂 姑娘 小伙子 女孩 男孩 孩子 牧民 农民 村民 矿工 工人 教师 校医 志愿者 驾驶员 儿子 女儿 丈夫
    妻子 爱人 父亲 母亲 爷爷 奶奶 姥姥 姥爷 叔叔 伯伯 舅舅 姑姑 哥哥 姐姐 弟弟 妹妹 额吉 阿爸 阿妈
    老先生 先生 女士 小姐 师父 师兄 师姐 师弟 师妹 老人家 老爷子 老奶奶 奶奶 嫂子 老嫂子 队医 站医 导师
    恩师 前辈 老支书 支书 院士 干事 助理 秘书 保安 保洁员 监督员 调度员 检验师 接生员 村医 乡医
    赤脚医生 蒙医
    """
)
_titles = "|".join(sorted(_TITLES, key=len, reverse=True))
_TITLE_BEFORE = re.compile(rf"(?:{_titles})(?:[ :、]|是|叫)?$")
_CALLED = re.compile(
    r"(?:叫做|名叫|叫作|叫|名字是|姓名|名为|原名|本名|真名|网名|笔名|号称|人称|我是|他是|她是|就是|师从|"
    r"嫁给)[ :“\"「]{0,2}$"
)
_TITLE_BEHIND = re.compile(rf"[ ”\"」]?(?:{_titles}|老前辈|老院长|家的|一家|他们|两口子|等人|等同志)")
_VERB_BEHIND = re.compile(
    r"[的说是在把就和、，。；：！？,;:!?）)\n”》 ]|同志|告诉|带着|站|走|笑|哭|来|去|家|等|为|给|也|都|"
    r"常|从|一|这|那|对|又|还|拉|接|用|编|怀|的"
)
_BORDER_BEFORE = re.compile(
    r"(?:^|[\n、，。；：！？“（(《,;:!? ]|和|与|及|跟|向|给|对|是|找|像|被|让|由|请|把|替|陪|问|学习|"
    r"记得|感谢|敬爱的|亲爱的|尊敬的|可敬的)$"
)
_ROLE = (
    r"(?:姓[ ]{0,4}名|作[ ]{0,2}者|撰[ ]{0,2}稿[ ]?人?|供[ ]{0,2}稿[ ]?人?|投稿人|联系人|执笔人?|署名"
    r"|参赛者|参赛人|报送人|申报人|推荐人|整理|撰文|文|图)"
)
_LABEL = re.compile(rf"(?<![\u4e00-\u9fff]){_ROLE}[ ]?[:/][ ]{{0,2}}([^\n。;!?]{{2,60}})")
_TEACHER_LABEL = re.compile(
    r"(?:指导教师|指导老师|辅导教师|指导人|审核人?|审稿人?|编辑|校对|推荐人|通讯员|"
    r"摄影)[ ]?[:/][ ]{0,2}([^\n。;!?]{2,40})"
)
_SELF = re.compile(
    r"(?:我叫|我的名字叫|我的名字是|我名叫|我是|本人|笔者|我姓名是|"
    r"大家好[,!，！]{0,2}我是)[ ]?“?([\u4e00-\u9fff](?: ?[\u4e00-\u9fff]){1,6})"
)
_NICKNAME = re.compile(
    r"(?:外号|绰号|诨号|雅号|昵称|小名|乳名|网名|笔名|叫我|喊我|称我|管我叫|人称|唤我)(?:都是|就是|叫|"
    r"是|为|做|作|:)?“?([老小大阿二三][\u4e00-\u9fff]{1,3})”?(?=[,。、!?;\n”])"
    r"|(?:劝我|骂我|笑我|问我|夸我|逗我|对我|"
    r"冲我)[^\n。!?;]{0,4}[说道喊][,:“ ]{0,3}(老[\u4e00-\u9fff]{2,3})[,!]"
)
_LETTERS_BEHIND_TITLE = re.compile(rf"(?:{_titles}|名叫|叫)(?:是|叫)?([{TRANSLITERATION}]{{2,7}})")
_LETTERS_BEFORE_TITLE = re.compile(rf"(?<![{TRANSLITERATION}])([{TRANSLITERATION}]{{2,7}})(?:{_titles})")
_IDEOGRAPHS = re.compile(r"[\u4e00-\u9fff]{2,4}")
_TITLE_ONLY = re.compile(rf"(?:{_titles}|工|老|总|导|医|院|科|局)")  # 冯大夫: surname and title tell little
_NOT_NAMES = frozenset(
    words_in(
        """
    高血压 高血糖 高血脂 高中生 安全感 白大褂 白大衣 白细胞 马后炮 牛奶瓶 金钱 万一 方便 方法 时间 应该
    常见 何况 于是 经常 严格 成为 成功 温暖 向上 全心全意 连续 明白 冷静 能够 解放军 解决 管理 单位
    项目 徐长卿 刘寄奴 何首乌 王不留行 白头翁 白毛风 马齿苋 车前子 金银花 黄芪 柳蒿芽 于是乎
    """
    )
)
_SWALLOWING = frozenset(
    words_in(
        """
    从小 和平 向来 和 从 向 由 于 连 万一 时 都
    """
    )
)  # surnames only by their letter
_NEVER_LAST = frozenset("给连吗呢吧和跟把被让在家老踢说问着过了的地得是不就都也还")
_NEVER_GIVEN = frozenset("家某的了着过们姓")
_THRESHOLD = 5.0  # log odds and context; set on essays of the labelled set
_PET_ENDINGS = ("子", "儿", "哥", "姐", "叔", "婶")
_KIN_BONUS = 2.0  # a name that begins with the author's surname may be a pet name of the author


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int
    end: int
    name: str
    odds: float


def find_authors(reader: Reader, identity: Identity) -> Iterator[Mention]:
    """The authors by full name, however spaced; by given name; by pet name built on the surname."""
    for author in identity.authors:
        yield from _full_name(reader, author, Kind.AUTHOR, "author")
        yield from _given_name(reader, author)


def find_listed_people(reader: Reader, identity: Identity) -> Iterator[Mention]:
    """People the contest knows."""
    for person in identity.people:
        if person not in identity.authors and person not in PUBLIC_FIGURES:
            yield from _full_name(reader, person, Kind.PERSON, "contest_person")


def _full_name(reader: Reader, name: str, kind: Kind, rule: str) -> Iterator[Mention]:
    for start, end in reader.places_of(name):
        common = len(name) == 2 and (segmenter().known(name) > 50 or not _on_borders(reader, start, end))
        level = Level.CERTAIN if not common else Level.LIKELY if kind is Kind.AUTHOR else Level.HINT
        yield Mention(start, end, kind, level, rule)


def _on_borders(reader: Reader, start: int, end: int) -> bool:
    """Whether a span of the original begins and ends where words do."""
    first, last = _view_span(reader, start, end)
    return first in reader.starts and last in reader.ends


def _view_span(reader: Reader, start: int, end: int) -> tuple[int, int]:
    from bisect import bisect_left

    positions = reader.view.positions
    return bisect_left(positions, start), bisect_left(positions, end)


def _given_name(reader: Reader, author: str) -> Iterator[Mention]:
    length = surname_length(author)
    given = author[length:]
    if len(author) != length + 2 or (segmenter().known(given) and segmenter().tag_of.get(given) != "nr"):
        return
    for start, end in reader.places_of(given):
        if _on_borders(reader, start, end):
            if reader.original[end : end + 1] in _PET_ENDINGS:
                end += 1
            yield Mention(start, end, Kind.AUTHOR, Level.LIKELY, "given_name")


def find_self_named(reader: Reader) -> Iterator[Mention]:
    """Names behind "我叫", "作者：", nicknames, and in the lines a writer signs with."""
    text = reader.view.text
    for pattern, kind, rule in ((_LABEL, Kind.AUTHOR, "label"), (_TEACHER_LABEL, Kind.PERSON, "label")):
        for match in pattern.finditer(text):
            yield from _names_in_value(reader, *match.span(1), kind, rule)
    for match in _SELF.finditer(text):
        length = _name_length(match.group(1), text[match.end(1) : match.end(1) + 1])
        if length:
            yield reader.mention(match.start(1), match.start(1) + length, Kind.AUTHOR, Level.LIKELY, "self")
    for match in _NICKNAME.finditer(text):
        group = 1 if match.group(1) else 2
        if not _surname_and_title(match.group(group)):
            yield reader.mention(*match.span(group), Kind.AUTHOR, Level.LIKELY, "nickname")


def _surname_and_title(called: str) -> bool:
    """老武, 小郝, 大哥: what half the country is called."""
    return (
        called in _TITLES
        or (len(called) == 2 and called[1] in "哥姐妹弟叔爷伯婶妈爸夫")
        or surname_length(called[1:]) == len(called) - 1
    )


def _names_in_value(reader: Reader, start: int, end: int, kind: Kind, rule: str) -> Iterator[Mention]:
    for match in re.finditer(
        r"[\u4e00-\u9fff·]{2,8}|[\u4e00-\u9fff](?: {1,2}[\u4e00-\u9fff]){1,3}(?![\u4e00-\u9fff])",
        reader.view.text[start:end],
    ):
        name = match.group().replace(" ", "")
        if _plausible_name(name):
            first = start + match.start()
            yield reader.mention(first, first + len(match.group()), kind, Level.CERTAIN, rule)


def _plausible_name(name: str) -> bool:
    plain = name.replace("·", "")
    if surname_length(plain) and 2 <= len(plain) <= 4:
        return chinese_name_odds(plain) > -1 or "·" in name
    return mongolian_name(plain) or (transliterated(plain) and len(plain) >= 3)


def _name_length(text: str, after: str) -> int:
    """How many characters of ``text`` are the name: 我叫何霜来自 gives 2."""
    plain = text.replace(" ", "")
    for length in (7, 6, 5, 4):
        if length <= len(plain) and mongolian_name(plain[:length]):
            return _spread(text, length)
    known = segmenter().known
    for length in (3, 2):
        name = plain[:length]
        rest = plain[length : length + 1] or after
        if (
            len(name) == length
            and not known(name)
            and chinese_name_odds(name) > 1.5
            and (length == 3 or not rest or not "\u4e00" <= rest <= "\u9fff" or rest in "来今是在我，从")
        ):
            return _spread(text, length)
    for length in (3, 2):
        if mongolian_name(plain[:length]):
            return _spread(text, length)
    return 0


def _spread(text: str, letters: int) -> int:
    """Length in ``text`` of its first ``letters`` characters that are no space."""
    seen = 0
    for at, character in enumerate(text):
        seen += character != " "
        if seen == letters:
            return at + 1
    return len(text)


def find_names(reader: Reader, identity: Identity) -> Iterator[Mention]:
    """Personal names by their characters and by what stands around them."""
    candidates = list(_candidates(reader))
    often = Counter(candidate.name for candidate in candidates)
    surnames = {author[: surname_length(author)] for author in identity.authors} - {""}
    weighed = [
        (candidate.odds + _context(reader, candidate) + min(2, often[candidate.name] - 1), candidate)
        for candidate in candidates
    ]
    sure = {candidate.name for score, candidate in weighed if score >= _THRESHOLD + 1}
    for score, candidate in _apart(weighed, sure):
        if score >= _THRESHOLD or candidate.name in sure:
            yield reader.mention(candidate.start, candidate.end, Kind.PERSON, Level.LIKELY, "name")
        elif candidate.name[:1] in surnames and score >= _THRESHOLD - _KIN_BONUS:
            yield reader.mention(candidate.start, candidate.end, Kind.AUTHOR, Level.LIKELY, "pet_name")


def _apart(weighed: list[tuple[float, _Candidate]], sure: set[str]) -> list[tuple[float, _Candidate]]:
    """The best candidates that do not overlap: 张晋藩 keeps 晋藩又 from being one."""
    taken: set[int] = set()
    kept = []
    for score, candidate in sorted(weighed, key=lambda pair: (pair[1].name not in sure, -pair[0])):
        places = range(candidate.start, candidate.end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append((score, candidate))
    return kept


def _candidates(reader: Reader) -> Iterator[_Candidate]:
    text, known, tag_of = reader.view.text, segmenter().known, segmenter().tag_of
    for word in reader.words:
        start = word.start
        if not surname_length(word.text[:2]) or word.text in _SWALLOWING:
            continue
        for length in (4, 3, 2):
            name = text[start : start + length]
            if start + length not in reader.ends or name in PUBLIC_FIGURES or name in _NOT_NAMES:
                continue
            if not _IDEOGRAPHS.fullmatch(name) or _TITLE_ONLY.fullmatch(name[1:]):
                continue
            if known(name) and not (tag_of.get(name) == "nr" and known(name) < 20):
                continue
            odds = chinese_name_odds(name)
            if name[0] in "小老大" or word.text[1:] in ("小", "老"):
                continue
            if odds > -3 and name[-1] not in _NEVER_LAST and name[1] not in _NEVER_GIVEN:
                yield _Candidate(start, start + length, name, odds - _everyday(name))


def _everyday(name: str) -> float:
    """What an everyday word inside the row takes away: 万/家庭 is no name."""
    given = name[surname_length(name) :]
    frequency = segmenter().known(given) if len(given) == 2 else 0
    if not frequency or segmenter().tag_of.get(given) in ("nr", "ns", "nz"):
        return 0.0
    return 1.0 if frequency < 100 else 2.5 if frequency < 1000 else 4.0


def _context(reader: Reader, candidate: _Candidate) -> float:
    text = reader.view.text
    before = text[max(0, candidate.start - 8) : candidate.start]
    behind = text[candidate.end : candidate.end + 5]
    score = 0.0
    if _TITLE_BEFORE.search(before):
        score += 3.5
    elif _CALLED.search(before):
        score += 3.0
    elif _BORDER_BEFORE.search(before) or not before:
        score += 0.8
    if _TITLE_BEHIND.match(behind):
        score += 3.5
    elif _VERB_BEHIND.match(behind) or not behind:
        score += 0.8
    return score - (3.0 if len(candidate.name) == 2 else 0.0)


def find_transliterated(reader: Reader) -> Iterator[Mention]:
    """Mongolian and other transliterated names: composed of known parts, or led to by a title."""
    text = reader.view.text
    for start, end in mongolian_names(text):
        name = text[start:end]
        if name not in NATIONAL_PLACES | LEAGUES | BANNERS | SEATS and not segmenter().known(name) > 100:
            yield reader.mention(start, end, Kind.PERSON, Level.LIKELY, "name_parts")
    for pattern in (_LETTERS_BEHIND_TITLE, _LETTERS_BEFORE_TITLE):
        for match in pattern.finditer(text):
            start, end = match.span(1)
            long_enough = end - start >= 3 or mongolian_name(match.group(1))
            if (
                long_enough
                and not segmenter().known(match.group(1))
                and start in reader.starts
                and end in reader.ends
            ):
                yield reader.mention(start, end, Kind.PERSON, Level.LIKELY, "name_letters")
