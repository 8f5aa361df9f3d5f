"""`GET /metrics`: this process's series for Prometheus and VictoriaMetrics."""

from __future__ import annotations

import hmac
import ipaddress

from fastapi import APIRouter, Request
from prometheus_client.exposition import choose_encoder
from starlette.responses import Response

from gatelight.errors import Forbidden, Unauthorized
from gatelight.monitoring.server import Monitor
from gatelight.settings import Settings

router = APIRouter(tags=["Health"])

_FORWARDED = ("x-forwarded-for", "x-real-ip", "forwarded", "via")


@router.get(
    "/metrics",
    summary="Read the server's metrics",
    response_class=Response,
    operation_id="getServerMetrics",
)
def get_metrics(request: Request) -> Response:
    """Prometheus text, or OpenMetrics with exemplars (trace ids) when it is asked for. With
    GATELIGHT_METRICS_TOKEN it needs that Bearer token; without, it answers callers in
    GATELIGHT_METRICS_NETWORKS that come without a proxy."""
    monitor: Monitor = request.app.state.monitor
    check_access(request, request.app.state.services.settings)
    encode, content_type = choose_encoder(request.headers.get("accept", ""))
    headers = {"Content-Type": content_type}
    return Response(encode(monitor.registry), headers=headers)


def check_access(request: Request, settings: Settings) -> None:
    """Raises Unauthorized, Forbidden."""
    token = settings.metrics_token.get_secret_value()
    if token:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(given.encode(), token.encode()):
            raise Unauthorized("Metrics need `Authorization: Bearer <GATELIGHT_METRICS_TOKEN>`.")
        return
    proxied = any(name in request.headers for name in _FORWARDED)
    if proxied or not _is_near(request.client.host if request.client else "", settings):
        raise Forbidden(
            "Metrics are for callers in GATELIGHT_METRICS_NETWORKS; from elsewhere set "
            "GATELIGHT_METRICS_TOKEN and send it as a Bearer token."
        )


def _is_near(host: str, settings: Settings) -> bool:
    try:
        address = ipaddress.ip_address(host)
        networks = settings.metrics_networks.replace(",", " ").split()
        return any(address in ipaddress.ip_network(each, strict=False) for each in networks)
    except ValueError:
        return False
