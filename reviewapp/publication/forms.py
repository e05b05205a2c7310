"""Requests about publications."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields import DateTimeLocalField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from reviewapp import web
from reviewapp.contests.deadlines import to_instant, to_local
from reviewapp.models.publication import PublicationKind
from reviewapp.publication.draft import LIMITS, NoticeDraft
from reviewapp.publication.wording import UsualWords


class NoticeForm(FlaskForm):
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

    def fill(self, usual: UsualWords, kind: PublicationKind, zone: str) -> None:
        """Put the usual words into the empty form."""
        self.kind.data = kind.value
        self.heading.data = web.speak(usual.heading)
        self.preamble.data = web.speak(usual.preamble)
        self.objections.data = "\n".join(web.speak(sentence) for sentence in usual.objections)
        self.until.data = to_local(usual.until, zone)
