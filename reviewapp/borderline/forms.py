"""Requests about borderline readings."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange

from reviewapp.borderline.actions import MOST, BorderlineDraft

NEVER = "0"


class BorderlineForm(FlaskForm):
    """How much may be read, and from when on it is not worth it."""

    budget = IntegerField(
        _l("最多加读几次"),
        [InputRequired(_l("必填。")), NumberRange(1, MOST, _l("应在 1 到 %(high)s 之间。", high=MOST))],
    )
    corrects = SelectField(
        _l("何时停止"),
        choices=[
            SelectChoice("20", _l("每 20 次加读纠正不到一篇时")),
            SelectChoice("50", _l("每 50 次加读纠正不到一篇时")),
            SelectChoice("200", _l("每 200 次加读纠正不到一篇时")),
            SelectChoice(NEVER, _l("用完次数为止")),
        ],
        default="50",
    )

    def data_for_action(self) -> BorderlineDraft:
        return BorderlineDraft(self.budget.data, int(self.corrects.data) or None)
