"""Requests about accounts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from reviewapp.accounts.actions import NewUser


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
