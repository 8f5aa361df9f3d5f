"""The dashboards, without a Grafana: they are what their source makes, they have the form Grafana's
own library knows, and nothing in them refers to what is not there."""

from __future__ import annotations

import importlib.util
import json
import re
from itertools import combinations
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "grafana" / "dashboards"
FILES = sorted(FOLDER.glob("*.json"))
BUILT_IN = {"__rate_interval", "__range", "__interval"}


def source() -> ModuleType:
    spec = importlib.util.spec_from_file_location("grafana", ROOT / "scripts" / "grafana.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["grafana"] = module
    spec.loader.exec_module(module)
    return module


def test_the_files_are_what_the_source_makes() -> None:
    made = source().build()
    assert {path.name for path in FILES} == set(made)
    for name, text in made.items():
        assert (FOLDER / name).read_text() == text, "run: python -m scripts.grafana"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_grafanas_library_knows_every_field(path: Path) -> None:
    body = json.loads(path.read_text())
    again = json.loads(json.dumps(Dashboard.from_json(body), cls=JSONEncoder))
    assert again["uid"] == body["uid"]
    assert [panel["title"] for panel in again["panels"]] == [p["title"] for p in body["panels"]]
    for before, after in zip(body["panels"], again["panels"], strict=True):
        for target, kept in zip(before.get("targets", []), after.get("targets", []), strict=True):
            assert kept["expr"] == target["expr"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_panels_have_their_place_and_variables_exist(path: Path) -> None:
    body = json.loads(path.read_text())
    panels = body["panels"]
    ids = [panel["id"] for panel in panels]
    assert len(ids) == len(set(ids))
    for one, other in combinations([panel["gridPos"] for panel in panels], 2):
        assert not _overlap(one, other), (one, other)
    known = {variable["name"] for variable in body["templating"]["list"]} | BUILT_IN
    used: set[str] = set()
    for panel in panels:
        for target in panel.get("targets", []):
            used |= set(re.findall(r"\$\{?(\w+)", target["expr"]))
    assert used <= known


def _overlap(one: dict[str, int], other: dict[str, int]) -> bool:
    return (
        one["x"] < other["x"] + other["w"]
        and other["x"] < one["x"] + one["w"]
        and one["y"] < other["y"] + other["h"]
        and other["y"] < one["y"] + one["h"]
    )


def queries() -> list[Any]:
    return [
        pytest.param(target["expr"], id=f"{path.stem}: {panel['title']} {target['refId']}")
        for path in FILES
        for panel in json.loads(path.read_text())["panels"]
        for target in panel.get("targets", [])
    ]
