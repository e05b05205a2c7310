"""The measure of all pages: a Flask page with one indexed query, and a save of one row, nothing else.

Served by the same gunicorn with the same settings as the product (``REVIEW_DATABASE_URL``).
"""

from __future__ import annotations

import os

import sqlalchemy as sa
from flask import Flask, render_template, request
from jinja2 import DictLoader

from reviewapp.db import Database

PAGE = """<!doctype html><title>{{ row.code }}</title><h1>{{ row.title }}</h1><p>{{ row.characters }}</p>"""

app = Flask(__name__)
app.jinja_loader = DictLoader({"paper.html": PAGE})  # compiled once, as the product's templates are
database = Database(os.environ["REVIEW_DATABASE_URL"], audit_key=b"x" * 32)
paper = sa.table("paper", *(sa.column(name) for name in ("id", "code", "title", "characters")))
note = sa.table("bare_save", sa.column("op_id"), sa.column("steps"))


@app.get("/bare/<int:paper_id>")
def page(paper_id: int) -> str:
    """One paper by its primary key."""
    query = sa.select(paper.c.code, paper.c.title, paper.c.characters).where(paper.c.id == paper_id)
    with database.engine.connect() as connection:
        return render_template("paper.html", row=connection.execute(query).one())


@app.post("/bare/save")
def save() -> dict[str, int]:
    """One row, committed."""
    data = request.get_json()
    with database.engine.execution_options(jianwen_write=True).begin() as connection:
        connection.execute(sa.insert(note).values(op_id=data["op_id"], steps=data["steps"]))
    return {"saved": 1}
