"""Requests about assignment."""

from __future__ import annotations

import re

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from reviewapp.assignment.actions import ConflictDraft
from reviewapp.assignment.common_papers import MOST


class PlanForm(FlaskForm):
    """How to treat readings that nobody has begun."""

    mode = RadioField(
        _l("未开始的评阅"),
        choices=[
            SelectChoice("keep", _l("尽量不动，只补缺口；新加入的评委从篇数多的评委处匀一些")),
            SelectChoice("fresh", _l("重新均衡（各人篇数相差较大时用）")),
        ],
        default="keep",
    )


class CommonPapersForm(FlaskForm):
    """Papers that every judge reads: by their codes, or so many more by lot."""

    codes = StringField(_l("共评作品的编号"), [Length(max=200)])
    more = IntegerField(_l("再随机抽取（篇）"), [Optional(), NumberRange(0, MOST, _l("应在 0 到 10 之间。"))])

    def chosen(self) -> list[str]:
        return re.findall(r"\w+", (self.codes.data or "").upper())


class ConflictForm(FlaskForm):
    judge_id = SelectField(_l("评委"), [InputRequired(_l("必选。"))], coerce=int)
    unit_id = SelectField(_l("回避的单位"), [InputRequired(_l("必选。"))], coerce=int)
    reason = StringField(_l("理由"), [InputRequired(_l("必填。")), Length(max=200)])

    def data_for_action(self) -> ConflictDraft:
        return ConflictDraft(self.judge_id.data, self.unit_id.data, None, self.reason.data or "")


class ApartForm(FlaskForm):
    """Two judges who may not read the same work; on one page with a ConflictForm, so with ids of its own."""

    judge_id = SelectField(_l("评委"), [InputRequired(_l("必选。"))], coerce=int, id="apart-judge")
    other_judge_id = SelectField(_l("另一位评委"), [InputRequired(_l("必选。"))], coerce=int)
    reason = StringField(_l("理由"), [InputRequired(_l("必填。")), Length(max=200)], id="apart-reason")

    def data_for_action(self) -> ConflictDraft:
        reason, other = self.reason.data or "", self.other_judge_id.data
        return ConflictDraft(self.judge_id.data, None, None, reason, other_judge_id=other)
