"""Write what CloudFront needs of the edge's path table: its cache behaviours and its function.

`python -m scripts.cloudfront` writes, `--check` only says what is out of date. Both files are in
`deploy/terraform/modules/cloudfront/`; Terraform puts the operator's base path in the place of
`/langfuse`. tests/deploy/test_cloudfront.py runs the function over the whole table.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from scripts.generated import write_or_check

from gatelight.edge.paths import MOST_DECODINGS, Row, table

OUT = Path(__file__).parents[1] / "deploy" / "terraform" / "modules" / "cloudfront"
SOURCE = Path(__file__).with_name("cloudfront.js")
BASE_PATH = "/langfuse"
LOAD_BALANCER = {"server": "server", "grafana": "server"}
"""Origin of a target that has behaviours. Grafana is behind the server's port; everything else is
the default behaviour, the gateway's."""
CLOSED = re.compile(r"(?:/(?P<version>v\d\w*))?/(?P<name>[^/]+)")


def behaviours() -> list[dict[str, str]]:
    """`path_pattern` and origin of each cache behaviour, in order of precedence."""
    made = [{"pattern": "/v1/*", "origin": "gateway"}]
    for row in table(BASE_PATH):
        if row.target in LOAD_BALANCER:
            origin = LOAD_BALANCER[row.target]
            made += [{"pattern": row.prefix + end, "origin": origin} for end in ("/*", "")]
    return made


def function() -> str:
    """The function's code."""
    rows = table(BASE_PATH)
    targets = {row.prefix: row.target for row in rows if row.target != "blocked"}
    del targets[BASE_PATH]
    names, versions = closed([row for row in rows if row.target == "blocked"])
    code = SOURCE.read_text(encoding="utf-8")
    for name, value in (
        ("__OPEN__", json.dumps(targets, indent=1).replace('"', "'")),
        ("__CLOSED__", f" {' '.join(names)} "),
        ("__VERSIONS__", f" {' '.join(versions)} "),
        ("__MOST_DECODINGS__", str(MOST_DECODINGS)),
    ):
        code = code.replace(name, value)
    return code


def closed(rows: list[Row]) -> tuple[list[str], list[str]]:
    """Segments that are closed, and the versions each of them is closed behind as well."""
    parts = [found for row in rows if (found := CLOSED.fullmatch(row.prefix))]
    versions = list(dict.fromkeys(p["version"] for p in parts if p["version"]))
    names = list(dict.fromkeys(p["name"] for p in parts))
    expected = {f"{v and '/' + v}/{name}" for name in names for v in ("", *versions)}
    if {row.prefix for row in rows} != expected:
        raise SystemExit("paths.py: not every closed segment is closed behind every version")
    return names, versions


def build() -> dict[str, str]:
    """Text of every file, by its name."""
    return {"paths.json": json.dumps(behaviours(), indent=2) + "\n", "paths.js": function()}


def main(arguments: list[str]) -> int:
    files = {OUT / name: text for name, text in build().items()}
    return write_or_check(files, arguments, "scripts.cloudfront")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
