"""Traditional script brought to simplified script by phrases: 軟體 is 软件, 資訊 is 信息.

A table of characters is enough for a character here and there, but a text in traditional script has words
whose characters go different ways (乾, 著) and, if it was converted for Taiwan, other words. OpenCC knows
both. Its result is aligned with what it was made from, stretch by stretch, so that each character still
leads back to its place.

The words of Taiwan are replaced only where a text uses them: 建立, 文件 and 程序 are words of both sides
with different meanings, and replacing them in a text from the mainland would part it from its copy.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Protocol

LEAST_SHARE = 0.02  # of traditional characters, for a text to count as traditional
LEAST_COUNT = 4

# Few writers go so long without a mark; the bound keeps the alignment of a stretch cheap.
_STRETCH = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U00031fff]{1,200}")
# After conversion to simplified characters: words written so in Taiwan only, and their mainland counterparts.
_TAIWAN = re.compile(
    "软体|硬体|韧体|资讯|网路|网际|程式|伺服器|介面|滑鼠|萤幕|印表机|数位|光碟|硬碟|磁碟|记忆体|随身碟|字串|位元|"
    "位址|连线|简讯|行动电话|智慧财产|智慧型|使用者|最佳化|型别|预设|视讯|品质|影片|计程车|捷运|公车|脚踏车|"
    "部落格|专案|支援|效能|设定|登入|档案|列印|摄氏|离线|透过|讯息|讯号|萤光|雷射|奈米|执行绪|函式|巨集|原始码"
)
_MAINLAND = re.compile(
    "软件|硬件|固件|信息|网络|互联网|程序|服务器|界面|鼠标|屏幕|打印机|数字|光盘|硬盘|磁盘|内存|优盘|字符|"
    "地址|连接|短信|移动电话|知识产权|智能|用户|优化|类型|默认|视频|质量|出租车|地铁|公交|自行车|"
    "博客|项目|支持|性能|设置|登录|文件|打印|通过|消息|信号|荧光|激光|纳米|线程|函数|源代码"
)


class _Converter(Protocol):
    def convert(self, text: str, /) -> str: ...


@lru_cache(maxsize=4)
def _converter(name: str) -> _Converter:
    import opencc  # deferred: only traditional texts need it

    converter: _Converter = opencc.OpenCC(name)
    return converter


def simplify(text: str) -> tuple[str, list[int]]:
    """``text`` in simplified script, and for each of its characters the offset in ``text``, in order."""
    stretches = list(_STRETCH.finditer(text))
    lines = "\n".join(match[0] for match in stretches)
    plain = _converter("t2s").convert(lines)
    converted = _simplified(lines)
    parts: list[str] = []
    places: list[int] = []
    at = 0
    for match, by_character, new in zip(stretches, plain.split("\n"), converted.split("\n"), strict=True):
        start, end = match.span()
        parts += (text[at:start], new)
        places += range(at, start)
        places += range(start, end) if new == by_character else _aligned(by_character, new, start, end)
        at = end
    return "".join(parts) + text[at:], places + list(range(at, len(text)))


def _simplified(lines: str) -> str:
    converted = _converter("tw2s").convert(lines)
    if len(_TAIWAN.findall(converted)) > len(_MAINLAND.findall(converted)):
        return _converter("tw2sp").convert(lines)
    return converted


def _aligned(by_character: str, new: str, start: int, end: int) -> list[int]:
    """Places in ``start .. end`` of the characters of ``new``, which replaces that stretch."""
    size = end - start
    if len(by_character) != size:
        return [start + min(at * size // len(new), size - 1) for at in range(len(new))]
    from rapidfuzz.distance import Levenshtein  # deferred with the rest

    places: list[int] = []
    for edit in Levenshtein.opcodes(by_character, new):
        first, count = edit.src_start, edit.src_end - edit.src_start
        if edit.tag == "insert":
            places += [start + min(first, size - 1)] * (edit.dest_end - edit.dest_start)
        elif edit.tag != "delete":
            width = edit.dest_end - edit.dest_start
            places += [start + first + at * count // width for at in range(width)]
    return places
