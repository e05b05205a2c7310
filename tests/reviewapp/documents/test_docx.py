"""What a reader of the printed page sees of a .docx, and what is reported beside it."""

from __future__ import annotations

import pytest

from reviewapp.documents import Extracted, Hidden, extract
from reviewapp.documents.numbering import numeral_text
from tests.reviewapp.documents.hostile import ESSAY, TEXT, docx, paragraph

_RUN = "<w:r><w:t>{}</w:t></w:r>"
_BOX = "<w:p><w:r><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r></w:p>"
_FIELD = (
    '<w:p><w:r><w:t>前</w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    "<w:r><w:instrText> {} </w:instrText></w:r>"
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>结果</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>后</w:t></w:r></w:p>'
)


def read(body: str, **parts: str) -> Extracted:
    named = {f"word/{name}.xml": part for name, part in parts.items()}
    return extract(docx(paragraph(ESSAY[0]) + body, parts=named), "a.docx")


def tail(found: Extracted) -> str:
    """The text after the first paragraph."""
    return found.text.removeprefix(ESSAY[0]).lstrip("\n")


def test_plain_document_gives_its_paragraphs_in_order() -> None:
    assert extract(docx(), "a.docx") == Extracted(TEXT, "docx")


@pytest.mark.parametrize(
    ("body", "expected"),
    {
        "text box": (_BOX.format(paragraph("框里")), "框里"),
        "content control": ("<w:sdt><w:sdtContent>" + paragraph("控件") + "</w:sdtContent></w:sdt>", "控件"),
        "insertion": (f"<w:p><w:ins>{_RUN.format('插入')}</w:ins></w:p>", "插入"),
        "link": (f"<w:p><w:hyperlink>{_RUN.format('链接')}</w:hyperlink></w:p>", "链接"),
        "smart tag": (f"<w:p><w:smartTag>{_RUN.format('标记')}</w:smartTag></w:p>", "标记"),
        "line break": ("<w:p><w:r><w:t>上</w:t><w:br/><w:t>下</w:t></w:r></w:p>", "上\n下"),
        "blank paragraphs": ("<w:p/>" + paragraph("　　后") + "<w:p/>", "后"),
        "form row": (
            f"<w:tbl><w:tr><w:tc>{paragraph('作者')}</w:tc><w:tc>{paragraph('某人')}</w:tc></w:tr></w:tbl>",
            "作者\t某人",
        ),
        "essay in a cell": (
            f"<w:tbl><w:tr><w:tc>{paragraph('一')}{paragraph('二')}</w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>",
            "一\n二",
        ),
        "date field": (_FIELD.format("DATE"), "前结果后"),
        "white heading on a dark ground": (
            paragraph("白字", '<w:rPr><w:color w:val="FFFFFF"/><w:shd w:fill="003366"/></w:rPr>'),
            "白字",
        ),
        "vanish switched off": (paragraph("可见", '<w:rPr><w:vanish w:val="0"/></w:rPr>'), "可见"),
    }.values(),
)
def test_visible_text_is_kept_wherever_it_stands(body: str, expected: str) -> None:
    assert tail(read(body)) == expected


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    {
        "vanish": (paragraph("张三", "<w:rPr><w:vanish/></w:rPr>"), "hidden", "张三"),
        "white": (paragraph("张三", '<w:rPr><w:color w:val="FEFEFE"/></w:rPr>'), "hidden", "张三"),
        "one point": (paragraph("张三", '<w:rPr><w:sz w:val="2"/></w:rPr>'), "hidden", "张三"),
        "deletion": ("<w:p><w:del><w:r><w:delText>张三</w:delText></w:r></w:del></w:p>", "deleted", "张三"),
        "moved away": (f"<w:p><w:moveFrom>{_RUN.format('张三')}</w:moveFrom></w:p>", "deleted", "张三"),
        "author field": (_FIELD.format("AUTHOR").replace("结果", "张三"), "side", "张三"),
    }.values(),
)
def test_invisible_text_is_reported_and_not_in_the_text(body: str, kind: str, text: str) -> None:
    found = read(body)
    assert text not in found.text
    assert found.hidden == (Hidden(kind, text),)  # type: ignore[arg-type]


