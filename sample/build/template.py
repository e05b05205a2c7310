"""The tenth case: four essays of one unit written on one colleague's template.

The frame is shared word for word; name, department, years, one anecdote and one closing remark are each
author's own. Nobody is "the source": the case is the four together.
"""

from __future__ import annotations

from dataclasses import dataclass

from sample import SampleAuthor
from sample.build.essays import Essay
from sample.build.planting import PlantedCase, person

UNIT = "托克托县黑柳滩中心卫生院"

FRAME = (
    "黄河在这里拐了一个弯，留下一片长满红柳的滩地，卫生院就建在滩边的高台上。我叫⟦AUTHOR|{name}⟧，"
    "是⟦UNIT|黑柳滩中心卫生院{department}⟧的一名{post}，到今年已经干了{years}年。常有人问我，守着这么个小地方图什么，"
    "我总是笑一笑，指给他看院里那棵老榆树：它也没问过图什么，年年照样发芽。",
    "刚来的时候，{department}只有两张桌子、一个铁皮柜。老院长领我在院里转了一圈，说：“条件就这样，人可不能凑合。”"
    "这句话我记了{years}年。那时候一到春天，风沙能把窗台埋住半截，我们上班头一件事不是看病，是拿簸箕往外端沙子。"
    "端完沙子，洗净手，换上白大衣，再把门打开。老乡们说，看见那扇门开了，心里就踏实。",
    "{anecdote}",
    "这件事过去以后，我在笔记本上写了一行字：病人走这么远的路来找你，不是来看你脸色的。从那天起我给自己立了三条规矩。"
    "一是病人进门先让座，再问病；二是话说到对方点头为止，不拿术语搪塞人；三是下班前把当天看过的病人在心里过一遍，"
    "放心不下的，当晚就打个电话。三条规矩都不难，难的是一天不落。{years}年下来，我用坏了{notebooks}个笔记本，"
    "每一本的最后一页都写着没有放下心来的那几个名字。",
    "去年秋天，院里开展“三好一满意”活动，要求做到服务好、质量好、医德好、群众满意。{department}的几个人关起门来讨论，"
    "说来说去，还是那三条规矩。我们把它写在红纸上，贴在墙上最显眼的地方，请来看病的人监督。头一个星期就有人提意见，"
    "说字太小。我们笑着换了一张大的。后来别的科室也来抄，抄着抄着，就成了全院的规矩。",
    "{remark}",
    "孙思邈说：“凡大医治病，必当安神定志，无欲无求，先发大慈恻隐之心，誓愿普救含灵之苦。”我们算不上大医，"
    "可是滩上的老乡认我们。黄河年年开河，红柳年年返青，我愿意像院里那棵老榆树一样，把根扎在这片滩上。"
    "大力弘扬社会主义核心价值体系，培育和践行医疗卫生职业精神，在我看来，就是把这三条规矩一天一天守下去。",
)


@dataclass(frozen=True, slots=True)
class Filling:
    """What one colleague wrote into the frame."""

    key: str
    title: str
    author: SampleAuthor
    department: str
    years: str
    notebooks: str
    anecdote: str
    remark: str


FILLINGS = (
    Filling(
        "P10", "红柳滩上的老榆树", person("高凤祥", "男", 1978, "中共党员", "主治医师", 9010), "内科", "十九", "二十三",
        "有一年腊月，⟦PLACE|哈拉板申⟧的⟦PERSON|郭来喜⟧老汉让儿子用三轮车拉着来看病，被子上落了一层霜。我一听心肺就要往县里转，"
        "他死活不肯，说县里的大夫说话太快，他跟不上。我坐上三轮车陪他去了县医院，一路给他把大夫的话翻成他听得懂的话。"
        "出院那天他让儿子捎来半袋黄米，袋口上别着一张纸，歪歪扭扭写着两个字：听懂。",
        "如今内科有了心电监护和除颤仪，沙子也少多了，可是那把旧簸箕还挂在门后头，谁也舍不得扔。",
    ),
    Filling(
        "P11", "把根扎在滩上", person("丁秀珍", "女", 1985, "群众", "助产士", 9011), "妇产科", "十四", "十六",
        "我接生过一对双胞胎，那天河上正跑冰凌，摆渡停了，产妇⟦PERSON|张改芝⟧是乡亲们用门板抬过来的。第一个孩子哭声响亮，"
        "第二个半天没动静，我嘴对嘴吸出一口羊水，又搓了五六分钟的背，才听见猫叫一样的一声。"
        "满屋子的人都哭了，我没有哭，我的两条腿在打战。后来两个孩子上了学，每年正月十五都来给我送一盏纸灯。",
        "现在产妇都到县里住院分娩了，我们改做产前检查和产后访视，骑着电动车一村一村地走，见过的娃娃比年轻时还多。",
    ),
    Filling(
        "P12", "三条规矩", person("云志刚", "男", 1990, "群众", "公卫医师", 9012), "公共卫生科", "八", "九",
        "前年打麻疹疫苗，⟦PLACE|什力圪图⟧有一户人家锁着门，我去了四趟。第五趟是天黑以后去的，奶奶⟦PERSON|吕二女⟧隔着门说，"
        "孩子打针发过烧，说什么也不打了。我没有劝，坐在门槛上跟她讲我小时候出麻疹，差一点没过来，我妈抱着我走了一夜。"
        "讲着讲着门开了一条缝。第二天她自己抱着孙子来了，进门先问：“那后生在不在？”",
        "做公共卫生，看不见谁被我治好了，可是本子上没有名字的那些日子，就是最好的成绩。",
    ),
    Filling(
        "P13", "滩边灯火", person("贺美玲", "女", 1988, "中共党员", "主管护师", 9014), "护理部", "十二", "十五",
        "有个叫⟦PERSON|任铁柱⟧的后生，拖拉机翻了，腿上一道口子从膝盖到脚踝，换药换了四十一天。他脾气躁，头几天把换药盘掀翻过两回。"
        "我蹲在地上一块一块捡纱布，捡完了重新消毒，重新给他揭。第三回他没有掀，把头扭到一边，肩膀一抽一抽的。"
        "他说不是疼，是怕以后下不了地，养不活一家人。拆线那天他在院里走了三个来回，给我鞠了一个躬，跑得比谁都快。",
        "护理部添了三个年轻人，我带她们的头一课不是扎针，是蹲下来跟病人说话。",
    ),
)  # fmt: skip


def _essay(filling: Filling) -> Essay:
    slots = {
        "name": filling.author.name, "post": filling.author.post, "department": filling.department,
        "years": filling.years, "notebooks": filling.notebooks, "anecdote": filling.anecdote,
        "remark": filling.remark,
    }  # fmt: skip
    texts = tuple(paragraph.format(**slots) for paragraph in FRAME)
    return Essay(
        key=filling.key, title=filling.title, genre="心得体会", region="呼和浩特市", category="盟市", unit=UNIT,
        department=filling.department, authors=(filling.author,), collective=False, quality="middling",
        paragraphs=texts, origins=(None,) * len(texts),
    )  # fmt: skip


def template_case() -> PlantedCase:
    """The four essays on one template."""
    return PlantedCase("template", "shared_template", tuple(_essay(each) for each in FILLINGS), ())
