"""The stage's blueprint, shared by its two files of pages (views.py and desk.py)."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("submissions", __name__)
