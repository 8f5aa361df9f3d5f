"""Inputs and outputs as the pages get them: the stored text itself, cut when it is too large.

The browser parses the text (see `core.json`: JSON when it is JSON, else text): a payload is then
encoded once and never parsed on the server, and one of any size has a bounded answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WHOLE_BYTES = 8_000_000
"""Up to this size a text is sent whole."""
BEGINNING = 100_000
"""Characters sent of a larger one; the rest is a download."""

FIELDS = ("input", "output")


def bounded(field: str) -> str:
    """SQL: the text of a column, or its beginning, as `{field}_text`, and its size in bytes."""
    return (
        f"if(length({field}) > {{whole_bytes:UInt64}}, "
        f"substringUTF8({field}, 1, {{beginning:UInt64}}), {field}) AS {field}_text, "
        f"length({field}) AS {field}_bytes"
    )


BOUNDED_IO = ", ".join(bounded(field) for field in FIELDS)


def bounds(whole_bytes: int = WHOLE_BYTES, beginning: int = BEGINNING) -> dict[str, int]:
    """The parameters `bounded` needs."""
    return {"whole_bytes": whole_bytes, "beginning": beginning}


def texts_of(row: Mapping[str, Any], whole_bytes: int = WHOLE_BYTES) -> dict[str, Any]:
    """`{input: {text, bytes, whole}, output: …}`; null for what was not recorded."""
    return {
        field: {
            "text": row[f"{field}_text"],
            "bytes": row[f"{field}_bytes"],
            "whole": row[f"{field}_bytes"] <= whole_bytes,
        }
        if row[f"{field}_bytes"]
        else None
        for field in FIELDS
    }
