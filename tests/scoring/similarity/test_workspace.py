"""Pieces on disk: what comes back is what was kept, whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from scoring.similarity.workspace import Workspace

ANYTHING = st.text(alphabet=st.characters(codec=None) | st.sampled_from("山\0\ud800\udfff𠀀"), max_size=12)


class Unkept:
    """An object that breaks off while it is written."""

    def __reduce__(self) -> tuple[Any, ...]:
        raise OSError("no space left")


@given(st.lists(ANYTHING, max_size=6))
@settings(max_examples=40, deadline=None)
def test_texts_come_back_as_given_lone_surrogates_included(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    work = Workspace(tmp_path_factory.mktemp("texts"))
    work.save_texts("texts", texts)
    kept = work.texts("texts")
    assert [kept[number] for number in range(len(texts))] == texts


@pytest.mark.parametrize(
    "values",
    [
        np.arange(5, dtype=np.int32),
        np.zeros(0, np.uint64),
        np.zeros((0, 2), np.int32),
        np.array([[1, 2], [3, 4]], np.int64),
        np.array([True, False]),
    ],
)
def test_arrays_come_back_with_their_type_and_cannot_be_changed(tmp_path: Path, values: NDArray[Any]) -> None:
    work = Workspace(tmp_path)
    work.save_array("values", values)
    kept = work.array("values")
    assert (kept.dtype, kept.shape) == (values.dtype, values.shape)
    assert np.array_equal(kept, values)
    assert not kept.flags.writeable


def test_an_object_is_there_once_it_is_finished(tmp_path: Path) -> None:
    work = Workspace(tmp_path)
    assert not work.has("found")
    work.save("found", {"a": (1, 2)})
    assert Workspace(tmp_path).has("found")
    assert Workspace(tmp_path).load("found") == {"a": (1, 2)}


def test_a_writer_that_breaks_off_leaves_what_was_there(tmp_path: Path) -> None:
    work = Workspace(tmp_path)
    with pytest.raises(OSError, match="space"):
        work.save("found", [0] * 100_000 + [Unkept()])
    assert not work.has("found")
    work.save("found", "first")
    with pytest.raises(OSError, match="space"):
        work.save("found", [0] * 100_000 + [Unkept()])
    assert work.load("found") == "first"


def test_a_mapped_array_survives_its_replacement(tmp_path: Path) -> None:
    work = Workspace(tmp_path)
    work.save_array("values", np.arange(1000))
    before = work.array("values")
    work.save_array("values", np.zeros(3))
    assert np.array_equal(before, np.arange(1000))
    assert np.array_equal(work.array("values"), np.zeros(3))
