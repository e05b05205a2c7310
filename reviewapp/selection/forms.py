"""Requests about selections: from typed fields to the frozen inputs of actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FieldList, FormField, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, ValidationError

from reviewapp.contests.grids import COUNT, BoundsRow, hard_and_priority, strictness
from reviewapp.contests.marking import WHOLE
from reviewapp.errors import Invalid
from reviewapp.models.result import Quota
from reviewapp.selection.genre_quotas import EACH_GENRE, RECOMMENDER, TOTAL, GenreQuota
from reviewapp.words import say

WEIGHT = "weight-"
LONGEST_ID = 9  # digits; Python refuses to read numbers of thousands of digits, with another error


def percents(fields: Mapping[str, str]) -> dict[int, int]:
    """Criterion id → its share of the full marks in percent, from fields named ``weight-12``.

    Other fields are passed over. Raises Invalid for anything that is not a whole number from 0 to 100.
    """
    found = {}
    for name, text in fields.items():
        criterion = name.removeprefix(WEIGHT)
        if name == criterion or not criterion.isdecimal() or len(criterion) > LONGEST_ID:
            continue
        typed = text.strip()
        if not typed.isdecimal() or len(typed) > len("100") or int(typed) > 100:
            raise Invalid(say("权重应当是 0 到 100 的整数。"))
        found[int(criterion)] = int(typed)
    return found


BLANK_ROWS = 2  # for genres that nobody has sent yet
PERCENT, PLACES = "percent", "places"


class GenreRow(BoundsRow):
    genre = StringField(_l("体裁"), [Length(max=40)])
    measure = SelectField(
        _l("单位"), choices=[SelectChoice(PERCENT, _l("%（占入选）")), SelectChoice(PLACES, _l("篇"))]
    )

    def validate_genre(self, field: StringField) -> None:
        if self.bounded and not (field.data or "").strip():
            raise ValidationError(_l("请写明体裁。"))

    def validate_maximum(self, field: IntegerField) -> None:
        super().validate_maximum(field)
        if self.measure.data == PERCENT and max(field.data or 0, self.minimum.data or 0) > WHOLE:
            raise ValidationError(_l("比例应在 0 到 100 之间。"))

    @property
    def bounded(self) -> bool:
        return self.minimum.data is not None or self.maximum.data is not None


class GenresForm(FlaskForm):
    """A row for each genre, and how many of one genre any one recommender may have."""

    rows = FieldList(FormField(GenreRow))
    each = IntegerField(_l("每个推荐单位，同一体裁至多"), COUNT)

    @classmethod
    def of(cls, known: Mapping[str, int], stored: Sequence[Quota]) -> GenresForm:
        """`known`: genres of the works that came in; `stored`: the places there are."""
        given = {q.genre: q for q in stored if q.scope == TOTAL}
        each = next((q.maximum for q in stored if q.scope == RECOMMENDER), None)
        names = [*known, *(name for name in given if name not in known)]
        rows = [_row(name, given.get(name)) for name in names] + [{"measure": PERCENT}] * BLANK_ROWS
        return cls(data={"rows": rows, "each": each})

    def data_for_action(self) -> tuple[GenreQuota, ...]:
        rows = [
            GenreQuota(
                r["genre"].strip(),
                r["minimum"] or 0,
                r["maximum"],
                r["measure"] == PERCENT,
                *hard_and_priority(r["hard"]),
            )
            for r in self.rows.data
            if r["minimum"] is not None or r["maximum"] is not None
        ]
        if self.each.data is not None:
            rows.append(GenreQuota(EACH_GENRE, 0, self.each.data, scope=RECOMMENDER))
        return tuple(rows)


def _row(genre: str, quota: Quota | None) -> dict[str, object]:
    if quota is None:
        return {"genre": genre, "measure": PERCENT, "hard": strictness(None)}
    return {
        "genre": genre,
        "minimum": quota.minimum or None,
        "maximum": quota.maximum,
        "measure": PERCENT if quota.percent else PLACES,
        "hard": strictness(quota),
    }
