"""Requests about publications, and what an unwritten notice says by default."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields import DateTimeLocalField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from reviewapp.contests.deadlines import end_of_day, to_instant, to_local
from reviewapp.models.contest import Contest, Round
from reviewapp.models.publication import PublicationKind
from reviewapp.publication.draft import LIMITS, NoticeDraft
from reviewapp.publication.snapshot import last_working_day

WORKING_DAYS = 5  # of a notice, counted from the day after it is published


class NoticeForm(FlaskForm):  # type: ignore[misc]
    kind = RadioField(
        _l("种类"),
        choices=[
            SelectChoice(PublicationKind.NOTICE.value, _l("公示（征求异议，到期自动撤下）")),
            SelectChoice(PublicationKind.FINAL.value, _l("通报（公布结果）")),
        ],
        default=PublicationKind.NOTICE.value,
    )
    heading = StringField(_l("标题"), [InputRequired(_l("必填。")), Length(max=LIMITS["heading"])])
    preamble = TextAreaField(_l("正文"), [Length(max=LIMITS["preamble"])])
    objections = TextAreaField(_l("异议的提出"), [Length(max=LIMITS["objections"])])
    until = DateTimeLocalField(_l("截止时间"), [Optional()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])
    checked = HiddenField()

    def data_for_action(self, zone: str) -> NoticeDraft:
        """Times are those of the contest's zone; raises Invalid for one that its clocks jump over."""
        return NoticeDraft(
            PublicationKind(self.kind.data),
            self.heading.data or "",
            (self.preamble.data or "").replace("\r\n", "\n"),
            (self.objections.data or "").replace("\r\n", "\n"),
            to_instant(self.until.data, zone),
            self.checked.data or "",
        )


def usual_words(round_: Round, kind: PublicationKind, works: int, now: datetime) -> dict[str, object]:
    """A notice as such notices are usually worded; everything may be changed before it is published."""
    contest = round_.contest
    if kind == PublicationKind.FINAL:
        return {
            "kind": kind.value,
            "heading": _("关于“%(title)s”评选结果的通报", title=contest.title),
            "preamble": _(
                "“%(title)s”经单位推荐、匿名评审、按名额遴选和公示，共有%(count)s篇作品入选，现予通报。"
                "名单按推荐单位排列，不分先后。",
                title=contest.title,
                count=works,
            ),
            "objections": "",
            "until": None,
        }
    return {
        "kind": kind.value,
        "heading": _("关于“%(title)s”入选作品的公示", title=contest.title),
        "preamble": _(
            "根据“%(title)s”的安排，经单位推荐、匿名评审、合分和按名额遴选，共有%(count)s篇作品入选，现予公示。"
            "名单按推荐单位排列，不分先后。",
            title=contest.title,
            count=works,
        ),
        "objections": _objections(contest),
        "until": to_local(usual_end(round_, now), contest.time_zone),
    }


def _objections(contest: Contest) -> str:
    how = _(
        "公示期内，任何单位和个人对入选作品有异议的，请以书面形式实名提出，并附事实依据。"
        "以个人名义提出的，应署真实姓名和联系方式；以单位名义提出的，应加盖公章。匿名或超过期限的异议不予受理。"
    )
    contact = "，".join(line.strip() for line in contest.contact.splitlines() if line.strip())
    return f"{how}\n{_('受理联系方式：%(contact)s', contact=contact)}" if contact else how


def usual_end(round_: Round, now: datetime) -> datetime:
    """As the timetable says when that is still ahead, else the end of the last of five working days."""
    if round_.notice_until is not None and round_.notice_until > now:
        return round_.notice_until
    zone = round_.contest.time_zone
    return end_of_day(last_working_day(now.astimezone(ZoneInfo(zone)).date(), WORKING_DAYS), zone)
