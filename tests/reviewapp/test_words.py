"""Sentences with facts: spoken in the reader's language, kept and read again."""

from __future__ import annotations

from reviewapp.words import Sentence, say

ENGLISH = {"、": ", ", "表头缺少：%(missing)s。": "Missing: %(missing)s.", "评委": "judge"}


def test_list_of_facts_is_spoken_as_a_list_of_the_readers_language_also_when_kept_in_between():
    sentence = say("表头缺少：%(missing)s。", missing=[say("评委"), "A1", 3])
    for told in (sentence, Sentence.from_json(sentence.to_json())):
        assert str(told) == "表头缺少：评委、A1、3。"
        assert told.speak(lambda msgid: ENGLISH[msgid]) == "Missing: judge, A1, 3."
