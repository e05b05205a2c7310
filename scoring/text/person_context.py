"""What stands around a personal name: titles, kin, verbs of calling and speaking. Weights are log odds.

They were set on labelled essays, by hand and in round numbers: how much more often the words stand beside names
than beside everything else.
"""

from __future__ import annotations

import re

from scoring.text.kin_words import KIN_WORDS
from scoring.text.name_letters import NAME_PARTS
from scoring.text.word_list import words_in

CHINESE_TITLES = words_in(
    """
    主任医师 主任 副主任 院长 副院长 老院长 书记 副书记 老书记 科长 副科长 站长 副站长 所长 副所长 局长 副局长
    处长 部长 主席 校长 班长 组长 队长 村长 乡长 镇长 旗长 县长 嘎查长 会计 司机 护士长 总护士长 护士 护师 医生
    医师 大夫 药师 技师 治疗师 麻醉师 康复师 助产士 实习生 研究生 大学生 老师 教授 院士 专家 师傅 徒弟 徒儿 同事
    同学 同志 学生 战友 队友 搭档 同桌 同窗 室友 学长 学姐 学弟 学妹 好友 朋友 邻居 老乡 党员 患者 病人 病友 产妇
    孕妇 老人 老汉 老太太 老太 大爷 大娘 大妈 大叔 大伯 大婶 阿姨 大哥 大姐 大嫂 姑娘 小伙子 小伙 女孩 男孩 孩子
    娃娃 小朋友 同伴 伙伴 牧民 农民 村民 居民 渔民 矿工 工人 教师 校医 志愿者 驾驶员 儿子 女儿 丈夫 妻子 爱人 父亲
    母亲 公公 婆婆 爷爷 奶奶 姥姥 姥爷 外婆 外公 叔叔 伯伯 舅舅 舅妈 姑姑 哥哥 姐姐 弟弟 妹妹 额吉 阿爸 阿妈 媳妇
    老伴 婆姨 汉子 后生 老先生 先生 女士 小姐 师父 师兄 师姐 师弟 师妹 老人家 老爷子 老奶奶 嫂子 老嫂子 队医 站医
    导师 恩师 前辈 老前辈 老支书 支书 干事 助理 秘书 保安 保洁员 监督员 调度员 检验师 检验员 接生员 村医 乡医
    赤脚医生 蒙医 老蒙医 中医 老中医 主管 主治医师 主治医生 住院医师 急救员 担架员 联络员 网格员 宣传员 护工
    护理员 厨师 门卫 民警 警察 军医 战士 连长 指导员 老板 经理 厂长 场长 调研员 主刀 一助 器械护士 巡回护士
    责任护士 值班医生 值班护士 带教老师 带教 学员 新人 家长 家属 英雄 烈士 模范 劳模 代表 委员 闺女 丫头 孙女 孙子
    孙儿 外孙 外孙女 外甥 外甥女 侄子 侄儿 侄女 姐夫 妹夫 姑父 姑姑 姨夫 舅母 婶婶 婶子 伯父 伯母 岳父 岳母 弟媳
    儿媳 女婿 妈妈 爸爸 表哥 表姐 表弟 表妹 堂哥 堂姐 堂弟 堂妹 二叔 三叔 大舅 二舅 三舅 小姨 大姨 二姨 三姨 二伯
    二姐 三姐 二哥 三哥 发小 同乡 工友 舍友 小伙儿 电工 木匠 石匠 铁匠 瓦工 焊工 水暖工 厨子 炊事员 清洁工 保管员
    收费员 出纳 药剂师 司药 化验员 督导员 队员 向导 翻译 记者 编辑 主持人 羊倌 马倌 牛倌 船工 防疫员 兽医 大队长
    中队长 政委 排长 营长 团长 教导员 辅导员 班主任 阿奶 阿爷 阿公 阿婆 阿伯 阿姐 阿哥 阿弟 老阿爸 老阿妈 老额吉
    老大夫 老护士 老所长 老站长 老会计 老主任 老师傅 老爹 渔民 船老大 老板娘 房东 毕摩 喇嘛 阿訇 工程师 技术员
    妇女主任 专干 调解员 楼长 患儿 伤员 五保户 贫困户 低保户 驻村干部 第一书记 主治 主治医 主刀医生 管床医生
    麻醉医生 内科医生 外科医生 医师 牧人 猎人 老乡 老兵 退伍兵 后勤 勤务员 药剂员 卫生员 采血员 检疫员 统计员
    档案员 挂号员 消毒员 护林员 邮递员 讲解员 饲养员 检查员 押运员 疫苗员 锅炉工 司炉工 洗衣工 修理工 搬运工
    接生婆 村主任 牧羊人 麻醉科医生 营养师 理疗师 受访人 受访者 讲述人 被访人 通讯员 女医生 男护士 女护士 老护士长
    小护士 总管 管家 老伙计 老友 故友 兄弟 姐妹 大妹子 老妹 义工 郎中 老郎中 先生娘 股长 老股长 庭长 法官 律师
    检察官 指挥长 总监 理事 理事长 会长 秘书长 团支书 文书 庄长 保长 社长 屯长 屯达 努图克达 营业员 售货员 裁缝
    皮匠 毡匠 银匠 泥瓦匠 画匠 马夫 车把式 挡羊的 羊把式 博士 药工 油锯手 养路工 放映员 话务员 车老板 掌柜 东家
    店主 船家 猎手 护堤员 更夫 打更人 工头 炮手 伙夫 厨工 勤杂工 民工 瓦匠 篾匠 鞋匠 剃头匠 货郎 邮差 快递员
    外卖员 骑手 师母 师爷 同门 同舍生 弟子 门人 门生 学徒 学童 渔家娃 老友 医友 护友 老病号 老患者 小患者
    老主顾 房客 长工 佃户 队友 舍友 室友 船长 轮机长 老轨 大副 水手 列车长 乘务员 机长 检票员 苗医 藏医 彝医 傣医
    壮医 维医 回医 朝医 哈医 瑶医 侗医 土医 草医 西医 牙医 校长 园长 规培生 进修生 进修医生 住院总 学弟学妹 保姆
    月嫂 护士姐姐 医生叔叔 宣教员 讲师 副教授 特岗 讲师团 院感 总护士
    """
)
TITLES = tuple(dict.fromkeys((*CHINESE_TITLES, *sorted(KIN_WORDS))))


