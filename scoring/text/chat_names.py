"""Who speaks in a chat, a forum or a talk written line by line, under a name that is no role: 21:08　听雨的药箱：…

In a log with times, floors or words of a chat any speaker that is no role goes by a name. In a plain dialogue only
one whose name reads like a phrase does, so that 家属, 婆婆 or a talking 听诊器 are left alone.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from scoring.text.known import Reader
from scoring.text.name_letters import RANKED_SURNAMES
from scoring.text.name_model import plausible_name, surname_length
from scoring.text.person_context import TITLES
from scoring.text.public_figures import PUBLIC_FIGURES, known_people
from scoring.text.segment import segmenter, tagged
from scoring.text.span_types import Identity, Kind, Level, Mention
from scoring.text.word_list import any_of, words_in

_DAY = r"(?:[0-9]{1,2}月[0-9]{1,2}日 ?|[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2} )"
_TIME = rf"[\[【(〔]?{_DAY}?[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?[\]】)〕]?"
_FLOOR = r"[\[【(〔]?(?:[0-9]{1,4}|[一二三四五六七八九十]{1,3})[楼层#][\]】)〕]?|[\[【(〔]楼主[\]】)〕]"
_IS_FLOOR = re.compile("[楼层#]")
_NAME = r"([a-z0-9_\-~]{0,6}[\u4e00-\u9fff][\u4e00-\u9fffa-z0-9_~·\-]{0,13})"
_SPOKEN = re.compile(
    rf"^[ ]{{0,4}}(?P<mark>(?:{_TIME}|{_FLOOR})[ :]{{0,3}})?@?{_NAME}(?:[(][^()\n]{{1,8}}[)])?[ ]?:(?=[ ]?[^ \n])"
    rf"|^[ ]{{0,4}}(?P<floor>{_FLOOR}|楼主)[ :]{{0,3}}{_NAME}[ ]{{1,3}}(?:发表于|回复于)"
    rf"|^[ ]{{0,4}}{_NAME}[ ]{{1,3}}(?P<time>{_TIME})[ ]?$",
    re.MULTILINE,
)
_BARE_TIME = re.compile(rf"^[ ]*{_TIME}[ ]*$", re.MULTILINE)
_CHAT = re.compile(
    r"群聊|聊天(?:记录|框)|微信群|工作群|跟帖|楼主|回帖|撤回了|对讲机|呼号|短信往来|弹幕|网名|昵称|私信"
)
_SAID = re.compile(r"[我你您咱俺吗呢吧啊呀嘛了啦哦嗯!?…]|语音|表情|图片|@")
_FEWEST, _TIMES = 3, 2  # lines of speakers in a log, and times alone on a line that make one
_PLAIN_FEWEST = 6  # lines of speakers in a dialogue
_MOST = 80  # speakers looked for elsewhere in the text, so that its length alone counts
_PHRASE = 3  # letters from which a name in a plain dialogue is a phrase

_ROLES = frozenset(
    words_in(
        """
    问 答 甲 乙 丙 丁 戊 众 合 白 唱 男 女 男声 女声 齐 齐声 领 领诵 合诵 众人 大家 群众 旁白 画外音 解说
    解说词 报幕 主持
    主持人 采访者 被采访者 记者 患者 患儿 病人 家属 护士 医生 大夫 院长 主任 客服 系统 公告 群主 管理员 群公告
    版主 网友
    匿名 匿名用户 楼主 楼上 调度 调度员 报警人 接线员 电话 广播 对方 那头 这头 来电 值班 班长 作者 笔者 编者
    编者按 备注 注
    附 附记 后记 按语 标题 题目 内容 正文 时间 地点 人物 场景 布景 道具 主题 体温 血压 脉搏 呼吸 心率 血糖 血氧
    早餐 午餐 晚餐 主诉
    诊断 初步诊断 处置 处理 医嘱 查体 现病史 既往史 体征 检查 检验 结果 记录 备 说明 提示 要求 目的 方法 结论
    背景 意义 摘要 关键词
    关键字 参考 单位 姓名 性别 年龄 民族 职务 职称 电话 手机 邮箱 地址 科室 床号 住院号 例 例如 比如 譬如 首先
    其次 最后 第一
    第二 第三 回答 回复 提问 学生 老师 孩子 妈妈 爸爸 母亲 父亲 丈夫 妻子 儿子 女儿 老人 老汉 老太太 大爷 大娘
    大妈 婆婆
    公公 媳妇 儿媳 司机 保安 保洁 药房 急诊 检验科 护士站 收费处 挂号处 门诊 病房 我 你 他 她 它 我们 他们 您
    咱 俺 心说 心想
    村长 书记 会计 警察 法官 原告 被告 审判长 证人 代理人 被告代理人 书记员 公诉人 辩护人 裁判 选手 观众 甲方
    小编 主播 博主 播主 小助手 助手 机器人 智能助手 编辑 编辑部 值班编辑 读者 粉丝 听众 家长 领导 同事 同学 朋友 邻居
    老乡 路人 过路人 来客 客人 顾客 老板 售票员 司仪 导演 编剧 剧务 独白 内心 心声 场外 幕后 幕外 童声 和声
    伴唱 帮腔 数板
    温馨提示 小贴士 提醒 通知 通告 误区 真相 辟谣 答案 正解 错误 正确 疑问 释疑 点评 简评 优点 缺点 好处 坏处 用法 用量
    物业 业委会 居委会 村委会 社区 网格 快递 快递员 外卖 骑手 民警 派出所 消防 保险 药店 学校 幼儿园 食堂 后勤 保卫处
    总值班 急救中心 指挥中心 总机 前台 导诊 分诊台 客户 商家 店家 卖家 买家 店小二 管家
    群聊 群里 全体成员 所有人 新消息 语音 图片 红包 视频 链接 位置 文件
    乙方 上联 下联 横批 谜面 谜底 提示音
    """
    )
)
_ROLE_END = re.compile(
    rf"(?:{any_of(' '.join(TITLES))}|[科室部站所院处办组队班岗台][长员]?|"
    rf"[\u4e00-\u9fff]{{0,2}}[甲乙丙丁戊己]|人员|声|者|员|师|长|士|人|员工|生|们|"
    rf"[夫妻爸妈爷奶姥姨婶嫂舅叔伯哥姐弟妹娘爹])$"
)
_LABEL = re.compile(
    r"(?:语音|消息|短信|录音|视频|图片|截图|文件|提醒|通知|电话|留言|来电|感冒|肺炎|疫苗|[病症炎癌药])$|[号码词语书表单法量值数率压温度期间时日月年点名称题目种类型式录记帖话句言方]$|整理$|^(?:楼主|没有|整理|后记|附)"
)
_CALLED_SO = re.compile(rf"[老小阿大][{''.join(RANKED_SURNAMES[:300])}]$")  # 值班小周, 担架老贺
_THING = ("n", "ns", "nt", "nz", "vn", "an", "t", "s", "f", "b", "m", "q", "eng", "x", "l", "i")
_OWN = (
    r"(?:“{0}”?就?是我|就是我[^\n。]{{0,6}}{0}|我[^\n。:]{{0,12}}[叫名是][^\n。:]{{0,4}}“?{0}|为什么叫“?{0}|"
    r"(?:网名|昵称|群名|署名|笔名|投稿人|作者|呼号|整理)[^\n。]{{0,8}}{0}|{0}[”(]?[^\n。]{{0,4}}(?:就是我|"
    r"是我的)|我的叫“{0})"
)


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    name: str
    marked: bool
    floor: bool
    opened: bool
    said: str


def find_chat_names(reader: Reader, identity: Identity) -> Iterator[Mention]:
    """The names under which people speak in a log, wherever they stand."""
    text = reader.view.text
    lines = list(_speaker_lines(text))
    logged = _is_log(text, lines)
    if not logged and len(lines) < _PLAIN_FEWEST:
        return
    heard = Counter(line.name for line in lines)
    starts: dict[str, list[_Line]] = defaultdict(list)
    for line in lines:
        starts[line.name].append(line)
    if len(heard) < 2 and not logged:
        return
    for name, _ in heard.most_common(_MOST):
        those = starts[name]
        once = those[0].marked and not segmenter().known(name)
        named = goes_by(name) and (len(those) > 1 or once)
        if (named if logged else len(those) > 1 and _phrase(name)) and not _listed(name, identity):
            own = re.search(_OWN.format(re.escape(name)), text) or _bears(name, identity)
            own = own or any(line.opened for line in those)
            of_many = segmenter().tag_of.get(name) == "i" or _ROLE_END.search(name)
            if not own and (all(line.floor for line in those) or of_many):
                continue  # strangers of a forum; 风雨无阻 or 路过的医生 is half the country
            kind = Kind.AUTHOR if own else Kind.PERSON
            for start, end in _everywhere(text, name, those):
                yield reader.mention(start, end, kind, Level.LIKELY, "chat_name")


def _speaker_lines(text: str) -> Iterator[_Line]:
    for match in _SPOKEN.finditer(text):
        group = next(number for number in (2, 4, 5) if match.group(number))
        end = text.find("\n", match.end() + 1)
        said = text[match.end() : end if end >= 0 else len(text)]
        mark = next((match.group(name) for name in ("mark", "floor", "time") if match.group(name)), "")
        opened, floor = "楼主" in mark, _IS_FLOOR.search(mark) is not None
        yield _Line(*match.span(group), match.group(group).rstrip("-~_"), bool(mark), floor, opened, said)


def _is_log(text: str, lines: list[_Line]) -> bool:
    """Whether lines carry times or floors, or are said to be a chat, and people talk in them."""
    marked = [line for line in lines if line.marked]
    bare = len(_BARE_TIME.findall(text)) >= _TIMES or _CHAT.search(text) is not None
    log = marked if len(marked) >= _FEWEST else lines if bare and len(lines) >= _PLAIN_FEWEST else []
    talk = sum(1 for line in log if _SAID.search(line.said))
    return bool(log) and 3 * talk >= len(log) and len({line.name for line in log}) > 1


def goes_by(name: str) -> bool:
    """Whether a speaker of a log is somebody by name: 听雨的药箱, 灶台; not 院长, 值班小周, 患者家属."""
    if len(name) < 2 or name in _ROLES or name in PUBLIC_FIGURES or name in known_people():
        return False
    if name[-1] in "说道问答喊叫写念" or name[0] in "第每" or _LABEL.search(name):
        return False
    if _CALLED_SO.search(name) or (len(name) > 4 and name[-3] != "的" and plausible_name(name[-3:])):
        return False
    role = _ROLE_END.search(name)
    return not role or ("的" in name and name.index("的") < role.start() and not segmenter().known(name))


def _phrase(name: str) -> bool:
    """Whether a speaker of a plain dialogue goes by a phrase: 北坡以北, 还有半边; not 血压计 or 病人家属."""
    if len(name) < _PHRASE or not goes_by(name) or segmenter().known(name):
        return False
    words = tagged(name)
    placed = any(word.tag == "f" and name[word.start] == "以" for word in words)
    return placed or not all(word.tag in _THING for word in words)


def _listed(name: str, identity: Identity) -> bool:
    return name in identity.authors or name in identity.people


def _bears(name: str, identity: Identity) -> bool:
    """Whether letters of the author's given name are in it."""
    return any(set(author[surname_length(author) :]) & set(name) for author in identity.authors)


def _everywhere(text: str, name: str, lines: list[_Line]) -> Iterator[tuple[int, int]]:
    """Where a name speaks; where it is called or quoted; and everywhere, if it is nobody's word."""
    word = segmenter().known(name) > 0 or len(name) < _PHRASE
    yield from ((line.start, line.start + len(name)) for line in lines)
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        called = text[at - 1 : at] in _BEFORE and (
            text[end : end + 1] in _BEHIND or text.startswith(name, end)
        )
        twice = text.startswith(name, at - len(name)) and text[end : end + 1] in _BEHIND
        if not word or called or twice or text[at - 1 : at] == "@":
            yield at, end
        at = text.find(name, end)


_BEFORE = ("", *'\n“"(:,。!?@、 ')
_BEHIND = ("", *'\n”"):,。!?、 …')
