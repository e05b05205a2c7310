"""Pictures: drawn anew at their place, without anything their file said, and never at the essay's cost."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image, PngImagePlugin

from reviewapp.documents import IsolatedReader, Notice, extract
from reviewapp.documents.limits import MAX_PICTURES
from reviewapp.documents.pictures import draw
from tests.reviewapp.documents.hostile import ESSAY, docx, odt, paragraph, pdf

_SECRET = "王小满"
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)
_SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def photograph(size: tuple[int, int] = (2000, 1000)) -> bytes:
    """A JPEG that tells who took it, turned by its EXIF; left half red, right half blue."""
    image = Image.new("RGB", size, (200, 0, 0))
    image.paste((0, 0, 200), (size[0] // 2, 0, *size))
    exif = Image.Exif()
    exif[0x013B], exif[0x0112] = _SECRET, 1
    buffer = io.BytesIO()
    image.save(
        buffer, "JPEG", exif=exif, comment=_SECRET.encode(), icc_profile=b"profile " + _SECRET.encode()
    )
    return buffer.getvalue()


def drawing(size: tuple[int, int] = (40, 30)) -> bytes:
    """A half transparent PNG with a word about its author."""
    told = PngImagePlugin.PngInfo()
    told.add_itxt("Author", _SECRET)
    buffer = io.BytesIO()
    Image.new("RGBA", size, (0, 0, 0, 128)).save(buffer, "PNG", pnginfo=told)
    return buffer.getvalue()


def bomb() -> bytes:
    """A PNG of a few bytes that says it is 30,000 by 30,000."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


def shown(number: int, crop: str = "") -> str:
    cut = f"<a:srcRect {crop}/>" if crop else ""
    return f'<w:drawing><a:blipFill {_SPACES}><a:blip r:embed="r{number}"/>{cut}</a:blipFill></w:drawing>'


def essay(body: str, *media: bytes) -> bytes:
    """A .docx whose picture r0, r1 … are `media`."""
    relations = "".join(f'<Relationship Id="r{n}" Target="media/{n}.bin"/>' for n in range(len(media)))
    parts: dict[str, str | bytes] = {f"word/media/{n}.bin": content for n, content in enumerate(media)}
    parts["word/_rels/document.xml.rels"] = _RELATIONS.format(relations)
    return docx(body, parts=parts)


