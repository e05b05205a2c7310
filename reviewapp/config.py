"""Settings: defaults < instance/config.toml < environment (REVIEW_*).

Secrets are made once per installation and kept in `instance/` with mode 0600; the application refuses
to start in production with a secret that is shorter than 32 characters.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "instance"
MINIMUM_SECRET = 32  # characters


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an installation can set.  Sizes in bytes, times in the unit their name says."""

    instance: Path = INSTANCE
    database_url: str = ""  # default: sqlite in the instance folder
    jobs_url: str = ""  # default: sqlite in the instance folder; redis://… for several hosts
    jobs_immediate: bool = False  # tests: work is done where it is asked for
    secret_key: str = ""
    audit_key: str = ""
    testing: bool = False
    demo: bool = False  # run the job consumer inside the web process, show demo accounts
    cookie_secure: bool = False  # set behind TLS; a Secure cookie on plain http is a silent login loop
    proxy_count: int = 0  # how many trusted proxies stand in front
    trusted_hosts: str = ""  # comma separated; empty: any (development)
    upload_limit: int = 64 * 1024 * 1024
    session_hours: int = 12
    lock_after: int = 8  # failed log-ins of one account
    lock_minutes: int = 15
    argon2_cost: str = "standard"  # 'low' only in tests

    @property
    def uploads(self) -> Path:
        return self.instance / "uploads"


def load_settings(overrides: Mapping[str, Any] | None = None) -> Settings:
    """Read the settings and make what is missing (secrets, default locations)."""
    given = dict(overrides or {})
    instance = Path(given.get("instance") or os.environ.get("REVIEW_INSTANCE") or INSTANCE)
    values: dict[str, Any] = {}
    file = instance / "config.toml"
    if file.exists():
        values |= tomllib.loads(file.read_text(encoding="utf-8"))
    values |= _from_environment()
    values |= given
    values["instance"] = instance
    unknown = set(values) - {f.name for f in fields(Settings)}
    if unknown:
        raise ValueError(f"unknown settings: {', '.join(sorted(unknown))}")
    return _complete(Settings(**values))


def _from_environment() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in fields(Settings):
        raw = os.environ.get("REVIEW_" + field.name.upper())
        if raw is None or field.name == "instance":
            continue
        kind = type(getattr(Settings(), field.name))
        found[field.name] = raw.lower() in ("1", "true", "yes", "on") if kind is bool else kind(raw)
    return found


def _complete(settings: Settings) -> Settings:
    settings.instance.mkdir(parents=True, exist_ok=True)
    settings = replace(
        settings,
        database_url=settings.database_url or f"sqlite:///{settings.instance / 'contest.db'}",
        jobs_url=settings.jobs_url or str(settings.instance / "jobs.db"),
        secret_key=settings.secret_key or _secret(settings.instance / "secret.key"),
        audit_key=settings.audit_key or _secret(settings.instance / "audit.key"),
    )
    if not settings.testing and min(len(settings.secret_key), len(settings.audit_key)) < MINIMUM_SECRET:
        raise ValueError(f"secret_key and audit_key need at least {MINIMUM_SECRET} characters")
    return settings


def _secret(path: Path) -> str:
    """Read the secret, or make it once; several processes may start at the same time, so it is written
    under another name and linked into place whole."""
    if not path.exists():
        handle, temporary = tempfile.mkstemp(dir=path.parent)  # mode 0600
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
        with contextlib.suppress(FileExistsError):
            os.link(temporary, path)
        Path(temporary).unlink()
    return path.read_text(encoding="ascii").strip()
