"""Requests with rows: small lists, obligations, the rubric, the places."""

from __future__ import annotations

from math import isfinite
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DecimalField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional, ValidationError

from reviewapp.contests.deadlines import to_instant, to_local
from reviewapp.contests.forms import LEVELS, Row, joined, moment, names_of, number_or_none
from reviewapp.contests.marking import WHOLE, QuotaDraft
from reviewapp.contests.rubrics import BandDraft, CriterionDraft, RubricDraft
from reviewapp.contests.structure import Named, Owed
from reviewapp.models.contest import Category, Level, LevelKind, Obligation, ObligationObject
from reviewapp.models.result import Quota
from reviewapp.models.rubric import RubricMode

BLANK_BANDS = 1  # empty rows offered below the bands of a criterion
FULL_SET = 4  # bands of a criterion that has none yet: 优 良 中 差
COUNT = [Optional(), NumberRange(0, 100_000, _l("不能小于 0。"))]


class NamedRow(Row):
    id = HiddenField()
    name = StringField(_l("名称"), [Length(max=100)])
    kind = SelectField(_l("种类"), choices=LEVELS, default=LevelKind.REGION.value)
    aliases = StringField(_l("别名"), [Length(max=500)])


class NamesForm(FlaskForm):
    """Levels, divisions or categories; an emptied name takes the row away, the last row is a new one."""

    rows = FieldList(FormField(NamedRow))

    @classmethod
    def of(cls, prefix: str, stored: Any) -> NamesForm:
        rows = [
            {
                "id": row.id,
                "name": row.name,
                "kind": row.kind.value if isinstance(row, Level) else LevelKind.REGION.value,
                "aliases": joined(row.aliases) if isinstance(row, Category) else "",
            }
            for row in stored
        ]
        return cls(prefix=prefix, data={"rows": [*rows, {}]})

    def data_for_action(self) -> tuple[Named, ...]:
        return tuple(
            Named(r["name"] or "", number_or_none(r["id"]), LevelKind(r["kind"]), names_of(r["aliases"]))
            for r in self.rows.data
        )


class OwedRow(Row):
    category_id = HiddenField()
    object = HiddenField(validators=[AnyOf([thing.value for thing in ObligationObject])])
    minimum = IntegerField(_l("不少于"), COUNT)
    maximum = IntegerField(_l("不多于"), COUNT)
    due = moment(_l("截止时间"))


class ObligationsForm(FlaskForm):
    """A row for each category and object; without numbers and date it owes nothing."""

    rows = FieldList(FormField(OwedRow))

    @classmethod
    def of(cls, categories: Any, stored: Any, zone: str) -> ObligationsForm:
        known: dict[tuple[int, ObligationObject], Obligation] = {(o.category_id, o.object): o for o in stored}
        rows = []
        for category in categories:
            for thing in ObligationObject:
                owed = known.get((category.id, thing))
                rows.append(
                    {
                        "category_id": category.id,
                        "object": thing.value,
                        "minimum": owed.minimum if owed else None,
                        "maximum": owed.maximum if owed else None,
                        "due": to_local(owed.due, zone) if owed else None,
                    }
                )
        return cls(data={"rows": rows})

    def data_for_action(self, zone: str) -> tuple[Owed, ...]:
        return tuple(
            Owed(
                number_or_none(r["category_id"]) or 0,
                ObligationObject(r["object"]),
                r["minimum"] or 0,
                r["maximum"],
                to_instant(r["due"], zone),
            )
            for r in self.rows.data
            if r["minimum"] is not None or r["maximum"] is not None or r["due"] is not None
        )


class BoundsRow(Row):
    """Places: at least, at most, and how strictly."""

    minimum = IntegerField(_l("至少"), COUNT)
    maximum = IntegerField(_l("至多"), COUNT)
    hard = SelectField(
        _l("性质"),
        choices=[
            SelectChoice("1", _l("必须满足")),
            SelectChoice("0", _l("尽量满足")),
            SelectChoice("2", _l("其次尽量满足")),
        ],
    )

    def validate_maximum(self, field: IntegerField) -> None:
        if field.data is not None and field.data < (self.minimum.data or 0):
            raise ValidationError(_l("不能比“至少”小。"))


def strictness(quota: Quota | None) -> str:
    """What the row of a stored quota shows; a new one is hard."""
    return "1" if quota is None or quota.hard else "0" if quota.priority == 1 else "2"


def hard_and_priority(chosen: str) -> tuple[bool, int]:
    """What a row's choice says of its quota."""
    return chosen == "1", 2 if chosen == "2" else 1


class QuotaRow(BoundsRow):
    scope = HiddenField(validators=[AnyOf(["recommender", "category", "total", "unit", "author"])])
    category_id = HiddenField()
    reserves = IntegerField(_l("备选"), COUNT)
    measure = SelectField(
        _l("计法"), choices=[SelectChoice("", _l("篇数")), SelectChoice("1", _l("来稿 %"))], default=""
    )

    def validate_maximum(self, field: IntegerField) -> None:
        if field.data == 0 and self.scope.data in ("unit", "author"):
            raise ValidationError(_l("至少填 1；不限的请空着。"))
        if self.measure.data and max(field.data or 0, self.minimum.data or 0) > WHOLE:
            raise ValidationError(_l("百分比不能超过 100。"))
        super().validate_maximum(field)


