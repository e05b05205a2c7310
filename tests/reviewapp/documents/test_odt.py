"""What a reader of the printed page sees of an .odt."""

from __future__ import annotations

import pytest

from reviewapp.documents import Hidden, extract
from tests.reviewapp.documents.hostile import ESSAY, odt

_FIRST = f"<text:p>{ESSAY[0]}</text:p>"
_CELL = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
_ROW = _CELL.format("作者") + _CELL.format("某人")
_NOTE = (
    "<text:note><text:note-citation>1</text:note-citation>"
    "<text:note-body><text:p>注</text:p></text:note-body></text:note>"
)
_DELETION = "<text:changed-region><text:deletion><text:p>张三</text:p></text:deletion></text:changed-region>"
_HIDING = (
    '<style:style style:name="H"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="C" style:parent-style-name="H"/>'
    '<style:style style:name="W"><style:text-properties fo:color="#FFFFFF"/></style:style>'
    '<style:style style:name="D">'
    '<style:text-properties fo:color="#ffffff" fo:background-color="#003366"/></style:style>'
    '<style:style style:name="T"><style:text-properties fo:font-size="1pt" style:font-size-asian="1pt"/></style:style>'
)


@pytest.mark.parametrize(
    ("body", "expected"),
    {
        "heading": ("<text:h>标题</text:h>", "标题"),
        "list": ("<text:list><text:list-item><text:p>项</text:p></text:list-item></text:list>", "项"),
        "collapsed and explicit space": (
            "<text:p>甲\n  <text:s text:c='2'/>乙<text:tab/>丙</text:p>",
            "甲   乙\t丙",
        ),
        "line break": ("<text:p>上<text:line-break/>下</text:p>", "上\n下"),
        "link": ("<text:p><text:a>链接</text:a>后</text:p>", "链接后"),
        "table row": (
            f"<table:table><table:table-row>{_ROW}</table:table-row></table:table>",
            "作者\t某人",
        ),
        "frame": (
            "<text:p>前<draw:frame><draw:text-box><text:p>框</text:p></draw:text-box></draw:frame></text:p>",
            "前\n框",
        ),
        "note": (
            f"<text:p>甲{_NOTE}乙</text:p>",
            "甲[1]乙\n[1] 注",
        ),
        "white on dark": ("<text:p><text:span text:style-name='D'>白</text:span></text:p>", "白"),
    }.values(),
)
def test_visible_text_is_kept_wherever_it_stands(body: str, expected: str) -> None:
    found = extract(odt(_FIRST + body, styles=_HIDING), "a.odt")
    assert found.text == f"{ESSAY[0]}\n{expected}"


@pytest.mark.parametrize(
    ("body", "kind"),
    {
        "hidden style through its parent": (
            "<text:p><text:span text:style-name='C'>张三</text:span></text:p>",
            "hidden",
        ),
        "hidden paragraph": ("<text:p text:style-name='H'>张三</text:p>", "hidden"),
        "white": ("<text:p><text:span text:style-name='W'>张三</text:span></text:p>", "hidden"),
        "tiny": ("<text:p><text:span text:style-name='T'>张三</text:span></text:p>", "hidden"),
        "comment": (
            "<text:p><office:annotation><text:p>张三</text:p></office:annotation></text:p>",
            "comment",
        ),
        "author field": ("<text:p><text:author-name>张三</text:author-name></text:p>", "side"),
        "deletion": (
            f"<text:tracked-changes>{_DELETION}</text:tracked-changes>",
            "deleted",
        ),
    }.values(),
)
def test_invisible_text_is_reported_and_not_in_the_text(body: str, kind: str) -> None:
    found = extract(odt(_FIRST + body, styles=_HIDING), "a.odt")
    assert found.text == ESSAY[0]
    assert found.hidden == (Hidden(kind, "张三"),)  # type: ignore[arg-type]
