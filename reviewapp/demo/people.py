"""Accounts of the demo, and who acts in it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from reviewapp.access import Actor, load_actor
from reviewapp.accounts import actions as accounts
from reviewapp.accounts.queries import user_by_name
from reviewapp.contests.presets import Built
from reviewapp.demo import queries
from reviewapp.models.account import Role
from reviewapp.models.judging import Judge

ACCOUNTS_FILE = "demo-accounts.json"  # beside the database: the log-in page of a demo lists them
ADMIN = {"login": "admin", "name": "系统管理员", "role": "admin", "scope": None}
LABELS = {
    "admin": "系统管理员",
    "organizer": "主办单位",
    "clerk": "编号员",
    "leader": "组长",
    "judge": "评委",
    "liaison": "单位联络员",
}


def password_of(preset: dict[str, Any], login: str) -> str:
    pattern: str = preset["demo"]["password_policy"]["pattern"]
    return pattern.format(login=login)


def make_accounts(
    session: Session, preset: dict[str, Any], built: Built, *, cost: str, now: datetime
) -> None:
    """The demo's users with their roles, judges tied to their rows; `system` acts, as an installer would."""
    system = Actor.system()
    for given in [ADMIN, *preset["demo"]["users"]]:
        login = given["login"]
        user = user_by_name(session, login) or accounts.create_user(
            session,
            system,
            accounts.NewUser(login, given["name"], password_of(preset, login)),
            cost=cost,
            now=now,
        )
        scope = given["scope"] or {}
        if "judge" in scope:
            session.get_one(Judge, built.judges[scope["judge"]]).user_id = user.id
        role, unit_id = _role(given["role"]), None
        if role == Role.UNIT:
            unit_id = built.recommender_units[scope["recommender"]]
        contest_id = None if role == Role.ADMIN else built.contest_id
        accounts.grant_role(session, system, user, role, contest_id=contest_id, unit_id=unit_id, now=now)
    for judge in queries.judges_of(session, built.contest_id):
        judge.simulated = judge.user_id is None


def _role(name: str) -> Role:
    return Role.UNIT if name == "liaison" else Role(name)


def actor_of(session: Session, login: str) -> Actor:
    user = user_by_name(session, login)
    assert user is not None, login
    actor = load_actor(session, user.id)
    assert actor is not None, login
    return actor


def write_accounts_file(folder: Path, preset: dict[str, Any]) -> list[dict[str, str]]:
    """The list the log-in page and the command show."""
    rows = [
        {
            "username": u["login"],
            "password": password_of(preset, u["login"]),
            "name": u["name"],
            "role": LABELS[u["role"]],
        }
        for u in [ADMIN, *preset["demo"]["users"]]
    ]
    (folder / ACCOUNTS_FILE).write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    return rows