def _no_part(word: str) -> str:
    """A word of kin, where it does not begin a name: 阿布, not 阿布都热合曼."""
    goes_on = {part[len(word)] for part in NAME_PARTS if part.startswith(word) and len(part) > len(word)}
    return word + (f"(?![{''.join(sorted(goes_on))}])" if goes_on else "")


_titles = "|".join(_no_part(word) for word in sorted(TITLES, key=len, reverse=True))
TITLE = re.compile(_titles)
_KIN_LETTER = (
    r"[姐哥叔姨婶嫂](?=[^\u4e00-\u9fff]|[的说问在从把给也就又来去是和跟叫让喊您你我他她没不都还走笑哭家教送拿递拉带帮请看听想"
    r"抱背扶站坐蹲]|$)"
)
KIN_LETTER = re.compile(_KIN_LETTER)
# What the public calls its own; it does not make anybody one of the writer's circle.
HONORED = re.compile(
    r"[ ”]?(?:老?先生|教授|院士|专家|博士|女士|烈士|英雄|将军|爷爷|老人家|大师|精神|等人|他们)"
)


def tears_title(text: str, start: int, end: int) -> bool:
    """刘副|院长, 上村|医: whether a title begins inside ``[start, end)`` and goes on behind it."""
    return any((match := TITLE.match(text, at)) and match.end() > end for at in range(start + 1, end))


def begins_title(text: str, start: int, end: int) -> bool:
    """额格|其: whether ``[start, end)`` is only the beginning of a title."""
    match = TITLE.match(text, start)
    return match is not None and match.end() > end


# What stands before and behind a short name where somebody is called by it.
CALLING = re.compile(
    r"(?:叫|喊|称|唤|说|道|问|夸|骂|劝|笑|比|找|[，。：；,:;“\"「\n、！!？?—]"
    r"|是|我|和|与|跟|给|^)[我她他的作做]{0,2}[“\"「]?$"
)
CALLED = re.compile(
    rf"[，。：；:;”\"」\n、！!？?,—…)）]|$|啊|呀|哪|呢|嘛|同志"
    rf"|{_titles}|[说道笑哭站走跑的的手]|就|也|都|和|与|跟|你|来|快|会|还|刚"
)

