"""``flask contest receipt``."""

from __future__ import annotations

import click

from reviewapp import web
from reviewapp.cli.terminal import answer, json_option, plain_errors, round_of, round_option
from reviewapp.contests.totals import points_of
from reviewapp.errors import Missing
from reviewapp.judging import queries, receipts
from reviewapp.words import say


@click.command("receipt")
@click.argument("code")
@click.argument("number")
@round_option
@json_option
@plain_errors
def receipt(code: str, number: str, round_id: int | None, as_json: bool) -> None:
    """Whose save a receipt number (回执号) belongs to, and what was stored.  CODE is the paper's."""
    with web.site().database.session() as session:
        round_ = round_of(session, round_id)
        web.load_round(round_.id, session)  # times are those of the contest
        rubric = queries.rubric_of(session, round_)
        found = receipts.find_receipt(session, round_, code.strip().upper(), number)
        if found is None or rubric is None:
            raise Missing(say("没有这样的回执：编号或回执号不对，或者不是本系统签发的。"))
        alias, version, newest = found
        total = points_of({int(c): s for c, s in version.marks.items()}, rubric)
    facts = {
        "code": code.strip().upper(),
        "receipt": receipts.readable(number),
        "judge": alias,
        "version": version.version,
        "state": version.state.value,
        "saved_at": version.saved_at.isoformat(),
        "total": float(total),
        "newest": newest,
    }
    said = say(
        "%(judge)s 的第 %(version)s 稿，合计 %(total)s 分，%(time)s 保存。",
        judge=alias,
        version=version.version,
        total=web.points(total),
        time=web.local_time(version.saved_at),
    )
    later = say("这是现在的一稿。") if newest else say("之后又改过，这不是现在的一稿。")
    answer(as_json, facts, web.speak(said), web.speak(later))
