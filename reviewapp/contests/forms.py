"""Requests about contests: from typed fields to the frozen inputs of actions."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.i18n import Translations, translations
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields import DateTimeLocalField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from reviewapp.contests import methods
from reviewapp.contests.actions import MOST_REPEATS, ContestDraft, NewContest, ReviewDraft, Timetable
from reviewapp.contests.deadlines import to_instant, to_local
from reviewapp.contests.enrolment import JudgeDraft, RecommenderDraft, RegionDraft, UnitDraft
from reviewapp.contests.marking import MethodDraft
from reviewapp.models.contest import Arbitration, LevelKind, Round, ScoreMethod

NEEDED = InputRequired(_l("必填。"))
LEVELS = (
    SelectChoice(LevelKind.UNIT.value, _l("单位")),
    SelectChoice(LevelKind.COUNTY.value, _l("旗县区")),
    SelectChoice(LevelKind.LEAGUE.value, _l("盟市")),
    SelectChoice(LevelKind.REGION.value, _l("自治区、省")),
    SelectChoice(LevelKind.NATION.value, _l("全国")),
)
SEPARATORS = re.compile(r"[、，,;；\n\r]+")
LONGEST = 120  # characters of a name


def names_of(text: str | None) -> tuple[str, ...]:
    """Several names typed in one field, separated by 、 comma, semicolon or line end; doubles dropped."""
    parts = (part.strip()[:LONGEST] for part in SEPARATORS.split(text or ""))
    return tuple(dict.fromkeys(p for p in parts if p))


def joined(names: list[Any] | tuple[str, ...] | None) -> str:
    return "、".join(names or ())


def number_or_none(typed: str | int | None) -> int | None:
    """A row's id from a hidden or select field (the form's own default may be a number already)."""
    text = str(typed or "")
    return int(text) if text.isascii() and text.isdigit() else None


class NewContestForm(FlaskForm):
    title = StringField(_l("名称"), [NEEDED, Length(max=200)])
    slug = StringField(_l("短名（网址和文件名用）"), [NEEDED, Length(max=60)])
    host = StringField(_l("主办单位"), [Length(max=200)])
    level = SelectField(_l("评审层级"), choices=LEVELS, default=LevelKind.REGION.value)
    level_name = StringField(_l("层级名称"), [NEEDED, Length(max=60)], default="自治区")
    organizer = SelectField(_l("由谁主办（账号）"), validators=[Optional()])
    time_zone = StringField(_l("时区"), [NEEDED, Length(max=60)], default="Asia/Shanghai")

    def data_for_action(self) -> NewContest:
        return NewContest(
            self.slug.data.strip(),
            self.title.data,
            self.host.data or "",
            LevelKind(self.level.data),
            self.level_name.data,
            number_or_none(self.organizer.data),
            self.time_zone.data.strip(),
        )


class Row(Form):
    """One row of a list inside a form; says what is wrong in the reader's language, as the form around it does."""

    class Meta:
        def get_translations(self, _form: Form) -> Translations:
            return translations


class AttachmentRow(Row):
    title = StringField(_l("附件标题"), [Length(max=200)])
    text = TextAreaField(_l("附件正文"), [Length(max=200_000)])


class ContestForm(FlaskForm):
    title = StringField(_l("名称"), [NEEDED, Length(max=200)])
    theme = StringField(_l("主题"), [Length(max=200)])
    host = StringField(_l("主办单位"), [Length(max=200)])
    recipient = StringField(_l("报送对象"), [Length(max=200)])
    contact = TextAreaField(_l("联系方式"), [Length(max=500)])
    time_zone = StringField(_l("时区"), [NEEDED, Length(max=60)])
    notice = TextAreaField(_l("通知正文"), [Length(max=200_000)])
    attachments = FieldList(FormField(AttachmentRow))
    version = HiddenField()

    def data_for_action(self) -> ContestDraft:
        rows = ((r["title"] or "", r["text"] or "") for r in self.attachments.data)
        return ContestDraft(
            title=self.title.data,
            theme=self.theme.data or "",
            host=self.host.data or "",
            recipient=self.recipient.data or "",
            contact=self.contact.data or "",
            notice=(self.notice.data or "").replace("\r\n", "\n"),
            attachments=tuple(
                (t.strip(), x.replace("\r\n", "\n")) for t, x in rows if t.strip() or x.strip()
            ),
            time_zone=self.time_zone.data.strip(),
            version=int(self.version.data) if str(self.version.data).isdecimal() else 0,
        )


