"""A notice as such notices are usually worded.  Pure; everything may be changed before it is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from reviewapp.contests.deadlines import end_of_day
from reviewapp.models.contest import Round
from reviewapp.models.publication import PublicationKind
from reviewapp.publication.snapshot import last_working_day
from reviewapp.words import Sentence, say

INNER_QUOTES = str.maketrans("“”", "‘’")
WORKING_DAYS = 5  # of a notice, counted from the day after it is published


@dataclass(frozen=True, slots=True)
class UsualWords:
    """heading and preamble; objections: one sentence per paragraph."""

    heading: Sentence
    preamble: Sentence
    objections: tuple[Sentence, ...]
    until: datetime | None


def usual_words(round_: Round, kind: PublicationKind, works: int, now: datetime) -> UsualWords:
    """The words for `works` works published at `now`."""
    title = round_.contest.title.translate(INNER_QUOTES)  # it stands inside quotation marks
    if kind == PublicationKind.FINAL:
        return UsualWords(
            say("关于“%(title)s”评选结果的通报", title=title),
            say(
                "“%(title)s”经单位推荐、匿名评审、按名额遴选和公示，共有%(count)s篇作品入选，现予通报。"
                "名单按推荐单位排列，不分先后。",
                title=title,
                count=works,
            ),
            (),
            None,
        )
    return UsualWords(
        say("关于“%(title)s”入选作品的公示", title=title),
        say(
            "根据“%(title)s”的安排，经单位推荐、匿名评审、合分和按名额遴选，共有%(count)s篇作品入选，现予公示。"
            "名单按推荐单位排列，不分先后。",
            title=title,
            count=works,
        ),
        _objections(round_.contest.contact),
        usual_end(round_, now),
    )


def _objections(contact: str) -> tuple[Sentence, ...]:
    how = say(
        "公示期内，任何单位和个人对入选作品有异议的，请以书面形式实名提出，并附事实依据。"
        "以个人名义提出的，应署真实姓名和联系方式；以单位名义提出的，应加盖公章。匿名或超过期限的异议不予受理。"
    )
    line = "，".join(part.strip() for part in contact.splitlines() if part.strip())
    return (how, say("受理联系方式：%(contact)s", contact=line)) if line else (how,)


def usual_end(round_: Round, now: datetime) -> datetime:
    """As the timetable says when that is still ahead, else the end of the last of five working days."""
    if round_.notice_until is not None and round_.notice_until > now:
        return round_.notice_until
    zone = round_.contest.time_zone
    return end_of_day(last_working_day(now.astimezone(ZoneInfo(zone)).date(), WORKING_DAYS), zone)
