"""Receipts: bound to what was stored, found again by their number, proven to the page that asked."""

from __future__ import annotations

import hashlib
import hmac
import json
import re

import pytest

from reviewapp.judging.receipts import readable

URL = "/judging/1/KKKKA/save"


@pytest.fixture
def save(stored, client_for):
    """``save(op_id, base, mark, submit)``: what the server answers judge1."""
    judge = client_for("judge1")

    def make(op_id, base, mark, submit=False):
        marks = dict.fromkeys(map(str, stored.criteria), mark)
        body = {"op_id": op_id, "base_version": base, "marks": marks, "submit": submit}
        return judge.post(URL, json=body).get_json()

    make.page = lambda path: judge.get(path).get_data(as_text=True)
    return make


def test_answer_carries_a_receipt_and_its_proof_with_the_key_of_the_page(save):
    page = save.page("/judging/1/KKKKA")
    key = bytes.fromhex(re.search(r'data-proof="([0-9a-f]{64})"', page)[1])
    said = save("operation-1", 0, "18.5")
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}", said["receipt"])
    message = f"operation-1\n1\n{said['receipt']}".encode()
    assert said["proof"] == hmac.new(key, message, hashlib.sha256).hexdigest()
    again = save("operation-1", 0, "18.5")
    assert (again["replayed"], again["receipt"], again["proof"]) == (True, said["receipt"], said["proof"])
    other = save("operation-2", 1, "18.5")
    assert other["receipt"] != said["receipt"]  # another version of the same marks
    assert said["receipt"] in save.page("/judging/1/KKKKA/history")


def test_keys_of_two_judges_differ(stored, client_for):
    pages = (client_for(name).get("/judging").get_data(as_text=True) for name in ("judge1", "judge2"))
    keys = {re.search(r'data-proof="([0-9a-f]{64})"', page)[1] for page in pages}
    assert len(keys) == 2


def test_organizer_finds_whose_save_a_receipt_is_and_refuses_a_made_up_one(save, app, database):
    first = save("operation-1", 0, "18.5")["receipt"]
    last = save("operation-2", 1, "20", submit=True)["receipt"]

    def look_up(code, number, exit_code=0):
        with app.app_context():
            result = app.test_cli_runner().invoke(args=["contest", "receipt", code, number, "--json"])
        assert result.exit_code == exit_code, result.output
        return json.loads(result.stdout) if exit_code == 0 else result.stderr

    found = look_up("kkkka", last.lower().replace("-", " "))
    assert (found["judge"], found["version"], found["state"], found["total"]) == (
        "评委01",
        2,
        "submitted",
        60.0,
    )
    assert found["newest"]
    assert (look_up("KKKKA", first)["version"], look_up("KKKKA", first)["newest"]) == (1, False)
    assert "没有这样的回执" in look_up("KKKKA", "7KQ2M-XW9PA", exit_code=1)
    assert "没有这样的回执" in look_up("KKKKB", last, exit_code=1)


@pytest.mark.parametrize("written", ["7kq2m-xw9pa", "7KQ2MXW9PA", " 7KQ2M XW9PA ", "7KQ2M—XW9PA"])
def test_number_may_be_written_as_people_write(written):
    assert readable(written) == "7KQ2M-XW9PA"
    assert readable("olI00-00000") == "01100-00000"


def test_page_names_the_papers_that_come_next_going_round_those_put_aside_last(stored, client_for):
    judge = client_for("judge1")

    def ahead(path):
        page = judge.get(path).get_data(as_text=True)
        return [paper for paper, _address in json.loads(re.search(r"data-ahead='([^']*)'", page)[1])]

    assert ahead("/judging/1/KKKKB") == ["1:KKKKC", "1:KKKKA"]
    judge.post("/judging/1/KKKKC/skip", data={"skipped": "1"})
    assert ahead("/judging/1/KKKKB") == ["1:KKKKA", "1:KKKKC"]
    assert ahead("/judging/1/KKKKB?go=list") == []  # the judge wants to see his list after each paper
