"""Pages of accounts: log-in, log-out, one's password, the administrator's list."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from flask import session as flask_session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required, login_user, logout_user
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from reviewapp import web
from reviewapp.accounts import actions, passwords, queries, rules
from reviewapp.accounts.forms import (
    ROLES,
    GrantForm,
    LoginForm,
    NewPasswordForm,
    NewUserForm,
    PasswordForm,
)
from reviewapp.accounts.login import LoginUser
from reviewapp.errors import Invalid, Missing
from reviewapp.models.account import Role, RoleGrant, User

bp = Blueprint("accounts", __name__)

DEMO_ACCOUNTS = "demo-accounts.json"


def local_target(target: str | None) -> str:
    """Only a path of ours, else the front page: never a redirect to another site."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or "\\" in target:
        return url_for("contests.home")
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or any(ord(c) < 0x20 for c in target):
        return url_for("contests.home")
    return target


def _policy() -> actions.LoginPolicy:
    settings = web.site().settings
    return actions.LoginPolicy(settings.lock_after, settings.lock_minutes, settings.argon2_cost)


@bp.route("/login", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    form = LoginForm()
    status = 200
    if form.validate_on_submit():
        with web.transaction() as session:
            user = actions.sign_in(session, form.username.data, form.password.data, _policy(), now=web.now())
        if user is not None:
            if flask_session.get("_user_id", "").partition(".")[0] != str(user.id):
                flask_session.clear()  # else pages that somebody else left open would send in this one's name
            flask_session.permanent = True  # lives session_hours; visitors who never sign in get no cookie
            login_user(LoginUser(user.id, user.session_epoch))
            return redirect(local_target(request.args.get("next")))
        web.flash(_("用户名或密码不对，或账号暂时锁定。请核对后再试。"), "error")
        status = 401
    return render_template("accounts/login.html", form=form, demo_accounts=_demo_accounts()), status


def _demo_accounts() -> list[dict[str, str]]:
    """Names and passwords to try, in a demo only: what ``flask demo`` wrote beside its database."""
    settings = web.site().settings
    file = settings.instance / DEMO_ACCOUNTS
    if not settings.demo or not file.exists():
        return []
    found: list[dict[str, str]] = json.loads(file.read_text(encoding="utf-8"))
    return found


@bp.route("/logout", methods=["POST"])
def logout() -> ResponseReturnValue:
    logout_user()
    response = redirect(url_for("accounts.login"))
    response.headers["Clear-Site-Data"] = '"storage"'  # nothing of a judge's work stays in the browser
    return response


@bp.route("/account", methods=["GET", "POST"])
@login_required
def account() -> ResponseReturnValue:
    form = PasswordForm()
    if form.validate_on_submit():
        cost = web.site().settings.argon2_cost
        try:
            with web.transaction() as session:
                user = session.get_one(User, web.actor().user_id)
                if not passwords.matches(form.current.data, user.password_hash, cost):
                    form.current.errors = [_("当前密码不对。")]
                    return render_template("accounts/account.html", form=form), 422
                actions.change_password(
                    session, web.actor(), user, form.password.data, cost=cost, now=web.now()
                )
            login_user(LoginUser(user.id, user.session_epoch))
            web.flash(_("密码已修改，其他设备上的登录已失效。"))
            return redirect(url_for("accounts.account"))
        except Invalid as error:
            form.password.errors = [web.speak(error.sentence)]
            return render_template("accounts/account.html", form=form), 422
    return render_template("accounts/account.html", form=form)


@bp.route("/accounts", methods=["GET", "POST"])
@login_required
def users() -> ResponseReturnValue:
    web.require(rules.administer(web.actor(), now=web.now()))
    form = NewUserForm()
    status = 200
    if form.validate_on_submit():
        cost = web.site().settings.argon2_cost
        try:
            with web.transaction() as session:
                made = actions.create_user(
                    session, web.actor(), form.data_for_action(), cost=cost, now=web.now()
                )
            web.flash(_("账号已建立。请接着授予角色。"))
            return redirect(url_for("accounts.user", user_id=made.id))
        except Invalid as error:
            _show(form, error)
    if request.method == "POST":
        status = 422
    session = web.read_session()
    return render_template(
        "accounts/users.html",
        form=form,
        users=queries.users(session),
        places=queries.places(session),
        roles=ROLES,
    ), status


@bp.route("/accounts/<int:user_id>", methods=["GET", "POST"])
@login_required
def user(user_id: int) -> ResponseReturnValue:
    """One account: its roles, a new password, open or closed."""
    web.require(rules.administer(web.actor(), now=web.now()))
    form = GrantForm()
    form.offer(queries.places(web.read_session()))
    if form.validate_on_submit():
        contest_id, unit_id = form.ids()
        try:
            with web.transaction() as session:
                actions.grant_role(
                    session,
                    web.actor(),
                    _user(session, user_id),
                    Role(form.role.data),
                    contest_id=contest_id,
                    unit_id=unit_id,
                    now=web.now(),
                )
            web.flash(_("角色已授予。"))
            return redirect(url_for("accounts.user", user_id=user_id))
        except Invalid as error:
            _show(form, error)
    return _user_page(user_id, form, NewPasswordForm(formdata=None))


def _user(session: Session, user_id: int) -> User:
    found = session.get(User, user_id)
    if found is None:
        raise Missing
    return found


def _user_page(user_id: int, form: GrantForm, password: NewPasswordForm) -> ResponseReturnValue:
    session = web.read_session()
    found, places = queries.user_with_grants(session, user_id), queries.places(session)
    if found is None:
        raise Missing
    form.offer(places)
    status = 422 if request.method == "POST" else 200
    return render_template(
        "accounts/user.html", user=found, form=form, password=password, places=places, roles=ROLES
    ), status


@bp.route("/accounts/<int:user_id>/password", methods=["POST"])
@login_required
def set_password(user_id: int) -> ResponseReturnValue:
    web.require(rules.administer(web.actor(), now=web.now()))
    form, cost = NewPasswordForm(), web.site().settings.argon2_cost
    if form.validate_on_submit():
        try:
            with web.transaction() as session:
                target = _user(session, user_id)
                actions.change_password(
                    session, web.actor(), target, form.password.data, cost=cost, now=web.now()
                )
            web.flash(_("新密码已生效，该账号需要重新登录。"))
            return redirect(url_for("accounts.user", user_id=user_id))
        except Invalid as error:
            _show(form, error)
    return _user_page(user_id, GrantForm(formdata=None), form)


@bp.route("/accounts/<int:user_id>/grants/<int:grant_id>/revoke", methods=["POST"])
@login_required
def revoke(user_id: int, grant_id: int) -> ResponseReturnValue:
    try:
        with web.transaction() as session:
            found = session.get(RoleGrant, grant_id)
            if found is None or found.user_id != user_id:
                raise Missing
            actions.revoke_role(session, web.actor(), found, now=web.now())
        web.flash(_("角色已收回。"))
    except Invalid as error:
        web.flash(error.sentence, "error")
    return redirect(url_for("accounts.user", user_id=user_id))


@bp.route("/accounts/<int:user_id>/active", methods=["POST"])
@login_required
def set_active(user_id: int) -> ResponseReturnValue:
    active = request.form.get("active") == "1"
    try:
        with web.transaction() as session:
            actions.set_active(session, web.actor(), _user(session, user_id), active, now=web.now())
        web.flash(_("账号已启用。") if active else _("账号已停用。"))
    except Invalid as error:
        web.flash(error.sentence, "error")
    return redirect(url_for("accounts.user", user_id=user_id))


def _show(form: FlaskForm, error: Invalid) -> None:
    for name, sentence in error.fields.items():
        if name in form:
            form[name].errors = [*form[name].errors, web.speak(sentence)]
    if not error.fields:
        form.form_errors.append(web.speak(error.sentence))
