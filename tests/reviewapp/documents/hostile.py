"""Builders of sound, odd and hostile files, each a few lines, so that a test shows what it feeds in."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

ESSAY = (
    "那天凌晨，急诊室的灯一直亮着。我陪着一位从牧区来的老人，等完最后一项化验。",
    "他不会说汉话，我不会说蒙古语，我们就用手比划。天快亮的时候，他从怀里掏出半块奶豆腐，掰了一半给我。",
    "后来我常想起那半块奶豆腐。人和人之间，有些话本来就不必说出来。",
)
TEXT = "\n".join(ESSAY)
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "笑笑笑笑笑笑笑笑">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefg", "bcdefgh", strict=True))
    + "]>"
)
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/{part}" ContentType="application/vnd.{kind}+xml"/></Types>'
)
_WORD_MAIN = "openxmlformats-officedocument.wordprocessingml.document.main"
_SHEET_MAIN = "openxmlformats-officedocument.spreadsheetml.sheet.main"


def zipped(parts: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content, method)
    return buffer.getvalue()


def raw_zip(entries: list[tuple[bytes, bytes]], *, flags: int = 0, mode: int = 0) -> bytes:
    """A zip with its header fields in hand: names as bytes, flags, and Unix mode."""
    body, directory = b"", b""
    for name, content in entries:
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = packer.compress(content) + packer.flush()
        head = struct.pack("<HHHHHIIIHH", 20, flags, 8, 0, 0x5821, zlib.crc32(content), len(packed),
                           len(content), len(name), 0)  # fmt: skip
        directory += b"PK\1\2" + struct.pack("<H", 0x0314) + head
        directory += struct.pack("<HHHII", 0, 0, 0, mode << 16, len(body)) + name
        body += b"PK\3\4" + head + name + packed
    return body + directory + _end_record(len(entries), len(directory), len(body))


def overlapping_zip(entries: int) -> bytes:
    """Many entries of the table of contents that all point at one packed body."""
    single = raw_zip([(b"a.txt", b"\0" * 5_000_000)])
    start = single.index(b"PK\1\2")
    entry = single[start : single.index(b"PK\5\6")]
    return single[:start] + entry * entries + _end_record(entries, len(entry) * entries, start)


def _end_record(entries: int, size: int, offset: int) -> bytes:
    return b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, entries, entries, size, offset, 0)


def paragraph(text: str, run_properties: str = "") -> str:
    return f'<w:p><w:r>{run_properties}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def docx(
    body: str | None = None,
    *,
    doctype: str = "",
    parts: dict[str, str | bytes] | None = None,
    without: str = "",
    kind: str = _WORD_MAIN,
) -> bytes:
    """A small .docx; ``body`` is WordprocessingML, ``parts`` are added, ``without`` is left out."""
    body = "".join(map(paragraph, ESSAY)) if body is None else body
    document = f"{doctype}<w:document {_W}><w:body>{body}</w:body></w:document>"
    package: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES.format(part="word/document.xml", kind=kind),
        "word/document.xml": document,
        **{name: _with_namespace(part) for name, part in (parts or {}).items()},
    }
    package.pop(without, None)
    return zipped(package)


def _with_namespace(part: str | bytes) -> str | bytes:
    """``<w:x`` at the head of a part gets the namespace, to keep the tests short."""
    if isinstance(part, str) and part.startswith("<w:"):
        name, rest = part[1:].split(">", 1)
        return f"<{name} {_W}>{rest}"
    return part


def odt(body: str, *, styles: str = "", parts: dict[str, str] | None = None) -> bytes:
    """A small .odt; ``body`` and ``styles`` (automatic) are OpenDocument XML."""
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"),
                             ("style", "style"), ("fo", "xsl-fo-compatible"))
    )  # fmt: skip
    content = (
        f'<office:document-content {spaces} xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    mimetype = "application/vnd.oasis.opendocument.text"
    return zipped({"mimetype": mimetype, "content.xml": content, **(parts or {})}, zipfile.ZIP_STORED)


def ole(streams: dict[str, bytes]) -> bytes:
    """An OLE compound file with the given streams, all in regular sectors of 512 bytes ([MS-CFB])."""
    sectors: list[bytes] = []
    chain: list[int] = []
    starts = {}
    for name, content in streams.items():
        content = content.ljust(4096, b"\0")
        count = -(-len(content) // 512)
        starts[name] = (len(sectors), count * 512)
        chain += [len(sectors) + i + 1 for i in range(count - 1)] + [0xFFFFFFFE]
        padded = content.ljust(count * 512, b"\0")
        sectors += [padded[i * 512 : i * 512 + 512] for i in range(count)]
    entries = [_ole_entry("Root Entry", 5, 1, 0xFFFFFFFE, 0)]
    names = list(streams)
    for index, name in enumerate(names):
        right = index + 2 if index + 1 < len(names) else 0xFFFFFFFF
        entries.append(_ole_entry(name, 2, 0xFFFFFFFF, *starts[name], right=right))
    entries += [bytes(128)] * (-len(entries) % 4)
    directory_start, directory_count = len(sectors), len(entries) // 4
    sectors += [b"".join(entries[i : i + 4]) for i in range(0, len(entries), 4)]
    chain += [directory_start + i + 1 for i in range(directory_count - 1)] + [0xFFFFFFFE]
    fat_at = len(sectors)
    chain += [0xFFFFFFFD]
    chain += [0xFFFFFFFF] * (128 - len(chain))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, directory_start, 0, 4096,
                          0xFFFFFFFE, 0, 0xFFFFFFFE, 0, fat_at)  # fmt: skip
    header += struct.pack("<108I", *[0xFFFFFFFF] * 108)
    return header + b"".join(sectors) + struct.pack("<128I", *chain)


def _ole_entry(name: str, kind: int, child: int, start: int, size: int, right: int = 0xFFFFFFFF) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    return struct.pack("<64sHBBIII16sIQQIQ", raw, len(raw), kind, 1, 0xFFFFFFFF, right, child, bytes(16), 0,
                       0, 0, start, size)  # fmt: skip


def doc(
    text: str, formats: dict[str, bytes] | None = None, *, flags: int = 0, notes: str = "", header: str = ""
) -> bytes:
    """A legacy .doc with one two-byte piece; ``formats``: stretch of the text → its sprm list."""
    story = text + notes + header
    start = 1024
    raw = story.encode("utf-16-le")
    runs_at = start + -(-len(raw) // 512) * 512
    word = bytearray(runs_at + 512)
    struct.pack_into("<HH", word, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", word, 0x0A, 0x0200 | flags)
    struct.pack_into("<3i", word, 0x4C, len(text), len(notes), len(header))
    word[start : start + len(raw)] = raw
    word[runs_at:] = _format_page(story, start, formats or {})
    pieces = struct.pack("<2IHIH", 0, len(story), 0, start, 0)
    clx = b"\2" + struct.pack("<I", len(pieces)) + pieces
    index = struct.pack("<3I", start, start + len(raw), runs_at // 512)
    struct.pack_into("<2I", word, 0x1A2, 0, len(clx))
    struct.pack_into("<2I", word, 0xFA, len(clx), len(index))
    return ole({"WordDocument": bytes(word), "1Table": clx + index})


def _format_page(story: str, start: int, formats: dict[str, bytes]) -> bytes:
    bounds = sorted({0, len(story)} | {story.index(s) + d for s in formats for d in (0, len(s))})
    page = bytearray(512)
    page[511] = len(bounds) - 1
    struct.pack_into(f"<{len(bounds)}I", page, 0, *[start + 2 * bound for bound in bounds])
    place = 510
    for index, bound in enumerate(bounds[:-1]):
        sprms = next((f for s, f in formats.items() if story.startswith(s, bound)), b"")
        if sprms:
            place -= (len(sprms) + 2) & ~1
            page[place : place + 1 + len(sprms)] = bytes([len(sprms)]) + sprms
            page[4 * len(bounds) + index] = place // 2
    return bytes(page)


_PDF_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
    b" /DescendantFonts [6 0 R] >>"
)
_PDF_LETTERS = (
    b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo"
    b" << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 >>"
)


def pdf(
    lines: list[tuple[float, float, str]] | None = None, *, content: bytes | None = None, catalog: str = "",
    trailer: str = "", page: str = "", extra: tuple[bytes, ...] = (), pages: int = 1,
) -> bytes:  # fmt: skip
    """A PDF of Chinese text lines at (x, y) points, 12-point letters; every page shows the same."""
    if content is None:
        lines = (
            [(90.0, 760.0 - 20 * i, line[:30]) for i, line in enumerate(ESSAY)] if lines is None else lines
        )
        content = b"BT /F1 12 Tf " + b" ".join(
            f"1 0 0 1 {x} {y} Tm <{text.encode('utf-16-be').hex()}> Tj".encode() for x, y, text in lines
        ) + b" ET"  # fmt: skip
    kids = " ".join(["3 0 R"] * pages)
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> " + page.encode() + b" >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        _PDF_FONT,
        _PDF_LETTERS,
        *extra,
    ]
    body, offsets = b"%PDF-1.7\n", []
    for number, item in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
        % (size, table, size, trailer.encode(), len(body))
    )


Raw = tuple[str, str]  # (cell type, inner XML), for cells that are not plain text


def xlsx(
    rows: list[list[str | float | Raw | None]],
    *,
    merges: tuple[str, ...] = (),
    hidden: bool = False,
    shared: str = "",
    kind: str = _SHEET_MAIN,
    more: dict[str, str | bytes] | None = None,
    extra_cells: str = "",
) -> bytes:
    """A small .xlsx; ``hidden`` adds a hidden second sheet, ``extra_cells`` is XML of more rows."""
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    merged = "".join(f'<mergeCell ref="{m}"/>' for m in merges)
    sheet = (
        f"<worksheet {space}><sheetData>"
        + "".join(f'<row r="{r}">{"".join(map(_cell, row))}</row>' for r, row in enumerate(rows, 1))
        + f"{extra_cells}</sheetData><mergeCells>{merged}</mergeCells></worksheet>"
    )
    second = '<sheet name="旧名单" sheetId="2" r:id="r1" state="hidden"/>' if hidden else ""
    package: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES.format(part="xl/workbook.xml", kind=kind),
        "xl/workbook.xml": f'<workbook {space} xmlns:r="{relation}"><sheets>'
        f'<sheet name="汇总" sheetId="1" r:id="r1"/>{second}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        'relationships"><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet {space}><cellXfs><xf/><xf numFmtId="14"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": sheet,
        **(more or {}),
    }
    if shared:
        package["xl/sharedStrings.xml"] = shared
    return zipped(package)


def _cell(value: str | float | Raw | None) -> str:
    if value is None:
        return "<c/>"
    if isinstance(value, tuple):
        return f'<c t="{value[0]}">{value[1]}</c>' if value[0] != "date" else f'<c s="1">{value[1]}</c>'
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'
    return f"<c><v>{value}</v></c>"
