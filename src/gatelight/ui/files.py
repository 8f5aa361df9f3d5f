"""The built UI, read once into memory, with what a browser must be told about each file."""

from __future__ import annotations

import gzip
import mimetypes
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path

FOLDER = Path(__file__).with_name("dist")
PAGE = "index.html"
_BASE_MARK = '<base href="/">'
_COMPRESSED = frozenset({".js", ".css", ".html", ".svg", ".json", ".webmanifest"})

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
SECURITY = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
FOREVER = "public, max-age=31536000, immutable"
SHORT = "public, max-age=3600"
ALWAYS_ASK = "no-cache"

NOT_BUILT = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Gatelight</title></head>
<body>
<h1>The pages of Gatelight are not built</h1>
<p>The API works. To build the pages run <code>make install</code> in the repository and start
the server again.</p>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class File:
    """`zipped` is empty for kinds that are compressed already."""

    body: bytes
    zipped: bytes
    media_type: str
    cache: str


@lru_cache(maxsize=4)
def built_files(folder: Path) -> dict[str, File]:
    """Every built file but the page by its path below `folder`; empty when nothing is built."""
    return {
        path.relative_to(folder).as_posix(): _read(path, path.relative_to(folder).parts)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / PAGE
    }


@lru_cache(maxsize=8)
def page(base_path: str, folder: Path) -> File | None:
    """`index.html` for this base path; None when nothing is built."""
    source = folder / PAGE
    if not source.is_file():
        return None
    text = source.read_text(encoding="utf-8")
    base = f'<base href="{escape(base_path, quote=True)}/">'
    body = text.replace(_BASE_MARK, base, 1).encode()
    return File(body, gzip.compress(body, mtime=0), "text/html; charset=utf-8", ALWAYS_ASK)


def _read(path: Path, parts: tuple[str, ...]) -> File:
    body = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if path.suffix == ".js":
        kind = "text/javascript"
    if kind.startswith("text/"):
        kind = f"{kind}; charset=utf-8"
    zipped = gzip.compress(body, mtime=0) if path.suffix in _COMPRESSED else b""
    return File(body, zipped, kind, FOREVER if parts[0] == "assets" else SHORT)
