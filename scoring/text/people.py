"""Personal names nobody listed: by their letters, by what stands around them, by coming again.

A candidate's score is the gain of :mod:`scoring.text.lattice` plus the weights of its surroundings, in log odds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from scoring.text.known import Reader, is_verse
from scoring.text.name_model import (
    composed_name,
    given_name_cost,
    surname_length,
)
from scoring.text.person_candidates import Candidate, candidates
from scoring.text.person_context import (
    HONORED,
    TITLE,
    TITLES,
    before_weight,
    behind_weight,
    speaks,
    spoken_to,
)
from scoring.text.public_figures import known_people
from scoring.text.public_frame import acting_namesakes, frames, public_by_calling
from scoring.text.segment import segmenter
from scoring.text.span_types import Kind, Level, Mention

_THRESHOLD = 0.5
_HINT_BELOW = 2.0  # this much under the threshold is still shown
_AGAIN = 1.5
_MEASURED = 4.0  # 拿|张|方子: the surname is a measure word
_TERMS = 5.0  # “赫依、希拉、巴达干”: a list in quotation marks is of words
_SPOKEN_TO = 2.5
_SPEAKS = 3.0
_LISTED_BESIDE = 2.5
_SIGNATURE = 3.0  # a short line without a full stop among the first or last lines
_NAMED_BEFORE = -5.0
_EVIDENT, _TITLED = 2.5, 5.0  # weights from which the surroundings speak of a person, by title or kin
_UNPROVEN = 2.0  # two letters and nothing around them that speaks of a person
_THING_LEAST, _THING_MOST = 40, 100_000  # how often the dictionary has a thing
_WORD_TOO = 3.0  # and the dictionary has them: 黎明
_MEASURE = re.compile(
    "[拿开写贴递撕填画拍照铺抽垫糊一二三四五六七八九零〇两几多百千万十这那每有出了着翻印发交看][张段车包盘席]"
)
_TERM_LIST = re.compile(r"“[\u4e00-\u9fff]{1,8}(?:、[\u4e00-\u9fff]{1,8})+”")
_ITS_NAME = re.compile('[它牠](?:就|也|都)?(?:名?叫|唤)[做作]?[“"]?$')  # a dog, a horse
_EPONYM = re.compile(  # 胡庆余堂, 帕金森病: what is called after somebody
    "堂(?![姐哥弟妹屋])|氏(?!家)|综合征|征(?![求兆])|杆菌|奖(?!励)|杯(?!子)|定律|效应|试验|量表|评分|基金|丸|牌(?!子)|大学|广场"
)
_IDEOGRAPHS = re.compile(r"[\u4e00-\u9fff]+")
_BESIDE = re.compile(r"[ 　]?[、，,和与及跟][ 　]?")


def find_names(reader: Reader) -> Iterator[Mention]:
    """Names of the people in the text, certain of none of them."""
    weighed = _weighed(reader, list(candidates(reader)))
    chosen = _apart(weighed)
    public = _public_names(chosen, acting_namesakes(reader))
    sure = {one.name for one in chosen if one.score >= _THRESHOLD} - public
    for one in chosen:
        if one.name in public:
            yield reader.flow_mention(one.start, one.end, Kind.PERSON, Level.HINT, "name")
            continue
        level = Level.LIKELY if one.score >= _THRESHOLD or one.name in sure else Level.HINT
        if one.score >= _THRESHOLD - _HINT_BELOW or level is Level.LIKELY:
            yield reader.flow_mention(one.start, one.end, Kind.PERSON, level, "name")
    yield from _by_given_name(reader, sure)


def _public_names(chosen: list[Candidate], acting: frozenset[str]) -> set[str]:
    """Names of public life: said to be so, or in far talk and nowhere spoken of as one of the writer's own circle."""
    own = {one.name for one in chosen if one.evidence >= _TITLED}
    spoken_of = {one.name for one in chosen if one.evidence >= _EVIDENT}
    known = known_people() - acting
    return {
        one.name
        for one in chosen
        if one.public
        or (one.far and one.name not in own)
        or (one.name not in spoken_of and (one.name in known or _far_stranger(one.name)))
    }


