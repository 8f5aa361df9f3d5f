"""The OTLP endpoints: traces, logs and metrics from OpenTelemetry exporters and the SDKs built on
them."""

from __future__ import annotations

from typing import Any

import anyio.to_thread
from fastapi import APIRouter, Request
from starlette.responses import Response

from gatelight.accounts.dependencies import ProjectKey
from gatelight.accounts.principal import ApiPrincipal
from gatelight.core.answers import JsonObject
from gatelight.errors import ApiError, InvalidRequest, PayloadTooLarge, json_response
from gatelight.ingest.otlp.model import Encoding, Signal
from gatelight.ingestion.body import read_body
from gatelight.ingestion.export import REFUSALS, check_ingestion_version, decoded, keep_refusal
from gatelight.ingestion.schemas import ExportError
from gatelight.services import Services, ServicesDep

router = APIRouter(tags=["OpenTelemetry"])

BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-protobuf": {"schema": {"type": "string", "format": "binary"}},
            "application/json": {"schema": {"type": "object"}},
        },
    }
}
"""OpenAPI of an OTLP export, which the routes read themselves."""

REFUSED: dict[int | str, dict[str, Any]] = {
    400: {"model": ExportError, "description": "The export cannot be read: why."}
}


class InvalidExport(ApiError):
    """An export that cannot be read; the wire's body has only `error`, a sentence."""

    status, name = 400, None

    def body(self) -> dict[str, Any]:
        return {"error": self.message}


@router.post(
    "/api/public/otel/v1/traces",
    summary="Ingest OTLP traces",
    response_model=JsonObject,
    responses=REFUSED,
    openapi_extra=BODY,
)
async def ingest_traces(request: Request, services: ServicesDep, key: ProjectKey) -> Response:
    """Store the spans of an OTLP export, protobuf or JSON, plain or gzip.

    Answers 200 `{}` once every span is stored and readable. 400 `{"error": …}` when the export
    cannot be read or a span lacks its ids (nothing of it is stored then); 413 when the body is too
    large; 429 or 503 with `Retry-After` when it should be sent again.
    """
    return await _ingest(request, services, key, "traces")


@router.post(
    "/api/public/otel/v1/logs",
    summary="Ingest OTLP logs",
    response_model=JsonObject,
    responses=REFUSED,
    openapi_extra=BODY,
)
async def ingest_logs(request: Request, services: ServicesDep, key: ProjectKey) -> Response:
    """Store the log records of an OTLP export; answers as for traces.

    A record belongs to the session and user its attributes (or its resource's) name, and to the
    trace whose id it carries. Read them at `/api/public/log-records`. An export sent again is
    stored once.
    """
    return await _ingest(request, services, key, "logs")


@router.post(
    "/api/public/otel/v1/metrics",
    summary="Ingest OTLP metrics",
    response_model=JsonObject,
    responses=REFUSED,
    openapi_extra=BODY,
)
async def ingest_metrics(request: Request, services: ServicesDep, key: ProjectKey) -> Response:
    """Store the data points of an OTLP export; answers as for traces.

    Gauges, sums, histograms, exponential histograms and summaries. A point belongs to the session
    and user its attributes (or its resource's) name, and to the traces of its exemplars. Read them
    at `/api/public/metric-points`. An export sent again is stored once.
    """
    return await _ingest(request, services, key, "metrics")


async def _ingest(
    request: Request, services: Services, key: ApiPrincipal, signal: Signal
) -> Response:
    body = b""
    try:
        encoding = _encoding(request)
        check_ingestion_version(key)
        body = await read_body(request, services.settings.max_body_bytes)
        if not body:
            return json_response({})
        submission = await anyio.to_thread.run_sync(
            lambda: decoded(services, key, signal, body, encoding)
        )
        await services.writer.submit(submission)
    except REFUSALS as error:
        keep_refusal(services, key, signal, str(error), body)
        if isinstance(error, PayloadTooLarge):
            raise
        raise InvalidExport(str(error)) from error
    return json_response({})


def _encoding(request: Request) -> Encoding:
    content_type = request.headers.get("content-type", "").lower()
    if "application/x-protobuf" in content_type:
        return "protobuf"
    if "application/json" in content_type:
        return "json"
    raise InvalidRequest("Invalid content type")
