"""Accounts called something else than they are, and addresses to write to: 绿泡泡搜nmg_lx88; 寄到…镇…小红门,写我收.

An account counts where a word for such things leads to a row of Latin letters with digits; an address where something
is sent to an area and on into it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scoring.text.known import Reader
from scoring.text.span_types import Kind, Level, Mention

_ACCOUNT = r"((?=[a-z\-]{0,24}[0-9_])[a-z][a-z0-9_\-]{4,24})(?![a-z0-9@])"
_NETWORK = (
    r"(?:绿泡泡|绿标|绿(?:色|颜色)?的?(?:软件|图标|小人|气泡|那个)|小绿|小?企鹅|钉钉|飞书|陌陌|支付宝|旺旺|易信|飞信|msn|skype|telegram|"
    r"推特|闲鱼|豆瓣|贴吧|论坛|全民k歌|喜马拉雅|徽信|维信|微心|溦信|微x|[加➕+]v|群号|交流群|空间|朋友圈|直播间|"
    r"微博|博客|抖音|快手|小红书|b站|视频号|公众号|头条号|简书|知乎)"
)
_LINK = (
    r"(?:上|里)?(?:我的?|的)?(?:号码?|账号|帐号|id|名字?|用户名|昵称)?(?:请|就|也|还)?"
    r"(?:[是为:叫搜找加]|搜索|就是|关注)[ “\"]{0,2}"
)
_ON_NETWORK = re.compile(rf"{_NETWORK}{_LINK}{_ACCOUNT}")
_SAID_LATER = re.compile(  # 微信号是我名字的拼音,liuyan0312
    rf"(?:微信|威信|薇信|{_NETWORK})(?:号|名|账号|帐号|id)[^\n。;!?a-z0-9]{{0,14}}[,: ]{_ACCOUNT}"
)
_PAGER = re.compile(r"(?<![0-9])([0-9]{3,7}[ ]?呼[ ]?[0-9]{4,7})(?![0-9])")  # 传呼127呼18365
_AND_NUMBER = re.compile(  # 号是bhcl加上我的工号0926
    r"(?:号码?|账号|id|微信)(?:就|还)?[是:]?[ ]?"
    r"([a-z]{2,16}(?:再?[加接]上?|后面[是加]?|再来)(?:我的?|个)?[\u4e00-\u9fff]{0,6}[0-9零〇幺一二三四五六七八九]{2,11})"
    r"(?![0-9a-z])"
)
_HALF = re.compile(  # 联系方式只写一半:20070918,再加六一
    r"(?:联系|qq|微信|号)[^\n。;0-9]{0,30}[: ,]"
    r"([0-9]{5,9}[, ]{1,2}(?:再|后面|后头|最后)[加接添]上?[0-9零〇幺一二三四五六七八九]{1,5})(?![0-9年月日人个例次床])"
)
_INNER = re.compile(
    r"(?:短号|(?:[打拨][一个]?|我的?|手机)小号|内线|集团(?:短|网)?号|虚拟[网号])(?:号码?)?[ ]?[:是为]?[ ]?"
    r"([0-9]{3,6}|[0-9]{1,2}-[0-9]{2,4})(?![0-9年月元床支只个])"
)
_BY_NUMBER = re.compile(rf"{_NETWORK}{_LINK}([1-9][0-9]{{5,11}})(?![0-9元人万年])")
_OWN = re.compile(
    r"[我俺咱](?:的|那个|这个|在[^\n,。]{1,6}[上里]的?)?[^\n,。:a-z0-9]{0,6}"
    r"(?:(?<![型批编例本样])号|账号|帐号|id|网名|昵称|用户名)"
    rf"(?:就|还|也)?(?:[是为叫:]|就是)[ “\"]{{0,2}}{_ACCOUNT}"
)
_TO_FIND = re.compile(
    rf"(?:加|搜|搜索|关注|查找)(?:一下)?[ :“\"]{{0,2}}{_ACCOUNT}[”\"]?[,]?"
    r"(?:就|便|即|也)?(?:(?:能|可以|可(?!以))(?!看到(?!我)|查|预防)|行|是我|找到?我|加我)"
)

_AREA = r"(?:[\u4e00-\u9fff]{2,7}?(?:自治区|省|市|盟|旗|县|区)){1,3}"
_PLACE = (  # goes on into the area to where letters are taken in
    rf"((?![^\n,。;]{{0,12}}[某各]){_AREA}(?=[^\n,。;]{{0,24}}(?:[镇乡街路巷村号]|苏木|嘎查))[^\n,。;:!?()我他她您你的就请]{{4,32}})"
)
_END = r"(?=[\n,。;!?() ]|$)"
_SENT_TO = re.compile(
    rf"(?:寄|邮寄|邮)(?:到|至|往|回|给|来)?(?:(?:老|原来的?)?地方|家里|单位|这[里儿])?"
    rf"[ ]?[:]?[ “\"]{{0,2}}{_PLACE}{_END}"
)
_LIVES_AT = re.compile(rf"(?:住址|地址|通[讯信]处|收件处|收信处)[ ]?[:是在为]?[ “\"]{{0,2}}{_PLACE}{_END}")
_NEXT_LABEL = re.compile("[ ]{1,3}(?:邮编|邮政编码|电话|手机|联系|微信|邮箱|单位|姓名|作者)")
_POSTCODE = re.compile(r"[ ]?[,(]?[ ]?(?:邮编|邮政编码)[ ]?[:是为]?[ ]?[0-9]{6}(?![0-9])")
_BEFORE_POSTCODE = re.compile(r"[\u4e00-\u9fff0-9a-z\-]{6,40}$")
_WHERE_TO = re.compile(
    r".{0,30}(?:(?:寄|送|邮|写|投|交)(?:给|到|至|往|回)|地址[是为在]?|家住|住在|搬到)(?=..)"
)
_IN_AREA = re.compile(r"[\u4e00-\u9fff]{2}(?:自治区|[省市盟旗县区州镇乡]|苏木)[\u4e00-\u9fff0-9]{2}")
_FLAT = re.compile(
    r"(?:[\u4e00-\u9fff]{2,4}[街路巷])?(?:[\u4e00-\u9fff]{2,3}|[0-9一二三四五六七八九十]{1,3}号)?(?:宿舍|家属|公寓|住宅|职工|老)楼"
    r"(?:[0-9一二三四五六七八九十]{1,2}(?:单元|门)[0-9]{3,4}(?:室|房|号)?|[0-9]{3,4}(?:室|房))(?![0-9])"
)
_LEAD = re.compile(r"[\u4e00-\u9fff]{0,3}?[在到往住来给去]")


def find_told_contacts(reader: Reader) -> Iterator[Mention]:
    """Accounts under other names, and places letters are sent to."""
    text = reader.view.text
    for rule, patterns in (
        (
            "account",
            (_ON_NETWORK, _SAID_LATER, _BY_NUMBER, _OWN, _TO_FIND, _PAGER, _INNER, _AND_NUMBER, _HALF),
        ),
        ("address", (_SENT_TO, _LIVES_AT)),
    ):
        for pattern in patterns:
            for match in pattern.finditer(text):
                start, end = match.span(1)
                following = _NEXT_LABEL.search(text, start, end)
                end = following.start() if following else end
                yield reader.mention(start, end, Kind.CONTACT, Level.LIKELY, rule)
    for match in _POSTCODE.finditer(text):
        row = _BEFORE_POSTCODE.search(text, max(0, match.start() - 40), match.start())
        if row:
            lead = _WHERE_TO.match(text, *row.span())
            start = lead.end() if lead else row.start()
            if _IN_AREA.search(text, start, row.end()):
                end = match.end() if text[match.start()] != " " else row.end()
                yield reader.mention(start, end, Kind.CONTACT, Level.LIKELY, "address")
    for match in _FLAT.finditer(text):
        lead = _LEAD.match(text, *match.span())
        start = lead.end() if lead else match.start()
        yield reader.mention(start, match.end(), Kind.CONTACT, Level.LIKELY, "room")
