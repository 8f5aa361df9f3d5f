"""The OTLP endpoint: spans from OpenTelemetry exporters and the Langfuse SDKs built on them."""

from __future__ import annotations

from typing import Any

import anyio.to_thread
from fastapi import APIRouter, Request
from starlette.responses import Response

from gatelight.accounts.dependencies import ProjectKey
from gatelight.accounts.principal import ApiPrincipal
from gatelight.core.patch import Origin
from gatelight.errors import ApiError, InvalidRequest, json_response
from gatelight.ingest.otlp.decode import Encoding, decode_traces
from gatelight.ingest.otlp.model import Malformed
from gatelight.ingestion.body import read_body
from gatelight.services import ServicesDep

router = APIRouter(tags=["OpenTelemetry"])

NEWEST_INGESTION_VERSION = 4


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
    encoding = _encoding(request)
    _check_ingestion_version(key.ingestion_version)
    try:
        body = await read_body(request, services.settings.max_body_bytes)
    except InvalidRequest as error:
        raise InvalidExport(error.message) from error
    if not body:
        return json_response({})
    try:
        submission = await anyio.to_thread.run_sync(
            lambda: decode_traces(
                body,
                encoding,
                project_id=key.project_id,
                origin=_origin(key),
                now=services.clock.now(),
            )
        )
    except Malformed as error:
        raise InvalidExport(str(error)) from error
    if submission.patches or submission.notes:
        await services.writer.submit(submission)
    return json_response({})


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
