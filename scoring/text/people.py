"""Personal names nobody listed: by their letters, by what stands around them, by coming again.

A candidate's score is the gain of :mod:`scoring.text.lattice` plus the weights of its surroundings, in log odds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from scoring.text.gazetteer import NATIONAL_PLACES
from scoring.text.known import Reader, is_verse
from scoring.text.name_model import (
    chinese_name_cost,
    composed_name,
    given_name_cost,
    surname_length,
    transliterated_cost,
    transliteration_letters,
)
from scoring.text.person_context import TITLE, TITLES, before_weight, behind_weight, speaks, spoken_to
from scoring.text.public_figures import PUBLIC_FIGURES
from scoring.text.public_frame import in_talk_of_works, public_by_calling
from scoring.text.segment import segmenter
from scoring.text.span_types import Identity, Kind, Level, Mention

_THRESHOLD = 0.5
_HINT_BELOW = 2.0  # this much under the threshold is still shown
_LEAST_GAIN = -9.0  # under that no surroundings help
_LEAST_FOREIGN = -3.0
_SHORT_NAME = 2.0  # two letters come together by chance more often than three
_AGAIN = 1.5
_COMPOSED = 6.0  # 乌云|其木格: a part that is a word by itself must not split the name
_MEASURED = 4.0  # 拿|张|方子: the surname is a measure word
_SPOKEN_TO = 2.5
_SPEAKS = 3.0
_WORD_INSIDE = 3.0  # 胡子|全: the first two letters are a word everybody uses
_THERE_AND_BACK = 5.0  # 查来查去, 拉都拉不动
_LISTED_BESIDE = 2.5
_SIGNATURE = 3.0  # a short line without a full stop among the first or last lines
_NAMED_BEFORE = -5.0
_GIVEN_ONLY = 4.0  # a name without a surname needs more
_EVIDENT, _TITLED = 2.5, 5.0  # weights from which the surroundings speak of a person, by title or kin
_UNPROVEN = 2.0  # two letters and nothing around them that speaks of a person
_WORD_TOO = 3.0  # and the dictionary has them: 黎明
_MEASURE = re.compile("[拿开写贴递撕填画一两几这那每有出了着翻印发交看][张段车包盘席]")
_IDEOGRAPHS = re.compile(r"[\u4e00-\u9fff]+")
_BESIDE = re.compile(r"[ 　]?[、，,和与及跟][ 　]?")
_TITLE_ONLY = re.compile(
    rf"(?:{'|'.join(sorted(TITLES, key=len, reverse=True))}"
    r"|[一二三四五六七八九十大小老]?[爷奶叔婶娘妈伯舅姨姑嫂哥姐弟妹爹]|工|总|导|医|院|科|局|家|某|氏|姓)"
)
_NEVER_LAST = frozenset(
    "蹲撑捧端扛拎揣攥握递抱扶拉推牵拽拿摸捂搂咬骂劝躺跪趴爬踩踢跳"
    "走跑站坐笑哭问喊老给连吗呢吧和跟把被让在说问着过了的地得是不就都也还这那我你他她们啊呀嘛"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row of the view that may be a name; ``score`` is its gain, later with its surroundings.

    ``public``: the surroundings speak of somebody in a book, a song, a film, of history.
    """

    start: int
    end: int
    name: str
    score: float
    foreign: bool
    public: bool = False


def find_names(reader: Reader, identity: Identity) -> Iterator[Mention]:
    """Names of the people in the text, certain of none of them."""
    weighed = _weighed(reader, list(_candidates(reader)))
    chosen = _apart(weighed)
    public = {one.name for one in chosen if one.public}
    sure = {one.name for one in chosen if one.score >= _THRESHOLD} - public
    for one in chosen:
        if one.name in public:
            yield reader.flow_mention(one.start, one.end, Kind.PERSON, Level.HINT, "name")
            continue
        level = Level.LIKELY if one.score >= _THRESHOLD or one.name in sure else Level.HINT
        if one.score >= _THRESHOLD - _HINT_BELOW or level is Level.LIKELY:
            yield reader.flow_mention(one.start, one.end, Kind.PERSON, level, "name")
    yield from _by_given_name(reader, sure)


