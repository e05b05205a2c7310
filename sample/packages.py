"""The zip a recommending unit would upload: its 汇总表 and its works, packed in memory when asked for.

Only the files are committed; zips of the same bytes would double the sample in the repository and could
drift from the files. Packing takes milliseconds and gives the same bytes every time (fixed times, fixed
order), so a receipt by SHA-256 stays the same between runs on one machine.
"""

from __future__ import annotations

import io
import zipfile

from sample import SampleRecommender, load

PACKED_AT = (2026, 6, 26, 10, 0, 0)


class _GbkZipInfo(zipfile.ZipInfo):
    """A member whose name is written in GBK without the UTF-8 flag, as older Chinese zip tools do."""

    __slots__ = ()

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 (the name zipfile calls)
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def package(recommender: str) -> bytes:
    """The upload of one recommender, by its key in the preset. Raises KeyError for an unknown key."""
    return pack({each.key: each for each in load().recommenders}[recommender])


def pack(recommender: SampleRecommender) -> bytes:
    """Zip bytes of a recommender's 汇总表 followed by its works in recommendation order."""
    make_info = _GbkZipInfo if recommender.zip_encoding == "gbk" else zipfile.ZipInfo
    prefix = f"{recommender.zip_folder}/" if recommender.zip_folder else ""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in (recommender.register, *(entry.file for entry in recommender.entries)):
            info = make_info(prefix + path.name, date_time=PACKED_AT)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, path.read_bytes())
    return buffer.getvalue()


def package_name(recommender: SampleRecommender) -> str:
    """The file name of the zip, in the usual manner: 单位+汇总表+征文+篇数."""
    return f"{recommender.name}+汇总表+征文{len(recommender.entries)}篇.zip"
