"""The compatibility matrix: which cells there are, and what the tests of the last recording proved.

A test marked `proves("feature")` that runs for one client (a fixture `sdk` or `application`) proves
the cell (client, feature). `proven.json` holds what was proved, and with which versions;
docs/compatibility.md is made from it, and no test may disagree with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from tests.compat.applications import APPLICATIONS

HERE = Path(__file__).parent
LOCKS = HERE / "environments"
PROVEN = HERE / "proven.json"
YES, NONE = "yes", "not in this client"
_RANK = {YES: 0, NONE: 1}

SDK_CLIENTS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "python-2": ("Python 2", "python-2", ("langfuse",)),
    "python-3": ("Python 3", "python-3", ("langfuse",)),
    "python-4": ("Python 4", "python-4", ("langfuse",)),
    "python-5": ("Python 5", "python-5", ("langfuse",)),
    "js-3": ("JS 3", "js-3", ("langfuse",)),
    "js-4": ("JS 4", "js-4", ("@langfuse/client", "@langfuse/otel", "@langfuse/tracing")),
    "js-5": ("JS 5", "js-5", ("@langfuse/client", "@langfuse/otel", "@langfuse/tracing")),
    "browser": ("Browser", "js-3", ("langfuse",)),
}
"""By what tests call an SDK: the client's name, the environment of its lock, its packages."""

Record = dict[str, dict[str, dict[str, str]]]
"""Client to `{"packages": name to version, "cells": feature to YES or NONE}`; NONE where the client
has no such thing."""


def recorded() -> Record:
    found: Record = json.loads(PROVEN.read_text())
    return found


def not_in_this_client() -> None:
    """End a test whose client has no such feature: its cell says so."""
    pytest.skip(NONE)


def cells_of(item: pytest.Item) -> list[tuple[str, str]]:
    """The cells (client, feature) that a collected test proves."""
    features = [str(mark.args[0]) for mark in item.iter_markers("proves")]
    if not features:
        return []
    parameters: dict[str, Any] = item.callspec.params  # type: ignore[attr-defined]
    if application := parameters.get("application"):
        client = str(application.name)
    else:
        sdk = parameters["sdk"]
        client = SDK_CLIENTS[getattr(sdk, "environment", sdk)][0]
    return [(client, feature) for feature in features]


def disagreement(cells: Iterable[tuple[str, str]], outcome: str) -> str:
    """What to say when a test's outcome is not what is recorded; "" when it is. A cell is NONE as
    soon as one of its tests finds that the client has no such thing."""
    known = recorded()
    for client, feature in cells:
        said = known.get(client, {}).get("cells", {}).get(feature)
        if said not in (outcome, NONE):
            return (
                f"docs/compatibility.md does not say {outcome!r} of {feature!r} for {client}: "
                "run `make compat`"
            )
    return ""


def record(outcomes: Iterable[tuple[str, str, str]]) -> None:
    """Write (client, feature, YES or NONE) of a whole run."""
    cells: dict[str, dict[str, str]] = {}
    for client, feature, outcome in outcomes:
        of_client = cells.setdefault(client, {})
        worse = max(of_client.get(feature, outcome), outcome, key=_RANK.__getitem__)
        of_client[feature] = worse
    found = {
        client: {"packages": packages, "cells": cells[client]}
        for client, packages in versions().items()
        if client in cells
    }
    PROVEN.write_text(json.dumps(found, indent=1) + "\n")


def list_cells(path: str, items: Iterable[pytest.Item]) -> None:
    """Write the cells of collected tests as JSON."""
    cells = sorted({cell for item in items for cell in cells_of(item)})
    Path(path).write_text(json.dumps(cells))


def versions() -> dict[str, dict[str, str]]:
    """Every client with its packages as locked, in the order of the page."""
    told = [*SDK_CLIENTS.values()]
    told += [(each.name, each.environment, each.packages) for each in APPLICATIONS]
    return {
        client: {name: _locked(environment)[name] for name in packages}
        for client, environment, packages in told
    }


def _locked(environment: str) -> dict[str, str]:
    """Versions by package; of an npm alias, those of its target."""
    lock = LOCKS / f"{environment}.txt"
    if lock.exists():
        return dict(re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", lock.read_text(), re.M))
    packages = json.loads((LOCKS / environment / "package-lock.json").read_text())["packages"]
    return {
        path.removeprefix("node_modules/"): package["version"]
        for path, package in packages.items()
        if path.count("node_modules/") == 1
    }
