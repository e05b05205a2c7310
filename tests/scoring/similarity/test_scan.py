"""The whole comparison: planted copies come out as cases, shared language does not, input may be anything."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from scoring.errors import InvalidProblem
from scoring.similarity.scan import Document, Scan, scan
from scoring.text.normalize import fold

Write = Callable[..., str]

OFFICIAL = "大力弘扬医疗卫生职业精神，展示广大医务工作者的良好形象，推进行业作风建设。"


def crowd(write: Write, size: int = 20) -> list[Document]:
    """Original essays of as many units; every one holds the official line."""
    return [
        Document(f"E{number:02}", write(number, 3) + OFFICIAL + write(1000 + number, 3), f"U{number}")
        for number in range(size)
    ]


def members(result: Scan) -> list[tuple[str, ...]]:
    return [case.members for case in result.cases]


def swapped(text: str) -> str:
    for old, new in (
        ("山高", "某县"),
        ("灯明", "甲乡"),
        ("夜静", "乙院"),
        ("人来", "丙某"),
        ("路长", "丁处"),
    ):
        text = text.replace(old, new)
    return text


def reordered(text: str) -> str:
    paragraphs = text.split("\n")
    random.Random(3).shuffle(paragraphs)
    return "\n".join(paragraphs)


def noisy(text: str) -> str:
    return "".join(char + "\u200b" * (at % 4 == 1) for at, char in enumerate(text))


def traditional(text: str) -> str:
    return text.translate(str.maketrans("风云灯桥门车马长来开远静", "風雲燈橋門車馬長來開遠靜"))


def annotated(text: str) -> str:
    return "".join(char + "（yīn）" * (at % 9 == 4 and char > "\u4e00") for at, char in enumerate(text))


def edited(text: str) -> str:
    return "".join("某" if at % 11 == 7 and char > "\u4e00" else char for at, char in enumerate(text))


@pytest.mark.parametrize(
    "disguise", [str, swapped, reordered, noisy, traditional, annotated, edited, lambda text: text[:330]]
)
def test_planted_copy_by_another_unit_is_the_only_case(write: Write, disguise: Callable[[str], str]) -> None:
    documents = crowd(write)
    copy = Document("X", write(900, 1) + "\n" + disguise(write(7, 3) + write(1007, 3)), "U99", received=5)
    result = scan([*documents, copy], official=[OFFICIAL])
    assert members(result) == [("E07", "X")]
    assert result.cases[0].facts["relation"] == "several_units"


def test_reordered_copy_is_shown_as_moved_passages(write: Write) -> None:
    documents = [*crowd(write), Document("X", reordered(write(7, 3) + "\n" + write(1007, 3)), "U99")]
    (pair,) = scan(documents, official=[OFFICIAL]).pairs
    assert pair.kind == "reordered"
    assert len(pair.copied) >= 3
    assert pair.net > 0.85


def test_mosaic_of_two_names_its_sources(write: Write) -> None:
    text = write(3, 3) + "\n" + write(901, 1) + "\n" + write(1005, 3)
    result = scan([*crowd(write), Document("X", text, "U99")], official=[OFFICIAL])
    assert members(result) == [("E03", "E05", "X")]
    assert (result.cases[0].kind, result.cases[0].facts["composed"]) == ("mosaic", "X")
    assert [one.id for one in result.overlaps] == ["E03", "E05", "X"]
    assert result.overlaps[2].largest < result.overlaps[2].net


@pytest.mark.parametrize("paragraphs", [1, 4])
def test_template_of_four_colleagues_is_one_case(write: Write, paragraphs: int) -> None:
    skeleton = write(77, paragraphs)
    colleagues = [
        Document(f"T{number}", write(300 + number, 2) + skeleton + write(400 + number, 2), "U50")
        for number in range(4)
    ]
    result = scan([*crowd(write), *colleagues], official=[OFFICIAL])
    assert members(result) == [("T0", "T1", "T2", "T3")]
    assert result.cases[0].kind == "template"


def test_copy_of_a_library_text_names_it_as_source(write: Write) -> None:
    library = [Document("L1", write(500), ""), Document("L2", write(500) + write(501, 1), "")]
    entry = Document("A", write(500), "U", received=1)
    result = scan([*crowd(write), entry], library=library, official=[OFFICIAL])
    assert members(result) == [("A", "L1", "L2")]
    assert result.cases[0].kind == "archive"
    assert result.cases[0].likely_source in ("L1", "L2")
    assert {(pair.a, pair.b) for pair in result.pairs} == {("A", "L1"), ("A", "L2")}


def test_official_language_makes_no_case_and_is_shown_with_its_reason(write: Write) -> None:
    documents = crowd(write)
    given = scan(documents, official=[OFFICIAL])
    assert given.cases == ()
    assert scan(documents).cases == ()
    spans = dict(given.official)
    for document in documents:
        (start, end, why), *_ = spans[document.id]
        assert why == "official"
        assert fold(document.text[start:end]).text == fold(OFFICIAL).text


def test_line_that_nobody_gave_is_shown_as_a_formula_in_the_texts_of_a_pair(write: Write) -> None:
    copy = Document("X", write(7, 3) + write(901, 2) + OFFICIAL + write(902, 1), "U99")
    result = scan([*crowd(write), copy])
    assert members(result) == [("E07", "X")]
    shown = dict(result.official)
    (start, end, why), *_ = shown["X"]
    assert why == "formula"
    text, line = fold(copy.text[start:end]).text, fold(OFFICIAL).text
    # two texts may by chance agree in a character before or after it
    assert line[4:-4] in text
    assert len(text) <= len(line) + 4


def test_line_shared_by_one_unit_only_is_not_taken_for_official(write: Write) -> None:
    line = write(78, 1)[:75]
    colleagues = [
        Document(f"T{number}", write(300 + number, 3) + line + write(400 + number, 3), unit)
        for number, unit in enumerate(["U50"] * 4)
    ]
    assert members(scan([*crowd(write), *colleagues], official=[OFFICIAL])) == [("T0", "T1", "T2", "T3")]
    strangers = [Document(one.id, one.text, f"U{60 + at}") for at, one in enumerate(colleagues)]
    assert scan([*crowd(write), *strangers], official=[OFFICIAL]).cases == ()


def test_forty_copies_of_one_text_are_one_case_and_do_not_vanish_as_common(write: Write) -> None:
    copies = [
        Document(f"C{number:02}", write(600) + write(700 + number, 1), f"V{number}") for number in range(60)
    ]
    result = scan([*crowd(write), *copies], official=[OFFICIAL])
    assert members(result) == [tuple(one.id for one in copies)]
    assert len(result.pairs) < 200


@pytest.mark.parametrize(
    ("text", "official"),
    [
        (OFFICIAL * 2, [OFFICIAL]),
        (OFFICIAL * 2, []),
        (f"《纲要》指出：“{OFFICIAL}要把医德医风建设摆在更加突出的位置。”", []),
        (
            "作品题目：守望\n作者姓名：张三\n所在单位：草原人民医院\n" * 4
            + "本人承诺作品为原创，没有抄袭他人，如有侵权，后果自负。",
            [],
        ),
    ],
)
def test_identical_texts_overlap_fully_whatever_they_are_made_of(
    write: Write, text: str, official: list[str]
) -> None:
    pair_of = [Document("A", text, "U1"), Document("B", "".join(text.split("，")), "U2")]
    result = scan([*pair_of, *crowd(write)], official=official)
    (pair,) = [pair for pair in result.pairs if pair.a == "A"]
    assert (pair.b, pair.raw, pair.net, pair.kind) == ("B", 1.0, 1.0, "copy")
    assert ("A", "B") in members(result)


def test_passages_point_at_equal_folded_text(write: Write) -> None:
    documents = [*crowd(write), Document("X", noisy(traditional(write(7, 3))), "U99")]
    texts = {document.id: document.text for document in documents}
    (pair,) = scan(documents, official=[OFFICIAL]).pairs
    for passage in pair.copied:
        left = fold(texts[pair.a][passage.a0 : passage.a1]).text
        assert left == fold(texts[pair.b][passage.b0 : passage.b1]).text
        assert passage.matched == len(left)


def test_order_of_input_changes_nothing(write: Write) -> None:
    extra = [Document("X", write(3, 3) + write(1005, 3), "U9"), Document("Y", edited(write(9, 3)), "U8")]
    documents = [*crowd(write), *extra]
    shuffled = documents[:]
    random.Random(1).shuffle(shuffled)
    assert scan(documents, official=[OFFICIAL]) == scan(shuffled, official=[OFFICIAL])


def test_unrelated_essay_changes_no_case(write: Write) -> None:
    documents = [*crowd(write), Document("X", edited(write(9, 3)), "U99")]
    more = [*documents, Document("Z", write(950), "U98")]
    assert scan(documents, official=[OFFICIAL]).cases == scan(more, official=[OFFICIAL]).cases


def test_receipt_decides_who_is_a_and_the_likely_source(write: Write) -> None:
    result = scan([Document("A", write(1), received=9), Document("B", write(1), received=2)])
    assert (result.pairs[0].a, result.cases[0].likely_source) == ("B", "B")


def test_same_id_twice_is_refused() -> None:
    with pytest.raises(InvalidProblem, match="A"):
        scan([Document("A", "山"), Document("B", "")], library=[Document("A", "水")])


def test_signs_are_reported_with_the_entry(write: Write) -> None:
    result = scan([Document("A", write(1)), Document("B", noisy(write(2)))])
    assert [(name, [sign.kind for sign in signs]) for name, signs in result.signs] == [("B", ["zero_width"])]


def test_progress_rises_to_its_end_and_can_cancel(write: Write) -> None:
    seen: list[tuple[int, int]] = []
    scan([Document("A", write(1)), Document("B", write(1))], progress=lambda *step: seen.append(step))
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1]

    def cancel(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scan([Document("A", "山")], progress=cancel)
