"""Spans a text marks as somebody else's words: quotations with a source, quoted phrases, titles.

Everybody may quote the same oath, clause or speech, and marked quotations are left out of the second of
the three overlap numbers. The rule is conservative: words count as quoted only where the author shows it.
Dialogue is the author's own invention, so that copying it is copying; it is never returned.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scoring.similarity import sources
from scoring.similarity.quote_marks import QuotedText, read_quotes

ATTRIBUTED, MARKED, TITLE = "attributed", "marked", "title"

LEAST_MARKED, MOST_MARKED = 4, 60
MOST_QUOTED = 600
MOST_CLAUSE = 300
LEAST_CLASSICAL = 8
MOST_SLOGAN = 60
MOST_PAIRS = 5000  # a text with more is no essay; what follows counts as unmarked
_MOST_BLANKS = 8  # between a colon at the end of a line and the quotation on the next

_SENTENCE_ENDS = "。!?\n"
_OUTSIDE = re.compile(r"[。!?\n]")
_SPOKEN = re.compile(r"[你您咱俺妳]|[吗呢吧啊呀嘛啦哦哎唉嗯](?:[,。!?…]|$)|^(?:我|是的|对|好|行)[,。!]")
_SPEECH_LEAD = re.compile(
    r"(?:说道?|问道?|答道?|回答|喊道?|叫道?|嚷|讲|念叨?|嘀咕|嘟囔|笑道?|告诉[^,。]{0,6}|一句|句话|心想|想道?|骂道?|"
    r"吩咐|叮嘱|嘱咐|安慰|解释|开玩笑|写着?|写道|喃喃|叫做|应道?|劝道?|哭着|[着地]):?,?$|:$"
)
_CHAINED = re.compile(
    r"[,;、\s]{0,3}(?:和|与|及|以及|并|还|又|再|要|做到|努力|坚持|为|(?:强调|指出|要求|提出|号召)){0,3}[:,、]?"
)
_TITLE = re.compile(r"《([^《》\n]{1,40})》")

_NUMBER = r"[零〇一二三四五六七八九十百千0-9]{1,9}"
_ORDERS = re.compile(r"(?:规定|指出)(?:如下)?:[ \n]{0,4}")
_LAW_NAMED = re.compile(
    rf"(?P<law>《[^《》\n]{{2,40}}》|[\u4e00-\u9fff]{{2,20}}(?:法|条例|规定|办法|规范|守则|准则|章程|细则))"
    rf"(?P<number>第{_NUMBER}条(?:第{_NUMBER}款)?(?:第{_NUMBER}项)?)?"
    rf"(?:[中里]|也|就|即|已|明确|明文|的){{0,3}}$"
)
_OFFICIAL_TEXT = re.compile(
    rf"(?:《[^《》\n]{{2,60}}(?:法|决定|纲要|意见|规划|条例|通知|公报|办法|规定|准则|章程|规范|细则|方案)》(?:第{_NUMBER}条)?|"
    r"[一二三四五六七八九十]{1,3}届[一二三四五六七八九]中全会|党的十[一二三四五六七八九]大|党的二十大|中央一号文件|政府工作报告|"
    r"习近平(?:总书记|主席)|胡锦涛(?:总书记|主席)|江泽民(?:总书记|主席)|毛主席|国务院|党中央)"
    r"(?:报告|公报|决定|通知|精神)?(?:还|也|就|曾|又|多次|反复|明确|特别|进一步|再次){0,3}"
    r"(?:规定|指出|要求|强调|提出|号召)[,:](?![ \n“「『\"])"
)
_CLASSICAL = re.compile(r"[之者也兮乎矣焉吾曰其于乃皆莫]")
_MODERN = re.compile(r"[的了着们我你您他她它这那吗呢吧把被很咱得]")
_SIGNATURE = re.compile(r"\n[ ]{0,40}(?:——|--|—|――)[ ]{0,4}(?P<name>[^\n]{2,24})(?=\n|$)")
_VERSE = re.compile(r"[\u4e00-\u9fff]{4,9}(?:[,。;!?、\s]{1,3}[\u4e00-\u9fff]{4,9})+[。!?;]?")
_RUN = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Half open span ``[start, end)`` in code points of the given text, marks included.

    ``kind``: "attributed" with the public ``source`` as written near it (or the name of the known work),
    "marked" for a phrase in quotation marks without one, "title" for a title in 《》. ``source`` is empty
    for the last two. Spans do not overlap.
    """

    start: int
    end: int
    kind: str
    source: str


