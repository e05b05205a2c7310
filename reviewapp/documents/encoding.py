"""Which encoding a text is in: BOM, then strict UTF-8, then the candidate that reads like Chinese.

Candidates are judged by the share of very frequent Hanzi among all non-ASCII characters: true Chinese
prose has 20 % or more of them, the same bytes in a wrong encoding next to none.  A choice that rests on
this share is always reported, so no text is stored as mojibake without warning.
"""

from __future__ import annotations

from dataclasses import dataclass

from reviewapp.documents.refusal import Notice, Refusal

# The Hanzi most frequent in modern prose, in both scripts, and the punctuation that goes with them.
_FREQUENT = frozenset(
    "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心学"
    "么之都好看起发当没成只如事把还用第样道想作种开美总从无情己面最女但现前些所同日手又行意动方期它头经长儿回位分爱老因"
    "很给名法间斯知世什两次使身者被高已亲其进此话常与活正感见明问力理尔点文几定本公特做外孩相西果走将月十实向声车全信重"
    "這個們來時為說國著會過後學對於當沒還樣種開總從無現裡發經長兒愛間兩進話與問點幾車實將題場頭東見親鄉燈"
    "，。、：；！？“”"
)
_ACCEPTED_SHARE = 0.15  # of non-ASCII characters: certain enough to take without holding
_DOUBTFUL_SHARE = 0.03  # below: not a Chinese text in this encoding
_CANDIDATES = ("gb18030", "big5", "utf-16-le", "utf-16-be")
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
# A text is allowed to end in the middle of a character: cut by a mail gateway or a full disk.
_MAX_CUT_BYTES = 3


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    encoding: str
    notices: tuple[Notice, ...] = ()


def decode(data: bytes) -> Decoded:
    """Text of ``data``.

    Raises Refusal ``not_text`` (binary), ``mixed_encoding``, ``unknown_encoding`` with the byte position.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decode_declared(data[len(bom) :], encoding)
    try:
        return Decoded(_checked(data.decode("utf-8")), "utf-8")
    except UnicodeDecodeError as error:
        return _decode_undeclared(data, error.start)


def _decode_declared(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(_checked(data.decode(encoding)), encoding)
    except UnicodeDecodeError as error:
        if len(data) - error.start > _MAX_CUT_BYTES:
            raise Refusal("unknown_encoding", position=error.start) from error
        cut = Notice("cut_character", {"count": len(data) - error.start})
        return Decoded(_checked(data[: error.start].decode(encoding)), encoding, (cut,))


def _decode_undeclared(data: bytes, utf8_end: int) -> Decoded:
    """No BOM and not UTF-8 throughout; ``utf8_end`` is the first byte that breaks it."""
    if len(data) - utf8_end <= _MAX_CUT_BYTES and any(byte > 0x7F for byte in data[:utf8_end]):
        cut = Notice("cut_character", {"count": len(data) - utf8_end})
        return Decoded(_checked(data[:utf8_end].decode("utf-8")), "utf-8", (cut,))
    if _share(_tolerant(data[:utf8_end], "utf-8")) >= _ACCEPTED_SHARE:  # began as Chinese UTF-8
        raise Refusal("mixed_encoding", position=utf8_end)
    best = max((_attempt(data, encoding) for encoding in _CANDIDATES), key=lambda found: found[0])
    share, decoded = best
    if decoded is None or share < _DOUBTFUL_SHARE:
        if _is_binary(data):
            raise Refusal("not_text")
        raise Refusal("unknown_encoding", position=utf8_end)
    code = "encoding_guessed" if share >= _ACCEPTED_SHARE else "encoding_unsure"
    notice = Notice(code, {"encoding": decoded.encoding.upper()})
    return Decoded(_checked(decoded.text), decoded.encoding, (notice, *decoded.notices))


def _attempt(data: bytes, encoding: str) -> tuple[float, Decoded | None]:
    """Share of frequent Hanzi when read as ``encoding``; a broken last character is forgiven."""
    try:
        return _scored(data.decode(encoding), encoding, ())
    except UnicodeDecodeError as error:
        if len(data) - error.start > _MAX_CUT_BYTES:
            return 0.0, None
        cut = Notice("cut_character", {"count": len(data) - error.start})
        return _scored(data[: error.start].decode(encoding), encoding, (cut,))


def _scored(text: str, encoding: str, notices: tuple[Notice, ...]) -> tuple[float, Decoded]:
    return _share(text), Decoded(text, encoding, notices)


def _share(text: str) -> float:
    wide = [c for c in text if c > "\x7f"]
    return sum(c in _FREQUENT for c in wide) / len(wide) if wide else 0.0


def _tolerant(data: bytes, encoding: str) -> str:
    return data.decode(encoding, errors="ignore")


def _checked(text: str) -> str:
    """Refuse decoded binary: more than one control character in ten (a few NULs are cleaned later)."""
    controls = sum(c < " " and c not in "\t\n\r\f\v" for c in text)
    if controls * 10 > len(text):
        raise Refusal("not_text")
    return text


def _is_binary(data: bytes) -> bool:
    sample = data[:4096]
    return sum(byte < 32 and byte not in b"\t\n\r\f\v" for byte in sample) * 20 > len(sample)