def _candidates(reader: Reader) -> Iterator[Candidate]:
    for run in _IDEOGRAPHS.finditer(reader.flow.text):
        for start in range(run.start(), run.end() - 1):
            yield from _chinese(reader, start, run.end())
    yield from _foreign(reader)
    yield from _given_with_title(reader)


def _given_with_title(reader: Reader) -> Iterator[Candidate]:
    """桂芳姑姑, 庆有爷爷: a given name of two letters before kin or a title."""
    text = reader.flow.text
    for match in TITLE.finditer(text):
        start, end = match.start() - 2, match.start()
        if (
            start < 0
            or not _IDEOGRAPHS.fullmatch(text, start, end)
            or segmenter().known(text[start:end]) > 30
        ):
            continue
        gain = reader.flow_lattice.gain(start, end, given_name_cost(text[start:end]))
        if (
            gain >= _LEAST_GAIN
            and text[end - 1] not in _NEVER_LAST
            and surname_length(text[start + 1 : end + 1]) != 2
        ):
            yield Candidate(start, end, text[start:end], gain - _GIVEN_ONLY, False)


def _chinese(reader: Reader, start: int, stop: int) -> Iterator[Candidate]:
    text = reader.flow.text
    if not surname_length(text[start : start + 2]) or _counts_within(text[start : start + 3]):
        return
    for length in (2, 3, 4):
        name = text[start : start + length]
        if start + length > stop or name in PUBLIC_FIGURES or name[-1] in _NEVER_LAST:
            continue
        gain = reader.flow_lattice.gain(start, start + length, chinese_name_cost(name))
        if gain < _LEAST_GAIN or _TITLE_ONLY.fullmatch(name[surname_length(name) :]):
            continue
        worth = gain - (_SHORT_NAME if length == 2 else 0.0)
        worth -= _THERE_AND_BACK if length == 3 and name[0] == name[2] else 0.0
        worth -= _WORD_INSIDE if _word(name[:2]) else 0.0
        if length != 3 or not _word(name):
            yield Candidate(start, start + length, name, worth, False)


def _counts_within(row: str) -> bool:
    """鞠一躬: a verb with a count inside."""
    return row[1:2] == "一" and segmenter().known(row[0] + row[2:]) > 0


def _foreign(reader: Reader) -> Iterator[Candidate]:
    text = reader.flow.text
    for run in _transliterations().finditer(text):
        for start in range(run.start(), run.end() - 1):
            for end in range(start + 2, min(run.end(), start + 9) + 1):
                name = text[start:end]
                gain = reader.flow_lattice.gain(start, end, transliterated_cost(name))
                if (
                    gain >= _LEAST_FOREIGN
                    and name[1:] != f"都{name[0]}"
                    and name not in PUBLIC_FIGURES
                    and name not in TITLES
                    and not _everyday(name)
                ):
                    worth = gain - (0.0 if end - start > 2 else _SHORT_NAME)
                    worth += _COMPOSED if end - start > 3 and composed_name(name) else 0.0
                    yield Candidate(start, end, name, worth, True)


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


def _weighed(reader: Reader, candidates: list[Candidate]) -> list[Candidate]:
    text = reader.flow.text
    again = Counter(one.name for one in candidates)
    short_lines = _signature_lines(reader)
    weighed = []
    for one in candidates:
        before, behind = before_weight(text, one.start), behind_weight(text, one.end)
        score = one.score + before + behind
        score -= _MEASURED if _MEASURE.search(text[max(0, one.start - 1) : one.start + 1]) else 0.0
        score += _SPOKEN_TO if spoken_to(text, one.start, one.end) else 0.0
        score += _SPEAKS if speaks(text, one.start, one.end) else 0.0
        score += _AGAIN * min(2, again[one.name] - 1)
        signs = any(start <= one.start < end for start, end in short_lines)
        score += _SIGNATURE if signs else 0.0
        evidence = _TITLED if speaks(text, one.start, one.end) else max(before, behind)
        score -= 0.0 if evidence >= _EVIDENT or again[one.name] > 1 else _unproven(one.name)
        weighed.append(replace(one, score=score, public=not signs and _public(text, one, evidence)))
    return _listed_together(text, weighed)


