"""Why a file is refused, and what a reader must know about a file that was taken.

Both are a code with facts; the sentences for people stand here in one table each, in Chinese, marked for
gettext by ``N_`` and filled by the caller: ``gettext(SENTENCES[code]) % facts``.  The facts of one code
always carry every placeholder of its sentence (``Refusal`` and ``Notice`` check that), so a page cannot
fail while it explains a failure.

A notice either *informs* or *holds*: a held file is taken, but a clerk must look at it before use.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

Facts = Mapping[str, str | int]


def N_(sentence: str) -> str:  # noqa: N802 - the name gettext extractors know
    """Mark a sentence for the gettext extractor; translation happens where it is shown."""
    return sentence


SENTENCES: dict[str, str] = {
    # any upload
    "empty_file": N_("文件是空的（0 字节），请重新上传。"),
    "too_large": N_("文件有 %(size)s，超过上限 %(limit)s。"),
    "bad_name": N_("文件名含有不允许的字符，请改名后重新上传。"),
    "unsupported_type": N_("不接受“%(extension)s”类型的文件，请改用 %(accepted)s。"),
    "wrong_type": N_("文件扩展名是 %(extension)s，内容却是%(actual)s，请用正确的格式另存后上传。"),
    "unreadable": N_("文件无法读取：处理时出错、超时或占用过多内存，请另存为新文件后重新上传。"),
    "damaged": N_("文件已损坏或不完整（%(part)s），请重新另存后上传。"),
    "encrypted": N_("文件设有密码或已加密，请取消密码后重新上传。"),
    "macro": N_("文件带有宏，不予接受，请另存为不带宏的格式。"),
    "external_entity": N_("文件内部含有不允许的外部定义（DTD，在 %(part)s），不予接受。"),
    "too_deep": N_("文件内部结构嵌套过深（%(part)s），不予接受。"),
    # packages and archives
    "bomb": N_("压缩内容展开后过大（%(part)s），不予解压。"),
    "too_many_entries": N_("压缩包内有 %(count)s 个条目，超过上限 %(limit)s。"),
    "overlapping_entries": N_("压缩包内条目互相重叠，不予解压。"),
    "unsafe_path": N_("压缩包内有不安全的路径“%(name)s”，整包不予接受。"),
    "symlink": N_("压缩包内有符号链接“%(name)s”，整包不予接受。"),
    "nested_archive": N_("“%(name)s”本身是压缩包，不再层层解开，请直接放入文件。"),
    "archive_without_files": N_("压缩包内没有可用的文件（忽略 %(ignored)s 个，拒绝 %(refused)s 个）。"),
    # essays
    "empty_text": N_("文件里没有文字。"),
    "not_text": N_("文件内容不是文字。"),
    "unknown_encoding": N_("无法判断文字编码（第 %(position)s 字节起不能识别），请另存为 UTF-8。"),
    "mixed_encoding": N_("文字混用了两种编码（从第 %(position)s 字节起改变），请另存为 UTF-8。"),
    "too_long": N_("文字超过 %(limit)s 字，不像一篇征文。"),
    "too_many_paragraphs": N_("段落超过 %(limit)s 段，不像一篇征文。"),
    "too_many_pages": N_("PDF 超过 %(limit)s 页，不像一篇征文。"),
    "old_word": N_("这是 Word 97 以前的旧格式，请另存为 docx 后上传。"),
    # tables
    "no_header": N_("表里没有找到表头，缺少：%(missing)s；读到的第一行是：%(found)s。"),
    "missing_columns": N_("表头缺少：%(missing)s；表里的列是：%(found)s。"),
    "no_rows": N_("表头之下没有数据行。"),
    "too_many_rows": N_("表格超过 %(limit)s 行。"),
    "too_many_columns": N_("表格超过 %(limit)s 列。"),
    "open_quote": N_("第 %(line)s 行的引号没有结束，其后各行无法可靠分开，请改正后重新上传。"),
}

NOTICE_SENTENCES: dict[str, str] = {
    # essays: what was left out of the reading copy, or must be looked at
    "extension_mismatch": N_("扩展名是 %(extension)s，实际是%(actual)s，已按实际格式读取。"),
    "encoding_guessed": N_("文件没有标明编码，按 %(encoding)s 读取，请核对有无乱码。"),
    "encoding_unsure": N_("文件编码不能确定，暂按 %(encoding)s 读取，可能有乱码，须人工核对。"),
    "cut_character": N_("文件末尾的字不完整，最后 %(count)s 字节未能读出。"),
    "control_removed": N_("去除了 %(count)s 个控制字符。"),
    "nul_removed": N_("去除了 %(count)s 个空字符（NUL）。"),
    "bidi_removed": N_("去除了 %(count)s 个改变文字方向的控制符。"),
    "surrogate_removed": N_("去除了 %(count)s 个残缺字符。"),
    "noncharacter_removed": N_("去除了 %(count)s 个非字符码位。"),
    "zero_width": N_("正文中夹有 %(count)s 个看不见的零宽字符。"),
    "private_use": N_("正文中有 %(count)s 个自造字，别的电脑上可能显示不出。"),
    "replacement_character": N_("正文中有 %(count)s 个无法识别的字（�）。"),
    "combining_marks": N_("正文中有 %(count)s 个异常堆叠的附加符号。"),
    "radicals": N_("正文中有 %(count)s 个形似汉字的部首字符。"),
    "no_text": N_("没有可读的文字（扫描件或图片），须人工录入。"),
    "very_short": N_("正文只有 %(count)s 字。"),
    "very_long": N_("正文有 %(count)s 字，长度异常。"),
    "html_like": N_("正文含有网页或程序代码，一律按文字显示。"),
    "pictures": N_("文件含 %(count)s 幅图片，由编号员逐幅决定是否给评委看。"),
    "pictures_elsewhere": N_("另有 %(count)s 幅图片在页眉页脚等处，没有取出，评委看不到。"),
    "pictures_too_many": N_("图片超过 %(limit)s 幅，后面的 %(count)s 幅没有取出，评委看不到。"),
    "pictures_too_large": N_("%(count)s 幅图片尺寸过大，没有取出，评委看不到。"),
    "pictures_too_small": N_("%(count)s 幅图片很小（不到 %(limit)s 像素），没有取出。"),
    "pictures_unreadable": N_(
        "%(count)s 幅图片读不出来（矢量图、不支持的格式或已损坏），没有取出，评委看不到。"
    ),
    "pictures_old_format": N_(
        "旧格式文件里的 %(count)s 幅图片或图形没有取出，评委看不到；需要时请另存为 docx。"
    ),
    "foreign_part": N_("文件插入了 %(count)s 个外部文档片段，Word 里看得到，阅读稿里没有，须核对。"),
    "form_text": N_("PDF 的表单栏里填有 %(count)s 处文字，页面上看得到，阅读稿里没有，须核对。"),
    "inserted_text": N_("文件含 %(count)s 处修订插入的文字，已放入阅读稿。"),
    "embedded_object": N_("文件嵌有 %(count)s 个对象或附件，未放入阅读稿。"),
    "external_link": N_("文件引用了 %(count)s 处外部内容，均未读取。"),
    "active_content": N_("文件带有自动执行的动作，已忽略。"),
    "hidden_text": N_("文件含 %(count)s 处隐藏文字（隐藏格式、与底色同色或极小的字），未放入阅读稿。"),
    "deleted_text": N_("文件含 %(count)s 处修订删除的文字，未放入阅读稿。"),
    "comments": N_("文件含 %(count)s 条批注，未放入阅读稿。"),
    "margin_text": N_("文件含 %(count)s 处页眉页脚文字，未放入阅读稿。"),
    "side_text": N_("文件含 %(count)s 处说明、域或链接文字，未放入阅读稿。"),
    "earlier_revision": N_("PDF 内留有 %(count)s 个更早的版本。"),
    "polyglot": N_("PDF 之后还附有压缩包数据，未读取。"),
    "missing_pages": N_("%(count)s 页没有文字层，可能是扫描页。"),
    "duplicate_name": N_("压缩包内有同名文件“%(name)s”（第 %(position)s 个），均已列出。"),
    "renamed": N_("压缩包内的文件名“%(name)s”含有不宜使用的字符，已改写。"),
    "recognised_text": N_("文字来自扫描件的识别层，可能有错字，须核对。"),
    # tables: %(cell)s is an A1 address, %(value)s what stood there
    "formula": N_("%(cell)s 是公式，取其上次算出的值“%(value)s”，须核对。"),
    "formula_without_value": N_("%(cell)s 是公式，没有保存算出的值。"),
    "error_cell": N_("%(cell)s 是错误值 %(value)s。"),
    "digits_lost": N_("%(cell)s 的数字“%(value)s”位数已丢失，请在表中设为文本后重填。"),
    "number_restored": N_("%(cell)s 的数字“%(value)s”已还原为数字串。"),
    "date_serial": N_("%(cell)s 的日期序号“%(value)s”已还原为日期。"),
    "cell_too_long": N_("%(cell)s 的内容有 %(count)s 字，超过上限，未采用。"),
    "cell_cleaned": N_("%(cell)s 去除了控制字符。"),
    "merged_filled": N_("%(cell)s 是合并单元格，已填入同一内容“%(value)s”。"),
    "ragged_row": N_("第 %(row)s 行有 %(count)s 列，表头有 %(expected)s 列。"),
    "stray_cell": N_("%(cell)s 在表格范围之外，未采用。"),
    "repeated_row": N_("第 %(row)s 行与第 %(first)s 行完全相同，只算一次。"),
    "repeated_column": N_("%(cell)s 的列“%(value)s”重复，未采用。"),
    "unknown_column": N_("%(cell)s 的列“%(value)s”不认识，未采用。"),
    "other_sheet": N_("另有工作表“%(sheet)s”，未读取。"),
    "hidden_sheet": N_("另有隐藏的工作表“%(sheet)s”，未读取。"),
    "footer_row": N_("第 %(row)s 行是表尾（%(value)s），不作数据。"),
    "external_workbook": N_("表格引用了外部数据，均未读取。"),
}

# A person must look before the file or row is used; every other notice only informs.
HOLDING = frozenset({
    "encoding_unsure", "cut_character", "combining_marks", "no_text", "very_short", "very_long",
    "html_like", "hidden_text", "earlier_revision", "polyglot", "missing_pages", "recognised_text",
    "replacement_character", "foreign_part", "form_text",
    "formula", "formula_without_value", "error_cell", "digits_lost", "cell_too_long", "ragged_row",
    "stray_cell", "hidden_sheet", "duplicate_name",
})  # fmt: skip

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def placeholders(sentence: str) -> frozenset[str]:
    """Names of the facts a sentence needs."""
    return frozenset(_PLACEHOLDER.findall(sentence))


class Refusal(ValueError):
    """Nothing of the input may be kept; ``SENTENCES[code] % facts`` says why.

    It is the only exception that bad input can raise from ``documents`` and ``spreadsheets``.
    """

    def __init__(self, code: str, **facts: str | int) -> None:
        missing = placeholders(SENTENCES[code]) - facts.keys()
        if missing:
            raise TypeError(f"refusal {code!r} lacks the facts {sorted(missing)}")
        super().__init__(code, facts)
        self.code = code
        self.facts: dict[str, str | int] = facts

    def __str__(self) -> str:
        return f"{self.code} {self.facts}" if self.facts else self.code


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a clerk should know of a file that was taken; ``NOTICE_SENTENCES[code] % facts``."""

    code: str
    facts: Facts = field(default_factory=dict)

    def __post_init__(self) -> None:
        missing = placeholders(NOTICE_SENTENCES[self.code]) - self.facts.keys()
        if missing:
            raise TypeError(f"notice {self.code!r} lacks the facts {sorted(missing)}")

    @property
    def holds(self) -> bool:
        """True when a person must look before the file (or table row) is used."""
        return self.code in HOLDING