class ReviewForm(FlaskForm):
    title = StringField(_l("轮次名称"), [NEEDED, Length(max=100)])
    readings = IntegerField(_l("每篇评阅次数"), [NEEDED, NumberRange(1, 15, _l("应在 1 到 15 之间。"))])
    tolerance_percent = IntegerField(
        _l("允许分差（占满分的百分比）"),
        [InputRequired(_l("必填。")), NumberRange(0, 100, _l("应在 0 到 100 之间。"))],
    )
    tolerance_inclusive = SelectField(
        _l("分差正好等于允许值时"),
        choices=[SelectChoice("0", _l("不算超差")), SelectChoice("1", _l("算超差，增加一次评阅"))],
    )
    criterion_tolerance_percent = IntegerField(
        _l("单项允许分差（占该项满分的百分比）"),
        [Optional(), NumberRange(0, 100, _l("应在 0 到 100 之间。"))],
        default=0,
    )
    arbitration = SelectField(
        _l("超差时"),
        choices=[
            SelectChoice(Arbitration.THIRD_LEADER.value, _l("增加一次评阅，仍不一致的由组长裁定（2+1+1）")),
            SelectChoice(Arbitration.THIRD.value, _l("增加一次评阅（2+1）")),
            SelectChoice(Arbitration.LEADER.value, _l("直接由组长裁定")),
        ],
        default=Arbitration.THIRD_LEADER.value,
    )
    region_conflict = BooleanField(_l("评委不评本地区的作品（本单位的作品总是回避）"))
    judges_see_overlaps = BooleanField(_l("评委可以看到自己评的作品与其他作品相同的文字"))
    codes_per_judge = BooleanField(_l("每位评委看到的编号各不相同"))
    hidden_repeats = IntegerField(
        _l("每位评委的隐性重评篇数"),
        [Optional(), NumberRange(0, MOST_REPEATS, _l("应在 0 到 20 之间。"))],
        default=0,
    )
    tie_first = SelectField(_l("同分时先比"), validators=[Optional()])
    tie_second = SelectField(_l("再比"), validators=[Optional()])
    tie_third = SelectField(_l("然后比"), validators=[Optional()])

    def data_for_action(self) -> ReviewDraft:
        ties = (number_or_none(f.data) for f in (self.tie_first, self.tie_second, self.tie_third))
        return ReviewDraft(
            self.title.data,
            self.readings.data,
            self.tolerance_percent.data,
            self.tolerance_inclusive.data == "1",
            self.region_conflict.data,
            tuple(dict.fromkeys(t for t in ties if t is not None)),
            self.judges_see_overlaps.data,
            self.criterion_tolerance_percent.data or 0,
            Arbitration(self.arbitration.data),
            self.codes_per_judge.data,
            self.hidden_repeats.data or 0,
        )


class MethodForm(FlaskForm):
    """One of the ways to make a score; the choices are explained on the page (methods.py)."""

    score_method = RadioField(_l("计分办法"), choices=[SelectChoice(m.value, m.value) for m in methods.NAMES])
    reason = StringField(_l("改动的理由（记入日志）"), [Length(max=500)])

    def data_for_action(self) -> MethodDraft:
        return MethodDraft(ScoreMethod(self.score_method.data), self.reason.data or "")


def moment(label: Any) -> DateTimeLocalField:
    """A wall-clock time to the second, in the contest's time zone."""
    return DateTimeLocalField(
        label,
        [Optional()],
        format=["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"],
        render_kw={"step": "1"},
    )


