"""Pages of accounts: log-in, log-out, one's password, the administrator's list."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required, login_user, logout_user

from reviewapp import web
from reviewapp.accounts import actions, passwords, queries, rules
from reviewapp.accounts.forms import LoginForm, NewUserForm, PasswordForm
from reviewapp.accounts.login import LoginUser
from reviewapp.errors import Invalid
from reviewapp.models.account import User

bp = Blueprint("accounts", __name__)


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
            login_user(LoginUser(user.id, user.session_epoch))
            return redirect(local_target(request.args.get("next")))
        web.flash(_("用户名或密码不对，或账号暂时锁定。请核对后再试。"), "error")
        status = 401
    return render_template("accounts/login.html", form=form), status


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
                actions.change_password(session, web.actor(), user, form.password.data, cost=cost, now=web.now())
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
        try:
            with web.transaction() as session:
                actions.create_user(
                    session, web.actor(), form.data_for_action(), cost=web.site().settings.argon2_cost, now=web.now()
                )
            web.flash(_("账号已建立。"))
            return redirect(url_for("accounts.users"))
        except Invalid as error:
            web.flash(error.sentence, "error")
            status = 422
    return render_template("accounts/users.html", form=form, users=queries.users(web.read_session())), status


@bp.route("/accounts/<int:user_id>/active", methods=["POST"])
@login_required
def set_active(user_id: int) -> ResponseReturnValue:
    with web.transaction() as session:
        user = session.get_one(User, user_id)
        actions.set_active(session, web.actor(), user, request.form.get("active") == "1", now=web.now())
    return redirect(url_for("accounts.users"))
