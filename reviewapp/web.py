"""The edge: what every view shares.  Request session, transaction, actor, clock, language, filters."""

from __future__ import annotations

import hmac
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from importlib import import_module
from typing import Any, cast
from zoneinfo import ZoneInfo

import flask
from flask import abort, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext
from flask_login import current_user
from sqlalchemy.orm import Session

from reviewapp import storage
from reviewapp.access import Actor, authorize, find_round
from reviewapp.config import Settings
from reviewapp.db import Database, only_reads
from reviewapp.errors import Denial, Missing
from reviewapp.jobs import Jobs
from reviewapp.models.contest import Round
from reviewapp.models.result import Run
from reviewapp.words import Sentence

PAGE_SIZE = 50
LOCALES = {"zh_Hans": "中文", "en": "English"}
HOUSE_ZONE = "Asia/Shanghai"  # of pages that are about no contest


@dataclass(frozen=True, slots=True)
class Site:
    """What one application is made of."""

    settings: Settings
    database: Database
    jobs: Jobs


def site() -> Site:
    found: Site = current_app.extensions["jianwen"]
    return found


def read_session() -> Session:
    """The request's session for reading; closed when the request ends."""
    if "read_session" not in g:
        g.read_session = site().database.session()
    session: Session = g.read_session
    return session


def write_at_once() -> None:
    """The request writes and does nothing else before: who asks is looked up in the transaction it writes in.
    What it brings is to be read first, for from the look-up on SQLite lets nobody else write."""
    g.writing_session = site().database.writing_session()


def session_at_hand() -> Session:
    """The session to look up with who asks."""
    session: Session = g.get("writing_session") or read_session()
    return session


@contextmanager
def transaction() -> Iterator[Session]:
    """Everything a POST changes happens inside: the read snapshot ends, one commit at the end.

    A rollback expires what was loaded, also the page's round: the page that explains the refusal must not
    meet it.
    """
    begun = g.pop("writing_session", None)
    close_session()
    try:
        with site().database.transaction(begun) as session:
            yield session
    except BaseException:
        g.pop("round", None)
        raise


def close_session(_error: BaseException | None = None) -> None:
    for name in ("read_session", "writing_session"):
        session = g.pop(name, None)
        if session is not None:
            session.close()


def actor() -> Actor:
    """Who asks."""
    found: Actor = current_user.actor
    return found


def now() -> datetime:
    """The instant of this request, the same all through it."""
    if "now" not in g:
        g.now = datetime.now(UTC)
    instant: datetime = g.now
    return instant


def load_round(round_id: int, session: Session | None = None) -> Round:
    """The round with its contest, or 404; sets the page's time zone and the round's menu.

    Inside `transaction()` the round's row is held until the end: acts on one round come one after the
    other, so the second of two people who press the same button sees what the first one did.
    """
    given, shown = session or read_session(), g.get("round")
    if only_reads(given) and shown is not None and shown in given and shown.id == round_id:
        return cast(Round, shown)
    found = find_round(given, round_id)
    if found is None:
        abort(404)
    about(found)
    return found


def about(round_: Round) -> None:
    """The page is about this round, loaded with its contest: its time zone and its menu are the page's."""
    g.round, g.time_zone = round_, round_.contest.time_zone


def require(denial: Denial | None) -> None:
    """For pages that only read: refuse as the rule says."""
    authorize(denial)


def may(verb: str, *subject: Any) -> bool:
    """``may("judging.mark", paper)``: does the stage's rule allow it?  For menus and buttons."""
    stage, _, name = verb.partition(".")
    rule = getattr(import_module(f"reviewapp.{stage}.rules"), name)
    return rule(actor(), *subject, now=now()) is None


def follow(run: Run) -> ResponseReturnValue:
    """Have a queued computation done, and go to the page that shows how far it is."""
    site().jobs.enqueue(run.id)
    return flask.redirect(flask.url_for("contests.run", run_id=run.id))


