"""The door, one's own account, the administrator's pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from reviewapp import web
from reviewapp.accounts.views import DEMO_ACCOUNTS, local_target
from reviewapp.db import Database
from reviewapp.models.account import User
from tests import factories

Client = Callable[[str | None], FlaskClient]
ADMIN_PAGES = ("/accounts", "/accounts/1")


@pytest.mark.parametrize("role", ["organizer", "clerk", "leader", "judge1", "bureau1", "hospital1"])
def test_accounts_are_for_the_administrator(
    role: str, client_for: Client, stored_world: factories.World
) -> None:
    client = client_for(role)
    posts = (
        "/accounts",
        "/accounts/1",
        "/accounts/1/password",
        "/accounts/1/active",
        "/accounts/1/grants/1/revoke",
    )
    assert [client.get(p).status_code for p in ADMIN_PAGES] == [403, 403]
    assert [client.post(p, data={"active": "0"}).status_code for p in posts] == [403] * 5


def test_nobody_is_sent_to_the_door_and_back(client_for: Client, stored_world: factories.World) -> None:
    client = client_for(None)
    sent = client.get("/account")
    assert (sent.status_code, sent.location) == (302, "/login?next=%2Faccount")
    data = {"username": "judge1", "password": factories.PASSWORD}
    assert client.post(sent.location, data=data).location == "/account"


@pytest.mark.parametrize("target", [
    "//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/\tevil", "http:evil",
    "", None,
])  # fmt: skip
def test_way_back_never_leads_to_another_site(target: str | None, app: Flask) -> None:
    with app.test_request_context():
        assert local_target(target) == "/"


def test_wrong_password_says_the_same_for_every_reason(
    client_for: Client, stored_world: factories.World
) -> None:
    client = client_for(None)
    answers = [
        client.post("/login", data={"username": name, "password": "wrong"}) for name in ("judge1", "nobody")
    ]
    assert [a.status_code for a in answers] == [401, 401]
    assert all("用户名或密码不对" in a.get_data(as_text=True) for a in answers)


def test_form_without_token_is_refused(app: Flask, stored_world: factories.World) -> None:
    client = app.test_client()
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post("/login", data={"username": "judge1", "password": factories.PASSWORD})
    assert answer.status_code in (400, 403)
    assert client.get("/account").status_code == 302


def test_session_cookie_is_kept_from_scripts_and_other_sites(
    client_for: Client, stored_world: factories.World
) -> None:
    client = client_for(None)
    answer = client.post("/login", data={"username": "judge1", "password": factories.PASSWORD})
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_new_password_ends_the_other_session_but_not_this_one(
    client_for: Client, stored_world: factories.World
) -> None:
    here, elsewhere = client_for("judge1"), client_for("judge1")
    data = {"current": factories.PASSWORD, "password": "horse staple battery"}
    assert here.post("/account", data=data).status_code == 302
    assert here.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302


def test_own_password_needs_the_current_one(client_for: Client, stored_world: factories.World) -> None:
    client = client_for("judge1")
    wrong = client.post("/account", data={"current": "wrong", "password": "horse staple battery"})
    weak = client.post("/account", data={"current": factories.PASSWORD, "password": "short"})
    assert [wrong.status_code, weak.status_code] == [422, 422]
    assert "当前密码不对" in wrong.get_data(as_text=True)
    assert "密码至少 10 个字符" in weak.get_data(as_text=True)


def test_logging_out_clears_what_the_browser_kept(client_for: Client, stored_world: factories.World) -> None:
    client = client_for("judge1")
    answer = client.post("/logout")
    assert "storage" in answer.headers["Clear-Site-Data"]
    assert client.get("/account").status_code == 302
    assert client.get("/logout").status_code == 405


def test_administrator_makes_an_account_and_gives_a_role(
    client_for: Client, stored_world: factories.World
) -> None:
    client = client_for("admin")
    data = {"username": "new", "display_name": "新编号员", "password": "horse staple battery"}
    made = client.post("/accounts", data=data)
    assert made.status_code == 302
    again = client.post("/accounts", data=data)
    assert again.status_code == 422
    assert "请换一个用户名" in again.get_data(as_text=True)
    role = {"role": "clerk", "contest_id": str(stored_world.contest.id), "unit_id": ""}
    assert client.post(made.location, data=role).status_code == 302
    page = client.get(made.location).get_data(as_text=True)
    assert stored_world.contest.title in page
    assert "编号员" in client.get("/accounts").get_data(as_text=True)


def test_role_without_contest_is_asked_for(client_for: Client, stored_world: factories.World) -> None:
    user = stored_world.users["judge2"].id
    answer = client_for("admin").post(
        f"/accounts/{user}", data={"role": "clerk", "contest_id": "", "unit_id": ""}
    )
    assert answer.status_code == 422
    assert "请选择征文活动" in answer.get_data(as_text=True)


def test_closing_an_account_ends_its_session_at_once(
    client_for: Client, database: Database, stored_world: factories.World
) -> None:
    judge, admin = client_for("judge1"), client_for("admin")
    user_id = stored_world.users["judge1"].id
    assert admin.post(f"/accounts/{user_id}/active", data={"active": "0"}).status_code == 302
    assert judge.get("/account").status_code == 302
    admin.post(f"/accounts/{user_id}/active", data={"active": "1"})
    with database.session() as session:
        assert session.get_one(User, user_id).active


def test_forgotten_password_is_set_anew(client_for: Client, stored_world: factories.World) -> None:
    user_id = stored_world.users["judge1"].id
    admin = client_for("admin")
    assert admin.post(f"/accounts/{user_id}/password", data={"password": "short"}).status_code == 422
    assert (
        admin.post(f"/accounts/{user_id}/password", data={"password": "horse staple battery"}).status_code
        == 302
    )
    data = {"username": "judge1", "password": "horse staple battery"}
    assert client_for(None).post("/login", data=data).status_code == 302


@pytest.mark.parametrize("path", ["/accounts/999", "/accounts/999/active", "/accounts/1/grants/999/revoke"])
def test_unknown_account_is_not_found(path: str, client_for: Client, stored_world: factories.World) -> None:
    assert client_for("admin").post(path, data={"role": "clerk", "contest_id": "1"}).status_code == 404


def test_demo_accounts_are_shown_in_a_demo_only(
    app: Flask, client_for: Client, stored_world: factories.World
) -> None:
    row = {"username": "clerk-demo", "password": "demo-words", "name": "常海峰", "role": "编号员"}
    site: web.Site = app.extensions["jianwen"]
    (site.settings.instance / DEMO_ACCOUNTS).write_text(json.dumps([row]), encoding="utf-8")
    client = client_for(None)
    assert "clerk-demo" not in client.get("/login").get_data(as_text=True)
    app.extensions["jianwen"] = replace(site, settings=replace(site.settings, demo=True))
    page = client.get("/login").get_data(as_text=True)
    assert "clerk-demo" in page
    assert "demo-words" in page
