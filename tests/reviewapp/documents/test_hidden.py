"""Ways to hide words from a reader of the page, and ways to look hidden without being so, format by format."""

from __future__ import annotations

import pytest

from reviewapp.documents import Extracted, Hidden, Notice, extract
from tests.reviewapp.documents.hostile import ESSAY, docx, odt, paragraph, pdf

_SECRET = "张三"
_RUN = "<w:r>{}<w:t>{}</w:t></w:r>"
_BOX = "<w:p><w:r>{}<w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r></w:p>"
_VANISH = "<w:rPr><w:vanish/></w:rPr>"
_BLACK = '<w:shd w:val="clear" w:fill="000000"/>'
_CELL = "<w:tc>{}</w:tc>"
_W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_WP = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
_MARK = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
_INSTRUCTION = "<w:r><w:instrText>{}</w:instrText></w:r>"
_CIRCLED = _INSTRUCTION.format(r"EQ \o\ac(○,甲)")
_LINKED = _INSTRUCTION.format("HYPERLINK &quot;mailto:zs@a.cn&quot;")
_BEGIN, _SEPARATE, _END = (_MARK.format(kind) for kind in ("begin", "separate", "end"))


def read(body: str, **parts: str) -> Extracted:
    named = {f"word/{name}.xml": part for name, part in parts.items()}
    return extract(docx(paragraph(ESSAY[0]) + body, parts=named), "a.docx")


def tail(found: Extracted) -> str:
    return found.text.removeprefix(ESSAY[0]).lstrip("\n")


HIDDEN_IN_DOCX = {
    "black on black": paragraph(_SECRET, f'<w:rPr><w:color w:val="000000"/>{_BLACK}</w:rPr>'),
    "white by theme": paragraph(_SECRET, '<w:rPr><w:color w:val="000000" w:themeColor="background1"/></w:rPr>'),
    "highlighted in its own colour": paragraph(
        _SECRET, '<w:rPr><w:color w:val="FFFF00"/><w:highlight w:val="yellow"/></w:rPr>'
    ),
    "dark on a cell as dark": "<w:tbl><w:tr>"
    + _CELL.format(
        '<w:tcPr><w:shd w:fill="003366"/></w:tcPr>'
        + paragraph(_SECRET, '<w:rPr><w:color w:val="003360"/></w:rPr>')
    )
    + "</w:tr></w:tbl>",
    "letters without fill": paragraph(_SECRET, f"<w:rPr><w14:textFill {_W14}><w14:noFill/></w14:textFill></w:rPr>"),
    "squeezed": paragraph(_SECRET, '<w:rPr><w:w w:val="1"/></w:rPr>'),
    "on top of one another": paragraph(_SECRET, '<w:rPr><w:spacing w:val="-400"/></w:rPr>'),
    "lines without height": '<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr>'
    + _RUN.format("", _SECRET) + "</w:p>",
    "beyond the edge": f'<w:p><w:pPr><w:ind w:left="20000"/></w:pPr>{_RUN.format("", _SECRET)}</w:p>',
    "beyond the other edge": f'<w:p><w:pPr><w:ind w:left="-15000"/></w:pPr>{_RUN.format("", _SECRET)}</w:p>',
    "first line beyond the edge": f'<w:p><w:pPr><w:ind w:firstLine="20000"/></w:pPr>{_RUN.format("", _SECRET)}</w:p>',
    "frame beside the sheet": '<w:p><w:pPr><w:framePr w:w="2000" w:x="-20000"/></w:pPr>'
    + _RUN.format("", _SECRET) + "</w:p>",
    "table beside the sheet": '<w:tbl><w:tblPr><w:tblInd w:w="-20000"/></w:tblPr><w:tr>'
    + _CELL.format(paragraph(_SECRET)) + "</w:tr></w:tbl>",
    "box beside the sheet": f'<w:p><w:r><w:drawing><wp:anchor {_WP}>'
    "<wp:positionH><wp:posOffset>-20000000</wp:posOffset></wp:positionH>"
    f'<wp:extent cx="2000000" cy="500000"/><w:txbxContent>{paragraph(_SECRET)}</w:txbxContent>'
    "</wp:anchor></w:drawing></w:r></w:p>",
    "hidden row": f"<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr>{_CELL.format(paragraph(_SECRET))}</w:tr></w:tbl>",
    "row without height": '<w:tbl><w:tr><w:trPr><w:trHeight w:val="8" w:hRule="exact"/></w:trPr>'
    + _CELL.format(paragraph(_SECRET)) + "</w:tr></w:tbl>",
    "box on a hidden run": _BOX.format(_VANISH, paragraph(_SECRET)),
    "box without size": f'<w:p><w:r><w:drawing><wp:inline {_WP}><wp:extent cx="1" cy="1"/>'
    f"<w:txbxContent>{paragraph(_SECRET)}</w:txbxContent></wp:inline></w:drawing></w:r></w:p>",
    "between instruction and result": f"<w:p>{_BEGIN}{_INSTRUCTION.format('DATE')}{_RUN.format('', _SECRET)}"
    f"{_SEPARATE}{_END}</w:p>",
}  # fmt: skip


