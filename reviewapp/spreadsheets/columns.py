"""Columns of the official forms: one canonical field each, and the headings people write for it.

Headings are compared after folding (NFKC, no white space, no brackets' content such as ``(必填)``), so
``作 品 名 称`` and ``作品名称（必填）`` are both ``title``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

# Field → headings; the first is the official one, used in exports and in sentences to people.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "recommender": ("推荐单位", "报送单位", "选送单位", "推荐地区", "盟市"),
    "category": ("单位类别", "推荐单位类别"),
    "order": ("序号", "推荐顺序", "排序", "推荐名次"),
    "number": ("作品编号", "编号", "稿件编号"),
    "title": ("作品题目", "题目", "作品名称", "标题", "文章题目", "文章名称", "征文题目", "篇名", "文章标题"),
    "authors": ("作者", "姓名", "作者姓名", "学生姓名", "第一作者", "参赛者", "作者名单"),
    "coauthors": ("合作者", "其他作者", "合作作者"),
    "unit": ("单位", "工作单位", "所在单位", "作者单位", "学校", "单位名称"),
    "unit_and_post": (
        "单位及职务",
        "单位职务",
        "工作单位及职务",
        "单位及职称",
        "单位和职务",
        "所在单位及职务",
    ),
    "department": ("部门", "科室", "部门/科室", "所在科室", "所在部门", "班级"),
    "post": ("职务", "职称", "职务/职称", "职务职称", "职务或职称"),
    "sex": ("性别",),
    "ethnicity": ("民族",),
    "birth": ("出生年月", "出生日期", "生日", "出生"),
    "political": ("政治面貌",),
    "is_young": ("是否青年", "是否青年作者", "35岁及以下", "是否35岁及以下", "青年"),
    "is_collective": ("是否集体创作", "集体创作", "是否集体"),
    "genre": ("体裁", "文体", "作品体裁"),
    "words": ("字数", "作品字数"),
    "division": ("组别", "赛道", "组别/赛道", "参赛组别"),
    "initial_score": ("初评得分", "初评分", "初评成绩", "单位初评得分", "分数", "得分"),
    "similarity_rate": ("查重率", "重复率", "查重结果"),
    "phone": ("联系电话", "电话", "联系方式", "手机", "手机号", "手机号码", "电话号码", "联系人电话"),
    "email": ("电子邮箱", "邮箱", "电子邮件", "email", "e-mail"),
    "address": ("通信地址", "地址", "通讯地址"),
    "teacher": ("指导教师", "指导老师", "辅导教师", "辅导老师"),
    "file_name": ("文件名", "作品文件", "作品文件名", "文件名称", "附件", "电子稿文件名", "附件名称"),
    "note": ("备注", "说明", "备注说明"),
}
# A heading that means one thing or another, depending on its neighbours; see ``resolve``.
_AMBIGUOUS_HEADING = "类别"

# Fields whose values are digits and signs: full-width forms are folded, numbers restored to digits.
NUMERIC_FIELDS = frozenset({"order", "number", "words", "initial_score", "similarity_rate", "phone"})
FOLDED_FIELDS = NUMERIC_FIELDS | {"email", "file_name"}
DATE_FIELDS = frozenset({"birth"})
NAME_FIELDS = frozenset({"authors", "coauthors", "teacher"})

_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_SPACE = re.compile(r"[\s\u3000\u200b\ufeff]+")


def fold_heading(heading: str) -> str:
    """A heading as it is compared: NFKC, lower case, without white space, brackets and final colon."""
    text = unicodedata.normalize("NFKC", heading)
    text = _SPACE.sub("", text).lower()
    return (_BRACKETS.sub("", text) or text).strip("*:：")


_FIELD_OF = {fold_heading(h): field for field, headings in HEADINGS.items() for h in headings}


def field_of(heading: str) -> str | None:
    """Canonical field of one heading, None if it is unknown or depends on its neighbours."""
    return _FIELD_OF.get(fold_heading(heading))


def resolve(headings: list[str]) -> list[str | None]:
    """Canonical field of every heading of a row; a repeated field keeps its first column.

    ``类别`` is the recommending body's category when the row also has a column for the genre, or when it
    stands right after the recommending body; otherwise it is the genre.
    """
    fields: list[str | None] = [field_of(heading) for heading in headings]
    for index, heading in enumerate(headings):
        if fold_heading(heading) == _AMBIGUOUS_HEADING:
            follows_body = index > 0 and fields[index - 1] == "recommender"
            fields[index] = "category" if follows_body or "genre" in fields else "genre"
    seen: set[str] = set()
    for index, field in enumerate(fields):
        if field in seen:
            fields[index] = None
        elif field is not None:
            seen.add(field)
    return fields


def official_heading(field: str) -> str:
    """The heading official forms use for a field."""
    return HEADINGS[field][0] if field != "category" else _AMBIGUOUS_HEADING
