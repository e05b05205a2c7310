"""Puts the web edge together: session, CSRF, language, headers, errors, menu, stages."""

from __future__ import annotations

import secrets
from datetime import timedelta
from importlib import import_module
from typing import Any

from flask import Flask, Response, current_app, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import Babel, get_locale
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from reviewapp import delivery, markup, menu, web
from reviewapp.config import ROOT, Settings
from reviewapp.db import Database, is_busy
from reviewapp.errors import DomainError, Forbidden, Invalid, Missing, StageClosed, Stale
from reviewapp.jobs import Jobs
from reviewapp.sessions import Sessions
from reviewapp.words import say

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


class RowId(IntegerConverter):
    """Numbers in addresses fit the databases' integers; anything larger is an unknown page."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=2**31 - 1)


def new_app(settings: Settings) -> Flask:
    app = Flask(
        "reviewapp",
        template_folder=str(ROOT / "templates"),
        static_folder=None,  # reviewapp/delivery.py serves it
        instance_path=str(settings.instance.resolve()),
    )
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TESTING=settings.testing,
        MAX_CONTENT_LENGTH=settings.upload_limit,
        MAX_FORM_PARTS=2000,
        SESSION_COOKIE_SECURE=settings.cookie_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_hours),
        TRUSTED_HOSTS=[h.strip() for h in settings.trusted_hosts.split(",") if h.strip()] or None,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a judge may leave a sheet open for hours
        BABEL_DEFAULT_LOCALE="zh_Hans",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "reviewapp" / "translations"),
    )
    app.session_interface = Sessions()
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    database = Database(settings.database_url, audit_key=settings.audit_key.encode())
    jobs = Jobs(database, settings.jobs_url, immediate=settings.jobs_immediate, instance=settings.instance)
    app.extensions["jianwen"] = web.Site(settings, database, jobs)
    if settings.proxy_count:
        n = settings.proxy_count
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n, x_prefix=n)  # type: ignore[method-assign]
    app.url_map.converters["int"] = RowId
    app.before_request(_limit_change)  # before the CSRF check, which opens the body with the limit it finds
    CSRFProtect(app)
    Babel(app, locale_selector=web.select_locale)
    _wire(app)
    return app


def register_stages(app: Flask, stages: tuple[str, ...]) -> None:
    """Blueprints in the order of work; imported here, inside the function, on purpose: a top-level
    ``from reviewapp.judging import views as judging`` would replace the package attribute."""
    from reviewapp.accounts.login import login_manager

    login_manager().init_app(app)
    for stage in stages:
        app.register_blueprint(import_module(f"reviewapp.{stage}.views").bp)


def _wire(app: Flask) -> None:
    app.teardown_request(web.close_session)
    app.before_request(_name_request)
    delivery.install(app)
    app.after_request(_headers)
    app.context_processor(_context)
    app.jinja_env.filters.update(
        local_time=web.local_time,
        local_date=web.local_date,
        points=web.points,
        percent=web.percent,
        speak=markup.speak,
    )
    app.jinja_env.globals.update(may=web.may, round_ticks=web.round_ticks)
    markup.install(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for error in (Forbidden, StageClosed, Stale, Missing, Invalid):
        app.register_error_handler(error, _domain_error)
    app.register_error_handler(CSRFError, _csrf_error)
    for refused in (OverflowError, DataError):  # a number in a form that no database column holds
        app.register_error_handler(refused, _number_error)
    app.register_error_handler(OperationalError, _database_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(500, _http_error)
    app.add_url_rule("/language/<code>", "language", _language, methods=["POST"])
    app.add_url_rule("/theme/<name>", "theme", _theme, methods=["POST"])
    app.add_url_rule(
        "/healthz", "healthz", lambda: ("ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"})
    )


CHANGE_LIMIT = 128 * 1024  # bytes; two remarks of 5,000 characters fit even when escaped
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


def _limit_change() -> None:
    """What is no form is a change that a script of ours sends, and never as large as an upload may be."""
    if request.mimetype not in FORMS:
        request.max_content_length = CHANGE_LIMIT


def _name_request() -> None:
    g.request_id = request.headers.get("X-Request-ID", "")[:64] or secrets.token_hex(8)


def _headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "static":
        if not response.cache_control.private:  # files to save, too: nothing is kept that a later reader may open
            headers["Cache-Control"] = "no-store"
        headers["X-Request-ID"] = g.get("request_id", "")
    return response


def _context() -> dict[str, Any]:
    actor = web.actor() if current_app.extensions.get("jianwen") else None
    round_ = g.get("round")
    return {
        "actor": actor,
        "locale": str(get_locale()),
        "locales": web.LOCALES,
        "theme": request.cookies.get("theme", "") if request else "",
        "menu": menu.main_menu(actor) if actor else [],
        "round_menu": menu.round_menu(actor, round_) if actor and round_ is not None else [],
        "demo": web.site().settings.demo,
    }


STATUS = {Forbidden: 403, StageClosed: 409, Stale: 409, Missing: 404, Invalid: 422}


def wants_json() -> bool:
    return request.is_json or request.accept_mimetypes.best == "application/json"


def _domain_error(error: DomainError) -> ResponseReturnValue:
    status = 404 if isinstance(error, Forbidden) and error.hide else STATUS[type(error)]
    # a hidden refusal must look exactly like "not found"
    sentence = web.speak(Missing().sentence if status == 404 else error.sentence)
    if status == 403 and not web.actor().is_authenticated:
        if request.method == "GET":
            return redirect(url_for("accounts.login", next=request.full_path.rstrip("?")))
        status = 401
    return _answer(sentence, status)


def _answer(sentence: str, status: int, **more: Any) -> ResponseReturnValue:
    """Why it was refused: a page for people, JSON (with what else a script needs) for scripts."""
    if wants_json():
        return {"error": sentence, **more}, status
    return render_template("errors/error.html", status=status, sentence=sentence), status


def _csrf_error(_error: CSRFError) -> ResponseReturnValue:
    return _answer(_("页面已过期，请返回上一页刷新后重试。您填写的内容仍在浏览器里。"), 403, csrf=True)


def _number_error(_error: Exception) -> ResponseReturnValue:
    return _answer(_("数字太大，没有保存。请返回上一页核对后重试。"), 400)


BUSY = 5  # seconds after which it is worth trying again


def _database_error(error: OperationalError) -> ResponseReturnValue:
    """A database that others keep too long is no fault: nothing was stored, the same can be sent again."""
    if not is_busy(error):
        raise error
    web.close_session()  # whoever asked may not be known yet: he is looked up anew, without waiting for writers
    response = make_response(_answer(_("系统正忙，没有保存这次操作。请过几秒钟再试。"), 503))
    response.headers["Retry-After"] = str(BUSY)
    return response


HTTP_SENTENCES = {
    405: say("这个地址不能这样访问。"),
    413: say("文件太大。请分成几批上传。"),
    500: say("系统出了意外错误，没有保存这次操作。请重试；仍不成功时请联系管理员。"),
}
OTHER_HTTP = say("请求无法处理，请返回上一页重试。")


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    status = error.code or 500
    sentence = Missing().sentence if status == 404 else HTTP_SENTENCES.get(status, OTHER_HTTP)
    return _answer(web.speak(sentence), status)


def _language(code: str) -> ResponseReturnValue:
    from reviewapp.accounts.views import local_target

    response = redirect(local_target(request.args.get("next")))
    if code in web.LOCALES:
        response.set_cookie("locale", code, max_age=365 * 86400, samesite="Lax", httponly=True)
    return response


def _theme(name: str) -> ResponseReturnValue:
    from reviewapp.accounts.views import local_target

    response = redirect(local_target(request.args.get("next")))
    if name in ("light", "dark", "auto"):
        response.set_cookie("theme", "" if name == "auto" else name, max_age=365 * 86400, samesite="Lax")
    return response
