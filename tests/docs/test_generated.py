"""What the code offers is what docs/ says: every setting, command and endpoint."""

from __future__ import annotations

import pytest
import typer
from scripts import docs
from starlette.routing import Route

from gatelight.cli.main import app as cli
from gatelight.settings import Settings

pytestmark = pytest.mark.long


def test_generated_pages_are_up_to_date() -> None:
    assert [path.name for path in docs.outdated()] == [], "run `make docs`"


def test_every_setting_is_in_the_page() -> None:
    page = (docs.DOCS / "settings.md").read_text()
    for name, field in Settings.model_fields.items():
        assert f"`{docs.variable_of(name, field)}`" in page
        assert field.description, f"{name} has no sentence"


def test_every_command_is_in_the_page() -> None:
    page = (docs.DOCS / "cli.md").read_text()
    assert "## `gatelight import langfuse`" in page  # commands that are imported on demand, too
    for name, command in docs.commands(typer.main.get_command(cli), "gatelight"):
        assert f"## `{name}`" in page
        assert command.help, f"{name} has no help"
        for param in command.params:
            assert param.help, f"{name}: {param.name} has no help"


def test_every_endpoint_is_in_the_page() -> None:
    page = (docs.DOCS / "api.md").read_text()
    for path, methods in docs.openapi()["paths"].items():
        for method, operation in methods.items():
            assert f"`{method.upper()} {path}`" in page
            assert operation.get("summary"), f"{method} {path} has no summary"
            assert operation.get("description"), f"{method} {path} has no description"


def test_no_api_route_hides_from_the_description() -> None:
    described = docs.openapi()["paths"]
    hidden = [
        route.path
        for route in docs.application().routes
        if isinstance(route, Route)
        and route.path.startswith("/api")
        and route.path not in described
    ]
    assert hidden == []
