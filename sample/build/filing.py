"""The text a file shows: title line, byline if any, body, signature if any; with its labelled mentions.

Real works name the author under the title, at the end, in the body, or not at all, so all four occur here.
The text is one line a paragraph; mention positions are code points of that text, tags taken out. A plain
post (护士, 会计) after the unit is not labelled: many share it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sample import MentionTruth
from sample.build.essays import TAG, Essay, Origin, untagged

BYLINE_STYLES = (
    "none",
    "one_line",
    "two_lines",
    "brackets",
    "labelled",
    "signature",
    "signature_contact",
    "source_note",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of a file: `role` is title, byline, body or signature; `mentions` count from its start."""

    role: str
    text: str
    mentions: tuple[tuple[int, int, str], ...]
    origin: Origin | None


@dataclass(frozen=True, slots=True)
class Filed:
    """An essay as its file shows it."""

    essay: Essay
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """All paragraphs, joined by line breaks."""
        return "\n".join(line.text for line in self.lines)

    def start_of(self, index: int) -> int:
        """Where line `index` begins in `text`, in code points."""
        return sum(len(line.text) + 1 for line in self.lines[:index])

    def mentions(self) -> list[MentionTruth]:
        """All labelled mentions with their positions in `text`."""
        found, start = [], 0
        for line in self.lines:
            for begin, end, kind in line.mentions:
                text = line.text[begin:end]
                found.append(MentionTruth(self.essay.key, start + begin, start + end, kind, text))
            start += len(line.text) + 1
        return found


def _line(role: str, tagged: str, origin: Origin | None = None) -> Line:
    mentions, shift = [], 0
    for tag in TAG.finditer(tagged):
        begin = tag.start() - shift
        mentions.append((begin, begin + len(tag[2]), tag[1]))
        shift += len(tag[0]) - len(tag[2])
    return Line(role, untagged(tagged), tuple(mentions), origin)


def _names(essay: Essay, glue: str) -> str:
    return glue.join(f"⟦AUTHOR|{author.name}⟧" for author in essay.authors)


def _byline(essay: Essay, style: str) -> list[str]:
    full = essay.unit + essay.department if essay.department not in essay.unit else essay.unit
    return {
        "one_line": [f"⟦UNIT|{essay.unit}⟧　{_names(essay, '　')}"],
        "two_lines": [f"⟦UNIT|{full}⟧", _names(essay, "、")],
        "brackets": [f"（⟦UNIT|{full}⟧　{_names(essay, ' ')}）"],
        "labelled": [f"作者：{_names(essay, '、')}　单位：⟦UNIT|{essay.unit}⟧"],
    }.get(style, [])


def _signature(essay: Essay, style: str) -> list[str]:
    first = essay.authors[0]
    return {
        "signature": [f"⟦UNIT|{essay.unit}⟧", _names(essay, "　")],
        "signature_contact": [
            f"⟦UNIT|{essay.unit}⟧　{_names(essay, '、')}",
            f"联系电话：⟦CONTACT|{first.phone}⟧　邮箱：⟦CONTACT|{first.email}⟧",
        ],
        "source_note": [f"（作者系⟦UNIT|{essay.unit}⟧{first.post}）"],
    }.get(style, [])


def signs_itself(essay: Essay) -> bool:
    """Whether the body already names an author in one of its last three paragraphs."""
    return any("⟦AUTHOR|" in text for text in essay.paragraphs[-3:])


def file_essay(essay: Essay, style: str) -> Filed:
    """Lay the essay out in one of BYLINE_STYLES. Raises ValueError for another style."""
    if style not in BYLINE_STYLES:
        raise ValueError(f"unknown byline style {style!r}")
    return Filed(
        essay,
        (
            _line("title", essay.title),
            *(_line("byline", tagged) for tagged in _byline(essay, style)),
            *(
                _line("body", text, origin)
                for text, origin in zip(essay.paragraphs, essay.origins, strict=True)
            ),
            *(_line("signature", tagged) for tagged in _signature(essay, style)),
        ),
    )
