"""The product, remembering nothing from one request to the next: what the first look at a run costs each worker."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from reviewapp.db import Memory
from wsgi import app as product

database = product.extensions["jianwen"].database


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """WSGI."""
    database.memory = Memory()
    return product(environ, start_response)
