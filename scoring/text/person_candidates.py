"""Rows of letters that may be personal names: Chinese, transliterated, given names before a title, nicknames.

What stands around a candidate is weighed in :mod:`scoring.text.people`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from scoring.text.folk_names import KIN_LETTERS, NEVER_LAST, folk_rows
from scoring.text.gazetteer import NATIONAL_PLACES, SEATS
from scoring.text.kin_words import GREETINGS, KIN_WORDS
from scoring.text.known import Reader
from scoring.text.lattice import word_cost
from scoring.text.name_letters import RANKED_SURNAMES, REGIONAL_SURNAMES
from scoring.text.name_model import (
    chinese_name_cost,
    common_given_letters,
    composed_name,
    given_letters,
    given_name_cost,
    place_cost,
    surname_length,
    transliterated_cost,
    transliteration_letters,
)
from scoring.text.person_context import (
    CHINESE_TITLES,
    TITLE,
    TITLES,
    before_weight,
    begins_title,
    tears_title,
)
from scoring.text.public_figures import PUBLIC_FIGURES
from scoring.text.segment import segmenter

_LEAST_GAIN = -9.0  # under that no surroundings help
_LEAST_FOREIGN = -3.0
_SHORT_NAME = 2.0  # two letters come together by chance more often than three
_COMPOSED = 6.0  # 乌云|其木格: a part that is a word by itself must not split the name
_WORD_INSIDE = 3.0  # 胡子|全: the first two letters are a word everybody uses
_THERE_AND_BACK = 5.0  # 查来查去, 拉都拉不动
_SENTENCE = 8.0
_SECOND_SURNAME = -3.0
_WHOLE = 3.0  # what four letters must gain over the three at their front or end
_TITLED_BEFORE = 5.0
_TOLD = 2.0  # for 和 as the last letter, once _goes_on has let it pass
_COMMON_SURNAMES = frozenset(RANKED_SURNAMES[:200]) | REGIONAL_SURNAMES
_BEFORE_SURNAME = re.compile(r"(?:[^\u4e00-\u9fff]|^|[的和与跟叫是找问给喊有让请]|[院站所科室家]里?)$")
_LED_BY_SURNAME = 3.0
_WRAPPED = 0.7  # a line at least this long, in lengths of the longest, may go on in the next one
_STRANGE_LAST = 3.0  # 冯志|药钱: a last letter that names are not written with
_IDEOGRAPHS = re.compile(r"[\u4e00-\u9fff]+")
_TITLE_ONLY = re.compile(
    rf"(?:{'|'.join((*CHINESE_TITLES, *(word for word in KIN_WORDS if len(word) > 2)))}"
    r"|太医|御医|使君|理发师|[一二三四五六七八九十大小老]?[爷奶叔婶娘妈伯舅姨姑嫂哥姐爹]|[大老]?[弟妹]|工|总|导|医|院|科|局|家|某|氏|姓)"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row of the view that may be a name; ``score`` is its gain, later with its surroundings.

    ``evidence`` is how much the surroundings speak of somebody of the writer's own circle; ``far``: the sentence speaks
    of works, of history, of public people; ``public``: the words beside the name say that it is one of these.
    """

    start: int
    end: int
    name: str
    score: float
    foreign: bool
    evidence: float = 0.0
    far: bool = False
    public: bool = False


def candidates(reader: Reader) -> Iterator[Candidate]:
    """Every row that may be a name, none of them over the end of a line that was meant."""
    width = max(map(len, reader.original.split("\n")))
    for one in _all_candidates(reader):
        first, last = reader.flow.span(one.start, one.end)
        broken = reader.original.find("\n", first, last)
        if one.name in TITLES or one.name in GREETINGS or begins_title(reader.flow.text, one.start, one.end):
            continue
        if broken < 0 or broken - reader.original.rfind("\n", 0, broken) > _WRAPPED * width:
            yield one


def _all_candidates(reader: Reader) -> Iterator[Candidate]:
    for run in _IDEOGRAPHS.finditer(reader.flow.text):
        for start in range(run.start(), run.end() - 1):
            yield from _chinese(reader, start, run.end())
    yield from _foreign(reader)
    yield from _folk(reader)


