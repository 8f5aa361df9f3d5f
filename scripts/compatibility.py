"""The generated part of docs/compatibility.md, from what the compatibility tests proved."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

PROVEN = Path(__file__).parents[1] / "tests" / "compat" / "proven.json"
SHOWN = {"yes": "✓", "not in this client": "–"}

Record = dict[str, dict[str, dict[str, str]]]


def page() -> str:
    """Two tables, Langfuse's SDKs and everything else, each with the versions it was proved for."""
    record: Record = json.loads(PROVEN.read_text())
    sdks = {
        client: found
        for client, found in record.items()
        if "tree" not in found["cells"]  # what only applications are asked
    }
    others = {client: found for client, found in record.items() if client not in sdks}
    return "\n".join(
        [
            "## Langfuse SDKs",
            "",
            *_by_feature(sdks),
            "",
            "## Frameworks and instrumentations",
            "",
            *_by_client(others),
        ]
    )


def _by_feature(record: Record) -> list[str]:
    """A row for each feature, a column for each client."""
    features = dict.fromkeys(
        feature for found in record.values() for feature in sorted(found["cells"])
    )
    versions = [next(iter(found["packages"].values())) for found in record.values()]
    return [
        _row("", record),
        _row("---", ("---" for _ in record)),
        _row("version", versions),
        *(
            _row(feature, (SHOWN.get(f["cells"].get(feature, ""), "") for f in record.values()))
            for feature in sorted(features)
        ),
    ]


def _by_client(record: Record) -> list[str]:
    """A row for each client, a column for each feature."""
    features = sorted({feature for found in record.values() for feature in found["cells"]})
    rows = [_row("", ["packages", *features]), _row("---", ("---" for _ in ["", *features]))]
    for client, found in record.items():
        packages = ", ".join(f"{name} {version}" for name, version in found["packages"].items())
        cells = [SHOWN.get(found["cells"].get(feature, ""), "") for feature in features]
        rows.append(_row(client, [packages, *cells]))
    return rows


def _row(first: str, rest: Iterable[str]) -> str:
    return "| " + " | ".join([first, *rest]) + " |"
