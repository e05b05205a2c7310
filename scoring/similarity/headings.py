"""Lines of an entry form that came along with the essay: everybody's, whatever they are filled with."""

from __future__ import annotations

import re

_LABEL = (
    r"(?:(?:作品|文章|征文|参赛|参评|报送|推荐|申报|第一|通讯|所在|工作|指导|联系|电子|身份证|出生|政治|文化|技术|行政|邮政|通信|内容|"
    r"撰写|完成|创作|选送|组织|主办|承办)"
    r"?(?:题目|标题|名称|类别|类型|体裁|形式|编号|序号|字数|组别|赛道|主题|作者|姓名|性别|民族|年龄|年月|日期|时间|面貌|单位|部门|科室|处室|"
    r"职务|职称|职业|学历|程度|电话|手机|号码|邮箱|邮件|地址|编码|邮编|微信|QQ|人|教师|老师|意见|提要|摘要|简介|关键词|得分|成绩|名次|签名|签字|盖章|公章|备注)"
    r"|政治面貌|职务职称|单位及职务|单位意见|初评得分|是否[\u4e00-\u9fff]{2,8})"
)
_FIELD = re.compile(rf"{_LABEL}(?:[（(][^（()）\n]{{0,12}}[)）])?[ \t\u3000]{{0,4}}[:：]", re.IGNORECASE)
_PLEDGE = re.compile(r"承诺[^\n]{0,80}(?:原创|抄袭|独立完成|一稿多投|公开发表|侵权)|原创[^\n]{0,12}承诺书?")
_MAYBE = re.compile("[:：]|承诺")
MOST_LINE = 400  # a longer line with one label is a paragraph that happens to begin like a form
_LONG = 60


def heading_lines(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of the lines that are fields of a form (题目：… 作者：…) or the pledge below it."""
    spans = []
    start = 0
    for line in text.splitlines(keepends=True):
        if _is_heading(line):
            spans.append((start, start + len(line)))
        start += len(line)
    return tuple(spans)


def _is_heading(line: str) -> bool:
    short = line.strip()
    if not short or len(short) > MOST_LINE or not _MAYBE.search(short):
        return False
    if _PLEDGE.search(short):
        return True
    fields = [match.start() for match in _FIELD.finditer(short)]
    return bool(fields) and (
        (fields[0] == 0 and len(short) <= _LONG) or len(fields) >= max(2, len(short) // _LONG)
    )