class TimetableForm(FlaskForm):
    opens_at = moment(_l("征集开始"))
    submissions_until = moment(_l("征集截止"))
    judging_until = moment(_l("评审截止"))
    notice_from = moment(_l("公示开始"))
    notice_until = moment(_l("公示结束"))
    NAMES = ("opens_at", "submissions_until", "judging_until", "notice_from", "notice_until")

    @classmethod
    def of(cls, round_: Round) -> TimetableForm:
        zone = round_.contest.time_zone
        return cls(data={name: to_local(getattr(round_, name), zone) for name in cls.NAMES})

    def data_for_action(self, zone: str) -> Timetable:
        """Raises Invalid for a time the clocks jump over."""
        return Timetable(**{name: to_instant(self._local(name), zone) for name in self.NAMES})

    def _local(self, name: str) -> datetime | None:
        found: datetime | None = self[name].data
        return found


class RegionForm(FlaskForm):
    name = StringField(_l("地区名称"), [NEEDED, Length(max=LONGEST)])
    aliases = TextAreaField(_l("别名"), [Length(max=2000)])
    places = TextAreaField(_l("所属旗县区和地名"), [Length(max=20_000)])

    def data_for_action(self) -> RegionDraft:
        return RegionDraft(self.name.data, names_of(self.aliases.data), names_of(self.places.data))


class UnitForm(FlaskForm):
    name = StringField(_l("单位名称"), [NEEDED, Length(max=LONGEST)])
    aliases = TextAreaField(_l("别名和简称"), [Length(max=2000)])
    region_id = SelectField(_l("所在地区"), validators=[Optional()])
    parent_id = SelectField(_l("上级单位"), validators=[Optional()])

    def data_for_action(self) -> UnitDraft:
        return UnitDraft(
            self.name.data,
            names_of(self.aliases.data),
            number_or_none(self.region_id.data),
            number_or_none(self.parent_id.data),
        )


class RecommenderForm(FlaskForm):
    category_id = SelectField(_l("类别"), validators=[NEEDED])
    unit = StringField(_l("单位全称"), [NEEDED, Length(max=LONGEST)])
    name = StringField(_l("名单上的名称"), [Length(max=LONGEST)])
    aliases = TextAreaField(_l("别名和简称"), [Length(max=2000)])
    region_id = SelectField(_l("所在地区"), validators=[Optional()])

    def data_for_action(self) -> RecommenderDraft:
        return RecommenderDraft(
            int(self.category_id.data),
            self.unit.data,
            self.name.data or "",
            names_of(self.aliases.data),
            number_or_none(self.region_id.data),
        )


class JudgeForm(FlaskForm):
    name = StringField(_l("姓名"), [NEEDED, Length(max=60)])
    alias = StringField(_l("代号"), [NEEDED, Length(max=30)])
    user_id = SelectField(_l("登录账号"), validators=[Optional()])
    home_unit = StringField(_l("所在单位"), [Length(max=LONGEST)])
    home_region_id = SelectField(_l("所在地区"), validators=[Optional()])
    load_min = IntegerField(_l("最少评阅篇数"), [Optional(), NumberRange(0, 100_000, _l("不能小于 0。"))])
    load_max = IntegerField(_l("最多评阅篇数"), [Optional(), NumberRange(0, 100_000, _l("不能小于 0。"))])
    genres = StringField(_l("只评这些体裁"), [Length(max=LONGEST)])
    is_leader = BooleanField(_l("评审组长（裁定分差，不参加普通评阅）"))
    active = BooleanField(_l("参加本次评审"), default=True)

    def data_for_action(self) -> JudgeDraft:
        return JudgeDraft(
            self.name.data,
            self.alias.data,
            number_or_none(self.user_id.data),
            self.home_unit.data or "",
            number_or_none(self.home_region_id.data),
            self.load_max.data,
            self.is_leader.data,
            self.active.data,
            self.load_min.data,
            names_of(self.genres.data),
        )


class MoveForm(FlaskForm):
    """Which stage the round goes to; a reason is asked for on the way back."""

    to = HiddenField(validators=[NEEDED])
    reason = StringField(_l("理由"), [Length(max=500)])


class BareForm(FlaskForm):
    """Only the CSRF token: one button."""
