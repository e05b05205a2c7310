"""Requests about submissions: what came with an upload, and what a clerk decided on the masks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired, MultipleFileField
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from reviewapp.documents.characters import clean_words
from reviewapp.documents.limits import MAX_NAME_CHARACTERS
from reviewapp.submissions.decisions import Redactions
from reviewapp.submissions.masking import KINDS, occurrences
from reviewapp.submissions.reading import TITLE_LIMIT, Upload

SENDER_LIMIT = 200  # characters of one field of the form


def _words(label: str, *validators: object, limit: int = SENDER_LIMIT) -> StringField:
    return StringField(label, [*validators, Length(max=limit, message=_l("太长。"))], filters=[clean_words])


class PackageForm(FlaskForm):
    """A zip with a 汇总表, or a 汇总表 with the works beside it."""

    sender = SelectField(_l("推荐单位"), [InputRequired(_l("请选择推荐单位。"))])
    files = MultipleFileField(_l("压缩包，或汇总表和全部作品"), [FileRequired(_l("请选择文件。"))])

    def uploads(self) -> list[Upload]:
        return [_upload(f) for f in self.files.data]

    def said(self) -> dict[str, str]:
        return {}


class SingleForm(FlaskForm):
    """One work and what the 汇总表 would say of it."""

    sender = SelectField(_l("推荐单位"), [InputRequired(_l("请选择推荐单位。"))])
    file = FileField(_l("作品文件"), [FileRequired(_l("请选择文件。"))])
    title = _words(_l("作品题目"), Optional(), limit=TITLE_LIMIT)
    authors = _words(_l("作者"), InputRequired(_l("请填写作者姓名。")))
    unit = _words(_l("所在单位"), Optional())
    department = _words(_l("部门或科室"), Optional(), limit=80)
    post = _words(_l("职务或职称"), Optional(), limit=80)
    genre = _words(_l("体裁"), Optional(), limit=40)
    phone = _words(
        _l("联系电话"),
        Optional(),
        Regexp(r"^[0-9+\- ()（）转]*$", message=_l("电话只能有数字和 + - 号。")),
        limit=40,
    )
    email = _words(_l("电子邮箱"), Optional(), limit=120)
    is_young = BooleanField(_l("35 岁及以下青年作者"))
    is_collective = BooleanField(_l("集体创作"))

    def uploads(self) -> list[Upload]:
        return [_upload(self.file.data)]

    def said(self) -> dict[str, str]:
        """The fields under the names of the official columns."""
        plain = ("title", "authors", "unit", "department", "post", "genre", "phone", "email")
        said = {name: self[name].data for name in plain}
        ticked = {name: "是" for name in ("is_young", "is_collective") if self[name].data}
        return {**said, **ticked}


def _upload(file: FileStorage) -> Upload:
    """The file with its name as sent; the name is read for its extension and shown, never used as a path."""
    name = file.filename or ""
    return Upload(
        name if len(name) <= 4 * MAX_NAME_CHARACTERS else name[-4 * MAX_NAME_CHARACTERS :], file.read()
    )


@dataclass(frozen=True, slots=True)
class DeskInput:
    """The redaction form as sent, with the words the clerk asked to mask everywhere turned into spans."""

    redactions: Redactions
    problems: Sequence[str] = field(default=())


def desk_input(form: MultiDict[str, str], text: str) -> DeskInput:
    """Marks to mask by id, added spans as ``start:end:kind`` in code points, and words to mask everywhere."""
    problems = []
    added = [span for raw in form.getlist("added") if (span := _span(raw)) is not None]
    words, kind = clean_words(form.get("words")), form.get("words_kind", "")
    if words:
        places = occurrences(text, words)
        if not places:
            problems.append(_("正文里没有“%(words)s”。", words=words[:40]))
        if kind in KINDS:
            added += [(start, end, kind) for start, end in places]
    seen = _numbers(form, "seen")
    version = form.get("version", "", str)
    data = Redactions(
        version=int(version) if version.isdecimal() and len(version) < 10 else -1,
        accepted=_numbers(form, "accept"),
        added=tuple(dict.fromkeys(added)),
        title=clean_words(form.get("title")),
        pictures=_numbers(form, "picture"),
        seen=seen or None,
    )
    return DeskInput(data, problems)


def _numbers(form: MultiDict[str, str], name: str) -> frozenset[int]:
    return frozenset(int(v) for v in form.getlist(name) if v.isdecimal() and len(v) < 19)


def _span(raw: str) -> tuple[int, int, str] | None:
    start, _colon, rest = raw.partition(":")
    end, _colon, kind = rest.partition(":")
    if not (start.isdecimal() and end.isdecimal() and len(start) < 9 and len(end) < 9):
        return None
    return int(start), int(end), kind
