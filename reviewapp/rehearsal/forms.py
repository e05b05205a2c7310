"""Requests about rehearsals."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from reviewapp import web
from reviewapp.rehearsal.actions import LIMITS, RehearsalDraft
from reviewapp.rehearsal.sentences import PANELS

MOST_SEED = 2**31 - 1


def _number(label: Any, name: str, *, needed: bool = True, default: int | None = None) -> IntegerField:
    low, high = LIMITS[name]
    first = InputRequired(_l("必填。")) if needed else Optional()
    return IntegerField(label, [first, _between(low, high)], default=default)


def _between(low: int, high: int) -> NumberRange:
    return NumberRange(low, high, _l("应在 %(low)s 到 %(high)s 之间。", low=low, high=high))


class RehearsalForm(FlaskForm):
    """The assumptions of a rehearsal; what the round says is filled in."""

    papers = _number(_l("每个推荐单位的作品数"), "papers", needed=False)
    judges = _number(_l("评委人数"), "judges")
    readings = _number(_l("每篇评阅次数"), "readings")
    pace = _number(_l("每位评委每天读几篇"), "pace", default=20)
    drop_outs = _number(_l("退出的评委占百分之几"), "drop_outs", default=5)
    panel = SelectField(_l("评委水平"))
    more_judges = _number(_l("试算增加几位评委"), "more_judges", default=10)
    runs = _number(_l("预演次数"), "runs", default=20)
    units = _number(_l("每个推荐单位有几个基层单位报送"), "units", needed=False)
    seed = IntegerField(_l("随机种子"), [Optional(), _between(0, MOST_SEED)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.panel.choices = [(name, web.speak(sentence)) for name, sentence in PANELS.items()]

    def data_for_action(self) -> RehearsalDraft:
        return RehearsalDraft(
            papers=self.papers.data,
            judges=self.judges.data,
            readings=self.readings.data,
            drop_outs=self.drop_outs.data,
            pace=self.pace.data,
            panel=self.panel.data,
            more_judges=self.more_judges.data,
            runs=self.runs.data,
            seed=self.seed.data,
            units=self.units.data,
        )
