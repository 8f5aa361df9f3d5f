"""References to media inside data: `@@@langfuseMedia:type=…|id=…|source=…@@@`."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator

from gatelight.core.json import Json, to_text

_REFERENCE = re.compile(
    r"@@@langfuseMedia:type=[^|@]{1,255}\|id=([A-Za-z0-9_-]{22})\|source=\w+@@@"
)


def sha256_of(data: bytes) -> str:
    """SHA-256 in standard base64, 44 characters."""
    return base64.b64encode(hashlib.sha256(data).digest()).decode()


def media_id_of(sha256: str) -> str:
    """The id every client derives from the digest: its first 22 characters, URL-safe."""
    return sha256.replace("+", "-").replace("/", "_")[:22]


def reference(content_type: str, media_id: str) -> str:
    return f"@@@langfuseMedia:type={content_type}|id={media_id}|source=base64_data_uri@@@"


def mentioned(value: Json) -> set[str]:
    """Ids of the media that `value` refers to anywhere, also inside a longer text."""
    return set(_REFERENCE.findall(to_text(value)))


def find_references(value: Json) -> Iterator[tuple[str, str, str]]:
    """(JSON path, reference, media id) of every text in `value` that is a reference.

    Paths are bracket-normalised: `$['key'][0]`. A key that contains `']` has no such path.
    """
    waiting: list[tuple[str, Json]] = [("$", value)]
    while waiting:
        path, node = waiting.pop()
        if isinstance(node, str):
            if found := _REFERENCE.fullmatch(node):
                yield path, node, found[1]
        elif isinstance(node, dict):
            waiting += [
                (f"{path}['{key}']", inner)
                for key, inner in reversed(node.items())
                if "']" not in key
            ]
        elif isinstance(node, list):
            waiting += [
                (f"{path}[{index}]", inner) for index, inner in reversed(list(enumerate(node)))
            ]
