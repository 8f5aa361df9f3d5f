"""Secrets the server makes for itself."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from pydantic import SecretStr

from gatelight.records.secrets import kept_secret, salt_of, secret_key_of
from gatelight.settings import Settings


def test_made_once_and_only_for_the_owner(tmp_path: Path) -> None:
    path = tmp_path / "new" / "salt"
    first = kept_secret(path)
    assert len(first) == 64
    assert kept_secret(path) == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["salt"]


def test_processes_that_start_at_once_agree(tmp_path: Path) -> None:
    found: set[str] = set()
    barrier = threading.Barrier(8)

    def make() -> None:
        barrier.wait()
        found.add(kept_secret(tmp_path / "salt"))

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 1


def test_an_empty_file_is_an_error_not_an_empty_secret(tmp_path: Path) -> None:
    (tmp_path / "salt").write_text("\n")
    with pytest.raises(ValueError, match="is empty"):
        kept_secret(tmp_path / "salt")


def test_settings_win(tmp_path: Path) -> None:
    given = Settings(data_dir=tmp_path, salt=SecretStr("pepper"), secret_key=SecretStr("key"))
    assert salt_of(given) == "pepper"
    assert secret_key_of(given) == "key"
    assert list(tmp_path.iterdir()) == []
    assert salt_of(Settings(data_dir=tmp_path)) != secret_key_of(Settings(data_dir=tmp_path))