def _unproven(name: str) -> float:
    """What two letters lose where nothing speaks of a person."""
    if len(name) != 2:
        return 0.0
    return _UNPROVEN + (_WORD_TOO if segmenter().known(name) > 100 else 0.0)


def _public(text: str, one: Candidate, evidence: float) -> bool:
    """Whether somebody of a work or of history is meant; in talk of works only a title or kin makes a colleague."""
    if public_by_calling(text, one.start, one.end):
        return True
    if evidence < _EVIDENT and _far_stranger(one.name):
        return True
    return evidence < _TITLED and in_talk_of_works(text, one.start, one.end)


def _far_stranger(name: str) -> bool:
    """玛格丽特: transliterated in the dictionary and not of the parts of names of this country."""
    return len(name) > 2 and segmenter().tag_of.get(name) == "nrt" and not composed_name(name)


def _signature_lines(reader: Reader) -> list[tuple[int, int]]:
    """Short lines without a full stop at the top or the bottom, as spans of the flow."""
    text = reader.view.text
    lines = [match.span() for match in re.finditer(r"[^\n]+", text) if match.group().strip()]
    outer = lines[:3] + lines[-4:] if len(lines) > 7 else lines
    if is_verse(text):  # every line is short: only those that stand apart in form sign
        outer = [span for span in outer if re.search(r"[ :：—（(]", text[slice(*span)].strip())]
    short = [
        (start, end)
        for start, end in outer
        if end - start <= 36 and not re.search(r"[。！？!?；;]", text[start:end])
    ]
    return [(reader.flow_offset(start), reader.flow_offset(end)) for start, end in short]


def _listed_together(text: str, weighed: list[Candidate]) -> list[Candidate]:
    """白桦、何霜和关山: a name beside a sure one is surer itself."""
    sure = [one for one in weighed if one.score >= _THRESHOLD]
    ends, starts = {one.end for one in sure}, {one.start for one in sure}
    return [
        replace(one, score=one.score + _LISTED_BESIDE) if _beside(text, one, starts, ends) else one
        for one in weighed
    ]


def _beside(text: str, one: Candidate, starts: set[int], ends: set[int]) -> bool:
    after = _BESIDE.match(text, one.end)
    if after and after.end() in starts:
        return True
    return any(
        _BESIDE.fullmatch(text[end : one.start]) for end in range(one.start - 3, one.start) if end in ends
    )


def _apart(weighed: Iterable[Candidate]) -> list[Candidate]:
    """The best candidates that do not overlap: 张晋藩 keeps 晋藩又 from being one."""
    taken: set[int] = set()
    kept = []
    for one in sorted(weighed, key=lambda each: (-each.score, each.start, each.end)):
        places = range(one.start, one.end)
        if one.score >= _THRESHOLD - _HINT_BELOW - 2 * _AGAIN and taken.isdisjoint(places):
            taken.update(places)
            kept.append(one)
    return kept


def _by_given_name(reader: Reader, names: set[str]) -> Iterator[Mention]:
    """Whoever was named in full may be called by the given name alone later on."""
    text = reader.flow.text
    for name in names:
        given = name[surname_length(name) :]
        if len(name) - len(given) == 0 or len(given) != 2 or segmenter().known(given) > 30:
            continue
        for match in re.finditer(re.escape(given), text):
            if reader.flow_lattice.gain(*match.span(), given_name_cost(given)) > _NAMED_BEFORE:
                yield reader.flow_mention(*match.span(), Kind.PERSON, Level.LIKELY, "given_name")
