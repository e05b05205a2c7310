"""English is complete: every sentence of the program has its translation, with the same places to fill."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Catalog

from tools import messages

PLACES = re.compile(r"%\((\w+)\)s|\{(\w+)\}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def english() -> Catalog:
    return messages.catalogue()


def places(text: str) -> set[str]:
    return {a or b for a, b in PLACES.findall(text)}


def test_every_sentence_is_translated(english: Catalog) -> None:
    wanted = {m.id for m in messages.extract() if m.id}
    done = {m.id for m in english if m.id and m.string}
    assert sorted(wanted - done) == []


def test_no_translation_is_left_over(english: Catalog) -> None:
    wanted = {m.id for m in messages.extract() if m.id}
    assert sorted({m.id for m in english if m.id} - wanted) == []


def test_translations_fill_the_same_places(english: Catalog) -> None:
    wrong = [m.id for m in english if m.id and places(str(m.id)) != places(str(m.string))]
    assert wrong == []


def test_translations_are_english(english: Catalog) -> None:
    """A few Chinese terms may stand beside their English words, in brackets."""
    bare = re.compile(r"[(（][^)）]*[)）]|“[^”]*”")
    wrong = [m.id for m in english if m.id and CHINESE.search(bare.sub("", str(m.string)))]
    assert wrong == []


def test_compiled_catalogue_is_current(english: Catalog) -> None:
    assert messages.PO.with_suffix(".mo").read_bytes() == messages.compiled(english)


def test_message_ids_are_chinese() -> None:
    """The default language is the source: an English message id would show English to everybody."""
    names = {"PDF", "CSV"}
    wrong = [
        m.id
        for m in messages.extract()
        if m.id
        and m.id not in names
        and not CHINESE.search(str(m.id))
        and re.search("[A-Za-z]", PLACES.sub("", m.id))
    ]
    assert wrong == []


def test_templates_have_no_chinese_punctuation_outside_sentences() -> None:
    """It would stand between English words; a wide blank is written &emsp;."""
    unsaid = re.compile(r"""\{#.*?#\}|\b(?:_|ngettext)\(\s*(?:"[^"]*"|'[^']*')""", re.DOTALL)
    blots = "〔〕"  # the marks of a masked stretch, inside a Chinese text
    wrong = [
        f"{path.name}: {line.strip()}"
        for path in sorted((messages.ROOT / "templates").rglob("*.html"))
        if path.parent.name != "styleguide"
        for line in unsaid.sub("", path.read_text(encoding="utf-8")).splitlines()
        if set(re.findall(r"[\u3000-\u303f\uff00-\uffef]", line)) - set(blots)
    ]
    assert wrong == []