def drawn_picture(sha256: str, media_type: str, *, place: str) -> flask.Response:
    """A picture drawn by us, to be shown in a page; asked for anew each time, sent anew only when changed.

    place: where it stands; two places never have the same tag, so that no two can be found to be one.
    Raises Missing where its file cannot be had.
    """
    try:
        data = storage.read(site().settings.uploads, sha256)
    except storage.StorageError as error:
        current_app.logger.exception("a drawn picture cannot be had")
        raise Missing from error
    response = flask.Response(data, mimetype=media_type)
    key = site().settings.secret_key.encode()
    response.set_etag(hmac.new(key, f"{place} {sha256}".encode(), "sha256").hexdigest()[:32])
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Disposition"] = "inline"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    response.make_conditional(request)
    return response


def speak(sentence: Sentence | Mapping[str, Any] | str, translated: Callable[[str], str] = gettext) -> str:
    """A sentence in the reader's language; also one that was kept as JSON."""
    if isinstance(sentence, Mapping):
        sentence = Sentence.from_json(sentence)
    return sentence.speak(translated) if isinstance(sentence, Sentence) else sentence


def flash(sentence: Sentence | str, category: str = "success") -> None:
    flask.flash(speak(sentence), category)


def select_locale() -> str:
    """User setting, cookie, browser; any zh is zh_Hans, any en is English, else Chinese.

    Werkzeug's own matching answers English to a zh-CN browser, so the header is read here.
    """
    if flask.has_request_context():
        chosen = request.cookies.get("locale") or (current_user.actor.locale if current_user else None)
        if chosen in LOCALES:
            return chosen
        for tag, _quality in request.accept_languages:
            language = tag.lower().replace("_", "-").split("-")[0]
            if language == "zh":
                return "zh_Hans"
            if language == "en":
                return "en"
    return "zh_Hans"


def zone() -> ZoneInfo:
    """The time zone of the contest on this page, else the house default."""
    return ZoneInfo(g.get("time_zone", HOUSE_ZONE))


@dataclass(frozen=True, slots=True)
class _Calendar:
    """How this page writes times."""

    zone: ZoneInfo
    english: bool
    year: int  # this year, there


def _calendar() -> _Calendar:
    """Worked out once for a time zone: a page may write thousands of times."""
    held = g._get_current_object()  # each look through `g` costs as much as writing the time
    name = held.get("time_zone", HOUSE_ZONE)
    found: _Calendar | None = held.get("calendar")
    if found is None or found.zone.key != name:
        here = ZoneInfo(name)
        found = held.calendar = _Calendar(here, str(get_locale()) == "en", now().astimezone(here).year)
    return found


def local_time(instant: datetime | None) -> str:
    """6月30日 18:00 (the year when it is not this one)."""
    if instant is None:
        return "—"
    here = _calendar()
    t = instant.astimezone(here.zone)
    if here.english:
        return t.strftime("%d %b %Y, %H:%M")
    year = "" if t.year == here.year else f"{t.year}年"
    return f"{year}{t.month}月{t.day}日 {t.hour:02}:{t.minute:02}"


def local_date(instant: datetime | None) -> str:
    """2026年6月30日."""
    if instant is None:
        return "—"
    here = _calendar()
    t = instant.astimezone(here.zone)
    return t.strftime("%d %b %Y") if here.english else f"{t.year}年{t.month}月{t.day}日"


def points(value: float | Fraction | None, digits: int = 2) -> str:
    """86.5: at most `digits` decimals, no trailing zeros; a dash for nothing."""
    if value is None:
        return "—"
    text = f"{float(value):.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def round_ticks(low: float, high: float) -> list[float]:
    """Three to seven round numbers in even steps of 1, 2 or 5 (times a power of ten), from `low` or less to
    `high` or more: where an axis begins, is ruled and ends."""
    high = high if high > low else low + 1
    span = high - low
    power = 10.0 ** math.floor(math.log10(span / 5))
    step = next(power * times for times in (1, 2, 5, 10) if span / (power * times) <= 5)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [round(step * k, 9) for k in range(first, last + 1)]


def percent(value: float | None, digits: int = 0) -> str:
    return "—" if value is None else f"{100 * value:.{digits}f}%"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: `offset` and `limit` for the query, the rest for the pager."""

    number: int
    total: int
    size: int = PAGE_SIZE

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


def page_of(total: int, size: int = PAGE_SIZE) -> Page:
    """The page asked for by ?page=, kept inside the list."""
    asked = request.args.get("page", 1, type=int)
    pages = max(1, -(-total // size))
    return Page(min(max(asked, 1), pages), total, size)
