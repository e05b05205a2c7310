"""The second reader: what it proposes and doubts, against hand-made chances and against listing every labelling."""

from __future__ import annotations

from itertools import product

import pycrfsuite
import pytest

from scoring.text.known import read
from scoring.text.letter_traits import traits_of
from scoring.text.mentions import find_mentions
from scoring.text.second_reader import (
    MODEL,
    NOTHING,
    RULE,
    Reading,
    second_reader,
    second_reading,
    sequences,
)
from scoring.text.span_types import Identity, Kind, Level, Mention

TEXT = "二十个字里藏着一个人的名字和一个地方的名字。" * 10


def reading(chances: dict[int, float], sort: str = "name") -> Reading:
    """As if every letter of TEXT were a letter of the flow."""
    likely = {at: chance for at, chance in chances.items() if chance >= 0.002}
    return Reading(range(len(TEXT) + 9), likely, dict.fromkeys(likely, sort))


def found(start: int, end: int, level: Level = Level.LIKELY) -> Mention:
    return Mention(start, end, Kind.PLACE, level, "rule")


ELSEWHERE = [found(12, 14), found(16, 18)]


def test_proposes_a_run_of_letters_that_no_rule_found() -> None:
    assert list(reading({3: 0.3, 4: 0.5, 5: 0.1}).proposals(ELSEWHERE)) == [(3, 5, "name")]


def test_proposes_no_single_letter_and_nothing_twice() -> None:
    assert not list(reading({3: 0.9, 5: 0.9, 12: 0.9, 13: 0.9}).proposals(ELSEWHERE))


def test_lengthens_what_the_rules_found_only_where_it_is_sure() -> None:
    chances = {10: 0.3, 11: 0.7, 12: 1.0, 13: 1.0, 14: 0.4}
    assert list(reading(chances).proposals(ELSEWHERE)) == [(11, 14, "name")]


def test_asks_for_more_in_an_essay_in_which_the_rules_find_hardly_anything() -> None:
    unsure, sure = reading({3: 0.5, 4: 0.5}), reading({3: 0.95, 4: 0.95})
    assert not list(unsure.proposals(ELSEWHERE[:1]))
    assert list(sure.proposals([])) == [(3, 5, "name")]


def test_what_it_doubts_becomes_a_hint_unless_it_is_certain() -> None:
    blind = reading({})
    likely, certain = found(3, 5), found(6, 8, Level.CERTAIN)
    seen = list(second_reading(blind, TEXT, Identity(), [likely, certain]))
    assert [mention.level for mention in seen] == [Level.HINT, Level.CERTAIN]
    assert [m.level for m in second_reading(reading({4: 0.001}), TEXT, Identity(), [likely])] == [Level.HINT]
    assert list(second_reading(reading({4: 0.01}), TEXT, Identity(), [likely])) == [likely]


def test_does_not_doubt_what_another_line_tells() -> None:
    told = Mention(3, 5, Kind.AUTHOR, Level.LIKELY, "chat_name")
    assert list(second_reading(reading({}), TEXT, Identity(), [told])) == [told]


@pytest.mark.parametrize(
    ("said", "sort", "identity", "kind"),
    [
        ("云舟", "name", Identity(authors=("何云舟",)), Kind.AUTHOR),
        ("云舟", "name", Identity(authors=("何小舟",)), Kind.PERSON),
        ("云舟", "unit", Identity(units=("云舟县医院",)), Kind.UNIT),
        ("云舟", "unit", Identity(units=("县医院",)), Kind.OTHERUNIT),
        ("西街", "contact", Identity(), Kind.CONTACT),
    ],
)
def test_the_form_says_whose_name_or_unit_it_is(said: str, sort: str, identity: Identity, kind: Kind) -> None:
    proposed = second_reading(reading({1: 0.95, 2: 0.95}, sort), f"叫{said}的{TEXT}", identity, [])
    assert [(m.kind, m.level, m.rule) for m in proposed] == [(kind, Level.LIKELY, RULE)]


