"""What of the second reader's proposals tells something, and from where to where.

It has learned how mentions look, not what they are: of nobody tell a surname with a title, an everyday word, a word
for kin in any language of the country, years, doses, fonts, hotlines, and the labels and signs around a name.
"""

from __future__ import annotations

import re
import unicodedata

from scoring.text.form_labels import DESKS, label_letters
from scoring.text.gazetteer import NATIONAL_PLACES
from scoring.text.lattice import addresses
from scoring.text.name_letters import RANKED_SURNAMES
from scoring.text.name_model import surname_length
from scoring.text.person_context import TITLES
from scoring.text.public_figures import PUBLIC_FIGURES
from scoring.text.segment import segmenter, tagged
from scoring.text.spaced_names import SPACED, is_heading
from scoring.text.word_list import any_of, words_in

_FIGURES = "[0-9〇零一二三四五六七八九幺两洞拐勾壹贰叁肆伍陆柒捌玖]"
_ADDRESS = re.compile("[路街巷楼室栋院村镇旗县包]|收$|亲?启$|(?<![宋黑楷体一二三四五六小])号")
_OF_A_PRODUCT = re.compile(r"(?:批号|准字|标准|型号|规格|序列号|货号)(?:编号)?[：:为是]?\s?[A-Za-z]{0,2}$")
_OF_A_THING, _PAPER = re.compile(r"编号[：:为是]?\s?$"), re.compile("证|执照|资格|执业|注册|工号|学号|档案")
_DATE = re.compile(
    r"[\d〇零一二三四五六七八九十]{2,4}(?:[-./年][\d〇零一二三四五六七八九十]{1,2}){0,2}[年月日]?"
)
_YEAR = re.compile(r"(?<!\d)(?:18|19|20)\d\d(?!\d)")
_YEARS_LEAD = re.compile(
    r"(?:18|19|20)\d\d年?(?:\d\d?月)?[-—–~至到]{1,2}(?:(?:18|19|20)\d\d年?(?:\d\d?月)?|今)\s+(?=[\u4e00-\u9fff]{3})"
)
_HOTLINE = re.compile(r"(?<!\d)(?:1[12]\d|12[1-4]\d\d|1[023]\d{3}|9[56]\d{3,4})(?!\d)")
_LICENSED = re.compile("准字|注准|食健|消字|妆字|械备|药广审|医广")  # 京械准字…: of a product
_FONT = re.compile(r"(?:宋体|黑体|楷体|仿宋|标宋|隶书|行楷|磅|字号|行距|页边距)", re.IGNORECASE)
_DOSE = re.compile(
    r"(?<![a-z])(?:[μmkn]?g|m?l|mmol|mmhg|cmh2o|iu|u|kpa|℃|°c)(?:[·/]|$)|[·/]min$",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    "spo2|sao2|pao2|paco2|fio2|ph值?|bmi|血压|血氧|心率|脉搏|体温|呼吸|血糖", re.IGNORECASE
)
_SCHOOL = re.compile("[\u4e00-\u9fff]{2}(?:学校|大学|学院|卫校|中学|小学|医院|医专)$")
_LATIN_ROW = re.compile(r"[A-Za-z]\W?\w\W?\w\W?\w|@")
_SIGN = re.compile("[@#]|艾特|下划线|点com")
_LED_TO_ACCOUNT = re.compile(r"微信|号|邮|信箱|搜|加|ID|id|账|QQ|qq|抖音|快手|微博|网名|@|箱")
_NEAR = 20  # letters before a Latin row in which a word for accounts stands
_NO_LETTER = re.compile(r"^[^\w“‘《(（\[【]+|[^\w”’》)）\]】]+$")
_NO_SIGN = re.compile(r"^[^\w@(（]+|[^\w)）]+$")
_SIGNING = re.compile(r"^(?:[丨|]|(?:交|接|交班|接班|值班|编辑|校对|审核|责编|编审|来源|作者)[\s:：丨|])+")
_TITLED = re.compile(rf"[\u4e00-\u9fff](?:{any_of(' '.join(TITLES))})")
_DESK_END = re.compile("(?:病房|病区|科|科室|食堂|[教公班疗检药术理诊]室|药房|疾控中心|办公室|门诊|病室)$")
_LONGEST_DESK = 10
_SURNAMES = "".join(RANKED_SURNAMES[:300])
_COLLEAGUE = re.compile(rf"(?:{DESKS})[室科部处员房]?[小老大]?[{_SURNAMES}]")  # 检验小庞, 保洁高
_SUM = re.compile(
    r"[\d〇零一二两三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟半几]+[多余来]?"
    r"(?:毫克|毫升|毫米|厘米|微克|公斤|公里|小时|分钟|元|块钱?|毛钱?|斤|克|升|米|里|度|岁|天|年|次|个|例|人|支|床)(?:每.)?"
)
_NO_NAMES = frozenset(TITLES) | set(  # kin of dialects, and how letters end
    words_in(
        """
    阿米 阿佬 阿妣 阿玛尼 阿达西 哈尼姆 莫莫 嬷拉 啊妈 啊爸 啊婆 啊公 崽崽 妮子 老伴儿 老战友 老乡亲
    春祺 夏祺 秋祺 冬祺 夏安 冬安 秋安 春安 时祺 近祺 教祺 编祺 道安 医安
    """
    )
)


