"""Write the generated parts of docs/ from the code: settings, commands and endpoints.

`python -m scripts.docs` writes, `python -m scripts.docs --check` only says what is out of date.
A page keeps its own words; only what stands between its two markers is generated.
"""

from __future__ import annotations

import inspect
import re
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typer
from fastapi import FastAPI
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from scripts import compatibility, scaling

from gatelight.settings import Settings

DOCS = Path(__file__).parents[1] / "docs"
BEGIN, END = "<!-- generated: begin -->", "<!-- generated: end -->"
METHODS = ("get", "head", "post", "put", "patch", "delete")


def cell(text: str) -> str:
    """Text that fits one cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|")


def variable_of(name: str, field: FieldInfo) -> str:
    """The environment variable that sets a field."""
    return str(field.validation_alias or f"GATELIGHT_{name.upper()}")


def default_of(field: FieldInfo) -> str:
    value = field.default
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if isinstance(value, bool):
        value = str(value).lower()
    return "" if value in ("", None) else f"`{value}`"


def type_of(field: FieldInfo) -> str:
    text = str(getattr(field.annotation, "__name__", field.annotation))
    known = {"str": "text", "int": "number", "bool": "true or false", "Path": "path"}
    known |= {"SecretStr": "secret text", "float": "number"}
    if text in known:
        return known[text]
    if options := re.findall(r"'([^']+)'", str(field.annotation)):
        return " or ".join(f"`{option}`" for option in options)
    return known.get(next(iter(re.findall(r"Path|int|str", str(field.annotation))), ""), "text")


def settings_sections() -> dict[str, list[str]]:
    """Field names below each `# --- title` line of settings.py."""
    sections: dict[str, list[str]] = {}
    title = "settings"
    for line in inspect.getsource(Settings).splitlines():
        if heading := re.match(r"\s+# --- (.+)", line):
            title = heading[1]
        elif (named := re.match(r"    (\w+): ", line)) and named[1] in Settings.model_fields:
            sections.setdefault(title, []).append(named[1])
    return sections


def settings_page() -> str:
    lines: list[str] = []
    for title, names in settings_sections().items():
        lines += [f"## {title.capitalize()}", "", "| variable | type | default | what it does |"]
        lines.append("| --- | --- | --- | --- |")
        for name in names:
            field = Settings.model_fields[name]
            row = (
                f"`{variable_of(name, field)}`",
                type_of(field),
                default_of(field),
                field.description or "",
            )
            lines.append("| " + " | ".join(cell(part) for part in row) + " |")
        lines.append("")
    return "\n".join(lines)


def commands(group: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    """Every leaf command below `group` with its full name."""
    for name in sorted(group.list_commands(None)):  # `gatelight` itself imports on demand
        command = group.get_command(None, name)
        full = f"{prefix} {name}"
        if hasattr(command, "list_commands"):
            yield from commands(command, full)
        else:
            yield full, command


def command_part(name: str, command: Any) -> str:
    lines = [f"## `{name}`", "", inspect.cleandoc(command.help or ""), ""]
    shown = [param for param in command.params if not getattr(param, "hidden", False)]
    if shown:
        lines += ["| option | default | what it does |", "| --- | --- | --- |"]
    for param in shown:
        is_argument = param.param_type_name == "argument"
        label = param.name.upper() if is_argument else ", ".join(param.opts)
        plain = param.default if isinstance(param.default, str | int | float) else ""
        default = "" if plain in ("", False) else f"`{plain}`"
        lines.append(f"| `{label}` | {default} | {cell(param.help or '')} |")
    return "\n".join([*lines, ""])


def cli_page() -> str:
    from gatelight.cli.main import app

    group = typer.main.get_command(app)
    return "\n".join(command_part(*found) for found in commands(group, "gatelight"))


def application() -> FastAPI:
    """The server's app; no store is opened for it."""
    from gatelight.app import create_app

    with tempfile.TemporaryDirectory() as folder:
        return create_app(Settings(data_dir=Path(folder)))


def openapi() -> dict[str, Any]:
    """The server's own description of its endpoints."""
    with warnings.catch_warnings():
        # One handler that answers GET and HEAD has one operation id for both.
        warnings.filterwarnings("ignore", "Duplicate Operation ID")
        return application().openapi()


def area_of(path: str) -> str:
    """The noun an endpoint is listed under: `/api/public/v2/scores/{id}` is under scores."""
    parts = [part for part in path.split("/") if part and not re.fullmatch(r"v\d+", part)]
    nouns = [part for part in parts if part not in ("api", "public") and "{" not in part]
    return nouns[0] if nouns else "server"


def endpoint_part(path: str, method: str, operation: dict[str, Any]) -> str:
    text = inspect.cleandoc(operation.get("description") or "")
    summary = operation.get("summary", "")
    ended = summary if summary.endswith((".", "?")) else f"{summary}."
    lines = [f"### `{method.upper()} {path}`", "", ended, ""]
    if text and text != ended:
        lines += [text, ""]
    queries = [p["name"] for p in operation.get("parameters", ()) if p["in"] == "query"]
    if queries:
        lines += ["Query: " + ", ".join(f"`{name}`" for name in queries), ""]
    return "\n".join(lines)


def api_page() -> str:
    areas: dict[str, list[str]] = {}
    for path, methods in sorted(openapi()["paths"].items()):
        for method in METHODS:
            if method in methods:
                part = endpoint_part(path, method, methods[method])
                areas.setdefault(area_of(path), []).append(part)
    return "\n".join(
        f"## {area.replace('-', ' ').capitalize()}\n\n" + "\n".join(parts)
        for area, parts in sorted(areas.items())
    )


PAGES: dict[str, Callable[[], str]] = {
    "compatibility.md": compatibility.page,
    "scaling.md": scaling.page,
    "settings.md": settings_page,
    "cli.md": cli_page,
    "api.md": api_page,
}


def with_generated(page: str, generated: str) -> str:
    """`page` with what stands between its markers replaced."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{generated.strip()}\n\n{END}{after}"


def outdated() -> dict[Path, str]:
    """Pages whose generated part is not what the code says, with their right text."""
    wrong: dict[Path, str] = {}
    for name, build in PAGES.items():
        path = DOCS / name
        right = with_generated(path.read_text(), build())
        if right != path.read_text():
            wrong[path] = right
    return wrong


def main(arguments: list[str]) -> int:
    wrong = outdated()
    for path, right in wrong.items():
        if "--check" in arguments:
            print(f"docs/{path.name} is out of date: run `make docs`")
        else:
            path.write_text(right)
            print(f"wrote docs/{path.name}")
    return 1 if wrong and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
