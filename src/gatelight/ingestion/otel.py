"""The OTLP endpoint: spans from OpenTelemetry exporters and the Langfuse SDKs built on them."""

from __future__ import annotations

from typing import Any

import anyio.to_thread
from fastapi import APIRouter, Request
from starlette.responses import Response

from gatelight.accounts.dependencies import ProjectKey
from gatelight.accounts.principal import ApiPrincipal
from gatelight.core.patch import Note, Origin
from gatelight.errors import ApiError, InvalidRequest, PayloadTooLarge, json_response
from gatelight.ingest.otlp.decode import Encoding, decode_traces
from gatelight.ingest.otlp.model import Malformed
from gatelight.ingestion.body import read_body
from gatelight.services import ServicesDep

router = APIRouter(tags=["OpenTelemetry"])

NEWEST_INGESTION_VERSION = 4
SHOWN_BYTES = 1_000
"""Bytes of a refused JSON export that its note shows."""


class InvalidExport(ApiError):
    """An export that cannot be read; the wire's body has only `error`, a sentence."""

    status, name = 400, None

    def body(self) -> dict[str, Any]:
        return {"error": self.message}


@router.post("/api/public/otel/v1/traces", summary="Ingest OTLP traces")
async def ingest_traces(request: Request, services: ServicesDep, key: ProjectKey) -> Response:
    """Store the spans of an OTLP export, protobuf or JSON, plain or gzip.

    Answers 200 `{}` once every span is stored and readable. 400 `{"error": …}` when the export
    cannot be read or a span lacks its ids (nothing of it is stored then); 413 when the body is too
    large; 429 or 503 with `Retry-After` when it should be sent again.
    """
    origin = _origin(key)
    body = b""
    try:
        encoding = _encoding(request)
        _check_ingestion_version(key.ingestion_version)
        body = await read_body(request, services.settings.max_body_bytes)
        if not body:
            return json_response({})
        submission = await anyio.to_thread.run_sync(
            lambda: decode_traces(
                body,
                encoding,
                project_id=key.project_id,
                origin=origin,
                now=services.clock.now(),
            )
        )
        await services.writer.submit(submission)
    except (Malformed, InvalidRequest, InvalidExport, PayloadTooLarge) as error:
        services.notes.keep(key.project_id, origin, [_refusal(str(error), body)])
        if isinstance(error, PayloadTooLarge):
            raise
        raise InvalidExport(str(error)) from error
    return json_response({})


def _refusal(reason: str, body: bytes) -> Note:
    """A note of an export that was refused as a whole, with its beginning when that is text."""
    start = body[:SHOWN_BYTES]
    return Note(
        kind="refused",
        reason=reason,
        event_type="otlp-traces",
        detail=start.decode("utf-8", "replace") if start[:1] in (b"{", b"[") else "",
    )


def _encoding(request: Request) -> Encoding:
    content_type = request.headers.get("content-type", "").lower()
    if "application/x-protobuf" in content_type:
        return "protobuf"
    if "application/json" in content_type:
        return "json"
    raise InvalidExport("Invalid content type")


def _check_ingestion_version(sent: str) -> None:
    """The header is absent or a number up to 4. Raises InvalidExport."""
    if not sent.strip():
        return
    try:
        version = float(sent)
    except ValueError:
        version = float("nan")
    if not version <= NEWEST_INGESTION_VERSION:
        raise InvalidExport(f"x-langfuse-ingestion-version {sent[:20]!r} is not supported")


def _origin(key: ApiPrincipal) -> Origin:
    return Origin(
        public_key=key.public_key,
        sdk_name=key.sdk_name,
        sdk_version=key.sdk_version,
        source="otel",
    )
