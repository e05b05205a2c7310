"""The project's own tokenizer: covers the text, knows tags, leaves the global one alone."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.text.segment import segmenter, tagged, words


def test_word_added_to_the_own_tokenizer_does_not_reach_the_global_one() -> None:
    own = segmenter().tokenizer  # loaded first: it silences the warnings of jieba's import
    import jieba

    own.add_word("白桦岭卫生院分部")
    try:
        assert words("白桦岭卫生院分部") == ["白桦岭卫生院分部"]
        assert "白桦岭卫生院分部" not in jieba.lcut("白桦岭卫生院分部")
    finally:
        own.del_word("白桦岭卫生院分部")


def test_a_row_of_letters_as_long_as_a_picture_is_no_single_word() -> None:
    rubbish = "iVBORw0KGgo" * 100
    pieces = tagged(rubbish)
    assert "".join(word.text for word in pieces) == rubbish
    assert max(len(word.text) for word in pieces) <= 100
    assert [rubbish[word.start : word.end] for word in pieces] == [word.text for word in pieces]


def test_segmenter_is_loaded_once() -> None:
    assert segmenter() is segmenter()


def test_dictionary_word_has_its_tag_and_unknown_names_stay_single_characters() -> None:
    assert [(word.text, word.tag) for word in tagged("北京")] == [("北京", "ns")]
    assert [word.text for word in tagged("邵霁霂")] == ["邵", "霁", "霂"]


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.text(alphabet="我在北京医院abc12 ，。\n😀何云舟", max_size=30))
def test_words_cover_the_text_in_order(text: str) -> None:
    found = tagged(text)
    assert "".join(word.text for word in found) == text
    assert all(text[word.start : word.end] == word.text for word in found)
