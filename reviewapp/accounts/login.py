"""The thin seam to flask-login: a session names a user and an epoch, nothing else."""

from __future__ import annotations

from flask_login import AnonymousUserMixin, LoginManager, UserMixin

from reviewapp import web
from reviewapp.access import Actor, load_actor


class LoginUser(UserMixin):
    """A signed-in user; the actor is loaded once per request."""

    def __init__(self, user_id: int, epoch: int, actor: Actor | None = None) -> None:
        self.user_id, self.epoch, self._actor = user_id, epoch, actor

    def get_id(self) -> str:
        return f"{self.user_id}.{self.epoch}"

    @property
    def actor(self) -> Actor:
        if self._actor is None:
            self._actor = load_actor(web.read_session(), self.user_id) or Actor.anonymous()
        return self._actor


class Anonymous(AnonymousUserMixin):
    actor = Actor.anonymous()


def load_user(session_id: str) -> LoginUser | None:
    """The user of a session cookie, unless the account was closed or its sessions were ended."""
    user_id, _, epoch = session_id.partition(".")
    if not (user_id.isdigit() and epoch.isdigit()):
        return None
    actor = load_actor(web.session_at_hand(), int(user_id), int(epoch))
    return None if actor is None else LoginUser(int(user_id), int(epoch), actor)


def login_manager() -> LoginManager:
    manager = LoginManager()
    manager.login_view = "accounts.login"
    manager.login_message = None
    manager.session_protection = None  # judges change networks all day; the epoch ends sessions
    manager.anonymous_user = Anonymous
    manager.user_loader(load_user)
    return manager