@pytest.mark.parametrize("way", HIDDEN_IN_DOCX)
def test_docx_words_nobody_can_see_are_reported_and_not_in_the_text(way: str) -> None:
    found = read(HIDDEN_IN_DOCX[way])
    assert found.hidden == (Hidden("hidden", _SECRET),)
    assert tail(found) == ""
    assert found.held


SHOWN_IN_DOCX = {
    "white in a dark cell": (
        "<w:tbl><w:tr>"
        + _CELL.format(
            '<w:tcPr><w:shd w:fill="003366"/></w:tcPr>'
            + paragraph("表头", '<w:rPr><w:color w:val="FFFFFF"/></w:rPr>')
        )
        + "</w:tr></w:tbl>",
        "表头",
    ),
    "page number of a table of contents": (paragraph("7", "<w:rPr><w:webHidden/></w:rPr>"), "7"),
    "behind a field that never ends": (f"<w:p>{_BEGIN}{_INSTRUCTION.format('AUTHOR')}</w:p>" + paragraph("后"), "后"),
    "letter in a circle": (f"<w:p>{_BEGIN}{_CIRCLED}{_END}</w:p>", "甲"),
    "pinyin over a word": (
        ("<w:p><w:r><w:ruby><w:rt><w:r><w:t>wáng</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>王</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>"),
        "王",
    ),
    "a branch for programs unknown to Word": (
        (f'<w:p><w:r><mc:AlternateContent {_MC} xmlns:z="urn:z"><mc:Choice Requires="z"><w:t>假</w:t></mc:Choice>'
        "<mc:Fallback><w:t>真</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>"),
        "真",
    ),
    "table in a table": (
        "<w:tbl><w:tr>"
        + _CELL.format(paragraph("外") + f"<w:tbl><w:tr>{_CELL.format(paragraph('内'))}</w:tr></w:tbl><w:p/>")
        + _CELL.format(paragraph("右"))
        + "</w:tr></w:tbl>",
        "外\n内\n右",
    ),
    "content control around a row": (
        "<w:tbl><w:sdt><w:sdtContent><w:tr>" + _CELL.format(paragraph("格")) + "</w:tr></w:sdtContent></w:sdt></w:tbl>",
        "格",
    ),
    "WordArt": (
        ('<w:p><w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:shape><v:textpath string="艺术字"/>'
        "</v:shape></w:pict></w:r></w:p>"),
        "艺术字",
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", SHOWN_IN_DOCX)
def test_docx_words_a_reader_sees_are_not_lost(way: str) -> None:
    body, expected = SHOWN_IN_DOCX[way]
    found = read(body)
    assert tail(found) == expected
    assert "hidden" not in {piece.kind for piece in found.hidden}


def test_docx_white_heading_of_a_styled_table_is_read() -> None:
    styles = (
        '<w:styles><w:style w:type="table" w:styleId="T"><w:tblStylePr w:type="firstRow"><w:tcPr>'
        '<w:shd w:fill="4472C4"/></w:tcPr></w:tblStylePr></w:style></w:styles>'
    )
    cell = _CELL.format(paragraph("表头", '<w:rPr><w:color w:val="FFFFFF"/></w:rPr>'))
    table = f'<w:tbl><w:tblPr><w:tblStyle w:val="T"/></w:tblPr><w:tr>{cell}</w:tr></w:tbl>'
    assert tail(read(table, styles=styles)) == "表头"


def test_docx_defaults_that_hide_are_followed() -> None:
    default = f"<w:docDefaults><w:rPrDefault>{_VANISH}</w:rPrDefault></w:docDefaults>"
    styles = f"<w:styles>{default}</w:styles>"
    shown = paragraph("露", '<w:rPr><w:vanish w:val="0"/></w:rPr>')
    assert read(shown, styles=styles).text == "露"


def test_docx_notes_that_no_visible_mark_calls_for_are_hidden() -> None:
    note = '<w:footnote w:id="{}">{}</w:footnote>'
    notes = (
        note.format(1, paragraph("注一"))
        + note.format(2, paragraph(_SECRET))
        + note.format(3, paragraph("李四"))
    )
    marks = (
        '<w:p><w:r><w:t>甲</w:t><w:footnoteReference w:id="1"/></w:r>'
        f'<w:r>{_VANISH}<w:footnoteReference w:id="2"/></w:r></w:p>'
    )
    found = read(marks, footnotes=f"<w:footnotes>{notes}</w:footnotes>")
    assert tail(found) == "甲[1]\n[1] 注一"
    assert {piece.text for piece in found.hidden} == {_SECRET, "李四"}


def test_docx_says_what_lies_beside_the_page() -> None:
    insertion = '<w:p><w:ins w:author="李四"><w:r><w:t>插入</w:t></w:r></w:ins></w:p>'
    link = f"<w:p>{_BEGIN}{_LINKED}{_SEPARATE}{_RUN.format('', '信')}{_END}</w:p>"
    header = f"<w:hdr>{paragraph('某旗医院', _VANISH)}</w:hdr>"
    settings = '<w:settings><w:docVars><w:docVar w:name="作者" w:val="张三"/></w:docVars></w:settings>'
    found = read(insertion + link + "<w:altChunk/>", header1=header, settings=settings)
    assert tail(found) == "插入\n信"
    assert set(found.hidden) == {Hidden("side", "zs@a.cn"), Hidden("margin", "某旗医院")}
    assert found.properties == {"docVar 作者": "张三", "editors": "李四"}
    assert {n.code: n.holds for n in found.notices} == {
        "inserted_text": False, "foreign_part": True, "margin_text": False, "side_text": False, "very_short": True,
    }  # fmt: skip


def test_docx_opens_the_part_its_relations_name() -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
        'Type="x/officeDocument" Target="/word/document2.xml"/></Relationships>'
    )
    shown = f"<w:document><w:body>{paragraph('Word 打开的')}</w:body></w:document>"
    data = docx(paragraph("别的"), parts={"_rels/.rels": relations, "word/document2.xml": shown})
    found = extract(data, "a.docx")
    assert found.text == "Word 打开的"
    assert found.hidden == (Hidden("hidden", "别的"),)


def test_docx_in_the_strict_form_is_read() -> None:
    strict = docx().replace(b"x", b"x")  # the same bytes: built again below under the strict names
    body = "".join(map(paragraph, ESSAY))
    document = f'<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body>{body}</w:body></w:document>'
    assert extract(docx(parts={"word/document.xml": document.encode()}), "a.docx") == extract(
        strict, "a.docx"
    )


# ── .odt

_LOEXT = 'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
_STYLES = (
    '<style:style style:name="B" style:family="text"><style:text-properties fo:color="#000000" '
    'fo:background-color="#000000"/></style:style>'
    '<style:style style:name="O" style:family="text"><style:text-properties fo:color="#333333" loext:opacity="0%" '
    "" + _LOEXT + "/></style:style>"
    '<style:style style:name="U" style:family="text"><style:text-properties style:use-window-font-color="true" '
    'loext:opacity="0%" ' + _LOEXT + "/></style:style>"
    '<style:style style:name="S" style:family="text"><style:text-properties style:font-size-asian="1pt"/></style:style>'
    '<style:style style:name="E" style:family="paragraph"><style:paragraph-properties fo:margin-left="-30cm"/>'
    "</style:style>"
    '<style:style style:name="H" style:family="paragraph"><style:paragraph-properties fo:line-height="0.01cm"/>'
    "</style:style>"
    '<style:style style:name="W" style:family="paragraph"><style:text-properties fo:color="#ffffff"/></style:style>'
    '<style:style style:name="W" style:family="text"><style:text-properties fo:color="#112233"/></style:style>'
    '<style:style style:name="C" style:family="table-cell"><style:table-cell-properties '
    'fo:background-color="#003366"/></style:style>'
    '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="一, 二, 三, ..." '
    'style:num-suffix="、"/><text:list-level-style-number text:level="2" style:num-format="1" style:num-suffix="." '
    'text:display-levels="1"/></text:list-style>'
)
_SVG = 'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
_FIRST = f"<text:p>{ESSAY[0]}</text:p>"
_SPAN = '<text:p><text:span text:style-name="{}">{}</text:span></text:p>'


@pytest.mark.parametrize(
    "body",
    {
        "black on black": _SPAN.format("B", _SECRET),
        "transparent": _SPAN.format("O", _SECRET),
        "Hanzi of one point": _SPAN.format("S", _SECRET),
        "beyond the edge": f'<text:p text:style-name="E">{_SECRET}</text:p>',
        "lines without height": f'<text:p text:style-name="H">{_SECRET}</text:p>',
        "frame beside the sheet": f'<text:p><draw:frame {_SVG} svg:x="-30cm" svg:width="3cm"><draw:text-box>'
        f"<text:p>{_SECRET}</text:p></draw:text-box></draw:frame></text:p>",
        "section": f'<text:section text:display="none"><text:p>{_SECRET}</text:p></text:section>',
        "condition": f'<text:section text:is-hidden="true"><text:p>{_SECRET}</text:p></text:section>',
        "paragraph": f'<text:p><text:hidden-paragraph text:is-hidden="true"/>{_SECRET}</text:p>',
        "field": f'<text:p><text:hidden-text text:is-hidden="true" text:string-value="{_SECRET}"/></text:p>',
        "row": '<table:table><table:table-row table:visibility="collapse"><table:table-cell>'
        f"<text:p>{_SECRET}</text:p></table:table-cell></table:table-row></table:table>",
        "covered cell": "<table:table><table:table-row><table:covered-table-cell>"
        f"<text:p>{_SECRET}</text:p></table:covered-table-cell></table:table-row></table:table>",
        "variable": f'<text:p><text:variable-set text:display="none">{_SECRET}</text:variable-set></text:p>',
    }.values(),
)
def test_odt_words_nobody_can_see_are_reported_and_not_in_the_text(body: str) -> None:
    found = extract(odt(_FIRST + body, styles=_STYLES), "a.odt")
    assert found.text == ESSAY[0]
    assert found.hidden == (Hidden("hidden", _SECRET),)


@pytest.mark.parametrize(
    ("body", "expected"),
    {
        "dark words in a white paragraph": (
            '<text:p text:style-name="W"><text:span text:style-name="W">可见</text:span></text:p>',
            "可见",
        ),
        "automatic colour as LibreOffice writes it": (_SPAN.format("U", "可见"), "可见"),
        "white in a dark cell": (
            (
                '<table:table><table:table-row><table:table-cell table:style-name="C"><text:p text:style-name="W">'
                "表头</text:p></table:table-cell></table:table-row></table:table>"
            ),
            "表头",
        ),
        "numbered list": (
            (
                '<text:list text:style-name="L"><text:list-item><text:p>起</text:p><text:list><text:list-item>'
                "<text:p>甲</text:p></text:list-item><text:list-item><text:p>乙</text:p></text:list-item></text:list>"
                "</text:list-item><text:list-item><text:p>承</text:p></text:list-item></text:list>"
            ),
            "一、起\n1. 甲\n2. 乙\n二、承",
        ),
        "ruby": (
            (
                "<text:p><text:ruby><text:ruby-base>王</text:ruby-base><text:ruby-text>wáng</text:ruby-text>"
                "</text:ruby></text:p>"
            ),
            "王",
        ),
    }.values(),
)
def test_odt_words_a_reader_sees_are_not_lost(body: str, expected: str) -> None:
    assert extract(odt(_FIRST + body, styles=_STYLES), "a.odt").text == f"{ESSAY[0]}\n{expected}"


# ── .pdf

_WIDE = "那天凌晨急诊室的灯一直亮着我陪着一位从牧区来的老人等完最后一项化"
_FIRST_LINE = "BT /F1 12 Tf 0 g 1 0 0 1 90 700 Tm <" + _WIDE.encode("utf-16-be").hex() + "> Tj ET "
_WORDS = "BT /F1 12 Tf {} 1 0 0 1 {} {} Tm <" + _SECRET.encode("utf-16-be").hex() + "> Tj ET "
_BOX_AT = "{} 80 590 200 40 re f "


@pytest.mark.parametrize(
    ("content", "text"),
    {
        "white in a dark box": (_BOX_AT.format("0 0 0.4 rg") + _WORDS.format("1 g", 90, 600), _SECRET),
        "black in a black box": (_BOX_AT.format("0 g") + _WORDS.format("0 g", 90, 600), ""),
        "under a black box": (_WORDS.format("0 g", 90, 600) + _BOX_AT.format("0 g"), ""),
        "off the page": (_WORDS.format("0 g", 90, -300), ""),
        "nearly white": (_WORDS.format("0.97 g", 90, 600), ""),
        "grey": (_WORDS.format("0.6 g", 90, 600), _SECRET),
    }.values(),
)
def test_pdf_words_count_as_seen_when_the_page_shows_them(content: str, text: str) -> None:
    found = extract(pdf(content=(_FIRST_LINE + content).encode()), "a.pdf")
    assert found.text.removeprefix(_WIDE).strip() == text
    assert [piece.text for piece in found.hidden] == ([] if text else [_SECRET])


def test_pdf_says_what_lies_beside_the_page() -> None:
    field = "<< /Type /Annot /Subtype /Widget /FT /Tx /Rect [90 500 200 520] /T (name) /V (Zhang) >>"
    outline = (
        b"<< /Type /Outlines /First 8 0 R /Last 8 0 R >>",
        b"<< /Title (Li Si) /Parent 7 0 R /Dest [3 0 R /Fit] >>",
    )
    data = pdf(page=f"/Annots [{field}]", catalog="/Outlines 7 0 R", extra=outline)
    data += (
        b"\n%<x:xmpmeta><dc:creator><rdf:Seq><rdf:li>ZhangSan</rdf:li></rdf:Seq></dc:creator></x:xmpmeta>\n"
    )
    found = extract(data, "a.pdf")
    assert {"Zhang", "Li Si"} <= {piece.text for piece in found.hidden}
    assert found.properties == {"XMP dc:creator": "ZhangSan"}
    assert Notice("form_text", {"count": 1}) in found.notices
