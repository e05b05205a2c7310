"""What an actor can go to: the head of the page, and the pages of one round in the order of work."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import current_app, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from reviewapp.access import Actor
from reviewapp.models.account import Role
from reviewapp.models.contest import Round


class Item(NamedTuple):
    label: str
    url: str
    active: bool = False


# endpoint, label, roles that meet the page in their menu
ROUND_PAGES = (
    ("contests.rail", _l("总览"), (Role.ORGANIZER, Role.CLERK, Role.LEADER)),
    ("contests.settings", _l("设置"), (Role.ORGANIZER,)),
    ("rehearsal.page", _l("预演"), (Role.ORGANIZER,)),
    ("submissions.entries", _l("来稿"), (Role.ORGANIZER, Role.CLERK)),
    ("submissions.desk", _l("匿名"), (Role.ORGANIZER, Role.CLERK)),
    ("similarity.cases", _l("查重"), (Role.ORGANIZER, Role.CLERK)),
    ("assignment.plans", _l("分配"), (Role.ORGANIZER,)),
    ("judging.progress", _l("评审"), (Role.ORGANIZER, Role.LEADER)),
    ("quality.panel", _l("质量"), (Role.ORGANIZER,)),
    ("standings.table", _l("合分"), (Role.ORGANIZER, Role.LEADER)),
    ("borderline.page", _l("加读"), (Role.ORGANIZER,)),
    ("selection.result", _l("遴选"), (Role.ORGANIZER,)),
    ("recommendation.ranked", _l("推荐"), (Role.ORGANIZER,)),
    ("publication.manage", _l("公示"), (Role.ORGANIZER,)),
    ("contests.log", _l("日志"), (Role.ORGANIZER,)),
    ("submissions.mine", _l("本单位作品"), (Role.UNIT,)),
    ("submissions.upload", _l("报送"), (Role.UNIT,)),
)


def main_menu(actor: Actor) -> list[Item]:
    """The head of every page."""
    items: list[Item] = []
    if not actor.is_authenticated:
        return items
    items.append(_item("contests.home", _("征文活动")))
    if actor.judge_ids:
        items.append(_item("judging.desk", _("我的评阅")))
    if actor.has(Role.ADMIN) or any(g.role == Role.ORGANIZER for g in actor.grants):
        items.append(_item("library.texts", _("资料库")))
    if actor.has(Role.ADMIN):
        items.append(_item("accounts.users", _("账号")))
    return items


def round_menu(actor: Actor, round_: Round) -> list[Item]:
    """The pages of one round that this actor works with."""
    held, built = actor.roles(round_.contest_id), current_app.view_functions
    return [
        _item(endpoint, str(label), round_id=round_.id)
        for endpoint, label, roles in ROUND_PAGES
        if endpoint in built and not held.isdisjoint(roles)
    ]


def _item(endpoint: str, label: str, **values: Any) -> Item:
    return Item(label, url_for(endpoint, **values), request.endpoint == endpoint)
