"""Cleaning extracted text without changing how it reads.

The display text keeps what the author wrote: no NFKC, no folding of punctuation.  Removed are only
characters that cannot be stored or that attack the reader's screen; suspicious ones that matter as
evidence (zero-width characters, look-alike radicals) stay in the text and are reported.
"""

from __future__ import annotations

import re
from collections import Counter

from reviewapp.documents.extracted import PICTURE_MARK, Draft
from reviewapp.documents.limits import (
    LONG_TEXT_CHARACTERS,
    MAX_PARAGRAPHS,
    MAX_TEXT_CHARACTERS,
    SHORT_TEXT_CHARACTERS,
)
from reviewapp.documents.refusal import Notice, Refusal

# All line ends Unicode knows, so that a paragraph is counted once however it ends.
LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_NUL = re.compile("\0")
_CONTROLS = re.compile("[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_PLANE_ENDS = "".join(chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF))
_NONCHARACTERS = re.compile(f"[\ufdd0-\ufdef{_PLANE_ENDS}]")
_ZERO_WIDTH = re.compile(
    "[\u00ad\u034f\u115f\u1160\u180b-\u180e\u200b-\u200d\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
)
# A joiner between emoji makes one picture out of several and hides nothing.
_EMOJI = "\u2600-\u27bf\ufe0f\U0001f000-\U0001faff"
_EMOJI_JOINER = re.compile(f"(?<=[{_EMOJI}])\u200d(?=[{_EMOJI}])")
# What no screen shows (Default_Ignorable_Code_Point of Unicode, and interlinear marks), but beside pictures and
# Mongolian letters, whose shape some of it changes.
_SHAPERS = "\u180b-\u180f\u200c\u200d\ufe0e\ufe0f"
_SHAPED = "\u1820-\u18aa\u2600-\u27bf\U0001f000-\U0001faff"
_UNSEEN = re.compile(
    f"(?!(?<=[{_SHAPED}])[{_SHAPERS}]|[{_SHAPERS}](?=[{_SHAPED}]))"
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_REPLACEMENT = re.compile("\ufffd")
_COMBINING_RUN = re.compile("[\u0300-\u036f\u0488\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{4,}")
_RADICALS = re.compile("[\u2e80-\u2fdf]")
_CODE_LIKE = re.compile(r"<\?php|<script\b|<iframe\b|<img\s|javascript:", re.IGNORECASE)
_BLANK = "\ufeff\u200b\u3000\u00a0 \t"

_REMOVED: tuple[tuple[re.Pattern[str], str], ...] = (
    (_NUL, "nul_removed"),
    (_CONTROLS, "control_removed"),
    (_BIDI, "bidi_removed"),
    (_SURROGATES, "surrogate_removed"),
    (_NONCHARACTERS, "noncharacter_removed"),
)
_REPORTED: tuple[tuple[re.Pattern[str], str], ...] = (
    (_PRIVATE_USE, "private_use"),
    (_REPLACEMENT, "replacement_character"),
    (_COMBINING_RUN, "combining_marks"),
    (_RADICALS, "radicals"),
)


def strip_unstorable(text: str) -> str:
    """``text`` without the characters that no database or screen should be given (see _REMOVED)."""
    for pattern, _ in _REMOVED:
        text = pattern.sub("", text)
    return text


def seen_only(text: str) -> str:
    """``text`` without the characters that no screen shows: they could spell what nobody was to read."""
    return _UNSEEN.sub("", text)


def clean_words(text: str | None) -> str:
    """What a form keeps of typed words: nothing unstorable, no white space at the ends; empty where nothing
    that can be seen is left."""
    kept = strip_unstorable(text or "").strip()
    return kept if seen_only(kept).strip() else ""


def join_surrogates(units: str) -> str:
    """UTF-16 units as characters: pairs are joined, a single half becomes U+FFFD."""
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def clean_text(draft: Draft) -> tuple[str, list[Notice], dict[int, int]]:
    """The draft's lines as the reading copy, with notices of what was removed or looks odd, and the line
    below which each picture stands (number of the picture → line, -1 above the first).

    Raises Refusal ``too_long`` and ``too_many_paragraphs``; an empty result is left to the caller.
    """
    text = "\n".join(draft.lines)
    if len(text) > 2 * MAX_TEXT_CHARACTERS:
        raise Refusal("too_long", limit=MAX_TEXT_CHARACTERS)
    kept: list[str] = []
    removed: Counter[str] = Counter()
    places: dict[int, int] = {}
    for line in LINE_ENDS.split(text):
        standing: list[int] = []
        if draft.pictures:
            standing = [int(mark) for mark in PICTURE_MARK.findall(line) if len(mark) < 6]
            line = draft.plain(line)
        for pattern, code in _REMOVED:
            line, count = pattern.subn("", line)
            if count:
                removed[code] += count
        line = line.strip(_BLANK)
        if line:
            kept.append(line)
        places.update({number: len(kept) - 1 for number in standing if number < len(draft.pictures)})
    if len(kept) > MAX_PARAGRAPHS:
        raise Refusal("too_many_paragraphs", limit=MAX_PARAGRAPHS)
    text = "\n".join(kept)
    if len(text) > MAX_TEXT_CHARACTERS:
        raise Refusal("too_long", limit=MAX_TEXT_CHARACTERS)
    notices = [Notice(code, {"count": removed[code]}) for _pattern, code in _REMOVED if removed[code]]
    return text, notices + _oddities(text), places


def _oddities(text: str) -> list[Notice]:
    notices = []
    hidden = len(_ZERO_WIDTH.findall(text)) - len(_EMOJI_JOINER.findall(text))
    counts = [("zero_width", hidden)]
    counts += [(code, sum(len(run) for run in pattern.findall(text))) for pattern, code in _REPORTED]
    notices += [Notice(code, {"count": count}) for code, count in counts if count]
    if _CODE_LIKE.search(text):
        notices.append(Notice("html_like"))
    if 0 < len(text) < SHORT_TEXT_CHARACTERS:
        notices.append(Notice("very_short", {"count": len(text)}))
    if len(text) > LONG_TEXT_CHARACTERS:
        notices.append(Notice("very_long", {"count": len(text)}))
    return notices
