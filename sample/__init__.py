"""The project's own sample contest: a preset, real files of 85 essays, and what is true about them.

Layout: `contest.json` (the preset, kept by hand) · `texts/` (the essays as written, identity mentions tagged)
· `build/` (makes everything below from the texts: `python -m sample.build`) · `files/` (a folder for each
recommending unit: its works and its 汇总表) · `manifest.json` (who sent which file) · `texts/as_filed.jsonl`
(the text each file shows) · `truth.json` (copying cases, official phrases, identity mentions)
· `anchors.json` (essays with agreed marks, written for the trial).

All people, units and numbers are invented. Needs only the standard library, so that the demo can load it in
an installation without developer packages.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class SampleAuthor:
    """One invented author as given in a 汇总表; the phone and the e-mail lead nowhere."""

    name: str
    sex: str
    birth_year: int
    political: str
    post: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class SampleEntry:
    """One work as sent in.

    `key` is A01…A34, B01…B38 (originals) or P01…P13 (planted copies); `rank` is the 1-based row in the
    recommender's 汇总表; `format` is docx, odt, pdf, doc, txt (UTF-8) or gb18030; `file` is absolute.
    """

    key: str
    recommender: str
    rank: int
    file: Path
    format: str
    title: str
    genre: str
    unit: str
    department: str
    region: str
    category: str
    authors: tuple[SampleAuthor, ...]
    collective: bool
    quality: str


@dataclass(frozen=True, slots=True)
class SampleRecommender:
    """One recommending unit: its 汇总表, its works in recommendation order, and how it packs its zip.

    `zip_encoding` is "utf-8" (names carry the UTF-8 flag) or "gbk" (old tools: no flag); `zip_folder` is the
    folder inside the zip, empty for none.
    """

    key: str
    name: str
    category: str
    region: str | None
    register: Path
    entries: tuple[SampleEntry, ...]
    zip_encoding: str
    zip_folder: str


@dataclass(frozen=True, slots=True)
class MentionTruth:
    """A span that could reveal the author: code points [start, end) of `SampleContest.texts[entry]`."""

    entry: str
    start: int
    end: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class CopiedSpan:
    """Where a copied paragraph stands in the member's text and where it came from in the source's text."""

    member: str
    start: int
    end: int
    source: str
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class CaseTruth:
    """One planted case; `members` are all entries involved, `sources` the ones copied from (may be empty)."""

    key: str
    kind: str
    members: tuple[str, ...]
    sources: tuple[str, ...]
    spans: tuple[CopiedSpan, ...]
    residues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SampleContest:
    """All the demo loads. `preset` is contest.json as it stands; `texts` maps entry key to the text shown."""

    preset: dict[str, Any]
    attachments: tuple[Path, ...]
    recommenders: tuple[SampleRecommender, ...]
    texts: dict[str, str]
    cases: tuple[CaseTruth, ...]
    official_phrases: tuple[str, ...]
    mentions: tuple[MentionTruth, ...]

    @property
    def entries(self) -> tuple[SampleEntry, ...]:
        """All entries, recommender by recommender, in recommendation order."""
        return tuple(entry for recommender in self.recommenders for entry in recommender.entries)


def _read_json(name: str) -> Any:
    return json.loads((ROOT / name).read_text(encoding="utf-8"))


def anchors() -> list[dict[str, Any]]:
    """Essays with agreed marks that take no part: title, paragraphs, marks in points by criterion key, reason,
    and whether judges may look at them (shown) and try them first (trial)."""
    found: list[dict[str, Any]] = _read_json("anchors.json")
    return found


def _entry(row: dict[str, Any]) -> SampleEntry:
    authors = tuple(SampleAuthor(**author) for author in row["authors"])
    return SampleEntry(**{**row, "file": ROOT / row["file"], "authors": authors})


def _recommender(row: dict[str, Any], entries: tuple[SampleEntry, ...]) -> SampleRecommender:
    own = tuple(entry for entry in entries if entry.recommender == row["key"])
    return SampleRecommender(**{**row, "register": ROOT / row["register"], "entries": own})


def _case(row: dict[str, Any]) -> CaseTruth:
    return CaseTruth(
        key=row["key"],
        kind=row["kind"],
        members=tuple(row["members"]),
        sources=tuple(row["sources"]),
        spans=tuple(CopiedSpan(**span) for span in row["spans"]),
        residues=tuple(row["residues"]),
    )


@cache
def load() -> SampleContest:
    """Read preset, file list and truth. Raises FileNotFoundError when the sample was not built."""
    preset: dict[str, Any] = _read_json("contest.json")
    manifest, truth = _read_json("manifest.json"), _read_json("truth.json")
    entries = tuple(_entry(row) for row in manifest["entries"])
    lines = (ROOT / "texts" / "as_filed.jsonl").read_text(encoding="utf-8").splitlines()
    return SampleContest(
        preset=preset,
        attachments=tuple(ROOT / item["path"] for item in preset["attachments"]),
        recommenders=tuple(_recommender(row, entries) for row in manifest["recommenders"]),
        texts={row["key"]: row["text"] for row in map(json.loads, lines)},
        cases=tuple(_case(row) for row in truth["cases"]),
        official_phrases=tuple(truth["official_phrases"]),
        mentions=tuple(MentionTruth(**row) for row in truth["mentions"]),
    )
