"""Filing an upload: which unit a work is of, whether it is here already, the entry made of it.  No SQL."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from reviewapp.models.contest import Recommender
from reviewapp.models.entry import Entry, EntryFile, EntryState
from reviewapp.models.people import Author
from reviewapp.submissions.reading import TITLE_LIMIT, Line, Work, kept_notices
from reviewapp.words import Sentence, say

SHORTEST_NAME = 4  # characters of a unit's name that may stand before a post in 单位及职务
YES, NO = frozenset({"是", "√", "y", "yes", "1", "集体", "青年"}), frozenset({"否", "×", "n", "no", "0"})


@dataclass(frozen=True, slots=True)
class Known:
    """A work that is here already."""

    number: int
    title: str
    authors: tuple[str, ...]
    withdrawn: bool
    unit_id: int

    def is_twin(self, work: Work) -> bool:
        """The same title by the same person in another file: perhaps a later version."""
        return (
            not self.withdrawn and self.title == work.title and not {*self.authors}.isdisjoint(work.authors)
        )


@dataclass(slots=True)
class Filing:
    """One upload being filed; numbers count up and a file taken once is known to the next row.

    units: names and aliases → id of the units that may own its works; recommenders: names → id of every
    recommending body of the contest; files: SHA-256 → work of this recommender
    """

    recommender: Recommender
    batch_id: int
    round_id: int
    owner_id: int | None
    units: Mapping[str, int]
    recommenders: Mapping[str, int]
    files: dict[str, Known]
    number: int
    by: int | None
    now: datetime
    entries: list[tuple[Entry, Work]] = field(default_factory=list)

    def take(self, work: Work) -> Line:
        """File the work, or say why not; nothing is half filed."""
        known = self.files.get(work.sha256)
        if known is not None and not self._may_know(known):
            return self._line(work, "already", say("已经上传过，未作改动。"))
        if known is not None:
            return self._line(work, "already", _known_sentence(known), number=known.number)
        named = work.fields.get("recommender", "").strip()
        if self.recommenders.get(named, self.recommender.id) != self.recommender.id:
            wrong = say(
                "这一行的推荐单位是“%(named)s”，本次报送的推荐单位是“%(chosen)s”，请分开报送。",
                named=named, chosen=self.recommender.name,
            )  # fmt: skip
            return self._line(work, "refused", wrong)
        twin = next((k for k in self.files.values() if self._may_know(k) and k.is_twin(work)), None)
        entry = self._entry(work)
        self.entries.append((entry, work))
        self.files[work.sha256] = Known(
            self.number, entry.title, work.authors, withdrawn=False, unit_id=entry.unit_id
        )  # fmt: skip
        line = self._line(work, "received", None, number=self.number, twin=twin)
        self.number += 1
        return line

    def _may_know(self, known: Known) -> bool:
        """A unit below the recommender is not told of the works of the others there."""
        return self.owner_id in (None, known.unit_id)

    def _line(
        self, work: Work, outcome: str, sentence: Sentence | None, *, number: int | None = None,
        twin: Known | None = None,
    ) -> Line:  # fmt: skip
        notices = work.notices
        if twin is not None:
            same = say(
                "同一作者的同题作品已收过（编号 %(number)s），请核对是否重复报送。", number=twin.number
            )
            notices = (same, *notices)
        return Line(work.filename, work.title[:TITLE_LIMIT], outcome, sentence, notices, number, work.row)

    def _entry(self, work: Work) -> Entry:
        fields = {k: v for k, v in work.fields.items() if v}
        order = fields.get("order", "")
        digest = work.sha256
        entry = Entry(
            round_id=self.round_id,
            recommender_id=self.recommender.id,
            unit_id=self.owner_id or unit_of(work, self.units) or self.recommender.unit_id,
            batch_id=self.batch_id,
            number=self.number,
            title=work.title[:TITLE_LIMIT],
            genre=fields.get("genre", "")[:40],
            department=fields.get("department", "")[:80],
            collective=_yes(fields.get("is_collective", "")) or False,
            recommended_rank=int(order) if order.isdecimal() and 0 < int(order) < 100_000 else None,
            form=fields,
            text=work.extracted.text,
            notices=kept_notices(work),
            pictures=_kept_pictures(work),
            sha256=digest,
            state=EntryState.RECEIVED,
            submitted_by=self.by,
            submitted_at=self.now,
        )
        entry.authors = authors_of(work)
        entry.files = [
            EntryFile(
                sha256=digest,
                size=len(work.upload.data),
                filename=work.filename,
                format=work.extracted.format,
            )
        ]
        return entry


def _known_sentence(known: Known) -> Sentence:
    if known.withdrawn:
        return say(
            "这个文件收过，编号 %(number)s，后已撤回。如需重新参加，请与主办单位联系。", number=known.number
        )
    return say("这个文件已经收过，编号 %(number)s，没有重复收件。", number=known.number)


def _kept_pictures(work: Work) -> list[object]:
    """The pictures drawn from the file, named by the digest under which they are stored."""
    return [
        {
            "after_line": picture.after_line,
            "sha256": hashlib.sha256(picture.data).hexdigest(),
            "media_type": picture.media_type,
            "width": picture.width,
            "height": picture.height,
        }
        for picture in work.extracted.pictures
    ]


def unit_of(work: Work, units: Mapping[str, int]) -> int | None:
    """The unit the row names, when it is one of these; the row's own words stay in the form.

    In 单位及职务 the longest name the words begin with counts.
    """
    for key in ("unit", "unit_and_post"):
        words = work.fields.get(key, "").strip()
        if words in units:
            return units[words]
        begins = [name for name in units if len(name) >= SHORTEST_NAME and words.startswith(name)]
        if begins:
            return units[max(begins, key=len)]
    return None


def authors_of(work: Work) -> list[Author]:
    """The people the row names; contact, post and age are the first one's."""
    fields = work.fields
    people = [Author(name=name, position=i, is_young=None) for i, name in enumerate(work.authors)]
    if people:
        first = people[0]
        first.post, first.political = work.post[:80], fields.get("political", "")[:40]
        first.phone, first.email = fields.get("phone", "")[:40], fields.get("email", "")[:120]
        first.is_young = _yes(fields.get("is_young", ""))
    return people


def _yes(words: str) -> bool | None:
    folded = words.strip().lower()
    return True if folded in YES else False if folded in NO else None
