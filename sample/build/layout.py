"""Who sends what in which form: rank in the 汇总表, file format, byline style, file name.

Everything is by table or by position, nothing by chance. A work's file format is fixed by its key where a
planted case needs it (invisible characters survive in .docx) and goes round a fixed list otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sample.build.essays import Essay
from sample.build.filing import BYLINE_STYLES, Filed, file_essay, signs_itself

FORMATS = (
    "docx",
    "docx",
    "odt",
    "docx",
    "pdf",
    "docx",
    "doc",
    "docx",
    "txt",
    "docx",
    "gb18030",
    "docx",
    "odt",
    "pdf",
)
FORMAT_BY_KEY = {
    "P01": "pdf",
    "P02": "doc",
    "P05": "odt",
    "P07": "docx",
    "P08": "docx",
    "P11": "odt",
    "P13": "doc",
}
SUFFIX = {"txt": "txt", "gb18030": "txt"}
QUALITY_ORDER = ("excellent", "middling", "weak")
NAME_PATTERNS = (
    "{unit}+{author}+{title}",
    "{rank:02d} {title}",
    "{author}-{title}",
    "{unit}{author}《{title}》",
    "征文-{department}-{author}",
    "{title}（{author}）",
    "{rank}、{author}：{title}（定稿）",
)
GBK_ZIPS = ("baotou", "xilingol", "qingcheng-hospital")
FOLDER_ZIPS = {"chifeng": "赤峰市征文", "xilingol": "锡盟上报", "beijiang-cdc": "征文"}


@dataclass(frozen=True, slots=True)
class Sent:
    """One work as sent: its text, its rank (1-based), its file's form and name."""

    filed: Filed
    recommender: str
    rank: int
    format: str
    file_name: str


def recommender_of(essay: Essay, preset: Mapping[str, Any]) -> str:
    """The key of the unit that recommends this essay: its league, or the unit itself."""
    owners = {unit["name"]: unit["recommender"] for unit in preset["units"]}
    owner: str = owners[essay.unit]
    return owner


def _ranked(essays: Iterable[Essay]) -> list[Essay]:
    return sorted(essays, key=lambda essay: (QUALITY_ORDER.index(essay.quality), essay.key[1:], essay.key))


def _style(essay: Essay, position: int) -> str:
    """Works that sign themselves get a byline at most; the others go round all styles."""
    if signs_itself(essay):
        return ("none", "none", "one_line")[position % 3]
    return BYLINE_STYLES[(position * 3 + position // 8) % len(BYLINE_STYLES)]


def lay_out(essays: Iterable[Essay], preset: Mapping[str, Any]) -> tuple[Sent, ...]:
    """All works as sent, recommender by recommender in the preset's order, in recommendation order."""
    groups: dict[str, list[Essay]] = {row["key"]: [] for row in preset["recommenders"]}
    for essay in essays:
        groups[recommender_of(essay, preset)].append(essay)
    sent: list[Sent] = []
    for number, (recommender, group) in enumerate(groups.items()):
        for rank, essay in enumerate(_ranked(group), start=1):
            sent.append(_send(essay, recommender, rank, position=len(sent), group_number=number))
    return tuple(sent)


def _send(essay: Essay, recommender: str, rank: int, *, position: int, group_number: int) -> Sent:
    form = FORMAT_BY_KEY.get(essay.key, FORMATS[position % len(FORMATS)])
    stem = NAME_PATTERNS[group_number % len(NAME_PATTERNS)].format(
        unit=essay.unit,
        author=essay.authors[0].name,
        title=essay.title,
        department=essay.department,
        rank=rank,
    )
    filed = file_essay(essay, _style(essay, position))
    return Sent(filed, recommender, rank, form, f"{stem}.{SUFFIX.get(form, form)}")