def _weighed(reader: Reader, candidates: list[Candidate]) -> list[Candidate]:
    text = reader.flow.text
    again = _contexts(text, candidates)
    short_lines = _signature_lines(reader)
    far = frames(reader)
    terms = [match.span() for match in _TERM_LIST.finditer(text)]
    weighed = []
    for one in candidates:
        before, behind = before_weight(text, one.start), behind_weight(text, one.end)
        score = one.score + before + behind
        score -= _TERMS if _ITS_NAME.search(text[max(0, one.start - 4) : one.start]) else 0.0
        score -= _TERMS if any(first <= one.start < last for first, last in terms) else 0.0
        score -= _MEASURED if _MEASURE.search(text[max(0, one.start - 1) : one.start + 1]) else 0.0
        score -= _TERMS if _is_thing(one.name) else 0.0
        score += _SPOKEN_TO if spoken_to(text, one.start, one.end) else 0.0
        score += _SPEAKS if speaks(text, one.start, one.end) else 0.0
        score += _AGAIN * min(2, again[one.name] - 1)
        signs = _stands_alone(text, one) and any(start <= one.start < end for start, end in short_lines)
        score += _SIGNATURE if signs else 0.0
        evidence = _TITLED if speaks(text, one.start, one.end) else max(before, behind)
        score -= 0.0 if evidence >= _EVIDENT or again[one.name] > 1 else _unproven(one.name)
        own = 0.0 if evidence == behind and HONORED.match(text, one.end) else evidence
        weighed.append(
            replace(
                one,
                score=score,
                evidence=own,
                far=not signs and far.far_at(one.start),
                public=not signs
                and (public_by_calling(text, one.start, one.end) or bool(_EPONYM.match(text, one.end))),
            )
        )
    return _listed_together(text, weighed)


def _is_thing(name: str) -> bool:
    """木勺子, 沙窝子: a letter before a thing that everybody has, and which is no name by itself."""
    noun = name[1:]
    return (
        len(name) == 3
        and noun[-1] in "子儿头"
        and segmenter().tag_of.get(noun) == "n"
        and _THING_LEAST <= segmenter().known(noun) <= _THING_MOST
        and noun not in TITLES
        and noun[0] not in "柱栓锁"
    )


def _contexts(text: str, candidates: list[Candidate]) -> dict[str, int]:
    """In how many different surroundings a row stands: a phrase said twice (能照多远) is one."""
    before: dict[str, set[str]] = {}
    behind: dict[str, set[str]] = {}
    for one in candidates:
        first, last = text[one.start - 1 : one.start], text[one.end : one.end + 1]
        before.setdefault(one.name, set()).add(first if _IDEOGRAPHS.match(first) else str(one.start))
        behind.setdefault(one.name, set()).add(last if _IDEOGRAPHS.match(last) else str(one.start))
    return {name: min(len(those), len(behind[name])) for name, those in before.items()}


def _stands_alone(text: str, one: Candidate) -> bool:
    """Whether a name in a line is set off, as signatures are, and no part of a sentence or a heading."""
    before, behind = text[one.start - 1 : one.start] if one.start else "", text[one.end : one.end + 1]
    led = not _IDEOGRAPHS.match(before) or before in "院站所科室部心校队区局委长师者人稿文图士员记"
    return led and (not _IDEOGRAPHS.match(behind) or bool(TITLE.match(text, one.end)))


def _unproven(name: str) -> float:
    """What two letters lose where nothing speaks of a person."""
    if len(name) != 2:
        return 0.0
    return _UNPROVEN + (_WORD_TOO if segmenter().known(name) > 100 else 0.0)


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