class QuotasForm(FlaskForm):
    """For each category: each of its units, and the category together; then the whole, any one unit, any one
    author."""

    rows = FieldList(FormField(QuotaRow))

    @classmethod
    def of(cls, categories: Any, stored: Any) -> QuotasForm:
        known: dict[tuple[str, int | None], Quota] = {(q.scope, q.category_id): q for q in stored}
        places = [(scope, c.id) for c in categories for scope in ("recommender", "category")] + [
            ("total", None),
            ("unit", None),
            ("author", None),
        ]
        rows = []
        for scope, category_id in places:
            quota = known.get((scope, category_id))
            rows.append(
                {
                    "scope": scope,
                    "category_id": category_id or "",
                    "minimum": quota.minimum if quota else None,
                    "maximum": quota.maximum if quota else None,
                    "hard": strictness(quota),
                    "reserves": quota.reserves or None if quota else None,
                    "measure": "1" if quota and quota.percent else "",
                }
            )
        return cls(data={"rows": rows})

    def data_for_action(self) -> tuple[QuotaDraft, ...]:
        return tuple(
            QuotaDraft(
                r["scope"],
                number_or_none(r["category_id"]),
                r["minimum"] or 0,
                r["maximum"],
                *hard_and_priority(r["hard"]),
                reserves=r["reserves"] or 0,
                percent=bool(r["measure"]),
            )
            for r in self.rows.data
            if any(r[name] is not None for name in ("minimum", "maximum", "reserves"))
        )


class PointsField(DecimalField):
    """Points, of which a fraction may be typed; what only Decimal takes for a number (sNaN, 1e999) is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata([text if _is_finite(text) else "" for text in valuelist])


def _is_finite(text: str) -> bool:
    try:
        return isfinite(float(text))
    except ValueError:
        return False


class BandRow(Row):
    name = StringField(_l("档次"), [Length(max=30)])
    low = PointsField(_l("从"), [Optional()], places=None)
    high = PointsField(_l("到"), [Optional()], places=None)
    description = StringField(_l("说明"), [Length(max=1000)])


class CriterionRow(Row):
    id = HiddenField()
    name = StringField(_l("维度"), [Length(max=60)])
    minimum = PointsField(
        _l("最低分"), [Optional(), NumberRange(0, 1000, _l("应在 0 到 1000 之间。"))], places=None
    )
    maximum = IntegerField(_l("满分"), [Optional(), NumberRange(0, 1000, _l("应在 0 到 1000 之间。"))])
    weight = IntegerField(_l("权重（%）"), [Optional(), NumberRange(0, 100, _l("应在 0 到 100 之间。"))])
    description = TextAreaField(_l("说明"), [Length(max=2000)])
    bands = FieldList(FormField(BandRow))


class RubricForm(FlaskForm):
    """The whole rubric; a criterion or band without a name is left out."""

    name = StringField(_l("名称"), [InputRequired(_l("必填。")), Length(max=100)])
    mode = SelectField(
        _l("计分方式"),
        choices=[
            SelectChoice(RubricMode.POINTS.value, _l("分值：各维度满分相加等于总分")),
            SelectChoice(RubricMode.PERCENT.value, _l("权重：各维度按百分比折算")),
        ],
    )
    full_marks = IntegerField(_l("总分"), [InputRequired(_l("必填。")), NumberRange(1, 1000)])
    steps_per_point = SelectField(
        _l("评分步长"),
        choices=[
            SelectChoice("1", _l("1 分")),
            SelectChoice("2", _l("0.5 分")),
            SelectChoice("10", _l("0.1 分")),
        ],
    )
    criteria = FieldList(FormField(CriterionRow))
    version = HiddenField()

    @classmethod
    def of(cls, draft: RubricDraft) -> RubricForm:
        criteria = [
            {
                "id": c.id or "",
                "name": c.name,
                "minimum": _whole(c.minimum),
                "maximum": c.maximum,
                "weight": c.weight,
                "description": c.description,
                "bands": [_band_row(b) for b in c.bands] + [{}] * (BLANK_BANDS if c.bands else FULL_SET),
            }
            for c in draft.criteria
        ]
        return cls(
            data={
                "name": draft.name,
                "mode": draft.mode.value,
                "full_marks": draft.full_marks,
                "steps_per_point": str(draft.steps_per_point),
                "criteria": [*criteria, {"bands": [{}] * FULL_SET}],
                "version": draft.version or "",
            }
        )

    def data_for_action(self) -> RubricDraft:
        return RubricDraft(
            name=self.name.data,
            criteria=tuple(_criterion(row) for row in self.criteria.data if _text(row["name"])),
            mode=RubricMode(self.mode.data),
            full_marks=self.full_marks.data,
            steps_per_point=int(self.steps_per_point.data),
            version=number_or_none(self.version.data),
        )


def _band_row(band: BandDraft) -> dict[str, Any]:
    low, high = _whole(band.low), _whole(band.high)
    return {"name": band.name, "low": low, "high": high, "description": band.description}


def _whole(points: float) -> float:
    """5.0 is shown as 5."""
    return int(points) if float(points).is_integer() else points


def _text(value: str | None) -> str:
    return (value or "").strip()


def _criterion(row: dict[str, Any]) -> CriterionDraft:
    bands = tuple(
        BandDraft(_text(b["name"]), float(b["low"] or 0), float(b["high"] or 0), _text(b["description"]))
        for b in row["bands"]
        if _text(b["name"])
    )
    return CriterionDraft(
        name=_text(row["name"]),
        minimum=float(row["minimum"] or 0),
        maximum=row["maximum"] or 0,
        description=_text(row["description"]),
        weight=row["weight"] or 0,
        bands=bands,
        id=number_or_none(row["id"]),
    )
