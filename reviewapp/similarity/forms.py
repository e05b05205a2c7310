"""The verdict form."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from reviewapp import web
from reviewapp.models.similarity import SimilarityCase, Verdict
from reviewapp.similarity.actions import Decision
from reviewapp.similarity.queries import MemberView
from reviewapp.similarity.sentences import VERDICTS


class VerdictForm(FlaskForm):
    """One case's verdict; `version` is that of the case as the page showed it."""

    version = HiddenField(validators=[InputRequired()])
    verdict = RadioField(_l("认定结果"), [InputRequired(_l("请选择认定结果。"))])
    affected = SelectMultipleField(
        _l("适用于哪几篇作品"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    penalty_points = IntegerField(_l("扣多少分"), [Optional()])
    reason = TextAreaField(_l("理由"), [InputRequired(_l("请写明认定的理由。"))])

    @classmethod
    def for_case(cls, case: SimilarityCase, members: Mapping[int, MemberView]) -> VerdictForm:
        """The form with the case's present verdict filled in; an undecided case has none chosen."""
        affected = [m.entry_id for m in case.members if m.affected]
        decided = case.verdict != Verdict.OPEN
        form: VerdictForm = cls(
            data={
                "version": str(case.version),
                "verdict": case.verdict.value if decided else None,
                "affected": affected,
                "penalty_points": case.penalty_points or None,
                "reason": case.reason if decided else "",
            }
        )
        form.verdict.choices = [
            (v.value, web.speak(VERDICTS[v])) for v in Verdict if decided or v != Verdict.OPEN
        ]
        form.affected.choices = [
            (view.entry.id, f"{view.entry.number}　{view.entry.title}") for view in members.values()
        ]
        return form

    def data_for_action(self) -> Decision:
        return Decision(
            version=int(self.version.data) if str(self.version.data).isdecimal() else 0,
            verdict=Verdict(self.verdict.data),
            reason=self.reason.data or "",
            affected=frozenset(self.affected.data or ()),
            penalty_points=self.penalty_points.data or 0,
        )