Found = tuple[int, int, str, str]


def marked_quotations(text: str) -> tuple[Quotation, ...]:
    """Quotations of ``text`` in order. Any string is accepted; time grows with its length only."""
    read = read_quotes(text)
    quoted = list(_in_marks(read))
    found = [one for one in quoted if one[2] == ATTRIBUTED]
    view = read.text
    for unmarked in (_law_clauses(view), _official_sentences(view), _signed_blocks(view), _known_lines(view)):
        found = _merged(found, unmarked)
    found = _merged(found, (one for one in quoted if one[2] == MARKED))
    titles = ((*match.span(), TITLE, "") for match in _TITLE.finditer(view))
    return tuple(
        Quotation(*read.original(start, end), kind, source)
        for start, end, kind, source in _merged(found, titles)
    )


def _merged(found: list[Found], more: Iterable[Found]) -> list[Found]:
    """Both in order, without what of ``more`` overlaps what was found before."""
    merged: list[Found] = []
    at, end = 0, 0
    for one in more:
        while at < len(found) and found[at][0] < one[1]:
            merged.append(found[at])
            end = found[at][1]
            at += 1
        if one[0] >= end:
            merged.append(one)
            end = one[1]
    return merged + found[at:]


def _in_marks(read: QuotedText) -> Iterator[Found]:
    """What stands in quotation marks and is no dialogue; an inner pair where the outer is refused."""
    view = read.text
    done, source = 0, ""  # end and source of the quotation before
    for start, end in read.pairs[:MOST_PAIRS]:
        if start < done or not LEAST_MARKED <= end - start - 2 <= MOST_QUOTED:
            continue
        chained = bool(source) and start - done < 24 and _CHAINED.fullmatch(view, done, start) is not None
        named = source if chained else _source_of(view, start, end)
        if named:
            yield start, end, ATTRIBUTED, named
        elif _is_phrase(view, start, end):
            yield start, end, MARKED, ""
        else:
            continue
        done, source = end, named


def _source_of(view: str, start: int, end: int) -> str:
    words = view[start + 1 : end - 1]
    known = sources.known_work(words)
    if known and not _SPOKEN.search(words):
        return known
    rest = view[end : end + sources.TAIL]
    source = sources.source_before(_lead(view, start)) or sources.source_behind(rest)
    if not source and len(words) <= MOST_SLOGAN and not _SPOKEN.search(words):
        return sources.slogan_of(rest)
    return source


def _lead(view: str, start: int) -> str:
    """The sentence before ``start``, over a line end only where a colon announces what follows."""
    lead = view[max(0, start - sources.WINDOW) : start]
    bare = lead.rstrip(" \n")
    if "\n" in lead[len(bare) :]:
        if not bare.endswith(":") or len(lead) - len(bare) > _MOST_BLANKS:
            return ""
        lead = bare
    return lead[max(map(lead.rfind, _SENTENCE_ENDS)) + 1 :]


def _is_phrase(view: str, start: int, end: int) -> bool:
    """A phrase quoted inside a sentence, or a line of the classics; not what somebody says in it."""
    words = view[start + 1 : end - 1]
    lead = _lead(view, start)
    if _is_classical(words) and not _SPEECH_LEAD.search(lead):
        return True
    if len(words) > MOST_MARKED or words[-1] in ",。!?…" or _SPOKEN.search(words):
        return False
    if not lead.strip(' “”「」『』"') or _SPEECH_LEAD.search(lead):
        return False
    return _OUTSIDE.search(words) is None


