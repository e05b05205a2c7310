"""What a fresh pair of eyes broke once: odd numbers and dates, repeated publishing, ranks in receipt numbers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests import factories

HUGE = "99999999999999999999"
Client = Callable[[str | None], FlaskClient]


@pytest.mark.parametrize(
    "address",
    [
        "/rounds/{}/",
        "/rounds/1/entries/{}",
        "/runs/{}",
        "/judging/{}/AAAAA",
        "/rounds/1/standings/export/{}.xlsx",
    ],
)
def test_numbers_no_database_holds_are_unknown_pages(
    address: str, stored_world: factories.World, client_for: Client
) -> None:
    assert client_for("organizer").get(address.format(HUGE)).status_code == 404


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/rounds/1/settings", {"title": "x", "time_zone": "Asia/Shanghai", "version": "abc"}),
        ("/rounds/1/settings/timetable", {"submissions_until": "0001-01-01T00:00"}),
        ("/rounds/1/similarity/1/verdict", {"version": "²", "verdict": "note", "reason": "x"}),
        ("/rounds/1/standings/freeze", {"run": HUGE}),
    ],
)
def test_odd_form_values_are_answered_in_words(
    address: str, form: dict[str, str], stored_world: factories.World, client_for: Client
) -> None:
    answer = client_for("organizer").post(address, data=form)
    assert 400 <= answer.status_code < 500


def test_odd_filter_values_are_answered_in_words(stored_world: factories.World, client_for: Client) -> None:
    answer = client_for("organizer").get(f"/rounds/1/entries?recommender={HUGE}")
    assert answer.status_code < 500


def test_plain_score_form_takes_no_operation_id_of_the_server(stored_world: factories.World) -> None:
    from reviewapp.judging.forms import _is_op_id

    assert _is_op_id("a" * 16)
    assert not _is_op_id("reopen-1-99")
    assert not _is_op_id("abcd\x00efghi")