def test_picture_is_drawn_at_its_place_and_says_nothing_of_its_file() -> None:
    row = f"<w:tr><w:tc>{paragraph('格')}</w:tc><w:tc><w:p><w:r>{shown(1)}</w:r></w:p></w:tc></w:tr>"
    cropped = shown(0, 'l="50000"')
    body = (
        f"<w:p><w:r>{shown(0)}</w:r></w:p>{paragraph(ESSAY[0])}<w:p/><w:p><w:r>{cropped}<w:t>图</w:t></w:r></w:p>"
        f"<w:p><w:del><w:r>{shown(1)}</w:r></w:del></w:p><w:tbl>{row}</w:tbl>{paragraph(ESSAY[1])}"
    )
    with IsolatedReader() as reader:
        found = reader.extract(essay(body, photograph(), drawing()), "a.docx")
    assert found.text.split("\n") == [ESSAY[0], "图", "格", ESSAY[1]]
    assert [(p.after_line, p.media_type, p.width, p.height) for p in found.pictures] == [
        (-1, "image/jpeg", 1600, 800), (1, "image/jpeg", 1000, 1000), (2, "image/png", 40, 30),
    ]  # fmt: skip
    assert Notice("pictures", {"count": 3}) in found.notices
    for picture in found.pictures:
        assert _SECRET.encode() not in picture.data
        opened = Image.open(io.BytesIO(picture.data))
        assert not opened.getexif()
        assert set(opened.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    red, _green, blue = Image.open(io.BytesIO(found.pictures[1].data)).getpixel((10, 500))  # type: ignore[misc]
    assert (red < 20, blue > 180) == (True, True)  # what Word cuts off stays behind
    assert Image.open(io.BytesIO(found.pictures[2].data)).getpixel((5, 5)) == (
        127,
        127,
        127,
    )  # on white paper


def test_pictures_that_cannot_be_drawn_are_counted_in_words_and_cost_nothing_else() -> None:
    body = paragraph(ESSAY[0]) + f"<w:p><w:r>{''.join(map(shown, range(4)))}</w:r></w:p>"
    data = essay(body, bomb(), b"\x01\0\0\0 EMF", drawing((4, 400)), photograph()[:900], drawing())
    with IsolatedReader() as reader:
        found = reader.extract(data, "a.docx")
    assert (found.text, found.pictures) == (ESSAY[0], ())
    assert {n.code: n.facts["count"] for n in found.notices if "pictures" in n.code} == {
        "pictures_too_large": 1, "pictures_unreadable": 2, "pictures_too_small": 1, "pictures_elsewhere": 1,
    }  # fmt: skip


def test_more_pictures_than_the_limit_are_left_out() -> None:
    body = paragraph(ESSAY[0]) + f"<w:p><w:r>{shown(0) * (MAX_PICTURES + 3)}</w:r></w:p>"
    result = draw(essay(body, drawing()), "a.docx")
    assert len(result.pictures) == MAX_PICTURES
    assert result.notices == (Notice("pictures_too_many", {"count": 3, "limit": MAX_PICTURES}),)


def test_marks_of_pictures_cannot_be_forged_by_a_text() -> None:
    data = (f"{ESSAY[0]}\n甲\x020\x03乙").encode()
    assert extract(data, "a.txt").text.endswith("甲0乙")


def test_picture_of_an_odt_loses_what_its_frame_cuts_off() -> None:
    style = (
        '<style:style style:name="G" style:family="graphic"><style:graphic-properties '
        'fo:clip="rect(0in, 0.25in, 0in, 0in)"/></style:style>'
    )
    frame = (
        '<draw:frame draw:style-name="G"><draw:image xmlns:xlink="http://www.w3.org/1999/xlink" '
        'xlink:href="Pictures/1.png"/></draw:frame>'
    )
    image = io.BytesIO()
    Image.new("L", (96, 48)).save(image, "PNG", dpi=(96, 96))
    data = odt(
        f"<text:p>{ESSAY[0]}</text:p><text:p>甲{frame}乙</text:p><text:p>丙</text:p>",
        styles=style,
        parts={"Pictures/1.png": image.getvalue()},  # type: ignore[dict-item]
    )
    found = draw(data, "a.odt").pictures
    assert [(p.after_line, p.width, p.height) for p in found] == [(1, 72, 48)]


def test_picture_of_a_pdf_stands_below_the_line_above_it() -> None:
    rows = ((90, 760, ESSAY[0][:30]), (90, 300, ESSAY[1][:30]))
    text = " ".join(f"1 0 0 1 {x} {y} Tm <{t.encode('utf-16-be').hex()}> Tj" for x, y, t in rows)
    content = f"BT /F1 12 Tf {text} ET q 200 0 0 150 90 450 cm /I Do Q".encode()
    pixels = bytes(range(0, 240, 2)) * 30
    stream = (
        b"<< /Type /XObject /Subtype /Image /Width 40 /Height 30 /ColorSpace /DeviceRGB /BitsPerComponent 8 "
    )
    stream += b"/Length %d >>\nstream\n" % len(pixels) + pixels + b"\nendstream"
    data = pdf(content=content, extra=(stream,)).replace(
        b"/Font << /F1", b"/XObject << /I 7 0 R >> /Font << /F1"
    )
    found = draw(data, "a.pdf").pictures
    assert [(p.after_line, p.width, p.height) for p in found] == [(0, 40, 30)]
