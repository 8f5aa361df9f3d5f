"""Stored text as files: never shown by the browser, never run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from starlette.responses import Response, StreamingResponse

from gatelight.ui.trace.service import Download

_PLAIN = re.compile(r"[^A-Za-z0-9._-]+")


def _headers(name: str) -> dict[str, str]:
    return {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }


def _name(entity_id: str) -> str:
    return _PLAIN.sub("-", entity_id)[:100].strip("-.") or "trace"


def payload_file(found: Download, entity_id: str, field: str) -> Response:
    name = f"{_name(entity_id)}-{field}.{'json' if found.is_json else 'txt'}"
    kind = "application/json" if found.is_json else "text/plain; charset=utf-8"
    return Response(found.data, media_type=kind, headers=_headers(name))


def trace_file(pieces: Iterator[bytes], trace_id: str) -> Response:
    headers = _headers(f"{_name(trace_id)}.json")
    return StreamingResponse(pieces, media_type="application/json", headers=headers)
