"""Forms of the staff (question, verdict, answer to an appeal) and of the units (reply, appeal)."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from reviewapp import web
from reviewapp.documents.characters import clean_words
from reviewapp.models.similarity import SimilarityCase, Verdict
from reviewapp.similarity.actions import Answer, Decision
from reviewapp.similarity.hearing import Question
from reviewapp.similarity.rows import MemberView
from reviewapp.similarity.sentences import UPHOLD, VERDICTS

UPHELD = "upheld"  # the choice that leaves the verdict as it is


def _words(label: str, validator: DataRequired | Optional) -> TextAreaField:
    """Words that are kept; what holds nothing visible is empty."""
    return TextAreaField(label, [validator], filters=[clean_words])


def _works(label: str) -> SelectMultipleField:
    """Works of the case to tick."""
    wrong = _l("勾选的作品不在这个案例里。")
    return SelectMultipleField(
        label,
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        invalid_value_message=wrong,
        invalid_choice_message=wrong,
    )


def _seen(version: HiddenField) -> int:
    """The version of the case that the page showed; -1, which no case has, for anything that is no number."""
    given = version.data or ""
    return int(given) if given.isdecimal() and len(given) < 10 else -1


class VerdictForm(FlaskForm):
    """One case's verdict; `version` is that of the case as the page showed it."""

    version = HiddenField(validators=[InputRequired()])
    verdict = RadioField(_l("认定结果"), [InputRequired(_l("请选择认定结果。"))])
    affected = _works(_l("适用于哪几篇作品"))
    penalty_points = IntegerField(_l("扣多少分"), [Optional()])
    reason = _words(_l("理由"), DataRequired(_l("请写明认定的理由。")))
    told = _words(_l("告知单位的理由"), Optional())

    @classmethod
    def for_case(
        cls, case: SimilarityCase, members: Mapping[int, MemberView], *, bound: bool = True
    ) -> VerdictForm:
        """The form with the case's present verdict filled in; an undecided case has none chosen.

        bound: take what was sent; False where another form of the page was sent
        """
        affected = [m.entry_id for m in case.members if m.affected]
        decided = case.verdict != Verdict.OPEN
        form: VerdictForm = cls(
            **({} if bound else {"formdata": None}),
            data={
                "version": str(case.version),
                "verdict": case.verdict.value if decided else None,
                "affected": affected,
                "penalty_points": case.penalty_points or None,
                "reason": case.reason if decided else "",
                "told": case.told if decided else "",
            },
        )
        form.verdict.choices = [
            (v.value, web.speak(VERDICTS[v])) for v in Verdict if decided or v != Verdict.OPEN
        ]
        form.affected.choices = choices(members)
        return form

    def data_for_action(self) -> Decision:
        return Decision(
            version=_seen(self.version),
            verdict=Verdict(self.verdict.data),
            reason=self.reason.data or "",
            affected=frozenset(self.affected.data or ()),
            penalty_points=self.penalty_points.data or 0,
            told=self.told.data or "",
        )


class AnswerForm(VerdictForm):
    """The answer to the appeals that wait: the old verdict stands, or another takes its place."""

    reason = _words(_l("理由"), Optional())  # asked for by the action where the verdict changes
    told = _words(_l("答复单位的理由"), DataRequired(_l("请写明答复的理由。")))

    @classmethod
    def for_case(
        cls, case: SimilarityCase, members: Mapping[int, MemberView], *, bound: bool = True
    ) -> VerdictForm:
        """The form with nothing chosen and nothing said yet."""
        form = super().for_case(case, members, bound=bound)
        form.verdict.choices = [(UPHELD, web.speak(UPHOLD)), *form.verdict.choices]
        if not form.is_submitted():
            form.verdict.data, form.reason.data, form.told.data = None, "", ""
        return form

    def answer_for_action(self) -> Answer:
        upheld = self.verdict.data == UPHELD
        return Answer(_seen(self.version), self.told.data or "", None if upheld else self.data_for_action())


class AskForm(FlaskForm):
    """Which units are asked to explain, and what."""

    version = HiddenField(validators=[InputRequired()])
    entries = _works(_l("向哪几篇作品的推荐单位征求说明"))
    question = _words(_l("要单位说明什么"), Optional())

    @classmethod
    def for_case(
        cls, case: SimilarityCase, members: Mapping[int, MemberView], *, bound: bool = False
    ) -> AskForm:
        """Ticked as asked already; bound: take what was sent."""
        asked = [m for m in case.members if m.hearing is not None and m.hearing.asked_at is not None]
        question = next((m.hearing.question for m in asked if m.hearing), "")
        form: AskForm = cls(
            prefix="ask-",
            **({} if bound else {"formdata": None}),
            data={
                "version": str(case.version),
                "entries": [m.entry_id for m in asked],
                "question": question,
            },
        )
        form.entries.choices = choices(members)
        return form

    def data_for_action(self) -> Question:
        return Question(_seen(self.version), frozenset(self.entries.data or ()), self.question.data or "")


class ReplyForm(FlaskForm):
    """The unit's explanation."""

    reply = _words(_l("情况说明"), DataRequired(_l("请写明情况和理由。")))


class AppealForm(FlaskForm):
    """The unit's appeal."""

    appeal = _words(_l("申诉理由"), DataRequired(_l("请写明情况和理由。")))


def choices(members: Mapping[int, MemberView]) -> list[tuple[int, str]]:
    """The works of a case to tick."""
    return [(view.entry.id, f"{view.entry.number}\u2003{view.entry.title}") for view in members.values()]
