"""Lock files hold names and hashes only, so any mirror serves them and nothing else does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = [
    *ROOT.glob("requirements*.lock"),
    ROOT / "gateway" / "requirements.txt",
    *ROOT.glob("tests/compat/environments/*.txt"),
]
NODE_LOCKS = list(ROOT.glob("tests/compat/environments/*/package-lock.json"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_python_locks_pin_everything_by_hash(lock: Path) -> None:
    text = lock.read_text()
    assert "://" not in text
    logical = re.sub(r"\\\n", " ", text)
    lines = [
        line for line in logical.splitlines() if line.strip() and not line.lstrip().startswith("#")
    ]
    assert lines
    for line in lines:
        assert re.match(r"[A-Za-z0-9._-]+(\[[^]]*\])?==\S+", line), line
        assert "--hash=sha256:" in line, line


@pytest.mark.parametrize("lock", NODE_LOCKS, ids=lambda path: path.parent.name)
def test_node_locks_pin_everything_by_hash(lock: Path) -> None:
    packages = json.loads(lock.read_text())["packages"]
    for name, package in packages.items():
        if name:
            assert package["integrity"].startswith("sha512-"), name
            assert "resolved" not in package, name


def test_the_lock_holds_what_the_package_asks_for() -> None:
    """Adding a dependency without `make lock` would leave a fresh install without it."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = project["project"]["dependencies"]
    locked = re.findall(r"^([A-Za-z0-9._-]+)==", (ROOT / "requirements.lock").read_text(), re.M)
    names = {re.split(r"[\[<>=!~ ;]", line)[0].lower().replace("_", "-") for line in wanted}
    assert names - {name.lower().replace("_", "-") for name in locked} == set()
