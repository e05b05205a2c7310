"""Names with blanks between their letters, as typists widen two letters to the room of three: 贺 占 奎, 谢　文　博."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from scoring.text.form_labels import label_letters
from scoring.text.known import Reader
from scoring.text.name_model import chinese_name_cost, composed_name, transliterated_cost
from scoring.text.public_figures import PUBLIC_FIGURES
from scoring.text.segment import NAME_TAGS, segmenter, tagged
from scoring.text.span_types import Kind, Level, Mention

SPACED = re.compile(r"[\u4e00-\u9fff]( {1,3}|·)[\u4e00-\u9fff](?:\1[\u4e00-\u9fff])*")
_HANDING_OVER = frozenset("交接签")  # 交 乌 接 冬


def find_spaced_names(reader: Reader) -> Iterator[Mention]:
    """贺 占 奎: prose has no such blanks; headings have (目 录), so the letters must be those of a name."""
    text = reader.view.text
    rows = [
        (*_unattached(text, *match.span(), 1 + len(match.group(1))), match) for match in SPACED.finditer(text)
    ]
    speakers = Counter(
        text[first : first + 3] for first, _, _ in rows if text[first - 1 : first] in ("", "\n")
    )
    for first, behind, match in rows:
        step = 1 + len(match.group(1))
        taken = first
        row = text[first:behind:step]
        of_labels = label_letters(row).union(at for at, letter in enumerate(row) if letter in _HANDING_OVER)
        if speakers[text[first : first + 3]] > 1 or is_heading(row, of_labels):
            continue
        labels = {first + step * at for at in of_labels}
        for start in range(first, behind, step):
            last = min((at + 1 - step for at in labels if at >= start), default=behind)
            ends = range(min(behind, last, start + 7 * step + 1), start + step, -step)
            end = next((end for end in ends if start >= taken and _spaced_name(text, start, end, step)), 0)
            if end:
                yield reader.mention(start, end, Kind.AUTHOR, Level.LIKELY, "spaced_name")
                taken = end


def _unattached(text: str, start: int, end: int, step: int) -> tuple[int, int]:
    """The span of a spaced row without the ends of the words it hangs on: 谢 文 博 of 学生 谢 文 博."""
    start += step if _one_word(text[max(0, start - 1) : start + 1]) else 0
    return start, end - step if _one_word(text[end - 1 : end + 1]) else end


def _one_word(pair: str) -> bool:
    return len(pair) == 2 and segmenter().known(pair) > 0


def is_heading(row: str, labels: frozenset[int] = frozenset()) -> bool:
    """Whether a row written without its blanks holds several words: 征文格式样本, not 巴图格日勒 or 姓名何霜."""
    words = [
        word
        for word in tagged(row)
        if word.end - word.start > 1 and labels.isdisjoint(range(word.start, word.end))
    ]
    return len(row) > 3 and sum(word.tag[:2] not in NAME_TAGS for word in words) > 1


def _spaced_name(text: str, start: int, end: int, step: int) -> bool:
    name = text[start:end:step]
    if text[end : end + 1] in ("录", "者", "人", ":") or (
        len(name) == 2
        and ("\u4e00" <= text[start - 1 : start] <= "\u9fff" or "\u4e00" <= text[end : end + 1] <= "\u9fff")
    ):
        return False
    likely = chinese_name_cost(name) > -29 or (
        len(name) > 2 and transliterated_cost(name) > -5.5 * (len(name) + 1)
    )
    likely = likely or composed_name(name)
    return likely and segmenter().known(name) <= 20 and name not in PUBLIC_FIGURES