def test_chances_are_those_of_all_labellings_listed() -> None:
    text = "叫巴图"
    tagger = pycrfsuite.Tagger()
    tagger.open(str(MODEL))
    tagger.set(traits_of(read(text), Identity()))
    listed = [0.0] * len(text)
    for labels in product(tagger.labels(), repeat=len(text)):
        probability = tagger.probability(labels)
        for at, label in enumerate(labels):
            listed[at] += probability if label != NOTHING else 0.0
    chances = second_reader().read(read(text), Identity()).chances
    for at, chance in enumerate(listed):
        assert chances.get(at, 0.0) == pytest.approx(chance if chance >= 0.002 else 0.0, abs=1e-6)


@pytest.mark.parametrize(
    ("said", "sort"),
    [
        ("陈主任", "name"),
        ("大　爷", "name"),
        ("别　女　民　族", "name"),
        ("五台山", "place"),
        ("公安", "place"),
        ("一千四百块", "contact"),
        ("1970", "contact"),
    ],
)
def test_what_tells_of_nobody_is_not_proposed(said: str, sort: str) -> None:
    letters = dict.fromkeys(range(1, 1 + len(said)), 0.95)
    assert not list(second_reading(reading(letters, sort), f"叫{said}的{TEXT}", Identity(), []))


def test_a_name_with_an_unseen_letter_in_it_is_one_name() -> None:
    spread = Reading([0, 1, 2, 3, 5, 6], {3: 0.4, 4: 0.4}, {3: "name", 4: "name"})
    assert list(spread.proposals(ELSEWHERE)) == [(3, 6, "name")]


def test_the_writers_name_is_left_where_the_rules_take_it_for_a_word() -> None:
    chances = reading({3: 1.0, 4: 1.0, 6: 1.0, 7: 1.0})
    word = Mention(3, 5, Kind.AUTHOR, Level.HINT, "author")
    likely = [m for m in second_reading(chances, TEXT, Identity(), [word, *ELSEWHERE]) if m.rule == RULE]
    assert [(m.start, m.end) for m in likely] == [(6, 8)]


def test_lines_are_read_alone_and_long_ones_in_pieces() -> None:
    assert list(sequences("一二\n\n三")) == [(0, 2), (4, 5)]
    assert [end - start for start, end in sequences("字" * 4500)] == [2000, 2000, 500]


@pytest.mark.parametrize("text", ["", "\n", " ", "\ud800", "李" * 5000, "a\u200b\n" * 9, "1３①壹\t。"])
def test_every_letter_has_its_traits_and_reading_never_fails(text: str) -> None:
    reader = read(text)
    assert len(traits_of(reader, Identity(authors=("李",)))) == len(reader.flow.text)
    find_mentions(text, Identity(authors=("李",)))


def test_traits_tell_names_lists_and_the_form() -> None:
    text = "我在武川县遇见了巴特尔和于海波"
    traits = traits_of(read(text), Identity(authors=("于海波",), region="武川县"))
    assert {"zctB", "fr2"} <= set(traits[2])
    assert any(trait.startswith("Bt") for trait in traits[text.index("巴")])
    assert {"fa3", "own surname"} <= set(traits[text.index("于")])
    assert any(trait.startswith("Bf") for trait in traits[text.index("于")])


@pytest.mark.parametrize("before", ["产品批号", "国药准字H", "执行标准编号：", "型号是"])
def test_the_number_of_a_product_is_not_proposed(before: str) -> None:
    at = len(before)
    letters = dict.fromkeys(range(at, at + 8), 0.95)
    text = f"{before}20043210，{TEXT}"
    assert not list(second_reading(reading(letters, "contact"), text, Identity(), []))
    text = f"{'我' * at}20043210，{TEXT}"
    assert list(second_reading(reading(letters, "contact"), text, Identity(), []))
