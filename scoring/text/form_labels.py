"""The labels of forms, which are no names: what follows 年龄 or 民族, and 性　别 or 年　月　日 written with blanks."""

from __future__ import annotations

import re

from scoring.text.word_list import any_of

_LABELS = any_of(
    """
    姓名 性别 年龄 民族 职务 职称 籍贯 学历 学位 单位 科室 科别 部门 电话 手机 邮编 地址 微信 邮箱 信箱 作者
    撰稿 供稿 投稿 通讯 学生 老师
    出生 出生年月 出生日期 政治面貌 婚否 住址 日期 时间 地点 编号 年月日 年月 月日 身高 体重 血型 工龄 专业
    毕业 特长 爱好 题目
    标题 目录 附件 签名 签字 盖章 意见 备注 审核 校对 编辑 主编 印章 页数 共页 第页 性别女 性别男 正文 体裁
    字数 组别 序号 送审
    """
)
DESKS = any_of(  # of a house: what stands before a title or a surname tells of nobody
    """
    检验 药房 药剂 收费 保洁 保安 护士 医生 大夫 急诊 放射 后勤 总务 司机 院长 主任 书记 站长 所长 护工 食堂 厨师
    电工 门卫 值班 调度 担架 信息 财务 会计 出纳 医保 病案 公卫 防保 妇幼 儿科 内科 外科 产科 骨科 眼科 牙科 中医
    蒙医 针灸 康复 心电 影像 超声 手术 麻醉 供应 挂号 导诊 护理 化验 采血 接种 防疫 疾控 预检 分诊 库房 洗衣 锅炉 后厨
    公共卫生 家庭 全科 住院 门急诊 院感 质控 科教 人事 党办 院办 设备 药学 营养 血透 内镜 介入 重症 监护 新生儿 精神
    """
)
_LABEL = re.compile(_LABELS)
_OTHER = re.compile(
    r"(?:性[ ]{0,4}别|年[ ]{0,4}龄|民[ ]{0,4}族|职[ ]{0,4}务|职[ ]{0,4}称|籍[ ]{0,4}贯|学[ ]{0,4}历|"
    r"科[ ]{0,4}[别室]|单[ ]{0,4}位|出生(?:年月|地|日期)?|"
    r"政治面貌|专业|工龄|血型|婚否|职业|特长|爱好|体裁|字数)[ ]?[:/ ][ ]{0,3}$"
)
_BEFORE = 12


def of_other_label(text: str, start: int) -> bool:
    """Whether what stands at an offset of the view is the value of a label that asks for no name."""
    return _OTHER.search(text[max(0, start - _BEFORE) : start]) is not None


def label_letters(row: str) -> frozenset[int]:
    """Offsets of the letters of labels in a row written without its blanks: 0, 1, 3, 4 of 性别女民族汉."""
    return frozenset(at for match in _LABEL.finditer(row) for at in range(*match.span()))