def _is_classical(words: str) -> bool:
    """Verse or the old written language, in which nobody talks."""
    if len(words) < LEAST_CLASSICAL or _MODERN.search(words):
        return False
    verse = _is_verse(words) and len(_RUN.findall(words)[0]) in (5, 7)
    return verse or len(_CLASSICAL.findall(words)) >= 2


def _official_sentences(view: str) -> Iterator[Found]:
    """One sentence behind a named document, congress or head of state, told without marks."""
    done = 0
    for match in _OFFICIAL_TEXT.finditer(view):
        end = _sentence_end(view, match.end())
        if match.start() >= done and end - match.end() >= 2 * LEAST_MARKED:
            yield match.end(), end, ATTRIBUTED, match.group().rstrip(":,")
            done = end


def _law_clauses(view: str) -> Iterator[Found]:
    """Clauses behind the name of a law and its number, or behind a title with "规定:", without marks."""
    done = 0
    for match in _ORDERS.finditer(view):
        named = _LAW_NAMED.search(view, max(done, match.start() - sources.WINDOW), match.start())
        if match.start() < done or named is None:
            continue
        law, number = named.group("law"), named.group("number") or ""
        if not (number or (law.startswith("《") and sources.is_public_title(law[1:-1]))):
            continue
        end = _sentence_end(view, match.end())
        if end - match.end() >= 2 * LEAST_MARKED and view[match.end()] not in '“「『"':
            yield match.end(), end, ATTRIBUTED, law + number
            done = end


def _sentence_end(view: str, start: int) -> int:
    """Behind the first sentence from ``start``; ``start`` itself where it goes on too long."""
    match = _OUTSIDE.search(view, start, start + MOST_CLAUSE)
    if match is None:
        return len(view) if len(view) - start <= MOST_CLAUSE else start
    return match.start() + (match.group() != "\n")


def _signed_blocks(view: str) -> Iterator[Found]:
    """Verse, or one paragraph in deeper indent, with a line that names its source below it."""
    done = 0
    for match in _SIGNATURE.finditer(view):
        source = sources.source_behind("——" + match.group("name"))
        start = max(done, match.start() - 2 * MOST_CLAUSE)
        block = view[start : match.start()]
        first = _block_start(block)
        if source and first < len(block):
            yield start + first, match.start(), ATTRIBUTED, source
        done = match.end()


def _block_start(block: str) -> int:
    """Where the signed words begin in what stands before the signature; its length for nowhere."""
    at = len(block)
    while at:
        line_start = block.rfind("\n", 0, at - 1) + 1
        line = block[line_start:at].strip()
        if not line or not _is_verse(line):
            break
        at = line_start
    if at < len(block):
        return at
    line_start = block.rfind("\n") + 1
    above = block[: max(0, line_start - 1)].rsplit("\n", 1)[-1]
    deeper = _indent(block[line_start:]) >= _indent(above) + 2
    return line_start if deeper and 0 < len(block) - line_start <= MOST_CLAUSE else at


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _is_verse(line: str) -> bool:
    """Clauses of one length, as regulated verse and parallel mottoes have them."""
    if len(line) > 80 or not _VERSE.fullmatch(line):
        return False
    return len({len(run) for run in _RUN.findall(line)}) == 1


def _known_lines(view: str) -> Iterator[Found]:
    """Sentences of a known oath or classic that the text introduces as such, without marks."""
    done, going_on = 0, False
    for match in sources.KNOWN_WORK.finditer(view):
        if match.start() < done:
            continue
        before = view[max(0, match.start() - sources.WINDOW) : match.start()]
        begin = match.start() - len(before) + max(map(before.rfind, _SENTENCE_ENDS)) + 1
        colon = view.rfind(":", begin, match.start())
        introduced = colon >= 0 and bool(sources.source_before(view[begin : colon + 1]))
        going_on = introduced or (going_on and begin == done)
        end = _sentence_end(view, match.end())
        if going_on and end > match.end():
            yield (colon + 1 if colon >= 0 else begin), end, ATTRIBUTED, sources.known_work(match.group())
        done = max(end, match.end())