def _folk(reader: Reader) -> Iterator[Candidate]:
    """What a village calls its people, names of other languages made of parts, given names before kin and titles."""
    for start, end, gain in folk_rows(reader):
        if gain >= _LEAST_GAIN:
            yield Candidate(start, end, reader.flow.text[start:end], gain, False)


def _chinese(reader: Reader, start: int, stop: int) -> Iterator[Candidate]:
    text = reader.flow.text
    if text.startswith(text[start] * 3, start):  # a letter held down
        return
    if not surname_length(text[start : start + 2]) or _counts_within(text[start : start + 3]):
        return
    for length in (2, 3, 4):
        name = text[start : start + length]
        if start + length > stop or name in PUBLIC_FIGURES or _goes_on(text, start, length):
            continue
        gain = reader.flow_lattice.gain(start, start + length, chinese_name_cost(name))
        if (
            gain < _LEAST_GAIN
            or tears_title(text, start, start + length)
            or _TITLE_ONLY.fullmatch(name[surname_length(name) :])
        ):
            continue
        if length == 3 and name[-1] in KIN_LETTERS and common_given_letters().issuperset(name[:2]):
            continue  # 桂芳|姐
        worth = gain - (_SHORT_NAME if length == 2 else 0.0)
        worth += _TOLD if name[-1] == "和" else 0.0
        worth -= _THERE_AND_BACK if length == 3 and name[0] == name[2] else 0.0
        worth -= _WORD_INSIDE if _word(name[:2]) else 0.0
        worth -= _SENTENCE if _clause(name) or of_myself(name) else 0.0
        strange = length > 2 and name[-1] not in given_letters() and not composed_name(name[:-1])
        worth -= _STRANGE_LAST if strange else 0.0
        worth -= _word_before_name(reader, start, name)
        noted = (  # 记于辉河, not 书记于辉
            name[0] == "于"
            and _NOTED.search(text, max(0, start - 4), start)
            and before_weight(text, start) < _TITLED_BEFORE
        )
        if (length != 3 or not _word(name)) and not noted:
            yield Candidate(start, start + length, name, worth, False)
    yield from _two_surnames(reader, start, stop)


_DIRECTED = re.compile("[探伸掏端抬拿走跑冲钻爬站扑迈抱拎捧递推拉拽挤闯][出进起过回上下]")
_ANYBODY = re.compile("(?:张三|李四|王五|赵六)[家说问来去的送收拿给吃喝看走跟也都就不有]|张三李|李四王|王五赵|王二麻")


def _goes_on(text: str, start: int, length: int) -> bool:
    """郎梅|探出头来, 张三|家, 李李李: whether the last letter belongs to what is said, or the row is nobody's name."""
    name, end = text[start : start + length], start + length
    told = not _IDEOGRAPHS.match(text, end) or (  # 受访人:崔景和,六十八岁; 药工那春和三返其方
        before_weight(text, start) >= _TITLED_BEFORE and not surname_length(text[end : end + 2])
    )
    if name[-1] == "和" and length == 3 and told:
        return False
    torn = length == 3 and _DIRECTED.match(text, end - 1) is not None
    return torn or name[-1] in NEVER_LAST or _one_letter(name) or _ANYBODY.match(text, start) is not None


def _two_surnames(reader: Reader, start: int, stop: int) -> Iterator[Candidate]:
    """母亲莫葛金红: both parents' surnames before the given name, where a title or kin says that it is a name."""
    text, end = reader.flow.text, start + 4
    name = text[start:end]
    if end > stop or name[1] not in _COMMON_SURNAMES or name[2] in "县旗市镇" or name[-1] in NEVER_LAST:
        return
    if TITLE.match(text, end) or before_weight(text, start) >= _TITLED_BEFORE:
        paths = reader.flow_lattice
        gain = paths.gain(start, end, chinese_name_cost(name[0] + name[2:]) + _SECOND_SURNAME)
        shorter = max(
            paths.gain(start, end - 1, chinese_name_cost(name[:3])),
            paths.gain(start + 1, end, chinese_name_cost(name[1:])),
        )
        if gain >= max(_LEAST_GAIN, shorter + _WHOLE) and not tears_title(text, start, end):
            yield Candidate(start, end, name, gain, False)


