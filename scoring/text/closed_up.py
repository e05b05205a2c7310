"""Text that a scanner or a typist has blown up, 夜 班 的 时 候: read without those blanks, its numbers with figures.

A stretch of lines counts where most of its letters are parted from the next and it reads as prose; a list of names, a
form or a heading of spaced letters is left as it is. Scanners read figures as letters, too (l972, 2O14), and break
names at line ends; what they put there is taken back in such stretches alone. Of a text printed in a narrow column,
every line as long as the others whatever it says, the line ends are taken back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LETTER = "[\u4e00-\u9fff]"
_BLANK = "[^\\S\n]"
_PARTED = re.compile(rf"{_LETTER}{_BLANK}{{1,2}}(?={_LETTER})")
_ADJOINING = re.compile(rf"{_LETTER}(?={_LETTER})")
_BLANKS = re.compile(rf"(?<=\S){_BLANK}{{1,2}}(?=\S)")
_INDENTED = re.compile(rf"\n{_BLANK}*")
_SHARE = 0.5  # of the letters of a line that are parted from the next
_WORDS_SHARE = 0.3  # the same of text parted into words
_FEW = 4  # pairs of letters in a line that tells nothing by itself
_FEWEST = 20  # parted letters in a stretch
_PROSE = frozenset("的了是我不在有一这他她们就也来着那到和没个")
_PROSE_SHARE = 0.05
_NARROWEST, _WIDEST, _RAGGED, _FEWEST_LINES = 9, 45, 1.5, 5  # of a column, in ideographs; its lines
_INNER_STOP, _STOP = re.compile("[，。、；！？：](?=.)"), re.compile(r"[，。、；！？：”…）]\s*$")
_GOES_ON = re.compile("[\u4e00-\u9fffA-Za-z0-9]")
_CARRIED = re.compile("[\u4e00-\u9fffA-Za-z0-9，。、；！？”]")
_LONG_LINE, _TORN_OFF = 10, 2  # letters of a line that a scanner broke, and of what it left for the next
_NUMBER = re.compile(r"(?<![A-Za-z0-9])[0-9lIOo]{2,12}(?![A-Za-z0-9])")
_FIGURES = str.maketrans("lIOo", "1100")


@dataclass(frozen=True, slots=True, eq=False)
class ClosedUp:
    """``positions[i]`` is the offset in the text as given of letter ``i`` of the closed up one."""

    text: str
    positions: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span as given that the non-empty span ``[start, end)`` stands for."""
        return self.positions[start], self.positions[end - 1] + 1


def close_up(text: str) -> ClosedUp | None:
    """The text without the blanks of its blown up stretches; None where it holds none."""
    stretches, dropped = list(_stretches(text)), set(_column_ends(text))
    if not stretches and not dropped:
        return None
    letters = list(text)
    for start, end in stretches:
        dropped.update(_dropped(text, start, end))
        for number in _NUMBER.finditer(text, start, end):
            if any(one.isdigit() for one in number.group()):
                letters[number.start() : number.end()] = number.group().translate(_FIGURES)
    kept = [at for at in range(len(text)) if at not in dropped]
    return ClosedUp("".join(letters[at] for at in kept), kept)


def _column_ends(text: str) -> Iterator[int]:
    """Offsets of the line ends that only the width of a column put there."""
    lines = text.split("\n")
    widths = [_width(line) for line in lines]
    width = max(widths)
    full = [line for line, wide in zip(lines, widths, strict=True) if wide >= width - _RAGGED]
    filled = sum(1 for wide in widths if wide)
    if not _NARROWEST <= width <= _WIDEST or len(full) < max(_FEWEST_LINES, filled * _SHARE):
        return
    inside = sum(_INNER_STOP.search(line) is not None for line in full)
    broken = sum(_STOP.search(line) is None for line in full)
    if inside < _SHARE * len(full) or broken < _SHARE * len(full):
        return  # verse
    at = -1
    for line, wide, following in zip(lines, widths, lines[1:], strict=False):
        at += len(line) + 1
        if wide >= width - _RAGGED and _GOES_ON.match(line[-1:]) and _CARRIED.match(following):
            yield at


def _width(line: str) -> float:
    """How wide a line is printed, in ideographs."""
    return sum(0.5 if letter.isascii() else 1.0 for letter in line.rstrip())


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Runs of blown up lines; lines of a few letters between them belong to them."""
    first = last = -1
    parted, at = 0, 0
    for line in [*text.split("\n"), None]:
        blown = None if line is None else _blown_up(line)
        if line is None or (blown is None and not _too_short(line)):
            if parted >= _FEWEST and _is_prose(text[first:last]):
                yield first, last
            first, parted = -1, 0
        elif blown is not None:
            first, last = (at if first < 0 else first), at + len(line)
            parted += blown
        elif first >= 0:
            last = at + len(line)
        at += len(line or "") + 1


def _blown_up(line: str) -> int | None:
    """How many letters of a line are parted from the next, if most are."""
    parted, adjoining = len(_PARTED.findall(line)), len(_ADJOINING.findall(line))
    if parted + adjoining < _FEW:
        return None
    words = parted > 2 * _FEW and _is_prose(line)
    return parted if parted >= (_WORDS_SHARE if words else _SHARE) * (parted + adjoining) else None


def _too_short(line: str) -> bool:
    return len(_PARTED.findall(line)) + len(_ADJOINING.findall(line)) < _FEW


def _is_prose(stretch: str) -> bool:
    letters = re.findall(_LETTER, stretch)
    return sum(letter in _PROSE for letter in letters) >= max(1, _PROSE_SHARE * len(letters))


def _dropped(text: str, start: int, end: int) -> Iterator[int]:
    """Offsets of blanks beside anything but Latin letters and figures, and of line ends inside a word."""
    for match in _BLANKS.finditer(text, start, end):
        if not (text[match.start() - 1].isascii() and text[match.end()].isascii()):
            yield from range(*match.span())
    for match in _INDENTED.finditer(text, start, end):
        if _broken(text, match.start(), match.end()):
            yield from range(*match.span())


def _broken(text: str, at: int, behind: int) -> bool:
    """Whether a scanner broke the line at an offset: inside a sentence, or one letter before the end of a name."""
    if not re.match(_LETTER, text[at - 1 : at]) or not re.match(_LETTER, text[behind : behind + 1]):
        return False
    before = re.findall(r"\S", text[max(0, text.rfind("\n", 0, at)) : at])
    stop = text.find("\n", behind)
    rest = text[behind : stop if stop >= 0 else len(text)]
    torn_off = len(re.findall(r"\S", rest)) <= _TORN_OFF
    return torn_off or (behind == at + 1 and len(before) >= _LONG_LINE)
