"""The organizer's form of an anchor essay: words, a file instead of a pasted text, a mark for every criterion."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, StringField, TextAreaField

from reviewapp.documents import SENTENCES, Refusal, extract_isolated
from reviewapp.documents.characters import clean_words, strip_unstorable
from reviewapp.documents.limits import MAX_NAME_CHARACTERS
from reviewapp.errors import Invalid
from reviewapp.judging.anchors import AnchorDraft
from reviewapp.judging.forms import steps_of
from reviewapp.models.judging import Anchor
from reviewapp.models.rubric import Rubric
from reviewapp.words import Sentence

FIRST_LINE_LIMIT = 40  # characters: a longer first line is no title


class AnchorForm(FlaskForm):
    """What is said of an essay; the marks stand beside it (fields mark-<criterion id>)."""

    title = StringField(_l("题目"), filters=[clean_words])
    text = TextAreaField(_l("正文"))
    file = FileField(_l("或者上传文件"))
    reason = TextAreaField(_l("为什么这样打分"), filters=[clean_words])
    shown = BooleanField(_l("评阅时可以查看"), default=True)
    trial = BooleanField(_l("用于试评"))

    @classmethod
    def of(cls, anchor: Anchor | None) -> AnchorForm:
        return cls(obj=anchor) if anchor is not None else cls()

    def take_file(self) -> None:
        """A file that was sent becomes the pasted text.

        Reads in a child process.  Raises Invalid when the file cannot be read.
        """
        upload = self.file.data
        if not upload or not upload.filename:
            return
        try:
            found = extract_isolated(upload.read(), upload.filename[-4 * MAX_NAME_CHARACTERS :])
        except Refusal as refusal:
            sentence = Sentence(SENTENCES[refusal.code], dict(refusal.facts))
            raise Invalid(sentence, {"file": sentence}) from refusal
        self.text.data = found.text

    def draft(self, typed: Mapping[str, str], rubric: Rubric) -> AnchorDraft:
        """`typed`: the marks as they came.  Raises Invalid with each wrong mark under its field."""
        typed_lines = (line.strip() for line in strip_unstorable(self.text.data or "").splitlines())
        lines = [line for line in typed_lines if line]
        if not self.title.data and lines and len(lines[0]) <= FIRST_LINE_LIMIT:
            self.title.data = lines[0]
        try:
            marks = steps_of({str(c.id): typed.get(f"mark-{c.id}") for c in rubric.criteria}, rubric)
        except Invalid as error:
            raise Invalid(error.sentence, {f"mark-{k}": s for k, s in error.fields.items()}) from error
        return AnchorDraft(
            title=self.title.data or "",
            text="\n".join(lines),
            marks=marks,
            reason=self.reason.data or "",
            shown=bool(self.shown.data),
            trial=bool(self.trial.data),
        )
