"""Lock files hold names and hashes only, so any mirror serves them and nothing else does."""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = [
    *ROOT.glob("requirements*.lock"),
    ROOT / "gateway" / "requirements.txt",
    ROOT / ".ci" / "uv.txt",
    *ROOT.glob("tests/compat/environments/*.txt"),
    *ROOT.glob("tests/deploy/environments/*.txt"),
]
NODE_LOCKS = [
    ROOT / "web" / "package-lock.json",
    *ROOT.glob("tests/compat/environments/*/package-lock.json"),
    *ROOT.glob("tests/deploy/environments/*/package-lock.json"),
]


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
    locked = re.findall(r"^([A-Za-z0-9._-]+)==", (ROOT / "requirements.lock").read_text(), re.M)
    assert declared() - set(map(normal, locked)) == set()


def imported(*folders: str) -> set[str]:
    """Top-level names that the code of these folders imports, but for LiteLLM's side of it."""
    elsewhere = ("gateway/runtime", "compat/drivers", "deploy/drivers")
    names: set[str] = set()
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            if any(part in path.as_posix() for part in elsewhere):
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Import):
                    names |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module:
                    names.add(node.module.split(".")[0])
    return names - set(sys.stdlib_module_names) - {"gatelight", "tests", "benchmarks", "scripts"}


def declared(*groups: str) -> set[str]:
    """Normal names of the distributions asked for in pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lines = list(project["project"]["dependencies"])
    for group in groups:
        lines += project["dependency-groups"][group]
    return {normal(re.split(r"[\[<>=!~ ;]", line)[0]) for line in lines}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize(
    ("folders", "groups"), [(("src",), ()), (("tests", "benchmarks", "scripts"), ("dev",))]
)
def test_every_import_is_asked_for(folders: tuple[str, ...], groups: tuple[str, ...]) -> None:
    """What is only there because another package needs it can vanish with that package."""
    distributions = packages_distributions()
    # FastAPI is made of these two and re-exports them.
    wanted = declared(*groups) | {"starlette", "pydantic"}
    missing = {
        name: sorted(map(normal, set(distributions.get(name, ()))))
        for name in imported(*folders)
        if not wanted & set(map(normal, distributions.get(name, ())))
    }
    assert missing == {}
