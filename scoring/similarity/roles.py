"""What authors say they are, in families of roles that one person hardly has at the same time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scoring.text.word_list import any_of

# Family: words, in texts as in registers; the first family whose word stands in a description counts.
_FAMILIES = {
    "nurse": """
        护士长 护士 护师 护理员 助产士 护理人员
    """,
    "teacher": """
        人民教师 小学教师 中学教师 乡村教师 幼儿教师 教师 班主任 辅导员 小学老师 中学老师 语文老师 数学老师
        英语老师
    """,
    "police": """
        人民警察 民警 警察 交警 狱警 辅警 法官 检察官 消防员 消防战士 法警
    """,
    "official": """
        乡镇书记 镇党委书记 乡党委书记 乡镇党委书记 村支书 村党支部书记 村书记 镇长 乡长 公务员 纪检干部
        纪检监察干部 税务干部 税务工作者 选调生 大学生村官 村官 乡镇干部 水利干部 水利人 组织干部 政法干警
        民政干部 统计工作者 审计干部
    """,
    "business": """
        企业员工 银行员工 银行职员 电力工人 供电员工 客户经理 总经理 企业职工 国企员工 石油工人 煤矿工人
        铁路职工 邮递员 编辑记者 记者
    """,
    "pharmacist": """
        药剂师 药剂员 中药师 药师
    """,
    "laboratory": """
        检验员 检验师 检验人员 技师 化验员
    """,
    "finance": """
        会计师 会计 出纳 收费员
    """,
    "driver": """
        驾驶员 司机
    """,
    "doctor": """
        主治医师 主任医师 住院医师 乡村医生 村医 医师 医生 大夫
    """,
}
_LEADING = re.compile(r"院长|所长|站长|科长|主任|书记|局长|处长|股长|组长|院办|党委|党支部|管理")
_WORDS = {family: re.compile(any_of(words)) for family, words in _FAMILIES.items()}
_ANY = "|".join(any_of(words) for words in _FAMILIES.values())
_LEADS_TOO = frozenset({"nurse", "doctor", "pharmacist", "laboratory", "finance"})

_SELF = re.compile(
    rf"(?:(?P<if>如果|假如|要是|倘若|假设|梦见|仿佛|好像|幻想|希望|曾经)[^,。!?\n]{{0,4}})?"
    rf"(?:我(?:现在|只)?(?:就)?是(?:来自[^,。!?\n]{{2,24}}?的)?(?:一[名个位])?|我(?:作为|做为|身为)(?:一[名个位])?)"
    rf"(?P<said>[\u4e00-\u9fff]{{0,8}}?(?:{_ANY}))(?=[,。!;\n]|$)"
)
_AS = re.compile(
    rf"(?<!她)(?<!他)(?:作为|做为|身为)(?:一[名个位])?(?P<said>[\u4e00-\u9fff]{{0,8}}?(?:{_ANY})),(?=[^,。!?\n]{{0,4}}我)"
)


def family_of(description: str) -> str:
    """The family of a role as described in words; "" for none or for a word of several (白衣天使)."""
    for family, words in _WORDS.items():
        if words.search(description):
            return family
    return ""


def compatible(said: str, role: str) -> bool:
    """Whether somebody registered as ``role`` (words) may call themselves one of the family ``said``.

    Registers give the title of one author or those of several; who leads a house may be a doctor too.
    """
    families = {family for family, words in _WORDS.items() if words.search(role)}
    leads = _LEADING.search(role) is not None
    if not families and not leads:
        return True
    return said in families or (leads and said in _LEADS_TOO)


def self_descriptions(view: str) -> Iterator[tuple[int, int, str]]:
    """Places where the author says "I am a …" or "as a …, I": start, end, family."""
    for pattern in (_SELF, _AS):
        for match in pattern.finditer(view):
            family = family_of(match.group("said"))
            if family and not match.groupdict().get("if"):
                yield *match.span("said"), family
