"""Two texts side by side: nothing lost, partners numbered alike, changes to the character."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from reviewapp.models.similarity import CaseMember, Passage, SimilarityCase
from reviewapp.similarity.evidence import Comparison, compare, own_side, pairings
from reviewapp.similarity.paint import LEADING, Side

LEFT = "甲题\n那天凌晨老张背着药箱去青石沟出诊，雪下得很紧。\n回来时天已经亮了，他说不累。\n末段各写各的。"
RIGHT = (
    "乙题\n前面多一段自己的话。\n那天凌晨老李背着药箱去黑水镇出诊，雪下得很紧。\n回来时天已经亮了，他说不累。"
)


def member(
    entry_id: int, official: list[list[object]] | None = None, signs: list[object] | None = None
) -> CaseMember:
    return CaseMember(entry_id=entry_id, official=official or [], signs=signs or [])


def passage(
    a: tuple[int, int], b: tuple[int, int], official: bool = False, pair: tuple[int, int] = (1, 2)
) -> Passage:
    return Passage(
        a_entry_id=pair[0], b_entry_id=pair[1], a_start=a[0], a_end=a[1], b_start=b[0], b_end=b[1],
        official=official, reason="official" if official else "copied",
    )  # fmt: skip


def whole_passage() -> Passage:
    a, b = LEFT.index("那天"), RIGHT.index("那天")
    return passage((a, LEFT.index("累") + 1), (b, RIGHT.index("累") + 1))


def compared(*passages: Passage, texts: dict[int, str] | None = None, **left: list[object]) -> Comparison:
    texts = texts or {1: LEFT, 2: RIGHT}
    case = SimilarityCase(passages=list(passages))
    members = {1: member(1, **left), 2: member(2)}  # type: ignore[arg-type]
    return compare(pairings(case, texts)[0], texts, members)


def shown(side: Side) -> list[str]:
    return ["".join(p.text for s in row.stretches for p in s.pieces) for row in side.paragraphs]


def of_number(side: Side, number: int) -> str:
    return "".join(
        p.text for row in side.paragraphs for s in row.stretches if s.passage == number for p in s.pieces
    )


def changed(side: Side) -> list[str]:
    return [p.text for row in side.paragraphs for s in row.stretches for p in s.pieces if p.differs]


def starts(side: Side) -> list[int]:
    return [n for row in side.paragraphs for s in row.stretches for n in s.starts]


def test_paragraphs_of_a_passage_are_linked_each_to_its_own() -> None:
    found = compared(whole_passage())
    assert found.parts == 2
    assert of_number(found.left, 1) == "那天凌晨老张背着药箱去青石沟出诊，雪下得很紧。"
    assert of_number(found.right, 1) == "那天凌晨老李背着药箱去黑水镇出诊，雪下得很紧。"
    assert of_number(found.left, 2) == of_number(found.right, 2) == "回来时天已经亮了，他说不累"
    assert starts(found.left) == starts(found.right) == [1, 2]


def test_changes_are_marked_to_the_character_and_listed_as_words() -> None:
    found = compared(whole_passage())
    assert changed(found.left) == ["张", "青石沟"]
    assert changed(found.right) == ["李", "黑水镇"]
    assert found.edits == 2
    assert found.exchanges == (("张", "李", 1), ("青石沟", "黑水镇", 1))


def test_script_punctuation_and_invisible_characters_are_no_change() -> None:
    plain, dressed = "他说：“门诊不能停，谁来都要看。”", "他說，門\u200b診不能停；誰來都要看！"
    texts = {1: plain, 2: dressed}
    found = compared(passage((0, len(plain)), (0, len(dressed))), texts=texts)
    assert (found.edits, changed(found.left), changed(found.right)) == (0, [], [])
    assert shown(found.right) == [dressed]


def test_signs_and_official_language_keep_their_places() -> None:
    signs: list[object] = [["zero_width", 1, [[3, 4]]]]
    found = compared(whole_passage(), signs=signs, official=[[0, 2, "official"]])
    first = found.left.paragraphs[0].stretches
    assert [(s.official, s.passage, s.pieces[0].text) for s in first] == [("official", 0, "甲题")]
    marked = [
        (p.text, p.sign) for row in found.left.paragraphs for s in row.stretches for p in s.pieces if p.sign
    ]
    assert marked == [(LEFT[3], "zero_width")]
    assert [(m.start, m.end, m.official) for m in found.left.spans if not m.passage] == [(0, 2, True)]


def test_overlapping_passages_keep_every_link_alive() -> None:
    text = "同一段话抄了两遍还要再抄。同一段话抄了两遍还要再抄。"
    half = len(text) // 2
    texts = {1: text, 2: text[:half]}
    found = compared(passage((0, half), (0, half)), passage((half, 2 * half), (0, half)), texts=texts)
    assert starts(found.left) == starts(found.right) == [1, 2]
    assert shown(found.right) == [text[:half]]


def test_pairs_are_ordered_by_what_they_share_and_know_their_order() -> None:
    texts = {1: "一" * 100, 2: "二" * 50, 3: "三" * 100}
    case = SimilarityCase(
        passages=[
            passage((0, 20), (0, 20)),
            passage((0, 40), (50, 90), pair=(1, 3)),
            passage((40, 60), (0, 20), pair=(1, 3)),
            passage((0, 99), (0, 50), official=True),
        ]
    )
    first, second = pairings(case, texts)
    assert ((first.a, first.b), (second.a, second.b)) == ((1, 3), (1, 2))
    assert (first.share, first.longest, first.reordered) == (0.6, 40, True)
    assert (second.share, second.longest, second.reordered) == (0.4, 20, False)


def test_one_side_shows_what_is_shared_but_not_by_how_many() -> None:
    text = "一二三四五六七八九十\n末段"
    spans = [(0, 3), (2, 5), (5, 6), (8, 9)]
    found = own_side(7, text, spans, member(7, official=[[11, 13, "official"]]))
    assert shown(found) == ["一二三四五六七八九十", "末段"]
    assert [of_number(found, n) for n in (1, 2)] == ["一二三四五六", "九"]
    assert starts(found) == [1, 2]
    assert [(m.start, m.end, m.passage, m.official) for m in found.spans] == [
        (0, 6, 1, False), (8, 9, 2, False), (11, 13, 0, True),
    ]  # fmt: skip
    assert [(p.start, p.end) for p in found.paragraphs] == [(0, 10), (11, 13)]


def test_library_text_is_the_second_of_its_pair() -> None:
    found = Passage(
        a_entry_id=4, b_library_id=4, a_start=0, a_end=3, b_start=1, b_end=4, official=False, reason="copied"
    )
    (pair,) = pairings(SimilarityCase(passages=[found]), {4: "一二三", -4: "零一二三"})
    assert (pair.a, pair.b, pair.share) == (4, -4, 1.0)


@settings(max_examples=40, deadline=None)
@given(
    st.text("天地人和\n \u3000，。\u200b", min_size=1, max_size=60),
    st.text("天地人和\n \u3000，。", min_size=1, max_size=60),
    st.data(),
)
def test_nothing_of_a_text_is_lost_or_told_twice(a: str, b: str, data: st.DataObject) -> None:
    def span(text: str) -> tuple[int, int]:
        start = data.draw(st.integers(0, len(text) - 1))
        return start, data.draw(st.integers(start + 1, len(text)))

    found = compared(*(passage(span(a), span(b)) for _ in range(2)), texts={1: a, 2: b})
    for side, text in ((found.left, a), (found.right, b)):
        assert shown(side) == [line for line in (x.lstrip(LEADING) for x in text.split("\n")) if line]
        assert sorted(s.passage for s in side.spans) == list(range(1, found.parts + 1))
