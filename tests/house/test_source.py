"""The house's rules that a linter does not know."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "gatelight"
LONGEST_FILE = 600
CODE = ("src", "tests", "benchmarks", "scripts")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX)\b|raise NotImplementedError")
RAW_SQL = re.compile(r"\s*(SELECT\s|INSERT INTO\s|DELETE FROM\s|ALTER TABLE\s|CREATE TABLE\s)")
# Test folders about the whole rather than one package of src/.
WHOLE = {
    "aws",
    "benchmarks",
    "browser",
    "compat",
    "contracts",
    "deploy",
    "docs",
    "end_to_end",
    "fakes",
    "faults",
    "hostile",
    "house",
    "isolation",
    "limits",
}


def python_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def named(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def test_no_file_is_too_long_to_read() -> None:
    long = [
        path for path in python_files(*CODE) if len(path.read_text().splitlines()) > LONGEST_FILE
    ]
    assert named(long) == []


def test_nothing_is_left_for_later() -> None:
    checked = (path for path in python_files(*CODE) if path != Path(__file__))
    unfinished = [path for path in checked if UNFINISHED.search(path.read_text())]
    assert named(unfinished) == []


def test_no_path_of_a_machine() -> None:
    machine = re.compile(r"/(home|root|work|Users)/\w")
    found = [path for path in python_files(*CODE) if machine.search(path.read_text())]
    assert named(found) == []


def writes_sql(path: Path) -> bool:
    tree = ast.parse(path.read_text())
    return any(
        isinstance(node, ast.Constant) and isinstance(node.value, str) and RAW_SQL.match(node.value)
        for node in ast.walk(tree)
    )


def test_sql_is_written_only_in_the_stores() -> None:
    """`events/`, `records/` and a domain's `queries.py` are the places to look for a query."""
    stores = {SOURCE / "events", SOURCE / "records"}
    outside = [
        path
        for path in python_files("src")
        if path.name != "queries.py" and not stores & set(path.parents) and writes_sql(path)
    ]
    assert named(outside) == []


def packages() -> set[str]:
    return {path.parent.name for path in SOURCE.glob("*/__init__.py")}


def test_every_package_has_its_layer() -> None:
    """A package missing from the import contract could import anything."""
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contract = configuration["tool"]["importlinter"]["contracts"][0]
    layered = {
        name.strip().removeprefix("gatelight.")
        for layer in contract["layers"]
        for name in layer.split("|")
    }
    assert packages() - layered == set()


def test_tests_mirror_the_source() -> None:
    folders = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir()}
    assert folders - packages() - WHOLE - {"__pycache__"} == set()


def test_every_package_is_tested() -> None:
    def has_code(package: str) -> bool:
        return any(path.read_text().strip() for path in (SOURCE / package).rglob("*.py"))

    tested = {
        path.parent.relative_to(ROOT / "tests").parts[0]
        for path in ROOT.glob("tests/*/**/test_*.py")
    }
    assert {package for package in packages() if has_code(package)} - tested == set()
