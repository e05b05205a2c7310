"""Requests about accounts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from reviewapp.accounts.actions import NewUser
from reviewapp.accounts.queries import Places
from reviewapp.models.account import Role


class LoginForm(FlaskForm):
    username = StringField(_l("用户名"), [InputRequired(_l("请填写用户名。")), Length(max=100)])
    password = PasswordField(_l("密码"), [InputRequired(_l("请填写密码。")), Length(max=200)])


class NewUserForm(FlaskForm):
    username = StringField(_l("用户名"), [InputRequired(_l("必填。")), Length(max=100)])
    display_name = StringField(_l("姓名"), [InputRequired(_l("必填。")), Length(max=100)])
    password = PasswordField(_l("初始密码"), [InputRequired(_l("必填。")), Length(max=200)])

    def data_for_action(self) -> NewUser:
        return NewUser(self.username.data, self.display_name.data, self.password.data)


class PasswordForm(FlaskForm):
    current = PasswordField(_l("当前密码"), [InputRequired(_l("必填。")), Length(max=200)])
    password = PasswordField(_l("新密码"), [InputRequired(_l("必填。")), Length(max=200)])


class NewPasswordForm(FlaskForm):
    """Set by the administrator for somebody who forgot theirs."""

    password = PasswordField(_l("新密码"), [InputRequired(_l("必填。")), Length(max=200)])


ROLES = {
    Role.ORGANIZER: _l("主办单位"),
    Role.CLERK: _l("编号员"),
    Role.LEADER: _l("评审组长"),
    Role.JUDGE: _l("评委"),
    Role.UNIT: _l("单位联络员"),
    Role.ADMIN: _l("系统管理员"),
}


class GrantForm(FlaskForm):
    role = SelectField(_l("角色"), choices=[SelectChoice(r.value, label) for r, label in ROLES.items()])
    contest_id = SelectField(_l("征文活动"), validators=[Optional()])
    unit_id = SelectField(_l("单位（仅单位联络员）"), validators=[Optional()])

    def offer(self, places: Places) -> None:
        self.contest_id.choices = [
            SelectChoice("", "—"),
            *(SelectChoice(str(i), title) for i, title in places.contests.items()),
        ]
        self.unit_id.choices = [
            SelectChoice("", "—"),
            *(SelectChoice(str(i), name) for i, name in places.units.items()),
        ]

    def ids(self) -> tuple[int | None, int | None]:
        """Contest and unit, None where nothing was chosen."""
        contest, unit = (int(f.data) if f.data else None for f in (self.contest_id, self.unit_id))
        return contest, unit
