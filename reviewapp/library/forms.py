"""Requests about the library."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileRequired, MultipleFileField
from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from reviewapp.documents.characters import clean_words
from reviewapp.documents.limits import MAX_NAME_CHARACTERS
from reviewapp.library.actions import NOTE_LIMIT, TEXT_LIMIT, WORDS_LIMIT, YEARS, Details
from reviewapp.models.library import LibraryKind, LibraryText
from reviewapp.submissions.reading import TITLE_LIMIT, Upload

KINDS = {
    LibraryKind.WINNER: _l("往届获奖"),
    LibraryKind.MODEL: _l("范文"),
    LibraryKind.OFFICIAL: _l("公用文本"),
}


def _words(label: str, limit: int, *validators: object) -> StringField:
    longest = Length(max=limit, message=_l("太长。"))
    return StringField(label, [*(validators or (Optional(),)), longest], filters=[clean_words])


class DetailsForm(FlaskForm):
    """What is said about a text."""

    kind = SelectField(_l("类别"), choices=[SelectChoice(k.value, label) for k, label in KINDS.items()])
    source = _words(_l("来源"), WORDS_LIMIT)
    year = IntegerField(
        _l("年份"),
        [Optional(), NumberRange(YEARS.start, YEARS.stop - 1, message=_l("年份应为四位数字，如 2025。"))],
    )
    note = TextAreaField(
        _l("备注"), [Optional(), Length(max=NOTE_LIMIT, message=_l("太长。"))], filters=[clean_words]
    )

    def details(self) -> Details:
        title, author = (getattr(self, name, None) for name in ("title", "author"))
        return Details(
            kind=LibraryKind(self.kind.data),
            source=self.source.data,
            year=self.year.data,
            note=self.note.data,
            title=title.data if title else "",
            author=author.data if author else "",
        )


class FilesForm(DetailsForm):
    """Files that share their details; each names itself by its first line."""

    files = MultipleFileField(_l("文件"), [FileRequired(_l("请选择文件。"))])

    def uploads(self) -> list[Upload]:
        return [Upload((f.filename or "")[-4 * MAX_NAME_CHARACTERS :], f.read()) for f in self.files.data]


class PasteForm(DetailsForm):
    """One text, pasted."""

    title = _words(_l("题目"), TITLE_LIMIT)
    author = _words(_l("作者"), WORDS_LIMIT)
    text = TextAreaField(
        _l("正文"),
        [InputRequired(_l("请粘贴正文。")), Length(max=TEXT_LIMIT, message=_l("太长。"))],
    )


class CorrectForm(DetailsForm):
    """What is said about a text that is in the library already."""

    title = _words(_l("题目"), TITLE_LIMIT, InputRequired(_l("请填写题目。")))
    author = _words(_l("作者"), WORDS_LIMIT)
    version = HiddenField()

    @classmethod
    def of(cls, text: LibraryText) -> CorrectForm:
        """Filled from what was sent, else from the row."""
        return cls(obj=text, kind=text.kind.value)

    def seen_version(self) -> int:
        given = self.version.data or ""
        return int(given) if given.isdecimal() and len(given) < 10 else -1
