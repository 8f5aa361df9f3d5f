"""The built UI, kept in memory once read, with what a browser must be told about each file.

Style elements that libraries add at run time (scroll locks, the editor) carry the page's nonce; the
policy admits no other inline style and no inline script.
"""

from __future__ import annotations

import gzip
import mimetypes
import secrets
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path

from gatelight.ui.page_code import MANIFEST, code_links

FOLDER = Path(__file__).with_name("dist")
PAGE = "index.html"
_BASE_MARK = '<base href="/">'
_NONCE_MARK = 'nonce=""'
_HEAD_END = "</head>"
_COMPRESSED = (".js", ".css", ".html", ".svg", ".json", ".webmanifest")

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'nonce-{nonce}'",
        "img-src 'self' data: blob:",
        "media-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
SECURITY = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
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
def built_files(folder: Path) -> dict[str, bytes]:
    """Every file that is served by its path below `folder`; empty when nothing is built. All of one
    build, whatever is built while the server runs."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path not in (folder / PAGE, folder / MANIFEST)
    }


@lru_cache(maxsize=1024)
def built_file(folder: Path, name: str) -> File:
    """One of `built_files`; compressed when it is first asked for."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if name.endswith(".js"):
        kind = "text/javascript"
    if kind.startswith("text/"):
        kind = f"{kind}; charset=utf-8"
    body = built_files(folder)[name]
    zipped = gzip.compress(body, mtime=0) if name.endswith(_COMPRESSED) else b""
    return File(body, zipped, kind, FOREVER if name.startswith("assets/") else SHORT)


def page(base_path: str, folder: Path, source: str = "") -> tuple[File, dict[str, str]] | None:
    """`index.html` for this base path and its headers, with a new nonce; None when nothing is
    built. `source` of the page's code, where the page tells of it."""
    text = _page_text(base_path, folder)
    if text is None:
        return None
    nonce = secrets.token_urlsafe(16)
    text = text.replace(_NONCE_MARK, f'nonce="{nonce}"', 1)
    body = text.replace(_HEAD_END, code_links(source, folder) + _HEAD_END, 1).encode()
    found = File(body, gzip.compress(body, mtime=0), "text/html; charset=utf-8", ALWAYS_ASK)
    return found, SECURITY | {"Content-Security-Policy": _POLICY.format(nonce=nonce)}


@lru_cache(maxsize=8)
def _page_text(base_path: str, folder: Path) -> str | None:
    source = folder / PAGE
    if not source.is_file():
        return None
    base = f'<base href="{escape(base_path, quote=True)}/">'
    return source.read_text(encoding="utf-8").replace(_BASE_MARK, base, 1)