def trimmed(text: str, start: int, end: int, sort: str) -> tuple[int, int]:
    """The span of a proposal without the signs at its ends and the label or word of signing before it."""
    said = text[start:end]
    if sort in ("name", "unit", "place"):
        signing = _SIGNING.match(said)
        start += signing.end() if signing else 0
    if sort == "contact":
        led = _YEARS_LEAD.match(said)
        start += led.end() if led else said.startswith("号")
    if sort != "honour":
        for edge in (_NO_SIGN if sort == "contact" else _NO_LETTER).finditer(text[start:end]):
            if edge.start() == 0:
                start += edge.end()
            else:
                end -= len(edge.group())
    return start, max(start, end)


def tells_nothing(text: str, start: int, end: int, sort: str, authors: tuple[str, ...] = ()) -> bool:
    """Surname and title, an everyday word, a national place, a public figure, a date, a number nobody can call."""
    said = text[start:end]
    if sort == "name" and _calls_author(said, authors):
        return False
    if len(said) < 2 or said in NATIONAL_PLACES or said in PUBLIC_FIGURES or said in addresses():
        return True
    if _DATE.fullmatch(said):
        return True
    if sort == "contact":
        return _no_contact(text, start, end)
    if sort != "name":
        return segmenter().common(said) or (sort == "unit" and _is_any_desk(said))
    letters = re.sub(r"\s", "", said)
    if letters != said and _is_spaced_word(text, start, end, letters):
        return True
    return letters in _NO_NAMES or _is_nobody(letters)


def _is_spaced_word(text: str, start: int, end: int, letters: str) -> bool:
    """大　爷, a role of a play; 民　族, a label of a form; 文 格 of the heading 征 文 格 式."""
    if segmenter().common(letters[:2]) or letters in TITLES or label_letters(letters):
        return True
    first = max(0, start - _NEAR)
    rows = SPACED.finditer(unicodedata.normalize("NFKC", text[first : end + _NEAR]))
    return any(
        is_heading(re.sub(r"\s", "", row.group())) for row in rows if row.start() <= start - first < row.end()
    )


def _is_any_desk(said: str) -> bool:
    """安宁疗护病房, 旗疾控中心, 营养食堂: a part of a house under words that every house has."""
    if not _DESK_END.search(said) or len(said) > _LONGEST_DESK:
        return False
    return all(_is_plain(word.text) for word in tagged(said))


def _is_plain(word: str) -> bool:
    if len(word) == 1:
        return word in "院旗县市区盟州省镇乡科室组本我咱该内外妇儿男女中一二三四五东西南北新老总分大小"
    return segmenter().common(word)


def _calls_author(said: str, authors: tuple[str, ...]) -> bool:
    """云姐, 小宁: a letter of the author's given name with a word for kin, or behind 小."""
    given = {letter for author in authors for letter in author[surname_length(author) :] if len(author) < 5}
    titled = (_TITLED.fullmatch(said) or (len(said) == 2 and said[1] in "姐哥叔姨妹弟婶嫂伯爷")) and said[
        0
    ] in given
    return bool(titled or (len(said) == 2 and said[0] in "小老阿" and said[1] in given))


def _is_nobody(said: str) -> bool:
    """尕大夫, 检验小庞, 捌佰元, mmHg: a title, a colleague by surname, a sum, a unit."""
    if said.isascii():
        return len(said) < 4 or _DOSE.search(said) is not None
    return bool(_TITLED.fullmatch(said) or _COLLEAGUE.fullmatch(said) or _SUM.fullmatch(said))


def _no_contact(text: str, start: int, end: int) -> bool:
    said = unicodedata.normalize("NFKC", text[start:end])
    before = text[max(0, start - _NEAR) : start]
    if _OF_A_THING.search(before) and not _PAPER.search(before):
        return True
    if _OF_A_PRODUCT.search(before) or _FONT.search(said) or _MEASURED.match(said):
        return True
    if _SCHOOL.search(said):
        return False
    if _LICENSED.search(said):
        return True
    number = _HOTLINE.sub(" ", _YEAR.sub(" ", said))
    if (
        re.search(rf"(?:{_FIGURES}\W*){{5}}", number)
        or len(re.findall(_FIGURES, number)) > 6
        or _SIGN.search(said)
    ):
        return False
    if _DOSE.search(said) or (_ADDRESS.search(said) is None and not _LATIN_ROW.search(said)):
        return True
    if _ADDRESS.search(said):
        return _YEAR.search(said) is not None
    return not (re.search(r"[0-9_#]", _YEAR.sub("", said)) or _LED_TO_ACCOUNT.search(before + said))