def _clause(name: str) -> bool:
    """戴了花, 那朵云, 查牙, 仲景著, 林东离, 车砸瘸: a clause whose first letter is a surname, too."""
    if len(name) == 3 and name[1] in _HURTS and name[0] in "车马牛羊门石水火风雪":
        return True
    if not _ASPECT.isdisjoint(name[1:]) or _MEASURED.match(name) or of_things(name):
        return True
    known = name[:2] in _famous_given() or (name[:2] in SEATS and len(name) > 2)
    acts = (segmenter().tag_of.get(name[-1]) or "").startswith(("v", "p")) or name[-1] in _WROTE
    return known and len(name) == 3 and acts


# 余始悟, 顾谓余: who writes in the old language says 余 for himself.
_MYSELF = re.compile(
    "余[始亦独乃遂曰谓以既每尝与闻见知问告甚不未自从幼少年家母父师之心因固又则皆素辄竟方即欲为所何岂诊视授应答拜请命携召呼顾"
    "出入行往归居坐立卧夜旦昔今尚犹惟唯但故复再三始初忽偶尝尤颇殊实诚敢能可得当宜]"
    "|..?余|.[谓语告示召授问命嘱诲呼邀嗤笑谢]余"
)


def of_myself(name: str) -> bool:
    """Whether 余 in a row is "I"."""
    return "余" in name and (_MYSELF.match(name) is not None and (name[0] == "余" or name[-1] == "余"))


def of_things(row: str) -> bool:
    """查牙, 江刚开, 李子红: whether a row tells what is done to a thing, or what a thing does."""
    return _DONE.fullmatch(row) is not None


def _word_before_name(reader: Reader, start: int, name: str) -> float:
    """What 从丹山 loses because 从 is a word oftener than a surname, and a name may begin behind it."""
    if len(name) < 3 or name[0] not in _WORDS_TOO:
        return 0.0
    cost = word_cost(name[0]) + max(given_name_cost(name[1:]), place_cost(name[1:]))
    return max(0.0, reader.flow_lattice.gain(start, start + len(name), cost))


_WORDS_TOO = frozenset("从来到向于和同与成有能任由归让给对被把去在关单全查折过后应使叫管请问用往")
_HURTS = frozenset("砸撞轧碾压踩踢踹咬夹割扎烧烫冻淹碰顶蹬")
# 查牙, 照张相, 江刚开, 黎家女, 李子红, 大黄狗拴: what is done to a thing, or a thing and what it does.
_DONE = re.compile(
    "查[牙螺血尿痰眼耳鼻房体病床岗夜铺环孕表账鼠蚊卫水药质舌脉](?:的|去|来|了)?|照张[相像片]|关[小大紧严死好上]|折成[花船鹤]"
    "|[江河水冰雪雷雨风云花麦]刚[开化到来走去下出进过上回起停封落升流冻黄熟]|[\u4e00-\u9fff]家[女汉妹仔崽郎囡媳]"
    "|(?:李子|柳叶|杨叶|桑叶|枣儿|麦子|谷子|米饭|水稻|莜麦)[红黄青绿熟甜酸香]"
    "|(?:[黄黑花][狗牛羊猫驴猪鸡]|白[狗羊猫猪鸡])[\u4e00-\u9fff]|张[王李赵刘陈][李王赵刘陈]|[\u4e00-\u9fff]树[林叶枝皮根]"
    "|[苗藏汉蒙彝侗傣壮维回满朝鲜]名|图发[来去过给]|车[开到停][\u4e00-\u9fff]"
)
_NOTED = re.compile("[写记作书摄稿草识]$|[年月日春夏秋冬][ \u3000]{0,3}$")
_ASPECT = frozenset("了着过")
_WROTE = frozenset("著云曰撰言")
_MEASURED = re.compile("[那这每几][朵个件张片条位场座棵把杯碗面支盏束颗滴份句段天年次]")


@lru_cache(maxsize=1)
def _famous_given() -> frozenset[str]:
    """仲景, 东坡: given names of two letters by which public people are called."""
    return frozenset(name[1:] for name in PUBLIC_FIGURES if len(name) == 3 and surname_length(name) == 1)


