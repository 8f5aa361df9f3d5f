"""The files that hold a page's code, told in the page itself: the browser then fetches them while
the client's entry, which would ask for them later, still starts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

MANIFEST = ".vite/manifest.json"
"""Which files a source became, below the folder of built files (see Vite's guide to integration
with a backend)."""
_ENTRY = "index.html"


@lru_cache(maxsize=32)
def code_links(source: str, folder: Path) -> str:
    """Link elements for the head of a page by its source below `web/`; "" for none."""
    place = folder / MANIFEST
    if not source or not place.is_file():
        return ""
    manifest = json.loads(place.read_text(encoding="utf-8"))
    known = {_ENTRY, *manifest.get(_ENTRY, {}).get("imports", ())}
    chunks = list(_chunks(manifest, source, known))
    links = [_link("modulepreload", chunk["file"]) for chunk in chunks]
    links += [
        _link('preload" as="style', name) for chunk in chunks for name in chunk.get("css", ())
    ]
    return "".join(links)


def _link(kind: str, name: str) -> str:
    return f'<link rel="{kind}" crossorigin href="./{escape(name)}">'


def _chunks(manifest: Mapping[str, Any], name: str, known: set[str]) -> Iterator[dict[str, Any]]:
    """The file of `name` and what it imports; what the entry imports is told by Vite itself."""
    if name in known or name not in manifest:
        return
    known.add(name)
    yield manifest[name]
    for imported in manifest[name].get("imports", ()):
        yield from _chunks(manifest, imported, known)
