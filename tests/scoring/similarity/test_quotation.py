"""Words count as quoted only where the text shows whose they are; dialogue never does."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.similarity.quotation import MOST_PAIRS, MOST_QUOTED, Quotation, marked_quotations

VOW = "凡大医治病，必当安神定志，无欲无求，先发大慈恻隐之心"
POLICY = "要把医德医风建设摆在更加突出的位置"


def _kinds(text: str) -> list[tuple[str, str]]:
    return [(found.kind, text[found.start : found.end]) for found in marked_quotations(text)]


def _quoted(text: str) -> list[str]:
    return [words for kind, words in _kinds(text) if kind != "title"]


@pytest.mark.parametrize(
    ("lead", "source"),
    [
        ("唐代孙思邈在《千金方》里说：", "孙思邈"),
        ("毛泽东同志在纪念文章中指出，要学习这种", "毛泽东"),
        ("《论语》中写道：", "《论语》"),
        ("古人云：", "古人"),
        ("俗话说", "俗话"),
        ("党的十八大报告强调：", "十八大"),
        ("《执业医师法》第二十二条规定：", "《执业医师法》"),
        ("征文通知要求", "通知"),
        ("厅长在全区卫生工作会议上强调：", "工作会议"),
        ("思想家马里亚特吉曾讲，", "思想家马里亚特吉"),
        ("贺长河在先进工作者表彰仪式上的讲话中语重心长地说：", "仪式上的讲话"),
        ("听了老院长在开学典礼上的讲话，印象最深的是这一段：", "典礼上的讲话"),
        ("《劝学》有言：", "《劝学》"),
        ("翻开《志愿服务倡议书》，第一眼就看到", "《志愿服务倡议书》"),
        ("学习《行业作风若干规定》，有几句我抄在了本子上：", "《行业作风若干规定》"),
    ],
)
def test_words_with_a_public_source_before_them_are_attributed(lead: str, source: str) -> None:
    text = f"我们开了会。{lead}“{POLICY}”，大家都记住了。"
    (found,) = (one for one in marked_quotations(text) if one.kind != "title")
    assert (found.kind, found.source) == ("attributed", source)
    assert text[found.start : found.end] == f"“{POLICY}”"


@pytest.mark.parametrize(
    "rest",
    [
        "——孙思邈",
        "（《论语·学而》）",
        "，这是孔子的话。",
        "出自《黄帝内经》。",
        "这句古训我记了一辈子。",
        "的誓言响在耳边。",
    ],
)
def test_words_with_a_public_source_behind_them_are_attributed(rest: str) -> None:
    (found,) = (one for one in marked_quotations(f"我常想，“{POLICY}”{rest}") if one.kind != "title")
    assert found.kind == "attributed"
    assert found.source


@pytest.mark.parametrize(
    "text",
    [
        "“你怎么样？”他问。“我还好。”我答。",
        "院长在大会上说：“大家辛苦了，今年我们要加油干。”",
        "一位老大娘问我：“孩子，这个一天三回，一回三片，那不是九片吗？”",
        "老人拉着孙子说：“快走，抽血的。”",
        "“册子上就四十三。”\n“沙窝子最里头，陶来井的外孙女。”",
        "小王在《值班日记》里写道：“今天的病人很多，天很冷。”",
        "读完《大医》，小王对我说：“明天再查一次房。”",
        "司机大声喊：“往左看看，往右看看！”",
        "孔子的故乡下了雪，老师说：“明天放假一天，都早点回去。”",
        "听完院长在大会上的讲话，小王对我说：“明天再查一次房。”",
        "他合上《红楼梦》，看到我，说：“明天再查一次房。”",
        "问她蒙古语“我在这儿啊”怎么说",
    ],
)
def test_dialogue_is_no_quotation(text: str) -> None:
    assert _quoted(text) == []


def test_a_phrase_quoted_inside_a_sentence_is_marked_without_source() -> None:
    text = "今年我们开展了“以病人为中心，以质量为主题”活动。"
    assert _kinds(text) == [("marked", "“以病人为中心，以质量为主题”")]


def test_old_verse_in_marks_is_marked_wherever_it_stands() -> None:
    assert _kinds("“长风破浪会有时，直挂云帆济沧海。”")[0][0] == "marked"


def test_a_known_oath_is_attributed_to_its_work_without_any_lead() -> None:
    (found,) = marked_quotations("\n“健康所系，性命相托。我决心竭尽全力。”")
    assert (found.kind, found.source) == ("attributed", "医学生誓言")


def test_an_introduced_oath_needs_no_marks_but_an_unintroduced_one_is_not_quoted() -> None:
    oath = "我志愿献身医学，热爱祖国，忠于人民。"
    assert _quoted(f"举起右手宣誓：{oath}那一刻我哭了。") == [oath]
    assert _quoted(f"那一天{oath}那一刻我哭了。") == []


def test_a_clause_named_by_its_number_needs_no_marks() -> None:
    clause = "医师在执业活动中应当恪守职业道德，尽职尽责为患者服务。"
    text = f"《执业医师法》第二十二条规定：{clause}我在工作中体会到这一点。"
    assert _quoted(text) == [clause]
    assert _quoted(f"执业医师法第二十二条第（二）项{clause}") == []
    assert _quoted("根据《执业医师法》第二十二条的规定，我院开展了整改工作，效果很好。") == []


def test_a_sentence_of_a_named_document_is_attributed_without_marks() -> None:
    sentence = "坚持以人民为中心的发展思想。"
    assert _quoted(f"《公民道德建设实施纲要》要求，{sentence}我院也这样做。") == [sentence]
    assert _quoted(f"院办公会要求，{sentence}我院也这样做。") == []


def test_signed_verse_and_signed_indented_paragraphs_are_attributed() -> None:
    verse = "　　床前明月光，疑是地上霜。\n　　举头望明月，低头思故乡。"
    assert _quoted(f"我想家了。\n{verse}\n　　——李白《静夜思》") == [verse]
    block = "      医者当以救人为先，不问贵贱。"
    assert _quoted(f"他写过这样的话。\n{block}\n      ——孙思邈") == [block]
    assert _quoted("他写过这样的话。\n医者当以救人为先，不问贵贱。\n——孙思邈") == []
    assert _quoted(f"我想家了。\n{verse}\n　　——我的同事小赵") == []


def test_further_quotations_of_the_same_sentence_share_the_source() -> None:
    text = "总书记指出“坚持预防为主”“坚持中西医并重”，强调“坚持基层为重”。"
    assert [found.kind for found in marked_quotations(text)] == ["attributed"] * 3
    story = "孙思邈说：“人命至重。”小王说：“明天再查一次房。”"
    assert _quoted(story) == ["“人命至重。”"]


@pytest.mark.parametrize("marks", ["“”", "「」", "『』", '""', "«»", "＂＂", "””", "““", "｢｣"])
def test_all_usual_marks_pair_up(marks: str) -> None:
    assert _quoted(f"孙思邈说：{marks[0]}{VOW}{marks[1]}") == [f"{marks[0]}{VOW}{marks[1]}"]


def test_a_forgotten_mark_spoils_only_its_paragraph() -> None:
    text = f'他说："快来。\n孙思邈说："{VOW}"我记住了。'
    assert _quoted(text) == [f'"{VOW}"']
    assert _quoted(f"他喊：“快来。后来孙思邈说：“{VOW}”我记住了。") == [f"“{VOW}”"]


def test_a_quotation_over_paragraphs_opens_each_of_them() -> None:
    text = f"孙思邈写道：\n“{VOW}。\n“{VOW}。”"
    assert len(_quoted(text)) >= 1
    assert _quoted(text)[0] == f"“{VOW}。"


def test_an_inner_quotation_counts_where_the_outer_is_dialogue() -> None:
    text = f"师父问我：“你记不记得孙思邈说过，‘{VOW}’，还记得吗？”"
    assert _quoted(text) == [f"‘{VOW}’"]


def test_traditional_script_and_invisible_characters_hide_no_source() -> None:
    text = "孫思\u200b邈在《大醫精誠》中說：“凡大醫治病，必當安神\u200b定志。”"
    assert _quoted(text) == ["“凡大醫治病，必當安神\u200b定志。”"]


def test_a_wrapped_line_does_not_break_a_quotation() -> None:
    text = f"我还记得那年冬天的夜里读到的，孙思邈在书中说过：“{VOW[:14]}\n{VOW[14:]}”。"
    assert _quoted(text) == [f"“{VOW[:14]}\n{VOW[14:]}”"]


def test_titles_are_titles() -> None:
    assert _kinds("我读《伤寒论》、《金匮要略》。") == [("title", "《伤寒论》"), ("title", "《金匮要略》")]


def test_a_whole_essay_in_marks_is_no_quotation() -> None:
    assert _quoted("孙思邈说：“" + VOW * (MOST_QUOTED // len(VOW) + 1) + "”") == []


def test_texts_of_marks_only_end_soon() -> None:
    for text in ("“" * 50_000, "“”" * 50_000, "“「『" * 20_000 + "』」”" * 20_000, '"' * 50_000):
        assert marked_quotations(text) == ()
    assert len(marked_quotations("“大医精诚” " * (2 * MOST_PAIRS))) <= MOST_PAIRS


PIECES = st.sampled_from(
    (
        *'“”‘’「」『』《》"«»：，。？\n 　',
        *("孙思邈说", "写道", "——李白", "第三条规定：", "\u200b", "\ud800", "古人云", "我问他", "的誓言"),
        *(VOW, "春眠不觉晓，处处闻啼鸟。", "健康所系，性命相托", "《医师法》"),
    )
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_spans_are_sorted_inside_the_text_and_do_not_overlap(text: str) -> None:
    found = marked_quotations(text)
    last = 0
    for one in found:
        assert isinstance(one, Quotation)
        assert last <= one.start < one.end <= len(text)
        last = one.end
        assert one.kind in ("attributed", "marked", "title")
        assert bool(one.source) == (one.kind == "attributed")