_BEFORE = tuple(
    (re.compile(f"(?:{pattern})$"), weight)
    for pattern, weight in (
        (
            (
                r"(?:叫做|名叫|叫作|取名|起名|名字是|名字叫|姓名|名为|原名|本名|真名|大名叫?|小名叫?|人称|唤作|师从|嫁给|"
                r"一个叫|[有位名]叫|他叫|她叫|名字：|我是|就是我，|我，)[ :“\"「]{0,2}"
            ),
            7.0,
        ),
        (rf"(?:{_titles})(?:[ :、—]|是|叫|就是|就叫|——){{0,2}}[“\"]?", 6.0),
        (r"[,，。]叫|[说就]叫|的是|的人叫|的人是|大名|同组的|同来的|同去的|一起的", 5.0),
        (
            r"叫|喊|称|姓|找到|认识|遇见|碰见|遇到|见到|看见|想起|记得|说起|提起|感谢|学习|写着[:：]?[“\"]?|写的是|敬爱的|亲爱的|尊敬的",
            3.5,
        ),
        (
            r"[和与及跟给对向问找陪替请让被由像同为听劝把][“]?|以及|还有|带着|拉着|扶着|看着|等着|留下|剩下",
            1.8,
        ),
        (
            (
                r"(?:[放看赶养开做管烧扫修送卖打教学拉][\u4e00-\u9fff]{1,3}|带路|值班|同行|同住|隔壁|对门|邻[床铺村]|新来"
                r"|分诊|护理|接班|主刀|手术室|病房|[科站院所村组班队床屋乡镇矿厂校连]里?)的"
            ),
            2.5,
        ),
        (r"[我他她你您][爸妈爹娘哥姐弟妹爷奶叔舅姑姨]", 3.0),
        (r"[\n。！？!?；;]|^|[\n。！？!?；;]?[“\"「]|[，,：:、（(《 \u3000]|——", 1.2),
    )
)
_BEHIND = (
    (
        re.compile(
            rf"[ ”\"」]?(?:{_titles}|{_KIN_LETTER}|之[子女母父妻夫](?![\u4e00-\u9fff])"
            r"|[摄绘书](?![\u4e00-\u9fff])|(?:代笔|供图|供稿|摄影|整理|记录|执笔)(?![\u4e00-\u9fff])"
            r"|老前辈|两口子|夫妇|一家[人子]?|等人|等同志|他们|本人)"
        ),
        5.0,
    ),
    (
        re.compile(
            r"[ ]?(?:说[，,：:“\"。过起]|说道|问道|笑着|告诉|笑了"
            r"|哭了|答道|回答|摆摆手|摇摇头|点点头|点头|摇头|愣|今年|那年|"
            r"家[的里住在有]|家，|[,，（(][男女]|[给冲对跟和问教把拉朝][我他她你您]|一[边直把个手路下]|没[有说再]|也哭|哭着|跑[过来去了]"
            r"|走[过来了]|站在|蹲在|坐在|躺在|跪在|捧着|抱着|背着|拎着|端着|牵着|拿着|递给|家借|家媳妇|的媳妇|的儿子|的女儿)"
        ),
        2.5,
    ),
    (
        re.compile(
            r"[、，,。：:；;！!？?）)》”\"\n 　]|$"
            r"|[的说问道笑哭站走跑坐蹲躺拉推背抱扶接拿举指看听想也就都已正又还却才再只总常在从是有"
            r"为给对向和与跟把被让用打因当去来到没不会能要得刚先最抬低转回伸捧端握考进升嫁娶倒醒病]|同志|每|那|这|一"
        ),
        1.2,
    ),
)


_VOCATIVE = re.compile(r"[“\"「]$")
_VOCATIVE_BEHIND = re.compile(r"[，！!,]")


def spoken_to(text: str, start: int, end: int) -> bool:
    """“何云舟，你来”: a name alone between an opening quotation mark and a pause."""
    return bool(_VOCATIVE.search(text[max(0, start - 1) : start]) and _VOCATIVE_BEHIND.match(text, end))


_LINE = re.compile(r"(?:^|\n)[ ]?$")


def speaks(text: str, start: int, end: int) -> bool:
    """A name alone before a colon at the start of a line, as in a chat or a record."""
    return text[end : end + 1] in (":", "：") and bool(_LINE.search(text[max(0, start - 2) : start]))


def before_weight(text: str, start: int) -> float:
    """What the words in front of ``start`` say for a name."""
    words = text[max(0, start - 8) : start]
    for pattern, weight in _BEFORE:
        if pattern.search(words):
            return weight
    return 0.0


def behind_weight(text: str, end: int) -> float:
    """What the words from ``end`` on say for a name."""
    words = text[end : end + 6]
    for pattern, weight in _BEHIND:
        if pattern.match(words):
            return weight
    return -0.5
