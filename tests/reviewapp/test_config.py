"""Settings: defaults, the file, the environment, given values; secrets made once."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from reviewapp.config import MINIMUM_SECRET, load_settings


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in list(os.environ):
        if name.startswith("REVIEW_"):
            monkeypatch.delenv(name)


def test_missing_secrets_are_made_once_and_kept_private(tmp_path: Path) -> None:
    first, second = load_settings({"instance": tmp_path}), load_settings({"instance": tmp_path})
    assert (first.secret_key, first.audit_key) == (second.secret_key, second.audit_key)
    assert first.secret_key != first.audit_key
    assert min(len(first.secret_key), len(first.audit_key)) >= MINIMUM_SECRET
    for name in ("secret.key", "audit.key"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_later_sources_win(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.toml").write_text(
        "lock_after = 3\nsession_hours = 2\nlock_minutes = 1\n", encoding="utf-8"
    )
    monkeypatch.setenv("REVIEW_SESSION_HOURS", "4")
    monkeypatch.setenv("REVIEW_LOCK_MINUTES", "5")
    settings = load_settings({"instance": tmp_path, "lock_minutes": 6})
    assert (settings.lock_after, settings.session_hours, settings.lock_minutes) == (3, 4, 6)


@pytest.mark.parametrize(
    ("text", "value"), [("1", True), ("TRUE", True), ("on", True), ("0", False), ("no", False)]
)
def test_switches_are_read_from_the_environment(
    text: str, value: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REVIEW_COOKIE_SECURE", text)
    assert load_settings({"instance": tmp_path}).cookie_secure is value


def test_instance_folder_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REVIEW_INSTANCE", str(tmp_path / "site"))
    settings = load_settings()
    assert settings.instance == tmp_path / "site"
    assert settings.database_url == f"sqlite:///{tmp_path / 'site' / 'contest.db'}"
    assert settings.uploads == tmp_path / "site" / "uploads"


def test_unknown_setting_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="lock_afer"):
        load_settings({"instance": tmp_path, "lock_afer": 3})


def test_short_secret_is_refused_outside_tests(tmp_path: Path) -> None:
    short = {"instance": tmp_path, "secret_key": "change-me"}
    with pytest.raises(ValueError, match="32"):
        load_settings(short)
    assert load_settings({**short, "testing": True}).secret_key == "change-me"
