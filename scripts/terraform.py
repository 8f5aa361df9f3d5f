"""Write what deploy/terraform has twice: tables of its READMEs, and the sizes.

`python -m scripts.terraform` writes, `--check` only says what is out of date. The tables of a
module's README.md are made from its variables and outputs (what `terraform-docs` does, which no
package registry has); its own words stand around them. The sizes are those `gatelight aws cost`
reckons with.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import hcl2
from scripts.docs import BEGIN, END, with_generated
from scripts.generated import ROOT, write_or_check

TERRAFORM = ROOT / "deploy" / "terraform"
SIZES = ROOT / "src" / "gatelight" / "deploy" / "sizes.json"


def folders() -> list[Path]:
    """Every module and environment."""
    return sorted(path.parent for path in TERRAFORM.rglob("variables.tf"))


def declared(folder: Path, kind: str) -> dict[str, dict[str, Any]]:
    """Blocks `variable` or `output` of a folder, by name, in the order they are written in."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.tf")):
        for entry in hcl2.loads(path.read_text(encoding="utf-8")).get(kind, ()):
            found |= {name.strip('"'): body for name, body in entry.items()}
    return found


def plain(value: Any) -> str:
    """An expression as it is written: python-hcl2 wraps them in `${…}` and keeps quotes."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return value.removeprefix("${").removesuffix("}") if value.startswith("${") else value
    return "null" if value is None else str(value)


def kind_of(body: dict[str, Any]) -> str:
    """The type, without the fields of an object: those are in the file."""
    written = plain(body.get("type", "any"))
    return f"{written.split('(')[0]}(…)" if len(written) > 24 else written


def table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    if not rows:
        return []
    lines = [f"| {' | '.join(heads)} |", f"| {' | '.join('---' for _ in heads)} |"]
    lines += [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return [*lines, ""]


def tables(folder: Path) -> str:
    """The generated part of a README."""
    inputs = [
        (
            f"`{name}`",
            kind_of(body),
            "**required**" if "default" not in body else f"`{plain(body['default'])}`",
            plain(body.get("description", "")).strip('"'),
        )
        for name, body in declared(folder, "variable").items()
    ]
    outputs = [
        (f"`{name}`", plain(body.get("description", "")).strip('"'))
        for name, body in declared(folder, "output").items()
    ]
    lines = ["## Variables", "", *table(("name", "type", "default", "what it is"), inputs)]
    lines += ["## Outputs", "", *table(("name", "what it is"), outputs)]
    return "\n".join(lines)


def build() -> dict[Path, str]:
    """Text of every file that is written."""
    made = {TERRAFORM / "environments" / "example" / "sizes.json": SIZES.read_text("utf-8")}
    for folder in folders():
        readme = folder / "README.md"
        own = (
            readme.read_text("utf-8") if readme.exists() else f"# {folder.name}\n\n{BEGIN}\n{END}\n"
        )
        made[readme] = with_generated(own, tables(folder))
    return made


def main(arguments: list[str]) -> int:
    return write_or_check(build(), arguments, "scripts.terraform")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
