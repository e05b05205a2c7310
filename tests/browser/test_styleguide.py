"""The visual language: components pass axe in both themes, fit a phone, and are drawn in the right face."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, render_template
from flask_wtf import FlaskForm
from wtforms import BooleanField, FileField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange

from reviewapp import edge
from reviewapp.config import load_settings
from reviewapp.web import Page

PAGES = ("components", "bench", "texts", "notice")
PARAGRAPHS = [
    "夜里两点，走廊的灯只留了一半。护士站的电话响了一声又停，我抬头看了看墙上的钟，继续写那封没有写完的信。",
    (
        "父亲在信里问我，城里的冬天是不是也这样冷。我想告诉他，病房里是暖的，窗台上有病人家属送来的一盆文竹，"
        "叶子细得像针脚，却一直绿着。𠮷日将至，我还没有买到回家的车票。"
    ),
    (
        "那天傍晚来了一位老人，背着半袋土豆，说是给大夫的。我们请他坐下，量了血压，又把药怎么吃写在一张大字的纸上。"
        "他把纸叠了三折，放进贴身的口袋，像收起一张地契。"
    ),
    "后来我常想，所谓信任，大概就是这样一张折了三折的纸。它不值钱，也不能转让，可是有人愿意把它放在离心口最近的地方。",
] * 3


class GuideForm(FlaskForm):
    title = StringField("活动名称", [InputRequired("请填写活动名称。")])
    deadline = StringField("截止日期", [InputRequired()])
    readings = IntegerField("每稿评阅数", [NumberRange(1, 9, "请填 1 到 9 的整数。")])
    kind = SelectField("层级", choices=[SelectChoice("region", "自治区"), SelectChoice("league", "盟市")])
    notes = TextAreaField("说明")
    blind = BooleanField("按评委分别编号")
    rule = RadioField(
        "合分方法",
        choices=[SelectChoice("mean", "平均"), SelectChoice("adjusted", "按宽严度调整")],
        default="adjusted",
    )
    file = FileField("作品文件", [InputRequired()])


ROUND_PAGES = ("总览", "设置", "来稿", "匿名", "查重", "分配", "评审", "合分", "遴选", "推荐", "公示", "日志")
BANDS = [
    {"label": "一类", "low": 9, "high": 10, "text": "立意鲜明深刻，材料真实典型，能给人启发。"},
    {"label": "二类", "low": 7, "high": 8, "text": "立意明确，材料较充实。"},
    {"label": "三类", "low": 0, "high": 6, "text": "立意不清，或以口号代替内容。"},
]
CRITERIA = [
    {
        "label": "主题立意",
        "max": 10,
        "step": 1,
        "value": 9,
        "saved": "已存 9 分",
        "errors": [],
        "bands": BANDS,
    },
    {"label": "真实与深度", "max": 10, "step": 0.5, "value": 8.5, "saved": "", "errors": [], "bands": None},
    {
        "label": "结构层次",
        "max": 10,
        "step": 1,
        "value": 0,
        "saved": "已存 0 分",
        "errors": [],
        "bands": None,
    },
    {
        "label": "语言表达",
        "max": 30,
        "step": 1,
        "value": None,
        "saved": "",
        "errors": ["请填 0 到 30 的整数。"],
        "bands": None,
    },
]


def _mask(text: str, kind: str, level: str, state: str, number: int) -> dict[str, Any]:
    return {"text": text, "id": number, "kind": kind, "level": level, "state": state}


DESK = [
    [
        {"text": "我叫"},
        _mask("贺小川", "author", "certain", "accepted", 1),
        {"text": "，在"},
        _mask("某县黑柳滩中心卫生院", "unit", "certain", "proposed", 2),
        {"text": "工作了十一年。"},
        _mask("院长老周", "person", "likely", "proposed", 3),
        {"text": "常说，"},
        _mask("河湾镇", "place", "hint", "proposed", 4),
        {"text": "的人认死理，也认好人。"},
    ],
    [
        {"text": "那年冬天，"},
        _mask("李时珍", "person", "likely", "rejected", 5),
        {"text": "的画像还挂在诊室。有事请打"},
        _mask("一三八〇〇一三八〇〇〇", "contact", "certain", "proposed", 6),
        {"text": "。"},
    ],
]


def _side(title: str, meta: str, swapped: bool) -> dict[str, Any]:
    first = [
        {"text": "深入学习贯彻会议精神，", "official": True},
        {"text": "夜里两点，走廊的灯只留了一半。", "passage": 1},
        {"text": "护士站的电话响了一声又停。" if swapped else "我独自坐着。"},
    ]
    second = [
        {"text": "他把纸叠了三折，放进", "passage": 2},
        {"text": "贴身" if swapped else "上衣", "passage": 2, "first": False, "differs": True},
        {"text": "的口袋，像收起一张地契。", "passage": 2, "first": False},
        {"text": "我没有再说什么。"},
    ]
    paragraphs = [second, first] if swapped else [first, second]
    return {"title": title, "meta": meta, "paragraphs": paragraphs * 6, "spans": SPANS, "length": 900}


SPANS = [
    {"start": 40, "end": 140, "passage": 1, "official": False},
    {"start": 400, "end": 620, "passage": 2, "official": False},
]


def _render(name: str) -> str:
    form = GuideForm(meta={"csrf": False}, data={"readings": 12, "kind": "region", "rule": "adjusted"})
    form.title.errors = ["请填写活动名称。"]
    bars = [
        {"label": str(60 + 3 * k), "count": n, "strong": k >= 8}
        for k, n in enumerate((1, 2, 4, 7, 11, 15, 13, 9, 6, 4, 2))
    ]
    rows = [
        {"label": code, "score": s, "low": s - 2.9, "high": s + 2.7, "state": state}
        for code, s, state in (
            ("K7Q-3F", 91.6, "in"),
            ("P2M-8X", 89.2, "in"),
            ("H4D-6R", 84.7, "edge"),
            ("B8N-5J", 80.8, "out"),
        )
    ]
    return render_template(
        f"styleguide/{name}.html",
        form=form,
        bars=bars,
        rows=rows,
        page=Page(4, 612),
        paragraphs=PARAGRAPHS,
        criteria=CRITERIA,
        desk=DESK,
        left=_side("K7Q-3F", "6月21日 09:12 收到", False),
        right=_side("B8N-5J", "6月28日 17:40 收到", True),
        actor=SimpleNamespace(is_authenticated=True, display_name="组织者"),
        menu=[("征文活动", "#", True), ("我的评阅", "#", False), ("账号", "#", False)],
        round_menu=[]
        if name in ("bench", "notice")
        else [(label, "#", label == "总览") for label in ROUND_PAGES],
    )


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """The web edge with its policy and filters, and the guide's pages instead of the contest's."""
    app = edge.new_app(
        load_settings(
            {
                "instance": tmp_path,
                "database_url": f"sqlite:///{tmp_path / 'guide.db'}",
                "testing": True,
                "secret_key": "s" * 32,
                "audit_key": "a" * 32,
            }
        )
    )
    edge.register_stages(app, ("accounts",))
    app.add_url_rule("/styleguide/<name>", "styleguide", _render)
    yield app
    app.extensions["jianwen"].database.dispose()


def test_components_pass_axe_in_both_themes_and_fit_a_phone(page, faults):
    for name in PAGES:
        page.goto(f"/styleguide/{name}")
        assert faults(page, (("dark", 1280), ("light", 390))) == [], name


def test_theme_switch_changes_at_once_and_lasts_over_a_reload(new_page):
    page = new_page(color_scheme="light")
    page.goto("/styleguide/components")
    light = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.click("[data-theme-switch] button")
    dark = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.reload()
    assert light != dark
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == dark
    assert page.get_attribute("html", "data-theme") == "dark"


def test_chosen_light_theme_wins_over_a_dark_system(new_page, axe):
    page = new_page(color_scheme="dark")
    page.goto("/styleguide/components")
    page.click("[data-theme-switch] button")
    assert page.get_attribute("html", "data-theme") == "light"
    assert axe(page) == []


def test_quick_buttons_fill_the_box_and_blank_stays_missing(page):
    page.goto("/styleguide/bench")
    assert page.inner_text("[data-total]") == "17.5"
    assert page.inner_text(".total-missing") == "还差 1 项"
    page.click("[data-for=mark-4][data-set='24']")
    assert (page.input_value("#mark-4"), page.inner_text("[data-total]")) == ("24", "41.5")
    assert page.get_attribute("[data-for=mark-4][data-set='24']", "aria-pressed") == "true"
    assert page.inner_text(".total-missing") == ""
    page.click("[data-for=mark-2][data-add='0.5']")
    assert page.inner_text("[data-total]") == "42"


def test_judging_controls_are_at_least_44_pixels(page):
    page.goto("/styleguide/bench")
    sizes = page.eval_on_selector_all(
        ".quick button, .criterion input, .total-actions button",
        "all => all.map(e => e.getBoundingClientRect()).map(r => Math.min(r.width, r.height))",
    )
    assert sizes
    assert min(sizes) >= 44


def test_essay_and_sheet_scroll_alone_on_a_desktop(page):
    page.goto("/styleguide/bench")
    assert page.evaluate("document.documentElement.scrollHeight <= window.innerHeight")
    assert page.evaluate("(e => e.scrollHeight > e.clientHeight)(document.querySelector('.bench-text'))")
    assert page.locator(".total-bar").bounding_box()["y"] < 900


def test_essay_is_drawn_in_a_serif_face_that_has_rare_characters(page):
    page.goto("/styleguide/bench")
    tools = page.context.new_cdp_session(page)
    tools.send("DOM.enable")
    tools.send("CSS.enable")
    root = tools.send("DOM.getDocument")["root"]["nodeId"]
    node = tools.send("DOM.querySelector", {"nodeId": root, "selector": "#p2"})["nodeId"]
    fonts = tools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    faces = {font["familyName"]: font["glyphCount"] for font in fonts}
    # every character of the text, the rare one too, is serif; the one sans glyph is the paragraph's number
    assert faces == {"Noto Serif CJK SC": len(PARAGRAPHS[1]), "Noto Sans CJK SC": 1}


def test_print_hides_the_bars_and_shows_signature_lines(page):
    page.goto("/styleguide/components")
    page.emulate_media(media="print")
    assert not page.is_visible(".masthead")
    assert not page.is_visible(".filters")
    assert page.is_visible(".signatures")


def test_pages_work_without_scripts(new_page):
    page = new_page(java_script_enabled=False)
    page.goto("/styleguide/bench")
    assert not page.is_visible(".quick")
    page.fill("#mark-4", "24")
    assert page.input_value("#mark-4") == "24"