def _one_letter(name: str) -> bool:
    """李李李, 嘎巴嘎巴: a letter held down, a sound made again and again is nobody's name."""
    half = len(name) // 2
    again = len(name) > 3 and len(name) % 2 == 0 and name[:half] == name[half:]
    return again or (len(name) > 2 and name.count(name[0]) == len(name))


def _counts_within(row: str) -> bool:
    """鞠一躬, 鞠个躬: a verb with a count inside."""
    return row[1:2] in ("一", "个") and segmenter().known(row[0] + row[2:]) > 0


def _foreign(reader: Reader) -> Iterator[Candidate]:
    text = reader.flow.text
    for run in _transliterations().finditer(text):
        for start in range(run.start(), run.end() - 1):
            for end in range(start + 2, min(run.end(), start + 9) + 1):
                name = text[start:end]
                acts = name[:-1] in TITLES and name[-1] in _ACTS and not composed_name(name)
                if acts or _one_letter(name) or _verb_behind(name) or _kin_behind(name):
                    continue
                gain = reader.flow_lattice.gain(start, end, transliterated_cost(name))
                if (
                    gain >= _LEAST_FOREIGN
                    and name[1:] != f"都{name[0]}"
                    and name not in PUBLIC_FIGURES
                    and name not in TITLES
                    and not _everyday(name)
                ):
                    worth = gain - (0.0 if end - start > 2 else _SHORT_NAME)
                    worth += _COMPOSED if end - start > 3 and _composed(name) else 0.0
                    yield Candidate(start, end, name, worth, True)
                    if len(name) > 2 and composed_name(name) and _ENDS_IN_FU.match(text, end):
                        yield Candidate(start, end + 1, f"{name}夫", worth + _LED_BY_SURNAME, True)
                    if _surname_leads(text, start, name):
                        whole = text[start - 1 : end]
                        yield Candidate(start - 1, end, whole, worth + _LED_BY_SURNAME, True)


def _surname_leads(text: str, start: int, name: str) -> bool:
    """王|阿茹娜: a Chinese surname before a name of another language, and nothing but a name's end before that."""
    return (
        len(name) > 2
        and text[start - 1 : start] in _COMMON_SURNAMES - _LINKS
        and composed_name(name)
        and bool(_BEFORE_SURNAME.search(text[max(0, start - 3) : start - 1]))
    )


def _kin_behind(name: str) -> bool:
    """乌仁其木格|额吉: a name and what its bearer is called by others."""
    if name[-1] in KIN_LETTERS and len(name) > 2 and composed_name(name[:-1]):
        return True
    return any(len(name) > last + 2 and name[-last:] in KIN_WORDS and composed_name(name[:-last]) for last in (2, 3))


def _verb_behind(name: str) -> bool:
    """图牧吉|来的, 古楞|比院长: a word behind a name that is written with a letter of such names."""
    return len(name) > 2 and name[-1] in _WORDS_BEHIND and not composed_name(name)


_WORDS_BEHIND = frozenset("当比去到给把被让向跟对替用请带接送找上下做来")
_ENDS_IN_FU = re.compile("夫(?![妇妻君人子家役])")  # 巴特尔|夫
_ACTS = frozenset("拉说笑哭走来去在给把抱")  # 额吉|拉着
_LINKS = frozenset("和于向同从对给到由与连边")


def _composed(name: str) -> bool:
    """乌云其其格, and 包乌云其其格 with the surname in front."""
    return composed_name(name) or (name[0] in REGIONAL_SURNAMES and len(name) > 4 and composed_name(name[1:]))


@lru_cache(maxsize=1)
def _transliterations() -> re.Pattern[str]:
    return re.compile(f"[{''.join(sorted(transliteration_letters()))}]{{2,}}")


def _word(row: str) -> bool:
    """Whether a row is a word of the dictionary and no name there."""
    words = segmenter()
    return words.known(row) > 20 and not words.tag_of.get(row, "").startswith("nr")


def _everyday(name: str) -> bool:
    said = segmenter().known(name) > 100 and not (len(name) > 3 and composed_name(name))
    return name in NATIONAL_PLACES or said