def test_style_that_hides_is_followed_through_its_base() -> None:
    styles = (
        '<w:styles><w:style w:type="character" w:styleId="A"><w:basedOn w:val="B"/></w:style>'
        '<w:style w:type="character" w:styleId="B"><w:basedOn w:val="A"/>'
        "<w:rPr><w:vanish/></w:rPr></w:style></w:styles>"
    )
    found = read(paragraph("张三", '<w:rPr><w:rStyle w:val="A"/></w:rPr>'), styles=styles)
    assert tail(found) == ""
    assert found.hidden == (Hidden("hidden", "张三"),)
    assert found.held


def test_margins_comments_and_properties_stay_out_of_the_text() -> None:
    core = '<p xmlns:dc="urn:dc"><dc:creator>张三</dc:creator><dc:revision>7</dc:revision></p>'
    comment = f'<w:comment w:author="李四">{paragraph("改一改")}</w:comment>'
    found = extract(
        docx(
            parts={
                "docProps/core.xml": core,
                "word/header1.xml": f"<w:hdr>{paragraph('某旗医院')}</w:hdr>",
                "word/comments.xml": f"<w:comments>{comment}</w:comments>",
            }
        ),
        "a.docx",
    )
    assert found.text == TEXT
    assert found.properties == {"creator": "张三", "editors": "李四"}
    assert set(found.hidden) == {Hidden("margin", "某旗医院"), Hidden("comment", "李四: 改一改")}
    assert [(n.code, n.facts["count"]) for n in found.notices] == [("comments", 1), ("margin_text", 1)]


def test_footnotes_follow_the_text_in_order_of_their_marks() -> None:
    note, mark = '<w:footnote w:id="{}">{}</w:footnote>', '<w:footnoteReference w:id="{}"/>'
    notes = note.format(2, paragraph("注二")) + note.format(1, paragraph("注一"))
    marks = f"<w:p><w:r><w:t>甲</w:t>{mark.format(1)}<w:t>乙</w:t>{mark.format(2)}</w:r></w:p>"
    assert (
        tail(read(marks, footnotes=f"<w:footnotes>{notes}</w:footnotes>")) == "甲[1]乙[2]\n[1] 注一\n[2] 注二"
    )


def test_automatic_numbers_are_written_out() -> None:
    numbering = (
        '<w:numbering><w:abstractNum w:abstractNumId="0">'
        '<w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>'
        '</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    item = '<w:p><w:pPr><w:numPr><w:ilvl w:val="{}"/><w:numId w:val="5"/></w:numPr></w:pPr>' + _RUN + "</w:p>"
    body = "".join(
        item.format(level, text) for level, text in ((0, "起"), (1, "甲"), (1, "乙"), (0, "承"), (1, "丙"))
    )
    assert tail(read(body, numbering=numbering)) == "一、起\n1. 甲\n2. 乙\n二、承\n1. 丙"


@pytest.mark.parametrize(
    ("number", "numeral", "text"),
    [
        (10, "chineseCounting", "十"),
        (27, "lowerLetter", "aa"),
        (3, "decimalEnclosedCircle", "③"),
        (1994, "upperRoman", "MCMXCIV"),
    ],
)
def test_numerals(number: int, numeral: str, text: str) -> None:
    assert numeral_text(number, numeral) == text


def test_outside_content_is_counted_and_never_fetched() -> None:
    rels = '<r><x TargetMode="External" Target="mailto:zhang@example.com"/><x Target="styles.xml"/></r>'
    found = extract(docx(parts={"word/_rels/document.xml.rels": rels}), "a.docx")
    assert [n.code for n in found.notices] == ["external_link", "side_text"]
    assert found.hidden == (Hidden("side", "zhang@example.com"),)


def test_pictures_without_text_are_held_as_a_scan() -> None:
    found = extract(docx("<w:p/>", parts={"word/media/image1.png": b"x"}), "a.docx")
    assert (found.text, [n.code for n in found.notices]) == ("", ["pictures_elsewhere", "no_text"])
    assert found.held


def test_text_of_a_choice_is_not_repeated_by_its_fallback() -> None:
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = f"<w:txbxContent>{paragraph('框里')}</w:txbxContent>"
    body = (
        f"<w:p><w:r><mc:AlternateContent {mc}><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert tail(read(body)) == "框里"


def test_docx_named_doc_is_read_for_what_it_is() -> None:
    found = extract(docx(), "作品.wps")
    assert (found.format, found.text) == ("docx", TEXT)
    assert [n.code for n in found.notices] == ["extension_mismatch"]
